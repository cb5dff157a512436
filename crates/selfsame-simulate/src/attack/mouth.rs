//! A mouth of one video, pasted into the face of another; injected.
//!
//! Enters: what the screen shows. Leaves: the victim, who rests, with a mouth that is
//! the attacker's live one, or the victim's own of another session. It follows the
//! face, is turned and scaled with it, and is blended with matched colours.

use glam::{Vec2, Vec3A};
use selfsame::Picture;

use super::hand::Hand;
use super::plan::Plan;
use super::room::{Actor, Room};
use super::tape::Tape;
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;
use crate::noise::step;
use crate::performance::{Cue, Head};

/// Half the width and height of the patch, as shares of the distance of the eyes: from
/// below the nose to the chin (chosen by eye).
const PATCH: Vec2 = Vec2::new(0.62, 0.50);
/// Its middle lies this share of the eyes' distance below the lips': jaws drop.
const BELOW: f32 = 0.10;
/// Inside this share of its radius nothing shines through.
const SOLID: f32 = 0.6;
/// Pixels by which a tracker is off, for each of the hand's decimetres of drift.
const JITTER: f32 = 4.0;

/// Where a face is in a picture, pixels.
#[derive(Debug, Clone, Copy)]
struct Place {
    mouth: Vec2,
    /// From eye to eye.
    across: Vec2,
}

/// Somebody before a camera.
struct Take {
    room: Room,
    actor: Actor,
}

impl Take {
    fn picture(&mut self, time: f32) -> selfsame::Result<(Picture, Place)> {
        let posed = self.actor.at(time);
        let picture = self.room.take_one(&self.actor.figure, &posed)?;
        let found = self.actor.figure.landmarks(&posed);
        let [left, right] = found.eyes.map(|eye| self.room.pixel(eye));
        let across = left - right;
        let place = Place {
            mouth: self.room.pixel(found.mouth) + across.perp() * BELOW,
            across,
        };
        Ok((picture, place))
    }
}

pub(super) struct Pasted {
    face: Take,
    mouth: Take,
    reader: u64,
    /// Of a recorded mouth.
    tape: Option<Tape>,
    tracker: Hand,
}

impl Pasted {
    /// The attacker's own mouth, live.
    pub(super) fn live(plan: &mut Plan) -> Result<Self, Error> {
        let attacker = plan.attacker;
        Self::new(plan, attacker, None)
    }

    /// The victim's mouth, of another session.
    pub(super) fn replayed(plan: &mut Plan) -> Result<Self, Error> {
        let tape = plan.tape()?;
        let victim = plan.victim();
        Self::new(plan, victim, Some(tape))
    }

    fn new(plan: &mut Plan, reader: u64, tape: Option<Tape>) -> Result<Self, Error> {
        let (victim, habits) = (plan.victim(), plan.setup.habits);
        Ok(Self {
            face: Take {
                room: plan.room()?,
                actor: plan.actor(victim, &habits),
            },
            mouth: Take {
                room: plan.other_room()?,
                actor: plan.actor(reader, &habits),
            },
            reader,
            tape,
            tracker: Hand::new(&mut plan.dice, 1.0),
        })
    }
}

impl Trick for Pasted {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        let reading = &mut self.mouth.actor.performance;
        match &mut self.tape {
            Some(tape) => tape.play(now.time, now.shown, reading),
            None => reading.see(now.time, now.shown),
        }
        self.face.actor.performance.see(now.time, Cue::Nothing);
        let (onto, mut at) = self.face.picture(now.time)?;
        let (from, found) = self.mouth.picture(now.time)?;
        let reading = &self.mouth.actor.performance;
        truth.read(self.reader, &reading.truth().readings);
        let (drift, _) = self.tracker.at(now.time);
        at.mouth += drift.truncate() * JITTER;
        paste(&from, found, onto, at)
    }

    fn head(&self) -> Option<Head> {
        Some(self.face.actor.head)
    }
}

/// Pastes the patch around a mouth onto another picture.
fn paste(from: &Picture, found: Place, onto: Picture, at: Place) -> selfsame::Result<Picture> {
    // Scale and turn in one: a complex number.
    let turn = at.across.conjugate_times(found.across) / at.across.length_squared().max(1.0);
    let half = PATCH * at.across.length();
    let axis = at.across.normalize_or(Vec2::X);
    let (width, height) = (onto.width(), onto.height());
    let reach = half.max_element().ceil();
    let low = (at.mouth - reach).max(Vec2::ZERO);
    let high = (at.mouth + reach).min(Vec2::new(width as f32, height as f32));
    let mut patch = Vec::new();
    let (mut here, mut there, mut rim) = (Vec3A::splat(1.0), Vec3A::splat(1.0), 1.0);
    for y in low.y as u32..high.y.max(0.0) as u32 {
        for x in low.x as u32..high.x.max(0.0) as u32 {
            let off = Vec2::new(x as f32 + 0.5, y as f32 + 0.5) - at.mouth;
            let radius = (axis.conjugate_times(off) / half).length();
            if radius >= 1.0 {
                continue;
            }
            let source = sample(from, found.mouth + turn.rotate(off));
            if radius > SOLID {
                // Colours are matched where both are skin.
                here += Vec3A::from(onto.pixel(x, y).map(f32::from));
                there += source;
                rim += 1.0;
            }
            patch.push((x, y, step(1.0, SOLID, radius), source));
        }
    }
    // A gain darkens skin to skin; to brighten it, a curve that leaves white alone, or
    // teeth would turn blue. Black stays black in both.
    let skin = |sum: Vec3A| (sum / (255.0 * rim)).clamp(Vec3A::splat(0.02), Vec3A::splat(0.98));
    let (here, there) = (skin(here).to_array(), skin(there).to_array());
    let matched = |i: usize, level: f32| match here[i] < there[i] {
        true => level * here[i] / there[i],
        false => 255.0 * (level / 255.0).powf(here[i].ln() / there[i].ln()),
    };
    let mut rgb = onto.into_rgb();
    for (x, y, covers, source) in patch {
        let first = (y as usize * width as usize + x as usize) * 3;
        let source = source.to_array();
        for (i, byte) in rgb[first..first + 3].iter_mut().enumerate() {
            let new = matched(i, source[i]);
            let old = f32::from(*byte);
            *byte = (old + (new - old) * covers + 0.5) as u8;
        }
    }
    Picture::from_rgb(width, height, rgb)
}

/// A picture's colour between pixels; beyond the edges as there.
fn sample(picture: &Picture, at: Vec2) -> Vec3A {
    let last = Vec2::new(picture.width() as f32, picture.height() as f32) - 1.0;
    let at = (at - 0.5).clamp(Vec2::ZERO, last);
    let pixel = |x: f32, y: f32| {
        let corner = Vec2::new(x, y).min(last);
        Vec3A::from(
            picture
                .pixel(corner.x as u32, corner.y as u32)
                .map(f32::from),
        )
    };
    let (x, y) = (at.x.trunc(), at.y.trunc());
    let above = pixel(x, y).lerp(pixel(x + 1.0, y), at.x - x);
    let below = pixel(x, y + 1.0).lerp(pixel(x + 1.0, y + 1.0), at.x - x);
    above.lerp(below, at.y - y)
}

/// Turns of the plane as complex numbers.
trait Complex {
    /// The conjugate of this times `other`.
    fn conjugate_times(self, other: Self) -> Self;
}

impl Complex for Vec2 {
    fn conjugate_times(self, other: Self) -> Self {
        Self::new(self.dot(other), self.perp_dot(other))
    }
}
