//! A triangle that is shaded when all is drawn.
//!
//! Enters: its corners and what it is made of. Leaves: attribute and light at a pixel.

use glam::{Vec2, Vec4};

use super::Corner;
use super::triangle::Triangle;

/// What a surface is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Material {
    /// Added to attributes.
    pub(crate) moved: Vec4,
    /// What becomes of light.
    pub(crate) takes: Vec4,
    /// Which of the looks it has: see [`super::Canvas::shade`].
    pub(crate) mixed: bool,
}

pub(super) struct Face {
    /// The first corner.
    origin: Vec2,
    attribute: Plane,
    light: Plane,
    /// Attributes of its corners: where rounding is coarse, in a sliver, no pixel's may lie
    /// outside, for they are places in a texture.
    least: Vec4,
    most: Vec4,
    pub(super) mixed: bool,
}

impl Face {
    #[inline]
    pub(super) fn of(triangle: &Triangle, corners: [&Corner; 3], material: &Material) -> Self {
        let attribute = corners.map(|corner| corner.attribute + material.moved);
        let light = corners.map(|corner| corner.light * material.takes);
        Self {
            origin: triangle.origin,
            attribute: Plane::of(triangle, attribute),
            light: Plane::of(triangle, light),
            least: attribute[0].min(attribute[1]).min(attribute[2]),
            most: attribute[0].max(attribute[1]).max(attribute[2]),
            mixed: material.mixed,
        }
    }

    /// Attribute and light at a pixel's centre.
    #[inline]
    pub(super) fn at(&self, centre: Vec2) -> [Vec4; 2] {
        let from = centre - self.origin;
        let attribute = self.attribute.at(from).max(self.least).min(self.most);
        [attribute, self.light.at(from)]
    }
}

/// Four numbers that change evenly over a triangle.
struct Plane {
    at_origin: Vec4,
    across: Vec4,
    down: Vec4,
}

impl Plane {
    #[inline]
    fn of(triangle: &Triangle, [a, b, c]: [Vec4; 3]) -> Self {
        let [ab, ac] = [b - a, c - a];
        Self {
            at_origin: a,
            across: ab * triangle.b.x + ac * triangle.c.x,
            down: ab * triangle.b.y + ac * triangle.c.y,
        }
    }

    /// So far from the first corner.
    #[inline]
    fn at(&self, from: Vec2) -> Vec4 {
        self.at_origin + self.across * from.x + self.down * from.y
    }
}
