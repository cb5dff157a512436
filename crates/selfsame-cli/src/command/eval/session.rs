//! Simulated sessions through the whole pipeline.
//!
//! Enters: seeds and wishes; then a session, and somebody before its camera. Leaves:
//! setups and challenges that the seeds fix; then what the session came to.

use std::collections::BTreeMap;
use std::time::Duration;

use selfsame::challenge::DEFAULT_DIGITS;
use selfsame::liveness::{Channel, ChannelName, assess};
use selfsame::{Challenge, Completed, Frame, Guidance, Language, PromptTimes, Session};
use selfsame_simulate::dice::Dice;
use selfsame_simulate::{Habits, Setup};

use crate::command::simulate::actor::Actor;
use crate::command::simulate::plan::{self, CameraWishes};
use crate::failure::Result;
use crate::session::language;
use crate::summary::channel_name;

/// A session that does not end by itself is broken.
const LONGEST: Duration = Duration::from_secs(90);

/// How many other challenges a session is held against.
const OTHERS: usize = 20;
/// And how many other times, each moved by so many steps either way.
const OTHER_TIMES: usize = 10;
const SHIFTS: u32 = 4;
const SHIFT: Duration = Duration::from_millis(250);
/// How much longer or shorter they may take.
const AS_LONG: Duration = Duration::from_millis(500);

/// Who is simulated.
#[derive(clap::Args, Debug)]
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
            ..setup
        })
    }

    /// What they are asked: as random as a real challenge, and fixed by the seed, so
    /// that the figures can be had again.
    pub(super) fn challenge(&self, person: u64) -> Result<Challenge> {
        let mut dice = Dice::new(person, "challenge");
        Ok(Challenge::draw_with(
            self.language(),
            DEFAULT_DIGITS,
            &mut dice,
        )?)
    }

    fn language(&self) -> Language {
        self.language.unwrap_or(Language::English)
    }
}

/// What a session came to.
pub(super) struct Held {
    pub(super) completed: Completed,
    /// Whether a face was ever placed so well that the challenge began.
    pub(super) started: bool,
}

/// Holds a session with somebody who sees its screen. `each` sees every frame first,
/// with its number.
pub(super) fn hold(
    mut session: Session,
    actor: &mut dyn Actor,
    mut each: impl FnMut(usize, &Frame) -> Result<()>,
) -> Result<Held> {
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
    Ok(Held {
        started: session.prompts().is_some(),
        completed: session.finish()?,
    })
}

/// The likelihood ratios of a session's channels that have one, by name.
pub(super) fn ratios(completed: &Completed) -> BTreeMap<&'static str, f32> {
    let channels = completed.evidence.channels.iter();
    channels
        .filter_map(|c| Some((channel_name(c.name), c.llr?)))
        .collect()
}

/// What the timing channel would say of a session if its digits had been shown at other
/// moments, and somebody who replays the session there had found the best moment to start
/// it.
pub(super) fn timing_of_others(
    completed: &Completed,
    challenge: &Challenge,
    person: u64,
) -> Result<Vec<f32>> {
    let Some(prompts) = &completed.evidence.prompts else {
        return Ok(Vec::new());
    };
    // A session that was cut short has no others of its length.
    if prompts.shown().len() != challenge.digits().len() {
        return Ok(Vec::new());
    }
    let mut dice = Dice::new(person, "other times");
    let mut ratios = Vec::new();
    for _ in 0..OTHER_TIMES {
        let moved = other_times(prompts, challenge.language(), &mut dice)?;
        let best = moved
            .iter()
            .filter_map(|prompts| {
                let liveness = assess(&completed.evidence.observations, challenge, prompts);
                ratio(&liveness.channels, ChannelName::Timing)
            })
            .reduce(f32::max);
        // Nothing to be found is nothing in time.
        ratios.push(best.unwrap_or(0.0));
    }
    Ok(ratios)
}

/// Other moments for as many digits, drawn as a challenge draws them, and started at each
/// of the moments that somebody who replays a session may choose. From the first prompt to
/// the last they take as long as they did, within [`AS_LONG`]: a recording that is too short
/// gives itself away.
pub(super) fn other_times(
    prompts: &PromptTimes,
    language: Language,
    dice: &mut Dice,
) -> Result<Vec<PromptTimes>> {
    let shown = prompts.shown();
    let (Some(&first), Some(&last)) = (shown.first(), shown.last()) else {
        return Ok(Vec::new());
    };
    let count = shown.len();
    let times = loop {
        let drawn = Challenge::draw_with(language, count, dice)?;
        let times = &drawn.schedule().prompts;
        if (times[count - 1] - times[0]).abs_diff(last - first) <= AS_LONG {
            break times.clone();
        }
    };
    let moved = |late: Duration| {
        let shown = times.iter().map(|t| first + (*t - times[0]) + late);
        let shown = shown.map(|t| t.saturating_sub(SHIFT * SHIFTS)).collect();
        PromptTimes::new(prompts.start(), prompts.warm_up_end(), shown).ok()
    };
    Ok((0..=2 * SHIFTS).filter_map(|n| moved(SHIFT * n)).collect())
}

/// What the content channel would say of a session if other digits had been shown in it
/// at the same moments, drawn as a challenge is: what somebody can expect who replays
/// another session in time with the prompts.
pub(super) fn content_of_others(completed: &Completed, person: u64) -> Result<Vec<f32>> {
    let Some(prompts) = &completed.evidence.prompts else {
        return Ok(Vec::new());
    };
    let mut dice = Dice::new(person, "other challenges");
    let mut ratios = Vec::new();
    for _ in 0..OTHERS {
        let language = completed.verdict.language;
        let other = Challenge::draw_with(language, DEFAULT_DIGITS, &mut dice)?;
        let liveness = assess(&completed.evidence.observations, &other, prompts);
        ratios.extend(ratio(&liveness.channels, ChannelName::Content));
    }
    Ok(ratios)
}

/// A channel's ratio.
pub(super) fn ratio(channels: &[Channel], of: ChannelName) -> Option<f32> {
    channels.iter().find(|c| c.name == of)?.llr
}
