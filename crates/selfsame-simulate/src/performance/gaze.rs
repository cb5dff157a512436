//! Where the eyes look.
//!
//! Enters: a seed, [`Habits`], when something appeared, and the head's turn.
//! Leaves: the same gaze for both eyes as face units. The eyes hold what they
//! look at while the head sways, and jump from one place to the next.

use super::habits::Habits;
use super::head::Head;
use crate::dice::Dice;
use crate::expression::{Expression, Unit};
use crate::speech::{held, smooth};

/// Turn of an eye at weight 1 of its look units, radians: 30 degrees, about what
/// the units of the face are drawn for (chosen by eye).
pub const FULL_LOOK: f32 = 30.0 * std::f32::consts::PI / 180.0;

/// A direction: to the person's left and up, degrees, seen from a head that
/// looks straight at the camera.
type Direction = [f32; 2];

/// The eyes of one take.
#[derive(Debug, Clone)]
pub(super) struct Gaze {
    dice: Dice,
    /// What is read stands here: mostly a little below the camera.
    screen: Direction,
    /// Probability that the next jump leads away.
    away: f32,
    from: Direction,
    to: Direction,
    start: f32,
    length: f32,
    next: f32,
    /// Something appeared: the next jump leads to it.
    attending: bool,
}

impl Gaze {
    pub(super) fn new(seed: u64, habits: &Habits) -> Self {
        let mut dice = Dice::new(seed, "gaze");
        let screen = [dice.normal(0.0, 1.0), dice.within(-8.0, -1.0)];
        let first = dice.within(0.3, 1.5);
        Self {
            screen,
            // A look lasts a second on average, so this is the share of looks.
            away: held(habits.glances, 0.0, 30.0) / 60.0,
            from: screen,
            to: screen,
            start: 0.0,
            length: 0.05,
            next: first,
            attending: false,
            dice,
        }
    }

    /// Something to read appeared at a time: a jump leads there if none does
    /// sooner. A saccade's latency is about 0.2 s.
    pub(super) fn attend(&mut self, time: f32) {
        self.attending = true;
        self.next = self.next.min(time + self.dice.within(0.16, 0.26));
    }

    /// Starts all jumps that are due.
    pub(super) fn advance(&mut self, now: f32) {
        while self.next <= now {
            self.from = self.direction(self.next);
            self.start = self.next;
            let gone = !self.attending && self.dice.chance(self.away);
            let (width, height) = if gone { (14.0, 9.0) } else { (1.8, 1.2) };
            let aside = [self.dice.normal(0.0, width), self.dice.normal(0.0, height)];
            self.to = std::array::from_fn(|i| {
                (self.screen[i] + aside[i].clamp(-25.0, 25.0)).clamp(-28.0, 28.0)
            });
            let [x, y] = std::array::from_fn(|i| self.to[i] - self.from[i]);
            // The main sequence: 2.2 ms a degree and 21 ms (Carpenter 1988).
            self.length = 0.021 + 0.0022 * x.hypot(y);
            self.next += self.length
                + if gone {
                    self.dice.within(0.4, 1.0)
                } else {
                    self.dice.within(0.4, 1.6)
                };
            self.attending = false;
        }
    }

    fn direction(&self, time: f32) -> Direction {
        let part = smooth((time - self.start) / self.length);
        std::array::from_fn(|i| self.from[i] + (self.to[i] - self.from[i]) * part)
    }

    /// The eyes at a time, in this head.
    pub(super) fn at(&self, time: f32, head: &Head) -> Expression {
        let [left, up] = self.direction(time).map(f32::to_radians);
        let weight = |angle: f32| (angle / FULL_LOOK).clamp(0.0, 1.0);
        let (left, up) = (left - head.yaw, up - head.pitch);
        Expression::of(&[
            (Unit::EyeLookOutLeft, weight(left)),
            (Unit::EyeLookInRight, weight(left)),
            (Unit::EyeLookInLeft, weight(-left)),
            (Unit::EyeLookOutRight, weight(-left)),
            (Unit::EyeLookUpLeft, weight(up)),
            (Unit::EyeLookUpRight, weight(up)),
            (Unit::EyeLookDownLeft, weight(-up)),
            (Unit::EyeLookDownRight, weight(-up)),
        ])
    }
}
