//! Evidence that the caller chose to keep: sealed, named in the verdict by its digest.
//!
//! Enters: bytes (a report, recorded frames) and who may open them. Leaves: one file that
//! only that key opens, and an [`EvidenceRef`] for the token. **By default nothing is
//! kept.**
//!
//! A file begins with a line that anybody can read, so that a sweeper can delete what is
//! due without a key ([`Info`]); the same line stands inside what is sealed, so altering
//! it does not go unseen. Sealing is age (X25519, ChaCha20-Poly1305), feature `evidence`.

#[cfg(feature = "evidence")]
mod sealed;
#[cfg(feature = "evidence")]
mod sweep;

#[cfg(feature = "evidence")]
pub use sealed::{Opened, Sealed, generate_identity, open, seal};
#[cfg(feature = "evidence")]
pub use sweep::{EXTENSION, Swept, sweep};

use serde::{Deserialize, Serialize};

use crate::encoding::sha256;
use crate::error::{Error, ErrorKind, Result};
use crate::statement::is_name;
use crate::time::Time;

/// What every file of sealed evidence starts with.
const MAGIC: &str = "selfsame-evidence/1 ";
/// Longest first line: its texts are short.
const LINE_BYTES: usize = 4096;

/// What anybody can read of sealed evidence. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Info {
    /// The session that it is evidence of.
    pub session: String,
    /// What is sealed: `text/html`, `application/x-tar`.
    pub media_type: String,
    /// When it was sealed.
    pub created: Time,
    /// When it must be gone.
    pub retain_until: Time,
}

/// Sealed evidence, as a token names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRef {
    /// SHA-256 of the sealed file, hexadecimal.
    pub sha256: String,
    /// What is sealed.
    pub media_type: String,
    /// When it must be gone.
    pub retain_until: Time,
}

impl EvidenceRef {
    /// Of a sealed file.
    ///
    /// # Errors
    /// [`ErrorKind::Evidence`] if it does not begin as one.
    pub fn of(sealed: &[u8]) -> Result<Self> {
        let info = Info::of(sealed)?;
        Ok(Self {
            sha256: hex(sealed),
            media_type: info.media_type,
            retain_until: info.retain_until,
        })
    }

    /// Whether `sealed` is the file that was meant, to the last bit.
    #[must_use]
    pub fn is_of(&self, sealed: &[u8]) -> bool {
        self.sha256 == hex(sealed)
    }
}

fn hex(bytes: &[u8]) -> String {
    sha256(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

impl Info {
    /// Reads the first line of a sealed file. Whoever has the file can have written it:
    /// only `open` tells whether it is what was sealed.
    ///
    /// # Errors
    /// [`ErrorKind::Evidence`] if it is none.
    pub fn of(sealed: &[u8]) -> Result<Self> {
        Ok(Self::split(sealed)?.0)
    }

    /// The line and what comes after it.
    fn split(sealed: &[u8]) -> Result<(Self, &[u8])> {
        let wrong = |what| Error::new(ErrorKind::Evidence, format!("sealed evidence: {what}"));
        let head = &sealed[..sealed.len().min(LINE_BYTES)];
        let end = head.iter().position(|b| *b == b'\n');
        let (line, rest) = match end {
            Some(end) => (&sealed[..end], &sealed[end + 1..]),
            None => return Err(wrong("no first line")),
        };
        let json = line
            .strip_prefix(MAGIC.as_bytes())
            .ok_or_else(|| wrong("another form than selfsame-evidence/1"))?;
        let info: Self =
            serde_json::from_slice(json).map_err(|e| wrong("its first line").caused_by(e))?;
        info.check()?;
        // One text a line: what is compared with the inside is the text.
        if info.line()?.as_bytes() != &sealed[..line.len() + 1] {
            return Err(wrong("its first line is written otherwise"));
        }
        Ok((info, rest))
    }

    fn check(&self) -> Result<()> {
        let wrong = |what| Err(Error::new(ErrorKind::Evidence, format!("evidence: {what}")));
        if !is_name(&self.session) || !is_name(&self.media_type) {
            return wrong("its session or media type is empty, too long, or not printable");
        }
        if self.retain_until < self.created {
            return wrong("it must be gone before it was made");
        }
        Ok(())
    }

    fn line(&self) -> Result<String> {
        let json = serde_json::to_string(self)
            .map_err(|e| Error::new(ErrorKind::Evidence, "its first line").caused_by(e))?;
        Ok(format!("{MAGIC}{json}\n"))
    }
}

/// Refuses what is longer than it may be.
#[cfg(feature = "evidence")]
fn bounded(what: &str, bytes: &[u8], most: usize) -> Result<()> {
    if bytes.len() > most {
        let length = bytes.len();
        return Err(Error::new(
            ErrorKind::Limit,
            format!("{what} of {length} bytes, at most {most}"),
        ));
    }
    Ok(())
}
