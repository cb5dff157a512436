//! The folder form of a recorded session.
//!
//! Enters: a folder, untrusted. Leaves: its header and frames; files are named by
//! the folder itself, and links are refused, so no path leads out of it.

use std::path::Path;

use super::header::{Frames, parse_header};
use super::{FRAMES_FOLDER, HEADER_FILE, RecordedSession};
use crate::error::{Error, ErrorKind, Result};
use crate::images::{Data, Stored, StoredSource, list, natural_order, session_time};
use crate::limits;
use crate::source::SourceKind;
use crate::video::open_video;

pub(super) fn open(folder: &Path, place: &str) -> Result<RecordedSession> {
    let at = |e: Error| e.at(place);
    let json_path = folder.join(HEADER_FILE);
    let length = regular_file(&json_path, HEADER_FILE).map_err(at)?;
    if length > limits::SESSION_JSON_BYTES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("{place}: {HEADER_FILE}: {length} bytes"),
        ));
    }
    let json = std::fs::read(&json_path).map_err(|e| Error::io(HEADER_FILE, e).at(place))?;
    let header = parse_header(&json).map_err(at)?;
    let source = match &header.frames {
        Frames::Video { file } => {
            let clip = folder.join(file);
            regular_file(&clip, file).map_err(at)?;
            open_video(clip).map_err(at)?
        }
        Frames::Images { files } => {
            let pictures = frames(&folder.join(FRAMES_FOLDER), *files).map_err(at)?;
            Box::new(StoredSource::new(
                place.into(),
                SourceKind::Session,
                pictures,
            )?)
        }
    };
    Ok(RecordedSession::new(header, source))
}

/// The frames of the folder in order; `files` says how many a finished session
/// has.
fn frames(folder: &Path, files: Option<u64>) -> Result<Vec<Stored>> {
    let mut names = match list(folder, 2 * selfsame::limits::SESSION_FRAMES) {
        // A crash before the first frame.
        Err(e) if e.kind() == ErrorKind::NotFound && files.is_none() => Vec::new(),
        other => other?,
    };
    // Half-written files of a crash have other names.
    names.retain(|name| session_time(name).is_some());
    names.sort_by(|a, b| natural_order(a, b));
    let mut pictures = Vec::with_capacity(names.len());
    for name in names {
        let path = folder.join(&name);
        regular_file(&path, &name)?;
        pictures.push(Stored {
            time: check_order(pictures.len(), &name)?,
            data: Data::File(path),
            name,
        });
    }
    check_number(pictures.len(), files)?;
    Ok(pictures)
}

/// The time in the name of what must be frame `n`.
pub(super) fn check_order(n: usize, name: &str) -> Result<std::time::Duration> {
    if n >= selfsame::limits::SESSION_FRAMES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("more than {} frames", selfsame::limits::SESSION_FRAMES),
        ));
    }
    match session_time(name) {
        Some((number, time)) if number == n as u64 => Ok(time),
        _ => Err(Error::new(
            ErrorKind::Format,
            format!("frame {n} is missing: '{name}' stands in its place"),
        )),
    }
}

/// Compares the number of frames with what the header says.
pub(super) fn check_number(found: usize, files: Option<u64>) -> Result<()> {
    match files {
        Some(files) if files != found as u64 => Err(Error::new(
            ErrorKind::Format,
            format!("{HEADER_FILE} names {files} frames, {found} are there"),
        )),
        _ => Ok(()),
    }
}

/// The length of a file that is no link, folder or device.
fn regular_file(path: &Path, name: &str) -> Result<u64> {
    let meta = std::fs::symlink_metadata(path).map_err(|e| Error::io(name, e))?;
    if !meta.is_file() {
        return Err(Error::new(
            ErrorKind::Format,
            format!("{name}: not a regular file"),
        ));
    }
    Ok(meta.len())
}
