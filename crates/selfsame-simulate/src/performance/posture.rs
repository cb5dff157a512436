//! Somebody who only sits there: sway, breath, and a face at rest that is never
//! quite still.
//!
//! Enters: a seed and [`Habits`]. Leaves: head, shoulders and face at any time.
//! Sizes are chosen by eye to look like people before a laptop, not tuned.

use std::f32::consts::TAU;

use glam::Vec3;

use super::habits::Habits;
use super::head::Head;
use super::sway::Sway;
use crate::dice::Dice;
use crate::expression::{Expression, Unit};
use crate::speech::held;

/// Band of the head's sway, hertz.
const HEAD: (f32, f32) = (0.06, 1.2);
/// Band of the face's small movements, hertz.
const FACE: (f32, f32) = (0.1, 3.0);
/// Standard deviations of the head's yaw, pitch and roll, degrees.
const TURN: [f32; 3] = [1.1, 0.8, 0.6];
/// The same of its place, centimetres.
const PLACE: [f32; 3] = [0.35, 0.15, 0.4];

/// Sway, breath and rest of one take.
#[derive(Debug, Clone)]
pub(super) struct Posture {
    base: Head,
    turn: [Sway; 3],
    place: [Sway; 3],
    /// Hertz, phase in turns, size; people breathe 12 to 18 times a minute.
    breath: (f32, f32, f32),
    breath_drift: Sway,
    jaw: Sway,
    ajar: Sway,
    press: Sway,
    mood: f32,
    corners: [Sway; 2],
    brows: [Sway; 2],
}

impl Posture {
    pub(super) fn new(seed: u64, habits: &Habits) -> Self {
        let mut dice = Dice::new(seed, "posture");
        let base = Head {
            yaw: dice.normal(0.0, 2.5).to_radians(),
            pitch: dice.normal(-1.0, 2.5).to_radians(),
            roll: dice.normal(0.0, 1.5).to_radians(),
            shift: Vec3::ZERO,
        };
        let motion = held(habits.motion, 0.0, 5.0);
        let turn = TURN.map(|size| {
            let size = size * dice.within(0.6, 1.4) * motion;
            Sway::new(&mut dice, HEAD, size.to_radians())
        });
        let place = PLACE.map(|size| {
            let size = size * dice.within(0.6, 1.4) * motion;
            Sway::new(&mut dice, HEAD, size)
        });
        let breath = (dice.within(0.2, 0.3), dice.unit(), dice.within(0.7, 1.3));
        let breath_drift = Sway::new(&mut dice, (0.02, 0.1), 0.05);
        let mut dice = Dice::new(seed, "rest");
        let mut face = |size: f32| Sway::new(&mut dice, FACE, size);
        Self {
            base,
            turn,
            place,
            breath,
            breath_drift,
            jaw: face(0.004),
            ajar: face(0.001),
            press: face(0.008),
            corners: [face(0.008), face(0.008)],
            brows: [face(0.012), face(0.012)],
            mood: dice.within(0.0, 0.06),
        }
    }

    /// Breath at a time: 1 is in, -1 is out.
    fn breath(&self, time: f32) -> f32 {
        let (frequency, phase, size) = self.breath;
        let turns = frequency * time + phase + self.breath_drift.at(time);
        // Out takes longer than in.
        let turn = TAU * turns.fract();
        size * (turn + 0.4 * turn.sin()).sin()
    }

    /// The head, but for what speech and gestures add.
    pub(super) fn head(&self, time: f32) -> Head {
        let breath = self.breath(time);
        let [yaw, pitch, roll] = [0, 1, 2].map(|i: usize| self.turn[i].at(time));
        let [x, y, z] = [0, 1, 2].map(|i: usize| self.place[i].at(time));
        self.base.with(&Head {
            yaw,
            pitch: pitch + (0.15 * breath).to_radians(),
            roll,
            shift: Vec3::new(x, y + 0.08 * breath, z + 0.05 * breath),
        })
    }

    /// How far the shoulders are lifted, centimetres.
    pub(super) fn shoulders(&self, time: f32) -> f32 {
        0.25 * self.breath(time)
    }

    /// A face at rest. The jaw hangs a little behind closed lips.
    pub(super) fn face(&self, time: f32) -> Expression {
        let some = |base: f32, sway: &Sway| (base + sway.at(time)).max(0.0);
        let jaw = some(0.01, &self.jaw);
        let press = some(0.02, &self.press);
        Expression::of(&[
            (Unit::JawOpen, jaw),
            (Unit::MouthClose, (jaw - some(0.0, &self.ajar)).max(0.0)),
            (Unit::MouthPressLeft, press),
            (Unit::MouthPressRight, press),
            (Unit::MouthSmileLeft, some(self.mood, &self.corners[0])),
            (Unit::MouthSmileRight, some(self.mood, &self.corners[1])),
            (Unit::BrowInnerUp, some(0.01, &self.brows[0])),
            (Unit::BrowOuterUpLeft, some(0.01, &self.brows[1])),
            (Unit::BrowOuterUpRight, some(0.01, &self.brows[1])),
        ])
    }
}
