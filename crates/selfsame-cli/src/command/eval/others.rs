//! What a session would have come to had something else been asked of it: what somebody
//! can hope for who replays it.
//!
//! Enters: a session. Leaves: what liveness says of its mouth, its face and its frames if
//! other digits had been shown, at the same moments or at others.

use std::collections::BTreeMap;
use std::time::Duration;

use selfsame::liveness::{Channel, ChannelName, Liveness, assess};
use selfsame::{Challenge, Completed, Language, Level, Outcome, PromptTimes};
use selfsame_simulate::dice::Dice;
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::summary::channel_name;

/// How many other challenges a session is held against.
const OTHERS: usize = 20;
/// And how many other times, each moved by so many steps either way.
const OTHER_TIMES: usize = 10;
const SHIFTS: u32 = 4;
const SHIFT: Duration = Duration::from_millis(250);
/// How much longer or shorter they may take.
const AS_LONG: Duration = Duration::from_millis(500);

/// One claim about a session that is not true of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Claim {
    /// Natural-log likelihood ratios of channels, and of all. Where nothing was found in
    /// time there is none.
    pub(super) timing: Option<f32>,
    pub(super) content: Option<f32>,
    pub(super) consistency: Option<f32>,
    pub(super) fused: Option<f32>,
    /// Whether liveness passes, by the ratio and by every rule.
    pub(super) passes: bool,
}

impl Claim {
    fn of(liveness: &Liveness) -> Self {
        Self {
            timing: ratio(&liveness.channels, ChannelName::Timing),
            content: ratio(&liveness.channels, ChannelName::Content),
            consistency: ratio(&liveness.channels, ChannelName::Consistency),
            fused: liveness.fused,
            passes: liveness.outcome == Outcome::Pass,
        }
    }

    /// What somebody comes to who tries all of them on paper and takes the best: each
    /// number at its best, and a pass if one of them passes.
    fn best(claims: impl Iterator<Item = Self>) -> Self {
        let most = |a: Option<f32>, b: Option<f32>| match (a, b) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        let nothing = Self {
            timing: None,
            content: None,
            consistency: None,
            fused: None,
            passes: false,
        };
        claims.fold(nothing, |a, b| Self {
            timing: most(a.timing, b.timing),
            content: most(a.content, b.content),
            consistency: most(a.consistency, b.consistency),
            fused: most(a.fused, b.fused),
            passes: a.passes || b.passes,
        })
    }
}

/// Claims about one session.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Others {
    /// Other digits at the same moments: a replay that is cued on each prompt.
    pub(super) digits: Vec<Claim>,
    /// The same digits at other moments, started at the best of nine.
    pub(super) times: Vec<Claim>,
    /// Other digits at other moments, started likewise: a plain replay.
    pub(super) both: Vec<Claim>,
}

impl Others {
    /// Claims about a session, drawn as challenges of its level are; none about one that
    /// was cut short, for it has no others of its length.
    pub(super) fn of(
        completed: &Completed,
        challenge: &Challenge,
        level: Level,
        person: u64,
    ) -> Result<Self> {
        let Some(prompts) = &completed.evidence.prompts else {
            return Ok(Self::default());
        };
        if prompts.shown().len() != challenge.digits().len() {
            return Ok(Self::default());
        }
        let language = challenge.language();
        let observations = &completed.evidence.observations;
        let claim = |challenge: &Challenge, prompts: &PromptTimes| {
            Claim::of(&assess(observations, challenge, prompts, level))
        };
        let mut others = Self::default();
        // Four digits are the right ones by chance once in a thousand.
        let other = |dice: &mut Dice| loop {
            let drawn = Challenge::draw_for_with(level, language, dice)?;
            if drawn.digits() != challenge.digits() {
                return Ok::<_, Failure>(drawn);
            }
        };
        let mut dice = Dice::new(person, "other challenges");
        for _ in 0..OTHERS {
            others.digits.push(claim(&other(&mut dice)?, prompts));
        }
        let mut dice = Dice::new(person, "other times");
        for _ in 0..OTHER_TIMES {
            let moved = other_times(prompts, language, &mut dice)?;
            let other = other(&mut dice)?;
            for (challenge, into) in [(challenge, &mut others.times), (&other, &mut others.both)] {
                into.push(Claim::best(moved.iter().map(|at| claim(challenge, at))));
            }
        }
        Ok(others)
    }
}

/// The likelihood ratios of a session's channels that have one, by name.
pub(super) fn ratios(completed: &Completed) -> BTreeMap<&'static str, f32> {
    let channels = completed.evidence.channels.iter();
    channels
        .filter_map(|c| Some((channel_name(c.name), c.llr?)))
        .collect()
}

/// A channel's ratio.
pub(super) fn ratio(channels: &[Channel], of: ChannelName) -> Option<f32> {
    channels.iter().find(|c| c.name == of)?.llr
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
