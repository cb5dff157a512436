//! Frames from C: the one struct through which pixels come in, checked before any is read.

use std::time::Duration;

use selfsame::{Frame, FrameView, Picture};

use crate::boundary::{Caller, Failure, Outcome, Versioned};
use crate::code::selfsame_code::{self, *};
use crate::enums;
use crate::error::selfsame_error;
use crate::picture::selfsame_picture;

/// The version of `selfsame_frame` in this header.
pub const SELFSAME_FRAME_VERSION: u32 = 1;

/// One frame of video in the caller's memory. It is read during the call that takes it, never
/// copied whole and never kept: the buffer may be used again as soon as the call has answered.
///
/// Set every member; 0 is a value, never a default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct selfsame_frame {
    /// `sizeof(selfsame_frame)`.
    pub size: u32,
    /// `SELFSAME_FRAME_VERSION`.
    pub version: u32,
    /// How the pixels lie: a `selfsame_pixels`.
    pub format: i32,
    /// Pixels in a stored row, 20 to 8192, before it is turned; 0 for a JPEG.
    pub width: u32,
    /// Stored rows, 20 to 8192; 0 for a JPEG.
    pub height: u32,
    /// Degrees clockwise by which the picture must be turned to stand upright: 0, 90, 180 or 270.
    pub rotation: i32,
    /// The range of a YUV format: a `selfsame_range`.
    pub range: i32,
    /// 1 if the picture is rendered or of a test recording: the verdict will say `test`. Else 0.
    pub test: i32,
    /// Bytes from the start of a row to that of the next; 0 for a JPEG.
    pub stride: usize,
    /// The first byte of the uppermost row.
    pub data: *const u8,
    /// Bytes that are there; of the last row the padding may be missing.
    pub length: usize,
    /// When it was taken, nanoseconds on any clock that only goes forward (of the camera, of the
    /// clip). In a session times must grow.
    pub time_ns: u64,
}

// SAFETY: repr(C), `size` and `version` in front, numbers and a pointer.
unsafe impl Versioned for selfsame_frame {
    const NAME: &'static str = "selfsame_frame";
    const VERSION: u32 = SELFSAME_FRAME_VERSION;
}

/// A frame of C's that was looked at: in C's memory, or decoded.
pub(crate) enum Given<'a> {
    InPlace(FrameView<'a>),
    Decoded(Box<Frame>),
}

impl Given<'_> {
    pub(crate) fn view(&self) -> FrameView<'_> {
        match self {
            Self::InPlace(view) => *view,
            Self::Decoded(frame) => frame.view(),
        }
    }
}

/// Reads a frame's struct and checks that it can be true.
pub(crate) fn given<'a>(caller: &'a Caller, frame: *const selfsame_frame) -> Outcome<Given<'a>> {
    let frame = caller.versioned(frame, "frame")?;
    let format = enums::pixels(frame.format)?;
    let rotation = enums::rotation(frame.rotation, "frame.rotation")?;
    let range = enums::range(frame.range, "frame.range")?;
    let test = match frame.test {
        0 => false,
        1 => true,
        other => return Err(Failure::enumerator(other, "frame.test", "0 or 1")),
    };
    let time = Duration::from_nanos(frame.time_ns);
    let data = caller.bytes(frame.data, frame.length, "frame.data")?;
    let about = |error: selfsame::Error| Failure::from(error).of("frame");
    let Some(format) = format else {
        if (frame.width, frame.height, frame.stride) != (0, 0, 0) {
            let message = "a JPEG knows its own width, height and stride: set them to 0";
            return Err(Failure::new(SELFSAME_ARGUMENT, message).of("frame"));
        }
        let mut decoded = Frame::from_mjpeg(data, time)
            .map_err(about)?
            .rotated(rotation);
        if test {
            decoded = decoded.for_test();
        }
        return Ok(Given::Decoded(Box::new(decoded)));
    };
    let (width, height, stride) = (frame.width, frame.height, frame.stride);
    let mut view = FrameView::new(format, width, height, stride, time, data)
        .map_err(about)?
        .rotated(rotation)
        .with_range(range);
    if test {
        view = view.for_test();
    }
    Ok(Given::InPlace(view))
}

/// The frame as an upright picture, copied.
///
/// Errors: `SELFSAME_STRUCT_SIZE`, `SELFSAME_STRUCT_VERSION`, `SELFSAME_ENUM`; `SELFSAME_FRAME` if
/// size, stride and bytes contradict each other; `SELFSAME_IMAGE` for a broken JPEG;
/// `SELFSAME_LIMIT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_picture_from_frame(
    frame: *const selfsame_frame,
    picture: *mut *mut selfsame_picture,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_picture_from_frame", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(picture, "picture")?;
        let upright: Picture = given(caller, frame)?.view().to_picture();
        out.give(upright);
        Ok(())
    })
}
