//! What comes out: the verdict for the caller, and the evidence for a reviewer.
//!
//! The [`Verdict`] has no scores: outcome, reasons, rate, intervals. It may be
//! shown and stored. The [`Evidence`] holds pictures of the person and scores:
//! keep it only if you must, and sealed.

mod statement;

use std::time::Duration;

use serde::Serialize;

pub use statement::{STATEMENT_SCHEMA, Statement};

use crate::challenge::{Language, PromptTimes};
use crate::interval::Readings;
use crate::liveness::{Channel, ChannelName, Finding, LivenessProof, Outcome};
use crate::matching::{Comparison, FalseMatchRate, MatchProof};
use crate::observation::Observations;
use crate::policy::Level;
use crate::reason::Reason;
use crate::signal::MouthSignal;

/// Name and version of the verdict's form in JSON; see docs/json.md.
pub const SCHEMA: &str = "selfsame.verdict/1";

/// One model that took part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelUse {
    /// Its name in the manifest.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// What computed the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MadeBy {
    /// Version of this crate.
    pub sdk: &'static str,
    /// Inference engine.
    pub engine: String,
    /// Models, by name.
    pub models: Vec<ModelUse>,
    /// Name of the policy.
    pub policy: String,
    /// The level of liveness that it demands.
    pub level: Level,
}

/// One channel's finding, without scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChannelVerdict {
    /// Which channel.
    pub name: ChannelName,
    /// What it says.
    pub finding: Finding,
    /// What it holds against the session.
    pub reasons: Vec<Reason>,
}

/// Liveness alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LivenessVerdict {
    /// Pass, fail or retry.
    pub outcome: Outcome,
    /// Every channel.
    pub channels: Vec<ChannelVerdict>,
}

/// The comparison with the portrait alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatchVerdict {
    /// Pass if the faces match at `false_match_rate`; see [`Comparison::outcome`].
    pub outcome: Outcome,
    /// The rate that was asked for.
    pub false_match_rate: FalseMatchRate,
    /// How many live frames went into the live template.
    pub live_frames: usize,
}

/// One digit and when it was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DigitVerdict {
    /// The digit that was shown.
    pub digit: u8,
    /// When it was shown, milliseconds of the frames' clock.
    pub prompted_ms: u64,
    /// When its reading started; none if no reading was found.
    pub start_ms: Option<u64>,
    /// When its reading ended.
    pub end_ms: Option<u64>,
    /// 0..=1, how clearly the reading stands out; not a probability.
    pub confidence: f32,
}

/// How much video there was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FrameCounts {
    /// Frames from the start of the challenge on.
    pub total: usize,
    /// Those with a face.
    pub with_face: usize,
    /// From the first to the last, milliseconds.
    pub duration_ms: u64,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Pass only if liveness and, where a portrait was given, the match pass.
    pub outcome: Outcome,
    /// Why not, gravest first; empty on a pass.
    pub reasons: Vec<Reason>,
    /// Liveness alone.
    pub liveness: LivenessVerdict,
    /// The comparison; none if no portrait was given or no face could be used.
    #[serde(rename = "match")]
    pub matching: Option<MatchVerdict>,
    /// The language of the challenge.
    pub language: Language,
    /// Each digit that was shown.
    pub digits: Vec<DigitVerdict>,
    /// How much video there was.
    pub frames: FrameCounts,
    /// What computed it.
    pub made_by: MadeBy,
    /// True if the subject was simulated or recorded for a test.
    pub test: bool,
}

/// What the verdict rests on: pictures and scores of a person.
pub struct Evidence {
    /// Every frame's numbers and small pictures.
    pub observations: Observations,
    /// When prompts were shown; none if the challenge never started.
    pub prompts: Option<PromptTimes>,
    /// The mouth over time.
    pub signal: MouthSignal,
    /// Activity and intervals.
    pub readings: Option<Readings>,
    /// The channels with their measures.
    pub channels: Vec<Channel>,
    /// Natural log of the likelihood ratio of all channels together: see
    /// [`crate::liveness::Liveness::fused`].
    pub fused: Option<f32>,
    /// The comparison with the portrait.
    pub comparison: Option<Comparison>,
    /// Times of the frames that made the live template.
    pub best_frames: Vec<Duration>,
}

impl std::fmt::Debug for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Evidence({} frames)", self.observations.frames().len())
    }
}

/// All that a finished session leaves.
#[derive(Debug)]
pub struct Completed {
    /// For the caller.
    pub verdict: Verdict,
    /// For a reviewer.
    pub evidence: Evidence,
    /// If liveness passed.
    pub live: Option<LivenessProof>,
    /// If liveness passed and the portrait matched.
    pub matched: Option<MatchProof>,
}
