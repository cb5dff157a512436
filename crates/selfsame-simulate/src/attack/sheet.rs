//! A flat or bent sheet before the camera: paper, or a screen.
//!
//! Enters: its size and place, a scene, and what each of its places looks like. Leaves:
//! the sheet on a canvas, in perspective, before everything that is already there.

use glam::{EulerRot, Quat, Vec2, Vec3, Vec4};

use crate::figure::View;
use crate::raster::{Canvas, Corner, Fragment};
use crate::scene::Scene;

/// Cells in each direction: fine enough for straight lines within one. Of a flat sheet
/// only perspective bends them.
const BENT_CELLS: usize = 28;
const FLAT_CELLS: usize = 12;
/// How sharply paper mirrors, and how much (a satin print, chosen by eye).
const GLOSS: (i32, f32) = (40, 0.08);

/// A sheet in space; y is up, z towards the camera.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    /// Width and height, decimetres.
    pub(super) size: Vec2,
    /// Its middle, decimetres.
    pub(super) centre: Vec3,
    /// Turns about x, y and z, radians.
    pub(super) turn: Vec3,
    pub(super) bend: Bend,
}

/// How it is bent, middle to the camera: one over the radius in decimetres.
#[derive(Debug, Clone, Copy)]
pub(super) enum Bend {
    /// About the upright axis, as a face is.
    Upright(f32),
    /// About the level axis: what is above and below the middle comes closer together.
    Level(f32),
}

impl Bend {
    pub(super) const NONE: Self = Self::Upright(0.0);

    const fn is_none(self) -> bool {
        let (Self::Upright(bend) | Self::Level(bend)) = self;
        bend.abs() < 1e-4
    }
}

impl Sheet {
    /// The point of space at a place, 0..1 from the left and the top.
    pub(super) fn point(&self, place: Vec2) -> Vec3 {
        let (point, _) = self.local(place);
        self.rotation() * point + self.centre
    }

    fn rotation(&self) -> Quat {
        Quat::from_euler(EulerRot::YXZ, self.turn.y, self.turn.x, self.turn.z)
    }

    /// Point and normal on the sheet's own axes.
    fn local(&self, place: Vec2) -> (Vec3, Vec3) {
        let (x, y) = ((place.x - 0.5) * self.size.x, (0.5 - place.y) * self.size.y);
        if self.bend.is_none() {
            return (Vec3::new(x, y, 0.0), Vec3::Z);
        }
        // Along the arc, and towards the camera.
        let arc = |along: f32, bend: f32| {
            let (sin, cos) = (along * bend).sin_cos();
            ([sin / bend, (cos - 1.0) / bend], [sin, cos])
        };
        match self.bend {
            Bend::Upright(bend) => {
                let ([x, z], [across, out]) = arc(x, bend);
                (Vec3::new(x, y, z), Vec3::new(across, 0.0, out))
            }
            Bend::Level(bend) => {
                let ([y, z], [up, out]) = arc(y, bend);
                (Vec3::new(x, y, z), Vec3::new(0.0, up, out))
            }
        }
    }

    /// Draws it. `shade` gets a place and the light there: scattered by colour, and
    /// mirrored as the fourth; where it covers nothing, there is a hole.
    pub(super) fn draw(
        &self,
        scene: &Scene,
        view: &View,
        canvas: &mut Canvas,
        shade: impl Fn(Vec2, Vec4) -> Fragment,
    ) {
        let cells = match self.bend.is_none() {
            true => FLAT_CELLS,
            false => BENT_CELLS,
        };
        let rotation = self.rotation();
        let camera = Vec3::new(0.0, 0.0, view.distance);
        let corner = |i: usize| {
            let cell = Vec2::new((i % (cells + 1)) as f32, (i / (cells + 1)) as f32);
            let place = cell / cells as f32;
            let (point, normal) = self.local(place);
            let point = rotation * point + self.centre;
            let mut at = view.project(point);
            // Whoever is behind does not poke through, be it by nose or by hair.
            at.z *= 0.25;
            Corner {
                at,
                attribute: Vec4::new(place.x, place.y, 0.0, 0.0),
                light: light(
                    scene,
                    rotation * normal,
                    (camera - point).normalize_or(Vec3::Z),
                ),
            }
        };
        let corners: Vec<Corner> = (0..(cells + 1) * (cells + 1)).map(corner).collect();
        for row in 0..cells {
            for column in 0..cells {
                let i = row * (cells + 1) + column;
                let [a, b, c, d] = [i, i + 1, i + cells + 2, i + cells + 1].map(|i| &corners[i]);
                for triangle in [[a, b, c], [a, c, d]] {
                    canvas.fill(triangle, true, |of, light| {
                        shade(Vec2::new(of.x, of.y), light)
                    });
                }
            }
        }
    }
}

/// Light that paper throws back: scattered as Lambert's law says, and mirrored.
fn light(scene: &Scene, normal: Vec3, towards: Vec3) -> Vec4 {
    let mut scattered = scene.ground.lerp(scene.sky, 0.5 + 0.5 * normal.y);
    let mut mirrored = 0.0;
    for lamp in &scene.lamps {
        scattered += lamp.colour * normal.dot(lamp.towards).max(0.0);
        let half = (lamp.towards + towards).normalize_or(towards);
        mirrored += GLOSS.1 * normal.dot(half).max(0.0).powi(GLOSS.0) * lamp.colour.y;
    }
    scattered.extend(mirrored)
}
