//! What can go wrong, and where.
//!
//! An [`Error`] has a public kind to branch on, a sentence that names the thing and the
//! place, and a private cause. That a token does not verify or that a challenge was used
//! before is no error: it is an answer ([`Rejection`](crate::verify::Rejection),
//! [`Refusal`](crate::challenge::Refusal)). No error text ever holds a secret, a digit, or
//! who a token is about.

use std::error::Error as StdError;
use std::fmt;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A key is broken, of another kind than needed, or its token is not there.
    Key,
    /// Findings, claims or prompts contradict themselves.
    Claims,
    /// Evidence is broken, or does not open with this key.
    Evidence,
    /// A record of the audit chain cannot be read or must not be written.
    Audit,
    /// A time stamp or its authority's answer is not what it should be.
    TimeStamp,
    /// An input is larger or longer than the stated limit.
    Limit,
    /// The store of challenges or tokens failed.
    Store,
    /// An option was out of its range: the caller's mistake.
    Misuse,
    /// Reading or writing failed.
    Io,
}

impl ErrorKind {
    /// A stable lower-case name, as printed in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Claims => "claims",
            Self::Evidence => "evidence",
            Self::Audit => "audit",
            Self::TimeStamp => "time_stamp",
            Self::Limit => "limit",
            Self::Store => "store",
            Self::Misuse => "misuse",
            Self::Io => "io",
        }
    }
}

/// An error of this crate: a kind, what and where, and what caused it.
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of `kind` that says `message`: name the thing and the place.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// The same error with the error that caused it.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same error with its place put in front: `keys.json: no key`.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.message = format!("{place}: {}", self.message);
        self
    }

    /// What kind of error this is.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({}: {self})", self.kind.name())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}
