//! What is told before the end, and of a session that has none, does not depend on
//! whether the digits were read rightly: it would tell an attacker where to try again.

use super::*;

/// Frames of somebody who reads these digits, whatever is asked, until a time. Leaves all
/// guidance, frame by frame.
fn told(say: impl Fn(&[u8]) -> Vec<u8>, until: f32) -> (Completed, Vec<Guidance>) {
    let challenge: Challenge = serde_json::from_str(
        r#"{"language":"en","digits":[1,2,7,1,4,3],"warm_up_end_ms":3000,
            "prompts_ms":[4500,6000,7200,9400,10400,12000],"end_ms":14500}"#,
    )
    .unwrap();
    let script = Arc::new(Script::default());
    let mut session = engine(&script).session(challenge.clone());
    let said = say(challenge.digits());
    let mut all = Vec::new();
    for i in 0.. {
        let time = i as f32 / FPS;
        let opening = (session.prompts()).map_or(0.0, |prompts| reads(time, &prompts, &said));
        script
            .opening
            .store((opening * 1000.0) as u32, Ordering::Relaxed);
        script.shut.store(blinking(time), Ordering::Relaxed);
        let mut rgb = scene().into_rgb();
        rgb[..8].copy_from_slice(&(i as u64).to_le_bytes());
        let picture = Picture::from_rgb(WIDTH, HEIGHT, rgb).unwrap();
        let frame = Frame::from_picture(picture, Duration::from_secs_f32(time));
        all.push(session.push(&frame).unwrap());
        if time > until || all.last() == Some(&Guidance::Done) {
            break;
        }
    }
    (session.finish().unwrap(), all)
}

/// Says the digits in another order: each at a moment of another one.
fn others(digits: &[u8]) -> Vec<u8> {
    digits.iter().rev().copied().collect()
}

fn none(_: &[u8]) -> Vec<u8> {
    Vec::new()
}

#[test]
fn guidance_is_the_same_whatever_is_read() {
    let (right, guidance) = told(<[u8]>::to_vec, 60.0);
    assert_eq!(
        right.verdict.outcome,
        Outcome::Pass,
        "{:?}",
        right.verdict.reasons
    );
    for say in [others, none] {
        let (wrong, other) = told(say, 60.0);
        assert_eq!(wrong.verdict.outcome, Outcome::Fail);
        assert_eq!(other, guidance);
    }
}

#[test]
fn a_session_cut_short_says_the_same_whatever_was_read() {
    for until in [4.0, 9.5] {
        let verdict = |say: fn(&[u8]) -> Vec<u8>| told(say, until).0.verdict;
        let right = verdict(<[u8]>::to_vec);
        assert_eq!(right.outcome, Outcome::Retry);
        assert_eq!(right.reasons, [Reason::SessionIncomplete]);
        for say in [others, none] {
            let wrong = verdict(say);
            assert_eq!(wrong.reasons, right.reasons, "until {until}");
            assert_eq!(wrong.liveness.outcome, right.liveness.outcome);
            let findings = |v: &crate::Verdict| -> Vec<_> {
                v.liveness
                    .channels
                    .iter()
                    .map(|c| (c.name, c.finding))
                    .collect()
            };
            assert_eq!(findings(&wrong), findings(&right), "until {until}");
        }
    }
}
