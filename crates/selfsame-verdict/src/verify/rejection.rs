//! Why a token is not taken: a closed list.

use crate::jws::Flaw;
use crate::key::Algorithm;
use crate::time::Time;

/// Why a token is not taken. Texts name keys, parties and times, never the subject.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// Longer than [`limits::TOKEN_BYTES`](crate::limits::TOKEN_BYTES).
    #[error("the token has {0} bytes")]
    TooLong(usize),
    /// It is no token.
    #[error("no token: {0}")]
    Malformed(&'static str),
    /// It is a signed text of another kind.
    #[error("the token is of the type {0:?}, not a verdict")]
    WrongType(String),
    /// It names an algorithm that is not taken.
    #[error("the token names the algorithm {0:?}")]
    WrongAlgorithm(String),
    /// No key of that name is trusted.
    #[error("no trusted key is called {0:?}")]
    UnknownKey(String),
    /// The signature is not that key's over this text.
    #[error("the {0} signature is wrong: the token was altered")]
    BadSignature(&'static str),
    /// A test's verdict, at a relying party that means it.
    #[error("this is the verdict of a test")]
    TestVerdict,
    /// A real verdict, at a test system.
    #[error("this is a real verdict, and a test system must not take it")]
    NoTestVerdict,
    /// Another issuer's.
    #[error("the token is from {0:?}")]
    WrongIssuer(String),
    /// For another relying party.
    #[error("the token is for {0:?}")]
    WrongAudience(String),
    /// The answer to another request.
    #[error("the token answers another request")]
    WrongNonce,
    /// Past its time.
    #[error("the token expired at {at}")]
    Expired {
        /// When.
        at: Time,
    },
    /// Before its time: clocks are apart.
    #[error("the token holds from {from} on: the clocks are apart")]
    NotYetValid {
        /// From when on.
        from: Time,
    },
    /// It would hold for longer than a verdict may.
    #[error("the token would hold for longer than 15 minutes")]
    LifeTooLong,
    /// It was shown before.
    #[error("the token was shown before")]
    Replayed,
    /// Whether it was shown before cannot be told.
    #[error("the memory of tokens failed: {0}")]
    MemoryFailed(String),
    /// Its claims contradict themselves, or one is missing.
    #[error("the claims are no verdict's: {0}")]
    Claims(String),
    /// Liveness was decided at a level that is not taken here.
    #[error("the level {0:?} is not taken here")]
    Level(String),
    /// The match was decided at a false-match rate that is not taken here, or not at all.
    #[error("the match is not at a false-match rate that is taken here: {}", .0.as_deref().unwrap_or("there was none"))]
    MatchRate(Option<String>),
    /// A second signature (SM2) by a trusted key is demanded, or was there and was taken off.
    #[error("the SM2 signature of a trusted key is missing")]
    SecondSignatureMissing,
    /// The token names no evidence.
    #[error("the token names no evidence")]
    NoEvidence,
    /// The evidence is not what the token names.
    #[error("the evidence is not the file that the token names: it was altered or swapped")]
    EvidenceAltered,
}

impl Rejection {
    /// The stable name, as in JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong(_) => "too_long",
            Self::Malformed(_) => "malformed",
            Self::WrongType(_) => "wrong_type",
            Self::WrongAlgorithm(_) => "wrong_algorithm",
            Self::UnknownKey(_) => "unknown_key",
            Self::BadSignature(_) => "bad_signature",
            Self::TestVerdict => "test_verdict",
            Self::NoTestVerdict => "no_test_verdict",
            Self::WrongIssuer(_) => "wrong_issuer",
            Self::WrongAudience(_) => "wrong_audience",
            Self::WrongNonce => "wrong_nonce",
            Self::Expired { .. } => "expired",
            Self::NotYetValid { .. } => "not_yet_valid",
            Self::LifeTooLong => "life_too_long",
            Self::Replayed => "replayed",
            Self::MemoryFailed(_) => "memory_failed",
            Self::Claims(_) => "claims",
            Self::Level(_) => "level",
            Self::MatchRate(_) => "match_rate",
            Self::SecondSignatureMissing => "second_signature_missing",
            Self::NoEvidence => "no_evidence",
            Self::EvidenceAltered => "evidence_altered",
        }
    }
}

impl From<Flaw> for Rejection {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::TooLong(length) => Self::TooLong(length),
            Flaw::Malformed(what) => Self::Malformed(what),
            Flaw::Type(typ) => Self::WrongType(typ),
            Flaw::Algorithm(alg) | Flaw::KeyOfAnother(alg) => Self::WrongAlgorithm(alg),
            Flaw::SecondMissing => Self::SecondSignatureMissing,
            Flaw::UnknownKey(kid) => Self::UnknownKey(kid),
            Flaw::Signature(algorithm) => Self::BadSignature(match algorithm {
                Algorithm::Es256 => "ES256",
                Algorithm::Sm2Sm3 => "SM2",
            }),
        }
    }
}
