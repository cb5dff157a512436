//! Frames on a pipe: standard input, or anything that can be read.
//!
//! Enters: a y4m stream, which says its own size and rate, or raw frames of a
//! stated shape; untrusted. Leaves: frames whose times follow from the rate.

mod raw;
mod y4m;

pub use raw::{RawShape, RawSource};
pub use y4m::Y4mSource;

use std::io::{ErrorKind as IoKind, Read};
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// A frame rate as a fraction: frames a second times `den` is `num`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    num: u32,
    den: u32,
}

impl Rate {
    /// `num / den` frames a second, such as 30000/1001.
    ///
    /// # Errors
    /// [`Misuse`](ErrorKind::Misuse) unless it is between 0.1 and 1000.
    pub fn new(num: u32, den: u32) -> Result<Self> {
        let fps = f64::from(num) / f64::from(den);
        if (0.1..=1000.0).contains(&fps) {
            Ok(Self { num, den })
        } else {
            Err(Error::new(
                ErrorKind::Misuse,
                format!("{num}/{den} frames a second: 0.1 to 1000 are possible"),
            ))
        }
    }

    /// The nearest multiple of a thousandth.
    ///
    /// # Errors
    /// As [`Rate::new`].
    pub fn from_fps(fps: f64) -> Result<Self> {
        if !(0.1..=1000.0).contains(&fps) {
            return Self::new(0, 1);
        }
        Self::new((fps * 1000.0).round() as u32, 1000)
    }

    /// Frames a second.
    #[must_use]
    pub fn fps(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// When frame `n` is shown, counted from frame 0; rounded down to 1 ns.
    #[must_use]
    pub fn time(self, n: u64) -> Duration {
        let nanos = u128::from(n) * u128::from(self.den) * 1_000_000_000 / u128::from(self.num);
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

/// Fills `buffer`, or answers `false` if the input ends before its first byte.
pub(crate) fn fill(input: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<bool> {
    let mut have = 0;
    while have < buffer.len() {
        match input.read(&mut buffer[have..]) {
            Ok(0) if have == 0 => return Ok(false),
            Ok(0) => return Err(IoKind::UnexpectedEof.into()),
            Ok(n) => have += n,
            Err(e) if e.kind() == IoKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(true)
}

/// The error for a frame that the input did not hold whole.
pub(crate) fn cut_off(n: u64, cause: std::io::Error) -> Error {
    let kind = match cause.kind() {
        IoKind::UnexpectedEof => ErrorKind::Format,
        _ => ErrorKind::Io,
    };
    Error::new(kind, format!("frame {n}: the input ends within it")).caused_by(cause)
}

pub(crate) fn check_frame_number(n: u64) -> Result<()> {
    if n >= limits::VIDEO_FRAMES as u64 {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("more than {} frames", limits::VIDEO_FRAMES),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_exact() {
        let ntsc = Rate::new(30_000, 1001).unwrap();
        assert_eq!(ntsc.time(30_000), Duration::from_secs(1001));
        assert_eq!(
            Rate::from_fps(12.5).unwrap().time(25),
            Duration::from_secs(2)
        );
        for bad in [(0, 1), (1, 0), (0, 0), (1, 11), (1001, 1)] {
            assert!(Rate::new(bad.0, bad.1).is_err());
        }
        assert!(Rate::from_fps(f64::NAN).is_err());
        assert!(Rate::from_fps(-1.0).is_err());
    }
}
