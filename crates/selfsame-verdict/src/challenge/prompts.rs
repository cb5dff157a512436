//! What is prompted and when, as `selfsame::Challenge` writes it in JSON.
//!
//! Enters: JSON. Leaves: prompts of a sound shape. Which digits may stand together, and how
//! far apart, is the SDK's business: it draws them, and it checks them again when it judges.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// Fewest digits: the SDK draws no fewer.
const LEAST_DIGITS: usize = 4;

/// Digits to read aloud, the language to read them in, and when each appears: milliseconds
/// from the session's start.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire")]
pub struct Prompts {
    language: String,
    digits: Vec<u8>,
    warm_up_end_ms: u64,
    prompts_ms: Vec<u64>,
    end_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    language: String,
    digits: Vec<u8>,
    warm_up_end_ms: u64,
    prompts_ms: Vec<u64>,
    end_ms: u64,
}

impl Prompts {
    /// Reads JSON: 4 to 16 digits 0..=9, as many times, ascending between the warm-up's end
    /// and the session's, which is a minute at most.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] if the text is too long, [`ErrorKind::Claims`] if it is something
    /// else. No digit is in the error.
    pub fn from_json(json: &[u8]) -> Result<Self> {
        if json.len() > limits::PROMPTS_BYTES {
            return Err(Error::new(
                ErrorKind::Limit,
                format!(
                    "prompts: {} bytes, at most {}",
                    json.len(),
                    limits::PROMPTS_BYTES
                ),
            ));
        }
        let wire: Wire = serde_json::from_slice(json).map_err(|e| {
            // The parser's own words may quote what it read.
            wrong(format!("no such JSON at column {}", e.column()))
        })?;
        wire.try_into()
    }

    /// The same JSON again, without spaces.
    ///
    /// # Errors
    /// [`ErrorKind::Claims`] if it cannot be written, which does not happen.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|_| wrong("they cannot be written".into()))
    }

    /// The language to read in, as the SDK names it: `en`, `zh`.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// The digits, in the order they are shown. A secret until then.
    #[must_use]
    pub fn digits(&self) -> &[u8] {
        &self.digits
    }

    /// When the warm-up is over, milliseconds.
    #[must_use]
    pub fn warm_up_end_ms(&self) -> u64 {
        self.warm_up_end_ms
    }

    /// When each digit appears, milliseconds.
    #[must_use]
    pub fn prompts_ms(&self) -> &[u64] {
        &self.prompts_ms
    }

    /// When the session is over, milliseconds.
    #[must_use]
    pub fn end_ms(&self) -> u64 {
        self.end_ms
    }
}

impl TryFrom<Wire> for Prompts {
    type Error = Error;

    fn try_from(wire: Wire) -> Result<Self> {
        let count = wire.digits.len();
        let letters = wire.language.bytes().all(|b| b.is_ascii_lowercase());
        if !(2..=8).contains(&wire.language.len()) || !letters {
            return Err(wrong(
                "the language is not 2 to 8 lower-case letters".into(),
            ));
        }
        if !(LEAST_DIGITS..=limits::DIGITS).contains(&count) {
            return Err(wrong(format!(
                "{count} digits, not {LEAST_DIGITS} to {}",
                limits::DIGITS
            )));
        }
        if wire.digits.iter().any(|d| *d > 9) {
            return Err(wrong("a digit is none".into()));
        }
        if wire.prompts_ms.len() != count {
            return Err(wrong(format!(
                "{count} digits but {} times",
                wire.prompts_ms.len()
            )));
        }
        let mut last = None;
        for &time in &wire.prompts_ms {
            if time < wire.warm_up_end_ms || last.is_some_and(|last| time <= last) {
                return Err(wrong("their times do not ascend".into()));
            }
            last = Some(time);
        }
        if last.is_some_and(|last| wire.end_ms < last) || wire.end_ms > limits::SESSION_MS {
            return Err(wrong(format!(
                "the session ends before the last digit, or after {} ms",
                limits::SESSION_MS
            )));
        }
        Ok(Self {
            language: wire.language,
            digits: wire.digits,
            warm_up_end_ms: wire.warm_up_end_ms,
            prompts_ms: wire.prompts_ms,
            end_ms: wire.end_ms,
        })
    }
}

/// The digits are a secret: their number only.
impl fmt::Debug for Prompts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prompts({} digits)", self.digits.len())
    }
}

fn wrong(what: String) -> Error {
    Error::new(ErrorKind::Claims, format!("prompts: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `selfsame::Challenge` writes it.
    const GOOD: &str = r#"{"language":"en","digits":[1,2,1,3],"warm_up_end_ms":3000,"prompts_ms":[4500,5500,7000,9000],"end_ms":11000}"#;

    #[test]
    fn prompts_are_read_and_written() {
        let prompts = Prompts::from_json(GOOD.as_bytes()).unwrap();
        assert_eq!(prompts.to_json().unwrap(), GOOD);
        assert_eq!(prompts.digits(), [1, 2, 1, 3]);
        assert_eq!(format!("{prompts:?}"), "Prompts(4 digits)");
    }

    #[test]
    fn what_is_no_prompts_is_named_without_its_digits() {
        for (from, to, says) in [
            ("[1,2,1,3]", "[1,2,3]", "3 digits, not 4 to 16"),
            ("[1,2,1,3]", "[1,2,1,10]", "a digit is none"),
            ("[1,2,1,3]", "[1,2,1,777]", "no such JSON at column"),
            ("[1,2,1,3]", "[1,2,1,-7]", "no such JSON at column"),
            ("4500,", "", "4 digits but 3 times"),
            ("5500", "4500", "do not ascend"),
            ("4500", "2999", "do not ascend"),
            ("11000", "8999", "before the last digit"),
            ("11000", "60001", "after 60000 ms"),
            ("11000", "18446744073709551615", "after 60000 ms"),
            ("11000", "18446744073709551616", "no such JSON"),
            ("\"en\"", "\"e\"", "language"),
            ("\"en\"", "\"En\"", "language"),
            ("\"en\"", "\"englishes\"", "language"),
            ("\"en\"", "\"é\"", "language"),
            ("}", ",\"more\":1}", "no such JSON"),
            (
                "\"end_ms\":11000",
                "\"end_ms\":11000,\"end_ms\":11000",
                "no such JSON",
            ),
        ] {
            let error = Prompts::from_json(GOOD.replace(from, to).as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Claims);
            assert!(error.to_string().contains(says), "{to}: {error}");
            assert!(!error.to_string().contains('7'), "{error}");
        }
        let long = vec![b' '; limits::PROMPTS_BYTES + 1];
        assert_eq!(
            Prompts::from_json(&long).unwrap_err().kind(),
            ErrorKind::Limit
        );
        let digits = format!("[{}0]", "0,".repeat(limits::DIGITS));
        let error = Prompts::from_json(GOOD.replace("[1,2,1,3]", &digits).as_bytes());
        assert!(error.unwrap_err().to_string().contains("17 digits"));
    }
}
