//! Blinks of both eyes.
//!
//! Enters: a person, a take, [`Habits`], time. Leaves: when each blink is, and
//! the eyelids at any time.

use super::habits::Habits;
use super::sway::wait;
use super::truth::Span;
use crate::dice::Dice;
use crate::expression::{Expression, Unit};
use crate::speech::{held, smooth};

/// Shortest time from one blink's start to the next one's, seconds, double
/// blinks apart (chosen by eye).
const LEAST: f32 = 0.5;
/// Probability that another blink follows at once (chosen by eye).
const DOUBLE: f32 = 0.1;

/// The eyelids of one take.
#[derive(Debug, Clone)]
pub(super) struct Blinks {
    dice: Dice,
    /// Mean seconds from blink to blink; infinite if there are none.
    mean: f32,
    next: f32,
    /// How far the lids close, left and right.
    depth: [f32; 2],
}

impl Blinks {
    pub(super) fn new(person: u64, seed: u64, habits: &Habits) -> Self {
        // The rate is the person's own: 12 to 20 a minute.
        let own = Dice::new(person, "blinks").within(12.0, 20.0);
        let rate = own * held(habits.blinking, 0.0, 4.0);
        let mut dice = Dice::new(seed, "blinks");
        let depth = dice.within(0.92, 1.0);
        let mut blinks = Self {
            // Double blinks are part of the rate.
            mean: 60.0 * (1.0 + DOUBLE) / rate,
            next: 0.0,
            depth: [depth, depth - dice.within(0.0, 0.05)],
            dice,
        };
        blinks.next = blinks.pause();
        blinks
    }

    /// From one blink's start to the next one's.
    fn pause(&mut self) -> f32 {
        // Two waits: less clustered than one.
        let half = (self.mean - LEAST).max(0.0) / 2.0;
        if half.is_finite() {
            LEAST + wait(&mut self.dice, half) + wait(&mut self.dice, half)
        } else {
            f32::INFINITY
        }
    }

    /// Adds all blinks that begin by `now`.
    pub(super) fn advance(&mut self, now: f32, blinks: &mut Vec<Span>) {
        while self.next <= now {
            let span = Span {
                start: self.next,
                end: self.next + self.dice.within(0.15, 0.25),
            };
            blinks.push(span);
            self.next = if self.dice.chance(DOUBLE) {
                span.end + self.dice.within(0.04, 0.15)
            } else {
                span.start + self.pause()
            };
        }
    }

    /// The lids at a time. They close faster than they open.
    pub(super) fn at(&self, time: f32, blinks: &[Span]) -> Expression {
        let Some(span) = blinks.iter().rev().take(2).find(|s| s.contains(time)) else {
            return Expression::REST;
        };
        let part = (time - span.start) / (span.end - span.start);
        let closed = smooth(part / 0.35) * smooth((1.0 - part) / 0.55);
        Expression::of(&[
            (Unit::EyeBlinkLeft, closed * self.depth[0]),
            (Unit::EyeBlinkRight, closed * self.depth[1]),
        ])
    }
}
