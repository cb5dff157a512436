//! What may be signed of a session, and of which.

use super::*;

fn done(until: f32, person: usize) -> Completed {
    let (session, engine, _) = hold(
        &|i| i as f32 / FPS,
        None,
        &shifted(reads),
        true,
        |_, time, script, _| {
            script.person.store(person, Ordering::Relaxed);
            time < until
        },
    );
    session.into_trace().unwrap().conclude(&engine)
}

#[test]
fn a_statement_says_what_the_verdict_says_without_scores() {
    for (until, person, outcome) in [(90.0, 0, "pass"), (90.0, 9, "fail"), (9.0, 0, "retry")] {
        let done = done(until, person);
        let json = serde_json::to_value(done.statement().unwrap()).unwrap();
        assert_eq!(json["schema"], crate::verdict::STATEMENT_SCHEMA);
        assert_eq!(json["outcome"], outcome);
        assert_eq!(json["policy"]["level"], "standard");
        assert_eq!(json["policy"]["name"], "standard/1");
        assert_eq!(json["match"]["false_match_rate"], "1e-4");
        assert_eq!(
            json["digits"].as_array().unwrap().len(),
            done.verdict.digits.len()
        );
        assert_eq!(json.get("reasons").is_none(), outcome == "pass");
        assert!(json.get("test").is_none());
        let text = json.to_string();
        assert!(
            !text.contains("confidence") && !text.contains("llr"),
            "{text}"
        );
    }
    let channels = serde_json::to_value(done(90.0, 0).statement().unwrap()).unwrap();
    assert_eq!(channels["channels"]["timing"], "supports");
}

#[test]
fn nothing_is_stated_of_a_pass_without_its_proofs() {
    for without in [
        (|done: &mut Completed| done.live = None) as fn(&mut Completed),
        |done| done.matched = None,
    ] {
        let mut done = done(90.0, 0);
        without(&mut done);
        let error = done.statement().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
    }
    let (session, engine, _) = hold(
        &|i| i as f32 / FPS,
        None,
        &shifted(reads),
        true,
        |_, _, _, _| true,
    );
    let again = session.into_trace().unwrap().judge(&engine);
    assert_eq!(again.verdict.outcome, Outcome::Pass);
    assert!(again.statement().is_err());
}
