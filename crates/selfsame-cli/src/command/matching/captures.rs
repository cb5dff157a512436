//! `match` of a portrait with a folder: many captures of one claim. Enters: the portrait and
//! the pictures. Leaves: one decision for all of them, and what became of each.
//!
//! The captures are fused to one template, which is decided on; those that are too poor are
//! left out. They must all show one person: one whose template does not match the
//! others' at one in a hundred is a stranger, and a claim with a stranger among its captures
//! fails. This searches nobody: it compares with one portrait, and takes at most 500 captures.

use std::path::{Path, PathBuf};

use selfsame::matching::{Comparison, LEAST_QUALITY};
use selfsame::template::Template;
use selfsame::{Engine, FalseMatchRate, Outcome, Portrait};
use serde::Serialize;

use super::enrol;
use crate::failure::{Failure, Result};
use crate::files;
use crate::output::{Exit, Output};

/// Extensions of pictures that are taken out of a folder.
const PICTURES: &[&str] = &["jpg", "jpeg", "png", "webp", "bmp", "ppm", "pgm"];
/// Most captures of one claim.
const MOST: usize = 500;
/// The rate at which captures must match each other.
const ALIKE: FalseMatchRate = FalseMatchRate::OneIn100;

/// `selfsame.match.captures/1`.
#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    outcome: Outcome,
    false_match_rate: FalseMatchRate,
    strictest_matching_rate: Option<FalseMatchRate>,
    one_person: bool,
    used: usize,
    refused: usize,
    captures: Vec<Capture>,
    made_by: &'a selfsame::verdict::MadeBy,
}

#[derive(Serialize)]
struct Capture {
    capture: String,
    /// Alone; none as well if it was refused.
    strictest_matching_rate: Option<FalseMatchRate>,
    /// Whether it shows somebody else than the others do.
    stranger: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

/// What is asked.
pub(super) struct Question<'a> {
    pub(super) portrait: &'a Portrait,
    pub(super) folder: &'a Path,
    pub(super) rate: FalseMatchRate,
    pub(super) scores: bool,
}

pub(super) fn run(question: &Question<'_>, engine: &Engine, output: &Output) -> Result<Exit> {
    let folder = question.folder;
    let pictures = files::below(folder, PICTURES)?;
    if pictures.len() > MOST {
        let (place, count) = (folder.display(), pictures.len());
        return Err(Failure::new(
            "limit",
            format!("{place}: {count} pictures; a claim has at most {MOST}"),
        ));
    }
    let enrolled = enrol_each(engine, &pictures, output);
    let templates: Vec<Template> = enrolled.iter().flatten().cloned().collect();
    if templates.is_empty() {
        let what = if pictures.is_empty() {
            "no pictures in it".to_owned()
        } else {
            format!("none of its {} pictures can be used", pictures.len())
        };
        let place = folder.display();
        let cause = enrolled.into_iter().find_map(std::result::Result::err);
        let cause = cause.map_or(String::new(), |e| format!("; the first: {e}"));
        return Err(Failure::new("portrait", format!("{place}: {what}{cause}")));
    }
    let fused = Comparison::of(question.portrait.template(), &Template::fused(&templates)?)?;
    let mut strangers = strangers(&templates)?.into_iter();
    let captures: Vec<Capture> = pictures
        .iter()
        .zip(&enrolled)
        .map(|(path, enrolled)| {
            let comparison = match enrolled {
                Ok(template) => Some(Comparison::of(question.portrait.template(), template)?),
                Err(_) => None,
            };
            Ok(Capture {
                capture: files::relative(folder, path),
                strictest_matching_rate: comparison.and_then(|c| c.strictest()),
                stranger: comparison.is_some() && strangers.next().unwrap_or(false),
                similarity: comparison
                    .filter(|_| question.scores)
                    .map(|c| c.similarity()),
                error: enrolled.as_ref().err().cloned(),
            })
        })
        .collect::<Result<_>>()?;
    let one_person = captures.iter().all(|capture| !capture.stranger);
    let outcome = match one_person {
        true => fused.outcome(question.rate),
        false => Outcome::Fail,
    };
    let answer = Answer {
        schema: "selfsame.match.captures/1",
        outcome,
        false_match_rate: question.rate,
        strictest_matching_rate: fused.strictest(),
        one_person,
        used: templates.len(),
        refused: pictures.len() - templates.len(),
        captures,
        made_by: engine.made_by(),
    };
    if output.is_json() {
        output.json(&answer)?;
    } else {
        output.write(&text(&answer))?;
    }
    Ok(outcome.into())
}

fn enrol_each(engine: &Engine, pictures: &[PathBuf], output: &Output) -> Vec<Result<Template>> {
    let bar = output.bar(Some(pictures.len() as u64), "pictures");
    pictures
        .iter()
        .map(|path| {
            let template = enrol(engine, path).and_then(|portrait| usable(&portrait, path));
            bar.inc(1);
            template
        })
        .collect()
}

fn usable(portrait: &Portrait, path: &Path) -> Result<Template> {
    let template = portrait.template();
    match template.quality() {
        LEAST_QUALITY.. => Ok(template.clone()),
        quality => Err(Failure::new(
            "portrait",
            format!(
                "{}: too poor a picture of a face: quality {quality}, {LEAST_QUALITY} is needed",
                path.display()
            ),
        )),
    }
}

/// Of each template whether it is somebody else's than all others together.
fn strangers(templates: &[Template]) -> Result<Vec<bool>> {
    let among = |i: usize| {
        let others: Vec<Template> = (0..templates.len())
            .filter(|&other| other != i)
            .map(|other| templates[other].clone())
            .collect();
        if others.is_empty() {
            return Ok(false);
        }
        let comparison = Comparison::of(&templates[i], &Template::fused(&others)?)?;
        Ok(!comparison.matches(ALIKE))
    };
    (0..templates.len()).map(among).collect()
}

fn text(answer: &Answer<'_>) -> String {
    let odds = |rate: FalseMatchRate| format!("1 in {:.0}", 1.0 / rate.value());
    let said = match answer.outcome {
        Outcome::Pass => "match",
        Outcome::Fail => "no match",
        Outcome::Retry => "undecided, since the portrait is poor,",
    };
    let mut text = format!(
        "{said} at a false-match rate of {}: {} captures together",
        odds(answer.false_match_rate),
        answer.used
    );
    if !answer.one_person {
        text += ", which do not show one person";
    }
    for capture in &answer.captures {
        let what = match (&capture.error, capture.strictest_matching_rate) {
            (Some(error), _) => format!("not used: {error}"),
            (None, Some(rate)) => format!("alone matches at {}", odds(rate)),
            (None, None) => "alone does not match".to_owned(),
        };
        let stranger = if capture.stranger {
            "; shows somebody else"
        } else {
            ""
        };
        let score = capture
            .similarity
            .map_or(String::new(), |s| format!("; {s:.4}"));
        text += &format!("\n  {}: {what}{stranger}{score}", capture.capture);
    }
    text
}
