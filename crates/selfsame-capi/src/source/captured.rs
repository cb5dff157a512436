//! One frame that a source gave, to be looked at, kept, or pushed into a session.

use selfsame::Frame;

use crate::boundary::{Caller, free, handle};
use crate::code::selfsame_code;
use crate::enums::{self, selfsame_pixels, selfsame_range};
use crate::error::selfsame_error;
use crate::picture::selfsame_picture;

/// One frame that a source gave, with its pixels. Unchangeable, so any thread may read it. Free it
/// with `selfsame_captured_free`; its source may be freed before.
pub struct selfsame_captured {
    _ticket: [u8; 0],
}
handle!(selfsame_captured, Frame, "a captured frame");

/// How the pixels lie: the format; pixels in a stored row and stored rows, before the picture is
/// turned; bytes from the start of a row to that of the next; degrees clockwise by which it must be
/// turned to stand upright (0, 90, 180 or 270); and the range, which says something of YUV formats
/// only. A frame that came compressed is decoded already.
///
/// Errors: `SELFSAME_ABSENT` for a format that is newer than this header.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_captured_shape(
    captured: *const selfsame_captured,
    format: *mut selfsame_pixels,
    width: *mut u32,
    height: *mut u32,
    stride: *mut usize,
    rotation: *mut i32,
    range: *mut selfsame_range,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_captured_shape", error) };
    caller.answer(|caller| {
        let format = caller.out(format, "format")?;
        let width = caller.out(width, "width")?;
        let height = caller.out(height, "height")?;
        let stride = caller.out(stride, "stride")?;
        let rotation = caller.out(rotation, "rotation")?;
        let range = caller.out(range, "range")?;
        let captured = caller.handle(captured, "captured")?;
        let view = captured.view();
        let pixels = enums::pixels_of(view.format())?;
        format.give(pixels);
        width.give(view.width());
        height.give(view.height());
        stride.give(view.stride());
        rotation.give(enums::degrees(view.rotation()));
        range.give(enums::range_of(view.range()));
        Ok(())
    })
}

/// The pixels: `length` bytes from the start of the uppermost row; of the last row the padding may
/// be missing. They live as long as the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_captured_data(
    captured: *const selfsame_captured,
    data: *mut *const u8,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_captured_data", error) };
    caller.answer(|caller| {
        let out = caller.out_text(data, length, "data")?;
        out.give_items(caller.handle(captured, "captured")?.view().data());
        Ok(())
    })
}

/// When it was taken, in nanoseconds: from the first frame on (camera, pictures by a rate), or on
/// the file's clock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_captured_time(
    captured: *const selfsame_captured,
    time_ns: *mut u64,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_captured_time", error) };
    caller.answer(|caller| {
        let out = caller.out(time_ns, "time_ns")?;
        let time = caller.handle(captured, "captured")?.time().as_nanos();
        out.give(u64::try_from(time).unwrap_or(u64::MAX));
        Ok(())
    })
}

/// Whether it is of a test recording: a session that takes it gives a test's verdict.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_captured_is_test(
    captured: *const selfsame_captured,
    test: *mut bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_captured_is_test", error) };
    caller.answer(|caller| {
        let out = caller.out(test, "test")?;
        out.give(caller.handle(captured, "captured")?.is_test());
        Ok(())
    })
}

/// The frame as an upright RGB picture, copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_captured_picture(
    captured: *const selfsame_captured,
    picture: *mut *mut selfsame_picture,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_captured_picture", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(picture, "picture")?;
        out.give(caller.handle(captured, "captured")?.to_picture());
        Ok(())
    })
}

/// Frees a frame. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_captured_free(captured: *mut selfsame_captured) -> selfsame_code {
    free(captured)
}
