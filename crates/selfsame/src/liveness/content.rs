//! Content: did the lips form the prompted digits?
//!
//! Where each digit was read (`interval`), the lip reader has held it against every other
//! one of the language. Each digit speaks for the session or against it within bounds:
//! nobody is turned down over one.
//!
//! The ratios are added as they come. On words of five strangers, windows off by 0.05 s
//! and laid 0.1 s around them, logistic regression would multiply each by 1.16 and add 0.19
//! (n = 30); on simulated people who were in no training, strings of six are apart so far
//! that it says nothing (n = 12 people): 1 and 0 are on the side of caution.

use super::{Channel, ChannelName, Finding, Material, Measure};

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
