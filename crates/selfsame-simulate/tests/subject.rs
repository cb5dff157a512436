//! People before cameras: seeds, marks, movement, and what is impossible.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use selfsame::{Language, Picture};
use selfsame_simulate::expression::{Expression, Unit};
use selfsame_simulate::performance::{Head, Prompt};
use selfsame_simulate::{Camera, Cue, Person, Scene, Setup, Studio, Subject, Timing, portrait};

/// A small camera: quick, and enough to see a face.
fn small() -> Camera {
    Camera {
        width: 160,
        height: 120,
        noise: 0.0,
        mjpeg: None,
        ..Camera::of(1)
    }
}

fn setup(person: u64, take: u64) -> Setup {
    Setup {
        camera: small(),
        fps: 10.0,
        timing: Timing::STEADY,
        ..Setup::new(person, take, Language::English)
    }
}

fn studio(person: u64) -> Studio {
    Studio::new(Person::of(person), Scene::of(5), small()).unwrap()
}

/// Mean absolute difference of two pictures, levels.
fn difference(a: &Picture, b: &Picture) -> f32 {
    let sum: u32 = a
        .rgb()
        .iter()
        .zip(b.rgb())
        .map(|(a, b)| u32::from(a.abs_diff(*b)))
        .sum();
    sum as f32 / a.rgb().len() as f32
}

#[test]
fn a_seed_is_a_person_and_two_seeds_are_two() {
    let take = |person| {
        studio(person)
            .take(&Expression::REST, &Head::default())
            .unwrap()
    };
    assert_eq!(take(4).rgb(), take(4).rgb());
    assert!(difference(&take(4), &take(5)) > 2.0);
    assert_eq!(Person::of(9).looks, Person::of(9).looks);
}

#[test]
fn tones_sexes_and_glasses_are_all_there() {
    let people: Vec<Person> = (0..200).map(Person::of).collect();
    let share = |test: &dyn Fn(&Person) -> bool| people.iter().filter(|p| test(p)).count();
    for tone in 1..=10 {
        let near = share(&|p| (p.looks.tone - tone as f32).abs() <= 0.5);
        assert!(near >= 8, "tone {tone}: {near} of 200");
    }
    assert!((70..=130).contains(&share(&|p| p.sex > 0.5)));
    assert!((25..=80).contains(&share(&|p| p.looks.glasses.is_some())));
    assert!(share(&|p| p.looks.beard.is_some() && p.sex < 0.5) == 0);
    for corner in 0..3 {
        let part = |p: &Person| [p.origin.african, p.origin.asian, p.origin.european][corner];
        assert!(share(&|p| part(p) > 0.5) >= 20, "{corner}");
    }
    let whole = |p: &Person| p.origin.african + p.origin.asian + p.origin.european;
    assert!(people.iter().all(|p| (whole(p) - 1.0).abs() < 1e-5));
}

#[test]
fn the_mouth_opens_where_the_mouth_is_and_nothing_else_moves() {
    let mut studio = studio(12);
    let rest = studio.take(&Expression::REST, &Head::default()).unwrap();
    let open = Expression::of(&[(Unit::JawOpen, 0.6)]);
    let open = studio.take(&open, &Head::default()).unwrap();
    let shut = Expression::of(&[(Unit::JawOpen, 0.6), (Unit::MouthClose, 0.6)]);
    let shut = studio.take(&shut, &Head::default()).unwrap();
    let half = |p: &Picture, top: i64| p.crop(0, top, 160, 48).unwrap();
    // Eyes are in the upper 46 rows of 120 in this camera, the mouth below.
    assert!(difference(&half(&rest, 0), &half(&open, 0)) < 0.15);
    assert!(difference(&half(&rest, 48), &half(&open, 48)) > 0.5);
    // With lips closed over an open jaw, the teeth and the dark between them do not show.
    let strange = |p: &Picture| {
        let bytes = rest.rgb().iter().zip(p.rgb());
        bytes.filter(|(a, b)| a.abs_diff(**b) > 40).count()
    };
    let (open, shut) = (strange(&open), strange(&shut));
    assert!(open > 2 * shut, "{open} {shut}");
}

#[test]
fn a_turned_head_turns_and_the_background_stays() {
    let mut studio = studio(12);
    let rest = studio.take(&Expression::REST, &Head::default()).unwrap();
    let turned = Head {
        yaw: 0.5,
        ..Head::default()
    };
    let turned = studio.take(&Expression::REST, &turned).unwrap();
    assert!(difference(&rest, &turned) > 1.0);
    let corner = |p: &Picture| p.crop(0, 0, 20, 30).unwrap();
    assert!(difference(&corner(&rest), &corner(&turned)) < 0.5);
}

#[test]
fn frames_are_marked_in_step_and_the_person_reads_only_what_is_shown() {
    let mut subject = Subject::new(&setup(7, 1)).unwrap();
    let mut times = Vec::new();
    for n in 0..60 {
        let frame = subject.next_frame().unwrap();
        assert!(frame.is_test());
        assert_eq!((frame.width(), frame.height()), (160, 120));
        times.push(frame.time());
        match n {
            9 => subject.show(Cue::Digit(3)),
            17 => subject.show(Cue::Rest),
            _ => {}
        }
    }
    assert_eq!(times[10], Duration::from_secs(1));
    assert!(times.windows(2).all(|t| t[0] < t[1]));
    let truth = subject.truth();
    assert_eq!(truth.readings.len(), 1);
    let reading = &truth.readings[0];
    assert_eq!(reading.asked, Prompt::Digit(3));
    assert!((reading.seen - 1.0).abs() < 1e-3, "{}", reading.seen);
    let mouth = reading.mouth.unwrap();
    assert!(mouth.start > 1.1 && mouth.end < 5.0, "{mouth:?}");
}

#[test]
fn another_day_is_another_picture_of_the_same_person() {
    let frame = |take| {
        Subject::new(&setup(7, take))
            .unwrap()
            .next_frame()
            .unwrap()
            .to_picture()
    };
    assert_eq!(frame(1).rgb(), frame(1).rgb());
    assert!(difference(&frame(1), &frame(2)) > 2.0);
    let portrait = portrait(Person::of(7)).unwrap();
    assert_eq!((portrait.width(), portrait.height()), (480, 600));
}

#[test]
fn what_is_impossible_is_refused_by_name() {
    for (camera, says) in [
        (
            Camera {
                width: 0,
                ..small()
            },
            "pixels",
        ),
        (
            Camera {
                height: 100_000,
                ..small()
            },
            "pixels",
        ),
        (
            Camera {
                field: f32::NAN,
                ..small()
            },
            "field of view",
        ),
        (
            Camera {
                distance: 0.1,
                ..small()
            },
            "distance",
        ),
        (
            Camera {
                noise: -1.0,
                ..small()
            },
            "noise",
        ),
        (
            Camera {
                mjpeg: Some(0),
                ..small()
            },
            "1 to 100",
        ),
        (
            Camera {
                mjpeg: Some(101),
                ..small()
            },
            "motion JPEG",
        ),
    ] {
        let error = Subject::new(&Setup {
            camera,
            ..setup(1, 1)
        })
        .unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
    for fps in [0.0, -3.0, 1e9, f32::NAN] {
        let error = Subject::new(&Setup { fps, ..setup(1, 1) }).unwrap_err();
        assert!(error.to_string().contains("frames a second"), "{error}");
    }
}

#[test]
fn wild_poses_and_expressions_do_not_panic() {
    let mut studio = studio(2);
    for value in [f32::NAN, f32::INFINITY, -1e9, 50.0] {
        let head = Head {
            yaw: value,
            pitch: value,
            roll: value,
            shift: glam::Vec3::splat(value),
        };
        let all = Expression::of(&Unit::ALL.map(|u| (u, value)));
        assert!(studio.take(&all, &head).is_ok());
    }
}
