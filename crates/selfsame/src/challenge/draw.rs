//! Drawing a challenge: digits, and when each appears.
//!
//! Enters: a language, how many digits or a level, random numbers. Leaves: a
//! [`Challenge`], every one that the rules allow as probable as the others.

use std::time::Duration;

use super::{
    Challenge, DEFAULT_DIGITS, LAST_READING, Language, MAX_DIGITS, MAX_GAP, MIN_DIGITS, MIN_GAP,
    OsRandom, Random, Schedule, WARM_UP, WARM_UP_REST, breaks_rule,
};
use crate::error::{Error, ErrorKind, Result};
use crate::policy::Level;

impl Challenge {
    /// Draws [`DEFAULT_DIGITS`] digits with the operating system's generator.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when the operating system gives no random numbers.
    pub fn draw(language: Language) -> Result<Self> {
        Self::draw_with(language, DEFAULT_DIGITS, &mut OsRandom)
    }

    /// Draws `count` digits. Every string that the rules allow is equally
    /// likely: digits of the language's alphabet, no two neighbours that lips
    /// cannot tell apart, none more than twice, at least one twice.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for a count outside [`MIN_DIGITS`]..=[`MAX_DIGITS`];
    /// [`ErrorKind::Io`] when `random` fails.
    pub fn draw_with(language: Language, count: usize, random: &mut dyn Random) -> Result<Self> {
        if !(MIN_DIGITS..=MAX_DIGITS).contains(&count) {
            return Err(Error::new(
                ErrorKind::Misuse,
                format!("a challenge of {count} digits: {MIN_DIGITS} to {MAX_DIGITS} are possible"),
            ));
        }
        let digits = string(language, count, random)?;
        Self::of(language, digits, random)
    }

    /// Draws what a level asks for with the operating system's generator.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when the operating system gives no random numbers.
    pub fn draw_for(level: Level, language: Language) -> Result<Self> {
        Self::draw_for_with(level, language, &mut OsRandom)
    }

    /// Draws what a level asks for: [`Level::digits`] digits, [`Level::twice`] of them
    /// twice at least.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when `random` fails.
    pub fn draw_for_with(
        level: Level,
        language: Language,
        random: &mut dyn Random,
    ) -> Result<Self> {
        let digits = match 2 * level.twice() == level.digits() {
            true => pairs(language, level.twice(), random)?,
            false => string(language, level.digits(), random)?,
        };
        Self::of(language, digits, random)
    }

    /// How many digits occur twice.
    #[must_use]
    pub fn twice(&self) -> usize {
        let earlier = |i: usize| self.digits[..i].contains(&self.digits[i]);
        (0..self.digits.len()).filter(|&i| earlier(i)).count()
    }

    /// Digits at moments that are drawn.
    fn of(language: Language, digits: Vec<u8>, random: &mut dyn Random) -> Result<Self> {
        let count = digits.len();
        let mut at = WARM_UP + WARM_UP_REST;
        let span = (MAX_GAP - MIN_GAP).as_millis() as u32;
        // The first digit comes at an unforeseen moment as well.
        at += Duration::from_millis(u64::from(random.below(800)?));
        let mut prompts = vec![at];
        for _ in 1..count {
            at += MIN_GAP + Duration::from_millis(u64::from(random.below(span + 1)?));
            prompts.push(at);
        }
        Ok(Self {
            language,
            digits,
            schedule: Schedule {
                warm_up_end: WARM_UP,
                prompts,
                end: at + LAST_READING,
            },
        })
    }
}

/// A string that the rules allow. Drawing whole strings and throwing away those against
/// the rules keeps the accepted ones uniform; about one in three is accepted.
fn string(language: Language, count: usize, random: &mut dyn Random) -> Result<Vec<u8>> {
    let alphabet = language.alphabet();
    loop {
        let mut digits = Vec::with_capacity(count);
        for _ in 0..count {
            digits.push(alphabet[random.below(alphabet.len() as u32)? as usize]);
        }
        if breaks_rule(language, &digits).is_none() {
            return Ok(digits);
        }
    }
}

/// So many digits, each twice, in an order that the rules allow: both are drawn anew if
/// the order is against them, which keeps the accepted ones uniform.
fn pairs(language: Language, pairs: usize, random: &mut dyn Random) -> Result<Vec<u8>> {
    loop {
        let mut left = language.alphabet().to_vec();
        let mut digits = Vec::with_capacity(2 * pairs);
        for _ in 0..pairs {
            let digit = left.swap_remove(random.below(left.len() as u32)? as usize);
            digits.extend([digit, digit]);
        }
        // Fisher and Yates.
        for i in (1..digits.len()).rev() {
            digits.swap(i, random.below(i as u32 + 1)? as usize);
        }
        if breaks_rule(language, &digits).is_none() {
            return Ok(digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::random::Counter;
    use super::*;

    #[test]
    fn drawn_challenges_keep_every_rule_and_read_back() {
        let mut random = Counter::new(7);
        for language in [Language::English, Language::Mandarin] {
            for count in MIN_DIGITS..=MAX_DIGITS {
                for _ in 0..200 {
                    let drawn = Challenge::draw_with(language, count, &mut random).unwrap();
                    assert_eq!(breaks_rule(language, drawn.digits()), None);
                    let text = serde_json::to_string(&drawn).unwrap();
                    let back: Challenge = serde_json::from_str(&text).unwrap();
                    assert_eq!(back, drawn);
                }
            }
        }
    }

    #[test]
    fn all_allowed_strings_are_drawn_about_equally_often() {
        let mut random = Counter::new(1);
        let mut seen = std::collections::HashMap::new();
        let draws = 200_000;
        for _ in 0..draws {
            let c = Challenge::draw_with(Language::English, 4, &mut random).unwrap();
            *seen.entry(c.digits().to_vec()).or_insert(0u32) += 1;
        }
        // 8 digits, length 4, one or two digits twice and never adjacent:
        // one pair 8*3*(7*6) = 1008, two pairs 8*7 = 56 (abab).
        assert_eq!(seen.len(), 1064);
        let expected = f64::from(draws) / 1064.0;
        let chi2: f64 = seen
            .values()
            .map(|&n| (f64::from(n) - expected).powi(2) / expected)
            .sum();
        // 1063 degrees of freedom: mean 1063, sd 46.
        assert!((900.0..1250.0).contains(&chi2), "chi-square {chi2}");
    }

    #[test]
    fn levels_get_their_digits_and_repeats() {
        let mut random = Counter::new(3);
        for language in [Language::English, Language::Mandarin] {
            for level in Level::ALL {
                for _ in 0..100 {
                    let drawn = Challenge::draw_for_with(level, language, &mut random).unwrap();
                    assert_eq!(drawn.digits().len(), level.digits());
                    assert!(drawn.twice() >= level.twice(), "{level:?}");
                    assert_eq!(breaks_rule(language, drawn.digits()), None);
                }
            }
        }
    }

    #[test]
    fn every_order_of_pairs_is_drawn_about_equally_often() {
        let mut random = Counter::new(5);
        let mut seen = std::collections::HashMap::new();
        let draws = 100_000;
        for _ in 0..draws {
            let digits = pairs(Language::English, 2, &mut random).unwrap();
            *seen.entry(digits).or_insert(0u32) += 1;
        }
        // Of 8 digits two, each twice, never adjacent: abab of 8 * 7.
        assert_eq!(seen.len(), 56);
        let expected = f64::from(draws) / 56.0;
        let chi2: f64 = seen
            .values()
            .map(|&n| (f64::from(n) - expected).powi(2) / expected)
            .sum();
        // 55 degrees of freedom: mean 55, sd 10.5.
        assert!(chi2 < 100.0, "chi-square {chi2}");
    }
}
