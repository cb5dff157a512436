//! Hair: layers of strands above the scalp, and a curtain where it is long.
//!
//! Enters: a person. Leaves: shells, each a copy of the scalp lifted a little, drawn
//! only where strands reach it (after Lengyel et al. 2001, "Real-time fur").

use glam::{Vec3, Vec3A, Vec4};

use crate::head::{Head, Part};
use crate::noise::{Pattern, smooth, step};
use crate::person::looks::Hair;
use crate::person::{Looks, Person};
use crate::raster::{Canvas, Corner, Fragment};
use crate::scalp;
use crate::skin;

/// The layers from outside: how high, as a share of the hair's lift, and how far from
/// closed: a fuzzy rim, a body of hair, and what is seen below its edge.
const LAYERS: [(f32, f32); 4] = [(1.0, 0.85), (0.92, 0.45), (0.80, 0.0), (0.35, 0.0)];
/// Hair that is longer hangs down, millimetres.
const LONG: f32 = 65.0;
/// Long straight strands lie closer: of the rim's gaps so much is left.
const SLEEK: f32 = 0.6;
/// How uneven the body of hair is, as a share of its lift.
const UNEVEN: f32 = 0.3;
/// Bright strands are so many times as bright as the hair.
const BRIGHTEST: f32 = 1.5;
/// Lowest place and height of the curtain's mesh, decimetres.
const LOWEST: f32 = 2.0;
const TALL: f32 = 6.5;
/// How much longer some locks are than others, decimetres.
const RAGGED: f32 = 0.2;
/// No strand lifts hair farther off the head than this, decimetres.
const MOST_LIFT: f32 = 0.26;

pub(crate) struct Shells {
    looks: Looks,
    roots: Vec<Root>,
    /// Of roots.
    triangles: Vec<[u16; 3]>,
    colour: Vec3A,
    /// Over the skin's texture.
    tufts: Strands,
    curtain: Option<Curtain>,
}

/// Long hair, which hangs as the mesh's own curtain.
struct Curtain {
    /// Of the head's vertices, with what is kept of them: see `falling`.
    triangles: Vec<[(u16, Vec3); 3]>,
    /// Height at which it ends.
    end: f32,
    /// Over the angle around the head (0 and 1 behind it) and its height.
    strands: Strands,
}

/// A vertex of the scalp.
struct Root {
    vertex: usize,
    /// How far the hair stands off, decimetres.
    lift: f32,
    /// In the skin's texture, and how much hair grows here, 0..=1.
    place: Vec4,
    rest: Vec3,
}

/// How strands look: how much they cover, how bright they are, how they shine, and
/// something that changes from lock to lock.
type Strands = Pattern<4>;

/// Of a vertex of the curtain: angle around the head (0..1, the seam behind it),
/// height, and below 0 where the face must stay free.
fn falling(rest: Vec3) -> Vec3 {
    let around = 0.5 + rest.x.atan2(rest.z - 0.4) / std::f32::consts::TAU;
    let free = (rest.x.abs() - 0.52).max(0.6 - rest.z).max(rest.y - 8.1);
    Vec3::new(around, rest.y, free)
}

impl Shells {
    pub(crate) fn grow(person: &Person) -> Self {
        let head = Head::get();
        let looks = person.looks.clone();
        let hair = looks.hair;
        let covered: Vec<f32> = (0..head.rest.len())
            .map(|i| scalp::hairline(head.rest[i], &hair) * (1.0 - step(0.1, 0.4, head.ears[i])))
            .collect();
        let seed = person.seed() as u32;
        // Curls stand off; long straight hair lies.
        let stand = hair.length / 100.0 * (0.35 + 0.4 * hair.curl);
        let stand = stand.min(MOST_LIFT * (0.62 + 0.6 * hair.curl));
        let lift = |rest: Vec3, covered: f32| {
            let bulge = smooth(rest.x * 5.0 + 40.0, (rest.y + rest.z) * 5.0, seed ^ 59);
            let uneven = 1.0 + UNEVEN * (bulge - 0.5) * (1.0 + hair.curl);
            stand * uneven * step(0.0, 0.9, covered)
        };
        let mut root_of = vec![u16::MAX; head.rest.len()];
        let mut roots = Vec::new();
        let mut triangles = Vec::new();
        for triangle in &head.triangles[Part::Skin as usize] {
            if triangle.iter().all(|&v| covered[usize::from(v)] <= 0.0) {
                continue;
            }
            for vertex in triangle.map(usize::from) {
                if root_of[vertex] == u16::MAX {
                    root_of[vertex] = roots.len() as u16;
                    let (rest, covered) = (head.rest[vertex], covered[vertex]);
                    roots.push(Root {
                        vertex,
                        lift: lift(rest, covered),
                        place: skin::place(rest).extend(covered).extend(0.0),
                        rest,
                    });
                }
            }
            triangles.push(triangle.map(|v| root_of[usize::from(v)]));
        }
        Self {
            colour: Vec3A::from(looks.hair_colour.powf(2.2)),
            roots,
            triangles,
            tufts: tufts(&hair, seed),
            curtain: (hair.length >= LONG).then(|| Curtain::hang(&hair, seed)),
            looks,
        }
    }

    /// `lit` are the head's vertices with the light on them.
    pub(crate) fn draw(
        &self,
        vertices: &[Vec3],
        normals: &[Vec3],
        lit: &[Corner],
        project: impl Fn(Vec3) -> Vec3A,
        canvas: &mut Canvas,
    ) {
        if self.looks.hair.length <= 0.0 {
            return;
        }
        // The outermost layer first: what it covers is not drawn again.
        for (height, thin) in LAYERS {
            let corners: Vec<Corner> = self
                .roots
                .iter()
                .map(|root| {
                    // Combed away from the parting and down at the sides.
                    let side = (root.rest.x - 0.25 * self.looks.hair.parting).signum();
                    let lie = Vec3::new(side * 0.35, -0.45, 0.1) * (1.0 - self.looks.hair.curl);
                    let off = (normals[root.vertex] + lie * height) * (root.lift * height);
                    Corner {
                        at: project(vertices[root.vertex] + off),
                        attribute: root.place,
                        light: lit[root.vertex].light,
                    }
                })
                .collect();
            self.draw_layer(&corners, height, thin, canvas);
        }
    }

    fn draw_layer(&self, corners: &[Corner], height: f32, thin: f32, canvas: &mut Canvas) {
        let hair = self.looks.hair;
        let long = step(15.0, 50.0, hair.length) * (1.0 - hair.curl);
        let thin = thin * (1.0 - (1.0 - SLEEK) * long);
        let colour = self.colour * (0.55 + 0.45 * height);
        let shine = 0.7 * (1.0 - hair.curl);
        for triangle in &self.triangles {
            let corners = triangle.map(|root| &corners[usize::from(root)]);
            canvas.fill(corners, false, |of, light| {
                let [strand, bright, glossy, _] = self.tufts.at(of.x, of.y);
                // Towards the hairline strands grow fewer.
                let covers = (of.z * 2.4).min(1.2) * hair.density + 0.8 * (strand - 0.25) - thin;
                let colour = colour * Vec3A::from_vec4(light) * (BRIGHTEST * bright);
                Fragment::part(colour + Vec3A::splat(light.w * shine * glossy), covers)
            });
        }
    }

    /// What hangs down, where it is long. Most of it is behind the head.
    pub(crate) fn draw_hanging(&self, lit: &[Corner], canvas: &mut Canvas) {
        let Some(curtain) = &self.curtain else {
            return;
        };
        for triangle in &curtain.triangles {
            let [a, b, c] = triangle.map(|(v, of)| lit[usize::from(v)].with(of));
            canvas.fill([&a, &b, &c], true, |of, light| {
                let [strand, bright, glossy, lock] =
                    curtain.strands.at(of.x, (of.y - LOWEST) / TALL);
                let ends = of.y - curtain.end - RAGGED * (0.7 * lock + 0.5 * strand - 0.6);
                let covers = 0.5 + (ends * 9.0).min(of.z * 20.0 + strand - 0.5);
                let colour = self.colour * Vec3A::from_vec4(light) * (BRIGHTEST * bright);
                Fragment::part(colour + Vec3A::splat(light.w * 0.6 * glossy), covers)
            });
        }
    }
}

impl Curtain {
    fn hang(hair: &Hair, seed: u32) -> Self {
        let head = Head::get();
        let end = 7.4 - hair.length / 100.0;
        let with = |v: u16| (v, falling(head.rest[usize::from(v)]));
        let reaches = |(_, of): &(u16, Vec3)| of.y > end - RAGGED && of.z > -0.1;
        let triangles = head.triangles[Part::Hair as usize].iter();
        Self {
            triangles: triangles
                .map(|triangle| triangle.map(with))
                .filter(|triangle| triangle.iter().any(reaches))
                .collect(),
            end,
            strands: curtain(hair, seed),
        }
    }
}

/// Strands of the layers: long across the texture's columns; curls are round.
fn tufts(hair: &Hair, seed: u32) -> Strands {
    let curl = hair.curl;
    let along = 26.0 + 150.0 * curl;
    Strands::new(1024, 512, |x, y| {
        let bend = 0.012 * smooth(x * 40.0, y * 40.0, seed);
        let strand = smooth((x + bend) * 420.0, y * along, seed ^ 41);
        let lock = smooth(x * 55.0, y * 7.0 + curl * x * 60.0, seed ^ 43);
        let bright = (0.55 + 0.6 * strand) * (0.7 + 0.6 * lock) / BRIGHTEST;
        [strand, bright, (0.5 + strand) / 1.5, lock]
    })
}

/// Strands of the curtain, down the texture's columns.
fn curtain(hair: &Hair, seed: u32) -> Strands {
    Strands::new(2048, 128, |x, y| {
        let wave = 0.008 * (y * 36.0 + 19.0 * x).sin() * hair.curl;
        let strand = smooth((x + wave) * 470.0, y * 15.0, seed ^ 47);
        let lock = smooth((x + wave) * 100.0, y * 4.8, seed ^ 53);
        let bright = (0.55 + 0.5 * strand) * (0.7 + 0.45 * lock) / BRIGHTEST;
        [strand, bright, strand, lock]
    })
}
