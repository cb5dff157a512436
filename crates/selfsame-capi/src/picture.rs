//! Upright pictures: from a file, from its bytes, from pixels.

use std::ffi::c_char;

use selfsame::frame::{decode_still, open_still};
use selfsame::{Picture, limits};

use crate::boundary::{Caller, Failure, free, handle};
use crate::code::selfsame_code::{self, *};
use crate::error::selfsame_error;

/// An upright picture, red, green and blue, 8 bits each, rows without padding. Unchangeable, so any
/// thread may use it. Free it with `selfsame_picture_free`.
pub struct selfsame_picture {
    _ticket: [u8; 0],
}
handle!(selfsame_picture, Picture, "a picture");

/// Opens a JPEG, PNG, WebP, BMP or PNM file; its EXIF rotation is applied.
///
/// Errors: `SELFSAME_IO`; `SELFSAME_IMAGE` for a broken or animated picture, `SELFSAME_LIMIT` beyond
/// 64 MiB, 16384 pixels a side or 80 megapixels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_picture_open(
    path: *const c_char,
    path_length: usize,
    picture: *mut *mut selfsame_picture,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_picture_open", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(picture, "picture")?;
        out.give(open_still(caller.text(path, path_length, "path")?)?);
        Ok(())
    })
}

/// Decodes the bytes of such a file.
///
/// Errors: as `selfsame_picture_open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_picture_decode(
    data: *const u8,
    length: usize,
    picture: *mut *mut selfsame_picture,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_picture_decode", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(picture, "picture")?;
        out.give(decode_still(caller.bytes(data, length, "data")?)?);
        Ok(())
    })
}

/// A picture of `width * height * 3` bytes, which are copied.
///
/// Errors: `SELFSAME_IMAGE` if there are more or fewer, or a side is 0; `SELFSAME_LIMIT` beyond 16384
/// pixels a side or 80 megapixels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_picture_from_rgb(
    width: u32,
    height: u32,
    data: *const u8,
    length: usize,
    picture: *mut *mut selfsame_picture,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_picture_from_rgb", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(picture, "picture")?;
        let data = caller.bytes(data, length, "data")?;
        let pixels = u64::from(width) * u64::from(height);
        if !(1..=limits::IMAGE_PIXELS).contains(&pixels) {
            // Refused for its size, whatever the bytes, before any are copied.
            out.give(Picture::from_rgb(width, height, Vec::new())?);
            return Ok(());
        }
        if length as u64 != pixels * 3 {
            let needed = pixels * 3;
            let message = format!("{width}x{height} picture: {length} bytes, {needed} needed");
            return Err(Failure::new(SELFSAME_IMAGE, message).of("data"));
        }
        out.give(Picture::from_rgb(width, height, data.to_owned())?);
        Ok(())
    })
}

/// Pixels in a row.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_picture_width(
    picture: *const selfsame_picture,
    width: *mut u32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_picture_width", error) };
    caller.answer(|caller| {
        let out = caller.out(width, "width")?;
        out.give(caller.handle(picture, "picture")?.width());
        Ok(())
    })
}

/// Rows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_picture_height(
    picture: *const selfsame_picture,
    height: *mut u32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_picture_height", error) };
    caller.answer(|caller| {
        let out = caller.out(height, "height")?;
        out.give(caller.handle(picture, "picture")?.height());
        Ok(())
    })
}

/// The pixels: `length` bytes, red, green, blue, row by row from above. They live as long as the
/// picture.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_picture_rgb(
    picture: *const selfsame_picture,
    data: *mut *const u8,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_picture_rgb", error) };
    caller.answer(|caller| {
        let out = caller.out_text(data, length, "data")?;
        out.give_items(caller.handle(picture, "picture")?.rgb());
        Ok(())
    })
}

/// Frees a picture. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_picture_free(picture: *mut selfsame_picture) -> selfsame_code {
    free(picture)
}
