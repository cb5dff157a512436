//! The whole pipeline with fake networks: the real cascade finds the face of the
//! example portrait, a fake landmark network moves its mouth as a script says.

mod bad_input;
mod cut_short;
mod kept;
mod matched;
mod mouth;
mod oracle;
mod pictures;
mod sound;
mod statement;
mod trace;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use super::*;
use crate::challenge::Language;
use crate::error::ErrorKind;
use crate::frame::{Picture, open_still};
use crate::infer::fake::FakeRuntime;
use crate::infer::{EngineChoice, Tensor};
use crate::landmark::POINTS;
use crate::models::{FACE_BLENDSHAPES, FACE_EMBEDDING, FACE_LANDMARKS, Models, TEXTURE};
use crate::quality::MOVEMENTS;
use mouth::{digits, fake_mesh, reads, speak};

use crate::{FalseMatchRate, Outcome, Picture as AnyPicture, Verdict};

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn portrait_picture() -> Picture {
    open_still(format!("{REPOSITORY}/examples/data/portrait.jpg")).unwrap()
}

const WIDTH: u32 = 320;
const HEIGHT: u32 = 240;
const FPS: f32 = 20.0;

/// The portrait in a small frame: the tests run without much optimisation.
fn scene() -> Picture {
    let picture = portrait_picture();
    let (width, height) = (WIDTH, HEIGHT);
    let scale = f64::from(picture.height()) / f64::from(height);
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let from_x =
                f64::from(x as i32 - WIDTH as i32 / 2) * scale + f64::from(picture.width()) / 2.0;
            let from_y = f64::from(y) * scale;
            let inside = from_x >= 0.0 && from_x < f64::from(picture.width());
            rgb.extend(match inside {
                true => picture.pixel(from_x as u32, (from_y as u32).min(picture.height() - 1)),
                false => [90, 95, 100],
            });
        }
    }
    Picture::from_rgb(width, height, rgb).unwrap()
}

/// What the fake networks are told by the test, in thousandths.
#[derive(Default)]
struct Script {
    opening: AtomicU32,
    /// Turn of the head, degrees.
    turned: AtomicU32,
    /// Whether the eyes are shut.
    shut: AtomicBool,
    /// Whether the chin is printed: it does not go with the lips.
    printed: AtomicBool,
    /// Log odds against skin.
    paper: AtomicU32,
    presence: AtomicU32,
    person: AtomicUsize,
    /// Whether the embedding network sees little of a face.
    poor: AtomicBool,
    /// How often it was asked.
    embedded: AtomicUsize,
}

fn engine(script: &Arc<Script>) -> Engine {
    let (mesh, face) = (Arc::clone(script), Arc::clone(script));
    let runtime = FakeRuntime::default()
        .with(FACE_LANDMARKS, move |_| {
            let opening = mesh.opening.load(Ordering::Relaxed) as f32 / 1000.0;
            let presence = mesh.presence.load(Ordering::Relaxed) as f32 / 1000.0;
            Ok(vec![
                Tensor::new(
                    &[1, 1, 1, POINTS * 3],
                    fake_mesh(
                        opening,
                        mesh.shut.load(Ordering::Relaxed),
                        mesh.turned.load(Ordering::Relaxed) as f32,
                        mesh.printed.load(Ordering::Relaxed),
                    ),
                ),
                Tensor::new(&[1], vec![if presence > 0.5 { 8.0 } else { -8.0 }]),
            ])
        })
        .with(FACE_EMBEDDING, move |inputs| {
            face.embedded.fetch_add(1, Ordering::Relaxed);
            let mut values = vec![0.01; 128];
            // Faces are embedded at the session's end, so who it is must be in the
            // picture: a face painted blue is somebody else.
            let blue = &inputs[0].data[2 * 112 * 112..];
            let painted = blue.iter().sum::<f32>() / blue.len() as f32 > 240.0;
            let person = face.person.load(Ordering::Relaxed);
            values[if painted { 20 } else { person }] = 1.0;
            let length = if face.poor.load(Ordering::Relaxed) {
                8.0
            } else {
                13.0
            };
            values.iter_mut().for_each(|v| *v *= length);
            Ok(vec![Tensor::new(&[1, 128], values)])
        });
    let runtime = runtime.with(FACE_BLENDSHAPES, |_| {
        Ok(vec![Tensor::new(&[52], vec![0.1; MOVEMENTS])])
    });
    let skin = Arc::clone(script);
    let runtime = runtime.with(TEXTURE, move |_| {
        // Of three classes the first is live.
        let paper = skin.paper.load(Ordering::Relaxed) as f32 / 1000.0;
        Ok(vec![Tensor::new(&[1, 3], vec![5.0 - paper, 0.0, 0.0])])
    });
    script.presence.store(1000, Ordering::Relaxed);
    Engine::builder()
        .digits(Language::English, digits())
        .digits(Language::Mandarin, digits())
        .models(Models::in_folder(format!("{REPOSITORY}/models")).unwrap())
        .runtime(Arc::new(runtime))
        .build()
        .unwrap()
}

/// A subject: how far the mouth is open at a time, given when it all started.
type Mouth = dyn Fn(f32, &PromptTimes, &[u8]) -> f32;

/// Runs a session frame by frame; `meddle` may change script or picture.
fn run(
    mouth: &Mouth,
    portrait: bool,
    meddle: impl Fn(usize, f32, &Script, &mut AnyPicture) -> bool,
) -> (Completed, Vec<Guidance>) {
    run_with(None, mouth, portrait, meddle)
}

/// The same with prompts at known times.
fn run_with(
    prompts: Option<PromptTimes>,
    mouth: &Mouth,
    portrait: bool,
    meddle: impl Fn(usize, f32, &Script, &mut AnyPicture) -> bool,
) -> (Completed, Vec<Guidance>) {
    run_at(&|i| i as f32 / FPS, prompts, mouth, portrait, meddle)
}

/// The same with frames at times of their own, seconds.
fn run_at(
    times: &dyn Fn(usize) -> f32,
    prompts: Option<PromptTimes>,
    mouth: &Mouth,
    portrait: bool,
    meddle: impl Fn(usize, f32, &Script, &mut AnyPicture) -> bool,
) -> (Completed, Vec<Guidance>) {
    let (session, _, told) = hold(times, prompts, mouth, portrait, meddle);
    (session.finish().unwrap(), told)
}

/// The same up to the last frame.
fn hold(
    times: &dyn Fn(usize) -> f32,
    prompts: Option<PromptTimes>,
    mouth: &Mouth,
    portrait: bool,
    meddle: impl Fn(usize, f32, &Script, &mut AnyPicture) -> bool,
) -> (Session, Engine, Vec<Guidance>) {
    let script = Arc::new(Script::default());
    let engine = engine(&script);
    let challenge = Challenge::draw(Language::English).unwrap();
    let mut session = engine.session(challenge);
    if let Some(prompts) = prompts {
        session = session.with_prompts(prompts).unwrap();
    }
    if portrait {
        session = session.with_portrait(engine.enrol(&portrait_picture()).unwrap());
    }
    let scene = scene();
    let mut told = Vec::new();
    for (i, time) in (0..).map(|i| (i, times(i))).take_while(|t| t.1 < 60.0) {
        let mut rgb = scene.rgb().to_vec();
        // A camera's noise never repeats.
        for (k, &byte) in (i as u64).to_le_bytes().iter().enumerate() {
            rgb[k] = byte;
        }
        let mut picture = Picture::from_rgb(WIDTH, HEIGHT, rgb).unwrap();
        let opening = session
            .prompts()
            .map_or(0.0, |p| mouth(time, &p, session.challenge().digits()));
        // A little jitter: nothing is as still as a fake.
        let jitter = ((i * 7919) % 101) as f32 / 101.0 * 0.02;
        script
            .opening
            .store(((opening + jitter) * 1000.0) as u32, Ordering::Relaxed);
        script.shut.store(blinking(time), Ordering::Relaxed);
        if !meddle(i, time, &script, &mut picture) {
            break;
        }
        let frame = Frame::from_picture(picture, Duration::from_secs_f32(time + 1.0));
        let guidance = session.push(&frame).unwrap();
        if told.last() != Some(&guidance) {
            told.push(guidance);
        }
        if guidance == Guidance::Done {
            break;
        }
    }
    (session, engine, told)
}

/// A blink of 0.15 s every three seconds.
fn blinking(time: f32) -> bool {
    (1.0..1.15).contains(&(time % 3.0))
}

/// The scripts above know times from zero; frames start at one second.
fn shifted(
    mouth: impl Fn(f32, &PromptTimes, &[u8]) -> f32 + 'static,
) -> impl Fn(f32, &PromptTimes, &[u8]) -> f32 {
    move |time, prompts, digits| mouth(time + 1.0, prompts, digits)
}

fn nothing(_: usize, _: f32, _: &Script, _: &mut AnyPicture) -> bool {
    true
}

#[test]
fn a_person_who_reads_passes_and_gets_both_proofs() {
    let (done, told) = run(&shifted(reads), true, nothing);
    let verdict = &done.verdict;
    assert_eq!(verdict.outcome, Outcome::Pass, "{:?}", verdict.reasons);
    assert!(verdict.reasons.is_empty());
    assert!(done.live.is_some());
    assert_eq!(
        done.matched.as_ref().map(|m| m.rate()),
        Some(FalseMatchRate::OneIn10000)
    );
    assert_eq!(verdict.digits.len(), 6);
    for digit in &verdict.digits {
        let (start, end) = (digit.start_ms.unwrap(), digit.end_ms.unwrap());
        assert!(start > digit.prompted_ms && end > start, "{digit:?}");
        assert!(end - digit.prompted_ms < 1500, "{digit:?}");
    }
    assert_eq!(told[0], Guidance::HoldStill);
    assert_eq!(told[1], Guidance::SayWarmUp);
    assert_eq!(told.last(), Some(&Guidance::Done));
    let read: Vec<u8> = told
        .iter()
        .filter_map(|g| match g {
            Guidance::Read(digit) => Some(*digit),
            _ => None,
        })
        .collect();
    let asked: Vec<u8> = verdict.digits.iter().map(|d| d.digit).collect();
    assert_eq!(read, asked);
    let json = serde_json::to_value(verdict).unwrap();
    assert_eq!(json["schema"], "selfsame.verdict/1");
    assert_eq!(json["outcome"], "pass");
    assert_eq!(json["match"]["false_match_rate"], "1e-4");
}

#[test]
fn a_still_face_fails() {
    let (done, _) = run(&|_, _, _| 0.0, true, nothing);
    assert_eq!(done.verdict.outcome, Outcome::Fail);
    for reason in [Reason::MouthStill, Reason::DigitsNotRead] {
        assert!(done.verdict.reasons.contains(&reason), "{:?}", done.verdict);
    }
    assert!(done.live.is_none() && done.matched.is_none());
    // The portrait matches all the same, and the verdict says so.
    assert_eq!(done.verdict.matching.unwrap().outcome, Outcome::Pass);
}

#[test]
fn whose_chin_stands_still_is_asked_to_show_it() {
    let (done, _) = run(&shifted(reads), false, |_, _, script, _| {
        script.printed.store(true, Ordering::Relaxed);
        true
    });
    assert_eq!(done.verdict.outcome, Outcome::Retry);
    assert_eq!(done.verdict.reasons, [Reason::JawStill]);
    assert!(done.live.is_none());
}

#[test]
fn a_mouth_that_never_rests_fails() {
    let (done, _) = run(&|time, _, _| speak(4, time, 0.0, 99.0), false, nothing);
    assert_eq!(
        done.verdict.outcome,
        Outcome::Fail,
        "{:?}",
        done.verdict.reasons
    );
}

#[test]
fn a_recording_made_for_other_prompts_fails() {
    // Each reading comes at a time of its own.
    let late = [0.1, 1.4, 0.3, 1.3, 0.6, 1.5];
    let (done, _) = run(
        &shifted(move |time, prompts, _| {
            let start = prompts.start().as_secs_f32();
            prompts
                .shown()
                .iter()
                .zip(late)
                .map(|(p, late)| p.as_secs_f32() + late)
                .fold(speak(4, time, start + 0.4, start + 2.8), |sum, at| {
                    sum + speak(4, time, at, at + 0.45)
                })
        }),
        false,
        nothing,
    );
    assert_eq!(
        done.verdict.outcome,
        Outcome::Fail,
        "{:?}",
        done.verdict.reasons
    );
}

#[test]
fn a_person_swapped_in_mid_session_is_seen() {
    let (done, _) = run(&shifted(reads), false, |_, time, _, picture| {
        if time > 8.0 {
            let mut rgb = picture.rgb().to_vec();
            // Behind the bytes that make each frame differ.
            rgb[9..]
                .iter_mut()
                .skip(2)
                .step_by(3)
                .for_each(|b| *b = 255);
            *picture = Picture::from_rgb(WIDTH, HEIGHT, rgb).unwrap();
        }
        true
    });
    assert!(
        done.verdict.reasons.contains(&Reason::PersonChanged),
        "{:?}",
        done.verdict.reasons
    );
    assert!(done.live.is_none());
}

#[test]
fn a_frozen_picture_is_held_against_the_session() {
    let frozen = scene();
    let (done, _) = run(&shifted(reads), false, |_, time, _, picture| {
        if (6.0..7.0).contains(&time) {
            *picture = frozen.clone();
        }
        true
    });
    assert_eq!(done.verdict.outcome, Outcome::Fail);
    assert!(done.verdict.reasons.contains(&Reason::FramesRepeated));
}

#[test]
fn time_that_goes_back_is_an_error_and_nothing_is_lost() {
    let script = Arc::new(Script::default());
    let engine = engine(&script);
    let mut session = engine.session(Challenge::draw(Language::English).unwrap());
    let frame = |ms| Frame::from_picture(scene(), Duration::from_millis(ms));
    session.push(&frame(40)).unwrap();
    for ms in [40, 10] {
        let error = session.push(&frame(ms)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Frame);
    }
    assert_eq!(session.push(&frame(80)).unwrap(), Guidance::HoldStill);
}

#[test]
fn one_frame_of_a_test_makes_it_a_tests_verdict() {
    let engine = engine(&Arc::new(Script::default()));
    let verdict = |marked: Option<u64>| {
        let mut session = engine.session(Challenge::draw(Language::English).unwrap());
        for n in 0..4 {
            let frame = Frame::from_picture(scene(), Duration::from_millis(40 * n));
            let test = (marked == Some(n)).then(|| frame.clone().for_test());
            session.push(&test.unwrap_or(frame)).unwrap();
        }
        session.finish().unwrap().verdict.test
    };
    let verdicts = [None, Some(0), Some(3)].map(verdict);
    assert_eq!(verdicts, [false, true, true]);
}

#[test]
fn a_recorded_session_gives_the_same_verdict_again() {
    let script = Arc::new(Script::default());
    let engine = engine(&script);
    let prompts = |session: &Session| session.prompts().unwrap();
    let challenge = Challenge::draw(Language::Mandarin).unwrap();
    let play = |mut session: Session| {
        for i in 0..600usize {
            let time = i as f32 / FPS;
            let digits = session.challenge().digits();
            let opening = session.prompts().map_or(0.0, |p| reads(time, &p, digits));
            script
                .opening
                .store((opening * 1000.0) as u32, Ordering::Relaxed);
            script.shut.store(blinking(time), Ordering::Relaxed);
            let mut rgb = scene().into_rgb();
            rgb[..8].copy_from_slice(&(i as u64).to_le_bytes());
            let picture = Picture::from_rgb(WIDTH, HEIGHT, rgb).unwrap();
            let frame = Frame::from_picture(picture, Duration::from_secs_f32(time));
            if session.push(&frame).unwrap() == Guidance::Done {
                break;
            }
        }
        let times = prompts(&session);
        (session.finish().unwrap().verdict, times)
    };
    let (live, times) = play(engine.session(challenge.clone()));
    let again = engine.session(challenge).with_prompts(times).unwrap();
    let (replayed, _) = play(again);
    assert_eq!(live.outcome, Outcome::Pass, "{:?}", live.reasons);
    assert_eq!(replayed.outcome, live.outcome);
    assert_eq!(replayed.digits, live.digits);
}

#[test]
fn engines_are_shared_by_threads_and_wrong_threads_are_refused() {
    fn shared<T: Send + Sync>(_: &T) {}
    let script = Arc::new(Script::default());
    shared(&engine(&script));
    let error = Engine::builder()
        .inference(EngineChoice::Rten)
        .threads(0)
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
}
