//! What works on this machine, and what to do about the rest.

use std::ffi::c_char;

use selfsame::models::Models;
use selfsame_capture::doctor::{Options, examine};

use crate::boundary::Caller;
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code;
use crate::engine;
use crate::error::selfsame_error;
use crate::models::selfsame_models;

/// Looks at the machine: models, inference engine, cameras, ffmpeg, and a self test of every stage
/// (takes some seconds). JSON, `selfsame.doctor/1` of docs/json.md: branch on `usable`, show
/// `advice`. What is wrong stands in it and is no error.
///
/// `models` may be NULL, for where `selfsame_models_find` finds them; `inference` and `library` are
/// as for `selfsame_engine_builder_set_inference`.
///
/// Errors: `SELFSAME_ENUM`, `SELFSAME_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_doctor(
    models: *const selfsame_models,
    inference: i32,
    library: *const c_char,
    library_length: usize,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_doctor", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        let models = caller.handle_or_null(models, "models")?;
        let library = caller.text_or_null(library, library_length, "library")?;
        let choice = engine::choice(inference, library)?;
        let found = match models {
            Some(models) => Ok(models.models()?),
            None => Models::find(),
        };
        let mut options = Options::new(found);
        options.engine = Ok(choice);
        out.give(Bytes::json(&examine(&options))?);
        Ok(())
    })
}
