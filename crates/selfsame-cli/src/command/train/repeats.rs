//! `train repeats`: how much mouths differ between words, and from one reading of a word
//! to the next.
//!
//! Enters: clips with a table of when which word sounds, and seeds of simulated people
//! who read digits. Leaves: a metric (`selfsame::repeats`).

mod axes;
mod calibrate;
mod scatter;

use std::path::PathBuf;

use selfsame::FalseMatchRate;
use selfsame::Language;
use selfsame::repeats::{Metric, SHAPE};
use serde::Serialize;

use crate::command::parallel::{self, JobsArgs};
use crate::command::reader;
use crate::command::simulate::plan;
use crate::command::spoken::{Recording, SpokenArgs};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};

/// Options of `train repeats`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Recorded and simulated people count alike, however many there are of them. The
readings of each word are compared by one person only: what is learned is how
much lips differ between words, and between readings of one word.

Example:
  selfsame train repeats --manifest clips/digits.csv --split dev --people 40 \\
    --first 100001 repeats.toml")]
pub(crate) struct Args {
    #[command(flatten)]
    spoken: SpokenArgs,
    /// How many simulated people read digits
    #[arg(long, value_name = "N", default_value_t = 0, required_unless_present = "manifest", value_parser = clap::value_parser!(u64).range(0..=10_000))]
    people: u64,
    /// Seed of the first: not among those one tests with
    #[arg(long, value_name = "SEED", default_value_t = 100_001)]
    first: u64,
    /// How many digits each of them reads
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=200))]
    digits: u16,
    #[command(flatten)]
    jobs: JobsArgs,
    /// Where the metric goes
    #[arg(value_name = "OUT.toml")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let clips = args.spoken.clips()?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let jobs = args.jobs.count();
    let bar = output.bar(Some(clips.len() as u64), "clips");
    let recorded = parallel::map(&clips, jobs, &bar, |clip| clip.measure(&engine))?;
    let setups = match args.people {
        0 => Vec::new(),
        people => reader::setups(plan::seeds(args.first, people)?, Language::English),
    };
    let bar = output.bar(Some(args.people), "people");
    let simulated = parallel::map(&setups, jobs, &bar, |setup| {
        reader::recording(&engine, setup, usize::from(args.digits))
    })?;
    let trained = train(&[&recorded, &simulated])?.ok_or_else(|| {
        Failure::new(
            "not_found",
            "no word was read twice by one mouth".to_owned(),
        )
    })?;
    let text = trained.metric.to_text();
    // What cannot be read again is not written.
    Metric::parse(&text)?;
    files::write_whole(&args.out, text.as_bytes())?;
    let figures = Figures {
        schema: "selfsame.train.repeats/1",
        bytes: text.len(),
        readings: trained.readings,
        words: trained.words,
        between: trained.metric.axes().iter().map(|a| a.between).collect(),
        slope: trained.slope,
    };
    match output.is_json() {
        true => output.json(&figures)?,
        false => output.write(&figures.text())?,
    }
    Ok(Exit::Pass)
}

/// A metric, and what it was learned from.
struct Trained {
    metric: Metric,
    slope: f32,
    readings: usize,
    words: usize,
}

/// From sources, which count alike. None if nobody read a word twice, or nobody two words.
fn train(sources: &[&[Recording]]) -> Result<Option<Trained>> {
    let Some(spread) = scatter::of(sources, |_| true) else {
        return Ok(None);
    };
    let Some(metric) = axes::metric(&spread) else {
        return Ok(None);
    };
    // Of recordings that a metric has not seen: every second one at a time. A recording
    // holds a simulated person, or a clip of a recorded one.
    let mut halves = Vec::new();
    for half in [0, 1] {
        let learned = scatter::of(sources, |recording| recording % 2 == half);
        if let Some(metric) = learned.as_ref().and_then(axes::metric) {
            halves.push((metric, 1 - half));
        }
    }
    let slope = calibrate::slope(sources, &halves)?;
    Ok(Some(Trained {
        metric: metric.with_slope(slope),
        slope,
        readings: spread.readings,
        words: spread.words,
    }))
}

/// `selfsame.train.repeats/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    /// Of the metric's file.
    bytes: usize,
    readings: usize,
    /// Words that somebody read more than once, each person's by itself.
    words: usize,
    /// How much words vary along each axis, in units of how much readings do.
    between: Vec<f32>,
    slope: f32,
}

impl Figures {
    fn text(&self) -> String {
        let between: Vec<String> = self.between.iter().map(|b| format!("{b:.2}")).collect();
        format!(
            "{} readings of {} words, {} of {SHAPE} axes, {} bytes\n\
             words over readings  {}\nslope                {:.3}",
            self.readings,
            self.words,
            self.between.len(),
            self.bytes,
            between.join(" "),
            self.slope
        )
    }
}
