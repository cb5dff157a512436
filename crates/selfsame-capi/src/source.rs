//! Sources of frames: video files, pictures, cameras, recordings. Enters: what was opened.
//! Leaves: one frame after the other, and what is known of the source.

mod camera;
mod captured;
mod open;
mod recorder;
mod recording;
#[cfg(test)]
mod tests;

use std::ffi::c_char;

use selfsame_capture::{FrameSource, SourceInfo};

use crate::boundary::{Caller, Exclusive, Failure, Text, free, handle};
use crate::code::selfsame_code;
use crate::enums::{self, selfsame_source_kind};
use crate::error::selfsame_error;

pub use camera::*;
pub use captured::*;
pub use open::*;
pub use recorder::*;
pub use recording::*;

/// Frames, one after the other. Frames are taken by one thread at a time (`SELFSAME_BUSY` else),
/// not always the same; what is known of the source any thread may ask, at any time. Free it with
/// `selfsame_source_free`, read to its end or not.
pub struct selfsame_source {
    _ticket: [u8; 0],
}

/// An open source, and what it said of itself when it was opened.
pub(crate) struct Reading {
    info: SourceInfo,
    name: Text,
    /// Gone at the end and after an error: camera and file are let go at once.
    frames: Exclusive<Option<Box<dyn FrameSource>>>,
}

handle!(selfsame_source, Reading, "a source");

impl Reading {
    fn of(frames: Box<dyn FrameSource>) -> Self {
        let info = frames.describe();
        Self {
            name: Text::of(info.name.as_bytes()),
            info,
            frames: Exclusive::new(Some(frames)),
        }
    }
}

/// The next frame, which is the caller's, or NULL at the end: the code is `SELFSAME_OK` for both.
/// Times of frames grow. It waits for as long as the source takes: a camera for its next picture,
/// at most 5 s.
///
/// After the end it gives NULL again, however often it is asked; after an error as well: the source
/// is over then.
///
/// Errors, all about the data or the machine: `SELFSAME_FORMAT` for a file that is broken or cut
/// off (the frames before that were given); `SELFSAME_IO`; `SELFSAME_FRAME` for a frame or a time
/// that cannot be; `SELFSAME_LIMIT` for too many frames or too large ones;
/// `SELFSAME_CAMERA_UNPLUGGED`, `SELFSAME_CAMERA_FAILED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_next(
    source: *mut selfsame_source,
    captured: *mut *mut selfsame_captured,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_next", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(captured, "captured")?;
        let reading = caller.handle(source, "source")?;
        let next = reading.frames.with(|frames| {
            let next = match frames.as_mut() {
                Some(frames) => frames.next_frame(),
                None => Ok(None),
            };
            if !matches!(next, Ok(Some(_))) {
                *frames = None;
            }
            Ok(next?)
        });
        match next.map_err(|failure| failure.of("source"))? {
            Some(frame) => out.give(frame),
            None => out.give_null(),
        }
        Ok(())
    })
}

/// What kind of source it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_kind_of(
    source: *const selfsame_source,
    kind: *mut selfsame_source_kind,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_kind_of", error) };
    caller.answer(|caller| {
        let out = caller.out(kind, "kind")?;
        out.give(enums::source_kind(
            caller.handle(source, "source")?.info.kind,
        ));
        Ok(())
    })
}

/// The camera's name, or the last part of the file's or folder's path: UTF-8, `length` bytes and a
/// zero. It lives as long as the source.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_name(
    source: *const selfsame_source,
    name: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_name", error) };
    caller.answer(|caller| {
        let out = caller.out_text(name, length, "name")?;
        out.give(&caller.handle(source, "source")?.name);
        Ok(())
    })
}

/// Frames a second, as the file says or on average: for a progress bar, and no promise.
///
/// Errors: `SELFSAME_ABSENT` if it is not known (a camera's never is).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_fps(
    source: *const selfsame_source,
    fps: *mut f64,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_fps", error) };
    caller.answer(|caller| {
        let out = caller.out(fps, "fps")?;
        let rate = caller.handle(source, "source")?.info.fps;
        out.give(rate.ok_or_else(|| Failure::absent("the source states no rate"))?);
        Ok(())
    })
}

/// How many frames there are in all, from the first: no promise, a file may end early.
///
/// Errors: `SELFSAME_ABSENT` if it is not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_frame_count(
    source: *const selfsame_source,
    count: *mut u64,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_frame_count", error) };
    caller.answer(|caller| {
        let out = caller.out(count, "count")?;
        let frames = caller.handle(source, "source")?.info.frames;
        out.give(frames.ok_or_else(|| Failure::absent("the source states no number of frames"))?);
        Ok(())
    })
}

/// Pixels in a stored row, and stored rows, before a frame is turned: no promise, frames carry
/// their own.
///
/// Errors: `SELFSAME_ABSENT` if they are not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_size(
    source: *const selfsame_source,
    width: *mut u32,
    height: *mut u32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_size", error) };
    caller.answer(|caller| {
        let width_out = caller.out(width, "width")?;
        let height_out = caller.out(height, "height")?;
        let reading = caller.handle(source, "source")?;
        let (Some(width), Some(height)) = (reading.info.width, reading.info.height) else {
            return Err(Failure::absent("the source states no size"));
        };
        width_out.give(width);
        height_out.give(height);
        Ok(())
    })
}

/// Frees a source: file and camera are let go, by a call that still waits for a frame as soon as
/// it has it. Frames that it gave live on. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_source_free(source: *mut selfsame_source) -> selfsame_code {
    free(source)
}
