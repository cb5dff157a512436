//! What is behind a portrait. Enters: a picture and a mesh. Leaves: how uneven it is.

use super::region::linear;
use crate::frame::Picture;
use crate::landmark::Mesh;
use crate::warp::{self, Affine};

/// Side of the cut-out, pixels, and the distance of the eyes' middles in it: about as in OFIQ.
const SIDE: usize = 320;
const EYES: f32 = 76.0;
/// The eyes' line, of the cut-out's height: it leaves room above the head.
const EYE_LINE: f32 = 0.65;
/// Beside the head there is nothing of it, in distances of the eyes: hair, mostly.
const BESIDE: f32 = 1.7;
/// Nor above it.
const ABOVE: f32 = 2.1;
/// Below this there are shoulders.
const BELOW: f32 = 0.8;
/// With less of it, a share of the cut-out, nothing is said.
const LEAST: f32 = 0.02;
/// Scharr's weights across a gradient, as OFIQ has them.
const SCHARR: [f32; 3] = [3.0, 10.0, 3.0];
const RIGHT_EYE: [usize; 2] = [33, 133];
const LEFT_EYE: [usize; 2] = [263, 362];

/// Mean gradient of the luminance (Scharr's, levels of 0..=255) beside and above the head; none
/// where the picture shows too little of that. The standard takes away the person by a
/// network; this takes what is farther away than heads reach, so long hair and hats count.
pub(super) fn unevenness(picture: &Picture, mesh: &Mesh) -> Option<f32> {
    let (right, left) = (mesh.middle(&RIGHT_EYE), mesh.middle(&LEFT_EYE));
    let between = (left[0] - right[0]).hypot(left[1] - right[1]);
    let eyes = [0, 1].map(|i| f32::midpoint(right[i], left[i]));
    let side = between * SIDE as f32 / EYES;
    let centre = [eyes[0], eyes[1] + side * (0.5 - EYE_LINE)];
    let map = Affine::square(centre, side, 0.0, SIDE as u32);
    let rgb = warp::cut(picture, &map, SIDE as u32, SIDE as u32);
    let light: Vec<f32> = (0u8..=255).map(|level| 255.0 * linear(level)).collect();
    let luminance: Vec<f32> = rgb
        .as_chunks::<3>()
        .0
        .iter()
        .map(|&[r, g, b]| {
            let [r, g, b] = [r, g, b].map(|level| light[usize::from(level)]);
            0.2126 * r + 0.7152 * g + 0.0722 * b
        })
        .collect();
    let (wide, high) = (picture.width() as f32, picture.height() as f32);
    // The picture's edge is no edge of what it shows.
    let inside = |x: usize, y: usize| {
        [(x - 1, y - 1), (x + 2, y + 2)].iter().all(|&(x, y)| {
            let [x, y] = map.apply(x as f32, y as f32);
            (0.0..=wide).contains(&x) && (0.0..=high).contains(&y)
        })
    };
    let behind = |x: usize, y: usize| {
        let dx = (x as f32 + 0.5 - SIDE as f32 / 2.0) / EYES;
        let dy = (y as f32 + 0.5 - SIDE as f32 * EYE_LINE) / EYES;
        (dx.abs() > BESIDE && dy < BELOW) || dy < -ABOVE
    };
    let (mut sum, mut n) = (0.0, 0.0);
    for y in 1..SIDE - 1 {
        for x in 1..SIDE - 1 {
            if behind(x, y) && inside(x, y) {
                let at = |dx: usize, dy: usize| luminance[(y + dy - 1) * SIDE + x + dx - 1];
                let [mut across, mut down] = [0.0; 2];
                for (i, weight) in SCHARR.into_iter().enumerate() {
                    across += weight * (at(2, i) - at(0, i));
                    down += weight * (at(i, 2) - at(i, 0));
                }
                sum += across.hypot(down);
                n += 1.0;
            }
        }
    }
    (n >= LEAST * (SIDE * SIDE) as f32).then(|| sum / n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::landmark::POINTS;

    /// Stripes where they are wanted, by the way from between the eyes in their distances.
    fn striped(wanted: impl Fn(f32, f32) -> bool) -> f32 {
        let (wide, high, eyes) = (440u32, 480u32, [220.0, 300.0]);
        let places = (0..high).flat_map(|y| (0..wide).map(move |x| (x, y)));
        let rgb = places.flat_map(|(x, y)| {
            let [dx, dy] = [x as f32 - eyes[0], y as f32 - eyes[1]].map(|v| v / EYES);
            let dark = wanted(dx, dy) && (x / 4 + y / 4) % 2 == 0;
            [if dark { 40 } else { 200 }; 3]
        });
        let picture = Picture::from_rgb(wide, high, rgb.collect()).unwrap();
        let mut points = vec![[eyes[0], eyes[1], 0.0]; POINTS];
        for (right, left) in RIGHT_EYE.into_iter().zip(LEFT_EYE) {
            points[right][0] -= EYES / 2.0;
            points[left][0] += EYES / 2.0;
        }
        unevenness(&picture, &Mesh::new(points, 1.0).unwrap()).unwrap()
    }

    #[test]
    fn what_is_beside_and_above_the_head_counts_and_nothing_else() {
        assert_eq!(striped(|_, _| false), 0.0);
        assert_eq!(striped(|dx, dy| dx.abs() < 1.5 && dy > -1.9), 0.0);
        assert_eq!(striped(|_, dy| dy > 1.0), 0.0);
        for part in [
            striped(|dx, dy| dx > 1.8 && dy < 0.7),
            striped(|dx, dy| dx < -1.8 && dy < 0.7),
            striped(|dx, dy| dx.abs() < 1.5 && dy < -2.2),
        ] {
            assert!(part > 100.0, "{part}");
        }
    }

    #[test]
    fn a_picture_of_the_face_alone_shows_no_backdrop() {
        let picture = Picture::from_rgb(200, 200, vec![90; 200 * 200 * 3]).unwrap();
        let mut points = vec![[100.0, 100.0, 0.0]; POINTS];
        for (right, left) in RIGHT_EYE.into_iter().zip(LEFT_EYE) {
            points[right][0] -= 35.0;
            points[left][0] += 35.0;
        }
        let mesh = Mesh::new(points, 1.0).unwrap();
        assert_eq!(unevenness(&picture, &mesh), None);
    }
}
