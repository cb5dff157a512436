//! The seam to a camera driver: one method.
//!
//! Enters: what a driver hands over. Leaves: a [`Frame`], decoded where the
//! driver gave MJPEG.

use std::time::Duration;

use selfsame::{Frame, PixelFormat};

use crate::error::Result;

/// An opened camera.
pub trait CameraDevice {
    /// Waits for the next picture.
    ///
    /// # Errors
    /// [`CameraUnplugged`](crate::ErrorKind::CameraUnplugged) when the camera went
    /// away, or another camera kind; the camera is given up then.
    fn grab(&mut self) -> Result<Grabbed>;
}

/// How the bytes of a picture are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GrabbedLayout {
    /// One JPEG picture.
    Mjpeg,
    /// Plain pixels; rows may be padded, all alike.
    Pixels(PixelFormat),
}

/// A picture as the driver gave it.
#[derive(Clone)]
pub struct Grabbed {
    /// How the bytes are laid out.
    pub layout: GrabbedLayout,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The bytes.
    pub data: Vec<u8>,
}

impl Grabbed {
    /// The picture as a frame at `time`.
    ///
    /// # Errors
    /// [`Format`](crate::ErrorKind::Format) for broken MJPEG,
    /// [`Frame`](crate::ErrorKind::Frame) when the bytes do not fit the size.
    pub fn into_frame(self, time: Duration) -> Result<Frame> {
        let format = match self.layout {
            GrabbedLayout::Mjpeg => return Ok(Frame::from_mjpeg(&self.data, time)?),
            GrabbedLayout::Pixels(format) => format,
        };
        let stride = padded_stride(format, self.width, self.height, self.data.len());
        Ok(Frame::with_stride(
            format,
            self.width,
            self.height,
            stride,
            time,
            self.data,
        )?)
    }
}

/// Shows the shape, never the pixels.
impl std::fmt::Debug for Grabbed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Grabbed({}x{} {:?})",
            self.width, self.height, self.layout
        )
    }
}

/// Drivers do not say how they pad rows: it follows from the length when that is
/// a multiple of the rows.
fn padded_stride(format: PixelFormat, width: u32, height: u32, bytes: usize) -> usize {
    let row = format.row_bytes(width);
    let rows = match format {
        PixelFormat::Nv12 => height as usize + height.div_ceil(2) as usize,
        _ => height as usize,
    };
    match bytes.checked_div(rows) {
        Some(stride) if stride > row && bytes.is_multiple_of(rows) => stride,
        _ => row,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padded_rows_are_seen_by_the_length() {
        assert_eq!(padded_stride(PixelFormat::Yuyv, 30, 20, 64 * 20), 64);
        assert_eq!(padded_stride(PixelFormat::Yuyv, 30, 20, 60 * 20), 60);
        assert_eq!(padded_stride(PixelFormat::Yuyv, 30, 20, 60 * 20 + 7), 60);
        assert_eq!(padded_stride(PixelFormat::Nv12, 30, 20, 32 * 30), 32);
        assert_eq!(padded_stride(PixelFormat::Grey, 30, 0, 9), 30);
    }
}
