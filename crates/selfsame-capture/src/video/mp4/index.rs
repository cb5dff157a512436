//! Finds the index of an MP4 file without reading its pictures.
//!
//! Enters: a file, untrusted, perhaps cut off. Leaves: the video track with the
//! samples of all fragments, the length of the file, and what is missing at its
//! end.

use std::io::{Read, Seek, SeekFrom};

use super::boxes::{broken, letters};
use super::fragments;
use super::track::{self, Track};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// What the boxes of the file say.
pub(super) struct Index {
    pub(super) track: Track,
    pub(super) file_bytes: u64,
    /// What is missing at the end, if the file is cut off in its index.
    pub(super) cut_off: Option<String>,
}

/// Walks over the top boxes of the file.
///
/// # Errors
/// [`ErrorKind::Format`] when there is no usable index, [`ErrorKind::Limit`] when
/// it is too large, [`ErrorKind::Io`] when reading fails.
pub(super) fn read<R: Read + Seek>(input: &mut R) -> Result<Index> {
    let io = |e| Error::io("reading", e);
    let file_bytes = input.seek(SeekFrom::End(0)).map_err(io)?;
    let mut track: Option<Track> = None;
    let mut cut_off = None;
    let mut fragments = 0;
    let mut clock = 0i64;
    let mut at = 0u64;
    for boxes in 0.. {
        if file_bytes - at < 8 {
            break;
        }
        if boxes > limits::MP4_BOXES {
            return Err(Error::new(ErrorKind::Limit, "too many boxes"));
        }
        input.seek(SeekFrom::Start(at)).map_err(io)?;
        let (kind, header, size) = header(input, file_bytes - at).map_err(io)?;
        if size < header {
            return Err(broken(format!(
                "box '{}' at byte {at} is smaller than its header",
                letters(kind)
            )));
        }
        let end = at.checked_add(size).filter(|&end| end <= file_bytes);
        if &kind == b"moov" || &kind == b"moof" {
            if end.is_none() {
                let what = format!("the file is cut off in box '{}'", letters(kind));
                if track.is_none() {
                    return Err(broken(what));
                }
                cut_off = Some(what);
                break;
            }
            if size > limits::MP4_INDEX_BYTES {
                return Err(Error::new(
                    ErrorKind::Limit,
                    format!(
                        "an index of {size} bytes: more than {}",
                        limits::MP4_INDEX_BYTES
                    ),
                ));
            }
            let mut body = vec![0; (size - header) as usize];
            input.read_exact(&mut body).map_err(io)?;
            match &mut track {
                None if &kind == b"moov" => track = Some(track::read(&body)?),
                Some(track) if &kind == b"moof" => {
                    fragments += 1;
                    if fragments > limits::MP4_FRAGMENTS {
                        return Err(Error::new(ErrorKind::Limit, "too many fragments"));
                    }
                    fragments::append(track, &body, at, &mut clock)
                        .map_err(|e| e.at(format!("fragment {fragments}")))?;
                }
                _ => {}
            }
        }
        match end {
            Some(end) => at = end,
            // Samples beyond the end are found when they are wanted.
            None => break,
        }
    }
    let track = track.ok_or_else(|| {
        broken("it has no index ('moov'): the recording was not finished, or the file is cut off")
    })?;
    Ok(Index {
        track,
        file_bytes,
        cut_off,
    })
}

/// Kind, length of the header and length of a box that starts here.
fn header<R: Read>(input: &mut R, left: u64) -> std::io::Result<([u8; 4], u64, u64)> {
    let mut head = [0u8; 8];
    input.read_exact(&mut head)?;
    let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    let kind = [head[4], head[5], head[6], head[7]];
    Ok(match size {
        0 => (kind, 8, left),
        1 if left >= 16 => {
            input.read_exact(&mut head)?;
            (kind, 16, u64::from_be_bytes(head))
        }
        n => (kind, 8, u64::from(n)),
    })
}
