//! A store in an SQLite file, compiled in: for a server, or a few processes of one machine.
//!
//! Enters: a path. Leaves: a [`Store`] that survives `kill -9` and power loss. Every
//! statement finds its rows by an index, so millions of challenges are no slower than ten.

use std::path::Path;

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Row, params};

use super::database::{Database, seconds, time};
use super::{Change, Record, State, Store, Tag, Tally};
use crate::error::{Error, ErrorKind, Result};
use crate::time::Time;

/// Rows that a purge changes at once: others get in between.
const BATCH: u32 = 1000;

const TALLY: &str = "SELECT tries FROM tally WHERE key = ?1";
const PUT_TALLY: &str = "INSERT INTO tally (key, latest, tries) VALUES (?1, ?2, ?3)
    ON CONFLICT (key) DO UPDATE SET latest = excluded.latest, tries = excluded.tries";
const DROP_TALLY: &str = "DELETE FROM tally WHERE key = ?1";
const SUPERSEDE: &str =
    "UPDATE challenge SET state = 2, prompts = x'' WHERE subject = ?1 AND state = 0";
const INSERT: &str = "INSERT INTO challenge (session, state, nonce, subject, device,
    relying_party, level, issued_at, expires_at, prompts)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const FIND: &str = "SELECT session, state, nonce, subject, device, relying_party, level,
    issued_at, expires_at, prompts FROM challenge WHERE session = ?1";
const STEP: &str = "UPDATE challenge SET state = ?3, prompts = x''
    WHERE session = ?1 AND state = ?2";
const EXPIRE: &str = "UPDATE challenge SET state = 3, prompts = x'' WHERE session IN
    (SELECT session FROM challenge WHERE state = 0 AND expires_at < ?1 LIMIT ?2)";
const FORGET: &str = "DELETE FROM challenge WHERE session IN
    (SELECT session FROM challenge WHERE expires_at < ?1 LIMIT ?2)";
const FORGET_TALLIES: &str = "DELETE FROM tally WHERE key IN
    (SELECT key FROM tally WHERE latest < ?1 LIMIT ?2)";

/// A store in an SQLite file. Processes share it: each opens it for itself. It must lie on a
/// local file system. What is wiped lies in the log beside the file (`-wal`), veiled, until
/// the next purge.
///
/// A backup that is put back brings back what it was made of: tries that were used since are
/// free again, and challenges of its last minutes open. After that, let a challenge's life
/// and skew pass before answers are taken.
pub struct SqliteStore(Database);

impl SqliteStore {
    /// Opens a store, or makes one that only its owner may read (mode 0600 on Unix).
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if the file cannot be opened; [`ErrorKind::Store`] if it is
    /// something else, which is not touched, or of a form that this release does not know.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Database::open(path.as_ref()).map(Self)
    }
}

/// States as numbers. `challenge_open` and the statements above know those of the first four.
const fn number(state: State) -> i64 {
    match state {
        State::Open => 0,
        State::Redeemed => 1,
        State::Superseded => 2,
        State::Expired => 3,
        State::Passed => 4,
        State::Failed => 5,
    }
}

fn state(number: i64) -> Option<State> {
    Some(match number {
        0 => State::Open,
        1 => State::Redeemed,
        2 => State::Superseded,
        3 => State::Expired,
        4 => State::Passed,
        5 => State::Failed,
        _ => return None,
    })
}

fn broken() -> Error {
    Error::new(ErrorKind::Store, "the store: a row is broken")
}

/// A tally as it is stored; empty where there is no row.
fn text(tally: &Tally) -> Result<String> {
    if tally.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(tally).map_err(|_| broken())
}

/// What changes, as text.
struct TallyRow {
    key: Tag,
    was: String,
    latest: i64,
    becomes: String,
}

fn rows(changes: &[Change]) -> Result<Vec<TallyRow>> {
    let row = |change: &Change| {
        Ok(TallyRow {
            key: change.key,
            was: text(&change.was)?,
            latest: change.becomes.latest().map_or(0, seconds),
            becomes: text(&change.becomes)?,
        })
    };
    changes.iter().map(row).collect()
}

fn tries(connection: &Connection, key: &Tag) -> rusqlite::Result<String> {
    let row = connection
        .prepare_cached(TALLY)?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(row.unwrap_or_default())
}

/// Stores tallies if they are as they were read. Within a transaction.
fn put(connection: &Connection, rows: &[TallyRow]) -> rusqlite::Result<bool> {
    for row in rows {
        if tries(connection, &row.key)? != row.was {
            return Ok(false);
        }
    }
    for row in rows {
        if row.becomes.is_empty() {
            connection.prepare_cached(DROP_TALLY)?.execute([row.key])?;
        } else {
            connection.prepare_cached(PUT_TALLY)?.execute(params![
                row.key,
                row.latest,
                row.becomes
            ])?;
        }
    }
    Ok(true)
}

/// Moves a challenge from one state to another and wipes its prompts.
fn step(connection: &Connection, session: &str, from: State, to: State) -> rusqlite::Result<bool> {
    let mut statement: CachedStatement<'_> = connection.prepare_cached(STEP)?;
    Ok(statement.execute(params![session, number(from), number(to)])? == 1)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Option<Record>> {
    let Some(state) = state(row.get(1)?) else {
        return Ok(None);
    };
    Ok(Some(Record {
        session: row.get(0)?,
        state,
        nonce: row.get(2)?,
        subject: row.get(3)?,
        device: row.get(4)?,
        relying_party: row.get(5)?,
        level: row.get(6)?,
        issued_at: time(row.get(7)?),
        expires_at: time(row.get(8)?),
        prompts: row.get(9)?,
    }))
}

impl Store for SqliteStore {
    fn tally(&self, key: &Tag) -> Result<Tally> {
        let text = self.0.read(|c| tries(c, key))?;
        if text.is_empty() {
            return Ok(Tally::default());
        }
        serde_json::from_str(&text).map_err(|_| broken())
    }

    fn replace(&self, changes: &[Change]) -> Result<bool> {
        let rows = rows(changes)?;
        self.0.write(|t| put(t, &rows))
    }

    fn insert(&self, challenge: &Record, changes: &[Change]) -> Result<bool> {
        let rows = rows(changes)?;
        self.0.write(|t| {
            if !put(t, &rows)? {
                return Ok(false);
            }
            t.prepare_cached(SUPERSEDE)?.execute([challenge.subject])?;
            t.prepare_cached(INSERT)?.execute(params![
                challenge.session,
                number(challenge.state),
                challenge.nonce,
                challenge.subject,
                challenge.device,
                challenge.relying_party,
                challenge.level,
                seconds(challenge.issued_at),
                seconds(challenge.expires_at),
                challenge.prompts,
            ])?;
            Ok(true)
        })
    }

    fn find(&self, session: &str) -> Result<Option<Record>> {
        let row = self.0.read(|c| {
            c.prepare_cached(FIND)?
                .query_row([session], record)
                .optional()
        })?;
        match row {
            None => Ok(None),
            Some(Some(record)) => Ok(Some(record)),
            Some(None) => Err(broken()),
        }
    }

    fn take(&self, session: &str) -> Result<bool> {
        self.0
            .write(|t| step(t, session, State::Open, State::Redeemed))
    }

    fn settle(&self, session: &str, passed: bool, changes: &[Change]) -> Result<bool> {
        let rows = rows(changes)?;
        let to = if passed { State::Passed } else { State::Failed };
        self.0
            .write(|t| Ok(step(t, session, State::Redeemed, to)? && put(t, &rows)?))
    }

    fn purge(&self, expired: Time, forgotten: Time) -> Result<usize> {
        let batches = |statement: &str, before: Time| {
            let mut total = 0;
            loop {
                let mut rows = 0;
                self.0.write(|t| {
                    rows = t
                        .prepare_cached(statement)?
                        .execute(params![seconds(before), BATCH])?;
                    Ok(rows > 0)
                })?;
                total += rows;
                if rows < BATCH as usize {
                    return Ok::<_, Error>(total);
                }
            }
        };
        batches(EXPIRE, expired)?;
        let dropped = batches(FORGET, forgotten)?;
        batches(FORGET_TALLIES, forgotten)?;
        self.0.empty_log()?;
        Ok(dropped)
    }
}

/// Nothing of what is in it.
impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqliteStore")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lead_back() {
        for n in 0..6 {
            assert_eq!(state(n).map(number), Some(n));
        }
        assert_eq!(state(6), None);
    }

    #[test]
    fn every_statement_finds_its_rows_by_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("s")).unwrap();
        let statements = [
            TALLY,
            PUT_TALLY,
            DROP_TALLY,
            SUPERSEDE,
            FIND,
            STEP,
            EXPIRE,
            FORGET,
            FORGET_TALLIES,
        ];
        for sql in statements {
            let plan: Vec<String> = store
                .0
                .read(|c| {
                    let mut explain = c.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                    let mut rows = explain.raw_query();
                    let mut plan = Vec::new();
                    while let Some(row) = rows.next()? {
                        plan.push(row.get(3)?);
                    }
                    Ok(plan)
                })
                .unwrap();
            assert!(
                !plan.iter().any(|line| line.contains("SCAN ")),
                "{sql}: {plan:?}"
            );
            assert!(sql == PUT_TALLY || !plan.is_empty(), "{sql}");
        }
    }

    #[test]
    fn the_disk_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path().join("s")).unwrap();
        let pragma = |name: &str| {
            let sql = format!("PRAGMA {name}");
            store
                .0
                .read(|c| c.query_row(&sql, [], |row| row.get::<_, i64>(0)))
                .unwrap()
        };
        assert_eq!(pragma("synchronous"), 2);
        assert_eq!(pragma("secure_delete"), 1);
    }
}
