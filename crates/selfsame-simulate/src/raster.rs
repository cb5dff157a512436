//! A small software rasteriser.
//!
//! Enters: triangles with attributes and light at their corners, and a function
//! that turns both into a colour. Leaves: a canvas of linear colours with depth.
//!
//! There are two ways to draw. What is solid, and made of many small triangles, is asked
//! for at each pixel's centre (`solid.rs`), shaded when all is drawn (`shade.rs`), and
//! its outlines are smoothed in the end (`contour.rs`). Strands, thin things and sheets
//! are asked for at four places in each pixel, and shaded at once, about once for each
//! pixel (multisampling); they lie over what is solid and nearer than they.

mod cell;
mod contour;
mod face;
mod light;
mod shade;
mod solid;
mod spans;
#[cfg(test)]
mod tests;
mod triangle;

use std::ops::Range;

use glam::{BVec4A, Vec2, Vec3, Vec3A, Vec4};

use cell::Cell;
pub(crate) use face::Material;
pub(crate) use light::{Lanes, Light, PIXEL_STEPS, Paint, STEPS};
use solid::Solid;
use spans::Spans;
use triangle::Triangle;
pub(crate) use triangle::turns_clockwise;

use crate::lanes;

/// Of a fragment that covers so many quarters of a pixel, the places it gets: another
/// one first in each pixel of a block of 2x2.
const QUARTERS: [[Vec4; 4]; 5] = {
    const fn places(bits: u32) -> Vec4 {
        const fn place(bits: u32, place: u32) -> f32 {
            (bits >> place & 1) as f32
        }
        Vec4::new(
            place(bits, 0),
            place(bits, 1),
            place(bits, 2),
            place(bits, 3),
        )
    }
    const fn block([a, b, c, d]: [u32; 4]) -> [Vec4; 4] {
        [places(a), places(b), places(c), places(d)]
    }
    [
        block([0, 0, 0, 0]),
        block([0b0001, 0b0100, 0b1000, 0b0010]),
        block([0b1001, 0b0110, 0b1010, 0b0110]),
        block([0b1101, 0b1110, 0b1011, 0b0111]),
        block([ALL, ALL, ALL, ALL]),
    ]
};

/// All places of a pixel.
const ALL: u32 = 15;

/// The places of a pixel that something gets which covers so much of it.
#[inline]
fn quarters(covers: f32, [x, y]: [u32; 2]) -> BVec4A {
    let quarters = covers.clamp(0.0, 1.0) * 4.0 + 0.5;
    let [quarters, ..] = lanes::whole(Vec4::splat(quarters));
    QUARTERS[(quarters & 7).min(4) as usize][((x & 1) | (y & 1) << 1) as usize].cmpgt(Vec4::ZERO)
}

/// A corner of a triangle on the canvas.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Corner {
    /// Canvas pixels; the third is the distance from the camera.
    pub(crate) at: Vec3A,
    /// What the material makes of it.
    pub(crate) attribute: Vec4,
    /// Light that the surface throws back, linear: scattered by colour, and mirrored
    /// as the fourth.
    pub(crate) light: Vec4,
}

impl Corner {
    /// The same of another material.
    #[inline]
    pub(crate) fn with(&self, attribute: Vec3) -> Self {
        Self {
            attribute: attribute.extend(0.0),
            ..*self
        }
    }
}

/// What a material looks like at a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fragment {
    colour: Vec3A,
    covers: f32,
}

impl Fragment {
    /// Nothing is seen behind it.
    #[inline]
    pub(crate) fn solid(colour: Vec3A) -> Self {
        Self {
            colour,
            covers: 1.0,
        }
    }

    /// Strands, a cut edge: of what is behind, 1 - `covers` is seen.
    #[inline]
    pub(crate) fn part(colour: Vec3A, covers: f32) -> Self {
        Self { colour, covers }
    }
}

/// Colours with depth.
pub(crate) struct Canvas<P = Light> {
    pub(crate) width: usize,
    pub(crate) height: usize,
    solid: Solid,
    /// What is not solid lies over it.
    cells: Vec<Cell>,
    spans: Spans,
    /// What was drawn into cells, by its number; the first is nothing.
    paints: Vec<P>,
    /// What is behind everything, or nothing at all.
    behind: Vec<Lanes>,
    /// The picture so far, without what is in cells.
    light: Vec<Lanes>,
    /// Where what is solid ends.
    contours: Vec<[Vec3A; 2]>,
}

impl<P: Paint> Canvas<P> {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            solid: Solid::new(width, height),
            cells: vec![Cell::NOTHING; width * height],
            spans: Spans::new(height),
            paints: vec![P::NONE],
            behind: Vec::new(),
            light: Vec::new(),
            contours: Vec::new(),
        }
    }

    /// Forgets what was drawn.
    pub(crate) fn clear(&mut self) {
        for (y, span) in self.spans.rows() {
            self.cells[y * self.width..][span].fill(Cell::NOTHING);
        }
        if !self.behind.is_empty() {
            for (y, span) in self.solid.spans.rows() {
                let row = y * self.width;
                let span = row + span.start..row + span.end;
                self.light[span.clone()].copy_from_slice(&self.behind[span]);
            }
        }
        self.spans.clear();
        self.solid.clear();
        self.paints.truncate(1);
        self.contours.clear();
    }

    /// Fills a triangle where nothing nearer was drawn. With `both_sides` off, only
    /// triangles that turn clockwise on the canvas' downward axis, which is how the
    /// head's outer sides look.
    #[inline]
    pub(crate) fn fill(
        &mut self,
        corners: [&Corner; 3],
        both_sides: bool,
        shade: impl Fn(Vec3A, Vec4) -> Fragment,
    ) {
        let Some(triangle) = Triangle::of(corners, both_sides) else {
            return;
        };
        let [a, b, c] = corners;
        let mut paints = std::mem::take(&mut self.paints);
        self.scan(&triangle, |[x, y], cell, mut seen, inside, depths| {
            let [wa, wb, wc] = match inside.all() {
                true => triangle.weights(x, y),
                false => triangle.held(x, y),
            };
            let attribute = a.attribute * wa + b.attribute * wb + c.attribute * wc;
            let light = a.light * wa + b.light * wb + c.light * wc;
            let fragment = shade(Vec3A::from_vec4(attribute), light);
            if fragment.covers < 1.0 {
                seen &= quarters(fragment.covers, [x, y]);
                if !seen.any() {
                    return;
                }
            }
            cell.set(seen, paints.len() as u32, depths);
            paints.push(P::of(fragment.colour));
        });
        self.paints = paints;
    }

    /// Calls `draw` with each pixel where a triangle is the nearest so far: column and
    /// row, what is there, at which places the triangle is nearest, which are inside,
    /// and their depths.
    #[inline(always)]
    fn scan(
        &mut self,
        triangle: &Triangle,
        mut draw: impl FnMut([u32; 2], &mut Cell, BVec4A, BVec4A, Vec4),
    ) {
        let block = triangle.touches([self.width, self.height]);
        if block.0.is_empty() || block.1.is_empty() {
            return;
        }
        let mut runs = triangle.runs(&block);
        for y in block.1 {
            let (columns, mut run) = runs.next();
            if columns.is_empty() {
                continue;
            }
            self.spans.add(y, &columns);
            let (row, solid) = (y * self.width, y * self.solid.stride);
            let cells = &mut self.cells[row + columns.start..row + columns.end];
            let solid = &self.solid.depth[solid + columns.start..solid + columns.end];
            for ((x, cell), solid) in columns.zip(cells).zip(solid) {
                let places = run.next();
                let inside = places.inside();
                if inside.any() {
                    let seen = inside & places.z.cmplt(cell.depth);
                    if seen.any() && places.centre() < *solid {
                        draw([x as u32, y as u32], cell, seen, inside, places.z);
                    }
                }
            }
        }
    }
}

impl Canvas<Light> {
    /// Before something that is seen where nothing is drawn.
    pub(crate) fn before(width: usize, height: usize, behind: Vec<Lanes>) -> Self {
        Self {
            light: behind.clone(),
            behind,
            ..Self::new(width, height)
        }
    }

    /// What is seen where nothing is drawn.
    pub(crate) fn behind(&self) -> &[Lanes] {
        &self.behind
    }

    /// Covers what a triangle covers where nothing nearer is solid, to be shaded by
    /// [`Self::shade`], if it [`turns_clockwise`]. Comes before [`Self::fill`] of what may
    /// be nearer.
    pub(crate) fn cover(&mut self, corners: [&Corner; 3], material: &Material) {
        self.solid.cover(corners, material);
    }

    /// What is solid ends between two points, on the left of the way.
    pub(crate) fn end(&mut self, line: [Vec3A; 2]) {
        self.contours.push(line);
    }

    /// The depth at a pixel; infinite where nothing was drawn or outside.
    pub(crate) fn depth_at(&self, at: Vec2) -> f32 {
        let (x, y) = (at.x.floor(), at.y.floor());
        if x < 0.0 || y < 0.0 || x >= self.width as f32 || y >= self.height as f32 {
            return f32::INFINITY;
        }
        let (x, y) = (x as usize, y as usize);
        let solid = self.solid.depth[y * self.solid.stride + x];
        self.cells[y * self.width + x].depth.x.min(solid)
    }

    /// Whether what is solid is nearer than a point on the canvas, where that is.
    #[inline]
    pub(crate) fn hides(&self, at: Vec3A) -> bool {
        let [x, y, ..] = lanes::whole(at.extend(0.0).max(Vec4::ZERO));
        let (x, y) = (x as usize, y as usize);
        let inside = x < self.width && y < self.height;
        inside && self.solid.depth[y * self.solid.stride + x] < at.z
    }

    /// Lays a colour over a pixel that was drawn: `covers` of it.
    pub(crate) fn blend(&mut self, at: usize, colour: Vec3A, covers: f32) {
        let paint = Light::of(colour);
        let part = (covers.clamp(0.0, 1.0) * 256.0) as u32;
        let old = Light::joined(self.light[at]);
        if old.drawn() != 0 {
            self.light[at] = old.mixed(paint.pixel(), part).split();
        }
        let cell = &mut self.cells[at];
        let numbers = cell.numbers().map(|number| {
            if number == 0 {
                return 0;
            }
            self.paints
                .push(self.paints[number as usize].mixed(paint, part));
            self.paints.len() as u32 - 1
        });
        cell.numbers = Vec4::from_array(numbers.map(f32::from_bits));
    }

    /// Makes all that was drawn so far part of the picture.
    pub(crate) fn flatten(&mut self) {
        for (y, span) in self.spans.rows() {
            let cells = &mut self.cells[y * self.width..][span.clone()];
            let light = &mut self.light[y * self.width..][span.clone()];
            let depth = &mut self.solid.depth[y * self.solid.stride..][span.clone()];
            for ((cell, light), depth) in cells.iter_mut().zip(light).zip(depth) {
                if !cell.is_nothing() {
                    let places = cell.numbers().map(|number| self.paints[number as usize]);
                    *light = Light::joined(*light).over(places).split();
                    *depth = cell.depth.x.min(*depth);
                    *cell = Cell::NOTHING;
                }
            }
            self.solid.spans.add(y, &span);
        }
        self.spans.clear();
        self.paints.truncate(1);
    }

    /// Ends the picture: [`Self::light`] is then what is seen.
    pub(crate) fn finish(&mut self) {
        self.flatten();
        let mut contours = std::mem::take(&mut self.contours);
        for line in contours.drain(..) {
            self.soften(line);
        }
        self.contours = contours;
    }

    /// The light of pixels, row by row.
    pub(crate) fn light(&self) -> &[Lanes] {
        &self.light
    }

    /// Of a row of the picture the columns in which it may be another one than behind.
    pub(crate) fn span(&self, row: usize) -> Range<usize> {
        self.solid.spans.row(row)
    }
}

impl Canvas<Vec3A> {
    /// The mean of what was drawn in each pixel; nothing is zero.
    pub(crate) fn into_means(self) -> Vec<Vec3A> {
        let mean = |cell: &Cell| {
            let numbers = cell.numbers();
            let drawn = numbers.iter().filter(|&&number| number != 0).count();
            let paints = numbers.map(|number| self.paints[number as usize]);
            paints.iter().sum::<Vec3A>() / drawn.max(1) as f32
        };
        self.cells.iter().map(mean).collect()
    }
}
