//! What the rest of the simulation relies on.

use super::*;
use crate::expression::Unit;

const ENGLISH: Language = Language::English;
const USUAL: &Habits = &Habits::USUAL;
const CAREFUL: &Habits = &Habits::CAREFUL;
const RESTLESS: &Habits = &Habits::RESTLESS;

/// A screen like a session's: the sentence, a rest, and digits that stay 0.8 s.
fn session(digits: &[u8], gap: f32) -> Vec<(f32, Cue)> {
    let mut screen = vec![(0.0, Cue::WarmUp), (3.0, Cue::Rest)];
    for (i, &digit) in digits.iter().enumerate() {
        let time = 4.6 + gap * i as f32;
        screen.push((time, Cue::Digit(digit)));
        if gap > 0.81 {
            screen.push((time + 0.8, Cue::Rest));
        }
    }
    screen
}

/// Plays a screen to a performance, as a camera of some rate would see it.
fn play(p: &mut Performance, screen: &[(f32, Cue)], rate: f32, seconds: f32) -> Vec<Acting> {
    let mut screen = screen.iter().copied().peekable();
    (0..=(seconds * rate) as usize)
        .map(|i| {
            let time = i as f32 / rate;
            while let Some((at, cue)) = screen.next_if(|c| c.0 <= time) {
                p.see(at, cue);
            }
            p.at(time)
        })
        .collect()
}

fn gap(face: &Expression) -> f32 {
    face.get(Unit::JawOpen) - face.get(Unit::MouthClose)
}

/// What lips and jaw do, but for the small weights of rest.
fn activity(face: &Expression) -> f32 {
    [
        Unit::JawOpen,
        Unit::MouthFunnel,
        Unit::MouthPucker,
        Unit::MouthStretchLeft,
        Unit::MouthLowerDownLeft,
        Unit::MouthUpperUpLeft,
        Unit::MouthRollLower,
        Unit::TongueOut,
    ]
    .iter()
    .map(|&u| face.get(u))
    .sum()
}

#[test]
fn the_frame_rate_changes_nothing() {
    for seed in 0..6 {
        let screen = session(&[3, 5, 3, 8], 1.3);
        let mut fast = Performance::new(ENGLISH, seed, 1, RESTLESS);
        let mut slow = fast.clone();
        let a = play(&mut fast, &screen, 30.0, 30.0);
        let b = play(&mut slow, &screen, 15.0, 30.0);
        for (i, acting) in b.iter().enumerate() {
            assert_eq!(*acting, a[2 * i], "{seed} at {i}");
        }
        assert_eq!(fast.truth(), slow.truth());
    }
}

#[test]
fn a_seed_and_a_take_fix_everything_and_each_counts() {
    let run = |person, take| {
        let mut p = Performance::new(ENGLISH, person, take, USUAL);
        let frames = play(&mut p, &session(&[1, 4, 1, 9], 1.1), 30.0, 10.0);
        (frames, p.truth().clone())
    };
    assert_eq!(run(1, 1), run(1, 1));
    assert_ne!(run(1, 1), run(1, 2));
    assert_ne!(run(1, 1), run(2, 1));
    assert_ne!(run(1, 2), run(2, 1));
}

#[test]
fn movement_has_no_jumps_and_weights_stay_in_range() {
    for seed in 0..4 {
        let mut p = Performance::new(Language::Mandarin, seed, 0, RESTLESS);
        let frames = play(&mut p, &session(&[8, 5, 8, 3], 1.0), 1000.0, 30.0);
        for (i, pair) in frames.windows(2).enumerate() {
            for unit in Unit::ALL {
                let (a, b) = (pair[0].expression.get(unit), pair[1].expression.get(unit));
                assert!((0.0..=1.0).contains(&b), "{unit:?} {b}");
                // A blink closes within 50 ms, a saccade takes 30.
                assert!(
                    (a - b).abs() < 0.06,
                    "{seed} at {i} ms {unit:?}: {a} to {b}"
                );
            }
            let (a, b) = (pair[0].head, pair[1].head);
            let turn = [a.yaw - b.yaw, a.pitch - b.pitch, a.roll - b.roll];
            assert!(
                turn.iter().all(|d| d.abs() < 0.003),
                "{seed} at {i} ms {turn:?}"
            );
            assert!((a.shift - b.shift).length() < 0.05);
            assert!((pair[0].shoulders - pair[1].shoulders).abs() < 0.01);
        }
    }
}

#[test]
fn digits_in_quick_succession_are_read_in_order_one_after_another() {
    for seed in 0..200 {
        let digits = [7, 2, 7, 4, 1, 5];
        let mut p = Performance::new(ENGLISH, seed, 3, CAREFUL);
        play(&mut p, &session(&digits, 0.8), 10.0, 14.0);
        let readings = &p.truth().readings;
        assert_eq!(readings.len(), 7);
        assert_eq!(readings[0].said, Some(Prompt::WarmUp));
        for (reading, digit) in readings[1..].iter().zip(digits) {
            assert_eq!(reading.said, Some(Prompt::Digit(digit)));
            assert_eq!(reading.asked, Prompt::Digit(digit));
        }
        for pair in readings.windows(2) {
            let (a, b) = (pair[0].mouth.unwrap(), pair[1].mouth.unwrap());
            assert!(a.end < b.start, "{seed}: {a:?} {b:?}");
        }
        for reading in readings {
            let (mouth, sound) = (reading.mouth.unwrap(), reading.sound.unwrap());
            assert!(mouth.start >= reading.seen + 0.1);
            assert!(mouth.start < sound.start && sound.end < mouth.end);
        }
    }
}

#[test]
fn lips_move_in_the_true_intervals_and_nowhere_else() {
    let (mut inside, mut outside) = (0.0, 0.0);
    for seed in 0..20 {
        let mut p = Performance::new(ENGLISH, seed, 0, CAREFUL);
        let frames = play(&mut p, &session(&[2, 9, 2, 3], 1.8), 100.0, 13.0);
        let rested = frames.iter().enumerate().filter(|(i, acting)| {
            let time = *i as f32 / 100.0;
            let moving = p
                .truth()
                .readings
                .iter()
                .any(|r| r.mouth.unwrap().contains(time));
            let a = activity(&acting.expression);
            *(if moving { &mut inside } else { &mut outside }) += a;
            !moving
        });
        let mut count = 0;
        for (i, acting) in rested {
            count += 1;
            let face = &acting.expression;
            assert!(gap(face) < 0.006, "{seed} at {i}: {}", gap(face));
            assert!(activity(face) < 0.04, "{seed} at {i}: {}", activity(face));
        }
        assert!(count > 400, "{count}");
        // Within each, the sound has most of it.
        for reading in &p.truth().readings {
            let (mouth, sound) = (reading.mouth.unwrap(), reading.sound.unwrap());
            let sum = |span: Span| -> f32 {
                (0..frames.len())
                    .filter(|&i| span.contains(i as f32 / 100.0))
                    .map(|i| activity(&frames[i].expression))
                    .sum()
            };
            assert!(sum(sound) > 0.5 * sum(mouth), "{seed} {reading:?}");
        }
    }
    assert!(outside < 0.05 * inside, "{outside} {inside}");
}

#[test]
fn rest_is_alive() {
    let mut p = Performance::new(ENGLISH, 1, 0, CAREFUL);
    let frames = play(&mut p, &[], 30.0, 30.0);
    let spread = |of: &dyn Fn(&Acting) -> f32| {
        let mean = frames.iter().map(of).sum::<f32>() / frames.len() as f32;
        let sum: f32 = frames.iter().map(|a| (of(a) - mean).powi(2)).sum();
        (sum / frames.len() as f32).sqrt()
    };
    assert!(spread(&|a| a.expression.get(Unit::JawOpen)) > 0.001);
    assert!((0.1..3.0).contains(&spread(&|a| a.head.yaw).to_degrees()));
    assert!((0.1..3.0).contains(&spread(&|a| a.head.pitch).to_degrees()));
    assert!((0.05..1.5).contains(&spread(&|a| a.head.shift.x)));
    assert!((0.05..0.4).contains(&spread(&|a| a.shoulders)));
    // In and out about every four seconds.
    let turns = frames
        .windows(2)
        .filter(|w| w[0].shoulders < 0.0 && w[1].shoulders >= 0.0)
        .count();
    assert!((5..=10).contains(&turns), "{turns}");
}

#[test]
fn reactions_have_the_persons_mean_and_spread() {
    for person in [1, 2, 3] {
        let mut times = Vec::new();
        for take in 0..60 {
            let mut p = Performance::new(ENGLISH, person, take, CAREFUL);
            let screen: Vec<_> = (0..20u8)
                .flat_map(|i| {
                    let t = 2.0 * f32::from(i);
                    [(t, Cue::Digit(i % 10)), (t + 0.8, Cue::Rest)]
                })
                .collect();
            play(&mut p, &screen, 10.0, 40.0);
            let readings = &p.truth().readings;
            times.extend(readings.iter().map(|r| r.sound.unwrap().start - r.seen));
        }
        let n = times.len() as f32;
        let mean = times.iter().sum::<f32>() / n;
        let spread = (times.iter().map(|t| (t - mean).powi(2)).sum::<f32>() / n).sqrt();
        let voice = Voice::of(person);
        assert!(
            (mean - voice.reaction).abs() < 0.02,
            "{mean} {}",
            voice.reaction
        );
        // A little more than within one day.
        let own = voice.reaction_spread;
        assert!(spread > 0.85 * own && spread < 1.4 * own, "{spread} {own}");
        assert!(times.iter().all(|&t| t >= 0.249));
    }
}

#[test]
fn slips_come_as_often_as_the_habits_say() {
    let habits = Habits {
        wrong_digit: 0.2,
        silence: 0.1,
        slow: 0.1,
        ..Habits::CAREFUL
    };
    let mut readings = Vec::new();
    for person in 0..100 {
        let mut p = Performance::new(Language::Mandarin, person, 0, &habits);
        play(&mut p, &session(&[1, 5, 1, 8, 3, 9, 2, 6], 2.0), 5.0, 24.0);
        readings.extend_from_slice(&p.truth().readings);
    }
    readings.retain(|r| r.asked != Prompt::WarmUp);
    let share = |of: &dyn Fn(&Reading) -> bool| {
        readings.iter().filter(|r| of(r)).count() as f32 / readings.len() as f32
    };
    let silent = share(&|r| r.said.is_none());
    let wrong = share(&|r| r.said.is_some_and(|s| s != r.asked)) / (1.0 - silent);
    let slow = share(&|r| r.sound.is_some_and(|s| s.start - r.seen > 0.99)) / (1.0 - silent);
    assert!((silent - 0.1).abs() < 0.04, "{silent}");
    assert!((wrong - 0.2).abs() < 0.05, "{wrong}");
    assert!((slow - 0.1).abs() < 0.04, "{slow}");
    assert!(
        readings
            .iter()
            .all(|r| r.said.is_some() == r.sound.is_some())
    );
    assert!(
        readings
            .iter()
            .all(|r| r.said.is_some() == r.mouth.is_some())
    );
}

#[test]
fn eyes_blink_and_look_together() {
    let (mut blinks, mut doubles) = (0, 0);
    for person in 0..30 {
        let mut p = Performance::new(ENGLISH, person, 0, CAREFUL);
        let frames = play(&mut p, &[], 60.0, 60.0);
        let spans = &p.truth().blinks;
        blinks += spans.len();
        for pair in spans.windows(2) {
            assert!(pair[0].end < pair[1].start);
            doubles += usize::from(pair[1].start - pair[0].end < 0.2);
        }
        for (i, acting) in frames.iter().enumerate() {
            let face = &acting.expression;
            let shut = face.get(Unit::EyeBlinkLeft);
            assert!((shut - face.get(Unit::EyeBlinkRight)).abs() < 0.06);
            let time = i as f32 / 60.0;
            assert!(shut == 0.0 || spans.iter().any(|s| s.contains(time)));
            for (left, right) in [
                (Unit::EyeLookOutLeft, Unit::EyeLookInRight),
                (Unit::EyeLookInLeft, Unit::EyeLookOutRight),
                (Unit::EyeLookUpLeft, Unit::EyeLookUpRight),
                (Unit::EyeLookDownLeft, Unit::EyeLookDownRight),
            ] {
                assert_eq!(face.get(left), face.get(right));
                // They watch the screen.
                assert!(face.get(left) < 0.75, "{left:?} {}", face.get(left));
            }
        }
        for span in spans {
            assert!((0.149..0.251).contains(&(span.end - span.start)));
            let middle = ((span.start + 0.4 * (span.end - span.start)) * 60.0).round() as usize;
            if let Some(acting) = frames.get(middle) {
                let shut = acting.expression.get(Unit::EyeBlinkRight);
                assert!(shut > 0.6, "{shut}");
            }
        }
    }
    let rate = blinks as f32 / 30.0;
    assert!((13.0..19.0).contains(&rate), "{rate}");
    assert!((10..120).contains(&doubles), "{doubles}");
}

#[test]
fn a_glance_away_comes_back_when_a_digit_appears() {
    let habits = Habits {
        glances: 30.0,
        ..Habits::CAREFUL
    };
    let aside = |acting: &Acting| {
        let face = &acting.expression;
        // The eyes against the camera: what they turn in the head, and the head.
        let left = face.get(Unit::EyeLookOutLeft) - face.get(Unit::EyeLookInLeft);
        (left * FULL_LOOK + acting.head.yaw).to_degrees().abs()
    };
    let (mut before, mut after): (f32, f32) = (0.0, 0.0);
    for seed in 0..100 {
        let mut p = Performance::new(ENGLISH, seed, 0, &habits);
        before = before.max(aside(&p.at(2.0)));
        p.see(2.0, Cue::Digit(4));
        after = after.max(aside(&p.at(2.36)));
    }
    assert!(before > 12.0 && after < 11.0, "{before} {after}");
}

#[test]
fn gestures_come_at_their_rates_and_never_while_speaking() {
    let mut counts = [0; 5];
    let habits = Habits {
        chews: 1.0,
        ..*RESTLESS
    };
    for person in 0..60 {
        let mut p = Performance::new(ENGLISH, person, 0, &habits);
        let frames = play(&mut p, &session(&[1, 2, 1, 3, 4, 5], 2.4), 20.0, 60.0);
        let truth = p.truth();
        let mut spans: Vec<Span> = truth.antics.iter().map(|a| a.span).collect();
        spans.extend(truth.readings.iter().filter_map(|r| r.mouth));
        spans.sort_by(|a, b| a.start.total_cmp(&b.start));
        assert!(spans.windows(2).all(|w| w[0].end < w[1].start), "{person}");
        for antic in &truth.antics {
            counts[antic.gesture as usize] += 1;
            let middle = (antic.span.start + antic.span.end) / 2.0;
            let Some(acting) = frames.get((middle * 20.0).round() as usize) else {
                continue;
            };
            let (unit, least) = match antic.gesture {
                Gesture::Laugh => (Unit::MouthSmileLeft, 0.4),
                Gesture::Yawn => (Unit::JawOpen, 0.5),
                Gesture::Lick => (Unit::TongueOut, 0.1),
                Gesture::Press => (Unit::MouthPressRight, 0.3),
                // In its middle the jaw may be up or down.
                Gesture::Chew => (Unit::MouthClose, -0.1),
            };
            let weight = acting.expression.get(unit);
            assert!(weight > least, "{antic:?} {weight}");
        }
    }
    // A minute each of 60 people, less the time that is taken.
    for (count, rate) in counts.into_iter().zip([2.0, 0.5, 4.0, 4.0, 1.0]) {
        let each = count as f32 / 60.0;
        assert!(each > 0.6 * rate && each < 1.2 * rate, "{each} {rate}");
    }
}

#[test]
fn a_script_is_what_the_screen_would_have_been() {
    let screen = session(&[5, 1, 5, 2], 1.2);
    let mut watching = Performance::new(ENGLISH, 4, 4, USUAL);
    let seen = play(&mut watching, &screen, 30.0, 12.0);
    let mut shuffled = screen.clone();
    shuffled.reverse();
    let mut scripted = Performance::scripted(ENGLISH, 4, 4, USUAL, shuffled);
    // What it is shown does not matter to it.
    let played = play(&mut scripted, &session(&[9, 8], 1.0), 30.0, 12.0);
    assert_eq!(played, seen);
    assert_eq!(scripted.truth(), watching.truth());
}

#[test]
fn a_cue_that_stays_is_one_prompt_and_one_that_comes_back_another() {
    let mut p = Performance::new(ENGLISH, 1, 1, CAREFUL);
    for i in 0..24 {
        p.see(i as f32 / 30.0, Cue::Digit(4));
    }
    assert_eq!(p.truth().readings.len(), 1);
    p.see(0.9, Cue::Rest);
    p.see(2.0, Cue::Digit(4));
    assert_eq!(p.truth().readings.len(), 2);
}

#[test]
fn more_prompts_than_anybody_can_read_are_forgotten() {
    let mut p = Performance::new(ENGLISH, 1, 1, CAREFUL);
    for i in 0..1000u16 {
        p.see(f32::from(i) / 100.0, Cue::Digit((i % 10) as u8));
    }
    let truth = p.truth();
    assert_eq!(truth.readings.len(), 1000);
    let read = truth.readings.iter().filter(|r| r.said.is_some()).count();
    assert!((5..30).contains(&read), "{read}");
}

#[test]
fn nonsense_does_no_harm() {
    let mut p = Performance::new(ENGLISH, 1, 1, USUAL);
    p.at(5.0);
    for time in [f32::NAN, -1.0, f32::NEG_INFINITY, 2.0, 5.0] {
        let acting = p.at(time);
        assert_eq!(acting, p.at(5.0), "{time}");
        p.see(time, Cue::Digit(200));
        p.see(time, Cue::Nothing);
    }
    assert_eq!(p.truth().readings, []);
    p.see(f32::NAN, Cue::Digit(3));
    assert_eq!(p.truth().readings[0].seen, 5.0);
    p.at(f32::INFINITY);
    assert_eq!(p.at(1e30), p.at(LONGEST));
    for bad in [f32::NAN, f32::INFINITY, -3.0, 1e30] {
        let habits = Habits {
            wrong_digit: bad,
            silence: bad,
            slow: bad,
            laughs: bad,
            yawns: bad,
            licks: bad,
            presses: bad,
            chews: bad,
            glances: bad,
            blinking: bad,
            motion: bad,
        };
        let script = vec![(bad, Cue::Digit(1)), (1.0, Cue::Digit(2))];
        let mut p = Performance::scripted(ENGLISH, 1, 1, &habits, script);
        for i in 0..300 {
            let acting = p.at(i as f32 / 10.0);
            assert!(acting.expression.weights().iter().all(|w| w.is_finite()));
            assert!(acting.head.yaw.is_finite() && acting.head.shift.is_finite());
        }
    }
}
