//! `eval match`: one-to-one matching of face pictures.
//!
//! Terms after ISO/IEC 19795-1. A pair with a picture in which no face can be
//! enrolled counts as not matching, as it would for a person; failures to enrol
//! are also told by themselves.

mod all;
mod curve;
mod det;
mod kept;
mod page;
mod spoil;
mod tail;
mod templates;
mod worth;

use std::path::{Path, PathBuf};

use selfsame::matching::Comparison;
use selfsame::template::Template;
use selfsame::{Engine, FalseMatchRate};
use serde::Serialize;

use super::{CommonArgs, table};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::Rate;
use all::AllPairs;
use curve::{Scores, TenFold};
use kept::Kept;
use spoil::Spoil;
use templates::{Enrolled, How, Picture, Templates};

/// Options of `eval match`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Of several faces in a picture the large and central one is taken. --all-pairs
compares every two pictures, a person being the file name up to its trailing _NNNN:
enough comparisons to set thresholds down to 1e-5.

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
    /// Keep templates in a file, and take from it what is there: a long list goes on where it
    /// stopped. They are compared as they are stored. Personal data: delete it afterwards
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Also write a page of figures and curves
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
    /// Also compare all pictures with each other
    #[arg(long)]
    all_pairs: bool,
    /// Of --all-pairs: two names that are one person's; may be given several times
    #[arg(long, value_name = "NAME=NAME", value_parser = two_names, requires = "all_pairs")]
    alias: Vec<[String; 2]>,
    /// Make the first picture of every pair worse first, a simulation: chip (the photo of an ID
    /// card's chip, 102x126, pale, JPEG), blur=N (hundredths of the distance of the eyes),
    /// small=N (times), jpeg=Q, noise=N (levels), dark=N, pale=N, shadow=N (per cent left),
    /// sunglasses, glare, mask, hand
    #[arg(long, value_name = "HOW")]
    spoil: Option<Spoil>,
    /// Make both pictures worse
    #[arg(long, requires = "spoil")]
    spoil_both: bool,
    /// Embed faces as they are, not their mirror images as well: half the time
    #[arg(long)]
    once: bool,
    /// Compare templates as they are stored, eight bits a number
    #[arg(long)]
    stored: bool,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// A listed pair: indices into the images.
struct Pair {
    same: bool,
    a: usize,
    b: usize,
}

/// `selfsame.eval.match/3`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    pairs: usize,
    same: usize,
    different: usize,
    images: usize,
    unreadable: Vec<String>,
    pairs_left_out: usize,
    failures_to_enrol: Rate,
    pairs_with_failure: usize,
    spoil: Option<Spoil>,
    spoil_both: bool,
    once: bool,
    stored: bool,
    accuracy: f64,
    accuracy_n: u64,
    accuracy_interval: [f64; 2],
    accuracy_threshold: f32,
    ten_fold: Option<TenFold>,
    eer: Option<f64>,
    eer_threshold: Option<f32>,
    eer_n: [usize; 2],
    fnmr: curve::ByRate,
    /// Pairs of which more is asked.
    poor_pairs: Rate,
    /// With more asked of those, as the SDK does.
    decided: curve::ByRate,
    largest_different: Option<f32>,
    median_same: Option<f64>,
    /// Pairs of one person by the unified quality of the poorer picture.
    fnmr_by_quality: Vec<det::OfQuality>,
    quality: Vec<worth::Worth>,
    det: Vec<det::Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all_pairs: Option<AllPairs>,
    engine: String,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let (pictures, listed) = read_pairs(&args.pairs, [args.spoil.is_some(), args.spoil_both])?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let templates = enrol_all(&engine, args, &pictures, output)?;
    let readable = |p: &&Pair| templates.is_readable(p.a) && templates.is_readable(p.b);
    let pairs: Vec<&Pair> = listed.iter().filter(readable).collect();
    let scored: Vec<(bool, Option<f32>)> = pairs
        .iter()
        .map(|p| (p.same, templates.similarity(p.a, p.b)))
        .collect();
    let scores = Scores::of(scored.iter().copied());
    let decided = Scores::of(pairs.iter().map(|p| {
        let comparison = templates.comparison(p.a, p.b);
        (p.same, comparison.map(|c| curve::more_asked(&c)))
    }));
    let compared = pairs.iter().filter_map(|p| templates.comparison(p.a, p.b));
    if let Some(path) = &args.scores {
        write_scores(path, &pictures, &listed, &templates)?;
    }
    let all_pairs = args
        .all_pairs
        .then(|| AllPairs::of(&templates, &pictures, &args.alias));
    let of_one: Vec<[usize; 2]> = pairs
        .iter()
        .filter(|p| p.same)
        .map(|p| [p.a, p.b])
        .collect();
    let compared_of_one: Vec<Comparison> = of_one
        .iter()
        .filter_map(|&[a, b]| templates.comparison(a, b))
        .collect();
    let best = scores.best_accuracy();
    let eer = scores.equal_error();
    let failed = templates.failed();
    let unreadable: Vec<String> = templates
        .unreadable()
        .map(|i| pictures[i].path.clone())
        .collect();
    let figures = Figures {
        schema: "selfsame.eval.match/3",
        pairs: listed.len(),
        same: scores.same().len(),
        different: scores.different().len(),
        images: pictures.len(),
        failures_to_enrol: Rate::of(failed, pictures.len() - unreadable.len()),
        unreadable,
        pairs_left_out: listed.len() - pairs.len(),
        pairs_with_failure: scored.iter().filter(|(_, s)| s.is_none()).count(),
        spoil: args.spoil,
        spoil_both: args.spoil_both,
        once: args.once,
        stored: args.stored || args.keep.is_some(),
        accuracy: best.rate.rate.unwrap_or(0.0),
        accuracy_n: best.rate.n,
        accuracy_interval: best.rate.interval,
        accuracy_threshold: best.threshold,
        ten_fold: Scores::ten_fold(&scored),
        eer: eer.map(|e| e.0),
        eer_threshold: eer.map(|e| e.1),
        eer_n: [scores.same().len(), scores.different().len()],
        fnmr: scores.by_rate(),
        poor_pairs: Rate::of(
            compared.clone().filter(Comparison::is_poor).count(),
            compared.count(),
        ),
        decided: decided.by_rate(),
        largest_different: scores.different().last().copied(),
        median_same: {
            let same: Vec<f64> = scores.same().iter().map(|&s| f64::from(s)).collect();
            crate::stats::percentile(&same, 0.5)
        },
        fnmr_by_quality: det::by_quality(&compared_of_one),
        det: det::of(scores.same(), scores.different()),
        quality: worth::of(&templates, pictures.len(), &of_one),
        all_pairs,
        engine: engine.made_by().engine.clone(),
    };
    if let Some(path) = &args.report {
        let page = page::of(&figures, scores.same(), scores.different());
        files::write_whole(path, page.as_bytes())?;
    }
    args.common.finish(output, &figures, &text(&figures))?;
    Ok(Exit::Pass)
}

fn text(figures: &Figures) -> String {
    let mut lines = vec![
        format!(
            "pairs             {} ({} same, {} different), {} pictures",
            figures.pairs, figures.same, figures.different, figures.images
        ),
        format!(
            "not readable      {} pictures, {} pairs left out",
            figures.unreadable.len(),
            figures.pairs_left_out
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
    if let Some(fold) = &figures.ten_fold {
        lines.push(format!(
            "ten-fold          {:.5}, standard error {:.5}",
            fold.mean, fold.standard_error
        ));
    }
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
    lines.push(format!("poor pairs        {}", figures.poor_pairs.text()));
    for (name, at) in &figures.decided {
        lines.push(format!(
            "  with more asked of them, at {name}: FNMR {}, FMR {}",
            at.fnmr_rate.text(),
            at.fmr_rate.text()
        ));
    }
    lines.push("quality, and its correlation with likeness of one person's pairs".into());
    lines.extend(worth::lines(&figures.quality));
    if let Some(all) = &figures.all_pairs {
        lines.extend(all.lines());
    }
    lines.join("\n")
}

fn two_names(text: &str) -> std::result::Result<[String; 2], String> {
    match text.split_once('=') {
        Some((a, b)) if !a.is_empty() && !b.is_empty() => Ok([a.to_owned(), b.to_owned()]),
        _ => Err("two names with '=' between them".to_owned()),
    }
}

/// The pictures, each once, and the pairs.
/// `spoilt`: the first picture of each pair, and the second.
fn read_pairs(path: &Path, spoilt: [bool; 2]) -> Result<(Vec<Picture>, Vec<Pair>)> {
    let mut pictures: Vec<Picture> = Vec::new();
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
        let mut at = |path: String, spoilt: bool| {
            let picture = Picture { path, spoilt };
            *index.entry(picture).or_insert_with_key(|picture| {
                pictures.push(picture.clone());
                pictures.len() - 1
            })
        };
        pairs.push(Pair {
            same,
            a: at(a, spoilt[0]),
            b: at(b, spoilt[1]),
        });
    }
    Ok((pictures, pairs))
}

fn enrol_all(
    engine: &Engine,
    args: &Args,
    pictures: &[Picture],
    output: &Output,
) -> Result<Templates> {
    let bar = output.bar(Some(pictures.len() as u64), "enrolling");
    let how = How {
        root: &args.root,
        spoil: args.spoil,
        once: args.once,
    };
    let kept = Kept::open(args.keep.as_deref(), engine, &how)?;
    let enrolled = super::parallel::map(pictures, args.common.jobs(), &bar, |picture| {
        let enrolled = kept.or(picture, || templates::enrol(engine, &how, picture))?;
        match enrolled {
            Enrolled::Template(template, assessment) if args.stored => {
                let template = Template::from_bytes(&template.to_bytes())?;
                Ok(Enrolled::Template(template, assessment))
            }
            other => Ok(other),
        }
    })?;
    Ok(Templates::new(enrolled))
}

fn write_scores(
    path: &Path,
    pictures: &[Picture],
    pairs: &[Pair],
    templates: &Templates,
) -> Result<()> {
    let mut text = String::from("image_a,image_b,same,similarity\n");
    for pair in pairs {
        let similarity = templates
            .similarity(pair.a, pair.b)
            .map_or(String::new(), |s| s.to_string());
        let (a, b) = (&pictures[pair.a].path, &pictures[pair.b].path);
        text += &format!("{a},{b},{},{similarity}\n", u8::from(pair.same));
    }
    files::write_whole(path, text.as_bytes())
}
