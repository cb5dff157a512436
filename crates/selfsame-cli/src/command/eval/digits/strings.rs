//! Strings of words against other strings by the same mouth.
//!
//! Enters: how each word of recordings was heard, or the recordings. Leaves: the equal
//! error rate of the sum over a string when it is claimed truly, and when in every place
//! another word is claimed than was said.

use selfsame::words::{Slot, Vocabulary, against_others};
use selfsame_simulate::dice::Dice;
use serde::Serialize;

use super::score::Heard;
use crate::command::spoken::{Recording, Said};
use crate::stats::equal_error;

/// False claims a string.
const CLAIMS: usize = 200;
/// The same where each is aligned anew.
const ALIGNED_CLAIMS: usize = 50;

/// What `--json` says of strings.
#[derive(Serialize)]
pub(super) struct Strings {
    /// Words in a string.
    length: usize,
    /// Strings, none of which have a word in common.
    n: usize,
    /// False claims: of each string 200, or 50 if they are aligned, each of other words in
    /// all places.
    false_claims: usize,
    eer: Option<f64>,
}

impl Strings {
    /// Of each recording as many strings as it has words for.
    pub(super) fn of(heard: &[Heard], length: usize) -> Self {
        let mut dice = Dice::new(1, "false claims");
        let (mut truly, mut falsely) = (Vec::new(), Vec::new());
        let recordings = heard.chunk_by(|a, b| a.recording == b.recording);
        for string in recordings.flat_map(|words| words.chunks_exact(length)) {
            truly.push(string.iter().map(|h| h.claims[h.said]).sum());
            for _ in 0..CLAIMS {
                falsely.push(string.iter().map(|h| h.claims[other(h, &mut dice)]).sum());
            }
        }
        Self {
            length,
            n: truly.len(),
            false_claims: falsely.len(),
            eer: equal_error(&truly, &falsely),
        }
    }

    /// The same with words whose ends are known to `within` seconds: each claimed string
    /// is aligned as a whole, as in a session, so that its words do not overlap.
    pub(super) fn aligned(
        recordings: &[Recording],
        vocabulary: &Vocabulary,
        within: f32,
        length: usize,
    ) -> Self {
        let mut dice = Dice::new(1, "false claims");
        let (mut truly, mut falsely) = (Vec::new(), Vec::new());
        for Recording { speech, words, .. } in recordings {
            let listening = vocabulary.listen(speech.samples());
            let rest = speech.rest(0.0);
            let known = words.iter().filter_map(|said| {
                let word = vocabulary.position(&said.word)?;
                let others = vocabulary.group_of(word).filter(|other| *other != word);
                let others: Vec<usize> = others.collect();
                (!others.is_empty()).then_some((said, word, others))
            });
            let known: Vec<(&Said, usize, Vec<usize>)> = known.collect();
            let claim = |string: &[(&Said, usize, Vec<usize>)], claimed: &[usize]| -> f32 {
                let slots: Vec<Slot> = string
                    .iter()
                    .zip(claimed)
                    .map(|((said, ..), &word)| {
                        let starts = speech.around(said.start, within);
                        let longest = speech.around(said.end, within).end - starts.start;
                        Slot {
                            word,
                            starts,
                            longest,
                        }
                    })
                    .collect();
                let placed = listening.align(&rest, &slots);
                let each = placed.iter().zip(claimed);
                each.filter_map(|(placed, &word)| against_others(word, &placed.as_ref()?.choices))
                    .sum()
            };
            for string in known.chunks_exact(length) {
                let said: Vec<usize> = string.iter().map(|(_, word, _)| *word).collect();
                truly.push(claim(string, &said));
                for _ in 0..ALIGNED_CLAIMS {
                    let others: Vec<usize> = string
                        .iter()
                        .map(|(.., others)| others[dice.below(others.len())])
                        .collect();
                    falsely.push(claim(string, &others));
                }
            }
        }
        Self {
            length,
            n: truly.len(),
            false_claims: falsely.len(),
            eer: equal_error(&truly, &falsely),
        }
    }

    pub(super) fn text(&self) -> String {
        let Self { length, n, .. } = self;
        match self.eer {
            Some(eer) => format!(
                "strings of {length}          EER {eer:.4} ({n} strings, {} false claims)",
                self.false_claims
            ),
            None => format!("strings of {length}          none"),
        }
    }
}

/// Another word of the group by chance.
fn other(heard: &Heard, dice: &mut Dice) -> usize {
    let drawn = dice.below(heard.claims.len() - 1);
    drawn + usize::from(drawn >= heard.said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_told_from_what_is_not() {
        let heard = |recording: usize, said: usize, clear: f32| {
            let of = |word: usize| if word == said { clear } else { 0.0 };
            Heard {
                recording,
                name: String::new(),
                ratios: (0..4).map(of).collect(),
                claims: (0..4).map(of).collect(),
                said,
                off: None,
            }
        };
        let clear: Vec<Heard> = (0..13).map(|i| heard(i / 7, i % 4, 2.0)).collect();
        let strings = Strings::of(&clear, 3);
        // Two of the first recording's seven words, two of the second's six.
        assert_eq!((strings.n, strings.false_claims), (4, 800));
        assert_eq!(strings.eer, Some(0.0));
        let unclear: Vec<Heard> = (0..12).map(|i| heard(0, i % 4, 0.0)).collect();
        assert!((Strings::of(&unclear, 3).eer.unwrap() - 0.5).abs() < 0.51);
        assert!(Strings::of(&clear[..2], 3).eer.is_none());
    }
}
