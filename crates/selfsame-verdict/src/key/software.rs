//! An ES256 key in memory, and in a PKCS#8 file (PEM, as `openssl genpkey` writes it).

use std::fmt;

use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use p256::elliptic_curve::Generate as _;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use zeroize::Zeroizing;

use super::{Algorithm, PublicKey, Signer, pem};
use crate::error::{Error, ErrorKind, Result};

/// A P-256 key whose secret is in this process's memory. It is wiped when dropped.
pub struct SoftwareKey {
    secret: SigningKey,
    public: PublicKey,
}

impl SoftwareKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when the operating system gives no random numbers.
    pub fn generate() -> Result<Self> {
        Self::random(false)
    }

    /// A new random key for tests: its name starts with `test-`, and no verifier takes
    /// its signatures unless it was told to.
    ///
    /// # Errors
    /// As [`SoftwareKey::generate`].
    pub fn generate_test() -> Result<Self> {
        Self::random(true)
    }

    fn random(test: bool) -> Result<Self> {
        let secret = SigningKey::try_generate()
            .map_err(|e| Error::new(ErrorKind::Io, "no random numbers").caused_by(e))?;
        Self::new(secret, test)
    }

    fn new(secret: SigningKey, test: bool) -> Result<Self> {
        let point = secret.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1(Algorithm::Es256, point.as_bytes(), test)?;
        Ok(Self { secret, public })
    }

    /// Reads PKCS#8 in PEM. Whether the key is for tests is said by whoever reads it: the
    /// file cannot. Nothing but whitespace may stand before or after the PEM: whoever keeps a
    /// mark there takes it off before.
    ///
    /// # Errors
    /// [`ErrorKind::Key`] if it is no PKCS#8 PEM with a P-256 key (an encrypted one, for
    /// instance), [`ErrorKind::Limit`] if it is too long. The text is in no error.
    pub fn from_pem(text: &str, test: bool) -> Result<Self> {
        let text = pem::alone(text)?;
        let wrong = "no PEM of a P-256 key in PKCS#8 (BEGIN PRIVATE KEY)";
        let secret =
            SigningKey::from_pkcs8_pem(text).map_err(|_| Error::new(ErrorKind::Key, wrong))?;
        Self::new(secret, test)
    }

    /// PKCS#8 in PEM, not encrypted: for a file that only its owner may read.
    ///
    /// # Errors
    /// [`ErrorKind::Key`] if it cannot be encoded.
    pub fn to_pem(&self) -> Result<Zeroizing<String>> {
        self.secret
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|e| Error::new(ErrorKind::Key, "the key cannot be written").caused_by(e))
    }
}

impl Signer for SoftwareKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        // Deterministic (RFC 6979): no random number can betray the key.
        let signature: p256::ecdsa::Signature = self
            .secret
            .try_sign(message)
            .map_err(|e| Error::new(ErrorKind::Key, "signing failed").caused_by(e))?;
        Ok(signature.normalize_s().to_bytes().into())
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({})", self.public.kid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits;

    #[test]
    fn a_key_is_written_read_and_signs() {
        let key = SoftwareKey::generate().unwrap();
        let read = SoftwareKey::from_pem(&key.to_pem().unwrap(), false).unwrap();
        assert_eq!(read.public_key(), key.public_key());
        let signature = key.sign(b"message").unwrap();
        assert_eq!(read.sign(b"message").unwrap(), signature);
        assert!(key.public_key().verify(b"message", &signature));
        assert!(!key.public_key().verify(b"massage", &signature));
        let test = SoftwareKey::from_pem(&key.to_pem().unwrap(), true).unwrap();
        assert_eq!(
            test.public_key().kid(),
            format!("test-{}", key.public_key().kid())
        );
    }

    #[test]
    fn a_key_stands_alone_in_its_file() {
        let text = SoftwareKey::generate().unwrap().to_pem().unwrap();
        for test in [false, true] {
            let read = |text: &str| SoftwareKey::from_pem(text, test).map(drop);
            pem::tests::refuses_text_around(&text, read);
        }
    }

    #[test]
    fn errors_do_not_quote_the_file() {
        let error = SoftwareKey::from_pem("-----BEGIN SECRET-----\nMHQC\n", false).unwrap_err();
        assert!(!error.to_string().contains("MHQC"), "{error}");
        assert!(SoftwareKey::from_pem(&"x".repeat(limits::PEM_BYTES + 1), false).is_err());
    }
}
