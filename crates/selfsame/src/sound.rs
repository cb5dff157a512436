//! Sound that the integrator supplies beside the frames (cargo feature `voice`).
//!
//! Enters: pieces of mono PCM with their time on the frames' clock. Leaves: how loud it
//! was, a hundred times a second. The sound itself is let go at once: a level a
//! hundredth of a second tells when somebody spoke, and neither what nor in which voice.

mod activity;
mod beside;
mod levels;
mod step;

use std::borrow::Cow;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

pub use activity::voiced;
pub use beside::SideBySide;
pub use levels::{LEVEL_RATE, SoundLevels};
pub use step::InStep;

/// A piece of mono sound, validated. Pieces of 10 to 100 ms are usual.
#[derive(Clone)]
pub struct Sound<'a> {
    samples: Cow<'a, [f32]>,
    rate: u32,
    time: Duration,
}

impl<'a> Sound<'a> {
    /// Samples with full scale at 1, `rate` of them a second
    /// ([`limits::SOUND_RATES`]), the first of them taken at `time` on the frames'
    /// clock.
    ///
    /// The times matter: a microphone whose sound is stamped more than a tenth of a
    /// second early or late is out of step with the mouth.
    ///
    /// # Errors
    /// [`ErrorKind::Sound`] for another rate, no samples, or one that is not finite;
    /// [`ErrorKind::Limit`] for more than [`limits::SOUND_PIECE_SECONDS`].
    pub fn new(samples: &'a [f32], rate: u32, time: Duration) -> Result<Self> {
        check(samples.len(), rate, time)?;
        if let Some(at) = samples.iter().position(|s| !s.is_finite()) {
            return Err(Error::new(
                ErrorKind::Sound,
                format!("sample {at} of the piece at {time:?} is not finite"),
            ));
        }
        Ok(Self {
            samples: Cow::Borrowed(samples),
            rate,
            time,
        })
    }

    /// The same of 16-bit samples.
    ///
    /// # Errors
    /// As [`Sound::new`].
    pub fn from_i16(samples: &[i16], rate: u32, time: Duration) -> Result<Sound<'static>> {
        check(samples.len(), rate, time)?;
        let samples = samples.iter().map(|&s| f32::from(s) / 32_768.0).collect();
        Ok(Sound {
            samples: Cow::Owned(samples),
            rate,
            time,
        })
    }

    /// When its first sample was taken.
    #[must_use]
    pub fn time(&self) -> Duration {
        self.time
    }

    /// Samples a second.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.rate
    }
}

/// What is wrong with a piece whatever its samples are.
fn check(samples: usize, rate: u32, time: Duration) -> Result<()> {
    let rates = limits::SOUND_RATES;
    if !rates.contains(&rate) {
        return Err(Error::new(
            ErrorKind::Sound,
            format!(
                "{rate} samples a second in the piece at {time:?}: {} to {} are taken",
                rates.start(),
                rates.end()
            ),
        ));
    }
    if samples == 0 {
        return Err(Error::new(
            ErrorKind::Sound,
            format!("the piece at {time:?} has no samples"),
        ));
    }
    if samples as u64 > u64::from(rate) * limits::SOUND_PIECE_SECONDS {
        return Err(Error::new(
            ErrorKind::Limit,
            format!(
                "{samples} samples in the piece at {time:?}: at most {} seconds are taken at once",
                limits::SOUND_PIECE_SECONDS
            ),
        ));
    }
    Ok(())
}

impl std::fmt::Debug for Sound<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (count, rate) = (self.samples.len(), self.rate);
        write!(f, "Sound({count} at {rate} Hz from {:?})", self.time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_that_are_none_are_refused_by_what_and_where() {
        let time = Duration::from_millis(1250);
        let mut broken = vec![0.0; 160];
        broken[7] = f32::NAN;
        for (samples, rate, kind, says) in [
            (&[0.0; 10][..], 7_999, ErrorKind::Sound, "7999"),
            (&[0.0; 10], 48_001, ErrorKind::Sound, "48000"),
            (&[0.0; 10], 0, ErrorKind::Sound, "8000"),
            (&[], 16_000, ErrorKind::Sound, "no samples"),
            (&broken, 16_000, ErrorKind::Sound, "sample 7"),
            (&[0.0, f32::INFINITY], 16_000, ErrorKind::Sound, "sample 1"),
            (&vec![0.0; 80_001], 8_000, ErrorKind::Limit, "10 seconds"),
        ] {
            let error = Sound::new(samples, rate, time).unwrap_err();
            assert_eq!(error.kind(), kind);
            let text = error.to_string();
            assert!(text.contains(says) && text.contains("1.25s"), "{text}");
        }
        assert!(Sound::new(&vec![0.0; 80_000], 8_000, time).is_ok());
        assert!(Sound::from_i16(&[], 8_000, time).is_err());
        let full = Sound::from_i16(&[i16::MIN, i16::MAX], 8_000, time).unwrap();
        assert_eq!(full.samples[0], -1.0);
        // Neither what was said nor how.
        assert_eq!(format!("{full:?}"), "Sound(2 at 8000 Hz from 1.25s)");
    }
}
