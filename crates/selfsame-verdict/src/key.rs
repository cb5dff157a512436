//! Keys: what signs, what checks, and what is published.
//!
//! Enters: a key in memory, of a file or of a token. Leaves: a [`Signer`] for the issuer,
//! a [`KeySet`] for relying parties.
//!
//! A key is named (`kid`) by its JWK thumbprint (RFC 7638), so a name never means two
//! keys. Names of test keys start with `test-`: whoever reads a token knows what it is
//! before any key is at hand.

mod pem;
#[cfg(feature = "pkcs11")]
mod pkcs11;
mod public;
mod set;
#[cfg(feature = "sm2")]
mod sm2;
mod software;

#[cfg(feature = "pkcs11")]
pub use self::pkcs11::{KeySelector, TokenKey, TokenSelector};
#[cfg(feature = "sm2")]
pub use self::sm2::SoftwareSm2Key;
pub use public::PublicKey;
pub use set::KeySet;
pub use software::SoftwareKey;

use serde::{Deserialize, Serialize};

use crate::error::Result;

/// What names of test keys start with.
pub const TEST_PREFIX: &str = "test-";

/// A signature's algorithm, by its name in JOSE headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 7518, 3.4): the one that every relying party checks.
    #[serde(rename = "ES256")]
    Es256,
    /// SM2 with SM3 (GB/T 32918) and the default signer's id `1234567812345678`. JOSE has no
    /// registered name for it: this one is private, and never the only signature.
    #[serde(rename = "SM2SM3")]
    Sm2Sm3,
}

impl Algorithm {
    /// Its name in JOSE headers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Sm2Sm3 => "SM2SM3",
        }
    }

    /// Its curve's name in a JWK.
    #[must_use]
    pub const fn curve(self) -> &'static str {
        match self {
            Self::Es256 => "P-256",
            Self::Sm2Sm3 => "SM2",
        }
    }
}

/// Something that signs: a key in memory, or one that never leaves its token.
pub trait Signer: Send + Sync {
    /// The key to check its signatures with.
    fn public_key(&self) -> &PublicKey;

    /// Signs a message: r and s, 32 bytes each, as JOSE has them (RFC 7518, 3.4).
    ///
    /// # Errors
    /// [`ErrorKind::Key`](crate::ErrorKind::Key) if the token is gone or refuses.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64]>;
}
