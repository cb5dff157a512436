//! Eyes: balls with iris and pupil, the lamps mirrored in them, lashes.
//!
//! Enters: a posed figure, a scene, a view. Leaves: its eyes, drawn.

use glam::{Vec2, Vec3, Vec3A};

use super::{Figure, Posed, View};
use crate::head::{Head, Part};
use crate::noise::{hash, step};
use crate::person::Person;
use crate::raster::{Canvas, Corner, Fragment};
use crate::scene::Scene;

/// Of the white, linear, and of the pupil.
const WHITE: Vec3A = Vec3A::new(0.70, 0.64, 0.61);
const PUPIL: Vec3A = Vec3A::splat(0.012);
/// Lashes are thinner than pixels: of what is behind them the lower ones cover so much.
const LOWER: f32 = 0.12;
const LASH: Vec3A = Vec3A::splat(0.02);

/// An eyeball at rest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eye {
    part: Part,
    pub(super) centre: Vec3,
    radius: f32,
}

impl Eye {
    pub(super) fn of(person: &Person, part: Part) -> Self {
        let points: Vec<Vec3> = Head::get()
            .vertices_of(part)
            .iter()
            .map(|&v| person.shape()[usize::from(v)])
            .collect();
        let centre = points.iter().sum::<Vec3>() / points.len() as f32;
        let radius = points.iter().map(|p| p.distance(centre)).sum::<f32>() / points.len() as f32;
        Self {
            part,
            centre,
            radius,
        }
    }
}

impl Figure {
    pub(super) fn draw_eyeballs(&self, corners: &[Corner], canvas: &mut Canvas) {
        let head = Head::get();
        let iris = Vec3A::from(self.person.looks.eyes.powf(2.2));
        for eye in self.eyes {
            for triangle in &head.triangles[eye.part as usize] {
                let [a, b, c] = triangle.map(|v| {
                    let rest = self.person.shape()[usize::from(v)];
                    corners[usize::from(v)].with((rest - eye.centre) / eye.radius)
                });
                canvas.fill([&a, &b, &c], false, |of, light| {
                    Fragment::solid(ball(iris, of) * Vec3A::from_vec4(light))
                });
            }
        }
    }

    /// The lamps mirrored in the corneas: small, and where each lamp is.
    pub(super) fn draw_glints(
        &self,
        posed: &Posed,
        scene: &Scene,
        view: &View,
        canvas: &mut Canvas,
    ) {
        for eye in self.eyes {
            let centre = posed.fixed(eye.centre);
            for lamp in &scene.lamps {
                let half = (lamp.towards + Vec3::Z).normalize();
                let spot = view.project(centre + half * eye.radius * 1.04);
                let size = (eye.radius * 0.09 * view.focal / spot.z).max(0.25);
                glint(canvas, spot, size, Vec3A::from(lamp.colour) * 0.9);
            }
        }
    }

    pub(super) fn draw_lashes(&self, corners: &[Corner], canvas: &mut Canvas) {
        let head = Head::get();
        let upper = self.person.looks.lashes;
        for triangle in &head.triangles[Part::Lashes as usize] {
            let [a, b, c] =
                triangle.map(|v| corners[usize::from(v)].with(head.rest[usize::from(v)]));
            canvas.fill([&a, &b, &c], true, |of, light| {
                let lash = LASH * Vec3A::from_vec4(light);
                Fragment::part(lash, if of.y > 7.285 { upper } else { LOWER })
            });
        }
    }
}

/// The colour of an eyeball at a place, in its radii from its centre.
fn ball(iris: Vec3A, of: Vec3A) -> Vec3A {
    let off = (of.x * of.x + of.y * of.y).sqrt();
    let white = WHITE * (1.0 - 0.12 * step(0.5, 1.0, off));
    if off > 0.47 {
        return white;
    }
    let fibres = 0.75 + 0.5 * hash((of.y.atan2(of.x) * 14.0) as i32, 1, 5);
    let ring = iris * fibres * (1.0 - 0.65 * step(0.36, 0.45, off));
    let coloured = PUPIL.lerp(ring, step(0.15, 0.19, off));
    coloured.lerp(white, step(0.42, 0.47, off))
}

/// A round bright spot at the depth of what it lies on.
fn glint(canvas: &mut Canvas, at: Vec3A, size: f32, colour: Vec3A) {
    let depth = canvas.depth_at(Vec2::new(at.x, at.y));
    if (depth - at.z).abs() > 0.014 {
        return;
    }
    let reach = size.ceil() as i64 + 1;
    let (cx, cy) = (at.x.floor() as i64, at.y.floor() as i64);
    for y in cy - reach..=cy + reach {
        for x in cx - reach..=cx + reach {
            if x < 0 || y < 0 || x >= canvas.width as i64 || y >= canvas.height as i64 {
                continue;
            }
            let off = Vec2::new(x as f32 + 0.5 - at.x, y as f32 + 0.5 - at.y).length();
            let covers = step(size + 0.5, size - 0.5, off);
            let pixel = y as usize * canvas.width + x as usize;
            canvas.blend(pixel, colour, covers * 0.8);
        }
    }
}
