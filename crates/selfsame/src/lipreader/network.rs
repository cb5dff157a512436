//! One network: three convolutions over time, the mean and the most of what they see,
//! and a score a word.
//!
//! Enters: samples of a window. Leaves: a score a word, natural-log units up to one
//! constant. The second and the third convolution add to what is there and look at every
//! second and every fourth sample, so that together they see 0.6 seconds.

use crate::mouth::MEASURES;
use crate::words::Sample;

/// Samples a convolution looks at.
pub(super) const TAPS: usize = 5;
/// Measures, and a one that tells the window from what lies outside.
pub(super) const INPUTS: usize = MEASURES + 1;
/// How far apart the samples of each convolution lie.
pub(super) const STEPS: [usize; 3] = [1, 2, 4];

/// Weights of a convolution: by tap, then input, then output.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Convolution {
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

/// Three convolutions and what is made of them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Network {
    pub(super) layers: [Convolution; 3],
    /// By word, then what the mean and what the most of each channel is worth.
    pub(super) heads: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl Convolution {
    fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// What it makes of rows of inputs: nothing is below zero.
    fn over(&self, rows: &[f32], inputs: usize, step: usize) -> Vec<f32> {
        let (outputs, count) = (self.outputs(), rows.len() / inputs);
        let mut out = self.bias.repeat(count);
        for (t, out) in out.chunks_exact_mut(outputs).enumerate() {
            for tap in 0..TAPS {
                // Nothing lies outside the window.
                let at = (t + tap * step).checked_sub(TAPS / 2 * step);
                let Some(row) = at.and_then(|at| rows.get(at * inputs..(at + 1) * inputs)) else {
                    continue;
                };
                let weights = &self.weights[tap * inputs * outputs..];
                for (value, weights) in row.iter().zip(weights.chunks_exact(outputs)) {
                    for (sum, weight) in out.iter_mut().zip(weights) {
                        *sum += value * weight;
                    }
                }
            }
            for value in out {
                *value = value.max(0.0);
            }
        }
        out
    }
}

impl Network {
    /// A score a word.
    pub(super) fn scores(&self, samples: &[Sample]) -> Vec<f32> {
        let mut rows = Vec::with_capacity(samples.len() * INPUTS);
        for sample in samples {
            rows.extend_from_slice(sample);
            rows.push(1.0);
        }
        let [first, others @ ..] = &self.layers;
        let channels = first.outputs();
        let mut rows = first.over(&rows, INPUTS, STEPS[0]);
        for (layer, step) in others.iter().zip(&STEPS[1..]) {
            let more = layer.over(&rows, channels, *step);
            for (value, more) in rows.iter_mut().zip(more) {
                *value += more;
            }
        }
        let mut pooled = vec![0.0f32; 2 * channels];
        let (means, most) = pooled.split_at_mut(channels);
        for row in rows.chunks_exact(channels) {
            for ((mean, most), value) in means.iter_mut().zip(most.iter_mut()).zip(row) {
                *mean += value / samples.len() as f32;
                *most = most.max(*value);
            }
        }
        let heads = self.heads.chunks_exact(2 * channels);
        let score = |weights: &[f32]| weights.iter().zip(&pooled).map(|(w, v)| w * v).sum::<f32>();
        heads
            .zip(&self.bias)
            .map(|(w, bias)| score(w) + bias)
            .collect()
    }
}
