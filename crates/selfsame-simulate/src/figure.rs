//! A person, posed, lit and drawn.
//!
//! Enters: a person, an expression, a head pose, a scene and a view. Leaves: the
//! person on a canvas, and where the landmarks of the truth are.

use glam::{EulerRot, Quat, Vec2, Vec3, Vec3A, Vec4};

use crate::expression::{Expression, Unit};
use crate::glasses;
use crate::hair;
use crate::head::{Head, Part, occlusion};
use crate::noise::{Pattern, fractal, hash, step};
use crate::performance;
use crate::person::Person;
use crate::raster::{Canvas, Corner};
use crate::scene::Scene;
use crate::skin::{self, Skin};

/// How a point of space comes onto the canvas.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    /// Decimetres from the camera to the eyes.
    pub(crate) distance: f32,
    /// Focal length in canvas pixels.
    pub(crate) focal: f32,
    /// Where the middle between the eyes lies on the canvas.
    pub(crate) centre: Vec2,
}

impl View {
    #[inline]
    pub(crate) fn project(&self, p: Vec3) -> Vec3A {
        let z = (self.distance - p.z).max(0.05);
        let scale = self.focal / z;
        Vec3A::new(self.centre.x + p.x * scale, self.centre.y - p.y * scale, z)
    }
}

/// The neck turns about here (from the eyes, decimetres), as the axis between head
/// and spine does.
const PIVOT: Vec3 = Vec3::new(0.0, -0.75, -0.85);
/// How wide eyes are when nothing is asked of them.
const AWAKE: f32 = 0.35;
/// Cloth lies so far off the skin.
const CLOTH: f32 = 0.07;

/// A person made ready to be drawn many times.
pub(crate) struct Figure {
    pub(crate) person: Person,
    skin: Skin,
    /// Attributes of skin vertices: place in the texture, and of what it is made:
    /// below 0 cloth, above 0 the inside of the mouth.
    surface: Vec<Vec3A>,
    /// How much each vertex moves with the head, not the chest.
    turns: Vec<f32>,
    hair: hair::Shells,
    glasses: Option<glasses::Frame>,
    cloth: Pattern,
    eyes: [Eye; 2],
}

/// An eyeball at rest.
#[derive(Debug, Clone, Copy)]
struct Eye {
    part: Part,
    centre: Vec3,
    radius: f32,
}

/// Where parts of the face are, decimetres; fixed to the skull, so that speech does
/// not move them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Landmarks {
    pub(crate) mouth: Vec3,
    /// The person's left, then right.
    pub(crate) eyes: [Vec3; 2],
}

/// Vertices where an expression and a pose put them.
pub(crate) struct Posed {
    vertices: Vec<Vec3>,
    normals: Vec<Vec3>,
    /// 0 is shut, 1 wide open.
    open: f32,
    turn: Quat,
    shift: Vec3,
}

impl Posed {
    /// A point that is fixed to the skull.
    fn fixed(&self, p: Vec3) -> Vec3 {
        self.turn * (p - PIVOT) + PIVOT + self.shift
    }
}

impl Figure {
    pub(crate) fn new(person: Person) -> Self {
        let head = Head::get();
        let surface = head
            .rest
            .iter()
            .enumerate()
            .map(|(i, &rest)| {
                let uv = skin::place(rest);
                // The neckline dips in front.
                let line = 5.86 - 0.16 * step(0.6, 0.0, rest.x.abs()) * step(-0.2, 0.9, rest.z);
                let kind = if rest.y > 6.4 {
                    head.cavity[i]
                } else {
                    ((rest.y - line) * 4.0).min(0.0)
                };
                Vec3A::new(uv.x, uv.y, kind)
            })
            .collect();
        let turns = head
            .rest
            .iter()
            .map(|p| step(5.75, 6.65, p.y + 0.45 * (p.z - 0.45)))
            .collect();
        let eye = |part| {
            let points: Vec<Vec3> = head
                .vertices_of(part)
                .iter()
                .map(|&v| person.shape()[usize::from(v)])
                .collect();
            let centre = points.iter().sum::<Vec3>() / points.len() as f32;
            let radius =
                points.iter().map(|p| p.distance(centre)).sum::<f32>() / points.len() as f32;
            Eye {
                part,
                centre,
                radius,
            }
        };
        let eyes = [eye(Part::EyeLeft), eye(Part::EyeRight)];
        let glasses = person.looks.glasses.as_ref();
        Self {
            skin: Skin::paint(&person),
            cloth: Pattern::new(1024, 512, |x, y| {
                let weave = hash((x * 900.0) as i32, (y * 700.0) as i32, 9);
                0.7 * fractal(x * 22.0, y * 9.0, 2, 77) + 0.3 * weave
            }),
            surface,
            turns,
            hair: hair::Shells::grow(&person),
            glasses: glasses.map(|g| glasses::Frame::make(g, eyes[0].centre, eyes[1].centre)),
            eyes,
            person,
        }
    }

    pub(crate) fn pose(&self, expression: &Expression, at: &performance::Head) -> Posed {
        let head = Head::get();
        let mut vertices = self.person.shape().to_vec();
        for unit in Unit::ALL {
            head.unit(unit)
                .apply(expression.get(unit).clamp(0.0, 1.0), &mut vertices);
        }
        // The mesh rests with sleepy lids.
        for (unit, blink) in [
            (Unit::EyeWideLeft, Unit::EyeBlinkLeft),
            (Unit::EyeWideRight, Unit::EyeBlinkRight),
        ] {
            let open = 1.0 - step(0.0, 0.6, expression.get(blink));
            head.unit(unit).apply(AWAKE * open, &mut vertices);
        }
        let turn = Quat::from_euler(EulerRot::YXZ, at.yaw, -at.pitch, at.roll);
        // Centimetres to decimetres.
        let shift = at.shift / 10.0;
        for (vertex, &turns) in vertices.iter_mut().zip(&self.turns) {
            if turns > 0.0 {
                let part = Quat::IDENTITY.slerp(turn, turns);
                *vertex = part * (*vertex - PIVOT) + PIVOT;
            }
            *vertex += shift;
        }
        let normals = head.normals(&vertices);
        for ((vertex, normal), surface) in vertices.iter_mut().zip(&normals).zip(&self.surface) {
            *vertex += *normal * CLOTH * step(0.1, -0.25, surface.z);
        }
        let lips = expression.get(Unit::JawOpen) - expression.get(Unit::MouthClose)
            + 0.3 * expression.get(Unit::MouthLowerDownLeft)
            + 0.3 * expression.get(Unit::MouthUpperUpLeft)
            + 0.2 * expression.get(Unit::MouthFunnel);
        Posed {
            vertices,
            normals,
            open: step(0.0, 0.55, lips),
            turn,
            shift,
        }
    }

    /// The middle of the resting lips, and the eyeballs.
    pub(crate) fn landmarks(&self, posed: &Posed) -> Landmarks {
        let shape = self.person.shape().iter().zip(&Head::get().lips);
        let (mut sum, mut n) = (Vec3::ZERO, 0.0);
        for (&vertex, _) in shape.filter(|(_, lips)| **lips > 0.5) {
            sum += vertex;
            n += 1.0;
        }
        Landmarks {
            mouth: posed.fixed(sum / n),
            eyes: self.eyes.map(|eye| posed.fixed(eye.centre)),
        }
    }

    pub(crate) fn draw(&self, posed: &Posed, scene: &Scene, view: &View, canvas: &mut Canvas) {
        let head = Head::get();
        let open_sky = occlusion::get();
        let at: Vec<Vec3A> = posed.vertices.iter().map(|&v| view.project(v)).collect();
        let camera = Vec3::new(0.0, 0.0, view.distance);
        let lit: Vec<Vec4> = (0..at.len())
            .map(|i| {
                let towards = (camera - posed.vertices[i]).normalize_or(Vec3::Z);
                let sees = self.sees(i, open_sky[i], posed.open, head);
                light(scene, posed.normals[i], towards, sees)
            })
            .collect();
        let corner = |v: u16, attribute: Vec3A| Corner {
            at: at[usize::from(v)],
            attribute,
            light: lit[usize::from(v)],
        };
        let cloth = Vec3A::from(self.person.looks.shirt.powf(2.2));
        for triangle in &head.triangles[Part::Skin as usize] {
            let corners = triangle.map(|v| corner(v, self.surface[usize::from(v)]));
            let [a, b, c] = &corners;
            canvas.fill([a, b, c], false, |of, light| {
                let scattered = Vec3A::from_vec4(light);
                if of.z < 0.0 {
                    // Below the texture the cloth goes on.
                    let woven = 0.7 + 0.6 * self.cloth.at(of.x, of.y - 0.85);
                    let hem = 0.75 + 0.25 * step(0.0, -0.08, of.z);
                    return Some(cloth * scattered * woven * hem);
                }
                let skin = self.skin.at(of.x, of.y);
                let inside = Vec3A::new(0.30, 0.08, 0.07);
                let flesh = skin.lerp(inside, step(0.25, 0.75, of.z));
                Some(flesh * scattered + Vec3A::splat(light.w * (1.0 - of.z)))
            });
        }
        self.draw_mouth(&corner, head, canvas);
        self.draw_eyes(&corner, head, posed, scene, view, canvas);
        self.hair
            .draw(&posed.vertices, &posed.normals, &lit, view_of(view), canvas);
        if let Some(frame) = &self.glasses {
            let place = |p: Vec3| view.project(posed.fixed(p));
            let turned = |n: Vec3| light(scene, posed.turn * n, Vec3::Z, 1.0);
            frame.draw(place, turned, canvas);
        }
    }

    /// How much light reaches a vertex. The mouth opens and closes; the rest is as
    /// measured on the resting head.
    fn sees(&self, i: usize, at_rest: f32, open: f32, head: &Head) -> f32 {
        let rest = head.rest[i];
        // Teeth, tongue, and the mouth's inside.
        let deep = head.cavity[i] > 0.5 && rest.z > 0.5 || is_mouth(i);
        if !deep {
            return at_rest;
        }
        let depth = step(0.85, 1.5, rest.z);
        (0.10 + 0.9 * depth) * (0.25 + 0.75 * open) * 0.8
    }

    fn draw_mouth(&self, corner: &impl Fn(u16, Vec3A) -> Corner, head: &Head, canvas: &mut Canvas) {
        for (part, colour, gloss) in [
            (Part::TeethUpper, Vec3A::new(0.74, 0.69, 0.58), 0.5),
            (Part::TeethLower, Vec3A::new(0.66, 0.61, 0.51), 0.4),
            (Part::Tongue, Vec3A::new(0.48, 0.17, 0.15), 0.5),
        ] {
            for triangle in &head.triangles[part as usize] {
                let corners = triangle.map(|v| corner(v, Vec3A::from(head.rest[usize::from(v)])));
                let [a, b, c] = &corners;
                canvas.fill([a, b, c], part != Part::Tongue, |of, light| {
                    let mut colour = colour;
                    if part != Part::Tongue {
                        // A dark line between teeth, about 7 mm apart.
                        let tooth = (of.x.abs() / 0.075).fract() - 0.5;
                        colour *= 1.0 - 0.35 * step(0.40, 0.49, tooth.abs());
                    }
                    Some(colour * Vec3A::from_vec4(light) + Vec3A::splat(light.w * gloss))
                });
            }
        }
    }

    fn draw_eyes(
        &self,
        corner: &impl Fn(u16, Vec3A) -> Corner,
        head: &Head,
        posed: &Posed,
        scene: &Scene,
        view: &View,
        canvas: &mut Canvas,
    ) {
        let iris = Vec3A::from(self.person.looks.eyes.powf(2.2));
        for eye in self.eyes {
            let centre = posed.fixed(eye.centre);
            let triangles = &head.triangles[eye.part as usize];
            for triangle in triangles {
                let corners = triangle.map(|v| {
                    let rest = self.person.shape()[usize::from(v)];
                    corner(v, Vec3A::from((rest - eye.centre) / eye.radius))
                });
                let [a, b, c] = &corners;
                canvas.fill([a, b, c], false, |of, light| {
                    let scattered = Vec3A::from_vec4(light);
                    let off = (of.x * of.x + of.y * of.y).sqrt();
                    let veins = Vec3A::new(0.70, 0.64, 0.61);
                    let white = veins * (1.0 - 0.12 * step(0.5, 1.0, off));
                    let fibres = 0.75 + 0.5 * hash((of.y.atan2(of.x) * 14.0) as i32, 1, 5);
                    let ring = iris * fibres * (1.0 - 0.65 * step(0.36, 0.45, off));
                    let pupil = Vec3A::splat(0.012);
                    let coloured = pupil.lerp(ring, step(0.15, 0.19, off));
                    let colour = coloured.lerp(white, step(0.42, 0.47, off));
                    Some(colour * scattered)
                });
            }
            // The lamp mirrored in the cornea: small, and where the lamp is.
            for lamp in &scene.lamps {
                let half = (lamp.towards + Vec3::Z).normalize();
                let spot = view.project(centre + half * eye.radius * 1.04);
                let size = (eye.radius * 0.13 * view.focal / spot.z).max(0.5);
                glint(canvas, spot, size, Vec3A::from(lamp.colour) * 0.9);
            }
        }
        let lash = Vec3A::splat(0.02);
        for triangle in &head.triangles[Part::Lashes as usize] {
            let corners = triangle.map(|v| corner(v, Vec3A::from(head.rest[usize::from(v)])));
            let [a, b, c] = &corners;
            canvas.fill([a, b, c], true, |of, _| {
                let upper = of.y > 7.285;
                let there = hash((of.x * 700.0) as i32, (of.y * 25.0) as i32, 3);
                (there < if upper { 0.42 } else { 0.10 }).then_some(lash)
            });
        }
    }
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

fn view_of(view: &View) -> impl Fn(Vec3) -> Vec3A + '_ {
    |p| view.project(p)
}

/// Light that a surface throws back: scattered, and mirrored as the fourth.
///
/// Skin lets light run on beneath its surface, red farthest: light wraps around
/// (after d'Eon and Luebke, GPU Gems 3, as a wrapped cosine for each colour).
fn light(scene: &Scene, normal: Vec3, towards: Vec3, sees: f32) -> Vec4 {
    let up = 0.5 + 0.5 * normal.y;
    let mut scattered = scene.ground.lerp(scene.sky, up) * sees;
    let mut mirrored = 0.0;
    for lamp in &scene.lamps {
        let facing = normal.dot(lamp.towards);
        let wrap = Vec3::new(0.30, 0.18, 0.13);
        let wrapped = ((Vec3::splat(facing) + wrap) / (Vec3::ONE + wrap)).max(Vec3::ZERO);
        // What sees little of the room sees little of a lamp.
        let reaches = step(0.12, 0.62, sees);
        scattered += lamp.colour * wrapped * reaches;
        let half = (lamp.towards + towards).normalize_or(towards);
        let sharp = normal.dot(half).max(0.0).powi(18);
        let rim = 0.04 + 0.3 * (1.0 - normal.dot(towards).max(0.0)).powi(5);
        mirrored += sharp * rim * reaches * lamp.colour.y * f32::from(facing > 0.0) * 1.3;
    }
    scattered.extend(mirrored)
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
            let pixel = &mut canvas.colour[y as usize * canvas.width + x as usize];
            *pixel = pixel.lerp(colour, covers * 0.8);
        }
    }
}
