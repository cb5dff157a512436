//! Of sources of frames and recordings: what kind one is, and how frames are stored.

use selfsame_capture::SourceKind;
use selfsame_capture::session::Encoding;

use crate::boundary::{Failure, Outcome};

/// What kind of source gives the frames.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_source_kind {
    /// A live camera.
    SELFSAME_SOURCE_CAMERA = 1,
    /// A video file.
    SELFSAME_SOURCE_VIDEO = 2,
    /// A folder of pictures.
    SELFSAME_SOURCE_IMAGES = 3,
    /// A stream of plain frames (y4m).
    SELFSAME_SOURCE_PIPE = 4,
    /// A recorded session.
    SELFSAME_SOURCE_RECORDING = 5,
    /// One that is newer than this list.
    SELFSAME_SOURCE_OTHER = 100,
}

pub(crate) fn source_kind(kind: SourceKind) -> selfsame_source_kind {
    use selfsame_source_kind::*;
    match kind {
        SourceKind::Camera => SELFSAME_SOURCE_CAMERA,
        SourceKind::Video => SELFSAME_SOURCE_VIDEO,
        SourceKind::Images => SELFSAME_SOURCE_IMAGES,
        SourceKind::Pipe => SELFSAME_SOURCE_PIPE,
        SourceKind::Session => SELFSAME_SOURCE_RECORDING,
        _ => SELFSAME_SOURCE_OTHER,
    }
}

/// How a recording stores its frames.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_encoding {
    /// JPEG at quality 95: about 60 kB for 640x480.
    SELFSAME_ENCODING_JPEG = 1,
    /// PNG, without loss: about 450 kB for 640x480.
    SELFSAME_ENCODING_PNG = 2,
}

/// The encoding of a number.
pub(crate) fn encoding(number: i32, argument: &'static str) -> Outcome<Encoding> {
    const JPEG: i32 = selfsame_encoding::SELFSAME_ENCODING_JPEG as i32;
    const PNG: i32 = selfsame_encoding::SELFSAME_ENCODING_PNG as i32;
    match number {
        JPEG => Ok(Encoding::Jpeg),
        PNG => Ok(Encoding::Png),
        _ => Err(Failure::enumerator(number, argument, "selfsame_encoding")),
    }
}
