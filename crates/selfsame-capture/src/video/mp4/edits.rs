//! Edit lists: which part of a track is shown, and when.
//!
//! Enters: an `elst` box. Leaves: [`Edits`], which turns a sample's composition
//! time into the time it is shown at, or says that it is not shown.

use super::boxes::Cut;
use crate::error::Result;

/// A delay and the one part of the track that is shown; all in track units.
#[derive(Clone, Copy, Default)]
pub(super) struct Edits {
    delay: i64,
    from: i64,
    /// Where the shown part ends, on the track's clock.
    to: Option<i64>,
    /// Whether the list cuts the track into several parts or changes its speed.
    pub(super) several: bool,
}

impl Edits {
    pub(super) fn read(elst: &[u8], movie_timescale: u32, timescale: u32) -> Result<Self> {
        let mut cut = Cut(elst);
        let (version, _) = cut.full()?;
        let long = version == 1;
        let count = cut.count(if long { 20 } else { 12 })?;
        let mut edits = Self::default();
        let mut parts = 0;
        for _ in 0..count {
            let (duration, media) = if long {
                (cut.u64()?, cut.u64()? as i64)
            } else {
                (u64::from(cut.u32()?), i64::from(cut.i32()?))
            };
            let rate = cut.u32()?;
            let units =
                u128::from(duration) * u128::from(timescale) / u128::from(movie_timescale.max(1));
            let units = i64::try_from(units).unwrap_or(i64::MAX);
            if media == -1 {
                // An empty edit: nothing is shown for so long.
                edits.delay = edits.delay.saturating_add(units);
                continue;
            }
            parts += 1;
            edits.several |= parts > 1 || rate != 0x0001_0000;
            edits.from = media;
            // The movie's clock is often coarser than the track's: half a unit
            // of it must not cost the last frame.
            let slack = i64::from(timescale / movie_timescale.max(1)) + 1;
            edits.to = (units > 0).then(|| media.saturating_add(units).saturating_add(slack));
        }
        Ok(edits)
    }

    /// When a sample with this composition time is shown; `None` if it is not.
    pub(super) fn shown_at(&self, composition: i64) -> Option<i64> {
        if composition < self.from || self.to.is_some_and(|to| composition >= to) {
            return None;
        }
        composition.checked_sub(self.from)?.checked_add(self.delay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elst(entries: &[(u32, i32)]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 0, 0];
        bytes.extend((entries.len() as u32).to_be_bytes());
        for (duration, media) in entries {
            bytes.extend(duration.to_be_bytes());
            bytes.extend(media.to_be_bytes());
            bytes.extend(0x0001_0000u32.to_be_bytes());
        }
        bytes
    }

    #[test]
    fn a_delay_and_a_cut_move_the_times() {
        let edits = Edits::read(&elst(&[(500, -1), (1000, 200)]), 1000, 10_000).unwrap();
        assert_eq!(edits.shown_at(199), None);
        assert_eq!(edits.shown_at(200), Some(5000));
        assert_eq!(edits.shown_at(10_199), Some(14_999));
        assert_eq!(edits.shown_at(10_300), None);
        assert!(!edits.several);
        let two = Edits::read(&elst(&[(5, 0), (5, 90)]), 1000, 10_000).unwrap();
        assert!(two.several);
        assert!(Edits::read(&elst(&[(5, 0)])[..12], 1000, 1000).is_err());
    }
}
