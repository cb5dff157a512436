//! A boosted classifier on all windows of a level. Enters: the level's codes. Leaves: the
//! windows that pass, with their sums, in the order in which they were looked at.
//!
//! Groups of ten features are the outer loop: their tables (10 KB) then stay in the first
//! cache, windows that fail are left out after each group, and eight windows go side by side,
//! so that their sums, each added up in the model's order, do not wait for each other.
//! Look-ups in tables of 256 numbers are plain loads: gathers were slower.

use crate::buffer::grown;
use crate::lab::Map;
use crate::model::{Boosted, CODES, GROUP, WINDOW};

/// Windows that go side by side.
const BESIDE: usize = 8;

/// Memory of a scan, and what the last one found.
#[derive(Default)]
pub(crate) struct Scan {
    /// Where the codes of each window begin.
    at: Vec<u32>,
    sums: Vec<f32>,
    /// How many of them passed.
    left: usize,
    offsets: Vec<u32>,
}

/// The windows of a level: every `step` pixels, as many as fit.
#[derive(Clone, Copy)]
pub(crate) struct Windows {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) step: usize,
}

impl Windows {
    pub(crate) fn of(width: usize, height: usize, step: usize) -> Self {
        Self {
            columns: (width - WINDOW) / step + 1,
            rows: (height - WINDOW) / step + 1,
            step,
        }
    }
}

impl Scan {
    /// Runs a classifier over all windows.
    pub(crate) fn run(&mut self, classifier: &Boosted, map: &Map, windows: Windows) {
        let width = map.width() as u32;
        self.offsets.clear();
        let places = classifier.places.iter();
        self.offsets
            .extend(places.map(|&[x, y]| u32::from(y) * width + u32::from(x)));
        let all = windows.columns * windows.rows;
        // What the look-ups behind the first group rely on.
        let last = (windows.rows - 1) * map.width() + windows.columns - 1;
        let farthest = self
            .offsets
            .iter()
            .max()
            .map_or(0, |&offset| offset as usize);
        assert!(last * windows.step + farthest < map.codes().len());
        let (at, sums) = (grown(&mut self.at, all), grown(&mut self.sums, all));
        let mut left = all;
        let groups = classifier.weights.chunks_exact(GROUP);
        let groups = groups.zip(self.offsets.chunks_exact(GROUP));
        for (number, ((weights, offsets), &least)) in groups.zip(&classifier.least).enumerate() {
            let group = Group {
                codes: map.codes(),
                weights,
                offsets,
                least,
            };
            let (at, sums) = (&mut at[..left], &mut sums[..left]);
            left = match (number, windows.step) {
                (0, 1) => group.first::<1>(windows, map.width(), at, sums),
                (0, 2) => group.first::<2>(windows, map.width(), at, sums),
                (0, 4) => group.first::<4>(windows, map.width(), at, sums),
                (0, _) => {
                    every(windows, map.width(), at);
                    sums.fill(0.0);
                    group.further(at, sums)
                }
                _ => group.further(at, sums),
            };
            if left == 0 {
                break;
            }
        }
        self.left = left;
    }

    /// What passed: where its codes begin, and its sum.
    pub(crate) fn passed(&self) -> impl Iterator<Item = (usize, f32)> {
        let at = self.at[..self.left].iter().map(|&at| at as usize);
        at.zip(self.sums.iter().copied())
    }
}

/// Where all windows begin.
fn every(windows: Windows, width: usize, at: &mut [u32]) {
    for (row, at) in at.chunks_exact_mut(windows.columns).enumerate() {
        for (column, at) in at.iter_mut().enumerate() {
            *at = ((row * width + column) * windows.step) as u32;
        }
    }
}

/// Ten features and the threshold behind them.
struct Group<'a> {
    codes: &'a [u8],
    weights: &'a [[f32; CODES]],
    offsets: &'a [u32],
    least: f32,
}

impl Group<'_> {
    /// The first group: windows lie side by side, `STEP` codes apart.
    fn first<const STEP: usize>(
        &self,
        windows: Windows,
        width: usize,
        at: &mut [u32],
        sums: &mut [f32],
    ) -> usize {
        let mut left = 0;
        for row in 0..windows.rows {
            let begin = row * STEP * width;
            let blocks = windows.columns / BESIDE;
            for block in 0..blocks {
                let start = begin + block * BESIDE * STEP;
                let mut sum = [0.0f32; BESIDE];
                for (weights, &offset) in self.weights.iter().zip(self.offsets) {
                    let codes = &self.codes[start + offset as usize..][..(BESIDE - 1) * STEP + 1];
                    for (lane, sum) in sum.iter_mut().enumerate() {
                        *sum += weights[usize::from(codes[lane * STEP])];
                    }
                }
                for (lane, &sum) in sum.iter().enumerate() {
                    // SAFETY: what passed is fewer than what was looked at, and `run` has made
                    // room for all windows.
                    unsafe { put(at, sums, left, (start + lane * STEP) as u32, sum) };
                    left += usize::from(sum >= self.least);
                }
            }
            for column in blocks * BESIDE..windows.columns {
                let start = (begin + column * STEP) as u32;
                let sum = self.one(start, 0.0);
                at[left] = start;
                sums[left] = sum;
                left += usize::from(sum >= self.least);
            }
        }
        left
    }

    /// A group behind the first: windows lie anywhere. Those that pass move to the front.
    fn further(&self, at: &mut [u32], sums: &mut [f32]) -> usize {
        let mut left = 0;
        let whole = at.len() - at.len() % BESIDE;
        for from in (0..whole).step_by(BESIDE) {
            let starts: [u32; BESIDE] = std::array::from_fn(|lane| at[from + lane]);
            let mut sum: [f32; BESIDE] = std::array::from_fn(|lane| sums[from + lane]);
            for (weights, &offset) in self.weights.iter().zip(self.offsets) {
                for (sum, start) in sum.iter_mut().zip(starts) {
                    // SAFETY: `at` holds windows of the level, none behind the last, and no
                    // offset is above the greatest: `run` has held their sum against the
                    // number of codes. `at` is private, and written only from such windows.
                    let code = unsafe { self.codes.get_unchecked((start + offset) as usize) };
                    *sum += weights[usize::from(*code)];
                }
            }
            for (start, sum) in starts.into_iter().zip(sum) {
                // SAFETY: what passed is fewer than what was looked at, which came from here.
                unsafe { put(at, sums, left, start, sum) };
                left += usize::from(sum >= self.least);
            }
        }
        for from in whole..at.len() {
            let start = at[from];
            let sum = self.one(start, sums[from]);
            at[left] = start;
            sums[left] = sum;
            left += usize::from(sum >= self.least);
        }
        left
    }

    fn one(&self, start: u32, mut sum: f32) -> f32 {
        for (weights, &offset) in self.weights.iter().zip(self.offsets) {
            sum += weights[usize::from(self.codes[(start + offset) as usize])];
        }
        sum
    }
}

/// Notes a window, whether it passes or not: the next one that is noted takes its place if
/// not. A branch would be guessed wrongly half of the time.
///
/// # Safety
/// `left` must be below the length of both.
#[inline(always)]
unsafe fn put(at: &mut [u32], sums: &mut [f32], left: usize, start: u32, sum: f32) {
    debug_assert!(left < at.len() && left < sums.len());
    // SAFETY: the caller keeps `left` below both lengths.
    unsafe {
        *at.get_unchecked_mut(left) = start;
        *sums.get_unchecked_mut(left) = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grey::Grey;

    #[test]
    fn what_passes_is_what_the_sums_say() {
        let (width, height) = (97, 63);
        let data: Vec<u8> = (0..width * height)
            .map(|i| (i * 7919 % 8191 % 256) as u8)
            .collect();
        let mut map = Map::default();
        map.compute(Grey::new(&data, width, height, width).unwrap());
        let number = |i: usize| (i * 2_654_435_761 % 1000) as f32 / 500.0 - 1.0;
        let classifier = Boosted {
            places: (0..30usize)
                .map(|i| [i * 7, i * 11].map(|at| (at % 32) as u8))
                .collect(),
            weights: (0..30)
                .map(|f| std::array::from_fn(|code| number(f * CODES + code)))
                .collect(),
            // About half pass each.
            least: vec![0.0, 0.3, 0.5],
        };
        let mut scan = Scan::default();
        for step in [1, 2, 3, 4, 7] {
            let windows = Windows::of(width, height, step);
            let mut wanted = Vec::new();
            for y in (0..=height - WINDOW).step_by(step) {
                for x in (0..=width - WINDOW).step_by(step) {
                    let at = y * map.width() + x;
                    let mut sum = 0.0f32;
                    let passes = (0..30).all(|f| {
                        let [dx, dy] = classifier.places[f].map(usize::from);
                        let code = map.codes()[at + dy * map.width() + dx];
                        sum += classifier.weights[f][usize::from(code)];
                        f % GROUP < GROUP - 1 || sum >= classifier.least[f / GROUP]
                    });
                    if passes {
                        wanted.push((at, sum));
                    }
                }
            }
            scan.run(&classifier, &map, windows);
            let found: Vec<_> = scan.passed().collect();
            assert_eq!(found, wanted, "step {step}");
            let all = windows.columns * windows.rows;
            assert!(!found.is_empty() && found.len() < all / 2, "step {step}");
        }
    }
}
