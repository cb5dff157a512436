//! A posed figure on a canvas: skin, cloth, mouth; eyes, hair and glasses draw
//! themselves.
//!
//! Enters: a posed figure, a scene, a view. Leaves: the figure, drawn.

use glam::{Vec3, Vec3A, Vec4};

use super::light::{light, sees};
use super::surface::{CLOTH_BELOW, Fronts, Kind, LIPS_END, Surface};
use super::{Figure, Posed, View};
use crate::head::{Head, Part, occlusion};
use crate::noise::step;
use crate::raster::{Canvas, Corner, Fragment, Material, STEPS};
use crate::scene::Scene;
use crate::texture::{PARTS, WHITE};

/// What light becomes on a texture, so that both give the steps of a canvas; mirrored
/// light is as bright whatever it falls on.
const PAINTED: f32 = STEPS / WHITE;
const SKIN: Material = Material {
    moved: Vec4::ZERO,
    takes: Vec4::new(PAINTED, PAINTED, PAINTED, STEPS),
    mixed: false,
};
/// Cloth mirrors nothing.
const CLOTH: Material = Material {
    moved: Vec4::new(0.0, (CLOTH_BELOW as u32 * PARTS) as f32, 0.0, 0.0),
    takes: Vec4::new(PAINTED, PAINTED, PAINTED, 0.0),
    mixed: false,
};
/// Partly this, partly that.
const MIXED: Material = Material {
    mixed: true,
    ..SKIN
};
/// Where a normal points farther from the camera, as a cosine, not even what is a little
/// above the surface is seen.
const AWAY: f32 = -0.4;
/// Of the mouth's inside, as bright as a texture's white.
const INSIDE: Vec4 = Vec4::new(0.30 * WHITE, 0.08 * WHITE, 0.07 * WHITE, 0.0);

impl Figure {
    pub(crate) fn draw(&self, posed: &Posed, scene: &Scene, view: &View, canvas: &mut Canvas) {
        let (head, surface) = (Head::get(), Surface::get());
        let open_sky = occlusion::get();
        let camera = Vec3::new(0.0, 0.0, view.distance);
        let at: Vec<Vec3A> = posed.vertices.iter().map(|&p| view.project(p)).collect();
        let fronts = surface.fronts(&at);
        let corners: Vec<Corner> = at
            .into_iter()
            .enumerate()
            .map(|(i, at)| {
                let normal = posed.normals[i];
                let towards = (camera - posed.vertices[i]).normalize_or(Vec3::Z);
                let light = match fronts.vertices[i] || normal.dot(towards) > AWAY {
                    true => {
                        let sees = sees(i, open_sky[i], posed.open, head);
                        light(scene, normal, towards, sees)
                    }
                    false => Vec4::ZERO,
                };
                Corner {
                    at,
                    attribute: surface.attributes[i],
                    light,
                }
            })
            .collect();
        canvas.flatten();
        cover(surface, &fronts, &corners, canvas);
        if let Some(frame) = &self.glasses {
            let place = |p: Vec3| view.project(posed.fixed(p));
            let turn = |n: Vec3| posed.turn * n;
            let light = |n: Vec3| light(scene, n, Vec3::Z, 1.0);
            frame.draw(place, turn, light, canvas);
        }
        let project = |p: Vec3| view.project(p);
        self.hair
            .draw(&posed.vertices, &posed.normals, &corners, project, canvas);
        draw_mouth(&corners, head, canvas);
        self.draw_eyeballs(&corners, canvas);
        // Of what is solid, what is covered by now is not shaded.
        self.shade_surface(canvas);
        self.draw_glints(posed, scene, view, canvas);
        self.draw_lashes(&corners, canvas);
        self.hair.draw_hanging(&corners, canvas);
    }

    /// What changes abruptly is neckline or lips.
    fn shade_surface(&self, canvas: &mut Canvas) {
        let painted = |of, light: Vec4| self.texture.at(of) * light + Vec4::splat(light.w);
        canvas.shade(painted, |of, light| match of.z < 0.0 {
            true => {
                // A pixel or so is partly skin.
                let cloth = (of.z * (-1.0 / 0.03)).min(1.0);
                painted(of, light).lerp(self.neckline(of, light), cloth)
            }
            false => {
                // Where lips turn into the mouth's inside.
                let inside = step(LIPS_END.0, LIPS_END.1, of.z);
                let deep = INSIDE * light + Vec4::splat(light.w * (1.0 - of.z));
                painted(of, light).lerp(deep, inside)
            }
        });
    }

    /// Cloth, with a darker hem.
    fn neckline(&self, of: Vec4, light: Vec4) -> Vec4 {
        let hem = 0.75 + 0.25 * step(0.0, 1.0, of.z * (-1.0 / 0.08));
        self.texture.at(of + CLOTH.moved) * light * hem
    }
}

/// Skin and cloth, and where they end.
fn cover(surface: &Surface, fronts: &Fronts, corners: &[Corner], canvas: &mut Canvas) {
    for ((triangle, kind), &front) in surface.triangles.iter().zip(&fronts.triangles) {
        if front {
            let material = match kind {
                Kind::Skin => &SKIN,
                Kind::Cloth => &CLOTH,
                Kind::Mixed => &MIXED,
            };
            canvas.cover(triangle.map(|v| &corners[usize::from(v)]), material);
        }
    }
    for edge in &surface.edges {
        if let Some(ends) = edge.outline(&fronts.triangles) {
            canvas.end(ends.map(|v| corners[usize::from(v)].at));
        }
    }
}

fn draw_mouth(corners: &[Corner], head: &Head, canvas: &mut Canvas) {
    for (part, colour, gloss) in [
        (Part::TeethUpper, Vec3A::new(0.74, 0.69, 0.58), 0.5),
        (Part::TeethLower, Vec3A::new(0.66, 0.61, 0.51), 0.4),
        (Part::Tongue, Vec3A::new(0.48, 0.17, 0.15), 0.5),
    ] {
        for triangle in &head.triangles[part as usize] {
            // Behind the lips, all of it but for a pixel's part.
            if triangle.map(|v| canvas.hides(corners[usize::from(v)].at)) == [true; 3] {
                continue;
            }
            let [a, b, c] =
                triangle.map(|v| corners[usize::from(v)].with(head.rest[usize::from(v)]));
            canvas.fill([&a, &b, &c], part != Part::Tongue, |of, light| {
                let mut colour = colour;
                if part != Part::Tongue {
                    // A dark line between teeth, about 7 mm apart.
                    let tooth = (of.x.abs() / 0.075).fract() - 0.5;
                    colour *= 1.0 - 0.35 * step(0.40, 0.49, tooth.abs());
                }
                let mirrored = Vec3A::splat(light.w * gloss);
                Fragment::solid(colour * Vec3A::from_vec4(light) + mirrored)
            });
        }
    }
}
