//! The end of a chain's file: the last head, what follows it, and what a crash left.
//!
//! Enters: a file under lock, the chain's name and the keys of its writers. Leaves: the last
//! record that is to be written after, and how long the file is with it. Only the end is
//! read, back to the last head: what nobody signed must not be signed because it lies
//! there. A head says how many entries may follow it before the next one; so one that is
//! one too many was never acknowledged, and is cut off like a torn line.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use super::chain::HEADS_EVERY_MOST;
use super::head::Head;
use super::lines::{self, Line};
use super::record::Record;
use crate::encoding::digest;
use crate::error::{Error, ErrorKind, Result};
use crate::key::KeySet;
use crate::limits::{CHAIN_KEPT_LINE_BYTES, CHAIN_LINE_BYTES, CHAIN_STAMP_REACH_BYTES};

/// What every chain begins with.
const BEGIN: &[u8] = br#"{"seq":0,"prev":"","time":"#;
/// What is read at first: a torn line, a head, and the record before it.
const WINDOW: u64 = 3 * (CHAIN_LINE_BYTES as u64 + 1);
/// What is read at most: as many entries more as may follow a head.
const WINDOW_MOST: u64 = WINDOW + HEADS_EVERY_MOST * CHAIN_KEPT_LINE_BYTES as u64;

/// The last whole record.
#[derive(Clone)]
pub(super) struct Last {
    pub(super) seq: u64,
    pub(super) hash: String,
    /// Of its line, with the end.
    pub(super) bytes: u64,
}

/// The end of a file.
#[derive(Clone, Default)]
pub(super) struct Tail {
    /// Bytes of whole appends: what lies behind was never acknowledged.
    pub(super) whole: u64,
    /// The last record; none in an empty file.
    pub(super) last: Option<Last>,
    /// Records after the last head.
    pub(super) since: u64,
    /// How many entries the last head says come from one to the next.
    pub(super) every: u64,
}

impl Tail {
    /// Reads the end of a chain's file of `length` bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Audit`] if there is no head of these keys and this chain within reach,
    /// or what follows it is not linked, or more than it says may follow.
    pub(super) fn read(file: &mut File, length: u64, chain: &str, keys: &KeySet) -> Result<Self> {
        let mut window = WINDOW;
        loop {
            let start = length.saturating_sub(window);
            let bytes = read_at(file, start, length - start)?;
            if let Some(tail) = Self::walk_back(&bytes, start, chain, keys)? {
                return Ok(tail);
            }
            if start == 0 || window == WINDOW_MOST {
                return Err(unfit("no signed head is within reach"));
            }
            window = WINDOW_MOST.min(window.saturating_mul(8));
        }
    }

    /// None if the bytes, which begin at `start`, do not reach back far enough.
    fn walk_back(bytes: &[u8], start: u64, chain: &str, keys: &KeySet) -> Result<Option<Self>> {
        let end = bytes.iter().rposition(|b| *b == b'\n');
        let end = end.filter(|end| bytes.len() - end - 1 <= CHAIN_LINE_BYTES);
        let end = end.ok_or_else(|| unfit("the line is too long"))?;
        let mut lines = bytes[..end].rsplit(|b| *b == b'\n').peekable();
        let (mut lasts, mut since, mut stamp) = (Vec::new(), 0_u64, false);
        let (mut every, mut after) = (None, None::<Record>);
        while let Some(line) = lines.next() {
            if lines.peek().is_none() && start > 0 {
                return Ok(None);
            }
            let hash = digest(line);
            if after.as_ref().is_some_and(|after| after.prev != hash) {
                return Err(unfit("it is not linked to the one before"));
            }
            if every.is_some() {
                break;
            }
            let record = Record::from_line(line).map_err(unfit)?;
            let seq = record.seq;
            if after.is_some_and(|after| seq.checked_add(1) != Some(after.seq)) {
                return Err(unfit("its number does not follow"));
            }
            if lasts.len() < 2 {
                let bytes = line.len() as u64 + 1;
                lasts.push(Last { seq, hash, bytes });
            }
            if record.head.is_some() {
                every = Some(head(&record, chain, keys)?);
            } else if record.entry.is_some() || since == 0 {
                stamp |= record.stamp.is_some();
                since += 1;
            } else {
                return Err(unfit("it has no head after it"));
            }
            if since > HEADS_EVERY_MOST {
                return Err(unfit("no signed head is within reach"));
            }
            after = Some(record);
        }
        let Some(every) = every else {
            return Ok(None);
        };
        if since > every {
            return Err(unfit("more follow the last head than it says may"));
        }
        let mut lasts = lasts.into_iter();
        let mut tail = Self {
            whole: start + end as u64 + 1,
            last: lasts.next(),
            since,
            every,
        };
        // This append should have ended in a head.
        if since == every || stamp {
            let cut = tail.last.map_or(0, |last| last.bytes);
            tail.whole = tail.whole.saturating_sub(cut);
            tail.last = lasts.next();
            tail.since = since.saturating_sub(1);
        }
        Ok(Some(tail))
    }

    /// Whether the last record is still in the file where it was.
    pub(super) fn is_in(&self, file: &mut File) -> Result<bool> {
        let Some(last) = &self.last else {
            return Ok(true);
        };
        let line = read_at(file, self.whole.saturating_sub(last.bytes), last.bytes)?;
        Ok(line
            .strip_suffix(b"\n")
            .is_some_and(|line| digest(line) == last.hash))
    }
}

/// What a head says of how many entries may follow it, once it is right in its place.
fn head(record: &Record, chain: &str, keys: &KeySet) -> Result<u64> {
    let text = record.head.as_deref().unwrap_or_default();
    // A chain of a test key is continued like any other.
    let head = Head::open(text, keys, true).map_err(|(_, why)| unfit(&why))?;
    if head.claim.chain != chain {
        return Err(unfit("the head is of another chain"));
    }
    if head.record(text.to_owned()) != *record {
        return Err(unfit("the head was signed over another record"));
    }
    Ok(head.claim.every)
}

/// The chain's name, from its first line. None if the file does not even hold a whole first
/// append, record 0 and its head: nothing in it was acknowledged.
///
/// # Errors
/// [`ErrorKind::Audit`] if it is no chain: the file might be somebody's something else.
pub(super) fn name(file: &mut File, length: u64) -> Result<Option<String>> {
    let none = || Error::new(ErrorKind::Audit, "audit chain: line 1 starts no chain");
    let failed = |e| broken(e, "its start cannot be read");
    let mut reader = io::BufReader::new(&mut *file);
    reader.seek(SeekFrom::Start(0)).map_err(failed)?;
    let first = lines::next(&mut reader).map_err(failed)?;
    let second = lines::next(&mut reader).map_err(failed)?;
    match first {
        Some(Line::Whole(line)) => {
            let record = Record::from_line(&line).map_err(|_| none())?;
            let start = record.chain.ok_or_else(none)?;
            let longest = line.len() + 1 + CHAIN_LINE_BYTES;
            let begun = matches!(second, None | Some(Line::Torn)) && length <= longest as u64;
            Ok((!begun).then_some(start.id))
        }
        None | Some(Line::Torn) if length <= CHAIN_LINE_BYTES as u64 => {
            let bytes = read_at(file, 0, length.min(BEGIN.len() as u64))?;
            if BEGIN.starts_with(&bytes) {
                Ok(None)
            } else {
                Err(none())
            }
        }
        _ => Err(none()),
    }
}

/// The last line that is wanted, of those that a time stamp may be over: the whole ones
/// before `end`, as far back as [`CHAIN_STAMP_REACH_BYTES`].
pub(super) fn find(
    file: &mut File,
    end: u64,
    wanted: impl Fn(&[u8]) -> bool,
) -> Result<Option<Vec<u8>>> {
    let failed = |e| broken(e, "it cannot be read");
    let start = end.saturating_sub(CHAIN_STAMP_REACH_BYTES);
    let mut reader = io::BufReader::new(file);
    reader.seek(SeekFrom::Start(start)).map_err(failed)?;
    let mut reader = reader.take(end - start);
    let mut found = None;
    while let Some(line) = lines::next(&mut reader).map_err(failed)? {
        if let Line::Whole(line) = line
            && wanted(&line)
        {
            found = Some(line);
        }
    }
    Ok(found)
}

fn read_at(file: &mut File, start: u64, length: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))
        .and_then(|_| file.take(length).read_to_end(&mut bytes))
        .map_err(|e| broken(e, "its end cannot be read"))?;
    Ok(bytes)
}

fn unfit(why: &str) -> Error {
    Error::new(
        ErrorKind::Audit,
        format!("audit chain: a record at its end: {why}"),
    )
}

/// Reading or writing the file failed.
pub(super) fn broken(error: io::Error, what: &str) -> Error {
    Error::new(ErrorKind::Io, format!("audit chain: {what}")).caused_by(error)
}
