//! Why no challenge is issued or redeemed: answers, not errors.

use std::fmt;
use std::time::Duration;

use crate::time::Time;

/// Why a challenge is not issued, or an answer not taken. The first seven are answers to
/// `redeem`, the last two to `issue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such session, or it was so long ago that it is forgotten.
    Unknown,
    /// Nonce, subject, relying party or device are not those that the challenge was issued
    /// for. Which of them is not told: nobody learns one by trying. The challenge stays open.
    WrongBinding,
    /// It was answered before.
    AlreadyRedeemed,
    /// A newer challenge was issued for the same subject: nobody chooses among several.
    Superseded,
    /// Its life is over.
    Expired,
    /// The clock stands before the moment of issue: it was set back, or two servers differ.
    ClockSetBack,
    /// The session cannot be over yet ([`Prompts::end_ms`](super::Prompts::end_ms), less
    /// [`Rules::early`](super::Rules::early)): the answer was made otherwise, or clocks are
    /// apart. The challenge stays open.
    TooEarly {
        /// Until it would be taken.
        wait: Duration,
    },
    /// The last try was not long ago enough.
    TooSoon {
        /// Until the next one may begin.
        wait: Duration,
    },
    /// All tries of the subject or of the device are used up. The person must be told the
    /// way without a face (a counter, a person who looks): a machine that errs must not be
    /// the only door.
    TooManyTries {
        /// When the next one may begin.
        until: Time,
    },
}

impl Refusal {
    /// A stable name, `snake_case`, for interfaces and logs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::WrongBinding => "wrong_binding",
            Self::AlreadyRedeemed => "already_redeemed",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
            Self::ClockSetBack => "clock_set_back",
            Self::TooEarly { .. } => "too_early",
            Self::TooSoon { .. } => "too_soon",
            Self::TooManyTries { .. } => "too_many_tries",
        }
    }

    /// The one of two that forbids longer.
    pub(super) fn longer(self, other: Self) -> Self {
        let rank = |refusal: &Self| match refusal {
            Self::TooManyTries { until } => (2, until.seconds()),
            Self::TooSoon { wait } => (1, wait.as_secs()),
            _ => (0, 0),
        };
        if rank(&other) > rank(&self) {
            other
        } else {
            self
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("no such challenge"),
            Self::WrongBinding => f.write_str("the challenge was issued for something else"),
            Self::AlreadyRedeemed => f.write_str("the challenge was answered before"),
            Self::Superseded => f.write_str("a newer challenge was issued"),
            Self::Expired => f.write_str("the challenge has expired"),
            Self::ClockSetBack => f.write_str("the clock stands before the challenge's issue"),
            Self::TooEarly { wait } => write!(
                f,
                "the session cannot be over yet: {} s too early",
                wait.as_secs()
            ),
            Self::TooSoon { wait } => write!(f, "the next try in {} s", wait.as_secs()),
            Self::TooManyTries { until } => {
                write!(
                    f,
                    "no more tries until {until}: there is a way without a face"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_refusal_is_told() {
        let soon = |wait| Refusal::TooSoon {
            wait: Duration::from_secs(wait),
        };
        let many = |until| Refusal::TooManyTries {
            until: Time::from_seconds(until),
        };
        assert_eq!(soon(5).longer(soon(9)), soon(9));
        assert_eq!(soon(9).longer(soon(5)), soon(9));
        assert_eq!(soon(900).longer(many(1)), many(1));
        assert_eq!(many(7).longer(many(3)), many(7));
    }
}
