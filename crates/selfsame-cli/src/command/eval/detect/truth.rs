//! What is on the pictures. Enters: a table of boxes, a folder without faces. Leaves: the
//! pictures with their boxes, and which detections match one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use selfsame::detect::{Bounds, Detection};

use super::super::table;
use crate::failure::{Failure, Result};
use crate::files;

/// Width of a detection over that of its box.
const WIDTHS: std::ops::RangeInclusive<f32> = 0.5..=2.6;
/// Pictures of `--nonface`.
const PICTURES: &[&str] = &["jpg", "jpeg", "png", "webp", "bmp", "pnm", "ppm", "pgm"];

/// Where a picture comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It has boxes.
    Boxes,
    /// It lies beside one that has, and has none.
    Unlisted,
    /// It shows no face.
    Nonface,
}

/// A picture and where its faces are.
pub(super) struct Picture {
    pub(super) kind: Kind,
    /// As results name it: from the root, with `/`.
    pub(super) image: String,
    pub(super) path: PathBuf,
    pub(super) boxes: Vec<Bounds>,
}

/// All pictures.
pub(super) struct Truth {
    pub(super) pictures: Vec<Picture>,
}

impl Truth {
    pub(super) fn read(root: &Path, table: &Path, nonface: Option<&Path>) -> Result<Self> {
        let listed = boxes(table)?;
        let rest = unlisted(root, listed.keys())?;
        let mut pictures: Vec<Picture> = listed
            .into_iter()
            .map(|(image, boxes)| Picture {
                kind: Kind::Boxes,
                path: root.join(&image),
                image,
                boxes,
            })
            .collect();
        let without = |kind: Kind, path: PathBuf| Picture {
            kind,
            image: files::relative(root, &path),
            path,
            boxes: Vec::new(),
        };
        pictures.extend(rest.into_iter().map(|path| without(Kind::Unlisted, path)));
        if let Some(folder) = nonface {
            let scenes = files::below(folder, PICTURES)?;
            if scenes.is_empty() {
                return Err(Failure::new(
                    "not_found",
                    format!("{}: no pictures in it", folder.display()),
                ));
            }
            pictures.extend(scenes.into_iter().map(|path| without(Kind::Nonface, path)));
        }
        Ok(Self { pictures })
    }

    /// How many boxes there are.
    pub(super) fn boxes(&self) -> usize {
        self.pictures.iter().map(|p| p.boxes.len()).sum()
    }
}

/// Pictures in the folders of the listed ones that have no box: there is no face
/// on them to find.
fn unlisted<'a>(root: &Path, images: impl Iterator<Item = &'a String>) -> Result<Vec<PathBuf>> {
    let listed: BTreeSet<PathBuf> = images.map(|image| root.join(image)).collect();
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

/// Which detections match a box; they come best score first. Whether one does depends only
/// on those before it, so a higher least score cuts the answer short and changes nothing else.
pub(super) fn matches(found: &[Detection], boxes: &[Bounds]) -> Vec<bool> {
    let mut free: Vec<&Bounds> = boxes.iter().collect();
    let matched = |face: &Detection| {
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
        nearest.map(|i| free.swap_remove(i)).is_some()
    };
    found.iter().map(matched).collect()
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
        assert_eq!(matches(&twice, &boxes), [true, false]);
        assert_eq!(matches(&[face(square(-8.0, -8.0, 26.0))], &boxes), [true]);
        assert_eq!(matches(&[face(square(-8.0, -8.0, 27.0))], &boxes), [false]);
        assert_eq!(matches(&[face(square(3.0, 3.0, 4.9))], &boxes), [false]);
        assert_eq!(matches(&[face(square(8.0, 0.0, 10.0))], &boxes), [false]);
        assert!(matches(&[], &boxes).is_empty());
    }

    #[test]
    fn overlapping_boxes_go_to_the_nearest() {
        let boxes = [square(0.0, 0.0, 20.0), square(5.0, 5.0, 20.0)];
        let both = [face(square(4.0, 4.0, 20.0)), face(square(1.0, 1.0, 20.0))];
        assert_eq!(matches(&both, &boxes), [true, true]);
    }
}
