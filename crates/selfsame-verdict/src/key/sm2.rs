//! An SM2 key in memory, and in a PKCS#8 file (PEM, as `openssl genpkey` writes it).
//!
//! SM2 with SM3 as GB/T 32918.2 has it, on the curve of GB/T 32918.5, with the signer's id
//! that both name where none was agreed on. It signs beside ES256, never alone.

use std::fmt;
use std::hint::black_box;

use ::sm2::SecretKey;
use ::sm2::dsa::signature::Signer as _;
use ::sm2::dsa::{Signature, SigningKey};
use ::sm2::elliptic_curve::Generate as _;
use ::sm2::elliptic_curve::sec1::ToSec1Point as _;
use ::sm2::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use zeroize::Zeroizing;

use super::{Algorithm, PublicKey, Signer, pem};
use crate::error::{Error, ErrorKind, Result};

/// The signer's id that is hashed before the message (GM/T 0009-2012, 10).
pub(super) const ID: &str = "1234567812345678";

/// An SM2 key whose secret is in this process's memory. It is overwritten when dropped.
pub struct SoftwareSm2Key {
    // In a box: a key that is moved would leave its secret behind.
    secret: Box<SigningKey>,
    public: PublicKey,
}

impl SoftwareSm2Key {
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
    /// As [`SoftwareSm2Key::generate`].
    pub fn generate_test() -> Result<Self> {
        Self::random(true)
    }

    fn random(test: bool) -> Result<Self> {
        let secret = SecretKey::try_generate()
            .map_err(|e| Error::new(ErrorKind::Io, "no random numbers").caused_by(e))?;
        Self::new(&secret, test)
    }

    fn new(secret: &SecretKey, test: bool) -> Result<Self> {
        let wrong = |_| Error::new(ErrorKind::Key, "an SM2 key that cannot sign");
        let secret = Box::new(SigningKey::new(ID, secret).map_err(wrong)?);
        // The standard leaves out one secret that the curve has: n - 1, for which 1 + d has
        // no inverse. It would fail at the first verdict instead of here.
        let _: Signature = secret.try_sign(b"").map_err(wrong)?;
        let point = secret.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1(Algorithm::Sm2Sm3, point.as_bytes(), test)?;
        Ok(Self { secret, public })
    }

    /// Reads PKCS#8 in PEM. Whether the key is for tests is said by whoever reads it: the
    /// file cannot. Nothing but whitespace may stand before or after the PEM: whoever keeps a
    /// mark there takes it off before.
    ///
    /// # Errors
    /// [`ErrorKind::Key`] if it is no PKCS#8 PEM with an SM2 key (an encrypted one, for
    /// instance), [`ErrorKind::Limit`] if it is too long. The text is in no error.
    pub fn from_pem(text: &str, test: bool) -> Result<Self> {
        let text = pem::alone(text)?;
        let wrong = "no PEM of an SM2 key in PKCS#8 (BEGIN PRIVATE KEY)";
        let secret =
            SecretKey::from_pkcs8_pem(text).map_err(|_| Error::new(ErrorKind::Key, wrong))?;
        Self::new(&secret, test)
    }

    /// PKCS#8 in PEM, not encrypted: for a file that only its owner may read.
    ///
    /// # Errors
    /// [`ErrorKind::Key`] if it cannot be encoded.
    pub fn to_pem(&self) -> Result<Zeroizing<String>> {
        SecretKey::from(self.secret.as_nonzero_scalar())
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|e| Error::new(ErrorKind::Key, "the key cannot be written").caused_by(e))
    }
}

impl Drop for SoftwareSm2Key {
    fn drop(&mut self) {
        // The crate's key does not wipe itself: another is put in its place, and looked at,
        // so that the compiler does not leave that out.
        let mut one = [0; 32];
        one[31] = 1;
        if let Ok(blank) = SigningKey::from_slice(ID, &one) {
            *self.secret = blank;
            black_box(&*self.secret);
        }
    }
}

impl Signer for SoftwareSm2Key {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        // Deterministic (RFC 6979 with SM3): no random number can betray the key.
        let signature: Signature = self
            .secret
            .try_sign(message)
            .map_err(|e| Error::new(ErrorKind::Key, "signing failed").caused_by(e))?;
        Ok(signature.to_bytes().into())
    }
}

impl fmt::Debug for SoftwareSm2Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareSm2Key({})", self.public.kid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{KeySet, SoftwareKey};
    use crate::limits;
    use ::sm2::Scalar;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        let byte = |i: usize| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap();
        assert_eq!(hex.len(), 2 * N);
        std::array::from_fn(byte)
    }

    fn of_secret(secret: &[u8; 32]) -> Result<SoftwareSm2Key> {
        SoftwareSm2Key::new(&SecretKey::from_slice(secret).unwrap(), false)
    }

    /// GB/T 32918.5-2017, A.2: a secret, its point, a message and its signature.
    #[test]
    fn the_example_of_the_standard_verifies() {
        let secret = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
        let key = of_secret(&bytes(secret)).unwrap();
        let point = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                     ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
        assert_eq!(key.public_key().to_sec1(), bytes(point));
        let signature = bytes(
            "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3\
             b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
        );
        assert!(key.public_key().verify(b"message digest", &signature));
        assert!(!key.public_key().verify(b"message digesT", &signature));
    }

    #[test]
    fn a_key_is_written_read_and_signs() {
        let key = SoftwareSm2Key::generate().unwrap();
        let text = key.to_pem().unwrap();
        let read = SoftwareSm2Key::from_pem(&text, false).unwrap();
        assert_eq!(read.public_key(), key.public_key());
        let signature = key.sign(b"message").unwrap();
        assert_eq!(read.sign(b"message").unwrap(), signature);
        assert!(key.public_key().verify(b"message", &signature));
        assert!(!key.public_key().verify(b"massage", &signature));
        for at in 0..64 {
            let mut altered = signature;
            altered[at] ^= 1;
            assert!(!key.public_key().verify(b"message", &altered), "byte {at}");
        }
        let test = SoftwareSm2Key::from_pem(&text, true).unwrap();
        let kid = key.public_key().kid();
        assert_eq!(test.public_key().kid(), format!("test-{kid}"));
        assert_eq!(format!("{test:?}"), format!("SoftwareSm2Key(test-{kid})"));
        assert!(
            SoftwareSm2Key::generate_test()
                .unwrap()
                .public_key()
                .is_test()
        );
    }

    /// What [`PublicKey::verify`] says of the second s.
    #[test]
    fn the_second_s_betrays_the_secret() {
        let key = SoftwareSm2Key::generate().unwrap();
        let signature = Signature::from_slice(&key.sign(b"message").unwrap()).unwrap();
        let (r, s) = signature.split_scalars();
        let verifies = |s: Scalar| {
            let other = Signature::from_scalars(*r, s).unwrap();
            key.public_key()
                .verify(b"message", &other.to_bytes().into())
        };
        // What turns one ECDSA signature into another does nothing here.
        assert!(verifies(*s) && !verifies(-*s) && !verifies(-*s - *r));
        let d = **key.secret.as_nonzero_scalar();
        let one = Scalar::ONE;
        let second = -*s - (*r + *r) * d * (one + d).invert().unwrap();
        assert!(second != *s && verifies(second));
        // The secret, from the two signatures alone.
        let ratio = -(*s + second) * (*r + *r).invert().unwrap();
        assert!(ratio * (one - ratio).invert().unwrap() == d);
    }

    #[test]
    fn the_secret_without_an_inverse_is_refused() {
        let order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
        let mut secret: [u8; 32] = bytes(order);
        assert!(SecretKey::from_slice(&secret).is_err(), "that is the order");
        secret[31] -= 1;
        let error = of_secret(&secret).unwrap_err();
        assert_eq!(error.to_string(), "an SM2 key that cannot sign");
        secret[31] -= 1;
        assert!(of_secret(&secret).is_ok());
    }

    #[test]
    fn keys_of_two_curves_are_never_mixed_up() {
        let sm2 = SoftwareSm2Key::generate().unwrap();
        let es256 = SoftwareKey::generate().unwrap();
        let set = KeySet::from(sm2.public_key().clone());
        let set = set.with(es256.public_key().clone()).unwrap();
        let text = set.to_jwks();
        assert!(text.contains(r#""crv":"SM2","alg":"SM2SM3""#), "{text}");
        assert_eq!(KeySet::from_jwks(text.as_bytes()).unwrap(), set);
        // A point of one curve is none of the other, and a name says the curve.
        let swapped = text.replace(r#""crv":"SM2","alg":"SM2SM3""#, r#""crv":"P-256""#);
        assert!(KeySet::from_jwks(swapped.as_bytes()).is_err());
        let point = sm2.public_key().to_sec1();
        assert!(PublicKey::from_sec1(Algorithm::Es256, &point, false).is_err());
        let odd = text.replace(r#""alg":"SM2SM3""#, r#""alg":"ES256""#);
        assert_eq!(KeySet::from_jwks(odd.as_bytes()).unwrap().keys().len(), 1);
        let signature = sm2.sign(b"m").unwrap();
        assert!(!es256.public_key().verify(b"m", &signature));
        let signature = es256.sign(b"m").unwrap();
        assert!(!sm2.public_key().verify(b"m", &signature));
        // Nor does a file of one pass for a file of the other.
        assert!(SoftwareKey::from_pem(&sm2.to_pem().unwrap(), false).is_err());
        let error = SoftwareSm2Key::from_pem(&es256.to_pem().unwrap(), false).unwrap_err();
        assert!(
            error.to_string().contains("an SM2 key in PKCS#8"),
            "{error}"
        );
    }

    #[test]
    fn signatures_out_of_range_are_refused() {
        let key = SoftwareSm2Key::generate().unwrap();
        let signature = key.sign(b"m").unwrap();
        for half in [0..32, 32..64] {
            for filling in [0, 0xff] {
                let mut altered = signature;
                altered[half.clone()].fill(filling);
                assert!(!key.public_key().verify(b"m", &altered));
            }
        }
    }

    #[test]
    fn a_key_stands_alone_in_its_file() {
        let text = SoftwareSm2Key::generate().unwrap().to_pem().unwrap();
        for test in [false, true] {
            let read = |text: &str| SoftwareSm2Key::from_pem(text, test).map(drop);
            pem::tests::refuses_text_around(&text, read);
        }
    }

    #[test]
    fn long_files_are_refused() {
        let error = SoftwareSm2Key::from_pem(&"x".repeat(limits::PEM_BYTES + 1), false);
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Limit);
    }
}
