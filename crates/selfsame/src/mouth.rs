//! The mouth in one frame: measures that do not change when the head turns, and
//! a registered picture of it.
//!
//! Enters: a mesh, its pose, the picture. Leaves: [`MouthMeasures`] in canonical
//! centimetres, and a [`MouthCrop`] of fixed size in the canonical frame.

use serde::{Deserialize, Serialize};

use crate::frame::Picture;
use crate::landmark::Mesh;
use crate::pose::Pose;
use crate::warp::{self, Affine};

/// How many measures a mouth has.
pub const MEASURES: usize = 16;

/// What each measure is, in order. Lengths in canonical centimetres, areas in
/// square centimetres.
pub const MEASURE_NAMES: [&str; MEASURES] = [
    "inner aperture",
    "outer aperture",
    "width",
    "inner width",
    "inner area",
    "outer area",
    "roundness",
    "upper lip height",
    "lower lip height",
    "upper lip depth",
    "lower lip depth",
    "upper lip thickness",
    "lower lip thickness",
    "corner height",
    "corner depth",
    "chin height",
];

/// Index of the inner aperture: how far the lips are apart.
pub const INNER_APERTURE: usize = 0;
/// Index of the outer aperture: from the upper edge of the upper lip to the
/// lower edge of the lower one.
pub const OUTER_APERTURE: usize = 1;
/// Index of the distance of the corners.
pub const WIDTH: usize = 2;
/// Index of the chin's height.
pub const CHIN: usize = 15;

/// Outline of the lips, clockwise from the subject's right corner.
const OUTER: [usize; 20] = [
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
];
/// Inner edge of the lips, in the same order.
const INNER: [usize; 20] = [
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
];

/// One frame's mouth measures, in the order of [`MEASURE_NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MouthMeasures(pub [f32; MEASURES]);

impl MouthMeasures {
    /// Measures a mouth.
    #[must_use]
    pub fn of(mesh: &Mesh, pose: &Pose) -> Self {
        let point = |i: usize| pose.normalise(mesh.points()[i]);
        let [upper, lower, inner_upper, inner_lower] = [0, 17, 13, 14].map(point);
        let [right, left, inner_right, inner_left] = [61, 291, 78, 308].map(point);
        let chin = point(152);
        let outer_aperture = distance(upper, lower);
        let width = distance(right, left);
        Self([
            distance(inner_upper, inner_lower),
            outer_aperture,
            width,
            distance(inner_right, inner_left),
            area(&INNER.map(point)),
            area(&OUTER.map(point)),
            outer_aperture / width.max(0.1),
            upper[1],
            lower[1],
            upper[2],
            lower[2],
            distance(upper, inner_upper),
            distance(inner_lower, lower),
            (right[1] + left[1]) / 2.0,
            (right[2] + left[2]) / 2.0,
            chin[1],
        ])
    }
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f32>().sqrt()
}

/// Area of a polygon seen from the front.
fn area(points: &[[f32; 3]]) -> f32 {
    let next = points.iter().cycle().skip(1);
    let twice: f32 = points
        .iter()
        .zip(next)
        .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
        .sum();
    twice.abs() / 2.0
}

/// Width of a registered mouth picture, pixels.
pub const CROP_WIDTH: u32 = 64;
/// Height of a registered mouth picture, pixels.
pub const CROP_HEIGHT: u32 = 48;
/// Width of what it shows, canonical centimetres: a wide smile fits.
const CROP_CENTIMETRES: f32 = 9.0;
/// The middle of what it shows: the canonical mouth's, a little lower, since
/// mouths open downwards.
const CROP_CENTRE: [f32; 3] = [0.0, -4.4, 5.0];

/// A mouth cut out in the canonical frame: shifted, scaled, tilted and
/// foreshortened back, so that a point of the face stays at a pixel.
#[derive(Clone, PartialEq, Eq)]
pub struct MouthCrop(Vec<u8>);

impl MouthCrop {
    /// Cuts the mouth out.
    #[must_use]
    pub fn of(picture: &Picture, pose: &Pose) -> Self {
        let unit = CROP_CENTIMETRES / CROP_WIDTH as f32;
        let [x, y, z] = CROP_CENTRE;
        let centre = pose.project(CROP_CENTRE);
        let right = pose.project([x + unit, y, z]);
        let down = pose.project([x, y - unit, z]);
        let (ax, ay) = (right[0] - centre[0], right[1] - centre[1]);
        let (bx, by) = (down[0] - centre[0], down[1] - centre[1]);
        let (half_w, half_h) = (CROP_WIDTH as f32 / 2.0, CROP_HEIGHT as f32 / 2.0);
        let map = Affine {
            m: [
                ax,
                bx,
                centre[0] - half_w * ax - half_h * bx,
                ay,
                by,
                centre[1] - half_w * ay - half_h * by,
            ],
        };
        Self(warp::cut(picture, &map, CROP_WIDTH, CROP_HEIGHT))
    }

    /// RGB bytes, [`CROP_WIDTH`] x [`CROP_HEIGHT`], row by row.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.0
    }
}

/// Black: what stands in a trace, which keeps no pictures.
impl Default for MouthCrop {
    fn default() -> Self {
        Self(vec![0; (CROP_WIDTH * CROP_HEIGHT * 3) as usize])
    }
}

impl std::fmt::Debug for MouthCrop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MouthCrop({CROP_WIDTH}x{CROP_HEIGHT})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::CANONICAL_FACE;
    use crate::landmark::POINTS;

    /// The canonical face with its lower lip and chin let down, turned.
    fn mouth(open: f32, yaw: f32) -> MouthMeasures {
        let (s, c) = yaw.to_radians().sin_cos();
        let mut points: Vec<[f32; 3]> = CANONICAL_FACE
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let lower = [14, 17, 152, 87, 317, 84, 314].contains(&i);
                let y = p[1] - if lower { open } else { 0.0 };
                let (x, z) = (c * p[0] + s * p[2], c * p[2] - s * p[0]);
                [300.0 + 9.0 * x, 200.0 - 9.0 * y, -9.0 * z]
            })
            .collect();
        points.resize(POINTS, [300.0, 200.0, 0.0]);
        let mesh = Mesh::new(points, 1.0).unwrap();
        MouthMeasures::of(&mesh, &Pose::of(&mesh).unwrap())
    }

    #[test]
    fn opening_is_measured_in_centimetres_whatever_the_pose() {
        let closed = mouth(0.0, 0.0).0;
        for yaw in [0.0, -25.0, 30.0] {
            let open = mouth(1.5, yaw).0;
            assert!((open[INNER_APERTURE] - closed[INNER_APERTURE] - 1.5).abs() < 0.1);
            assert!((open[OUTER_APERTURE] - closed[OUTER_APERTURE] - 1.5).abs() < 0.1);
            assert!((open[WIDTH] - closed[WIDTH]).abs() < 0.02);
            assert!((open[15] - closed[15] + 1.5).abs() < 0.02);
        }
    }
}
