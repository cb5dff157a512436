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
    windows: Vec<Begun>,
    /// How many of them passed.
    left: usize,
    offsets: Vec<u32>,
}

/// A window that has passed so far.
#[derive(Clone, Copy, Default)]
struct Begun {
    /// Where its codes begin.
    at: u32,
    sum: f32,
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
        // What the look-ups rely on.
        let last = (windows.rows - 1) * map.width() + windows.columns - 1;
        let farthest = self
            .offsets
            .iter()
            .max()
            .map_or(0, |&offset| offset as usize);
        assert!(last * windows.step + farthest < map.codes().len());
        let begun = grown(&mut self.windows, all);
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
            let begun = &mut begun[..left];
            left = match (number, windows.step) {
                (0, 1) => group.first::<1>(windows, map.width(), begun),
                (0, 2) => group.first::<2>(windows, map.width(), begun),
                (0, 4) => group.first::<4>(windows, map.width(), begun),
                (0, _) => {
                    every(windows, map.width(), begun);
                    group.further(begun)
                }
                _ => group.further(begun),
            };
            if left == 0 {
                break;
            }
        }
        self.left = left;
    }

    /// What passed: where its codes begin, and its sum.
    pub(crate) fn passed(&self) -> impl Iterator<Item = (usize, f32)> {
        let passed = self.windows[..self.left].iter();
        passed.map(|window| (window.at as usize, window.sum))
    }
}

/// All windows, before anything was added up.
fn every(windows: Windows, width: usize, begun: &mut [Begun]) {
    for (row, begun) in begun.chunks_exact_mut(windows.columns).enumerate() {
        for (column, begun) in begun.iter_mut().enumerate() {
            let at = ((row * width + column) * windows.step) as u32;
            *begun = Begun { at, sum: 0.0 };
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
        begun: &mut [Begun],
    ) -> usize {
        let mut left = 0;
        for row in 0..windows.rows {
            let begin = row * STEP * width;
            let blocks = windows.columns / BESIDE;
            for block in 0..blocks {
                let start = begin + block * BESIDE * STEP;
                let mut sum = [0.0f32; BESIDE];
                for (weights, &offset) in self.weights.iter().zip(self.offsets) {
                    let start = start + offset as usize;
                    for (lane, sum) in sum.iter_mut().enumerate() {
                        // SAFETY: these are windows of the level, none behind the last, and
                        // no offset is above the greatest: `run` has held their sum against
                        // the number of codes.
                        let code = unsafe { *self.codes.get_unchecked(start + lane * STEP) };
                        *sum += weights[usize::from(code)];
                    }
                }
                for (lane, sum) in sum.into_iter().enumerate() {
                    let at = (start + lane * STEP) as u32;
                    // SAFETY: what passed is fewer than what was looked at, and `run` has made
                    // room for all windows.
                    unsafe { put(begun, left, Begun { at, sum }) };
                    left += usize::from(sum >= self.least);
                }
            }
            for column in blocks * BESIDE..windows.columns {
                let at = (begin + column * STEP) as u32;
                let sum = self.one(Begun { at, sum: 0.0 });
                begun[left] = Begun { at, sum };
                left += usize::from(sum >= self.least);
            }
        }
        left
    }

    /// A group behind the first: windows lie anywhere. Those that pass move to the front.
    fn further(&self, begun: &mut [Begun]) -> usize {
        let mut left = 0;
        let whole = begun.len() - begun.len() % BESIDE;
        for from in (0..whole).step_by(BESIDE) {
            let eight: [Begun; BESIDE] = begun[from..].as_chunks().0[0];
            // Lengthened once for each window, so that a look-up is two instructions.
            let starts = eight.map(|window| window.at as usize);
            let mut sums = eight.map(|window| window.sum);
            for (weights, &offset) in self.weights.iter().zip(self.offsets) {
                let codes = &self.codes[offset as usize..];
                for (sum, start) in sums.iter_mut().zip(starts) {
                    // SAFETY: `begun` holds windows of the level, none behind the last, and no
                    // offset is above the greatest: `run` has held their sum against the
                    // number of codes. It is private, and written only from such windows.
                    let code = unsafe { *codes.get_unchecked(start) };
                    *sum += weights[usize::from(code)];
                }
            }
            for (window, sum) in eight.into_iter().zip(sums) {
                // SAFETY: what passed is fewer than what was looked at, which came from here.
                unsafe { put(begun, left, Begun { sum, ..window }) };
                left += usize::from(sum >= self.least);
            }
        }
        for from in whole..begun.len() {
            let window = begun[from];
            let sum = self.one(window);
            begun[left] = Begun { sum, ..window };
            left += usize::from(sum >= self.least);
        }
        left
    }

    fn one(&self, Begun { at, mut sum }: Begun) -> f32 {
        for (weights, &offset) in self.weights.iter().zip(self.offsets) {
            sum += weights[usize::from(self.codes[(at + offset) as usize])];
        }
        sum
    }
}

/// Notes a window, whether it passes or not: the next one that is noted takes its place if
/// not. A branch would be guessed wrongly half of the time.
///
/// # Safety
/// `left` must be below the length.
#[inline(always)]
unsafe fn put(begun: &mut [Begun], left: usize, window: Begun) {
    debug_assert!(left < begun.len());
    // SAFETY: the caller keeps `left` below the length.
    unsafe { *begun.get_unchecked_mut(left) = window };
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
