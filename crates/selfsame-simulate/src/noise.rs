//! Smooth noise that needs no table: skin, strands of hair, cloth, walls.

use glam::Vec4;

use crate::lanes;

/// A number in 0..1 for a place on a grid.
#[inline]
pub(crate) fn hash(x: i32, y: i32, seed: u32) -> f32 {
    let mut h = (x as u32).wrapping_mul(0x9E37_79B1) ^ (y as u32).wrapping_mul(0x85EB_CA77) ^ seed;
    h = (h ^ (h >> 15)).wrapping_mul(0x2C1B_3C6D);
    h = (h ^ (h >> 12)).wrapping_mul(0x297A_2D39);
    (h >> 8) as f32 / (1u32 << 24) as f32
}

/// Value noise: smooth between whole numbers, 0..1.
pub(crate) fn smooth(x: f32, y: f32, seed: u32) -> f32 {
    // Without SSE 4.1, `floor` is a call that costs more than all the rest.
    let below = |v: f32| v as i32 - i32::from(v < (v as i32) as f32);
    let (i, j) = (below(x), below(y));
    let (fx, fy) = (x - i as f32, y - j as f32);
    let (sx, sy) = (fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy));
    let row = |j| {
        let (a, b) = (hash(i, j, seed), hash(i.wrapping_add(1), j, seed));
        a + (b - a) * sx
    };
    let (a, b) = (row(j), row(j.wrapping_add(1)));
    a + (b - a) * sy
}

/// Several octaves, 0..1.
pub(crate) fn fractal(x: f32, y: f32, octaves: u32, seed: u32) -> f32 {
    let (mut sum, mut weight, mut all, mut scale) = (0.0, 1.0, 0.0, 1.0);
    for octave in 0..octaves {
        sum += weight * smooth(x * scale, y * scale, seed.wrapping_add(octave));
        all += weight;
        weight *= 0.5;
        scale *= 2.0;
    }
    sum / all
}

/// `N` functions of a place in 0..1 x 0..1, worked out once: noise is too dear to be
/// worked out for every pixel of every frame.
#[derive(Clone)]
pub(crate) struct Pattern<const N: usize> {
    width: usize,
    /// Width and height, and the last column and row.
    scale: Vec4,
    last: Vec4,
    values: Vec<[u8; N]>,
}

impl<const N: usize> Pattern<N> {
    /// From a function with values in 0..=1 of places in 0..1.
    pub(crate) fn new(width: usize, height: usize, values: impl Fn(f32, f32) -> [f32; N]) -> Self {
        let values = (0..width * height)
            .map(|i| {
                let (x, y) = ((i % width) as f32 + 0.5, (i / width) as f32 + 0.5);
                let values = values(x / width as f32, y / height as f32);
                values.map(|v| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
            })
            .collect();
        Self {
            width,
            scale: Vec4::new(width as f32, height as f32, 0.0, 0.0),
            last: Vec4::new(width as f32 - 1.0, height as f32 - 1.0, 0.0, 0.0),
            values,
        }
    }

    /// The values at the nearest place that was worked out; beyond the edges as there.
    #[inline]
    pub(crate) fn at(&self, x: f32, y: f32) -> [f32; N] {
        let at = Vec4::new(x, y, 0.0, 0.0) * self.scale;
        let [i, j, ..] = lanes::whole(at.max(Vec4::ZERO).min(self.last));
        self.values[j as usize * self.width + i as usize].map(|v| f32::from(v) * (1.0 / 255.0))
    }
}

/// 0 below `low`, 1 above `high`, smooth between.
#[inline]
pub(crate) fn step(low: f32, high: f32, v: f32) -> f32 {
    let t = ((v - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
