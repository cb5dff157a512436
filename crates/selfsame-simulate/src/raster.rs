//! A small software rasteriser.
//!
//! Enters: triangles with attributes and light at their corners, and a function
//! that turns both into a colour. Leaves: a canvas of linear colours with depth.
//!
//! What covers a pixel is asked at four places in it, what it looks like once
//! (multisampling): edges are as smooth as with four times the pixels, and every
//! pixel is shaded about once. Surfaces of many small triangles are shaded when all
//! is drawn: see `faces.rs`.

mod faces;
mod light;
mod triangle;

use std::ops::Range;

use glam::{BVec4A, Vec2, Vec3, Vec3A, Vec4};

pub(crate) use faces::ABRUPT;
use faces::{Face, Stop};
use light::STEPS;
pub(crate) use light::{Light, PIXEL_STEPS, Paint};
use triangle::Triangle;

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

/// The places of a pixel that something gets which covers so much of it.
#[inline]
fn quarters(covers: f32, [x, y]: [u32; 2]) -> BVec4A {
    let quarters = covers.clamp(0.0, 1.0) * 4.0 + 0.5;
    let [quarters, ..] = lanes::whole(Vec4::splat(quarters));
    QUARTERS[(quarters & 7).min(4) as usize][((x & 1) | (y & 1) << 1) as usize].cmpgt(Vec4::ZERO)
}

/// All places of a pixel.
const ALL: u32 = 15;

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

impl Corner {
    /// The same of another material.
    #[inline]
    pub(crate) fn with(&self, attribute: Vec3) -> Self {
        Self {
            attribute: attribute.into(),
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

/// A pixel: its four places.
#[derive(Debug, Clone, Copy)]
struct Cell {
    depth: Vec4,
    /// Bits of whole numbers: see [`Self::numbers`].
    numbers: Vec4,
}

impl Cell {
    const NOTHING: Self = Self {
        depth: Vec4::INFINITY,
        numbers: Vec4::ZERO,
    };

    /// Of what is seen at each place: see [`Canvas::paints`].
    #[inline]
    fn numbers(&self) -> [u32; 4] {
        self.numbers.to_array().map(f32::to_bits)
    }

    #[inline]
    fn set(&mut self, places: BVec4A, number: u32, depths: Vec4) {
        let number = Vec4::splat(f32::from_bits(number));
        self.depth = Vec4::select(places, depths, self.depth);
        self.numbers = Vec4::select(places, number, self.numbers);
    }
}

/// Colours with depth.
pub(crate) struct Canvas<P = Light> {
    pub(crate) width: usize,
    pub(crate) height: usize,
    cells: Vec<Cell>,
    /// What was drawn, by its number; the first is nothing.
    paints: Vec<P>,
    /// What is drawn and not yet shaded.
    faces: Vec<Face>,
    /// Of a row, what is to be shaded.
    stops: Vec<Stop>,
    /// In each row, from where to where something was drawn since it was cleared.
    spans: Vec<[u32; 2]>,
}

const EMPTY: [u32; 2] = [u32::MAX, 0];

impl<P: Paint> Canvas<P> {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            cells: vec![Cell::NOTHING; width * height],
            paints: vec![P::NONE],
            faces: Vec::new(),
            stops: Vec::new(),
            spans: vec![EMPTY; height],
        }
    }

    /// Of a row the columns in which something may have been drawn.
    pub(crate) fn span(&self, row: usize) -> Range<usize> {
        let [from, to] = self.spans[row];
        from.min(to) as usize..to as usize
    }

    /// Forgets what was drawn.
    pub(crate) fn clear(&mut self) {
        for row in 0..self.height {
            let span = self.span(row);
            let at = row * self.width + span.start..row * self.width + span.end;
            self.cells[at].fill(Cell::NOTHING);
            self.spans[row] = EMPTY;
        }
        self.paints.truncate(1);
        self.faces.clear();
    }

    /// The depth at a pixel; infinite where nothing was drawn or outside.
    pub(crate) fn depth_at(&self, at: Vec2) -> f32 {
        let (x, y) = (at.x.floor(), at.y.floor());
        if x < 0.0 || y < 0.0 || x >= self.width as f32 || y >= self.height as f32 {
            return f32::INFINITY;
        }
        self.cells[y as usize * self.width + x as usize].depth.x
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
        let Some(triangle) = Triangle::of(corners, both_sides, [self.width, self.height]) else {
            return;
        };
        let [a, b, c] = corners;
        let weights = triangle.weights();
        let mut paints = std::mem::take(&mut self.paints);
        self.scan(&triangle, |[x, y], cell, mut seen, inside, depths| {
            let [wa, wb, wc] = match inside.all() {
                true => weights.at(x, y),
                false => weights.held(x, y),
            };
            let attribute = a.attribute * wa + b.attribute * wb + c.attribute * wc;
            let light = a.light * wa + b.light * wb + c.light * wc;
            let fragment = shade(attribute, light);
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
        let rows = triangle.rows.clone();
        let mut row = rows.start * self.width;
        let mut runs = triangle.runs();
        for (y, span) in rows.clone().zip(&mut self.spans[rows]) {
            let (columns, mut run) = runs.next();
            let [from, to] = [columns.start as u32, columns.end as u32];
            if from < to {
                *span = [span[0].min(from), span[1].max(to)];
                let cells = &mut self.cells[row + columns.start..row + columns.end];
                for (x, cell) in (from..).zip(cells) {
                    let places = run.next();
                    let inside = places.inside();
                    if inside.any() {
                        let seen = inside & places.z.cmplt(cell.depth);
                        if seen.any() {
                            draw([x, y as u32], cell, seen, inside, places.z);
                        }
                    }
                }
            }
            row += self.width;
        }
    }
}

impl Canvas<Light> {
    /// The light on a pixel, the sum of its four places; where nothing was drawn, that of
    /// one place of what is behind.
    #[inline]
    pub(crate) fn light(&self, at: usize, behind: impl FnOnce() -> Light) -> Light {
        self.light_of(&self.cells[at], behind)
    }

    /// The same for pixels side by side.
    pub(crate) fn lights<'a>(
        &'a self,
        pixels: Range<usize>,
        behind: &'a [Light],
    ) -> impl ExactSizeIterator<Item = Light> + 'a {
        let cells = self.cells[pixels.clone()].iter();
        let behind = behind[pixels].iter();
        cells
            .zip(behind)
            .map(|(cell, behind)| self.light_of(cell, || *behind))
    }

    #[inline]
    fn light_of(&self, cell: &Cell, behind: impl FnOnce() -> Light) -> Light {
        match lanes::alike(cell.numbers) {
            Some(0) => return behind().pixel(),
            Some(number) => return self.paints[number as usize].pixel(),
            None => (),
        }
        let [a, b, c, d] = cell.numbers().map(|number| self.paints[number as usize].0);
        let sum = Light(a + b + c + d);
        match 4 - sum.drawn() {
            0 => sum,
            free => Light(sum.0 + behind().0 * free),
        }
    }

    /// Lays a colour over a pixel that was drawn: `covers` of it.
    pub(crate) fn blend(&mut self, at: usize, colour: Vec3A, covers: f32) {
        let cell = &mut self.cells[at];
        let numbers = cell.numbers().map(|number| {
            if number == 0 {
                return 0;
            }
            let old = self.paints[number as usize].lanes();
            let old = Vec3A::from(old.map(|lane| lane as f32)) / STEPS;
            self.paints.push(Light::of(old.lerp(colour, covers)));
            self.paints.len() as u32 - 1
        });
        cell.numbers = Vec4::from_array(numbers.map(f32::from_bits));
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

#[cfg(test)]
mod tests;
