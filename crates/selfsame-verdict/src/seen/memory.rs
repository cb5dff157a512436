//! A memory of tokens in the process: for one server that may take each once more when it
//! has been restarted, and for tests.

use std::collections::{BTreeSet, HashSet};
use std::sync::Mutex;

use super::{SeenTokens, entry};
use crate::challenge::Tag;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time::Time;

/// A bounded memory in the process.
pub struct MemorySeen {
    most: usize,
    content: Mutex<Content>,
}

#[derive(Default)]
struct Content {
    keys: HashSet<Tag>,
    by_end: BTreeSet<(Time, Tag)>,
}

impl MemorySeen {
    /// An empty one for a million tokens.
    #[must_use]
    pub fn new() -> Self {
        Self::with_most(limits::SEEN_IN_MEMORY)
    }

    /// An empty one for `most` tokens; about two hundred bytes each when they are there.
    #[must_use]
    pub fn with_most(most: usize) -> Self {
        Self {
            most,
            content: Mutex::default(),
        }
    }
}

impl Default for MemorySeen {
    fn default() -> Self {
        Self::new()
    }
}

impl SeenTokens for MemorySeen {
    fn first_time(&self, issuer: &str, jti: &str, until: Time, now: Time) -> Result<bool> {
        let (key, ends) = entry(issuer, jti, until, now)?;
        let now = Time::from_seconds(now.seconds());
        let mut content = self.content.lock().map_err(|_| {
            Error::new(
                ErrorKind::Store,
                "the memory of tokens: a thread died in it",
            )
        })?;
        if content.keys.contains(&key) {
            return Ok(false);
        }
        // Only when there is no room: what is kept longer than needed does no harm, and a
        // clock that is set back finds it.
        if content.keys.len() >= self.most {
            while let Some(&(end, key)) = content.by_end.first() {
                if end >= now {
                    break;
                }
                content.by_end.pop_first();
                content.keys.remove(&key);
            }
        }
        if content.keys.len() >= self.most {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("the memory of tokens is full with {}", self.most),
            ));
        }
        content.keys.insert(key);
        content.by_end.insert((ends, key));
        Ok(true)
    }
}

/// Nothing of what is in it.
impl std::fmt::Debug for MemorySeen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemorySeen(at most {})", self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{conforms, one_of_many};
    use super::*;

    #[test]
    fn it_is_a_memory() {
        conforms(&MemorySeen::new());
        one_of_many(&MemorySeen::new());
    }

    #[test]
    fn when_full_it_forgets_what_ended_and_nothing_else() {
        let seen = MemorySeen::with_most(2);
        let first = |jti, until, now| {
            seen.first_time("i", jti, Time::from_seconds(until), Time::from_seconds(now))
        };
        assert!(first("a", 100, 0).unwrap());
        assert!(first("b", 9000, 0).unwrap());
        assert_eq!(first("c", 9000, 0).unwrap_err().kind(), ErrorKind::Limit);
        assert!(!first("a", 100, 0).unwrap());
        assert_eq!(first("c", 9000, 3700).unwrap_err().kind(), ErrorKind::Limit);
        // An hour after its end, `a` makes room.
        assert!(first("c", 9000, 3701).unwrap());
        assert!(!first("b", 9000, 3701).unwrap());
        assert!(!first("c", 9000, 3701).unwrap());
    }
}
