//! Is this a live person who read these digits when asked?
//!
//! Enters: the session's [`Observations`], the readings, the challenge. Leaves: a
//! [`Liveness`]: evidence channels kept apart, an outcome and reasons, and, if it
//! passes, a [`LivenessProof`] that no other stage can make.
//!
//! What it was measured on, channel by channel and as a whole, is in docs/liveness.md:
//! simulated people, one man's recordings and five strangers' words. No error rate is
//! claimed for real people.

mod consistency;
mod content;
mod evidence;
mod fusion;
mod integrity;
mod jaw;
mod plausibility;
mod texture;
mod timing;
#[cfg(feature = "voice")]
mod voice;

use serde::{Deserialize, Serialize};

pub use integrity::SAME_PERSON;
pub(crate) use integrity::Sameness;
#[cfg(feature = "voice")]
pub use voice::VOICE_OUT_OF_STEP;

use crate::challenge::{Challenge, MIN_DIGITS, PromptTimes};
use crate::interval::{Asked, Readings};
use crate::lipreader::Lipreader;
use crate::observation::Observations;
use crate::policy::Level;
use crate::reason::{Reason, Severity};
use crate::signal::MouthSignal;
#[cfg(feature = "voice")]
use crate::sound::SoundLevels;
use crate::words::Vocabulary;

/// Pass, fail or try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing speaks against it and the evidence suffices.
    Pass,
    /// The evidence speaks against it.
    Fail,
    /// The evidence does not suffice; the person may try again.
    Retry,
}

impl Outcome {
    /// The outcome that reasons lead to: the gravest counts, none is a pass.
    #[must_use]
    pub fn of(reasons: &[Reason]) -> Self {
        match reasons.iter().map(|r| r.severity()).max() {
            None => Self::Pass,
            Some(Severity::Retry) => Self::Retry,
            Some(Severity::Fail) => Self::Fail,
        }
    }
}

/// The evidence channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChannelName {
    /// Did the mouth act when prompted, and rest when not?
    Timing,
    /// Did it say the prompted digits?
    Content,
    /// Do readings of one digit look alike, of different digits unlike?
    Consistency,
    /// Does the mouth move as no photograph can?
    Plausibility,
    /// One unbroken, uncut, unfrozen track of one person?
    Integrity,
    /// Does the skin look like skin?
    Texture,
    /// Does the mouth go with the sound? Only where the program supplies it.
    Voice,
}

/// What a channel says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Speaks for a live reading.
    Supports,
    /// Says too little either way.
    Unclear,
    /// Speaks against it.
    Contradicts,
    /// Not looked at in this release.
    NotEvaluated,
}

impl Finding {
    /// What a channel says that has a model and holds these against a session.
    fn of(reasons: &[Reason]) -> Self {
        match Outcome::of(reasons) {
            Outcome::Pass => Self::Supports,
            Outcome::Retry => Self::Unclear,
            Outcome::Fail => Self::Contradicts,
        }
    }
}

/// A number that a channel looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// What it is.
    pub name: &'static str,
    /// Its value.
    pub value: f32,
    /// Its unit; empty for a plain number.
    pub unit: &'static str,
}

/// One channel's evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Channel {
    /// Which channel.
    pub name: ChannelName,
    /// What it says.
    pub finding: Finding,
    /// Natural-log likelihood ratio of a live reading against none, where the
    /// channel has a model. What each is calibrated on is said there.
    pub llr: Option<f32>,
    /// What it holds against the session.
    pub reasons: Vec<Reason>,
    /// What it looked at.
    pub measures: Vec<Measure>,
}

impl Channel {
    fn not_evaluated(name: ChannelName) -> Self {
        Self {
            name,
            finding: Finding::NotEvaluated,
            llr: None,
            reasons: Vec::new(),
            measures: Vec::new(),
        }
    }
}

/// What all channels look at.
pub(crate) struct Material<'a> {
    pub(crate) observations: &'a Observations,
    pub(crate) prompts: &'a PromptTimes,
    pub(crate) signal: &'a MouthSignal,
    pub(crate) readings: &'a Readings,
    /// The digits that were shown, as many as readings.
    pub(crate) digits: &'a [u8],
    /// How sure it must be.
    pub(crate) level: Level,
    /// How alike the best faces of different parts of the session are.
    pub(crate) sameness: Sameness,
    /// The sound, where there is any.
    #[cfg(feature = "voice")]
    pub(crate) sound: Option<&'a SoundLevels>,
}

/// The decision and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Liveness {
    /// The outcome of liveness alone.
    pub outcome: Outcome,
    /// Why, gravest first.
    pub reasons: Vec<Reason>,
    /// Every channel.
    pub channels: Vec<Channel>,
    /// Natural log of the likelihood ratio of a live reading of these digits at these times
    /// against replays; none where no reading was found.
    pub fused: Option<f32>,
}

/// Proof that the liveness stage passed a session. Only that stage makes it, so
/// whatever takes one cannot be reached around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivenessProof {
    _private: (),
}

/// Decides. `quality` are reasons that the observations gave already.
pub(crate) fn decide(
    material: &Material<'_>,
    quality: &[Reason],
) -> (Liveness, Option<LivenessProof>) {
    let mut channels = of_the_mouth(material);
    channels.extend([
        plausibility::judge(material),
        integrity::judge(material),
        texture::judge(material),
    ]);
    #[cfg(feature = "voice")]
    channels.extend(voice::judge(material));
    // With fewer digits than any level asks for there is too little to tell.
    if material.digits.len() >= MIN_DIGITS {
        fusion::judge(&mut channels, material.level);
    }
    let mut reasons: Vec<Reason> = quality.to_vec();
    if evidence::turned_away(material) {
        reasons.push(Reason::FaceTurned);
    }
    evidence::hold_back(&mut channels, &reasons);
    reasons.extend(channels.iter().flat_map(|c| c.reasons.iter().copied()));
    reasons.sort_by(|a, b| b.severity().cmp(&a.severity()).then(a.cmp(b)));
    reasons.dedup();
    let outcome = Outcome::of(&reasons);
    let proof = (outcome == Outcome::Pass).then_some(LivenessProof { _private: () });
    let liveness = Liveness {
        outcome,
        reasons,
        fused: fusion::ratio(&channels),
        channels,
    };
    (liveness, proof)
}

/// The channels that look at nothing but how the mouth moves.
fn of_the_mouth(material: &Material<'_>) -> Vec<Channel> {
    vec![
        timing::judge(material),
        content::judge(material),
        consistency::judge(material),
    ]
}

/// What the channels say that need no picture.
#[derive(Debug, Clone, PartialEq)]
pub struct OfTheMouth {
    /// Activity and intervals.
    pub readings: Readings,
    /// Timing, content and consistency.
    pub channels: Vec<Channel>,
    /// As [`Liveness::fused`].
    pub fused: Option<f32>,
}

/// What liveness would say of how a mouth moved, as if these prompts had been shown: for
/// evaluation of mouths without pictures. Texture, integrity, blinks and everything else
/// that pictures tell is not looked at, and it makes no proof.
#[must_use]
pub fn assess_mouth(
    signal: &MouthSignal,
    challenge: &Challenge,
    prompts: &PromptTimes,
) -> OfTheMouth {
    let observations = Observations::default();
    let digits = &challenge.digits()[..prompts.shown().len().min(challenge.digits().len())];
    let asked = Asked {
        prompts,
        digits,
        vocabulary: Vocabulary::digits(challenge.language()),
        lipreader: Some(Lipreader::of(challenge.language())),
    };
    let readings = crate::interval::find(signal, asked);
    let channels = of_the_mouth(&Material {
        observations: &observations,
        prompts,
        signal,
        readings: &readings,
        digits,
        level: Level::Standard,
        sameness: Sameness::default(),
        #[cfg(feature = "voice")]
        sound: None,
    });
    OfTheMouth {
        fused: fusion::ratio(&channels),
        readings,
        channels,
    }
}

/// What liveness would say of frames that were observed already, as if these
/// prompts had been shown, at a level: for evaluation. It makes no proof, and that all
/// frames show one person is taken as given.
#[must_use]
pub fn assess(
    observations: &Observations,
    challenge: &Challenge,
    prompts: &PromptTimes,
    level: Level,
) -> Liveness {
    let signal = observations.signal();
    let digits = &challenge.digits()[..prompts.shown().len().min(challenge.digits().len())];
    let asked = Asked {
        prompts,
        digits,
        vocabulary: Vocabulary::digits(challenge.language()),
        lipreader: Some(Lipreader::of(challenge.language())),
    };
    let readings = crate::interval::find(&signal, asked);
    let material = Material {
        observations,
        prompts,
        signal: &signal,
        readings: &readings,
        digits,
        level,
        sameness: Sameness::default(),
        #[cfg(feature = "voice")]
        sound: None,
    };
    decide(&material, &observations.quality_reasons(prompts.start())).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_reason_decides() {
        assert_eq!(Outcome::of(&[]), Outcome::Pass);
        assert_eq!(Outcome::of(&[Reason::TooDark]), Outcome::Retry);
        assert_eq!(
            Outcome::of(&[Reason::TooDark, Reason::MouthStill]),
            Outcome::Fail
        );
    }
}
