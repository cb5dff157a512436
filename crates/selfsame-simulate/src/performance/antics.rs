//! What a laugh, a yawn, a lick of the lips, pressed lips and chewing look like.
//!
//! Enters: a [`Gesture`] and dice. Leaves: face and head over its time. Shapes,
//! lengths and sizes are chosen by eye, not tuned.

use std::f32::consts::TAU;

use super::head::Head;
use super::truth::Gesture;
use crate::dice::Dice;
use crate::expression::{Expression, Unit};
use crate::speech::smooth;

/// One gesture.
#[derive(Debug, Clone)]
pub(super) struct Play {
    gesture: Gesture,
    duration: f32,
    strength: f32,
    /// Beats a second of a laugh.
    beat: f32,
}

impl Play {
    pub(super) fn draw(gesture: Gesture, dice: &mut Dice) -> Self {
        let (shortest, longest) = match gesture {
            Gesture::Laugh => (0.9, 2.0),
            Gesture::Yawn => (2.8, 4.5),
            Gesture::Lick => (0.6, 1.0),
            Gesture::Press => (0.5, 1.2),
            Gesture::Chew => (2.0, 5.0),
        };
        Self {
            gesture,
            duration: dice.within(shortest, longest),
            strength: dice.within(0.75, 1.15),
            // Laughter has about five syllables a second (Provine 1993).
            beat: dice.within(4.3, 5.2),
        }
    }

    pub(super) fn duration(&self) -> f32 {
        self.duration
    }

    /// Face and head, `t` seconds after its start; at rest at both ends.
    pub(super) fn at(&self, t: f32) -> (Expression, Head) {
        let part = t / self.duration;
        let hump = |up: f32, down: f32| smooth(part / up) * smooth((1.0 - part) / down);
        match self.gesture {
            Gesture::Laugh => self.laugh(t, hump(0.25, 0.4)),
            Gesture::Yawn => self.yawn(hump(0.45, 0.3)),
            Gesture::Lick => self.lick(part, hump(0.25, 0.3)),
            Gesture::Press => self.press(hump(0.3, 0.35)),
            Gesture::Chew => self.chew(t, hump(0.15, 0.15)),
        }
    }

    fn laugh(&self, t: f32, on: f32) -> (Expression, Head) {
        let beat = 0.5 - 0.5 * (TAU * self.beat * t).cos();
        let on = on * self.strength;
        let face = both(&[
            ([Unit::MouthSmileLeft, Unit::MouthSmileRight], 0.75),
            ([Unit::CheekSquintLeft, Unit::CheekSquintRight], 0.55),
            ([Unit::EyeSquintLeft, Unit::EyeSquintRight], 0.5),
            ([Unit::MouthLowerDownLeft, Unit::MouthLowerDownRight], 0.2),
            ([Unit::MouthUpperUpLeft, Unit::MouthUpperUpRight], 0.3),
        ]);
        let open = Expression::of(&[(Unit::JawOpen, 0.18 + 0.12 * beat)]);
        let head = Head::nod(on * (3.0 - 2.0 * beat));
        (face.with(&open).scaled(on).with(&Expression::REST), head)
    }

    fn yawn(&self, on: f32) -> (Expression, Head) {
        let strength = on * self.strength.min(1.0);
        let face = both(&[
            ([Unit::EyeBlinkLeft, Unit::EyeBlinkRight], 0.6),
            ([Unit::EyeSquintLeft, Unit::EyeSquintRight], 0.6),
            ([Unit::BrowOuterUpLeft, Unit::BrowOuterUpRight], 0.3),
            ([Unit::MouthLowerDownLeft, Unit::MouthLowerDownRight], 0.3),
            ([Unit::NoseSneerLeft, Unit::NoseSneerRight], 0.2),
        ]);
        let mouth = Expression::of(&[
            (Unit::JawOpen, 0.85),
            (Unit::MouthFunnel, 0.2),
            (Unit::BrowInnerUp, 0.4),
        ]);
        (
            face.with(&mouth).scaled(strength),
            Head::nod(6.0 * strength),
        )
    }

    fn lick(&self, part: f32, on: f32) -> (Expression, Head) {
        // Out, then back in behind the lower lip.
        let out = smooth(part / 0.3) * smooth((0.75 - part) / 0.35);
        let strength = self.strength.min(1.0);
        let face = Expression::of(&[
            (Unit::JawOpen, 0.16 * on * strength),
            (Unit::TongueOut, 0.42 * out * strength),
            (Unit::MouthRollLower, 0.35 * on * (1.0 - out) * strength),
        ]);
        (face, Head::default())
    }

    fn chew(&self, t: f32, on: f32) -> (Expression, Head) {
        // One to two strokes a second (Po et al., J. Dent. Res. 90, 2011): the laugh's
        // beat, three times as slow. Lips stay shut, and the jaw goes to one side.
        let stroke = TAU * self.beat / 3.0 * t;
        let down = (0.5 - 0.5 * stroke.cos()) * on * self.strength;
        let aside = 0.3 * stroke.sin().max(0.0) * on;
        let face = Expression::of(&[
            (Unit::JawOpen, 0.26 * down),
            (Unit::MouthClose, 0.20 * down),
            (Unit::JawLeft, aside),
            (Unit::MouthRollLower, 0.15 * (on - down).max(0.0)),
            (Unit::CheekPuff, 0.1 * down),
        ]);
        (face, Head::nod(0.8 * down))
    }

    fn press(&self, on: f32) -> (Expression, Head) {
        let strength = on * self.strength.min(1.0);
        let face = both(&[
            ([Unit::MouthPressLeft, Unit::MouthPressRight], 0.6),
            ([Unit::MouthDimpleLeft, Unit::MouthDimpleRight], 0.2),
        ]);
        let lips = Expression::of(&[(Unit::MouthRollLower, 0.4), (Unit::MouthRollUpper, 0.35)]);
        (face.with(&lips).scaled(strength), Head::default())
    }
}

/// Units that move alike on both sides.
fn both(pairs: &[([Unit; 2], f32)]) -> Expression {
    let mut face = Expression::REST;
    for &(units, weight) in pairs {
        for unit in units {
            face.set(unit, weight);
        }
    }
    face
}
