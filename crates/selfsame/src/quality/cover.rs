//! What hides eyes or mouth. Enters: the face's cut-out. Leaves: shares and spreads of its
//! lightness.
//!
//! Where the standard asks a network which pixels are face, this looks at what glare, dark
//! glasses and covers of one colour do to the lightness. A pattern on a mask, a patch with a
//! picture on it, hair over an eye are not seen.

use super::region::Region;

/// Outer and inner corner of the subject's right and left eye.
const EYES: [[usize; 2]; 2] = [[33, 133], [263, 362]];
/// Corners of the mouth.
const MOUTH: [usize; 2] = [61, 291];
/// Half the sides of an eye's zone, in widths of the eye, and of the mouth's, in its widths.
const EYE_ZONE: [f32; 2] = [0.6, 0.35];
const MOUTH_ZONE: [f32; 2] = [0.5, 0.3];
/// Lightness (L* of CIELAB, 0..=100) from which it is glare.
const GLARE: f32 = 95.0;
/// The eye's median lightness over the cheeks' at which the eye is half hidden by dark glass,
/// and how quickly that changes. Of photographs of the press one in a hundred has less.
const DARK: f32 = 0.22;
const DARK_WIDTH: f32 = 0.03;

/// How much of the more hidden eye is hidden, 0..=1.
pub(super) fn hidden_eyes(region: &Region) -> f32 {
    let skin = median(&region.cheek_lightness()).max(1.0);
    let hidden = |corners: [usize; 2]| {
        let zone = region.lightness(corners, EYE_ZONE);
        let glare = zone.iter().filter(|l| **l > GLARE).count() as f32;
        let glare = glare / zone.len().max(1) as f32;
        let dark = 1.0 / (1.0 + ((median(&zone) / skin - DARK) / DARK_WIDTH).exp());
        glare.max(dark)
    };
    EYES.map(hidden).into_iter().fold(0.0, f32::max)
}

/// Standard deviation of the mouth's lightness over that of the whole face's: lips, their line
/// and their shadow make it, and nothing that lies before them.
pub(super) fn mouth_spread(region: &Region) -> f32 {
    let mouth = spread(&region.lightness(MOUTH, MOUTH_ZONE));
    mouth / spread(&region.face_lightness()).max(0.1)
}

fn spread(values: &[f32]) -> f32 {
    let n = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / n;
    let variance = values.iter().map(|l| (l - mean).powi(2)).sum::<f32>() / n;
    variance.sqrt()
}

fn median(values: &[f32]) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}
