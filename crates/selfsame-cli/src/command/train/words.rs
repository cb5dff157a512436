//! `train words`: how mouths move that say words.
//!
//! Enters: clips with a table of when which word sounds, and seeds of simulated people
//! who read digits. Leaves: a vocabulary (`selfsame::words`).

use std::path::PathBuf;

use selfsame::words::Vocabulary;
use serde::Serialize;

use super::fit;
use super::source::SourceArgs;
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};

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
    source: SourceArgs,
    /// Where the vocabulary goes
    #[arg(value_name = "OUT.toml")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let sources = args.source.measure(globals, output)?;
    let trained = fit::vocabulary(&[&sources.recorded, &sources.simulated])
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
