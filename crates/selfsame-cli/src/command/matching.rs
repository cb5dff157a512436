//! `match`: are the faces of two pictures one person's, at a stated rate? Or that of a portrait
//! and those of a folder of captures.

mod advice;
mod captures;

use std::path::{Path, PathBuf};

use selfsame::frame::open_still;
use selfsame::matching::Comparison;
use selfsame::{Engine, FalseMatchRate, Language, Outcome, Portrait};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::options::{Globals, JsonArgs, RateArgs};
use crate::output::{Exit, Output};
use crate::session::language;
use advice::Advised;

/// Options of `match`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Exit codes: 0 match, 1 no match, 2 undecided, since a picture is too poor, 3 error: no face,
several faces, a face too small. What would make a picture better is told as well.
This compares pictures. It does not prove that a person is there: see `verify`.

A folder as the second picture is many captures of one claim, decided on together;
they must all show one person.

Examples:
  selfsame match id.jpg selfie.jpg
  selfsame match id.jpg captures/
  selfsame match id.jpg selfie.jpg --fmr 1e-5 --json")]
pub(crate) struct Args {
    /// A picture of one person
    a: PathBuf,
    /// Another one, or a folder of captures
    b: PathBuf,
    #[command(flatten)]
    rate: RateArgs,
    /// Language of the advice: en or zh
    #[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
    language: Language,
    /// Also tell the similarity: a raw score, of use to developers only
    #[arg(long)]
    scores: bool,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// `selfsame.match/3`.
#[derive(Serialize)]
struct MatchJson<'a> {
    schema: &'static str,
    outcome: Outcome,
    false_match_rate: FalseMatchRate,
    strictest_matching_rate: Option<FalseMatchRate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threshold: Option<f32>,
    quality: [Vec<Advised>; 2],
    made_by: &'a selfsame::verdict::MadeBy,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let rate = args.rate.fmr;
    let engine = globals.build(rate)?;
    let a = enrol(&engine, &args.a)?;
    if args.b.is_dir() {
        let question = captures::Question {
            portrait: &a,
            folder: &args.b,
            rate,
            scores: args.scores,
        };
        return captures::run(&question, &engine, output);
    }
    let b = enrol(&engine, &args.b)?;
    let comparison = a.compare(&b)?;
    let outcome = comparison.outcome(rate);
    if output.is_json() {
        output.json(&MatchJson {
            schema: "selfsame.match/3",
            outcome,
            false_match_rate: rate,
            strictest_matching_rate: comparison.strictest(),
            similarity: args.scores.then(|| comparison.similarity()),
            threshold: args.scores.then(|| comparison.threshold(rate)),
            quality: [&a, &b].map(|p| advice::all(p.assessment(), args.language)),
            made_by: engine.made_by(),
        })?;
    } else {
        let mut text = said(&comparison, rate);
        if args.scores {
            text += &format!(
                "\nsimilarity {:.4}, threshold {:.4}",
                comparison.similarity(),
                comparison.threshold(rate)
            );
        }
        for (path, portrait) in [(&args.a, &a), (&args.b, &b)] {
            text += &advice::text(path, portrait.assessment(), args.language);
        }
        output.write(&text)?;
    }
    Ok(outcome.into())
}

/// What was decided, in words.
pub(super) fn said(comparison: &Comparison, rate: FalseMatchRate) -> String {
    let odds = |rate: FalseMatchRate| format!("1 in {:.0}", 1.0 / rate.value());
    let mut text = match comparison.outcome(rate) {
        Outcome::Pass => format!("match at a false-match rate of {}", odds(rate)),
        Outcome::Fail => format!("no match at a false-match rate of {}", odds(rate)),
        Outcome::Retry => format!(
            "undecided: no match at a false-match rate of {}, but the pictures are too poor for \
             this to say that they show two people",
            odds(rate)
        ),
    };
    match comparison.strictest() {
        Some(strictest) if strictest != rate => {
            text += &format!("; the strictest rate that matches is {}", odds(strictest));
        }
        Some(_) => {}
        None => text += "; no named rate matches",
    }
    text
}

/// Enrols a picture; failures name its path.
pub(crate) fn enrol(engine: &Engine, path: &Path) -> Result<Portrait> {
    let picture = open_still(path)?;
    engine
        .enrol(&picture)
        .map_err(|e| Failure::from(e).at(path.display()))
}
