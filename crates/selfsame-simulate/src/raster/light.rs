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

/// Light of a pixel, in [`PIXEL_STEPS`]: red, green, blue, and something that is not seen.
pub(crate) type Lanes = [u16; 4];

/// Linear light 0..4 of one of a pixel's four places, or the sum of all four: four whole
/// numbers in one, red lowest, in steps of 1/4096, and what was drawn as the highest: 0
/// for nothing, 1 for each place of something, 2 for each of something solid. Four of them
/// can be added without a carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Light(u64);

/// Steps to one unit of light at one of a pixel's places.
pub(crate) const STEPS: f32 = 4096.0;
/// Steps to one unit of light in the sum of a pixel's four places.
pub(crate) const PIXEL_STEPS: f32 = 4.0 * STEPS;
/// The colours of one of four equal places, out of their sum.
const PLACE: u64 = 0x0003_3FFF_3FFF_3FFF;

impl Light {
    /// Of a pixel of which nothing else is seen than one solid thing.
    pub(super) const SOLID: u64 = 8;

    /// Red, green, blue: steps.
    #[inline]
    fn lanes(self) -> [u32; 3] {
        [0, 16, 32].map(|shift| (self.0 >> shift) as u32 & 0xFFFF)
    }

    /// Of a pixel whose four places all show this.
    #[inline]
    pub(super) fn pixel(self) -> Self {
        Self(self.0 << 2)
    }

    /// What was drawn of it: see [`Light`].
    #[inline]
    pub(super) fn drawn(self) -> u64 {
        self.0 >> 48
    }

    /// Of a colour in steps at one place; the fourth is not heeded.
    #[inline]
    fn of_steps(steps: Vec4) -> u64 {
        // In this order what is no number becomes dark.
        let steps = steps.max(Vec4::ZERO).min(Vec4::splat(3.999 * STEPS));
        lanes::narrow(steps) & 0xFFFF_FFFF_FFFF
    }

    /// Of a pixel that is solid, by its colour in steps at one place; the fourth is not
    /// heeded.
    #[inline]
    pub(super) fn solid(steps: Vec4) -> Self {
        Self((Self::of_steps(steps) | 2 << 48) << 2)
    }

    /// Of a pixel behind everything.
    pub(crate) fn behind(colour: Vec3A) -> Lanes {
        Self(Self::of_steps(colour.extend(0.0) * STEPS) << 2).split()
    }

    /// Red, green, blue, and what was drawn.
    #[inline]
    pub(super) fn split(self) -> Lanes {
        let [r0, r1, g0, g1, b0, b1, d0, d1] = self.0.to_le_bytes();
        [[r0, r1], [g0, g1], [b0, b1], [d0, d1]].map(u16::from_le_bytes)
    }

    #[inline]
    pub(super) fn joined(lanes: Lanes) -> Self {
        let [[r0, r1], [g0, g1], [b0, b1], [d0, d1]] = lanes.map(u16::to_le_bytes);
        Self(u64::from_le_bytes([r0, r1, g0, g1, b0, b1, d0, d1]))
    }

    /// Of a pixel whose four places show these, or, where they show nothing, this.
    #[inline]
    pub(super) fn over(self, places: [Self; 4]) -> Self {
        let behind = self.0 >> 2 & PLACE;
        let seen = places.map(|place| if place.drawn() == 0 { behind } else { place.0 });
        Self(seen.into_iter().sum())
    }

    /// Some 256ths of another one mixed in; what was drawn stays.
    #[inline]
    pub(super) fn mixed(self, other: Self, part: u32) -> Self {
        let [old, new] = [self, other].map(Self::lanes);
        let [red, green, blue] =
            [0, 1, 2].map(|i| u64::from((old[i] * (256 - part) + new[i] * part) >> 8));
        Self(self.drawn() << 48 | blue << 32 | green << 16 | red)
    }
}

impl Paint for Light {
    const NONE: Self = Self(0);

    #[inline]
    fn of(colour: Vec3A) -> Self {
        Self(Self::of_steps(colour.extend(0.0) * STEPS) | 1 << 48)
    }
}

impl Paint for Vec3A {
    const NONE: Self = Self::ZERO;

    #[inline]
    fn of(colour: Vec3A) -> Self {
        colour
    }
}
