//! A memory of tokens in an SQLite file: it lasts, and processes share it.

use std::path::Path;

use rusqlite::params;

use super::{SeenTokens, entry};
use crate::challenge::database::{Database, seconds};
use crate::error::Result;
use crate::time::Time;

/// Tokens that each new one makes forgotten: more than one, so that the file does not grow
/// for good; few, so that none waits.
const FORGET: u32 = 8;

const SEE: &str = "INSERT INTO seen (key, ends) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING";
const DROP: &str = "DELETE FROM seen WHERE key IN
    (SELECT key FROM seen WHERE ends < ?1 ORDER BY ends LIMIT ?2)";

/// A memory in a file of its own, or in that of a
/// [`SqliteStore`](crate::challenge::SqliteStore).
pub struct SqliteSeen(Database);

impl SqliteSeen {
    /// Opens a memory, or makes one that only its owner may read.
    ///
    /// # Errors
    /// As [`SqliteStore::open`](crate::challenge::SqliteStore::open).
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Database::open(path.as_ref()).map(Self)
    }
}

impl SeenTokens for SqliteSeen {
    fn first_time(&self, issuer: &str, jti: &str, until: Time, now: Time) -> Result<bool> {
        let (key, ends) = entry(issuer, jti, until, now)?;
        self.0.write(|t| {
            if t.prepare_cached(SEE)?
                .execute(params![key, seconds(ends)])?
                == 0
            {
                return Ok(false);
            }
            t.prepare_cached(DROP)?
                .execute(params![seconds(now), FORGET])?;
            Ok(true)
        })
    }
}

/// Nothing of what is in it.
impl std::fmt::Debug for SqliteSeen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqliteSeen")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{conforms, one_of_many};
    use super::*;

    #[test]
    fn it_is_a_memory() {
        let folder = tempfile::tempdir().unwrap();
        let seen = SqliteSeen::open(folder.path().join("seen")).unwrap();
        conforms(&seen);
        one_of_many(&seen);
    }

    #[test]
    fn it_lasts_and_forgets_what_ended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen");
        let at = Time::from_seconds;
        let open = || SqliteSeen::open(&path).unwrap();
        for i in 0..20 {
            let jti = format!("{i}");
            assert!(open().first_time("i", &jti, at(100), at(0)).unwrap());
        }
        assert!(!open().first_time("i", "7", at(100), at(0)).unwrap());
        let kept = || {
            let count = "SELECT count(*) FROM seen";
            open()
                .0
                .read(|c| c.query_row(count, [], |row| row.get::<_, i64>(0)))
        };
        assert_eq!(kept().unwrap(), 20);
        for (i, left) in [(0, 13), (1, 6), (2, 3), (3, 4)] {
            let jti = format!("new {i}");
            assert!(open().first_time("i", &jti, at(9000), at(3701)).unwrap());
            assert_eq!(kept().unwrap(), left);
        }
    }
}
