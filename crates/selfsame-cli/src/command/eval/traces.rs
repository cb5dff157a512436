//! Sessions that were held before, so that they can be judged again.
//!
//! Enters: a folder, if one was named, and by what its sessions are seen. Leaves: each
//! session held once. Rendering people and looking at every frame is nearly all the work
//! of an evaluation; what it leaves ([`Trace`]) is small. So a run that was interrupted
//! goes on where it stopped, one that has more people holds only the new ones, and new
//! rules are measured on the same sessions within seconds.
//!
//! A folder belongs to one release, engine, set of networks and set of wishes; any other
//! is refused. What a **changed program** sees it cannot know: who works on the simulator,
//! or on anything before the mouth's signal, begins a new folder.

use std::path::{Path, PathBuf};

use selfsame::Engine;
use selfsame::session::Trace;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::session::WhoArgs;
use crate::failure::{Failure, Result};
use crate::files;

/// Name and version of the form.
const SCHEMA: &str = "selfsame.eval.traces/2";
/// Says whose sessions a folder holds.
const HEAD: &str = "traces.json";
/// Largest file of one session: 180 s at 60 frames a second have 7 MB.
const MOST: u64 = 64 << 20;

/// `--traces`.
#[derive(clap::Args, Debug)]
pub(super) struct TracesArgs {
    /// Keep what was measured of every session in a folder, and take from it what is
    /// there: a run goes on where another stopped
    #[arg(long, value_name = "DIR")]
    traces: Option<PathBuf>,
}

impl TracesArgs {
    /// The folder, made or looked at.
    pub(super) fn open(&self, engine: &Engine, who: &WhoArgs) -> Result<Traces> {
        let Some(folder) = self.traces.clone() else {
            return Ok(Traces { folder: None });
        };
        let made_by = engine.made_by();
        let head = serde_json::json!({
            "schema": SCHEMA,
            "sdk": made_by.sdk,
            "engine": made_by.engine,
            "models": made_by.models,
            "asked": who.wishes(),
        });
        std::fs::create_dir_all(&folder).map_err(|e| Failure::io(folder.display(), &e))?;
        let path = folder.join(HEAD);
        if path.exists() {
            let before: serde_json::Value = read(&path)?;
            if before != head {
                let what = "it holds sessions of another release, engine, models or wishes";
                return Err(Failure::new("format", what).at(folder.display()));
            }
        } else {
            write(&path, &head)?;
        }
        Ok(Traces {
            folder: Some(folder),
        })
    }
}

/// Sessions that were held.
pub(super) struct Traces {
    folder: Option<PathBuf>,
}

/// A session, and what else is known of it.
#[derive(Serialize, Deserialize)]
pub(super) struct Held<F> {
    pub(super) facts: F,
    pub(super) trace: Trace,
}

impl Traces {
    /// The session of a name as it was held before, or as it is held now.
    pub(super) fn or<F: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        hold: impl FnOnce() -> Result<Held<F>>,
    ) -> Result<Held<F>> {
        let path = (self.folder.as_ref()).map(|folder| folder.join(format!("{name}.json")));
        if let Some(path) = path.as_ref().filter(|path| path.exists()) {
            return read(path);
        }
        let held = hold()?;
        if let Some(path) = &path {
            write(path, &held)?;
        }
        Ok(held)
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let io = |e: std::io::Error| Failure::io(path.display(), &e);
    if std::fs::metadata(path).map_err(io)?.len() > MOST {
        return Err(Failure::new("limit", "too large").at(path.display()));
    }
    let text = std::fs::read(path).map_err(io)?;
    serde_json::from_slice(&text)
        .map_err(|e| Failure::new("format", e.to_string()).at(path.display()))
}

fn write(path: &Path, what: &impl Serialize) -> Result<()> {
    let text = serde_json::to_vec(what).map_err(|e| Failure::new("io", format!("JSON: {e}")))?;
    files::write_whole(path, &text)
}
