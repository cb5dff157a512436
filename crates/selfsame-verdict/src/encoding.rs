//! Bytes as text and digests of bytes: base64url without padding (RFC 7515) and SHA-256.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};

/// Base64url without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The bytes of base64url without padding. One text a value: unused bits of the last
/// letter must be zero, or a letter could be altered without altering what was signed.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64UrlUnpadded::decode_vec(text).ok()?;
    (base64url(&bytes) == text).then_some(bytes)
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// SHA-256 as base64url, 43 letters.
pub(crate) fn digest(bytes: &[u8]) -> String {
    base64url(&sha256(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_one_text() {
        assert_eq!(from_base64url("AA").as_deref(), Some(&[0][..]));
        for wrong in ["AB", "A", "AA==", "A+", "A/", " AA", "AA\n"] {
            assert_eq!(from_base64url(wrong), None, "{wrong:?}");
        }
    }
}
