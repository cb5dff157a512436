//! What a relying party takes, and every reason why it does not.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::protocol::*;
use selfsame_verdict::evidence::EvidenceRef;
use selfsame_verdict::issuer::OtherWay;
use selfsame_verdict::key::{Signer as _, SoftwareKey};
use selfsame_verdict::{Draft, ErrorKind, Issuer, KeySet, Outcome, Rejection, Verifier, Why};
use serde_json::{Value, json};

fn verifier(keys: KeySet) -> Verifier {
    Verifier::new(RELYING_PARTY, ISSUER, keys).unwrap()
}

#[test]
fn a_verdict_is_signed_and_taken_once() {
    let desk = Desk::new(false);
    let (token, nonce) = desk.pass(Some(identity()));
    let verifier = verifier(desk.issuer.keys());
    let verified = verifier.verify(&token, &nonce, at(40)).unwrap();
    assert_eq!(verified.outcome(), Outcome::Pass);
    assert_eq!(verified.kid(), desk.key.public_key().kid());
    let passed = verified.passed().unwrap();
    assert_eq!(passed.subject(), SUBJECT);
    assert!(passed.is_matched());
    let claims = passed.claims();
    assert_eq!(claims.txn, "txn-1");
    assert_eq!(claims.exp, at(30 + 300));
    assert_eq!(claims.selfsame.digits.len(), 6);
    let verified_claims = claims.verified_claims.as_ref().unwrap();
    assert_eq!(verified_claims.claims["given_name"], "Ann");
    // Nobody's name in what a log may show.
    let shown = format!("{claims:?} {verified_claims:?} {verifier:?}");
    assert!(
        !shown.contains("Ann") && !shown.contains(SUBJECT),
        "{shown}"
    );
    let again = verifier.verify(&token, &nonce, at(41)).unwrap_err();
    assert_eq!(again, Rejection::Replayed);
}

#[test]
fn of_many_threads_that_show_one_token_one_is_served() {
    let desk = Desk::new(false);
    let (token, nonce) = desk.pass(None);
    let verifier = verifier(desk.issuer.keys());
    let taken = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| verifier.verify(&token, &nonce, at(40)).is_ok()))
            .collect();
        all.into_iter()
            .map(|t| t.join().unwrap())
            .filter(|ok| *ok)
            .count()
    });
    assert_eq!(taken, 1);
}

#[test]
fn a_session_that_failed_is_a_verdict_and_no_pass() {
    let desk = Desk::new(false);
    let (redeemed, nonce) = desk.redeemed();
    let mut statement = passed(&DIGITS, true, false);
    statement.outcome = Outcome::Fail;
    statement.reasons = vec!["other_digits".into()];
    statement.liveness = Some(Outcome::Fail);
    let signed = desk
        .issuer
        .sign(redeemed, Draft::new(statement, "t"), at(30))
        .unwrap();
    let verified = verifier(desk.issuer.keys())
        .verify(&signed.token, &nonce, at(31))
        .unwrap();
    let back = verified.passed().unwrap_err();
    assert_eq!(back.outcome(), Outcome::Fail);
    assert_eq!(back.claims().selfsame.reasons, ["other_digits"]);
}

#[test]
fn another_way_is_said_and_nothing_else() {
    let desk = Desk::new(false);
    let other = OtherWay {
        why: Why::CannotRead,
        subject: SUBJECT,
        relying_party: RELYING_PARTY,
        nonce: "n-1",
        txn: "t-1",
    };
    let signed = desk.issuer.sign_other_way(&other, at(0)).unwrap();
    let verified = verifier(desk.issuer.keys())
        .verify(&signed.token, "n-1", at(1))
        .unwrap();
    assert_eq!(verified.outcome(), Outcome::NotApplicable);
    assert_eq!(verified.claims().selfsame.reasons, ["cannot_read"]);
    assert!(verified.claims().verified_claims.is_none());
    assert!(verified.passed().is_err());
}

#[test]
fn every_reason_not_to_take_a_token_is_named() {
    let desk = Desk::new(false);
    let (good, nonce) = desk.pass(Some(identity()));
    let other_key = SoftwareKey::generate().unwrap();
    let claims = payload(&good);
    let code = |change: &dyn Fn(&mut Value)| {
        let mut claims = claims.clone();
        change(&mut claims);
        let token = forge(&desk.key, "selfsame-verdict+jwt", &claims);
        let rejection = verifier(desk.issuer.keys()).verify(&token, &nonce, at(40));
        rejection.map_or_else(|r| r.code(), |_| "taken")
    };
    assert_eq!(code(&|_| ()), "taken");
    assert_eq!(
        code(&|c| c["iss"] = json!("https://other.example")),
        "wrong_issuer"
    );
    assert_eq!(
        code(&|c| c["aud"] = json!("https://other.example")),
        "wrong_audience"
    );
    assert_eq!(code(&|c| c["aud"] = json!([RELYING_PARTY])), "claims");
    assert_eq!(code(&|c| c["nonce"] = json!("another")), "wrong_nonce");
    assert_eq!(code(&|c| c["nonce"] = json!("")), "wrong_nonce");
    assert_eq!(
        code(&|c| c["exp"] = json!(at(10).seconds())),
        "life_too_long"
    );
    assert_eq!(
        code(&|c| c["exp"] = json!(at(30 + 901).seconds())),
        "life_too_long"
    );
    assert_eq!(code(&|c| c["exp"] = json!(u64::MAX)), "life_too_long");
    assert_eq!(code(&|c| c["exp"] = json!(1e9)), "claims");
    assert_eq!(code(&|c| c["exp"] = json!("soon")), "claims");
    assert_eq!(
        code(&|c| c["nbf"] = json!(at(100).seconds())),
        "not_yet_valid"
    );
    for member in [
        "iss", "sub", "aud", "iat", "nbf", "exp", "jti", "nonce", "txn", "selfsame",
    ] {
        let remove = |c: &mut Value| drop(c.as_object_mut().unwrap().remove(member));
        assert_eq!(code(&remove), "claims", "{member}");
    }
    assert_eq!(code(&|c| c["sub"] = json!("")), "claims");
    assert_eq!(code(&|c| c["jti"] = json!("")), "claims");
    assert_eq!(code(&|c| c["selfsame"]["test"] = json!(true)), "claims");
    assert_eq!(
        code(&|c| c["selfsame"]["outcome"] = json!("fail")),
        "claims"
    );
    assert_eq!(
        code(&|c| c["selfsame"]["schema"] = json!("selfsame.statement/9")),
        "claims"
    );
    // Times, with the clocks apart.
    let when = |seconds: i64| {
        let verifier = verifier(desk.issuer.keys());
        verifier
            .verify(&good, &nonce, at(seconds))
            .map_or_else(|r| r.code(), |_| "taken")
    };
    assert_eq!(when(30 + 329), "taken");
    assert_eq!(when(30 + 330), "expired");
    assert_eq!(when(0), "taken");
    assert_eq!(when(-1), "not_yet_valid");
    // Kinds, keys, signatures.
    let take = |token: &str, keys: KeySet| {
        verifier(keys)
            .verify(token, &nonce, at(40))
            .map_or_else(|r| r.code(), |_| "taken")
    };
    let keys = || desk.issuer.keys();
    assert_eq!(
        take(&forge(&desk.key, "JWT", &claims), keys()),
        "wrong_type"
    );
    assert_eq!(take(&good, KeySet::new()), "unknown_key");
    let foreign = forge(&other_key, "selfsame-verdict+jwt", &claims);
    assert_eq!(take(&foreign, keys()), "unknown_key");
    // Somebody else's signature under the issuer's name.
    let parts: Vec<_> = good.rsplitn(2, '.').collect();
    let signature = encode(&other_key.sign(parts[1].as_bytes()).unwrap());
    assert_eq!(
        take(&format!("{}.{signature}", parts[1]), keys()),
        "bad_signature"
    );
    assert_eq!(take("", keys()), "malformed");
    assert_eq!(take(&"a".repeat(40_000), keys()), "too_long");
    // What the relying party demands.
    let demands = |verifier: Verifier| {
        verifier
            .verify(&good, &nonce, at(40))
            .map_or_else(|r| r.code(), |_| "taken")
    };
    let verifier = || verifier(desk.issuer.keys());
    for (level, says) in [
        ("convenience", "taken"),
        ("standard", "taken"),
        ("high", "level"),
    ] {
        let verifier = verifier().demanding_level(level).unwrap();
        assert_eq!(demands(verifier), says);
    }
    for (rate, says) in [("1e-3", "taken"), ("1e-4", "taken"), ("1e-5", "match_rate")] {
        let verifier = verifier().demanding_match(rate).unwrap();
        assert_eq!(demands(verifier), says);
    }
    assert!(verifier().demanding_level("highest").is_err());
    for wrong in ["", "0", "1", "-1e-4", "NaN", "inf"] {
        assert!(verifier().demanding_match(wrong).is_err(), "{wrong}");
    }
    let (unmatched, nonce) = desk.sign(passed(&DIGITS, false, false), None);
    let rejection = verifier()
        .demanding_match("1e-4")
        .unwrap()
        .verify(&unmatched, &nonce, at(40));
    assert_eq!(rejection.unwrap_err(), Rejection::MatchRate(None));
    // Rejections of a token that says something of a person do not repeat it.
    let mut odd = claims.clone();
    odd["verified_claims"]["claims"] = json!("Ann of Example");
    let token = forge(&desk.key, "selfsame-verdict+jwt", &odd);
    let said = verifier()
        .verify(&token, &nonce, at(40))
        .unwrap_err()
        .to_string();
    assert!(!said.contains("Ann"), "{said}");
}

#[test]
fn tests_are_told_from_the_real_thing_on_both_sides() {
    let real = Desk::new(false);
    let test = Desk::new(true);
    let both = real
        .issuer
        .keys()
        .with(test.key.public_key().clone())
        .unwrap();
    let (real_token, real_nonce) = real.pass(None);
    let (test_token, test_nonce) = test.pass(None);
    let production = |keys| Verifier::new(RELYING_PARTY, ISSUER, keys).unwrap();
    // Whether the key is known or not.
    for keys in [both.clone(), real.issuer.keys()] {
        let rejection = production(keys)
            .verify(&test_token, &test_nonce, at(40))
            .unwrap_err();
        assert_eq!(rejection, Rejection::TestVerdict);
    }
    let tests = production(both.clone()).danger_tests_only();
    assert!(tests.verify(&test_token, &test_nonce, at(40)).is_ok());
    let rejection = tests.verify(&real_token, &real_nonce, at(40)).unwrap_err();
    assert_eq!(rejection, Rejection::NoTestVerdict);
    // A test's key that signs something as real, and a real one that signs a test.
    let mut claims = payload(&test_token);
    claims["selfsame"].as_object_mut().unwrap().remove("test");
    let token = forge(&test.key, "selfsame-verdict+jwt", &claims);
    assert_eq!(
        tests
            .verify(&token, &test_nonce, at(40))
            .unwrap_err()
            .code(),
        "claims"
    );
    for (desk, says_test) in [(&real, true), (&test, false)] {
        let (redeemed, _) = desk.redeemed();
        let draft = Draft::new(passed(&DIGITS, true, says_test), "t");
        let error = desk.issuer.sign(redeemed, draft, at(30)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
    }
}

#[test]
fn keys_rotate() {
    let last = Desk::new(false);
    let next = Desk::new(false);
    let (old, old_nonce) = last.pass(None);
    let (new, new_nonce) = next.pass(None);
    // Published before it signs; kept until its tokens expired; then left out.
    let both = last
        .issuer
        .keys()
        .with(next.key.public_key().clone())
        .unwrap();
    let read = KeySet::from_jwks(both.to_jwks().as_bytes()).unwrap();
    assert!(
        verifier(read.clone())
            .verify(&old, &old_nonce, at(40))
            .is_ok()
    );
    assert!(verifier(read).verify(&new, &new_nonce, at(40)).is_ok());
    let rejection = verifier(next.issuer.keys())
        .verify(&old, &old_nonce, at(40))
        .unwrap_err();
    assert_eq!(
        rejection,
        Rejection::UnknownKey(last.key.public_key().kid().into())
    );
}

#[test]
fn options_out_of_range_are_the_callers_mistake() {
    let key = Arc::new(SoftwareKey::generate().unwrap());
    assert_eq!(
        Issuer::new("", key.clone()).unwrap_err().kind(),
        ErrorKind::Misuse
    );
    let issuer = || Issuer::new(ISSUER, key.clone()).unwrap();
    for seconds in [9, 901] {
        let life = Duration::from_secs(seconds);
        assert_eq!(
            issuer().with_life(life).unwrap_err().kind(),
            ErrorKind::Misuse
        );
    }
    assert!(issuer().with_life(Duration::from_secs(60)).is_ok());
    assert!(Verifier::new("", ISSUER, KeySet::new()).is_err());
    // Clocks are never as far apart as a token's life.
    let desk = Desk::new(false);
    let (token, nonce) = desk.pass(None);
    let lax = verifier(desk.issuer.keys()).with_skew(Duration::from_secs(100_000));
    assert_eq!(
        lax.verify(&token, &nonce, at(30 + 300 + 120))
            .unwrap_err()
            .code(),
        "expired"
    );
}

#[test]
fn evidence_beside_a_token_is_the_one_that_it_names() {
    let desk = Desk::new(false);
    let sealed =
        b"selfsame-evidence/1 {\"session\":\"s\",\"media_type\":\"text/html\",\"created\":1,\
        \"retain_until\":2}\nwhat is sealed";
    let (redeemed, nonce) = desk.redeemed();
    let draft = Draft {
        evidence: Some(EvidenceRef::of(sealed).unwrap()),
        ..Draft::new(passed(&DIGITS, true, false), "t")
    };
    let token = desk.issuer.sign(redeemed, draft, at(30)).unwrap().token;
    let verifier = verifier(desk.issuer.keys());
    let check = |sealed: &[u8]| verifier.verify_with_evidence(&token, &nonce, sealed, at(40));
    assert_eq!(
        check(b"another file").unwrap_err(),
        Rejection::EvidenceAltered
    );
    // Nothing was used up.
    assert!(check(sealed).is_ok());
    assert_eq!(check(sealed).unwrap_err(), Rejection::Replayed);
    let (without, nonce) = desk.pass(None);
    let rejection = verifier.verify_with_evidence(&without, &nonce, sealed, at(40));
    assert_eq!(rejection.unwrap_err(), Rejection::NoEvidence);
}
