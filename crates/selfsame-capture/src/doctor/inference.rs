//! Enters: the engine that is asked for. Leaves: the one that runs, and where ONNX
//! Runtime was looked for.

use selfsame::infer::{self, EngineChoice};
use serde::Serialize;

use super::Options;

/// Which engine runs, and where ONNX Runtime was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Inference {
    /// Name and version of the engine that runs.
    pub engine: Option<String>,
    /// Whether it is ONNX Runtime.
    pub is_onnxruntime: bool,
    /// Where ONNX Runtime was looked for, in the order that counts, and why it is not used.
    pub looked: Vec<String>,
    /// Why the engine that was asked for does not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

pub(super) fn look(options: &Options) -> Inference {
    let opened = options.engine.as_ref().map_err(Clone::clone);
    let opened = opened
        .and_then(|choice| infer::open(choice, options.threads).map_err(|error| error.to_string()));
    let engine = opened.as_ref().ok().map(|r| r.name().to_owned());
    let mut looked = looked(options);
    if options.engine == Ok(EngineChoice::Auto)
        && engine.as_deref().is_some_and(|e| e.starts_with("rten"))
        && let Err(error) = infer::open(&EngineChoice::OnnxRuntime(None), options.threads)
    {
        looked.push(error.to_string());
    }
    Inference {
        is_onnxruntime: engine.as_deref().is_some_and(|e| e.starts_with("ONNX")),
        engine,
        looked,
        problem: opened.err(),
    }
}

/// Places of ONNX Runtime in the order in which they count.
fn looked(options: &Options) -> Vec<String> {
    let wording = &options.wording;
    match &options.engine {
        Err(problem) => return vec![format!("not looked for: {problem}")],
        Ok(EngineChoice::Rten) => return vec![format!("not looked for: {}", wording.rten_asked)],
        Ok(EngineChoice::OnnxRuntime(Some(path))) => {
            return vec![format!("{} {}", wording.library_asked, path.display())];
        }
        Ok(EngineChoice::OnnxRuntime(None) | EngineChoice::Auto) => {}
    }
    if let Some(path) = std::env::var_os("ORT_DYLIB_PATH") {
        return vec![format!("ORT_DYLIB_PATH {}", path.to_string_lossy())];
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.display().to_string()));
    let mut places = vec!["ORT_DYLIB_PATH is not set".to_owned()];
    places.extend(beside.map(|folder| format!("beside the executable, in {folder}")));
    places.push("on the system's library path".into());
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Wording;

    fn asked(engine: Result<EngineChoice, String>) -> Options {
        Options {
            engine,
            ..Options::new(Err("none"))
        }
    }

    #[test]
    fn a_place_is_told_as_it_was_asked_for() {
        assert_eq!(
            looked(&asked(Ok(EngineChoice::Rten))),
            ["not looked for: rten was asked for"]
        );
        let library = || EngineChoice::OnnxRuntime(Some("lib.so".into()));
        assert_eq!(looked(&asked(Ok(library()))), ["asked for: lib.so"]);
        let command = Options {
            wording: Wording {
                library_asked: "--library",
                ..Wording::default()
            },
            ..asked(Ok(library()))
        };
        assert_eq!(looked(&command), ["--library lib.so"]);
    }

    #[test]
    fn an_engine_that_is_not_there_is_a_problem() {
        let library = EngineChoice::OnnxRuntime(Some("no-such-library.so".into()));
        let found = look(&asked(Ok(library)));
        assert_eq!(found.engine, None);
        assert!(!found.is_onnxruntime);
        // Which sentence depends on whether the engine is compiled in.
        assert!(found.problem.is_some());
    }
}
