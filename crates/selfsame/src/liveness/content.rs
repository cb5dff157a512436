//! Content: did the lips form the prompted digits?
//!
//! The alignment (`interval`) has held the prompted digit against every other one of the
//! language in its place. Each digit speaks for the session or against it within bounds:
//! nobody is turned down over one.

use super::{Channel, ChannelName, Finding, Material, Measure};

/// Makes the ratio one that means what it says: slope, and intercept a digit. By logistic
/// regression on 100 simulated people (seeds 201 to 300) against 20 other challenges each.
const CALIBRATION: [f32; 2] = [0.52, 0.28];
/// Above this the content speaks for the session.
const SUPPORTS: f32 = 2.0;

pub(super) fn judge(material: &Material<'_>) -> Channel {
    let digits = material.readings.digits.iter();
    let ratios: Vec<f32> = digits
        .filter_map(|reading| reading.against_others)
        .collect();
    if ratios.is_empty() {
        return Channel {
            finding: Finding::Unclear,
            ..Channel::not_evaluated(ChannelName::Content)
        };
    }
    let [slope, each] = CALIBRATION;
    let llr = slope * ratios.iter().sum::<f32>() + each * ratios.len() as f32;
    let measure = |name, value, unit| Measure { name, value, unit };
    let likelier = ratios.iter().filter(|ratio| **ratio > 0.0).count();
    Channel {
        name: ChannelName::Content,
        finding: match llr > SUPPORTS {
            true => Finding::Supports,
            false => Finding::Unclear,
        },
        llr: Some(llr),
        reasons: Vec::new(),
        measures: vec![
            measure("readings compared with all digits", ratios.len() as f32, ""),
            measure("likelier than the mean of all digits", likelier as f32, ""),
        ],
    }
}
