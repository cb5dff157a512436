//! A small software rasteriser.
//!
//! Enters: triangles with attributes and light at their corners, and a function
//! that turns both into a colour. Leaves: a canvas of linear colours with depth.
//!
//! What covers a pixel is asked at four places in it, what it looks like once
//! (multisampling): edges are as smooth as with four times the pixels, and every
//! pixel is shaded about once.

use glam::{Vec2, Vec3, Vec3A, Vec4};

/// The places in a pixel, from its centre: a turned square, so that no two share a
/// row or a column.
const ACROSS: Vec4 = Vec4::new(-0.125, 0.375, -0.375, 0.125);
const DOWN: Vec4 = Vec4::new(-0.375, -0.125, 0.125, 0.375);
/// Of a fragment that covers so many quarters of a pixel, the places it gets: another
/// one first in each pixel of a block of 2x2.
const QUARTERS: [[u32; 4]; 5] = [
    [0, 0, 0, 0],
    [0b0001, 0b0100, 0b1000, 0b0010],
    [0b1001, 0b0110, 0b1010, 0b0110],
    [0b1101, 0b1110, 0b1011, 0b0111],
    [ALL, ALL, ALL, ALL],
];
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

/// What a canvas keeps of a colour at each place.
pub(crate) trait Paint: Copy {
    const NONE: Self;
    fn of(colour: Vec3A) -> Self;
}

/// Linear light 0..4, four whole numbers in one: red lowest, in steps of 1/4096, and
/// whether it was drawn as the highest. Four of them can be added without a carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Light(u64);

/// Steps to one unit of light at one of a pixel's places.
const STEPS: f32 = 4096.0;
/// Steps to one unit of light in the sum of a pixel's four places.
pub(crate) const PIXEL_STEPS: f32 = 4.0 * STEPS;

impl Light {
    /// Red, green, blue: steps.
    #[inline]
    pub(crate) fn lanes(self) -> [u32; 3] {
        [0, 16, 32].map(|shift| (self.0 >> shift) as u32 & 0xFFFF)
    }

    /// How many of the places that were added up were drawn.
    #[inline]
    fn drawn(self) -> u64 {
        self.0 >> 48
    }

    /// Of a pixel whose four places all show this.
    #[inline]
    pub(crate) fn pixel(self) -> Self {
        Self(self.0 * 4)
    }

    /// On the way from this to `other`, in 256 steps.
    #[inline]
    pub(crate) fn towards(self, other: Self, steps: u32) -> Self {
        let mixed = |shift: u32| {
            let lane = |of: Self| (of.0 >> shift) & 0xFFFF;
            let sum = lane(self) * u64::from(256 - steps) + lane(other) * u64::from(steps);
            (sum >> 8) << shift
        };
        Self(mixed(0) | mixed(16) | mixed(32))
    }
}

impl Paint for Light {
    const NONE: Self = Self(0);

    #[inline]
    fn of(colour: Vec3A) -> Self {
        // Added to 2^23 a float's last bits count whole numbers.
        let steps = colour.max(Vec3A::ZERO).min(Vec3A::splat(3.999)) * STEPS;
        let [r, g, b] = (steps + Vec3A::splat(8_388_608.0))
            .to_array()
            .map(|v| u64::from(v.to_bits() & 0xFFFF));
        Self(r | g << 16 | b << 32 | 1 << 48)
    }
}

impl Paint for Vec3A {
    const NONE: Self = Self::ZERO;

    #[inline]
    fn of(colour: Vec3A) -> Self {
        colour
    }
}

/// The line on which a corner's weight is zero, row by row.
#[derive(Clone, Copy)]
struct Edge {
    /// How far a place in a pixel can be more inside than its centre.
    reach: f32,
    /// Pixels across to change the weight by one.
    run: f32,
}

impl Edge {
    #[inline]
    fn of(step: Vec2) -> Self {
        Self {
            reach: 0.376 * (step.x.abs() + step.y.abs()),
            run: 1.0 / step.x,
        }
    }

    /// Narrows a row's pixels to those that can touch the triangle, given the weight at
    /// the first one's centre.
    #[inline]
    fn narrow(&self, weight: f32, left: &mut f32, right: &mut f32) {
        let crossing = -(weight + self.reach) * self.run;
        if self.run > 0.0 {
            // Rounded down by whoever takes it, so one pixel more at most.
            *left = left.max(crossing);
        } else {
            *right = right.min((crossing + 1.0).max(0.0));
        }
    }
}

/// Colours with depth.
pub(crate) struct Canvas<P = Light> {
    pub(crate) width: usize,
    pub(crate) height: usize,
    paint: Vec<[P; 4]>,
    depth: Vec<Vec4>,
    /// In each row, from where to where something was drawn since it was cleared.
    spans: Vec<[u32; 2]>,
}

const EMPTY: [u32; 2] = [u32::MAX, 0];

impl<P: Paint> Canvas<P> {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            paint: vec![[P::NONE; 4]; width * height],
            depth: vec![Vec4::INFINITY; width * height],
            spans: vec![EMPTY; height],
        }
    }

    /// Of a row the columns in which something may have been drawn.
    pub(crate) fn span(&self, row: usize) -> std::ops::Range<usize> {
        let [from, to] = self.spans[row];
        from.min(to) as usize..to as usize
    }

    /// Forgets what was drawn.
    pub(crate) fn clear(&mut self) {
        for row in 0..self.height {
            let span = self.span(row);
            let at = row * self.width + span.start..row * self.width + span.end;
            self.depth[at.clone()].fill(Vec4::INFINITY);
            self.paint[at].fill([P::NONE; 4]);
            self.spans[row] = EMPTY;
        }
    }

    /// The depth at a pixel; infinite where nothing was drawn or outside.
    pub(crate) fn depth_at(&self, at: Vec2) -> f32 {
        let (x, y) = (at.x.floor(), at.y.floor());
        if x < 0.0 || y < 0.0 || x >= self.width as f32 || y >= self.height as f32 {
            return f32::INFINITY;
        }
        self.depth[y as usize * self.width + x as usize].x
    }

    /// Fills a triangle where nothing nearer was drawn. With `both_sides` off, only
    /// triangles that turn clockwise on the canvas' downward axis, which is how the
    /// head's outer sides look.
    #[inline]
    pub(crate) fn fill(
        &mut self,
        [a, b, c]: [&Corner; 3],
        both_sides: bool,
        shade: impl Fn(Vec3A, Vec4) -> Fragment,
    ) {
        let (ab, ac) = (b.at - a.at, c.at - a.at);
        let area = ab.x * ac.y - ab.y * ac.x;
        if area == 0.0 || !area.is_finite() || (area > 0.0 && !both_sides) {
            return;
        }
        let low = a.at.min(b.at).min(c.at);
        let high = a.at.max(b.at).max(c.at);
        if low.z <= 0.0 {
            return;
        }
        // The places reach 3/8 from a pixel's centre, which is at a half.
        let first = |v: f32| (v - 0.874).max(0.0) as u32 as usize;
        let last = |v: f32, size: usize| ((v + 0.876).max(0.0) as u32 as usize).min(size);
        let (x0, x1) = (first(low.x), last(high.x, self.width));
        let (y0, y1) = (first(low.y), last(high.y, self.height));
        if x0 >= x1 {
            return;
        }
        // Weights of a, b, c, and depth: their change across and down.
        let inverse = 1.0 / area;
        let b_step = Vec2::new(ac.y, -ac.x) * inverse;
        let c_step = Vec2::new(-ab.y, ab.x) * inverse;
        let a_step = -b_step - c_step;
        let z_step = b_step * ab.z + c_step * ac.z;
        let places = |step: Vec2| ACROSS * step.x + DOWN * step.y;
        let [a_places, b_places, c_places] = [a_step, b_step, c_step].map(places);
        let z_places = places(z_step);
        let edges = [a_step, b_step, c_step].map(Edge::of);
        for y in y0..y1 {
            // From corner a to the centre of the row's first pixel.
            let from = Vec2::new(x0 as f32 + 0.5 - a.at.x, y as f32 + 0.5 - a.at.y);
            let (wb, wc) = (b_step.dot(from), c_step.dot(from));
            let (mut left, mut right) = (0.0f32, (x1 - x0) as f32);
            for (edge, weight) in edges.iter().zip([1.0 - wb - wc, wb, wc]) {
                edge.narrow(weight, &mut left, &mut right);
            }
            let (left, right) = (left as u32 as usize, right as u32 as usize);
            let z = a.at.z + z_step.dot(from);
            let mut drawn = EMPTY;
            for x in left..right {
                let along = x as f32;
                let (wb, wc) = (wb + b_step.x * along, wc + c_step.x * along);
                let wa = 1.0 - wb - wc;
                let inside = (a_places + wa).min(b_places + wb).min(c_places + wc);
                let inside = inside.cmpge(Vec4::ZERO).bitmask();
                if inside == 0 {
                    continue;
                }
                let depths = z_places + (z + z_step.x * along);
                let x = x0 + x;
                let at = y * self.width + x;
                let mut mask = inside & depths.cmplt(self.depth[at]).bitmask();
                if mask == 0 {
                    continue;
                }
                let (mut pa, mut pb, mut pc) = (wa, wb, wc);
                if inside != ALL {
                    // The nearest place to the pixel's centre that is in the triangle.
                    (pa, pb, pc) = (wa.max(0.0), wb.max(0.0), wc.max(0.0));
                    let part = 1.0 / (pa + pb + pc);
                    (pa, pb, pc) = (pa * part, pb * part, pc * part);
                }
                let attribute = a.attribute * pa + b.attribute * pb + c.attribute * pc;
                let light = a.light * pa + b.light * pb + c.light * pc;
                let fragment = shade(attribute, light);
                if fragment.covers < 1.0 {
                    let quarters = (fragment.covers.max(0.0) * 4.0 + 0.5) as usize;
                    mask &= QUARTERS[quarters.min(4)][(x & 1) | (y & 1) << 1];
                    if mask == 0 {
                        continue;
                    }
                }
                drawn = [drawn[0].min(x as u32), x as u32 + 1];
                self.put(at, mask, P::of(fragment.colour), depths);
            }
            let span = &mut self.spans[y];
            *span = [span[0].min(drawn[0]), span[1].max(drawn[1])];
        }
    }

    #[inline]
    fn put(&mut self, at: usize, mask: u32, paint: P, depths: Vec4) {
        if mask == ALL {
            self.paint[at] = [paint; 4];
            self.depth[at] = depths;
            return;
        }
        for place in 0..4 {
            if mask >> place & 1 == 1 {
                self.paint[at][place] = paint;
                self.depth[at][place] = depths[place];
            }
        }
    }
}

impl Canvas<Light> {
    /// The light on a pixel, the sum of its four places; where nothing was drawn, that of
    /// one place of what is behind.
    #[inline]
    pub(crate) fn light(&self, at: usize, behind: impl FnOnce() -> Light) -> Light {
        let [a, b, c, d] = self.paint[at];
        let sum = Light(a.0 + b.0 + c.0 + d.0);
        match 4 - sum.drawn() {
            0 => sum,
            free => Light(sum.0 + behind().0 * free),
        }
    }

    /// Lays a colour over a pixel that was drawn: `covers` of it.
    pub(crate) fn blend(&mut self, at: usize, colour: Vec3A, covers: f32) {
        for place in &mut self.paint[at] {
            if place.drawn() != 0 {
                let old = Vec3A::from(place.lanes().map(|lane| lane as f32)) / STEPS;
                *place = Light::of(old.lerp(colour, covers));
            }
        }
    }
}

impl Canvas<Vec3A> {
    /// The mean of what was drawn in each pixel; nothing is zero.
    pub(crate) fn into_means(self) -> Vec<Vec3A> {
        let mean = |(paint, depth): ([Vec3A; 4], Vec4)| {
            let drawn = depth.cmplt(Vec4::INFINITY).bitmask().count_ones();
            paint.iter().sum::<Vec3A>() / drawn.max(1) as f32
        };
        self.paint.into_iter().zip(self.depth).map(mean).collect()
    }
}

#[cfg(test)]
mod tests;
