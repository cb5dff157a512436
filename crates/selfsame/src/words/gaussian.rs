//! A Gaussian whose dimensions do not depend on each other.

use super::Sample;
use crate::mouth::MEASURES;

/// Smallest variance of a normalised measure: a tenth of the spread of speech. A state
/// that knows its place better than that knows one speaker.
pub const LEAST_VARIANCE: f32 = 0.01;

/// Mean and variance of each measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaussian {
    mean: Sample,
    variance: Sample,
    /// One over twice the variance.
    sharpness: Sample,
    /// Log of the density at the mean.
    top: f32,
}

impl Gaussian {
    /// Variances below [`LEAST_VARIANCE`] count as that.
    #[must_use]
    pub fn new(mean: Sample, variance: Sample) -> Self {
        let variance = variance.map(|v| v.max(LEAST_VARIANCE));
        let logs: f32 = variance.iter().map(|v| v.ln()).sum();
        Self {
            mean,
            variance,
            sharpness: variance.map(|v| 0.5 / v),
            top: -0.5 * (MEASURES as f32 * (2.0 * std::f32::consts::PI).ln() + logs),
        }
    }

    /// Of each measure.
    #[must_use]
    pub fn mean(&self) -> &Sample {
        &self.mean
    }

    /// Of each measure.
    #[must_use]
    pub fn variance(&self) -> &Sample {
        &self.variance
    }

    /// Natural log of the density.
    #[must_use]
    pub fn density(&self, sample: &Sample) -> f32 {
        let away: f32 = (0..MEASURES)
            .map(|k| (sample[k] - self.mean[k]).powi(2) * self.sharpness[k])
            .sum();
        self.top - away
    }
}
