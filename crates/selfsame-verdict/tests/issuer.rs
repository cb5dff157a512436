//! What the issuer signs, what it refuses to sign, and how long a verdict is.

#![allow(clippy::unwrap_used)]

mod common;

use common::protocol::*;
use selfsame_verdict::identity::{Form, Identity, Source};
use selfsame_verdict::{Draft, ErrorKind, Outcome, Statement};
use serde_json::json;

#[test]
fn the_issuer_signs_nothing_of_another_challenge() {
    let desk = Desk::new(false);
    let refuse = |change: &dyn Fn(&mut Statement), late: u64| {
        let (redeemed, _) = desk.redeemed();
        let mut statement = passed(&DIGITS, true, false);
        change(&mut statement);
        let draft = Draft::new(statement, "t");
        let error = desk
            .issuer
            .sign(redeemed, draft, at(30 + late as i64))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Claims);
        error.to_string()
    };
    let says = "another challenge's: ";
    let fail = |s: &mut Statement| {
        s.outcome = Outcome::Fail;
        s.reasons = vec!["no_face".into()];
    };
    assert_eq!(
        refuse(&|s| s.digits[2].digit = 7, 0),
        format!("{says}its digits")
    );
    assert_eq!(
        refuse(&|s| s.digits.truncate(3), 0),
        format!("{says}its digits")
    );
    let both = |s: &mut Statement| {
        fail(s);
        s.digits[2].digit = 7;
    };
    assert_eq!(refuse(&both, 0), format!("{says}its digits"));
    assert_eq!(
        refuse(&|s| s.language = Some("zh".into()), 0),
        format!("{says}its language")
    );
    let level = |s: &mut Statement| s.policy.as_mut().unwrap().level = "convenience".into();
    assert_eq!(refuse(&level, 0), format!("{says}its level"));
    // Prompts that were shown when it suited a recording, not when they were due.
    let moments = |s: &mut Statement| s.digits[3].prompted_ms += 251;
    assert_eq!(refuse(&moments, 0), format!("{says}its moments"));
    let slow = |s: &mut Statement| {
        let shown = s.digits.iter_mut().enumerate();
        shown.for_each(|(i, d)| d.prompted_ms += 100 * i as u64);
    };
    assert_eq!(refuse(&slow, 0), format!("{says}its moments"));
    assert!(refuse(&|s| s.language = None, 0).contains("do not amount to pass"));
    assert!(refuse(&|_| (), 901).contains("too long ago"));
    assert!(refuse(&|s| s.reasons.push("no_face".into()), 0).contains("do not amount to pass"));
    // A session that broke off has fewer readings.
    let (redeemed, _) = desk.redeemed();
    let mut short = passed(&DIGITS[..2], true, false);
    fail(&mut short);
    assert!(
        desk.issuer
            .sign(redeemed, Draft::new(short, "t"), at(30))
            .is_ok()
    );
}

#[test]
fn an_identity_takes_a_pass_and_a_match() {
    let desk = Desk::new(false);
    let refuse = |statement: Statement, identity: Identity| {
        let (redeemed, _) = desk.redeemed();
        let draft = Draft {
            identity: Some(identity),
            ..Draft::new(statement, "t")
        };
        desk.issuer
            .sign(redeemed, draft, at(30))
            .unwrap_err()
            .to_string()
    };
    let mut failed = passed(&DIGITS, true, false);
    failed.outcome = Outcome::Fail;
    failed.reasons = vec!["portrait_mismatch".into()];
    assert!(refuse(failed, identity()).contains("did not pass"));
    let unmatched = passed(&DIGITS, false, false);
    assert!(refuse(unmatched, identity()).contains("no portrait was compared"));
    let good = || passed(&DIGITS, true, false);
    for change in [
        (|i: &mut Identity| i.trust_framework = String::new()) as fn(&mut Identity),
        |i| {
            i.source = Source {
                form: Form::Document,
                kind: "idcard".into(),
                authority: "A".into(),
                country_code: Some("12".into()),
            }
        },
        |i| drop(i.claims.insert("a".into(), json!("x".repeat(9000)))),
    ] {
        let mut wrong = identity();
        change(&mut wrong);
        assert!(refuse(good(), wrong).starts_with("identity: "));
    }
    assert_eq!(
        format!("{:?}", identity()),
        "Identity(example_register, 2 claims)"
    );
}

/// Sizes that docs/verdict.md states, within a twentieth: six digits, four models, six
/// channels.
#[test]
fn a_verdict_is_as_long_as_it_is_said_to_be() {
    let text = include_str!("../../../docs/verdict.md");
    let desk = Desk::new(false);
    let mut statement = passed(&DIGITS, true, false);
    for name in ["face-detector", "face-landmarks", "texture"] {
        statement.models.insert(name.into(), "0f".repeat(32));
    }
    for name in [
        "content",
        "consistency",
        "plausibility",
        "integrity",
        "texture",
    ] {
        statement.channels.insert(name.into(), "supports".into());
    }
    let (alone, _) = desk.sign(statement.clone(), None);
    let (named, _) = desk.sign(statement, Some(identity()));
    let (_, said) = text.split_once("**Size**: ").unwrap();
    let numbers = said
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok());
    let said: Vec<usize> = numbers.filter(|n| *n > 100).take(2).collect();
    for (token, said) in [alone, named].iter().zip(said) {
        let off = token.len().abs_diff(said);
        assert!(20 * off < said, "{} bytes, not {said}", token.len());
    }
}

#[test]
fn nothing_that_a_log_may_show_says_who_or_which_digit() {
    let statement = passed(&DIGITS, true, false);
    let draft = Draft {
        pseudonym: Some(SUBJECT.into()),
        ..Draft::new(statement.clone(), "t")
    };
    let shown = format!("{draft:?} {statement:?}");
    assert!(
        !shown.contains(SUBJECT) && !shown.contains("digit: "),
        "{shown}"
    );
    let json = serde_json::to_string(&statement)
        .unwrap()
        .replace("\"digit\":8", "\"digit\":777");
    let error = Statement::from_json(json.as_bytes())
        .unwrap_err()
        .to_string();
    assert!(!error.contains("777"), "{error}");
}

#[test]
fn nothing_is_signed_that_nobody_would_take() {
    let desk = Desk::new(false);
    let (redeemed, _) = desk.redeemed();
    let mut statement = passed(&DIGITS, true, false);
    for i in 0..60 {
        let name = format!("{i}{}", "n".repeat(500));
        statement.models.insert(name, "0f".repeat(32));
    }
    let draft = Draft::new(statement, "t");
    let error = desk.issuer.sign(redeemed, draft, at(30)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}
