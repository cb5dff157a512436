//! What a level's error rates were measured to be, and on whom.
//!
//! Enters: a level. Leaves: counts, so that anybody can make intervals of them. They are
//! those of docs/liveness.md ("Sessions of simulated people"), which a test holds them to.

use serde::Serialize;

use super::Level;

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// How many went wrong.
    pub errors: u32,
    /// Of how many.
    pub of: u32,
}

impl Counted {
    const fn new((errors, of): (u32, u32)) -> Self {
        Self { errors, of }
    }

    /// The share.
    #[must_use]
    pub fn rate(self) -> f64 {
        f64::from(self.errors) / f64::from(self.of)
    }
}

/// Error rates of a level (ISO/IEC 30107-3), English, careful readers in usual light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StatedRates {
    /// On whom: **simulated** people. No rate is claimed for real ones.
    pub measured_on: &'static str,
    /// Frames a second of their cameras.
    pub frames_per_second: u32,
    /// Live people who were rejected (BPCER).
    pub rejected: Counted,
    /// Live people who were told to try again.
    pub again: Counted,
    /// Replays of other digits, each cued to its prompt, as good as a live picture (APCER).
    pub other_digits: Counted,
    /// Replays of the right digits at other times, started at the best of nine moments.
    pub other_times: Counted,
    /// Replays of another session: other digits at other times, started likewise.
    pub replays: Counted,
}

impl Level {
    /// What was measured at this level.
    #[must_use]
    pub const fn stated(self) -> StatedRates {
        let (frames_per_second, counts) = match self {
            Self::Convenience => (15, [(1, 40), (1, 40), (84, 800), (163, 400), (11, 400)]),
            Self::Standard => (
                30,
                [(3, 358), (15, 358), (175, 7160), (318, 3580), (4, 3580)],
            ),
            Self::High => (15, [(1, 40), (1, 40), (7, 800), (6, 400), (0, 400)]),
        };
        let [rejected, again, other_digits, other_times, replays] = counts;
        StatedRates {
            measured_on: "simulated people",
            frames_per_second,
            rejected: Counted::new(rejected),
            again: Counted::new(again),
            other_digits: Counted::new(other_digits),
            other_times: Counted::new(other_times),
            replays: Counted::new(replays),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_those_that_are_written_where_they_were_measured() {
        let text = include_str!("../../../../docs/liveness.md");
        let (_, text) = text.split_once("## Sessions of simulated people").unwrap();
        for level in Level::ALL {
            let stated = level.stated();
            let people = format!("{}, {} people", level.name(), stated.rejected.of);
            for count in [stated.other_digits, stated.other_times, stated.replays] {
                let said = format!("{} of {}", count.errors, count.of);
                let row = text.lines().find(|line| line.contains(&said));
                // "0 of 400" stands in the row of its level.
                let row = row.unwrap_or_else(|| panic!("{level:?}: {said} is not in the text"));
                assert!(
                    level == Level::Standard || row.contains(&people.replacen(',', "`,", 1)),
                    "{said}: {row}"
                );
            }
        }
        assert!(text.contains("Of the 15 seven"));
        assert!(text.contains("| 3: 0.008 (0.002 to 0.024)"));
    }
}
