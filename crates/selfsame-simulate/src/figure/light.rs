//! The light on a figure.
//!
//! Enters: a scene, a surface's normal and how much it sees. Leaves: the light that it
//! throws back towards the camera.

use glam::{Vec3, Vec4};

use crate::head::{Head, Part};
use crate::noise::step;
use crate::scene::Scene;

/// How much light reaches a vertex of which `at_rest` was measured on the resting head:
/// the mouth opens and closes, the rest stays.
pub(super) fn sees(i: usize, at_rest: f32, open: f32, head: &Head) -> f32 {
    let rest = head.rest[i];
    // Teeth, tongue, and the mouth's inside.
    let deep = head.cavity[i] > 0.5 && rest.z > 0.5 || is_mouth(i);
    if !deep {
        return at_rest;
    }
    let depth = step(0.85, 1.5, rest.z);
    (0.10 + 0.9 * depth) * (0.25 + 0.75 * open) * 0.8
}

fn is_mouth(vertex: usize) -> bool {
    static MOUTH: std::sync::OnceLock<Vec<bool>> = std::sync::OnceLock::new();
    MOUTH.get_or_init(|| {
        let head = Head::get();
        let mut mouth = vec![false; head.rest.len()];
        for part in [Part::TeethUpper, Part::TeethLower, Part::Tongue] {
            for v in head.vertices_of(part) {
                mouth[usize::from(v)] = true;
            }
        }
        mouth
    })[vertex]
}

/// How far light wraps around a surface, by colour, and one over what that adds.
const WRAP: Vec4 = Vec4::new(0.30, 0.18, 0.13, 0.0);
const PART: Vec4 = Vec4::new(1.0 / 1.30, 1.0 / 1.18, 1.0 / 1.13, 0.0);

/// Light that a surface throws back: scattered, and mirrored as the fourth.
///
/// Skin lets light run on beneath its surface, red farthest: light wraps around
/// (after d'Eon and Luebke, GPU Gems 3, as a wrapped cosine for each colour).
#[inline]
pub(super) fn light(scene: &Scene, normal: Vec3, towards: Vec3, sees: f32) -> Vec4 {
    let up = 0.5 + 0.5 * normal.y;
    let mut all = scene.ground.lerp(scene.sky, up).extend(0.0) * sees;
    // What sees little of the room sees little of a lamp.
    let reaches = step(0.12, 0.62, sees);
    if reaches <= 0.0 {
        return all;
    }
    let rim = 0.04 + 0.3 * (1.0 - normal.dot(towards).max(0.0)).powi(5);
    for lamp in &scene.lamps {
        let facing = normal.dot(lamp.towards);
        let wrapped = ((Vec4::splat(facing) + WRAP) * PART).max(Vec4::ZERO);
        all += lamp.colour.extend(0.0) * wrapped * reaches;
        if facing > 0.0 {
            let half = (lamp.towards + towards).normalize_or(towards);
            let sharp = normal.dot(half).max(0.0).powi(18);
            all.w += sharp * rim * reaches * lamp.colour.y * 1.3;
        }
    }
    all
}
