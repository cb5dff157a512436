//! The tar inside a sealed session.
//!
//! Enters: a stream, untrusted even when it was sealed. Leaves: header and frames
//! in memory. Nothing is unpacked to the disk, so names lead nowhere; they must
//! still be the ones that the format knows.

use std::io::Read;

use super::folder::{check_number, check_order};
use super::header::{Frames, Header, check_name, parse_header};
use super::{FRAMES_FOLDER, HEADER_FILE, RecordedSession};
use crate::error::{Error, ErrorKind, Result};
use crate::images::{Data, Stored, StoredSource};
use crate::limits;
use crate::source::SourceKind;
use crate::video::open_video_bytes;

/// Reads the tar of a session whole: a header first, then pictures or one video
/// file, then the finished header.
///
/// # Errors
/// [`Format`](ErrorKind::Format) for anything else, [`Limit`](ErrorKind::Limit)
/// beyond [`limits::SEALED_BYTES`].
pub fn read_archive(input: impl Read) -> Result<RecordedSession> {
    // One byte more than allowed tells a long stream from one that just fits.
    let mut left = Counted {
        input: input.take(limits::SEALED_BYTES + 1),
    };
    let mut parts = Parts::default();
    let mut archive = tar::Archive::new(&mut left);
    let broken = |e: std::io::Error| {
        Error::new(ErrorKind::Format, "the sealed session is broken or cut off").caused_by(e)
    };
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        if !entry.header().entry_type().is_file() {
            return Err(wrong("an entry is no file"));
        }
        let name = String::from_utf8(entry.path_bytes().into_owned())
            .map_err(|_| wrong("a name is not UTF-8"))?;
        let size = entry.size();
        if size > limits::SEALED_BYTES {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(broken)?;
        if bytes.len() as u64 != size {
            return Err(wrong("it is cut off"));
        }
        parts.take(name, bytes)?;
    }
    // What follows the end mark must be read: age checks the last block then.
    let mut rest = [0; 4096];
    while left.read(&mut rest).map_err(broken)? > 0 {}
    if left.input.limit() == 0 {
        return Err(too_large());
    }
    parts.session()
}

/// A reader whose limit can be asked for.
struct Counted<R> {
    input: std::io::Take<R>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.input.read(buffer)
    }
}

/// What was found so far.
#[derive(Default)]
struct Parts {
    first: Option<Header>,
    last: Option<Header>,
    pictures: Vec<Stored>,
    video: Option<(String, Vec<u8>)>,
}

impl Parts {
    fn take(&mut self, name: String, bytes: Vec<u8>) -> Result<()> {
        if self.last.is_some() {
            return Err(wrong("something follows the finished header"));
        }
        if name == HEADER_FILE {
            let header = parse_header(&bytes)?;
            match self.first {
                None => self.first = Some(header),
                Some(_) => self.last = Some(header),
            }
            return Ok(());
        }
        if self.first.is_none() {
            return Err(wrong("the header does not come first"));
        }
        let prefix = format!("{FRAMES_FOLDER}/");
        if let Some(frame) = name.strip_prefix(&prefix) {
            let time = check_order(self.pictures.len(), frame)?;
            self.pictures.push(Stored {
                time,
                name: frame.to_owned(),
                data: Data::Bytes(bytes),
            });
            return Ok(());
        }
        check_name(&name)?;
        if self.video.is_some() {
            return Err(wrong("it holds two videos"));
        }
        self.video = Some((name, bytes));
        Ok(())
    }

    fn session(self) -> Result<RecordedSession> {
        let header = self
            .last
            .ok_or_else(|| wrong("the finished header is missing"))?;
        let source = match (&header.frames, self.video) {
            (Frames::Images { files: Some(files) }, None) => {
                check_number(self.pictures.len(), Some(*files))?;
                let place = "sealed session".to_owned();
                Box::new(StoredSource::new(
                    place,
                    SourceKind::Session,
                    self.pictures,
                )?)
            }
            (Frames::Video { file }, Some((name, bytes)))
                if *file == name && self.pictures.is_empty() =>
            {
                open_video_bytes(&name, bytes)?
            }
            _ => return Err(wrong("the header and the files do not agree")),
        };
        Ok(RecordedSession::new(header, source))
    }
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorKind::Format, format!("sealed session: {what}"))
}

fn too_large() -> Error {
    Error::new(
        ErrorKind::Limit,
        format!("sealed session: more than {} bytes", limits::SEALED_BYTES),
    )
}
