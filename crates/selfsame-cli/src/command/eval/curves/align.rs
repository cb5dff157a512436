//! Words on one axis: from a mouth over time to a mouth over a word.
//!
//! Enters: a session's [`MouthSignal`], and when the word sounds. Leaves: a
//! [`Curve`], the mouth at equal shares of the word and for half a word before and
//! after it. Words of any length come to lie on each other; how long they last is
//! kept beside.
//!
//! Two measures. The gap of the inner lips is in canonical centimetres, as the SDK
//! measures it: the rigid fit to the canonical face takes out distance, pose and
//! the size of the head. The width is in per cent of the person's own mouth at
//! rest, for wide mouths are no wide speech.

use std::ops::Range;

use selfsame::mouth::{INNER_APERTURE, WIDTH};
use selfsame::signal::{MouthSignal, RATE};

use crate::stats::percentile;

/// Steps of a word. More than the 25 samples a second give for the longest word,
/// so that nothing is lost.
const STEPS: usize = 24;
/// Steps that are kept before and after it: half a word.
const MARGIN: usize = STEPS / 2;
/// Points of a curve.
pub(super) const POINTS: usize = STEPS + 2 * MARGIN + 1;
/// Those of the word itself: only these are compared.
pub(super) const WORD: Range<usize> = MARGIN..MARGIN + STEPS + 1;
/// How much of a recording's start is taken for rest, seconds.
pub(super) const REST: f32 = 0.4;
/// Fewest samples of rest.
const LEAST_REST: usize = 5;

/// Gap (cm) and width (per cent of rest) at each phase.
pub(super) type Curve = Vec<[f64; 2]>;

/// One saying of a digit.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) digit: u8,
    /// Who says it.
    pub(super) person: String,
    /// How long it sounds, seconds.
    pub(super) seconds: f64,
    pub(super) curve: Curve,
    /// Gap and width at rest, centimetres.
    pub(super) rest: [f64; 2],
}

/// The points' places: 0 is the word's start, 1 its end.
pub(super) fn phases() -> impl Iterator<Item = f64> {
    (0..POINTS).map(|i| (i as f64 - MARGIN as f64) / STEPS as f64)
}

/// How long before the start and after the end of a word is looked at, seconds.
pub(super) fn margin(seconds: f64) -> f64 {
    seconds * MARGIN as f64 / STEPS as f64
}

/// Gap and width at the start of a recording, in which nothing is said yet; none
/// if the face is not seen there.
pub(super) fn rest(signal: &MouthSignal) -> Option<[f64; 2]> {
    let most = (REST * RATE) as usize;
    let seen: Vec<_> = signal
        .values()
        .iter()
        .zip(signal.seen())
        .take(most)
        .filter(|(_, seen)| **seen)
        .map(|(values, _)| values)
        .collect();
    if seen.len() < LEAST_REST {
        return None;
    }
    let middle = |measure: usize| {
        let mut values: Vec<f64> = seen.iter().map(|v| f64::from(v[measure])).collect();
        values.sort_by(f64::total_cmp);
        percentile(&values, 0.5)
    };
    Some([middle(INNER_APERTURE)?, middle(WIDTH)?])
}

/// The mouth over a word; none if the face is not seen all the time.
pub(super) fn curve(signal: &MouthSignal, word: (f64, f64), rest_width: f64) -> Option<Curve> {
    let (start, end) = word;
    if signal.is_empty() || end <= start || rest_width <= 0.0 {
        return None;
    }
    phases()
        .map(|phase| {
            let [gap, width] = at(signal, start + phase * (end - start))?;
            Some([gap, 100.0 * width / rest_width])
        })
        .collect()
}

/// Gap and width at a time, between samples on a straight line.
fn at(signal: &MouthSignal, seconds: f64) -> Option<[f64; 2]> {
    let place = (seconds - f64::from(signal.time(0))) * f64::from(RATE);
    // A frame's time is rounded: the last sample may be meant.
    let place = if place > -1e-3 { place.max(0.0) } else { place };
    if !(0.0..=(signal.len() - 1) as f64 + 1e-3).contains(&place) {
        return None;
    }
    let before = (place as usize).min(signal.len() - 1);
    let after = (before + 1).min(signal.len() - 1);
    if !signal.seen()[before] || !signal.seen()[after] {
        return None;
    }
    let share = place - before as f64;
    let [a, b] = [before, after].map(|i| &signal.values()[i]);
    Some([INNER_APERTURE, WIDTH].map(|measure| {
        let (a, b) = (f64::from(a[measure]), f64::from(b[measure]));
        a + (b - a) * share
    }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use selfsame::mouth::{MEASURES, MouthMeasures};

    use super::*;

    /// A mouth at 25 frames a second: gap and width by time, but no face in a span.
    fn signal(seconds: f64, hidden: Range<f64>, of: impl Fn(f64) -> [f64; 2]) -> MouthSignal {
        let frames: Vec<_> = (0..(seconds * 25.0) as u64)
            .map(|i| i as f64 / 25.0)
            .filter(|t| !hidden.contains(t))
            .map(|t| {
                let mut values = [0.0; MEASURES];
                let [gap, width] = of(t);
                values[INNER_APERTURE] = gap as f32;
                values[WIDTH] = width as f32;
                (Duration::from_secs_f64(t), MouthMeasures(values))
            })
            .collect();
        MouthSignal::resample(&frames)
    }

    #[test]
    fn short_and_long_words_come_to_lie_on_each_other() {
        // The gap grows from 0 to 1 cm during the word.
        for (start, end) in [(1.0, 1.4), (1.3, 2.5)] {
            let mouth = signal(4.0, 0.0..0.0, |t| [(t - start) / (end - start), 6.0]);
            let curve = curve(&mouth, (start, end), 5.0).unwrap();
            assert_eq!(curve.len(), POINTS);
            for (point, phase) in curve.iter().zip(phases()) {
                assert!((point[0] - phase).abs() < 1e-3, "{point:?} {phase}");
                assert!((point[1] - 120.0).abs() < 1e-3, "{point:?}");
            }
        }
        assert_eq!(phases().nth(WORD.start), Some(0.0));
        assert_eq!(phases().nth(WORD.end - 1), Some(1.0));
        assert_eq!(margin(0.5), 0.25);
    }

    #[test]
    fn words_that_are_not_wholly_seen_are_left_out() {
        let mouth = signal(3.0, 1.3..1.7, |_| [0.1, 5.0]);
        assert!(curve(&mouth, (1.1, 1.5), 5.0).is_none());
        assert!(curve(&mouth, (2.0, 2.4), 5.0).is_some());
        // Margins beyond either end, no word, no rest.
        for word in [(0.1, 0.6), (2.6, 2.9), (-9.0, -8.0), (2.4, 2.0), (2.0, 2.0)] {
            assert!(curve(&mouth, word, 5.0).is_none(), "{word:?}");
        }
        assert!(curve(&mouth, (2.0, f64::NAN), 5.0).is_none());
        assert!(curve(&mouth, (2.0, 2.4), 0.0).is_none());
        assert!(curve(&MouthSignal::resample(&[]), (0.0, 1.0), 5.0).is_none());
    }

    #[test]
    fn rest_is_how_a_recording_starts() {
        let mouth = signal(2.0, 0.0..0.0, |t| {
            if t < 0.4 { [0.05, 5.0] } else { [1.0, 4.0] }
        });
        let [gap, width] = rest(&mouth).unwrap();
        assert!((gap - 0.05).abs() < 1e-6 && (width - 5.0).abs() < 1e-6);
        assert!(rest(&signal(0.1, 0.0..0.0, |_| [0.0, 5.0])).is_none());
    }
}
