//! Reads numbers of a model file. Enters: bytes of anybody. Leaves: numbers within stated
//! ranges, or an error with the byte.

use crate::error::{Error, Result};

pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn four(&mut self, what: &str) -> Result<[u8; 4]> {
        let four = self.bytes[self.at..].first_chunk().ok_or_else(|| {
            Error::Model(format!("ends at byte {} within {what}", self.bytes.len()))
        })?;
        self.at += 4;
        Ok(*four)
    }

    /// An integer from `least` to `most`.
    pub(super) fn integer(&mut self, what: &str, least: i32, most: i32) -> Result<i32> {
        let at = self.at;
        let value = i32::from_le_bytes(self.four(what)?);
        if (least..=most).contains(&value) {
            Ok(value)
        } else {
            Err(Error::Model(format!(
                "byte {at}: {what} {value} is not in {least}..={most}"
            )))
        }
    }

    /// A finite number.
    pub(super) fn float(&mut self, what: &str) -> Result<f32> {
        let at = self.at;
        let value = f32::from_le_bytes(self.four(what)?);
        if value.is_finite() {
            Ok(value)
        } else {
            Err(Error::Model(format!("byte {at}: {what} is not a number")))
        }
    }

    /// That many numbers; asks for their memory only if they are there.
    pub(super) fn floats(&mut self, what: &str, count: usize) -> Result<Vec<f32>> {
        self.holds(what, count)?;
        (0..count).map(|_| self.float(what)).collect()
    }

    /// Whether so many numbers are left.
    pub(super) fn holds(&self, what: &str, count: usize) -> Result<()> {
        let left = (self.bytes.len() - self.at) / 4;
        if left < count {
            return Err(Error::Model(format!(
                "byte {}: {count} numbers ({what}) do not fit into the {left} that are left",
                self.at
            )));
        }
        Ok(())
    }

    /// That nothing is left.
    pub(super) fn end(&self) -> Result<()> {
        let left = self.bytes.len() - self.at;
        if left > 0 {
            return Err(Error::Model(format!("{left} bytes behind its end")));
        }
        Ok(())
    }
}
