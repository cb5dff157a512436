//! Four colours of a pixel at a time.
//!
//! Enters: whole numbers side by side in one of 64 bits. Leaves: floats, and back. Every
//! machine gives the same: nothing here is rounded otherwise than IEEE 754 says.

use bytemuck::cast;
use glam::Vec4;
use wide::{f32x4, i16x8, i32x4, i32x8, u8x16};

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

/// Pairs of bytes, four in 64 bits, each times its weight and added up, over two rows.
#[inline]
pub(crate) fn blend_pairs(rows: [u64; 2], weights: [[i16; 2]; 2]) -> Vec4 {
    let sum = |row: u64, [left, right]: [i16; 2]| -> i32x4 {
        let wide = i16x8::from_u8x16_low(cast::<[u64; 2], u8x16>([row, 0]));
        let weights = u32::from(left as u16) | u32::from(right as u16) << 16;
        wide.dot(cast(i32x4::splat(weights as i32)))
    };
    let sum = sum(rows[0], weights[0]) + sum(rows[1], weights[1]);
    Vec4::from_array(f32x4::from_i32x4(sum).to_array())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_there_and_back() {
        let of = Vec4::new(0.0, 1.4, 16_383.0, 700.6);
        assert_eq!(narrow(of), 701 << 48 | 16_383 << 32 | 1 << 16);
        assert_eq!(whole(Vec4::new(0.99, 3000.0, 7.5, 0.0)), [0, 3000, 7, 0]);
        let rows = [0x00FF_0403_0201_0A14, 0];
        let blended = blend_pairs(rows, [[64, 192], [0, 0]]);
        let each = [(0x14, 0x0A), (1, 2), (3, 4), (0xFF, 0)];
        for (got, (left, right)) in blended.to_array().into_iter().zip(each) {
            assert_eq!(got, (64 * left + 192 * right) as f32);
        }
    }
}
