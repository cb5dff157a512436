//! One validated frame type: what enters is a buffer with a claim about its
//! size, layout and time; what leaves is a [`Frame`] for which the claim holds,
//! and from it an upright RGB [`Picture`].
//!
//! Width and height swapped, RGB called BGR, a stride forgotten: most defects in
//! such an interface sit here, so everything is checked once, at the door.

mod convert;
mod picture;
mod still;
mod view;

use std::fmt;
use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

pub use picture::{GreyPicture, Picture};
pub use still::{decode_mjpeg, decode_still, open_still};
pub use view::FrameView;
use view::Shape;

/// How the pixels lie in the buffer. All are 8 bits a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PixelFormat {
    /// One luma byte a pixel.
    Grey,
    /// Three bytes a pixel: red, green, blue.
    Rgb,
    /// Three bytes a pixel: blue, green, red.
    Bgr,
    /// Four bytes a pixel: red, green, blue, alpha (alpha is ignored).
    Rgba,
    /// A luma plane of `height` rows, then `ceil(height / 2)` rows of
    /// interleaved U, V at half resolution, all with the same stride.
    Nv12,
    /// Two bytes a pixel: Y0 U Y1 V; the width must be even.
    Yuyv,
}

impl PixelFormat {
    /// Bytes of one row without padding.
    #[must_use]
    pub const fn row_bytes(self, width: u32) -> usize {
        let width = width as usize;
        match self {
            Self::Grey => width,
            Self::Rgb | Self::Bgr => width * 3,
            Self::Rgba => width * 4,
            // The chroma row holds a pair for every two pixels, so an odd width
            // needs one byte more than the luma row.
            Self::Nv12 => width + width % 2,
            Self::Yuyv => width * 2,
        }
    }

    /// Rows in the buffer for a frame of `height`.
    const fn rows(self, height: u32) -> usize {
        let height = height as usize;
        match self {
            Self::Nv12 => height + height.div_ceil(2),
            _ => height,
        }
    }
}

/// How far the picture must be turned clockwise to stand upright (what video
/// containers call the rotation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Rotation {
    /// Already upright.
    #[default]
    None,
    /// A quarter turn clockwise.
    Cw90,
    /// Half a turn.
    Cw180,
    /// A quarter turn counter-clockwise.
    Cw270,
}

impl Rotation {
    /// From degrees clockwise; `None` if not a multiple of 90.
    #[must_use]
    pub const fn from_degrees(degrees: i32) -> Option<Self> {
        match degrees.rem_euclid(360) {
            0 => Some(Self::None),
            90 => Some(Self::Cw90),
            180 => Some(Self::Cw180),
            270 => Some(Self::Cw270),
            _ => None,
        }
    }
}

/// Which luma and chroma range and matrix a YUV frame uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum YuvRange {
    /// Luma 16..=235, BT.601: what webcams and most small video use.
    #[default]
    Limited,
    /// Luma 0..=255, BT.601: JPEG's.
    Full,
}

/// One frame of video whose size, layout and bytes agree.
///
/// `time` is monotonic, counted from any fixed moment (the start of the clip or
/// the camera); a [`Session`](crate::Session) refuses frames that go back.
#[derive(Clone)]
pub struct Frame {
    shape: Shape,
    data: Vec<u8>,
}

impl Frame {
    /// A frame whose rows lie without padding.
    ///
    /// # Errors
    /// As [`Frame::with_stride`].
    pub fn new(
        format: PixelFormat,
        width: u32,
        height: u32,
        time: Duration,
        data: Vec<u8>,
    ) -> Result<Self> {
        Self::with_stride(format, width, height, format.row_bytes(width), time, data)
    }

    /// A frame whose rows start every `stride` bytes.
    ///
    /// The last row may be short of its padding. For NV12 the chroma rows have
    /// the same stride.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] beyond the [limits];
    /// [`ErrorKind::Frame`] for an odd YUYV width, a stride shorter than a row,
    /// or a buffer that is too short or more than one row too long.
    pub fn with_stride(
        format: PixelFormat,
        width: u32,
        height: u32,
        stride: usize,
        time: Duration,
        data: Vec<u8>,
    ) -> Result<Self> {
        let view = FrameView::new(format, width, height, stride, time, &data)?;
        Ok(Self {
            shape: view.shape,
            data,
        })
    }

    /// A frame from one MJPEG (or JPEG) picture; its EXIF rotation is applied.
    ///
    /// # Errors
    /// [`ErrorKind::Image`] or [`ErrorKind::Limit`], as [`decode_mjpeg`].
    pub fn from_mjpeg(bytes: &[u8], time: Duration) -> Result<Self> {
        Ok(Self::from_picture(decode_mjpeg(bytes)?, time))
    }

    /// A frame from an upright picture.
    #[must_use]
    pub fn from_picture(picture: Picture, time: Duration) -> Self {
        let (width, height) = (picture.width(), picture.height());
        Self {
            shape: Shape {
                width,
                height,
                format: PixelFormat::Rgb,
                stride: PixelFormat::Rgb.row_bytes(width),
                time,
                rotation: Rotation::None,
                range: YuvRange::Full,
                test: false,
            },
            data: picture.into_rgb(),
        }
    }

    /// The frame without its buffer: what is read of it.
    #[must_use]
    pub fn view(&self) -> FrameView<'_> {
        FrameView {
            shape: self.shape,
            data: &self.data,
        }
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

    /// The same frame at another time.
    #[must_use]
    pub fn at(mut self, time: Duration) -> Self {
        self.shape.time = time;
        self
    }

    /// The same frame, marked as a test's: rendered, or of a test recording. There is
    /// no way to take the mark off; a session that sees it gives a test verdict.
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

    /// The frame as an upright RGB picture.
    #[must_use]
    pub fn to_picture(&self) -> Picture {
        self.view().to_picture()
    }
}

/// Shows the shape, never the pixels.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({})", self.shape)
    }
}

/// Refuses sizes beyond the limits for frames.
fn check_size(width: u32, height: u32) -> Result<()> {
    let (small, large) = (limits::FRAME_MIN_SIDE, limits::FRAME_SIDE);
    if width < small || height < small {
        return Err(Error::new(
            ErrorKind::Frame,
            format!("{width}x{height} frame: a side must have at least {small} pixels"),
        ));
    }
    if width > large
        || height > large
        || u64::from(width) * u64::from(height) > limits::FRAME_PIXELS
    {
        return Err(Error::new(
            ErrorKind::Limit,
            format!(
                "{width}x{height} frame: more than {large} pixels a side or {} in all",
                limits::FRAME_PIXELS
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(format: PixelFormat, width: u32, height: u32, bytes: usize) -> Result<Frame> {
        Frame::new(format, width, height, Duration::ZERO, vec![128; bytes])
    }

    #[test]
    fn a_frame_needs_the_bytes_it_claims() {
        assert!(frame(PixelFormat::Rgb, 64, 48, 64 * 48 * 3).is_ok());
        for bytes in [0, 1, 64 * 48 * 3 - 1, 64 * 48 * 3 + 64 * 3 + 1, 64 * 48 * 4] {
            let error = frame(PixelFormat::Rgb, 64, 48, bytes).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Frame);
            assert!(error.to_string().contains("64x48 Rgb"), "{error}");
        }
        assert!(frame(PixelFormat::Nv12, 33, 21, 34 * (21 + 11)).is_ok());
        assert!(frame(PixelFormat::Yuyv, 33, 21, 66 * 21).is_err());
    }

    #[test]
    fn sizes_beyond_the_limits_are_refused_before_any_work() {
        for (width, height) in [
            (100_000, 20),
            (20, 100_000),
            (8192, 8192),
            (u32::MAX, u32::MAX),
        ] {
            let error = frame(PixelFormat::Grey, width, height, 0).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Limit);
        }
        assert_eq!(
            frame(PixelFormat::Grey, 0, 0, 0).unwrap_err().kind(),
            ErrorKind::Frame
        );
    }

    #[test]
    fn a_stride_may_pad_but_not_overflow() {
        let padded = |stride, bytes| {
            Frame::with_stride(
                PixelFormat::Grey,
                30,
                20,
                stride,
                Duration::ZERO,
                vec![0; bytes],
            )
        };
        assert!(padded(32, 32 * 20).is_ok());
        assert!(padded(32, 32 * 19 + 30).is_ok());
        assert!(padded(29, 29 * 20).is_err());
        assert!(padded(usize::MAX, 600).is_err());
    }

    #[test]
    fn debug_shows_no_pixels() {
        let text = format!("{:?}", frame(PixelFormat::Grey, 20, 20, 400).unwrap());
        assert!(!text.contains("128"), "{text}");
    }
}
