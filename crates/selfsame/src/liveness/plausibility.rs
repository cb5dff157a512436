//! Plausibility: lip motion that no still, turned or bent photograph makes.
//!
//! A photograph can be moved and bent, and the mesh then sees some deformation,
//! but its lips do not part. Measured: how far the apertures range while digits
//! are read, against the jitter of a resting face, and against how much the
//! "rigid" upper face deforms at the same time.

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::eyes;
use crate::mouth::{INNER_APERTURE, OUTER_APERTURE};
use crate::reason::Reason;

/// Least range (5th to 95th percentile) of the larger aperture, canonical
/// centimetres: three times the jitter of a resting face before a webcam (0.09),
/// well below speech (standard deviation 0.3 to 0.5).
const LEAST_RANGE: f32 = 0.3;

pub(super) fn judge(material: &Material<'_>) -> Channel {
    let from = material
        .signal
        .index(material.prompts.start().as_secs_f32());
    let range_of = |measure: usize| {
        let values = material.signal.measure(measure);
        range(&values[from.min(values.len())..])
    };
    let lips = range_of(INNER_APERTURE).max(range_of(OUTER_APERTURE));
    let residuals: Vec<f32> = material
        .observations
        .seen()
        .map(|(_, s)| s.pose.residual)
        .collect();
    let upper = range(&residuals);
    let eyes: Vec<_> = material
        .observations
        .seen()
        .filter(|(time, _)| *time >= material.prompts.start())
        .map(|(time, seen)| (time, seen.eyes))
        .collect();
    let blinks = eyes::blinks(&eyes) as f32;
    let measure = |name, value, unit| Measure { name, value, unit };
    let still = lips < LEAST_RANGE;
    Channel {
        name: ChannelName::Plausibility,
        finding: if still {
            Finding::Contradicts
        } else {
            Finding::Supports
        },
        llr: None,
        reasons: if still {
            vec![Reason::MouthStill]
        } else {
            Vec::new()
        },
        measures: vec![
            measure("range of the lips' opening", lips, "cm"),
            measure("deformation of the upper face", upper, "cm"),
            measure("blinks", blinks, ""),
        ],
    }
}

/// From the 5th to the 95th percentile.
fn range(values: &[f32]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    let at = |q: f32| sorted[((sorted.len() - 1) as f32 * q).round() as usize];
    at(0.95) - at(0.05)
}
