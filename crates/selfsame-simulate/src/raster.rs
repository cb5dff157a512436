//! A small software rasteriser.
//!
//! Enters: triangles with attributes and light at their corners, and a function
//! that turns both into a colour. Leaves: a canvas of linear colours with depth.

use glam::{Vec2, Vec3A, Vec4};

/// A corner of a triangle on the canvas.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Corner {
    /// Canvas pixels; the third is the distance from the camera.
    pub(crate) at: Vec3A,
    /// What the material makes of it.
    pub(crate) attribute: Vec3A,
    /// Light that the surface throws back, linear: scattered by colour, and mirrored
    /// as the fourth.
    pub(crate) light: Vec4,
}

/// Linear colours with depth.
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) colour: Vec<Vec3A>,
    depth: Vec<f32>,
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            colour: vec![Vec3A::ZERO; width * height],
            depth: vec![f32::INFINITY; width * height],
        }
    }

    /// Whether anything was drawn at an index of `colour`.
    #[inline]
    pub(crate) fn is_drawn(&self, at: usize) -> bool {
        self.depth[at] < f32::INFINITY
    }

    /// Forgets what was drawn; the colours stay until they are drawn over.
    pub(crate) fn clear(&mut self) {
        self.depth.fill(f32::INFINITY);
    }

    /// The depth at a pixel; infinite where nothing was drawn or outside.
    pub(crate) fn depth_at(&self, at: Vec2) -> f32 {
        let (x, y) = (at.x.floor(), at.y.floor());
        if x < 0.0 || y < 0.0 || x >= self.width as f32 || y >= self.height as f32 {
            return f32::INFINITY;
        }
        self.depth[y as usize * self.width + x as usize]
    }

    /// Fills a triangle where nothing nearer was drawn and `shade` gives a colour.
    /// With `both_sides` off, only triangles that turn clockwise on the canvas'
    /// downward axis, which is how the head's outer sides look.
    #[inline]
    pub(crate) fn fill(
        &mut self,
        [a, b, c]: [&Corner; 3],
        both_sides: bool,
        shade: impl Fn(Vec3A, Vec4) -> Option<Vec3A>,
    ) {
        let edge =
            |p: Vec3A, q: Vec3A, x: f32, y: f32| (q.x - p.x) * (y - p.y) - (q.y - p.y) * (x - p.x);
        let area = edge(a.at, b.at, c.at.x, c.at.y);
        if area == 0.0 || !area.is_finite() || (area > 0.0 && !both_sides) {
            return;
        }
        let low = a.at.min(b.at).min(c.at);
        let high = a.at.max(b.at).max(c.at);
        if low.z <= 0.0 {
            return;
        }
        // Pixel centres at halves.
        let first = |v: f32| (v - 0.5).ceil().max(0.0) as usize;
        let last = |v: f32, size: usize| ((v - 0.5).floor() + 1.0).clamp(0.0, size as f32) as usize;
        let (x0, x1) = (first(low.x), last(high.x, self.width));
        let (y0, y1) = (first(low.y), last(high.y, self.height));
        let inverse = 1.0 / area;
        // Weights of a and b change by these from pixel to pixel.
        let (step_a, step_b) = ((b.at.y - c.at.y) * inverse, (c.at.y - a.at.y) * inverse);
        for y in y0..y1 {
            let (px, py) = (x0 as f32 + 0.5, y as f32 + 0.5);
            let mut wa = edge(b.at, c.at, px, py) * inverse;
            let mut wb = edge(c.at, a.at, px, py) * inverse;
            for x in x0..x1 {
                let wc = 1.0 - wa - wb;
                if wa >= 0.0 && wb >= 0.0 && wc >= 0.0 {
                    let z = a.at.z * wa + b.at.z * wb + c.at.z * wc;
                    let at = y * self.width + x;
                    if z < self.depth[at] {
                        let attribute = a.attribute * wa + b.attribute * wb + c.attribute * wc;
                        let light = a.light * wa + b.light * wb + c.light * wc;
                        if let Some(colour) = shade(attribute, light) {
                            self.colour[at] = colour;
                            self.depth[at] = z;
                        }
                    }
                }
                wa += step_a;
                wb += step_b;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner(x: f32, y: f32, z: f32) -> Corner {
        Corner {
            at: Vec3A::new(x, y, z),
            attribute: Vec3A::new(x, y, 0.0),
            light: Vec4::ONE,
        }
    }

    #[test]
    fn two_triangles_fill_a_square_once_and_nearer_ones_cover() {
        let mut canvas = Canvas::new(8, 8);
        let [a, b, c, d] =
            [(1.0, 1.0), (7.0, 1.0), (7.0, 7.0), (1.0, 7.0)].map(|(x, y)| corner(x, y, 5.0));
        for t in [[&a, &b, &c], [&a, &c, &d]] {
            canvas.fill(t, true, |attribute, _| Some(attribute));
        }
        let filled = canvas.colour.iter().filter(|c| c.x > 0.0).count();
        assert_eq!(filled, 36);
        // Attributes are those of the pixel's centre.
        assert!((canvas.colour[3 * 8 + 4] - Vec3A::new(4.5, 3.5, 0.0)).length() < 1e-4);
        let far = [
            corner(0.0, 0.0, 9.0),
            corner(8.0, 0.0, 9.0),
            corner(0.0, 8.0, 9.0),
        ];
        canvas.fill([&far[0], &far[1], &far[2]], true, |_, _| {
            Some(Vec3A::splat(-1.0))
        });
        assert!(canvas.colour[3 * 8 + 4].x > 0.0);
        assert!(canvas.colour[0].x < 0.0);
    }

    #[test]
    fn behind_the_camera_outside_and_without_numbers_nothing_is_drawn() {
        let mut canvas = Canvas::new(4, 4);
        for bad in [
            corner(1.0, 1.0, -1.0),
            corner(f32::NAN, 1.0, 1.0),
            corner(1e30, 1e30, 1.0),
        ] {
            let (b, c) = (corner(3.0, 0.0, 1.0), corner(0.0, 3.0, 1.0));
            canvas.fill([&bad, &b, &c], true, |_, _| Some(Vec3A::ONE));
        }
        assert!(canvas.colour.iter().all(|c| c.is_finite()));
    }
}
