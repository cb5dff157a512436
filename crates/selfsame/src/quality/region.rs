//! The face without what is around it. Enters: a picture and a mesh. Leaves: the face turned
//! upright at one size, its luminance, and which pixels are its own.

use crate::frame::Picture;
use crate::landmark::Mesh;
use crate::warp::{self, Affine};

/// Side of the cut-out, pixels.
const SIDE: usize = 320;
/// From brow to brow and around the chin, clockwise on the screen: the forehead is left to
/// the hair.
const OUTLINE: [usize; 33] = [
    70, 63, 105, 66, 107, 336, 296, 334, 293, 300, 356, 454, 323, 361, 288, 397, 365, 379, 378,
    400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127,
];
/// Corners of the subject's right and left eye, and of the mouth.
const RIGHT_EYE: [usize; 2] = [33, 133];
const LEFT_EYE: [usize; 2] = [263, 362];
const MOUTH: [usize; 2] = [61, 291];
/// Side of a cheek's square over the distance of the eyes.
const CHEEK: f32 = 0.3;

pub(super) struct Region {
    rgb: Vec<u8>,
    luminance: Vec<u8>,
    own: Vec<bool>,
    /// Upper left corners of the squares on the cheeks, and their side.
    cheeks: [[usize; 2]; 2],
    side: usize,
    /// Where the mesh's points lie in the cut-out.
    points: Vec<[f32; 2]>,
}

/// How many of the pixels have a luminance, as shares of all.
pub(super) type Histogram = [f32; 256];

impl Region {
    pub(super) fn of(picture: &Picture, mesh: &Mesh) -> Self {
        let around = mesh.region();
        let map = Affine::square(around.centre, around.side, around.angle, SIDE as u32);
        let rgb = warp::cut(picture, &map, SIDE as u32, SIDE as u32);
        let light: Vec<f32> = (0u8..=255).map(linear).collect();
        let luminance = rgb.as_chunks::<3>().0.iter().map(|&[r, g, b]| {
            let [r, g, b] = [r, g, b].map(|level| light[usize::from(level)]);
            (255.0 * (0.2126 * r + 0.7152 * g + 0.0722 * b)).round() as u8
        });
        let into = |p: [f32; 2]| back(&map, p);
        let middle = |points: &[usize; 2]| into(mesh.middle(points));
        let (right, left, mouth) = (middle(&RIGHT_EYE), middle(&LEFT_EYE), middle(&MOUTH));
        let eyes = [0, 1].map(|i| f32::midpoint(right[i], left[i]));
        let down = (mouth[0] - eyes[0]).hypot(mouth[1] - eyes[1]) / 2.0;
        let side = CHEEK * (right[0] - left[0]).hypot(right[1] - left[1]);
        let side = (side as usize).clamp(1, SIDE);
        let corner = |x: f32, y: f32| [x, y].map(|v| (v.max(0.0) as usize).min(SIDE - side));
        Self {
            luminance: luminance.collect(),
            own: inside(&OUTLINE.map(|i| into(mesh.at(i)))),
            cheeks: [
                corner(right[0] - side as f32, right[1] + down),
                corner(left[0], left[1] + down),
            ],
            side,
            points: (0..mesh.points().len()).map(|i| into(mesh.at(i))).collect(),
            rgb,
        }
    }

    /// Of the face.
    pub(super) fn histogram(&self) -> Histogram {
        let own = self.luminance.iter().zip(&self.own);
        histogram(own.filter(|(_, own)| **own).map(|(level, _)| *level))
    }

    /// Of the right and the left cheek.
    pub(super) fn cheeks(&self) -> [Histogram; 2] {
        self.cheeks
            .map(|from| histogram(self.square(from).map(|i| self.luminance[i])))
    }

    /// Lightness (L* of CIELAB, 0..=100) of the cheeks' pixels.
    pub(super) fn cheek_lightness(&self) -> Vec<f32> {
        let pixels = self.cheeks.iter().flat_map(|&from| self.square(from));
        pixels.map(|i| self.lightness_of(i)).collect()
    }

    /// The same of the whole face.
    pub(super) fn face_lightness(&self) -> Vec<f32> {
        let own = (0..SIDE * SIDE).filter(|&i| self.own[i]);
        own.map(|i| self.lightness_of(i)).collect()
    }

    /// The same of a rectangle around the middle of two points of the mesh; half of its sides
    /// in distances of the two.
    pub(super) fn lightness(&self, ends: [usize; 2], half: [f32; 2]) -> Vec<f32> {
        let [a, b] = ends.map(|i| self.points[i]);
        let width = (a[0] - b[0]).hypot(a[1] - b[1]);
        let [across, down] = [0, 1].map(|axis| {
            let (middle, half) = (f32::midpoint(a[axis], b[axis]), half[axis] * width);
            let place = |v: f32| (v.round().max(0.0) as usize).min(SIDE);
            place(middle - half)..place(middle + half)
        });
        let places = down.flat_map(|y| across.clone().map(move |x| y * SIDE + x));
        places.map(|i| self.lightness_of(i)).collect()
    }

    fn lightness_of(&self, pixel: usize) -> f32 {
        116.0 * cube_root(f32::from(self.luminance[pixel]) / 255.0) - 16.0
    }

    /// The cheeks' mean colour: `a` and `b` of CIELAB.
    pub(super) fn colour(&self) -> [f32; 2] {
        let mut sum = [0.0; 2];
        for i in self.cheeks.iter().flat_map(|&from| self.square(from)) {
            let [a, b] = lab([self.rgb[3 * i], self.rgb[3 * i + 1], self.rgb[3 * i + 2]]);
            sum = [sum[0] + a, sum[1] + b];
        }
        let n = (2 * self.side * self.side) as f32;
        sum.map(|sum| sum / n)
    }

    fn square(&self, [x, y]: [usize; 2]) -> impl Iterator<Item = usize> {
        let side = self.side;
        (y..y + side).flat_map(move |y| (x..x + side).map(move |x| y * SIDE + x))
    }
}

fn histogram(levels: impl Iterator<Item = u8>) -> Histogram {
    let mut counts = [0.0f32; 256];
    let mut n = 0.0;
    for level in levels {
        counts[usize::from(level)] += 1.0;
        n += 1.0;
    }
    counts.map(|count| count / f32::max(n, 1.0))
}

/// Linear light of a level of sRGB (IEC 61966-2-1), 0..=1.
pub(super) fn linear(level: u8) -> f32 {
    let v = f32::from(level) / 255.0;
    if v <= 0.04045 {
        v / 12.92
    } else {
        ((v + 0.055) / 1.055).powf(2.4)
    }
}

/// `a` and `b` of CIELAB (ISO/CIE 11664-4), white point D65.
fn lab(rgb: [u8; 3]) -> [f32; 2] {
    let [r, g, b] = rgb.map(linear);
    let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
    let [x, y, z] = [x, y, z].map(cube_root);
    [500.0 * (x - y), 200.0 * (y - z)]
}

/// CIELAB's, which is straight near zero.
fn cube_root(v: f32) -> f32 {
    if v > 216.0 / 24_389.0 {
        v.cbrt()
    } else {
        (24_389.0 / 27.0 * v + 16.0) / 116.0
    }
}

/// A place of the picture in the cut-out.
fn back(map: &Affine, [u, v]: [f32; 2]) -> [f32; 2] {
    let [a, b, c, d, e, f] = map.m;
    let (u, v, over) = (u - c, v - f, a * e - b * d);
    [(e * u - b * v) / over, (a * v - d * u) / over]
}

/// Which pixels of the cut-out lie inside an outline, by even and odd crossings.
fn inside(outline: &[[f32; 2]]) -> Vec<bool> {
    let mut own = vec![false; SIDE * SIDE];
    for (y, row) in own.chunks_exact_mut(SIDE).enumerate() {
        let y = y as f32 + 0.5;
        let mut crossings: Vec<f32> = Vec::new();
        for (i, &[x0, y0]) in outline.iter().enumerate() {
            let [x1, y1] = outline[(i + 1) % outline.len()];
            if (y0 <= y) != (y1 <= y) {
                crossings.push(x0 + (y - y0) / (y1 - y0) * (x1 - x0));
            }
        }
        crossings.sort_by(f32::total_cmp);
        for [from, to] in crossings.as_chunks::<2>().0 {
            let pixel = |x: f32| (x.round().max(0.0) as usize).min(SIDE);
            let (from, to) = (pixel(*from), pixel(*to));
            row[from..to.max(from)].fill(true);
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_outline_owns_its_pixels() {
        let own = inside(&[[10.0, 20.0], [50.0, 20.0], [50.0, 30.0], [10.0, 30.0]]);
        assert_eq!(own.iter().filter(|own| **own).count(), 400);
        assert!(own[25 * SIDE + 10] && !own[25 * SIDE + 50] && !own[19 * SIDE + 20]);
        // Beyond the cut-out nothing is lost and nothing breaks.
        let own = inside(&[
            [-50.0, -50.0],
            [900.0, -50.0],
            [900.0, 900.0],
            [-50.0, 900.0],
        ]);
        assert!(own.iter().all(|own| *own));
    }

    #[test]
    fn places_lead_back() {
        let map = Affine::square([50.0, 40.0], 80.0, 0.3, SIDE as u32);
        let [x, y] = back(&map, map.apply(12.0, 200.0));
        assert!((x - 12.0).abs() < 1e-3 && (y - 200.0).abs() < 1e-3);
    }

    #[test]
    fn colours_are_those_of_the_tables() {
        // Pure red, and a grey that has none.
        let [a, b] = lab([255, 0, 0]);
        assert!((a - 80.1).abs() < 0.3 && (b - 67.2).abs() < 0.3, "{a} {b}");
        let [a, b] = lab([128; 3]);
        assert!(a.abs() < 0.1 && b.abs() < 0.1, "{a} {b}");
        assert!((linear(188) - 0.503).abs() < 0.001);
    }
}
