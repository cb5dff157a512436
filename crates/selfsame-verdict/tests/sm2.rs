//! SM2 keys and signatures against the `openssl` program, both ways.
#![cfg(feature = "sm2")]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;
#[path = "common/openssl.rs"]
mod openssl;

use openssl::{Openssl, spki};
use selfsame_verdict::key::{Algorithm, Signer as _, SoftwareSm2Key};

/// As a token's signing input looks: header, dot, payload.
const MESSAGE: &[u8] = b"eyJhbGciOiJTTTJTTTMiLCJ0eXAiOiJ0Iiwia2lkIjoiYSJ9.eyJhIjoxfQ";

#[test]
fn openssl_verifies_our_signature() {
    let Some(openssl) = Openssl::find() else {
        return;
    };
    let key = SoftwareSm2Key::generate().unwrap();
    // Several, as now and then r or s begins with a zero or a high bit.
    for n in 0..8 {
        let message = [MESSAGE, &[b'0' + n]].concat();
        let signature = key.sign(&message).unwrap();
        assert!(openssl.verifies(key.public_key(), &message, &signature));
        assert!(!openssl.verifies(key.public_key(), MESSAGE, &signature));
    }
}

#[test]
fn signatures_of_openssl_verify() {
    let Some(openssl) = Openssl::find() else {
        return;
    };
    for how in ["SM2", "EC -pkeyopt ec_paramgen_curve:SM2"] {
        openssl.must(&format!("genpkey -algorithm {how} -out key.pem"));
        let text = std::fs::read_to_string(openssl.path("key.pem")).unwrap();
        let key = SoftwareSm2Key::from_pem(&text, false).unwrap();
        for n in 0..4 {
            let message = [MESSAGE, &[b'0' + n]].concat();
            let signature = openssl.sign(Algorithm::Sm2Sm3, "key.pem", &message);
            assert!(key.public_key().verify(&message, &signature), "{how}");
            assert!(!key.public_key().verify(MESSAGE, &signature), "{how}");
        }
        // Another signer's id is another signature.
        let ours = key.sign(MESSAGE).unwrap();
        assert!(openssl.verifies(key.public_key(), MESSAGE, &ours));
        let other = "dgst -sm3 -sigopt distid:ALICE123@YAHOO.COM -keyform DER \
                     -verify public.der -signature signature message";
        assert!(openssl.run(other).is_none());
    }
}

#[test]
fn openssl_reads_our_key() {
    let Some(openssl) = Openssl::find() else {
        return;
    };
    let key = SoftwareSm2Key::generate().unwrap();
    openssl.write("ours.pem", key.to_pem().unwrap().as_bytes());
    openssl.must("pkey -in ours.pem -pubout -outform DER -out theirs.der");
    let theirs = std::fs::read(openssl.path("theirs.der")).unwrap();
    assert_eq!(theirs, spki(key.public_key()));
    let signature = openssl.sign(Algorithm::Sm2Sm3, "ours.pem", MESSAGE);
    assert!(key.public_key().verify(MESSAGE, &signature));
}

#[test]
fn other_files_of_openssl_are_named() {
    let Some(openssl) = Openssl::find() else {
        return;
    };
    openssl.must("genpkey -algorithm SM2 -out key.pem");
    openssl.must("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out p256.pem");
    for (how, sentence) in [
        (
            "pkcs8 -topk8 -in key.pem -passout pass:secret",
            "the PEM is encrypted",
        ),
        ("ec -in key.pem", "`openssl pkcs8 -topk8 -nocrypt -in FILE`"),
        ("pkey -in p256.pem", "no PEM of an SM2 key in PKCS#8"),
    ] {
        let text = openssl.must(how);
        let error = SoftwareSm2Key::from_pem(&text, false).unwrap_err();
        assert!(error.to_string().contains(sentence), "{how}: {error}");
    }
    // What the sentence advises works.
    openssl.must("ec -in key.pem -out sec1.pem");
    let text = openssl.must("pkcs8 -topk8 -nocrypt -in sec1.pem");
    assert!(SoftwareSm2Key::from_pem(&text, false).is_ok());
}
