//! When was each digit read? One alignment over rest-digit-rest-...-digit.
//!
//! Enters: the mouth signal, the digits and the times at which they were shown. Leaves:
//! a [`Reading`] a digit: its interval, how sure that is, and how well the digit does
//! there against every other one. The alignment is that of [`crate::words`], between the
//! person's own rests; whether a mouth acted there at all is told by how fast the lips
//! move, compared with the person's own warm-up speech and own rest.

use std::ops::Range;
use std::time::Duration;

use serde::Serialize;

use crate::challenge::PromptTimes;
use crate::lipreader::{self, Lipreader};
use crate::mouth::MEASURES;
use crate::signal::{MouthSignal, RATE};
use crate::words::{self, Choice, Found, Placed, Slot, Speech, Vocabulary};

/// Earliest start of a reading after its prompt, seconds. Visible preparation
/// leads the sound by up to 0.3 s, and nobody reacts to a sight within 0.15 s.
pub const EARLIEST: f32 = 0.15;
/// Latest start of a reading after its prompt, seconds.
pub const LATEST: f32 = 1.6;
/// Longest reading, seconds: digits last 0.27 s inside fast sentences, slow isolated ones
/// up to about a second with preparation.
const LONGEST: f32 = 1.2;
/// The warm-up is spoken so long after it is shown, and so long after it is hidden,
/// seconds.
const REACTION: f32 = 0.3;
/// What a reading's mean score must reach, and by how much it must exceed the
/// rest around it (natural-log units of lip speed over threshold). First
/// guesses, looked at on development recordings without a reading, not tuned.
const LEAST_INSIDE: f32 = 0.0;
const LEAST_CONTRAST: f32 = 0.6;

/// The lip reader looks so far beyond both ends of a reading, seconds: where the alignment
/// puts them is off by 0.02 to 0.1.
const BEYOND: f32 = 0.1;

/// Another digit that explains the mouth so much better, in log likelihood, tells where it
/// acted. In honest simulated sessions the digit that was shown is within it nine times
/// of ten.
const ANOTHER: f32 = 30.0;

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
    /// Natural log of the likelihood of the digit that was shown over the mean of all
    /// digits of its language, where the reading was found: see
    /// [`crate::lipreader::against_others`].
    #[serde(skip)]
    pub against_others: Option<f32>,
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

/// What was asked, and when.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// When the digits were shown.
    pub prompts: &'a PromptTimes,
    /// The digits, 0..=9: one for each that was shown. Without one nothing is found.
    pub digits: &'a [u8],
    /// The digits of the language they are read in: they say where each was read.
    pub vocabulary: &'a Vocabulary,
    /// What says which digit was read there; without one the vocabulary does.
    pub lipreader: Option<&'a Lipreader>,
}

/// Finds the readings.
#[must_use]
pub fn find(signal: &MouthSignal, asked: Asked<'_>) -> Readings {
    let prompts = asked.prompts;
    let spoken = spoken(prompts);
    let from = signal.index(spoken.start);
    let to = signal.index(spoken.end);
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
    let heard = hear(signal, asked, spoken);
    let spans: Vec<Span> = heard
        .iter()
        .map(|heard| heard.map_or((0, 0), |h| (signal.index(h.from), signal.index(h.to))))
        .collect();
    let digits = read_off(&heard, &spans, &activity, signal, prompts);
    let unprompted = unprompted(&spans, &activity, to, signal, prompts);
    Readings {
        activity,
        digits,
        warm_up_gain: speech / resting.max(LEAST_SPEED),
        unprompted,
        normalised,
    }
}

/// When the warm-up is spoken, seconds: what the session's speech is normalised by.
pub(crate) fn spoken(prompts: &PromptTimes) -> Range<f32> {
    let after = |shown: Duration| shown.as_secs_f32() + REACTION;
    after(prompts.start())..after(prompts.warm_up_end())
}

/// A digit in its place in the alignment: from when to when, in seconds, and how well it
/// does there against the others of its language.
#[derive(Debug, Clone, Copy)]
struct Heard {
    from: f32,
    to: f32,
    against_others: f32,
}

/// Aligns the digits. None for those that have no place.
fn hear(signal: &MouthSignal, asked: Asked<'_>, spoken: Range<f32>) -> Vec<Option<Heard>> {
    let silent = spoken.end;
    let vocabulary = asked.vocabulary;
    let speech = Speech::of(signal, spoken);
    let shown = asked.prompts.shown();
    let mut slots = Vec::new();
    for (shown, digit) in shown.iter().zip(asked.digits) {
        let Some(word) = vocabulary.position(&digit.to_string()) else {
            break;
        };
        let shown = shown.as_secs_f32();
        slots.push(Slot {
            word,
            starts: speech.index(shown + EARLIEST)..speech.index(shown + LATEST),
            longest: (LONGEST * words::RATE) as usize,
        });
    }
    // What is said before the digits is no part of their string.
    let first = speech
        .index(silent)
        .min(slots.first().map_or(0, |s| s.starts.start));
    for slot in &mut slots {
        slot.starts = slot.starts.start - first..slot.starts.end - first;
    }
    let listening = vocabulary.listen(&speech.samples()[first..]);
    let placed = listening.align(&speech.rest(silent), &slots);
    let mut heard: Vec<Option<Heard>> = placed
        .iter()
        .zip(&slots)
        .map(|(placed, slot)| {
            let Placed { found, choices } = placed.as_ref()?;
            let found = acted(*found, choices);
            let (from, to) = (
                speech.time(first + found.start),
                speech.time(first + found.end),
            );
            let against_others = match asked.lipreader {
                None => words::against_others(slot.word, choices)?,
                Some(reader) => {
                    let word = reader.position(&vocabulary.words()[slot.word].name, "digit")?;
                    let guesses = reader.read(word, &speech, from - BEYOND..to + BEYOND);
                    lipreader::against_others(word, &guesses)?
                }
            };
            Some(Heard {
                from,
                to,
                against_others,
            })
        })
        .collect();
    heard.resize(shown.len(), None);
    heard
}

/// Where a mouth acted that should have said a word which was found in one place, and
/// others in its place: lips that say something else clearly are there, not where the word
/// that was asked for does least harm.
#[must_use]
pub fn acted(asked: Found, choices: &[Choice]) -> Found {
    let best = choices.iter().map(|c| c.found);
    let best = best.fold(asked, |a, b| if b.ratio > a.ratio { b } else { a });
    match best.ratio > asked.ratio + ANOTHER {
        true => best,
        false => asked,
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
pub(crate) fn lip_speed(values: &[[f32; MEASURES]], seen: &[bool]) -> Vec<f32> {
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

/// Judges each span against the rest around it.
fn read_off(
    heard: &[Option<Heard>],
    spans: &[Span],
    activity: &[f32],
    signal: &MouthSignal,
    prompts: &PromptTimes,
) -> Vec<Reading> {
    let mean = |from: usize, to: usize| {
        let to = to.min(activity.len());
        let part = &activity[from.min(to)..to];
        (!part.is_empty()).then(|| part.iter().sum::<f32>() / part.len() as f32)
    };
    let time = |seconds: f32| Duration::from_secs_f32(seconds.max(0.0));
    let margin = (AROUND * RATE) as usize;
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
                against_others: None,
            };
            let Some(heard) = heard[i].filter(|_| spans[i].1 > spans[i].0) else {
                return nothing;
            };
            let (start, end) = spans[i];
            let from = match i {
                0 => signal.index(prompts.warm_up_end().as_secs_f32() + 0.5),
                _ => spans[i - 1].1,
            };
            let to = spans
                .get(i + 1)
                .filter(|s| s.1 > s.0)
                .map_or(end + (0.8 * RATE) as usize, |s| s.0);
            let inside = mean(start, end).unwrap_or(-2.0);
            // Lips prepare before a word and relax after it: that is no rest.
            let rests = [
                mean(from + margin, start.saturating_sub(margin)),
                mean(end + margin, to.saturating_sub(margin)),
            ];
            let around =
                rests.iter().flatten().sum::<f32>() / rests.iter().flatten().count().max(1) as f32;
            let contrast = inside - around;
            let seen =
                signal.seen()[start..end].iter().filter(|s| **s).count() * 10 >= (end - start) * 8;
            let found = seen && inside >= LEAST_INSIDE && contrast >= LEAST_CONTRAST;
            Reading {
                prompted,
                start: time(heard.from),
                end: time(heard.to),
                found,
                against_others: found.then_some(heard.against_others),
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
pub(crate) mod tests;
