//! Consistency: two readings of one digit by one mouth in one session must look
//! more alike than readings of different digits.
//!
//! Needs no model of anybody's speech. Distance: root mean square difference of
//! the normalised measures at twelve points along the interval. The feasibility
//! study found an equal error rate of 7-9 % with four repeated digits on one
//! speaker; with fewer repeats it is weaker, so here it only speaks against a
//! session when like readings are clearly less alike.

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::mouth::MEASURES;
use crate::reason::Reason;

/// Points along an interval.
const POINTS: usize = 12;
/// Like pairs this much nearer than unlike ones speak for the session.
const ALIKE: f32 = 0.85;
/// Like pairs this much farther apart speak against it.
const UNLIKE: f32 = 1.5;

pub(super) fn judge(material: &Material<'_>) -> Channel {
    let readings = material.readings;
    let paths: Vec<(u8, Vec<[f32; MEASURES]>)> = readings
        .digits
        .iter()
        .zip(material.digits)
        .filter(|(reading, _)| reading.found)
        .map(|(reading, &digit)| {
            let from = material.signal.index(reading.start.as_secs_f32());
            let to = material.signal.index(reading.end.as_secs_f32());
            (digit, path(&readings.normalised, from, to))
        })
        .collect();
    let (mut like, mut unlike) = (Vec::new(), Vec::new());
    for (i, (digit, one)) in paths.iter().enumerate() {
        for (other_digit, other) in &paths[..i] {
            let pairs = if digit == other_digit {
                &mut like
            } else {
                &mut unlike
            };
            pairs.push(distance(one, other));
        }
    }
    if like.is_empty() || unlike.is_empty() {
        return Channel {
            finding: Finding::Unclear,
            ..Channel::not_evaluated(ChannelName::Consistency)
        };
    }
    let mean = |v: &[f32]| v.iter().sum::<f32>() / v.len() as f32;
    let ratio = mean(&like) / mean(&unlike).max(1e-3);
    let measure = |name, value, unit| Measure { name, value, unit };
    Channel {
        name: ChannelName::Consistency,
        finding: match ratio {
            r if r < ALIKE => Finding::Supports,
            r if r > UNLIKE => Finding::Contradicts,
            _ => Finding::Unclear,
        },
        llr: None,
        reasons: if ratio > UNLIKE {
            vec![Reason::ReadingsInconsistent]
        } else {
            Vec::new()
        },
        measures: vec![
            measure("pairs of one digit", like.len() as f32, ""),
            measure("distance of like over unlike pairs", ratio, ""),
        ],
    }
}

/// An interval of the signal at [`POINTS`] even steps.
fn path(values: &[[f32; MEASURES]], from: usize, to: usize) -> Vec<[f32; MEASURES]> {
    let last = values.len().saturating_sub(1);
    (0..POINTS)
        .map(|i| {
            let at =
                from as f32 + (to.saturating_sub(from)) as f32 * i as f32 / (POINTS - 1) as f32;
            let (low, share) = ((at as usize).min(last), at.fract());
            let high = (low + 1).min(last);
            std::array::from_fn(|k| values[low][k] + (values[high][k] - values[low][k]) * share)
        })
        .collect()
}

fn distance(a: &[[f32; MEASURES]], b: &[[f32; MEASURES]]) -> f32 {
    let sum: f32 = a
        .iter()
        .zip(b)
        .flat_map(|(x, y)| (0..MEASURES).map(move |k| (x[k] - y[k]).powi(2)))
        .sum();
    (sum / (a.len() * MEASURES) as f32).sqrt()
}
