//! Plausibility: lip motion that no still, turned or bent photograph makes.
//!
//! A photograph can be moved and bent, and the mesh then sees some deformation,
//! but its lips do not part. Measured: how far the apertures range while digits
//! are read, against the jitter of a resting face, and against how much the
//! "rigid" upper face deforms at the same time. Where lips part, the jaw has to go with
//! them: through a hole in a photograph only the lips are seen.

use std::time::Duration;

use super::{Channel, ChannelName, Finding, Material, Measure, jaw};
use crate::eyes;
use crate::mouth::{INNER_APERTURE, OUTER_APERTURE};
use crate::reason::Reason;

/// Least range (5th to 95th percentile) of the larger aperture, canonical
/// centimetres: three times the jitter of a resting face before a webcam (0.09),
/// well below speech (standard deviation 0.3 to 0.5).
const LEAST_RANGE: f32 = 0.3;

/// The chin follows the lips at least so well ([`jaw::follows`]): 0.59 or more in each of 20
/// recordings of other people, and in 343 of 347 simulated ones (docs/liveness.md). Whose
/// chin is hidden is asked to show it.
const LEAST_JAW: f32 = 0.4;

/// Somebody who has not blinked for so long is asked to: most people blink every three to
/// ten seconds (Bentivoglio et al., Movement Disorders 12, 1997), a photograph never.
const BLINKS_WITHIN: Duration = Duration::from_secs(8);

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
    let blinks = eyes::blinks(&eyes);
    let watched = match (eyes.first(), eyes.last()) {
        (Some(first), Some(last)) => last.0.saturating_sub(first.0),
        _ => Duration::ZERO,
    };
    let measure = |name, value, unit| Measure { name, value, unit };
    let still = lips < LEAST_RANGE;
    let jaw = jaw::follows(&material.signal.values()[from.min(material.signal.len())..]);
    let mut reasons = Vec::new();
    if still {
        reasons.push(Reason::MouthStill);
    } else if jaw.is_some_and(|jaw| jaw < LEAST_JAW) {
        reasons.push(Reason::JawStill);
    }
    if blinks == 0 && watched >= BLINKS_WITHIN {
        reasons.push(Reason::NoBlink);
    }
    Channel {
        name: ChannelName::Plausibility,
        finding: Finding::of(&reasons),
        llr: None,
        reasons,
        measures: vec![
            measure("range of the lips' opening", lips, "cm"),
            measure("deformation of the upper face", upper, "cm"),
            measure("chin with the lips", jaw.unwrap_or(0.0), ""),
            measure("blinks", blinks as f32, ""),
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
