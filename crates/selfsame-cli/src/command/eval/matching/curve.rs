//! Error rates from scores.

use std::collections::BTreeMap;

use selfsame::FalseMatchRate;
use selfsame::matching::{Comparison, POOR_MARGIN};
use serde::Serialize;

use crate::stats::Rate;

/// Lower than any cosine: what a failed enrolment counts as.
const NEVER: f32 = -2.0;

/// Scores of pairs of one person and of two, ascending.
pub(super) struct Scores {
    same: Vec<f32>,
    different: Vec<f32>,
}

/// Figures by the name of a false-match rate.
pub(super) type ByRate = BTreeMap<&'static str, AtRate>;

/// Errors at one of the SDK's thresholds, and what this data says of the rate.
#[derive(Serialize)]
pub(super) struct AtRate {
    /// The SDK's threshold for the rate.
    pub(super) threshold: f32,
    /// Share of pairs of one person that do not match at it.
    pub(super) fnmr: Option<f64>,
    pub(super) fnmr_rate: Rate,
    /// Share of pairs of two persons that match at it.
    pub(super) fmr_rate: Rate,
    /// Share of all pairs that it decides rightly.
    pub(super) accuracy: Rate,
    /// The least threshold that keeps the rate on this data; none if there are
    /// too few pairs of two persons to tell.
    pub(super) measured_threshold: Option<f32>,
    /// FNMR at that threshold.
    pub(super) measured_fnmr: Option<Rate>,
}

/// Parts of the ten-fold accuracy.
const FOLDS: usize = 10;

/// Accuracy by cross-validation.
#[derive(Serialize)]
pub(super) struct TenFold {
    pub(super) mean: f64,
    /// Of the mean, over the parts.
    pub(super) standard_error: f64,
}

/// The threshold with the fewest errors.
pub(super) struct Best {
    pub(super) threshold: f32,
    pub(super) rate: Rate,
}

impl Scores {
    /// `(same, similarity)`, none for a failed enrolment.
    pub(super) fn of(pairs: impl Iterator<Item = (bool, Option<f32>)>) -> Self {
        let (mut same, mut different) = (Vec::new(), Vec::new());
        for (is_same, score) in pairs {
            let side = if is_same { &mut same } else { &mut different };
            side.push(score.unwrap_or(NEVER));
        }
        same.sort_by(f32::total_cmp);
        different.sort_by(f32::total_cmp);
        Self { same, different }
    }

    pub(super) fn same(&self) -> &[f32] {
        &self.same
    }

    pub(super) fn different(&self) -> &[f32] {
        &self.different
    }

    fn fnmr(&self, threshold: f32) -> Rate {
        Rate::of(below(&self.same, threshold), self.same.len())
    }

    fn fmr(&self, threshold: f32) -> Rate {
        let n = self.different.len();
        Rate::of(n - below(&self.different, threshold), n)
    }

    /// Every threshold that could matter, ascending, and one above all.
    fn thresholds(&self) -> Vec<f32> {
        let mut all: Vec<f32> = self.same.iter().chain(&self.different).copied().collect();
        all.push(f32::INFINITY);
        all.sort_by(f32::total_cmp);
        all.dedup();
        all
    }

    fn right(&self, threshold: f32) -> usize {
        self.same.len() - below(&self.same, threshold) + below(&self.different, threshold)
    }

    /// The most favourable threshold: an upper bound for any fixed one.
    pub(super) fn best_accuracy(&self) -> Best {
        let mut best = (NEVER, 0);
        for threshold in self.thresholds() {
            let right = self.right(threshold);
            if right > best.1 {
                best = (threshold, right);
            }
        }
        Best {
            threshold: best.0.min(1.0),
            rate: Rate::of(best.1, self.same.len() + self.different.len()),
        }
    }

    /// The middle between a threshold and the next score below it: of pairs that decided
    /// nothing about it, some lie between.
    fn between(&self, threshold: f32) -> f32 {
        let sides = [&self.same, &self.different].into_iter();
        let below = sides.filter_map(|side| side[..below(side, threshold)].last());
        let next = below.copied().fold(NEVER, f32::max);
        f32::midpoint(next, threshold)
    }

    /// Where FNMR and FMR meet: their mean at the threshold at which they are
    /// nearest, and that threshold.
    pub(super) fn equal_error(&self) -> Option<(f64, f32)> {
        let (same, different) = (self.same.len(), self.different.len());
        if same == 0 || different == 0 {
            return None;
        }
        let rates = |threshold| {
            let fnmr = below(&self.same, threshold) as f64 / same as f64;
            let fmr = (different - below(&self.different, threshold)) as f64 / different as f64;
            (fnmr, fmr)
        };
        let gap = |threshold: f32| {
            let (fnmr, fmr) = rates(threshold);
            (fnmr - fmr).abs()
        };
        let threshold = self
            .thresholds()
            .into_iter()
            .min_by(|a, b| gap(*a).total_cmp(&gap(*b)))?;
        let (fnmr, fmr) = rates(threshold);
        Some((f64::midpoint(fnmr, fmr), threshold))
    }

    /// Accuracy over ten parts of the pairs, as LFW's protocol wants it: each part is decided
    /// at the threshold that suits the nine others best. None for fewer pairs than parts.
    pub(super) fn ten_fold(pairs: &[(bool, Option<f32>)]) -> Option<TenFold> {
        let [same, different] = [true, false].map(|kind| {
            let of_kind = pairs.iter().filter(|(same, _)| *same == kind);
            of_kind.copied().collect::<Vec<_>>()
        });
        if same.len().min(different.len()) < FOLDS {
            return None;
        }
        let in_fold = |fold: usize, i: usize, n: usize| i * FOLDS / n == fold;
        let part = |fold: usize, inside: bool| {
            let kinds = [&same, &different].into_iter();
            Self::of(kinds.flat_map(|kind| {
                let n = kind.len();
                let chosen = kind.iter().enumerate();
                let chosen = chosen.filter(move |(i, _)| in_fold(fold, *i, n) == inside);
                chosen.map(|(_, pair)| *pair)
            }))
        };
        let accuracies: Vec<f64> = (0..FOLDS)
            .map(|fold| {
                let others = part(fold, false);
                let threshold = others.between(others.best_accuracy().threshold);
                let tested = part(fold, true);
                let n = tested.same.len() + tested.different.len();
                tested.right(threshold) as f64 / n as f64
            })
            .collect();
        let n = FOLDS as f64;
        let mean = accuracies.iter().sum::<f64>() / n;
        let variance = accuracies.iter().map(|a| (a - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Some(TenFold {
            mean,
            standard_error: (variance / n).sqrt(),
        })
    }

    pub(super) fn by_rate(&self) -> ByRate {
        let at = |rate: FalseMatchRate| {
            let threshold = rate.threshold();
            let measured = least_threshold(&self.different, rate);
            AtRate {
                threshold,
                fnmr: self.fnmr(threshold).rate,
                fnmr_rate: self.fnmr(threshold),
                fmr_rate: self.fmr(threshold),
                accuracy: Rate::of(
                    self.right(threshold),
                    self.same.len() + self.different.len(),
                ),
                measured_threshold: measured,
                measured_fnmr: measured.map(|t| self.fnmr(t)),
            }
        };
        FalseMatchRate::ALL.map(|r| (r.name(), at(r))).into()
    }
}

/// A similarity that matches at the rates' own thresholds where its pair does at the pair's.
pub(super) fn more_asked(comparison: &Comparison) -> f32 {
    let more = if comparison.is_poor() {
        POOR_MARGIN
    } else {
        0.0
    };
    comparison.similarity() - more
}

/// How many of the ascending scores lie below a threshold.
pub(super) fn below(ascending: &[f32], threshold: f32) -> usize {
    ascending.partition_point(|s| *s < threshold)
}

/// The least score threshold at which at most the rate's share of the ascending
/// scores matches; none if that share is less than one score.
pub(super) fn least_threshold(ascending: &[f32], rate: FalseMatchRate) -> Option<f32> {
    let allowed = (rate.value() * ascending.len() as f64 + 1e-9) as usize;
    if allowed == 0 {
        return None;
    }
    // The first score that may not match any more; the threshold is just above.
    let last = ascending[ascending.len() - 1 - allowed];
    Some(last.next_up())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_a_small_example() {
        let same = [0.9, 0.8, 0.3, 0.7];
        let different = [0.1, 0.2, 0.35, 0.0];
        let pairs = same
            .iter()
            .map(|&s| (true, Some(s)))
            .chain(different.iter().map(|&s| (false, Some(s))));
        let scores = Scores::of(pairs);
        // 0.7 loses one pair of one person; no threshold does better.
        let best = scores.best_accuracy();
        assert_eq!(best.rate.count, 7);
        let (eer, _) = scores.equal_error().unwrap();
        assert!((eer - 0.25).abs() < 1e-9, "{eer}");
        assert_eq!(scores.fmr(0.35).count, 1);
        assert_eq!(scores.fnmr(0.35).count, 1);
        assert!(scores.by_rate()["1e-2"].measured_threshold.is_none());
    }

    #[test]
    fn each_part_is_decided_by_the_others() {
        // Told apart at 0.5, but for one pair of the last part, which only its own
        // threshold would save.
        let mut pairs: Vec<(bool, Option<f32>)> = (0..20)
            .flat_map(|i| {
                [
                    (true, 0.6 + i as f32 / 100.0),
                    (false, 0.4 - i as f32 / 100.0),
                ]
            })
            .map(|(same, score)| (same, Some(score)))
            .collect();
        pairs[38].1 = Some(0.3);
        let fold = Scores::ten_fold(&pairs).unwrap();
        assert!((fold.mean - 0.975).abs() < 1e-9, "{}", fold.mean);
        assert!((fold.standard_error - 0.025).abs() < 1e-9);
        assert!(Scores::ten_fold(&pairs[..10]).is_none());
    }

    #[test]
    fn a_failed_enrolment_never_matches() {
        let scores = Scores::of([(true, None), (false, None), (false, Some(0.5))].into_iter());
        assert_eq!(scores.fnmr(-1.0).count, 1);
        assert_eq!(scores.fmr(-1.0).count, 1);
        assert!(scores.best_accuracy().threshold <= 1.0);
    }

    #[test]
    fn thresholds_keep_their_rate() {
        let ascending: Vec<f32> = (0..1000).map(|i| i as f32 / 1000.0).collect();
        let threshold = least_threshold(&ascending, FalseMatchRate::OneIn100).unwrap();
        assert_eq!(ascending.len() - below(&ascending, threshold), 10);
        assert!(least_threshold(&ascending, FalseMatchRate::OneIn10000).is_none());
    }
}
