//! A person, posed, lit and drawn.
//!
//! Enters: a person, an expression, a head pose, a scene and a view. Leaves: the
//! person on a canvas, and where the landmarks of the truth are.

mod draw;
mod edges;
mod eyes;
mod light;
mod surface;

use glam::{EulerRot, Mat3, Quat, Vec2, Vec3, Vec3A};

use eyes::Eye;
use surface::Surface;

use crate::expression::{Expression, Unit};
use crate::glasses;
use crate::hair;
use crate::head::{Head, Part};
use crate::noise::step;
use crate::performance;
use crate::person::Person;
use crate::skin;
use crate::texture::Texture;

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
    /// Skin and cloth.
    texture: Texture,
    hair: hair::Shells,
    glasses: Option<glasses::Frame>,
    eyes: [Eye; 2],
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
        let eyes = [Part::EyeLeft, Part::EyeRight].map(|part| Eye::of(&person, part));
        let glasses = person.looks.glasses.as_ref();
        let shirt = person.looks.shirt.powf(2.2);
        let cloth = Surface::get().weave.iter().map(|&bright| shirt * bright);
        Self {
            texture: Texture::of(skin::paint(&person).chain(cloth)),
            hair: hair::Shells::grow(&person),
            glasses: glasses.map(|form| {
                let face: Vec<Vec3> = head
                    .vertices_of(Part::Skin)
                    .iter()
                    .map(|&v| person.shape()[usize::from(v)])
                    .collect();
                glasses::Frame::make(form, &face, eyes.map(|eye| eye.centre))
            }),
            eyes,
            person,
        }
    }

    pub(crate) fn pose(&self, expression: &Expression, at: &performance::Head) -> Posed {
        let (head, surface) = (Head::get(), Surface::get());
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
        let all = Mat3::from_quat(turn);
        for (vertex, &turns) in vertices.iter_mut().zip(&surface.turns) {
            // Few are of the neck, which turns partly.
            if turns >= 1.0 {
                *vertex = all * (*vertex - PIVOT) + PIVOT;
            } else if turns > 0.0 {
                let part = Quat::IDENTITY.slerp(turn, turns);
                *vertex = part * (*vertex - PIVOT) + PIVOT;
            }
            *vertex += shift;
        }
        let normals = head.normals(&vertices);
        for ((vertex, normal), of) in vertices.iter_mut().zip(&normals).zip(&surface.attributes) {
            *vertex += *normal * CLOTH * step(0.1, -0.25, of.z);
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
}
