//! That no altered byte of a token verifies: letter by letter, and at random, with one
//! signature and with two.

#![allow(clippy::unwrap_used)]

mod common;

use common::protocol::*;
use proptest::prelude::*;
use selfsame_verdict::{KeySet, Verifier};

fn verifier(keys: KeySet) -> Verifier {
    Verifier::new(RELYING_PARTY, ISSUER, keys).unwrap()
}

/// A token, its nonce and its keys, made once: with one signature, with two.
fn fixed() -> &'static [(String, String, KeySet)] {
    static FIXED: std::sync::OnceLock<Vec<(String, String, KeySet)>> = std::sync::OnceLock::new();
    FIXED.get_or_init(|| {
        let one = |desk: Desk| {
            let (token, nonce) = desk.pass(Some(identity()));
            (token, nonce, desk.issuer.keys())
        };
        #[cfg(feature = "sm2")]
        let desks = {
            let second = selfsame_verdict::key::SoftwareSm2Key::generate().unwrap();
            let second = std::sync::Arc::new(second);
            vec![Desk::new(false), Desk::new(false).with_second(second)]
        };
        #[cfg(not(feature = "sm2"))]
        let desks = vec![Desk::new(false)];
        desks.into_iter().map(one).collect()
    })
}

fn refused(bytes: &[u8], (token, nonce, keys): &(String, String, KeySet)) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim_end_matches(['\n', '\r']) != token => {
            verifier(keys.clone()).verify(text, nonce, at(40)).is_err()
        }
        _ => true,
    }
}

#[test]
fn no_letter_can_be_another() {
    for fixed in fixed() {
        for (i, letter) in fixed.0.bytes().enumerate() {
            let mut altered = fixed.0.clone().into_bytes();
            altered[i] = if letter == b'A' { b'B' } else { b'A' };
            assert!(refused(&altered, fixed), "letter {i}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_altered_token_verifies(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), "[A-Za-z0-9_.\"{-]"), 1..4),
        place in any::<prop::sample::Index>(),
        insert in any::<u8>(),
    ) {
        let fixed = which.get(fixed());
        let token = fixed.0.as_bytes();
        let mut altered = token.to_vec();
        for (at, letter) in &edits {
            let i = at.index(altered.len());
            altered[i] = letter.as_bytes()[0];
        }
        prop_assert!(refused(&altered, fixed));
        let i = place.index(token.len());
        prop_assert!(refused(&token[..i], fixed));
        let mut longer = token.to_vec();
        longer.insert(i, insert);
        prop_assert!(refused(&longer, fixed));
        let mut shorter = token.to_vec();
        shorter.remove(i);
        prop_assert!(refused(&shorter, fixed));
    }
}
