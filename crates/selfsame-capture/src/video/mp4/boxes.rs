//! Boxes of an ISO base media file (ISO/IEC 14496-12).
//!
//! Enters: bytes of a box's body, untrusted. Leaves: the boxes inside it, and
//! numbers read from them; never a slice beyond what is there.

use crate::error::{Error, ErrorKind, Result};

/// A box: its four-letter kind and its body.
#[derive(Clone, Copy)]
pub(super) struct Atom<'a> {
    pub(super) kind: [u8; 4],
    pub(super) body: &'a [u8],
}

/// The boxes that lie one after the other in `bytes`.
///
/// # Errors
/// [`ErrorKind::Format`] for a box that is smaller than its header or longer
/// than what holds it.
pub(super) fn atoms(mut bytes: &[u8]) -> Result<Vec<Atom<'_>>> {
    let mut found = Vec::new();
    // QuickTime ends some boxes with four zero bytes.
    while bytes.len() >= 8 {
        let mut cut = Cut(bytes);
        let size = cut.u32()?;
        let kind = cut.kind()?;
        let size = match size {
            0 => bytes.len() as u64,
            1 => cut.u64()?,
            n => u64::from(n),
        };
        let header = bytes.len() - cut.0.len();
        if size < header as u64 || size > bytes.len() as u64 {
            return Err(broken(format!(
                "box '{}' claims {size} bytes where {} are left",
                letters(kind),
                bytes.len()
            )));
        }
        let (this, rest) = bytes.split_at(size as usize);
        found.push(Atom {
            kind,
            body: &this[header..],
        });
        bytes = rest;
    }
    Ok(found)
}

/// The first box of `kind`, if there is one.
pub(super) fn find<'a>(atoms: &[Atom<'a>], kind: &[u8; 4]) -> Option<&'a [u8]> {
    atoms.iter().find(|a| &a.kind == kind).map(|a| a.body)
}

/// The first box of `kind`.
///
/// # Errors
/// [`ErrorKind::Format`] when there is none.
pub(super) fn need<'a>(atoms: &[Atom<'a>], kind: &[u8; 4]) -> Result<&'a [u8]> {
    find(atoms, kind).ok_or_else(|| broken(format!("box '{}' is missing", letters(*kind))))
}

/// A box kind as text, without control characters.
pub(super) fn letters(kind: [u8; 4]) -> String {
    kind.iter()
        .map(|&b| if b.is_ascii_graphic() { b as char } else { '?' })
        .collect()
}

pub(super) fn broken(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Format, what)
}

/// Big-endian numbers off the front of a slice.
#[derive(Clone, Copy)]
pub(super) struct Cut<'a>(pub(super) &'a [u8]);

impl<'a> Cut<'a> {
    pub(super) fn take(&mut self, bytes: usize) -> Result<&'a [u8]> {
        if bytes > self.0.len() {
            return Err(broken("a box of the index is cut short"));
        }
        let (front, rest) = self.0.split_at(bytes);
        self.0 = rest;
        Ok(front)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(N)?);
        Ok(out)
    }

    pub(super) fn u8(&mut self) -> Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(super) fn i32(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    pub(super) fn kind(&mut self) -> Result<[u8; 4]> {
        self.array()
    }

    /// Version and flags that open a full box.
    pub(super) fn full(&mut self) -> Result<(u8, u32)> {
        let word = self.u32()?;
        Ok(((word >> 24) as u8, word & 0x00ff_ffff))
    }

    /// A count of entries of `entry` bytes each, all of which must be there.
    pub(super) fn count(&mut self, entry: usize) -> Result<usize> {
        let count = self.u32()? as usize;
        if count > self.0.len() / entry {
            return Err(broken(format!(
                "a table claims {count} entries where {} fit",
                self.0.len() / entry
            )));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_cannot_claim_more_than_there_is() {
        let mut bytes = vec![0, 0, 0, 16];
        bytes.extend(b"free");
        bytes.extend([7; 8]);
        assert_eq!(atoms(&bytes).unwrap()[0].body, [7; 8]);
        for size in [2u32, 7, 17, u32::MAX] {
            bytes[..4].copy_from_slice(&size.to_be_bytes());
            assert!(atoms(&bytes).is_err(), "{size}");
        }
        bytes[..4].copy_from_slice(&0u32.to_be_bytes());
        assert_eq!(atoms(&bytes).unwrap()[0].body.len(), 8);
    }
}
