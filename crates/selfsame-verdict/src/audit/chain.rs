//! Writing a chain.
//!
//! Enters: entries, and a signer for the heads. Leaves: lines at the end of a file; an
//! entry is acknowledged once it is on the disk, with the head that covers it.
//!
//! Several processes may append to one file: each append holds the file's lock, and looks
//! at the end again if the file has another length than it left. Nothing is written to a
//! file that became shorter, lost what was written to it, or whose end no head of a known
//! key reaches. What a crash left of an append is cut off before the next one, and nothing
//! else ever is.

use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::batch::Batch;
use super::entry::Entry;
use super::head::{Claim, Head};
use super::record::{Record, SCHEMA, Stamp, Start};
use super::tail::{self, Tail, broken};
use crate::encoding::{base64url, digest};
use crate::error::{Error, ErrorKind, Result};
use crate::jws;
use crate::key::{Algorithm, KeySet, Signer};
use crate::limits;
use crate::random;
use crate::time::Time;

/// Most entries between two heads: half of what a check looks at together.
pub const HEADS_EVERY_MOST: u64 = limits::CHAIN_STRETCH as u64 / 2;

/// Where a record stands, and its digest: who keeps both can show that it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// The record's number.
    pub seq: u64,
    /// SHA-256 of its line, base64url.
    pub hash: String,
}

/// A chain that is open for writing. It may be shared between threads.
pub struct Chain {
    id: String,
    signer: Arc<dyn Signer>,
    /// Whose heads it goes on from.
    keys: KeySet,
    heads_every: u64,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// The end as this process last knew it.
    tail: Tail,
}

impl Chain {
    /// Opens a chain's file, or makes it, readable for its owner only, with its first
    /// record and a head over it. The name of the file must not change while it is open.
    /// A chain goes on only from a head of the signer's own key: see [`Chain::open`].
    ///
    /// # Errors
    /// [`ErrorKind::Audit`] if the file is no chain, or no head of the key reaches its end:
    /// nothing is written then. [`ErrorKind::Io`] if it cannot be opened, locked or written.
    /// [`ErrorKind::Misuse`] if the signer's algorithm is not ES256; [`ErrorKind::Key`] if it
    /// does not sign.
    pub fn open_or_create(
        path: impl AsRef<Path>,
        signer: Arc<dyn Signer>,
        now: Time,
    ) -> Result<Self> {
        Self::start(path.as_ref(), signer, KeySet::new(), Some(now))
    }

    /// Opens a chain's file and never makes one. It goes on from a head of the signer's key
    /// or of one of `keys`: the key before, after a rotation.
    ///
    /// # Errors
    /// As [`Chain::open_or_create`]; [`ErrorKind::Audit`] if the file is empty, too, and
    /// [`ErrorKind::Limit`] if the keys are as many as a set may hold.
    pub fn open(path: impl AsRef<Path>, signer: Arc<dyn Signer>, keys: &KeySet) -> Result<Self> {
        Self::start(path.as_ref(), signer, keys.clone(), None)
    }

    /// `now` makes a chain where there is none.
    fn start(
        path: &Path,
        signer: Arc<dyn Signer>,
        mut keys: KeySet,
        now: Option<Time>,
    ) -> Result<Self> {
        let own = signer.public_key();
        if own.algorithm() != Algorithm::Es256 {
            return Err(Error::new(
                ErrorKind::Misuse,
                "audit chain: heads are signed with ES256",
            ));
        }
        if keys.find(own.kid()).is_none() {
            keys = keys.with(own.clone())?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(now.is_some());
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .truncate(false)
            .open(path)
            .map_err(|e| broken(e, "it cannot be opened"))?;
        let tail = Tail::default();
        let mut state = State { file, tail };
        let id = state.locked(|state| {
            let length = state.length()?;
            if let Some(id) = tail::name(&mut state.file, length)? {
                state.look(&id, &keys)?;
                return Ok(id);
            }
            match now {
                Some(now) => state.begin(length, &*signer, now),
                None => Err(Error::new(ErrorKind::Audit, "audit chain: it is empty")),
            }
        })?;
        sync_folder(path)?;
        Ok(Self {
            id,
            signer,
            keys,
            heads_every: 1,
            state: Mutex::new(state),
        })
    }

    /// The same chain with a head after every so many entries, 1 to [`HEADS_EVERY_MOST`].
    /// The default is 1: every entry is covered by a signature when it is acknowledged. With
    /// more, entries that nobody signed are gone on from when the file is opened again, up
    /// to one less than that: whoever may write the file may have put them there.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for a number out of range.
    pub fn with_heads_every(mut self, entries: u64) -> Result<Self> {
        if !(1..=HEADS_EVERY_MOST).contains(&entries) {
            return Err(Error::new(
                ErrorKind::Misuse,
                format!("audit chain: a head after every 1 to {HEADS_EVERY_MOST} entries"),
            ));
        }
        self.heads_every = entries;
        Ok(self)
    }

    /// The chain's random name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Appends an entry, and a head if one is due, and waits until they are on the disk.
    /// A time before the last record's is taken: clocks are set right now and then.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] if it cannot be written: the chain is then as it was, or will be
    /// cut back to what it was by the next append. [`ErrorKind::Audit`] if records that this
    /// process wrote or read are not in the file any more, or the end of the file is none
    /// to go on from: nothing is written then. [`ErrorKind::Key`] if the signer fails.
    /// Whatever the error, the entry counts as not written.
    pub fn append(&self, entry: &Entry, now: Time) -> Result<Receipt> {
        entry.check()?;
        self.with_batch(|batch, _| {
            // The last head must say how many may follow it: see `Tail`.
            if batch.tail.every != self.heads_every {
                batch.push_head(now)?;
            }
            let mut record = batch.next(now)?;
            record.entry = Some(entry.clone());
            let receipt = batch.push(&record)?;
            if batch.tail.since >= self.heads_every {
                batch.push_head(now)?;
            }
            Ok(receipt)
        })
    }

    /// Appends a head over the last record and returns its JWS. Kept where the file's owner
    /// has no hand in, it shows later that nothing before it was removed or made anew.
    ///
    /// # Errors
    /// As [`Chain::append`].
    pub fn head(&self, now: Time) -> Result<String> {
        self.with_batch(|batch, _| batch.push_head(now))
    }

    /// Appends a time stamp over the record of a head (see [`Chain::head_receipt`]) and a
    /// head over both: a DER `TimeStampToken`, at most [`limits::CHAIN_STAMP_BYTES`] long.
    /// It is not checked here: `stamp::Request::accept` did. No more than
    /// [`limits::CHAIN_STAMP_RECORDS`] records may lie between: a check would not find it.
    ///
    /// # Errors
    /// As [`Chain::append`]; [`ErrorKind::Limit`] if the token is too long,
    /// [`ErrorKind::Misuse`] if it is empty or `of` is no head within reach.
    pub fn stamp(&self, of: u64, token: &[u8], now: Time) -> Result<Receipt> {
        if token.len() > limits::CHAIN_STAMP_BYTES {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("audit chain: a time stamp of {} bytes", token.len()),
            ));
        }
        let begin = format!("{{\"seq\":{of},");
        self.with_batch(|batch, file| {
            let mut record = batch.next(now)?;
            let misuse = |what| Error::new(ErrorKind::Misuse, format!("audit chain: {what}"));
            if token.is_empty() {
                return Err(misuse("a time stamp of no bytes"));
            }
            let wanted = |line: &[u8]| line.starts_with(begin.as_bytes());
            let head = match record.seq.checked_sub(of) {
                Some(1..=limits::CHAIN_STAMP_RECORDS) => {
                    tail::find(file, batch.tail.whole, wanted)?
                }
                _ => None,
            };
            if !head.is_some_and(|line| self.is_head(&line)) {
                return Err(misuse("a time stamp is over no head within reach"));
            }
            record.stamp = Some(Stamp {
                of,
                token: base64url(token),
            });
            let receipt = batch.push(&record)?;
            batch.push_head(now)?;
            Ok(receipt)
        })
    }

    /// The head whose record's line has this SHA-256, the digest that a time stamp is over;
    /// none if no head within a stamp's reach has it.
    ///
    /// # Errors
    /// As [`Chain::append`].
    pub fn find_head(&self, sha256: &[u8; 32]) -> Result<Option<Receipt>> {
        let hash = base64url(sha256);
        self.with_batch(|batch, file| {
            let line = tail::find(file, batch.tail.whole, |line| digest(line) == hash)?;
            let line = line.filter(|line| self.is_head(line));
            let record = line.and_then(|line| Record::from_line(&line).ok());
            Ok(record.map(|Record { seq, .. }| Receipt { seq, hash }))
        })
    }

    fn is_head(&self, line: &[u8]) -> bool {
        let text = Record::from_line(line).ok().and_then(|record| record.head);
        let head = text.and_then(|text| Head::open(&text, &self.keys, true).ok());
        head.is_some_and(|head| head.claim.chain == self.id)
    }

    /// Number and digest of the record that a head stands in: what a time stamp is over.
    /// The signature is not checked.
    ///
    /// # Errors
    /// [`ErrorKind::Audit`] if the text is no head.
    pub fn head_receipt(head: &str) -> Result<Receipt> {
        let wrong = || Error::new(ErrorKind::Audit, "audit chain: the text is no head");
        let (header, payload) = jws::peek(head).map_err(|_| wrong())?;
        let claim: Claim = serde_json::from_slice(&payload).map_err(|_| wrong())?;
        let kid = header.kid;
        let record = Head { claim, kid }.record(head.to_owned());
        let line = record.to_line()?;
        // What the form forbids (a number beyond all, another link) is no head either.
        Record::from_line(line.as_bytes()).map_err(|_| wrong())?;
        Ok(Receipt {
            seq: record.seq,
            hash: digest(line.as_bytes()),
        })
    }

    fn with_batch<T>(
        &self,
        fill: impl FnOnce(&mut Batch<'_>, &mut File) -> Result<T>,
    ) -> Result<T> {
        // A thread that panicked left at most a tail that does not fit the file's length.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.locked(|state| {
            state.look(&self.id, &self.keys)?;
            let after = state.tail.clone();
            let mut batch = Batch::after(after, &self.id, &*self.signer, self.heads_every);
            let answer = fill(&mut batch, &mut state.file)?;
            let Batch { text, tail, .. } = batch;
            if !text.is_empty() {
                state.write(&text, tail)?;
            }
            Ok(answer)
        })
    }
}

impl State {
    /// Does something under the file's lock.
    fn locked<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.file
            .lock()
            .map_err(|e| broken(e, "it cannot be locked"))?;
        let answer = act(self);
        // Closing unlocks as well; until then other processes wait.
        let _ = self.file.unlock();
        answer
    }

    fn length(&self) -> Result<u64> {
        let metadata = self.file.metadata();
        Ok(metadata
            .map_err(|e| broken(e, "its length is not known"))?
            .len())
    }

    /// Looks at the end of the file, if it is not where this process left it: what lies
    /// there was written by another one, or by somebody who has no key.
    fn look(&mut self, chain: &str, keys: &KeySet) -> Result<()> {
        let length = self.length()?;
        if length == self.tail.whole {
            return Ok(());
        }
        let gone = || {
            let what = "audit chain: what was written is not in the file any more";
            Err(Error::new(ErrorKind::Audit, what))
        };
        if length < self.tail.whole || !self.tail.is_in(&mut self.file)? {
            return gone();
        }
        let tail = Tail::read(&mut self.file, length, chain, keys)?;
        let seq = |tail: &Tail| tail.last.as_ref().map(|last| last.seq);
        if tail.whole < self.tail.whole || seq(&tail) < seq(&self.tail) {
            return gone();
        }
        if tail.whole < length {
            self.cut(tail.whole)?;
        }
        self.tail = tail;
        Ok(())
    }

    /// Writes what a chain begins with, in place of the torn beginning of one.
    fn begin(&mut self, length: u64, signer: &dyn Signer, now: Time) -> Result<String> {
        let id = random::name()?;
        let mut batch = Batch::after(Tail::default(), &id, signer, 1);
        let mut first = batch.next(now)?;
        first.chain = Some(Start {
            id: id.clone(),
            schema: SCHEMA.to_owned(),
        });
        batch.push(&first)?;
        batch.push_head(now)?;
        if length > 0 {
            self.cut(0)?;
        }
        let Batch { text, tail, .. } = batch;
        self.write(&text, tail)?;
        Ok(id)
    }

    fn cut(&self, length: u64) -> Result<()> {
        let cut = self.file.set_len(length);
        cut.map_err(|e| broken(e, "what a crash left cannot be cut off"))
    }

    /// Writes lines at once and waits for the disk; cuts back whatever did not succeed.
    fn write(&mut self, text: &str, tail: Tail) -> Result<()> {
        let whole = self.tail.whole;
        let written = self
            .file
            .seek(SeekFrom::Start(whole))
            .and_then(|_| self.file.write_all(text.as_bytes()))
            .and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // If this fails as well, the next append cuts off the torn one; a whole one
            // stays, as an entry that nobody was told of.
            let _ = self.file.set_len(whole);
            return Err(broken(error, "a record cannot be written"));
        }
        self.tail = tail;
        Ok(())
    }
}

/// A file's name is on the disk only when its folder is; whoever made it may have crashed
/// before. Elsewhere folders cannot be opened, and the file system does it alone.
#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))
        .and_then(|folder| folder.sync_all())
        .map_err(|e| broken(e, "its folder cannot be synced"))
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}
