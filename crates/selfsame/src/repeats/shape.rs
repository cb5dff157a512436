//! What a reading looks like, whatever its length.
//!
//! Enters: the samples of a reading. Leaves: a [`Shape`]: of each measure the slow waves
//! over the reading (discrete cosine transform, type II), and how long it lasts.

use crate::mouth::MEASURES;
use crate::words::{RATE, Sample};

/// Waves of each measure, the mean among them. On one speaker's digits, half of them to
/// learn from, three to five do alike at true intervals, and four best where ends are wrong
/// by 0.06 s.
pub(super) const WAVES: usize = 4;
/// Numbers of a shape: the waves measure by measure, then the length.
pub const SHAPE: usize = MEASURES * WAVES + 1;
/// Numbers that tell a reading from others.
pub type Shape = [f32; SHAPE];

/// Of the samples of a reading; none if there is not one. The length is a natural log of
/// seconds.
#[must_use]
pub fn shape(samples: &[Sample]) -> Option<Shape> {
    if samples.is_empty() {
        return None;
    }
    let n = samples.len() as f32;
    let mut shape = [0.0; SHAPE];
    for wave in 0..WAVES {
        for (i, sample) in samples.iter().enumerate() {
            let phase = std::f32::consts::PI * wave as f32 * (i as f32 + 0.5) / n;
            let weight = phase.cos() / n;
            for (measure, value) in sample.iter().enumerate() {
                shape[measure * WAVES + wave] += weight * value;
            }
        }
    }
    shape[SHAPE - 1] = (n / RATE).ln();
    Some(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swing(n: usize) -> Vec<Sample> {
        let at = |i: usize| 2.0 + (std::f32::consts::PI * (i as f32 + 0.5) / n as f32).cos();
        (0..n).map(|i| [at(i); MEASURES]).collect()
    }

    #[test]
    fn short_and_long_readings_have_one_shape_but_for_their_length() {
        let [short, long] = [10, 40].map(|n| shape(&swing(n)).unwrap());
        for k in 0..SHAPE - 1 {
            assert!((short[k] - long[k]).abs() < 1e-4, "{k}");
        }
        assert!((short[0] - 2.0).abs() < 1e-4 && (short[1] - 0.5).abs() < 1e-4);
        assert!((long[SHAPE - 1] - short[SHAPE - 1] - 4f32.ln()).abs() < 1e-5);
        assert!(shape(&[]).is_none());
    }
}
