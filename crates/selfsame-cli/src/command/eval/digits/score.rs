//! How the word that was said does among those that could have been.
//!
//! Enters: measured recordings, models, how well the ends of words are known.
//! Leaves: areas under the curve, ranks, and where the words were found.

use std::collections::BTreeMap;
use std::ops::Range;

use selfsame::lipreader::{self, Guess, Lipreader};
use selfsame::words::{self, Choice, Listening, Speech, Vocabulary};
use selfsame_simulate::dice::Dice;
use serde::Serialize;

use super::strings::Strings;
use crate::command::spoken::{Recording, Said};
use crate::stats::{self, Rate};

/// Resamplings of the interval of the area under the curve.
const RESAMPLINGS: usize = 2000;

/// What tells words apart.
#[derive(Clone, Copy)]
pub(super) struct Models<'a> {
    /// Says where words lie.
    pub(super) vocabulary: &'a Vocabulary,
    /// Says which word lies there; without one the vocabulary does.
    pub(super) lipreader: Option<&'a Lipreader>,
}

/// One word that was said, and how all of its group explain it.
pub(super) struct Heard {
    /// Which recording.
    pub(super) recording: usize,
    pub(super) name: String,
    /// How well each word of the group explains it.
    pub(super) ratios: Vec<f32>,
    /// What a claim of each is worth in a string.
    pub(super) claims: Vec<f32>,
    /// Which of them was said.
    pub(super) said: usize,
    /// How far the start and the end that were found for it lie from the true ones,
    /// seconds; positive: later. None for words without a model that says where they lie.
    pub(super) off: Option<[f64; 2]>,
}

impl Heard {
    fn others(&self) -> impl Iterator<Item = f32> + '_ {
        let each = self.ratios.iter().enumerate();
        each.filter(|(i, _)| *i != self.said)
            .map(|(_, ratio)| *ratio)
    }

    /// The share of the others that it outdoes.
    fn area(&self) -> f64 {
        let own = self.ratios[self.said];
        let points: f64 = self
            .others()
            .map(|other| match own.total_cmp(&other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
            .sum();
        points / self.others().count() as f64
    }

    /// 1 if no other explains it better.
    fn rank(&self) -> usize {
        let own = self.ratios[self.said];
        1 + self.others().filter(|other| *other >= own).count()
    }
}

/// Where a word may lie, samples.
struct Room {
    starts: Range<usize>,
    ends: Range<usize>,
}

/// Looks for every known word, its ends known to `within` seconds: it is said to lie up to
/// so much earlier or later than it does, by chance.
pub(super) fn hear(recordings: &[Recording], models: Models<'_>, within: f32) -> Vec<Heard> {
    let mut dice = Dice::new(1, "stated intervals");
    let mut heard = Vec::new();
    for (recording, Recording { speech, words, .. }) in recordings.iter().enumerate() {
        let listening = models.vocabulary.listen(speech.samples());
        for said in words {
            let shift = within * (2.0 * dice.unit() - 1.0);
            let stated = said.start + shift..said.end + shift;
            let room = Room {
                starts: speech.around(stated.start, within),
                ends: speech.around(stated.end, within),
            };
            let place = models.vocabulary.position(&said.word);
            let found =
                place.and_then(|w| listening.find(w, room.starts.clone(), room.ends.clone()));
            let told = match models.lipreader {
                Some(reader) => by_lips(reader, speech, said, within, stated),
                None => place.and_then(|word| by_models(&listening, word, room)),
            };
            let Some((ratios, claims, which)) = told.filter(|(ratios, ..)| ratios.len() > 1) else {
                continue;
            };
            let off = |index: usize, truth: f32| f64::from(speech.time(index) - truth);
            heard.push(Heard {
                recording,
                name: said.word.clone(),
                ratios,
                claims,
                said: which,
                off: found.map(|f| [off(f.start, said.start), off(f.end, said.end)]),
            });
        }
    }
    heard
}

/// How well each word explains it, what a claim of each is worth, which was said.
type Told = (Vec<f32>, Vec<f32>, usize);

fn by_lips(
    reader: &Lipreader,
    speech: &Speech,
    said: &Said,
    within: f32,
    stated: Range<f32>,
) -> Option<Told> {
    let word = reader.position(&said.word, &said.group())?;
    let guesses = reader.read(word, speech, stated.start - within..stated.end + within);
    let claim = |guess: &Guess| lipreader::against_others(guess.word, &guesses);
    Some((
        guesses.iter().map(|guess| guess.log_probability).collect(),
        guesses.iter().filter_map(claim).collect(),
        guesses.iter().position(|guess| guess.word == word)?,
    ))
}

fn by_models(listening: &Listening<'_>, word: usize, room: Room) -> Option<Told> {
    let choices = listening.find_group(word, room.starts, room.ends);
    let claim = |choice: &Choice| words::against_others(choice.word, &choices);
    Some((
        choices.iter().map(|choice| choice.found.ratio).collect(),
        choices.iter().filter_map(claim).collect(),
        choices.iter().position(|choice| choice.word == word)?,
    ))
}

/// What `--json` says of words at one kind of interval.
#[derive(Serialize)]
pub(super) struct Scores {
    /// Words.
    pub(super) n: usize,
    /// Mean over the words of the share of others of the group that the word outdoes.
    auc: Option<f64>,
    /// 95 %, by resampling speakers, or recordings where there is one speaker only.
    auc_interval: Option<[f64; 2]>,
    top1: Rate,
    mean_rank: Option<f64>,
    /// Median of how far the found ends lie from the true ones, seconds.
    start_error_s: Option<f64>,
    end_error_s: Option<f64>,
    strings: Strings,
    by_word: BTreeMap<String, Group>,
    by_speaker: BTreeMap<String, Group>,
}

#[derive(Serialize)]
struct Group {
    n: usize,
    auc: Option<f64>,
    top1: Rate,
    mean_rank: Option<f64>,
}

impl Group {
    fn of(heard: &[&Heard]) -> Self {
        let areas: Vec<f64> = heard.iter().map(|h| h.area()).collect();
        let ranks: Vec<f64> = heard.iter().map(|h| h.rank() as f64).collect();
        Self {
            n: heard.len(),
            auc: stats::mean(&areas).map(|m| m.0),
            top1: Rate::of(ranks.iter().filter(|r| **r == 1.0).count(), ranks.len()),
            mean_rank: stats::mean(&ranks).map(|m| m.0),
        }
    }
}

impl Scores {
    pub(super) fn of(heard: &[Heard], recordings: &[Recording], strings: Strings) -> Self {
        let all = Group::of(&heard.iter().collect::<Vec<_>>());
        let speaker = |h: &Heard| recordings[h.recording].speaker.clone();
        let mut by_word: BTreeMap<_, Vec<&Heard>> = BTreeMap::new();
        let mut by_speaker: BTreeMap<_, Vec<&Heard>> = BTreeMap::new();
        let mut by_recording: BTreeMap<_, Vec<&Heard>> = BTreeMap::new();
        for one in heard {
            by_word.entry(one.name.clone()).or_default().push(one);
            by_speaker.entry(speaker(one)).or_default().push(one);
            by_recording.entry(one.recording).or_default().push(one);
        }
        let areas = |groups: Vec<&Vec<&Heard>>| -> Vec<Vec<f64>> {
            let area = |group: &&Vec<&Heard>| group.iter().map(|h| h.area()).collect();
            groups.iter().map(area).collect()
        };
        let clusters = match by_speaker.len() {
            1 => areas(by_recording.values().collect()),
            _ => areas(by_speaker.values().collect()),
        };
        let off = |end: usize| {
            let known = heard.iter().filter_map(|h| h.off);
            let mut errors: Vec<f64> = known.map(|off| off[end].abs()).collect();
            errors.sort_by(f64::total_cmp);
            stats::percentile(&errors, 0.5)
        };
        let groups = |of: BTreeMap<String, Vec<&Heard>>| {
            let group = |(name, heard): (String, Vec<&Heard>)| (name, Group::of(&heard));
            of.into_iter().map(group).collect()
        };
        Self {
            n: all.n,
            auc: all.auc,
            auc_interval: interval(&clusters),
            top1: all.top1,
            mean_rank: all.mean_rank,
            start_error_s: off(0),
            end_error_s: off(1),
            strings,
            by_word: groups(by_word),
            by_speaker: groups(by_speaker),
        }
    }

    pub(super) fn text(&self) -> String {
        let number = |v: Option<f64>| v.map_or("-".into(), |v| format!("{v:.3}"));
        let interval = self.auc_interval.map_or(String::new(), |[low, high]| {
            format!(" (95 % {low:.3}..{high:.3})")
        });
        let mut text = format!(
            "area under the curve  {}{interval}, mean rank {}\nfirst of its group    {}\n",
            number(self.auc),
            number(self.mean_rank),
            self.top1.text()
        );
        text += &format!(
            "median error of ends  {} s, {} s\n{}\nby word  ",
            number(self.start_error_s),
            number(self.end_error_s),
            self.strings.text()
        );
        let words = self.by_word.iter();
        let each = words.map(|(word, group)| format!("{word} {} ({})", number(group.auc), group.n));
        text + &each.collect::<Vec<_>>().join(", ")
    }
}

/// Percentiles of the mean when whole clusters are drawn with replacement: words of one
/// mouth do not vary as words of several do (Efron and Tibshirani, An Introduction to
/// the Bootstrap, 1993).
fn interval(clusters: &[Vec<f64>]) -> Option<[f64; 2]> {
    if clusters.len() < 2 {
        return None;
    }
    let mut dice = Dice::new(1, "bootstrap");
    let mut means: Vec<f64> = (0..RESAMPLINGS)
        .map(|_| {
            let (mut sum, mut n) = (0.0, 0);
            for _ in clusters {
                let drawn = &clusters[dice.below(clusters.len())];
                sum += drawn.iter().sum::<f64>();
                n += drawn.len();
            }
            sum / n as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    Some([
        stats::percentile(&means, 0.025)?,
        stats::percentile(&means, 0.975)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(ratios: &[f32], said: usize) -> Heard {
        Heard {
            recording: 0,
            name: said.to_string(),
            ratios: ratios.to_vec(),
            claims: ratios.to_vec(),
            said,
            off: Some([0.1, -0.2]),
        }
    }

    #[test]
    fn areas_and_ranks_count_what_is_outdone() {
        let best = heard(&[3.0, 1.0, 2.0], 0);
        assert_eq!((best.area(), best.rank()), (1.0, 1));
        let worst = heard(&[3.0, 1.0, 2.0], 1);
        assert_eq!((worst.area(), worst.rank()), (0.0, 3));
        let tied = heard(&[3.0, 3.0, 2.0], 1);
        assert_eq!((tied.area(), tied.rank()), (0.75, 2));
        let all = [best, worst, tied];
        let group = Group::of(&all.iter().collect::<Vec<_>>());
        assert!((group.auc.unwrap() - 1.75 / 3.0).abs() < 1e-9);
        assert_eq!(group.top1.count, 1);
        assert_eq!(group.mean_rank, Some(2.0));
    }

    #[test]
    fn intervals_hold_clusters_together() {
        assert!(interval(&[vec![1.0, 0.0]]).is_none());
        let apart = interval(&[vec![1.0; 50], vec![0.0; 50]]).unwrap();
        assert_eq!(apart, [0.0, 1.0]);
        let mixed: Vec<Vec<f64>> = (0..100).map(|i| vec![f64::from(i % 2)]).collect();
        let [low, high] = interval(&mixed).unwrap();
        assert!(
            low > 0.35 && high < 0.65 && low < 0.45 && high > 0.55,
            "{low} {high}"
        );
    }
}
