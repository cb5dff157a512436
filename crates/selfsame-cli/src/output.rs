//! Where words go: results to standard output, everything else to standard
//! error, progress to a terminal, and a line a minute where there is none.

mod lines;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use lines::Lines;

use crate::cli::Cli;
use crate::failure::{Failure, Result};

/// What the exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Pass,
    Fail,
    Retry,
    Error,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Pass => 0,
            Exit::Fail => 1,
            Exit::Retry => 2,
            Exit::Error => 3,
        })
    }
}

impl From<selfsame::Outcome> for Exit {
    fn from(outcome: selfsame::Outcome) -> Self {
        match outcome {
            selfsame::Outcome::Pass => Self::Pass,
            selfsame::Outcome::Fail => Self::Fail,
            selfsame::Outcome::Retry => Self::Retry,
        }
    }
}

/// The form of an error on standard output.
#[derive(Serialize)]
struct ErrorJson<'a> {
    schema: &'static str,
    error: &'a Failure,
}

/// The two streams and who wants what on them.
pub(crate) struct Output {
    json: bool,
    quiet: bool,
}

impl Output {
    pub(crate) fn new(cli: &Cli) -> Self {
        Self {
            json: cli.wants_json(),
            quiet: cli.globals.quiet,
        }
    }

    pub(crate) fn plain(json: bool) -> Self {
        Self { json, quiet: false }
    }

    /// Whether results are for a machine.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether a person watches standard error.
    pub(crate) fn is_watched(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// One JSON value on one line of standard output.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<()> {
        let text =
            serde_json::to_string(value).map_err(|e| Failure::new("io", format!("JSON: {e}")))?;
        self.write(&text)
    }

    /// Lines of standard output.
    pub(crate) fn write(&self, text: &str) -> Result<()> {
        let mut out = std::io::stdout().lock();
        match writeln!(out, "{text}").and_then(|()| out.flush()) {
            // Who closed the pipe has read enough.
            Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::io("standard output", &e))
            }
            _ => Ok(()),
        }
    }

    /// A remark on standard error.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            // Nobody can be told that standard error is closed.
            let _ = writeln!(std::io::stderr(), "selfsame: {text}");
        }
    }

    /// A progress bar, or with an unknown length a spinner with a count. Where standard
    /// error is no terminal, a line a minute.
    pub(crate) fn bar(&self, length: Option<u64>, what: &str) -> ProgressBar {
        let watched = self.is_watched();
        let target = if self.quiet {
            ProgressDrawTarget::hidden()
        } else if watched {
            ProgressDrawTarget::stderr()
        } else {
            let lines = Lines::to(std::io::stderr(), lines::EVERY);
            ProgressDrawTarget::term_like_with_hz(Box::new(lines), 1)
        };
        let template = match (watched, length) {
            (true, Some(_)) => "{msg:<24} {wide_bar} {pos}/{len} {eta}",
            (true, None) => "{msg:<24} {spinner} {pos}",
            (false, Some(_)) => "{msg}: {pos} of {len} after {elapsed}, about {eta} to go",
            (false, None) => "{msg}: {pos} after {elapsed}",
        };
        let bar = ProgressBar::with_draw_target(length, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.with_message(what.to_owned())
    }

    /// Tells of a failure and gives its exit code.
    pub(crate) fn failure(&self, failure: &Failure) -> ExitCode {
        if self.json {
            // If standard output is closed as well, the code has to do.
            let _ = self.json(&ErrorJson {
                schema: "selfsame.error/1",
                error: failure,
            });
        } else {
            let _ = writeln!(std::io::stderr(), "selfsame: {failure}");
        }
        Exit::Error.into()
    }
}
