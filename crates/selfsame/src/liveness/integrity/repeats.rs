//! Repeated pictures: a freeze, or a loop.
//!
//! Enters: the frames. Leaves: how long one and the same picture stood, and how many
//! pictures came back after others: the noise of a camera never repeats, so no picture of
//! one ever does. Of a loop that was compressed anew the pictures differ a little, but its
//! movement is known again ([`crate::recall`]). Pictures without a face do not count: a
//! covered camera is as black as before.

use std::collections::HashSet;

use super::seconds;
use crate::observation::Observation;

/// Longest run of one and the same picture. Cameras never repeat: their noise
/// differs; video encoders may repeat a few frames of a still scene.
const LONGEST_FREEZE: f32 = 0.4;
/// So many pictures may come back. None should; a driver that hands out an old buffer
/// again is a fault that was seen, a loop gives back dozens (chosen by eye).
const MOST_RETURNS: usize = 4;
/// A movement that differs less from an earlier one is a loop. Half of the least of 18
/// recordings of talking people; loops come to a tenth (docs/liveness.md).
const LEAST_NOVELTY: f32 = 0.2;

pub(super) struct Repeats {
    /// Longest time that one picture stood, seconds.
    pub(super) freeze: f32,
    /// Pictures that were there before, with others between.
    pub(super) returns: usize,
    /// How new the most familiar movement was: [`Observation::novelty`].
    pub(super) novelty: Option<f32>,
}

impl Repeats {
    pub(super) fn of(frames: &[&Observation]) -> Self {
        let (mut freeze, mut returns) = (0.0f32, 0);
        let mut since = None;
        let mut known = HashSet::new();
        for pair in frames.windows(2) {
            let same = pair[0].fingerprint == pair[1].fingerprint;
            if pair[1].seen.is_none() {
                since = None;
            } else if same {
                let since = *since.get_or_insert(pair[0].time);
                freeze = freeze.max(seconds(since, pair[1].time));
            } else {
                since = None;
                known.insert(pair[0].fingerprint);
                returns += usize::from(known.contains(&pair[1].fingerprint));
            }
        }
        let novelty = frames.iter().filter_map(|f| f.novelty).reduce(f32::min);
        Self {
            freeze,
            returns,
            novelty,
        }
    }

    pub(super) fn found(&self) -> bool {
        self.freeze > LONGEST_FREEZE
            || self.returns > MOST_RETURNS
            || self.novelty.is_some_and(|novelty| novelty < LEAST_NOVELTY)
    }
}
