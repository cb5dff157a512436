//! What a session kept of its frames, and the verdict of it.
//!
//! Enters: everything that was measured until the last frame. Leaves: a [`Completed`], as
//! often as wanted: a trace can be written down and judged again by other rules, without
//! its frames. It holds no picture and no template, but it is how a person's mouth moved:
//! personal data. Evaluations keep those of simulated people.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::account;
use super::ending::until;
use crate::challenge::{Challenge, PromptTimes};
use crate::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::interval::{self, Asked};
use crate::limits;
use crate::liveness::{self, Liveness, Material, Outcome, Sameness};
use crate::matching::{Comparison, FalseMatchRate, LEAST_QUALITY};
use crate::observation::{Observation, Observations};
use crate::reason::Reason;
#[cfg(feature = "voice")]
use crate::sound::SoundLevels;
use crate::verdict::{
    ChannelVerdict, Completed, Evidence, LivenessVerdict, MatchVerdict, SCHEMA, Verdict,
};

/// A session up to its last frame. In JSON without pictures and without sound.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Trace {
    pub(super) challenge: Challenge,
    /// As far as the challenge came; none if it never started.
    pub(super) prompts: Option<PromptTimes>,
    /// Time of the last frame.
    pub(super) last: Duration,
    /// What was held against the session while it lasted.
    pub(super) held: Vec<Reason>,
    pub(super) observations: Observations,
    /// How alike the best faces of different parts of the session are.
    pub(super) sameness: Sameness,
    pub(super) best_frames: Vec<Duration>,
    pub(super) portrait: bool,
    pub(super) comparison: Option<Comparison>,
    pub(super) test: bool,
    #[cfg(feature = "voice")]
    pub(super) sound: SoundLevels,
}

impl std::fmt::Debug for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Trace({} frames)", self.observations.frames().len())
    }
}

impl Trace {
    /// What was asked.
    #[must_use]
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// When the prompts were or would have been shown; none if the challenge never
    /// started.
    #[must_use]
    pub fn prompts(&self) -> Option<&PromptTimes> {
        self.prompts.as_ref()
    }

    /// Everything that was measured.
    #[must_use]
    pub fn observations(&self) -> &Observations {
        &self.observations
    }

    /// What the verdict would be under an engine's policy, with its word models: for
    /// evaluation. It makes no proof, and the verdict is marked as a test's: anybody can
    /// write a trace.
    #[must_use]
    pub fn judge(self, engine: &Engine) -> Completed {
        Completed {
            live: None,
            matched: None,
            ..Self { test: true, ..self }.conclude(engine)
        }
    }

    /// The verdict, with its proofs.
    pub(super) fn conclude(self, engine: &Engine) -> Completed {
        let Self {
            challenge,
            prompts: shown,
            last,
            held: mut reasons,
            observations,
            sameness,
            best_frames,
            portrait,
            comparison,
            test,
            #[cfg(feature = "voice")]
            sound,
        } = self;
        let mut hold_against = |reason: Reason| {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        };
        let prompts = shown.as_ref().map(|p| until(p, last));
        let digits = challenge.digits();
        let answered = prompts.as_ref().map_or(0, |p| p.shown().len());
        if prompts.is_none() || answered != digits.len() {
            hold_against(Reason::SessionIncomplete);
        }
        let since = shown.as_ref().map_or(Duration::ZERO, PromptTimes::start);
        for reason in observations.quality_reasons(since) {
            hold_against(reason);
        }
        let mut signal = observations.signal();
        // A reading that was cut off is neither one that was found nor a mouth that
        // moves unprompted.
        if let Some(cut) = shown.as_ref().and_then(|p| p.shown().get(answered)) {
            signal = signal.before(cut.as_secs_f32() + interval::EARLIEST);
        }
        let asked = |prompts| Asked {
            prompts,
            digits: &digits[..answered],
            vocabulary: engine.digits(challenge.language()),
            lipreader: engine.lipreader(challenge.language()),
        };
        let readings = prompts
            .as_ref()
            .filter(|p| !p.shown().is_empty() && !signal.is_empty())
            .map(|p| interval::find(&signal, asked(p)));
        if readings.is_none() {
            // Something is missing then, and it was said above; but that nothing is no
            // pass shall not rest on that.
            hold_against(Reason::SessionIncomplete);
        }
        let (liveness, proof) = match (&prompts, &readings) {
            (Some(prompts), Some(readings)) => liveness::decide(
                &Material {
                    observations: &observations,
                    prompts,
                    signal: &signal,
                    readings,
                    digits: &digits[..answered],
                    level: engine.policy().level,
                    sameness,
                    #[cfg(feature = "voice")]
                    sound: (!sound.is_empty()).then_some(&sound),
                },
                &reasons,
            ),
            _ => (
                Liveness {
                    outcome: Outcome::of(&reasons),
                    reasons,
                    channels: Vec::new(),
                    fused: None,
                },
                None,
            ),
        };
        let rate = engine.policy().false_match_rate;
        let matching = comparison.map(|c| MatchVerdict {
            outcome: c.outcome(rate),
            false_match_rate: rate,
            live_frames: best_frames.len(),
        });
        let mut reasons = liveness.reasons.clone();
        reasons.extend(comparison.into_iter().flat_map(|c| unlike(&c, rate)));
        if portrait && matching.is_none() && !reasons.contains(&Reason::NoFace) {
            reasons.push(Reason::NoFace);
        }
        reasons.sort_by(|a, b| b.severity().cmp(&a.severity()).then(a.cmp(b)));
        let matched = match (&proof, comparison) {
            (Some(proof), Some(comparison)) => comparison.prove(rate, proof),
            _ => None,
        };
        let verdict = Verdict {
            schema: SCHEMA,
            outcome: Outcome::of(&reasons),
            reasons,
            liveness: LivenessVerdict {
                outcome: liveness.outcome,
                channels: liveness
                    .channels
                    .iter()
                    .map(|c| ChannelVerdict {
                        name: c.name,
                        finding: c.finding,
                        reasons: c.reasons.clone(),
                    })
                    .collect(),
            },
            matching,
            language: challenge.language(),
            digits: account::digits(&challenge, readings.as_ref()),
            frames: account::frames(&observations),
            made_by: engine.made_by().clone(),
            test,
        };
        Completed {
            verdict,
            live: proof,
            matched,
            evidence: Evidence {
                best_frames,
                observations,
                prompts,
                signal,
                readings,
                channels: liveness.channels,
                fused: liveness.fused,
                comparison,
            },
        }
    }
}

/// Why the live face was not found to be the portrait's.
fn unlike(comparison: &Comparison, rate: FalseMatchRate) -> Vec<Reason> {
    match comparison.outcome(rate) {
        Outcome::Pass => Vec::new(),
        Outcome::Fail => vec![Reason::PortraitMismatch],
        Outcome::Retry => {
            let [portrait, live] = comparison.quality().map(|quality| quality < LEAST_QUALITY);
            let poor = [
                (portrait, Reason::PortraitTooPoor),
                (live, Reason::LiveTooPoor),
            ];
            let poor = poor.into_iter().filter(|(poor, _)| *poor);
            poor.map(|(_, reason)| reason).collect()
        }
    }
}

/// The form in JSON. Whether it was a test is not written: whatever is read is one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    challenge: Challenge,
    prompts: Option<Shown>,
    last: Duration,
    held: Vec<Reason>,
    frames: Vec<Observation>,
    sameness: Sameness,
    best_frames: Vec<Duration>,
    portrait: bool,
    comparison: Option<Comparison>,
}

/// Prompt times as they were, to the nanosecond: a verdict is the same again.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shown {
    start: Duration,
    warm_up_end: Duration,
    shown: Vec<Duration>,
}

impl From<Trace> for Wire {
    fn from(trace: Trace) -> Self {
        Self {
            challenge: trace.challenge,
            prompts: trace.prompts.map(|prompts| Shown {
                start: prompts.start(),
                warm_up_end: prompts.warm_up_end(),
                shown: prompts.shown().to_vec(),
            }),
            last: trace.last,
            held: trace.held,
            frames: trace.observations.into_frames(),
            sameness: trace.sameness,
            best_frames: trace.best_frames,
            portrait: trace.portrait,
            comparison: trace.comparison,
        }
    }
}

impl TryFrom<Wire> for Trace {
    type Error = Error;

    fn try_from(wire: Wire) -> Result<Self> {
        let wrong = |what: String| Error::new(ErrorKind::Frame, format!("trace: {what}"));
        let frames = &wire.frames;
        if frames.len() > limits::SESSION_FRAMES {
            return Err(wrong(format!("{} frames", frames.len())));
        }
        for (i, pair) in frames.windows(2).enumerate() {
            if pair[1].time <= pair[0].time {
                return Err(wrong(format!("time does not grow at frame {}", i + 1)));
            }
        }
        if let (Some(first), Some(last)) = (frames.first(), frames.last()) {
            let longest = Duration::from_secs(limits::SESSION_SECONDS);
            if wire.last < last.time || wire.last - first.time > longest {
                return Err(wrong("it ends before its frames, or lasts too long".into()));
            }
        }
        if let Some(i) = frames.iter().position(|f| !f.is_sane()) {
            return Err(wrong(format!("frame {i} holds a number out of all bounds")));
        }
        let prompts = match wire.prompts {
            Some(p) => Some(PromptTimes::new(p.start, p.warm_up_end, p.shown)?),
            None => None,
        };
        let said = prompts.as_ref().map_or(0, |p| p.shown().len());
        if said > wire.challenge.digits().len() {
            return Err(wrong(format!("{said} prompts for fewer digits")));
        }
        Ok(Self {
            challenge: wire.challenge,
            prompts,
            last: wire.last,
            held: wire.held,
            observations: Observations::from_frames(wire.frames),
            sameness: wire.sameness,
            best_frames: wire.best_frames,
            portrait: wire.portrait,
            comparison: wire.comparison,
            test: true,
            #[cfg(feature = "voice")]
            sound: SoundLevels::default(),
        })
    }
}
