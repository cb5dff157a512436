//! When was each digit read? One alignment over rest-digit-rest-...-digit.
//!
//! Enters: the mouth signal and the times at which digits were shown. Leaves: a
//! [`Reading`] a digit: its interval and how sure that is. This is the first
//! working finder: it looks at how fast the lips move compared with the person's
//! own warm-up speech and own rest. A trained speech/rest model replaces that
//! score later; the alignment stays.

use std::time::Duration;

use serde::Serialize;

use crate::challenge::PromptTimes;
use crate::mouth::MEASURES;
use crate::signal::{MouthSignal, RATE};

/// Earliest start of a reading after its prompt, seconds. Visible preparation
/// leads the sound by up to 0.3 s, and nobody reacts to a sight within 0.15 s.
pub const EARLIEST: f32 = 0.15;
/// Latest start of a reading after its prompt, seconds.
pub const LATEST: f32 = 1.6;
/// Shortest and longest reading, seconds: digits last 0.27 s inside fast
/// sentences, slow isolated ones up to about a second with preparation.
const SHORTEST: f32 = 0.2;
const LONGEST: f32 = 1.2;
/// Least rest between two readings, seconds.
const LEAST_REST: f32 = 0.08;
/// What a reading's mean score must reach, and by how much it must exceed the
/// rest around it (natural-log units of lip speed over threshold). First
/// guesses, looked at on development recordings without a reading, not tuned.
const LEAST_INSIDE: f32 = 0.15;
const LEAST_CONTRAST: f32 = 0.6;

/// Spreads below these count as these when normalising: jitter of a resting
/// face before a webcam is 0.06-0.09 cm, speech moves 0.3-0.5 cm.
pub(crate) const FLOOR: [f32; MEASURES] = [
    0.12, 0.12, 0.12, 0.12, 0.35, 0.5, 0.03, 0.06, 0.1, 0.08, 0.08, 0.06, 0.06, 0.06, 0.08, 0.12,
];
/// Measures whose speed tells speech: apertures, width, areas, roundness, lower
/// lip, chin. Depths are left out: the mesh guesses them.
const MOVING: [usize; 9] = [0, 1, 2, 3, 4, 5, 6, 8, 15];

/// One digit's reading.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reading {
    /// When the digit appeared, on the frames' clock.
    #[serde(serialize_with = "millis", rename = "prompted_ms")]
    pub prompted: Duration,
    /// Where its reading starts; meaningless unless `found`.
    #[serde(serialize_with = "millis", rename = "start_ms")]
    pub start: Duration,
    /// Where its reading ends.
    #[serde(serialize_with = "millis", rename = "end_ms")]
    pub end: Duration,
    /// Whether the mouth acted clearly enough.
    pub found: bool,
    /// 0..=1, how clearly the interval stands out. Not a probability: it is not
    /// calibrated yet.
    pub confidence: f32,
}

fn millis<S: serde::Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(time.as_millis() as u64)
}

/// How active the mouth was, over time, and what was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Readings {
    /// Natural log of lip speed over the threshold between this person's rest
    /// and speech, a value a sample: above zero the mouth acts. Clipped to
    /// +-[`LOUDEST`].
    pub activity: Vec<f32>,
    /// One a shown digit.
    pub digits: Vec<Reading>,
    /// Lip speed in the warm-up over lip speed at rest.
    pub warm_up_gain: f32,
    /// Share of samples outside the readings, after the warm-up, at which the
    /// mouth acted, 0..=1.
    pub unprompted: f32,
    /// Normalised measures, a row a sample.
    pub normalised: Vec<[f32; MEASURES]>,
}

/// Finds the readings.
#[must_use]
pub fn find(signal: &MouthSignal, prompts: &PromptTimes) -> Readings {
    let from = signal.index(prompts.start().as_secs_f32() + 0.3);
    let to = signal.index(prompts.warm_up_end().as_secs_f32() + 0.3);
    let normalised = signal.normalised(from, to.max(from + 1), &FLOOR);
    let speed = lip_speed(&normalised, signal.seen());
    let speech = quantile(&speed[from.min(speed.len())..to.min(speed.len())], 0.6);
    let resting = quantile(&speed[to.min(speed.len())..], 0.2);
    // Between this person's rest and speech. A warm-up that was not said must
    // not make a twitch look like speech, hence the least.
    let threshold = (speech.max(LEAST_SPEECH) * resting.max(LEAST_SPEED)).sqrt();
    let activity: Vec<f32> = speed
        .iter()
        .map(|v| (v.max(1e-3) / threshold).ln().clamp(-LOUDEST, LOUDEST))
        .collect();
    let spans = align(&activity, signal, prompts);
    let digits = read_off(&spans, &activity, signal, prompts);
    let unprompted = unprompted(&spans, &activity, to, signal, prompts);
    Readings {
        activity,
        digits,
        warm_up_gain: speech / resting.max(LEAST_SPEED),
        unprompted,
        normalised,
    }
}

/// Largest size of the activity.
pub const LOUDEST: f32 = 2.0;
/// The warm-up may end so much late, seconds.
const AFTER_WARM_UP: f32 = 0.4;
/// So long before and after a reading lips prepare and relax, seconds.
const AROUND: f32 = 0.16;

impl Readings {
    /// Whether the mouth has a reason to act at a time (seconds on the frames'
    /// clock): the warm-up, or a reading that was found.
    #[must_use]
    pub fn asked_at(&self, time: f32, prompts: &PromptTimes) -> bool {
        let warm_up =
            prompts.start().as_secs_f32()..prompts.warm_up_end().as_secs_f32() + AFTER_WARM_UP;
        warm_up.contains(&time)
            || self.digits.iter().filter(|r| r.found).any(|r| {
                (r.start.as_secs_f32() - AROUND..r.end.as_secs_f32() + AROUND).contains(&time)
            })
    }
}

/// Lip speed in units of the floors a second below which a face rests.
const LEAST_SPEED: f32 = 0.4;
/// Least lip speed that counts as speech.
const LEAST_SPEECH: f32 = 2.0;

/// Root mean square speed of the moving measures, smoothed over 0.2 s.
fn lip_speed(values: &[[f32; MEASURES]], seen: &[bool]) -> Vec<f32> {
    let n = values.len();
    let raw: Vec<f32> = (0..n)
        .map(|i| {
            let (a, b) = (i.saturating_sub(1), (i + 1).min(n - 1));
            if !(seen[a] && seen[b]) || a == b {
                return 0.0;
            }
            let span = (b - a) as f32 / RATE;
            let sum: f32 = MOVING
                .iter()
                .map(|&k| ((values[b][k] - values[a][k]) / span).powi(2))
                .sum();
            (sum / MOVING.len() as f32).sqrt()
        })
        .collect();
    const WEIGHTS: [f32; 5] = [0.12, 0.23, 0.3, 0.23, 0.12];
    (0..n)
        .map(|i| {
            let mut sum = 0.0;
            for (k, weight) in WEIGHTS.iter().enumerate() {
                let at = (i + k).saturating_sub(2).min(n - 1);
                sum += weight * raw[at];
            }
            sum
        })
        .collect()
}

fn quantile(values: &[f32], q: f32) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted[((sorted.len() - 1) as f32 * q) as usize]
}

/// First sample and the one past the last.
type Span = (usize, usize);

/// The best spans, one a digit, in order: dynamic programming over the end of
/// each reading. Maximises the summed activity inside the readings less that
/// outside.
fn align(activity: &[f32], signal: &MouthSignal, prompts: &PromptTimes) -> Vec<Span> {
    let n = activity.len();
    let mut sums = vec![0.0f32; n + 1];
    for i in 0..n {
        sums[i + 1] = sums[i] + activity[i];
    }
    let samples = |seconds: f32| (seconds * RATE).round() as usize;
    let rest = samples(LEAST_REST);
    // best[e]: the best total of the digits so far, the last one ending at or
    // before e; with where that last one lies.
    let mut best = vec![0.0f32; n + 1];
    let mut choices: Vec<Vec<Option<Span>>> = Vec::new();
    let mut asked = 0;
    for shown in prompts.shown() {
        let shown = shown.as_secs_f32();
        if n == 0 || shown > signal.time(n - 1) {
            break;
        }
        asked += 1;
        let earliest = signal.index(shown + EARLIEST);
        let latest = signal.index(shown + LATEST);
        let mut next = vec![f32::NEG_INFINITY; n + 1];
        let mut choice = vec![None; n + 1];
        for start in earliest..=latest {
            let before = best[start.saturating_sub(rest)];
            if before == f32::NEG_INFINITY {
                continue;
            }
            for length in samples(SHORTEST)..=samples(LONGEST) {
                let end = start + length;
                if end > n {
                    break;
                }
                let total = before + sums[end] - sums[start];
                if total > next[end] {
                    next[end] = total;
                    choice[end] = Some((start, end));
                }
            }
        }
        for end in 1..=n {
            if next[end - 1] > next[end] {
                next[end] = next[end - 1];
                choice[end] = choice[end - 1];
            }
        }
        choices.push(choice);
        best = next;
    }
    // Walk back. A digit for which no room was left ends the chain.
    let mut spans = vec![(0, 0); asked];
    let mut end = n;
    for i in (0..asked).rev() {
        match choices[i][end] {
            Some(span) => {
                spans[i] = span;
                end = span.0.saturating_sub(rest);
            }
            None => spans[i] = (0, 0),
        }
    }
    spans
}

/// Judges each span against the rest around it.
fn read_off(
    spans: &[Span],
    activity: &[f32],
    signal: &MouthSignal,
    prompts: &PromptTimes,
) -> Vec<Reading> {
    let mean = |from: usize, to: usize| {
        let part = &activity[from.min(activity.len())..to.min(activity.len())];
        (!part.is_empty()).then(|| part.iter().sum::<f32>() / part.len() as f32)
    };
    let time = |i: usize| Duration::from_secs_f32(signal.time(i).max(0.0));
    prompts
        .shown()
        .iter()
        .enumerate()
        .map(|(i, &prompted)| {
            let nothing = Reading {
                prompted,
                start: prompted,
                end: prompted,
                found: false,
                confidence: 0.0,
            };
            let Some(&(start, end)) = spans.get(i).filter(|s| s.1 > s.0) else {
                return nothing;
            };
            let from = match i {
                0 => signal.index(prompts.warm_up_end().as_secs_f32() + 0.5),
                _ => spans[i - 1].1,
            };
            let to = spans
                .get(i + 1)
                .filter(|s| s.1 > s.0)
                .map_or(end + (0.8 * RATE) as usize, |s| s.0);
            let inside = mean(start, end).unwrap_or(-2.0);
            let rests = [mean(from, start), mean(end, to)];
            let around =
                rests.iter().flatten().sum::<f32>() / rests.iter().flatten().count().max(1) as f32;
            let contrast = inside - around;
            let seen =
                signal.seen()[start..end].iter().filter(|s| **s).count() * 10 >= (end - start) * 8;
            let found = seen && inside >= LEAST_INSIDE && contrast >= LEAST_CONTRAST;
            Reading {
                prompted,
                start: time(start),
                end: time(end),
                found,
                confidence: if seen {
                    1.0 / (1.0 + (-3.0 * (contrast.min(inside + 0.5) - LEAST_CONTRAST)).exp())
                } else {
                    0.0
                },
            }
        })
        .collect()
}

/// Share of the rest in which the mouth acted.
fn unprompted(
    spans: &[Span],
    activity: &[f32],
    warm_up_end: usize,
    signal: &MouthSignal,
    prompts: &PromptTimes,
) -> f32 {
    let margin = (AROUND * RATE) as usize;
    let from = warm_up_end + (AFTER_WARM_UP * RATE) as usize;
    let last = prompts.shown().last().map_or(0.0, Duration::as_secs_f32);
    let to = signal.index(last + LATEST + LONGEST) + 1;
    let rests: Vec<f32> = (from..to.min(activity.len()))
        .filter(|&i| {
            signal.seen()[i]
                && !spans
                    .iter()
                    .any(|&(a, b)| b > a && i + margin >= a && i < b + margin)
        })
        .map(|i| activity[i])
        .collect();
    if rests.is_empty() {
        return 0.0;
    }
    rests.iter().filter(|&&a| a > 0.0).count() as f32 / rests.len() as f32
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::mouth::MouthMeasures;

    /// A mouth that acts in the given spans (seconds): all measures swing.
    pub(crate) fn acting(spans: &[(f32, f32)], seconds: f32) -> MouthSignal {
        let frames: Vec<_> = (0..(seconds * 30.0) as usize)
            .map(|i| {
                let t = i as f32 / 30.0;
                let acts = spans.iter().any(|&(a, b)| t >= a && t < b);
                // A little noise, different at each frame.
                let noise = ((i * 7919) % 101) as f32 / 101.0 - 0.5;
                let swing = if acts { (t * 20.0).sin() } else { 0.0 };
                let values = std::array::from_fn(|k| 1.0 + FLOOR[k] * (3.0 * swing + 0.1 * noise));
                (Duration::from_secs_f32(t), MouthMeasures(values))
            })
            .collect();
        MouthSignal::resample(&frames)
    }

    pub(crate) fn prompts(shown: &[f32]) -> PromptTimes {
        PromptTimes::new(
            Duration::ZERO,
            Duration::from_secs(3),
            shown.iter().map(|&s| Duration::from_secs_f32(s)).collect(),
        )
        .unwrap()
    }

    #[test]
    fn readings_are_found_where_they_are() {
        let truth = [(5.0, 5.5), (6.4, 6.9), (8.6, 9.0), (10.0, 10.6)];
        let shown = [4.5, 5.9, 8.1, 9.4];
        let mut spans = vec![(0.4, 2.8)];
        spans.extend(truth);
        let readings = find(&acting(&spans, 12.0), &prompts(&shown));
        for (reading, (start, end)) in readings.digits.iter().zip(truth) {
            assert!(reading.found && reading.confidence > 0.7, "{reading:?}");
            assert!(
                (reading.start.as_secs_f32() - start).abs() < 0.15,
                "{reading:?}"
            );
            assert!(
                (reading.end.as_secs_f32() - end).abs() < 0.15,
                "{reading:?}"
            );
        }
        assert!(readings.unprompted < 0.1, "{}", readings.unprompted);
    }

    #[test]
    fn a_still_mouth_reads_nothing() {
        let readings = find(&acting(&[], 12.0), &prompts(&[4.5, 5.9, 8.1]));
        assert!(
            readings.digits.iter().all(|r| !r.found),
            "{:?}",
            readings.digits
        );
    }

    #[test]
    fn a_mouth_that_never_rests_stands_out_by_it() {
        let readings = find(&acting(&[(0.2, 12.0)], 12.0), &prompts(&[4.5, 5.9, 8.1]));
        let found = readings.digits.iter().filter(|r| r.found).count();
        assert!(found == 0 || readings.unprompted > 0.5);
    }

    #[test]
    fn a_session_cut_short_finds_what_was_there() {
        let readings = find(
            &acting(&[(0.4, 2.8), (5.0, 5.5)], 6.0),
            &prompts(&[4.5, 5.9, 8.1]),
        );
        assert!(readings.digits[0].found);
        assert!(!readings.digits[1].found && !readings.digits[2].found);
        assert_eq!(readings.digits.len(), 3);
        assert_eq!(
            find(&MouthSignal::resample(&[]), &prompts(&[4.0]))
                .digits
                .len(),
            1
        );
    }
}
