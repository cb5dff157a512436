//! How a face is laid out: heights, widths and depths of its parts.
//!
//! Enters: a seed and a resting head, the middle between the eyes at the origin. Leaves:
//! the head, smoothly stretched.
//!
//! Recognition looks at proportions far more than at any single feature (measured: of
//! MakeHuman's face details, those that move or scale eyes, brows, nose and mouth change
//! a template several times as much as all others), and people differ in them by five to
//! ten parts in a hundred (standard deviations of Farkas, Anthropometry of the Head and
//! Face, 2nd ed., 1994: nasal width 8 %, mouth width 7 %, nose height 7 %, philtrum 15 %).

use glam::Vec3;

use crate::dice::Dice;

/// Bands of a face from above: lower and upper end (decimetres from the eyes), and the
/// standard deviation of their heights as a share. The eyes keep their height.
const BANDS: [(f32, f32, f32); 6] = [
    (0.30, 1.10, 0.08),
    (0.13, 0.30, 0.16),
    (-0.42, -0.13, 0.12),
    (-0.60, -0.42, 0.16),
    (-0.85, -0.60, 0.08),
    (-1.20, -0.85, 0.13),
];
/// Height, reach and standard deviation of the head's widths: forehead, temples,
/// cheekbones, jaw, chin.
const WIDTHS: [(f32, f32, f32); 5] = [
    (0.65, 0.40, 0.05),
    (0.10, 0.35, 0.035),
    (-0.40, 0.30, 0.05),
    (-0.85, 0.30, 0.07),
    (-1.15, 0.20, 0.09),
];
/// Parts in the middle: height, reach up and across, and standard deviation of the width.
const MIDDLE: [(f32, f32, f32, f32); 3] = [
    (-0.08, 0.22, 0.14, 0.10),
    (-0.42, 0.16, 0.22, 0.10),
    (-0.72, 0.14, 0.34, 0.09),
];
/// How far the eyes are from each other: standard deviation of half of it, decimetres.
const APART: f32 = 0.024;
/// Depths: height, how far from the middle, reach up and across, and standard deviation
/// in decimetres: brow, root and tip of the nose, cheekbones, lips, chin.
const DEPTHS: [(f32, f32, f32, f32, f32); 6] = [
    (0.22, 0.25, 0.14, 0.40, 0.030),
    (-0.05, 0.0, 0.14, 0.10, 0.030),
    (-0.36, 0.0, 0.16, 0.13, 0.045),
    (-0.25, 0.45, 0.20, 0.25, 0.035),
    (-0.72, 0.0, 0.16, 0.35, 0.028),
    (-1.08, 0.0, 0.18, 0.30, 0.050),
];
/// Wider than people are by this factor, because recognition takes rendered faces for
/// more alike than real ones (chosen by eye: wider ones are caricatures).
const WIDE: f32 = 1.3;
/// Nothing leaves the mean by more standard deviations.
const MOST: f32 = 2.4;

/// The proportions of one person, as shares and decimetres off the mean.
pub(super) struct Proportions {
    bands: [f32; BANDS.len()],
    widths: [f32; WIDTHS.len()],
    middle: [f32; MIDDLE.len()],
    apart: f32,
    depths: [f32; DEPTHS.len()],
}

impl Proportions {
    pub(super) fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, "proportions");
        let mut draw = |spread: f32| dice.normal(0.0, WIDE).clamp(-MOST, MOST) * spread;
        Self {
            bands: BANDS.map(|(_, _, spread)| draw(spread)),
            widths: WIDTHS.map(|(_, _, spread)| draw(spread)),
            middle: MIDDLE.map(|(.., spread)| draw(spread)),
            apart: draw(APART),
            depths: DEPTHS.map(|(.., spread)| draw(spread)),
        }
    }

    pub(super) fn apply(&self, shape: &mut [Vec3]) {
        for vertex in shape {
            *vertex = self.moved(*vertex);
        }
    }

    /// Widths and depths are looked up at the height of the mean face, then heights change.
    fn moved(&self, p: Vec3) -> Vec3 {
        let bell = |v: f32, reach: f32| (-(v / reach).powi(2)).exp();
        let (x, y) = (p.x.abs(), p.y);
        let mut wider = 1.0;
        for ((height, reach, _), by) in WIDTHS.iter().zip(self.widths) {
            // The middle of the face has widths of its own.
            wider += by * bell(y - height, *reach) * (1.0 - 0.6 * bell(x, 0.45));
        }
        for ((height, up, across, _), by) in MIDDLE.iter().zip(self.middle) {
            wider += by * bell(y - height, *up) * bell(x, *across);
        }
        // Eyes move apart as they are: what is between and beside them is stretched.
        let beside = (x / 0.16).min(1.0) * (1.0 - ((x - 0.5) / 0.3).clamp(0.0, 1.0));
        let apart = self.apart * beside * bell(y, 0.35) * p.x.signum();
        // Only what is in front comes forward.
        let front = ((p.z + 0.4) / 0.5).clamp(0.0, 1.0);
        let mut deeper = 0.0;
        for ((height, off, up, across, _), by) in DEPTHS.iter().zip(self.depths) {
            deeper += by * bell(y - height, *up) * bell(x - off, *across);
        }
        Vec3::new(p.x * wider + apart, self.height(y), p.z + deeper * front)
    }

    /// Where a height of the mean face goes: each band is stretched, with soft ends, and
    /// moves what lies beyond it.
    fn height(&self, y: f32) -> f32 {
        let mut moved = y;
        for ((low, high, _), by) in BANDS.iter().zip(self.bands) {
            let size = high - low;
            let (inner, outer) = if *high > 0.0 {
                (*low, *high)
            } else {
                (*high, *low)
            };
            let way = ((y - inner) / (outer - inner)).clamp(0.0, 1.0);
            // The integral of 6 t (1 - t): no stretch at the ends, and 1 in all.
            let way = way * way * (3.0 - 2.0 * way);
            moved += way * by * size * (outer - inner).signum();
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> impl Iterator<Item = Proportions> {
        (0..400).map(Proportions::of)
    }

    #[test]
    fn eyes_keep_their_middle_and_height_and_nearly_their_width() {
        for face in people() {
            assert_eq!(face.moved(Vec3::ZERO).truncate(), glam::Vec2::ZERO);
            // Across an eyeball, 0.24 dm wide.
            let [a, b] = [0.19, 0.43].map(|x| face.moved(Vec3::new(x, 0.0, 0.0)).x);
            let stretch = (b - a) / 0.24;
            assert!((0.88..1.12).contains(&stretch), "{stretch}");
            let [a, b] = [-0.12, 0.12].map(|y| face.height(y));
            assert!((b - a - 0.24).abs() < 1e-6);
        }
    }

    #[test]
    fn nothing_is_turned_inside_out() {
        for face in people() {
            let heights: Vec<f32> = (-200..150).map(|i| face.height(i as f32 / 100.0)).collect();
            assert!(heights.is_sorted());
            for y in -12..8 {
                let row = |i: i32| Vec3::new(i as f32 / 50.0, y as f32 / 10.0, 0.5);
                let across: Vec<f32> = (0..60).map(|i| face.moved(row(i)).x).collect();
                assert!(across.is_sorted(), "{y}: {across:?}");
            }
        }
    }

    #[test]
    fn a_seed_is_a_face_and_two_are_two() {
        let at = Vec3::new(0.2, -0.7, 0.6);
        let of = |seed| Proportions::of(seed).moved(at);
        assert_eq!(of(5), of(5));
        assert!(of(5).distance(of(6)) > 0.005);
    }
}
