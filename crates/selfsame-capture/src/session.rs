//! Recorded sessions: the challenge, when it was shown, and the frames.
//!
//! Enters: a folder or a sealed file, untrusted, and for a sealed one its key.
//! Leaves: a [`Header`] and a source of frames. The other way round,
//! [`SessionWriter`] stores what a caller asks to keep: nothing is recorded
//! unless one is made.
//!
//! The folder form:
//! ```text
//! session.json                 selfsame.session/1: see Header
//! frames/000000_0.jpg          <number>_<time in nanoseconds>.jpg or .png
//! frames/000001_33366700.jpg
//! clip.mp4                     or a video file that session.json names
//! ```
//! The sealed form is one [age](https://age-encryption.org) file that holds a tar
//! of the same files; nothing of it ever lies on the disk in plain.

mod archive;
mod folder;
mod header;
mod key;
#[cfg(feature = "sealed")]
mod sealed;
mod writer;

use std::path::Path;

use selfsame::Frame;

use crate::error::{Error, ErrorKind, Result};
use crate::source::{FrameSource, SourceInfo, short_name};

pub use archive::read_archive;
pub use header::{Frames, Header, SCHEMA, SourceNote, parse_header};
pub use key::{Key, Seal};
#[cfg(feature = "sealed")]
pub use sealed::generate_identity;
pub use writer::{Encoding, NewSession, SessionWriter};

/// Name of the header in both forms.
const HEADER_FILE: &str = "session.json";
/// Folder of the frames in both forms.
const FRAMES_FOLDER: &str = "frames";
/// How a sealed file starts.
const AGE_MAGIC: &[u8] = b"age-encryption.org/";

/// A session read back.
pub struct RecordedSession {
    /// What was asked, and when.
    pub header: Header,
    /// Its frames.
    pub source: Box<dyn FrameSource>,
}

impl RecordedSession {
    /// Frames of a test recording carry its mark.
    fn new(header: Header, source: Box<dyn FrameSource>) -> Self {
        let source = match header.test {
            true => Box::new(Marked(source)),
            false => source,
        };
        Self { header, source }
    }
}

/// Frames of a test.
struct Marked(Box<dyn FrameSource>);

impl FrameSource for Marked {
    fn next_frame(&mut self) -> Result<Option<Frame>> {
        Ok(self.0.next_frame()?.map(Frame::for_test))
    }

    fn describe(&self) -> SourceInfo {
        self.0.describe()
    }
}

impl std::fmt::Debug for RecordedSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecordedSession({:?})", self.header)
    }
}

/// Opens a recorded session: a folder, or a sealed file with its `key`.
///
/// A folder that a crash left unfinished opens with the frames stored so far and
/// without prompt times.
///
/// # Errors
/// [`NotFound`](ErrorKind::NotFound), [`Io`](ErrorKind::Io);
/// [`Format`](ErrorKind::Format) for a broken or contradictory session;
/// [`Limit`](ErrorKind::Limit) beyond the [limits](crate::limits);
/// [`Sealed`](ErrorKind::Sealed) when the key is missing or another's;
/// [`NotBuilt`](ErrorKind::NotBuilt) for a sealed file without the cargo feature
/// `sealed`.
pub fn open_session(path: impl AsRef<Path>, key: Option<&Key>) -> Result<RecordedSession> {
    let path = path.as_ref();
    let place = short_name(path);
    let meta = std::fs::metadata(path).map_err(|e| Error::io(&place, e))?;
    if meta.is_dir() {
        return folder::open(path, &place);
    }
    let mut file = std::fs::File::open(path).map_err(|e| Error::io(&place, e))?;
    let mut magic = [0; AGE_MAGIC.len()];
    let is_age = crate::pipe::fill(&mut file, &mut magic).unwrap_or(false) && magic == AGE_MAGIC;
    if !is_age {
        return Err(Error::new(
            ErrorKind::Format,
            format!("{place}: neither a session folder nor a sealed session"),
        ));
    }
    let Some(key) = key else {
        return Err(Error::new(
            ErrorKind::Sealed,
            format!("{place}: the session is sealed: a key or passphrase is needed"),
        ));
    };
    open_sealed(path, &place, key)
}

#[cfg(feature = "sealed")]
fn open_sealed(path: &Path, place: &str, key: &Key) -> Result<RecordedSession> {
    sealed::open(path, place, key)
}

#[cfg(not(feature = "sealed"))]
fn open_sealed(_path: &Path, place: &str, _key: &Key) -> Result<RecordedSession> {
    Err(not_built(place))
}

/// The error of a build that cannot seal.
#[cfg(not(feature = "sealed"))]
fn not_built(place: &str) -> Error {
    Error::new(
        ErrorKind::NotBuilt,
        format!("{place}: this build lacks the cargo feature 'sealed'"),
    )
}
