//! Noise over time that is the same at any frame rate, and other random times.
//!
//! Enters: dice, a band of frequencies, a size. Leaves: a smooth curve: sums of
//! sines with drawn phases, slow ones larger, as in postural sway.

use std::f32::consts::TAU;

use crate::dice::Dice;

const WAVES: usize = 7;

/// A noise curve around 0.
#[derive(Debug, Clone)]
pub(super) struct Sway {
    /// Frequency in hertz, phase in turns, amplitude.
    waves: [(f32, f32, f32); WAVES],
}

impl Sway {
    /// Noise between two frequencies in hertz, amplitudes falling as their
    /// inverse, with this standard deviation over a long time.
    pub(super) fn new(dice: &mut Dice, (low, high): (f32, f32), deviation: f32) -> Self {
        let mut waves = std::array::from_fn(|i| {
            // One in each of WAVES equal parts of the band's logarithm.
            let part = (i as f32 + dice.unit()) / WAVES as f32;
            let frequency = low * (high / low).powf(part);
            (frequency, dice.unit(), 1.0 / frequency)
        });
        let power: f32 = waves.iter().map(|w| w.2 * w.2 / 2.0).sum();
        for wave in &mut waves {
            wave.2 *= deviation / power.sqrt();
        }
        Self { waves }
    }

    /// The curve at a time in seconds.
    pub(super) fn at(&self, time: f32) -> f32 {
        self.waves
            .iter()
            .map(|&(frequency, phase, amplitude)| {
                amplitude * (TAU * (frequency * time + phase).fract()).sin()
            })
            .sum()
    }
}

/// A time to wait for something that happens at random every `mean` seconds.
pub(super) fn wait(dice: &mut Dice, mean: f32) -> f32 {
    -mean * (1.0 - dice.unit()).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_size_asked_for_and_no_steps() {
        let sway = Sway::new(&mut Dice::new(1, "sway"), (0.1, 1.5), 2.0);
        let curve: Vec<f32> = (0..60_000).map(|i| sway.at(i as f32 / 100.0)).collect();
        let power = curve.iter().map(|v| v * v).sum::<f32>() / curve.len() as f32;
        assert!((power.sqrt() - 2.0).abs() < 0.2, "{power}");
        let step = curve
            .windows(2)
            .map(|w| (w[1] - w[0]).abs())
            .fold(0.0, f32::max);
        assert!(step < 0.2, "{step}");
    }

    #[test]
    fn waits_have_their_mean() {
        let mut dice = Dice::new(1, "wait");
        let mean = (0..5000).map(|_| wait(&mut dice, 3.0)).sum::<f32>() / 5000.0;
        assert!((mean - 3.0).abs() < 0.15, "{mean}");
    }
}
