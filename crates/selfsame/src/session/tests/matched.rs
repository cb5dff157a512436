//! The live face and the portrait.

use super::*;

#[test]
fn another_person_is_live_but_does_not_match() {
    let (done, _) = run(&shifted(reads), true, |_, _, script, _| {
        script.person.store(9, Ordering::Relaxed);
        true
    });
    assert_eq!(done.verdict.reasons, [Reason::PortraitMismatch]);
    assert!(done.live.is_some() && done.matched.is_none());
}

/// A session before a camera that shows little of the face, or with a portrait that does.
fn poorly_seen(person: usize, portrait: bool, live: bool) -> Completed {
    let script = Arc::new(Script::default());
    let engine = engine(&script);
    script.poor.store(portrait, Ordering::Relaxed);
    let portrait = engine.enrol(&portrait_picture()).unwrap();
    let (session, engine, _) = hold(
        &|i| i as f32 / FPS,
        None,
        &shifted(reads),
        false,
        |_, _, script, _| {
            script.person.store(person, Ordering::Relaxed);
            script.poor.store(live, Ordering::Relaxed);
            true
        },
    );
    let session = session.with_portrait(portrait);
    session.into_trace().unwrap().conclude(&engine)
}

#[test]
fn what_is_seen_poorly_speaks_against_nobody() {
    use Reason::{LiveTooPoor, PortraitMismatch, PortraitTooPoor};
    // The portrait is poor, or the live face, or both; what is said of somebody else.
    for (portrait, live, other) in [
        (false, false, &[PortraitMismatch][..]),
        (true, false, &[PortraitTooPoor]),
        (false, true, &[LiveTooPoor]),
        (true, true, &[LiveTooPoor, PortraitTooPoor]),
    ] {
        for (person, reasons) in [(0, &[][..]), (9, other)] {
            let done = poorly_seen(person, portrait, live);
            let case = (portrait, live, person);
            assert_eq!(done.verdict.reasons, reasons, "{case:?}");
            assert_eq!(done.matched.is_some(), reasons.is_empty(), "{case:?}");
            let outcome = done.verdict.matching.unwrap().outcome;
            assert_eq!(outcome, Outcome::of(reasons), "{case:?}");
        }
    }
}

#[test]
fn a_face_that_is_seen_poorly_for_a_while_is_nobody_else() {
    // From the seventh second to the eleventh, unlike the rest of the session.
    let reasons = |poor: bool| {
        let (done, _) = run(&shifted(reads), false, |_, time, script, _| {
            let odd = (7.0..11.0).contains(&time);
            script
                .person
                .store(if odd { 9 } else { 0 }, Ordering::Relaxed);
            script.poor.store(odd && poor, Ordering::Relaxed);
            true
        });
        assert!(done.live.is_none());
        done.verdict.reasons
    };
    assert_eq!(reasons(true), [Reason::LiveTooPoor]);
    assert_eq!(reasons(false), [Reason::PersonChanged]);
}

#[test]
fn no_frame_waits_for_two_embeddings() {
    // How often the network had been asked before each frame; the portrait is not among them.
    let before = std::cell::RefCell::new(Vec::new());
    let (session, _, _) = hold(
        &|i| i as f32 / FPS,
        None,
        &shifted(reads),
        false,
        |_, _, script, _| {
            let asked = script.embedded.load(Ordering::Relaxed);
            before.borrow_mut().push(asked);
            true
        },
    );
    let before = before.into_inner();
    assert!(before.windows(2).all(|pair| pair[1] - pair[0] <= 1));
    // Both ways round of a face of each three seconds, and nothing is left for the end.
    let all = *before.last().unwrap();
    assert!(all >= 8 && all % 2 == 0, "{all}");
    let frames = session.into_trace().unwrap().best_frames.len();
    assert_eq!(frames, 4);
}
