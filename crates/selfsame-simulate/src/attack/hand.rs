//! Hands that hold something. Enters: dice, then times. Leaves: how it moves.

use std::f32::consts::TAU;

use glam::Vec3;

use crate::dice::Dice;

/// Frequency in hertz, way in decimetres, turn in radians: slow drift, correction, and
/// tremor of 9 Hz (that of resting hands is 8 to 12; all else chosen by eye).
const WAVES: [(f32, f32, f32); 4] = [
    (0.13, 0.050, 0.015),
    (0.41, 0.030, 0.012),
    (1.10, 0.010, 0.005),
    (9.00, 0.002, 0.0006),
];

/// How something moves in hands.
#[derive(Debug, Clone)]
pub(super) struct Hand {
    phases: [[f32; 6]; WAVES.len()],
    unsteady: f32,
}

impl Hand {
    /// Hands, 1 being usual ones and 0 a stand.
    pub(super) fn new(dice: &mut Dice, unsteady: f32) -> Self {
        Self {
            phases: std::array::from_fn(|_| std::array::from_fn(|_| dice.unit())),
            unsteady,
        }
    }

    /// The way from the place, decimetres, and turns about x, y and z, radians.
    pub(super) fn at(&self, time: f32) -> (Vec3, Vec3) {
        let (mut way, mut turn) = (Vec3::ZERO, Vec3::ZERO);
        for ((frequency, shift, angle), phases) in WAVES.iter().zip(&self.phases) {
            let wave = |i: usize| (TAU * (frequency * time + phases[i]).fract()).sin();
            way += Vec3::new(wave(0), wave(1), wave(2)) * *shift;
            turn += Vec3::new(wave(3), wave(4), wave(5)) * *angle;
        }
        (way * self.unsteady, turn * self.unsteady)
    }
}
