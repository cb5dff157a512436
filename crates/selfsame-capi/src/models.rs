//! Where the models are. A file is used only if its hash is the one compiled in.

use std::collections::HashMap;
use std::ffi::c_char;
use std::sync::Mutex;

use selfsame::models::{Manifest, Models};

use crate::boundary::{Caller, Failure, Outcome, Text, brief, free, handle};
use crate::code::selfsame_code::{self, *};
use crate::error::selfsame_error;

/// Where the models are: a folder, or memory of the library's. One thread at a time while
/// models are added. Free it with `selfsame_models_free`; engines that were built from it live on.
pub struct selfsame_models {
    _ticket: [u8; 0],
}

/// Models in a folder, or those that C has handed over so far.
pub(crate) enum Place {
    Folder(Models, Option<Text>),
    Memory(Mutex<HashMap<String, Vec<u8>>>),
}

handle!(selfsame_models, Place, "models");

impl Place {
    fn of(models: Models) -> Self {
        let folder = models
            .folder()
            .map(|f| Text::of(f.to_string_lossy().as_bytes()));
        Self::Folder(models, folder)
    }

    pub(crate) fn models(&self) -> Outcome<Models> {
        match self {
            Self::Folder(models, _) => Ok(models.clone()),
            Self::Memory(files) => Ok(Models::from_bytes(brief(files)?.clone())),
        }
    }
}

/// Looks for the models: the folder that the environment's `SELFSAME_MODELS` names, `models`
/// beside the executable, `models` in the current folder and those above it. What an engine does
/// that is told nothing.
///
/// Errors: `SELFSAME_MODEL` that lists where it looked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_models_find(
    models: *mut *mut selfsame_models,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_models_find", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(models, "models")?;
        out.give(Place::of(Models::find()?));
        Ok(())
    })
}

/// The models in a folder. Files are read and verified when an engine is built.
///
/// Errors: `SELFSAME_MODEL` if there is no such folder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_models_in_folder(
    folder: *const c_char,
    folder_length: usize,
    models: *mut *mut selfsame_models,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_models_in_folder", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(models, "models")?;
        let folder = caller.text(folder, folder_length, "folder")?;
        out.give(Place::of(Models::in_folder(folder)?));
        Ok(())
    })
}

/// No models yet, for programs that carry them inside themselves: add them one by one with
/// `selfsame_models_add`. They are verified like files.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_models_in_memory(
    models: *mut *mut selfsame_models,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_models_in_memory", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(models, "models")?;
        out.give(Place::Memory(Mutex::default()));
        Ok(())
    })
}

/// Adds a model's bytes, which are copied, under its name in the manifest (`face-detector`, ...);
/// of two of one name the later counts.
///
/// Errors: `SELFSAME_MODEL` for a name that the manifest does not know; `SELFSAME_LIMIT` for more
/// bytes than a model has; `SELFSAME_ARGUMENT` if the models are in a folder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_models_add(
    models: *mut selfsame_models,
    name: *const c_char,
    name_length: usize,
    data: *const u8,
    length: usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_models_add", error) };
    caller.answer(|caller| {
        let place = caller.handle(models, "models")?;
        let name = caller.text(name, name_length, "name")?;
        let data = caller.bytes(data, length, "data")?;
        let Place::Memory(files) = &*place else {
            let message = "these models are in a folder: only those in memory are added to";
            return Err(Failure::new(SELFSAME_ARGUMENT, message).of("models"));
        };
        let bytes = Manifest::built_in().entry(name)?.bytes;
        // An altered model is told when the engine is built; this keeps memory bounded.
        if data.len() as u64 > bytes {
            let message = format!("model '{name}': {length} bytes, {bytes} in the manifest");
            return Err(Failure::new(SELFSAME_LIMIT, message).of("data"));
        }
        brief(files)?.insert(name.to_owned(), data.to_owned());
        Ok(())
    })
}

/// The folder of the models, UTF-8 (what of its name is not, is replaced). It lives as long as the
/// models.
///
/// Errors: `SELFSAME_ABSENT` if they are in memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_models_folder(
    models: *const selfsame_models,
    folder: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_models_folder", error) };
    caller.answer(|caller| {
        let out = caller.out_text(folder, length, "folder")?;
        match &*caller.handle(models, "models")? {
            Place::Folder(_, Some(folder)) => out.give(folder),
            _ => return Err(Failure::absent("the models are in memory")),
        }
        Ok(())
    })
}

/// Frees the models' place. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_models_free(models: *mut selfsame_models) -> selfsame_code {
    free(models)
}
