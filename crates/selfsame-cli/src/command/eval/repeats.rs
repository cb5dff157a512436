//! `eval repeats`: whether readings of one digit are told from readings of two.
//!
//! Enters: recordings with a table of when which word sounds, a metric. Leaves: how well
//! the right pattern of repeats of a string is told from those of other strings, at true
//! intervals and at ones that are searched.

mod score;

use std::path::{Path, PathBuf};

use selfsame::limits::METRIC_BYTES;
use selfsame::repeats::Metric;
use selfsame::{FalseMatchRate, Language};
use serde::Serialize;

use super::{CommonArgs, parallel};
use crate::command::readings;
use crate::command::spoken::SpokenArgs;
use crate::command::vocabulary;
use crate::failure::{Failure, Result};
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::session::LevelArgs;
use score::{Scores, Trial};

/// Options of `eval repeats`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Strings are put together from single readings of one speaker, no reading twice in a
string. A false claim is the same mouth reading another string of the level. No
clip that the metric was trained on should be among them. Intervals of 95 % come
from drawing the readings anew: strings share them.

Example:
  selfsame eval repeats --manifest clips/digits.csv --split val --search 0.25")]
pub(crate) struct Args {
    #[command(flatten)]
    spoken: SpokenArgs,
    #[command(flatten)]
    level: LevelArgs,
    /// How many strings
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(10..=100_000))]
    strings: u32,
    /// Fixes which strings
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Also search each digit that was asked for so many seconds before and after both ends
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    search: Option<f32>,
    /// Metric from `train repeats` [default: that of this release]
    #[arg(long, value_name = "FILE")]
    metric: Option<PathBuf>,
    /// Word models from `train words` that search [default: the digits of this release]
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

fn seconds(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(seconds) if (0.01..=2.0).contains(&seconds) => Ok(seconds),
        _ => Err("seconds, 0.01 to 2".into()),
    }
}

/// `selfsame.eval.repeats/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    speakers: usize,
    recordings: usize,
    /// Digits that were read.
    readings: usize,
    level: &'static str,
    /// Digits of a string, and how many of them come twice at least.
    digits: usize,
    twice: usize,
    at_true_interval: Scores,
    /// The same when both ends are known to within `search_s` only.
    searched: Option<Searched>,
}

#[derive(Serialize)]
struct Searched {
    search_s: f32,
    #[serde(flatten)]
    scores: Scores,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let metric = match &args.metric {
        Some(path) => open(path)?,
        None => Metric::built_in().clone(),
    };
    let vocabulary = vocabulary::open(args.vocabulary.as_deref(), Language::English)?;
    let clips = args.spoken.clips()?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let jobs = args.common.jobs();
    let bar = output.bar(Some(clips.len() as u64), "clips");
    let recordings = parallel::map(&clips, jobs, &bar, |clip| clip.measure(&engine))?;
    let mouths = readings::mouths(&recordings);
    let read = |mouth: &readings::Mouth| mouth.digits.iter().map(Vec::len).sum::<usize>();
    let scores = |within: f32| {
        let trial = Trial {
            points: score::points(&metric, &vocabulary, &recordings, within),
            metric: &metric,
            mouths: &mouths,
            level: args.level.level,
            seed: args.seed,
        };
        trial.scores(args.strings as usize, jobs, output)
    };
    let at_true_interval = scores(0.0)?;
    if at_true_interval.strings == 0 {
        let what = "nobody read enough digits often enough for a string".to_owned();
        return Err(Failure::new("not_found", what));
    }
    let searched = args.search.map(|search_s| {
        let scores = scores(search_s)?;
        Ok::<_, Failure>(Searched { search_s, scores })
    });
    let level = args.level.level;
    let figures = Figures {
        schema: "selfsame.eval.repeats/1",
        speakers: mouths.len(),
        recordings: recordings.len(),
        readings: mouths.iter().map(read).sum(),
        level: level.name(),
        digits: level.digits(),
        twice: level.twice(),
        at_true_interval,
        searched: searched.transpose()?,
    };
    args.common.finish(output, &figures, &table(&figures))?;
    Ok(Exit::Pass)
}

fn open(path: &Path) -> Result<Metric> {
    let place = path.display();
    let meta = std::fs::metadata(path).map_err(|e| Failure::io(&place, &e))?;
    if meta.len() > METRIC_BYTES as u64 {
        let what = format!("{place}: {} bytes", meta.len());
        return Err(Failure::new("limit", what));
    }
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io(&place, &e))?;
    Ok(Metric::parse(&text).map_err(|e| e.at(place))?)
}

fn table(figures: &Figures) -> String {
    let mut text = format!(
        "strings of {} digits, {} twice, of {} readings of {} speakers\n\nat the true interval\n{}",
        figures.digits,
        figures.twice,
        figures.readings,
        figures.speakers,
        figures.at_true_interval.text()
    );
    if let Some(searched) = &figures.searched {
        text += &format!("\n\nsearched within {} s at both ends\n", searched.search_s);
        text += &searched.scores.text();
    }
    text
}
