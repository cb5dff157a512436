//! Signatures of certificates and tokens: ECDSA on P-256 and P-384, RSA with PKCS#1 v1.5.

use der::oid::ObjectIdentifier as Oid;
use der::{Decode as _, Encode as _};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::pkcs8::DecodePublicKey as _;
use rsa::pkcs1v15;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::asn1::{SHA256, SHA384, SHA512, is_plain};

const RSA: Oid = Oid::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA256: Oid = Oid::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: Oid = Oid::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: Oid = Oid::new_unwrap("1.2.840.113549.1.1.13");
const EC: Oid = Oid::new_unwrap("1.2.840.10045.2.1");
const P256: Oid = Oid::new_unwrap("1.2.840.10045.3.1.7");
const P384: Oid = Oid::new_unwrap("1.3.132.0.34");
const ECDSA_SHA256: Oid = Oid::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: Oid = Oid::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_SHA512: Oid = Oid::new_unwrap("1.2.840.10045.4.3.4");
/// RSA keys below are broken, keys above only cost time; bits. NIST SP 800-131A and what
/// authorities use.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// The digest of an algorithm's name.
pub(super) fn digest(algorithm: &AlgorithmIdentifierOwned, bytes: &[u8]) -> Option<Vec<u8>> {
    if !is_plain(algorithm) {
        return None;
    }
    match algorithm.oid {
        SHA256 => Some(Sha256::digest(bytes).to_vec()),
        SHA384 => Some(Sha384::digest(bytes).to_vec()),
        SHA512 => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}

/// Whether `signature` is the key's over `message`. `with` is the digest's name where the
/// signature's does not say it: CMS writes `rsaEncryption` for any.
pub(super) fn verifies(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    with: Option<Oid>,
    message: &[u8],
    signature: &[u8],
) -> bool {
    check(key, algorithm, with, message, signature).is_some()
}

fn check(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    with: Option<Oid>,
    message: &[u8],
    signature: &[u8],
) -> Option<()> {
    if !is_plain(algorithm) {
        return None;
    }
    let hash = match algorithm.oid {
        RSA => with?,
        RSA_SHA256 | ECDSA_SHA256 => SHA256,
        RSA_SHA384 | ECDSA_SHA384 => SHA384,
        RSA_SHA512 | ECDSA_SHA512 => SHA512,
        _ => return None,
    };
    // A token that says two digests says nothing.
    if with.is_some_and(|with| with != hash) {
        return None;
    }
    let is_ecdsa = matches!(algorithm.oid, ECDSA_SHA256 | ECDSA_SHA384 | ECDSA_SHA512);
    if key.algorithm.oid == EC && is_ecdsa {
        let point = key.subject_public_key.as_bytes()?;
        let curve = key.algorithm.parameters.as_ref()?.to_der().ok()?;
        // Any digest goes with either curve: of a longer one the first bits count.
        let hashed = match hash {
            SHA256 => Sha256::digest(message).to_vec(),
            SHA384 => Sha384::digest(message).to_vec(),
            _ => Sha512::digest(message).to_vec(),
        };
        return match Oid::from_der(&curve).ok()? {
            P256 => {
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
                let signature = p256::ecdsa::Signature::from_der(signature).ok()?;
                key.verify_prehash(&hashed, &signature).ok()
            }
            P384 => {
                let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
                let signature = p384::ecdsa::Signature::from_der(signature).ok()?;
                key.verify_prehash(&hashed, &signature).ok()
            }
            _ => None,
        };
    }
    if key.algorithm.oid != RSA || is_ecdsa || !is_plain(&key.algorithm) {
        return None;
    }
    let spki = key.to_der().ok()?;
    let key = rsa::PublicKey::from_public_key_der(&spki).ok()?;
    let bits = rsa::traits::PublicKeyParts::size(&key) * 8;
    if !RSA_BITS.contains(&bits) {
        return None;
    }
    let signature = pkcs1v15::Signature::try_from(signature).ok()?;
    match hash {
        SHA256 => pkcs1v15::VerifyingKey::<Sha256>::new(key)
            .verify_prehash(&Sha256::digest(message), &signature)
            .ok(),
        SHA384 => pkcs1v15::VerifyingKey::<Sha384>::new(key)
            .verify_prehash(&Sha384::digest(message), &signature)
            .ok(),
        SHA512 => pkcs1v15::VerifyingKey::<Sha512>::new(key)
            .verify_prehash(&Sha512::digest(message), &signature)
            .ok(),
        _ => None,
    }
}
