//! A live camera.
//!
//! Enters: a choice of camera. Leaves: frames with the time at which they
//! arrived, on a monotonic clock that starts at the first one delivered.
//!
//! The camera runs on a thread of its own: a camera that hangs cannot hang the
//! caller, and a slow caller gets fresh frames instead of a growing queue. The
//! first frames are dropped while the exposure settles.

mod choice;
mod device;
mod fault;
#[cfg(feature = "camera")]
mod native;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use selfsame::Frame;

use crate::error::{Error, ErrorKind, Result};
use crate::source::{FrameSource, SourceInfo, SourceKind};

pub use choice::{CameraChoice, CameraInfo, choose};
pub use device::{CameraDevice, Grabbed, GrabbedLayout};
pub use fault::{Moment, classify};

/// Frames dropped at the start, at least. Auto exposure of common webcams needs
/// a few frames (chosen by eye, not tuned: no camera was at hand).
pub const WARM_UP_FRAMES: u32 = 5;
/// Time dropped at the start, at least.
pub const WARM_UP_TIME: Duration = Duration::from_millis(300);
/// A camera that gives nothing for so long is gone. Opening takes some cameras
/// two seconds; none was seen to pause longer.
pub const SILENCE: Duration = Duration::from_secs(5);
/// Broken compressed frames in a row that are passed over.
const MOST_BROKEN: u32 = 10;
/// Frames that may wait for a slow caller; newer ones are dropped then.
const WAITING: usize = 2;

/// Which camera, and in which form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameraOptions {
    /// Which camera.
    pub choice: CameraChoice,
    /// Preferred pixels in a row; the nearest that the camera has is taken.
    pub width: u32,
    /// Preferred rows.
    pub height: u32,
    /// Preferred frames a second.
    pub fps: u32,
}

impl Default for CameraOptions {
    /// The first camera at 640x480 and 30 frames a second.
    fn default() -> Self {
        Self {
            choice: CameraChoice::First,
            width: 640,
            height: 480,
            fps: 30,
        }
    }
}

/// The cameras of this machine, perhaps none.
///
/// # Errors
/// [`CameraForbidden`](ErrorKind::CameraForbidden) or
/// [`CameraFailed`](ErrorKind::CameraFailed) when the system does not tell;
/// [`NotBuilt`](ErrorKind::NotBuilt) without the cargo feature `camera`.
pub fn list_cameras() -> Result<Vec<CameraInfo>> {
    #[cfg(feature = "camera")]
    return native::list();
    #[cfg(not(feature = "camera"))]
    Err(not_built())
}

/// Opens a camera and waits for its first frame.
///
/// # Errors
/// [`CameraAbsent`](ErrorKind::CameraAbsent),
/// [`CameraBusy`](ErrorKind::CameraBusy),
/// [`CameraForbidden`](ErrorKind::CameraForbidden),
/// [`CameraFailed`](ErrorKind::CameraFailed);
/// [`Misuse`](ErrorKind::Misuse) when a name fits several cameras;
/// [`NotBuilt`](ErrorKind::NotBuilt) without the cargo feature `camera`.
pub fn open_camera(options: &CameraOptions) -> Result<CameraSource> {
    #[cfg(feature = "camera")]
    return native::open(options);
    #[cfg(not(feature = "camera"))]
    {
        let _ = options;
        Err(not_built())
    }
}

#[cfg(not(feature = "camera"))]
fn not_built() -> Error {
    Error::new(
        ErrorKind::NotBuilt,
        "this build lacks the cargo feature 'camera'",
    )
}

/// Frames of a live camera.
pub struct CameraSource {
    name: String,
    frames: Receiver<Result<(Instant, Grabbed)>>,
    stop: Arc<AtomicBool>,
    upcoming: Option<(Instant, Grabbed)>,
    start: Option<Instant>,
    last: Option<Duration>,
    size: Option<(u32, u32)>,
    count: u64,
    over: bool,
}

impl CameraSource {
    /// Runs a camera that `open` opens on the new thread, and waits for its first
    /// frame after the warm-up. The seam for other drivers and for tests.
    ///
    /// # Errors
    /// Whatever `open` or the first frames answer;
    /// [`CameraUnplugged`](ErrorKind::CameraUnplugged) after [`SILENCE`].
    pub fn start<F>(name: impl Into<String>, open: F) -> Result<Self>
    where
        F: FnOnce() -> Result<Box<dyn CameraDevice>> + Send + 'static,
    {
        let name = name.into();
        let (sender, frames) = sync_channel(WAITING);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        std::thread::Builder::new()
            .name("camera".into())
            .spawn(move || run(open, &sender, &stopped))
            .map_err(|e| Error::io(&name, e))?;
        let mut source = Self {
            name,
            frames,
            stop,
            upcoming: None,
            start: None,
            last: None,
            size: None,
            count: 0,
            over: false,
        };
        let first = source.receive()?;
        source.size = Some((first.1.width, first.1.height));
        source.upcoming = Some(first);
        Ok(source)
    }

    fn receive(&mut self) -> Result<(Instant, Grabbed)> {
        let gone = |what: String| {
            let place = format!("camera '{}': after {} frames", self.name, self.count);
            Error::new(ErrorKind::CameraUnplugged, what).at(place)
        };
        match self.frames.recv_timeout(SILENCE) {
            Ok(Ok(grabbed)) => Ok(grabbed),
            Ok(Err(error)) => Err(error.at(format!("camera '{}'", self.name))),
            Err(RecvTimeoutError::Timeout) => {
                Err(gone(format!("no frame for {} s", SILENCE.as_secs())))
            }
            Err(RecvTimeoutError::Disconnected) => Err(gone("it stopped".into())),
        }
    }

    fn read(&mut self) -> Result<Frame> {
        let mut broken = 0;
        loop {
            let (moment, grabbed) = match self.upcoming.take() {
                Some(upcoming) => upcoming,
                None => self.receive()?,
            };
            let start = *self.start.get_or_insert(moment);
            let time = moment.duration_since(start);
            if self.last.is_some_and(|last| time <= last) {
                continue;
            }
            match grabbed.into_frame(time) {
                Ok(frame) => {
                    self.count += 1;
                    self.last = Some(time);
                    return Ok(frame);
                }
                // USB cameras lose parts of compressed frames now and then.
                Err(error) => {
                    broken += 1;
                    if broken >= MOST_BROKEN {
                        let place = format!("camera '{}': frame {}", self.name, self.count);
                        let what = format!("{broken} broken frames in a row");
                        return Err(Error::new(ErrorKind::CameraFailed, what)
                            .at(place)
                            .caused_by(error));
                    }
                }
            }
        }
    }
}

impl FrameSource for CameraSource {
    fn next_frame(&mut self) -> Result<Option<Frame>> {
        if self.over {
            return Ok(None);
        }
        let frame = self.read();
        self.over = frame.is_err();
        frame.map(Some)
    }

    fn describe(&self) -> SourceInfo {
        SourceInfo {
            width: self.size.map(|s| s.0),
            height: self.size.map(|s| s.1),
            ..SourceInfo::new(SourceKind::Camera, self.name.clone())
        }
    }
}

impl Drop for CameraSource {
    fn drop(&mut self) {
        // The thread sees it after the frame it waits for; waiting for the thread
        // could hang with the camera.
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for CameraSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CameraSource({} frames)", self.count)
    }
}

/// The camera's thread.
fn run(
    open: impl FnOnce() -> Result<Box<dyn CameraDevice>>,
    sender: &SyncSender<Result<(Instant, Grabbed)>>,
    stopped: &AtomicBool,
) {
    let mut device = match open() {
        Ok(device) => device,
        Err(error) => {
            let _ = sender.send(Err(error));
            return;
        }
    };
    let mut warm_up = WarmUp::default();
    while !stopped.load(Ordering::Relaxed) {
        let grabbed = device.grab();
        let now = Instant::now();
        match grabbed {
            Ok(_) if warm_up.drops(now) => {}
            Ok(grabbed) => {
                if let Err(TrySendError::Disconnected(_)) = sender.try_send(Ok((now, grabbed))) {
                    return;
                }
            }
            Err(error) => {
                let _ = sender.send(Err(error));
                return;
            }
        }
    }
}

/// Which frames are dropped at the start.
#[derive(Default)]
struct WarmUp {
    first: Option<Instant>,
    dropped: u32,
    over: bool,
}

impl WarmUp {
    fn drops(&mut self, now: Instant) -> bool {
        let first = *self.first.get_or_insert(now);
        self.over |= self.dropped >= WARM_UP_FRAMES && now.duration_since(first) >= WARM_UP_TIME;
        self.dropped += u32::from(!self.over);
        !self.over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warm_up_needs_both_frames_and_time() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut slow = WarmUp::default();
        let slow: Vec<bool> = (0..7).map(|n| slow.drops(at(n * 100))).collect();
        assert_eq!(slow, [true, true, true, true, true, false, false]);
        let mut fast = WarmUp::default();
        let kept = (0..100).position(|n| !fast.drops(at(n * 10)));
        assert_eq!(kept, Some(30));
    }
}
