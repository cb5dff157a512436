//! `eval landmarks`: mouth points against hand-set ones.
//!
//! iBUG 68-point files (.pts beside the picture). The twenty mouth points 48-67
//! are held against the mesh points nearest to them in meaning; the error of a
//! picture is their mean distance over the distance of the outer eye corners
//! (points 36 and 45), as usual for this set. The mesh has no point that was
//! trained on these annotations, so part of the error is a difference of meaning.

use std::path::{Path, PathBuf};

use selfsame::detect::{Bounds, DetectorOptions};
use selfsame::frame::open_still;
use selfsame::landmark::Mesh;
use selfsame::{Engine, FalseMatchRate};
use serde::Serialize;

use super::{CommonArgs, parallel};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::{Rate, percentile};

/// The mesh points for 48..=67.
const MOUTH: [usize; 20] = [
    61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87,
];
/// A face is the annotated one from this overlap of the boxes on. The annotation
/// has no forehead, so a perfect mesh overlaps by about 0.75.
const LEAST_OVERLAP: f32 = 0.3;

/// Options of `eval landmarks`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  selfsame eval landmarks --root helen --json landmarks.json")]
pub(crate) struct Args {
    /// Folder of .pts files, each beside its picture, with folders below it
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.landmarks/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    images: usize,
    failures: Rate,
    measured: usize,
    /// Mouth error over the distance of the outer eye corners.
    nme_median: Option<f64>,
    nme_p95: Option<f64>,
    nme_mean: Option<f64>,
    /// Median error of each of the points 48..=67.
    nme_median_by_point: Vec<Option<f64>>,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let files = files::below(&args.root, &["pts"])?;
    if files.is_empty() {
        return Err(Failure::new(
            "not_found",
            format!("{}: no .pts files in it", args.root.display()),
        ));
    }
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let bar = output.bar(Some(files.len() as u64), "pictures");
    let errors = parallel::map(&files, args.common.jobs(), &bar, |pts| {
        measure(&engine, pts)
    })?;
    let good: Vec<[f64; 20]> = errors.iter().copied().flatten().collect();
    let mut means: Vec<f64> = good.iter().map(|e| e.iter().sum::<f64>() / 20.0).collect();
    means.sort_by(f64::total_cmp);
    let by_point = (0..20)
        .map(|i| {
            let mut errors: Vec<f64> = good.iter().map(|e| e[i]).collect();
            errors.sort_by(f64::total_cmp);
            percentile(&errors, 0.5)
        })
        .collect();
    let figures = Figures {
        schema: "selfsame.eval.landmarks/1",
        images: files.len(),
        failures: Rate::of(files.len() - good.len(), files.len()),
        measured: good.len(),
        nme_median: percentile(&means, 0.5),
        nme_p95: percentile(&means, 0.95),
        nme_mean: crate::stats::mean(&means).map(|m| m.0),
        nme_median_by_point: by_point,
    };
    let percent = |v: Option<f64>| v.map_or("-".into(), |v| format!("{:.2} %", v * 100.0));
    let text = format!(
        "mouth error over eye distance  median {}, 95th percentile {} (n = {})\n\
         face not found                 {}",
        percent(figures.nme_median),
        percent(figures.nme_p95),
        figures.measured,
        figures.failures.text()
    );
    args.common.finish(output, &figures, &text)?;
    Ok(Exit::Pass)
}

/// Normalised error of each mouth point; none if the face was not found.
fn measure(engine: &Engine, pts: &Path) -> Result<Option<[f64; 20]>> {
    let truth = read_points(pts)?;
    let image = ["jpg", "jpeg", "png", "JPG"]
        .map(|extension| pts.with_extension(extension))
        .into_iter()
        .find(|path| path.is_file())
        .ok_or_else(|| {
            let place = pts.display();
            Failure::new("not_found", format!("{place}: no picture beside it"))
        })?;
    let picture = open_still(image)?;
    let annotated = around(&truth);
    // As stills are searched (`selfsame detect`): this measures landmarks, and a
    // face that the quick search loses has none.
    let search = DetectorOptions {
        scale_factor: 0.9,
        stride: 2,
        ..DetectorOptions::default()
    };
    let found = engine.faces(&picture, &search)?;
    let best = found
        .iter()
        .map(|face| (face.mesh.bounds().overlap(&annotated), &face.mesh))
        .filter(|(overlap, _)| *overlap >= LEAST_OVERLAP)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    Ok(best.map(|(_, mesh)| errors(mesh, &truth)))
}

fn errors(mesh: &Mesh, truth: &[[f32; 2]]) -> [f64; 20] {
    let eyes = distance(truth[36], truth[45]);
    std::array::from_fn(|i| {
        let [x, y, _] = mesh.points()[MOUTH[i]];
        distance([x, y], truth[48 + i]) / eyes
    })
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f64 {
    f64::from((a[0] - b[0]).hypot(a[1] - b[1]))
}

fn around(points: &[[f32; 2]]) -> Bounds {
    let low = |i: usize| points.iter().fold(f32::INFINITY, |m, p| m.min(p[i]));
    let high = |i: usize| points.iter().fold(f32::NEG_INFINITY, |m, p| m.max(p[i]));
    Bounds {
        x: low(0),
        y: low(1),
        width: (high(0) - low(0)).max(1.0),
        height: (high(1) - low(1)).max(1.0),
    }
}

/// The 68 points of a .pts file. Its first pixel's middle is at 1, here it is at
/// one half.
fn read_points(path: &Path) -> Result<Vec<[f32; 2]>> {
    let wrong = || {
        let place = path.display();
        Failure::new("format", format!("{place}: not a file of 68 points"))
    };
    let text = std::fs::read_to_string(path).map_err(|e| Failure::io(path.display(), &e))?;
    let body = text
        .split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'))
        .ok_or_else(wrong)?
        .0;
    let points: Vec<[f32; 2]> = body
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let mut numbers = line.split_whitespace().map(str::parse::<f32>);
            match (numbers.next(), numbers.next(), numbers.next()) {
                (Some(Ok(x)), Some(Ok(y)), None) if x.is_finite() && y.is_finite() => {
                    Ok([x - 0.5, y - 0.5])
                }
                _ => Err(wrong()),
            }
        })
        .collect::<Result<_>>()?;
    let apart = points.len() == 68 && distance(points[36], points[45]) > 0.0;
    apart.then_some(points).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_and_broken_files_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pts");
        let lines: String = (0..68).map(|i| format!("{i}.5 {}\n", 2 * i)).collect();
        let good = format!("version: 1\nn_points: 68\n{{\n{lines}}}\n");
        std::fs::write(&path, &good).unwrap();
        let points = read_points(&path).unwrap();
        assert_eq!((points.len(), points[1]), (68, [1.0, 1.5]));
        for (from, to) in [
            ("67.5 134\n", ""),
            ("67.5", "x"),
            ("}", ""),
            ("0.5 0", "0.5"),
        ] {
            std::fs::write(&path, good.replacen(from, to, 1)).unwrap();
            assert!(read_points(&path).is_err(), "{from} -> {to}");
        }
    }
}
