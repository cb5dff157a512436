//! Every format that is not built in, through an installed `ffmpeg`.
//!
//! Enters: a path whose content is untrusted. Leaves: RGB frames with exact
//! times. The child reads that one file: no network, no playlists that name other
//! files, no terminal; its picture data comes through a pipe, its times from the
//! `showinfo` filter; it is killed when the source is dropped.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use selfsame::limits as frame_limits;
use selfsame::{Frame, PixelFormat};

use super::VideoOptions;
use super::showinfo::{self, Line, Shown};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::source::{FrameSource, SourceInfo, SourceKind};

/// Containers that ffmpeg may take a file for. Playlists, concatenations, image
/// sequences and devices are left out: they open other files.
const FORMATS: &str = "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,ogg,flv,live_flv,mpegts,mpeg,\
    mpegvideo,asf,gif,apng,ivf,h264,hevc,av1,obu,m4v,mjpeg,dv,mxf,nut,rm";
/// Longest line of ffmpeg's that is kept, in bytes.
const LINE_BYTES: usize = 4096;

/// Starts ffmpeg on `path`, which was found to be `found`.
///
/// # Errors
/// [`ErrorKind::NeedsFfmpeg`] when it is not installed, [`ErrorKind::Format`] when
/// it finds no video.
pub(super) fn open(
    path: &Path,
    place: &str,
    found: &str,
    options: &VideoOptions,
) -> Result<Box<dyn FrameSource>> {
    let sync = frame_sync_option(place, found, options)?;
    let absolute = std::path::absolute(path).map_err(|e| Error::io(place, e))?;
    // With the protocol in front a name is never an option or an address.
    let mut input = OsString::from("file:");
    input.push(absolute);
    let mut child = Command::new(&options.ffmpeg)
        .args(["-nostdin", "-hide_banner", "-nostats"])
        .args(["-loglevel", "level+info"])
        .args(["-protocol_whitelist", "file,pipe"])
        // The container's clock, not one shifted to zero.
        .args(["-format_whitelist", FORMATS, "-copyts", "-i"])
        .arg(input)
        .args(["-map", "0:v:0", "-an", "-sn", "-dn"])
        .args(["-vf", "format=rgb24,showinfo"])
        .args([sync, "passthrough"])
        .args(["-c:v", "rawvideo", "-f", "rawvideo", "pipe:1"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| needs(place, found, e))?;
    let (sender, lines) = channel();
    if let Some(stderr) = child.stderr.take() {
        std::thread::spawn(move || forward(stderr, &sender));
    }
    let stdout = child.stdout.take();
    let mut source = FfmpegSource {
        place: place.to_owned(),
        child,
        stdout,
        lines,
        clock: None,
        fps: None,
        complaint: None,
        upcoming: None,
        count: 0,
        last: None,
        over: false,
    };
    source.upcoming = source.wait().map_err(|e| e.at(place))?;
    if source.upcoming.is_none() {
        let ending = source.ending();
        let error = ending.unwrap_or_else(|| format_error("ffmpeg found no frames in it"));
        return Err(error.at(place));
    }
    Ok(Box::new(source))
}

/// The option that keeps ffmpeg from doubling and dropping frames: its name
/// changed with version 5.1.
fn frame_sync_option(place: &str, found: &str, options: &VideoOptions) -> Result<&'static str> {
    let output = Command::new(&options.ffmpeg)
        .arg("-version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|e| needs(place, found, e))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(sync_for_version(&text))
}

fn sync_for_version(text: &str) -> &'static str {
    let version = text.strip_prefix("ffmpeg version ").unwrap_or("");
    let mut numbers = version
        .trim_start_matches('n')
        .split(|c: char| !c.is_ascii_digit())
        .map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < (5, 1) => "-vsync",
        _ => "-fps_mode",
    }
}

fn needs(place: &str, found: &str, cause: std::io::Error) -> Error {
    Error::new(
        ErrorKind::NeedsFfmpeg,
        format!(
            "{place}: {found}: only H.264 in MP4 is built in; \
             install ffmpeg for other formats, or convert the file"
        ),
    )
    .caused_by(cause)
}

fn format_error(what: impl Into<String>) -> Error {
    Error::new(ErrorKind::Format, what)
}

/// Sends on the lines that matter until ffmpeg closes its error stream.
fn forward(stderr: ChildStderr, sender: &Sender<Line>) {
    let mut stderr = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        let (used, ended) = match stderr.fill_buf() {
            Ok([]) | Err(_) => return,
            Ok(bytes) => {
                let end = bytes.iter().position(|&b| b == b'\n');
                let part = &bytes[..end.unwrap_or(bytes.len())];
                line.extend(part.iter().take(LINE_BYTES.saturating_sub(line.len())));
                (part.len() + usize::from(end.is_some()), end.is_some())
            }
        };
        stderr.consume(used);
        if ended {
            let parsed = showinfo::parse(&String::from_utf8_lossy(&line));
            line.clear();
            if let Some(parsed) = parsed
                && sender.send(parsed).is_err()
            {
                return;
            }
        }
    }
}

/// Frames that a child process decodes.
struct FfmpegSource {
    place: String,
    child: Child,
    stdout: Option<ChildStdout>,
    lines: Receiver<Line>,
    clock: Option<(u64, u64)>,
    fps: Option<f64>,
    complaint: Option<String>,
    upcoming: Option<Shown>,
    count: usize,
    last: Option<Duration>,
    over: bool,
}

impl FfmpegSource {
    /// What the next frame is; `None` when ffmpeg has ended.
    fn wait(&mut self) -> Result<Option<Shown>> {
        let silence = Duration::from_secs(limits::FFMPEG_SILENCE_SECONDS);
        loop {
            match self.lines.recv_timeout(silence) {
                Ok(Line::Frame(shown)) => return Ok(Some(shown)),
                Ok(Line::Clock { base, fps }) => {
                    self.clock = Some(base);
                    self.fps = fps;
                }
                Ok(Line::Complaint(what)) => {
                    self.complaint.get_or_insert(what);
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {
                    return Err(Error::new(
                        ErrorKind::Limit,
                        format!("ffmpeg was silent for {} s", silence.as_secs()),
                    ));
                }
            }
        }
    }

    /// Whether ffmpeg ended well.
    fn ending(&mut self) -> Option<Error> {
        drop(self.stdout.take());
        let status = self.child.wait();
        if let Some(what) = self.complaint.take() {
            return Some(format_error(format!("ffmpeg: {what}")));
        }
        match status {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format_error(format!("ffmpeg ended with {status}"))),
            Err(e) => Some(Error::io("ffmpeg", e)),
        }
    }

    fn read(&mut self, shown: Shown) -> Result<Frame> {
        let n = self.count;
        let at = |e: Error| e.at(format!("frame {n}"));
        if n >= limits::VIDEO_FRAMES {
            let what = format!("more than {} frames", limits::VIDEO_FRAMES);
            return Err(Error::new(ErrorKind::Limit, what));
        }
        let (width, height) = (shown.width, shown.height);
        let pixels = u64::from(width) * u64::from(height);
        if width.max(height) > frame_limits::FRAME_SIDE || pixels > frame_limits::FRAME_PIXELS {
            let what = format!("{width}x{height} pixels are too many");
            return Err(at(Error::new(ErrorKind::Limit, what)));
        }
        let time = match (shown.stamp, self.clock) {
            (Some(stamp), Some(base)) => showinfo::time(stamp, base),
            _ => None,
        }
        .filter(|time| time.as_secs() <= limits::VIDEO_SECONDS)
        .ok_or_else(|| at(Error::new(ErrorKind::Frame, "it has no usable time")))?;
        if self.last.is_some_and(|last| time <= last) {
            let what = format!("its time {time:?} is not after that of the frame before");
            return Err(at(Error::new(ErrorKind::Frame, what)));
        }
        let mut rgb = vec![0; pixels as usize * 3];
        if let Some(stdout) = &mut self.stdout {
            stdout
                .read_exact(&mut rgb)
                .map_err(|e| at(format_error("ffmpeg stopped within it").caused_by(e)))?;
        }
        let frame = Frame::new(PixelFormat::Rgb, width, height, time, rgb)
            .map_err(|e| at(Error::from(e)))?;
        self.count += 1;
        self.last = Some(time);
        Ok(frame)
    }
}

impl FrameSource for FfmpegSource {
    fn next_frame(&mut self) -> Result<Option<Frame>> {
        if self.over {
            return Ok(None);
        }
        let shown = match self.upcoming.take() {
            Some(shown) => Ok(Some(shown)),
            None => self.wait(),
        };
        let frame = match shown {
            Ok(Some(shown)) => self.read(shown).map(Some),
            Ok(None) => self.ending().map_or(Ok(None), Err),
            Err(error) => Err(error),
        };
        self.over = !matches!(frame, Ok(Some(_)));
        frame.map_err(|e| e.at(&self.place))
    }

    fn describe(&self) -> SourceInfo {
        SourceInfo {
            fps: self.fps,
            width: self.upcoming.map(|s| s.width),
            height: self.upcoming.map(|s| s.height),
            ..SourceInfo::new(SourceKind::Video, self.place.clone())
        }
    }
}

impl Drop for FfmpegSource {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_sync_option_follows_the_version() {
        for (text, option) in [
            ("ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright", "-vsync"),
            ("ffmpeg version 5.0 Copyright", "-vsync"),
            ("ffmpeg version 5.1.9-0+deb12u1 Copyright", "-fps_mode"),
            ("ffmpeg version n7.1 Copyright", "-fps_mode"),
            ("ffmpeg version N-112233-gabcdef Copyright", "-fps_mode"),
            ("", "-fps_mode"),
        ] {
            assert_eq!(sync_for_version(text), option, "{text}");
        }
    }
}
