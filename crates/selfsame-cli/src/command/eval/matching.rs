//! `eval match`: one-to-one matching of face pictures.
//!
//! Terms after ISO/IEC 19795-1. A pair with a picture in which no face can be
//! enrolled counts as not matching, as it would for a person; failures to enrol
//! are also told by themselves.

mod curve;
mod templates;

use std::path::{Path, PathBuf};

use selfsame::{Engine, FalseMatchRate};
use serde::Serialize;

use super::{CommonArgs, table};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::Rate;
use curve::Scores;
use templates::Templates;

/// Options of `eval match`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Of several faces in a picture the large and central one is taken. --all-pairs
compares every two pictures of different persons, a person being the file name up
to its trailing _NNNN: enough comparisons to set thresholds down to 1e-5.

Examples:
  selfsame eval match --root lfw --pairs lfw/pairs.csv --json match.json
  selfsame eval match --root lfw --pairs lfw/pairs.csv --all-pairs --scores scores.csv")]
pub(crate) struct Args {
    /// Folder that the paths of the pairs start from
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// CSV file: same,image_a,image_b
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
    /// Also write every listed pair's similarity: image_a,image_b,same,similarity
    #[arg(long, value_name = "OUT.csv")]
    scores: Option<PathBuf>,
    /// Also compare all pictures of different persons with each other
    #[arg(long)]
    all_pairs: bool,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// A listed pair: indices into the images.
struct Pair {
    same: bool,
    a: usize,
    b: usize,
}

/// `selfsame.eval.match/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    pairs: usize,
    same: usize,
    different: usize,
    images: usize,
    failures_to_enrol: Rate,
    pairs_with_failure: usize,
    accuracy: f64,
    accuracy_n: u64,
    accuracy_interval: [f64; 2],
    accuracy_threshold: f32,
    eer: Option<f64>,
    eer_threshold: Option<f32>,
    eer_n: [usize; 2],
    fnmr: curve::ByRate,
    largest_different: Option<f32>,
    median_same: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all_pairs: Option<curve::AllPairs>,
    engine: String,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let (images, pairs) = read_pairs(&args.pairs)?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let templates = enrol_all(&engine, args, &images, output)?;
    let scores = Scores::of(
        pairs
            .iter()
            .map(|p| (p.same, templates.similarity(p.a, p.b))),
    );
    if let Some(path) = &args.scores {
        write_scores(path, &images, &pairs, &templates)?;
    }
    let all_pairs = args
        .all_pairs
        .then(|| curve::AllPairs::of(&templates, &images));
    let best = scores.best_accuracy();
    let eer = scores.equal_error();
    let failed = templates.failed();
    let figures = Figures {
        schema: "selfsame.eval.match/1",
        pairs: pairs.len(),
        same: scores.same().len(),
        different: scores.different().len(),
        images: images.len(),
        failures_to_enrol: Rate::of(failed, images.len()),
        pairs_with_failure: pairs
            .iter()
            .filter(|p| templates.similarity(p.a, p.b).is_none())
            .count(),
        accuracy: best.rate.rate.unwrap_or(0.0),
        accuracy_n: best.rate.n,
        accuracy_interval: best.rate.interval,
        accuracy_threshold: best.threshold,
        eer: eer.map(|e| e.0),
        eer_threshold: eer.map(|e| e.1),
        eer_n: [scores.same().len(), scores.different().len()],
        fnmr: scores.by_rate(),
        largest_different: scores.different().last().copied(),
        median_same: {
            let same: Vec<f64> = scores.same().iter().map(|&s| f64::from(s)).collect();
            crate::stats::percentile(&same, 0.5)
        },
        all_pairs,
        engine: engine.made_by().engine.clone(),
    };
    args.common.finish(output, &figures, &text(&figures))?;
    Ok(Exit::Pass)
}

fn text(figures: &Figures) -> String {
    let mut lines = vec![
        format!(
            "pairs             {} ({} same, {} different), {} pictures",
            figures.pairs, figures.same, figures.different, figures.images
        ),
        format!("failures to enrol {}", figures.failures_to_enrol.text()),
        format!(
            "accuracy          {:.5} at the best threshold {:.4} (95 % {:.5}..{:.5})",
            figures.accuracy,
            figures.accuracy_threshold,
            figures.accuracy_interval[0],
            figures.accuracy_interval[1]
        ),
    ];
    if let (Some(eer), Some(threshold)) = (figures.eer, figures.eer_threshold) {
        lines.push(format!("EER               {eer:.5} at {threshold:.4}"));
    }
    for (name, at) in &figures.fnmr {
        lines.push(format!(
            "at {name}, threshold {:.4} of the SDK",
            at.threshold
        ));
        lines.push(format!("  FNMR            {}", at.fnmr_rate.text()));
        lines.push(format!("  FMR             {}", at.fmr_rate.text()));
    }
    if let Some(all) = &figures.all_pairs {
        lines.extend(all.lines());
    }
    lines.join("\n")
}

/// The images, each once, and the pairs.
fn read_pairs(path: &Path) -> Result<(Vec<String>, Vec<Pair>)> {
    let mut images: Vec<String> = Vec::new();
    let mut index = std::collections::HashMap::new();
    let mut pairs = Vec::new();
    for (row, [same, a, b]) in table::read(path, ["same", "image_a", "image_b"])?
        .into_iter()
        .enumerate()
    {
        let same = match same.as_str() {
            "1" => true,
            "0" => false,
            _ => {
                let line = row + 2;
                return Err(Failure::new(
                    "format",
                    format!("{}: line {line}: 'same' is 0 or 1", path.display()),
                ));
            }
        };
        let mut at = |image: String| {
            *index.entry(image).or_insert_with_key(|image| {
                images.push(image.clone());
                images.len() - 1
            })
        };
        pairs.push(Pair {
            same,
            a: at(a),
            b: at(b),
        });
    }
    Ok((images, pairs))
}

fn enrol_all(
    engine: &Engine,
    args: &Args,
    images: &[String],
    output: &Output,
) -> Result<Templates> {
    let bar = output.bar(Some(images.len() as u64), "enrolling");
    let enrolled = super::parallel::map(images, args.common.jobs(), &bar, |image| {
        templates::enrol(engine, &args.root.join(image))
    })?;
    Ok(Templates::new(enrolled))
}

fn write_scores(
    path: &Path,
    images: &[String],
    pairs: &[Pair],
    templates: &Templates,
) -> Result<()> {
    let mut text = String::from("image_a,image_b,same,similarity\n");
    for pair in pairs {
        let similarity = templates
            .similarity(pair.a, pair.b)
            .map_or(String::new(), |s| s.to_string());
        let (a, b) = (&images[pair.a], &images[pair.b]);
        text += &format!("{a},{b},{},{similarity}\n", u8::from(pair.same));
    }
    files::write_whole(path, text.as_bytes())
}
