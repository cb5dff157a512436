//! `train words`: how mouths move that say words.
//!
//! Enters: clips with a table of when which word sounds, and seeds of simulated people
//! who read digits. Leaves: a vocabulary (`selfsame::words`).

use std::path::PathBuf;

use selfsame::words::Vocabulary;
use selfsame::{FalseMatchRate, Language};
use serde::Serialize;

use super::fit;
use crate::command::parallel::{self, JobsArgs};
use crate::command::reader;
use crate::command::simulate::plan;
use crate::command::spoken::SpokenArgs;
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::session::language;

/// Options of `train words`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Words of one place in their clips form a group; digits form one wherever they
stand. Of a word with recorded and simulated examples there are two ways to say
it: that of the recorded people, and that of all.

Example:
  selfsame train words --manifest clips/digits.csv --split dev --people 100 \\
    --first 100001 words.toml")]
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
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    digits: u16,
    /// The language they read them in: en or zh
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
    language: Language,
    #[command(flatten)]
    jobs: JobsArgs,
    /// Where the vocabulary goes
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
        people => reader::setups(plan::seeds(args.first, people)?, args.language),
    };
    let bar = output.bar(Some(args.people), "people");
    let simulated = parallel::map(&setups, jobs, &bar, |setup| {
        reader::recording(&engine, setup, usize::from(args.digits))
    })?;
    let trained = fit::vocabulary(&[&recorded, &simulated])
        .ok_or_else(|| Failure::new("not_found", "no word was said often enough".to_owned()))?;
    let text = trained.vocabulary.to_text();
    // What cannot be read again is not written.
    Vocabulary::parse(&text)?;
    files::write_whole(&args.out, text.as_bytes())?;
    let words = trained.vocabulary.words().iter();
    let figures = Figures {
        schema: "selfsame.train.words/1",
        bytes: text.len(),
        words: words
            .zip(&trained.examples)
            .map(|(word, &examples)| Learned {
                name: word.name.clone(),
                group: word.group.clone(),
                examples,
                states: word.ways.iter().map(|way| way.states().len()).collect(),
            })
            .collect(),
    };
    match output.is_json() {
        true => output.json(&figures)?,
        false => output.write(&figures.text())?,
    }
    Ok(Exit::Pass)
}

/// `selfsame.train.words/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    /// Of the vocabulary's file.
    bytes: usize,
    words: Vec<Learned>,
}

#[derive(Serialize)]
struct Learned {
    name: String,
    group: String,
    examples: usize,
    /// Of each way to say it.
    states: Vec<usize>,
}

impl Figures {
    fn text(&self) -> String {
        let examples: usize = self.words.iter().map(|word| word.examples).sum();
        let mut text = format!(
            "{} words, {examples} examples, {} bytes",
            self.words.len(),
            self.bytes
        );
        for word in &self.words {
            let states: Vec<String> = word.states.iter().map(usize::to_string).collect();
            text += &format!(
                "\n{:<10} {:<8} {:>5} examples, states {}",
                word.name,
                word.group,
                word.examples,
                states.join(" and ")
            );
        }
        text
    }
}
