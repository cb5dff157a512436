//! A printed photo of the victim.
//!
//! Enters: the victim, and how the print is handled; what the screen shows, which only
//! hands that bend it in rhythm heed. Leaves: pictures of the print.

use std::f32::consts::TAU;

use glam::{Vec2, Vec3, Vec3A, Vec4};
use selfsame::Picture;

use super::hand::Hand;
use super::plan::Plan;
use super::rhythm::Rhythm;
use super::room::Room;
use super::sheet::{Bend, Sheet};
use super::texture::Texture;
use super::{AttackTruth, Moment, Trick};
use crate::camera::Camera;
use crate::error::Error;
use crate::expression::Expression;
use crate::figure::{Figure, Landmarks};
use crate::noise::hash;
use crate::performance::Head;
use crate::person::Person;
use crate::raster::Fragment;
use crate::scene::Scene;

/// From the photo's camera to the victim, decimetres: far enough for a friendly face.
const TAKEN_FROM: f32 = 9.0;
/// Where the eyes are on the photo, 0..1.
const EYES: Vec2 = Vec2::new(0.5, 0.41);
/// Height over width of paper, ISO 216.
const PAPER: f32 = std::f32::consts::SQRT_2;
/// Dots of the print for every pixel of the frame that they become.
const SHARPNESS: f32 = 1.25;
/// Reflectance of ink at its darkest and of paper; how much colour ink keeps (a
/// household printer, chosen by eye).
const INK: f32 = 0.025;
const WHITE: f32 = 0.82;
const GAMUT: f32 = 0.82;
/// A printed face is held to be seen so many times as large as a real one, at most: a
/// session sends larger ones back.
const LARGEST: f32 = 1.3;
/// How much of the frame's width a print takes; of those that are held close, and how
/// many are (chosen by eye: most people hold paper by its sides).
const SHARE: (f32, f32) = (0.5, 0.92);
const CLOSE_SHARE: (f32, f32) = (1.0, 1.2);
const CLOSE: f32 = 0.15;
/// Width of the margin that is not printed, decimetres.
const MARGIN: f32 = 0.06;

/// A print, at life size.
pub(super) struct Photo {
    texture: Texture,
    /// Width and height, decimetres.
    pub(super) size: Vec2,
    /// Where the printed mouth and eyes are, 0..1.
    pub(super) mouth: Vec2,
    pub(super) eyes: [Vec2; 2],
}

impl Photo {
    /// Takes a photo of the victim on another day and prints it `width` decimetres wide.
    pub(super) fn print(plan: &mut Plan, width: f32) -> Result<Self, Error> {
        let size = Vec2::new(width, width * PAPER);
        let session = &plan.setup.camera;
        let across = 2.0 * session.distance * (session.field.to_radians() / 2.0).tan();
        let dots = SHARPNESS * session.width as f32 / across;
        // More than the session's camera takes is never seen.
        let pixels = |length: f32| (length * dots).clamp(64.0, 2048.0) as u32;
        let day = plan.dice.seed();
        let camera = Camera {
            width: pixels(size.x),
            height: pixels(size.y),
            field: 2.0 * (size.x / 2.0 / TAKEN_FROM).atan().to_degrees(),
            distance: TAKEN_FROM,
            eyes_at: EYES,
            ..Camera::of(day)
        };
        let mut studio = Room::new(camera, Scene::of(day))?;
        let figure = Figure::new(Person::of(plan.victim()));
        let posed = figure.pose(&Expression::REST, &Head::default());
        let picture = studio.take_one(&figure, &posed)?;
        let frame = Vec2::new(camera.width as f32, camera.height as f32);
        let place = |p: Vec3| studio.pixel(p) / frame;
        let Landmarks { mouth, eyes } = figure.landmarks(&posed);
        Ok(Self {
            texture: inked(&Texture::of(&picture)),
            size,
            mouth: place(mouth),
            eyes: eyes.map(place),
        })
    }

    /// Where the sheet must be for the printed eyes to be before the camera's middle of
    /// eyes, at a depth in decimetres.
    pub(super) fn centre(&self, depth: f32) -> Vec3 {
        Vec3::new(
            (0.5 - EYES.x) * self.size.x,
            (EYES.y - 0.5) * self.size.y,
            depth,
        )
    }

    /// What it looks like in some light.
    #[inline]
    pub(super) fn colour(&self, place: Vec2, light: Vec4) -> Vec3A {
        let inside = (Vec2::splat(0.5) - (place - 0.5).abs()) * self.size;
        let ink = match inside.min_element() < MARGIN {
            true => Vec3A::splat(WHITE),
            false => self.texture.at(place),
        };
        ink * Vec3A::from_vec4(light) + Vec3A::splat(light.w)
    }
}

/// A picture as ink on paper: softer, flatter, with the grain of the dots.
fn inked(picture: &Texture) -> Texture {
    picture.softened().map(|x, y, colour| {
        let grey = Vec3A::splat(colour.dot(Vec3A::new(0.2126, 0.7152, 0.0722)));
        let ink = grey.lerp(colour, GAMUT).clamp(Vec3A::ZERO, Vec3A::ONE);
        let dots = 0.96 + 0.08 * hash(x, y, 41);
        (Vec3A::splat(INK) + ink * (WHITE - INK)) * dots
    })
}

/// What is done with a print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handling {
    Held,
    Turned,
    Bent,
    /// Bent about the level axis whenever something is to be read.
    InRhythm,
}

/// A print before the camera.
pub(super) struct Print {
    room: Room,
    photo: Photo,
    hand: Hand,
    handling: Handling,
    rhythm: Rhythm,
    depth: f32,
    /// Of turning or bending: seconds, and radians or one over decimetres.
    period: f32,
    amount: f32,
}

impl Print {
    pub(super) fn new(plan: &mut Plan, handling: Handling) -> Result<Self, Error> {
        // A4 to nearly A3. Its sides are in the frame, unless it is held close.
        let width = plan.dice.within(2.1, 3.2);
        let (least, most) = match plan.dice.chance(CLOSE) {
            true => CLOSE_SHARE,
            false => SHARE,
        };
        let share = plan.dice.within(least, most);
        let camera = &plan.setup.camera;
        let across = 2.0 * (camera.field.to_radians() / 2.0).tan();
        let away = (width / (share * across)).max(camera.distance / LARGEST);
        let depth = camera.distance - away;
        let amount = match handling {
            Handling::Held => 0.0,
            Handling::Turned => plan.dice.within(15.0f32, 32.0).to_radians(),
            // A quarter of the head's own curve up to as much.
            Handling::Bent | Handling::InRhythm => plan.dice.within(0.25, 0.6),
        };
        Ok(Self {
            room: plan.room()?,
            photo: Photo::print(plan, width)?,
            hand: Hand::new(&mut plan.dice, 1.0),
            handling,
            rhythm: Rhythm::new(plan.dice.clone()),
            depth,
            period: plan.dice.within(2.5, 5.0),
            amount,
        })
    }

    fn sheet(&self, time: f32) -> Sheet {
        let (way, mut turn) = self.hand.at(time);
        let phase = (TAU * (time / self.period).fract()).sin();
        let mut bend = Bend::NONE;
        match self.handling {
            Handling::Held => {}
            Handling::Turned => turn.y += self.amount * phase,
            Handling::Bent => bend = Bend::Upright(self.amount * (0.6 + 0.4 * phase)),
            Handling::InRhythm => bend = Bend::Level(self.amount * self.rhythm.at(time)),
        }
        Sheet {
            size: self.photo.size,
            centre: self.photo.centre(self.depth) + way,
            turn,
            bend,
        }
    }
}

impl Trick for Print {
    fn frame(&mut self, now: &Moment, _: &mut AttackTruth) -> selfsame::Result<Picture> {
        self.rhythm.see(now.time, now.shown);
        let sheet = self.sheet(now.time);
        let photo = &self.photo;
        self.room.take(|scene, view, canvas| {
            sheet.draw(scene, view, canvas, |place, light| {
                Fragment::solid(photo.colour(place, light))
            });
        })
    }
}
