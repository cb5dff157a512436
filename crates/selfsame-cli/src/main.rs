//! The command `selfsame`.
//!
//! Enters: the command line. Leaves: an exit code: 0 pass, 1 fail, 2 retry,
//! 3 error. This file only dispatches; each command is a file in `command`.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod cli;
mod command;
mod failure;
mod files;
mod keys;
mod live;
mod options;
mod output;
mod session;
mod signing;
mod source;
mod stats;
mod summary;

use std::process::ExitCode;

use clap::Parser as _;

use cli::{Cli, Command, Eval, Train};
use failure::{Failure, Result};
use output::{Exit, Output};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let output = Output::new(&cli);
    match run(cli, &output) {
        Ok(exit) => exit.into(),
        Err(failure) => output.failure(&failure),
    }
}

fn run(cli: Cli, output: &Output) -> Result<Exit> {
    let globals = cli.globals;
    match cli.command {
        Command::Detect(args) => command::detect::run(&args, &globals, output),
        Command::Match(args) => command::matching::run(&args, &globals, output),
        Command::Verify(args) => command::verify::run(&args, &globals, output),
        Command::Verdict(args) => command::verdict::run(&args, output),
        Command::Template(args) => command::template::run(&args, &globals, output),
        Command::Record(args) => command::record::run(&args, &globals, output),
        Command::Models(args) => command::models::run(&args, &globals, output),
        Command::Levels(_) => command::levels::run(output),
        Command::Evidence(args) => command::evidence::run(&args, output),
        Command::Audit(args) => command::audit::run(&args, output),
        Command::Doctor(_) => command::doctor::run(&globals, output),
        Command::Simulate(args) => command::simulate::run(&args, output),
        Command::Train(train) => match train.command {
            Train::Words(args) => command::train::words::run(&args, &globals, output),
            Train::Samples(args) => command::train::samples::run(&args, &globals, output),
            Train::Repeats(args) => command::train::repeats::run(&args, &globals, output),
        },
        Command::Eval(eval) => match eval.command {
            Eval::Detect(args) => command::eval::detect::run(&args, &globals, output),
            Eval::Match(args) => command::eval::matching::run(&args, &globals, output),
            Eval::Landmarks(args) => command::eval::landmarks::run(&args, &globals, output),
            Eval::Swaps(args) => command::eval::swaps::run(&args, &globals, output),
            Eval::Track(args) => command::eval::track::run(&args, &globals, output),
            Eval::Mouth(args) => command::eval::mouth::run(&args, &globals, output),
            #[cfg(feature = "voice")]
            Eval::Voice(args) => command::eval::voice::run(&args, &globals, output),
            Eval::Curves(args) => command::eval::curves::run(&args, &globals, output),
            Eval::Digits(args) => command::eval::digits::run(&args, &globals, output),
            Eval::Repeats(args) => command::eval::repeats::run(&args, &globals, output),
            Eval::Assembled(args) => command::eval::assembled::run(&args, &globals, output),
            Eval::Sessions(args) => command::eval::sessions::run(&args, &globals, output),
            Eval::Attack(args) => command::eval::attack::run(&args, &globals, output),
            Eval::Unread(args) => command::eval::unread::run(&args, &globals, output),
            Eval::Simulated(args) => command::eval::simulated::run(&args, &globals, output),
            Eval::Attacks(args) => command::eval::attacks::run(&args, &globals, output),
        },
    }
}

/// Help and version are no errors; everything else that clap says is one, and
/// errors exit with 3 here, because 2 means "try again".
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        // A reader that closed the pipe wants no more of it.
        let _ = error.print();
        return Exit::Pass.into();
    }
    // The command line is broken, so what it asked for is looked up by hand.
    let json = std::env::args().any(|a| a == "--json" || a.starts_with("--json="));
    if json {
        let text = error.to_string();
        let message = text.trim_start_matches("error: ").trim();
        return Output::plain(true).failure(&Failure::new("usage", message));
    }
    let _ = error.print();
    Exit::Error.into()
}
