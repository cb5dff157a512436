//! Sessions that do not come to their end: the camera goes, the face goes, or nobody
//! ever was there. Each means: try again, with the reason.

use super::*;

#[test]
fn a_camera_unplugged_in_mid_session_means_try_again() {
    let (done, _) = run(&shifted(reads), true, |_, time, _, _| time < 7.0);
    assert_eq!(
        done.verdict.outcome,
        Outcome::Retry,
        "{:?}",
        done.verdict.reasons
    );
    assert!(done.verdict.reasons.contains(&Reason::SessionIncomplete));
}

#[test]
fn a_face_that_leaves_means_try_again() {
    let (done, told) = run(&shifted(reads), false, |_, time, script, picture| {
        if time > 5.0 {
            script.presence.store(0, Ordering::Relaxed);
            *picture =
                Picture::from_rgb(WIDTH, HEIGHT, vec![80; (WIDTH * HEIGHT * 3) as usize]).unwrap();
        }
        true
    });
    assert!(done.verdict.reasons.contains(&Reason::FaceLost));
    assert_ne!(done.verdict.outcome, Outcome::Pass);
    assert!(told.contains(&Guidance::LookHere));
}

#[test]
fn a_camera_that_changes_its_size_means_try_again() {
    let (done, _) = run(&shifted(reads), false, |i, _, _, picture| {
        if i > 100 {
            *picture = picture.crop(10, 0, 300, HEIGHT).unwrap();
        }
        true
    });
    assert!(done.verdict.reasons.contains(&Reason::CameraChanged));
    assert_ne!(done.verdict.outcome, Outcome::Pass);
}

#[test]
fn nobody_there_means_try_again_with_the_reason() {
    let (done, told) = run(&|_, _, _| 0.0, true, |_, time, _, picture| {
        *picture =
            Picture::from_rgb(WIDTH, HEIGHT, vec![80; (WIDTH * HEIGHT * 3) as usize]).unwrap();
        time < 5.0
    });
    assert_eq!(told[0], Guidance::LookHere);
    assert_eq!(done.verdict.outcome, Outcome::Retry);
    assert!(done.verdict.reasons.contains(&Reason::NoFace));
    assert!(done.verdict.matching.is_none());
}

/// The first digit is read; the second's reading has begun when the camera goes. In one
/// of 400 random challenges the half reading was more than a third of the rest.
#[test]
fn a_reading_cut_off_is_not_a_mouth_that_moves_unprompted() {
    let at = Duration::from_secs_f32;
    for second in [6.8, 7.0, 7.2, 7.5] {
        let prompts = PromptTimes::new(at(1.5), at(4.5), vec![at(5.717), at(second)]).unwrap();
        let (done, _) = run_with(Some(prompts), &shifted(reads), false, |_, time, _, _| {
            time < 6.95
        });
        assert_eq!(
            done.verdict.reasons,
            [Reason::SessionIncomplete],
            "second digit at {second}"
        );
        assert_eq!(done.verdict.digits.len(), 1);
        let evidence = &done.evidence;
        let end = evidence.signal.time(evidence.signal.len());
        assert!(end <= second + 0.25, "judged until {end}");
    }
}
