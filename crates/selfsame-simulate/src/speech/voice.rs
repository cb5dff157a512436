//! How one person speaks.
//!
//! Enters: the person's seed. Leaves: rate, reach of the movements, reaction,
//! habits: what stays the same from day to day.

use crate::dice::Dice;

/// One person's way of speaking. The ranges are those of [`Voice::of`]; others
/// work as far as each field says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Voice {
    /// Speaking rate against the tables of words, 0.85..=1.2; held to 0.5..=2.
    pub rate: f32,
    /// Reach of jaw and lips against the tables of shapes, 0.75..=1.25; held to
    /// 0..=2. Closures are always complete.
    pub amplitude: f32,
    /// Reach of lip rounding, 0.75..=1.2; held to 0..=2.
    pub rounding: f32,
    /// How much further the left side moves than the right, -0.12..=0.12.
    pub asymmetry: f32,
    /// Mean time from seeing a digit to its sound, seconds, 0.45..=0.7.
    pub reaction: f32,
    /// Standard deviation of that time from digit to digit, seconds, 0.05..=0.1.
    pub reaction_spread: f32,
    /// Mean time by which visible movement leads the sound, seconds,
    /// 0.14..=0.28; held to 0.08..=0.3.
    pub preparation: f32,
    /// Mean time that the mouth takes to relax after the sound, seconds,
    /// 0.16..=0.3; held to 0.1..=0.5.
    pub relaxation: f32,
    /// Standard deviation of rate and reach from saying to saying, as a share,
    /// 0.03..=0.08; held to 0..=0.2.
    pub variation: f32,
    /// Whether 1 is read yāo in Mandarin.
    pub says_yao: bool,
}

impl Voice {
    /// Draws a person's voice.
    ///
    /// Preparation up to 0.3 s is what the feasibility study saw. Reaction is
    /// that of naming a digit whose moment is unknown, about half a second. The
    /// other spreads, and that 15 % say yāo, are chosen by eye, not tuned.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "voice");
        Self {
            rate: dice.normal(1.0, 0.08).clamp(0.85, 1.2),
            amplitude: dice.normal(1.0, 0.12).clamp(0.75, 1.25),
            rounding: dice.normal(1.0, 0.1).clamp(0.75, 1.2),
            asymmetry: dice.normal(0.0, 0.05).clamp(-0.12, 0.12),
            reaction: dice.within(0.45, 0.7),
            reaction_spread: dice.within(0.05, 0.1),
            preparation: dice.within(0.14, 0.28),
            relaxation: dice.within(0.16, 0.3),
            variation: dice.within(0.03, 0.08),
            says_yao: dice.chance(0.15),
        }
    }
}

/// `value` held to a range; what is no number becomes the lower end.
pub(crate) fn held(value: f32, low: f32, high: f32) -> f32 {
    // `max` and `min` prefer the number over NaN.
    value.max(low).min(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_speak_differently_and_each_the_same_every_day() {
        assert_eq!(Voice::of(3), Voice::of(3));
        let voices: Vec<Voice> = (0..1000).map(Voice::of).collect();
        let mean = |of: fn(&Voice) -> f32| voices.iter().map(of).sum::<f32>() / 1000.0;
        assert!((mean(|v| v.reaction) - 0.575).abs() < 0.01);
        assert!((mean(|v| v.rate) - 1.0).abs() < 0.02);
        let yao = voices.iter().filter(|v| v.says_yao).count();
        assert!((100..200).contains(&yao), "{yao}");
    }

    #[test]
    fn no_number_is_held_too() {
        assert_eq!(held(f32::NAN, 0.5, 2.0), 0.5);
        assert_eq!(held(f32::INFINITY, 0.5, 2.0), 2.0);
        assert_eq!(held(1.5, 0.5, 2.0), 1.5);
    }
}
