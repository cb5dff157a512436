//! Verdicts, checked by a JOSE library that others wrote: PyJWT, through the example in
//! Python.

#![allow(clippy::unwrap_used)]

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::protocol::{DIGITS, Desk, ISSUER, RELYING_PARTY, identity, passed};

fn check(folder: &Path, token: &str, keys: &str, audience: &str, nonce: &str) -> Output {
    let at = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    Command::new("python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../examples/python/verify_token.py"
        ))
        .arg(at("token.jws", token))
        .arg(at("keys.json", keys))
        .args([ISSUER, audience, nonce])
        .output()
        .unwrap()
}

#[test]
fn a_library_that_others_wrote_takes_our_tokens_and_no_others() {
    let has = Command::new("python3")
        .args(["-c", "import jwt, cryptography"])
        .output();
    if !has.is_ok_and(|o| o.status.success()) {
        return common::skip("PyJWT with cryptography");
    }
    let folder = tempfile::tempdir().unwrap();
    // That library has a clock of its own.
    let desk = Desk::now(false);
    let (token, nonce) = desk.pass(Some(identity()));
    let keys = desk.issuer.keys().to_jwks();
    let run = |token: &str, keys: &str, audience: &str, nonce: &str| {
        let output = check(folder.path(), token, keys, audience, nonce);
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said, error)
    };
    let (code, said, error) = run(&token, &keys, RELYING_PARTY, &nonce);
    assert_eq!((code, said.as_str()), (Some(0), "pass"), "{error}");
    // It is the token that it checks.
    let mut altered = token.clone();
    let at = token.len() - 20;
    let letter = if &token[at..=at] == "A" { "B" } else { "A" };
    altered.replace_range(at..=at, letter);
    let (code, _, error) = run(&altered, &keys, RELYING_PARTY, &nonce);
    assert!(
        code == Some(1) && error.contains("InvalidSignature"),
        "{error}"
    );
    let (code, _, error) = run(&token, &keys, "https://other.example", &nonce);
    assert!(
        code == Some(1) && error.contains("InvalidAudience"),
        "{error}"
    );
    assert_eq!(run(&token, &keys, RELYING_PARTY, "other").0, Some(1));
    // A live face that was compared with no portrait is not enough.
    let (unmatched, other_nonce) = desk.sign(passed(&DIGITS, false, false), None);
    assert_eq!(
        run(&unmatched, &keys, RELYING_PARTY, &other_nonce).0,
        Some(1)
    );
    let others = Desk::now(false).issuer.keys().to_jwks();
    assert_eq!(run(&token, &others, RELYING_PARTY, &nonce).0, Some(1));
    let test = Desk::now(true);
    let (token, nonce) = test.pass(None);
    let (code, _, error) = run(&token, &test.issuer.keys().to_jwks(), RELYING_PARTY, &nonce);
    assert!(code == Some(1) && error.contains("a test's"), "{error}");
}
