//! How loud it was, over time.
//!
//! Enters: pieces of sound in order. Leaves: their mean power in steps of a hundredth of
//! a second of the frames' clock, holes left open.

use std::time::Duration;

use super::Sound;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// Levels a second.
pub const LEVEL_RATE: f32 = 100.0;
/// A step, nanoseconds.
const STEP: u64 = 10_000_000;
/// A piece may begin so long before the last one ended: stamps of sound cards jitter by
/// as much as a buffer (chosen by eye).
const OVERLAP: Duration = Duration::from_millis(100);
/// What is slower than this swings, a second, is no voice but a draught, a hum or an
/// offset: low male voices begin at 85 Hz.
const LOWEST: f64 = 80.0;
/// A step with a smaller share of its samples is a hole.
const LEAST_FILLED: f32 = 0.5;

/// The power of a step's samples, added up.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Step {
    power: f64,
    count: u32,
}

/// Loudness over time, of all pieces of a session.
#[derive(Clone, Default, PartialEq)]
pub struct SoundLevels {
    rate: u32,
    /// Nanoseconds of the frames' clock at which the first step begins.
    origin: u64,
    steps: Vec<Step>,
    last: Option<Last>,
}

/// The piece that came last, and where it left the filter.
#[derive(Clone, Copy, PartialEq)]
struct Last {
    start: Duration,
    end: Duration,
    sample: f64,
    filtered: f64,
}

impl SoundLevels {
    /// Takes the next piece.
    ///
    /// # Errors
    /// [`ErrorKind::Sound`] if it begins before the one before it, or more than 0.1 s
    /// before that one ended, or has another rate; [`ErrorKind::Limit`] if all pieces
    /// together span more than a session may last. Nothing is lost by either.
    pub fn push(&mut self, sound: &Sound<'_>) -> Result<()> {
        let start = sound.time;
        let wrong = |what: String| Err(Error::new(ErrorKind::Sound, what));
        if let Some(last) = self.last {
            if sound.rate != self.rate {
                return wrong(format!(
                    "{} samples a second in the piece at {start:?}, {} before it",
                    sound.rate, self.rate
                ));
            }
            if start < last.start || start.saturating_add(OVERLAP) < last.end {
                return wrong(format!(
                    "a piece of sound at {start:?} after one from {:?} to {:?}: time must not \
                     go back",
                    last.start, last.end
                ));
            }
        }
        let too_long = || {
            Error::new(
                ErrorKind::Limit,
                format!(
                    "the piece of sound at {start:?}: more than {} seconds after the first",
                    limits::SESSION_SECONDS
                ),
            )
        };
        let nanos = u64::try_from(start.as_nanos()).map_err(|_| too_long())?;
        let origin = match self.last {
            Some(_) => self.origin,
            None => nanos - nanos % STEP,
        };
        let length = sound.samples.len() as u64 * 1_000_000_000 / u64::from(sound.rate);
        let span = (nanos - origin).saturating_add(length);
        if span > limits::SESSION_SECONDS * 1_000_000_000 {
            return Err(too_long());
        }
        (self.rate, self.origin) = (sound.rate, origin);
        self.add(sound, nanos - origin);
        Ok(())
    }

    /// Adds a piece that was looked at, so many nanoseconds after the origin.
    fn add(&mut self, sound: &Sound<'_>, from: u64) {
        let rate = u64::from(sound.rate);
        // What a first-order high-pass keeps of the last value.
        let keep = 1.0 / (1.0 + 2.0 * std::f64::consts::PI * LOWEST / f64::from(sound.rate));
        let first = sound.samples.first().copied().map_or(0.0, f64::from);
        // An offset that was there from the start is no sound.
        let (mut before, mut filtered) =
            (self.last).map_or((first, 0.0), |last| (last.sample, last.filtered));
        let mut end = from;
        for (i, &sample) in sound.samples.iter().enumerate() {
            let sample = f64::from(sample);
            filtered = keep * (filtered + sample - before);
            before = sample;
            let at = from + i as u64 * 1_000_000_000 / rate;
            end = at + 1_000_000_000 / rate;
            // Within the longest session: fits.
            let step = (at / STEP) as usize;
            if self.steps.len() <= step {
                self.steps.resize(step + 1, Step::default());
            }
            self.steps[step].power += filtered * filtered;
            self.steps[step].count += 1;
        }
        self.last = Some(Last {
            start: sound.time,
            end: Duration::from_nanos(self.origin.saturating_add(end)),
            sample: before,
            filtered,
        });
    }

    /// Whether there was any sound, silence included.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Mean power between two moments of the frames' clock, in seconds, full scale 1:
    /// of the steps that begin there. None where sound is missing.
    #[must_use]
    pub fn power(&self, from: f32, to: f32) -> Option<f64> {
        let origin = self.origin as f64 / 1e9;
        let step = |seconds: f32| {
            let at = ((f64::from(seconds) - origin) * f64::from(LEVEL_RATE)).round();
            (at.max(0.0) as usize).min(self.steps.len())
        };
        // A moment before the first step has no sound, though it would be clipped to it.
        if f64::from(to) <= origin {
            return None;
        }
        let steps = self.steps.get(step(from)..step(to))?;
        let count: u32 = steps.iter().map(|s| s.count).sum();
        let wanted = (to - from) * self.rate as f32;
        if count == 0 || (count as f32) < LEAST_FILLED * wanted {
            return None;
        }
        Some(steps.iter().map(|s| s.power).sum::<f64>() / f64::from(count))
    }
}

impl std::fmt::Debug for SoundLevels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.steps.len() as f32 / LEVEL_RATE;
        write!(f, "SoundLevels({seconds:.2} s)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 16_000;

    fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// A tone of 500 Hz.
    fn tone(amplitude: f32, count: usize) -> Vec<f32> {
        let at = |i: usize| i as f32 / RATE as f32 * 500.0 * std::f32::consts::TAU;
        (0..count).map(|i| amplitude * at(i).sin()).collect()
    }

    #[test]
    fn levels_lie_where_the_sound_was_whatever_the_pieces() {
        let sound = [tone(0.0, 8_000), tone(0.5, 8_000), tone(0.0, 8_000)].concat();
        for piece in [24_000, 1_600, 333] {
            let mut levels = SoundLevels::default();
            for (i, part) in sound.chunks(piece).enumerate() {
                let time = ms(2_000) + Duration::from_secs_f64((i * piece) as f64 / 16e3);
                levels.push(&Sound::new(part, RATE, time).unwrap()).unwrap();
            }
            let loud = levels.power(2.6, 2.9).unwrap();
            assert!((loud - 0.125).abs() < 0.01, "{loud}");
            for (from, to) in [(2.1, 2.4), (3.1, 3.4)] {
                assert!(levels.power(from, to).unwrap() < 1e-5);
            }
            for (from, to) in [(1.0, 1.9), (3.6, 4.0)] {
                assert_eq!(levels.power(from, to), None);
            }
        }
    }

    #[test]
    fn an_offset_is_no_sound_and_other_rates_give_the_same_levels() {
        for rate in [8_000u32, 48_000] {
            let samples: Vec<f32> = (0..rate)
                .map(|i| {
                    let t = i as f32 / rate as f32;
                    let voice = (t * 500.0 * std::f32::consts::TAU).sin();
                    0.3 + if t > 0.5 { 0.5 * voice } else { 0.0 }
                })
                .collect();
            let mut levels = SoundLevels::default();
            levels
                .push(&Sound::new(&samples, rate, ms(0)).unwrap())
                .unwrap();
            assert!(levels.power(0.1, 0.4).unwrap() < 1e-9);
            // The filter takes a tenth of a swing of 500 Hz at the lowest rate.
            assert!((levels.power(0.6, 0.9).unwrap() - 0.125).abs() < 0.015);
        }
    }

    #[test]
    fn holes_stay_open() {
        let mut levels = SoundLevels::default();
        let piece = tone(0.5, 1_600);
        for at in [0, 300] {
            levels
                .push(&Sound::new(&piece, RATE, ms(at)).unwrap())
                .unwrap();
        }
        assert!(levels.power(0.02, 0.06).is_some());
        assert_eq!(levels.power(0.18, 0.22), None);
        assert!(levels.power(0.32, 0.36).is_some());
    }

    #[test]
    fn time_that_goes_back_is_an_error_and_nothing_is_lost() {
        let mut levels = SoundLevels::default();
        let piece = tone(0.5, 3_200);
        let mut push = |at, rate| levels.push(&Sound::new(&piece, rate, at).unwrap());
        push(ms(1_000), RATE).unwrap();
        for (at, rate, kind, says) in [
            (ms(999), RATE, ErrorKind::Sound, "go back"),
            (ms(1_050), RATE, ErrorKind::Sound, "1.2s"),
            (ms(1_200), 8_000, ErrorKind::Sound, "16000 before"),
            (ms(181_000), RATE, ErrorKind::Limit, "180 seconds"),
            (Duration::MAX, RATE, ErrorKind::Limit, "180 seconds"),
        ] {
            let error = push(at, rate).unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(error.to_string().contains(says), "{error}");
        }
        // Jitter of a buffer is none.
        push(ms(1_150), RATE).unwrap();
        push(ms(1_400), RATE).unwrap();
        assert!(levels.power(1.42, 1.46).is_some());
        assert_eq!(format!("{levels:?}"), "SoundLevels(0.60 s)");
    }
}
