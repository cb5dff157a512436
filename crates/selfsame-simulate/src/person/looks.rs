//! Colours, hair, brows, eyes, glasses, beard, make-up, clothes.
//!
//! Enters: a seed and what the face is like. Leaves: [`Looks`]. Colours are sRGB,
//! 0..=1.

use glam::Vec3;

use super::Origin;
use crate::dice::Dice;

/// Skin tones of the Monk scale (skintone.google), light to dark, sRGB.
pub const MONK: [u32; 10] = [
    0xf6ede4, 0xf3e7db, 0xf7ead0, 0xeadaba, 0xd7bd96, 0xa07e56, 0x825c43, 0x604134, 0x3a312a,
    0x292420,
];

/// What a person looks like, beside the shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Looks {
    /// 1..=10 on the Monk scale, in between too.
    pub tone: f32,
    /// The skin's colour.
    pub skin: Vec3,
    /// The lips' colour, make-up included.
    pub lips: Vec3,
    /// The irises' colour.
    pub eyes: Vec3,
    /// The hair's colour.
    pub hair_colour: Vec3,
    /// How the hair is worn.
    pub hair: Hair,
    /// The brows.
    pub brows: Brows,
    /// The beard, if any.
    pub beard: Option<Beard>,
    /// Freckles and moles, 0..=1.
    pub freckles: f32,
    /// Rings around the eyes, 0..=1.
    pub tired: f32,
    /// Red of cheeks and nose, 0..=1.
    pub flush: f32,
    /// Folds beside the nose, 0..=1.
    pub folds: f32,
    /// Make-up on the eyelids: its colour, and how much covers the skin, 0..=1.
    pub shadow: Option<(Vec3, f32)>,
    /// How dark the upper lashes and the line below them are, 0..=1.
    pub lashes: f32,
    /// Glasses, if worn.
    pub glasses: Option<Glasses>,
    /// The shirt's colour.
    pub shirt: Vec3,
}

/// How hair is worn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hair {
    /// Length, millimetres; 0 is shaved.
    pub length: f32,
    /// 0 is straight, 1 is tightly curled.
    pub curl: f32,
    /// How far the hairline has gone back, 0..=1.
    pub receded: f32,
    /// Side of the parting: -1 right, 0 none, 1 left.
    pub parting: f32,
    /// Share of the scalp that is covered where hair grows.
    pub density: f32,
    /// How far hair covers the forehead, 0..=1: to just above the brows.
    pub fringe: f32,
    /// How far the hairline is above the usual place, millimetres.
    pub high: f32,
}

/// What brows look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brows {
    /// sRGB of the hairs, 0..=1.
    pub colour: Vec3,
    /// How dark, 0..=1.
    pub density: f32,
    /// Height of the stroke, millimetres.
    pub height: f32,
    /// How far above the usual place, millimetres.
    pub raised: f32,
    /// How much higher the arch is than the ends, millimetres.
    pub arch: f32,
    /// How much higher the outer end is than the inner, millimetres.
    pub slope: f32,
    /// From the middle of the face to the inner end, millimetres.
    pub inner: f32,
    /// Length, millimetres.
    pub length: f32,
}

/// Where a beard is left to grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeardForm {
    /// Everywhere.
    Full,
    /// Around the mouth and on the chin.
    Goatee,
    /// On the upper lip only.
    Moustache,
}

/// A beard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beard {
    /// Where it grows.
    pub form: BeardForm,
    /// How dense, 0..=1.
    pub density: f32,
}

/// A pair of glasses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glasses {
    /// Half width of a lens over half its height.
    pub aspect: f32,
    /// 0 is a rectangle, 1 an ellipse.
    pub round: f32,
    /// Thickness of the rim, millimetres.
    pub rim: f32,
    /// The frame's colour.
    pub colour: Vec3,
}

impl Looks {
    pub(super) fn draw(seed: u64, tone: f32, origin: &Origin, sex: f32, age: f32) -> Self {
        let dice = &mut Dice::new(seed, "looks");
        let tone = tone.clamp(1.0, 10.0);
        // The scale's swatches are flat cards: flesh is redder, light flesh most.
        let flesh =
            Vec3::new(0.93, 0.80, 0.73).lerp(Vec3::new(1.12, 0.98, 0.92), (tone - 1.0) / 9.0);
        let skin = monk(tone) * flesh * dice.within(0.96, 1.03);
        let male = sex > 0.5;
        let (hair_colour, brow_colour) = hair_colours(tone, origin, age, dice);
        let lipstick = !male && dice.chance(0.35);
        let dark = dice.within(0.78, 1.04);
        let flesh = skin * Vec3::new(0.88, 0.70, 0.70) * dark + Vec3::new(0.03, 0.0, 0.01);
        let lips = match lipstick {
            true => {
                let red = Vec3::new(dice.within(0.45, 0.7), dice.within(0.12, 0.3), 0.26);
                flesh.lerp(red, dice.within(0.25, 0.7))
            }
            false => flesh,
        };
        let eyes = match tone + 4.0 * (origin.african + origin.asian) + dice.normal(0.0, 1.2) {
            v if v < 4.0 => Vec3::new(0.36, 0.46, 0.55),
            v if v < 5.0 => Vec3::new(0.40, 0.42, 0.28),
            v if v < 6.5 => Vec3::new(0.36, 0.24, 0.13),
            _ => Vec3::new(0.20, 0.11, 0.06),
        };
        let shadow = (!male && dice.chance(0.3)).then(|| {
            let colours = [
                Vec3::new(0.20, 0.14, 0.13),
                Vec3::new(0.36, 0.24, 0.18),
                Vec3::new(0.30, 0.30, 0.38),
                Vec3::new(0.42, 0.22, 0.28),
            ];
            (colours[dice.below(colours.len())], dice.within(0.2, 0.6))
        });
        Self {
            tone,
            skin,
            lips,
            eyes,
            hair_colour,
            hair: Hair::draw(male, age, origin, dice),
            brows: Brows::draw(male, brow_colour, dice),
            beard: (male && dice.chance(0.5)).then(|| Beard::draw(dice)),
            freckles: if dice.chance(0.3) { dice.unit() } else { 0.15 },
            tired: (0.35 * dice.unit() + 0.35 * age * dice.unit() + 0.3 * dice.unit().powi(4)),
            flush: dice.unit().powf(1.3),
            folds: (age * dice.within(0.5, 1.0) + 0.35 * dice.unit().powi(2)).min(1.0),
            shadow,
            lashes: dice.within(0.25, 0.6) + if shadow.is_some() { 0.3 } else { 0.0 },
            glasses: dice.chance(0.25).then(|| Glasses::draw(dice)),
            shirt: shirt(dice),
        }
    }
}

impl Hair {
    fn draw(male: bool, age: f32, origin: &Origin, dice: &mut Dice) -> Self {
        let length = match (male, dice.unit()) {
            (true, u) if u < 0.08 => 0.0,
            (true, u) if u < 0.4 => dice.within(4.0, 12.0),
            (true, _) => dice.within(15.0, 45.0),
            (false, u) if u < 0.25 => dice.within(25.0, 60.0),
            (false, _) => dice.within(70.0, 220.0),
        };
        let curled = 0.9 * origin.african + dice.normal(0.1, 0.2);
        let receding = if male { age } else { 0.15 * age };
        Self {
            length,
            curl: curled.clamp(0.0, 1.0),
            receded: (receding * dice.within(0.0, 1.1)).clamp(0.0, 1.0),
            parting: [-1.0, 0.0, 1.0][dice.below(3)] * dice.within(0.4, 1.0),
            density: 1.0 - 0.35 * receding * dice.unit(),
            fringe: match dice.chance(if male { 0.25 } else { 0.4 }) && length >= 25.0 {
                true => dice.within(0.5, 1.0),
                false => 0.0,
            },
            high: dice.normal(0.0, 5.0).clamp(-12.0, 12.0),
        }
    }
}

impl Brows {
    fn draw(male: bool, colour: Vec3, dice: &mut Dice) -> Self {
        // Who plucks has thin arched ones.
        let plucked = !male && dice.chance(0.4);
        let height = match (male, plucked) {
            (true, _) => dice.normal(9.5, 2.2),
            (false, true) => dice.normal(4.5, 0.8),
            (false, false) => dice.normal(7.5, 1.8),
        };
        Self {
            colour,
            density: dice.within(if male { 0.5 } else { 0.3 }, 1.0),
            height: height.clamp(3.0, 15.0),
            raised: dice
                .normal(if plucked { 2.0 } else { 0.0 }, 2.2)
                .clamp(-4.0, 6.0),
            arch: dice.within(0.5, if male { 5.0 } else { 8.0 }),
            slope: dice.normal(-1.0, 3.0).clamp(-7.0, 6.0),
            inner: dice.normal(11.0, 2.5).clamp(3.0, 16.0),
            length: dice.normal(43.0, 4.0).clamp(32.0, 52.0),
        }
    }
}

impl Beard {
    fn draw(dice: &mut Dice) -> Self {
        use BeardForm::{Full, Goatee, Moustache};
        Self {
            form: [Full, Full, Full, Goatee, Goatee, Moustache][dice.below(6)],
            density: dice.within(0.3, 1.0),
        }
    }
}

impl Glasses {
    fn draw(dice: &mut Dice) -> Self {
        let dark = Vec3::splat(dice.within(0.02, 0.12));
        let colours = [
            dark,
            dark,
            Vec3::new(0.25, 0.13, 0.06),
            Vec3::new(0.55, 0.55, 0.57),
            Vec3::new(0.45, 0.1, 0.12),
        ];
        Self {
            aspect: dice.within(1.1, 1.55),
            round: dice.unit(),
            rim: dice.within(0.8, 3.2),
            colour: colours[dice.below(colours.len())],
        }
    }
}

/// The colour of a tone between the scale's.
#[must_use]
pub fn monk(tone: f32) -> Vec3 {
    let at = (tone.clamp(1.0, 10.0) - 1.0).min(8.999);
    let colour = |i: usize| {
        let [_, r, g, b] = MONK[i].to_be_bytes();
        Vec3::new(f32::from(r), f32::from(g), f32::from(b)) / 255.0
    };
    colour(at as usize).lerp(colour(at as usize + 1), at.fract())
}

/// The colours of a person's hair and brows. Brows turn grey years after the head's hair
/// and seldom white; drawn as white as the hair they take from a dark face the dark band
/// over the eyes that finds it.
fn hair_colours(tone: f32, origin: &Origin, age: f32, dice: &mut Dice) -> (Vec3, Vec3) {
    let black = Vec3::new(0.13, 0.11, 0.10);
    let brown = Vec3::new(0.34, 0.24, 0.17);
    let blond = Vec3::new(0.62, 0.48, 0.30);
    let red = Vec3::new(0.42, 0.17, 0.07);
    let light = (origin.european * 1.3 - (tone - 1.0) / 6.0).clamp(0.0, 1.0);
    let natural = match dice.unit() {
        u if u > light => black.lerp(brown, 0.35 * dice.unit()),
        u if u > light * 0.45 => black.lerp(brown, dice.within(0.5, 1.2)),
        u if u > light * 0.1 => brown.lerp(blond, dice.within(0.3, 1.0)),
        _ => red,
    };
    let grey = Vec3::splat(dice.within(0.45, 0.75));
    let turned = (age * 1.6 - 0.7 + dice.normal(0.0, 0.2)).clamp(0.0, 0.95);
    let brows = natural.lerp(grey, 0.3 * turned);
    (natural.lerp(grey, turned), brows)
}

fn shirt(dice: &mut Dice) -> Vec3 {
    let grey = dice.within(0.06, 0.85);
    let hue = Vec3::new(dice.unit(), dice.unit(), dice.unit());
    Vec3::splat(grey).lerp(hue, dice.within(0.0, 0.55))
}
