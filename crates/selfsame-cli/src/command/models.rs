//! `models`: what the manifest names, and whether it is there and unaltered.

use selfsame::models::{Manifest, ModelEntry, Models};
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
    models: Vec<ModelJson>,
}

/// One model.
#[derive(Serialize)]
pub(crate) struct ModelJson {
    name: String,
    file: String,
    bytes: u64,
    sha256: String,
    licence: String,
    origin: String,
    source: String,
    /// Whether everything works without it.
    pub(crate) optional: bool,
    pub(crate) state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<String>,
}

/// What became of a file.
#[derive(Serialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// There, with the right hash.
    Good,
    /// Not there.
    Absent,
    /// There, with another size or hash.
    Altered,
}

/// The state of every model of the release.
pub(crate) fn states(models: Option<&Models>) -> Vec<ModelJson> {
    let entries = Manifest::built_in().models;
    entries.iter().map(|e| ModelJson::of(e, models)).collect()
}

impl ModelJson {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn of(entry: &ModelEntry, models: Option<&Models>) -> Self {
        let present = models.is_some_and(|models| models.has(&entry.name));
        let (state, problem) = match models.map(|m| m.read(&entry.name)) {
            Some(Ok(_)) => (State::Good, None),
            Some(Err(e)) if present => (State::Altered, Some(e.to_string())),
            Some(Err(_)) if entry.optional => (State::Absent, None),
            Some(Err(e)) => (State::Absent, Some(e.to_string())),
            None => (State::Absent, None),
        };
        let source = &entry.source;
        Self {
            name: entry.name.clone(),
            file: entry.file.clone(),
            bytes: entry.bytes,
            sha256: entry.sha256.clone(),
            licence: entry.licence.clone(),
            origin: entry.origin.clone(),
            source: format!("{} {}=={}", source.registry, source.package, source.version),
            optional: entry.optional,
            state,
            problem,
        }
    }

    /// Good, or not needed.
    pub(crate) fn is_fine(&self) -> bool {
        match self.state {
            State::Good => true,
            State::Absent => self.optional,
            State::Altered => false,
        }
    }

    pub(crate) fn word(&self) -> &'static str {
        match self.state {
            State::Good => "good",
            State::Absent if self.optional => "not here",
            State::Absent => "ABSENT",
            State::Altered => "ALTERED",
        }
    }
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    // A folder that was asked for and is not there is an error; one that was
    // only not found is a state.
    let opened = match (&globals.models, globals.open_models()) {
        (Some(_), Err(failure)) => return Err(failure),
        (_, opened) => opened,
    };
    let models = states(opened.as_ref().ok());
    let usable = models.iter().all(ModelJson::is_fine);
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
            m.word(),
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
