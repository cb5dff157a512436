//! One SQLite file: opened only if it is ours, durable, private, shared between processes.
//!
//! Enters: a path. Leaves: a connection on which every write is one transaction that
//! survives the death of the process and a power loss.
//!
//! - **WAL**, so that who reads waits for nobody; **synchronous=FULL** (and `F_FULLFSYNC` on
//!   macOS), so that a commit is on the disk before it is told: with NORMAL a power loss
//!   could undo a redemption that was answered, and the challenge could be used again.
//! - **BEGIN IMMEDIATE**: the lock for writing is taken before anything is read, so that what
//!   was read still holds when it is written, and no upgrade of a lock can fail.
//! - **secure_delete**: what is wiped is overwritten, not only unlinked.
//! - WAL needs memory that processes share: a local file system, not one of a network.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{Error, ErrorKind, Result};
use crate::time::Time;

/// `ssVC` in the file's header: SQLite's application_id, so that nobody's other file is taken
/// for ours.
const APPLICATION: u32 = 0x7373_5643;
/// The form of the tables: SQLite's user_version.
const FORM: u32 = 1;
/// How long a writer waits for another. A transaction takes milliseconds.
const BUSY: Duration = Duration::from_secs(10);
/// Statements that are kept prepared: more than there are.
const STATEMENTS: usize = 32;

/// The tables. Times are seconds since 1970, states those of `sqlite.rs`.
const TABLES: &str = "
CREATE TABLE challenge (
    session TEXT PRIMARY KEY,
    state INTEGER NOT NULL,
    nonce BLOB NOT NULL,
    subject BLOB NOT NULL,
    device BLOB,
    relying_party TEXT NOT NULL,
    level TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    prompts BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX challenge_open ON challenge (subject) WHERE state = 0;
CREATE INDEX challenge_open_expires ON challenge (expires_at) WHERE state = 0;
CREATE INDEX challenge_expires ON challenge (expires_at);
CREATE TABLE tally (
    key BLOB PRIMARY KEY,
    latest INTEGER NOT NULL,
    tries TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_latest ON tally (latest);
CREATE TABLE seen (
    key BLOB PRIMARY KEY,
    ends INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_ends ON seen (ends);
";

/// A connection to a file of ours.
pub(crate) struct Database {
    /// The file's name, for errors.
    place: String,
    connection: Mutex<Connection>,
}

impl Database {
    /// Opens a file, or makes one that only its owner may read.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let place = path.file_name().map_or_else(
            || "the store".into(),
            |name| name.to_string_lossy().into_owned(),
        );
        let open = || {
            // Absolute, or `:memory:` and the empty name would mean something else to SQLite.
            let path = std::path::absolute(path)
                .map_err(|e| Error::new(ErrorKind::Io, "no such path").caused_by(e))?;
            prepare(&path)?;
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let mut connection = Connection::open_with_flags(&path, flags).map_err(failed)?;
            set_up(&mut connection)?;
            Ok(connection)
        };
        let connection = open().map_err(|e: Error| e.at(&place))?;
        Ok(Self {
            place,
            connection: Mutex::new(connection),
        })
    }

    /// Reads.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        read(&*self.lock()?).map_err(|e| failed(e).at(&self.place))
    }

    /// Writes in one transaction, which is committed if `write` says `true`.
    pub(crate) fn write(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<bool>,
    ) -> Result<bool> {
        let mut connection = self.lock()?;
        let run = || {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let holds = write(&transaction)?;
            if holds {
                transaction.commit()?;
            }
            Ok(holds)
        };
        run().map_err(|e| failed(e).at(&self.place))
    }

    /// Puts the log's content into the file and empties the log: old pages lie in it, with
    /// what was wiped since. Somebody who reads just then prevents it; the next call will do.
    pub(crate) fn empty_log(&self) -> Result<()> {
        self.read(|c| c.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())))
    }

    fn lock(&self) -> Result<MutexGuard<'_, Connection>> {
        self.connection.lock().map_err(|_| {
            Error::new(ErrorKind::Store, "a thread died in it: open it anew").at(&self.place)
        })
    }
}

/// A moment as SQLite keeps it.
pub(crate) fn seconds(time: Time) -> i64 {
    // Far below 2^63 once it went through this: the year 9999 at most.
    Time::from_seconds(time.seconds()).seconds() as i64
}

/// A moment that SQLite kept.
pub(crate) fn time(seconds: i64) -> Time {
    Time::from_seconds(u64::try_from(seconds).unwrap_or(0))
}

fn failed(error: rusqlite::Error) -> Error {
    Error::new(ErrorKind::Store, "the database failed").caused_by(error)
}

/// Makes the file if there is none, and looks whether it is ours, without SQLite: which,
/// once it has opened a file, may write into it.
fn prepare(path: &Path) -> Result<()> {
    let io = |e| Error::new(ErrorKind::Io, "cannot be opened").caused_by(e);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => return Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(e) => return Err(io(e)),
    }
    if !path.metadata().map_err(io)?.is_file() {
        return Err(Error::new(ErrorKind::Store, "no file"));
    }
    let mut header = Vec::with_capacity(100);
    let file = File::open(path).map_err(io)?;
    file.take(100).read_to_end(&mut header).map_err(io)?;
    if header.is_empty() {
        return Ok(()); // just made, by us or by another process
    }
    // https://sqlite.org/fileformat.html, 1.3: user_version at 60, application_id at 68.
    let number = |at: usize| {
        let bytes = header.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    if !header.starts_with(b"SQLite format 3\0") || number(68) != Some(APPLICATION) {
        return Err(Error::new(
            ErrorKind::Store,
            "something else than a store of challenges",
        ));
    }
    match number(60) {
        Some(FORM) => Ok(()),
        form => Err(Error::new(
            ErrorKind::Store,
            format!(
                "form {} is not known: this release knows {FORM}",
                form.unwrap_or(0)
            ),
        )),
    }
}

fn set_up(connection: &mut Connection) -> Result<()> {
    connection.busy_timeout(BUSY).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let pragma = |c: &Connection, name: &str| {
        c.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, u32>(0))
    };
    if pragma(connection, "application_id").map_err(failed)? != APPLICATION {
        // An empty file. The tables are made before the log is: so the header of the file
        // itself always says whose it is, whenever the process dies.
        let make = |connection: &mut Connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another process may have been quicker.
            if pragma(&transaction, "application_id")? != APPLICATION {
                transaction.execute_batch(TABLES)?;
                transaction.pragma_update(None, "application_id", APPLICATION)?;
                transaction.pragma_update(None, "user_version", FORM)?;
            }
            transaction.commit()
        };
        make(connection).map_err(failed)?;
    }
    log_ahead(connection)?;
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
             PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;",
        )
        .map_err(failed)
}

/// Switches to WAL. SQLite does not wait when others open the file at the same moment.
fn log_ahead(connection: &Connection) -> Result<()> {
    let start = Instant::now();
    loop {
        let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| {
            row.get::<_, String>(0)
        });
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(_) => {
                return Err(Error::new(
                    ErrorKind::Store,
                    "no write-ahead log on this file system",
                ));
            }
            Err(e)
                if start.elapsed() < BUSY
                    && e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) =>
            {
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(e) => return Err(failed(e)),
        }
    }
}
