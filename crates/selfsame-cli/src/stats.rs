//! Rates with exact intervals, percentiles, correlation.

use libm::lgamma;
use serde::Serialize;

/// A share of `n` trials with its exact 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Rate {
    /// `count` over `n`; none if there were no trials.
    pub(crate) rate: Option<f64>,
    /// How many.
    pub(crate) count: u64,
    /// Of how many.
    pub(crate) n: u64,
    /// Two-sided 95 % interval after Clopper and Pearson.
    pub(crate) interval: [f64; 2],
}

impl Rate {
    pub(crate) fn of(count: usize, n: usize) -> Self {
        let (count, n) = (count.min(n) as u64, n as u64);
        Self {
            rate: (n > 0).then(|| count as f64 / n as f64),
            count,
            n,
            interval: clopper_pearson(count, n),
        }
    }

    /// For tables: `0.8590 (265 of 309, 95 % 0.8136..0.8965)`.
    pub(crate) fn text(&self) -> String {
        match self.rate {
            Some(rate) => format!(
                "{rate:.5} ({} of {}, 95 % {:.5}..{:.5})",
                self.count, self.n, self.interval[0], self.interval[1]
            ),
            None => "not measured (n = 0)".into(),
        }
    }
}

/// The exact two-sided 95 % interval of a binomial share (Clopper and Pearson,
/// Biometrika 26, 1934): the shares at which the tail that was seen, or a rarer
/// one, has 2.5 %.
pub(crate) fn clopper_pearson(count: u64, n: u64) -> [f64; 2] {
    const TAIL: f64 = 0.025;
    if n == 0 {
        return [0.0, 1.0];
    }
    let (k, n) = (count as f64, n as f64);
    let low = if count == 0 {
        0.0
    } else {
        // P(X >= k | p) is the regularised incomplete beta I_p(k, n - k + 1).
        bisect(|p| beta_share(k, n - k + 1.0, p) < TAIL)
    };
    let high = if k >= n {
        1.0
    } else {
        // P(X <= k | p) is 1 - I_p(k + 1, n - k).
        bisect(|p| 1.0 - beta_share(k + 1.0, n - k, p) > TAIL)
    };
    [low, high]
}

/// The regularised incomplete beta function I_x(a, b), by its continued fraction
/// (NIST DLMF 8.17.22) evaluated after Lentz. Ready-made ones stop after a fixed
/// number of terms, or integrate coarsely, and are wrong for millions of trials:
/// about the square root of `a + b` terms are needed.
fn beta_share(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        // The fraction converges quickly only on the near side of the mean.
        return 1.0 - beta_share(b, a, 1.0 - x);
    }
    let log_front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * x.ln() + b * (-x).ln_1p();
    let tiny = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / tiny(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / tiny(1.0 + even * d);
        c = tiny(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / tiny(1.0 + odd * d);
        c = tiny(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-14 {
            break;
        }
    }
    log_front.exp() * fraction / a
}

/// Where a condition that holds from zero on stops to hold, in 0..1.
fn bisect(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The value below which a share of the (sorted) values lies, interpolated
/// linearly (Hyndman and Fan's type 7).
pub(crate) fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = share * last as f64;
    let below = (at as usize).min(last);
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * (at - below as f64))
}

/// Mean and standard error of the mean.
pub(crate) fn mean(values: &[f64]) -> Option<(f64, f64)> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    let error = if values.len() > 1 {
        (squares / (n - 1.0) / n).sqrt()
    } else {
        0.0
    };
    Some((mean, error))
}

/// Pearson's correlation; none if one side does not vary.
pub(crate) fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (ma, _) = mean(a)?;
    let (mb, _) = mean(b)?;
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - ma) * (y - mb);
        aa += (x - ma).powi(2);
        bb += (y - mb).powi(2);
    }
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
}

/// Where as large a share of the true claims lies below as of the false ones lies at or
/// above: the mean of both shares where they are nearest to each other.
pub(crate) fn equal_error(truly: &[f32], falsely: &[f32]) -> Option<f64> {
    if truly.is_empty() || falsely.is_empty() {
        return None;
    }
    let share = |scores: &[f32], below: f32| {
        scores.iter().filter(|s| **s < below).count() as f64 / scores.len() as f64
    };
    let both = truly.iter().chain(falsely);
    let rates = both.map(|&at| [share(truly, at), 1.0 - share(falsely, at)]);
    let nearest = rates.min_by(|a, b| (a[0] - a[1]).abs().total_cmp(&(b[0] - b[1]).abs()))?;
    Some(f64::midpoint(nearest[0], nearest[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_the_tables() {
        // Tails summed term by term in exact arithmetic, outside this program.
        for (k, n, low, high) in [
            (0, 10, 0.0, 0.308_497_1),
            (10, 10, 0.691_502_9, 1.0),
            (1, 10, 0.002_528_579, 0.445_016_1),
            (5, 10, 0.187_086_0, 0.812_914_0),
            (50, 100, 0.398_321_1, 0.601_678_9),
            (0, 60, 0.0, 0.059_629_5),
            (265, 309, 0.813_593_1, 0.894_591_8),
        ] {
            let [l, h] = clopper_pearson(k, n);
            assert!((l - low).abs() < 1e-6, "{k}/{n}: {l} {low}");
            assert!((h - high).abs() < 1e-6, "{k}/{n}: {h} {high}");
        }
        assert_eq!(clopper_pearson(0, 0), [0.0, 1.0]);
        // Many comparisons: tails summed outwards from the count.
        for (k, n, low, high) in [
            (187, 2_018_203, 7.985_234e-5, 1.069_300e-4),
            (19_808, 2_018_203, 9.679_120_5e-3, 9.951_632_4e-3),
            (500_000, 1_000_000, 0.499_019_52, 0.500_980_48),
            (3746, 3750, 0.997_271_18, 0.999_709_30),
        ] {
            let [l, h] = clopper_pearson(k, n);
            assert!((l / low - 1.0).abs() < 1e-6, "{k}/{n}: {l} {low}");
            assert!((h / high - 1.0).abs() < 1e-6, "{k}/{n}: {h} {high}");
        }
        // Millions of comparisons: Poisson bounds, as tabled for counts.
        for (k, low, high) in [(0, 0.0, 3.688_9), (20, 12.216_5, 30.888_4)] {
            let [l, h] = clopper_pearson(k, 2_000_000);
            assert!((l * 2e6 - low).abs() < 2e-3, "{k}: {l}");
            assert!((h * 2e6 - high).abs() < 2e-3, "{k}: {h}");
        }
    }

    #[test]
    fn percentiles_and_correlation() {
        let values = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(percentile(&values, 0.5), Some(2.5));
        assert_eq!(percentile(&values, 1.0), Some(4.0));
        assert_eq!(percentile(&[], 0.5), None);
        assert_eq!(correlation(&values, &[2.0, 4.0, 6.0, 8.0]), Some(1.0));
        assert_eq!(correlation(&values, &[1.0; 4]), None);
        assert_eq!(mean(&[2.0, 4.0]), Some((3.0, 1.0)));
    }

    #[test]
    fn equal_errors_are_where_both_are() {
        assert_eq!(equal_error(&[1.0, 2.0], &[-1.0, 0.0]), Some(0.0));
        let crossed = equal_error(&[0.0, 2.0, 3.0, 4.0], &[-1.0, -2.0, -3.0, 1.0]).unwrap();
        assert!((crossed - 0.25).abs() < 1e-9, "{crossed}");
        assert_eq!(equal_error(&[], &[1.0]), None);
    }
}
