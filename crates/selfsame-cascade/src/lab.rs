//! Locally assembled binary codes. Enters: a pyramid level. Leaves: a byte for each 9x9
//! block: which of its eight outer 3x3 blocks are not brighter than the middle one.
//!
//! Source: Yan, Shan, Chen, Gao, "Locally Assembled Binary (LAB) feature with feature-centric
//! cascade for fast and accurate face detection", CVPR 2008. Sums of nine bytes fit 16 bits
//! and are made of three sums of three, so no integral image is needed.

use crate::buffer::grown;
use crate::grey::Grey;
use crate::model::{BLOCK, WINDOW};
use crate::simd::kernel;

/// The codes of one level, kept for the next.
#[derive(Default)]
pub(crate) struct Map {
    codes: Vec<u8>,
    width: usize,
    height: usize,
    sums: Vec<i16>,
    row: Vec<i16>,
}

impl Map {
    /// The codes, row by row.
    pub(crate) fn codes(&self) -> &[u8] {
        &self.codes[..self.width * self.height]
    }

    /// Length of a row of codes.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Of a level that is at least a window on each side.
    pub(crate) fn compute(&mut self, level: Grey<'_>) {
        let (width, height) = (level.width(), level.height());
        let across = width - 2;
        let sums = grown(&mut self.sums, across * (height - 2));
        let row = grown(&mut self.row, width);
        for (y, sums) in sums.chunks_exact_mut(across).enumerate() {
            let rows = [0, 1, 2].map(|i| level.row(y + i));
            sum(rows, row, sums);
        }
        self.width = width + 1 - BLOCK;
        self.height = height + 1 - BLOCK;
        let codes = grown(&mut self.codes, self.width * self.height);
        for (y, codes) in codes.chunks_exact_mut(self.width).enumerate() {
            let rows = [0, 3, 6].map(|dy| &sums[(y + dy) * across..][..across]);
            assemble(rows, row, codes);
        }
    }
}

kernel! {
    /// Sums of 3x3 pixels: three below each other, then three beside each other.
    fn sum / sum_plain(rows: [&[u8]; 3], column: &mut [i16], out: &mut [i16]) {
        let [a, b, c] = rows;
        for (((sum, a), b), c) in column.iter_mut().zip(a).zip(b).zip(c) {
            *sum = i16::from(*a) + i16::from(*b) + i16::from(*c);
        }
        let three = column[..column.len() - 2].iter().zip(&column[1..]).zip(&column[2..]);
        for (out, ((a, b), c)) in out.iter_mut().zip(three) {
            *out = a + b + c;
        }
    }
}

kernel! {
    /// Codes from the sums of three rows of blocks; the highest bit is the upper left block.
    ///
    /// `wide` takes them in 16 bits first: done in one, every comparison would be narrowed.
    fn assemble / assemble_plain(rows: [&[i16]; 3], wide: &mut [i16], out: &mut [u8]) {
        let n = out.len();
        let (above, beside, below) = (rows[0], rows[1], rows[2]);
        let (a, b, c) = (&above[..n], &above[3..][..n], &above[6..][..n]);
        let (d, middle, e) = (&beside[..n], &beside[3..][..n], &beside[6..][..n]);
        let (f, g, h) = (&below[..n], &below[3..][..n], &below[6..][..n]);
        let wide = &mut wide[..n];
        for x in 0..n {
            // Not brighter than the middle: darker than one more than it.
            let middle = middle[x] + 1;
            let mut code = i16::from(a[x] < middle);
            code = 2 * code + i16::from(b[x] < middle);
            code = 2 * code + i16::from(c[x] < middle);
            code = 2 * code + i16::from(d[x] < middle);
            code = 2 * code + i16::from(e[x] < middle);
            code = 2 * code + i16::from(f[x] < middle);
            code = 2 * code + i16::from(g[x] < middle);
            code = 2 * code + i16::from(h[x] < middle);
            wide[x] = code;
        }
        for (out, code) in out.iter_mut().zip(wide) {
            *out = *code as u8;
        }
    }
}

/// Whether a window has any contrast: a standard deviation above 10 levels.
pub(crate) fn has_contrast(level: Grey<'_>, x: usize, y: usize) -> bool {
    let (sum, squares) = moments(level, x, y);
    let area = (WINDOW * WINDOW) as f64;
    let mean = f64::from(sum) / area;
    (f64::from(squares) / area - mean * mean).sqrt() > 10.0
}

kernel! {
    /// Sums of a window's levels and of their squares.
    fn moments / moments_plain(level: Grey<'_>, x: usize, y: usize) -> (u32, u32) {
        // By column: 40 squares fit.
        let (mut sums, mut squares) = ([0u16; WINDOW], [0u32; WINDOW]);
        for row in y..y + WINDOW {
            let row = &level.row(row)[x..x + WINDOW];
            for ((sum, square), &level) in sums.iter_mut().zip(&mut squares).zip(row) {
                let level = u16::from(level);
                *sum += level;
                *square += u32::from(level * level);
            }
        }
        (sums.into_iter().map(u32::from).sum(), squares.into_iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(n: usize) -> Vec<u8> {
        (0..n).map(|i| (i * 7919 % 8191 % 256) as u8).collect()
    }

    #[test]
    fn codes_compare_the_blocks() {
        let (width, height) = (53, 44);
        let data = noise(width * height);
        let level = Grey::new(&data, width, height, width).unwrap();
        let mut map = Map::default();
        map.compute(level);
        assert_eq!((map.width(), map.codes().len()), (45, 45 * 36));
        for (x, y) in [(0, 0), (44, 35), (17, 8)] {
            let block = |bx: usize, by: usize| -> u32 {
                (0..9)
                    .map(|i| u32::from(level.row(y + 3 * by + i / 3)[x + 3 * bx + i % 3]))
                    .sum()
            };
            let outer = [
                (0, 0),
                (1, 0),
                (2, 0),
                (0, 1),
                (2, 1),
                (0, 2),
                (1, 2),
                (2, 2),
            ];
            let code = outer.iter().fold(0u32, |code, &(bx, by)| {
                code << 1 | u32::from(block(1, 1) >= block(bx, by))
            });
            assert_eq!(u32::from(map.codes()[y * 45 + x]), code);
        }
    }

    #[test]
    fn wide_and_plain_agree() {
        let data = noise(3 * 83);
        let rows = [&data[..83], &data[83..166], &data[166..]];
        let mut sums = [vec![0; 81], vec![0; 81]];
        let mut column = vec![0; 83];
        sum(rows, &mut column, &mut sums[0]);
        sum_plain(rows, &mut column, &mut sums[1]);
        assert_eq!(sums[0], sums[1]);
        let rows = [&sums[0][..60], &sums[0][10..70], &sums[0][20..80]];
        let mut codes = [vec![0; 54], vec![0; 54]];
        assemble(rows, &mut column, &mut codes[0]);
        assemble_plain(rows, &mut column, &mut codes[1]);
        assert_eq!(codes[0], codes[1]);
        let level = noise(60 * 50);
        let level = Grey::new(&level, 60, 50, 60).unwrap();
        assert_eq!(moments(level, 13, 9), moments_plain(level, 13, 9));
    }

    #[test]
    fn a_blank_wall_has_no_contrast() {
        let mut data = vec![90; 40 * 40];
        assert!(!has_contrast(Grey::new(&data, 40, 40, 40).unwrap(), 0, 0));
        data[..800].fill(140);
        assert!(has_contrast(Grey::new(&data, 40, 40, 40).unwrap(), 0, 0));
    }
}
