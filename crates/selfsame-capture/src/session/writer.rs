//! Writing a recorded session.
//!
//! Enters: a challenge, frames or an existing clip, and in the end the times of
//! the prompts. Leaves: a folder in which everything stored so far survives a
//! crash, or one sealed file that appears when it is finished.

use std::fs::{File, OpenOptions};
#[cfg(feature = "sealed")]
use std::io::Read;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use selfsame::{Challenge, Frame, FrameView, PromptTimes};

use super::header::{Frames, Header, SourceNote, check_name, to_json};
#[cfg(feature = "sealed")]
use super::sealed::Sealer;
use super::{FRAMES_FOLDER, HEADER_FILE, Seal};
use crate::error::{Error, ErrorKind, Result};
use crate::images::session_name;
use crate::source::short_name;

/// Quality of stored JPEG frames. Chosen by eye, not tuned: webcam frames were
/// compressed once already and 95 adds nothing visible.
const JPEG_QUALITY: u8 = 95;

/// How frames are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// JPEG at quality 95: about 60 kB for 640x480.
    #[default]
    Jpeg,
    /// PNG, without loss: about 450 kB for 640x480.
    Png,
}

/// What is known when a recording starts.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// What the person is asked to do.
    pub challenge: Challenge,
    /// Where the frames come from.
    pub source: Option<SourceNote>,
    /// When it is recorded, as it shall be written (RFC 3339 is usual).
    pub created: Option<String>,
    /// Whether it is a test recording.
    pub test: bool,
    /// How frames are stored.
    pub encoding: Encoding,
}

impl NewSession {
    /// A session of `challenge`, nothing else stated, frames as JPEG.
    #[must_use]
    pub fn new(challenge: Challenge) -> Self {
        Self {
            challenge,
            source: None,
            created: None,
            test: false,
            encoding: Encoding::Jpeg,
        }
    }
}

/// Stores a session as it happens.
pub struct SessionWriter {
    place: String,
    header: Header,
    encoding: Encoding,
    count: u64,
    last: Option<Duration>,
    sink: Sink,
}

enum Sink {
    Folder(PathBuf),
    #[cfg(feature = "sealed")]
    Sealed {
        tar: Option<Box<tar::Builder<Sealer>>>,
        partial: PathBuf,
        done: PathBuf,
    },
}

impl SessionWriter {
    /// Starts a session in the folder `path`, which must be absent or empty.
    ///
    /// # Errors
    /// [`Misuse`](ErrorKind::Misuse) when something is there already;
    /// [`Io`](ErrorKind::Io) when it cannot be written.
    pub fn create(path: impl AsRef<Path>, new: NewSession) -> Result<Self> {
        let path = path.as_ref();
        let place = short_name(path);
        let io = |e| Error::io(&place, e);
        if path.exists() && path.read_dir().map_err(io)?.next().is_some() {
            return Err(exists(&place));
        }
        private_folder(&path.join(FRAMES_FOLDER)).map_err(io)?;
        Self::start(place, new, Sink::Folder(path.to_owned()))
    }

    /// Starts a session sealed into the file `path`, which must be absent. Until
    /// it is finished the file is called `<path>.partial`; a writer dropped before
    /// that removes it.
    ///
    /// # Errors
    /// As [`SessionWriter::create`], and [`Misuse`](ErrorKind::Misuse) for an
    /// unusable `seal`; [`NotBuilt`](ErrorKind::NotBuilt) without the cargo feature
    /// `sealed`.
    #[cfg(feature = "sealed")]
    pub fn create_sealed(path: impl AsRef<Path>, new: NewSession, seal: &Seal) -> Result<Self> {
        let done = path.as_ref().to_owned();
        let place = short_name(&done);
        if done.exists() {
            return Err(exists(&place));
        }
        let mut partial = done.clone().into_os_string();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        let file = private_file(&partial).map_err(|e| Error::io(&place, e))?;
        let sealer = Sealer::new(file, seal).inspect_err(|_| {
            let _ = std::fs::remove_file(&partial);
        })?;
        let tar = Some(Box::new(tar::Builder::new(sealer)));
        Self::start(place, new, Sink::Sealed { tar, partial, done })
    }

    /// Without the cargo feature `sealed`: always an error.
    ///
    /// # Errors
    /// [`NotBuilt`](ErrorKind::NotBuilt).
    #[cfg(not(feature = "sealed"))]
    pub fn create_sealed(path: impl AsRef<Path>, _new: NewSession, _seal: &Seal) -> Result<Self> {
        Err(super::not_built(&short_name(path.as_ref())))
    }

    fn start(place: String, new: NewSession, sink: Sink) -> Result<Self> {
        let mut writer = Self {
            place,
            header: Header {
                challenge: new.challenge,
                prompts: None,
                source: new.source,
                frames: Frames::Images { files: None },
                created: new.created,
                test: new.test,
            },
            encoding: new.encoding,
            count: 0,
            last: None,
            sink,
        };
        writer.store_header()?;
        Ok(writer)
    }

    /// Stores a frame, upright.
    ///
    /// # Errors
    /// [`Frame`](ErrorKind::Frame) when its time is not after the last one's;
    /// [`Limit`](ErrorKind::Limit) for too many frames;
    /// [`Misuse`](ErrorKind::Misuse) after [`SessionWriter::add_video`], and for a
    /// test's frame unless [`NewSession::test`] is set;
    /// [`Io`](ErrorKind::Io) when it cannot be written. Frames stored before stay.
    pub fn push(&mut self, frame: &Frame) -> Result<()> {
        self.push_view(&frame.view())
    }

    /// The same of a frame in somebody else's buffer.
    ///
    /// # Errors
    /// As [`SessionWriter::push`].
    pub fn push_view(&mut self, frame: &FrameView<'_>) -> Result<()> {
        let n = self.count;
        let fail =
            |kind, what: &str| Error::new(kind, format!("{}: frame {n}: {what}", self.place));
        if matches!(self.header.frames, Frames::Video { .. }) {
            return Err(fail(ErrorKind::Misuse, "the session holds a video already"));
        }
        if n >= selfsame::limits::SESSION_FRAMES as u64 {
            return Err(fail(ErrorKind::Limit, "a session holds no more frames"));
        }
        // A test's frames must not come back as somebody's.
        if frame.is_test() && !self.header.test {
            return Err(fail(
                ErrorKind::Misuse,
                "a test's frame, but the session is not one of a test",
            ));
        }
        let time = frame.time();
        if self.last.is_some_and(|last| time <= last) {
            return Err(fail(
                ErrorKind::Frame,
                "its time is not after the last one's",
            ));
        }
        let bytes = self
            .encode(frame)
            .map_err(|e| fail(ErrorKind::Io, "it cannot be compressed").caused_by(e))?;
        let extension = match self.encoding {
            Encoding::Jpeg => "jpg",
            Encoding::Png => "png",
        };
        let name = format!("{FRAMES_FOLDER}/{}", session_name(n, time, extension));
        self.store(&name, &bytes)?;
        self.count += 1;
        self.last = Some(time);
        Ok(())
    }

    /// Copies an existing video file in, in place of frames.
    ///
    /// # Errors
    /// [`Misuse`](ErrorKind::Misuse) when frames or a video are there already;
    /// [`Format`](ErrorKind::Format) for an unusable name;
    /// [`Io`](ErrorKind::Io) when it cannot be copied.
    pub fn add_video(&mut self, clip: impl AsRef<Path>) -> Result<()> {
        let clip = clip.as_ref();
        let file = short_name(clip);
        if self.count > 0 || matches!(self.header.frames, Frames::Video { .. }) {
            return Err(Error::new(
                ErrorKind::Misuse,
                format!("{}: the session holds frames already", self.place),
            ));
        }
        check_name(&file)?;
        let mut input = File::open(clip).map_err(|e| Error::io(&file, e))?;
        let io = |e| Error::io(&file, e).at(&self.place);
        match &mut self.sink {
            Sink::Folder(folder) => {
                let partial = folder.join(format!("{file}.partial"));
                let mut output = private_file(&partial).map_err(io)?;
                std::io::copy(&mut input, &mut output)
                    .and_then(|_| output.sync_all())
                    .and_then(|()| std::fs::rename(&partial, folder.join(&file)))
                    .map_err(io)?;
            }
            #[cfg(feature = "sealed")]
            Sink::Sealed { tar, .. } => {
                let length = input.metadata().map_err(io)?.len();
                append(tar, &file, length, &mut input).map_err(io)?;
            }
        }
        self.header.frames = Frames::Video { file };
        if matches!(self.sink, Sink::Folder(_)) {
            self.store_header()?;
        }
        Ok(())
    }

    /// Frames stored so far.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.count
    }

    /// Completes the session; `prompts` says when the digits were shown, on the
    /// clock of the frames.
    ///
    /// # Errors
    /// [`Format`](ErrorKind::Format) when the times do not fit the challenge;
    /// [`Io`](ErrorKind::Io) when it cannot be written.
    pub fn finish(mut self, prompts: Option<PromptTimes>) -> Result<Header> {
        self.header.prompts = prompts;
        if let Frames::Images { files } = &mut self.header.frames {
            *files = Some(self.count);
        }
        self.store_header()?;
        self.close().map_err(|e| Error::io(&self.place, e))?;
        Ok(self.header.clone())
    }

    #[cfg(feature = "sealed")]
    fn close(&mut self) -> std::io::Result<()> {
        let Sink::Sealed { tar, partial, done } = &mut self.sink else {
            return Ok(());
        };
        let Some(builder) = tar.take() else {
            return Ok(());
        };
        builder
            .into_inner()
            .and_then(Sealer::finish)
            .and_then(|()| std::fs::rename(&*partial, done))
            .inspect_err(|_| {
                let _ = std::fs::remove_file(&*partial);
            })
    }

    #[cfg(not(feature = "sealed"))]
    fn close(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    fn encode(&self, frame: &FrameView<'_>) -> image::ImageResult<Vec<u8>> {
        let picture = frame.to_picture();
        let (width, height) = (picture.width(), picture.height());
        let (mut bytes, color) = (Vec::new(), ExtendedColorType::Rgb8);
        match self.encoding {
            Encoding::Jpeg => JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).write_image(
                picture.rgb(),
                width,
                height,
                color,
            )?,
            Encoding::Png => {
                PngEncoder::new(&mut bytes).write_image(picture.rgb(), width, height, color)?;
            }
        }
        Ok(bytes)
    }

    fn store_header(&mut self) -> Result<()> {
        let json = to_json(&self.header).map_err(|e| e.at(&self.place))?;
        self.store(HEADER_FILE, &json)
    }

    /// Writes a file whole or not at all.
    fn store(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.sink {
            Sink::Folder(folder) => {
                let partial = folder.join(format!("{name}.partial"));
                private_file(&partial)
                    .and_then(|mut file| {
                        file.write_all(bytes)?;
                        // A header that is lost makes the frames useless.
                        if name == HEADER_FILE {
                            file.sync_all()?;
                        }
                        Ok(())
                    })
                    .and_then(|()| std::fs::rename(&partial, folder.join(name)))
            }
            #[cfg(feature = "sealed")]
            Sink::Sealed { tar, .. } => append(tar, name, bytes.len() as u64, &mut &*bytes),
        };
        written.map_err(|e| Error::io(name, e).at(&self.place))
    }
}

#[cfg(feature = "sealed")]
impl Drop for SessionWriter {
    fn drop(&mut self) {
        if let Sink::Sealed { tar, partial, .. } = &mut self.sink
            && tar.take().is_some()
        {
            let _ = std::fs::remove_file(partial);
        }
    }
}

/// Appends one file to the sealed tar.
#[cfg(feature = "sealed")]
fn append(
    tar: &mut Option<Box<tar::Builder<Sealer>>>,
    name: &str,
    length: u64,
    input: &mut dyn Read,
) -> std::io::Result<()> {
    let Some(builder) = tar else {
        return Err(std::io::Error::other("the session is finished"));
    };
    let mut header = tar::Header::new_gnu();
    header.set_size(length);
    header.set_mode(0o600);
    header.set_entry_type(tar::EntryType::Regular);
    builder.append_data(&mut header, name, input.take(length))
}

fn exists(place: &str) -> Error {
    Error::new(
        ErrorKind::Misuse,
        format!("{place}: something is there already: a session does not overwrite"),
    )
}

/// A folder that only its owner may read.
fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A file that only its owner may read.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
