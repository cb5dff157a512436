//! What a metric's ratios have to be multiplied with to mean what they say.
//!
//! Enters: recordings and metrics that were learned from half of their readings. Leaves:
//! the slope under which the patterns of strings of the other half are most probable
//! among those of other strings (a logistic regression with one number).

use selfsame::Level;
use selfsame::repeats::{Metric, Pair, Point, others, pattern, shape};
use selfsame_simulate::dice::Dice;

use super::scatter;
use crate::command::readings::{self, Place};
use crate::command::spoken::Recording;
use crate::failure::Result;

/// Ends of readings are moved by as much as those that are found in a session: standard
/// deviation, seconds. In sessions put together from one speaker's digits the median error
/// is 70 ms at either end; that of a normal one is 0.67 of its deviation.
const FOUND_WITHIN: f32 = 0.1;
/// Strings of each source and half.
const STRINGS: usize = 400;
/// Slopes that are tried.
const SLOPES: std::ops::RangeInclusive<u32> = 2..=60;
const STEP: f32 = 0.025;

/// A string that was read, by a metric that has not seen it.
struct Read<'a> {
    metric: &'a Metric,
    points: Vec<Option<Point>>,
    repeats: Vec<Pair>,
}

/// 1 if nobody read enough for a string.
pub(super) fn slope(sources: &[&[Recording]], halves: &[(Metric, usize)]) -> Result<f32> {
    let mut dice = Dice::new(1, "slope");
    let mut strings: Vec<Read<'_>> = Vec::new();
    for recordings in sources {
        let all = readings::mouths(recordings);
        for (metric, half) in halves {
            let unseen = |place: Place| place.recording % 2 == *half;
            let mouths: Vec<_> = all.iter().map(|mouth| mouth.only(unseen)).collect();
            for n in 0..STRINGS {
                let Some(mouth) = mouths.get(n % mouths.len().max(1)) else {
                    break;
                };
                let Some(put) = mouth.string(Level::Standard, &mut dice)? else {
                    continue;
                };
                let mut points = Vec::new();
                for place in &put.places {
                    let (recording, said) = place.of(recordings);
                    let said = scatter::moved_by(said, FOUND_WITHIN, &mut dice);
                    let shape = shape(recording.samples(&said));
                    points.push(shape.map(|shape| metric.point(&shape)));
                }
                strings.push(Read {
                    metric,
                    points,
                    repeats: pattern(&put.digits),
                });
            }
        }
    }
    let worth = |slope: f32| -> f32 {
        let ratio = |read: &Read<'_>| {
            // The claimed one is no decoy: with it among them the ratio is bounded.
            let metric = read.metric.clone().with_slope(slope);
            let ratio = metric.ratio(&read.points, &read.repeats)?;
            let others = others(read.points.len(), &read.repeats).len() as f32;
            Some(-((-ratio).exp() * others).ln_1p())
        };
        strings.iter().filter_map(ratio).sum()
    };
    let slopes = SLOPES.map(|n| n as f32 * STEP);
    let best = slopes
        .map(|slope| (slope, worth(slope)))
        .reduce(|a, b| if b.1 > a.1 { b } else { a });
    Ok(best.filter(|_| !strings.is_empty()).map_or(1.0, |b| b.0))
}
