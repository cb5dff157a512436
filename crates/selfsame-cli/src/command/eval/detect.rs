//! `eval detect`: recall and false positives of the cascade, at one least score and at all.
//!
//! Enters: pictures with boxes, pictures without a face, and on request what other detectors
//! found on the same. Leaves: figures at the least score that was asked for, a curve of
//! recall against false positives for each detector, and a drawing of them.
//!
//! A detection matches a box when its centre lies in the box and its width is
//! 0.5 to 2.6 times the box's (the cascade's squares and hand-drawn boxes differ
//! in what they count as face). Detections are taken best score first; each takes
//! the free matching box with the nearest centre; a box is matched at most once.

mod curve;
mod found;
mod plot;
mod truth;

use std::path::PathBuf;

use serde::Serialize;

use super::CommonArgs;
use crate::command::detect::SearchArgs;
use crate::failure::Result;
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::Rate;
use curve::Curve;
use found::Found;
use truth::{Kind, Truth};

/// Options of `eval detect`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
A detection matches a box when its centre lies in the box and its width is 0.5 to
2.6 times the box's; each box is matched at most once, each detection at most one.
Curves go down to a score of 0.01, whatever --score says.

Example:
  selfsame eval detect --root data --boxes data/boxes.csv --nonface data/nonface \\
    --other peers/yunet.jsonl --plot curves.svg --json detect.json")]
pub(crate) struct Args {
    /// Folder that the paths of the boxes start from
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// CSV file: image,xmin,ymin,xmax,ymax
    #[arg(long, value_name = "FILE")]
    boxes: PathBuf,
    /// Folder of pictures without any face
    #[arg(long, value_name = "DIR")]
    nonface: Option<PathBuf>,
    #[command(flatten)]
    search: SearchArgs,
    /// Write what was found into a file, in the form that --other takes
    #[arg(long, value_name = "FILE.jsonl")]
    found: Option<PathBuf>,
    /// What another detector found on the same pictures; may be given often
    #[arg(long, value_name = "FILE.jsonl")]
    other: Vec<PathBuf>,
    /// Draw recall against false positives into a file
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.detect/2`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    images: usize,
    boxes: u64,
    matched: u64,
    detections: usize,
    recall: Option<f64>,
    recall_n: u64,
    recall_interval: [f64; 2],
    false_positives: usize,
    images_with_false_positives: Rate,
    unlisted_images: usize,
    unlisted_false_positives: usize,
    nonface_images: Option<usize>,
    nonface_false_positives: Option<usize>,
    nonface_images_with_false_positives: Option<Rate>,
    options: Options,
    /// Ours first, then the others.
    curves: Vec<Curve>,
}

/// How the cascade searched.
#[derive(Serialize)]
struct Options {
    min_face: u32,
    scale_factor: f32,
    stride: u32,
    score: f32,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let finder = args.search.open(globals)?;
    let truth = Truth::read(&args.root, &args.boxes, args.nonface.as_deref())?;
    let others: Vec<Found> = args
        .other
        .iter()
        .map(|path| Found::read(path))
        .collect::<Result<_>>()?;
    let jobs = args.common.jobs();
    let bar = output.bar(Some(truth.pictures.len() as u64), "pictures");
    let ours = Found::search(&truth, &args.search, &finder, jobs, &bar)?;
    if let Some(path) = &args.found {
        files::write_whole(path, ours.lines()?.as_bytes())?;
    }
    let figures = figures(args, &truth, &ours, &others)?;
    if let Some(path) = &args.plot {
        let drawing = plot::svg(&figures.curves, truth.boxes(), truth.pictures.len());
        files::write_whole(path, drawing.as_bytes())?;
    }
    args.common.finish(output, &figures, &text(&figures))?;
    Ok(Exit::Pass)
}

fn figures(args: &Args, truth: &Truth, ours: &Found, others: &[Found]) -> Result<Figures> {
    let options = args.search.options();
    let mut tallies = Vec::new();
    for picture in &truth.pictures {
        let found = ours.of(&picture.image)?;
        let count = found.partition_point(|f| f.score >= options.score);
        let matched = truth::matches(&found[..count], &picture.boxes);
        tallies.push((picture.kind, matched.iter().filter(|m| **m).count(), count));
    }
    let of = |kind: Kind| tallies.iter().filter(move |t| t.0 == kind);
    let wrong = |kind: Kind| of(kind).map(|t| t.2 - t.1).collect::<Vec<_>>();
    let with = |counts: &[usize]| {
        let some = counts.iter().filter(|&&n| n > 0).count();
        Rate::of(some, counts.len())
    };
    let recall = Rate::of(of(Kind::Boxes).map(|t| t.1).sum(), truth.boxes());
    let nonface = args.nonface.as_ref().map(|_| wrong(Kind::Nonface));
    let (listed, unlisted) = (wrong(Kind::Boxes), wrong(Kind::Unlisted));
    let curves = std::iter::once(ours)
        .chain(others)
        .map(|found| Curve::of(found, truth))
        .collect::<Result<_>>()?;
    Ok(Figures {
        schema: "selfsame.eval.detect/2",
        images: listed.len(),
        boxes: recall.n,
        matched: recall.count,
        detections: of(Kind::Boxes).map(|t| t.2).sum(),
        recall: recall.rate,
        recall_n: recall.n,
        recall_interval: recall.interval,
        false_positives: listed.iter().sum(),
        images_with_false_positives: with(&listed),
        unlisted_images: unlisted.len(),
        unlisted_false_positives: unlisted.iter().sum(),
        nonface_images: nonface.as_ref().map(Vec::len),
        nonface_false_positives: nonface.as_ref().map(|n| n.iter().sum()),
        nonface_images_with_false_positives: nonface.as_ref().map(|n| with(n)),
        options: Options {
            min_face: options.min_face,
            scale_factor: options.scale_factor,
            stride: options.stride,
            score: options.score,
        },
        curves,
    })
}

fn text(figures: &Figures) -> String {
    let recall = Rate::of(figures.matched as usize, figures.boxes as usize);
    let mut text = format!(
        "recall                   {}\nfalse positives          {} on {} pictures with faces",
        recall.text(),
        figures.false_positives,
        figures.images
    );
    if figures.unlisted_images > 0 {
        text += &format!(
            "\n                         {} on {} pictures beside them without a box",
            figures.unlisted_false_positives, figures.unlisted_images
        );
    }
    if let (Some(wrong), Some(scenes)) = (figures.nonface_false_positives, figures.nonface_images) {
        text += &format!("\nnon-face false positives {wrong} on {scenes} pictures without");
    }
    text + "\n\n" + &curve::table(&figures.curves)
}
