//! Cuts: the picture changes once, more than it did just before and does just after.
//!
//! Enters: the frames. Leaves: how sudden their most sudden changes are. A head that moves,
//! or a camera, changes the picture over several frames: in recordings of talking people,
//! hand-held ones among them, a change is up to 3.1 times that of its neighbours, and up
//! to 5 where frames were taken out of them on purpose. Joints between clips of one
//! simulated person before one camera come to 6 to 30, another person to 40 and more.

use std::time::Duration;

use crate::observation::Observation;

/// One change so sudden is a cut...
const CUT: f32 = 6.0;
/// ...and so are two that are so sudden.
const TWO_CUTS: f32 = 4.0;
/// Changes below this are the camera's noise: levels of 0..=255.
const NOISE: f32 = 0.3;
/// A frame that comes late may differ more, but not without limit.
const LATE: f32 = 2.0;
/// Neighbours on each side.
const NEAR: usize = 2;

/// The two most sudden changes.
pub(super) struct Cuts {
    pub(super) largest: f32,
    second: f32,
}

impl Cuts {
    pub(super) fn of(frames: &[&Observation]) -> Self {
        // A camera that is asked faster than it sees gives pictures twice.
        let mut shots: Vec<(Duration, f32)> = Vec::with_capacity(frames.len());
        for pair in frames.windows(2) {
            if pair[0].fingerprint != pair[1].fingerprint {
                shots.push((pair[1].time, pair[1].change));
            }
        }
        let gaps = shots
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0).as_secs_f32());
        let mut sorted: Vec<f32> = gaps.clone().collect();
        sorted.sort_by(f32::total_cmp);
        let usual = sorted
            .get(sorted.len() / 2)
            .copied()
            .unwrap_or(0.0)
            .max(1e-3);
        let late = std::iter::once(1.0).chain(gaps.map(|gap| (gap / usual).clamp(1.0, LATE)));
        let changes: Vec<f32> = shots
            .iter()
            .zip(late)
            .map(|((_, c), late)| c / late)
            .collect();
        let mut sudden: Vec<f32> = (NEAR..changes.len().saturating_sub(NEAR))
            .map(|at| {
                let near = (1..=NEAR).flat_map(|by| [changes[at - by], changes[at + by]]);
                changes[at] / near.fold(NOISE, f32::max)
            })
            .collect();
        sudden.sort_by(|a, b| b.total_cmp(a));
        let nth = |n: usize| sudden.get(n).copied().unwrap_or(0.0);
        Self {
            largest: nth(0),
            second: nth(1),
        }
    }

    pub(super) fn found(&self) -> bool {
        self.largest > CUT || self.second > TWO_CUTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames at 30 a second that change as they are told to.
    fn cuts(change: impl Fn(usize) -> f32, repeats: usize) -> Cuts {
        let frames: Vec<Observation> = (0..200)
            .map(|i| Observation {
                time: Duration::from_micros(33_333 * i as u64),
                fingerprint: (i / repeats) as u64,
                change: if i % repeats == 0 { change(i) } else { 0.0 },
                blend: 0.0,
                novelty: None,
                seen: None,
            })
            .collect();
        Cuts::of(&frames.iter().collect::<Vec<_>>())
    }

    #[test]
    fn movement_is_no_cut() {
        let sway = |i: usize| 0.4 + 2.0 * (i as f32 / 8.0).sin().abs();
        assert!(!cuts(sway, 1).found());
        // A jerk of a tenth of a second.
        assert!(!cuts(|i| if (90..93).contains(&i) { 9.0 } else { 0.5 }, 1).found());
        // A camera of ten frames a second that is asked thirty times.
        assert!(!cuts(sway, 3).found());
        assert!(!cuts(|_| 0.0, 1).found());
    }

    #[test]
    fn what_happens_between_two_frames_is_a_cut() {
        let once = |i: usize| if i == 90 { 4.0 } else { 0.5 };
        assert!(cuts(once, 1).found() && cuts(once, 3).found());
        let small = |n: usize| move |i: usize| if i % 40 == 39 && i < 40 * n { 2.3 } else { 0.5 };
        assert!(!cuts(small(1), 1).found());
        assert!(cuts(small(3), 1).found());
        // In a still picture noise alone must not be one.
        assert!(!cuts(|i| if i == 90 { 1.0 } else { 0.01 }, 1).found());
    }

    #[test]
    fn few_frames_have_none() {
        assert!(!Cuts::of(&[]).found());
    }
}
