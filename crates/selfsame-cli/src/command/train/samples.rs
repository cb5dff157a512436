//! `train samples`: the examples that models are learned from, for programs of others.
//!
//! Enters: clips with a table of when which word sounds, and seeds of simulated people
//! who read digits. Leaves: a file with a line of JSON a recording, its mouth as
//! `selfsame::words` sees it. It holds measures of real lips if recordings were given:
//! personal data, for as long as the person can be told from the name of a speaker.

use std::path::PathBuf;

use selfsame::words::{RATE, Sample};
use serde::Serialize;

use super::source::SourceArgs;
use crate::command::spoken::{Recording, Said};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};

/// Options of `train samples`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
models/tools/train_lipreader.py learns a lip reader from such files.

Example:
  selfsame train samples --manifest clips/digits.csv --split dev --align clips/align \\
    real.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    source: SourceArgs,
    /// Where the examples go
    #[arg(value_name = "OUT.jsonl")]
    out: PathBuf,
}

/// A line of the file.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    speaker: &'a str,
    simulated: bool,
    /// Samples a second.
    rate: f32,
    /// Time of the first sample, seconds.
    start_s: f32,
    words: Vec<Word<'a>>,
    samples: Vec<Vec<f64>>,
}

#[derive(Serialize)]
struct Word<'a> {
    word: &'a str,
    /// Which words may stand in its place.
    group: String,
    start_s: f32,
    end_s: f32,
}

impl<'a> Line<'a> {
    fn of(recording: &'a Recording, simulated: bool) -> Self {
        let word = |said: &'a Said| Word {
            word: &said.word,
            group: said.group(),
            start_s: said.start,
            end_s: said.end,
        };
        // Four places: a hundredth of what lips at rest jitter by.
        let short = |sample: &Sample| sample.map(|v| (f64::from(v) * 1e4).round() / 1e4).to_vec();
        Self {
            schema: "selfsame.train.samples/1",
            speaker: &recording.speaker,
            simulated,
            rate: RATE,
            start_s: recording.speech.time(0),
            words: recording.words.iter().map(word).collect(),
            samples: recording.speech.samples().iter().map(short).collect(),
        }
    }
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let sources = args.source.measure(globals, output)?;
    let recorded = sources.recorded.iter().map(|r| Line::of(r, false));
    let simulated = sources.simulated.iter().map(|r| Line::of(r, true));
    let mut text = String::new();
    let mut words = 0;
    for line in recorded.chain(simulated) {
        words += line.words.len();
        text +=
            &serde_json::to_string(&line).map_err(|e| Failure::new("io", format!("JSON: {e}")))?;
        text.push('\n');
    }
    files::write_whole(&args.out, text.as_bytes())?;
    let recordings = sources.recorded.len() + sources.simulated.len();
    output.write(&format!("{words} words in {recordings} recordings"))?;
    Ok(Exit::Pass)
}
