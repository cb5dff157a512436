//! What a verdict tells of a session besides its outcome: when each digit was read, and
//! how many frames there were.

use std::time::Duration;

use crate::challenge::Challenge;
use crate::interval::Readings;
use crate::observation::Observations;
use crate::verdict::{DigitVerdict, FrameCounts};

pub(super) fn digits(challenge: &Challenge, readings: Option<&Readings>) -> Vec<DigitVerdict> {
    let Some(readings) = readings else {
        return Vec::new();
    };
    readings
        .digits
        .iter()
        .zip(challenge.digits())
        .map(|(reading, &digit)| {
            let time = |t: Duration| reading.found.then_some(t.as_millis() as u64);
            DigitVerdict {
                digit,
                prompted_ms: reading.prompted.as_millis() as u64,
                start_ms: time(reading.start),
                end_ms: time(reading.end),
                confidence: reading.confidence,
            }
        })
        .collect()
}

pub(super) fn frames(observations: &Observations) -> FrameCounts {
    let frames = observations.frames();
    let duration = match (frames.first(), frames.last()) {
        (Some(a), Some(b)) => b.time.saturating_sub(a.time),
        _ => Duration::ZERO,
    };
    FrameCounts {
        total: frames.len(),
        with_face: observations.seen().count(),
        duration_ms: duration.as_millis() as u64,
    }
}
