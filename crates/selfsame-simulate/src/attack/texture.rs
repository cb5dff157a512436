//! A picture to be put on a sheet. Enters: a picture. Leaves: linear colours at places
//! on it, smooth between pixels.

use std::sync::OnceLock;

use glam::{Vec2, Vec3A};
use selfsame::Picture;

pub(super) struct Texture {
    width: usize,
    height: usize,
    texels: Vec<Vec3A>,
}

impl Texture {
    pub(super) fn of(picture: &Picture) -> Self {
        static LINEAR: OnceLock<Vec<f32>> = OnceLock::new();
        let linear = LINEAR.get_or_init(|| {
            // sRGB, IEC 61966-2-1.
            (0..256)
                .map(|level| match level as f32 / 255.0 {
                    v if v <= 0.040_45 => v / 12.92,
                    v => ((v + 0.055) / 1.055).powf(2.4),
                })
                .collect()
        });
        let pixels = picture.rgb().as_chunks::<3>().0;
        Self {
            width: picture.width() as usize,
            height: picture.height() as usize,
            texels: pixels
                .iter()
                .map(|rgb| Vec3A::from(rgb.map(|byte| linear[usize::from(byte)])))
                .collect(),
        }
    }

    /// A texture of so many texels, 1 or more a side, each a function of its middle,
    /// 0..1 from the left and the top.
    pub(super) fn painted(width: u32, height: u32, colour: impl Fn(Vec2) -> Vec3A) -> Self {
        let (columns, rows) = (width.max(1), height.max(1));
        let size = Vec2::new(columns as f32, rows as f32);
        let texel = |i: u32| {
            let corner = Vec2::new((i % columns) as f32, (i / columns) as f32);
            colour((corner + 0.5) / size)
        };
        Self {
            width: columns as usize,
            height: rows as usize,
            texels: (0..columns * rows).map(texel).collect(),
        }
    }

    /// The same with every colour changed by its place on the grid.
    pub(super) fn map(mut self, change: impl Fn(i32, i32, Vec3A) -> Vec3A) -> Self {
        for (i, texel) in self.texels.iter_mut().enumerate() {
            *texel = change((i % self.width) as i32, (i / self.width) as i32, *texel);
        }
        self
    }

    /// The same, each texel the mean of a square of three.
    pub(super) fn softened(&self) -> Self {
        let row = |y: usize, x: usize| {
            let (left, right) = (x.saturating_sub(1), (x + 1).min(self.width - 1));
            let row = &self.texels[y * self.width..(y + 1) * self.width];
            row[left] + row[x] + row[right]
        };
        let mean = |i: usize| {
            let (x, y) = (i % self.width, i / self.width);
            let (above, below) = (y.saturating_sub(1), (y + 1).min(self.height - 1));
            (row(above, x) + row(y, x) + row(below, x)) / 9.0
        };
        Self {
            texels: (0..self.texels.len()).map(mean).collect(),
            ..*self
        }
    }

    /// The colour at a place, 0..1 from the left and the top; beyond the edges as there.
    #[inline]
    pub(super) fn at(&self, place: Vec2) -> Vec3A {
        let size = Vec2::new(self.width as f32, self.height as f32);
        let at = (place * size - 0.5).clamp(Vec2::ZERO, size - 1.0);
        let (x, y) = (at.x as usize, at.y as usize);
        let (right, below) = ((x + 1).min(self.width - 1), (y + 1).min(self.height - 1));
        let (fx, fy) = (at.x - x as f32, at.y - y as f32);
        let row = |y: usize| {
            let a = self.texels[y * self.width + x];
            a + (self.texels[y * self.width + right] - a) * fx
        };
        let above = row(y);
        above + (row(below) - above) * fy
    }
}
