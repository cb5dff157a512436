//! `simulate`: simulated people read digits to a simulated camera, and what they
//! did is known.
//!
//! Enters: seeds. Leaves: recorded sessions that carry the mark of a test, contact
//! sheets, and on demand plain video without the mark. No model takes part: the
//! schedule of the prompts is played by itself.

pub(super) mod actor;
mod corpus;
mod partial;
pub(super) mod plan;
mod play;
mod session;
mod sheet;
mod tiles;
mod truth;
mod video;
mod y4m;

use clap::Subcommand;

use crate::failure::{Failure, Result};
use crate::output::{Exit, Output};

/// Options of `simulate`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

/// What is made.
#[derive(Subcommand, Debug)]
enum Command {
    /// One recorded session, with its ground truth
    Session(session::Args),
    /// Many recorded sessions, on any number of threads
    Corpus(corpus::Args),
    /// A PNG of people, and of attacks: portraits and webcam pictures
    Sheet(sheet::Args),
    /// Plain video, which cannot carry the mark of a test
    Video(video::Args),
}

impl Args {
    /// Whether standard output is for a machine.
    pub(crate) fn wants_json(&self) -> bool {
        match &self.command {
            Command::Session(args) => args.json.json,
            Command::Corpus(args) => args.json.json,
            Command::Sheet(args) => args.json.json,
            Command::Video(args) => args.json.json,
        }
    }
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit> {
    match &args.command {
        Command::Session(args) => session::run(args, output),
        Command::Corpus(args) => corpus::run(args, output),
        Command::Sheet(args) => sheet::run(args, output),
        Command::Video(args) => video::run(args, output),
    }
}

impl From<selfsame_simulate::Error> for Failure {
    fn from(error: selfsame_simulate::Error) -> Self {
        Self::new("simulation", error.to_string())
    }
}
