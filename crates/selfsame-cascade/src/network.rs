//! Small perceptrons. Enters: features of up to eight windows, side by side. Leaves: four
//! outputs for each.
//!
//! Lanes are windows: a weight is read once for all eight, and each lane adds in the same
//! order whatever stands beside it.

use crate::simd::kernel;

/// Windows that go through at once.
pub(crate) const LANES: usize = 8;
/// Outputs that are added up at once.
const BESIDE: usize = 4;

/// A layer: weights by output.
#[derive(Clone)]
pub(crate) struct Layer {
    pub(crate) weights: Vec<f32>,
    pub(crate) biases: Vec<f32>,
}

/// Layers with a rectifier between them and a logistic function at the end.
#[derive(Clone)]
pub(crate) struct Network {
    layers: Vec<Layer>,
}

/// Memory of a pass.
#[derive(Default)]
pub(crate) struct Activations {
    pub(crate) input: Vec<[f32; LANES]>,
    /// What layers leave, in turn.
    before: Vec<[f32; LANES]>,
    output: Vec<[f32; LANES]>,
}

impl Network {
    pub(crate) fn new(layers: Vec<Layer>) -> Self {
        Self { layers }
    }

    /// The four outputs of each lane, 0..=1.
    pub(crate) fn run(&self, memory: &mut Activations) -> [[f32; LANES]; 4] {
        for (number, layer) in self.layers.iter().enumerate() {
            let last = number + 1 == self.layers.len();
            memory.output.resize(layer.biases.len(), [0.0; LANES]);
            let input = if number == 0 {
                &memory.input
            } else {
                &memory.before
            };
            pass(input, &layer.weights, &layer.biases, &mut memory.output);
            for value in memory.output.as_flattened_mut() {
                *value = if last {
                    1.0 / (1.0 + (-*value).exp())
                } else {
                    value.max(0.0)
                };
            }
            std::mem::swap(&mut memory.before, &mut memory.output);
        }
        std::array::from_fn(|output| memory.before[output])
    }
}

kernel! {
    fn pass / pass_plain(input: &[[f32; LANES]], weights: &[f32], biases: &[f32], out: &mut [[f32; LANES]]) {
        let inputs = input.len();
        let (blocks, rest) = out.as_chunks_mut::<BESIDE>();
        let (block_biases, rest_biases) = biases.as_chunks::<BESIDE>();
        let (block_weights, rest_weights) = weights.split_at(blocks.len() * BESIDE * inputs);
        let block_weights = block_weights.chunks_exact(BESIDE * inputs);
        for ((out, biases), weights) in blocks.iter_mut().zip(block_biases).zip(block_weights) {
            let (a, weights) = weights.split_at(inputs);
            let (b, weights) = weights.split_at(inputs);
            let (c, d) = weights.split_at(inputs);
            let mut sums = [[0.0f32; LANES]; BESIDE];
            for ((((input, a), b), c), d) in input.iter().zip(a).zip(b).zip(c).zip(d) {
                for lane in 0..LANES {
                    sums[0][lane] += a * input[lane];
                    sums[1][lane] += b * input[lane];
                    sums[2][lane] += c * input[lane];
                    sums[3][lane] += d * input[lane];
                }
            }
            for ((out, sums), bias) in out.iter_mut().zip(&sums).zip(biases) {
                for lane in 0..LANES {
                    out[lane] = sums[lane] + bias;
                }
            }
        }
        let rest_weights = rest_weights.chunks_exact(inputs);
        for ((out, row), bias) in rest.iter_mut().zip(rest_weights).zip(rest_biases) {
            let mut sums = [0.0f32; LANES];
            for (weight, input) in row.iter().zip(input) {
                for lane in 0..LANES {
                    sums[lane] += weight * input[lane];
                }
            }
            for lane in 0..LANES {
                out[lane] = sums[lane] + bias;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_and_plain_agree_with_the_formula() {
        let number = |i: usize| (i * 37 % 101) as f32 * 0.02 - 1.0;
        let input: Vec<[f32; LANES]> = (0..9)
            .map(|i| std::array::from_fn(|lane| number(i * LANES + lane)))
            .collect();
        // Once a whole number of blocks, once with a rest.
        for outputs in [8, 6] {
            let weights: Vec<f32> = (0..9 * outputs).map(|i| number(i + 7)).collect();
            let biases: Vec<f32> = (0..outputs).map(|i| number(i * 3)).collect();
            let mut out = [vec![[0.0; LANES]; outputs], vec![[0.0; LANES]; outputs]];
            pass(&input, &weights, &biases, &mut out[0]);
            pass_plain(&input, &weights, &biases, &mut out[1]);
            assert_eq!(out[0], out[1]);
            for (output, bias) in biases.iter().enumerate() {
                for lane in 0..LANES {
                    let products = weights[output * 9..][..9].iter().zip(&input);
                    let sum: f32 = products.map(|(w, x)| w * x[lane]).sum();
                    assert!((out[0][output][lane] - sum - bias).abs() < 1e-5);
                }
            }
        }
    }

    #[test]
    fn layers_follow_each_other() {
        let one = |weight: f32, bias: f32| Layer {
            weights: vec![weight],
            biases: vec![bias],
        };
        let last = Layer {
            weights: vec![1.0, -1.0, 0.0, 2.0],
            biases: vec![0.0; 4],
        };
        let network = Network::new(vec![one(2.0, -1.0), last]);
        let mut memory = Activations {
            input: vec![std::array::from_fn(|lane| lane as f32 - 2.0)],
            ..Activations::default()
        };
        let out = network.run(&mut memory);
        // Rectified: 2 * -2 - 1 is nothing; 2 * 1 - 1 is one.
        assert_eq!(out.map(|o| o[0]), [0.5; 4]);
        let logistic = |x: f32| 1.0 / (1.0 + (-x).exp());
        assert_eq!(out.map(|o| o[3]), [1.0, -1.0, 0.0, 2.0].map(logistic));
    }
}
