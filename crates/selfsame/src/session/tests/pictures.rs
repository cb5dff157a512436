//! What the pictures themselves tell: cuts, and prints.

use std::sync::atomic::Ordering;

use super::*;

#[test]
fn a_cut_is_held_against_the_session() {
    let cut = |from: f32| {
        let (done, _) = run(&shifted(reads), false, move |_, time, _, picture| {
            if time > from {
                // Something stands behind the person that did not.
                let mut rgb = picture.rgb().to_vec();
                let rows = WIDTH as usize * 3 * 8;
                rgb[9..rows].iter_mut().for_each(|b| *b = 255 - *b);
                *picture = Picture::from_rgb(WIDTH, HEIGHT, rgb).unwrap();
            }
            true
        });
        done.verdict.reasons
    };
    assert_eq!(cut(8.0), [Reason::TrackJumped]);
    assert_eq!(cut(99.0), []);
}

#[test]
fn a_face_that_looks_like_paper_all_the_time_fails() {
    // For the middle third of each second, or always.
    for (share, reasons) in [(0.33, &[][..]), (1.0, &[Reason::NotSkin][..])] {
        let (done, _) = run(&shifted(reads), false, move |_, time, script, _| {
            let paper = (0.34..0.34 + share).contains(&time.fract()) || share == 1.0;
            script
                .paper
                .store(if paper { 9000 } else { 0 }, Ordering::Relaxed);
            true
        });
        assert_eq!(done.verdict.reasons, reasons);
        assert_eq!(done.live.is_some(), reasons.is_empty());
    }
}

#[test]
fn somebody_who_never_blinks_is_asked_to() {
    let (done, _) = run(&shifted(reads), false, |_, _, script, _| {
        script.shut.store(false, Ordering::Relaxed);
        true
    });
    assert_eq!(done.verdict.outcome, Outcome::Retry);
    assert_eq!(done.verdict.reasons, [Reason::NoBlink]);
    assert!(done.live.is_none());
}
