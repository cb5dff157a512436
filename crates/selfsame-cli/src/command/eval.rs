//! `eval`: measurements against recordings with known answers.
//!
//! Enters: folders and CSV files whose forms are fixed (docs/json.md). Leaves:
//! figures, each rate with its n and exact 95 % interval. Nothing of the
//! recordings themselves is written.

pub(crate) mod assembled;
pub(crate) mod attack;
pub(crate) mod attacks;
pub(crate) mod curves;
pub(crate) mod detect;
pub(crate) mod digits;
pub(crate) mod landmarks;
pub(crate) mod matching;
pub(crate) mod mouth;
mod others;
mod page;
mod reasons;
pub(crate) mod repeats;
mod session;
pub(crate) mod sessions;
pub(crate) mod simulated;
pub(crate) mod swaps;
pub(super) mod table;
mod traces;
pub(crate) mod track;
pub(crate) mod unread;
#[cfg(feature = "voice")]
pub(crate) mod voice;

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::parallel::{self, JobsArgs};
use crate::failure::{Failure, Result};
use crate::files;
use crate::output::Output;

/// Options of every evaluation.
#[derive(Args, Debug)]
pub(crate) struct CommonArgs {
    /// Write the figures in JSON to a file, or without one to standard output
    #[arg(long, value_name = "OUT", num_args = 0..=1, default_missing_value = "-", value_parser = target)]
    pub(crate) json: Option<Target>,
    #[command(flatten)]
    jobs: JobsArgs,
}

/// Where figures go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout,
    File(PathBuf),
}

impl Target {
    pub(crate) fn is_stdout(&self) -> bool {
        *self == Self::Stdout
    }
}

fn target(text: &str) -> Result<Target, String> {
    Ok(match text {
        "" => return Err("a file name, or nothing for standard output".into()),
        "-" => Target::Stdout,
        file => Target::File(file.into()),
    })
}

impl CommonArgs {
    fn jobs(&self) -> usize {
        self.jobs.count()
    }

    /// Figures to where they were asked for; the table unless standard output is
    /// a machine's.
    fn finish(&self, output: &Output, figures: &impl Serialize, table: &str) -> Result<()> {
        if let Some(Target::File(path)) = &self.json {
            let mut text = serde_json::to_string_pretty(figures)
                .map_err(|e| Failure::new("io", format!("JSON: {e}")))?;
            text.push('\n');
            files::write_whole(path, text.as_bytes())?;
        }
        if output.is_json() {
            output.json(figures)
        } else {
            output.write(table)
        }
    }
}
