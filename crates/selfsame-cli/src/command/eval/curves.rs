//! `eval curves`: the mouth curves of simulated digits beside real ones.
//!
//! Enters: clips with a table of when which digit is said, and seeds of simulated
//! people. Leaves: for each English digit the median mouth of both over the word,
//! how alike the two are, and on request a drawing. Both go through the same
//! tracker, mesh and mouth measures. The curves are medians over many readings;
//! no reading of anybody is written.

mod align;
mod compare;
mod plot;
mod real;
mod simulated;

use std::path::PathBuf;

use selfsame::FalseMatchRate;
use serde::Serialize;

use super::{CommonArgs, parallel};
use crate::command::simulate::plan;
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::Rate;
use compare::{Digit, Side};

/// Options of `eval curves`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
The table has the columns file (beside the table, or below), speaker, digit,
start_s and end_s: the word's sound. --split takes the rows whose column split
says so. Rendering takes about half a minute a person and core.

Example:
  selfsame eval curves --labels clips/digits.csv --people 20 --plot curves.svg")]
pub(crate) struct Args {
    /// CSV table of the real clips and their digits
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,
    /// Only rows of this split of the table
    #[arg(long, value_name = "NAME")]
    split: Option<String>,
    /// How many simulated people
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    people: u64,
    /// Seed of the first
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    first: u64,
    /// How often each of them reads each digit
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    readings: u16,
    /// Draw the curves into a file
    #[arg(long, value_name = "FILE.svg", value_parser = svg)]
    plot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

fn svg(name: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(name);
    if files::has_extension(&path, &["svg"]) {
        Ok(path)
    } else {
        Err("the drawing is SVG: a name that ends in .svg".into())
    }
}

/// `selfsame.eval.curves/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    real: Side,
    simulated: Side,
    /// Where the points of the curves lie: 0 is the start of the word, 1 its end.
    phase: Vec<f64>,
    digits: Vec<Digit>,
    /// Digits whose median simulated curve is nearest to the real one of the same.
    medians_nearest: Rate,
    /// The same of every simulated reading.
    simulated_nearest: Rate,
    /// The same of every real reading against the medians of the others: what can
    /// be had at all.
    real_nearest: Rate,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let seeds: Vec<u64> = plan::seeds(args.first, args.people)?.collect();
    let words = real::words(&args.labels, args.split.as_deref())?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let jobs = args.common.jobs();
    let bar = output.bar(Some(words.len() as u64), "real words");
    let measured = parallel::map(&words, jobs, &bar, |word| real::measure(&engine, word))?;
    let asked = measured.len();
    let real: Vec<_> = measured.into_iter().flatten().collect();
    let real_side = Side::of(&real, asked);
    if real.is_empty() {
        return Err(Failure::new(
            "no_face",
            format!("{}: no word of it could be measured", args.labels.display()),
        ));
    }
    let bar = output.bar(Some(args.people), "people");
    let measured = parallel::map(&seeds, jobs, &bar, |&seed| {
        simulated::measure(&engine, seed, args.readings)
    })?;
    let asked = measured.len() * 10 * usize::from(args.readings);
    let simulated: Vec<_> = measured.into_iter().flatten().collect();
    let compared = compare::compare(&real, &simulated);
    let figures = Figures {
        schema: "selfsame.eval.curves/1",
        real: real_side,
        simulated: Side::of(&simulated, asked),
        phase: align::phases().map(compare::rounded).collect(),
        digits: compared.digits,
        medians_nearest: compared.medians_nearest,
        simulated_nearest: compared.simulated_nearest,
        real_nearest: compared.real_nearest,
    };
    if let Some(path) = &args.plot {
        files::write_whole(path, plot::svg(&figures).as_bytes())?;
    }
    args.common.finish(output, &figures, &table(&figures))?;
    Ok(Exit::Pass)
}

fn table(figures: &Figures) -> String {
    let mut text = String::new();
    for (name, side) in [("real", &figures.real), ("simulated", &figures.simulated)] {
        let [gap, width] = side
            .rest
            .map(|v| v.map_or("-".into(), |v| format!("{v:.2}")));
        text += &format!(
            "{name:<9}  {} readings of {} asked for, {} people; at rest lips {gap} cm apart, \
             mouth {width} cm wide\n",
            side.readings, side.asked, side.people
        );
    }
    text += "digit       n     seconds    gap: r  range cm  ratio   width: r   range %  ratio  nearest\n";
    let number = |v: Option<f64>| v.map_or("-".into(), |v| format!("{v:.2}"));
    for digit in &figures.digits {
        let [gap, width] = &digit.measures;
        text += &format!(
            "{:>5} {:>3}/{:<3} {:>5}/{:<4} {:>7} {:>5}/{:<4} {:>5} {:>10} {:>5}/{:<4} {:>5} {:>8}\n",
            digit.digit,
            digit.real_n,
            digit.simulated_n,
            number(digit.real_seconds),
            number(digit.simulated_seconds),
            number(gap.r),
            number(gap.real_range()),
            number(gap.simulated_range()),
            number(gap.range_ratio),
            number(width.r),
            width.real_range().map_or("-".into(), |v| format!("{v:.0}")),
            width
                .simulated_range()
                .map_or("-".into(), |v| format!("{v:.0}")),
            number(width.range_ratio),
            digit.nearest.map_or("-".into(), |d| d.to_string()),
        );
    }
    text += &format!(
        "(real/simulated; ratios are simulated over real)\n\
         nearest real digit is the same one, of the median curves  {}\n\
         of the simulated readings                                 {}\n\
         of the real readings, each left out of its own median     {}",
        figures.medians_nearest.text(),
        figures.simulated_nearest.text(),
        figures.real_nearest.text()
    );
    text
}
