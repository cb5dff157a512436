//! Cameras: which there are, and one of them as a source of frames.

use std::ffi::c_char;

use selfsame::limits::{FRAME_MIN_SIDE, FRAME_SIDE};
use selfsame_capture::{CameraChoice, CameraInfo, CameraOptions, list_cameras, open_camera};

use super::{Reading, selfsame_source};
use crate::boundary::{Caller, Failure, Outcome, Text, Versioned, free, handle};
use crate::code::selfsame_code::{self, *};
use crate::error::selfsame_error;

/// The version of `selfsame_camera_options` in this header.
pub const SELFSAME_CAMERA_OPTIONS_VERSION: u32 = 1;

/// Which camera, and in which form. Of size and rate the nearest that the camera has is taken; the
/// frames say what it became.
///
/// Set every member; 0 is a value, never a default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct selfsame_camera_options {
    /// `sizeof(selfsame_camera_options)`.
    pub size: u32,
    /// `SELFSAME_CAMERA_OPTIONS_VERSION`.
    pub version: u32,
    /// Wanted pixels in a row, 20 to 8192; 640 is a good choice.
    pub width: u32,
    /// Wanted rows, 20 to 8192; 480 is a good choice.
    pub height: u32,
    /// Wanted frames a second, 1 to 1000; 30 is a good choice.
    pub fps: u32,
    /// Bytes of `camera`; 0 if it is NULL.
    pub camera_length: usize,
    /// Which camera: its number in decimal, its name, or a part of the name that no other has;
    /// upper and lower case are the same. NULL for the first that gives pictures.
    pub camera: *const c_char,
}

// SAFETY: repr(C), `size` and `version` in front, numbers and a pointer.
unsafe impl Versioned for selfsame_camera_options {
    const NAME: &'static str = "selfsame_camera_options";
    const VERSION: u32 = SELFSAME_CAMERA_OPTIONS_VERSION;
}

/// Reads the struct and checks that it can be meant.
fn wanted(caller: &Caller, options: *const selfsame_camera_options) -> Outcome<CameraOptions> {
    let options = caller.versioned(options, "options")?;
    let side = (FRAME_MIN_SIDE, FRAME_SIDE);
    within(options.width, side, "options.width")?;
    within(options.height, side, "options.height")?;
    within(options.fps, (1, 1000), "options.fps")?;
    let camera = caller.text_or_null(options.camera, options.camera_length, "options.camera")?;
    let choice = match camera {
        None => CameraChoice::First,
        // It would be part of every name.
        Some(text) if text.trim().is_empty() => {
            let message = "an empty name: NULL and 0 mean the first camera";
            return Err(Failure::new(SELFSAME_ARGUMENT, message).of("options.camera"));
        }
        Some(text) => CameraChoice::from_text(text),
    };
    Ok(CameraOptions {
        choice,
        width: options.width,
        height: options.height,
        fps: options.fps,
    })
}

fn within(value: u32, (least, most): (u32, u32), argument: &'static str) -> Outcome<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    let message = format!("{value}: {least} to {most} are possible");
    Err(Failure::new(SELFSAME_ARGUMENT, message).of(argument))
}

/// Opens a camera and waits for its first picture: some seconds with some cameras. It runs on a
/// thread of the library's until the source is freed; frames that nobody takes are dropped.
///
/// Errors: `SELFSAME_STRUCT_SIZE`, `SELFSAME_STRUCT_VERSION`; `SELFSAME_ARGUMENT` for a member out
/// of its range, and for a name that several cameras have (the message lists them);
/// `SELFSAME_CAMERA_ABSENT`, `SELFSAME_CAMERA_BUSY`, `SELFSAME_CAMERA_FORBIDDEN`,
/// `SELFSAME_CAMERA_UNPLUGGED`, `SELFSAME_CAMERA_FAILED`; `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_source_open_camera(
    options: *const selfsame_camera_options,
    source: *mut *mut selfsame_source,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_source_open_camera", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(source, "source")?;
        let options = wanted(caller, options)?;
        let opened = open_camera(&options).map_err(|error| Failure::from(error).of("options"))?;
        out.give(Reading::of(Box::new(opened)));
        Ok(())
    })
}

/// The cameras that there were when it was made. Unchangeable, so any thread may read it. Free it
/// with `selfsame_cameras_free`.
pub struct selfsame_cameras {
    _ticket: [u8; 0],
}

/// A camera, with texts that C can read.
pub(crate) struct Listed {
    number: u32,
    name: Text,
    description: Text,
}

handle!(selfsame_cameras, Vec<Listed>, "a list of cameras");

impl From<CameraInfo> for Listed {
    fn from(camera: CameraInfo) -> Self {
        Self {
            number: camera.index,
            name: Text::of(camera.name),
            description: Text::of(camera.description),
        }
    }
}

/// A camera of the list, or what is wrong with the index.
fn listed(cameras: &[Listed], index: usize) -> Outcome<&Listed> {
    let absent = || Failure::index(index, cameras.len());
    cameras.get(index).ok_or_else(absent)
}

/// Asks the system for its cameras; there may be none. On macOS the person is asked whether this
/// program may use them.
///
/// Errors: `SELFSAME_CAMERA_FORBIDDEN`, `SELFSAME_CAMERA_FAILED` if the system does not tell;
/// `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_cameras_list(
    cameras: *mut *mut selfsame_cameras,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_cameras_list", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(cameras, "cameras")?;
        out.give(list_cameras()?.into_iter().map(Into::into).collect());
        Ok(())
    })
}

/// How many cameras there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_cameras_count(
    cameras: *const selfsame_cameras,
    count: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_cameras_count", error) };
    caller.answer(|caller| {
        let out = caller.out(count, "count")?;
        out.give(caller.handle(cameras, "cameras")?.len());
        Ok(())
    })
}

/// The number by which a camera is chosen: the system's, which may have gaps, and not `index`.
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_cameras_number(
    cameras: *const selfsame_cameras,
    index: usize,
    number: *mut u32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_cameras_number", error) };
    caller.answer(|caller| {
        let out = caller.out(number, "number")?;
        let cameras = caller.handle(cameras, "cameras")?;
        out.give(listed(&cameras, index)?.number);
        Ok(())
    })
}

/// A camera's name: UTF-8, `length` bytes and a zero. It lives as long as the list.
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_cameras_name(
    cameras: *const selfsame_cameras,
    index: usize,
    name: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_cameras_name", error) };
    caller.answer(|caller| {
        let out = caller.out_text(name, length, "name")?;
        let cameras = caller.handle(cameras, "cameras")?;
        out.give(&listed(&cameras, index)?.name);
        Ok(())
    })
}

/// What the driver says of a camera, perhaps nothing: UTF-8, `length` bytes and a zero. It lives
/// as long as the list.
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_cameras_description(
    cameras: *const selfsame_cameras,
    index: usize,
    description: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_cameras_description", error) };
    caller.answer(|caller| {
        let out = caller.out_text(description, length, "description")?;
        let cameras = caller.handle(cameras, "cameras")?;
        out.give(&listed(&cameras, index)?.description);
        Ok(())
    })
}

/// Frees a list of cameras. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_cameras_free(cameras: *mut selfsame_cameras) -> selfsame_code {
    free(cameras)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr::{null, null_mut};

    /// No machine that tests this has cameras, so the list is made by hand.
    fn list() -> *mut selfsame_cameras {
        let camera = |index, name: &str, description: &str| CameraInfo {
            index,
            name: name.into(),
            description: description.into(),
        };
        let cameras = [camera(0, "Büro", ""), camera(4, "Phone", "USB 2.0")];
        let mut list = null_mut();
        // SAFETY: a place of ours, and no error object.
        let caller = unsafe { Caller::new("a test", null_mut()) };
        let code = caller.answer(|caller| {
            let out = caller.out_handle(&raw mut list, "list")?;
            out.give(cameras.into_iter().map(Into::into).collect());
            Ok(())
        });
        assert_eq!(code, SELFSAME_OK);
        list
    }

    type GetText = unsafe extern "C" fn(
        *const selfsame_cameras,
        usize,
        *mut *const c_char,
        *mut usize,
        *mut *mut selfsame_error,
    ) -> selfsame_code;

    fn text(get: GetText, list: *const selfsame_cameras, index: usize) -> Result<String, i32> {
        let (mut text, mut length) = (null(), usize::MAX);
        // SAFETY: places of ours; the text lives as long as the list.
        let code = unsafe { get(list, index, &mut text, &mut length, null_mut()) };
        if code != SELFSAME_OK {
            assert!(text.is_null() && length == usize::MAX, "written on failure");
            return Err(code as i32);
        }
        // SAFETY: so many bytes and a zero, as documented.
        let bytes = unsafe { std::slice::from_raw_parts(text.cast::<u8>(), length + 1) };
        assert_eq!(bytes[length], 0);
        Ok(String::from_utf8(bytes[..length].into()).unwrap())
    }

    #[test]
    fn a_list_tells_each_camera_and_no_more() {
        let list = list();
        let (mut count, mut number) = (9, 9);
        // SAFETY: places of ours.
        unsafe {
            assert_eq!(
                selfsame_cameras_count(list, &mut count, null_mut()),
                SELFSAME_OK
            );
            assert_eq!(
                selfsame_cameras_number(list, 1, &mut number, null_mut()),
                SELFSAME_OK
            );
            assert_eq!((count, number), (2, 4));
            let code = selfsame_cameras_number(list, 2, &mut number, null_mut());
            assert_eq!((code, number), (SELFSAME_INDEX, 4));
        }
        assert_eq!(text(selfsame_cameras_name, list, 0).unwrap(), "Büro");
        assert_eq!(text(selfsame_cameras_name, list, 1).unwrap(), "Phone");
        assert_eq!(text(selfsame_cameras_description, list, 0).unwrap(), "");
        assert_eq!(
            text(selfsame_cameras_description, list, 1).unwrap(),
            "USB 2.0"
        );
        for get in [
            selfsame_cameras_name as GetText,
            selfsame_cameras_description,
        ] {
            for index in [2, usize::MAX] {
                assert_eq!(text(get, list, index), Err(SELFSAME_INDEX as i32));
            }
        }
        assert_eq!(selfsame_cameras_free(list), SELFSAME_OK);
        assert_eq!(selfsame_cameras_free(list), SELFSAME_HANDLE_FREED);
        let freed = Err(SELFSAME_HANDLE_FREED as i32);
        assert_eq!(text(selfsame_cameras_name, list, 0), freed);
    }
}
