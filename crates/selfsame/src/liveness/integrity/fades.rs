//! Cross-fades: were clips blended into each other?
//!
//! Enters: how much detail a blend lacks at each frame ([`crate::blend`]). Leaves: whether
//! there are so many or so plain ones that somebody put this video together. Who cuts to
//! the digits that are asked has a joint at each of them; live faces may look like one
//! once or twice, dark ones above all.

use std::time::Duration;

/// One blend that lacks more than this is enough: real people who talk come to 0.14 (19
/// recordings), simulated ones to 0.43 (147 sessions), 27 % of fades to more.
const PLAIN: f32 = 0.45;
/// Or so many that lack more than this: 62 % of fades do, and no session has more than two
/// moments of it.
const FAINT: f32 = 0.3;
const MANY: usize = 3;
/// Blends nearer to each other are one moment.
const APART: Duration = Duration::from_millis(500);

pub(super) struct Fades {
    /// What the plainest one lacks.
    pub(super) largest: f32,
    moments: usize,
}

impl Fades {
    pub(super) fn of(blends: impl Iterator<Item = (Duration, f32)>) -> Self {
        let mut fades = Self {
            largest: 0.0,
            moments: 0,
        };
        let mut last: Option<Duration> = None;
        for (time, lacks) in blends {
            fades.largest = fades.largest.max(lacks);
            if lacks > FAINT {
                let new = last.is_none_or(|last| time.saturating_sub(last) > APART);
                fades.moments += usize::from(new);
                last = Some(time);
            }
        }
        fades
    }

    pub(super) fn found(&self) -> bool {
        self.largest > PLAIN || self.moments >= MANY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At 25 frames a second, with so much lacking at some frames.
    fn found(lacking: &[(u64, f32)]) -> bool {
        let at = |i: u64| lacking.iter().find(|l| l.0 == i).map_or(0.1, |l| l.1);
        Fades::of((0..200).map(|i| (Duration::from_millis(40 * i), at(i)))).found()
    }

    #[test]
    fn a_plain_one_or_many_faint_ones_are_fades() {
        assert!(!found(&[]));
        assert!(found(&[(50, 0.5)]));
        assert!(!found(&[(50, 0.4), (100, 0.4)]));
        assert!(found(&[(50, 0.4), (100, 0.4), (150, 0.4)]));
        // One moment, however many frames of it.
        assert!(!found(&[(50, 0.4), (51, 0.4), (52, 0.4), (60, 0.4)]));
    }
}
