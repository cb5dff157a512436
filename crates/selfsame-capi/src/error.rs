//! The error object. Enters: a failure. Leaves: an object of the caller's that holds its code, a
//! sentence and where it happened. Texts never hold pixels, templates, digits or names of persons.

use std::ffi::c_char;

use crate::boundary::{Caller, Failure, Text, free, handle};
use crate::code::selfsame_code;

/// What went wrong in one call. Owned by whoever called; unchangeable, so any thread may read it.
/// Free it with `selfsame_error_free`.
pub struct selfsame_error {
    _ticket: [u8; 0],
}

/// What an error object holds.
pub(crate) struct Told {
    code: selfsame_code,
    message: Text,
    context: Text,
    wait_s: Option<u64>,
}

handle!(selfsame_error, Told, "an error");

impl Told {
    pub(crate) fn of(function: &str, failure: Failure) -> Self {
        let context = match failure.argument {
            Some(argument) => format!("{function}, {argument}"),
            None => function.to_owned(),
        };
        Self {
            code: failure.code,
            // What came in may hold one, and C would read no further.
            message: Text::of(failure.message.replace('\0', "\u{fffd}")),
            context: Text::of(context),
            wait_s: failure.wait_s,
        }
    }
}

/// The code that the failed call answered.
///
/// Errors: those of handles; there is no error object about errors.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_error_code(
    error: *const selfsame_error,
    code: *mut selfsame_code,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_error_code", std::ptr::null_mut()) };
    caller.answer(|caller| {
        let code = caller.out(code, "code")?;
        code.give(caller.handle(error, "error")?.code);
        Ok(())
    })
}

/// What is wrong, in a sentence, for a log or a developer: UTF-8, `length` bytes and a zero.
/// It lives as long as the error.
///
/// Errors: those of handles.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_error_message(
    error: *const selfsame_error,
    text: *mut *const c_char,
    length: *mut usize,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_error_message", std::ptr::null_mut()) };
    caller.answer(|caller| {
        let text = caller.out_text(text, length, "text")?;
        text.give(&caller.handle(error, "error")?.message);
        Ok(())
    })
}

/// Where it happened: the function, and the argument if it is about one, as
/// `selfsame_session_push, frame`. UTF-8, `length` bytes and a zero. It lives as long as the error.
///
/// Errors: those of handles.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_error_context(
    error: *const selfsame_error,
    text: *mut *const c_char,
    length: *mut usize,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_error_context", std::ptr::null_mut()) };
    caller.answer(|caller| {
        let text = caller.out_text(text, length, "text")?;
        text.give(&caller.handle(error, "error")?.context);
        Ok(())
    })
}

/// How many seconds must pass until a challenge that was refused for a time would be issued or taken:
/// of `SELFSAME_REFUSED_TOO_EARLY`, `SELFSAME_REFUSED_TOO_SOON` and
/// `SELFSAME_REFUSED_TOO_MANY_TRIES`.
///
/// Errors: `SELFSAME_ABSENT` of other errors; those of handles.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_error_wait(
    error: *const selfsame_error,
    wait_s: *mut u64,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_error_wait", std::ptr::null_mut()) };
    caller.answer(|caller| {
        let out = caller.out(wait_s, "wait_s")?;
        let wait = caller.handle(error, "error")?.wait_s;
        out.give(wait.ok_or_else(|| Failure::absent("nothing to wait for"))?);
        Ok(())
    })
}

/// Frees an error. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_error_free(error: *mut selfsame_error) -> selfsame_code {
    free(error)
}
