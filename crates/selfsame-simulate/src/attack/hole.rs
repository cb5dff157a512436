//! A print with the mouth, the eyes or all of them cut out, held before the attacker's
//! own face.
//!
//! Enters: what the screen shows. Leaves: pictures of the print, and through its holes
//! of the attacker, who reads behind it. Depth and parallax are real: the attacker sits
//! behind the sheet, and in its shadow.

use glam::{Vec2, Vec3, Vec3A};
use selfsame::Picture;

use super::hand::Hand;
use super::plan::Plan;
use super::print::Photo;
use super::room::{Actor, Room};
use super::shadow::Shadow;
use super::sheet::{Bend, Sheet};
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;
use crate::figure::Posed;
use crate::noise::{smooth, step};
use crate::performance::Habits;
use crate::person::Person;
use crate::raster::Fragment;
use crate::scene::Scene;

/// Half the width and height of a hole, decimetres: what must be seen, and some skin
/// (chosen by eye).
const MOUTH: Vec2 = Vec2::new(0.33, 0.20);
const EYE: Vec2 = Vec2::new(0.20, 0.105);
/// How far lips and eyes are behind the paper, decimetres: the nose bends it.
const BEHIND_LIPS: f32 = 0.15;
const BEHIND_EYES: f32 = 0.25;
/// Scissors do not cut ellipses: by this share of the radius.
const JAGGED: f32 = 0.14;
/// How often they waver, in cells of noise from the middle to the cut.
const ROUND: f32 = 1.6;
/// Width of the cut's bright edge, as a share of the radius.
const EDGE: f32 = 0.05;
/// From the cut inwards the paper's shadow is blurred: lamps have a size. A share of
/// the radius.
const BLUR: f32 = 0.25;
/// Whoever must stay behind a hole moves less than others, and keeps to it with such a
/// delay, seconds (chosen by eye).
const STEADY: f32 = 0.35;
const FOLLOWS: f32 = 0.5;

/// What is cut out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Mouth,
    Eyes,
    /// Mouth and eyes: whoever reads behind it blinks as well.
    Face,
}

impl Cut {
    /// What is seen through the holes.
    const fn features(self) -> &'static [Feature] {
        const ALL: [Feature; 3] = [Feature::Mouth, Feature::Eye(0), Feature::Eye(1)];
        match self {
            Self::Mouth => ALL.split_at(1).0,
            Self::Eyes => ALL.split_at(1).1,
            Self::Face => &ALL,
        }
    }
}

/// What is seen through a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feature {
    Mouth,
    Eye(usize),
}

impl Feature {
    /// How far the paper is from it, decimetres; of an eye, from the front of its ball.
    const fn behind(self) -> f32 {
        match self {
            Self::Mouth => BEHIND_LIPS,
            Self::Eye(_) => BEHIND_EYES,
        }
    }
}

/// An ellipse on the sheet.
#[derive(Debug, Clone, Copy)]
struct Hole {
    of: Feature,
    /// 0..1.
    centre: Vec2,
    /// Decimetres.
    half: Vec2,
    seed: u32,
}

impl Hole {
    fn cut(of: Feature, photo: &Photo) -> Self {
        let (centre, half, seed) = match of {
            Feature::Mouth => (photo.mouth, MOUTH, 1),
            Feature::Eye(i) => (photo.eyes[i], EYE, 1 + i as u32),
        };
        Self {
            of,
            centre,
            half,
            seed,
        }
    }

    /// 1 at the cut, less inside.
    fn distance(&self, place: Vec2, size: Vec2) -> f32 {
        let off = (place - self.centre) * size / self.half;
        if off.length_squared() > 2.0 {
            return f32::INFINITY;
        }
        // On a circle, so that the cut ends where it began.
        let around = off.normalize_or(Vec2::X) * ROUND;
        off.length() * (1.0 + JAGGED * (smooth(around.x, around.y, self.seed) - 0.5))
    }

    /// The shadow around it on what is behind.
    fn shadow(&self, scene: &Scene, size: Vec2) -> Shadow {
        let half = self.half * (1.0 + JAGGED) / size;
        let part = (self.centre - half, self.centre + half);
        Shadow::cast(scene, part, size, self.of.behind(), |place| {
            step(1.0 + BLUR, 1.0 - BLUR, self.distance(place, size))
        })
    }
}

pub(super) struct Mask {
    room: Room,
    photo: Photo,
    holes: Vec<Hole>,
    shadows: Vec<Shadow>,
    hand: Hand,
    behind: Actor,
    attacker: u64,
    cut: Cut,
    /// Where the attacker sits, decimetres from the usual place, since a time.
    seat: Vec3,
    sits_since: f32,
    depth: f32,
}

impl Mask {
    pub(super) fn new(plan: &mut Plan, cut: Cut) -> Result<Self, Error> {
        // A3 or so: life size, with the edges in the frame.
        let width = plan.dice.within(2.3, 3.3);
        let photo = Photo::print(plan, width)?;
        let features = cut.features().iter();
        let holes: Vec<Hole> = features.map(|&of| Hole::cut(of, &photo)).collect();
        let scene = &plan.setup.scene;
        let shadows = holes
            .iter()
            .map(|hole| hole.shadow(scene, photo.size))
            .collect();
        let attacker = plan.attacker;
        let habits = Habits {
            motion: plan.setup.habits.motion * STEADY,
            ..plan.setup.habits
        };
        let mut person = Person::of(attacker);
        // Nobody presses paper onto glasses.
        person.looks.glasses = None;
        let mut mask = Self {
            room: plan.room()?,
            holes,
            shadows,
            hand: Hand::new(&mut plan.dice, 0.5),
            behind: Actor::new(person, plan.performance(attacker, &habits)),
            attacker,
            cut,
            seat: Vec3::ZERO,
            sits_since: 0.0,
            depth: plan.dice.within(0.0, 0.5),
            photo,
        };
        // As they hold the head on this day, not as a head is held at rest.
        let posed = mask.behind.moved(0.0, Vec3::ZERO);
        mask.seat = mask.off(&posed, &mask.sheet(0.0));
        Ok(mask)
    }

    fn sheet(&self, time: f32) -> Sheet {
        let (way, turn) = self.hand.at(time);
        Sheet {
            size: self.photo.size,
            centre: self.photo.centre(self.depth) + way,
            turn,
            bend: Bend::NONE,
        }
    }

    /// How far the face is from where the camera sees what it must see through the
    /// holes.
    fn off(&self, posed: &Posed, sheet: &Sheet) -> Vec3 {
        let found = self.behind.figure.landmarks(posed);
        let camera = Vec3::new(0.0, 0.0, self.room.camera.distance);
        let off = |hole: &Hole| {
            let face = match hole.of {
                Feature::Mouth => found.mouth,
                Feature::Eye(i) => found.eyes[i],
            };
            let ray = sheet.point(hole.centre) - camera;
            let seen = camera + ray * (1.0 + hole.of.behind() / ray.z.abs().max(0.1));
            seen - face
        };
        self.holes.iter().map(off).sum::<Vec3>() / self.holes.len() as f32
    }
}

impl Trick for Mask {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        self.behind.performance.see(now.time, now.shown);
        let posed = self.behind.moved(now.time, self.seat);
        if self.cut != Cut::Eyes {
            truth.read(self.attacker, &self.behind.performance.truth().readings);
        }
        let sheet = self.sheet(now.time);
        let follows = 1.0 - ((self.sits_since - now.time) / FOLLOWS).exp();
        self.seat += self.off(&posed, &sheet) * follows;
        self.sits_since = now.time;
        let (photo, holes, behind) = (&self.photo, &self.holes, &self.behind);
        let shadows = &self.shadows;
        self.room.take(|scene, view, canvas| {
            behind.figure.draw(&posed, scene, view, canvas);
            for shadow in shadows {
                shadow.fall(&sheet, view, canvas);
            }
            sheet.draw(scene, view, canvas, |place, light| {
                let nearest = holes
                    .iter()
                    .map(|hole| hole.distance(place, photo.size))
                    .fold(f32::INFINITY, f32::min);
                match nearest {
                    d if d < 1.0 => Fragment::part(Vec3A::ZERO, 0.0),
                    // The paper's own white shows where it is cut.
                    d if d < 1.0 + EDGE => {
                        // Soft over a pixel or so, not in steps.
                        let covers = (d - 1.0) / (0.5 * EDGE) + 0.25;
                        Fragment::part(Vec3A::from_vec4(light) * 0.7, covers)
                    }
                    _ => Fragment::solid(photo.colour(place, light)),
                }
            });
        })
    }
}
