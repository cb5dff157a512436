//! What a face does when it does not say a certain word: other speech, and rest.

use super::{Gaussian, Sample};

/// A mixture of Gaussians.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    /// Log of each one's share.
    parts: Vec<(f32, Gaussian)>,
}

impl Background {
    /// From shares, which need not add up to one, and Gaussians.
    #[must_use]
    pub fn new(parts: Vec<(f32, Gaussian)>) -> Self {
        let sum: f32 = parts.iter().map(|(share, _)| share).sum();
        let log = |share: f32| (share / sum).max(1e-6).ln();
        Self {
            parts: parts.into_iter().map(|(s, g)| (log(s), g)).collect(),
        }
    }

    /// Shares, which add up to one, and Gaussians.
    pub fn parts(&self) -> impl Iterator<Item = (f32, &Gaussian)> {
        self.parts.iter().map(|(log, g)| (log.exp(), g))
    }

    /// Natural log of the density.
    #[must_use]
    pub fn density(&self, sample: &Sample) -> f32 {
        let each = || self.parts.iter().map(|(log, g)| log + g.density(sample));
        let most = each().fold(f32::NEG_INFINITY, f32::max);
        most + each().map(|d| (d - most).exp()).sum::<f32>().ln()
    }
}
