//! What can go wrong between a source of pictures and a frame.
//!
//! Enters: a failure. Leaves: an [`Error`] with a public kind to branch on, a
//! sentence that names the file and the frame or sample, and a private cause.
//! Errors never hold pixels, keys or the digits of a challenge.

use std::error::Error as StdError;
use std::fmt;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file or folder does not exist.
    NotFound,
    /// Reading or writing failed.
    Io,
    /// The data is broken, cut off, or not what it claims to be.
    Format,
    /// An input is larger or longer than a stated [limit](crate::limits).
    Limit,
    /// A frame's size, layout or time is not usable.
    Frame,
    /// The camera is in use by another program.
    CameraBusy,
    /// There is no camera, or none with the wanted name or number.
    CameraAbsent,
    /// The operating system does not let this program use the camera.
    CameraForbidden,
    /// The camera went away while it was being read.
    CameraUnplugged,
    /// The camera answered something this crate cannot use.
    CameraFailed,
    /// The file needs an installed `ffmpeg`, and none was found.
    NeedsFfmpeg,
    /// A sealed session does not open with the key given, or needs one.
    Sealed,
    /// The build lacks a cargo feature that this needs.
    NotBuilt,
    /// The caller asked for something impossible.
    Misuse,
}

impl ErrorKind {
    /// A stable lower-case name, as printed in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Io => "io",
            Self::Format => "format",
            Self::Limit => "limit",
            Self::Frame => "frame",
            Self::CameraBusy => "camera_busy",
            Self::CameraAbsent => "camera_absent",
            Self::CameraForbidden => "camera_forbidden",
            Self::CameraUnplugged => "camera_unplugged",
            Self::CameraFailed => "camera_failed",
            Self::NeedsFfmpeg => "needs_ffmpeg",
            Self::Sealed => "sealed",
            Self::NotBuilt => "not_built",
            Self::Misuse => "misuse",
        }
    }
}

/// An error of a source or a recorded session: a kind, what and where, and what
/// caused it.
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

    /// A failed read or write of `place`; a missing file gets its own kind.
    #[must_use]
    pub fn io(place: impl fmt::Display, cause: std::io::Error) -> Self {
        let (kind, what) = match cause.kind() {
            std::io::ErrorKind::NotFound => (ErrorKind::NotFound, "not found"),
            std::io::ErrorKind::PermissionDenied => (ErrorKind::Io, "not permitted"),
            _ => (ErrorKind::Io, "cannot be read or written"),
        };
        Self::new(kind, format!("{place}: {what}")).caused_by(cause)
    }

    /// The same error with the error that caused it.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same error with its place put in front: `clip.mp4: no video track`.
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

impl From<selfsame::Error> for Error {
    fn from(error: selfsame::Error) -> Self {
        use selfsame::ErrorKind as K;
        let kind = match error.kind() {
            K::Frame => ErrorKind::Frame,
            K::Limit => ErrorKind::Limit,
            K::Io => ErrorKind::Io,
            K::Misuse => ErrorKind::Misuse,
            _ => ErrorKind::Format,
        };
        // The message of the SDK's error already holds its causes.
        Self::new(kind, error.to_string())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_and_cause_are_in_the_text() {
        let gone = std::io::Error::from(std::io::ErrorKind::NotFound);
        let error = Error::io("clip.mp4", gone).at("session");
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert!(
            error
                .to_string()
                .starts_with("session: clip.mp4: not found")
        );
        let frame = selfsame::Error::new(selfsame::ErrorKind::Frame, "too short");
        assert_eq!(Error::from(frame).kind(), ErrorKind::Frame);
    }
}
