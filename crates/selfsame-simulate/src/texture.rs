//! What is painted on a body: colours of places, smooth between them.
//!
//! Enters: linear colours, row by row. Leaves: the colour of any place, a third of the
//! work of a pixel. Texels are kept as roots (gamma 2), which keeps eight bits enough for
//! dark skin.

use glam::{Vec2, Vec3, Vec4};

use crate::lanes;

/// Texels in a row.
pub(crate) const WIDTH: usize = 1024;
/// Places are in so many parts of a texel: finer ones look no other.
pub(crate) const PARTS: u32 = 16;
/// What white is of a colour that [`Texture::at`] gives.
pub(crate) const WHITE: f32 = (255.0 * 256.0) * (255.0 * 256.0);

/// Colours of places.
#[derive(Clone)]
pub(crate) struct Texture {
    /// Roots of linear colours, in 255ths: of each texel and the next in its row the
    /// reds, the greens, the blues.
    texels: Vec<u64>,
}

impl Texture {
    /// Of colours 0..=1, rows of [`WIDTH`], two at least.
    pub(crate) fn of(colours: impl Iterator<Item = Vec3>) -> Self {
        let root = |v: f32| (v.clamp(0.0, 1.0).sqrt() * 255.0 + 0.5) as u64;
        let mut texels: Vec<u64> = colours
            .map(|colour| root(colour.x) | root(colour.y) << 16 | root(colour.z) << 32)
            .collect();
        for i in 1..texels.len() {
            texels[i - 1] |= (texels[i] & 0x00FF_00FF_00FF) << 8;
        }
        Self { texels }
    }

    /// The linear colour at a [`place`], 0..=[`WHITE`], smooth between texels; the fourth
    /// is nothing.
    #[inline]
    pub(crate) fn at(&self, place: Vec4) -> Vec4 {
        let [x, y, ..] = lanes::whole(place);
        let above = (y / PARTS * WIDTH as u32 + x / PARTS) as usize;
        let rows = [self.texels[above], self.texels[above + WIDTH]];
        let weights = WEIGHTS[(y % PARTS * PARTS + x % PARTS) as usize];
        let root = lanes::blend_pairs(rows, weights);
        root * root
    }
}

/// What four texels weigh, 256 together, at a place between them: above, left and right,
/// then below.
const WEIGHTS: [[[i16; 2]; 2]; (PARTS * PARTS) as usize] = {
    let mut all = [[[0; 2]; 2]; (PARTS * PARTS) as usize];
    let mut i = 0;
    while i < all.len() {
        let (down, right) = ((i as u32 / PARTS) as i16, (i as u32 % PARTS) as i16);
        let (up, left) = (PARTS as i16 - down, PARTS as i16 - right);
        all[i] = [[up * left, up * right], [down * left, down * right]];
        i += 1;
    }
    all
};

/// Where texel `at` is (its column and row, counted from 0; its middle is a half more) in
/// a texture of so many rows, or the nearest place that the texture has.
pub(crate) fn place(at: Vec2, rows: usize) -> Vec2 {
    let parts = PARTS as f32;
    let last = Vec2::new((WIDTH - 1) as f32, (rows - 1) as f32) * parts - 1.0;
    ((at - 0.5) * parts).clamp(Vec2::ZERO, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_texels_colours_are_mixed_and_beyond_the_edges_they_go_on() {
        let texture = Texture::of((0..2 * WIDTH).map(|i| match i % 2 {
            0 => Vec3::new(1.0, 0.0, 0.25),
            _ => Vec3::new(0.0, 1.0, 0.25),
        }));
        let at = |x: f32, y: f32| {
            let place = place(Vec2::new(x, y), 2);
            texture.at(place.extend(0.0).extend(0.0)) / WHITE
        };
        let near = |a: Vec4, b: [f32; 3]| (a - Vec3::from(b).extend(0.0)).length() < 0.01;
        assert!(near(at(0.5, 0.5), [1.0, 0.0, 0.25]), "{}", at(0.5, 0.5));
        assert!(near(at(-9.0, 7.0), [1.0, 0.0, 0.25]));
        assert!(near(at(5e3, 1.0), [0.004, 0.88, 0.25]), "{}", at(5e3, 1.0));
        // Half of each root.
        assert!(near(at(7.0, 0.8), [0.25; 3]), "{}", at(7.0, 0.8));
    }
}
