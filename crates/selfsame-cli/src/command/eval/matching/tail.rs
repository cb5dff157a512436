//! Thresholds beyond what was compared. Enters: scores of pairs of different people. Leaves: the
//! threshold of a rate that is rarer than one of them.
//!
//! A generalised Pareto distribution (Pickands, Annals of Statistics 3, 1975) on what the
//! scores exceed a high one by, fitted by probability-weighted moments (Hosking and Wallis,
//! Technometrics 29, 1987). It is an extrapolation: that the tail goes on as it began is
//! assumed, and comparisons that share pictures are not independent.

/// The share of the scores whose excess is fitted.
const SHARE: f64 = 1e-4;
/// Fewer are no tail.
const LEAST: usize = 50;

/// The fit.
pub(super) struct Tail {
    /// What is exceeded, and by which share of all scores.
    from: f64,
    share: f64,
    /// Hosking's `k`: the shape with its sign changed.
    shape: f64,
    scale: f64,
}

impl Tail {
    /// Of ascending scores; none if too few of them are high.
    pub(super) fn of(ascending: &[f32]) -> Option<Self> {
        let count = (ascending.len() as f64 * SHARE) as usize;
        if count < LEAST {
            return None;
        }
        let (rest, highest) = ascending.split_at(ascending.len() - count);
        let from = f64::from(*rest.last()?);
        let n = count as f64;
        let excess = highest.iter().map(|&score| f64::from(score) - from);
        let mean = excess.clone().sum::<f64>() / n;
        // The mean of excess times the chance to be exceeded.
        let weighted = excess.enumerate();
        let weighted = weighted.map(|(i, excess)| (n - 1.0 - i as f64) / (n - 1.0) * excess);
        let weighted = weighted.sum::<f64>() / n;
        let spread = mean - 2.0 * weighted;
        (spread > 0.0).then(|| Self {
            from,
            share: n / ascending.len() as f64,
            shape: mean / spread - 2.0,
            scale: 2.0 * mean * weighted / spread,
        })
    }

    /// The threshold that a share of all scores reaches; none for one that is not in the tail.
    pub(super) fn threshold(&self, share: f64) -> Option<f32> {
        let chance = share / self.share;
        if chance > 1.0 {
            return None;
        }
        let excess = if self.shape.abs() < 1e-9 {
            -chance.ln()
        } else {
            (1.0 - chance.powf(self.shape)) / self.shape
        };
        Some((self.from + self.scale * excess) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Evenly spread quantiles of a distribution, ascending.
    fn scores(quantile: impl Fn(f64) -> f64) -> Vec<f32> {
        let n = 1_000_000;
        let above = (0..n).map(|i| 1.0 - (f64::from(i) + 0.5) / f64::from(n));
        above.map(|p| quantile(p) as f32).collect()
    }

    #[test]
    fn known_tails_are_found_again() {
        // Exponential, and one that ends: at 0.8.
        let exponential = |p: f64| -0.03 * p.ln();
        let ending = |p: f64| 0.8 - 0.8 * p.powf(0.1);
        for (number, quantile) in [exponential, ending].iter().enumerate() {
            let tail = Tail::of(&scores(quantile)).unwrap();
            for share in [1e-5, 1e-6, 1e-7] {
                let (got, want) = (tail.threshold(share).unwrap(), quantile(share) as f32);
                assert!((got - want).abs() < 0.01, "{number} {share}: {got} {want}");
            }
            assert_eq!(tail.threshold(1e-3), None);
        }
        assert!(Tail::of(&[0.1; 1000]).is_none());
        assert!(Tail::of(&vec![0.1; 1_000_000]).is_none());
    }
}
