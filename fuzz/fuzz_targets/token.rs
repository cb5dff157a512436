//! Any bytes as a token, as claims that somebody with the key signs, as a statement, as
//! prompts, as a key and as a JWKS: nothing that was not signed is taken, what is taken keeps the rules, nothing
//! panics.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use selfsame_fuzz as _;
use selfsame_verdict::challenge::Prompts;
use selfsame_verdict::key::{Signer as _, SoftwareKey};
use selfsame_verdict::{KeySet, Statement, Time, Verifier, verify};

const NOW: Time = Time::from_seconds(1_795_725_000);

struct Desk {
    key: SoftwareKey,
    keys: KeySet,
}

fn desk() -> &'static Desk {
    static DESK: OnceLock<Desk> = OnceLock::new();
    DESK.get_or_init(|| {
        let key = SoftwareKey::generate().expect("random numbers");
        let keys = KeySet::from(key.public_key().clone());
        Desk { key, keys }
    })
}

/// The payload with the right signature: what comes after it is reached only so.
fn signed(payload: &[u8]) -> String {
    let base64 = |bytes: &[u8]| selfsame_fuzz::base64url(bytes);
    let kid = desk().key.public_key().kid();
    let header = format!(r#"{{"alg":"ES256","typ":"selfsame-verdict+jwt","kid":"{kid}"}}"#);
    let input = format!("{}.{}", base64(header.as_bytes()), base64(payload));
    let signature = desk().key.sign(input.as_bytes()).expect("signed");
    format!("{input}.{}", base64(&signature))
}

fuzz_target!(|bytes: &[u8]| {
    let verifier = || {
        Verifier::new(
            "https://rp.example",
            "https://id.example",
            desk().keys.clone(),
        )
        .expect("a verifier")
    };
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = verify::inspect(text);
        assert!(
            verifier().verify(text, "n-1", NOW).is_err(),
            "nobody signed this"
        );
    }
    if let Ok(verified) = verifier().verify(&signed(bytes), "n-1", NOW) {
        let claims = verified.claims();
        assert!(claims.aud == "https://rp.example" && claims.nonce == "n-1");
        assert!(claims.selfsame.check().is_ok() && !claims.selfsame.test);
    }
    if let Ok(statement) = Statement::from_json(bytes) {
        let json = serde_json::to_vec(&statement).expect("written");
        assert_eq!(Statement::from_json(&json).expect("read"), statement);
    }
    if let Ok(prompts) = Prompts::from_json(bytes) {
        let json = prompts.to_json().expect("written");
        assert_eq!(Prompts::from_json(json.as_bytes()).expect("read"), prompts);
    }
    if let Ok(key) = std::str::from_utf8(bytes).map(|text| SoftwareKey::from_pem(text, false)) {
        let _ = key.map(|key| key.sign(b"message").expect("signed"));
    }
    if let Ok(keys) = KeySet::from_jwks(bytes) {
        let again = KeySet::from_jwks(keys.to_jwks().as_bytes()).expect("read");
        assert_eq!(again, keys);
    }
});
