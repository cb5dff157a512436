//! Mouth and sound side by side.
//!
//! Enters: the mouth's signal and the sound's levels. Leaves: both at the mouth's times,
//! and the same with the sound of another recording or of another time, for measurements
//! of how well the two can be told apart.

use super::SoundLevels;
use crate::mouth::MEASURES;
use crate::signal::{MouthSignal, RATE};

/// Half of what is heard around a sample of the mouth, seconds: samples touch.
const HALF: f32 = 0.5 / RATE;

/// Mouth and sound at the times of a [`MouthSignal`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SideBySide {
    pub(super) mouth: Vec<[f32; MEASURES]>,
    pub(super) seen: Vec<bool>,
    /// Mean power around each sample, where there was sound.
    pub(super) power: Vec<Option<f64>>,
}

impl SideBySide {
    /// Of the samples of the mouth from one moment to another, in seconds of the frames'
    /// clock.
    #[must_use]
    pub fn of(signal: &MouthSignal, levels: &SoundLevels, between: [f32; 2]) -> Self {
        if signal.is_empty() {
            return Self::default();
        }
        let [from, to] = between.map(|seconds| signal.index(seconds));
        let times = (from..=to.max(from)).map(|i| signal.time(i));
        Self {
            mouth: signal.values()[from..=to.max(from)].to_vec(),
            seen: signal.seen()[from..=to.max(from)].to_vec(),
            power: times.map(|t| levels.power(t - HALF, t + HALF)).collect(),
        }
    }

    /// Mean power of the sound around each sample; none where there was none.
    #[must_use]
    pub fn power(&self) -> &[Option<f64>] {
        &self.power
    }

    /// How many samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.mouth.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mouth.is_empty()
    }

    /// This mouth with the sound beside another, cut to the shorter of both.
    #[must_use]
    pub fn with_sound_of(&self, other: &Self) -> Self {
        let length = self.len().min(other.len());
        Self {
            mouth: self.mouth[..length].to_vec(),
            seen: self.seen[..length].to_vec(),
            power: other.power[..length].to_vec(),
        }
    }

    /// The same with the sound so many samples later; what has no sound then has none.
    #[must_use]
    pub fn with_sound_later(&self, samples: isize) -> Self {
        let at = |i: usize| self.power.get(i.checked_add_signed(-samples)?).copied()?;
        Self {
            power: (0..self.len()).map(at).collect(),
            ..self.clone()
        }
    }

    /// Several one after the other, as if they were one recording.
    #[must_use]
    pub fn joined(parts: &[Self]) -> Self {
        Self {
            mouth: parts.iter().flat_map(|p| p.mouth.clone()).collect(),
            seen: parts.iter().flat_map(|p| p.seen.clone()).collect(),
            power: parts.iter().flat_map(|p| p.power.clone()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_changed_and_moved() {
        let of = |powers: &[f64]| SideBySide {
            mouth: vec![[0.0; MEASURES]; powers.len()],
            seen: vec![true; powers.len()],
            power: powers.iter().map(|p| Some(*p)).collect(),
        };
        let (a, b) = (of(&[1.0, 2.0, 3.0]), of(&[7.0, 8.0]));
        assert_eq!(a.with_sound_of(&b).power, [Some(7.0), Some(8.0)]);
        assert_eq!(a.with_sound_later(1).power, [None, Some(1.0), Some(2.0)]);
        assert_eq!(a.with_sound_later(-2).power, [Some(3.0), None, None]);
        assert_eq!(a.with_sound_later(0), a);
        assert_eq!(SideBySide::joined(&[a, b]).len(), 5);
    }
}
