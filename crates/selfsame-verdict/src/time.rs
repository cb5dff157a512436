//! Moments, in whole seconds since 1970 UTC, as tokens carry them.
//!
//! Every check takes the moment as an argument: the caller's clock decides, and a test
//! can be at any time.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment: seconds since 1970-01-01T00:00:00Z (RFC 7519 NumericDate, whole).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(u64);

/// 9999-12-31T23:59:59Z, the last moment that RFC 3339 can write.
const LAST: u64 = 253_402_300_799;

impl Time {
    /// The system's clock.
    #[must_use]
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }

    /// So many seconds after 1970; the year 9999 at most.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(if seconds > LAST { LAST } else { seconds })
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// That much later. Parts of a second are dropped.
    #[must_use]
    pub const fn after(self, duration: Duration) -> Self {
        Self::from_seconds(self.0.saturating_add(duration.as_secs()))
    }

    /// That much earlier; 1970 at the least.
    #[must_use]
    pub const fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.as_secs()))
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(self.0.saturating_sub(earlier.0))
    }

    /// Reads RFC 3339 in UTC, as [`fmt::Display`] writes it: `2026-11-26T20:30:00Z`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let time = humantime::parse_rfc3339(text).ok()?;
        Some(Self::from(time))
    }
}

impl From<SystemTime> for Time {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH);
        Self::from_seconds(since.map_or(0, |d| d.as_secs()))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A moment that was read from outside may lie beyond.
        let time = UNIX_EPOCH + Duration::from_secs(self.0.min(LAST));
        write!(f, "{}", humantime::format_rfc3339_seconds(time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read() {
        let time = Time::from_seconds(1_795_725_000);
        assert_eq!(time.to_string(), "2026-11-26T20:30:00Z");
        assert_eq!(Time::parse("2026-11-26T20:30:00Z"), Some(time));
        assert_eq!(Time::parse("2026-11-26"), None);
        let far: Time = serde_json::from_str("18446744073709551615").unwrap();
        assert_eq!(far.to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(
            Time::from_seconds(5)
                .before(Duration::from_secs(9))
                .seconds(),
            0
        );
        assert_eq!(far.after(Duration::from_secs(9)).seconds(), LAST);
    }
}
