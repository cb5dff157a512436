//! What a signed verdict may say of a session.
//!
//! Enters: a [`Completed`]. Leaves: a [`Statement`], which is written as JSON
//! (`selfsame.statement/1`, docs/json.md) and signed by whoever links `selfsame-verdict`.
//! Only a session makes one: a verdict that says `pass` and has no proofs beside it gives
//! none.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ChannelVerdict, Completed, DigitVerdict, Verdict};
use crate::challenge::Language;
use crate::error::{Error, ErrorKind, Result};
use crate::liveness::{ChannelName, Finding, Outcome};
use crate::matching::FalseMatchRate;
use crate::reason::Reason;

/// Name and version of the statement's form in JSON.
pub const STATEMENT_SCHEMA: &str = "selfsame.statement/1";

/// What may be signed of a session: no scores, no pictures, nobody's name. Made by
/// [`Completed::statement`] alone.
#[derive(Clone, PartialEq, Serialize)]
pub struct Statement<'a> {
    schema: &'static str,
    outcome: Outcome,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    reasons: &'a [Reason],
    liveness: Outcome,
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    matching: Option<Match>,
    policy: Policy<'a>,
    sdk: &'static str,
    engine: &'a str,
    models: BTreeMap<&'a str, &'a str>,
    channels: Channels<'a>,
    language: Language,
    digits: Vec<Digit>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    test: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Match {
    outcome: Outcome,
    false_match_rate: FalseMatchRate,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Policy<'a> {
    level: &'a str,
    name: &'a str,
}

#[derive(Clone, PartialEq, Serialize)]
struct Digit {
    digit: u8,
    prompted_ms: u64,
    start_ms: Option<u64>,
    end_ms: Option<u64>,
}

/// Digits belong in no log: Debug tells the outcome.
impl std::fmt::Debug for Statement<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Statement({:?})", self.outcome)
    }
}

/// Channels as an object: name to finding.
#[derive(Debug, Clone, PartialEq)]
struct Channels<'a>(&'a [ChannelVerdict]);

impl Serialize for Channels<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pair = |c: &ChannelVerdict| -> (ChannelName, Finding) { (c.name, c.finding) };
        serializer.collect_map(self.0.iter().map(pair))
    }
}

impl From<&DigitVerdict> for Digit {
    /// Without the confidence, which is a score.
    fn from(verdict: &DigitVerdict) -> Self {
        Self {
            digit: verdict.digit,
            prompted_ms: verdict.prompted_ms,
            start_ms: verdict.start_ms,
            end_ms: verdict.end_ms,
        }
    }
}

impl Completed {
    /// What may be signed of this session.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] if the verdict says `pass` and the proof of it is not there:
    /// it was judged again from a trace, or put together by hand.
    pub fn statement(&self) -> Result<Statement<'_>> {
        let verdict = &self.verdict;
        let matched = verdict.matching.is_none() || self.matched.is_some();
        if verdict.outcome == Outcome::Pass && (self.live.is_none() || !matched) {
            return Err(Error::new(
                ErrorKind::Misuse,
                "a verdict that passes without its proofs cannot be signed",
            ));
        }
        Ok(Statement::of(verdict))
    }
}

impl<'a> Statement<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        let models = verdict.made_by.models.iter();
        let name = &verdict.made_by.policy;
        Self {
            schema: STATEMENT_SCHEMA,
            outcome: verdict.outcome,
            reasons: &verdict.reasons,
            liveness: verdict.liveness.outcome,
            matching: verdict.matching.as_ref().map(|m| Match {
                outcome: m.outcome,
                false_match_rate: m.false_match_rate,
            }),
            policy: Policy {
                level: verdict.made_by.level.name(),
                name,
            },
            sdk: verdict.made_by.sdk,
            engine: &verdict.made_by.engine,
            models: models.map(|m| (&*m.name, &*m.sha256)).collect(),
            channels: Channels(&verdict.liveness.channels),
            language: verdict.language,
            digits: verdict.digits.iter().map(Digit::from).collect(),
            test: verdict.test,
        }
    }
}
