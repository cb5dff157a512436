//! Builder and engine: models loaded once, shared by threads.

use std::ffi::c_char;
use std::path::PathBuf;
use std::sync::Mutex;

use selfsame::infer::EngineChoice;
use selfsame::{Engine, FalseMatchRate, Level, Policy};

use crate::boundary::{Caller, Failure, Outcome, Text, brief, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code::{self, *};
use crate::enums::{self, selfsame_inference};
use crate::error::selfsame_error;
use crate::models::selfsame_models;

/// What an engine will be. One thread at a time. Free it with `selfsame_engine_builder_free`.
///
/// What is not set is: models where `selfsame_models_find` finds them, inference
/// `SELFSAME_INFERENCE_AUTO`, one thread, level `SELFSAME_LEVEL_STANDARD`, false-match rate
/// `SELFSAME_FMR_1E_4`, no second detector, the policy's name `<level>/1`.
pub struct selfsame_engine_builder {
    _ticket: [u8; 0],
}

/// What C has set so far.
#[derive(Clone)]
pub(crate) struct Wishes {
    models: Option<selfsame::models::Models>,
    optional_models: Option<PathBuf>,
    choice: EngineChoice,
    threads: usize,
    level: Level,
    rate: FalseMatchRate,
    policy: Option<String>,
    second_detector: bool,
}

handle!(selfsame_engine_builder, Mutex<Wishes>, "an engine builder");

impl Default for Wishes {
    fn default() -> Self {
        let policy = Policy::default();
        Self {
            models: None,
            optional_models: None,
            choice: EngineChoice::Auto,
            threads: 1,
            level: policy.level,
            rate: policy.false_match_rate,
            policy: None,
            second_detector: false,
        }
    }
}

impl Wishes {
    fn build(&self) -> Outcome<Engine> {
        let mut policy = Policy::of(self.level);
        policy.false_match_rate = self.rate;
        if let Some(name) = &self.policy {
            policy.name.clone_from(name);
        }
        let mut builder = Engine::builder()
            .inference(self.choice.clone())
            .threads(self.threads)
            .policy(policy)
            .second_detector(self.second_detector);
        if let Some(models) = &self.models {
            builder = builder.models(models.clone());
        }
        if let Some(folder) = &self.optional_models {
            builder = builder.optional_models(folder);
        }
        Ok(builder.build()?)
    }
}

/// Models and policy, ready to use: unchangeable, so all threads may use one at the same time.
/// Free it with `selfsame_engine_free`; sessions that were made from it live on.
pub struct selfsame_engine {
    _ticket: [u8; 0],
}

/// An engine and what it is called.
pub(crate) struct Running {
    pub(crate) engine: Engine,
    name: Text,
}

handle!(selfsame_engine, Running, "an engine");

/// A builder with nothing set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_builder_new(
    builder: *mut *mut selfsame_engine_builder,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_builder_new", error) };
    caller.answer(|caller| {
        caller
            .out_handle(builder, "builder")?
            .give(Mutex::default());
        Ok(())
    })
}

/// Changes a builder, or tells what is wrong with the argument and changes nothing.
fn set(
    caller: &Caller,
    builder: *mut selfsame_engine_builder,
    change: impl FnOnce(&mut Wishes) -> Outcome<()>,
) -> Outcome<()> {
    let builder = caller.handle(builder, "builder")?;
    let mut wishes = brief(&builder).map_err(|failure| failure.of("builder"))?;
    change(&mut wishes)
}

/// Where the models are. They may be freed before the engine is built.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_builder_set_models(
    builder: *mut selfsame_engine_builder,
    models: *const selfsame_models,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_builder_set_models", error) };
    caller.answer(|caller| {
        let models = caller.handle(models, "models")?.models()?;
        set(caller, builder, |wishes| {
            wishes.models = Some(models);
            Ok(())
        })
    })
}

/// A folder in which optional models may lie (a second opinion on texture), besides the models'
/// own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_builder_set_optional_models(
    builder: *mut selfsame_engine_builder,
    folder: *const c_char,
    folder_length: usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_builder_set_optional_models", error) };
    caller.answer(|caller| {
        let folder = caller.text(folder, folder_length, "folder")?;
        set(caller, builder, |wishes| {
            wishes.optional_models = Some(folder.into());
            Ok(())
        })
    })
}

/// Which inference engine runs: a `selfsame_inference`. `library` is ONNX Runtime's shared library
/// and only goes with `SELFSAME_INFERENCE_ONNX_RUNTIME`; NULL and 0 for where it usually is
/// (`ORT_DYLIB_PATH`, beside the executable, the system's library path).
///
/// Errors: `SELFSAME_ENUM`; `SELFSAME_ARGUMENT` for a library that does not go with the engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_builder_set_inference(
    builder: *mut selfsame_engine_builder,
    inference: i32,
    library: *const c_char,
    library_length: usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_builder_set_inference", error) };
    caller.answer(|caller| {
        let library = caller.text_or_null(library, library_length, "library")?;
        let choice = choice(inference, library)?;
        set(caller, builder, |wishes| {
            wishes.choice = choice;
            Ok(())
        })
    })
}

pub(crate) fn choice(inference: i32, library: Option<&str>) -> Outcome<EngineChoice> {
    const ONNX_RUNTIME: i32 = selfsame_inference::SELFSAME_INFERENCE_ONNX_RUNTIME as i32;
    const AUTO: i32 = selfsame_inference::SELFSAME_INFERENCE_AUTO as i32;
    const RTEN: i32 = selfsame_inference::SELFSAME_INFERENCE_RTEN as i32;
    match (inference, library) {
        (ONNX_RUNTIME, library) => Ok(EngineChoice::OnnxRuntime(library.map(Into::into))),
        (AUTO, None) => Ok(EngineChoice::Auto),
        (RTEN, None) => Ok(EngineChoice::Rten),
        (AUTO | RTEN, Some(_)) => Err(Failure::new(
            SELFSAME_ARGUMENT,
            "a library goes with SELFSAME_INFERENCE_ONNX_RUNTIME only",
        )
        .of("library")),
        _ => Err(Failure::enumerator(
            inference,
            "inference",
            "selfsame_inference",
        )),
    }
}

/// Threads of one model run, 1 to 256. Several sessions fill more cores better.
///
/// Errors: `SELFSAME_ARGUMENT` outside that range.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_builder_set_threads(
    builder: *mut selfsame_engine_builder,
    threads: u32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_builder_set_threads", error) };
    caller.answer(|caller| {
        if !(1..=256).contains(&threads) {
            let message = format!("{threads} threads: 1 to 256 are possible");
            return Err(Failure::new(SELFSAME_ARGUMENT, message).of("threads"));
        }
        set(caller, builder, |wishes| {
            wishes.threads = threads as usize;
            Ok(())
        })
    })
}

/// What is demanded: how sure liveness must be (a `selfsame_level`), and the false-match rate at
/// which the portrait must match (a `selfsame_fmr`).
///
/// Errors: `SELFSAME_ENUM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_builder_set_policy(
    builder: *mut selfsame_engine_builder,
    level: i32,
    false_match_rate: i32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_builder_set_policy", error) };
    caller.answer(|caller| {
        let level = enums::level(level, "level")?;
        let rate = enums::rate(false_match_rate, "false_match_rate")?;
        set(caller, builder, |wishes| {
            (wishes.level, wishes.rate) = (level, rate);
            Ok(())
        })
    })
}

/// What the policy is called in verdicts: 1 to 128 bytes.
///
/// Errors: `SELFSAME_LENGTH`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_builder_set_policy_name(
    builder: *mut selfsame_engine_builder,
    name: *const c_char,
    name_length: usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_builder_set_policy_name", error) };
    caller.answer(|caller| {
        let name = caller.text(name, name_length, "name")?;
        if !(1..=128).contains(&name.len()) {
            let message = format!("a name of {} bytes: 1 to 128 are possible", name.len());
            return Err(Failure::new(SELFSAME_LENGTH, message).of("name"));
        }
        set(caller, builder, |wishes| {
            wishes.policy = Some(name.to_owned());
            Ok(())
        })
    })
}

/// Whether a face on a portrait may be found by a second detector (YuNet) where the cascade finds
/// none. It must be among the models.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_builder_set_second_detector(
    builder: *mut selfsame_engine_builder,
    wanted: bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_builder_set_second_detector", error) };
    caller.answer(|caller| {
        set(caller, builder, |wishes| {
            wishes.second_detector = wanted;
            Ok(())
        })
    })
}

/// Loads and verifies the models: takes from 100 ms to some seconds. The builder stays as it is.
///
/// Errors: `SELFSAME_MODEL` for an absent or altered model, `SELFSAME_INFERENCE` for an absent
/// engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_build(
    builder: *const selfsame_engine_builder,
    engine: *mut *mut selfsame_engine,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_build", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(engine, "engine")?;
        let builder = caller.handle(builder, "builder")?;
        let wishes = brief(&builder)?.clone();
        let engine = wishes.build()?;
        let name = Text::of(engine.made_by().engine.as_str());
        out.give(Running { engine, name });
        Ok(())
    })
}

/// Frees a builder. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_engine_builder_free(
    builder: *mut selfsame_engine_builder,
) -> selfsame_code {
    free(builder)
}

/// Name and version of the inference engine that runs. It lives as long as the engine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_inference(
    engine: *const selfsame_engine,
    name: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_inference", error) };
    caller.answer(|caller| {
        let out = caller.out_text(name, length, "name")?;
        out.give(&caller.handle(engine, "engine")?.name);
        Ok(())
    })
}

/// What verdicts say of engine, models and policy: JSON, the member `made_by` of docs/json.md.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_made_by(
    engine: *const selfsame_engine,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_made_by", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        let running = caller.handle(engine, "engine")?;
        out.give(Bytes::json(running.engine.made_by())?);
        Ok(())
    })
}

/// Frees an engine. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_engine_free(engine: *mut selfsame_engine) -> selfsame_code {
    free(engine)
}
