//! What a relying party does with a token, and all that it links:
//!
//! ```sh
//! cargo run -p selfsame-verdict --no-default-features --example verify_token -- \
//!     TOKEN KEYS.json ISSUER AUDIENCE NONCE
//! ```
//!
//! Exit code: 0 a pass, 1 anything else.

#![allow(clippy::print_stdout)]

use selfsame_verdict::{KeySet, Time, Verifier};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [token, keys, issuer, audience, nonce] = &args[..] else {
        return Err("usage: verify_token TOKEN KEYS.json ISSUER AUDIENCE NONCE".into());
    };
    // Once, at the start; it remembers the tokens that it has seen.
    let keys = KeySet::from_jwks(&std::fs::read(keys)?)?;
    let verifier = Verifier::new(audience, issuer, keys)?
        .demanding_level("standard")?
        .demanding_match("1e-4")?;

    let token = std::fs::read_to_string(token)?;
    let verified = verifier.verify(&token, nonce, Time::now())?;
    // A verified token may say that the session failed: only a pass gives a `Passed`.
    match verified.passed() {
        Ok(passed) => println!("pass: {}", passed.claims().txn),
        Err(other) => return Err(format!("no pass: {:?}", other.claims().selfsame.reasons).into()),
    }
    Ok(())
}
