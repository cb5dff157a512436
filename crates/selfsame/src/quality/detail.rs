//! How much detail a face keeps. Enters: a picture and a mesh. Leaves: how blurred the face is,
//! and how plainly the blocks of JPEG stand in it.

use crate::frame::Picture;
use crate::landmark::Mesh;
use crate::warp::{self, Affine};

/// Largest side of the cut-out, pixels: a face of more pixels is made smaller first, so that
/// what no network would see is not missed either.
const SIDE: f32 = 192.0;
/// Smallest face of which detail can be told, pixels.
const LEAST: usize = 24;
/// Half the width of the blur that the face is compared with.
const REACH: usize = 4;
/// Side of JPEG's blocks.
const BLOCK: usize = 8;

/// Luma, row by row.
struct Grey {
    levels: Vec<f32>,
    width: usize,
}

impl Grey {
    fn of(rgb: &[u8], width: usize) -> Self {
        let pixels = rgb.as_chunks::<3>().0.iter();
        let luma = |&[r, g, b]: &[u8; 3]| {
            0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b)
        };
        Self {
            levels: pixels.map(luma).collect(),
            width,
        }
    }

    fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.levels.chunks_exact(self.width)
    }

    fn turned(&self) -> Self {
        let height = self.levels.len() / self.width;
        let columns = (0..self.width).flat_map(|x| (0..height).map(move |y| (x, y)));
        let levels = columns.map(|(x, y)| self.levels[y * self.width + x]);
        Self {
            levels: levels.collect(),
            width: height,
        }
    }
}

/// How little is lost when the face is blurred once more, 0..=1: a sharp face loses much of its
/// differences between neighbours, a blurred one next to none. After Crete-Roffet et al., "The
/// blur effect", SPIE 6492, 2007. NaN for a face of one colour.
pub(super) fn blur(picture: &Picture, mesh: &Mesh) -> f32 {
    let around = mesh.region();
    // The face without the margin around it.
    let side = around.side / 1.7;
    // A mesh of wild numbers has no side.
    let size = (side.clamp(LEAST as f32, SIDE) as usize).max(LEAST);
    let map = Affine::square(around.centre, side, around.angle, size as u32);
    let grey = Grey::of(&warp::cut(picture, &map, size as u32, size as u32), size);
    let along = |grey: &Grey| {
        let (mut all, mut lost) = (0.0, 0.0);
        for row in grey.rows() {
            let blurred = blurred(row);
            for (sharp, blurred) in row.windows(2).zip(blurred.windows(2)) {
                let [sharp, blurred] = [sharp, blurred].map(|pair| (pair[1] - pair[0]).abs());
                all += sharp;
                lost += (sharp - blurred).max(0.0);
            }
        }
        1.0 - lost / all
    };
    along(&grey).max(along(&grey.turned()))
}

/// The mean of each pixel and its neighbours in the row.
fn blurred(row: &[f32]) -> Vec<f32> {
    let last = row.len() - 1;
    let at = |x: usize| row[x.saturating_sub(REACH).min(last)];
    let mut sum: f32 = (0..=2 * REACH).map(at).sum();
    let mut means = Vec::with_capacity(row.len());
    for x in 0..row.len() {
        means.push(sum / (2 * REACH + 1) as f32);
        sum += at(x + 2 * REACH + 1) - at(x);
    }
    means
}

/// How much larger differences between neighbours are at the borders of JPEG's blocks than
/// within, as a share: 0 is none. It sees the blocks of the picture as it is: those of one that
/// was compressed and then made larger or smaller are elsewhere. None for a small face.
pub(super) fn blocks(picture: &Picture, mesh: &Mesh) -> Option<f32> {
    let bounds = mesh.bounds();
    let range = |from: f32, size: f32, most: u32| {
        let first = from.max(0.0) as usize / BLOCK * BLOCK;
        let end = ((from + size).max(0.0) as usize).min(most as usize);
        first..end.max(first)
    };
    let across = range(bounds.x, bounds.width, picture.width());
    let down = range(bounds.y, bounds.height, picture.height());
    if across.len() < LEAST || down.len() < LEAST {
        return None;
    }
    let wide = picture.width() as usize;
    let rows = down.flat_map(|y| {
        let from = 3 * (y * wide + across.start);
        &picture.rgb()[from..from + 3 * across.len()]
    });
    let rgb: Vec<u8> = rows.copied().collect();
    let grey = Grey::of(&rgb, across.len());
    let along = |grey: &Grey| {
        let (mut borders, mut within) = ([0.0f32; 2], [0.0f32; 2]);
        for row in grey.rows() {
            for (x, pair) in row.windows(2).enumerate() {
                let side = match x % BLOCK == BLOCK - 1 {
                    true => &mut borders,
                    false => &mut within,
                };
                side[0] += (pair[1] - pair[0]).abs();
                side[1] += 1.0;
            }
        }
        (borders[0] / borders[1]) / (within[0] / within[1]).max(1e-3)
    };
    Some(f32::midpoint(along(&grey), along(&grey.turned())) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_blurred_with_its_ends_going_on() {
        let mut row = vec![0.0; 20];
        row[10] = 9.0;
        let means = blurred(&row);
        assert!(means[6..=14].iter().all(|v| (v - 1.0).abs() < 1e-5));
        assert!(
            means[..6]
                .iter()
                .chain(&means[15..])
                .all(|v| v.abs() < 1e-5)
        );
        assert_eq!(blurred(&[5.0; 3]), [5.0; 3]);
        row[19] = 9.0;
        // The end and the four that it goes on for.
        assert!((blurred(&row)[19] - 5.0).abs() < 1e-5);
    }

    #[test]
    fn turning_changes_rows_and_columns_over() {
        let grey = Grey {
            levels: (0..6).map(|v| v as f32).collect(),
            width: 3,
        };
        let turned = grey.turned();
        assert_eq!(turned.levels, [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
        assert_eq!(turned.turned().levels, grey.levels);
    }
}
