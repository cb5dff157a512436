//! Statements: written and read again, and refused where they contradict themselves.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeMap;

use common::protocol::{DIGITS, passed};
use selfsame_verdict::evidence::EvidenceRef;
use selfsame_verdict::{ErrorKind, Outcome, Statement, Time, Why};

#[test]
fn statements_are_written_and_read() {
    for statement in [
        passed(&DIGITS, true, false),
        passed(&DIGITS, false, true),
        Statement::not_applicable(Why::CannotRead),
    ] {
        let json = serde_json::to_vec(&statement).unwrap();
        assert_eq!(Statement::from_json(&json).unwrap(), statement);
    }
}

#[test]
fn contradictions_are_refused() {
    let good = passed(&DIGITS, true, false);
    let changes: &[fn(&mut Statement)] = &[
        |s| s.reasons.push("no_face".into()),
        |s| s.liveness = Some(Outcome::Retry),
        |s| s.liveness = None,
        |s| s.matching.as_mut().unwrap().outcome = Outcome::Fail,
        |s| s.outcome = Outcome::Fail,
        |s| s.outcome = Outcome::NotApplicable,
        |s| s.digits[1].digit = 10,
        |s| s.digits[1].end_ms = None,
        |s| s.digits[1].start_ms = Some(60_000),
        |s| s.digits[2].prompted_ms = 1,
        |s| s.digits.clear(),
        |s| s.policy = None,
        |s| s.language = None,
        |s| {
            s.evidence = Some(EvidenceRef {
                sha256: "\u{1b}[2J".into(),
                media_type: "text/html".into(),
                retain_until: Time::from_seconds(1),
            })
        },
        |s| s.schema = "selfsame.statement/2".into(),
        |s| s.models = BTreeMap::from([("embedding".into(), "0g".repeat(32))]),
        |s| s.channels = BTreeMap::from([("timing".into(), "I am sure".into())]),
        |s| s.sdk = String::new(),
        |s| s.engine = Some("a\u{7}b".into()),
    ];
    for (i, change) in changes.iter().enumerate() {
        let mut bad = good.clone();
        change(&mut bad);
        let error = bad.check().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Claims, "change {i}");
    }
    let mut other = Statement::not_applicable(Why::Declined);
    other.reasons = vec!["no_face".into()];
    assert!(other.check().is_err());
    other.reasons.clear();
    assert!(other.check().is_err());
}
