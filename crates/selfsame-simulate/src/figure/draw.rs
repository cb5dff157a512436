//! A posed figure on a canvas: skin, cloth, mouth; eyes, hair and glasses draw
//! themselves.
//!
//! Enters: a posed figure, a scene, a view. Leaves: the figure, drawn.

use glam::{Vec3, Vec3A, Vec4};

use super::light::{light, sees};
use super::surface::{LIPS_END, Surface};
use super::{Figure, Posed, View};
use crate::head::{Head, Part, occlusion};
use crate::noise::step;
use crate::raster::{ABRUPT, Canvas, Corner, Fragment};
use crate::scene::Scene;

/// What the surface's triangles are made of; the last, partly this, partly that.
const SKIN: u32 = 0;
const CLOTH: u32 = 1;
const MIXED: u32 = ABRUPT;
/// Of the mouth's inside, linear.
const INSIDE: Vec4 = Vec4::new(0.30, 0.08, 0.07, 0.0);

impl Figure {
    pub(crate) fn draw(&self, posed: &Posed, scene: &Scene, view: &View, canvas: &mut Canvas) {
        let (head, surface) = (Head::get(), Surface::get());
        let open_sky = occlusion::get();
        let camera = Vec3::new(0.0, 0.0, view.distance);
        let corners: Vec<Corner> = posed
            .vertices
            .iter()
            .enumerate()
            .map(|(i, &vertex)| {
                let towards = (camera - vertex).normalize_or(Vec3::Z);
                let sees = sees(i, open_sky[i], posed.open, head);
                Corner {
                    at: view.project(vertex),
                    attribute: surface.attributes[i],
                    light: light(scene, posed.normals[i], towards, sees),
                }
            })
            .collect();
        // What covers other things first: what is covered is then not shaded.
        if let Some(frame) = &self.glasses {
            let place = |p: Vec3| view.project(posed.fixed(p));
            let turn = |n: Vec3| posed.turn * n;
            let light = |n: Vec3| light(scene, n, Vec3::Z, 1.0);
            frame.draw(place, turn, light, canvas);
        }
        let project = |p: Vec3| view.project(p);
        self.hair
            .draw(&posed.vertices, &posed.normals, &corners, project, canvas);
        for (triangles, material) in [
            (&surface.skin, SKIN),
            (&surface.cloth, CLOTH),
            (&surface.mixed, MIXED),
        ] {
            for &triangle in triangles {
                canvas.cover(&corners, triangle, material);
            }
        }
        draw_mouth(&corners, head, canvas);
        self.draw_eyeballs(&corners, canvas);
        self.shade_surface(surface, canvas);
        self.draw_glints(posed, scene, view, canvas);
        self.draw_lashes(&corners, canvas);
        self.hair.draw_hanging(&corners, canvas);
    }

    fn shade_surface(&self, surface: &Surface, canvas: &mut Canvas) {
        canvas.shade(|material, of, light| match material {
            SKIN => self.flesh(of, light),
            MIXED if of.z >= 0.0 => self.lips(of, light),
            _ => self.cloth(surface, of, light),
        });
    }

    /// Where they turn into the mouth's inside.
    #[inline(never)]
    fn lips(&self, of: Vec3A, light: Vec4) -> Vec4 {
        let inside = step(LIPS_END.0, LIPS_END.1, of.z);
        let deep = INSIDE * light + Vec4::splat(light.w * (1.0 - of.z));
        self.flesh(of, light).lerp(deep, inside)
    }

    #[inline(always)]
    fn flesh(&self, of: Vec3A, light: Vec4) -> Vec4 {
        self.skin.at(of.x, of.y) * light + Vec4::splat(light.w)
    }

    #[inline(always)]
    fn cloth(&self, surface: &Surface, of: Vec3A, light: Vec4) -> Vec4 {
        // Below the texture the cloth goes on.
        let [thread] = surface.weave.at(of.x, of.y - 0.85);
        let woven = 0.7 + 0.6 * thread;
        let hem = 0.75 + 0.25 * step(0.0, 1.0, of.z * (-1.0 / 0.08));
        self.shirt * light * (woven * hem)
    }
}

fn draw_mouth(corners: &[Corner], head: &Head, canvas: &mut Canvas) {
    for (part, colour, gloss) in [
        (Part::TeethUpper, Vec3A::new(0.74, 0.69, 0.58), 0.5),
        (Part::TeethLower, Vec3A::new(0.66, 0.61, 0.51), 0.4),
        (Part::Tongue, Vec3A::new(0.48, 0.17, 0.15), 0.5),
    ] {
        for triangle in &head.triangles[part as usize] {
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
