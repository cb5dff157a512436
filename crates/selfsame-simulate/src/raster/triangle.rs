//! A triangle on a canvas: which pixels it can touch, and what changes from one to the
//! next.
//!
//! Enters: three corners. Leaves: planes of weights and depth, and the rows of pixels with
//! four places each.

use std::ops::Range;

use glam::{BVec4A, Vec2, Vec3A, Vec4};

use super::Corner;
use crate::lanes;

/// The places in a pixel, from its centre: a turned square, so that no two share a
/// row or a column.
const ACROSS: Vec4 = Vec4::new(-0.125, 0.375, -0.375, 0.125);
const DOWN: Vec4 = Vec4::new(-0.375, -0.125, 0.125, 0.375);
/// Weights are so much too large, so that rounding opens no gap between neighbours.
const OVERLAP: f32 = 1e-6;

/// Whether what is seen of a triangle on a canvas is the side that turns clockwise on its
/// downward axis.
#[inline]
pub(crate) fn turns_clockwise([a, b, c]: [Vec3A; 3]) -> bool {
    let (ab, ac) = (b - a, c - a);
    ab.x * ac.y - ab.y * ac.x < 0.0
}

/// Columns and rows of pixels.
pub(super) type Block = (Range<usize>, Range<usize>);

/// Weights of the corners and depth, which are planes over the canvas.
pub(super) struct Triangle {
    /// The first corner.
    pub(super) origin: Vec2,
    /// How the second and the third corner's weights change across and down.
    pub(super) b: Vec2,
    pub(super) c: Vec2,
    pub(super) z: f32,
    pub(super) z_step: Vec2,
    /// Leftmost, uppermost, rightmost, lowest.
    bounds: Vec4,
}

impl Triangle {
    /// Nothing where there is nothing to draw. With `both_sides` off, only triangles
    /// that turn clockwise on the canvas' downward axis have something.
    #[inline]
    pub(super) fn of([a, b, c]: [&Corner; 3], both_sides: bool) -> Option<Self> {
        let (ab, ac) = (b.at - a.at, c.at - a.at);
        let area = ab.x * ac.y - ab.y * ac.x;
        if area == 0.0 || !area.is_finite() || (area > 0.0 && !both_sides) {
            return None;
        }
        let low = a.at.min(b.at).min(c.at);
        let high = a.at.max(b.at).max(c.at);
        if low.z <= 0.0 {
            return None;
        }
        let inverse = 1.0 / area;
        let b = Vec2::new(ac.y, -ac.x) * inverse;
        let c = Vec2::new(-ab.y, ab.x) * inverse;
        Some(Self {
            origin: Vec2::new(a.at.x, a.at.y),
            b,
            c,
            z: a.at.z,
            z_step: b * ab.z + c * ac.z,
            bounds: Vec4::new(low.x, low.y, high.x, high.y),
        })
    }

    /// The pixels of a canvas whose places it can cover. The places reach 3/8 from a
    /// pixel's centre, which is at a half.
    #[inline]
    pub(super) fn touches(&self, size: [usize; 2]) -> Block {
        self.block(Vec4::new(-0.874, -0.874, 0.876, 0.876), size)
    }

    /// The pixels of a canvas whose centres it can cover.
    #[inline]
    pub(super) fn centres(&self, size: [usize; 2]) -> Block {
        self.block(Vec4::splat(0.5), size)
    }

    #[inline]
    fn block(&self, widened: Vec4, [width, height]: [usize; 2]) -> Block {
        let [width, height] = [width as f32, height as f32];
        let most = Vec4::new(width, height, width, height);
        let [left, top, right, bottom] =
            lanes::whole((self.bounds + widened).max(Vec4::ZERO).min(most)).map(|v| v as usize);
        (left..right, top..bottom)
    }

    /// The corners' weights at a pixel's centre.
    #[inline]
    pub(super) fn weights(&self, x: u32, y: u32) -> [f32; 3] {
        let from = Vec2::new(x as f32 + 0.5, y as f32 + 0.5) - self.origin;
        let (b, c) = (self.b.dot(from), self.c.dot(from));
        [1.0 - b - c, b, c]
    }

    /// The same at a place in the triangle that is near a pixel's centre.
    #[inline]
    pub(super) fn held(&self, x: u32, y: u32) -> [f32; 3] {
        let [a, b, c] = self.weights(x, y).map(|w| w.max(0.0));
        let part = 1.0 / (a + b + c);
        [a * part, b * part, c * part]
    }

    /// Its rows of pixels, from above.
    #[inline(always)]
    pub(super) fn runs(&self, (columns, rows): &Block) -> Runs {
        let (b, c) = (self.b, self.c);
        let a = -b - c;
        let places =
            |step: Vec2, at_origin: f32| ACROSS * step.x + (DOWN * step.y + Vec4::splat(at_origin));
        let at_origin = Places {
            a: places(a, 1.0 + OVERLAP),
            b: places(b, OVERLAP),
            c: places(c, OVERLAP),
            z: places(self.z_step, self.z),
        };
        let planes = [a, b, c, self.z_step];
        let [first, top] = [columns.start as u32, rows.start as u32];
        let from = Vec2::new(first as f32 + 0.5, top as f32 + 0.5) - self.origin;
        let [wb, wc] = [b.dot(from), c.dot(from)];
        let across = Vec4::new(a.x, b.x, c.x, c.x);
        let down = Vec4::new(a.y, b.y, c.y, c.y);
        // So much more inside than its centre a place in a pixel can be.
        let reach = (across.abs() + down.abs()) * 0.376;
        // What runs along the rows is above or below: infinite, of the sign that keeps all.
        let run = -across.recip();
        Runs {
            places: at_origin.plus(&Places::of(planes.map(|step| step.dot(from)))),
            across: Places::of(planes.map(|step| step.x)),
            down: Places::of(planes.map(|step| step.y)),
            weights: Vec4::new(1.0 - wb - wc, wb, wc, wc) + reach,
            weights_down: down,
            run,
            on_left: run.cmplt(Vec4::ZERO),
            size: Vec4::splat((columns.end as u32 - first) as f32),
            first: columns.start,
        }
    }
}

/// A triangle's rows of pixels. One begins and ends where the lines cross it on which a
/// corner's weight is zero.
pub(super) struct Runs {
    /// In the row's first pixel.
    places: Places,
    across: Places,
    down: Places,
    /// Of the three corners where they are largest in the row's first pixel.
    weights: Vec4,
    weights_down: Vec4,
    /// Pixels across to bring a weight to zero, by weight.
    run: Vec4,
    /// Which lines are on the left of the triangle.
    on_left: BVec4A,
    size: Vec4,
    first: usize,
}

impl Runs {
    /// The columns of the next row, and how to go through them.
    #[inline(always)]
    pub(super) fn next(&mut self) -> (Range<usize>, Run) {
        let crossing = self.weights * self.run;
        self.weights += self.weights_down;
        // In this order what is no number does not count. Rounded down later, so one
        // pixel more at most on the right.
        let left = crossing.max(Vec4::ZERO).min(self.size);
        let right = (crossing + Vec4::ONE).max(Vec4::ZERO).min(self.size);
        let left = Vec4::select(self.on_left, left, Vec4::ZERO);
        let right = Vec4::select(self.on_left, self.size, right);
        let left = left.max_element();
        let [skip, end, ..] = lanes::whole(Vec4::new(left, right.min_element(), 0.0, 0.0));
        let places = self.places.plus(&self.across.times(skip as f32));
        self.places = self.places.plus(&self.down);
        let columns = self.first + skip as usize..self.first + end as usize;
        let across = self.across;
        (columns, Run { places, across })
    }
}

/// At the four places of a pixel: the corners' weights, and depth.
#[derive(Clone, Copy)]
pub(super) struct Places {
    a: Vec4,
    b: Vec4,
    c: Vec4,
    pub(super) z: Vec4,
}

impl Places {
    /// The same at all four.
    #[inline]
    fn of([a, b, c, z]: [f32; 4]) -> Self {
        let [a, b, c, z] = [a, b, c, z].map(Vec4::splat);
        Self { a, b, c, z }
    }

    #[inline]
    fn times(&self, by: f32) -> Self {
        Self {
            a: self.a * by,
            b: self.b * by,
            c: self.c * by,
            z: self.z * by,
        }
    }

    #[inline]
    fn plus(&self, other: &Self) -> Self {
        Self {
            a: self.a + other.a,
            b: self.b + other.b,
            c: self.c + other.c,
            z: self.z + other.z,
        }
    }

    /// The depth at the pixel's centre: the first and the last place are opposite.
    #[inline]
    pub(super) fn centre(&self) -> f32 {
        0.5 * (self.z.x + self.z.w)
    }

    /// Which places are in the triangle.
    #[inline]
    pub(super) fn inside(&self) -> BVec4A {
        self.a.min(self.b).min(self.c).cmpge(Vec4::ZERO)
    }
}

/// A row of pixels from left to right.
pub(super) struct Run {
    places: Places,
    across: Places,
}

impl Run {
    #[inline]
    pub(super) fn next(&mut self) -> Places {
        let now = self.places;
        self.places = now.plus(&self.across);
        now
    }
}
