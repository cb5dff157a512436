//! A line of the chain: from a record to its only text, and back.

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use crate::encoding::from_base64url;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time::Time;

/// What the lines of a chain look like, named in its first record.
pub const SCHEMA: &str = "selfsame.audit/1";

/// One record. The order of its members is the order in the line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) seq: u64,
    pub(super) prev: String,
    pub(super) time: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) chain: Option<Start>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) entry: Option<Entry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) head: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stamp: Option<Stamp>,
}

/// What record 0 says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Start {
    pub(super) id: String,
    pub(super) schema: String,
}

/// A time stamp over the line of a head.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stamp {
    pub(super) of: u64,
    pub(super) token: String,
}

impl Record {
    /// A record with nothing in it yet.
    pub(super) fn after(seq: u64, prev: String, time: Time) -> Self {
        Self {
            seq,
            prev,
            time,
            chain: None,
            entry: None,
            head: None,
            stamp: None,
        }
    }

    /// The line, without its end.
    pub(super) fn to_line(&self) -> Result<String> {
        let wrong = "a record cannot be written";
        let line = serde_json::to_string(self)
            .map_err(|e| Error::new(ErrorKind::Audit, wrong).caused_by(e))?;
        if line.len() > limits::CHAIN_LINE_BYTES {
            let length = line.len();
            return Err(Error::new(
                ErrorKind::Limit,
                format!("a record of {length} bytes"),
            ));
        }
        Ok(line)
    }

    /// Reads a line, without its end. The sentence says what is wrong, never what it holds.
    /// What an entry says is not looked at here: see [`Entry::check`].
    pub(super) fn from_line(line: &[u8]) -> Result<Self, &'static str> {
        if line.len() > limits::CHAIN_LINE_BYTES {
            return Err("the line is too long");
        }
        let text = std::str::from_utf8(line).map_err(|_| "the line is no UTF-8")?;
        let record: Self = serde_json::from_str(text).map_err(|_| "the line is no record")?;
        // One text a record: spaces, escapes or another order would give it others.
        if serde_json::to_string(&record).ok().as_deref() != Some(text) {
            return Err("the record is not written as this chain writes it");
        }
        let members = [
            record.chain.is_some(),
            record.entry.is_some(),
            record.head.is_some(),
            record.stamp.is_some(),
        ];
        if members.iter().filter(|there| **there).count() != 1 {
            return Err("not exactly one of chain, entry, head and stamp");
        }
        if record.chain.is_some() != (record.seq == 0) {
            return Err("record 0, and only it, starts a chain");
        }
        if record.prev.is_empty() != (record.seq == 0) || !is_link(&record.prev) {
            return Err("prev is no digest");
        }
        if record.time != Time::from_seconds(record.time.seconds()) {
            return Err("the time is beyond the year 9999");
        }
        if let Some(start) = &record.chain {
            if start.schema != SCHEMA {
                return Err("the chain is of another schema");
            }
            if !is_name(&start.id) {
                return Err("the chain's name is not 22 letters of base64url");
            }
        }
        Ok(record)
    }
}

/// 128 bits as base64url.
pub(super) fn is_name(text: &str) -> bool {
    text.len() == 22 && from_base64url(text).is_some()
}

/// A digest as base64url.
pub(super) fn is_digest(text: &str) -> bool {
    text.len() == 43 && from_base64url(text).is_some()
}

fn is_link(text: &str) -> bool {
    text.is_empty() || is_digest(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Event;
    use crate::encoding::digest;

    #[test]
    fn a_record_has_one_text() {
        let mut record = Record::after(7, digest(b"before"), Time::from_seconds(5));
        record.entry = Some(Entry::new(Event::DataUsed, "a \"test\" ä", "7").unwrap());
        let line = record.to_line().unwrap();
        assert!(Record::from_line(line.as_bytes()).unwrap() == record);
        for (from, to) in [
            (":7,", ": 7,"),
            (":7,", ":7.0,"),
            (":7,", ":07,"),
            ("ä", "\\u00e4"),
            ("\"time\":5,", ""),
            ("\"time\":5,", "\"time\":5,\"chain\":null,"),
            ("\"time\":5,", "\"time\":5,\"time\":5,"),
            ("\"time\":5", "\"time\":253402300800"),
            ("}}", "},\"more\":1}"),
            ("}}", "}}\n"),
            ("}}", "},\"head\":\"a.b.c\"}"),
            (":7,", ":0,"),
            ("\"prev\":\"", "\"prev\":\"A"),
        ] {
            let altered = line.replacen(from, to, 1);
            assert_ne!(altered, line, "{from}");
            assert!(Record::from_line(altered.as_bytes()).is_err(), "{to}");
        }
        let empty = Record::after(7, digest(b"before"), Time::from_seconds(5));
        assert!(Record::from_line(empty.to_line().unwrap().as_bytes()).is_err());
    }
}
