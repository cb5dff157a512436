//! Makes a picture smaller by averages, so that texture does not alias into false faces.
//! Enters: a picture. Leaves: it at a size that is not larger on either side.

use crate::grey::Grey;
use crate::simd::kernel;

/// Memory of a reduction, kept for the next.
#[derive(Default)]
pub(crate) struct Reducer {
    sums: Vec<u32>,
}

impl Reducer {
    /// Each target pixel is the rounded mean of the whole source pixels that begin in it.
    pub(crate) fn reduce(&mut self, from: Grey<'_>, width: usize, height: usize, out: &mut [u8]) {
        debug_assert!(width <= from.width() && height <= from.height());
        debug_assert_eq!(out.len(), width * height);
        self.sums.resize(from.width(), 0);
        let begin = |i: usize, from: usize, to: usize| i * from / to;
        for (y, out) in out.chunks_exact_mut(width).enumerate() {
            let rows = begin(y, from.height(), height)..begin(y + 1, from.height(), height);
            self.sums.fill(0);
            for row in rows.clone() {
                add(from.row(row), &mut self.sums);
            }
            match from.width() / width {
                2 if from.width() == 2 * width => even::<2>(&self.sums, rows.len(), out),
                3 if from.width() == 3 * width => even::<3>(&self.sums, rows.len(), out),
                4 if from.width() == 4 * width => even::<4>(&self.sums, rows.len(), out),
                _ => {
                    let mut x = 0;
                    for (i, out) in out.iter_mut().enumerate() {
                        let end = begin(i + 1, from.width(), width);
                        let sum: u32 = self.sums[x..end].iter().sum();
                        *out = mean(sum, (rows.len() * (end - x)) as u32);
                        x = end;
                    }
                }
            }
        }
    }
}

kernel! {
    fn add / add_plain(row: &[u8], sums: &mut [u32]) {
        for (sum, &level) in sums.iter_mut().zip(row) {
            *sum += u32::from(level);
        }
    }
}

/// Means of `N` columns each.
fn even<const N: usize>(sums: &[u32], rows: usize, out: &mut [u8]) {
    let area = (rows * N) as u32;
    for (out, sums) in out.iter_mut().zip(sums.as_chunks::<N>().0) {
        *out = mean(sums.iter().sum(), area);
    }
}

/// Rounded; at most 255, since that is what was added up.
#[inline]
fn mean(sum: u32, area: u32) -> u8 {
    ((sum + area / 2) / area) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_of_the_pixels() {
        let data: Vec<u8> = (0..60).map(|i| (i * 37 % 256) as u8).collect();
        let from = Grey::new(&data, 10, 6, 10).unwrap();
        for (width, height) in [(5, 3), (3, 2), (10, 6), (1, 1), (7, 5), (2, 6)] {
            let mut out = vec![0; width * height];
            Reducer::default().reduce(from, width, height, &mut out);
            for (i, &level) in out.iter().enumerate() {
                let (x, y) = (i % width, i / width);
                let xs = x * 10 / width..(x + 1) * 10 / width;
                let mut pixels = Vec::new();
                for row in y * 6 / height..(y + 1) * 6 / height {
                    pixels.extend(from.row(row)[xs.clone()].iter().map(|&l| f64::from(l)));
                }
                let mean = pixels.iter().sum::<f64>() / pixels.len() as f64;
                assert!(
                    (mean - f64::from(level)).abs() <= 0.5,
                    "{width}x{height} {i}"
                );
            }
        }
    }

    #[test]
    fn wide_and_plain_agree() {
        let row: Vec<u8> = (0..77).map(|i| (i * 91 % 256) as u8).collect();
        let mut sums = [vec![3; 77], vec![3; 77]];
        add(&row, &mut sums[0]);
        add_plain(&row, &mut sums[1]);
        assert_eq!(sums[0], sums[1]);
    }
}
