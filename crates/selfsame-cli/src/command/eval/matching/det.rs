//! How both kinds of error trade off, and what quality has to do with them. Enters: scores.
//! Leaves: points of a curve, and FNMR by the quality of the poorer picture.

use std::collections::BTreeMap;

use selfsame::FalseMatchRate;
use selfsame::matching::{Comparison, GOOD_QUALITY, LEAST_QUALITY};
use serde::Serialize;

use super::curve::below;
use crate::stats::Rate;

/// A threshold and its errors.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Point {
    pub(super) threshold: f32,
    pub(super) fmr: f64,
    pub(super) fnmr: f64,
}

/// Each number of false matches up to this is a point; beyond, each that is a tenth larger.
const EACH: usize = 10;

/// The detection error trade-off (ISO/IEC 19795-1), by rising FMR, of ascending scores; none
/// where there is only one kind of pair.
pub(super) fn of(same: &[f32], different: &[f32]) -> Vec<Point> {
    let n = different.len();
    if same.is_empty() || n == 0 {
        return Vec::new();
    }
    let mut points: Vec<Point> = Vec::new();
    let mut allowed = 0;
    loop {
        // The highest score that may not match.
        let threshold = match n.checked_sub(allowed + 1) {
            Some(last) => different[last].next_up(),
            None => -1.0,
        };
        let point = Point {
            threshold,
            fmr: (n - below(different, threshold)) as f64 / n as f64,
            fnmr: below(same, threshold) as f64 / same.len() as f64,
        };
        if points.last().is_none_or(|last| last.fmr < point.fmr) {
            points.push(point);
        }
        if allowed >= n {
            return points;
        }
        allowed = (allowed + 1).max(if allowed > EACH { allowed * 11 / 10 } else { 0 });
        allowed = allowed.min(n);
    }
}

/// Pairs of one person whose poorer picture has a quality within a range.
#[derive(Debug, Serialize)]
pub(super) struct OfQuality {
    /// From, and up to and with.
    pub(super) quality: [u8; 2],
    pub(super) fnmr: BTreeMap<&'static str, Rate>,
}

/// Where the ranges begin.
const FROM: [u8; 6] = [0, 25, LEAST_QUALITY, GOOD_QUALITY, 85, 95];

/// FNMR by similarity alone, poor pairs as others.
pub(super) fn by_quality(same: &[Comparison]) -> Vec<OfQuality> {
    let range = |i: usize| {
        let to = FROM.get(i + 1).map_or(100, |next| next - 1);
        let quality = [FROM[i], to];
        let within = |c: &&Comparison| {
            let [a, b] = c.quality();
            (quality[0]..=quality[1]).contains(&a.min(b))
        };
        let pairs: Vec<&Comparison> = same.iter().filter(within).collect();
        let fnmr = FalseMatchRate::ALL.map(|rate| {
            let missed = pairs.iter().filter(|c| c.similarity() < rate.threshold());
            (rate.name(), Rate::of(missed.count(), pairs.len()))
        });
        OfQuality {
            quality,
            fnmr: fnmr.into(),
        }
    };
    (0..FROM.len()).map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_goes_from_no_false_match_to_all() {
        let same = [0.1, 0.5, 0.8];
        let different = [-0.2, 0.0, 0.3, 0.3, 0.6];
        let points = of(&same, &different);
        let rates: Vec<[f64; 2]> = points.iter().map(|p| [p.fmr, p.fnmr]).collect();
        let third = 1.0 / 3.0;
        assert_eq!(
            rates,
            [
                [0.0, 2.0 * third],
                // Two pairs are alike by 0.3: they match together.
                [0.2, third],
                [0.6, 0.0],
                [0.8, 0.0],
                [1.0, 0.0]
            ]
        );
        assert!(of(&same, &[]).is_empty() && of(&[], &different).is_empty());
    }

    #[test]
    fn a_long_curve_has_few_points() {
        let many: Vec<f32> = (0..1_000_000).map(|i| i as f32 / 1e6 - 0.5).collect();
        let points = of(&many, &many);
        assert!((100..200).contains(&points.len()), "{}", points.len());
        assert!(
            points
                .windows(2)
                .all(|w| w[0].fmr < w[1].fmr && w[0].fnmr >= w[1].fnmr)
        );
        assert_eq!(points.last().map(|p| p.fmr), Some(1.0));
    }
}
