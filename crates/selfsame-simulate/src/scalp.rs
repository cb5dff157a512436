//! Where hair grows.
//!
//! Enters: a place on the resting head (decimetres). Leaves: 0..=1.

use glam::Vec3;

use crate::noise::{smooth, step};
use crate::person::looks::{BeardForm, Hair};

/// How high the hairline is, by the angle from the front (radians, decimetres).
const LINE: [(f32, f32); 8] = [
    (0.0, 8.04),
    (0.45, 8.0),
    (0.75, 7.86),
    (1.0, 7.62),
    (1.2, 7.3),
    (1.55, 7.45),
    (1.9, 6.95),
    (3.2, 6.75),
];

/// Whether the scalp's hair grows here.
pub(crate) fn hairline(rest: Vec3, hair: &Hair) -> f32 {
    let around = rest.x.atan2(rest.z - 0.45).abs();
    let after = LINE
        .iter()
        .position(|(a, _)| *a > around)
        .unwrap_or(LINE.len() - 1)
        .max(1);
    let ((a0, y0), (a1, y1)) = (LINE[after - 1], LINE[after]);
    let line = y0 + (y1 - y0) * ((around - a0) / (a1 - a0)).clamp(0.0, 1.0);
    // Receding goes back at the temples first, then at the crown.
    let temples = (-((around - 0.6) / 0.45).powi(2)).exp() * 0.32 + step(1.2, 0.0, around) * 0.2;
    let fringe = hair.fringe * 0.36 * step(1.0, 0.5, around);
    let line = line + hair.high / 100.0 + hair.receded * temples - fringe;
    // Ragged, and thinner towards its edge.
    let ragged = 0.07 * (smooth(around * 9.0, rest.y * 5.0, 61) - 0.5);
    step(line - 0.06, line + 0.09, rest.y + ragged)
}

/// Whether a beard grows here; `lips` says how much the place is of the lips.
pub(crate) fn beard(rest: Vec3, lips: f32, form: BeardForm) -> f32 {
    let (x, y, z) = (rest.x.abs(), rest.y, rest.z);
    // Cheek line from the sideburn to the corner of the mouth.
    let cheek = 6.66 + 0.72 * step(0.3, 0.9, x);
    let jaw = step(cheek + 0.10, cheek - 0.10, y) * step(6.02, 6.2, y) * step(0.15, 0.45, z);
    let moustache =
        step(0.34, 0.22, x) * step(6.64, 6.70, y) * step(6.83, 6.77, y) * step(1.0, 1.2, z);
    // Beside the narrow strip below the lower lip nothing grows.
    let bare = step(0.08, 0.0, (x - 0.13).abs()) * step(6.36, 6.42, y) * step(6.52, 6.48, y);
    let jaw = match form {
        BeardForm::Full => jaw,
        BeardForm::Goatee => jaw * step(0.42, 0.32, x) * step(0.9, 1.1, z),
        BeardForm::Moustache => 0.0,
    };
    (jaw * (1.0 - 0.7 * bare)).max(moustache) * (1.0 - step(0.05, 0.3, lips))
}
