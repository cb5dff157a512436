//! A template's bytes. Enters: a template, or bytes from anywhere. Leaves: the other.
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | `SSFT` |
//! | 4 | version of this form: 2 |
//! | 5 | how numbers are stored: 1, eight bits each |
//! | 6..8 | how many numbers there are, little-endian: 128 |
//! | 8..24 | the [`ModelTag`] |
//! | 24 | the [quality](Template::quality), 0..=100 |
//! | 25..153 | the numbers, signed, the largest 127 or -127 |
//!
//! All numbers together have the length 1, so what one step is worth need not be said. Eight
//! bits are enough: what they cost is measured (docs/measurements.md, Match).

use zeroize::Zeroizing;

use super::{DIMENSIONS, ModelTag, Template};
use crate::error::{Error, ErrorKind, Result};

/// Bytes of a stored template.
pub const STORED_BYTES: usize = HEAD + DIMENSIONS;
const HEAD: usize = 25;
const MAGIC: &[u8; 4] = b"SSFT";
const VERSION: u8 = 2;
const EIGHT_BITS: u8 = 1;
/// The largest number.
const LARGEST: u8 = 127;

impl Template {
    /// The stored form, [`STORED_BYTES`] long. **It is not encrypted**: see
    /// [`TemplateKey::seal`](super::TemplateKey::seal).
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let largest = self.values.iter().fold(0.0f32, |m, v| m.max(v.abs()));
        // A template has a length, so this is above zero.
        let step = largest / f32::from(LARGEST);
        let mut bytes = Zeroizing::new(Vec::with_capacity(HEAD + self.values.len()));
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&[VERSION, EIGHT_BITS]);
        bytes.extend_from_slice(&(self.values.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&self.model.0);
        bytes.push(self.quality);
        let steps = self.values.iter().map(|v| (v / step).round() as i8);
        bytes.extend(steps.map(|v| v.to_le_bytes()[0]));
        bytes
    }

    /// A template from its stored form.
    ///
    /// # Errors
    /// [`ErrorKind::Template`] that names the field for bytes that are cut, longer, altered
    /// beyond sense, or of another version. Altered numbers cannot be told from others here:
    /// [`TemplateKey::open`](super::TemplateKey::open) can.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let wrong = |what: String| Error::new(ErrorKind::Template, format!("template: {what}"));
        if bytes.len() != STORED_BYTES {
            let length = bytes.len();
            return Err(wrong(format!(
                "{length} bytes where {STORED_BYTES} are needed"
            )));
        }
        if &bytes[..4] != MAGIC {
            return Err(wrong("it does not begin as one".into()));
        }
        if bytes[4] != VERSION {
            return Err(wrong(format!(
                "form {} is not known: this release knows {VERSION}",
                bytes[4]
            )));
        }
        if bytes[5] != EIGHT_BITS {
            return Err(wrong(format!("byte 5: numbers stored as {}", bytes[5])));
        }
        let count = usize::from(u16::from_le_bytes([bytes[6], bytes[7]]));
        if count != DIMENSIONS {
            return Err(wrong(format!(
                "byte 6: {count} numbers where {DIMENSIONS} are needed"
            )));
        }
        let mut tag = [0; 16];
        tag.copy_from_slice(&bytes[8..24]);
        let quality = bytes[24];
        if quality > 100 {
            return Err(wrong(format!(
                "byte 24: a quality of {quality}, at most 100"
            )));
        }
        let numbers = bytes[HEAD..].iter().map(|&b| i8::from_le_bytes([b]));
        if numbers.clone().map(i8::unsigned_abs).max() != Some(LARGEST) {
            return Err(wrong(format!(
                "byte {HEAD}: the largest number is not {LARGEST}"
            )));
        }
        Self::of_output(ModelTag(tag), numbers.map(f32::from).collect(), |_| quality)
            .ok_or_else(|| wrong("its numbers are zero".into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::tests::template;

    fn some() -> Template {
        let values: Vec<f32> = (0..DIMENSIONS).map(|i| (i as f32 * 0.7).sin()).collect();
        template("m", &values)
    }

    #[test]
    fn bytes_lead_back() {
        let original = some();
        let bytes = original.to_bytes();
        assert_eq!(bytes.len(), STORED_BYTES);
        const { assert!(STORED_BYTES <= 512) };
        let back = Template::from_bytes(&bytes).unwrap();
        assert_eq!(back.model(), original.model());
        assert_eq!(back.quality(), original.quality());
        assert!(original.quality() > 0);
        assert!(back.cosine(&original).unwrap() > 0.9999);
        // What was stored once is stored the same again.
        assert_eq!(*back.to_bytes(), *bytes);
    }

    #[test]
    fn broken_bytes_are_named() {
        let good = some().to_bytes();
        let says = |bytes: &[u8]| {
            let error = Template::from_bytes(bytes).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Template);
            error.to_string()
        };
        for length in [0, 3, 24, STORED_BYTES - 1] {
            assert!(says(&good[..length]).contains(&format!("{length} bytes")));
        }
        let mut long = good.to_vec();
        long.push(0);
        assert!(says(&long).contains("154 bytes"));
        let altered = |at: usize, byte: u8| {
            let mut bytes = good.to_vec();
            bytes[at] = byte;
            bytes
        };
        assert!(says(&altered(0, b'X')).contains("does not begin"));
        assert!(says(&altered(4, 9)).contains("form 9"));
        assert!(says(&altered(5, 7)).contains("stored as 7"));
        assert!(says(&altered(6, 5)).contains("5 numbers"));
        for number in [0u8, 1, 126, 128] {
            let mut bytes = good.to_vec();
            bytes[HEAD..].fill(number);
            assert!(says(&bytes).contains("byte 25"), "{number}");
        }
        assert!(says(&altered(24, 101)).contains("quality of 101"));
    }
}
