//! How the tests call: as C would, with every outcome looked at.

use std::ffi::c_char;
use std::path::{Path, PathBuf};
use std::ptr::{null, null_mut, without_provenance_mut};

use selfsame_capi::*;

pub(crate) use selfsame_capi::selfsame_code::*;

/// A call of a C function that still lacks its last argument, the error.
macro_rules! c {
    ($function:ident($($argument:expr),* $(,)?)) => {
        |error| unsafe { $function($($argument,)* error) }
    };
}

pub(crate) type Error = *mut *mut selfsame_error;

/// Calls what must work: no error object is made then.
pub(crate) fn ok(call: impl FnOnce(Error) -> selfsame_code) {
    let mut error = null_mut();
    let code = call(&mut error);
    assert_eq!(code, SELFSAME_OK, "{}", told(error).1);
    assert!(error.is_null(), "an error object without an error");
}

/// Calls what must fail with `code` at `place`; answers the message.
pub(crate) fn fails(
    code: selfsame_code,
    place: &str,
    call: impl FnOnce(Error) -> selfsame_code,
) -> String {
    let mut error = null_mut();
    let answered = call(&mut error);
    let (context, message) = told(error);
    assert_eq!((answered, &*context), (code, place), "{message}");
    assert!(!message.is_empty());
    message
}

/// Context and message of an error, which is freed.
fn told(error: *mut selfsame_error) -> (String, String) {
    if error.is_null() {
        return Default::default();
    }
    let (mut text, mut length) = (null(), 0);
    let context = unsafe {
        let code = selfsame_error_context(error, &mut text, &mut length);
        assert_eq!(code, SELFSAME_OK);
        string(text, length)
    };
    let message = unsafe {
        let code = selfsame_error_message(error, &mut text, &mut length);
        assert_eq!(code, SELFSAME_OK);
        string(text, length)
    };
    assert_eq!(selfsame_error_free(error), SELFSAME_OK);
    (context, message)
}

/// A text that C was given, with its zero behind it.
pub(crate) fn string(text: *const c_char, length: usize) -> String {
    let bytes = unsafe { std::slice::from_raw_parts(text.cast::<u8>(), length + 1) };
    assert_eq!(bytes[length], 0);
    String::from_utf8(bytes[..length].into()).unwrap()
}

/// Bytes that the caller owns, as a text.
pub(crate) fn json(call: impl FnOnce(*mut *mut selfsame_bytes, Error) -> selfsame_code) -> String {
    let bytes = made(selfsame_bytes_free, call);
    let (mut data, mut length) = (null(), 0);
    ok(c!(selfsame_bytes_data(bytes.0, &mut data, &mut length)));
    string(data.cast(), length)
}

/// A handle that is freed at the end, whatever happens.
pub(crate) struct Owned<H>(pub(crate) *mut H, extern "C" fn(*mut H) -> selfsame_code);

impl<H> Drop for Owned<H> {
    fn drop(&mut self) {
        let code = (self.1)(self.0);
        if !std::thread::panicking() {
            assert_eq!(code, SELFSAME_OK);
        }
    }
}

/// What a function gives, once it has worked.
pub(crate) fn made<H>(
    free: extern "C" fn(*mut H) -> selfsame_code,
    call: impl FnOnce(*mut *mut H, Error) -> selfsame_code,
) -> Owned<H> {
    let mut handle = null_mut();
    ok(|error| call(&mut handle, error));
    assert!(!handle.is_null());
    Owned(handle, free)
}

/// Calls with every kind of handle that is none of `H`; `place` is function and argument. What a
/// call writes to must be asked afterwards.
pub(crate) fn bad_handles<H>(place: &str, mut call: impl FnMut(*mut H, Error) -> selfsame_code) {
    let other = models();
    for (handle, code) in bad(other.0) {
        fails(code, place, |error| call(handle, error));
    }
}

/// The same of a free function, which has no error object; NULL is nothing to free.
pub(crate) fn bad_frees<H>(free: extern "C" fn(*mut H) -> selfsame_code) {
    let other = models();
    for (handle, code) in bad::<H>(other.0) {
        let code = match handle.is_null() {
            true => SELFSAME_OK,
            false => code,
        };
        assert_eq!(free(handle), code);
    }
}

fn models() -> Owned<selfsame_models> {
    made(selfsame_models_free, |out, error| unsafe {
        selfsame_models_in_memory(out, error)
    })
}

fn bad<H>(other: *mut selfsame_models) -> [(*mut H, selfsame_code); 4] {
    let freed = models();
    let stale = freed.0;
    drop(freed);
    [
        (null_mut(), SELFSAME_NULL),
        (stale.cast(), SELFSAME_HANDLE_FREED),
        (other.cast(), SELFSAME_HANDLE_TYPE),
        (without_provenance_mut(4096), SELFSAME_HANDLE),
    ]
}

/// Calls with every text that is none: `call` gets pointer and length.
pub(crate) fn bad_texts(
    place: &str,
    mut call: impl FnMut(*const c_char, usize, Error) -> selfsame_code,
) {
    let latin = b"B\xfcro";
    for (text, length, code) in [
        (null(), 3, SELFSAME_NULL),
        (latin.as_ptr().cast(), 4, SELFSAME_UTF8),
        (latin.as_ptr().cast(), usize::MAX, SELFSAME_LENGTH),
    ] {
        fails(code, place, |error| call(text, length, error));
    }
}

/// Pointer and length of a path.
pub(crate) fn path(path: &Path) -> (*const c_char, usize) {
    let text = path.to_str().unwrap();
    (text.as_ptr().cast(), text.len())
}

pub(crate) fn clip() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/crying_woman.mp4")
}

/// A picture file (PPM) of 32 x 24 pixels of one colour.
pub(crate) fn ppm(colour: [u8; 3]) -> Vec<u8> {
    let mut file = b"P6 32 24 255\n".to_vec();
    file.extend(colour.repeat(32 * 24));
    file
}

/// A folder of three such pictures, at 25 a second in their names too.
pub(crate) fn pictures() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..3u8 {
        let file = ppm([n * 50, 200 - n * 50, 7]);
        std::fs::write(folder.path().join(format!("{n}.ppm")), file).unwrap();
    }
    folder
}

pub(crate) fn open_images(folder: &Path) -> Owned<selfsame_source> {
    let (text, length) = path(folder);
    made(selfsame_source_free, |out, error| unsafe {
        selfsame_source_open_images(text, length, 25, 1, out, error)
    })
}

/// The next frame; none at the end.
pub(crate) fn next(source: *mut selfsame_source) -> Option<Owned<selfsame_captured>> {
    // Not NULL, so that a NULL is written.
    let mut captured = without_provenance_mut(8);
    ok(c!(selfsame_source_next(source, &mut captured)));
    (!captured.is_null()).then_some(Owned(captured, selfsame_captured_free))
}

/// The pixels of a frame, which live as long as it.
pub(crate) fn pixels(captured: &Owned<selfsame_captured>) -> &[u8] {
    let (mut data, mut length) = (null(), 0);
    ok(c!(selfsame_captured_data(
        captured.0,
        &mut data,
        &mut length
    )));
    unsafe { std::slice::from_raw_parts(data, length) }
}

pub(crate) fn time(captured: &Owned<selfsame_captured>) -> u64 {
    let mut time = 0;
    ok(c!(selfsame_captured_time(captured.0, &mut time)));
    time
}

pub(crate) fn challenge() -> Owned<selfsame_challenge> {
    made(selfsame_challenge_free, |out, error| unsafe {
        selfsame_challenge_draw_digits(4, 1, out, error)
    })
}

/// A grey frame of 32 x 24 pixels in C's memory.
pub(crate) fn frame(data: &[u8], time_ns: u64) -> selfsame_frame {
    selfsame_frame {
        size: size_of::<selfsame_frame>() as u32,
        version: SELFSAME_FRAME_VERSION,
        format: selfsame_pixels::SELFSAME_PIXELS_GREY as i32,
        width: 32,
        height: 24,
        rotation: 0,
        range: selfsame_range::SELFSAME_RANGE_LIMITED as i32,
        test: 0,
        stride: 32,
        data: data.as_ptr(),
        length: data.len(),
        time_ns,
    }
}
