//! A template on a disk. Enters: a template, a key, and whose it is. Leaves: bytes that only
//! the key opens, and only as that person's.
//!
//! XChaCha20-Poly1305 (RFC 8439 with the 24-byte nonce of draft-irtf-cfrg-xchacha): a random
//! nonce of that length never comes twice, whatever the number of templates. The owner is
//! authenticated and not stored: a template that is moved to another person's record does
//! not open.
//!
//! | bytes | what |
//! |---|---|
//! | 0..4 | `SSFS` |
//! | 4 | version of this form: 1 |
//! | 5..29 | the nonce |
//! | 29..198 | the [stored form](super::STORED_BYTES), encrypted, and its tag of 16 bytes |
//!
//! To delete a template, delete its bytes; to delete all of a key's wherever copies lie,
//! delete the key.

use chacha20poly1305::aead::{AeadInPlace, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{STORED_BYTES, Template};
use crate::error::{Error, ErrorKind, Result};

/// Bytes of a sealed template.
pub const SEALED_BYTES: usize = HEAD + NONCE + STORED_BYTES + TAG;
const HEAD: usize = 5;
const NONCE: usize = 24;
const TAG: usize = 16;
const MAGIC: &[u8; 4] = b"SSFS";
const VERSION: u8 = 1;

/// A key for templates: 32 bytes from the caller, or random ones. It has no `Debug` output
/// and is overwritten when dropped.
#[derive(Clone)]
pub struct TemplateKey(Zeroizing<[u8; 32]>);

impl TemplateKey {
    /// The caller's key: 32 random bytes, never a password.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A new random key.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if the operating system has no random numbers.
    pub fn generate() -> Result<Self> {
        let mut key = Self::new([0; 32]);
        fill(&mut *key.0)?;
        Ok(key)
    }

    /// The key's bytes, for the caller's key store.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Encrypts a template for its owner: [`SEALED_BYTES`] bytes. `owner` is what the caller
    /// knows the person by; it may be empty, and is needed to open the template again.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if the operating system has no random numbers.
    pub fn seal(&self, template: &Template, owner: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        fill(&mut nonce)?;
        let mut sealed = Vec::with_capacity(SEALED_BYTES);
        sealed.extend_from_slice(MAGIC);
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        let mut content = template.to_bytes();
        let tag = self
            .cipher()
            .encrypt_in_place_detached(XNonce::from_slice(&nonce), &bound(owner), &mut content)
            .map_err(|_| Error::new(ErrorKind::Misuse, "template: the owner is too long"))?;
        sealed.extend_from_slice(&content);
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    /// Decrypts a template.
    ///
    /// # Errors
    /// [`ErrorKind::Template`]: for bytes that are not a sealed template, and, without a hint
    /// at which, for another key, another owner, or bytes that were altered.
    pub fn open(&self, sealed: &[u8], owner: &[u8]) -> Result<Template> {
        let wrong =
            |what: String| Error::new(ErrorKind::Template, format!("sealed template: {what}"));
        if sealed.len() != SEALED_BYTES {
            let length = sealed.len();
            return Err(wrong(format!(
                "{length} bytes where {SEALED_BYTES} are needed"
            )));
        }
        let (head, rest) = sealed.split_at(HEAD);
        if &head[..4] != MAGIC {
            return Err(wrong("it does not begin as one".into()));
        }
        if head[4] != VERSION {
            return Err(wrong(format!(
                "form {} is not known: this release knows {VERSION}",
                head[4]
            )));
        }
        let (nonce, rest) = rest.split_at(NONCE);
        let (content, tag) = rest.split_at(STORED_BYTES);
        let mut content = Zeroizing::new(content.to_vec());
        self.cipher()
            .decrypt_in_place_detached(
                XNonce::from_slice(nonce),
                &bound(owner),
                &mut content,
                tag.into(),
            )
            .map_err(|_| wrong("another key or owner, or altered bytes".into()))?;
        Template::from_bytes(&content)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes().into())
    }
}

impl std::fmt::Debug for TemplateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TemplateKey(..)")
    }
}

/// What is authenticated beside the content: the head, so that no other version's bytes pass
/// for this one's, and the owner.
fn bound(owner: &[u8]) -> Vec<u8> {
    [MAGIC, [VERSION].as_slice(), owner].concat()
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes)
        .map_err(|e| Error::new(ErrorKind::Io, "no random numbers").caused_by(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::DIMENSIONS;
    use crate::template::tests::template;

    fn some() -> Template {
        let values: Vec<f32> = (0..DIMENSIONS).map(|i| (i as f32 * 0.3).cos()).collect();
        template("m", &values)
    }

    #[test]
    fn sealed_bytes_lead_back() {
        let key = TemplateKey::generate().unwrap();
        let sealed = key.seal(&some(), b"case 7").unwrap();
        assert_eq!(sealed.len(), SEALED_BYTES);
        let back = key.open(&sealed, b"case 7").unwrap();
        assert_eq!(*back.to_bytes(), *some().to_bytes());
        // The same again is other bytes, and none of them are the content's.
        let again = key.seal(&some(), b"case 7").unwrap();
        assert_ne!(sealed, again);
        let content = some().to_bytes();
        assert!(
            !sealed
                .windows(8)
                .any(|w| content.windows(8).any(|c| c == w))
        );
        let same = TemplateKey::new(*key.bytes());
        assert!(same.open(&again, b"case 7").is_ok());
    }

    #[test]
    fn nothing_else_opens() {
        let key = TemplateKey::generate().unwrap();
        let sealed = key.seal(&some(), b"case 7").unwrap();
        let says = |key: &TemplateKey, sealed: &[u8], owner: &[u8]| {
            let error = key.open(sealed, owner).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Template);
            error.to_string()
        };
        let refused = "sealed template: another key or owner, or altered bytes";
        let other = TemplateKey::generate().unwrap();
        assert_eq!(says(&other, &sealed, b"case 7"), refused);
        assert_eq!(says(&key, &sealed, b"case 8"), refused);
        assert_eq!(says(&key, &sealed, b""), refused);
        for at in 0..SEALED_BYTES {
            for bit in [1, 128] {
                let mut altered = sealed.clone();
                altered[at] ^= bit;
                let says = says(&key, &altered, b"case 7");
                if at >= HEAD {
                    assert_eq!(says, refused, "byte {at}");
                }
            }
        }
        for length in [0, 4, 28, SEALED_BYTES - 1] {
            assert!(says(&key, &sealed[..length], b"case 7").contains("bytes where"));
        }
        assert_eq!(format!("{key:?}"), "TemplateKey(..)");
    }
}
