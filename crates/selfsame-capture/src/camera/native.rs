//! The cameras of the operating system through nokhwa: the only file that knows
//! about that crate.
//!
//! Enters: options. Leaves: the list of cameras, or a running [`CameraSource`].

use nokhwa::pixel_format::RgbFormat;
use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType,
    Resolution,
};
use nokhwa::{Camera, NokhwaError};
use selfsame::PixelFormat;

use super::choice::{CameraInfo, choose};
use super::device::{CameraDevice, Grabbed, GrabbedLayout};
use super::fault::{Moment, classify};
use super::{CameraOptions, CameraSource};
use crate::error::{Error, ErrorKind, Result};

/// What cameras may send, in the order of preference: compressed frames first,
/// since USB 2 has no room for plain 640x480 at 30 frames a second in all modes.
const FORMATS: [FrameFormat; 6] = [
    FrameFormat::MJPEG,
    FrameFormat::NV12,
    FrameFormat::YUYV,
    FrameFormat::RAWRGB,
    FrameFormat::RAWBGR,
    FrameFormat::GRAY,
];

pub(super) fn list() -> Result<Vec<CameraInfo>> {
    ask_permission()?;
    let cameras = nokhwa::query(ApiBackend::Auto)
        .map_err(|e| fault("the list of cameras", &e, Moment::Opening))?;
    Ok(cameras
        .iter()
        .enumerate()
        .map(|(n, camera)| CameraInfo {
            index: camera.index().as_index().unwrap_or(n as u32),
            name: camera.human_name(),
            description: camera.description().to_owned(),
        })
        .collect())
}

/// Opens the chosen camera; for "the first" those that give no pictures are
/// passed over (Linux lists a camera's metadata as a second camera).
pub(super) fn open(options: &CameraOptions) -> Result<CameraSource> {
    let cameras = list()?;
    let mut first_error = None;
    for camera in choose(&cameras, &options.choice)? {
        let (index, options) = (camera.index, options.clone());
        let started = CameraSource::start(camera.name.clone(), move || {
            Native::open(index, &options).map(|native| Box::new(native) as Box<dyn CameraDevice>)
        });
        match started {
            Ok(source) => return Ok(source),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or_else(|| Error::new(ErrorKind::CameraAbsent, "no camera was found")))
}

/// macOS asks the person; elsewhere this is a formality.
fn ask_permission() -> Result<()> {
    if cfg!(target_os = "macos") && !nokhwa::nokhwa_check() {
        let (sender, answer) = std::sync::mpsc::channel();
        nokhwa::nokhwa_initialize(move |granted| {
            let _ = sender.send(granted);
        });
        let wait = std::time::Duration::from_secs(60);
        if !answer.recv_timeout(wait).unwrap_or(false) {
            return Err(Error::new(
                ErrorKind::CameraForbidden,
                "the system does not let this program use the camera",
            ));
        }
    }
    Ok(())
}

fn fault(what: &str, error: &NokhwaError, moment: Moment) -> Error {
    let text = error.to_string();
    Error::new(classify(&text, moment), format!("{what}: {text}"))
}

struct Native(Camera);

impl Native {
    fn open(index: u32, options: &CameraOptions) -> Result<Self> {
        let failed = |e: NokhwaError| fault("it does not open", &e, Moment::Opening);
        let resolution = Resolution::new(options.width, options.height);
        let open = |wanted| Camera::new(CameraIndex::Index(index), wanted);
        let closest = |format| {
            let wanted = CameraFormat::new(resolution, format, options.fps);
            RequestedFormat::with_formats(RequestedFormatType::Closest(wanted), &FORMATS)
        };
        // "Closest" stays within one layout, so each is tried in turn.
        let mut camera = open(closest(FORMATS[0]))
            .or_else(|e| match classify(&e.to_string(), Moment::Opening) {
                ErrorKind::CameraFailed => FORMATS[1..]
                    .iter()
                    .find_map(|&format| open(closest(format)).ok())
                    .map_or_else(
                        || open(RequestedFormat::new::<RgbFormat>(RequestedFormatType::None)),
                        Ok,
                    ),
                _ => Err(e),
            })
            .map_err(failed)?;
        camera.open_stream().map_err(failed)?;
        Ok(Self(camera))
    }
}

impl CameraDevice for Native {
    fn grab(&mut self) -> Result<Grabbed> {
        let buffer = self
            .0
            .frame()
            .map_err(|e| fault("no more frames", &e, Moment::Reading))?;
        let layout = match buffer.source_frame_format() {
            FrameFormat::MJPEG => GrabbedLayout::Mjpeg,
            FrameFormat::YUYV => GrabbedLayout::Pixels(PixelFormat::Yuyv),
            FrameFormat::NV12 => GrabbedLayout::Pixels(PixelFormat::Nv12),
            FrameFormat::GRAY => GrabbedLayout::Pixels(PixelFormat::Grey),
            FrameFormat::RAWRGB => GrabbedLayout::Pixels(PixelFormat::Rgb),
            FrameFormat::RAWBGR => GrabbedLayout::Pixels(PixelFormat::Bgr),
        };
        let size = buffer.resolution();
        Ok(Grabbed {
            layout,
            width: size.width(),
            height: size.height(),
            data: buffer.buffer().to_vec(),
        })
    }
}
