//! A folder of pictures as a source of frames.
//!
//! Enters: a folder, untrusted. Leaves: its pictures in natural order of their
//! names (2 before 10), at times by a stated rate or by the names of a recorded
//! session. Files that are no pictures by their extension are passed over; a
//! broken picture is an error that names it.

mod names;

use std::path::{Path, PathBuf};
use std::time::Duration;

use selfsame::frame::decode_still;
use selfsame::{Frame, limits as frame_limits};

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::pipe::Rate;
use crate::source::{FrameSource, SourceInfo, SourceKind, short_name};

pub(crate) use names::{natural_order, session_name, session_time};

/// Extensions of pictures that are taken.
const EXTENSIONS: [&str; 9] = [
    "jpg", "jpeg", "png", "webp", "bmp", "pnm", "ppm", "pgm", "jfif",
];

/// Where the times of the pictures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageTimes {
    /// Picture `n` is shown at `n` divided by the rate.
    Rate(Rate),
    /// The names carry them, as in a recorded session: `000012_480000000.jpg` is
    /// frame 12 at 480 000 000 ns.
    Names,
}

/// Opens a folder of pictures.
///
/// # Errors
/// [`NotFound`](ErrorKind::NotFound) or [`Io`](ErrorKind::Io) when it cannot be
/// read; [`Format`](ErrorKind::Format) when it holds no pictures or a name
/// carries no time; [`Limit`](ErrorKind::Limit) for too many pictures;
/// [`Frame`](ErrorKind::Frame) when times of names do not increase.
pub fn open_images(path: impl AsRef<Path>, times: ImageTimes) -> Result<Box<dyn FrameSource>> {
    let path = path.as_ref();
    let place = short_name(path);
    let mut names = list(path, limits::VIDEO_FRAMES)?;
    names.retain(|name| is_picture(name));
    if names.is_empty() {
        return Err(Error::new(
            ErrorKind::Format,
            format!("{place}: the folder holds no pictures"),
        ));
    }
    names.sort_by(|a, b| natural_order(a, b));
    let mut pictures = Vec::with_capacity(names.len());
    for (n, name) in names.into_iter().enumerate() {
        let time = match times {
            ImageTimes::Rate(rate) => rate.time(n as u64),
            ImageTimes::Names => session_time(&name).map(|(_, time)| time).ok_or_else(|| {
                Error::new(ErrorKind::Format, format!("{place}/{name}: no time in it"))
            })?,
        };
        pictures.push(Stored {
            time,
            data: Data::File(path.join(&name)),
            name,
        });
    }
    let mut source = StoredSource::new(place, SourceKind::Images, pictures)?;
    if let ImageTimes::Rate(rate) = times {
        source.fps = Some(rate.fps());
    }
    Ok(Box::new(source))
}

/// The names in a folder, at most `most`.
pub(crate) fn list(path: &Path, most: usize) -> Result<Vec<String>> {
    let place = short_name(path);
    let io = |e| Error::io(&place, e);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path).map_err(io)? {
        let name = entry.map_err(io)?.file_name();
        names.push(name.to_string_lossy().into_owned());
        if names.len() > most {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("{place}: more than {most} files"),
            ));
        }
    }
    Ok(names)
}

fn is_picture(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|e| e.to_str());
    !name.starts_with('.')
        && extension.is_some_and(|e| EXTENSIONS.contains(&e.to_ascii_lowercase().as_str()))
}

/// One compressed picture and when it is shown.
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) time: Duration,
    pub(crate) data: Data,
}

/// Where a compressed picture is.
pub(crate) enum Data {
    File(PathBuf),
    Bytes(Vec<u8>),
}

/// Compressed pictures, decoded one at a time.
pub(crate) struct StoredSource {
    place: String,
    kind: SourceKind,
    total: u64,
    fps: Option<f64>,
    pictures: std::iter::Enumerate<std::vec::IntoIter<Stored>>,
    over: bool,
}

impl StoredSource {
    /// Pictures in order; their times must increase.
    pub(crate) fn new(place: String, kind: SourceKind, pictures: Vec<Stored>) -> Result<Self> {
        for pair in pictures.windows(2) {
            if pair[1].time <= pair[0].time {
                return Err(Error::new(
                    ErrorKind::Frame,
                    format!(
                        "{place}/{}: its time {:?} is not after that of the frame before",
                        pair[1].name, pair[1].time
                    ),
                ));
            }
        }
        let span = match (pictures.first(), pictures.last()) {
            (Some(a), Some(b)) => (b.time - a.time).as_secs_f64(),
            _ => 0.0,
        };
        Ok(Self {
            place,
            kind,
            total: pictures.len() as u64,
            fps: (span > 0.0).then(|| (pictures.len() - 1) as f64 / span),
            pictures: pictures.into_iter().enumerate(),
            over: false,
        })
    }

    fn decode(&self, picture: Stored) -> Result<Frame> {
        let name = &picture.name;
        let bytes = match picture.data {
            Data::Bytes(bytes) => bytes,
            Data::File(path) => read_picture(&path, name)?,
        };
        let decoded = decode_still(&bytes).map_err(|e| Error::from(e).at(name))?;
        // A frame has tighter limits than a still: this checks them.
        let (width, height) = (decoded.width(), decoded.height());
        Frame::new(
            selfsame::PixelFormat::Rgb,
            width,
            height,
            picture.time,
            decoded.into_rgb(),
        )
        .map_err(|e| Error::from(e).at(name))
    }
}

/// Reads a regular file within the limits of a compressed frame.
fn read_picture(path: &Path, name: &str) -> Result<Vec<u8>> {
    let io = |e| Error::io(name, e);
    let meta = std::fs::metadata(path).map_err(io)?;
    if !meta.is_file() {
        return Err(Error::new(
            ErrorKind::Io,
            format!("{name}: not a regular file"),
        ));
    }
    if meta.len() > frame_limits::IMAGE_FILE_BYTES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("{name}: a picture file of {} bytes", meta.len()),
        ));
    }
    std::fs::read(path).map_err(io)
}

impl FrameSource for StoredSource {
    fn next_frame(&mut self) -> Result<Option<Frame>> {
        if self.over {
            return Ok(None);
        }
        let Some((n, picture)) = self.pictures.next() else {
            return Ok(None);
        };
        let frame = self.decode(picture);
        self.over = frame.is_err();
        frame
            .map(Some)
            .map_err(|e| e.at(format!("{}: frame {n}", self.place)))
    }

    fn describe(&self) -> SourceInfo {
        SourceInfo {
            fps: self.fps,
            frames: Some(self.total),
            ..SourceInfo::new(self.kind, self.place.clone())
        }
    }
}
