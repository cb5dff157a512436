//! Texture: does the face look like skin before a camera, frame after frame?
//!
//! One picture proves nothing, and the network's training is not documented
//! ([`crate::texture`]): what counts is the mean over the session.

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::reason::Reason;

/// Fewer looks than this say nothing.
const LEAST_LOOKS: usize = 5;
/// Mean log odds above which it speaks for the session.
const SUPPORTS: f32 = 3.0;
/// And below which it speaks against it. Means over the pictures of one person and one
/// day: 7.6 or more of live people (13), at most -5.7 of prints (45). Simulated faces, whose
/// skin is no photograph, are lower, dark ones above all: of 147 live ones one is below this,
/// three below -2 (docs/liveness.md).
const LEAST: f32 = -4.0;

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
        finding: match mean {
            _ if mean < LEAST => Finding::Contradicts,
            _ if mean > SUPPORTS => Finding::Supports,
            _ => Finding::Unclear,
        },
        llr: Some(mean),
        reasons: (mean < LEAST)
            .then_some(Reason::NotSkin)
            .into_iter()
            .collect(),
        measures: vec![
            measure("frames looked at", n, ""),
            measure("look like skin", 100.0 * live / n, "%"),
            measure("mean log odds of skin", mean, ""),
        ],
    }
}
