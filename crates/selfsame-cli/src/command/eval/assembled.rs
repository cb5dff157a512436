//! `eval assembled`: sessions put together from real clips, as mouths measure them.
//!
//! Enters: clips with alignments of all their words. Leaves: how the channels that look at
//! nothing but the mouth, and their fused ratio, take sessions in which the challenge is
//! read, other strings are, or it is read at other times; and how far the intervals that
//! were found lie from the true ones.
//!
//! The sessions are semi-real: each digit, each rest and the warm-up sentence is a piece of
//! a recording, but they were not recorded in a row, and there are joints between them. What
//! pictures tell (texture, integrity, plausibility, blinks) is no part of it.

mod build;
mod figures;
mod judged;
mod parts;

use selfsame::FalseMatchRate;
use selfsame_simulate::dice::Dice;

use super::{CommonArgs, parallel};
use crate::command::spoken::SpokenArgs;
use crate::failure::{Failure, Result};
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::session::LevelArgs;
use figures::Figures;
use parts::Parts;

/// Options of `eval assembled`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
The sessions are semi-real. Each is laid on still faces from the beginnings and
ends of clips: a whole sentence as the warm-up, then digits at the moments of a
challenge drawn by chance, each after a reaction time drawn as that of simulated
people. THERE ARE JOINTS: every piece is blended with the rest before and after
it over 0.1 s, and the digits were cut out of fast sentences. Nothing is rendered:
texture, integrity, plausibility and blinks are not part of it.

The clips need all their words (--align). Speakers with too few digits for a
challenge are left out. Sessions share clips, and claims share sessions: exact
intervals treat them as if they did not.

Example:
  selfsame eval assembled --manifest clips/digits.csv --split val --align clips/align")]
pub(crate) struct Args {
    #[command(flatten)]
    spoken: SpokenArgs,
    #[command(flatten)]
    level: LevelArgs,
    /// How many sessions
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    sessions: u64,
    /// Fixes the sessions
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let clips = args.spoken.clips()?;
    if clips.is_empty() {
        return Err(Failure::new(
            "usage",
            "eval assembled needs --manifest".to_owned(),
        ));
    }
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let jobs = args.common.jobs();
    let bar = output.bar(Some(clips.len() as u64), "clips");
    let signals = parallel::map(&clips, jobs, &bar, |clip| clip.watch(&engine))?;
    let level = args.level.level;
    let mut speakers = Parts::of(&clips, &signals);
    speakers.retain(|parts| parts.suffice(level));
    if speakers.is_empty() {
        return Err(Failure::new(
            "not_found",
            "no speaker with a sentence, a rest and enough digits for a session".to_owned(),
        ));
    }
    let numbers: Vec<u64> = (0..args.sessions).collect();
    let bar = output.bar(Some(args.sessions), "sessions");
    let judged = parallel::map(&numbers, jobs, &bar, |&number| {
        let parts = &speakers[number as usize % speakers.len()];
        let mut dice = Dice::new(args.seed.wrapping_add(number), "assembled");
        let session = build::session(parts, level, &mut dice)?;
        session
            .map(|s| judged::judge(&s, level, &mut dice))
            .transpose()
    })?;
    let judged: Vec<_> = judged.into_iter().flatten().collect();
    let figures = Figures::of(&judged, level, speakers.len(), clips.len());
    args.common.finish(output, &figures, &figures.text())?;
    Ok(Exit::Pass)
}
