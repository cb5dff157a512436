//! Consistency: two readings of one digit by one mouth in one session must look more
//! alike than readings of different digits.
//!
//! Needs no model of anybody's digits, only of how much lips differ between words and
//! between readings of a word ([`crate::repeats`]). A recording of another string has
//! other places in which digits come again: the ratio is that of the challenge's pattern
//! against those of all other strings with as many repeats.

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::interval::spoken;
use crate::repeats::{Metric, Point, pattern, shape};
use crate::words::Speech;

/// Above this the repeats speak for the session: seven to one.
const SUPPORTS: f32 = 2.0;

pub(super) fn judge(material: &Material<'_>) -> Channel {
    let metric = Metric::built_in();
    let speech = Speech::of(material.signal, spoken(material.prompts));
    let readings = material.readings.digits.iter().zip(material.digits);
    let points: Vec<Option<Point>> = readings
        .map(|(reading, _)| {
            let [from, to] = [reading.start, reading.end].map(|t| speech.index(t.as_secs_f32()));
            let samples = speech.samples().get(from..to).filter(|_| reading.found)?;
            Some(metric.point(&shape(samples)?))
        })
        .collect();
    let claimed = pattern(material.digits);
    let found = |i: usize| points.get(i).is_some_and(Option::is_some);
    let pairs = claimed
        .iter()
        .filter(|(a, b)| found(*a) && found(*b))
        .count();
    let llr = metric.ratio(&points, &claimed).filter(|_| pairs > 0);
    let measure = |name, value, unit| Measure { name, value, unit };
    Channel {
        name: ChannelName::Consistency,
        finding: match llr {
            Some(llr) if llr > SUPPORTS => Finding::Supports,
            _ => Finding::Unclear,
        },
        llr,
        reasons: Vec::new(),
        measures: vec![
            measure("digits read twice", claimed.len() as f32, ""),
            measure("of them found twice", pairs as f32, ""),
        ],
    }
}
