//! The seam between every kind of source and whoever wants frames.
//!
//! Enters: a request for the next frame. Leaves: a [`Frame`] with a time that is
//! later than the one before, the end, or an error that names the frame.

use selfsame::Frame;

use crate::error::Result;

/// A source of frames: a camera, a video file, a folder, a pipe, a recording.
pub trait FrameSource: Send {
    /// The next frame, or `None` at the end. Times strictly increase; they count
    /// from the first frame (camera, pipe) or on the container's clock (video).
    ///
    /// After an error the source is over: every later call answers `None`.
    ///
    /// # Errors
    /// Whatever stops the source, naming the frame or sample where it stopped.
    /// Frames before it have been delivered.
    fn next_frame(&mut self) -> Result<Option<Frame>>;

    /// What is known about the source without reading on.
    fn describe(&self) -> SourceInfo;
}

/// What kind of source it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourceKind {
    /// A live camera.
    Camera,
    /// A video file.
    Video,
    /// A folder of pictures.
    Images,
    /// Frames on a pipe.
    Pipe,
    /// A recorded session.
    Session,
}

impl SourceKind {
    /// A stable lower-case name, as written in session files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Video => "video",
            Self::Images => "images",
            Self::Pipe => "pipe",
            Self::Session => "session",
        }
    }
}

/// What is known about a source before it is read: for progress bars and
/// reports. Nothing here is a promise: a file may end early or lie.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceInfo {
    /// What kind of source it is.
    pub kind: SourceKind,
    /// The camera's name, or the file's or folder's last component.
    pub name: String,
    /// Frames a second, as stated or averaged.
    pub fps: Option<f64>,
    /// Frames in all.
    pub frames: Option<u64>,
    /// Pixels in a stored row, before rotation.
    pub width: Option<u32>,
    /// Stored rows, before rotation.
    pub height: Option<u32>,
}

impl SourceInfo {
    /// Only the kind and the name known.
    #[must_use]
    pub fn new(kind: SourceKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            fps: None,
            frames: None,
            width: None,
            height: None,
        }
    }
}

/// The last component of a path, for messages and descriptions.
pub(crate) fn short_name(path: &std::path::Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
