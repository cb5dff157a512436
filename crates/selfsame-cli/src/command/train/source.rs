//! Where examples of words come from: recordings with a table, and simulated people.

use selfsame::{FalseMatchRate, Language};

use crate::command::parallel::{self, JobsArgs};
use crate::command::reader;
use crate::command::simulate::plan;
use crate::command::spoken::{Recording, SpokenArgs};
use crate::failure::Result;
use crate::options::Globals;
use crate::output::Output;
use crate::session::language;

/// Options that name the people one learns from.
#[derive(clap::Args, Debug)]
pub(super) struct SourceArgs {
    #[command(flatten)]
    spoken: SpokenArgs,
    /// How many simulated people read digits
    #[arg(long, value_name = "N", default_value_t = 0, required_unless_present = "manifest", value_parser = clap::value_parser!(u64).range(0..=10_000))]
    people: u64,
    /// Seed of the first: not among those one tests with
    #[arg(long, value_name = "SEED", default_value_t = 100_001)]
    first: u64,
    /// How many digits each of them reads
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    digits: u16,
    /// The language they read them in: en or zh
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
    language: Language,
    #[command(flatten)]
    jobs: JobsArgs,
}

/// What was measured.
pub(super) struct Sources {
    pub(super) recorded: Vec<Recording>,
    pub(super) simulated: Vec<Recording>,
}

impl SourceArgs {
    pub(super) fn measure(&self, globals: &Globals, output: &Output) -> Result<Sources> {
        let clips = self.spoken.clips()?;
        let engine = globals.build(FalseMatchRate::OneIn10000)?;
        let jobs = self.jobs.count();
        let bar = output.bar(Some(clips.len() as u64), "clips");
        let recorded = parallel::map(&clips, jobs, &bar, |clip| clip.measure(&engine))?;
        let setups = match self.people {
            0 => Vec::new(),
            people => reader::setups(plan::seeds(self.first, people)?, self.language),
        };
        let bar = output.bar(Some(self.people), "people");
        let simulated = parallel::map(&setups, jobs, &bar, |setup| {
            reader::recording(&engine, setup, usize::from(self.digits))
        })?;
        Ok(Sources {
            recorded,
            simulated,
        })
    }
}
