//! The mouth over time, at a uniform rate whatever the camera's.
//!
//! Enters: mouth measures at the frames' times. Leaves: a [`MouthSignal`] at
//! 25 samples a second with holes marked, normalised by the session's own
//! warm-up speech.

use std::time::Duration;

use crate::mouth::{MEASURES, MouthMeasures};

/// Samples a second. The feasibility study found 25 enough and 15 hardly worse.
pub const RATE: f32 = 25.0;
/// Longest hole between two frames that is bridged by a straight line.
const BRIDGE: f32 = 0.2;

/// The mouth's measures at uniform times.
#[derive(Debug, Clone, PartialEq)]
pub struct MouthSignal {
    start: f32,
    values: Vec<[f32; MEASURES]>,
    seen: Vec<bool>,
}

impl MouthSignal {
    /// Resamples measures at increasing times (seconds or [`Duration`]s of the
    /// frames' clock), linearly.
    #[must_use]
    pub fn resample(frames: &[(Duration, MouthMeasures)]) -> Self {
        let (Some(first), Some(last)) = (frames.first(), frames.last()) else {
            return Self {
                start: 0.0,
                values: Vec::new(),
                seen: Vec::new(),
            };
        };
        let start = first.0.as_secs_f32();
        let count = ((last.0.as_secs_f32() - start) * RATE) as usize + 1;
        let mut values = Vec::with_capacity(count);
        let mut seen = Vec::with_capacity(count);
        let mut next = 1;
        for i in 0..count {
            let time = start + i as f32 / RATE;
            while next + 1 < frames.len() && frames[next].0.as_secs_f32() < time {
                next += 1;
            }
            let after = next.min(frames.len() - 1);
            let before = after.saturating_sub(1);
            let (a, b) = (
                frames[before].0.as_secs_f32(),
                frames[after].0.as_secs_f32(),
            );
            let share = if b > a {
                ((time - a) / (b - a)).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let (x, y) = (frames[before].1.0, frames[after].1.0);
            values.push(std::array::from_fn(|k| x[k] + (y[k] - x[k]) * share));
            seen.push(b - a <= BRIDGE);
        }
        Self {
            start,
            values,
            seen,
        }
    }

    /// Number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Time of a sample on the frames' clock, seconds.
    #[must_use]
    pub fn time(&self, index: usize) -> f32 {
        self.start + index as f32 / RATE
    }

    /// The sample nearest to a time, clipped to the signal.
    #[must_use]
    pub fn index(&self, seconds: f32) -> usize {
        let at = ((seconds - self.start) * RATE).round();
        (at.max(0.0) as usize).min(self.len().saturating_sub(1))
    }

    /// The measures, sample by sample.
    #[must_use]
    pub fn values(&self) -> &[[f32; MEASURES]] {
        &self.values
    }

    /// Whether frames were near enough to believe a sample.
    #[must_use]
    pub fn seen(&self) -> &[bool] {
        &self.seen
    }

    /// The samples before a time on the frames' clock, in seconds.
    #[must_use]
    pub fn before(mut self, seconds: f32) -> Self {
        let count = ((seconds - self.start) * RATE).ceil().max(0.0) as usize;
        self.values.truncate(count);
        self.seen.truncate(count);
        self
    }

    /// One measure over time.
    #[must_use]
    pub fn measure(&self, index: usize) -> Vec<f32> {
        self.values.iter().map(|v| v[index]).collect()
    }

    /// Each measure less its mean, over its standard deviation, both taken
    /// between two samples (the warm-up speech). A spread below `floor` counts
    /// as `floor`: jitter must not be blown up to speech.
    #[must_use]
    pub fn normalised(
        &self,
        from: usize,
        to: usize,
        floor: &[f32; MEASURES],
    ) -> Vec<[f32; MEASURES]> {
        let part = &self.values[from.min(self.len())..to.min(self.len())];
        let (mean, spread) = moments(part);
        self.values
            .iter()
            .map(|v| std::array::from_fn(|k| (v[k] - mean[k]) / spread[k].max(floor[k])))
            .collect()
    }
}

/// Mean and standard deviation of each measure.
#[must_use]
pub fn moments(samples: &[[f32; MEASURES]]) -> ([f32; MEASURES], [f32; MEASURES]) {
    let n = samples.len().max(1) as f32;
    let mean: [f32; MEASURES] =
        std::array::from_fn(|k| samples.iter().map(|v| v[k]).sum::<f32>() / n);
    let spread = std::array::from_fn(|k| {
        (samples
            .iter()
            .map(|v| (v[k] - mean[k]).powi(2))
            .sum::<f32>()
            / n)
            .sqrt()
    });
    (mean, spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(ms: u64, value: f32) -> (Duration, MouthMeasures) {
        (Duration::from_millis(ms), MouthMeasures([value; MEASURES]))
    }

    #[test]
    fn any_frame_rate_becomes_25_a_second() {
        // A ramp of one unit a second, seen at irregular times.
        let times = [1000, 1010, 1075, 1101, 1190, 1333, 1400, 1500];
        let frames: Vec<_> = times.iter().map(|&t| frame(t, t as f32 / 1000.0)).collect();
        let signal = MouthSignal::resample(&frames);
        assert_eq!(signal.len(), 13);
        for i in 0..signal.len() {
            assert!((signal.values()[i][0] - signal.time(i)).abs() < 1e-4);
            assert!(signal.seen()[i]);
        }
        assert_eq!(signal.index(1.2), 5);
        assert_eq!(signal.index(99.0), 12);
        assert_eq!(signal.index(-1.0), 0);
    }

    #[test]
    fn long_holes_are_marked() {
        let signal = MouthSignal::resample(&[frame(0, 0.0), frame(40, 0.0), frame(440, 1.0)]);
        assert_eq!(signal.len(), 12);
        assert!(signal.seen()[0] && signal.seen()[1] && !signal.seen()[2] && !signal.seen()[10]);
    }

    #[test]
    fn no_frames_no_samples() {
        assert!(MouthSignal::resample(&[]).is_empty());
        assert_eq!(MouthSignal::resample(&[frame(5, 1.0)]).len(), 1);
    }
}
