//! `models`: what the manifest names, and whether it is there and unaltered.

use selfsame_capture::doctor::{FileState, ModelState, model_states};
use serde::Serialize;

use crate::failure::Result;
use crate::options::{Globals, JsonArgs};
use crate::output::{Exit, Output};

/// Options of `models`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Files are hashed in any case: a model with another hash is never used.

Exit codes: 0; with --check 3 unless every model is present and unaltered.

Examples:
  selfsame models
  selfsame models --check --models /opt/selfsame/models")]
pub(crate) struct Args {
    /// Exit with 3 unless every model is present and unaltered
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// `selfsame.models/1`.
#[derive(Serialize)]
struct ModelsJson {
    schema: &'static str,
    folder: Option<String>,
    usable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    models: Vec<ModelState>,
}

/// The state of a model in a table.
pub(super) fn word(model: &ModelState) -> &'static str {
    match model.state {
        FileState::Good => "good",
        FileState::Absent if model.optional => "not here",
        FileState::Absent => "ABSENT",
        FileState::Altered => "ALTERED",
    }
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    // A folder that was asked for and is not there is an error; one that was
    // only not found is a state.
    let opened = match (&globals.models, globals.open_models()) {
        (Some(_), Err(failure)) => return Err(failure),
        (_, opened) => opened,
    };
    let models = model_states(opened.as_ref().ok());
    let usable = models.iter().all(ModelState::is_fine);
    let folder = opened
        .as_ref()
        .ok()
        .and_then(|m| Some(m.folder()?.to_string_lossy().into_owned()));
    let problem = opened.err().map(|failure| failure.message);
    let exit = if args.check && !usable {
        Exit::Error
    } else {
        Exit::Pass
    };
    if output.is_json() {
        output.json(&ModelsJson {
            schema: "selfsame.models/1",
            folder,
            usable,
            problem,
            models,
        })?;
        return Ok(exit);
    }
    let mut lines = vec![match (&folder, &problem) {
        (Some(folder), _) => format!("Models in {folder}"),
        (None, Some(problem)) => problem.clone(),
        (None, None) => "No models".into(),
    }];
    for m in &models {
        lines.push(format!(
            "  {:<8} {:<20} {:>6.1} MB  {:<13} {}",
            word(m),
            m.name,
            m.bytes as f64 / 1e6,
            m.licence,
            m.source
        ));
    }
    lines.extend(models.iter().filter_map(|m| m.problem.clone()));
    output.write(&lines.join("\n"))?;
    Ok(exit)
}
