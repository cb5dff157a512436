//! Surfaces that are shaded when all of them are drawn.
//!
//! Enters: triangles of one connected surface, drawn as numbers. Leaves: their colours,
//! worked out once for each pixel that is still seen.
//!
//! Most triangles of a head cover a handful of pixels, so most pixels lie on the border
//! of two. Across such a border nothing changes abruptly: one colour does for both. What
//! lies on both sides of an outline is no neighbour and gets a colour of its own.

use glam::{Vec3A, Vec4};

use super::triangle::{Triangle, Weights};
use super::{Canvas, Cell, Corner, Light};
use crate::lanes;

/// A number of a place that is a face, not a colour.
const FACE: u32 = 1 << 31;
/// Two places of a pixel whose depths differ by more, as a share, are on both sides of
/// an outline.
const NEAR: f32 = 0.006;

/// Materials from this number on change abruptly within a triangle: each of their
/// triangles gets colours of its own.
pub(crate) const ABRUPT: u32 = 2;

/// A triangle that is to be shaded.
pub(super) struct Face {
    weights: Weights,
    /// A bit for each corner: who has none in common is no neighbour.
    bits: u64,
    corners: [u16; 3],
    material: u32,
    /// At the first corner, and what the others have more.
    attribute: [Vec3A; 3],
    light: [Vec4; 3],
}

/// A pixel of a row in which a face is to be shaded.
pub(super) struct Stop {
    face: u32,
    column: u32,
    /// Whether the pixel's centre may lie beside it.
    beside: bool,
}

/// One of 64: alike for the same corner, and for another one by chance.
#[inline]
fn bit(corner: u16) -> u64 {
    1 << (u32::from(corner).wrapping_mul(0x9E37_79B1) >> 26)
}

impl Face {
    fn of(triangle: &Triangle, corners: [u16; 3], [a, b, c]: [&Corner; 3], material: u32) -> Self {
        let [one, two, three] = corners.map(bit);
        Self {
            weights: triangle.weights(),
            corners,
            bits: match material < ABRUPT {
                true => one | two | three,
                false => 0,
            },
            material,
            attribute: [
                a.attribute,
                b.attribute - a.attribute,
                c.attribute - a.attribute,
            ],
            light: [a.light, b.light - a.light, c.light - a.light],
        }
    }

    /// Whether they have a corner in common, and neither is abrupt.
    #[inline]
    fn is_neighbour(&self, other: &Self) -> bool {
        self.bits & other.bits != 0 && self.corners.iter().any(|c| other.corners.contains(c))
    }

    #[inline(always)]
    fn paint(&self, stop: &Stop, y: u32, look: &impl Fn(u32, Vec3A, Vec4) -> Vec4) -> Light {
        let [_, b, c] = match stop.beside {
            true => self.weights.held(stop.column, y),
            false => self.weights.at(stop.column, y),
        };
        let attribute = self.attribute[0] + self.attribute[1] * b + self.attribute[2] * c;
        let light = self.light[0] + self.light[1] * b + self.light[2] * c;
        Light::of_lanes(look(self.material, attribute, light))
    }
}

impl Canvas<Light> {
    /// Covers what a triangle covers where nothing nearer was drawn, to be shaded by
    /// [`Self::shade`]. Only triangles that turn clockwise.
    #[inline(never)]
    pub(crate) fn cover(&mut self, all: &[Corner], corners: [u16; 3], material: u32) {
        let of = corners.map(|i| &all[usize::from(i)]);
        let Some(triangle) = Triangle::of(of, false, [self.width, self.height]) else {
            return;
        };
        let number = FACE | self.faces.len() as u32;
        let mut drawn = false;
        self.scan(&triangle, |_, cell, seen, _, depths| {
            cell.set(seen, number, depths);
            drawn = true;
        });
        if drawn {
            self.faces.push(Face::of(&triangle, corners, of, material));
        }
    }

    /// Shades what was covered and is still seen. `look` gets material, attribute and
    /// light; of its colour the fourth is not heeded.
    #[inline]
    pub(crate) fn shade(&mut self, look: impl Fn(u32, Vec3A, Vec4) -> Vec4) {
        for y in 0..self.height {
            self.renumber_row(y);
            let faces = &self.faces;
            self.paints.extend(self.stops.iter().map(|stop| {
                let face = &faces[stop.face as usize];
                face.paint(stop, y as u32, &look)
            }));
        }
        self.faces.clear();
    }

    /// Gives what is to be shaded in a row the numbers of the colours to come, one for
    /// each of `stops`.
    fn renumber_row(&mut self, y: usize) {
        let span = self.span(y);
        let mut number = self.paints.len() as u32;
        self.stops.clear();
        // So many at most: then none of them asks for room.
        self.stops.reserve(4 * span.len());
        let cells = &mut self.cells[y * self.width..][span.clone()];
        for (column, cell) in (span.start as u32..).zip(cells) {
            let (face, beside) = match lanes::alike(cell.numbers) {
                Some(all) if all < FACE => continue,
                // All around the centre is inside, so it is as well.
                Some(all) => (all ^ FACE, false),
                None if connected(&self.faces, cell) => (cell.numbers()[0] ^ FACE, true),
                None => {
                    while let Some(face) = renumber(&self.faces, cell, number) {
                        number += 1;
                        self.stops.push(Stop {
                            face,
                            column,
                            beside: true,
                        });
                    }
                    continue;
                }
            };
            cell.numbers = Vec4::splat(f32::from_bits(number));
            number += 1;
            self.stops.push(Stop {
                face,
                column,
                beside,
            });
        }
    }
}

/// Whether all places of a pixel show neighbours of the first.
#[inline]
fn connected(faces: &[Face], cell: &Cell) -> bool {
    let depth = Vec4::splat(cell.depth.x);
    let near = (cell.depth - depth).abs().cmplt(depth * NEAR);
    // The sign is the bit that tells faces.
    if cell.numbers.is_negative_bitmask() != 15 || !near.all() {
        return false;
    }
    let numbers = cell.numbers();
    let [first, others @ ..] = numbers.map(|number| &faces[(number ^ FACE) as usize]);
    others
        .iter()
        .zip(&numbers[1..])
        .all(|(other, number)| *number == numbers[0] || first.is_neighbour(other))
}

/// Gives the first face of a pixel another number, and with it all that are neighbours.
/// That face, if there is one.
#[inline(never)]
fn renumber(faces: &[Face], cell: &mut Cell, number: u32) -> Option<u32> {
    let depths = cell.depth.to_array();
    let mut numbers = cell.numbers();
    let first = numbers.iter().position(|&number| number >= FACE)?;
    let of = numbers[first];
    let face = &faces[(of ^ FACE) as usize];
    for place in first..4 {
        let other = numbers[place];
        let same = other == of
            || other >= FACE
                && (depths[place] - depths[first]).abs() < NEAR * depths[first]
                && face.is_neighbour(&faces[(other ^ FACE) as usize]);
        if same {
            numbers[place] = number;
        }
    }
    cell.numbers = Vec4::from_array(numbers.map(f32::from_bits));
    Some(of ^ FACE)
}
