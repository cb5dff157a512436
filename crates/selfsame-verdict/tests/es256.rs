//! ES256 keys and signatures against the `openssl` program, both ways.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use openssl::{Openssl, spki};
use selfsame_verdict::ErrorKind;
use selfsame_verdict::key::{Algorithm, Signer as _, SoftwareKey};

const MESSAGE: &[u8] = b"eyJhbGciOiJFUzI1NiJ9.e30";
const GENERATE: &str = "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem";

#[test]
fn openssl_verifies_our_signature() {
    let Some(openssl) = Openssl::find() else {
        return;
    };
    let key = SoftwareKey::generate().unwrap();
    let signature = key.sign(MESSAGE).unwrap();
    assert!(openssl.verifies(key.public_key(), MESSAGE, &signature));
    assert!(!openssl.verifies(key.public_key(), b"another", &signature));
    openssl.write("ours.pem", key.to_pem().unwrap().as_bytes());
    openssl.must("pkey -in ours.pem -pubout -outform DER -out theirs.der");
    let theirs = std::fs::read(openssl.path("theirs.der")).unwrap();
    assert_eq!(theirs, spki(key.public_key()));
}

#[test]
fn a_key_of_openssl_is_read() {
    let Some(openssl) = Openssl::find() else {
        return;
    };
    openssl.must(GENERATE);
    let text = std::fs::read_to_string(openssl.path("key.pem")).unwrap();
    let key = SoftwareKey::from_pem(&text, false).unwrap();
    let signature = openssl.sign(Algorithm::Es256, "key.pem", MESSAGE);
    // Of two openssl's signatures one has a high s, which is not taken: see `verify`.
    let low = p256::ecdsa::Signature::from_slice(&signature).unwrap();
    let low = low.normalize_s().to_bytes().into();
    assert!(key.public_key().verify(MESSAGE, &low));
    let ours = key.sign(MESSAGE).unwrap();
    assert!(openssl.verifies(key.public_key(), MESSAGE, &ours));
}

#[test]
fn other_files_of_openssl_are_named() {
    let Some(openssl) = Openssl::find() else {
        return;
    };
    openssl.must(GENERATE);
    openssl.must("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384.pem");
    openssl.must("genpkey -algorithm SM2 -out sm2.pem");
    openssl.must("genpkey -algorithm RSA -out rsa.pem");
    for (how, sentence) in [
        (
            "pkcs8 -topk8 -in key.pem -passout pass:secret",
            "the PEM is encrypted",
        ),
        ("ec -in key.pem", "`openssl pkcs8 -topk8 -nocrypt -in FILE`"),
        (
            "ec -in key.pem -aes128 -passout pass:secret",
            "`openssl pkcs8 -topk8 -nocrypt -in FILE`",
        ),
        (
            "ecparam -name prime256v1 -genkey",
            "`openssl pkcs8 -topk8 -nocrypt -in FILE`",
        ),
        ("pkey -in key.pem -pubout", "holds a public key"),
        ("rsa -in rsa.pem -traditional", "holds an RSA key"),
        ("pkey -in rsa.pem", "no PEM of a P-256 key in PKCS#8"),
        ("pkey -in p384.pem", "no PEM of a P-256 key in PKCS#8"),
        ("pkey -in sm2.pem", "no PEM of a P-256 key in PKCS#8"),
    ] {
        let text = openssl.must(how);
        assert!(text.contains("-----BEGIN"), "{how}");
        let error = SoftwareKey::from_pem(&text, false).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Key);
        assert!(error.to_string().contains(sentence), "{how}: {error}");
        let content = text.lines().find(|line| line.len() == 64).unwrap();
        assert!(!error.to_string().contains(&content[..8]), "{how}");
    }
    // What the sentence advises works.
    openssl.must("ec -in key.pem -out sec1.pem");
    let text = openssl.must("pkcs8 -topk8 -nocrypt -in sec1.pem");
    assert!(SoftwareKey::from_pem(&text, false).is_ok());
}
