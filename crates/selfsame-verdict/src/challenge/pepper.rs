//! The server's secret that stands between its store and the people in it.
//!
//! Enters: 32 secret bytes. Leaves: tags for subjects and devices, and prompts that only the
//! same secret reads again.
//!
//! Numbers of identity cards can be counted through: a plain hash of one hides nothing. So a
//! subject is kept as HMAC-SHA256 (RFC 2104) under this key, which is never in the store.
//! Whoever steals the store, or a backup of it, learns neither who tried nor any digit.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Tag;
use crate::error::Result;
use crate::random;

/// 32 random bytes, the same for all servers that share a store. It has no `Debug` output
/// and is overwritten when dropped. With another pepper all open challenges and all counted
/// tries are lost: change it as seldom as a key.
#[derive(Clone)]
pub struct Pepper(Zeroizing<[u8; 32]>);

impl Pepper {
    /// The caller's: 32 random bytes, never a password.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A new random one.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if the operating system has no random numbers.
    pub fn generate() -> Result<Self> {
        Ok(Self(Zeroizing::new(random::bytes()?)))
    }

    /// Its bytes, for the caller's key store.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn is_zero(&self) -> bool {
        *self.0 == [0; 32]
    }

    pub(super) fn subject(&self, subject: &str) -> Tag {
        self.mac(&[b"selfsame subject", subject.as_bytes()])
    }

    pub(super) fn device(&self, device: &str) -> Tag {
        self.mac(&[b"selfsame device", device.as_bytes()])
    }

    /// Hides or shows a session's prompts: a pad of the pseudorandom function in counter mode
    /// (as NIST SP 800-108 derives keys), used for this one text, since a session's name
    /// never comes twice. There is no tag: whoever can write the store can do worse, for
    /// instance open a challenge again.
    pub(super) fn veil(&self, session: &str, text: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut veiled = Zeroizing::new(text.to_vec());
        for (number, block) in (0_u64..).zip(veiled.chunks_mut(32)) {
            let parts = [
                b"selfsame prompts",
                session.as_bytes(),
                &number.to_be_bytes(),
            ];
            let pad = Zeroizing::new(self.mac(&parts));
            for (byte, pad) in block.iter_mut().zip(*pad) {
                *byte ^= pad;
            }
        }
        veiled
    }

    /// HMAC-SHA256 of parts with their lengths before them: no two lists of parts are one text.
    fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        // A key is padded with zeros to SHA-256's block (RFC 2104, 2); done here, there is
        // no wrong length to handle.
        let mut key = Zeroizing::new([0; 64]);
        key[..32].copy_from_slice(&*self.0);
        let mut mac = Hmac::<Sha256>::new((&*key).into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for Pepper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pepper(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_hmac_of_parts_with_lengths() {
        let pepper = Pepper::new([7; 32]);
        let mut mac = Hmac::<Sha256>::new_from_slice(&[7; 32]).unwrap();
        mac.update(b"\0\0\0\0\0\0\0\x10selfsame subject\0\0\0\0\0\0\0\x02me");
        assert_eq!(pepper.subject("me")[..], mac.finalize().into_bytes()[..]);
    }

    #[test]
    fn tags_are_told_apart_by_kind_name_and_pepper() {
        let pepper = Pepper::new([7; 32]);
        assert_ne!(pepper.subject("me"), pepper.device("me"));
        assert_ne!(pepper.subject("me"), pepper.subject("me "));
        assert_ne!(pepper.subject("me"), Pepper::new([8; 32]).subject("me"));
        assert_ne!(pepper.mac(&[b"ab", b"c"]), pepper.mac(&[b"a", b"bc"]));
        assert_eq!(format!("{pepper:?}"), "Pepper(..)");
    }

    #[test]
    fn what_is_veiled_is_read_with_the_same_pepper_and_session() {
        let pepper = Pepper::generate().unwrap();
        let text = [b'0'; 100];
        let veiled = pepper.veil("s", &text);
        assert_eq!(**pepper.veil("s", &veiled), text);
        assert_ne!(**pepper.veil("t", &veiled), text);
        assert_ne!(**Pepper::generate().unwrap().veil("s", &veiled), text);
        // The pad does not repeat from block to block.
        assert_ne!(veiled[..32], veiled[32..64]);
    }
}
