//! Four colours of a pixel at a time.
//!
//! Enters: whole numbers side by side in one of 64 bits. Leaves: floats, and back. Every
//! machine gives the same: nothing here is rounded otherwise than IEEE 754 says.

use bytemuck::cast;
use glam::Vec4;
use wide::{f32x4, i16x8, i32x8};

/// Rounded whole numbers, 0..32768, 16 bits each; the first is lowest.
#[inline]
pub(crate) fn narrow(of: Vec4) -> u64 {
    let whole = f32x4::new(of.to_array()).fast_round_int();
    let both: i32x8 = cast([whole, whole]);
    let [low, _] = cast::<i16x8, [u64; 2]>(i16x8::from_i32x8_saturate(both));
    low
}

/// Without what is behind the point: 0..2^31.
#[inline]
pub(crate) fn whole(of: Vec4) -> [u32; 4] {
    cast(f32x4::new(of.to_array()).fast_trunc_int())
}

/// The bits that floats are made of, if they are the same in all four.
#[inline]
pub(crate) fn alike(of: Vec4) -> Option<u32> {
    let [low, high]: [u64; 2] = cast(of.to_array());
    (low == high && low as u32 == (low >> 32) as u32).then_some(low as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_there_and_back() {
        let of = Vec4::new(0.0, 1.4, 16_383.0, 700.6);
        assert_eq!(narrow(of), 701 << 48 | 16_383 << 32 | 1 << 16);
        assert_eq!(whole(Vec4::new(0.99, 3000.0, 7.5, 0.0)), [0, 3000, 7, 0]);
        assert_eq!(alike(Vec4::ONE), Some(1.0f32.to_bits()));
        assert_eq!(alike(Vec4::X), None);
    }
}
