//! Prompts that cannot be, frames that come as no camera should give them, and people
//! who do something else: each ends in an outcome with its reason.

use std::sync::atomic::Ordering;

use super::*;

fn at(seconds: f32) -> Duration {
    Duration::from_secs_f32(seconds)
}

/// Six digits after a warm-up that starts at a time; frames start at one second.
fn prompts(start: f32, shown: &[f32]) -> Result<PromptTimes> {
    let shown = shown.iter().map(|t| at(*t)).collect();
    PromptTimes::new(at(start), at(start + 3.0), shown)
}

const SHOWN: [f32; 6] = [6.0, 7.4, 9.8, 11.0, 12.6, 14.5];

fn with_prompts(prompts: PromptTimes) -> Vec<Reason> {
    let (done, _) = run_with(Some(prompts), &shifted(reads), false, |_, time, _, _| {
        time < 20.0
    });
    assert_eq!(done.live.is_some(), done.verdict.reasons.is_empty());
    done.verdict.reasons
}

#[test]
fn prompts_of_an_interface_are_taken_as_they_were_shown() {
    assert_eq!(with_prompts(prompts(1.5, &SHOWN).unwrap()), []);
}

#[test]
fn prompts_that_are_missing_mean_try_again() {
    let reasons = with_prompts(prompts(1.5, &SHOWN[..3]).unwrap());
    assert_eq!(reasons, [Reason::SessionIncomplete]);
    let reasons = with_prompts(prompts(1.5, &[]).unwrap());
    assert_eq!(reasons, [Reason::SessionIncomplete]);
}

#[test]
fn prompts_out_of_order_or_too_many_are_refused() {
    let swapped = [6.0, 9.8, 7.4, 11.0, 12.6, 14.5];
    for wrong in [
        prompts(1.5, &swapped),
        prompts(1.5, &[2.0]),
        prompts(1.5, &[9.0; 9]),
    ] {
        assert_eq!(wrong.unwrap_err().kind(), ErrorKind::Challenge);
    }
    let engine = engine(&Arc::new(Script::default()));
    let session = engine.session(Challenge::draw(Language::English).unwrap());
    let seven = prompts(1.5, &[6.0, 7.4, 9.8, 11.0, 12.6, 14.5, 15.5]).unwrap();
    let error = session.with_prompts(seven).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Challenge);
}

#[test]
fn prompts_at_one_moment_are_no_reading() {
    let (done, _) = run_with(
        Some(prompts(1.5, &[8.0; 6]).unwrap()),
        &shifted(reads),
        false,
        |_, time, _, _| time < 20.0,
    );
    assert_ne!(done.verdict.outcome, Outcome::Pass);
    assert!(done.live.is_none());
}

#[test]
fn prompts_from_before_the_first_frame_mean_try_again() {
    // All of them, or the first ones: nobody saw what was done then.
    for early in [-15.0f32, -3.5] {
        let shown = SHOWN.map(|t| (t + early).max(0.0));
        let times = PromptTimes::new(at(0.0), at(0.0), shown.map(at).to_vec()).unwrap();
        let (done, _) = run_with(Some(times), &shifted(reads), false, |_, time, _, _| {
            time < 20.0
        });
        assert_eq!(done.verdict.outcome, Outcome::Retry);
        assert!(
            done.verdict.reasons.contains(&Reason::FramesMissing),
            "{:?}",
            done.verdict.reasons
        );
    }
}

/// A session whose frames come at times of their own.
fn at_times(times: impl Fn(usize) -> f32) -> (Outcome, Vec<Reason>) {
    let (done, _) = run_at(&times, None, &shifted(reads), false, nothing);
    (done.verdict.outcome, done.verdict.reasons)
}

#[test]
fn five_frames_a_second_mean_try_again() {
    let (outcome, reasons) = at_times(|i| i as f32 / 5.0);
    assert_eq!(outcome, Outcome::Retry, "{reasons:?}");
    assert_eq!(reasons, [Reason::FramesMissing]);
}

#[test]
fn frames_that_come_in_bursts_mean_try_again() {
    // Thirty a second, ten at once.
    let (outcome, reasons) = at_times(|i| (i / 10) as f32 / 3.0 + (i % 10) as f32 * 0.001);
    assert_eq!(outcome, Outcome::Retry, "{reasons:?}");
    assert_eq!(reasons, [Reason::FramesMissing]);
}

#[test]
fn many_frames_and_frames_at_a_changing_rate_do_no_harm() {
    assert_eq!(at_times(|i| i as f32 / 120.0), (Outcome::Pass, vec![]));
    // 30 and 15 a second in turn, and never in step.
    let changing = |i: usize| {
        let (turn, rest) = (i / 45, i % 45);
        let within = match rest {
            0..30 => rest as f32 / 30.0,
            _ => 1.0 + (rest - 30) as f32 / 15.0,
        };
        2.0 * turn as f32 + within + 0.004 * ((i * 7919) % 10) as f32 / 10.0
    };
    assert_eq!(at_times(changing), (Outcome::Pass, vec![]));
}

/// What a session comes to whose picture is black for a while.
fn black(from: f32, to: f32) -> (Outcome, Vec<Reason>) {
    let (done, _) = run(&shifted(reads), false, move |_, time, script, picture| {
        let black = (from..to).contains(&time);
        script
            .presence
            .store(if black { 0 } else { 1000 }, Ordering::Relaxed);
        if black {
            // As black as before: a covered sensor may give nothing but zeros.
            *picture =
                Picture::from_rgb(WIDTH, HEIGHT, vec![0; (WIDTH * HEIGHT * 3) as usize]).unwrap();
        }
        true
    });
    (done.verdict.outcome, done.verdict.reasons)
}

#[test]
fn black_pictures_mean_try_again() {
    // Ten seconds in mid-session, and one.
    for to in [16.0, 7.0] {
        let (outcome, reasons) = black(6.0, to);
        assert_eq!(outcome, Outcome::Retry, "{reasons:?}");
        assert!(reasons.contains(&Reason::FaceLost), "{reasons:?}");
    }
    // Before the challenge starts nothing is lost.
    assert_eq!(black(0.0, 10.0), (Outcome::Pass, vec![]));
}

/// A head that is turned away while so many digits are to be read: nobody sees them.
fn turned_away(digits: usize) -> (Outcome, Vec<Reason>) {
    let shown = SHOWN;
    // How far, 0..=1, on the clock of the frames: there and back within 0.4 s each.
    let away = move |time: f32| {
        let at = |t: &f32| ((time - t + 0.4) / 0.4).min((t + 1.8 - time) / 0.4);
        let far = shown[6 - digits..].iter().map(at).fold(0.0, f32::max);
        far.clamp(0.0, 1.0)
    };
    let (done, _) = run_with(
        Some(prompts(1.5, &SHOWN).unwrap()),
        &shifted(move |time, prompts, digits| match away(time) > 0.5 {
            true => 0.0,
            false => reads(time, prompts, digits),
        }),
        false,
        move |_, time, script, _| {
            let turned = 50.0 * away(time + 1.0);
            script.turned.store(turned as u32, Ordering::Relaxed);
            time < 20.0
        },
    );
    (done.verdict.outcome, done.verdict.reasons)
}

#[test]
fn a_face_that_turns_away_while_reading_means_try_again() {
    let (outcome, reasons) = turned_away(2);
    assert_eq!(outcome, Outcome::Retry, "{reasons:?}");
    assert!(reasons.contains(&Reason::FaceTurned), "{reasons:?}");
}

#[test]
fn a_mouth_that_chews_its_words_is_no_reading() {
    // Chewing: open and shut all the time, the digits said with it.
    let (done, _) = run(
        &shifted(|time, prompts, digits| {
            let chewed = 0.5 * (0.5 - 0.5 * (std::f32::consts::TAU * 1.4 * time).cos());
            reads(time, prompts, digits).max(chewed)
        }),
        false,
        nothing,
    );
    assert_eq!(done.verdict.outcome, Outcome::Fail);
    assert!(done.live.is_none() && !done.verdict.reasons.is_empty());
}
