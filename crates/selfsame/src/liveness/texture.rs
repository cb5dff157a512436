//! Texture: does the face look like skin before a camera, frame after frame?
//!
//! One picture proves nothing, and the network's training is not documented
//! ([`crate::texture`]): what counts is the mean over the session.

use super::{Channel, ChannelName, Finding, Material, Measure};

/// Fewer looks than this say nothing.
const LEAST_LOOKS: usize = 5;
/// Mean log odds above which it speaks for the session.
const SUPPORTS: f32 = 3.0;

pub(super) fn judge(material: &Material<'_>) -> Channel {
    let start = material.prompts.start();
    let looks: Vec<f32> = material
        .observations
        .seen()
        .filter(|(time, _)| *time >= start)
        .filter_map(|(_, seen)| seen.texture)
        .collect();
    if looks.len() < LEAST_LOOKS {
        return Channel {
            finding: Finding::Unclear,
            ..Channel::not_evaluated(ChannelName::Texture)
        };
    }
    let n = looks.len() as f32;
    let mean = looks.iter().sum::<f32>() / n;
    let live = looks.iter().filter(|odds| **odds > 0.0).count() as f32;
    let measure = |name, value, unit| Measure { name, value, unit };
    Channel {
        name: ChannelName::Texture,
        finding: match mean > SUPPORTS {
            true => Finding::Supports,
            false => Finding::Unclear,
        },
        llr: Some(mean),
        reasons: Vec::new(),
        measures: vec![
            measure("frames looked at", n, ""),
            measure("look like skin", 100.0 * live / n, "%"),
            measure("mean log odds of skin", mean, ""),
        ],
    }
}
