//! `eval sessions`: recorded sessions of which it is known what really happened.
//!
//! Enters: a folder of sessions, each with a `truth.json`, as `selfsame simulate corpus`
//! makes them or as somebody recorded them. Leaves: error rates after ISO/IEC 30107-3,
//! and, if wanted, a page to look at.

mod figures;
mod journal;
mod judged;
mod page;
mod truth;

use std::path::PathBuf;

use selfsame::FalseMatchRate;

use super::{CommonArgs, parallel};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::session::LevelArgs;
use figures::Figures;
use journal::Journal;
use judged::Judged;

/// Options of `eval sessions`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Every folder below DIR with a session.json and a truth.json is a session; one that has
no truth.json is refused, for nothing is known of it. A portrait.jpg beside them is
matched. With --resume what is done is kept in a file, and a run that was interrupted
goes on where it stopped.

Example:
  selfsame simulate corpus live --people 100
  selfsame simulate corpus attacks --people 20 --attack all
  selfsame eval sessions --root . --json sessions.json --report sessions.html")]
pub(crate) struct Args {
    /// Folder of recorded sessions, with folders below it
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// Also write a page of figures and curves
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// File that keeps what is done: a line a session
    #[arg(long, value_name = "FILE.jsonl")]
    resume: Option<PathBuf>,
    #[command(flatten)]
    level: LevelArgs,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let folders = folders(args)?;
    let engine = globals.build_at(args.level.level, FalseMatchRate::OneIn10000)?;
    let made_by = serde_json::to_string(engine.made_by())
        .map_err(|e| Failure::new("io", format!("JSON: {e}")))?;
    let journal = Journal::open(args.resume.as_deref(), &made_by)?;
    if journal.done() > 0 {
        output.note(&format!("{} sessions were done before", journal.done()));
    }
    let bar = output.bar(Some(folders.len() as u64), "sessions");
    let judged = parallel::map(&folders, args.common.jobs(), &bar, |folder| {
        let name = files::relative(&args.root, folder);
        journal.or(&name, || Judged::of(&engine, &name, folder))
    })?;
    let figures = Figures::of(&engine.made_by().engine, judged);
    if let Some(path) = &args.report {
        files::write_whole(path, page::of(&figures).as_bytes())?;
    }
    args.common.finish(output, &figures, &figures.text())?;
    Ok(Exit::Pass)
}

fn folders(args: &Args) -> Result<Vec<PathBuf>> {
    let headers = files::below(&args.root, &["json"])?;
    let sessions = headers.iter().filter(|path| path.ends_with("session.json"));
    let folders: Vec<PathBuf> = sessions
        .filter_map(|path| Some(path.parent()?.to_owned()))
        .collect();
    if folders.is_empty() {
        return Err(Failure::new(
            "not_found",
            format!("{}: no session.json in it", args.root.display()),
        ));
    }
    if let Some(unknown) = folders.iter().find(|f| !f.join(truth::FILE).is_file()) {
        let what = format!("{}: no {} in it", unknown.display(), truth::FILE);
        return Err(Failure::new("not_found", what));
    }
    Ok(folders)
}
