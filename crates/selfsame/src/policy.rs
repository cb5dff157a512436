//! What a deployment demands: how long the challenge is, how sure liveness must be, at
//! what false-match rate the portrait must match.

mod rates;

use serde::{Deserialize, Serialize};

pub use rates::{Counted, StatedRates};

use crate::challenge::Language;
use crate::matching::FalseMatchRate;

/// How sure liveness must be, and what it asks for to become so. Seconds are those from
/// the first word to the end, on the average; docs/liveness.md says what was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Level {
    /// Four digits, 12 seconds: for what does little harm.
    Convenience,
    /// Six digits, 16 seconds.
    Standard,
    /// Eight digits, four of them twice, 19 seconds.
    High,
}

impl Level {
    /// From the lowest to the highest.
    pub const ALL: [Self; 3] = [Self::Convenience, Self::Standard, Self::High];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Convenience => "convenience",
            Self::Standard => "standard",
            Self::High => "high",
        }
    }

    /// The level of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// How many digits are read.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Self::Convenience => 4,
            Self::Standard => 6,
            Self::High => 8,
        }
    }

    /// How many of them come twice, at least.
    #[must_use]
    pub const fn twice(self) -> usize {
        match self {
            Self::Convenience | Self::Standard => 1,
            Self::High => 4,
        }
    }

    /// How many sessions somebody should be given before a person takes over. The SDK
    /// knows nothing of earlier sessions: whoever draws the challenges counts.
    #[must_use]
    pub const fn tries(self) -> u32 {
        3
    }

    /// Natural log of the likelihood ratio that liveness must reach
    /// ([`crate::liveness::Liveness::fused`]).
    #[must_use]
    pub const fn least_ratio(self) -> f32 {
        match self {
            Self::Convenience => 0.0,
            Self::Standard => 1.0,
            Self::High => 2.0,
        }
    }

    /// Log2 of the number of strings of digits that may be asked: what a recording of
    /// another session has to guess. The moments at which they appear are beside it.
    #[must_use]
    pub const fn bits(self, language: Language) -> f32 {
        match (self, language) {
            (Self::Convenience, Language::English) => 10.06,
            (Self::Standard, Language::English) => 16.67,
            (Self::High, Language::English) => 15.89,
            (Self::Convenience, Language::Mandarin) => 10.60,
            (Self::Standard, Language::Mandarin) => 17.61,
            (Self::High, Language::Mandarin) => 16.27,
        }
    }
}

/// What a deployment demands.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name, written into verdicts.
    pub name: String,
    /// How sure liveness must be.
    pub level: Level,
    /// The false-match rate at which the portrait must match.
    pub false_match_rate: FalseMatchRate,
}

impl Policy {
    /// Of a level, with the default's rate.
    #[must_use]
    pub fn of(level: Level) -> Self {
        Self {
            name: format!("{}/1", level.name()),
            level,
            false_match_rate: FalseMatchRate::OneIn10000,
        }
    }
}

impl Default for Policy {
    /// [`Level::Standard`], and one false match in ten thousand: what public services
    /// commonly ask for.
    fn default() -> Self {
        Self::of(Level::Standard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back() {
        for level in Level::ALL {
            assert_eq!(Level::from_name(level.name()), Some(level));
            let json = serde_json::to_string(&level).unwrap();
            assert_eq!(json, format!("\"{}\"", level.name()));
        }
        assert_eq!(Level::from_name("highest"), None);
        assert_eq!(Policy::default().name, "standard/1");
    }

    /// Strings of a length, none more than twice, at least so many twice, no two
    /// neighbours that look alike.
    fn strings(language: Language, left: usize, twice: usize, said: &mut Vec<u8>) -> u64 {
        let again = (0..said.len())
            .filter(|&i| said[..i].contains(&said[i]))
            .count();
        if again + left < twice {
            return 0;
        }
        if left == 0 {
            return 1;
        }
        let mut count = 0;
        for &digit in language.alphabet() {
            let fits = said
                .last()
                .is_none_or(|last| !language.look_alike(*last, digit));
            if fits && said.iter().filter(|d| **d == digit).count() < 2 {
                said.push(digit);
                count += strings(language, left - 1, twice, said);
                said.pop();
            }
        }
        count
    }

    #[test]
    fn bits_are_those_of_all_strings() {
        for language in [Language::English, Language::Mandarin] {
            for level in Level::ALL {
                let count = strings(language, level.digits(), level.twice(), &mut Vec::new());
                let bits = (count as f64).log2();
                let stated = f64::from(level.bits(language));
                assert!(
                    (bits - stated).abs() < 0.01,
                    "{level:?} {language:?}: {bits}"
                );
            }
        }
    }
}
