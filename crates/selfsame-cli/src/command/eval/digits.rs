//! `eval digits`: which word a mouth says, at known times.
//!
//! Enters: recordings with a table of when which word sounds, or seeds of simulated
//! people; a vocabulary. Leaves: how often the word that was said explains the mouth
//! better than the others of its group do, at its true interval and at one that is
//! searched; and how well strings of words are told from others.

mod score;
mod strings;

use std::path::PathBuf;

use selfsame::{FalseMatchRate, Language};
use serde::Serialize;

use super::{CommonArgs, parallel};
use crate::command::simulate::plan;
use crate::command::spoken::{Recording, SpokenArgs};
use crate::command::{reader, vocabulary};
use crate::failure::{Failure, Result};
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::session::language;
use score::{Models, Scores};
use strings::Strings;

/// Options of `eval digits`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Recordings are normalised by the whole clip, simulated people by their warm-up
sentence. Searched words are said to lie up to so much beside where they do. Nobody whom the vocabulary was trained on should be among them.

Example:
  selfsame eval digits --root clips --manifest clips/digits.csv --search 0.25")]
pub(crate) struct Args {
    #[command(flatten)]
    spoken: SpokenArgs,
    /// How many simulated people, instead of recordings
    #[arg(long, value_name = "N", conflicts_with = "manifest", required_unless_present = "manifest", value_parser = clap::value_parser!(u64).range(1..=10_000))]
    people: Option<u64>,
    /// Seed of the first of them
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    first: u64,
    /// How many digits each of them reads
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=200))]
    digits: u16,
    /// Language of the digits of simulated people, and of this release's word models: en or
    /// zh
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
    language: Language,
    /// Also search each word so many seconds before and after both ends
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    search: Option<f32>,
    /// Words in a string
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u16).range(2..=20))]
    string: u16,
    /// Word models from `train words`; without --lipreader they also tell the words apart
    /// [default: the digits of this release]
    #[arg(long, value_name = "FILE")]
    vocabulary: Option<PathBuf>,
    /// A lip reader from models/tools/train_lipreader.py [default: this release's]
    #[arg(long, value_name = "FILE")]
    lipreader: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

fn seconds(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(seconds) if (0.01..=2.0).contains(&seconds) => Ok(seconds),
        _ => Err("seconds, 0.01 to 2".into()),
    }
}

/// `selfsame.eval.digits/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    /// `recorded` or `simulated`.
    people: &'static str,
    /// What tells the words apart: `lipreader` or `word_models`.
    told_by: &'static str,
    speakers: usize,
    recordings: usize,
    /// Words of the table, or digits shown.
    asked: usize,
    /// Those that are not in the vocabulary, or alone in their group.
    unknown: usize,
    /// Those not said, or during which the mouth was not seen.
    not_seen: usize,
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
    let vocabulary = vocabulary::open(args.vocabulary.as_deref(), args.language)?;
    let lipreader = match (&args.lipreader, &args.vocabulary) {
        (None, Some(_)) => None,
        (file, _) => Some(vocabulary::lipreader(file.as_deref(), args.language)?),
    };
    let models = Models {
        vocabulary: &vocabulary,
        lipreader: lipreader.as_deref(),
    };
    let clips = args.spoken.clips()?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let jobs = args.common.jobs();
    let (people, recordings) = match args.people {
        None => {
            let bar = output.bar(Some(clips.len() as u64), "clips");
            let measured = parallel::map(&clips, jobs, &bar, |clip| clip.measure(&engine))?;
            ("recorded", measured)
        }
        Some(people) => {
            let setups = reader::setups(plan::seeds(args.first, people)?, args.language);
            let bar = output.bar(Some(people), "people");
            let read = |setup: &_| reader::recording(&engine, setup, usize::from(args.digits));
            ("simulated", parallel::map(&setups, jobs, &bar, read)?)
        }
    };
    let figures = evaluate(people, &recordings, models, args.search, args.string.into());
    if figures.at_true_interval.n == 0 {
        return Err(Failure::new(
            "not_found",
            "no word of the vocabulary was said with the mouth in sight".to_owned(),
        ));
    }
    args.common.finish(output, &figures, &table(&figures))?;
    Ok(Exit::Pass)
}

fn evaluate(
    people: &'static str,
    recordings: &[Recording],
    models: Models<'_>,
    search: Option<f32>,
    string: usize,
) -> Figures {
    let asked = recordings.iter().map(|r| r.asked).sum();
    let said: usize = recordings.iter().map(|r| r.words.len()).sum();
    let scores = |within: f32| {
        let heard = score::hear(recordings, models, within);
        // Word models need the whole string to tell where its words lie.
        let strings = match models.lipreader.is_none() && within > 0.0 {
            true => Strings::aligned(recordings, models.vocabulary, within, string),
            false => Strings::of(&heard, string),
        };
        Scores::of(&heard, recordings, strings)
    };
    let at_true_interval = scores(0.0);
    let mut speakers: Vec<&str> = recordings.iter().map(|r| r.speaker.as_str()).collect();
    speakers.sort_unstable();
    speakers.dedup();
    Figures {
        schema: "selfsame.eval.digits/1",
        people,
        told_by: match models.lipreader {
            Some(_) => "lipreader",
            None => "word_models",
        },
        speakers: speakers.len(),
        recordings: recordings.len(),
        asked,
        unknown: said - at_true_interval.n,
        not_seen: asked - said,
        searched: search.map(|search_s| Searched {
            search_s,
            scores: scores(search_s),
        }),
        at_true_interval,
    }
}

fn table(figures: &Figures) -> String {
    let mut text = format!(
        "{} words of {} {} speakers in {} recordings ({} asked for, {} not in the vocabulary, {} not seen)",
        figures.at_true_interval.n,
        figures.speakers,
        figures.people,
        figures.recordings,
        figures.asked,
        figures.unknown,
        figures.not_seen,
    );
    text += "\n\nat the true interval\n";
    text += &figures.at_true_interval.text();
    if let Some(searched) = &figures.searched {
        text += &format!("\n\nsearched within {} s at both ends\n", searched.search_s);
        text += &searched.scores.text();
    }
    text
}
