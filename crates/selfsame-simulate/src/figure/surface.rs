//! What is the same on everybody: what a vertex is made of and what it moves with.
//!
//! Enters: the head as it is packed. Leaves: [`Surface`], worked out once.

use std::sync::OnceLock;

use glam::Vec3A;

use crate::head::{Head, Part};
use crate::noise::{Pattern, fractal, hash, step};
use crate::skin;

/// Where skin turns into the mouth's inside.
pub(super) const LIPS_END: (f32, f32) = (0.25, 0.75);

pub(super) struct Surface {
    /// Of each vertex its place in the skin's texture, and of what it is made: below 0
    /// cloth, above 0 the inside of the mouth.
    pub(super) attributes: Vec<Vec3A>,
    /// How much each vertex moves with the head, not the chest.
    pub(super) turns: Vec<f32>,
    /// The skin's triangles by what they are made of, so that no pixel asks again.
    pub(super) cloth: Vec<[u16; 3]>,
    pub(super) skin: Vec<[u16; 3]>,
    /// Neckline and lips: partly this, partly that.
    pub(super) mixed: Vec<[u16; 3]>,
    /// The cloth's threads.
    pub(super) weave: Pattern<1>,
}

impl Surface {
    pub(super) fn get() -> &'static Self {
        static SURFACE: OnceLock<Surface> = OnceLock::new();
        SURFACE.get_or_init(|| Self::of(Head::get()))
    }

    fn of(head: &Head) -> Self {
        let attribute = |i: usize| {
            let rest = head.rest[i];
            let uv = skin::place(rest);
            // The neckline dips in front.
            let line = 5.86 - 0.16 * step(0.6, 0.0, rest.x.abs()) * step(-0.2, 0.9, rest.z);
            let kind = if rest.y > 6.4 {
                head.cavity[i]
            } else {
                ((rest.y - line) * 4.0).min(0.0)
            };
            Vec3A::new(uv.x, uv.y, kind)
        };
        let attributes: Vec<Vec3A> = (0..head.rest.len()).map(attribute).collect();
        let turns = |p: &glam::Vec3| step(5.75, 6.65, p.y + 0.45 * (p.z - 0.45));
        let [mut cloth, mut skin, mut mixed] = [const { Vec::new() }; 3];
        for triangle in &head.triangles[Part::Skin as usize] {
            let of = triangle.map(|v| attributes[usize::from(v)].z);
            if of.iter().all(|&z| z < 0.0) {
                cloth.push(*triangle);
            } else if of.iter().all(|z| (0.0..=LIPS_END.0).contains(z)) {
                skin.push(*triangle);
            } else {
                mixed.push(*triangle);
            }
        }
        Self {
            attributes,
            turns: head.rest.iter().map(turns).collect(),
            cloth,
            skin,
            mixed,
            weave: Pattern::new(1024, 512, |x, y| {
                let thread = hash((x * 900.0) as i32, (y * 700.0) as i32, 9);
                [0.7 * fractal(x * 22.0, y * 9.0, 2, 77) + 0.3 * thread]
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_triangle_of_the_skin_is_of_one_kind_and_each_kind_is_there() {
        let surface = Surface::get();
        let kinds = [&surface.cloth, &surface.skin, &surface.mixed].map(Vec::len);
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
