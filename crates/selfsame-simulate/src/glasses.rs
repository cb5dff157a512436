//! A pair of glasses before the eyes.
//!
//! Enters: its form and where the eyes are. Leaves: bars and rims, drawn.

use std::f32::consts::TAU;

use glam::{Vec3, Vec3A, Vec4};

use crate::person::looks::Glasses;
use crate::raster::{Canvas, Corner, Fragment};

/// Sides of a rim and around a bar.
const ALONG: usize = 40;
const AROUND: usize = 6;
/// Half the height of a lens, decimetres.
const HALF: f32 = 0.19;
/// Before whatever of the face is in the way, decimetres.
const OFF: f32 = 0.035;
/// Across a face so much is bridged, from the middle.
const BRIDGE: f32 = 0.09;
/// How far a normal points from the camera on what is never seen.
const AWAY: f32 = -0.45;

pub(crate) struct Frame {
    /// Points with normals, four to a face.
    faces: Vec<[(Vec3, Vec3); 4]>,
    colour: Vec3A,
}

impl Frame {
    /// `face` are the skin's vertices at rest, `left` and `right` the eyeballs' middles.
    pub(crate) fn make(form: &Glasses, face: &[Vec3], [left, right]: [Vec3; 2]) -> Self {
        let front = front(form, face, left, right);
        let mut faces = Vec::new();
        let thick = form.rim / 200.0;
        let wide = HALF * form.aspect;
        let mut outer = Vec::new();
        for eye in [left, right] {
            let out = eye.x.signum();
            let centre = eye + Vec3::new(out * 0.015, -0.02, front);
            let rim: Vec<Vec3> = (0..ALONG)
                .map(|i| {
                    let angle = TAU * i as f32 / ALONG as f32;
                    let (sin, cos) = angle.sin_cos();
                    // A superellipse between an ellipse and a rectangle.
                    let power = 2.0 / (2.0 + 3.0 * (1.0 - form.round));
                    let round = |v: f32| v.signum() * v.abs().powf(power);
                    // Lenses stand around the face.
                    let bow = -0.10 * (cos * out + 1.0).powi(2) * 0.5;
                    centre + Vec3::new(wide * round(cos), HALF * round(sin), bow)
                })
                .collect();
            tube(&rim, true, thick, &mut faces);
            outer.push(centre + Vec3::new(out * wide, 0.06, -0.2));
        }
        let [l, r] = [left, right].map(|eye| {
            let out = eye.x.signum();
            eye + Vec3::new(out * 0.015 - out * wide, 0.03, front)
        });
        let up = Vec3::new(0.0, 0.03, 0.02);
        tube(&[l, (l + r) / 2.0 + up, r], false, thick, &mut faces);
        for start in outer {
            let side = start.x.signum();
            let ear = Vec3::new(side * 0.80, start.y - 0.02, -0.75);
            let hook = ear + Vec3::new(0.0, -0.25, -0.2);
            tube(&[start, ear, hook], false, thick * 0.9, &mut faces);
        }
        Self {
            faces,
            colour: Vec3A::from(form.colour.powf(2.2)),
        }
    }

    pub(crate) fn draw(
        &self,
        place: impl Fn(Vec3) -> Vec3A,
        turn: impl Fn(Vec3) -> Vec3,
        light: impl Fn(Vec3) -> Vec4,
        canvas: &mut Canvas,
    ) {
        for face in &self.faces {
            // The back of a tube is behind its front.
            let away = |&(_, normal): &(Vec3, Vec3)| turn(normal).z < AWAY;
            if face.iter().all(away) {
                continue;
            }
            let corners = face.map(|(point, normal)| Corner {
                at: place(point),
                attribute: Vec4::ZERO,
                light: light(turn(normal)),
            });
            let [a, b, c, d] = &corners;
            for triangle in [[a, b, c], [a, c, d]] {
                canvas.fill(triangle, true, |_, light| {
                    let mirrored = Vec3A::splat(light.w * 2.0);
                    Fragment::solid(self.colour * Vec3A::from_vec4(light) + mirrored)
                });
            }
        }
    }
}

/// How far before the eyeballs' middles the lenses stand: off brows and cheeks. The nose
/// goes between them.
fn front(form: &Glasses, face: &[Vec3], left: Vec3, right: Vec3) -> f32 {
    let eyes = (left + right) / 2.0;
    let wide = left.x.abs() + HALF * form.aspect;
    let in_the_way = |p: &&Vec3| {
        let off = **p - eyes;
        (BRIDGE..wide).contains(&off.x.abs()) && off.y.abs() < HALF && off.z > 0.0
    };
    let nearest = face.iter().filter(in_the_way).map(|p| p.z - eyes.z);
    nearest.fold(0.2, f32::max) + OFF
}

/// A tube along points.
fn tube(points: &[Vec3], closed: bool, radius: f32, faces: &mut Vec<[(Vec3, Vec3); 4]>) {
    let n = points.len();
    let at = |i: usize| points[i % n];
    let ring = |i: usize| -> Vec<(Vec3, Vec3)> {
        let (before, after) = match closed {
            true => (at(i + n - 1), at(i + 1)),
            false => (points[i.saturating_sub(1)], points[(i + 1).min(n - 1)]),
        };
        let along = (after - before).normalize_or(Vec3::X);
        let across = along.any_orthonormal_vector();
        let other = along.cross(across);
        (0..AROUND)
            .map(|k| {
                let (sin, cos) = (TAU * k as f32 / AROUND as f32).sin_cos();
                let normal = across * cos + other * sin;
                (at(i) + normal * radius, normal)
            })
            .collect()
    };
    let last = if closed { n } else { n - 1 };
    for i in 0..last {
        let (a, b) = (ring(i), ring((i + 1) % n));
        for k in 0..AROUND {
            let next = (k + 1) % AROUND;
            faces.push([a[k], a[next], b[next], b[k]]);
        }
    }
}
