//! Random numbers that a seed fixes for ever: whole numbers, challenges among them, on every
//! machine; normal ones to the last bits of its logarithm and cosine.
//!
//! Enters: a seed and the name of what is drawn. Leaves: numbers. Every aspect of
//! a person draws from a stream of its own, so that a new aspect does not change
//! the others of a seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream `name` of a seed.
    #[must_use]
    pub fn new(seed: u64, name: &str) -> Self {
        // FNV-1a: names are few and ours.
        let stream = name.bytes().fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(stream);
        Self(random)
    }

    /// Uniform, 0 included, 1 excluded.
    pub fn unit(&mut self) -> f32 {
        // 24 bits fill the mantissa.
        (self.0.next_u32() >> 8) as f32 / (1u32 << 24) as f32
    }

    /// Uniform between two numbers.
    pub fn within(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Normal, cut off at three standard deviations (drawn again beyond them).
    pub fn normal(&mut self, mean: f32, deviation: f32) -> f32 {
        loop {
            // Box and Muller.
            let (a, b) = (1.0 - self.unit(), self.unit());
            let z = (-2.0 * a.ln()).sqrt() * (std::f32::consts::TAU * b).cos();
            if z.abs() <= 3.0 {
                return mean + deviation * z;
            }
        }
    }

    /// Whether something that happens with this probability happens.
    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// A number below `count`, which must not be 0.
    pub fn below(&mut self, count: usize) -> usize {
        ((u64::from(self.0.next_u32()) * count as u64) >> 32) as usize
    }

    /// A fresh seed, for something that has a seed of its own.
    pub fn seed(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// Challenges that a seed fixes: for corpora that can be made again. A challenge of a
/// real session takes the operating system's numbers.
impl selfsame::challenge::Random for Dice {
    fn bits(&mut self) -> selfsame::Result<u32> {
        Ok(self.0.next_u32())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_a_name_fix_the_stream() {
        let draw = |seed, name| Dice::new(seed, name).seed();
        assert_eq!(draw(1, "eyes"), draw(1, "eyes"));
        assert_ne!(draw(1, "eyes"), draw(1, "hair"));
        assert_ne!(draw(1, "eyes"), draw(2, "eyes"));
        // For ever: recorded corpora are named by their seeds.
        assert_eq!(draw(1, "eyes"), 0x99A226F6DB3BDA5B);
    }

    #[test]
    fn numbers_have_the_range_and_moments_that_they_claim() {
        let mut dice = Dice::new(7, "moments");
        let n = 20_000;
        let units: Vec<f32> = (0..n).map(|_| dice.unit()).collect();
        assert!(units.iter().all(|v| (0.0..1.0).contains(v)));
        let normals: Vec<f32> = (0..n).map(|_| dice.normal(2.0, 0.5)).collect();
        let mean = normals.iter().sum::<f32>() / n as f32;
        let variance = normals.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n as f32;
        assert!((mean - 2.0).abs() < 0.02, "{mean}");
        assert!((variance.sqrt() - 0.5).abs() < 0.02, "{variance}");
        assert!((0..1000).all(|_| dice.below(3) < 3));
    }
}
