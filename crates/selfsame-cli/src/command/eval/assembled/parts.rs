//! Pieces of recordings that sessions are put together from.
//!
//! Enters: clips and what was measured of them. Leaves: for each speaker the digits, the
//! sentences and the rests, each sample by sample, with what lies around it.

use std::collections::BTreeMap;

use selfsame::Level;
use selfsame::mouth::{INNER_APERTURE, MouthMeasures, OUTER_APERTURE};
use selfsame::signal::{MouthSignal, RATE};

use crate::command::spoken::Clip;

/// Pieces are blended with rest over so long before and after them, seconds.
pub(super) const BLEND: f32 = 0.1;
/// Lips move so long before the sound of a sentence and after it, seconds: 0.3 s is what
/// the feasibility study saw of preparation.
const AROUND: f32 = 0.3;
/// Shortest rest, seconds.
const LEAST_REST: f32 = 0.24;

/// A piece of a recording, at the signal's rate.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) samples: Vec<MouthMeasures>,
    /// From its first sample to where its sound begins, and how long that lasts, seconds.
    pub(super) before: f32,
    pub(super) sounds: f32,
}

/// All pieces of one speaker.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    pub(super) digits: [Vec<Piece>; 10],
    pub(super) sentences: Vec<Piece>,
    pub(super) rests: Vec<Vec<MouthMeasures>>,
}

impl Parts {
    /// By speaker. Pieces in which the face was not seen are left out.
    pub(super) fn of(clips: &[Clip], signals: &[MouthSignal]) -> Vec<Self> {
        let mut speakers: BTreeMap<&str, Self> = BTreeMap::new();
        for (clip, signal) in clips.iter().zip(signals) {
            let (Some(first), Some(last)) = (clip.words.first(), clip.words.last()) else {
                continue;
            };
            if signal.is_empty() {
                continue;
            }
            let parts = speakers.entry(clip.speaker.as_str()).or_default();
            for said in &clip.words {
                if let [digit @ b'0'..=b'9'] = said.word.as_bytes() {
                    let piece = piece(signal, said.start, said.end, BLEND);
                    parts.digits[usize::from(digit - b'0')].extend(piece);
                }
            }
            // A clip of which only the digit is known has neither.
            if clip.words.len() > 2 {
                let sentence = piece(signal, first.start, last.end, AROUND);
                parts.sentences.extend(sentence);
                let end = signal.time(signal.len() - 1);
                let still = [
                    (signal.time(0), first.start - AROUND),
                    (last.end + AROUND, end),
                ];
                let long = still.into_iter().filter(|(a, b)| b - a >= LEAST_REST);
                parts
                    .rests
                    .extend(long.filter_map(|(a, b)| cut(signal, a, b)));
            }
        }
        let mut speakers: Vec<Self> = speakers.into_values().collect();
        for parts in &mut speakers {
            // Lips move long before some sentences begin: the stiller half is rest.
            parts.rests.sort_by(|a, b| motion(a).total_cmp(&motion(b)));
            let half = parts.rests.len().div_ceil(2);
            parts.rests.truncate(half);
        }
        speakers
    }

    /// Whether there is enough for sessions of a level: digits that are asked for twice
    /// take two readings.
    pub(super) fn suffice(&self, level: Level) -> bool {
        let twice = self.digits.iter().filter(|d| d.len() > 1).count();
        let any = self.digits.iter().filter(|d| !d.is_empty()).count();
        let complete = twice >= level.twice() && any + level.twice() >= level.digits();
        complete && !self.sentences.is_empty() && !self.rests.is_empty()
    }
}

/// How much the opening of the lips changes from sample to sample, canonical centimetres.
fn motion(samples: &[MouthMeasures]) -> f32 {
    let change = |pair: &[MouthMeasures]| {
        let of = |k: usize| (pair[1].0[k] - pair[0].0[k]).abs();
        of(INNER_APERTURE) + of(OUTER_APERTURE)
    };
    let all = samples.windows(2).map(change).sum::<f32>();
    all / samples.len().max(2) as f32
}

/// A part of a recording, so much longer on both sides; none if it is not all there.
fn piece(signal: &MouthSignal, start: f32, end: f32, around: f32) -> Option<Piece> {
    let samples = cut(signal, start - around, end + around)?;
    let first = signal.time(signal.index(start - around));
    Some(Piece {
        samples,
        before: start - first,
        sounds: end - start,
    })
}

/// The samples between two moments; none if the recording or the face is not there.
fn cut(signal: &MouthSignal, from: f32, to: f32) -> Option<Vec<MouthMeasures>> {
    let half = 0.5 / RATE;
    if from < signal.time(0) - half || to > signal.time(signal.len() - 1) + half {
        return None;
    }
    let range = signal.index(from)..signal.index(to) + 1;
    let seen = signal.seen()[range.clone()].iter().all(|seen| *seen);
    let samples = signal.values()[range].iter().map(|v| MouthMeasures(*v));
    seen.then(|| samples.collect())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use selfsame::mouth::MEASURES;

    use super::*;
    use crate::command::spoken::Said;

    #[test]
    fn clips_give_digits_sentences_and_rests() {
        let frames: Vec<_> = (0..75u32)
            .map(|i| {
                let time = Duration::from_millis(40 * u64::from(i));
                let moving = (i > 60 && i % 2 == 0) as u32 as f32;
                (time, MouthMeasures([i as f32 + 5.0 * moving; MEASURES]))
            })
            .collect();
        let said = |word: &str, place: usize, start: f32| Said {
            word: word.into(),
            place,
            start,
            end: start + 0.4,
        };
        let words = ["bin", "5", "now"].iter().zip(0..);
        let words = words.map(|(w, n)| said(w, n, 0.8 + 0.4 * n as f32));
        let clip = Clip {
            path: "a.mp4".into(),
            speaker: "s".into(),
            words: words.collect(),
        };
        let signals = [MouthSignal::resample(&frames)];
        let parts = &Parts::of(&[clip], &signals)[0];
        assert_eq!(parts.digits[5].len(), 1);
        let five = &parts.digits[5][0];
        // 1.1 s to 1.7 s.
        assert_eq!(five.samples.first().map(|m| m.0[0]), Some(28.0));
        assert!((five.before - 0.08).abs() < 1e-4 && (five.sounds - 0.4).abs() < 1e-4);
        assert_eq!(parts.sentences.len(), 1);
        // Of 0 to 0.5 s and 2.3 s to the end the stiller one.
        let lengths: Vec<usize> = parts.rests.iter().map(Vec::len).collect();
        assert_eq!(lengths, [14]);
        assert!(!parts.suffice(Level::Convenience));
    }
}
