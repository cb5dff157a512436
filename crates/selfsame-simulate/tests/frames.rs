//! Frames and what is true of them: times, poses, compression.
#![allow(clippy::unwrap_used)]

use selfsame::{Frame, Language};
use selfsame_simulate::performance::Performance;
use selfsame_simulate::{
    Attack, Attacker, Camera, Cue, Habits, Lighting, Pose, Setup, Subject, Timing,
};

fn setup(person: u64, mjpeg: Option<u8>, timing: Timing) -> Setup {
    let setup = Setup::new(person, 1, Language::English);
    Setup {
        camera: Camera {
            width: 128,
            height: 96,
            noise: 1.0,
            mjpeg,
            ..setup.camera
        },
        timing,
        ..setup
    }
}

fn bytes(frame: &Frame) -> Vec<u8> {
    frame.to_picture().into_rgb()
}

/// Mean absolute difference in levels.
fn differ(a: &Frame, b: &Frame) -> f32 {
    let (a, b) = (bytes(a), bytes(b));
    let sum: u32 = a
        .iter()
        .zip(&b)
        .map(|(a, b)| u32::from(a.abs_diff(*b)))
        .sum();
    sum as f32 / a.len() as f32
}

#[test]
fn a_frame_shows_what_was_done_when_it_was_taken() {
    let setup = setup(4, Some(75), Timing::BUSY);
    let mut subject = Subject::new(&setup).unwrap();
    assert_eq!(subject.shot().pose, None);
    let mut alone = Performance::new(Language::English, 4, 1, &Habits::CAREFUL);
    let mut last = -1.0;
    let mut lost = 0;
    for n in 0..150u32 {
        if n == 40 {
            subject.show(Cue::Digit(5));
        }
        let frame = subject.next_frame().unwrap();
        let shot = subject.shot();
        if n == 40 {
            let seen = subject.truth().readings[0].seen;
            // Seen when the next frame was due, be it lost or not.
            assert!(seen > last as f32 && seen <= shot.taken as f32);
            assert!(f64::from(seen) - last < 1.2 / 30.0);
            alone.see(seen, Cue::Digit(5));
        }
        let pose = Pose::from(alone.at(shot.taken as f32).head);
        assert_eq!(shot.pose, Some(pose), "frame {n}");
        let late = frame.time().as_secs_f64() - shot.taken;
        assert!((-1e-6..0.06).contains(&late), "{late}");
        lost += usize::from(shot.taken - last > 1.5 / 30.0 && last >= 0.0);
        last = shot.taken;
    }
    assert!(lost > 0);
}

#[test]
fn the_same_setup_gives_the_same_frames_and_stamps() {
    for attack in [None, Some(Attack::Spliced), Some(Attack::ReplayOtherDigits)] {
        let run = || -> Vec<Frame> {
            let setup = setup(11, Some(70), Timing::BUSY).lit(Lighting::Dim);
            let mut subject = Subject::new(&setup).unwrap();
            let mut attacker = attack.map(|attack| Attacker::new(attack, &setup).unwrap());
            (0..25)
                .map(|_| match &mut attacker {
                    Some(attacker) => attacker.next_frame().unwrap(),
                    None => subject.next_frame().unwrap(),
                })
                .collect()
        };
        for (a, b) in run().iter().zip(&run()) {
            assert_eq!((a.time(), bytes(a)), (b.time(), bytes(b)));
        }
    }
}

#[test]
fn an_attack_keeps_the_time_of_the_camera_that_it_passes_for() {
    let setup = setup(9, None, Timing::BUSY).lit(Lighting::Dim);
    let mut subject = Subject::new(&setup).unwrap();
    let mut attacker = Attacker::new(Attack::PhotoStill, &setup).unwrap();
    for n in 0..40 {
        let [honest, not] = [
            subject.next_frame().unwrap().time(),
            attacker.next_frame().unwrap().time(),
        ];
        assert_eq!(honest, not);
        // Dim: 15 frames a second, less what was lost.
        assert!(honest.as_secs_f64() >= f64::from(n) / 15.0 * 0.95);
    }
}

#[test]
fn compression_changes_a_frame_a_little_and_what_was_recorded_twice() {
    let pair = |attack: Option<Attack>| {
        [None, Some(60)].map(|mjpeg| {
            let setup = setup(5, mjpeg, Timing::STEADY);
            match attack {
                None => Subject::new(&setup).unwrap().next_frame().unwrap(),
                Some(attack) => Attacker::new(attack, &setup).unwrap().next_frame().unwrap(),
            }
        })
    };
    for attack in [None, Some(Attack::PhotoStill), Some(Attack::Looped)] {
        let [raw, sent] = pair(attack);
        let changed = differ(&raw, &sent);
        assert!((0.2..8.0).contains(&changed), "{attack:?}: {changed}");
    }
}

#[test]
fn a_head_that_is_to_be_seen_has_a_pose_and_paper_has_none() {
    let pose = |attack| {
        let setup = setup(5, None, Timing::STEADY);
        let mut attacker = Attacker::knowing(attack, &setup, &[1, 2, 3, 4]).unwrap();
        attacker.next_frame().unwrap();
        attacker.shot().pose
    };
    for attack in Attack::ALL {
        let with = attack.is_injected()
            || matches!(
                attack,
                Attack::TwoPeople | Attack::SwapCut | Attack::SwapBlack
            );
        assert_eq!(pose(attack).is_some(), with, "{attack}");
    }
    // The reader sits beside their usual place, decimetres to the left.
    let beside = pose(Attack::TwoPeople).unwrap();
    assert!(beside.shift.x < -5.0, "{beside:?}");
}
