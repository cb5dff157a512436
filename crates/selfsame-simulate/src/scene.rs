//! Light and what stands behind the person.
//!
//! Enters: a seed. Leaves: lamps, the room's even light, and a background picture.

mod lighting;
#[cfg(test)]
mod tests;

use glam::{Vec3, Vec3A};

use crate::dice::Dice;
use crate::noise::{fractal, step};
use lighting::Window;

pub use lighting::Lighting;

/// Light from one direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lamp {
    /// Unit vector from the face to the lamp; z points at the camera.
    pub towards: Vec3,
    /// Linear colour.
    pub colour: Vec3,
}

/// Everything around the person.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Linear light from above.
    pub sky: Vec3,
    /// Linear light from below.
    pub ground: Vec3,
    /// The lamps.
    pub lamps: Vec<Lamp>,
    /// The wall's linear colour.
    pub wall: Vec3,
    /// Whether anything stands before the wall.
    pub furnished: bool,
    window: Option<Window>,
    seed: u64,
}

impl Scene {
    /// A room with daylight or lamps, as webcams see it.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let dice = &mut Dice::new(seed, "scene");
        let warm = dice.within(-1.0, 1.0);
        let even = dice.within(0.2, 0.38);
        let key = dice.within(0.5, 0.85);
        let side = dice.within(-1.1, 1.1);
        let lamp = |side: f32, up: f32, power: f32, warm: f32| Lamp {
            towards: Vec3::new(side.sin(), up, side.cos()).normalize(),
            colour: tint(warm) * power,
        };
        Self {
            sky: tint(warm * 0.4) * even,
            ground: tint(warm * 0.7) * even * 0.55,
            lamps: vec![
                lamp(side, dice.within(0.25, 0.7), key, warm),
                // The screen.
                lamp(0.0, dice.within(-0.25, 0.0), 0.16, -0.8),
            ],
            wall: tint(dice.within(-1.0, 1.0)) * dice.within(0.2, 0.7),
            furnished: true,
            window: None,
            seed,
        }
    }

    /// A plain bright room for an ID portrait.
    #[must_use]
    pub fn studio() -> Self {
        Self {
            sky: Vec3::splat(0.52),
            ground: Vec3::splat(0.4),
            lamps: vec![
                Lamp {
                    towards: Vec3::new(0.35, 0.35, 1.0).normalize(),
                    colour: Vec3::splat(0.3),
                },
                Lamp {
                    towards: Vec3::new(-0.5, 0.3, 0.9).normalize(),
                    colour: Vec3::splat(0.2),
                },
            ],
            wall: Vec3::splat(0.75),
            furnished: false,
            window: None,
            seed: 0,
        }
    }

    /// The room behind the person, out of focus, `width` x `height`, linear.
    pub(crate) fn background(&self, width: usize, height: usize) -> Vec<Vec3A> {
        let mut dice = Dice::new(self.seed, "background");
        let things: Vec<Thing> = match self.furnished {
            true => (0..2 + dice.below(5))
                .map(|_| Thing::draw(&mut dice))
                .collect(),
            false => Vec::new(),
        };
        let fall = dice.within(-0.25, 0.25);
        let seed = self.seed as u32;
        let light = self.sky + self.lamps.first().map_or(Vec3::ZERO, |l| l.colour) * 0.35;
        (0..width * height)
            .map(|i| {
                let x = (i % width) as f32 / height as f32;
                let y = (i / width) as f32 / height as f32;
                let grain = 0.97 + 0.06 * fractal(x * 6.0, y * 6.0, 3, seed);
                let mut colour = self.wall * grain * (1.0 + fall * (x - 0.66)) * (1.06 - 0.16 * y);
                for thing in &things {
                    colour = colour.lerp(thing.colour, thing.covers(x, y));
                }
                let seen = Vec3A::from(colour * light);
                match &self.window {
                    Some(window) => window.over(seen, x, y),
                    None => seen,
                }
            })
            .collect()
    }
}

/// White light made warm (1) or cold (-1).
fn tint(warm: f32) -> Vec3 {
    Vec3::new(1.0 + 0.12 * warm, 1.0, 1.0 - 0.18 * warm)
}

/// A shelf, a picture, a window: blurred, with an edge as wide as `blur`.
struct Thing {
    centre: [f32; 2],
    half: [f32; 2],
    blur: f32,
    colour: Vec3,
}

impl Thing {
    fn draw(dice: &mut Dice) -> Self {
        let bright = dice.chance(0.2);
        let level = if bright {
            dice.within(0.9, 1.6)
        } else {
            dice.within(0.03, 0.5)
        };
        Self {
            centre: [dice.within(0.0, 1.33), dice.within(0.05, 0.8)],
            half: [dice.within(0.05, 0.25), dice.within(0.04, 0.4)],
            blur: dice.within(0.01, 0.05),
            colour: Vec3::new(
                level * dice.within(0.7, 1.2),
                level,
                level * dice.within(0.6, 1.2),
            ),
        }
    }

    fn covers(&self, x: f32, y: f32) -> f32 {
        let side = |v: f32, i: usize| {
            let off = (v - self.centre[i]).abs() - self.half[i];
            step(self.blur, -self.blur, off)
        };
        side(x, 0) * side(y, 1)
    }
}
