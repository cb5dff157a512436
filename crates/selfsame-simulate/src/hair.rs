//! Hair: layers of strands above the scalp, and a curtain where it is long.
//!
//! Enters: a person. Leaves: shells, each a copy of the scalp lifted a little, drawn
//! only where strands reach it (after Lengyel et al. 2001, "Real-time fur").

use glam::{Vec3, Vec3A, Vec4};

use crate::head::{Head, Part};
use crate::noise::{Pattern, smooth, step};
use crate::person::{Looks, Person};
use crate::raster::{Canvas, Corner};
use crate::scalp;
use crate::skin;

/// Most layers.
const LAYERS: usize = 6;
/// No strand lifts hair farther off the head than this, decimetres.
const MOST_LIFT: f32 = 0.26;

pub(crate) struct Shells {
    looks: Looks,
    /// Scalp vertices: vertex, covered 0..=1, way the strands lie, texture place.
    roots: Vec<Root>,
    triangles: Vec<[u16; 3]>,
    /// For each vertex of the head its root.
    root_of: Vec<u16>,
    lift: f32,
    layers: usize,
    colour: Vec3A,
    /// Over the skin's texture: single strands, and locks of them.
    strands: Pattern,
    locks: Pattern,
    /// Over the angle around the head (0 and 1 behind it) and the height of the head:
    /// the same for the curtain, and where it ends.
    falling: Pattern,
    falling_locks: Pattern,
}

struct Root {
    vertex: usize,
    covered: f32,
    place: Vec3A,
    rest: Vec3,
}

/// Of a vertex of the curtain: angle around the head (0..1, the seam behind it),
/// height, and below 0 where the face must stay free.
fn falling(rest: Vec3) -> Vec3A {
    let around = 0.5 + rest.x.atan2(rest.z - 0.4) / std::f32::consts::TAU;
    let free = (rest.x.abs() - 0.52).max(0.6 - rest.z).max(rest.y - 8.1);
    Vec3A::new(around, rest.y, free)
}

impl Shells {
    pub(crate) fn grow(person: &Person) -> Self {
        let head = Head::get();
        let looks = person.looks.clone();
        let hair = looks.hair;
        let covered: Vec<f32> = (0..head.rest.len())
            .map(|i| scalp::hairline(head.rest[i], &hair) * (1.0 - step(0.1, 0.4, head.ears[i])))
            .collect();
        let mut root_of = vec![u16::MAX; head.rest.len()];
        let mut roots = Vec::new();
        let mut triangles = Vec::new();
        for triangle in &head.triangles[Part::Skin as usize] {
            if triangle.iter().all(|&v| covered[usize::from(v)] <= 0.0) {
                continue;
            }
            for &v in triangle {
                let v = usize::from(v);
                if root_of[v] == u16::MAX {
                    root_of[v] = roots.len() as u16;
                    let uv = skin::place(head.rest[v]);
                    roots.push(Root {
                        vertex: v,
                        covered: covered[v],
                        place: Vec3A::new(uv.x, uv.y, covered[v]),
                        rest: head.rest[v],
                    });
                }
            }
            triangles.push(*triangle);
        }
        // Curls stand off; long straight hair lies.
        let stand = hair.length / 100.0 * (0.35 + 0.4 * hair.curl);
        let lift = stand.min(MOST_LIFT * (0.62 + 0.6 * hair.curl));
        let layers = match lift {
            v if v <= 0.0 => 0,
            v => ((v / 0.03).ceil() as usize).clamp(3, LAYERS),
        };
        let seed = person.seed() as u32;
        let curl = hair.curl;
        // Strands are long across the texture's columns; curls are round.
        let along = 26.0 + 150.0 * curl;
        Self {
            colour: Vec3A::from(looks.hair_colour.powf(2.2)),
            looks,
            roots,
            triangles,
            root_of,
            lift,
            layers,
            strands: Pattern::new(2048, 512, |x, y| {
                let bend = 0.012 * smooth(x * 40.0, y * 40.0, seed);
                smooth((x + bend) * 420.0, y * along, seed ^ 41)
            }),
            locks: Pattern::new(512, 256, |x, y| {
                smooth(x * 55.0, y * 7.0 + curl * x * 60.0, seed ^ 43)
            }),
            falling: Pattern::new(2048, 128, |x, y| {
                let wave = 0.008 * (y * 36.0 + 19.0 * x).sin() * curl;
                smooth((x + wave) * 470.0, y * 15.0, seed ^ 47)
            }),
            falling_locks: Pattern::new(512, 128, |x, y| {
                let wave = 0.008 * (y * 36.0 + 19.0 * x).sin() * curl;
                smooth((x + wave) * 100.0, y * 4.8, seed ^ 53)
            }),
        }
    }

    pub(crate) fn draw(
        &self,
        vertices: &[Vec3],
        normals: &[Vec3],
        lit: &[Vec4],
        project: impl Fn(Vec3) -> Vec3A,
        canvas: &mut Canvas,
    ) {
        if self.looks.hair.length >= 65.0 {
            self.draw_curtain(vertices, lit, &project, canvas);
        }
        // The outermost layer first: what it covers is not drawn again.
        for layer in (1..=self.layers).rev() {
            let height = layer as f32 / self.layers as f32;
            let at: Vec<Vec3A> = self
                .roots
                .iter()
                .map(|root| {
                    let lift = self.lift * height * step(0.0, 0.9, root.covered);
                    // Combed away from the parting and down at the sides.
                    let side = (root.rest.x - 0.25 * self.looks.hair.parting).signum();
                    let lie = Vec3::new(side * 0.35, -0.45, 0.1) * (1.0 - self.looks.hair.curl);
                    project(vertices[root.vertex] + (normals[root.vertex] + lie * height) * lift)
                })
                .collect();
            self.draw_layer(&at, height, lit, canvas);
        }
    }

    fn draw_layer(&self, at: &[Vec3A], height: f32, lit: &[Vec4], canvas: &mut Canvas) {
        let hair = self.looks.hair;
        // Short and curled hair thins out outwards; long straight strands lie closed.
        let long = step(15.0, 50.0, hair.length) * (1.0 - hair.curl);
        let solid = 0.78 - 0.5 * long;
        for triangle in &self.triangles {
            let corners = triangle.map(|v| {
                let root = usize::from(self.root_of[usize::from(v)]);
                Corner {
                    at: at[root],
                    attribute: self.roots[root].place,
                    light: lit[usize::from(v)],
                }
            });
            let [a, b, c] = &corners;
            canvas.fill([a, b, c], false, |of, light| {
                let strand = self.strands.at(of.x, of.y);
                let thin = solid * height * height + 0.1;
                let edge = step(0.15, 0.75, of.z + 0.35 * (strand - 0.5)) * hair.density;
                if strand * edge < thin * 0.8 || of.z < 0.04 {
                    return None;
                }
                let lock = self.locks.at(of.x, of.y);
                let shade = (0.35 + 0.65 * height) * (0.55 + 0.6 * strand) * (0.7 + 0.6 * lock);
                let shine = light.w * (0.5 + strand) * 0.7 * (1.0 - hair.curl);
                Some(self.colour * Vec3A::from_vec4(light) * shade + Vec3A::splat(shine))
            });
        }
    }

    /// Long hair hangs as the mesh's own curtain, down to its length.
    fn draw_curtain(
        &self,
        vertices: &[Vec3],
        lit: &[Vec4],
        project: &impl Fn(Vec3) -> Vec3A,
        canvas: &mut Canvas,
    ) {
        let head = Head::get();
        let hair = self.looks.hair;
        let end = 7.4 - hair.length / 100.0;
        for triangle in &head.triangles[Part::Hair as usize] {
            let corners = triangle.map(|v| {
                let i = usize::from(v);
                Corner {
                    at: project(vertices[i]),
                    attribute: falling(head.rest[i]),
                    light: lit[i],
                }
            });
            let [a, b, c] = &corners;
            canvas.fill([a, b, c], true, |of, light| {
                // The mesh goes from 2 to 8.5; z says how far from the face.
                let (around, height) = (of.x, (of.y - 2.0) / 6.5);
                let lock = self.falling_locks.at(around, height);
                let ragged = end + 0.22 * (self.falling_locks.at(around, 0.3) - 0.5);
                if of.y < ragged || of.z < 0.0 {
                    return None;
                }
                let strand = self.falling.at(around, height);
                let shade = (0.5 + 0.6 * strand) * (0.6 + 0.6 * lock);
                let shine = light.w * strand * 0.6;
                Some(self.colour * Vec3A::from_vec4(light) * shade + Vec3A::splat(shine))
            });
        }
    }
}
