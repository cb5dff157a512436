//! The rhythm of somebody who moves a thing whenever something is to be read.
//!
//! Enters: what the screen shows. Leaves: how far the thing is moved at a time, 0..1:
//! once for each digit, as late and as long as a mouth would, and on and on while a
//! sentence is asked.

use std::f32::consts::TAU;

use crate::dice::Dice;
use crate::performance::Cue;

/// From the prompt to the movement, and how long it takes, seconds: as reading does.
const REACTION: (f32, f32) = (0.3, 0.55);
const TAKES: (f32, f32) = (0.45, 0.65);
/// Movements of a sentence: as long as it is to be said, seconds.
const SENTENCE: f32 = 2.5;
const SYLLABLE: f32 = 0.35;

pub(super) struct Rhythm {
    dice: Dice,
    shown: Cue,
    /// When the last movement begins, seconds, how often it comes, and how long each takes.
    begins: f32,
    times: f32,
    takes: f32,
}

impl Rhythm {
    pub(super) fn new(dice: Dice) -> Self {
        Self {
            dice,
            shown: Cue::Nothing,
            begins: 0.0,
            times: 0.0,
            takes: 1.0,
        }
    }

    /// The screen shows this now.
    pub(super) fn see(&mut self, now: f32, shown: Cue) {
        if shown == self.shown {
            return;
        }
        self.shown = shown;
        let (times, takes) = match shown {
            Cue::Digit(_) => (1.0, self.dice.within(TAKES.0, TAKES.1)),
            Cue::WarmUp => (SENTENCE / SYLLABLE, SYLLABLE),
            _ => return,
        };
        self.begins = now + self.dice.within(REACTION.0, REACTION.1);
        (self.times, self.takes) = (times, takes);
    }

    /// How far, 0..1.
    pub(super) fn at(&self, time: f32) -> f32 {
        let round = (time - self.begins) / self.takes;
        match (0.0..self.times).contains(&round) {
            true => 0.5 - 0.5 * (TAU * round).cos(),
            false => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_after_a_digit_and_not_before() {
        let mut rhythm = Rhythm::new(Dice::new(1, "rhythm"));
        rhythm.see(1.0, Cue::Digit(4));
        rhythm.see(1.8, Cue::Rest);
        let moved: Vec<f32> = (0..30).map(|i| rhythm.at(i as f32 / 10.0)).collect();
        assert!(moved[..13].iter().all(|m| *m == 0.0), "{moved:?}");
        assert!(moved[14..20].iter().any(|m| *m > 0.8), "{moved:?}");
        assert!(moved[23..].iter().all(|m| *m == 0.0), "{moved:?}");
    }
}
