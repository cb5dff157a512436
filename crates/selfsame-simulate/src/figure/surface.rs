//! What is the same on everybody: what a vertex is made of and what it moves with.
//!
//! Enters: the head as it is packed. Leaves: [`Surface`], worked out once.

use std::sync::OnceLock;

use glam::{Vec2, Vec3A, Vec4};

use super::edges::{Edge, edges};
use crate::head::{Head, Part};
use crate::noise::{fractal, hash, step};
use crate::raster::turns_clockwise;
use crate::skin;
use crate::texture::{self, WIDTH};

/// Where skin turns into the mouth's inside.
pub(super) const LIPS_END: (f32, f32) = (0.25, 0.75);

/// Rows of a person's texture: the skin's, and below them the cloth's.
pub(super) const ROWS: usize = skin::HEIGHT + 448;
/// Cloth is so many rows below the place where the skin under it is: it begins a little
/// above the end of the skin's.
pub(super) const CLOTH_BELOW: usize = 77;

/// What a triangle is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Skin,
    Cloth,
    /// Neckline and lips: partly this, partly that.
    Mixed,
}

pub(super) struct Surface {
    /// Of each vertex its place in the skin's texture, and of what it is made: below 0
    /// cloth, above 0 the inside of the mouth.
    pub(super) attributes: Vec<Vec4>,
    /// Which vertices are of anything else: that may be seen from its back as well.
    other: Vec<bool>,
    /// How much each vertex moves with the head, not the chest.
    pub(super) turns: Vec<f32>,
    /// The skin's triangles, and what they are made of, so that no pixel asks again.
    pub(super) triangles: Vec<([u16; 3], Kind)>,
    /// Of these.
    pub(super) edges: Vec<Edge>,
    /// How bright the cloth's threads are, texel by texel.
    pub(super) weave: Vec<f32>,
}

impl Surface {
    pub(super) fn get() -> &'static Self {
        static SURFACE: OnceLock<Surface> = OnceLock::new();
        SURFACE.get_or_init(|| Self::of(Head::get()))
    }

    fn of(head: &Head) -> Self {
        let attribute = |i: usize| {
            let rest = head.rest[i];
            let texel = skin::place(rest) * Vec2::new(WIDTH as f32, skin::HEIGHT as f32);
            let place = texture::place(texel, ROWS - CLOTH_BELOW);
            // The neckline dips in front.
            let line = 5.86 - 0.16 * step(0.6, 0.0, rest.x.abs()) * step(-0.2, 0.9, rest.z);
            let kind = if rest.y > 6.4 {
                head.cavity[i]
            } else {
                ((rest.y - line) * 4.0).min(0.0)
            };
            Vec4::new(place.x, place.y, kind, 0.0)
        };
        let attributes: Vec<Vec4> = (0..head.rest.len()).map(attribute).collect();
        let turns = |p: &glam::Vec3| step(5.75, 6.65, p.y + 0.45 * (p.z - 0.45));
        let skin = &head.triangles[Part::Skin as usize];
        let kind = |triangle: [u16; 3]| {
            let of = triangle.map(|v| attributes[usize::from(v)].z);
            if of.iter().all(|&z| z < 0.0) {
                Kind::Cloth
            } else if of.iter().all(|z| (0.0..=LIPS_END.0).contains(z)) {
                Kind::Skin
            } else {
                Kind::Mixed
            }
        };
        let mut other = vec![true; head.rest.len()];
        for &v in skin.iter().flatten() {
            other[usize::from(v)] = false;
        }
        Self {
            other,
            triangles: skin.iter().map(|&t| (t, kind(t))).collect(),
            edges: edges(skin),
            attributes,
            turns: head.rest.iter().map(turns).collect(),
            weave: (0..WIDTH * (ROWS - skin::HEIGHT)).map(thread).collect(),
        }
    }
}

/// What shows its front.
pub(super) struct Fronts {
    /// Of [`Surface::triangles`].
    pub(super) triangles: Vec<bool>,
    /// Of all vertices those that are of such a triangle, or of something that has no back.
    pub(super) vertices: Vec<bool>,
}

impl Surface {
    /// What shows its front if the vertices are there on the canvas.
    pub(super) fn fronts(&self, at: &[Vec3A]) -> Fronts {
        let mut vertices = self.other.clone();
        let triangles = self.triangles.iter().map(|&(triangle, _)| {
            let triangle = triangle.map(usize::from);
            let front = turns_clockwise(triangle.map(|v| at[v]));
            if front {
                for v in triangle {
                    vertices[v] = true;
                }
            }
            front
        });
        Fronts {
            triangles: triangles.collect(),
            vertices,
        }
    }
}

/// How bright a texel of cloth is.
fn thread(i: usize) -> f32 {
    let x = ((i % WIDTH) as f32 + 0.5) / WIDTH as f32;
    let y = ((i / WIDTH) as f32 + 0.5) / skin::HEIGHT as f32;
    let thread = hash((x * 900.0) as i32, (y * 700.0) as i32, 9);
    0.7 + 0.6 * (0.7 * fractal(x * 22.0, y * 9.0, 2, 77) + 0.3 * thread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_triangle_of_the_skin_is_of_one_kind_and_each_kind_is_there() {
        let surface = Surface::get();
        let kinds = [Kind::Skin, Kind::Cloth, Kind::Mixed].map(|kind| {
            let of = |(_, other): &&([u16; 3], Kind)| *other == kind;
            surface.triangles.iter().filter(of).count()
        });
        let all = Head::get().triangles[Part::Skin as usize].len();
        assert_eq!(kinds.iter().sum::<usize>(), all);
        assert!(kinds.iter().all(|&n| n > 50), "{kinds:?}");
    }

    #[test]
    fn the_face_turns_with_the_head_and_the_chest_stays() {
        let (surface, head) = (Surface::get(), Head::get());
        for (p, &turns) in head.rest.iter().zip(&surface.turns) {
            if p.y > 6.7 && p.z > 0.4 {
                assert_eq!(turns, 1.0, "{p}");
            }
            if p.y < 5.5 && p.z < 0.4 {
                assert_eq!(turns, 0.0, "{p}");
            }
        }
    }
}
