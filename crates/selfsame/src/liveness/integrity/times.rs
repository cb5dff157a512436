//! Frame times: is there enough, all the time?
//!
//! Enters: when frames were taken. Leaves: how many there are a second, the longest hole,
//! and the share of the time that lies in holes. A mean alone does not see frames that
//! come ten at once, three times a second: of such a video no digit can be read.

use std::time::Duration;

use super::seconds;

/// Longest time without a frame.
const LONGEST_HOLE: f32 = 0.4;
/// Least frames a second on average: below, digits blur into each other.
pub(super) const LEAST_RATE: f32 = 12.0;
/// From here on a gap is a hole: half a digit fits into it. Cameras in dim light give 10
/// frames a second, and lose one now and then.
const HOLE: f32 = 0.15;
/// Largest share of the time in holes (chosen by eye: an honest simulated camera that
/// loses frames has below 0.05).
const MOST_IN_HOLES: f32 = 0.25;
/// A rate of less than this many seconds says nothing.
const LEAST_LENGTH: f32 = 1.0;

pub(super) struct Times {
    pub(super) rate: f32,
    pub(super) hole: f32,
    /// Share of the length, 0..=1.
    pub(super) in_holes: f32,
    length: f32,
}

impl Times {
    /// Of frames that were wanted since `start`.
    pub(super) fn of(start: Duration, frames: impl Iterator<Item = Duration>) -> Self {
        let mut last = start;
        let (mut count, mut hole, mut in_holes) = (0usize, 0.0f32, 0.0f32);
        for time in frames {
            let gap = seconds(last, time);
            hole = hole.max(gap);
            in_holes += if gap > HOLE { gap } else { 0.0 };
            (last, count) = (time, count + 1);
        }
        let length = seconds(start, last);
        Self {
            rate: count as f32 / length.max(1e-3),
            hole,
            in_holes: in_holes / length.max(1e-3),
            length,
        }
    }

    pub(super) fn suffice(&self) -> bool {
        let long = self.length > LEAST_LENGTH;
        let sparse = long && (self.rate < LEAST_RATE || self.in_holes > MOST_IN_HOLES);
        self.hole <= LONGEST_HOLE && !sparse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight seconds of frames at these milliseconds.
    fn suffice(times: impl Fn(u64) -> Option<u64>) -> bool {
        let times = (0..8000).filter_map(times).map(Duration::from_millis);
        Times::of(Duration::ZERO, times).suffice()
    }

    #[test]
    fn cameras_of_any_usual_rate_suffice() {
        for every in [8, 17, 33, 40, 66] {
            assert!(suffice(|ms| (ms % every == 0).then_some(ms)), "{every} ms");
        }
        // Variable: 15 a second and 30 in turn, and some lost.
        assert!(suffice(|ms| {
            let every = if ms / 1000 % 2 == 0 { 33 } else { 66 };
            (ms % every == 0 && ms / every % 19 != 0).then_some(ms)
        }));
    }

    #[test]
    fn few_frames_and_bursts_do_not() {
        assert!(!suffice(|ms| (ms % 200 == 0).then_some(ms)), "5 a second");
        // Thirty a second, ten at once.
        assert!(!suffice(|ms| (ms % 330 < 10).then_some(ms)));
        // One hole, and one before the first frame.
        assert!(!suffice(
            |ms| (ms % 33 == 0 && !(4000..4500).contains(&ms)).then_some(ms)
        ));
        assert!(!suffice(|ms| (ms % 33 == 0 && ms > 500).then_some(ms)));
    }

    #[test]
    fn no_frames_are_no_hole() {
        let none = Times::of(Duration::from_secs(3), std::iter::empty());
        assert!(none.suffice() && none.rate == 0.0);
    }
}
