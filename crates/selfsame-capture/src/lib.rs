//! Frames for [`selfsame`]: cameras, video files, image folders, pipes, and
//! recorded sessions. Besides, what works on this machine: [`doctor`].
//!
//! Enters: a camera, a path or a stream, all untrusted. Leaves: validated
//! [`Frame`](selfsame::Frame)s with increasing times through one trait,
//! [`FrameSource`]. Nothing is written unless a [`session`] is recorded.
//!
//! ```no_run
//! use selfsame_capture::{FrameSource, open_video};
//!
//! let mut clip = open_video("clip.mp4")?;
//! while let Some(frame) = clip.next_frame()? {
//!     println!("{:?}: {}x{}", frame.time(), frame.width(), frame.height());
//! }
//! # Ok::<(), selfsame_capture::Error>(())
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod camera;
pub mod doctor;
pub mod error;
pub mod images;
pub mod limits;
pub mod pipe;
pub mod session;
pub mod source;
pub mod video;

pub use camera::{
    CameraChoice, CameraInfo, CameraOptions, CameraSource, list_cameras, open_camera,
};
pub use error::{Error, ErrorKind, Result};
pub use images::{ImageTimes, open_images};
pub use pipe::{Rate, RawShape, RawSource, Y4mSource};
pub use session::{Key, NewSession, RecordedSession, Seal, SessionWriter, open_session};
pub use source::{FrameSource, SourceInfo, SourceKind};
pub use video::{VideoOptions, open_video, open_video_with};
