//! How a mouth moves that says a word, learned from people.
//!
//! Enters: a [`MouthSignal`](crate::signal::MouthSignal) and where in it words may lie.
//! Leaves: for each word of a [`Vocabulary`] how much better it explains that part than
//! anything else a face does, and between which moments.
//!
//! Method: whole-word hidden Markov models with Gaussian states from left to right
//! (Rabiner, Proceedings of the IEEE 77, 1989) on lip measures that are normalised by
//! the same person's speech, against a mixture that stands for all other speech and
//! rest, as keyword spotting does (Rose and Paul, ICASSP 1990). In the feasibility study
//! whole words carried over to people that were not heard in training (area under the
//! curve 0.89); generic visemes did not (0.77).

mod background;
#[cfg(test)]
pub(crate) mod by_heart;
mod format;
mod gaussian;
mod model;
mod samples;
mod string;

pub use background::Background;
pub use gaussian::{Gaussian, LEAST_VARIANCE};
pub use model::{Found, State, WordModel};
pub use samples::{RATE, Sample, Speech};
pub use string::{Placed, Slot};

use model::Pass;

use std::ops::Range;
use std::sync::LazyLock;

use crate::challenge::Language;

/// Compiled in, as the manifest is: a swapped file would be a bypass.
const ENGLISH: &str = include_str!("../../../models/words_en.toml");
const MANDARIN: &str = include_str!("../../../models/words_zh.toml");

/// A word, and the ways in which people say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// What it is called. Digits are called 0 to 9.
    pub name: String,
    /// Words of one group may stand in each other's place.
    pub group: String,
    /// Each of them as probable as the others.
    pub ways: Vec<WordModel>,
}

impl Word {
    /// Of what each way was found to be worth: the mean of their likelihoods, where the
    /// best one lies.
    fn any_way(&self, found: &[Found]) -> Option<Found> {
        let best = found.iter().max_by(|a, b| a.ratio.total_cmp(&b.ratio))?;
        let sum: f32 = found.iter().map(|f| (f.ratio - best.ratio).exp()).sum();
        Some(Found {
            ratio: best.ratio + (sum / self.ways.len() as f32).ln(),
            ..*best
        })
    }
}

/// Models of some words of a language, and of everything else.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary {
    background: Background,
    words: Vec<Word>,
}

impl Vocabulary {
    /// From models; [`Self::parse`] takes them from a file.
    #[must_use]
    pub fn new(background: Background, words: Vec<Word>) -> Self {
        Self { background, words }
    }

    /// The digits of a language as this release knows them: models/README.md says from
    /// whom.
    #[must_use]
    pub fn digits(language: Language) -> &'static Self {
        // A test parses them: a release whose own weights are broken is not built.
        static DIGITS: LazyLock<[Vocabulary; 2]> = LazyLock::new(|| {
            [ENGLISH, MANDARIN]
                .map(|text| Vocabulary::parse(text).expect("the built-in words are valid"))
        });
        match language {
            Language::English => &DIGITS[0],
            Language::Mandarin => &DIGITS[1],
        }
    }

    /// The words, in the order of all ratios.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Where a word stands.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.words.iter().position(|word| word.name == name)
    }

    /// The words that may stand in the place of one: those of its group, itself too.
    pub fn group_of(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        let group = self.words.get(word).map(|word| &word.group);
        (0..self.words.len()).filter(move |&i| Some(&self.words[i].group) == group)
    }

    /// Readies samples for searches.
    #[must_use]
    pub fn listen<'a>(&'a self, samples: &'a [Sample]) -> Listening<'a> {
        Listening {
            vocabulary: self,
            samples,
            background: samples.iter().map(|s| self.background.density(s)).collect(),
        }
    }
}

/// Samples in which words are looked for.
pub struct Listening<'a> {
    vocabulary: &'a Vocabulary,
    samples: &'a [Sample],
    background: Vec<f32>,
}

impl Listening<'_> {
    /// How well a word explains samples that begin and end within given ranges (the
    /// end is the sample after the last), and which. None where no room is for it.
    #[must_use]
    pub fn find(&self, word: usize, starts: Range<usize>, ends: Range<usize>) -> Option<Found> {
        let word = self.vocabulary.words.get(word)?;
        let pass = Pass {
            samples: self.samples,
            background: &self.background,
            end: ends.end.saturating_sub(1).min(self.samples.len()),
            starts,
        };
        let mut found: Vec<Found> = Vec::new();
        for way in &word.ways {
            let mut best: Option<Found> = None;
            way.forward(
                &pass,
                |_| 0.0,
                |end, ratio, start| {
                    let fits = ratio.is_finite() && ends.contains(&end);
                    if fits && best.is_none_or(|b| ratio > b.ratio) {
                        best = Some(Found { ratio, start, end });
                    }
                },
            );
            found.extend(best);
        }
        word.any_way(&found)
    }

    /// The same for all words of a group: [`Vocabulary::group_of`] in its order.
    #[must_use]
    pub fn find_group(&self, word: usize, starts: Range<usize>, ends: Range<usize>) -> Vec<Choice> {
        self.vocabulary
            .group_of(word)
            .filter_map(|word| {
                let found = self.find(word, starts.clone(), ends.clone())?;
                Some(Choice { word, found })
            })
            .collect()
    }
}

/// A word, and where it was found best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Its position in the vocabulary.
    pub word: usize,
    /// How well, and where.
    pub found: Found,
}

/// Likelihoods of neighbouring samples are multiplied as if they knew nothing of each
/// other; they do, so logs of ratios are so much too large. Chosen by eye on simulated
/// people of the training's kind.
const DEPENDENT: f32 = 0.3;

/// One word speaks at most so much against a reading: somebody who stumbles over a digit
/// has not read another one. Natural log units.
pub const MOST_AGAINST: f32 = 3.0;

/// Makes the ratio one that means what it says: slope and intercept. By logistic regression
/// on strings of 100 simulated people (seeds 201 to 300) against 20 others each.
const CALIBRATION: [f32; 2] = [0.52, 0.28];

/// Natural log of the likelihood of one word over the mean likelihood of all that could
/// stand in its place, itself among them, calibrated: one word speaks at most with
/// [`MOST_AGAINST`] against a reading. None if the word is not among them.
#[must_use]
pub fn against_others(word: usize, choices: &[Choice]) -> Option<f32> {
    let ratio = |choice: &Choice| DEPENDENT * choice.found.ratio;
    let claimed = ratio(choices.iter().find(|c| c.word == word)?);
    let most = choices.iter().map(ratio).fold(claimed, f32::max);
    let sum: f32 = choices.iter().map(|c| (ratio(c) - most).exp()).sum();
    let ratio = claimed - most - (sum / choices.len() as f32).ln();
    let [slope, intercept] = CALIBRATION;
    Some((slope * ratio + intercept).max(-MOST_AGAINST))
}

#[cfg(test)]
mod tests;
