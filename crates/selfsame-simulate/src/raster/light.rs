//! What a canvas keeps of a colour.
//!
//! Enters: linear colours. Leaves: whole numbers that can be added and mixed fast, or
//! the colours themselves.

use glam::{Vec3A, Vec4};

use crate::lanes;

/// What a canvas keeps of a colour.
pub(crate) trait Paint: Copy {
    const NONE: Self;
    fn of(colour: Vec3A) -> Self;
}

/// Linear light 0..4, four whole numbers in one: red lowest, in steps of 1/4096, and
/// whether it was drawn as the highest. Four of them can be added without a carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Light(pub(super) u64);

/// Steps to one unit of light at one of a pixel's places.
pub(super) const STEPS: f32 = 4096.0;
/// Steps to one unit of light in the sum of a pixel's four places.
pub(crate) const PIXEL_STEPS: f32 = 4.0 * STEPS;

impl Light {
    /// Red, green, blue: steps.
    #[inline]
    pub(crate) fn lanes(self) -> [u32; 3] {
        [0, 16, 32].map(|shift| (self.0 >> shift) as u32 & 0xFFFF)
    }

    /// How many of the places that were added up were drawn.
    #[inline]
    pub(super) fn drawn(self) -> u64 {
        self.0 >> 48
    }

    /// Of a linear colour; the fourth is not heeded.
    #[inline]
    pub(super) fn of_lanes(colour: Vec4) -> Self {
        // In this order what is no number becomes dark.
        let steps = colour.max(Vec4::ZERO).min(Vec4::splat(3.999)) * STEPS;
        Self(lanes::narrow(steps) & 0xFFFF_FFFF_FFFF | 1 << 48)
    }

    /// Red, green, blue, and how much was drawn.
    #[inline]
    pub(crate) fn split(self) -> [u16; 4] {
        let [r0, r1, g0, g1, b0, b1, d0, d1] = self.0.to_le_bytes();
        [[r0, r1], [g0, g1], [b0, b1], [d0, d1]].map(u16::from_le_bytes)
    }

    /// Of a pixel whose four places all show this.
    #[inline]
    pub(crate) fn pixel(self) -> Self {
        Self(self.0 * 4)
    }
}

impl Paint for Light {
    const NONE: Self = Self(0);

    #[inline]
    fn of(colour: Vec3A) -> Self {
        Self::of_lanes(colour.extend(0.0))
    }
}

impl Paint for Vec3A {
    const NONE: Self = Self::ZERO;

    #[inline]
    fn of(colour: Vec3A) -> Self {
        colour
    }
}
