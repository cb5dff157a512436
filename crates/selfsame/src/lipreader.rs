//! Which word do lips say that move between two moments?
//!
//! Enters: a [`Speech`] and a window of it. Leaves: for each word of a group how probable
//! it is that this one was said there.
//!
//! Method: small convolutional networks over the normalised lip measures, trained to tell
//! words apart from windows that are laid loosely and shifted around them, whose answers
//! are averaged (time-delay networks: Waibel et al., IEEE Transactions on Acoustics,
//! Speech, and Signal Processing 37, 1989). Word models ([`crate::words`]) say where a word
//! lies; told from what they were trained on, one man's sentences and simulated people,
//! they carry over to strangers less well than these do: strings of six words by five
//! strangers, each window off by up to a quarter of a second, are told from other strings
//! with an equal error rate of 0.01 instead of 0.18 (docs/liveness.md).

mod format;
mod network;

use std::ops::Range;
use std::sync::LazyLock;

use crate::challenge::Language;
use crate::words::{RATE, Sample, Speech};
use network::Network;

/// Compiled in, as the manifest is: a swapped file would be a bypass.
const ENGLISH: &[u8] = include_bytes!("../../../models/lipreader_en.safetensors");
const MANDARIN: &[u8] = include_bytes!("../../../models/lipreader_zh.safetensors");

/// Most samples of a window, 1.28 seconds; of a longer one the middle counts.
const MOST: usize = 64;
/// Fewest samples of a window.
const LEAST: usize = 3;

/// A word it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownWord {
    /// What it is called. Digits are called 0 to 9.
    pub name: String,
    /// Words of one group may stand in each other's place.
    pub group: String,
}

/// Networks that tell words apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Lipreader {
    words: Vec<KnownWord>,
    networks: Vec<Network>,
}

/// A word, and how probable it is among those of its group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// Its position in [`Lipreader::words`].
    pub word: usize,
    /// Natural log of its probability: 0 or less.
    pub log_probability: f32,
}

impl Lipreader {
    /// The one of a language in this release: models/README.md says who it learned from.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        // A test parses them: a release whose own weights are broken is not built.
        static READERS: LazyLock<[Lipreader; 2]> = LazyLock::new(|| {
            [ENGLISH, MANDARIN]
                .map(|bytes| Lipreader::parse(bytes).expect("the built-in networks are valid"))
        });
        match language {
            Language::English => &READERS[0],
            Language::Mandarin => &READERS[1],
        }
    }

    /// The words, in the order of positions.
    #[must_use]
    pub fn words(&self) -> &[KnownWord] {
        &self.words
    }

    /// Where a word stands.
    #[must_use]
    pub fn position(&self, name: &str, group: &str) -> Option<usize> {
        let is = |word: &KnownWord| word.name == name && word.group == group;
        self.words.iter().position(is)
    }

    /// What was said in a window (seconds on the frames' clock), of the words that may
    /// stand in the place of one, itself among them, in the order of the words. Nothing
    /// for a word that is not known or a speech without samples.
    #[must_use]
    pub fn read(&self, word: usize, speech: &Speech, window: Range<f32>) -> Vec<Guess> {
        let Some(group) = self.words.get(word).map(|word| &word.group) else {
            return Vec::new();
        };
        let samples = cut(speech, window);
        if samples.is_empty() {
            return Vec::new();
        }
        let mut scores = vec![0.0; self.words.len()];
        for network in &self.networks {
            for (sum, score) in scores.iter_mut().zip(network.scores(&samples)) {
                *sum += score / self.networks.len() as f32;
            }
        }
        let of_group = (0..self.words.len()).filter(|&i| self.words[i].group == *group);
        let among: Vec<usize> = of_group.collect();
        let most = (among.iter().map(|&i| scores[i])).fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = among.iter().map(|&i| (scores[i] - most).exp()).sum();
        let guess = |word: usize| Guess {
            word,
            log_probability: scores[word] - most - sum.ln(),
        };
        among.into_iter().map(guess).collect()
    }
}

/// The samples of a window, from its middle outwards, between samples where need be.
fn cut(speech: &Speech, window: Range<f32>) -> Vec<Sample> {
    let samples = speech.samples();
    let Some(last) = samples.len().checked_sub(1) else {
        return Vec::new();
    };
    let from = (window.start - speech.time(0)) * RATE;
    let to = (window.end - speech.time(0)) * RATE;
    let count = ((to - from).round().max(0.0) as usize).clamp(LEAST, MOST);
    let middle = f32::midpoint(from, to);
    (0..count)
        .map(|i| {
            let at = middle + i as f32 + 0.5 - count as f32 / 2.0;
            let at = at.clamp(0.0, last as f32);
            let (low, share) = (at as usize, at.fract());
            let high = (low + 1).min(last);
            std::array::from_fn(|k| samples[low][k] + (samples[high][k] - samples[low][k]) * share)
        })
        .collect()
}

/// One word speaks at most so much against a reading: somebody who stumbles over a digit
/// has not read another one. Natural log units.
pub const MOST_AGAINST: f32 = 3.0;

/// Natural log of the probability of one word over what it would be if all were as
/// probable: at least -[`MOST_AGAINST`], at most the log of their number. None if the word
/// is not among them.
#[must_use]
pub fn against_others(word: usize, guesses: &[Guess]) -> Option<f32> {
    let own = guesses.iter().find(|guess| guess.word == word)?;
    let ratio = own.log_probability + (guesses.len() as f32).ln();
    Some(ratio.max(-MOST_AGAINST))
}

#[cfg(test)]
mod tests;
