//! Tests of two signatures: what each covers, and what an attacker may do to the pair.
//!
//! ES256 must always be there and right, and vouches for the second. SM2 beside it is checked
//! by whoever knows its key, and reported as absent by everybody else.

use super::*;
use crate::key::{SoftwareKey, SoftwareSm2Key};

const TYP: &str = "example+jwt";

struct Signed {
    text: String,
    es256: SoftwareKey,
    sm2: SoftwareSm2Key,
    /// Both keys, and what a party without SM2 has.
    both: KeySet,
    only_es256: KeySet,
}

fn signed_twice() -> Signed {
    let es256 = SoftwareKey::generate().unwrap();
    let only_es256 = KeySet::from(es256.public_key().clone());
    let sm2 = SoftwareSm2Key::generate().unwrap();
    Signed {
        text: sign_twice(TYP, b"{\"a\":1}", &es256, &sm2).unwrap(),
        both: only_es256.clone().with(sm2.public_key().clone()).unwrap(),
        es256,
        sm2,
        only_es256,
    }
}

/// The text with its signatures put together otherwise.
fn with_signatures(text: &str, change: impl FnOnce(&mut Vec<One>)) -> String {
    let mut general: General = serde_json::from_str(text).unwrap();
    change(&mut general.signatures);
    serde_json::to_string(&general).unwrap()
}

fn copy(one: &One) -> One {
    One {
        protected: one.protected.clone(),
        signature: one.signature.clone(),
    }
}

#[test]
fn both_signatures_are_checked_where_both_keys_are_known() {
    let signed = signed_twice();
    let opened = open(&signed.text, TYP, &signed.both).unwrap();
    assert_eq!(opened.payload, b"{\"a\":1}");
    assert_eq!(opened.kid, signed.es256.public_key().kid());
    let sm2_kid = signed.sm2.public_key().kid();
    assert_eq!(opened.sm2_kid.as_deref(), Some(sm2_kid));
    let opened = open(&signed.text, TYP, &signed.only_es256).unwrap();
    assert_eq!(opened.sm2_kid, None);
    let only_sm2 = KeySet::from(signed.sm2.public_key().clone());
    let unknown = Flaw::UnknownKey(signed.es256.public_key().kid().to_owned());
    assert_eq!(open(&signed.text, TYP, &only_sm2).unwrap_err(), unknown);
}

#[test]
fn signers_of_other_algorithms_do_not_sign() {
    let Signed { es256, sm2, .. } = signed_twice();
    let pairs: [(&dyn Signer, &dyn Signer); 3] = [(&sm2, &es256), (&es256, &es256), (&sm2, &sm2)];
    for (first, second) in pairs {
        let error = sign_twice(TYP, b"{}", first, second).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
    }
    assert_eq!(
        sign(TYP, b"{}", &sm2).unwrap_err().kind(),
        ErrorKind::Misuse
    );
}

#[test]
fn no_altered_letter_opens_whoever_looks() {
    let signed = signed_twice();
    for keys in [&signed.both, &signed.only_es256] {
        for at in 0..signed.text.len() {
            for letter in ["A", "z", "-", "\"", "\\", " ", "}", "\u{1}"] {
                let mut altered = signed.text.clone();
                altered.replace_range(at..=at, letter);
                assert!(
                    altered == signed.text || open(&altered, TYP, keys).is_err(),
                    "{at}: {letter:?}"
                );
            }
        }
    }
}

#[test]
fn other_combinations_are_refused() {
    let signed = signed_twice();
    let flaw = |change: fn(&mut Vec<One>)| {
        let text = with_signatures(&signed.text, change);
        let flaws =
            [&signed.both, &signed.only_es256].map(|keys| open(&text, TYP, keys).unwrap_err());
        assert_eq!(flaws[0], flaws[1]);
        flaws[0].clone()
    };
    let sm2_where_es256 = Flaw::Algorithm("SM2SM3".into());
    let number = Flaw::Malformed("a JWS in JSON has two signatures here");
    assert_eq!(flaw(|s| s.swap(0, 1)), sm2_where_es256);
    assert_eq!(flaw(|s| s[0] = copy(&s[1])), sm2_where_es256);
    assert_eq!(
        flaw(|s| s[1] = copy(&s[0])),
        Flaw::Signature(Algorithm::Sm2Sm3)
    );
    assert_eq!(flaw(|s| drop(s.remove(0))), number);
    assert_eq!(flaw(|s| drop(s.remove(1))), number);
    assert_eq!(flaw(|s| s.push(copy(&s[1]))), number);
    assert_eq!(flaw(Vec::clear), number);
    assert_eq!(
        flaw(|s| s[0].signature = s[1].signature.clone()),
        Flaw::Signature(Algorithm::Es256)
    );
    // SM2 alone, compact.
    let general: General = serde_json::from_str(&signed.text).unwrap();
    let compact = |one: &One| {
        let One {
            protected,
            signature,
        } = one;
        format!("{protected}.{}.{signature}", general.payload)
    };
    let alone = compact(&general.signatures[1]);
    assert_eq!(
        open(&alone, TYP, &signed.both).unwrap_err(),
        sm2_where_es256
    );
    // ES256 alone knows that it was not.
    let alone = compact(&general.signatures[0]);
    for keys in [&signed.both, &signed.only_es256] {
        assert_eq!(open(&alone, TYP, keys).unwrap_err(), Flaw::SecondMissing);
    }
    // And one that was alone takes no second.
    let single = sign(TYP, &opened_payload(&signed), &signed.es256).unwrap();
    let (protected, signature) = (single.split('.').next(), single.split('.').next_back());
    let joined = with_signatures(&signed.text, |s| {
        s[0].protected = protected.unwrap().to_owned();
        s[0].signature = signature.unwrap().to_owned();
    });
    assert_eq!(
        open(&joined, TYP, &signed.both).unwrap_err(),
        Flaw::Signature(Algorithm::Sm2Sm3)
    );
}

fn opened_payload(signed: &Signed) -> Vec<u8> {
    open(&signed.text, TYP, &signed.both).unwrap().payload
}

#[test]
fn the_second_signature_is_of_the_same_text_or_none() {
    let signed = signed_twice();
    let other = sign_twice(TYP, b"{\"a\":2}", &signed.es256, &signed.sm2).unwrap();
    let other: General = serde_json::from_str(&other).unwrap();
    let mixed = with_signatures(&signed.text, |s| s[1] = copy(&other.signatures[1]));
    assert_eq!(
        open(&mixed, TYP, &signed.both).unwrap_err(),
        Flaw::Signature(Algorithm::Sm2Sm3)
    );
    // A key of the other algorithm under the second one's name.
    let kid = signed.es256.public_key().kid();
    let header = format!(r#"{{"alg":"SM2SM3","typ":"{TYP}","kid":"{kid}"}}"#);
    let named = with_signatures(&signed.text, |s| {
        s[1].protected = base64url(header.as_bytes());
    });
    assert_eq!(
        open(&named, TYP, &signed.both).unwrap_err(),
        Flaw::Signature(Algorithm::Sm2Sm3)
    );
}
