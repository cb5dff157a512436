//! What the channels of the mouth make of a session.
//!
//! Enters: a session, and what an attacker could have instead. Leaves: ratios, whether the
//! rules let it pass, and how far intervals lie from the truth.

use selfsame::interval::Readings;
use selfsame::liveness::{ChannelName, OfTheMouth, assess_mouth};
use selfsame::{Challenge, Language, Level, PromptTimes, Reason};
use selfsame_simulate::dice::Dice;

use super::build::Assembled;
use crate::command::eval::others::{other_times, ratio};
use crate::failure::Result;

/// Other strings that each session is held against.
const OTHER_STRINGS: usize = 5;
/// Other times, each started at the best of nine moments.
const OTHER_TIMES: usize = 3;

/// Ratios of one claim, in the order of [`NAMES`]; none where a channel has none.
pub(super) type Ratios = [Option<f32>; 5];
pub(super) const NAMES: [&str; 5] = [
    "timing",
    "content",
    "consistency",
    "content_and_consistency",
    "fused",
];
/// Where the fused ratio is among them.
pub(super) const FUSED: usize = 4;

/// What one claim came to.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) ratios: Ratios,
    /// What the channels hold against it by themselves.
    pub(super) reasons: Vec<Reason>,
    pub(super) passes: bool,
}

/// What a session came to.
pub(super) struct Judged {
    pub(super) right: Claim,
    pub(super) asked: usize,
    pub(super) found: usize,
    /// How much later than the sound the starts and ends of readings were found, seconds.
    pub(super) off: Vec<[f64; 2]>,
    pub(super) other_strings: Vec<Claim>,
    /// Of each other time the best moment to start, for each ratio by itself; it passes if
    /// it does from any moment.
    pub(super) other_times: Vec<Claim>,
    pub(super) other_both: Vec<Claim>,
}

pub(super) fn judge(session: &Assembled, level: Level, dice: &mut Dice) -> Result<Judged> {
    let Assembled {
        challenge,
        prompts,
        signal,
        ..
    } = session;
    let heard = assess_mouth(signal, challenge, prompts);
    let assess = |challenge: &Challenge, prompts: &PromptTimes| {
        claim(&assess_mouth(signal, challenge, prompts), level)
    };
    let mut judged = Judged {
        right: claim(&heard, level),
        asked: challenge.digits().len(),
        found: heard.readings.digits.iter().filter(|r| r.found).count(),
        off: off(&heard.readings, &session.sounds),
        other_strings: Vec::new(),
        other_times: Vec::new(),
        other_both: Vec::new(),
    };
    let other = |dice: &mut Dice| loop {
        let drawn = Challenge::draw_for_with(level, Language::English, dice)?;
        if drawn.digits() != challenge.digits() {
            return Ok::<_, crate::failure::Failure>(drawn);
        }
    };
    for _ in 0..OTHER_STRINGS {
        let drawn = other(dice)?;
        judged.other_strings.push(assess(&drawn, prompts));
    }
    for _ in 0..OTHER_TIMES {
        let drawn = other(dice)?;
        let moved = other_times(prompts, Language::English, dice)?;
        for (challenge, claims) in [
            (challenge, &mut judged.other_times),
            (&drawn, &mut judged.other_both),
        ] {
            let each = moved.iter().map(|prompts| assess(challenge, prompts));
            claims.extend(each.reduce(best));
        }
    }
    Ok(judged)
}

fn claim(heard: &OfTheMouth, level: Level) -> Claim {
    let of = |name| ratio(&heard.channels, name);
    let reasons: Vec<Reason> = heard
        .channels
        .iter()
        .flat_map(|c| c.reasons.clone())
        .collect();
    let enough = heard
        .fused
        .is_some_and(|fused| fused >= level.least_ratio());
    let [content, consistency] = [ChannelName::Content, ChannelName::Consistency].map(of);
    Claim {
        ratios: [
            of(ChannelName::Timing),
            content,
            consistency,
            content.map(|content| content + consistency.unwrap_or(0.0)),
            heard.fused,
        ],
        passes: reasons.is_empty() && enough,
        reasons,
    }
}

/// The better of two, ratio by ratio.
fn best(a: Claim, b: Claim) -> Claim {
    let larger = |k: usize| match (a.ratios[k], b.ratios[k]) {
        (Some(x), Some(y)) => Some(x.max(y)),
        (x, y) => x.or(y),
    };
    Claim {
        ratios: std::array::from_fn(larger),
        passes: a.passes || b.passes,
        reasons: if a.passes { a.reasons } else { b.reasons },
    }
}

/// Of the readings that were found.
fn off(readings: &Readings, sounds: &[[f32; 2]]) -> Vec<[f64; 2]> {
    let pairs = readings.digits.iter().zip(sounds).filter(|(r, _)| r.found);
    pairs
        .map(|(reading, sound)| {
            let late =
                |found: std::time::Duration, truth: f32| found.as_secs_f64() - f64::from(truth);
            [late(reading.start, sound[0]), late(reading.end, sound[1])]
        })
        .collect()
}
