//! The skin's texture: what is painted on a face.
//!
//! Enters: a person. Leaves: a picture wrapped around the resting head like a
//! cylinder, with skin, lips, brows, beard, freckles.

mod complexion;

use glam::{Vec2, Vec3, Vec3A, Vec4};

use complexion::Complexion;

use crate::dice::Dice;
use crate::head::{Head, Part};
use crate::noise::{fractal, hash, smooth, step};
use crate::person::looks::BeardForm;
use crate::person::{Looks, Person};
use crate::raster::{Canvas, Corner, Fragment};
use crate::scalp;
use crate::texture::WIDTH;

/// Texels from top to chest; with [`WIDTH`] around the head, 0.6 mm each on a face.
pub(crate) const HEIGHT: usize = 512;
/// The cylinder's axis and ends, decimetres of the resting head.
const AXIS: f32 = 0.45;
const TOP: f32 = 8.7;
const BOTTOM: f32 = 5.7;

/// Where a place on the resting head lies in the texture, 0..1.
pub(crate) fn place(rest: Vec3) -> Vec2 {
    let around = rest.x.atan2(rest.z - AXIS) / std::f32::consts::TAU;
    Vec2::new(0.5 + around, (TOP - rest.y) / (TOP - BOTTOM))
}

/// The linear colours of a person's skin, texel by texel.
pub(crate) fn paint(person: &Person) -> impl Iterator<Item = Vec3> {
    let map = Map::get();
    let painter = Painter::new(person);
    (0..WIDTH * HEIGHT).map(move |i| {
        let texel = Vec2::new((i % WIDTH) as f32, (i / WIDTH) as f32);
        painter.colour(Vec3::from(map.rest[i]), map.masks[i], texel)
    })
}

/// What lies under each texel, the same for everybody.
struct Map {
    rest: Vec<Vec3A>,
    /// Lips, eyelids, ears.
    masks: Vec<Vec3A>,
}

impl Map {
    fn get() -> &'static Self {
        static MAP: std::sync::OnceLock<Map> = std::sync::OnceLock::new();
        MAP.get_or_init(|| {
            let head = Head::get();
            let masks = |i: usize| Vec3A::new(head.lips[i], head.eyelids[i], head.ears[i]);
            Self {
                rest: unroll(head, |i| head.rest[i].into()),
                masks: unroll(head, masks),
            }
        })
    }
}

/// Draws the skin unrolled; of surfaces behind each other the outermost shows.
fn unroll(head: &Head, value: impl Fn(usize) -> Vec3A) -> Vec<Vec3A> {
    let mut canvas = Canvas::<Vec3A>::new(WIDTH, HEIGHT);
    for triangle in &head.triangles[Part::Skin as usize] {
        let corners = triangle.map(|v| {
            let rest = head.rest[usize::from(v)];
            let at = place(rest);
            let radius = Vec2::new(rest.x, rest.z - AXIS).length();
            Corner {
                at: Vec3A::new(at.x * WIDTH as f32, at.y * HEIGHT as f32, 20.0 - radius),
                attribute: value(usize::from(v)).extend(0.0),
                light: Vec4::ZERO,
            }
        });
        // Across the seam behind the head a triangle would go all around.
        let xs = corners.map(|c| c.at.x);
        if xs.iter().any(|x| (x - xs[0]).abs() > WIDTH as f32 / 2.0) {
            continue;
        }
        let [a, b, c] = &corners;
        canvas.fill([a, b, c], true, |attribute, _| Fragment::solid(attribute));
    }
    canvas.into_means()
}

struct Painter<'a> {
    looks: &'a Looks,
    skin: Vec3,
    lips: Vec3,
    hair: Vec3,
    brows: Vec3,
    sex: f32,
    age: f32,
    complexion: Complexion,
    seed: u32,
}

impl<'a> Painter<'a> {
    fn new(person: &'a Person) -> Self {
        let linear = |c: Vec3| c.powf(2.2);
        let mut dice = Dice::new(person.seed(), "skin");
        Self {
            looks: &person.looks,
            skin: linear(person.looks.skin),
            lips: linear(person.looks.lips),
            hair: linear(person.looks.hair_colour),
            brows: linear(person.looks.brows.colour),
            sex: person.sex,
            age: person.age,
            complexion: Complexion::of(person),
            seed: dice.seed() as u32,
        }
    }

    fn colour(&self, rest: Vec3, masks: Vec3A, texel: Vec2) -> Vec3 {
        let (x, y) = (rest.x.abs(), rest.y);
        let near = |cx: f32, cy: f32, size: f32| {
            (-((x - cx).powi(2) + (y - cy).powi(2)) / (size * size)).exp()
        };
        let (tx, ty) = (texel.x, texel.y);
        let front = step(0.5, 0.9, rest.z);
        let uv = Vec2::new((tx + 0.5) / WIDTH as f32, (ty + 0.5) / HEIGHT as f32);
        let mut colour = self.skin * self.complexion.at(uv);
        // Blotches, then pores: photographs of more than 1 mm a texel have none.
        colour *= 0.96 + 0.08 * fractal(tx / 45.0, ty / 45.0, 3, self.seed);
        colour *= 0.97 + 0.06 * hash(tx as i32, ty as i32, self.seed);
        let cheeks = 0.9 * near(0.45, 6.95, 0.22) + 0.8 * near(0.0, 6.92, 0.13);
        let flush = front * cheeks * self.looks.flush + 0.7 * masks.z + 0.25 * masks.y;
        colour *= Vec3::ONE.lerp(Vec3::new(1.0, 0.80, 0.80), flush.min(1.0));
        let rings = front * near(0.3, 7.12, 0.11) * 0.35 * self.looks.tired;
        colour *= 1.0 - rings;
        if let Some((shadow, covers)) = self.looks.shadow {
            colour = colour.lerp(shadow.powf(2.2), covers * masks.y);
        }
        colour *= self.wrinkles(x, y, tx, ty, front);
        colour = self.freckles(colour, tx, ty, front);
        let lip = step(0.45, 0.8, masks.x);
        let crease = 0.88 + 0.24 * smooth(tx / 2.2, ty / 14.0, self.seed ^ 5);
        colour = colour.lerp(self.lips * crease, lip * 0.5);
        colour = colour.lerp(self.brows, self.brow(rest, tx, ty));
        let beard = self.looks.beard.map_or(0.0, |beard| {
            scalp::beard(rest, masks.x, beard.form) * beard.density
        });
        let bristle = smooth(tx / 1.3, ty / 2.0, self.seed ^ 7) * 0.9 + 0.25;
        colour = colour.lerp(self.hair, (beard * bristle * 0.75).min(0.95));
        // Men's skin is darker where the beard was shaved.
        let shaved = scalp::beard(rest, masks.x, BeardForm::Full) * self.sex * 0.10;
        colour *= 1.0 - shaved;
        let root = scalp::hairline(rest, &self.looks.hair) * self.looks.hair.density;
        let grown = if self.looks.hair.length > 0.0 {
            0.85
        } else {
            0.25
        };
        colour.lerp(self.hair, root * grown)
    }

    /// Shading of forehead lines, crow's feet and folds beside the nose.
    fn wrinkles(&self, x: f32, y: f32, tx: f32, ty: f32, front: f32) -> f32 {
        let wobble = 0.02 * smooth(tx / 30.0, 0.0, self.seed ^ 11);
        let forehead = step(7.62, 7.7, y) * step(8.0, 7.9, y) * step(0.5, 0.3, x);
        let lines = (((y + wobble) * 95.0).sin() * 0.5 + 0.5).powi(6);
        let feet = (-((x - 0.56) / 0.07).powi(2) - ((y - 7.27) / 0.09).powi(2)).exp();
        let rays = ((y * 120.0 + x * 40.0).sin() * 0.5 + 0.5).powi(4);
        let fold = (-((x - 0.24 - (6.9 - y) * 0.35) / 0.022).powi(2)).exp()
            * step(6.58, 6.68, y)
            * step(6.95, 6.85, y);
        let patchy = smooth(tx / 18.0, ty / 9.0, self.seed ^ 13);
        let depth = forehead * lines * patchy * 0.28 + feet * rays * 0.2;
        1.0 - front * (self.age * 0.6 * depth + self.looks.folds * fold * 0.25)
    }

    fn freckles(&self, colour: Vec3, tx: f32, ty: f32, front: f32) -> Vec3 {
        let cell = 7.0;
        let (i, j) = ((tx / cell) as i32, (ty / cell) as i32);
        if hash(i, j, self.seed ^ 17) > 0.22 * self.looks.freckles * front {
            return colour;
        }
        let centre = Vec2::new(
            (i as f32 + 0.3 + 0.4 * hash(i, j, self.seed ^ 19)) * cell,
            (j as f32 + 0.3 + 0.4 * hash(i, j, self.seed ^ 23)) * cell,
        );
        let size = 0.6 + 1.1 * hash(i, j, self.seed ^ 29).powi(3);
        let spot = step(size + 0.7, size - 0.3, centre.distance(Vec2::new(tx, ty)));
        colour * Vec3::ONE.lerp(Vec3::new(0.72, 0.55, 0.48), spot * 0.75)
    }

    /// How much of a brow's hairs a place shows.
    fn brow(&self, rest: Vec3, tx: f32, ty: f32) -> f32 {
        if rest.z < 0.9 || !(7.25..7.85).contains(&rest.y) {
            return 0.0;
        }
        let brows = &self.looks.brows;
        let along = (rest.x.abs() - brows.inner / 100.0) / (brows.length / 100.0);
        if !(-0.05..1.1).contains(&along) {
            return 0.0;
        }
        let line = 7.475
            + (brows.raised + brows.slope * (along - 0.4)) / 100.0
            + brows.arch / 100.0 * (along * 2.3).sin()
            - 0.05 * along.powi(3);
        let half = brows.height / 200.0 * (1.05 - 0.75 * along.max(0.0).powf(1.5));
        let off = (rest.y - line) / half;
        // Hairs rise towards the temple and thin out at the rims.
        let side = rest.x.signum();
        let (hx, hy) = (tx - side * (ty * 1.1), ty + side * tx * 0.35);
        let hairs = smooth(hx / 1.0, hy / 4.5, self.seed ^ 31);
        let body = step(1.2, 0.3, off.abs()) * step(-0.05, 0.2, along) * step(1.08, 0.7, along);
        (body * (0.45 + 0.8 * hairs) * brows.density).min(0.95)
    }
}
