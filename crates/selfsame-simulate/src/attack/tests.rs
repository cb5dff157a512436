//! What the attacks promise, at a small camera.

use selfsame::{Frame, Language};

use super::*;
use crate::camera::Camera;
use crate::clock::Timing;
use crate::performance::Reading;
use crate::subject::Setup;

const DIGITS: [u8; 4] = [3, 5, 3, 8];

/// A webcam of few pixels and no noise to speak of, which compresses and loses no frame.
fn setup(person: u64, fps: f32) -> Setup {
    let mut setup = Setup::new(person, 1, Language::English);
    setup.camera = Camera {
        width: 160,
        height: 120,
        noise: 0.5,
        mjpeg: Some(85),
        ..setup.camera
    };
    setup.fps = fps;
    setup.timing = Timing::STEADY;
    setup
}

fn attacker(attack: Attack) -> Attacker {
    Attacker::knowing(attack, &setup(7, 10.0), &DIGITS).unwrap()
}

/// A session's screen: the sentence to 3 s, digits from 4.6 s, every 1.5 s.
fn screen(time: f32) -> Cue {
    if time < 3.0 {
        return Cue::WarmUp;
    }
    let since = time - 4.6;
    let (digit, within) = ((since / 1.5).floor(), since.rem_euclid(1.5));
    match DIGITS.get(digit.max(0.0) as usize) {
        Some(&digit) if since >= 0.0 && within < 0.8 => Cue::Digit(digit),
        _ => Cue::Rest,
    }
}

fn play(attacker: &mut Attacker, seconds: f32, screen: impl Fn(f32) -> Cue) -> Vec<Frame> {
    (0..(seconds * 10.0) as u32)
        .map(|i| {
            attacker.show(screen(i as f32 / 10.0));
            attacker.next_frame().unwrap()
        })
        .collect()
}

fn bytes(frame: &Frame) -> Vec<u8> {
    frame.to_picture().into_rgb()
}

/// Mean difference of two frames in levels, in a part of the frame's height.
fn differ(a: &Frame, b: &Frame, from: f32, to: f32) -> f32 {
    let (a, b) = (bytes(a), bytes(b));
    let part = (a.len() as f32 * from) as usize..(a.len() as f32 * to) as usize;
    let pairs = a[part.clone()].iter().zip(&b[part.clone()]);
    let sum: u32 = pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    sum as f32 / part.len() as f32
}

fn mouths(readings: &[Reading]) -> Vec<f32> {
    let spans = readings.iter().filter_map(|r| r.mouth);
    spans.map(|span| span.start).collect()
}

#[test]
fn every_attack_gives_frames_that_are_marked_in_order_and_the_same_again() {
    for attack in Attack::ALL {
        let run = || {
            let mut attacker = attacker(attack);
            // The screen hurries, so that each attack comes to its point.
            let screen = |t| screen(t * 11.0);
            (play(&mut attacker, 0.7, screen), attacker.truth().clone())
        };
        let (frames, truth) = run();
        for frame in &frames {
            assert_eq!((frame.width(), frame.height()), (160, 120), "{attack}");
            assert!(frame.is_test(), "{attack}");
        }
        assert!(frames.windows(2).all(|f| f[0].time() < f[1].time()));
        assert_eq!((truth.attack, truth.victim), (attack, 7));
        assert_ne!(truth.attacker, truth.victim);
        let (again, same) = run();
        assert_eq!(truth, same, "{attack}");
        for (a, b) in frames.iter().zip(&again) {
            assert_eq!(bytes(a), bytes(b), "{attack}");
        }
    }
}

#[test]
fn another_victim_or_day_is_another_attack() {
    let first = |setup: &Setup| {
        let mut attacker = Attacker::new(Attack::PhotoStill, setup).unwrap();
        (
            attacker.truth().attacker,
            bytes(&attacker.next_frame().unwrap()),
        )
    };
    let (attacker, frame) = first(&setup(7, 10.0));
    let (other, other_frame) = first(&setup(8, 10.0));
    assert_ne!(attacker, other);
    assert_ne!(frame, other_frame);
    let another_day = Setup {
        take: 2,
        ..setup(7, 10.0)
    };
    // The same attacker comes back with another photo.
    let (same, other_frame) = first(&another_day);
    assert_eq!(attacker, same);
    assert_ne!(frame, other_frame);
}

#[test]
fn names_differ_and_lead_back() {
    for attack in Attack::ALL {
        assert_eq!(Attack::from_name(attack.name()), Some(attack));
        let namesakes = Attack::ALL.iter().filter(|a| a.name() == attack.name());
        assert_eq!(namesakes.count(), 1);
        assert!(!attack.describe().is_empty());
        assert!(!attack.describe().contains("  "), "{}", attack.describe());
    }
    for (family, plainest) in Attack::FAMILIES {
        assert_eq!(Attack::from_name(family), Some(plainest));
        assert!(plainest.name().starts_with(&format!("{family}-")));
    }
    assert_eq!("swap".parse::<Attack>().unwrap(), Attack::SwapCut);
    for unknown in ["", "photo-", "Photo", "magic"] {
        let error = unknown.parse::<Attack>().unwrap_err().to_string();
        assert!(error.contains("two-people"), "{error}");
        assert!(error.contains("replay for replay-other-digits"), "{error}");
    }
    assert!(Attack::Avatar.describe().contains("may well pass"));
}

#[test]
fn paper_does_not_read() {
    for attack in [Attack::PhotoStill, Attack::PhotoTurned, Attack::PhotoBent] {
        let [asked, alone] = [true, false].map(|asked| {
            let mut attacker = attacker(attack);
            let frames = play(&mut attacker, 1.5, |t| match asked && t > 0.3 {
                true => Cue::Digit(3),
                false => Cue::Nothing,
            });
            assert!(attacker.truth().readings.is_empty());
            frames
        });
        for (a, b) in asked.iter().zip(&alone) {
            assert_eq!(bytes(a), bytes(b), "{attack}");
        }
        assert_ne!(
            bytes(&asked[0]),
            bytes(&asked[10]),
            "{attack}: hands tremble"
        );
    }
}

#[test]
fn where_a_mouth_is_alive_it_moves_after_a_digit_and_nothing_else_does() {
    for attack in [
        Attack::PhotoMouthHole,
        Attack::PhotoFaceHoles,
        Attack::MouthPastedLive,
        Attack::Avatar,
        Attack::TwoPeople,
    ] {
        let run = |digit| {
            let mut attacker = attacker(attack);
            let frames = play(&mut attacker, 2.0, |t| match t > 0.3 {
                true => digit,
                false => Cue::Nothing,
            });
            (frames, attacker.truth().clone())
        };
        let (asked, truth) = run(Cue::Digit(5));
        let (alone, _) = run(Cue::Nothing);
        assert_eq!(truth.digits(), [5], "{attack}");
        let mouth = truth.readings[0].mouth.unwrap();
        let driven = truth.reader == Some(truth.attacker);
        assert!(driven, "{attack}");
        let most = |before: bool| {
            let frames = asked.iter().zip(&alone);
            frames
                .filter(|(a, _)| before == (a.time().as_secs_f32() < mouth.start))
                .map(|(a, b)| differ(a, b, 0.0, 1.0))
                .fold(0.0, f32::max)
        };
        // Eyes turn to the prompt before the mouth moves.
        assert!(
            most(true) < 0.25 * most(false),
            "{attack}: {} {}",
            most(true),
            most(false)
        );
        assert!(most(false) > 0.03, "{attack}: {}", most(false));
        if matches!(attack, Attack::PhotoMouthHole | Attack::MouthPastedLive) {
            for (a, b) in asked.iter().zip(&alone) {
                assert!(differ(a, b, 0.0, 0.3) == 0.0, "{attack}: above the mouth");
            }
        }
    }
}

#[test]
fn paper_is_bent_in_rhythm_and_reads_nothing() {
    let [asked, alone] = [true, false].map(|asked| {
        let mut attacker = attacker(Attack::PhotoBentInRhythm);
        let frames = play(&mut attacker, 2.0, |t| match asked && t > 0.3 {
            true => Cue::Digit(3),
            false => Cue::Nothing,
        });
        assert!(attacker.truth().readings.is_empty());
        frames
    });
    let pairs = asked.iter().zip(&alone);
    let moved: Vec<f32> = pairs.map(|(a, b)| differ(a, b, 0.0, 1.0)).collect();
    assert!(moved[..6].iter().all(|m| *m == 0.0), "{moved:?}");
    assert!(moved[6..].iter().any(|m| *m > 1.0), "{moved:?}");
}

#[test]
fn eyes_are_seen_through_the_holes_of_a_face() {
    let eyes = |attack| {
        let mut attacker = attacker(attack);
        let frames = play(&mut attacker, 6.0, screen);
        let first = &frames[0];
        let differences = frames[1..].iter().map(|f| differ(first, f, 0.25, 0.45));
        differences.fold(0.0, f32::max)
    };
    // Somebody blinks behind it in six seconds; paper does not.
    let [open, shut] = [Attack::PhotoFaceHoles, Attack::PhotoMouthHole].map(eyes);
    assert!(open > 1.2 * shut, "{open} {shut}");
}

#[test]
fn faded_clips_read_what_is_asked_without_a_jump() {
    let run = |attack| {
        let mut attacker = attacker(attack);
        let frames = play(&mut attacker, 10.4, screen);
        let jumps = frames.windows(2).map(|f| differ(&f[0], &f[1], 0.0, 1.0));
        (jumps.fold(0.0, f32::max), attacker.truth().clone())
    };
    let (faded, truth) = run(Attack::Faded);
    let (cut, spliced) = run(Attack::Spliced);
    assert_eq!(truth.digits(), DIGITS);
    assert!(truth.cuts.is_empty() && spliced.faded.is_empty());
    // To each of five readings and back, the last one perhaps not yet.
    assert!((9..=10).contains(&truth.faded.len()), "{:?}", truth.faded);
    assert!(faded < 0.8 * cut, "{faded} {cut}");
    // The digit that comes twice is read on two days.
    let seen = |i: usize| {
        let mouth = truth.readings[i].mouth.unwrap();
        mouth.end - mouth.start
    };
    assert_ne!(seen(1), seen(3));
}

#[test]
fn frozen_video_stands_still_in_its_stretches_and_nowhere_else() {
    let mut attacker = attacker(Attack::Frozen);
    let frames = play(&mut attacker, 8.5, screen);
    let truth = attacker.truth();
    assert!(truth.digits().is_empty());
    assert!(!truth.frozen.is_empty());
    for pair in frames.windows(2) {
        let [a, b] = [0, 1].map(|i| pair[i].time().as_secs_f32());
        let still = truth
            .frozen
            .iter()
            .any(|span| span.start <= b + 1e-3 && b <= span.end + 1e-3);
        assert_eq!(bytes(&pair[0]) == bytes(&pair[1]), still, "{a} to {b}");
    }
}

#[test]
fn a_loop_repeats_to_the_bit() {
    let mut attacker = attacker(Attack::Looped);
    let frames = play(&mut attacker, 7.0, screen);
    let truth = attacker.truth();
    let period = truth.period.unwrap() as usize;
    for (i, frame) in frames.iter().enumerate().skip(period) {
        assert_eq!(bytes(frame), bytes(&frames[i - period]), "{i}");
    }
    assert_ne!(bytes(&frames[0]), bytes(&frames[1]));
    assert_eq!(truth.cuts.len(), (frames.len() - 1) / period);
    let digits = truth.digits();
    assert_eq!(digits[..2], digits[2..4]);
}

#[test]
fn the_same_digit_is_spliced_in_as_the_same_clip() {
    let mut attacker = attacker(Attack::Spliced);
    let frames = play(&mut attacker, 10.4, screen);
    let truth = attacker.truth();
    assert_eq!(truth.digits(), DIGITS);
    // Each reading begins with a cut, after the prompt.
    let starts: Vec<usize> = mouths(&truth.readings)
        .iter()
        .map(|mouth| {
            let cut = truth.cuts.iter().rfind(|cut| *cut <= mouth).unwrap();
            (cut * 10.0).round() as usize
        })
        .collect();
    // The warm-up is the first.
    let (first, second) = (starts[1], starts[3]);
    assert!(first >= 47 && second >= 77, "{starts:?}");
    for i in 0..4 {
        assert_eq!(bytes(&frames[first + i]), bytes(&frames[second + i]));
    }
}

#[test]
fn a_swap_puts_somebody_else_there_when_it_says() {
    for attack in [Attack::SwapCut, Attack::SwapBlack] {
        let mut attacker = attacker(attack);
        let frames = play(&mut attacker, 5.5, screen);
        let truth = attacker.truth();
        let swapped = truth.swapped.unwrap();
        assert!((3.0..4.6).contains(&swapped), "{swapped}");
        // The warm-up is the victim's; of it, only what was seen counts.
        assert_eq!(truth.reader, Some(truth.attacker));
        assert_eq!(truth.readers.len(), truth.readings.len());
        assert_eq!(truth.readers[0], truth.victim);
        assert!(truth.readers[1..].iter().all(|r| *r == truth.attacker));
        assert!(truth.readings.len() > 1);
        let gone = truth.black.first().map_or(swapped, |black| black.start);
        assert!(truth.readings[0].mouth.unwrap().end <= gone);
        let is_black = |f: &Frame| bytes(f).iter().all(|b| *b == 0);
        let first = (swapped * 10.0).round() as usize;
        let black = frames.iter().filter(|f| is_black(f)).count();
        assert_eq!(black > 0, attack == Attack::SwapBlack);
        assert_eq!(truth.black.len(), usize::from(black > 0));
        assert!(!is_black(&frames[first]));
        let before = first - 1 - black;
        let jump = differ(&frames[before], &frames[first], 0.0, 1.0);
        for i in (0..before).chain(first..frames.len() - 1) {
            let moves = differ(&frames[i], &frames[i + 1], 0.0, 1.0);
            assert!(moves < jump / 2.0, "{attack} at {i}: {moves} {jump}");
        }
    }
}

#[test]
fn recordings_read_other_digits_or_at_other_times() {
    for attack in [
        Attack::ReplayOtherDigits,
        Attack::ReplayVisibleScreen,
        Attack::ReplayOtherTimes,
        Attack::MouthPastedReplay,
    ] {
        let mut attacker = Attacker::knowing(attack, &setup(7, 3.0), &DIGITS).unwrap();
        for i in 0..54 {
            attacker.show(screen(i as f32 / 3.0));
            attacker.next_frame().unwrap();
        }
        let truth = attacker.truth();
        let same = truth.digits() == DIGITS;
        assert_eq!(same, attack == Attack::ReplayOtherTimes, "{attack}");
        assert_eq!(truth.digits().len(), DIGITS.len());
        assert_eq!(truth.reader, Some(truth.victim));
        let late: Vec<f32> = truth.readings[1..]
            .iter()
            .enumerate()
            .map(|(i, reading)| reading.seen - 4.6 - 1.5 * i as f32)
            .collect();
        let span = |f: fn(f32, f32) -> f32| late.iter().copied().reduce(f).unwrap();
        assert!(span(f32::max) - span(f32::min) > 0.2, "{attack}: {late:?}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |attack, setup: &Setup, digits: &[u8]| {
        let error = Attacker::knowing(attack, setup, digits).unwrap_err();
        error.to_string()
    };
    let good = setup(7, 10.0);
    assert!(Attack::ReplayOtherTimes.needs_digits());
    assert!(refused(Attack::ReplayOtherTimes, &good, &[]).contains("must be told"));
    assert!(refused(Attack::Avatar, &good, &[10]).contains("10 is not a digit"));
    // No challenge is that long.
    refused(Attack::ReplayOtherDigits, &good, &[1; 9]);
    let mut bad = good.clone();
    bad.fps = f32::NAN;
    assert!(refused(Attack::Avatar, &bad, &[]).contains("frames a second"));
    bad = good;
    bad.camera.width = 3;
    assert!(refused(Attack::Looped, &bad, &[]).contains("pixels"));
}
