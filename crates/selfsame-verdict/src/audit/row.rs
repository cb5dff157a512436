//! A line as the check looks at it: what it says of itself, and what its head proves.

use super::check::CheckOptions;
use super::head::Head;
use super::lines::Line;
use super::record::{Record, Stamp};
use super::report::FaultKind;
use crate::encoding::digest;
use crate::key::KeySet;
use crate::limits::CHAIN_KEPT_LINE_BYTES;
use crate::time::Time;

/// One line.
pub(super) struct Row {
    /// Its number, from 1.
    pub(super) line: u64,
    /// Its digest; empty if it is longer than a line may be.
    pub(super) hash: String,
    /// What can be read of it.
    pub(super) said: Option<Said>,
    /// The head whose signature is right: it proves where the record stood.
    pub(super) head: Option<Head>,
    /// What is wrong with the line alone.
    pub(super) fault: Option<(FaultKind, String)>,
    /// Whether a fault names the record already.
    pub(super) named: bool,
}

/// What a readable line says.
pub(super) struct Said {
    pub(super) seq: u64,
    pub(super) prev: String,
    pub(super) time: Time,
    pub(super) chain: Option<String>,
    pub(super) entry: bool,
    /// The time stamp, until it is checked: a long line is not kept.
    pub(super) stamp: Option<Stamp>,
    /// The JWS of a head that counts.
    head: Option<String>,
    /// The whole record, unless it is a long one.
    record: Option<Box<Record>>,
}

impl Row {
    /// Reads a line and checks what can be checked of it alone.
    pub(super) fn read(number: u64, line: &Line, keys: &KeySet, options: &CheckOptions) -> Self {
        let mut row = Self {
            line: number,
            hash: String::new(),
            said: None,
            head: None,
            fault: None,
            named: false,
        };
        let Line::Whole(bytes) = line else {
            row.fault = Some((FaultKind::Unreadable, "the line is too long".to_owned()));
            return row;
        };
        row.hash = digest(bytes);
        let record = match Record::from_line(bytes) {
            Ok(record) => record,
            Err(why) => {
                row.fault = Some((FaultKind::Unreadable, why.to_owned()));
                return row;
            }
        };
        if let Some(entry) = &record.entry {
            let checked = entry.check().map_err(|e| e.to_string());
            row.fault = checked.err().map(|why| (FaultKind::EntryInvalid, why));
        }
        if let Some(text) = &record.head {
            match Head::open(text, keys, options.test_keys) {
                Ok(head) => row.head = Some(head),
                Err(fault) => row.fault = Some(fault),
            }
        }
        row.said = Some(Said {
            seq: record.seq,
            prev: record.prev.clone(),
            time: record.time,
            chain: record.chain.as_ref().map(|start| start.id.clone()),
            entry: record.entry.is_some(),
            stamp: record.stamp.clone(),
            head: row.head.as_ref().and(record.head.clone()),
            record: (bytes.len() <= CHAIN_KEPT_LINE_BYTES).then(|| Box::new(record)),
        });
        row
    }

    /// The head counts for nothing, after all.
    pub(super) fn refuse_head(&mut self, kind: FaultKind, why: String) {
        self.head = None;
        self.fault = Some((kind, why));
    }

    /// How far the number that its head proves is from the one that the line says.
    pub(super) fn shift(&self) -> Option<i128> {
        let (head, said) = (self.head.as_ref()?, self.said.as_ref()?);
        Some(i128::from(head.place()) - i128::from(said.seq))
    }

    /// The number that the line says, or proves with its head.
    pub(super) fn seq(&self, shift: i128) -> Option<u64> {
        if let Some(head) = &self.head {
            return Some(head.place());
        }
        self.said.as_ref().map(|said| shifted(said.seq, shift))
    }

    /// The digest that the line would have as record `seq` after a record of digest `prev`,
    /// were everything else as it is. For a head that counts: the one it had.
    pub(super) fn digest_as(&self, seq: u64, prev: &str) -> Option<String> {
        let said = self.said.as_ref()?;
        let record = match (&self.head, &said.head) {
            (Some(head), Some(text)) => head.record(text.clone()),
            _ => {
                let mut record = said.record.as_deref()?.clone();
                record.seq = seq;
                record.prev = prev.to_owned();
                record
            }
        };
        Some(digest(record.to_line().ok()?.as_bytes()))
    }
}

/// A number and how far it is off; numbers beyond all stand for themselves.
pub(super) fn shifted(seq: u64, shift: i128) -> u64 {
    u64::try_from(i128::from(seq) + shift).unwrap_or(seq)
}
