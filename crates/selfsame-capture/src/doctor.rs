//! What works on this machine, and what to do about the rest.
//!
//! Enters: the models and the engine that a program would use. Leaves: a [`Report`],
//! which serialises as `selfsame.doctor/1` (docs/json.md), always: what is wrong stands
//! in it. It is here because the SDK has no clock, no cameras and no `ffmpeg`, and every
//! program that shows the report has this crate.
//!
//! ```no_run
//! use selfsame::models::Models;
//! use selfsame_capture::doctor::{Options, examine};
//!
//! let report = examine(&Options::new(Models::find()));
//! for advice in &report.advice {
//!     println!("{advice}");
//! }
//! ```

mod advice;
mod inference;
mod machine;
mod models;
mod self_test;

use selfsame::infer::EngineChoice;
use selfsame::models::Models;
use serde::Serialize;

pub use inference::Inference;
pub use machine::{Cameras, Ffmpeg};
pub use models::{FileState, ModelState, model_states};
pub use self_test::SelfTest;

/// What the program that asks would run with.
#[derive(Debug)]
pub struct Options {
    /// The models, or the sentence why there are none.
    pub models: Result<Models, String>,
    /// The engine that is asked for, or the sentence why none can be: options that
    /// contradict each other.
    pub engine: Result<EngineChoice, String>,
    /// Threads of one model run, 1 to 256; with another number the self test fails.
    pub threads: usize,
    /// What the program's own options are called.
    pub wording: Wording,
}

impl Options {
    /// These models, the engine that is found, one thread.
    #[must_use]
    pub fn new(models: Result<Models, impl ToString>) -> Self {
        Self {
            models: models.map_err(|e| e.to_string()),
            engine: Ok(EngineChoice::Auto),
            threads: 1,
            wording: Wording::default(),
        }
    }
}

/// How a program's options are called where the report speaks of them, so that a command
/// can name its own. The default names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// What asked for rten alone: `not looked for: ...`.
    pub rten_asked: &'static str,
    /// What goes before the path of an ONNX Runtime that was asked for.
    pub library_asked: &'static str,
    /// Where an ONNX Runtime is named: `named by ... or ORT_DYLIB_PATH`.
    pub library_option: &'static str,
    /// What does without a camera: `plug one in, or use ...`.
    pub video_option: &'static str,
}

impl Default for Wording {
    fn default() -> Self {
        Self {
            rten_asked: "rten was asked for",
            library_asked: "asked for:",
            library_option: "the engine's options",
            video_option: "a video",
        }
    }
}

/// `selfsame.doctor/1`. Texts are for people and may change; branch on the rest.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The name and version of this form.
    pub schema: &'static str,
    /// Whether sessions can be held: the self test passed.
    pub usable: bool,
    /// Version of this crate.
    pub version: &'static str,
    /// Processor and operating system: `x86_64-linux`.
    pub platform: String,
    /// Instruction sets that the engines make use of.
    pub cpu: Vec<&'static str>,
    /// Threads that run at the same time.
    pub cores: usize,
    /// Which engine runs.
    pub inference: Inference,
    /// Every model of the manifest.
    pub models: Vec<ModelState>,
    /// Where they lie, if in a folder.
    pub models_folder: Option<String>,
    /// Cameras of the machine.
    pub cameras: Cameras,
    /// The installed `ffmpeg`.
    pub ffmpeg: Ffmpeg,
    /// Whether every stage ran, and what one frame costs.
    pub self_test: SelfTest,
    /// What to do, most pressing first.
    pub advice: Vec<String>,
}

/// Looks at the machine. Takes somewhat longer than building an engine does.
///
/// Reads and hashes every model, builds an engine and runs each stage on a made-up
/// picture, lists the cameras without opening one, and runs `ffmpeg -version`.
#[must_use]
pub fn examine(options: &Options) -> Report {
    let models = options.models.as_ref().ok();
    let states = model_states(models);
    let inference = inference::look(options);
    // After both: what is timed then is not how quick the disk was.
    let self_test = self_test::run(options);
    let mut report = Report {
        schema: "selfsame.doctor/1",
        usable: self_test.passed,
        version: env!("CARGO_PKG_VERSION"),
        platform: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
        cpu: machine::cpu_features(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        inference,
        models: states,
        models_folder: models.and_then(|m| Some(m.folder()?.to_string_lossy().into_owned())),
        cameras: machine::cameras(),
        ffmpeg: machine::ffmpeg(),
        self_test,
        advice: Vec::new(),
    };
    let no_models = options.models.as_ref().err();
    report.advice = advice::of(&report, no_models.map(String::as_str), &options.wording);
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_in_the_report_and_nothing_fails() {
        let report = examine(&Options {
            engine: Err("two engines at once".into()),
            ..Options::new(Err("the models are at home"))
        });
        assert!(!report.usable);
        assert_eq!(report.advice[0], "the models are at home");
        assert!(report.advice.iter().any(|a| a == "two engines at once"));
        assert_eq!(
            report.self_test.problem.as_deref(),
            Some("the models are at home")
        );
        assert!(!report.models.is_empty(), "the manifest is known anyway");
    }

    /// The keys of docs/json.md, in its order.
    #[test]
    fn the_form_is_that_of_the_documentation() {
        let report = examine(&Options::new(Err("none")));
        let text = serde_json::to_string(&report).unwrap();
        let mut rest = text.as_str();
        for key in [
            r#"{"schema":"selfsame.doctor/1","#,
            r#""usable":false,"#,
            r#""version":"#,
            r#""platform":"#,
            r#""cpu":["#,
            r#""cores":"#,
            r#""inference":{"engine":"#,
            r#""is_onnxruntime":"#,
            r#""looked":["#,
            r#""models":[{"#,
            r#""state":"absent""#,
            r#""models_folder":null,"#,
            r#""cameras":{"built_in":"#,
            r#""found":["#,
            r#""ffmpeg":{"version":"#,
            r#""self_test":{"passed":false,"start_ms":0.0,"cascade_ms":0.0,"mesh_ms":0.0,"embedding_ms":0.0,"problem":"none"},"#,
            r#""advice":["#,
        ] {
            let at = rest.find(key).unwrap_or_else(|| panic!("{key}: {text}"));
            rest = &rest[at + key.len()..];
        }
    }
}
