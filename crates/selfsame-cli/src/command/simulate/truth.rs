//! `truth.json`: what really happened in a simulated session.
//!
//! Enters: a plan and the truth of its play. Leaves: JSON, `selfsame.truth/1`
//! (docs/json.md). It lies beside a session for evaluations; no verdict reads it.

use selfsame_simulate::attack::AttackTruth;
use selfsame_simulate::performance::{Antic, Gesture, Prompt, Reading, Span};
use selfsame_simulate::{Person, Pose, Shot};
use serde::{Deserialize, Serialize};

use super::actor::Done;
use super::plan::Plan;
use super::session::Storage;

const SCHEMA: &str = "selfsame.truth/1";

/// `selfsame.truth/1`.
#[derive(Serialize)]
pub(super) struct TruthJson {
    #[serde(flatten)]
    made_from: MadeFrom,
    traits: Traits,
    frames: u64,
    readings: Vec<ReadingJson>,
    blinks: Vec<SpanJson>,
    antics: Vec<AnticJson>,
    trick: Option<TrickJson>,
    shots: Vec<ShotJson>,
}

/// What a session was made from: the same, and the frames are the same.
#[derive(Serialize, Deserialize, PartialEq)]
pub(super) struct MadeFrom {
    schema: String,
    person: u64,
    take: u64,
    language: String,
    attack: Option<String>,
    digits: Vec<u8>,
    width: u32,
    height: u32,
    fps: f32,
    light: String,
    pace: String,
    mjpeg: Option<u8>,
    lossless: bool,
}

#[derive(Serialize)]
struct Traits {
    tone: f32,
    sex: f32,
    age: f32,
    glasses: bool,
    beard: bool,
}

#[derive(Serialize)]
struct ReadingJson {
    asked: String,
    said: Option<String>,
    seen_ms: f64,
    mouth: Option<SpanJson>,
    sound: Option<SpanJson>,
}

#[derive(Serialize)]
struct SpanJson {
    start_ms: f64,
    end_ms: f64,
}

#[derive(Serialize)]
struct AnticJson {
    gesture: &'static str,
    #[serde(flatten)]
    span: SpanJson,
}

/// What is true of a frame.
#[derive(Serialize)]
struct ShotJson {
    taken_ms: f64,
    head: Option<HeadJson>,
}

#[derive(Serialize)]
struct HeadJson {
    yaw: f64,
    pitch: f64,
    roll: f64,
    shift_cm: [f64; 3],
}

/// What only attacks have.
#[derive(Serialize)]
struct TrickJson {
    attacker: u64,
    reader: Option<u64>,
    readers: Vec<u64>,
    cuts_ms: Vec<f64>,
    faded: Vec<SpanJson>,
    swapped_ms: Option<f64>,
    black: Vec<SpanJson>,
    frozen: Vec<SpanJson>,
    period_frames: Option<u32>,
}

impl MadeFrom {
    pub(super) fn new(plan: &Plan, storage: Storage) -> Self {
        let setup = &plan.setup;
        Self {
            schema: SCHEMA.into(),
            person: setup.person,
            take: setup.take,
            language: setup.language.code().into(),
            attack: plan.attack().map(str::to_owned),
            digits: plan.challenge.digits().to_vec(),
            width: setup.camera.width,
            height: setup.camera.height,
            fps: setup.fps,
            light: plan.light.name().into(),
            pace: plan.pace.name().into(),
            mjpeg: setup.camera.mjpeg,
            lossless: storage.lossless,
        }
    }
}

impl TruthJson {
    pub(super) fn new(
        plan: &Plan,
        storage: Storage,
        person: &Person,
        done: &Done<'_>,
        shots: &[Shot],
    ) -> Self {
        let (blinks, antics, trick) = match done {
            Done::Honest(truth) => (truth.blinks.as_slice(), truth.antics.as_slice(), None),
            Done::Attack(truth) => (&[][..], &[][..], Some(trick(truth))),
        };
        Self {
            made_from: MadeFrom::new(plan, storage),
            traits: Traits {
                tone: person.looks.tone,
                sex: person.sex,
                age: person.age,
                glasses: person.looks.glasses.is_some(),
                beard: person.looks.beard.is_some(),
            },
            frames: shots.len() as u64,
            readings: done.readings().iter().map(reading).collect(),
            blinks: blinks.iter().map(span).collect(),
            antics: antics.iter().map(antic).collect(),
            trick,
            shots: shots.iter().map(shot).collect(),
        }
    }
}

fn shot(shot: &Shot) -> ShotJson {
    ShotJson {
        taken_ms: round(shot.taken * 1e3, 10.0),
        head: shot.pose.as_ref().map(head),
    }
}

/// Hundredths of a degree and of a centimetre.
fn head(pose: &Pose) -> HeadJson {
    let part = |v: f32| round(f64::from(v), 100.0);
    HeadJson {
        yaw: part(pose.yaw),
        pitch: part(pose.pitch),
        roll: part(pose.roll),
        shift_cm: pose.shift.to_array().map(part),
    }
}

fn trick(truth: &AttackTruth) -> TrickJson {
    TrickJson {
        attacker: truth.attacker,
        reader: truth.reader,
        readers: truth.readers.clone(),
        cuts_ms: truth.cuts.iter().copied().map(ms).collect(),
        faded: truth.faded.iter().map(span).collect(),
        swapped_ms: truth.swapped.map(ms),
        black: truth.black.iter().map(span).collect(),
        frozen: truth.frozen.iter().map(span).collect(),
        period_frames: truth.period,
    }
}

fn reading(reading: &Reading) -> ReadingJson {
    ReadingJson {
        asked: name(reading.asked),
        said: reading.said.map(name),
        seen_ms: ms(reading.seen),
        mouth: reading.mouth.as_ref().map(span),
        sound: reading.sound.as_ref().map(span),
    }
}

fn antic(antic: &Antic) -> AnticJson {
    AnticJson {
        gesture: gesture(antic.gesture),
        span: span(&antic.span),
    }
}

fn name(prompt: Prompt) -> String {
    match prompt {
        Prompt::WarmUp => "warm_up".into(),
        Prompt::Digit(digit) => digit.to_string(),
    }
}

fn gesture(gesture: Gesture) -> &'static str {
    match gesture {
        Gesture::Laugh => "laugh",
        Gesture::Yawn => "yawn",
        Gesture::Lick => "lick",
        Gesture::Press => "press",
        Gesture::Chew => "chew",
    }
}

fn span(span: &Span) -> SpanJson {
    SpanJson {
        start_ms: ms(span.start),
        end_ms: ms(span.end),
    }
}

/// Milliseconds; more digits than tenths would be those of a 32-bit number.
fn ms(seconds: f32) -> f64 {
    round(f64::from(seconds) * 1e3, 10.0)
}

/// To so many parts of one.
fn round(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}
