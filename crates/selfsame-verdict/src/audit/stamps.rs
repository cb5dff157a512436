//! Time stamps in a chain: each against the head that it is over.
//!
//! Enters: heads and rows, in the order of their numbers. Leaves: in the report, which heads
//! were there when, or why a stamp says nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use super::check::CheckOptions;
use super::report::{FaultKind, Note, Report, StampedHead};
use super::row::Row;
use crate::limits::CHAIN_STAMP_RECORDS;
use crate::time::Time;

/// How much earlier than its head a time stamp may be: how far clocks may differ. Chosen by
/// eye, not tuned.
const STAMP_EARLY: Duration = Duration::from_secs(5 * 60);
/// How much later it may be without a note. Chosen by eye, not tuned.
const STAMP_LATE: Duration = Duration::from_secs(24 * 60 * 60);

/// The heads that a time stamp may be over.
pub(super) struct Stamps<'a> {
    options: &'a CheckOptions,
    /// Digest and time, by number.
    heads: BTreeMap<u64, (String, Time)>,
}

impl<'a> Stamps<'a> {
    pub(super) fn new(options: &'a CheckOptions) -> Self {
        let heads = BTreeMap::new();
        Self { options, heads }
    }

    /// Remembers a head: its record's number and digest, and when it was signed.
    pub(super) fn remember(&mut self, seq: u64, hash: String, time: Time) {
        self.heads.insert(seq, (hash, time));
        let last = self.heads.last_key_value().map_or(seq, |head| *head.0);
        let reach = last.saturating_sub(CHAIN_STAMP_RECORDS);
        while self.heads.first_key_value().is_some_and(|h| *h.0 < reach) {
            self.heads.pop_first();
        }
    }

    /// Checks the time stamp of a row, if it has one, and drops it.
    pub(super) fn look(&mut self, seq: u64, row: &mut Row, report: &mut Report) {
        let Some(stamp) = row.said.as_mut().and_then(|said| said.stamp.take()) else {
            return;
        };
        report.stamps += 1;
        let of = stamp.of;
        if seq.saturating_sub(of) > CHAIN_STAMP_RECORDS {
            report.stamps_unchecked += 1;
            return;
        }
        let mut wrong = |why: String| {
            report.fault(FaultKind::StampInvalid, (seq, seq), row.line, why);
        };
        let Some((hash, signed)) = self.heads.get(&of) else {
            return wrong("it is of no head that came before".to_owned());
        };
        match self.options.check_stamp(hash, &stamp.token) {
            Err(why) => wrong(why),
            Ok(None) => report.stamps_unchecked += 1,
            Ok(Some((time, _))) if time < signed.before(STAMP_EARLY) => {
                wrong("it is from before its head was signed".to_owned());
            }
            Ok(Some((time, authority))) => {
                if time > signed.after(STAMP_LATE) {
                    report.note(Note::StampedLate { seq });
                }
                report.stamp(StampedHead {
                    seq,
                    of,
                    time,
                    authority,
                });
            }
        }
    }
}
