//! Vocabularies as files: TOML, so that a change of weights can be read.
//!
//! Enters: text that nobody vouches for. Leaves: a [`Vocabulary`] whose numbers are
//! finite and whose sizes are bounded, or an error that names the word.

use serde::Deserialize;

use super::{Background, Gaussian, Sample, State, Vocabulary, Word, WordModel};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::mouth::MEASURES;

/// Largest size of a mean, in spreads of a person's speech; of a variance, its square.
const FARTHEST: f32 = 100.0;
/// Probabilities to stay in a state keep this far from 0 and 1.
const CERTAIN: f32 = 1e-3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    background: Vec<Part>,
    word: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    share: f32,
    mean: Vec<f32>,
    variance: Vec<f32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    group: String,
    way: Vec<Way>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Way {
    state: Vec<Stretch>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stretch {
    stay: f32,
    mean: Vec<f32>,
    variance: Vec<f32>,
}

impl Vocabulary {
    /// Reads a vocabulary.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] for a text, or numbers of words, states and parts, larger
    /// than [`limits`] say; [`ErrorKind::Model`] that says where for anything else that
    /// is not a vocabulary.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |what: String| Error::new(ErrorKind::Model, format!("vocabulary: {what}"));
        let bounded = |what: &str, n: usize, most: usize| match n {
            0 => Err(wrong(format!("no {what}"))),
            n if n > most => Err(Error::new(
                ErrorKind::Limit,
                format!("vocabulary: {n} {what}, {most} are possible"),
            )),
            _ => Ok(()),
        };
        bounded("bytes", text.len(), limits::VOCABULARY_BYTES)?;
        let file: File =
            toml::from_str(text).map_err(|e| wrong("not as it should be".into()).caused_by(e))?;
        if file.version != 1 {
            return Err(wrong(format!("version {} is not known", file.version)));
        }
        bounded("words", file.word.len(), limits::VOCABULARY_WORDS)?;
        bounded(
            "background parts",
            file.background.len(),
            limits::VOCABULARY_STATES,
        )?;
        let gaussian = |mean: &[f32], variance: &[f32], place: &dyn Fn() -> String| {
            let mean = row(mean).filter(|m| m.iter().all(|v| v.abs() <= FARTHEST));
            let variance =
                row(variance).filter(|v| v.iter().all(|v| *v > 0.0 && *v <= FARTHEST * FARTHEST));
            match (mean, variance) {
                (Some(mean), Some(variance)) => Ok(Gaussian::new(mean, variance)),
                _ => Err(wrong(format!(
                    "{}: not {MEASURES} means and as many variances in range",
                    place()
                ))),
            }
        };
        let mut parts = Vec::new();
        for (i, part) in file.background.iter().enumerate() {
            let place = || format!("background part {i}");
            if !(part.share > 0.0 && part.share <= 1.0) {
                return Err(wrong(format!("{}: a share outside 0..1", place())));
            }
            parts.push((part.share, gaussian(&part.mean, &part.variance, &place)?));
        }
        let mut words: Vec<Word> = Vec::new();
        for entry in file.word {
            let name = entry.name;
            if !is_name(&name) || !is_name(&entry.group) {
                return Err(wrong("a word whose name or group is none".into()));
            }
            if words.iter().any(|w| w.name == name) {
                return Err(wrong(format!("'{name}' comes twice")));
            }
            let at_word = |e: Error| e.at(format!("word '{name}'"));
            bounded("ways", entry.way.len(), limits::VOCABULARY_WAYS).map_err(at_word)?;
            let mut ways = Vec::new();
            for way in entry.way {
                bounded("states", way.state.len(), limits::VOCABULARY_STATES).map_err(at_word)?;
                let mut states = Vec::new();
                for (i, state) in way.state.iter().enumerate() {
                    let place = || format!("word '{name}', state {i}");
                    if !(state.stay >= CERTAIN && state.stay <= 1.0 - CERTAIN) {
                        return Err(wrong(format!("{}: 'stay' is out of range", place())));
                    }
                    states.push(State {
                        looks: gaussian(&state.mean, &state.variance, &place)?,
                        stay: state.stay,
                    });
                }
                ways.push(WordModel::new(states));
            }
            words.push(Word {
                name,
                group: entry.group,
                ways,
            });
        }
        Ok(Self::new(Background::new(parts), words))
    }

    /// The text that [`Self::parse`] reads: numbers to four places, a row of measures a
    /// line.
    #[must_use]
    pub fn to_text(&self) -> String {
        let row = |v: &Sample| v.map(|v| format!("{v:.4}")).join(", ");
        let looks = |g: &Gaussian| {
            let (mean, variance) = (row(g.mean()), row(g.variance()));
            format!("mean = [{mean}]\nvariance = [{variance}]\n")
        };
        let mut text = String::from("version = 1\n");
        for (share, gaussian) in self.background.parts() {
            let share = share.clamp(1e-4, 1.0);
            text += &format!("\n[[background]]\nshare = {share:.4}\n{}", looks(gaussian));
        }
        for word in &self.words {
            let (name, group) = (&word.name, &word.group);
            text += &format!("\n[[word]]\nname = \"{name}\"\ngroup = \"{group}\"\n");
            for way in &word.ways {
                text += "\n[[word.way]]\n";
                for state in way.states() {
                    let stay = state.stay;
                    text += "[[word.way.state]]\n";
                    text += &format!("stay = {stay:.4}\n{}", looks(&state.looks));
                }
            }
        }
        text
    }
}

fn row(values: &[f32]) -> Option<Sample> {
    let row: Sample = values.try_into().ok()?;
    row.iter().all(|v| v.is_finite()).then_some(row)
}

fn is_name(name: &str) -> bool {
    (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
