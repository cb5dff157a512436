//! selfsame

pub mod challenge;
pub mod error;
pub mod frame;
pub mod limits;

pub use challenge::{Challenge, Language, PromptTimes};
pub use error::{Error, ErrorKind, Result};
pub use frame::{Frame, Picture, PixelFormat, Rotation};
