//! Traces: written down, read again, judged as the session was; and what is no trace.

use super::*;

/// What a session kept that was read rightly, until a time in seconds.
fn trace(until: f32) -> (Trace, Engine) {
    // No whole microseconds: what is read again is to the nanosecond what was written.
    let times = |i: usize| (i as f32 + 0.123_457) / FPS;
    let (session, engine, _) = hold(&times, None, &shifted(reads), true, |_, time, _, _| {
        time < until
    });
    (session.into_trace().unwrap(), engine)
}

#[test]
fn a_trace_is_judged_as_its_session_was() {
    for until in [90.0, 9.0] {
        let (trace, engine) = trace(until);
        let text = serde_json::to_string(&trace).unwrap();
        let held = trace.conclude(&engine);
        let read: Trace = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let again = read.judge(&engine);
        let expected = if until > 60.0 {
            Outcome::Pass
        } else {
            Outcome::Retry
        };
        assert_eq!(held.verdict.outcome, expected, "{:?}", held.verdict.reasons);
        assert!(!held.verdict.test);
        // Whoever writes a trace gets no proof and no verdict that counts.
        assert!(again.verdict.test && again.live.is_none() && again.matched.is_none());
        let unmarked = Verdict {
            test: false,
            ..again.verdict
        };
        assert_eq!(unmarked, held.verdict);
        assert_eq!(again.evidence.channels, held.evidence.channels);
        assert_eq!(again.evidence.fused, held.evidence.fused);
    }
}

#[test]
fn what_is_no_trace_is_refused_by_name() {
    let good = serde_json::to_value(trace(6.0).0).unwrap();
    let read = |value: &serde_json::Value| serde_json::from_value::<Trace>(value.clone());
    assert!(read(&good).is_ok());
    let frames = good["frames"].as_array().unwrap();
    let many: Vec<_> = frames
        .iter()
        .cycle()
        .take(limits::SESSION_FRAMES + 1)
        .collect();
    let huge = serde_json::json!(1e9);
    let frame = |field: &str, value: &serde_json::Value| {
        let mut frame = frames[3].clone();
        *frame.pointer_mut(field).unwrap() = value.clone();
        let mut frames = frames.clone();
        frames[3] = frame;
        serde_json::json!(frames)
    };
    let late = serde_json::json!({"secs": 900, "nanos": 0});
    for (field, value, says) in [
        ("frames", serde_json::json!(many), "10001 frames"),
        (
            "frames",
            frame("/time", &frames[2]["time"]),
            "grow at frame 3",
        ),
        (
            "frames",
            frame("/seen/mouth/5", &huge),
            "frame 3 holds a number",
        ),
        (
            "frames",
            frame("/seen/pose/yaw", &huge),
            "frame 3 holds a number",
        ),
        (
            "frames",
            frame("/seen/quality/inside", &huge),
            "frame 3 holds",
        ),
        ("frames", frame("/change", &huge), "frame 3 holds a number"),
        ("last", late, "lasts too long"),
        (
            "last",
            serde_json::json!({"secs": 0, "nanos": 0}),
            "ends before",
        ),
        ("stranger", huge.clone(), "stranger"),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        let error = read(&bad).unwrap_err().to_string();
        assert!(error.contains(says), "{says}: {error}");
    }
    let mut bad = good.clone();
    bad["prompts"]["shown"] = serde_json::json!(vec![Duration::from_secs(9); 8]);
    let error = read(&bad).unwrap_err().to_string();
    assert!(error.contains("8 prompts"), "{error}");
}

#[test]
fn the_seed_of_the_fuzz_target_is_a_trace() {
    let seed = std::fs::read(format!("{REPOSITORY}/fuzz/seeds/trace/simulated")).unwrap();
    let trace: Trace = serde_json::from_slice(&seed).unwrap();
    assert_eq!(trace.observations().frames().len(), 10);
}
