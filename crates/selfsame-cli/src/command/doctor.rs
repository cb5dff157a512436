//! `doctor`: what works on this machine, and what to do about the rest.
//!
//! Enters: the options of every command. Leaves: the report of
//! [`selfsame_capture::doctor`], as JSON or as a table.

use selfsame_capture::doctor::{FileState, ModelState, Options, Report, Wording, examine};

use super::models;
use crate::failure::Result;
use crate::options::{Globals, JsonArgs};
use crate::output::{Exit, Output};

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

/// What this command's options are called.
const WORDING: Wording = Wording {
    rten_asked: "--engine rten",
    library_asked: "--ort-library",
    library_option: "--ort-library PATH",
    video_option: "--video",
};

pub(crate) fn run(globals: &Globals, output: &Output) -> Result<Exit> {
    let found = examine(&Options {
        engine: globals.choice().map_err(|failure| failure.message),
        threads: globals.threads,
        wording: WORDING,
        ..Options::new(globals.open_models())
    });
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

fn table(found: &Report) -> String {
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
        needed().filter(|m| m.state == FileState::Good).count(),
        needed().count(),
        match &found.models_folder {
            Some(folder) => format!(", in {folder}"),
            None => String::new(),
        }
    ));
    let told = |m: &&ModelState| m.optional || m.state != FileState::Good;
    for model in found.models.iter().filter(told) {
        let optional = if model.optional { " (optional)" } else { "" };
        lines.push(format!(
            "             {} {}{optional}",
            models::word(model),
            model.name
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
