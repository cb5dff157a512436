//! Strings put together from single readings of one mouth.
//!
//! Enters: measured recordings. Leaves: for each speaker the readings of each digit, and
//! strings of them as a challenge would ask for: each digit a reading of its own.

use std::collections::BTreeMap;

use selfsame::{Challenge, Language, Level};
use selfsame_simulate::dice::Dice;

use super::spoken::{Recording, Said};
use crate::failure::Result;

/// Challenges that are drawn before it is clear that a mouth's readings are too few.
const TRIES: usize = 2_000;

/// Which reading: of which recording the which word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) recording: usize,
    pub(super) word: usize,
}

impl Place {
    pub(super) fn of(self, recordings: &[Recording]) -> (&Recording, &Said) {
        let recording = &recordings[self.recording];
        (recording, &recording.words[self.word])
    }
}

/// The digits that one person read.
#[derive(Debug, Clone, Default)]
pub(super) struct Mouth {
    /// The readings of each digit.
    pub(super) digits: [Vec<Place>; 10],
}

/// The mouths of some recordings, by speaker.
pub(super) fn mouths(recordings: &[Recording]) -> Vec<Mouth> {
    let mut mouths: BTreeMap<&str, Mouth> = BTreeMap::new();
    for (recording, of) in recordings.iter().enumerate() {
        for (word, said) in of.words.iter().enumerate() {
            if let [digit @ b'0'..=b'9'] = said.word.as_bytes() {
                let mouth = mouths.entry(of.speaker.as_str()).or_default();
                let place = Place { recording, word };
                mouth.digits[usize::from(digit - b'0')].push(place);
            }
        }
    }
    mouths.into_values().collect()
}

/// A string that somebody could have read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Put {
    pub(super) digits: Vec<u8>,
    /// A reading of each.
    pub(super) places: Vec<Place>,
}

impl Mouth {
    /// The same mouth with only some of its readings.
    pub(super) fn only(&self, keep: impl Fn(Place) -> bool) -> Self {
        let kept = |places: &Vec<Place>| places.iter().copied().filter(|p| keep(*p)).collect();
        Self {
            digits: self.digits.each_ref().map(kept),
        }
    }

    /// A string as a level asks for in English, of readings by chance. None if too many of
    /// its digits were not read often enough.
    pub(super) fn string(&self, level: Level, dice: &mut Dice) -> Result<Option<Put>> {
        for _ in 0..TRIES {
            let challenge = Challenge::draw_for_with(level, Language::English, dice)?;
            if let Some(put) = self.put(challenge.digits(), dice) {
                return Ok(Some(put));
            }
        }
        Ok(None)
    }

    /// A string of readings by chance, none used twice.
    pub(super) fn put(&self, digits: &[u8], dice: &mut Dice) -> Option<Put> {
        let mut places: Vec<Place> = Vec::with_capacity(digits.len());
        for &digit in digits {
            let left = self.digits.get(usize::from(digit))?.iter();
            let left: Vec<&Place> = left.filter(|place| !places.contains(place)).collect();
            if left.is_empty() {
                return None;
            }
            places.push(*left[dice.below(left.len())]);
        }
        Some(Put {
            digits: digits.to_vec(),
            places,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_use_no_reading_twice_and_want_enough_of_them() {
        let place = |recording: usize| Place { recording, word: 0 };
        let digits = std::array::from_fn(|digit| vec![place(digit), place(10 + digit)]);
        let mouth = Mouth { digits };
        let mut dice = Dice::new(1, "strings");
        for _ in 0..50 {
            let put = mouth.string(Level::High, &mut dice).unwrap().unwrap();
            assert_eq!(put.places.len(), 8);
            for (i, (digit, place)) in put.digits.iter().zip(&put.places).enumerate() {
                assert_eq!(place.recording % 10, usize::from(*digit));
                assert!(!put.places[..i].contains(place));
            }
        }
        let once = mouth.only(|place| place.recording < 10);
        assert!(once.string(Level::High, &mut dice).unwrap().is_none());
    }
}
