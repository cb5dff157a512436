//! What a verdict says of a session: the member `selfsame` of a token.
//!
//! Enters: the JSON that the SDK's `Completed::statement` gives, or why a face is not the
//! way. Leaves: a [`Statement`] that does not contradict itself. It has no scores, no
//! pictures and nothing about who the person is.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::evidence::EvidenceRef;
use crate::limits;

/// Name and version of the statement's form in JSON; see docs/json.md.
pub const SCHEMA: &str = "selfsame.statement/1";
/// Levels of liveness, from the laxest to the strictest: those of the SDK.
pub const LEVELS: [&str; 3] = ["convenience", "standard", "high"];

/// What a session came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A live person read the digits, and is the one on the portrait if one was compared.
    Pass,
    /// The evidence speaks against it.
    Fail,
    /// The evidence does not suffice.
    Retry,
    /// A face is not the way for this person: nothing was decided about them, and they go
    /// another way.
    NotApplicable,
}

impl Outcome {
    /// Its name in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Retry => "retry",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// Why a face is not the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// The person cannot read digits aloud: mute, an injured mouth, a mask that stays on.
    CannotRead,
    /// There is no camera, or none that suffices.
    NoCamera,
    /// The person would rather not; nobody has to say why.
    Declined,
    /// Every try was used.
    TriesUsed,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::CannotRead,
        Self::NoCamera,
        Self::Declined,
        Self::TriesUsed,
    ];

    /// Its name in JSON, among the reasons.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CannotRead => "cannot_read",
            Self::NoCamera => "no_camera",
            Self::Declined => "declined",
            Self::TriesUsed => "tries_used",
        }
    }

    /// The reason of a name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }
}

/// What was demanded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyUse {
    /// The level of liveness: `convenience`, `standard`, `high`.
    pub level: String,
    /// The policy's name and version: `standard/1`.
    pub name: String,
}

/// One digit, and when it was read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigitUse {
    /// The digit that was shown.
    pub digit: u8,
    /// When it was shown, milliseconds of the frames' clock.
    pub prompted_ms: u64,
    /// When its reading started; none if no reading was found.
    pub start_ms: Option<u64>,
    /// When its reading ended.
    pub end_ms: Option<u64>,
}

/// No digit in a log: Debug tells when, not what.
impl fmt::Debug for DigitUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DigitUse(at {} ms)", self.prompted_ms)
    }
}

/// The comparison with the portrait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchUse {
    /// Pass if the faces match at `false_match_rate`.
    pub outcome: Outcome,
    /// The rate that was asked for: `1e-4`.
    pub false_match_rate: String,
}

/// What a verdict says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// [`SCHEMA`].
    pub schema: String,
    /// Pass only if liveness and, with a portrait, the match pass.
    pub outcome: Outcome,
    /// Why not, gravest first: codes of the SDK's closed list, or of [`Why`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// Liveness alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub liveness: Option<Outcome>,
    /// The comparison; none if there was none.
    #[serde(rename = "match", default, skip_serializing_if = "Option::is_none")]
    pub matching: Option<MatchUse>,
    /// What was demanded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyUse>,
    /// Version of the SDK.
    pub sdk: String,
    /// Inference engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
    /// SHA-256 of each model that took part, hexadecimal, by its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub models: BTreeMap<String, String>,
    /// What each channel of evidence found: `supports`, `unclear`, `contradicts`,
    /// `not_evaluated`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub channels: BTreeMap<String, String>,
    /// Language of the challenge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Each digit that was shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digits: Vec<DigitUse>,
    /// The session's name, given by the challenge service. The issuer writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The evidence that was kept; none by default. The issuer writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceRef>,
    /// True if the subject was simulated or recorded for a test.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
}

impl Statement {
    /// Reads what the SDK's `Completed::statement` gives as JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] if it is too long, [`ErrorKind::Claims`] if it is no statement
    /// or contradicts itself.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        if json.len() > limits::TOKEN_BYTES {
            let length = json.len();
            let what = format!("statement: {length} bytes");
            return Err(Error::new(ErrorKind::Limit, what));
        }
        let statement: Self = serde_json::from_slice(json)
            // The parser's own words may quote a digit.
            .map_err(|e| {
                let what = format!("no statement, before byte {}", e.column());
                Error::new(ErrorKind::Claims, what)
            })?;
        statement.check()?;
        Ok(statement)
    }

    /// That a face is not the way for somebody.
    #[must_use]
    pub fn not_applicable(why: Why) -> Self {
        Self {
            schema: SCHEMA.into(),
            outcome: Outcome::NotApplicable,
            reasons: vec![why.code().into()],
            liveness: None,
            matching: None,
            policy: None,
            sdk: env!("CARGO_PKG_VERSION").into(),
            engine: None,
            models: BTreeMap::new(),
            channels: BTreeMap::new(),
            language: None,
            digits: Vec::new(),
            session: None,
            evidence: None,
            test: false,
        }
    }

    /// Whether it contradicts itself.
    ///
    /// # Errors
    /// [`ErrorKind::Claims`] and where.
    pub fn check(&self) -> Result<()> {
        let wrong = |what: String| Err(Error::new(ErrorKind::Claims, format!("statement: {what}")));
        if self.schema != SCHEMA {
            return wrong(format!("its schema is not {SCHEMA}"));
        }
        self.check_texts()?;
        let sides = [self.liveness, self.matching.as_ref().map(|m| m.outcome)];
        let right = match self.outcome {
            Outcome::Pass => {
                self.reasons.is_empty()
                    && self.liveness == Some(Outcome::Pass)
                    && sides.iter().flatten().all(|o| *o == Outcome::Pass)
                    && self.policy.is_some()
                    && self.language.is_some()
                    && !self.digits.is_empty()
            }
            Outcome::Fail | Outcome::Retry => {
                !self.reasons.is_empty() && !sides.contains(&Some(Outcome::NotApplicable))
            }
            Outcome::NotApplicable => {
                let nothing = sides == [None, None]
                    && self.digits.is_empty()
                    && self.channels.is_empty()
                    && self.evidence.is_none();
                nothing && matches!(&self.reasons[..], [one] if Why::from_code(one).is_some())
            }
        };
        if !right {
            let outcome = self.outcome.code();
            return wrong(format!("its parts do not amount to {outcome}"));
        }
        for (i, d) in self.digits.iter().enumerate() {
            let before = i.checked_sub(1).map_or(0, |i| self.digits[i].prompted_ms);
            let ordered = match (d.start_ms, d.end_ms) {
                (Some(start), Some(end)) => start <= end,
                (None, None) => true,
                _ => false,
            };
            if d.digit > 9 || !ordered || d.prompted_ms < before {
                return wrong(format!("digit {}", i + 1));
            }
        }
        Ok(())
    }

    fn check_texts(&self) -> Result<()> {
        let wrong = |what: &str| Err(Error::new(ErrorKind::Claims, format!("statement: {what}")));
        let many = self.reasons.len() > 64
            || self.models.len() > 64
            || self.channels.len() > 32
            || self.digits.len() > limits::DIGITS;
        if many {
            return wrong("too many parts");
        }
        let codes = self.reasons.iter().chain(self.channels.values());
        if !codes.chain(self.channels.keys()).all(|c| is_code(c)) {
            return wrong("a reason or a channel is no code");
        }
        let hashes = self.models.values();
        let hex = |h: &String| h.len() == 64 && h.bytes().all(|b| b.is_ascii_hexdigit());
        if !hashes.clone().all(hex) {
            return wrong("a model's hash is not 64 hexadecimal digits");
        }
        let evidence = self.evidence.iter();
        if !evidence
            .clone()
            .all(|e| hex(&e.sha256) && is_name(&e.media_type))
        {
            return wrong("its evidence is not named by a digest and a media type");
        }
        let policy = self.policy.iter().flat_map(|p| [&p.level, &p.name]);
        let rate = self.matching.iter().map(|m| &m.false_match_rate);
        let texts = [
            Some(&self.sdk),
            self.engine.as_ref(),
            self.language.as_ref(),
        ];
        let session = self.session.iter();
        let mut texts = texts.into_iter().flatten().chain(policy).chain(rate);
        if !texts.all(|t| is_name(t)) || !self.models.keys().chain(session).all(|t| is_name(t)) {
            return wrong("a text is empty, too long, or has control characters");
        }
        Ok(())
    }
}

/// Lower-case letters, digits and underscores.
pub(crate) fn is_code(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    (1..=64).contains(&text.len()) && text.bytes().all(letter)
}

/// A name that may be printed.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=limits::NAME_BYTES).contains(&text.len()) && !text.chars().any(char::is_control)
}
