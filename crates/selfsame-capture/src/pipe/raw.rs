//! Raw frames of a stated shape, one after the other without headers.
//!
//! Enters: bytes. Leaves: frames; a last part that is no whole frame is an error
//! that names it.

use std::io::Read;

use selfsame::{Frame, PixelFormat};

use super::{Rate, check_frame_number, cut_off, fill};
use crate::error::{Error, ErrorKind, Result};
use crate::source::{FrameSource, SourceInfo, SourceKind};

/// The shape of raw frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawShape {
    /// How the pixels lie; rows without padding.
    pub format: PixelFormat,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Frames a second.
    pub rate: Rate,
}

/// Raw frames from anything that can be read.
pub struct RawSource<R> {
    name: String,
    input: R,
    shape: RawShape,
    frame_bytes: usize,
    next: u64,
    over: bool,
}

impl<R: Read + Send> RawSource<R> {
    /// Frames of `shape` from `input`; `name` is for messages.
    ///
    /// # Errors
    /// [`Frame`](ErrorKind::Frame) or [`Limit`](ErrorKind::Limit) for a shape that
    /// no frame can have.
    pub fn new(name: impl Into<String>, input: R, shape: RawShape) -> Result<Self> {
        let name = name.into();
        let rows = match shape.format {
            PixelFormat::Nv12 => shape.height as usize + shape.height.div_ceil(2) as usize,
            _ => shape.height as usize,
        };
        // Sizes beyond the limits are refused before memory is reserved.
        let (width, height) = (shape.width, shape.height);
        if width.max(height) > selfsame::limits::FRAME_SIDE
            || u64::from(width) * u64::from(height) > selfsame::limits::FRAME_PIXELS
        {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("{name}: frames of {width}x{height} pixels are too large"),
            ));
        }
        let frame_bytes = shape.format.row_bytes(width) * rows;
        let time = shape.rate.time(0);
        Frame::new(shape.format, width, height, time, vec![0; frame_bytes])
            .map_err(|e| Error::from(e).at(&name))?;
        Ok(Self {
            name,
            input,
            shape,
            frame_bytes,
            next: 0,
            over: false,
        })
    }

    fn read(&mut self) -> Result<Option<Frame>> {
        let n = self.next;
        let mut data = vec![0; self.frame_bytes];
        if !fill(&mut self.input, &mut data).map_err(|e| cut_off(n, e))? {
            return Ok(None);
        }
        check_frame_number(n)?;
        self.next += 1;
        let RawShape {
            format,
            width,
            height,
            rate,
        } = self.shape;
        Ok(Some(Frame::new(format, width, height, rate.time(n), data)?))
    }
}

impl<R: Read + Send> FrameSource for RawSource<R> {
    fn next_frame(&mut self) -> Result<Option<Frame>> {
        if self.over {
            return Ok(None);
        }
        let frame = self.read();
        self.over = !matches!(frame, Ok(Some(_)));
        frame.map_err(|e| e.at(&self.name))
    }

    fn describe(&self) -> SourceInfo {
        SourceInfo {
            fps: Some(self.shape.rate.fps()),
            width: Some(self.shape.width),
            height: Some(self.shape.height),
            ..SourceInfo::new(SourceKind::Pipe, self.name.clone())
        }
    }
}
