//! Light that makes it hard: dim, from one side, from behind; and light that is even.
//!
//! Enters: a seed and a [`Lighting`]. Leaves: a [`Scene`]. How bright it all comes out
//! is the camera's business: see its auto exposure. Powers are chosen by eye.

use glam::{Vec3, Vec3A};

use super::{Lamp, Scene, tint};
use crate::dice::Dice;
use crate::noise::step;

/// Light below this (see [`Scene::brightness`]) is dim: half as much as the darkest room
/// of [`Scene::of`] has.
const DIM: f32 = 0.42;
/// Width of a window's frame and bars, in heights of the picture.
const BAR: f32 = 0.028;

/// How a room is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Lighting {
    /// As webcams usually see it: some light from everywhere, a lamp or window well in
    /// front, more or less to a side.
    #[default]
    Usual,
    /// Soft and from the front; hardly a shadow.
    Even,
    /// One hard lamp at a right angle; the other half of the face is dark.
    Side,
    /// An evening room with a small lamp and the screen.
    Dim,
    /// A bright window behind the person.
    Back,
}

impl Lighting {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Usual, Self::Even, Self::Side, Self::Dim, Self::Back];

    /// Its name on the command line and in files; it will not change.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Even => "even",
            Self::Side => "side",
            Self::Dim => "dim",
            Self::Back => "back",
        }
    }

    /// The lighting of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|light| light.name() == name)
    }
}

impl std::fmt::Display for Lighting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl Scene {
    /// The room of a seed in some light. The room is that of [`Scene::of`], which is
    /// [`Lighting::Usual`]: its wall and what stands before it stay.
    #[must_use]
    pub fn lit(seed: u64, lighting: Lighting) -> Self {
        let room = Self::of(seed);
        match lighting {
            Lighting::Usual => room,
            Lighting::Even => room.even(),
            Lighting::Side => room.side_lit(),
            Lighting::Dim => room.dim(),
            Lighting::Back => room.back_lit(),
        }
    }

    /// Soft light from the front.
    fn even(self) -> Self {
        let dice = &mut Dice::new(self.seed, "even light");
        let warm = dice.within(-0.6, 0.6);
        let lamp = |side: f32, power: f32| lamp(side, 0.35, tint(warm) * power);
        Self {
            sky: tint(warm * 0.4) * dice.within(0.42, 0.55),
            ground: tint(warm * 0.6) * dice.within(0.34, 0.42),
            lamps: vec![lamp(-0.6, 0.16), lamp(0.6, 0.16), lamp(0.0, 0.14)],
            ..self
        }
    }

    /// A hard lamp at a right angle, and next to nothing else.
    fn side_lit(self) -> Self {
        let dice = &mut Dice::new(self.seed, "side light");
        let from = if dice.chance(0.5) { 1.0 } else { -1.0 };
        let warm = dice.within(-0.3, 1.0);
        let even = dice.within(0.035, 0.06);
        Self {
            sky: tint(warm * 0.4) * even,
            ground: tint(warm * 0.6) * even * 0.7,
            lamps: vec![
                lamp(
                    from * dice.within(1.5, 1.75),
                    dice.within(0.0, 0.35),
                    tint(warm) * dice.within(1.3, 1.7),
                ),
                screen(0.03),
            ],
            wall: self.wall * 0.5,
            ..self
        }
    }

    /// Evening: a small warm lamp in the room, and the screen.
    fn dim(self) -> Self {
        let dice = &mut Dice::new(self.seed, "dim light");
        let even = dice.within(0.010, 0.016);
        Self {
            sky: tint(0.8) * even,
            ground: tint(0.9) * even * 0.6,
            lamps: vec![
                lamp(
                    dice.within(-1.3, 1.3),
                    dice.within(0.2, 0.6),
                    tint(1.2) * dice.within(0.028, 0.045),
                ),
                screen(dice.within(0.012, 0.025)),
            ],
            ..self
        }
    }

    /// A bright window behind; what it sends past the head lights rims and room.
    fn back_lit(self) -> Self {
        let dice = &mut Dice::new(self.seed, "back light");
        let sky = dice.within(0.16, 0.24);
        let behind = |side: f32, power: f32| lamp(side, 0.25, tint(-0.4) * power);
        let middle = dice.within(0.40, 0.93);
        let window = Window {
            low: [middle - dice.within(0.45, 0.6), -0.2],
            high: [middle + dice.within(0.45, 0.6), dice.within(0.62, 0.85)],
            pane: dice.within(0.34, 0.5),
            light: tint(-0.25) * dice.within(3.0, 4.5),
            blur: dice.within(0.012, 0.025),
        };
        Self {
            sky: tint(-0.3) * sky,
            ground: tint(0.2) * sky * 0.8,
            lamps: vec![behind(2.3, 0.9), behind(-2.3, 0.9), screen(0.07)],
            window: Some(window),
            ..self
        }
    }

    /// All light in the room, linear: 0.9 and more in usual rooms.
    #[must_use]
    pub fn brightness(&self) -> f32 {
        let lamps: f32 = self.lamps.iter().map(|lamp| lamp.colour.y).sum();
        let window = self.window.as_ref().map_or(0.0, |w| w.light.y);
        self.sky.y + lamps + window
    }

    /// Whether a webcam would take longer over each frame for want of light.
    pub(crate) fn is_dim(&self) -> bool {
        self.brightness() < DIM
    }
}

/// Light from an angle about the upright axis (0 is the camera's, positive is the
/// picture's right) and a height.
fn lamp(side: f32, up: f32, colour: Vec3) -> Lamp {
    Lamp {
        towards: Vec3::new(side.sin(), up, side.cos()).normalize(),
        colour,
    }
}

/// The screen before the person.
fn screen(power: f32) -> Lamp {
    lamp(0.0, -0.15, tint(-0.8) * power)
}

/// A window behind the person, in heights of the picture from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Window {
    low: [f32; 2],
    high: [f32; 2],
    /// Width of a pane.
    pane: f32,
    /// Linear light of the sky in it.
    light: Vec3,
    blur: f32,
}

impl Window {
    /// What is seen at a place before which `wall` would be.
    pub(super) fn over(&self, wall: Vec3A, x: f32, y: f32) -> Vec3A {
        // How far inside the nearest edge, and from the nearest bar.
        let [left, top] = [x - self.low[0], y - self.low[1]];
        let [right, bottom] = [self.high[0] - x, self.high[1] - y];
        let inside = left.min(right).min(top).min(bottom);
        let within = (left / self.pane)
            .fract()
            .min(1.0 - (left / self.pane).fract())
            * self.pane;
        let clear = step(-self.blur, self.blur, inside - BAR)
            * step(-self.blur, self.blur, within - 0.5 * BAR);
        // Brighter towards the top, as skies are; light bleeds onto what is around.
        let sky = Vec3A::from(self.light) * (1.1 - 0.35 * y);
        let bleeds = 0.05 * step(-0.35, 0.0, inside);
        wall.lerp(sky, clear) + Vec3A::from(self.light) * bleeds * (1.0 - clear)
    }
}
