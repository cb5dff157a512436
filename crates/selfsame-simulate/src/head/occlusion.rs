//! How much of the surroundings each vertex of the resting head sees.
//!
//! The head is looked at from many sides; a vertex that is visible from a side gets
//! light from there (ambient occlusion by shadow maps).

use std::sync::OnceLock;

use glam::{Vec2, Vec3, Vec3A, Vec4};

use super::{Head, Part};
use crate::raster::{Canvas, Corner, Fragment, Light};

/// Sides to look from; more change nothing that is seen.
const SIDES: usize = 64;
/// Pixels of the maps; the head is 3 dm wide with shoulders cut off.
const MAP: usize = 192;
/// Decimetres to a map's edge.
const REACH: f32 = 2.2;
/// Off the surface, or each vertex would lie in its own shade.
const OFF: f32 = 0.025;

/// For each vertex 0 (sees nothing) to 1 (nothing in the way).
pub(crate) fn get() -> &'static [f32] {
    static OCCLUSION: OnceLock<Vec<f32>> = OnceLock::new();
    OCCLUSION.get_or_init(|| measure(Head::get()))
}

fn measure(head: &Head) -> Vec<f32> {
    let normals = head.normals(&head.rest);
    let middle = Vec3::new(0.0, 7.2, 0.5);
    let mut seen = vec![0.0; head.rest.len()];
    let mut all = vec![1e-6; head.rest.len()];
    let mut map = Canvas::<Light>::new(MAP, MAP);
    for side in 0..SIDES {
        // Evenly on the sphere (Fibonacci).
        let y = 1.0 - 2.0 * (side as f32 + 0.5) / SIDES as f32;
        let turn = side as f32 * 2.399_963;
        let flat = (1.0 - y * y).sqrt();
        let towards = Vec3::new(flat * turn.cos(), y, flat * turn.sin());
        let right = towards.any_orthonormal_vector();
        let up = towards.cross(right);
        let scale = MAP as f32 / (2.0 * REACH);
        let place = |p: Vec3| {
            let p = p - middle;
            let flat = Vec2::new(p.dot(right), p.dot(up)) * scale + MAP as f32 / 2.0;
            Vec3A::new(flat.x, flat.y, 100.0 - p.dot(towards))
        };
        map.clear();
        for (part, _) in Part::ALL {
            if matches!(part, Part::Hair | Part::Lashes) {
                continue;
            }
            for triangle in &head.triangles[part as usize] {
                let corners = triangle.map(|v| Corner {
                    at: place(head.rest[usize::from(v)]),
                    attribute: Vec4::ZERO,
                    light: Vec4::ZERO,
                });
                let [a, b, c] = &corners;
                map.fill([a, b, c], true, |_, _| Fragment::solid(Vec3A::ZERO));
            }
        }
        for (i, (&vertex, &normal)) in head.rest.iter().zip(&normals).enumerate() {
            let facing = normal.dot(towards).max(0.0);
            all[i] += facing;
            let at = place(vertex + (normal + towards) * OFF);
            if at.z <= map.depth_at(Vec2::new(at.x, at.y)) + 0.01 {
                seen[i] += facing;
            }
        }
    }
    seen.iter()
        .zip(all)
        .map(|(s, a)| (s / a).min(1.0))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_forehead_sees_more_than_the_mouth() {
        let (head, seen) = (super::Head::get(), super::get());
        let mean = |test: &dyn Fn(usize) -> bool| {
            let of: Vec<f32> = (0..seen.len())
                .filter(|&i| test(i))
                .map(|i| seen[i])
                .collect();
            of.iter().sum::<f32>() / of.len() as f32
        };
        let forehead = mean(&|i| head.rest[i].y > 7.7 && head.rest[i].z > 1.3);
        let mouth = mean(&|i| head.cavity[i] > 0.9 && head.rest[i].z < 1.2);
        assert!(forehead > 0.85, "{forehead}");
        assert!(mouth < 0.3, "{mouth}");
    }
}
