//! Video files.
//!
//! Enters: a path, its content untrusted. Leaves: frames in presentation order
//! with the container's times (a variable frame rate is kept) and rotation.
//!
//! H.264 in MP4, MOV or M4V is decoded here, without a system package. Every
//! other format goes through an installed `ffmpeg`; without one the error names
//! the format found.

mod ffmpeg;
#[cfg(feature = "mp4")]
mod mp4;
mod showinfo;
mod sniff;

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::pipe::Y4mSource;
use crate::source::{FrameSource, short_name};
use sniff::Container;

/// How a video file is decoded.
#[derive(Debug, Clone)]
pub struct VideoOptions {
    /// The `ffmpeg` to run: a name to look for in `PATH`, or a path.
    pub ffmpeg: OsString,
    /// Use `ffmpeg` for H.264 in MP4 as well.
    pub prefer_ffmpeg: bool,
}

impl Default for VideoOptions {
    fn default() -> Self {
        Self {
            ffmpeg: "ffmpeg".into(),
            prefer_ffmpeg: false,
        }
    }
}

/// Opens a video file with the default [`VideoOptions`].
///
/// # Errors
/// As [`open_video_with`].
pub fn open_video(path: impl AsRef<Path>) -> Result<Box<dyn FrameSource>> {
    open_video_with(path, &VideoOptions::default())
}

/// Opens a video file.
///
/// A file that is cut off delivers the frames before the break, then an error
/// that names the sample. Frames may change their size on the way; they carry
/// their own.
///
/// # Errors
/// [`NotFound`](ErrorKind::NotFound) or [`Io`](ErrorKind::Io) when it cannot be
/// read; [`Format`](ErrorKind::Format) when it is empty, broken or holds no
/// video; [`Limit`](ErrorKind::Limit) when it is too large;
/// [`NeedsFfmpeg`](ErrorKind::NeedsFfmpeg) when only an absent `ffmpeg` could
/// decode it. Every message starts with the file's name.
pub fn open_video_with(
    path: impl AsRef<Path>,
    options: &VideoOptions,
) -> Result<Box<dyn FrameSource>> {
    let path = path.as_ref();
    let place = short_name(path);
    let mut file = open_file(path)?;
    let container = sniff_file(&mut file).map_err(|e| e.at(&place))?;
    let found = match container {
        Container::Y4m => {
            let input = std::io::BufReader::with_capacity(1 << 16, file);
            return Ok(Box::new(Y4mSource::new(place, input)?));
        }
        Container::Mp4 if !options.prefer_ffmpeg => match built_in(&place, file)? {
            Ok(source) => return Ok(source),
            Err(what) => what,
        },
        other => other.name().to_owned(),
    };
    ffmpeg::open(path, &place, &found, options)
}

/// Opens H.264 in MP4 from bytes in memory: a clip of a sealed session, which
/// must not touch the disk in plain and so cannot go through `ffmpeg`.
///
/// # Errors
/// As [`open_video_with`]; [`Format`](ErrorKind::Format) for another format.
pub fn open_video_bytes(place: &str, bytes: Vec<u8>) -> Result<Box<dyn FrameSource>> {
    match built_in(place, std::io::Cursor::new(bytes))? {
        Ok(source) => Ok(source),
        Err(what) => Err(Error::new(
            ErrorKind::Format,
            format!("{place}: {what}: only H.264 in MP4 can be read from memory"),
        )),
    }
}

/// A regular file, opened for reading.
fn open_file(path: &Path) -> Result<File> {
    let place = short_name(path);
    let file = File::open(path).map_err(|e| Error::io(&place, e))?;
    let meta = file.metadata().map_err(|e| Error::io(&place, e))?;
    if !meta.is_file() {
        return Err(Error::new(
            ErrorKind::Io,
            format!("{place}: not a regular file"),
        ));
    }
    Ok(file)
}

fn sniff_file(file: &mut File) -> Result<Container> {
    let mut start = Vec::new();
    file.by_ref()
        .take(sniff::BYTES as u64)
        .read_to_end(&mut start)
        .and_then(|_| file.seek(SeekFrom::Start(0)))
        .map_err(|e| Error::io("reading", e))?;
    if start.is_empty() {
        return Err(Error::new(ErrorKind::Format, "the file is empty"));
    }
    Ok(sniff::container(&start))
}

/// The built-in decoder, or the name of what it does not decode.
#[cfg(feature = "mp4")]
fn built_in(
    place: &str,
    input: impl Read + Seek + Send + 'static,
) -> Result<std::result::Result<Box<dyn FrameSource>, String>> {
    Ok(match mp4::Mp4Source::open(place, input)? {
        Ok(source) => Ok(Box::new(source)),
        Err(mp4::Unsupported(what)) => Err(what),
    })
}

#[cfg(not(feature = "mp4"))]
fn built_in(
    _place: &str,
    _input: impl Read + Seek + Send + 'static,
) -> Result<std::result::Result<Box<dyn FrameSource>, String>> {
    Ok(Err("MP4 (this build has no H.264 decoder)".into()))
}
