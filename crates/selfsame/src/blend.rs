//! Is this picture a blend of what was before and what comes after?
//!
//! Enters: pictures with a face, one after the other. Leaves: how much fine detail one of
//! the last pictures lacks that those before and after it have, where these differ. Two
//! clips that are faded into each other lie one over the other for some frames: edges of
//! either are there at half their strength, and half of the energy is gone. A head that
//! moves takes its edges along; where it blurs them, the blur is not the mean of its
//! neighbours.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use crate::detect::Bounds;
use crate::frame::Picture;

/// Pictures are made so wide, or a little more.
const WIDTH: u32 = 320;
/// Half the widths of the two means whose difference is the detail: structures of three
/// to nine pixels.
const FINE: usize = 1;
const COARSE: usize = 4;
/// The face's box is grown by this: hair and outline have the strongest edges.
const GROWN: f32 = 1.3;
/// And by this for the detail that is made: faces move while pictures are compared.
const MADE: f32 = 1.6;
/// Pictures before and after the one that is asked about: fades of one to eight frames.
const REACHES: [usize; 4] = [2, 3, 4, 6];
const MOST: usize = 2 * REACHES[3] + 1;
/// Pictures are looked at this often at most: a fade has a length in time.
const EVERY: Duration = Duration::from_millis(28);
/// Pictures further apart than this, each from the next, say nothing about each other.
const LOOSE: Duration = Duration::from_millis(70);
/// Least difference of the two ends, a share of their energy: 1 is "nothing in common".
/// What does not differ cannot be told from its blend.
const LEAST_DIFFERENCE: f32 = 0.2;
/// Least correlation of the middle with the mean of its ends. A picture that a quick turn
/// has blurred lacks detail as well, but is like neither end: with 0.4 the most that 19
/// recordings of people come to is 0.14, with 0.2 it is 0.29.
const LEAST_LIKENESS: f32 = 0.4;

/// The fine detail of one picture, around its face.
#[derive(Clone)]
struct Detail {
    time: Duration,
    /// Columns and rows of the whole picture, made smaller.
    size: [usize; 2],
    /// Those that were made.
    across: Range<usize>,
    down: Range<usize>,
    values: Vec<f32>,
}

/// The last pictures.
#[derive(Clone, Default)]
pub(crate) struct Blends(VecDeque<Detail>);

impl Blends {
    /// Looks at the next picture. Leaves the share of the detail's energy, 0..=1, that a
    /// blend among the last pictures lacks; 0 where there is none.
    pub(crate) fn look(&mut self, picture: &Picture, face: &Bounds, time: Duration) -> f32 {
        let last = self.0.back();
        if last.is_some_and(|last| time.saturating_sub(last.time) < EVERY) {
            return 0.0;
        }
        let detail = Detail::of(picture, face, time);
        let fits =
            |last: &Detail| last.size == detail.size && time.saturating_sub(last.time) <= LOOSE;
        if !last.is_some_and(fits) {
            self.0.clear();
        }
        self.0.push_back(detail);
        if self.0.len() > MOST {
            self.0.pop_front();
        }
        let scale = self.0[0].size[0] as f32 / picture.width() as f32;
        let lacks = REACHES.map(|reach| self.lack(reach, face, scale));
        lacks.into_iter().flatten().fold(0.0, f32::max)
    }

    /// What the picture `reach` before the last one lacks.
    fn lack(&self, reach: usize, face: &Bounds, scale: f32) -> Option<f32> {
        let last = self.0.len().checked_sub(1)?;
        let (a, b) = (&self.0[last.checked_sub(2 * reach)?], &self.0[last]);
        let middle = &self.0[last - reach];
        // Energies of the three, and what each pair has in common.
        let [mut aa, mut bb, mut mm, mut ab, mut am, mut bm] = [0.0f32; 6];
        let [across, down] = spans(face, GROWN, scale, b.size);
        let across = (across.start.next_multiple_of(2)..across.end).step_by(2);
        for y in (down.start.next_multiple_of(2)..down.end).step_by(2) {
            let rows = [a, b, middle].map(|detail| detail.row(y));
            let [Some(a), Some(b), Some(middle)] = rows else {
                continue;
            };
            for x in across.clone() {
                let at = [a, b, middle].map(|(from, row)| row.get(x.wrapping_sub(from)));
                if let [Some(a), Some(b), Some(m)] = at {
                    aa += a * a;
                    bb += b * b;
                    mm += m * m;
                    ab += a * b;
                    am += a * m;
                    bm += b * m;
                }
            }
        }
        let difference = 1.0 - ab / (aa * bb).sqrt().max(1.0);
        let likeness = (am + bm) / (mm * (aa + bb + 2.0 * ab)).sqrt().max(1.0);
        let blend = difference > LEAST_DIFFERENCE && likeness > LEAST_LIKENESS;
        blend.then(|| 1.0 - mm / aa.min(bb).max(1.0))
    }
}

impl Detail {
    fn of(picture: &Picture, face: &Bounds, time: Duration) -> Self {
        let by = (picture.width() / WIDTH).max(1) as usize;
        let (wide, width) = (picture.width() as usize, picture.width() as usize / by);
        let size = [width, picture.height() as usize / by];
        let scale = width as f32 / picture.width() as f32;
        let [across, down] = spans(face, MADE, scale, size);
        // Green is most of brightness; of large pictures every other pixel is enough.
        let step = by.div_ceil(2);
        let count = by.div_ceil(step).pow(2) as f32;
        let mut values = Vec::with_capacity(across.len() * down.len());
        for y in down.clone() {
            for x in across.clone() {
                let mut sum = 0u32;
                for j in (0..by).step_by(step) {
                    let row = (y * by + j) * wide + x * by;
                    for i in (0..by).step_by(step) {
                        sum += u32::from(picture.rgb()[3 * (row + i) + 1]);
                    }
                }
                values.push(sum as f32 / count);
            }
        }
        let fine = blurred(&values, across.len(), FINE);
        let coarse = blurred(&values, across.len(), COARSE);
        Self {
            time,
            size,
            across,
            down,
            values: fine.iter().zip(&coarse).map(|(f, c)| f - c).collect(),
        }
    }

    /// The first column that was made of a row of the picture, and its detail from there.
    fn row(&self, y: usize) -> Option<(usize, &[f32])> {
        let width = self.across.len();
        let at = self.down.contains(&y).then(|| y - self.down.start)?;
        Some((self.across.start, &self.values[at * width..][..width]))
    }
}

/// Columns and rows of the grown box of a face, in a picture of this size.
fn spans(face: &Bounds, grown: f32, scale: f32, size: [usize; 2]) -> [Range<usize>; 2] {
    let [x, y] = face.centre();
    let span = |middle: f32, length: f32, most: usize| {
        let half = length * grown / 2.0;
        let from = ((middle - half) * scale).max(0.0) as usize;
        let to = ((middle + half) * scale).max(0.0) as usize;
        from.min(most)..to.min(most)
    };
    [span(x, face.width, size[0]), span(y, face.height, size[1])]
}

/// Means of squares of pixels, `reach` to each side; at the edges of fewer.
fn blurred(values: &[f32], width: usize, reach: usize) -> Vec<f32> {
    if values.is_empty() {
        return Vec::new();
    }
    let height = values.len() / width;
    let mut across = vec![0.0; values.len()];
    for (from, to) in values
        .chunks_exact(width)
        .zip(across.chunks_exact_mut(width))
    {
        let mut sum: f32 = from[..reach.min(width)].iter().sum();
        for x in 0..width {
            if x + reach < width {
                sum += from[x + reach];
            }
            if x > reach {
                sum -= from[x - reach - 1];
            }
            let count = (x + reach + 1).min(width) - x.saturating_sub(reach);
            to[x] = sum / count as f32;
        }
    }
    let mut both = vec![0.0; values.len()];
    let mut sums = vec![0.0f32; width];
    let row = |y: usize| &across[y * width..(y + 1) * width];
    for y in 0..reach.min(height) {
        sums.iter_mut().zip(row(y)).for_each(|(sum, v)| *sum += v);
    }
    for y in 0..height {
        if y + reach < height {
            sums.iter_mut()
                .zip(row(y + reach))
                .for_each(|(sum, v)| *sum += v);
        }
        if y > reach {
            sums.iter_mut()
                .zip(row(y - reach - 1))
                .for_each(|(sum, v)| *sum -= v);
        }
        let count = (y + reach + 1).min(height) - y.saturating_sub(reach);
        let to = &mut both[y * width..(y + 1) * width];
        to.iter_mut()
            .zip(&sums)
            .for_each(|(to, sum)| *to = sum / count as f32);
    }
    both
}

impl std::fmt::Debug for Blends {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Blends({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Bounds = Bounds {
        x: 40.0,
        y: 20.0,
        width: 240.0,
        height: 200.0,
    };

    /// A face of a kind, moved: bars of many widths, which nothing but itself is like.
    fn picture(at: f32) -> Vec<f32> {
        (0..320 * 240)
            .map(|i| {
                let (x, y) = ((i % 320) as f32 - at, (i / 320) as f32);
                let bar = (x * 0.9 + (x / 11.0).sin() * 9.0).sin()
                    * (y * 0.7 + (y / 7.0).cos() * 5.0).sin();
                120.0 + 50.0 * bar
            })
            .collect()
    }

    fn shown(values: &[f32]) -> Picture {
        let rgb = values.iter().flat_map(|v| [*v as u8; 3]).collect();
        Picture::from_rgb(320, 240, rgb).unwrap()
    }

    /// The most that pictures come to.
    fn most(pictures: impl Iterator<Item = Vec<f32>>) -> f32 {
        let mut blends = Blends::default();
        let each = pictures.enumerate().map(|(i, values)| {
            let time = Duration::from_micros(33_333 * i as u64);
            blends.look(&shown(&values), &FACE, time)
        });
        each.fold(0.0, f32::max)
    }

    fn faded(over: usize, from: f32, to: f32) -> f32 {
        let (a, b) = (picture(from), picture(to));
        most((0..30).map(|i| {
            let part = (i as f32 - 14.0) / (over + 1) as f32;
            let part = part.clamp(0.0, 1.0);
            a.iter().zip(&b).map(|(a, b)| a + (b - a) * part).collect()
        }))
    }

    #[test]
    fn a_cross_fade_lacks_half_of_its_detail() {
        for over in [2, 4, 6, 8] {
            let lacks = faded(over, 0.0, 37.0);
            assert!(lacks > 0.35, "{over} frames: {lacks}");
        }
    }

    #[test]
    fn a_cut_and_a_head_that_moves_lack_nothing() {
        for speed in [0.0, 0.4, 1.0, 3.0, 9.0] {
            let lacks = most((0..30).map(|i| picture(i as f32 * speed)));
            assert!(lacks < 0.2, "{speed} pixels a frame: {lacks}");
        }
        assert!(faded(0, 0.0, 37.0) < 0.2);
        // Nor does a light that fades, or a face that is not there.
        let dim = |i: usize| {
            picture(0.0)
                .iter()
                .map(|v| v * (1.0 - i as f32 / 60.0))
                .collect()
        };
        assert!(most((0..30).map(dim)) < 0.2);
        assert_eq!(most((0..30).map(|_| vec![0.0; 320 * 240])), 0.0);
    }

    #[test]
    fn means_are_means_up_to_the_edges() {
        let values: Vec<f32> = (0..7 * 5).map(|i| ((i * 31) % 17) as f32).collect();
        for reach in [0, 1, 4, 9] {
            let got = blurred(&values, 7, reach);
            for (i, got) in got.iter().enumerate() {
                let near = |j: &usize| {
                    (j % 7).abs_diff(i % 7) <= reach && (j / 7).abs_diff(i / 7) <= reach
                };
                let all: Vec<f32> = (0..35).filter(near).map(|j| values[j]).collect();
                let mean = all.iter().sum::<f32>() / all.len() as f32;
                assert!((got - mean).abs() < 1e-4, "{reach} {i}: {got} {mean}");
            }
        }
    }
}
