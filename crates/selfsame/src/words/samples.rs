//! The mouth as words are looked for in it.
//!
//! Enters: a [`MouthSignal`], and a part of it in which the person speaks. Leaves:
//! [`Speech`], its measures normalised by that part, at 50 samples a second.

use std::ops::Range;

use super::Gaussian;
use crate::interval::{FLOOR, lip_speed};
use crate::mouth::MEASURES;
use crate::signal::{self, MouthSignal};

/// The measures of a mouth at one moment, normalised.
pub type Sample = [f32; MEASURES];

/// Samples a second. A digit inside a fast sentence lasts 0.27 s: with 25 a second too
/// few are left for its states (area under the curve 0.85 instead of 0.89).
pub const RATE: f32 = 2.0 * signal::RATE;
/// A sample counts by the speed of the lips, up to that of this share of the samples: a
/// wide yawn tells no more of how somebody speaks than fast speech.
const FAST: f32 = 0.8;

/// The share of samples after the warm-up in which the mouth rests for certain: prompts
/// come every 1.8 s on the average, and a digit takes half a second.
const SLOW: f32 = 0.3;
/// Rest is never twice the same: variance that is added to what was seen, in spreads of
/// speech squared.
pub(super) const REST_VARIES: f32 = 0.2;

/// A person's mouth over time, normalised by the person's own speech.
#[derive(Debug, Clone, PartialEq)]
pub struct Speech {
    start: f32,
    samples: Vec<Sample>,
}

impl Speech {
    /// Normalises by the signal's part between two moments (seconds on the frames'
    /// clock), each sample weighted by how fast the lips move: pauses before, in and
    /// after speech are not told apart, they weigh little. A resting face would not do:
    /// in the feasibility study it gave 0.79 instead of 0.89.
    #[must_use]
    pub fn of(signal: &MouthSignal, spoken: Range<f32>) -> Self {
        let part = match signal.is_empty() {
            true => 0..0,
            false => {
                let first = signal.index(spoken.start);
                first..signal.index(spoken.end).max(first) + 1
            }
        };
        let (mean, spread) = moments(signal, part);
        let normalised: Vec<Sample> = signal
            .values()
            .iter()
            .map(|v| std::array::from_fn(|k| (v[k] - mean[k]) / spread[k].max(FLOOR[k])))
            .collect();
        let mut samples = Vec::with_capacity(2 * normalised.len());
        for (i, sample) in normalised.iter().enumerate() {
            samples.push(*sample);
            if let Some(next) = normalised.get(i + 1) {
                samples.push(std::array::from_fn(|k| f32::midpoint(sample[k], next[k])));
            }
        }
        Self {
            start: signal.time(0),
            samples,
        }
    }

    /// How the mouth looks when it rests: of the samples after a moment (seconds) those
    /// in which the lips are slowest.
    #[must_use]
    pub fn rest(&self, after: f32) -> Gaussian {
        let from = self.index(after).min(self.samples.len().saturating_sub(1));
        let samples = &self.samples[from..];
        let speed = lip_speed(samples, &vec![true; samples.len()]);
        let mut order: Vec<usize> = (0..samples.len()).collect();
        order.sort_by(|&a, &b| speed[a].total_cmp(&speed[b]));
        order.truncate((samples.len() as f32 * SLOW).ceil() as usize);
        let n = order.len().max(1) as f32;
        let mean_of = |value: &dyn Fn(&Sample, usize) -> f32| -> Sample {
            std::array::from_fn(|k| order.iter().map(|&i| value(&samples[i], k)).sum::<f32>() / n)
        };
        let mean = mean_of(&|v, k| v[k]);
        let variance = mean_of(&|v, k| (v[k] - mean[k]).powi(2));
        Gaussian::new(mean, variance.map(|v| v + REST_VARIES))
    }

    /// One after the other.
    #[must_use]
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// The sample nearest to a time on the frames' clock in seconds; at most the one
    /// after the last.
    #[must_use]
    pub fn index(&self, seconds: f32) -> usize {
        let at = ((seconds - self.start) * RATE).round();
        (at.max(0.0) as usize).min(self.samples.len())
    }

    /// Time of a sample, seconds on the frames' clock.
    #[must_use]
    pub fn time(&self, index: usize) -> f32 {
        self.start + index as f32 / RATE
    }

    /// So many samples on both sides of the one at a time: where something may begin or
    /// end that is known to `within` seconds.
    #[must_use]
    pub fn around(&self, seconds: f32, within: f32) -> Range<usize> {
        self.index(seconds - within)..self.index(seconds + within) + 1
    }
}

/// Weighted mean and standard deviation of each measure.
fn moments(signal: &MouthSignal, part: Range<usize>) -> (Sample, Sample) {
    let values = &signal.values()[part.clone()];
    let scaled: Vec<Sample> = values
        .iter()
        .map(|v| std::array::from_fn(|k| v[k] / FLOOR[k]))
        .collect();
    let mut weights = lip_speed(&scaled, &signal.seen()[part]);
    let mut sorted = weights.clone();
    sorted.sort_by(f32::total_cmp);
    let most = match sorted.is_empty() {
        true => 0.0,
        false => sorted[((sorted.len() - 1) as f32 * FAST) as usize],
    };
    for weight in &mut weights {
        // Something has to count where nothing moves.
        *weight = weight.min(most).max(1e-6);
    }
    let total: f32 = weights.iter().sum::<f32>().max(1e-6);
    let mean_of = |f: &dyn Fn(&Sample, usize) -> f32| -> Sample {
        std::array::from_fn(|k| {
            let each = values.iter().zip(&weights).map(|(v, w)| w * f(v, k));
            each.sum::<f32>() / total
        })
    };
    let mean = mean_of(&|v, k| v[k]);
    let variance = mean_of(&|v, k| (v[k] - mean[k]).powi(2));
    (mean, variance.map(f32::sqrt))
}
