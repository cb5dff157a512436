//! A pixel in which there may be several things.

use bytemuck::cast;
use glam::{BVec4A, Vec4};

/// A pixel: its four places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) depth: Vec4,
    /// Bits of whole numbers: see [`Self::numbers`].
    pub(super) numbers: Vec4,
}

impl Cell {
    pub(super) const NOTHING: Self = Self {
        depth: Vec4::INFINITY,
        numbers: Vec4::ZERO,
    };

    /// Of what is seen at each place: see [`super::Canvas::paints`].
    #[inline]
    pub(super) fn numbers(&self) -> [u32; 4] {
        self.numbers.to_array().map(f32::to_bits)
    }

    #[inline]
    pub(super) fn is_nothing(&self) -> bool {
        let [low, high]: [u64; 2] = cast(self.numbers.to_array());
        low | high == 0
    }

    /// Whether nothing is seen behind it.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.depth.cmplt(Vec4::INFINITY).all()
    }

    #[inline]
    pub(super) fn set(&mut self, places: BVec4A, number: u32, depths: Vec4) {
        let number = Vec4::splat(f32::from_bits(number));
        self.depth = Vec4::select(places, depths, self.depth);
        self.numbers = Vec4::select(places, number, self.numbers);
    }
}
