//! What the person is asked to do, and when: a spoken warm-up, then digits shown
//! one at a time at moments nobody can foresee.
//!
//! Enters: a language, a count and random numbers of the operating system.
//! Leaves: a [`Challenge`], the digits and a prompt schedule. A challenge read
//! back from a file or a network is validated by the same rules.
//!
//! Why random gaps: a recording of somebody reading at another time is off by a
//! different amount at each digit. The feasibility study found the equal error
//! rate of timing alone to fall from 31 % (gaps 1.1-1.5 s) to 6.8 % (0.8-2.8 s)
//! with four digits. Why repeats: two readings of one digit must look alike, and
//! a recording of another string repeats at other places.

mod draw;
mod language;
mod random;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};

pub use language::Language;
pub use random::{OsRandom, Random};

/// Fewest digits of a challenge. With fewer, luck passes.
pub const MIN_DIGITS: usize = 4;
/// Most digits of a challenge. With more, people give up.
pub const MAX_DIGITS: usize = 8;
/// Digits when nobody says otherwise: the feasibility study's error rates fall
/// threefold from four digits to six and people manage six in about 15 seconds.
pub const DEFAULT_DIGITS: usize = 6;

/// Shortest time from one prompt to the next.
pub const MIN_GAP: Duration = Duration::from_millis(800);
/// Longest time from one prompt to the next.
pub const MAX_GAP: Duration = Duration::from_millis(2800);
/// How long the warm-up sentence is shown. Long enough to say it without haste
/// (chosen by eye, not tuned).
const WARM_UP: Duration = Duration::from_millis(3000);
/// Silence after the warm-up: the mouth's rest is learnt here.
const WARM_UP_REST: Duration = Duration::from_millis(1200);
/// How long a digit stays on the screen; it leaves so that the person rests.
pub const SHOWN_FOR: Duration = Duration::from_millis(800);
/// Time to read the last digit and to close the mouth.
pub(crate) const LAST_READING: Duration = Duration::from_millis(2000);

/// When things are shown, counted from the session's start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The warm-up sentence is shown from zero to here.
    pub warm_up_end: Duration,
    /// When each digit appears.
    pub prompts: Vec<Duration>,
    /// When the session is over.
    pub end: Duration,
}

/// Digits to read aloud, the language to read them in, and when each appears.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct Challenge {
    language: Language,
    digits: Vec<u8>,
    schedule: Schedule,
}

impl Challenge {
    /// The language to read in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The digits, 0..=9, in the order they are shown.
    #[must_use]
    pub fn digits(&self) -> &[u8] {
        &self.digits
    }

    /// When things are shown.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }
}

/// The digits are a secret until they are shown: Debug tells their number only.
impl std::fmt::Debug for Challenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Challenge({} digits, {:?})",
            self.digits.len(),
            self.language
        )
    }
}

/// Why a string of digits may not be asked; `None` if it may.
fn breaks_rule(language: Language, digits: &[u8]) -> Option<String> {
    // By their places: what is prompted stays out of texts.
    if let Some(i) = digits.iter().position(|d| !language.alphabet().contains(d)) {
        return Some(format!("digit {} is not in the alphabet", i + 1));
    }
    for (i, pair) in digits.windows(2).enumerate() {
        if language.look_alike(pair[0], pair[1]) {
            return Some(format!("digits {} and {} look alike", i + 1, i + 2));
        }
    }
    let count = |d: &u8| digits.iter().filter(|e| *e == d).count();
    if let Some(i) = digits.iter().position(|d| count(d) > 2) {
        return Some(format!("digit {} occurs more than twice", i + 1));
    }
    if !digits.iter().any(|d| count(d) == 2) {
        return Some("no digit occurs twice".into());
    }
    None
}

/// The form in JSON: times in milliseconds from the session's start.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    language: Language,
    digits: Vec<u8>,
    warm_up_end_ms: u64,
    prompts_ms: Vec<u64>,
    end_ms: u64,
}

impl From<Challenge> for Wire {
    fn from(c: Challenge) -> Self {
        let ms = |t: Duration| t.as_millis() as u64;
        Self {
            language: c.language,
            warm_up_end_ms: ms(c.schedule.warm_up_end),
            prompts_ms: c.schedule.prompts.iter().copied().map(ms).collect(),
            end_ms: ms(c.schedule.end),
            digits: c.digits,
        }
    }
}

impl TryFrom<Wire> for Challenge {
    type Error = Error;

    fn try_from(wire: Wire) -> Result<Self> {
        let wrong = |what: String| Error::new(ErrorKind::Challenge, format!("challenge: {what}"));
        let count = wire.digits.len();
        if !(MIN_DIGITS..=MAX_DIGITS).contains(&count) {
            return Err(wrong(format!("{count} digits")));
        }
        if wire.prompts_ms.len() != count {
            return Err(wrong(format!(
                "{count} digits but {} prompt times",
                wire.prompts_ms.len()
            )));
        }
        if let Some(why) = breaks_rule(wire.language, &wire.digits) {
            return Err(wrong(why));
        }
        let limit = crate::limits::SESSION_SECONDS * 1000;
        if wire.end_ms > limit {
            return Err(wrong(format!("ends after {limit} ms")));
        }
        let (min, max) = (MIN_GAP.as_millis() as u64, MAX_GAP.as_millis() as u64);
        for (i, pair) in wire.prompts_ms.windows(2).enumerate() {
            let gap = pair[1].saturating_sub(pair[0]);
            if !(min..=max).contains(&gap) {
                return Err(wrong(format!(
                    "a gap of {gap} ms before digit {}, not {min} to {max}",
                    i + 2
                )));
            }
        }
        let first = wire.prompts_ms[0];
        let last = wire.prompts_ms[count - 1];
        let rest = (WARM_UP_REST.as_millis() / 2) as u64;
        if wire.warm_up_end_ms < 1000 || first < wire.warm_up_end_ms.saturating_add(rest) {
            return Err(wrong(
                "the warm-up is shorter than 1 s or runs into the first digit".into(),
            ));
        }
        if wire.end_ms < last.saturating_add(1000) {
            return Err(wrong("ends before the last digit can be read".into()));
        }
        let time = Duration::from_millis;
        Ok(Self {
            language: wire.language,
            digits: wire.digits,
            schedule: Schedule {
                warm_up_end: time(wire.warm_up_end_ms),
                prompts: wire.prompts_ms.into_iter().map(time).collect(),
                end: time(wire.end_ms),
            },
        })
    }
}

/// When the prompts were really shown, on the clock of the frames.
///
/// A session that shows its own prompts knows this; a recorded session, or an
/// interface that shows them itself, says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WireTimes", into = "WireTimes")]
pub struct PromptTimes {
    start: Duration,
    warm_up_end: Duration,
    shown: Vec<Duration>,
}

impl PromptTimes {
    /// Times at which the warm-up appeared and left, and each digit appeared.
    ///
    /// # Errors
    /// [`ErrorKind::Challenge`] if they are not in that order, or if there are
    /// more than [`MAX_DIGITS`].
    pub fn new(start: Duration, warm_up_end: Duration, shown: Vec<Duration>) -> Result<Self> {
        let wrong = |what: &str| Error::new(ErrorKind::Challenge, format!("prompt times: {what}"));
        if shown.len() > MAX_DIGITS {
            return Err(wrong("more than the most digits"));
        }
        let mut last = warm_up_end;
        if start > warm_up_end {
            return Err(wrong("the warm-up ends before it starts"));
        }
        for &time in &shown {
            if time < last {
                return Err(wrong("they go back in time"));
            }
            last = time;
        }
        Ok(Self {
            start,
            warm_up_end,
            shown,
        })
    }

    /// The times of a schedule that starts at `start`.
    #[must_use]
    pub fn scheduled(schedule: &Schedule, start: Duration) -> Self {
        Self {
            start,
            warm_up_end: start + schedule.warm_up_end,
            shown: schedule.prompts.iter().map(|&p| start + p).collect(),
        }
    }

    /// When the warm-up appeared.
    #[must_use]
    pub fn start(&self) -> Duration {
        self.start
    }

    /// When the warm-up left.
    #[must_use]
    pub fn warm_up_end(&self) -> Duration {
        self.warm_up_end
    }

    /// When each digit appeared; fewer than asked if the session was cut short.
    #[must_use]
    pub fn shown(&self) -> &[Duration] {
        &self.shown
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireTimes {
    start_us: u64,
    warm_up_end_us: u64,
    shown_us: Vec<u64>,
}

impl From<PromptTimes> for WireTimes {
    fn from(t: PromptTimes) -> Self {
        let us = |t: Duration| t.as_micros() as u64;
        Self {
            start_us: us(t.start),
            warm_up_end_us: us(t.warm_up_end),
            shown_us: t.shown.into_iter().map(us).collect(),
        }
    }
}

impl TryFrom<WireTimes> for PromptTimes {
    type Error = Error;

    fn try_from(t: WireTimes) -> Result<Self> {
        let time = Duration::from_micros;
        Self::new(
            time(t.start_us),
            time(t.warm_up_end_us),
            t.shown_us.into_iter().map(time).collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let draw = || Challenge::draw(Language::Mandarin).unwrap();
        assert_ne!(draw().schedule(), draw().schedule());
    }

    #[test]
    fn a_challenge_against_the_rules_is_refused_by_name() {
        let good = r#"{"language":"en","digits":[1,2,1,3],"warm_up_end_ms":3000,
            "prompts_ms":[4500,5500,7000,9000],"end_ms":11000}"#;
        assert!(serde_json::from_str::<Challenge>(good).is_ok());
        for (from, to, says) in [
            ("[1,2,1,3]", "[1,2,3,4]", "no digit occurs twice"),
            ("[1,2,1,3]", "[1,1,2,3]", "look alike"),
            ("[1,2,1,3]", "[1,2,1,6]", "not in the alphabet"),
            ("[1,2,1,3]", "[1,2,1]", "3 digits"),
            ("5500", "4600", "gap of 100 ms"),
            ("5500", "4400", "gap of 0 ms"),
            ("4500,", "", "3 prompt times"),
            ("11000", "18446744073709551615", "ends after"),
            ("11000", "9100", "ends before"),
            ("3000", "4400", "runs into"),
            ("\"en\"", "\"xx\"", "xx"),
        ] {
            let error = serde_json::from_str::<Challenge>(&good.replace(from, to)).unwrap_err();
            assert!(error.to_string().contains(says), "{to}: {error}");
        }
    }

    #[test]
    fn debug_keeps_the_digits() {
        let c = Challenge::draw(Language::English).unwrap();
        assert_eq!(format!("{c:?}"), "Challenge(6 digits, English)");
    }
}
