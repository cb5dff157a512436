//! The tries of one subject or device, and whether there may be another.
//!
//! Enters: moments of issue. Leaves: a refusal or none. The clock is the server's, and
//! clocks err. What holds then:
//! - Set back, it gives nobody a try: what lies ahead of the clock counts, as a try of the
//!   moment at which this is first seen ([`Tally::clamp`]).
//! - Set back, it locks nobody out: from that moment on nobody waits for longer than the
//!   longest delay for the next try, nor longer than the window for them all.
//! - Set forward, it lets time pass that did not, and nothing here can tell. But tries
//!   beyond the window are kept as long as there is room and count again when the clock comes back.

use serde::{Deserialize, Serialize};

use super::{Refusal, Tries};
use crate::time::Time;

/// The latest tries of a subject or a device, oldest first. A store keeps it as it is: as
/// JSON, for instance.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tally(Vec<Try>);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Try {
    session: String,
    at: Time,
}

impl Tally {
    /// Whether there is no try: a store then keeps nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// When the last one was issued.
    #[must_use]
    pub fn latest(&self) -> Option<Time> {
        self.0.last().map(|last| last.at)
    }

    /// Brings tries that lie ahead of the clock to `now`. Order stays.
    pub(super) fn clamp(&mut self, now: Time) {
        for one in &mut self.0 {
            one.at = one.at.min(now);
        }
    }

    /// How many count at `now`.
    pub(super) fn count(&self, tries: &Tries, now: Time) -> u32 {
        let counting = self.0.iter().filter(|one| now.since(one.at) < tries.window);
        u32::try_from(counting.count()).unwrap_or(u32::MAX)
    }

    /// Why there must not be another try at `now`, if so. Clamp before.
    pub(super) fn refuses(&self, tries: &Tries, now: Time) -> Option<Refusal> {
        let count = self.count(tries, now);
        if let Some(above) = count.checked_sub(tries.most) {
            // When so many have ceased to count that one is left.
            let first = self.0.len().saturating_sub(count as usize);
            let ceases = self.0.get(first.saturating_add(above as usize))?;
            return Some(Refusal::TooManyTries {
                until: ceases.at.after(tries.window),
            });
        }
        if count == 0 {
            return None;
        }
        let wait = self.latest()?.after(tries.delay(count)).since(now);
        (!wait.is_zero()).then_some(Refusal::TooSoon { wait })
    }

    /// Adds a try. The oldest beyond `tries.most` are forgotten: they decide nothing.
    pub(super) fn add(&mut self, session: &str, now: Time, tries: &Tries) {
        self.0.push(Try {
            session: session.to_owned(),
            at: now,
        });
        let beyond = self.0.len().saturating_sub(tries.most as usize);
        self.0.drain(..beyond);
    }

    /// Gives one try back, and none beside it.
    pub(super) fn forgive(&mut self, session: &str) {
        self.0.retain(|one| one.session != session);
    }
}

/// How many, not which sessions.
impl std::fmt::Debug for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tally({} tries)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::challenge::Rules;

    const START: u64 = 1_800_000_000;
    const DAY: u64 = 24 * 60 * 60;

    fn at(seconds: u64) -> Time {
        Time::from_seconds(START + seconds)
    }

    fn wait(seconds: u64) -> Option<Refusal> {
        Some(Refusal::TooSoon {
            wait: Duration::from_secs(seconds),
        })
    }

    fn until(time: Time) -> Option<Refusal> {
        Some(Refusal::TooManyTries { until: time })
    }

    fn of(moments: &[u64]) -> Tally {
        let mut tally = Tally::default();
        for (i, seconds) in moments.iter().enumerate() {
            tally.add(&format!("s{i}"), at(*seconds), &Rules::default().subject);
        }
        tally
    }

    #[test]
    fn tries_are_spaced_and_end() {
        let tries = Rules::default().subject;
        let says = |moments: &[u64], now| of(moments).refuses(&tries, at(now));
        assert_eq!(says(&[], 0), None);
        assert_eq!(says(&[0], 0), wait(15));
        assert_eq!(says(&[0], 14), wait(1));
        assert_eq!(says(&[0], 15), None);
        assert_eq!(says(&[0, 15], 44), wait(1));
        assert_eq!(says(&[0, 15], 45), None);
        assert_eq!(says(&[0, 15, 45], 100), until(at(DAY)));
        assert_eq!(says(&[0, 15, 45], DAY - 1), until(at(DAY)));
        assert_eq!(says(&[0, 15, 45], DAY), None);
        // Two count still when the first has ceased to; then one, which wants 15 s only.
        assert_eq!(says(&[0, 15, DAY - 1], DAY), wait(29));
        assert_eq!(says(&[0, 15, DAY - 1], DAY + 15), None);
    }

    #[test]
    fn a_clock_that_is_set_back_gives_no_try_and_keeps_nobody_waiting() {
        let tries = Rules::default().subject;
        let year = 365 * DAY;
        let mut tally = of(&[year, year + 15]);
        tally.clamp(at(0));
        assert_eq!(tally.count(&tries, at(0)), 2);
        assert_eq!(tally.refuses(&tries, at(0)), wait(30));
        tally.clamp(at(30));
        assert_eq!(tally.refuses(&tries, at(30)), None);
        let mut tally = of(&[year, year + 15, year + 45]);
        tally.clamp(at(0));
        assert_eq!(tally.refuses(&tries, at(0)), until(at(DAY)));
    }

    #[test]
    fn a_clock_that_went_ahead_and_came_back_gives_no_try() {
        let tries = Rules::default().subject;
        let mut tally = of(&[0, 15, 45, 30 * DAY]);
        tally.clamp(at(60));
        assert_eq!(tally.refuses(&tries, at(60)), until(at(15 + DAY)));
    }

    #[test]
    fn one_try_is_given_back_and_none_beside_it() {
        let tries = Rules::default().subject;
        let mut tally = of(&[0, 15, 45]);
        for _ in 0..2 {
            tally.forgive("s1");
            assert_eq!(tally.count(&tries, at(45)), 2);
        }
        // The others keep their moments.
        assert_eq!(tally.refuses(&tries, at(74)), wait(1));
        assert_eq!(tally.count(&tries, at(DAY)), 1);
    }

    #[test]
    fn fewer_tries_than_were_counted_before_are_no_fault() {
        let mut tries = Rules::default().subject;
        let tally = of(&[0, 15, 45]);
        tries.most = 1;
        assert_eq!(tally.refuses(&tries, at(50)), until(at(45 + DAY)));
    }
}
