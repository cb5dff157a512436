//! Records that are appended at once, each linked to the one before.
//!
//! Enters: the end of a chain, and what is to follow. Leaves: lines, and the end after them.

use super::chain::Receipt;
use super::head::Claim;
use super::record::Record;
use super::tail::{Last, Tail};
use crate::encoding::digest;
use crate::error::{Error, ErrorKind, Result};
use crate::key::Signer;
use crate::time::Time;

/// Lines that are to be written at once.
pub(super) struct Batch<'a> {
    chain: &'a str,
    signer: &'a dyn Signer,
    /// What its heads say of how many entries come from one to the next.
    heads_every: u64,
    pub(super) text: String,
    /// The end, once they are written.
    pub(super) tail: Tail,
}

impl<'a> Batch<'a> {
    pub(super) fn after(
        tail: Tail,
        chain: &'a str,
        signer: &'a dyn Signer,
        heads_every: u64,
    ) -> Self {
        Self {
            chain,
            signer,
            heads_every,
            text: String::new(),
            tail,
        }
    }

    /// An empty record after the last one.
    pub(super) fn next(&self, now: Time) -> Result<Record> {
        // A time that was read from outside may lie beyond what a record may say.
        let now = Time::from_seconds(now.seconds());
        let Some(last) = &self.tail.last else {
            return Ok(Record::after(0, String::new(), now));
        };
        let seq = last.seq.checked_add(1);
        let seq = seq.ok_or_else(|| Error::new(ErrorKind::Audit, "audit chain: it is full"))?;
        Ok(Record::after(seq, last.hash.clone(), now))
    }

    pub(super) fn push(&mut self, record: &Record) -> Result<Receipt> {
        let line = record.to_line()?;
        let (seq, hash) = (record.seq, digest(line.as_bytes()));
        self.text.push_str(&line);
        self.text.push('\n');
        let bytes = line.len() as u64 + 1;
        self.tail = Tail {
            whole: self.tail.whole.saturating_add(bytes),
            last: Some(Last {
                seq,
                hash: hash.clone(),
                bytes,
            }),
            since: self.tail.since.saturating_add(1),
            every: self.tail.every,
        };
        Ok(Receipt { seq, hash })
    }

    pub(super) fn push_head(&mut self, now: Time) -> Result<String> {
        let mut record = self.next(now)?;
        let claim = Claim {
            chain: self.chain.to_owned(),
            seq: record.seq.saturating_sub(1),
            hash: record.prev.clone(),
            time: record.time,
            every: self.heads_every,
        };
        let head = claim.sign(self.signer)?;
        record.head = Some(head.clone());
        self.push(&record)?;
        self.tail.since = 0;
        self.tail.every = self.heads_every;
        Ok(head)
    }
}
