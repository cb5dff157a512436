//! Which readings are of one word?
//!
//! Enters: readings by one mouth in one session, and which of them are claimed to be of
//! one word. Leaves: how much likelier that is than that another string was read, whose
//! repeats lie elsewhere.
//!
//! Method: a reading is a point in a space in which words vary around what all have in
//! common, and readings around their word; along each axis both are Gaussian, and the
//! axes are those that tell words apart best. Two readings of one word share what the word
//! adds, so the ratio of "one word" over "two words" has a closed form (Prince and Elder,
//! ICCV 2007). No model of any word is in it: it knows how much lips differ between words
//! and how much from one reading of a word to the next, and so it needs not to know the
//! words, the language or the person.

mod format;
mod pattern;
mod shape;

use std::sync::LazyLock;

pub use pattern::{Pair, others, pattern};
pub use shape::{SHAPE, Shape, shape};

/// Compiled in, as the word models are: a swapped file would be a bypass.
const BUILT_IN: &str = include_str!("../../../models/repeats.toml");

/// So many readings are not what they seem: a stumble, an interval that was not found
/// well. One pair speaks at most so much against a session as the log of this: as much as
/// one digit may speak against it ([`crate::words::MOST_AGAINST`] is 3.0).
const STRAY: f32 = 0.05;

/// One direction of a reading's shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// How much words vary along it: the variance of a word's mean, in units of that of
    /// readings of one word.
    pub between: f32,
    /// The direction: its length makes readings of one word vary by 1.
    pub direction: Shape,
}

/// What tells readings of one word from readings of two.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    mean: Shape,
    axes: Vec<Axis>,
    slope: f32,
}

/// A reading in a metric's space.
#[derive(Debug, Clone, PartialEq)]
pub struct Point(Vec<f32>);

impl Metric {
    /// From the mean of all readings, axes, and what ratios of pairs have to be multiplied
    /// with to mean what they say; [`Self::parse`] takes them from a file.
    #[must_use]
    pub fn new(mean: Shape, axes: Vec<Axis>, slope: f32) -> Self {
        Self { mean, axes, slope }
    }

    /// The one of this release: models/README.md says from whom.
    #[must_use]
    pub fn built_in() -> &'static Self {
        // A test parses it: a release whose own weights are broken is not built.
        static METRIC: LazyLock<Metric> =
            LazyLock::new(|| Metric::parse(BUILT_IN).expect("the built-in metric is valid"));
        &METRIC
    }

    /// The axes, the best first.
    #[must_use]
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// The same with another slope.
    #[must_use]
    pub fn with_slope(self, slope: f32) -> Self {
        Self { slope, ..self }
    }

    /// Where a reading lies.
    #[must_use]
    pub fn point(&self, shape: &Shape) -> Point {
        let along = |axis: &Axis| {
            let each = axis.direction.iter().zip(shape).zip(&self.mean);
            each.map(|((d, s), m)| d * (s - m)).sum()
        };
        Point(self.axes.iter().map(along).collect())
    }

    /// Natural log of the likelihood that two readings are of one word over that of two
    /// words drawn by chance, before it is calibrated.
    #[must_use]
    pub fn alike(&self, a: &Point, b: &Point) -> f32 {
        let axes = self.axes.iter().zip(a.0.iter().zip(&b.0));
        axes.map(|(axis, (a, b))| {
            let between = axis.between;
            let squares = a * a + b * b;
            let (one, two) = (1.0 + 2.0 * between, 1.0 + between);
            let together = (two * squares - 2.0 * between * a * b) / one;
            two.ln() - 0.5 * one.ln() - 0.5 * (together - squares / two)
        })
        .sum()
    }

    /// The same, calibrated and bounded below.
    fn pair(&self, a: Option<&Point>, b: Option<&Point>) -> f32 {
        let (Some(a), Some(b)) = (a, b) else {
            // Not seen: speaks neither way.
            return 0.0;
        };
        let ratio = self.slope * self.alike(a, b);
        // For large ratios the exponential would be infinite.
        match ratio > 20.0 {
            true => ratio,
            false => ((1.0 - STRAY) * ratio.exp() + STRAY).ln(),
        }
    }

    /// Natural log of the likelihood of the readings if just the claimed pairs are of one
    /// word each, over the mean of the same for every other string with as many repeats,
    /// in which no word follows itself. None where nothing is claimed or no other string
    /// has so many repeats. Readings that were not found speak neither way.
    #[must_use]
    pub fn ratio(&self, readings: &[Option<Point>], claimed: &[Pair]) -> Option<f32> {
        let decoys = others(readings.len(), claimed);
        if claimed.is_empty() || decoys.is_empty() {
            return None;
        }
        let at = |i: usize| readings.get(i).and_then(Option::as_ref);
        let of = |pairs: &[Pair]| -> f32 {
            pairs
                .iter()
                .map(|pair| self.pair(at(pair.0), at(pair.1)))
                .sum()
        };
        let each: Vec<f32> = decoys.iter().map(|pairs| of(pairs)).collect();
        let most = each.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = each.iter().map(|ratio| (ratio - most).exp()).sum();
        Some(of(claimed) - most - (sum / each.len() as f32).ln())
    }
}

#[cfg(test)]
mod tests;
