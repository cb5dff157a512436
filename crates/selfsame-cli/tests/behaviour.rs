//! Simulated people who do something else than to read digits with an open face: each
//! ends in an outcome with its reason, through every network.

mod common;

use selfsame::detect::Bounds;
use selfsame::infer::EngineChoice;
use selfsame::models::Models;
use selfsame::track::Tracker;
use selfsame::{Challenge, Engine, Frame, Guidance, Language, Outcome, Picture, Reason, Verdict};
use selfsame_simulate::dice::Dice;
use selfsame_simulate::{Camera, Habits, Setup, Subject, Timing};

/// Chosen because they pass when nothing is in the way (the first test).
const PERSON: u64 = 401;

fn engine() -> Option<Engine> {
    common::with_models()?;
    let models = Models::in_folder(common::repository().join("models")).expect("models");
    let engine = Engine::builder().models(models);
    Some(
        engine
            .inference(EngineChoice::Rten)
            .build()
            .expect("an engine"),
    )
}

/// A session with a person of these habits. `cover` may paint over what the camera sees,
/// knowing where the face was while it was open: the mesh's box.
fn session(habits: Habits, cover: impl Fn(f32, &Bounds, &mut Picture)) -> Option<Verdict> {
    let engine = engine()?;
    let setup = Setup {
        habits,
        fps: 15.0,
        timing: Timing::STEADY,
        camera: Camera {
            width: 320,
            height: 240,
            ..Setup::new(PERSON, 1, Language::English).camera
        },
        ..Setup::new(PERSON, 1, Language::English)
    };
    let mut subject = Subject::new(&setup).expect("a subject");
    let mut dice = Dice::new(PERSON, "challenge");
    let challenge = Challenge::draw_with(Language::English, 6, &mut dice).expect("digits");
    let mut session = engine.session(challenge);
    let mut face: Option<Bounds> = None;
    for _ in 0..900 {
        let frame = subject.next_frame().expect("a frame");
        let mut picture = frame.to_picture();
        let found = || {
            let found = Tracker::new()
                .follow(
                    &picture,
                    frame.time(),
                    engine.detector(),
                    engine.landmarker(),
                )
                .expect("no error");
            Some(found?.mesh.bounds())
        };
        face = face.or_else(found);
        if let (Some(face), Some(prompts)) = (&face, session.prompts()) {
            let since = frame.time().saturating_sub(prompts.start());
            cover(since.as_secs_f32(), face, &mut picture);
        }
        let shown = Frame::from_picture(picture, frame.time()).for_test();
        let guidance = session.push(&shown).expect("a frame");
        if guidance == Guidance::Done {
            break;
        }
        subject.show(guidance);
    }
    Some(session.finish().expect("an end").verdict)
}

/// Paints an ellipse; middle and half axes are shares of a box.
fn paint(picture: &mut Picture, face: &Bounds, middle: [f32; 2], half: [f32; 2], colour: [u8; 3]) {
    let width = picture.width();
    let mut rgb = picture.rgb().to_vec();
    for (i, pixel) in rgb.chunks_exact_mut(3).enumerate() {
        let x = ((i as u32 % width) as f32 - face.x) / face.width - middle[0];
        let y = ((i as u32 / width) as f32 - face.y) / face.height - middle[1];
        if (x / half[0]).powi(2) + (y / half[1]).powi(2) < 1.0 {
            // What covers a face has some grain, too.
            let grain = (i as u32).wrapping_mul(2_654_435_761) >> 29;
            for (byte, level) in pixel.iter_mut().zip(colour) {
                *byte = level.saturating_sub(grain as u8);
            }
        }
    }
    *picture = Picture::from_rgb(width, picture.height(), rgb).expect("a picture");
}

fn open(_: f32, _: &Bounds, _: &mut Picture) {}

#[test]
fn somebody_careful_passes() {
    let Some(verdict) = session(Habits::CAREFUL, open) else {
        return;
    };
    assert_eq!(verdict.outcome, Outcome::Pass, "{:?}", verdict.reasons);
}

#[test]
fn somebody_who_chews_is_not_taken_for_a_reader() {
    let habits = Habits {
        chews: 30.0,
        // All the digits are chewed away.
        silence: 1.0,
        ..Habits::CAREFUL
    };
    let Some(verdict) = session(habits, open) else {
        return;
    };
    assert_eq!(verdict.outcome, Outcome::Fail, "{:?}", verdict.reasons);
}

#[test]
fn somebody_who_laughs_all_the_time_is_told_what_is_wrong() {
    let habits = Habits {
        laughs: 30.0,
        ..Habits::CAREFUL
    };
    let Some(verdict) = session(habits, open) else {
        return;
    };
    assert_ne!(verdict.outcome, Outcome::Pass);
    assert!(!verdict.reasons.is_empty());
}

#[test]
fn a_hand_before_the_mouth_hides_it() {
    let Some(verdict) = session(Habits::CAREFUL, |time, face, picture| {
        if time > 3.5 {
            paint(picture, face, [0.5, 0.82], [0.42, 0.3], [150, 105, 85]);
        }
    }) else {
        return;
    };
    assert_ne!(verdict.outcome, Outcome::Pass);
    assert!(!verdict.reasons.is_empty());
}

#[test]
fn a_mask_hides_the_mouth() {
    let Some(verdict) = session(Habits::CAREFUL, |_, face, picture| {
        paint(picture, face, [0.5, 0.85], [0.55, 0.45], [170, 195, 210]);
    }) else {
        return;
    };
    assert_ne!(verdict.outcome, Outcome::Pass);
    assert!(
        [
            Reason::MouthStill,
            Reason::DigitsNotRead,
            Reason::FaceLost,
            Reason::OtherDigits
        ]
        .iter()
        .any(|reason| verdict.reasons.contains(reason)),
        "{:?}",
        verdict.reasons
    );
}

#[test]
fn glare_on_glasses_hides_blinks_and_nothing_else() {
    let Some(verdict) = session(Habits::CAREFUL, |_, face, picture| {
        for x in [0.3, 0.7] {
            paint(picture, face, [x, 0.3], [0.14, 0.08], [250, 250, 250]);
        }
    }) else {
        return;
    };
    assert_ne!(verdict.outcome, Outcome::Fail, "{:?}", verdict.reasons);
}
