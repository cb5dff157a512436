//! Where frames come from: exactly one of a camera, a video file, a recorded
//! session, a folder of pictures, or standard input.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::Args;
use selfsame::PixelFormat;
use selfsame_capture::session::Header;
use selfsame_capture::{
    CameraChoice, CameraOptions, FrameSource, ImageTimes, Key, Rate, RawShape, RawSource,
    Y4mSource, open_camera, open_images, open_session, open_video,
};

use crate::failure::{Failure, Result};
use crate::files;

/// Sources without a stored challenge.
#[derive(Args, Debug)]
#[group(id = "live", required = true, multiple = false)]
pub(crate) struct LiveArgs {
    /// A camera, by name or number [default: the first]
    #[arg(long, value_name = "NAME|INDEX", num_args = 0..=1, default_missing_value = "")]
    camera: Option<String>,
    /// A video file; formats other than H.264 in MP4 need an installed ffmpeg
    #[arg(long, value_name = "FILE")]
    video: Option<PathBuf>,
    /// A folder of pictures in the order of their names; needs --fps
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    /// A y4m stream: `-` for standard input, or a file
    #[arg(long, value_name = "-|FILE")]
    y4m: Option<PathBuf>,
    /// Raw frames on standard input, such as `rgb:640x480@30`; formats: grey,
    /// rgb, bgr, rgba, nv12, yuyv
    #[arg(long, value_name = "FORMAT:WIDTHxHEIGHT@FPS", value_parser = raw_shape)]
    raw: Option<RawShape>,
}

/// `--fps`, beside the sources.
#[derive(Args, Debug)]
pub(crate) struct FpsArgs {
    /// Pictures a second of --images
    #[arg(long, value_name = "N", requires = "images")]
    fps: Option<f64>,
}

/// What opens a recorded session that is sealed.
#[derive(Args, Debug)]
#[group(id = "opening", multiple = false)]
pub(crate) struct KeyArgs {
    /// File with the age identity that opens a sealed --session
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// File whose first line is the passphrase of a sealed --session
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// An open source.
pub(crate) struct Opened {
    pub(crate) frames: Box<dyn FrameSource>,
    /// What a recorded session says of itself.
    pub(crate) header: Option<Header>,
    /// Whether the frames arrive as they are taken, so that a person can be told
    /// what to do.
    pub(crate) is_live: bool,
    /// For messages and the report: kind and name.
    pub(crate) label: String,
}

impl Opened {
    fn new(frames: Box<dyn FrameSource>, is_live: bool) -> Self {
        let info = frames.describe();
        Self {
            label: format!("{} {}", info.kind.name(), info.name)
                .trim()
                .to_owned(),
            frames,
            header: None,
            is_live,
        }
    }
}

impl LiveArgs {
    pub(crate) fn open(&self, fps: &FpsArgs) -> Result<Opened> {
        if let Some(camera) = &self.camera {
            let choice = if camera.trim().is_empty() {
                CameraChoice::First
            } else {
                CameraChoice::from_text(camera)
            };
            let options = CameraOptions {
                choice,
                ..CameraOptions::default()
            };
            return Ok(Opened::new(
                Box::new(open_camera(&options).map_err(with_hint)?),
                true,
            ));
        }
        if let Some(path) = &self.video {
            return Ok(Opened::new(open_video(path)?, false));
        }
        if let Some(path) = &self.images {
            let fps = fps.fps.ok_or_else(|| {
                Failure::usage("--images needs --fps: a folder does not say how fast it was taken")
            })?;
            let times = ImageTimes::Rate(Rate::from_fps(fps)?);
            return Ok(Opened::new(open_images(path, times)?, false));
        }
        if let Some(path) = &self.y4m {
            return open_y4m(path);
        }
        if let Some(shape) = self.raw {
            let input = BufReader::with_capacity(1 << 16, std::io::stdin());
            let source = RawSource::new("standard input", input, shape)?;
            return Ok(Opened::new(Box::new(source), true));
        }
        Err(Failure::usage(
            "no source: name one of --camera, --video, --images, --y4m, --raw",
        ))
    }

    /// The path of the video, if it is one.
    pub(crate) fn is_camera(&self) -> bool {
        self.camera.is_some()
    }
}

impl KeyArgs {
    pub(crate) fn open(&self, path: &Path) -> Result<Opened> {
        let key = match (&self.key, &self.passphrase_file) {
            (Some(file), _) => Some(Key::Identity(files::secret(file)?)),
            (None, Some(file)) => Some(Key::Passphrase(files::secret(file)?)),
            (None, None) => None,
        };
        let session = open_session(path, key.as_ref()).map_err(|e| {
            let mut failure = Failure::from(e);
            if failure.kind == "sealed" && key.is_none() {
                failure.message += " (--key FILE or --passphrase-file FILE)";
            }
            failure
        })?;
        let mut opened = Opened::new(session.source, false);
        opened.header = Some(session.header);
        Ok(opened)
    }
}

fn open_y4m(path: &Path) -> Result<Opened> {
    if path.as_os_str() == "-" {
        let input = BufReader::with_capacity(1 << 16, std::io::stdin());
        let source = Y4mSource::new("standard input", input)?;
        return Ok(Opened::new(Box::new(source), true));
    }
    let file = std::fs::File::open(path).map_err(|e| Failure::io(path.display(), &e))?;
    let input = BufReader::with_capacity(1 << 16, file);
    let source = Y4mSource::new(path.to_string_lossy(), input)?;
    Ok(Opened::new(Box::new(source), false))
}

/// A build without cameras says how to get one with them.
fn with_hint(error: selfsame_capture::Error) -> Failure {
    let mut failure = Failure::from(error);
    if failure.kind == "not_built" {
        failure.message += ": build with --features camera";
    }
    failure
}

fn raw_shape(text: &str) -> Result<RawShape, String> {
    let parts = || {
        let (format, rest) = text.split_once(':')?;
        let (size, fps) = rest.split_once('@')?;
        let (width, height) = size.split_once('x')?;
        let format = match format {
            "grey" => PixelFormat::Grey,
            "rgb" => PixelFormat::Rgb,
            "bgr" => PixelFormat::Bgr,
            "rgba" => PixelFormat::Rgba,
            "nv12" => PixelFormat::Nv12,
            "yuyv" => PixelFormat::Yuyv,
            _ => return None,
        };
        Some((
            format,
            width.parse().ok()?,
            height.parse().ok()?,
            fps.parse().ok()?,
        ))
    };
    let (format, width, height, fps) =
        parts().ok_or("write FORMAT:WIDTHxHEIGHT@FPS, such as rgb:640x480@30")?;
    Ok(RawShape {
        format,
        width,
        height,
        rate: Rate::from_fps(fps).map_err(|e| e.to_string())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_shapes_are_read() {
        let shape = raw_shape("nv12:640x480@29.97").unwrap();
        assert_eq!((shape.width, shape.height), (640, 480));
        assert!((shape.rate.fps() - 29.97).abs() < 1e-9);
        for wrong in ["rgb", "rgb:640@30", "rgb9:1x1@1", "rgb:1x1@0", "rgb:-1x1@5"] {
            assert!(raw_shape(wrong).is_err(), "{wrong}");
        }
    }
}
