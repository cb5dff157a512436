//! Shared by the example programs: where the example data and the models lie, a
//! session and a verdict in plain words, and the terminal interface of `verify_camera`.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod terminal;
mod transcript;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use selfsame::liveness::Finding;
use selfsame::models::Models;
use selfsame::{Outcome, Verdict};

pub use transcript::Transcript;

/// Any error: examples only show it.
pub type Failure = Box<dyn std::error::Error>;

/// A file of the repository that this was built from.
#[must_use]
pub fn repository(file: &str) -> PathBuf {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR"));
    examples.parent().unwrap_or(examples).join(file)
}

/// The repository's models, unless `SELFSAME_MODELS` names another folder.
///
/// # Errors
/// When there is no such folder.
pub fn models() -> selfsame::Result<Models> {
    match std::env::var_os("SELFSAME_MODELS") {
        Some(_) => Models::find(),
        None => Models::in_folder(repository("models")),
    }
}

/// The last component of a path, for people.
#[must_use]
pub fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

/// A verdict in plain words, a line a fact.
#[must_use]
pub fn explain(verdict: &Verdict) -> String {
    let frames = &verdict.frames;
    let mut out = format!(
        "{}\n\n  face       tracked in {} of {} frames ({:.1} s)\n",
        match verdict.outcome {
            Outcome::Pass => "PASSED",
            Outcome::Fail => "REJECTED",
            Outcome::Retry => "TRY AGAIN",
        },
        frames.with_face,
        frames.total,
        frames.duration_ms as f64 / 1000.0
    );
    let portrait = match &verdict.matching {
        None => "not compared".to_owned(),
        Some(m) => format!(
            "{} at a false-match rate of {} ({} live frames)",
            match m.outcome {
                Outcome::Pass => "the same person",
                _ => "not shown to be the same person",
            },
            m.false_match_rate.name(),
            m.live_frames
        ),
    };
    let read = verdict.digits.iter().filter(|d| d.start_ms.is_some());
    // Writing to a string cannot fail.
    let _ = writeln!(out, "  portrait   {portrait}");
    let _ = match verdict.digits.len() {
        0 => writeln!(out, "  readings   no digit could be judged"),
        asked => writeln!(
            out,
            "  readings   the mouth acted after {} of {asked} digits",
            read.count()
        ),
    };
    let _ = writeln!(
        out,
        "  liveness   {}",
        match verdict.liveness.outcome {
            Outcome::Pass => "a live person",
            Outcome::Fail => "not shown to be a live reading",
            Outcome::Retry => "cannot be decided",
        }
    );
    for channel in &verdict.liveness.channels {
        let finding = match channel.finding {
            Finding::Supports => "supports",
            Finding::Unclear => "unclear",
            Finding::Contradicts => "contradicts",
            Finding::NotEvaluated => "not evaluated yet",
        };
        let name = format!("{:?}", channel.name).to_lowercase();
        let _ = writeln!(out, "             - {name:<13}{finding}");
    }
    if !verdict.reasons.is_empty() {
        out.push_str("\n  Why, and what to do:\n");
        for reason in &verdict.reasons {
            let _ = writeln!(out, "  - {:<24}{}", reason.code(), reason.advice());
        }
        let _ = writeln!(out, "  - {}", verdict.language.other_way());
    }
    out
}

/// The README's sample must compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
