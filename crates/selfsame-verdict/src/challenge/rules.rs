//! How long a challenge lives and how many tries there are: the numbers, why, and their bounds.

use std::time::Duration;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// How often somebody, or some device, may try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// Most tries within the window, 1 to 1000.
    pub most: u32,
    /// How long a try counts: a minute to 31 days.
    pub window: Duration,
    /// Tries that need no delay before them; `most` at the most.
    pub free: u32,
    /// The delay before the first that needs one; doubled before each further one.
    pub first_delay: Duration,
    /// The longest delay; the window at the most.
    pub longest_delay: Duration,
}

/// What a [`ChallengeService`](super::ChallengeService) goes by. All durations are whole
/// seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How long a challenge lives: ten seconds to a quarter of an hour. Three minutes: the
    /// session itself takes a quarter of one, the rest is for slow lines and for people.
    pub life: Duration,
    /// How far clocks of servers may differ; two minutes at most. An answer may come that
    /// much too late.
    pub skew: Duration,
    /// How much before the end of the session (its prompts' `end_ms`, counted from the issue)
    /// an answer may come; [`Rules::skew`] at most, so whoever sets that to less sets both.
    /// Two seconds: servers keep their clocks closer than that to each other, and an honest
    /// answer comes later still, by the way to the device and the person's start. Moments are
    /// whole seconds, so up to one more may be forgiven.
    pub early: Duration,
    /// Tries of a subject: what one person may guess.
    pub subject: Tries,
    /// Tries from a device: what one machine may guess at many persons.
    pub device: Tries,
}

impl Default for Rules {
    /// Subject: 3 tries in 24 hours, as many as the SDK's levels allow before a person takes
    /// over (`Level::tries`). Device: 60 in 24 hours, for a counter that serves one person
    /// every few minutes and of whose visitors most pass, which gives the try back.
    /// The delays, and the device's numbers, are chosen by judgement, not measured.
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        const QUARTER: Duration = Duration::from_secs(15 * 60);
        Self {
            life: Duration::from_secs(180),
            skew: Duration::from_secs(30),
            early: Duration::from_secs(2),
            subject: Tries {
                most: 3,
                window: DAY,
                free: 1,
                first_delay: Duration::from_secs(15),
                longest_delay: QUARTER,
            },
            device: Tries {
                most: 60,
                window: DAY,
                free: 10,
                first_delay: Duration::from_secs(5),
                longest_delay: QUARTER,
            },
        }
    }
}

impl Rules {
    pub(super) fn check(&self) -> Result<()> {
        within("life", self.life, 10, 15 * 60)?;
        within("skew", self.skew, 0, 120)?;
        within("early", self.early, 0, self.skew.as_secs())?;
        self.subject.check().map_err(|e| e.at("subject"))?;
        self.device.check().map_err(|e| e.at("device"))
    }

    /// How long a challenge and the tries must be remembered.
    pub(super) fn memory(&self) -> Duration {
        self.subject.window.max(self.device.window) + self.skew
    }
}

impl Tries {
    fn check(&self) -> Result<()> {
        if !(1..=limits::TRIES).contains(&self.most) || self.free > self.most {
            return Err(Error::new(
                ErrorKind::Misuse,
                format!(
                    "{} tries, {} of them free: 1 to {}, and no more free ones",
                    self.most,
                    self.free,
                    limits::TRIES
                ),
            ));
        }
        within("window", self.window, 60, 31 * 24 * 60 * 60)?;
        within(
            "longest_delay",
            self.longest_delay,
            0,
            self.window.as_secs(),
        )?;
        within(
            "first_delay",
            self.first_delay,
            0,
            self.longest_delay.as_secs(),
        )
    }

    /// The delay that must lie between the last of `tries` tries and the next.
    pub(super) fn delay(&self, tries: u32) -> Duration {
        let Some(doublings) = tries.checked_sub(self.free) else {
            return Duration::ZERO;
        };
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        self.first_delay
            .saturating_mul(factor)
            .min(self.longest_delay)
    }
}

fn within(what: &str, value: Duration, least: u64, most: u64) -> Result<()> {
    // Moments are whole seconds: a part of one would be dropped and half a second's delay
    // would be none.
    if value.subsec_nanos() != 0 || !(least..=most).contains(&value.as_secs()) {
        return Err(Error::new(
            ErrorKind::Misuse,
            format!("{what}: {value:?}, not whole seconds from {least} to {most}"),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_longest() {
        let tries = Rules::default().device;
        let seconds = |n| tries.delay(n).as_secs();
        assert_eq!([0, 9, 10, 11, 12].map(seconds), [0, 0, 5, 10, 20]);
        assert_eq!(
            [17, 18, 59, 1000, u32::MAX].map(seconds),
            [640, 900, 900, 900, 900]
        );
    }

    #[test]
    fn rules_out_of_range_are_named() {
        assert!(Rules::default().check().is_ok());
        let says = |change: &dyn Fn(&mut Rules)| {
            let mut rules = Rules::default();
            change(&mut rules);
            let error = rules.check().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Misuse);
            error.to_string()
        };
        let secs = Duration::from_secs;
        assert!(says(&|r| r.life = secs(9)).starts_with("life"));
        assert!(says(&|r| r.life = secs(901)).starts_with("life"));
        assert!(says(&|r| r.life = Duration::from_millis(10_500)).starts_with("life"));
        assert!(says(&|r| r.skew = secs(121)).starts_with("skew"));
        assert!(says(&|r| r.early = secs(31)).starts_with("early: 31s, not whole"));
        assert!(says(&|r| r.skew = secs(1)).starts_with("early: 2s"));
        assert!(says(&|r| r.subject.most = 0).starts_with("subject: 0 tries"));
        assert!(says(&|r| r.device.most = 1001).starts_with("device: 1001 tries"));
        assert!(says(&|r| r.subject.free = 4).contains("4 of them free"));
        assert!(says(&|r| r.subject.window = secs(59)).starts_with("subject: window"));
        assert!(says(&|r| r.subject.window = Duration::MAX).starts_with("subject: window"));
        assert!(says(&|r| r.subject.first_delay = secs(901)).starts_with("subject: first_delay"));
        assert!(says(&|r| r.subject.longest_delay = secs(90_000)).contains("longest_delay"));
    }
}
