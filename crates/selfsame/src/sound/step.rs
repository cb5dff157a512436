//! Does the mouth's opening go with the loudness of the sound?
//!
//! Enters: mouth and sound side by side. Leaves: how well they correlate at the best of
//! few lags, and what that says.
//!
//! Slow swings are taken out of both first. That the mouth is busy and the sound is loud
//! in the same second says little, for most sentences begin and end alike: with the slow
//! part left in, another sentence of the same man was told from the right one with an
//! equal error rate of 0.35 instead of 0.20 (119 clips of three seconds).

use super::activity::{level, noise};
use super::beside::SideBySide;
use crate::mouth::OUTER_APERTURE;
use crate::signal::RATE;

/// What is slower than about twice as many samples either way is taken out: 0.24 s. Of
/// 0.16, 0.24 and 0.32 s the first is as good for fast sentences; digits are read slower.
const WINDOW: usize = 6;
/// The sound may be stamped so many samples early or late: 0.12 s.
const LAGS: isize = 3;
/// Fewer samples than one second say nothing.
const LEAST: usize = 25;
/// A loudness below twice the noise's is noise.
const OVER_NOISE: f32 = std::f32::consts::LN_2;

/// The ratio's slope over correlation, by logistic regression on 119 clips of three
/// seconds of one man (GRID, development) with their own sound and that of others and of
/// other times. Longer ones of that man ask for 36; people differ more than his clips.
const SLOPE: f32 = 14.0;
/// Correlation that says nothing, of sound of any length; and what is added over the
/// seconds, for among several lags a short piece finds a good one by chance. Clips of 3,
/// 9 and 15 seconds have it at 0.46, 0.36 and 0.34.
const MIDDLE: [f32; 2] = [0.30, 0.48];
/// Certainty beyond this is one man's.
const MOST: f32 = 4.0;

/// How well a mouth goes with a sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InStep {
    /// Natural log of the likelihood of the mouth's own sound over any other speech,
    /// within 4 of zero.
    pub llr: f32,
    /// Pearson's correlation at the best lag.
    pub correlation: f32,
    /// The best lag, in seconds: positive if the sound comes later.
    pub lag: f32,
    /// How much of mouth and sound there was, in seconds.
    pub seconds: f32,
}

impl SideBySide {
    /// None if less than a second has both, or one of them never changes.
    #[must_use]
    pub fn in_step(&self) -> Option<InStep> {
        let mouth: Vec<f32> = self.mouth.iter().map(|m| m[OUTER_APERTURE]).collect();
        let mouth = quick(&mouth, &self.seen);
        let heard: Vec<bool> = self.power.iter().map(Option::is_some).collect();
        let loud: Vec<f32> = self
            .power
            .iter()
            .zip(noise(&self.power))
            .map(|(power, noise)| {
                let floor = noise + OVER_NOISE;
                // As loud as both together, so that it fades into the noise.
                let over = level(power.unwrap_or_default()) - floor;
                floor + over.max(0.0) + (-over.abs()).exp().ln_1p()
            })
            .collect();
        let loud = quick(&loud, &heard);
        let at = |lag: isize| {
            let pairs: Vec<(f32, f32)> = (0..mouth.len())
                .filter_map(|i| {
                    let j = i.checked_add_signed(lag).filter(|&j| j < loud.len())?;
                    (self.seen[i] && heard[j]).then(|| (mouth[i], loud[j]))
                })
                .collect();
            (pairs.len() >= LEAST).then(|| Some((correlation(&pairs)?, lag, pairs.len())))?
        };
        let (correlation, lag, count) = (-LAGS..=LAGS)
            .filter_map(at)
            .max_by(|a, b| a.0.total_cmp(&b.0))?;
        let seconds = count as f32 / RATE;
        let middle = MIDDLE[0] + MIDDLE[1] / seconds;
        Some(InStep {
            llr: (SLOPE * (correlation - middle)).clamp(-MOST, MOST),
            correlation,
            lag: lag as f32 / RATE,
            seconds,
        })
    }
}

/// Each value less the weighted mean of the known ones around it; zero where none is.
fn quick(values: &[f32], known: &[bool]) -> Vec<f32> {
    let weight = |apart: usize| {
        let at = std::f32::consts::PI * (apart as f32 / (WINDOW + 1) as f32);
        0.5 * (1.0 + at.cos())
    };
    (0..values.len())
        .map(|i| {
            if !known[i] {
                return 0.0;
            }
            let around = i.saturating_sub(WINDOW)..(i + WINDOW + 1).min(values.len());
            let (mut sum, mut weights) = (0.0, 0.0);
            for j in around.filter(|&j| known[j]) {
                sum += weight(i.abs_diff(j)) * values[j];
                weights += weight(i.abs_diff(j));
            }
            values[i] - sum / weights
        })
        .collect()
}

fn correlation(pairs: &[(f32, f32)]) -> Option<f32> {
    let n = pairs.len() as f64;
    let mean = |of: fn(&(f32, f32)) -> f32| pairs.iter().map(|p| f64::from(of(p))).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        let (a, b) = (f64::from(*a) - x, f64::from(*b) - y);
        (xx, yy, xy) = (xx + a * a, yy + b * b, xy + a * b);
    }
    // Rounding is no change.
    (xx > 1e-9 * n && yy > 1e-9 * n).then(|| (xy / (xx * yy).sqrt()) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mouth::MEASURES;

    /// A mouth that opens and closes at uneven times, and the sound that goes with it.
    fn speech(seconds: usize, seed: u64) -> SideBySide {
        let mut state = seed;
        let mut draw = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 40) as f32 / (1u64 << 24) as f32
        };
        let mut opening = Vec::new();
        while opening.len() < seconds * 25 {
            let (length, height) = (3 + (draw() * 8.0) as usize, draw());
            opening.extend((0..length).map(|i| {
                let at = i as f32 / length as f32;
                height * (at * std::f32::consts::PI).sin()
            }));
        }
        opening.truncate(seconds * 25);
        SideBySide {
            power: opening
                .iter()
                .map(|o| Some(f64::from(1e-6 + 1e-3 * o * o)))
                .collect(),
            seen: vec![true; opening.len()],
            mouth: opening.iter().map(|o| [*o; MEASURES]).collect(),
        }
    }

    #[test]
    fn the_own_sound_goes_with_the_mouth_and_others_do_not() {
        let (a, b) = (speech(12, 1), speech(12, 2));
        let own = a.in_step().unwrap();
        assert!(own.llr > 3.0 && own.lag == 0.0, "{own:?}");
        assert!((own.seconds - 12.0).abs() < 0.01);
        let other = a.with_sound_of(&b).in_step().unwrap();
        assert!(other.llr < -1.0, "{other:?}");
        for late in [-20, -9, 9, 25] {
            let moved = a.with_sound_later(late).in_step().unwrap();
            assert!(moved.llr < -1.0, "{late}: {moved:?}");
        }
        // A sound card's delay is forgiven.
        let late = a.with_sound_later(3).in_step().unwrap();
        assert!(late.llr > 3.0 && (late.lag - 0.12).abs() < 1e-6, "{late:?}");
    }

    #[test]
    fn a_slow_swing_is_no_sign() {
        // The mouth hangs open in the louder half, and its quick movements are another's.
        let (a, b) = (speech(12, 3), speech(12, 4));
        let mut mixed = a.with_sound_of(&b);
        for i in 150..300 {
            mixed.mouth[i].iter_mut().for_each(|m| *m += 2.0);
            mixed.power[i] = mixed.power[i].map(|p| p * 100.0);
        }
        assert!(mixed.in_step().unwrap().llr < -1.0);
    }

    #[test]
    fn nothing_is_said_of_too_little() {
        let a = speech(2, 5);
        let still = SideBySide {
            mouth: vec![[0.3; MEASURES]; 50],
            ..a.clone()
        };
        let silent = SideBySide {
            power: vec![Some(0.0); 50],
            ..a.clone()
        };
        let deaf = SideBySide {
            power: vec![None; 50],
            ..a.clone()
        };
        let unseen = SideBySide {
            seen: vec![false; 50],
            ..a
        };
        for nothing in [still, silent, deaf, unseen, SideBySide::default()] {
            assert_eq!(nothing.in_step(), None);
        }
    }
}
