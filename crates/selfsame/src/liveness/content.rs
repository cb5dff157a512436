//! Content: did the lips form the prompted digits?
//!
//! The alignment (`interval`) has held the prompted digit against every other one of the
//! language in its place. Each digit speaks for the session or against it within bounds:
//! nobody is turned down over one.

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::reason::Reason;

/// Below this the digits that were read are others than those that were shown. A first
/// guess: the lowest of 29 simulated people who read what was shown came to -6.5, half of
/// the other challenges lay below -11.6.
const LEAST_LLR: f32 = -8.0;
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
    let llr = ratios.iter().sum::<f32>();
    let contradicts = llr < LEAST_LLR;
    let measure = |name, value, unit| Measure { name, value, unit };
    let likelier = ratios.iter().filter(|ratio| **ratio > 0.0).count();
    Channel {
        name: ChannelName::Content,
        finding: match llr {
            _ if contradicts => Finding::Contradicts,
            llr if llr > SUPPORTS => Finding::Supports,
            _ => Finding::Unclear,
        },
        llr: Some(llr),
        reasons: match contradicts {
            true => vec![Reason::OtherDigits],
            false => Vec::new(),
        },
        measures: vec![
            measure("readings compared with all digits", ratios.len() as f32, ""),
            measure("likelier than the mean of all digits", likelier as f32, ""),
        ],
    }
}
