//! A person's complexion: photographed skins, mixed.
//!
//! Enters: a person. Leaves: how much lighter or darker than the skin's tone each place
//! of the face is, by channel. MakeHuman's 18 skins (three origins, two sexes, three
//! ages) are mixed by what the person is and by chance, differently around the eyes, the
//! nose and the mouth, so that eighteen make many.

use std::sync::OnceLock;

use glam::{Vec2, Vec3, Vec3A};

use crate::dice::Dice;
use crate::head::Head;
use crate::noise::step;
use crate::person::Person;

/// The grid of tiles, as `tools/skins.py` lays it out.
const COLUMNS: usize = 6;
const TILES: usize = 18;
const WIDTH: usize = 320;
const HEIGHT: usize = 256;
/// The part of the cylinder that a tile unrolls.
const AROUND: f32 = 0.625;
/// The root of a ratio of 1, in 255ths.
const UNIT: f32 = 160.0;
/// Of the pictures' differences of colour so much is kept: in the darkest they are mostly
/// bluish glare, which the light here adds itself.
const COLOURED: f32 = 0.6;
const LUMINANCE: Vec3A = Vec3A::new(0.21, 0.72, 0.07);
/// Parts of a face that are mixed apart: around the eyes, nose and cheeks, mouth and chin.
const PARTS: usize = 3;
/// Between which heights one part turns into the next, decimetres.
const TURNS: [(f32, f32); PARTS - 1] = [(7.2, 7.0), (6.8, 6.65)];

/// The complexion of a person.
pub(super) struct Complexion {
    /// How much lighter than the skin's tone, by channel.
    ratios: Vec<Vec3A>,
}

impl Complexion {
    pub(super) fn of(person: &Person) -> Self {
        let mut dice = Dice::new(person.seed(), "complexion");
        let skins = Skins::get();
        // Two halves of a face differ: the same skin, mirrored, is another.
        let mirrored = dice.chance(0.5);
        let weights = [(); PARTS].map(|()| weights(person, &mut dice));
        let mut ratios = Vec::with_capacity(WIDTH * HEIGHT);
        for y in 0..HEIGHT {
            let weights = blend(&weights, height(y));
            for x in 0..WIDTH {
                let x = if mirrored { WIDTH - 1 - x } else { x };
                let parts = weights.iter().zip(&skins.tiles);
                let mean: Vec3A = parts.map(|(&w, tile)| tile[y * WIDTH + x] * w).sum();
                let grey = Vec3A::splat(mean.dot(LUMINANCE));
                ratios.push(grey.lerp(mean, COLOURED));
            }
        }
        Self { ratios }
    }

    /// At a place of the cylinder, 0..1; 1 where no skin was photographed.
    pub(super) fn at(&self, place: Vec2) -> Vec3 {
        let x = ((place.x - 0.5) / AROUND + 0.5) * WIDTH as f32 - 0.5;
        let y = place.y * HEIGHT as f32 - 0.5;
        if !(0.0..(WIDTH - 1) as f32).contains(&x) {
            return Vec3::ONE;
        }
        let y = y.clamp(0.0, (HEIGHT - 1) as f32 - 0.001);
        let (i, j) = (x as usize, y as usize);
        let (fx, fy) = (x.fract(), y.fract());
        let row = |j: usize| {
            let first = j * WIDTH + i;
            self.ratios[first].lerp(self.ratios[first + 1], fx)
        };
        row(j).lerp(row(j + 1), fy).into()
    }
}

/// The height of a row's middle, decimetres of the resting head.
fn height(row: usize) -> f32 {
    let down = (row as f32 + 0.5) / HEIGHT as f32;
    super::TOP - down * (super::TOP - super::BOTTOM)
}

/// The skins' weights at a height.
fn blend(weights: &[[f32; TILES]; PARTS], height: f32) -> [f32; TILES] {
    let mut mixed = weights[0];
    for ((high, low), next) in TURNS.into_iter().zip(&weights[1..]) {
        let part = step(high, low, height);
        for (mixed, next) in mixed.iter_mut().zip(next) {
            *mixed += (next - *mixed) * part;
        }
    }
    mixed
}

/// How much of each skin a person has, together 1.
fn weights(person: &Person, dice: &mut Dice) -> [f32; TILES] {
    let origin = &person.origin;
    let mut weights = [0.0; TILES];
    let mut of = weights.iter_mut();
    for origin in [origin.african, origin.asian, origin.european] {
        for sex in [1.0 - person.sex, person.sex] {
            for age in [0.0, 0.5, 1.0] {
                let near = (1.0 - (person.age - age).abs() * 2.0).max(0.0);
                let fits = origin.powi(2) * (sex + 0.05) * (near + 0.1);
                // Cubed, so that few skins of many make most of a face.
                if let Some(weight) = of.next() {
                    *weight = (fits * dice.unit().powi(3)).max(1e-6);
                }
            }
        }
    }
    let all: f32 = weights.iter().sum();
    weights.map(|w| w / all)
}

/// The skins, as ratios.
struct Skins {
    tiles: Vec<Vec<Vec3A>>,
}

impl Skins {
    fn get() -> &'static Self {
        static SKINS: OnceLock<Skins> = OnceLock::new();
        SKINS.get_or_init(|| {
            let grid = &Head::get().skins;
            let across = COLUMNS * WIDTH;
            let ratio = |v: u8| (f32::from(v) / UNIT).powi(2);
            let texel = |tile: usize, i: usize| {
                let x = tile % COLUMNS * WIDTH + i % WIDTH;
                let y = tile / COLUMNS * HEIGHT + i / WIDTH;
                let at = (y * across + x) * 3;
                let rgb = &grid.rgb()[at..at + 3];
                Vec3A::new(ratio(rgb[0]), ratio(rgb[1]), ratio(rgb[2]))
            };
            let tile = |tile| (0..WIDTH * HEIGHT).map(|i| texel(tile, i)).collect();
            Self {
                tiles: (0..TILES).map(tile).collect(),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The front of the face: columns and rows of a tile.
    fn face() -> impl Iterator<Item = (usize, usize)> {
        (90..188).flat_map(|y| (120..200).map(move |x| (x, y)))
    }

    #[test]
    fn a_complexion_says_how_a_face_differs_from_its_tone() {
        let mut all = Vec::new();
        for seed in 0..12 {
            let complexion = Complexion::of(&Person::of(seed));
            let of = |(x, y): (usize, usize)| complexion.ratios[y * WIDTH + x];
            let n = face().count() as f32;
            let mean = face().map(of).sum::<Vec3A>() / n;
            assert!((mean - Vec3A::ONE).abs().max_element() < 0.2, "{mean}");
            let spread = face()
                .map(|at| (of(at) - mean).length_squared())
                .sum::<f32>()
                / n;
            assert!((0.005..0.4).contains(&spread), "{seed}: {spread}");
            // Neither holes nor the red that the pictures paint where nothing is.
            for ratio in face().map(of) {
                assert!(ratio.min_element() > 0.02, "{seed}: {ratio}");
                assert!(ratio.x < 3.0 * ratio.y, "{seed}: {ratio}");
            }
            all.push(face().map(of).collect::<Vec<_>>());
        }
        let apart = |a: &[Vec3A], b: &[Vec3A]| {
            let sum: f32 = a.iter().zip(b).map(|(a, b)| (*a - *b).length()).sum();
            sum / a.len() as f32
        };
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| apart(a, b) > 0.02), "{i}");
        }
        let again = Complexion::of(&Person::of(0));
        assert_eq!(again.ratios, Complexion::of(&Person::of(0)).ratios);
    }

    #[test]
    fn there_is_no_skin_behind_the_ears_and_on_the_scalp() {
        let complexion = Complexion::of(&Person::of(1));
        let off = |x, y| {
            let ratio = complexion.at(Vec2::new(x, y));
            (ratio - Vec3::ONE).abs().max_element()
        };
        for (x, y) in [(0.0, 0.5), (0.999, 0.5), (0.19, 0.9), (0.5, 0.05)] {
            assert!(off(x, y) < 0.03, "{x} {y}");
        }
        assert!(off(0.5, 0.62) > 0.03);
    }

    #[test]
    fn tiles_are_in_the_order_that_the_weights_count_on() {
        // Old skin is rougher than young skin of the same origin and sex.
        let rough = |tile: &[Vec3A]| {
            let next = |(x, y): (usize, usize)| tile[y * WIDTH + x].y - tile[y * WIDTH + x + 2].y;
            face().map(|at| next(at).abs()).sum::<f32>()
        };
        let tiles = &Skins::get().tiles;
        assert_eq!(tiles.len(), TILES);
        for of_age in tiles.chunks(3) {
            assert!(rough(&of_age[2]) > rough(&of_age[0]));
        }
        // Of an old European man most is the last tile, of a young African woman the first.
        let mut person = Person::of(1);
        (person.age, person.sex) = (1.0, 1.0);
        person.origin.african = 0.0;
        person.origin.asian = 0.0;
        person.origin.european = 1.0;
        let sum = |w: &[f32]| w.iter().sum::<f32>();
        let mut old = [0.0; TILES];
        let mut dice = Dice::new(1, "test");
        for _ in 0..50 {
            let drawn = weights(&person, &mut dice);
            assert!((sum(&drawn) - 1.0).abs() < 1e-4);
            (0..TILES).for_each(|i| old[i] += drawn[i] / 50.0);
        }
        assert!(old[TILES - 1] > 0.6 && sum(&old[..12]) < 0.01, "{old:?}");
    }
}
