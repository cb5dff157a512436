//! `eval detect`: recall and false positives of the cascade.
//!
//! A detection matches a box when its centre lies in the box and its width is
//! 0.5 to 2.6 times the box's (the cascade's squares and hand-drawn boxes differ
//! in what they count as face). Detections are taken best score first; each takes
//! the free matching box with the nearest centre; a box is matched at most once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use selfsame::detect::{Bounds, Detection};
use selfsame::frame::open_still;
use serde::Serialize;

use super::{CommonArgs, parallel, table};
use crate::command::detect::{SearchArgs, open_detector};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::Rate;

/// Width of a detection over that of its box.
const WIDTHS: std::ops::RangeInclusive<f32> = 0.5..=2.6;
/// Pictures of `--nonface`.
const PICTURES: &[&str] = &["jpg", "jpeg", "png", "webp", "bmp", "pnm", "ppm", "pgm"];

/// Options of `eval detect`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
A detection matches a box when its centre lies in the box and its width is 0.5 to
2.6 times the box's; each box is matched at most once, each detection at most one.

Example:
  selfsame eval detect --root data --boxes data/boxes.csv --nonface data/nonface \\
    --json detect.json")]
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
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.detect/1`.
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
}

/// How the cascade searched.
#[derive(Serialize)]
struct Options {
    min_face: u32,
    scale_factor: f32,
    stride: u32,
    score: f32,
}

/// Boxes matched and detections left over on one picture.
struct Tally {
    matched: usize,
    detections: usize,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let detector = open_detector(globals)?;
    let options = args.search.options();
    let images = boxes(&args.boxes)?;
    let jobs = args.common.jobs();
    let bar = output.bar(Some(images.len() as u64), "pictures with faces");
    let images: Vec<_> = images.into_iter().collect();
    let search = |path: &Path| -> Result<Vec<Detection>> {
        Ok(detector.detect(&open_still(path)?.to_grey(), &options)?)
    };
    let tallies = parallel::map(&images, jobs, &bar, |(image, boxes)| {
        let found = search(&args.root.join(image))?;
        Ok(Tally {
            matched: matches(&found, boxes),
            detections: found.len(),
        })
    })?;
    let rest = unlisted(&args.root, &images)?;
    let bar = output.bar(Some(rest.len() as u64), "pictures not listed");
    let rest = parallel::map(&rest, jobs, &bar, |path| Ok(search(path)?.len()))?;
    let mut nonface = None;
    if let Some(folder) = &args.nonface {
        let scenes = files::below(folder, PICTURES)?;
        if scenes.is_empty() {
            return Err(Failure::new(
                "not_found",
                format!("{}: no pictures in it", folder.display()),
            ));
        }
        let bar = output.bar(Some(scenes.len() as u64), "pictures without");
        nonface = Some(parallel::map(&scenes, jobs, &bar, |path| {
            Ok(search(path)?.len())
        })?);
    }
    let total: usize = images.iter().map(|(_, boxes)| boxes.len()).sum();
    let matched = tallies.iter().map(|t| t.matched).sum();
    let wrong = |t: &Tally| t.detections - t.matched;
    let recall = Rate::of(matched, total);
    let with = |counts: &[usize]| {
        let some = counts.iter().filter(|&&n| n > 0).count();
        Rate::of(some, counts.len())
    };
    let figures = Figures {
        schema: "selfsame.eval.detect/1",
        images: images.len(),
        boxes: recall.n,
        matched: recall.count,
        detections: tallies.iter().map(|t| t.detections).sum(),
        recall: recall.rate,
        recall_n: recall.n,
        recall_interval: recall.interval,
        false_positives: tallies.iter().map(wrong).sum(),
        images_with_false_positives: with(&tallies.iter().map(wrong).collect::<Vec<_>>()),
        unlisted_images: rest.len(),
        unlisted_false_positives: rest.iter().sum(),
        nonface_images: nonface.as_ref().map(Vec::len),
        nonface_false_positives: nonface.as_ref().map(|n| n.iter().sum()),
        nonface_images_with_false_positives: nonface.as_ref().map(|n| with(n)),
        options: Options {
            min_face: options.min_face,
            scale_factor: options.scale_factor,
            stride: options.stride,
            score: options.score,
        },
    };
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
    args.common.finish(output, &figures, &text)?;
    Ok(Exit::Pass)
}

/// Pictures in the folders of the listed ones that have no box: there is no face
/// on them to find.
fn unlisted(root: &Path, images: &[(String, Vec<Bounds>)]) -> Result<Vec<PathBuf>> {
    let listed: BTreeSet<PathBuf> = images.iter().map(|(image, _)| root.join(image)).collect();
    let folders: BTreeSet<&Path> = listed.iter().filter_map(|path| path.parent()).collect();
    let mut rest = Vec::new();
    for folder in folders {
        let entries = std::fs::read_dir(folder).map_err(|e| Failure::io(folder.display(), &e))?;
        rest.extend(entries.flatten().map(|entry| entry.path()).filter(|path| {
            files::has_extension(path, PICTURES) && path.is_file() && !listed.contains(path)
        }));
    }
    rest.sort();
    Ok(rest)
}

/// Boxes by picture.
fn boxes(path: &Path) -> Result<BTreeMap<String, Vec<Bounds>>> {
    let rows = table::read(path, ["image", "xmin", "ymin", "xmax", "ymax"])?;
    let mut images: BTreeMap<String, Vec<Bounds>> = BTreeMap::new();
    for (row, [image, x0, y0, x1, y1]) in rows.into_iter().enumerate() {
        let n = |text: &str| table::number::<f32>(path, row, text);
        let (x, y) = (n(&x0)?, n(&y0)?);
        let (width, height) = (n(&x1)? - x, n(&y1)? - y);
        if !(width > 0.0 && height > 0.0) {
            return Err(Failure::new(
                "format",
                format!("{}: line {}: an empty box", path.display(), row + 2),
            ));
        }
        images.entry(image).or_default().push(Bounds {
            x,
            y,
            width,
            height,
        });
    }
    Ok(images)
}

/// How many boxes are matched; `found` comes best score first.
fn matches(found: &[Detection], boxes: &[Bounds]) -> usize {
    let mut free: Vec<&Bounds> = boxes.iter().collect();
    for face in found {
        let [x, y] = face.bounds.centre();
        let distance = |b: &Bounds| {
            let [u, v] = b.centre();
            (x - u).hypot(y - v)
        };
        let fits = |b: &Bounds| {
            (b.x..=b.x + b.width).contains(&x)
                && (b.y..=b.y + b.height).contains(&y)
                && WIDTHS.contains(&(face.bounds.width / b.width))
        };
        let nearest = (0..free.len())
            .filter(|&i| fits(free[i]))
            .min_by(|&i, &j| distance(free[i]).total_cmp(&distance(free[j])));
        if let Some(i) = nearest {
            free.swap_remove(i);
        }
    }
    boxes.len() - free.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f32, y: f32, side: f32) -> Bounds {
        Bounds {
            x,
            y,
            width: side,
            height: side,
        }
    }

    fn face(bounds: Bounds) -> Detection {
        Detection { bounds, score: 3.0 }
    }

    #[test]
    fn a_box_is_matched_once_and_by_size() {
        let boxes = [square(0.0, 0.0, 10.0), square(100.0, 0.0, 10.0)];
        let twice = [face(boxes[0]), face(square(1.0, 1.0, 10.0))];
        assert_eq!(matches(&twice, &boxes), 1);
        assert_eq!(matches(&[face(square(-8.0, -8.0, 26.0))], &boxes), 1);
        assert_eq!(matches(&[face(square(-8.0, -8.0, 27.0))], &boxes), 0);
        assert_eq!(matches(&[face(square(3.0, 3.0, 4.9))], &boxes), 0);
        assert_eq!(matches(&[face(square(8.0, 0.0, 10.0))], &boxes), 0);
        assert_eq!(matches(&[], &boxes), 0);
    }

    #[test]
    fn overlapping_boxes_go_to_the_nearest() {
        let boxes = [square(0.0, 0.0, 20.0), square(5.0, 5.0, 20.0)];
        let both = [face(square(4.0, 4.0, 20.0)), face(square(1.0, 1.0, 20.0))];
        assert_eq!(matches(&both, &boxes), 2);
    }
}
