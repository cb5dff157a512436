//! Simulated sessions through the whole pipeline.
//!
//! Enters: seeds and wishes; then a session, and somebody before its camera. Leaves:
//! setups and challenges that the seeds fix; then what the session kept of its frames.

use std::time::Duration;

use selfsame::session::Trace;
use selfsame::{Challenge, Engine, FalseMatchRate, Frame, Guidance, Language, Level, Session};
use selfsame_simulate::dice::Dice;
use selfsame_simulate::{Habits, Setup};

use crate::command::simulate::actor::Actor;
use crate::command::simulate::plan::{self, CameraWishes};
use crate::failure::Result;
use crate::options::Globals;
use crate::session::{LevelArgs, language};

/// A session that does not end by itself is broken.
const LONGEST: Duration = Duration::from_secs(90);

/// Who is simulated, and what they are asked.
#[derive(clap::Args, Debug, Clone, Copy)]
pub(super) struct WhoArgs {
    /// Seed of the first person
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    first: u64,
    /// Language of the digits: en or zh [default: en]
    #[arg(long, value_name = "CODE", value_parser = language)]
    language: Option<Language>,
    /// How people behave: careful, usual or restless
    #[arg(long, value_name = "NAME", default_value = "careful", value_parser = habits)]
    habits: Habits,
    /// Frames a second that are asked of the camera, 2 to 240: half of them is half the
    /// work
    #[arg(long, value_name = "N", default_value = "30", value_parser = plan::fps)]
    fps: f32,
    #[command(flatten)]
    level: LevelArgs,
    #[command(flatten)]
    camera: CameraWishes,
}

fn habits(name: &str) -> Result<Habits, String> {
    match name {
        "careful" => Ok(Habits::CAREFUL),
        "usual" => Ok(Habits::USUAL),
        "restless" => Ok(Habits::RESTLESS),
        _ => Err("habits are careful, usual and restless".into()),
    }
}

impl WhoArgs {
    /// The seeds of so many people.
    pub(super) fn seeds(&self, people: u64) -> Result<Vec<u64>> {
        Ok(plan::seeds(self.first, people)?.collect())
    }

    /// A person before the camera of their first day.
    pub(super) fn setup(&self, person: u64) -> Setup {
        let setup = Setup::new(person, 1, self.language());
        self.camera.apply(Setup {
            habits: self.habits,
            fps: self.fps,
            ..setup
        })
    }

    /// What is wished of every session, whoever sits there, in words that change when it
    /// does.
    pub(super) fn wishes(&self) -> String {
        let Self {
            first: _,
            language: _,
            habits,
            fps,
            level,
            camera,
        } = self;
        let language = self.language();
        format!("{language:?} {habits:?} {fps} {level:?} {camera:?}")
    }

    /// The engine that asks it of them.
    pub(super) fn engine(&self, globals: &Globals) -> Result<Engine> {
        globals.build_at(self.level(), FalseMatchRate::OneIn10000)
    }

    /// The level whose digits they read.
    pub(super) fn level(&self) -> Level {
        self.level.level
    }

    /// What they are asked: as random as a real challenge, and fixed by the seed, so
    /// that the figures can be had again.
    pub(super) fn challenge(&self, person: u64) -> Result<Challenge> {
        let mut dice = Dice::new(person, "challenge");
        Ok(Challenge::draw_for_with(
            self.level(),
            self.language(),
            &mut dice,
        )?)
    }

    fn language(&self) -> Language {
        self.language.unwrap_or(Language::English)
    }
}

/// Holds a session with somebody who sees its screen. `each` sees every frame first,
/// with its number.
pub(super) fn hold(
    mut session: Session,
    actor: &mut dyn Actor,
    mut each: impl FnMut(usize, &Frame) -> Result<()>,
) -> Result<Trace> {
    for n in 0.. {
        let frame = actor.next_frame()?;
        each(n, &frame)?;
        let guidance = session.push(&frame)?;
        // What is asked for now is seen in the next frame.
        actor.show(guidance.into());
        if guidance == Guidance::Done || frame.time() > LONGEST {
            break;
        }
    }
    Ok(session.into_trace()?)
}
