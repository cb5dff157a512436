//! Random numbers for challenges: the operating system's, or a test's.

use crate::error::{Error, ErrorKind, Result};

/// A source of random bits.
pub trait Random {
    /// 32 random bits.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when the source fails.
    fn bits(&mut self) -> Result<u32>;

    /// A number below `end`, all equally likely.
    ///
    /// # Errors
    /// As [`Random::bits`].
    ///
    /// # Panics
    /// If `end` is zero.
    fn below(&mut self, end: u32) -> Result<u32> {
        assert!(end > 0, "no number is below zero");
        // Values at or above the largest multiple of `end` would favour small ones.
        let whole = u32::MAX - u32::MAX % end;
        loop {
            let bits = self.bits()?;
            if bits < whole {
                return Ok(bits % end);
            }
        }
    }
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    fn bits(&mut self) -> Result<u32> {
        getrandom::u32().map_err(|e| {
            Error::new(ErrorKind::Io, "the operating system gave no random numbers")
                .caused_by(e.to_string())
        })
    }
}

/// A fixed sequence for tests (SplitMix64, Steele et al. 2014).
#[cfg(test)]
pub(crate) struct Counter(u64);

#[cfg(test)]
impl Counter {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }
}

#[cfg(test)]
impl Random for Counter {
    fn bits(&mut self) -> Result<u32> {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Ok(((z ^ (z >> 31)) >> 32) as u32)
    }
}
