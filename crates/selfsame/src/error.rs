//! What can go wrong, and where.
//!
//! An [`Error`] has a public kind to branch on, a sentence that names the thing
//! and the place, and a private cause. "Not live" and "not the same person" are
//! no errors: they are outcomes of a [`Verdict`](crate::Verdict). No error text
//! ever holds pixels, templates or names of persons.

use std::error::Error as StdError;
use std::fmt;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A frame's size, stride, format, bytes or time are not what they claim.
    Frame,
    /// Supplied sound's rate, samples or times are not what they should be.
    Sound,
    /// A picture file is broken or of a form that is not taken.
    Image,
    /// An input is larger or longer than the stated limit.
    Limit,
    /// A model is absent, altered, or not what its manifest says.
    Model,
    /// An inference runtime is absent or failed.
    Inference,
    /// A challenge or its prompt times contradict themselves.
    Challenge,
    /// The ID portrait cannot be enrolled (no face, several faces, too small).
    Portrait,
    /// A template's bytes are broken, of another form, or do not open.
    Template,
    /// A calibration, schedule or option was out of its range: the caller's mistake.
    Misuse,
    /// Reading or writing failed.
    Io,
}

impl ErrorKind {
    /// A stable lower-case name, as printed in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Sound => "sound",
            Self::Image => "image",
            Self::Limit => "limit",
            Self::Model => "model",
            Self::Inference => "inference",
            Self::Challenge => "challenge",
            Self::Portrait => "portrait",
            Self::Template => "template",
            Self::Misuse => "misuse",
            Self::Io => "io",
        }
    }
}

/// An error of the SDK: a kind, what and where, and what caused it.
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

    /// The same error with its place put in front: `portrait.jpg: no face`.
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
