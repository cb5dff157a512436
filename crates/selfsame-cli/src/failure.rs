//! What ends a command with exit code 3.
//!
//! Enters: errors of the SDK, of capture, of files. Leaves: one sentence with a
//! stable kind, as in docs/json.md.

use std::fmt;

use serde::Serialize;

/// `Result` with [`Failure`].
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

/// A kind to branch on and a sentence that names what and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Failure {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// Options that contradict each other.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new("usage", message)
    }

    /// A file that cannot be read or written.
    pub(crate) fn io(place: impl fmt::Display, cause: &std::io::Error) -> Self {
        let kind = match cause.kind() {
            std::io::ErrorKind::NotFound => "not_found",
            _ => "io",
        };
        Self::new(kind, format!("{place}: {cause}"))
    }

    /// The same failure with its place in front.
    pub(crate) fn at(mut self, place: impl fmt::Display) -> Self {
        self.message = format!("{place}: {}", self.message);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<selfsame::Error> for Failure {
    fn from(error: selfsame::Error) -> Self {
        Self::new(error.kind().name(), error.to_string())
    }
}

impl From<selfsame_verdict::Error> for Failure {
    fn from(error: selfsame_verdict::Error) -> Self {
        Self::new(error.kind().name(), error.to_string())
    }
}

impl From<selfsame_capture::Error> for Failure {
    fn from(error: selfsame_capture::Error) -> Self {
        Self::new(error.kind().name(), error.to_string())
    }
}
