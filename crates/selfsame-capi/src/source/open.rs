//! Files and folders that become sources of frames.

use std::ffi::c_char;

use selfsame_capture::{ImageTimes, Rate, open_images, open_video};

use super::{Reading, selfsame_source};
use crate::boundary::{Caller, Failure};
use crate::code::selfsame_code;
use crate::error::selfsame_error;

/// Opens a video file. H.264 in MP4, MOV or M4V is decoded here; everything else by an installed
/// `ffmpeg`, which is looked for in `PATH` and started as a process of its own. Frames come in the
/// order in which they are shown, with the file's times and its rotation.
///
/// Errors: `SELFSAME_NOT_FOUND`; `SELFSAME_IO`; `SELFSAME_FORMAT` for an empty or broken file and
/// for one without video; `SELFSAME_LIMIT`; `SELFSAME_NEEDS_FFMPEG`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_open_video(
    path: *const c_char,
    path_length: usize,
    source: *mut *mut selfsame_source,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_open_video", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(source, "source")?;
        let path = caller.text(path, path_length, "path")?;
        let opened = open_video(path).map_err(|error| Failure::from(error).of("path"))?;
        out.give(Reading::of(opened));
        Ok(())
    })
}

/// Opens a folder of pictures (JPEG, PNG, WebP, BMP, PNM; other files are passed over), in the
/// natural order of their names (2 before 10). Picture `n`, counted from 0, is shown at `n` times
/// `fps_denominator / fps_numerator` seconds: 30000 and 1001 are 29.97 a second.
///
/// Errors: `SELFSAME_ARGUMENT` unless the rate is between 0.1 and 1000 a second;
/// `SELFSAME_NOT_FOUND`; `SELFSAME_IO`; `SELFSAME_FORMAT` for a folder without pictures;
/// `SELFSAME_LIMIT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_open_images(
    path: *const c_char,
    path_length: usize,
    fps_numerator: u32,
    fps_denominator: u32,
    source: *mut *mut selfsame_source,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_open_images", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(source, "source")?;
        let path = caller.text(path, path_length, "path")?;
        let rate = Rate::new(fps_numerator, fps_denominator)
            .map_err(|error| Failure::from(error).of("fps_numerator"))?;
        let opened = open_images(path, ImageTimes::Rate(rate))
            .map_err(|error| Failure::from(error).of("path"))?;
        out.give(Reading::of(opened));
        Ok(())
    })
}

/// The same with the times that are in the names, as in a recording: `000012_480000000.jpg` is
/// frame 12 at 480000000 ns.
///
/// Errors: `SELFSAME_FORMAT` for a folder without pictures, and for a picture without a time in
/// its name; `SELFSAME_FRAME` if the times do not grow; `SELFSAME_NOT_FOUND`; `SELFSAME_IO`;
/// `SELFSAME_LIMIT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_open_images_by_name(
    path: *const c_char,
    path_length: usize,
    source: *mut *mut selfsame_source,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_open_images_by_name", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(source, "source")?;
        let path = caller.text(path, path_length, "path")?;
        let opened = open_images(path, ImageTimes::Names)
            .map_err(|error| Failure::from(error).of("path"))?;
        out.give(Reading::of(opened));
        Ok(())
    })
}
