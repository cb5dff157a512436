//! A frame in somebody else's buffer. Enters: a slice with a claim about its size, layout and
//! time. Leaves: a [`FrameView`] for which the claim holds, without a copy.

use std::fmt;
use std::time::Duration;

use super::{PixelFormat, Rotation, YuvRange, check_size, convert};
use crate::error::{Error, ErrorKind, Result};
use crate::frame::Picture;

/// What a frame is besides its bytes.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) format: PixelFormat,
    pub(super) stride: usize,
    pub(super) time: Duration,
    pub(super) rotation: Rotation,
    pub(super) range: YuvRange,
    pub(super) test: bool,
}

/// A [`Frame`](super::Frame) that lies in a buffer of the caller's: a camera driver's, another
/// language's. The same checks hold, and nothing is copied.
#[derive(Clone, Copy)]
pub struct FrameView<'a> {
    pub(super) shape: Shape,
    pub(super) data: &'a [u8],
}

impl<'a> FrameView<'a> {
    /// A frame whose rows start every `stride` bytes of `data`; see
    /// [`Frame::with_stride`](super::Frame::with_stride).
    ///
    /// # Errors
    /// As there.
    pub fn new(
        format: PixelFormat,
        width: u32,
        height: u32,
        stride: usize,
        time: Duration,
        data: &'a [u8],
    ) -> Result<Self> {
        check_size(width, height)?;
        let wrong = |what: String| {
            Error::new(
                ErrorKind::Frame,
                format!("{width}x{height} {format:?} frame: {what}"),
            )
        };
        if format == PixelFormat::Yuyv && width % 2 == 1 {
            return Err(wrong("YUYV needs an even width".into()));
        }
        let row = format.row_bytes(width);
        if stride < row {
            return Err(wrong(format!(
                "a stride of {stride} bytes is shorter than a row of {row}"
            )));
        }
        let rows = format.rows(height);
        let most = stride
            .checked_mul(rows)
            .ok_or_else(|| wrong(format!("a stride of {stride} bytes overflows")))?;
        let least = most - stride + row;
        // One row of slack lets capture drivers round their buffers up, and
        // still catches a width and height that were swapped.
        if data.len() < least || data.len() > most.saturating_add(stride) {
            return Err(wrong(format!(
                "{} bytes given, {least} needed at a stride of {stride}",
                data.len()
            )));
        }
        Ok(Self {
            shape: Shape {
                width,
                height,
                format,
                stride,
                time,
                rotation: Rotation::None,
                range: YuvRange::Limited,
                test: false,
            },
            data,
        })
    }

    /// The same frame, to be turned before use.
    #[must_use]
    pub fn rotated(mut self, rotation: Rotation) -> Self {
        self.shape.rotation = rotation;
        self
    }

    /// The same frame with another YUV range.
    #[must_use]
    pub fn with_range(mut self, range: YuvRange) -> Self {
        self.shape.range = range;
        self
    }

    /// The same frame, marked as a test's: see [`Frame::for_test`](super::Frame::for_test).
    #[must_use]
    pub fn for_test(mut self) -> Self {
        self.shape.test = true;
        self
    }

    /// Whether it is marked as a test's.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.shape.test
    }

    /// Pixels in a stored row, before rotation.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.shape.width
    }

    /// Stored rows, before rotation.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.shape.height
    }

    /// How the pixels lie.
    #[must_use]
    pub fn format(&self) -> PixelFormat {
        self.shape.format
    }

    /// Bytes from one row to the next.
    #[must_use]
    pub fn stride(&self) -> usize {
        self.shape.stride
    }

    /// When the frame was taken.
    #[must_use]
    pub fn time(&self) -> Duration {
        self.shape.time
    }

    /// How it must be turned to stand upright.
    #[must_use]
    pub fn rotation(&self) -> Rotation {
        self.shape.rotation
    }

    /// Its YUV range; without meaning for other formats.
    #[must_use]
    pub fn range(&self) -> YuvRange {
        self.shape.range
    }

    /// The bytes.
    #[must_use]
    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    /// The frame as an upright RGB picture.
    #[must_use]
    pub fn to_picture(&self) -> Picture {
        convert::to_picture(self)
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}x{} {:?}, stride {}, {:?}, at {:?}",
            self.width, self.height, self.format, self.stride, self.rotation, self.time
        )
    }
}

/// Shows the shape, never the pixels.
impl fmt::Debug for FrameView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FrameView({})", self.shape)
    }
}
