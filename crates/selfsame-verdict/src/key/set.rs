//! The keys that a relying party trusts, as a JWKS document (RFC 7517).
//!
//! Rotation: publish the next key before it signs, keep the last one until its tokens have
//! expired, then leave it out. Who a key's name is not in the set of is unknown.

use serde::{Deserialize, Serialize};

use super::public::{Jwk, PublicKey};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// Public keys by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeySet {
    keys: Vec<PublicKey>,
}

#[derive(Serialize, Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

impl KeySet {
    /// No keys: nothing verifies.
    #[must_use]
    pub const fn new() -> Self {
        Self { keys: Vec::new() }
    }

    /// The same set with a key more.
    ///
    /// # Errors
    /// [`ErrorKind::Key`] if a key of that name is there, [`ErrorKind::Limit`] beyond
    /// [`limits::KEYS`].
    pub fn with(mut self, key: PublicKey) -> Result<Self> {
        if self.find(key.kid()).is_some() {
            return Err(Error::new(
                ErrorKind::Key,
                format!("two keys are called {}", key.kid()),
            ));
        }
        if self.keys.len() == limits::KEYS {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("more than {} keys", limits::KEYS),
            ));
        }
        self.keys.push(key);
        Ok(self)
    }

    /// Reads a JWKS document. Keys for other purposes (RSA, encryption) are passed over.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] if it is too long or holds too many keys, [`ErrorKind::Key`] if
    /// it is no JWKS, or names a key twice.
    pub fn from_jwks(document: &[u8]) -> Result<Self> {
        if document.len() > limits::KEY_SET_BYTES {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("JWKS: {} bytes", document.len()),
            ));
        }
        let parsed: Jwks = serde_json::from_slice(document)
            // The parser's own words may quote what it read: perhaps the wrong file, a secret key.
            .map_err(|e| {
                let what = format!("no JWKS, at line {}, column {}", e.line(), e.column());
                Error::new(ErrorKind::Key, what)
            })?;
        if parsed.keys.len() > limits::KEYS {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("JWKS: {} keys", parsed.keys.len()),
            ));
        }
        let mut set = Self::new();
        for (i, jwk) in parsed.keys.iter().enumerate() {
            if let Some(key) = PublicKey::from_jwk(jwk).map_err(|e| e.at(format!("key {i}")))? {
                set = set.with(key)?;
            }
        }
        Ok(set)
    }

    /// The JWKS document.
    #[must_use]
    pub fn to_jwks(&self) -> String {
        let keys = self.keys.iter().map(PublicKey::to_jwk).collect();
        serde_json::to_string(&Jwks { keys }).unwrap_or_default()
    }

    /// The key of a name.
    #[must_use]
    pub fn find(&self, kid: &str) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.kid() == kid)
    }

    /// Every key.
    #[must_use]
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }
}

impl From<PublicKey> for KeySet {
    fn from(key: PublicKey) -> Self {
        Self { keys: vec![key] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{Signer as _, SoftwareKey};

    #[test]
    fn a_set_is_written_and_read() {
        let keys = [
            SoftwareKey::generate().unwrap(),
            SoftwareKey::generate_test().unwrap(),
        ];
        let mut set = KeySet::new();
        for key in &keys {
            set = set.with(key.public_key().clone()).unwrap();
        }
        let read = KeySet::from_jwks(set.to_jwks().as_bytes()).unwrap();
        assert_eq!(read, set);
        let again = set.with(keys[0].public_key().clone()).unwrap_err();
        assert!(again.to_string().contains("two keys"));
        assert!(read.keys()[1].is_test() && !read.keys()[0].is_test());
    }

    #[test]
    fn other_keys_are_passed_over_and_broken_ones_named() {
        let key = SoftwareKey::generate().unwrap();
        let good = KeySet::from(key.public_key().clone()).to_jwks();
        let rsa = r#"{"keys":[{"kty":"RSA","kid":"r","n":"AQ","e":"AQAB"},"#;
        let mixed = good.replace(r#"{"keys":["#, rsa);
        assert_eq!(KeySet::from_jwks(mixed.as_bytes()).unwrap().keys().len(), 1);
        let sealing = good.replace(r#""use":"sig""#, r#""use":"enc""#);
        assert!(
            KeySet::from_jwks(sealing.as_bytes())
                .unwrap()
                .keys()
                .is_empty()
        );
        let off = good.replace(r#""y":""#, r#""y":"A"#);
        let error = KeySet::from_jwks(off.as_bytes()).unwrap_err();
        assert!(
            error.to_string().starts_with("key 0: JWK: y is not"),
            "{error}"
        );
        assert!(KeySet::from_jwks(b"[]").is_err());
        let long = vec![b' '; limits::KEY_SET_BYTES + 1];
        assert_eq!(
            KeySet::from_jwks(&long).unwrap_err().kind(),
            ErrorKind::Limit
        );
    }
}
