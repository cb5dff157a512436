//! Which tokens were seen: a relying party takes a verdict once.
//!
//! Enters: a token's issuer and name (`jti`), and when it ends. Leaves: whether this is the
//! first time.
//!
//! A signed verdict is a bearer's: whoever copies it can show it again until it ends. So a
//! relying party remembers, until then, which it has taken. It must ask *after* everything
//! else about the token was checked, or strangers could fill its memory, or use up somebody's
//! verdict by guessing its name.

mod memory;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use memory::MemorySeen;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteSeen;

use std::time::Duration;

use crate::challenge::Tag;
use crate::encoding::sha256;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time::Time;

/// How much longer than asked a token is remembered: a clock that is set back by less makes
/// none new again. Chosen by judgement; clocks that are kept at all err by seconds.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// A memory of tokens.
pub trait SeenTokens: Send + Sync {
    /// Remembers a token until `until`, the last second at which a verifier would take it
    /// (its end, and the clock's skew), and says whether it was unknown before. Of any number
    /// of calls for one token at the same time, one is `true`.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] if the token ended more than an hour ago: verify it before;
    /// [`ErrorKind::Limit`] if a name is longer than 512 bytes or the memory is full, for it
    /// must not forget; [`ErrorKind::Store`] if a store fails. After any error, do not take
    /// the token.
    fn first_time(&self, issuer: &str, jti: &str, until: Time, now: Time) -> Result<bool>;
}

/// One key for issuer and name, and the moment after which it may be forgotten.
fn entry(issuer: &str, jti: &str, until: Time, now: Time) -> Result<(Tag, Time)> {
    for (what, name) in [("issuer", issuer), ("jti", jti)] {
        if name.len() > limits::NAME_BYTES {
            let message = format!(
                "{what}: {} bytes, at most {}",
                name.len(),
                limits::NAME_BYTES
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
    }
    let ends = until.after(MARGIN);
    if ends < Time::from_seconds(now.seconds()) {
        return Err(Error::new(
            ErrorKind::Misuse,
            "a token that ended long ago: verify it before asking whether it was seen",
        ));
    }
    // The length keeps `a` + `bc` and `ab` + `c` apart.
    let mut bytes = (issuer.len() as u64).to_be_bytes().to_vec();
    bytes.extend_from_slice(issuer.as_bytes());
    bytes.extend_from_slice(jti.as_bytes());
    Ok((sha256(&bytes), ends))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const START: u64 = 1_800_000_000;

    fn at(seconds: u64) -> Time {
        Time::from_seconds(START + seconds)
    }

    /// What every memory does.
    pub(super) fn conforms(seen: &dyn SeenTokens) {
        let first = |issuer, jti, until, now| seen.first_time(issuer, jti, at(until), at(now));
        assert!(first("a", "bc", 100, 0).unwrap());
        assert!(!first("a", "bc", 100, 0).unwrap());
        assert!(!first("a", "bc", 900, 0).unwrap());
        assert!(first("ab", "c", 100, 0).unwrap());
        assert!(first("a", "bC", 100, 0).unwrap());
        assert!(first("", "", 100, 0).unwrap());
        assert!(!first("", "", 100, 0).unwrap());
        // It lasts to the end, and for a clock that was set ahead and back.
        assert!(!first("a", "bc", 100, 100).unwrap());
        assert!(first("c", "d", 9000, 3700).unwrap());
        assert!(!first("a", "bc", 100, 0).unwrap());
        // As a verifier asks, `exp` and its skew, at the last second at which it would; and
        // another one with a longer skew, after it.
        let (exp, skew, longest) = (5000, 30, 120);
        assert!(first("v", "t", exp + skew, exp + skew - 1).unwrap());
        for now in [exp + skew - 1, exp + skew, exp + longest - 1] {
            assert!(!first("v", "t", exp + skew, now).unwrap());
            assert!(!first("v", "t", exp + longest, now).unwrap());
        }
        // What would be forgotten at once is refused, not taken twice.
        let ended = first("e", "f", 100, 3701).unwrap_err();
        assert_eq!(ended.kind(), ErrorKind::Misuse);
        let long = "n".repeat(limits::NAME_BYTES + 1);
        for error in [first(&long, "j", 100, 0), first("i", &long, 100, 0)] {
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Limit);
            assert!(!error.to_string().contains("nnn"));
        }
        // Moments at the end of time are no fault.
        let far: Time = serde_json::from_str("18446744073709551615").unwrap();
        assert!(seen.first_time("far", "x", far, far).unwrap());
        assert!(!seen.first_time("far", "x", far, far).unwrap());
    }

    /// Of eight threads that show one token, one is the first.
    pub(super) fn one_of_many(seen: &dyn SeenTokens) {
        for round in 0..50 {
            let jti = format!("round {round}");
            let start = std::sync::Barrier::new(8);
            let firsts: usize = std::thread::scope(|scope| {
                let ask = || {
                    start.wait();
                    usize::from(seen.first_time("i", &jti, at(100), at(0)).unwrap())
                };
                let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
                threads.into_iter().map(|t| t.join().unwrap()).sum()
            });
            assert_eq!(firsts, 1, "round {round}");
        }
    }
}
