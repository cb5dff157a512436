//! Checking a chain.
//!
//! Enters: its bytes, the public keys, and heads that were kept elsewhere. Leaves: a
//! report that says of each fault which record it is. The bytes are read once, in bounded
//! memory, and nothing in them makes the check fail: only reading can.

use std::collections::{BTreeMap, VecDeque};
use std::io::BufRead;

use super::head::Head;
use super::lines::{self, Line};
use super::place::Places;
use super::report::{FaultKind, Report};
use super::row::Row;
use super::stretch::Stretch;
use super::tail::broken;
use super::truth::Truth;
use crate::error::{Error, ErrorKind, Result};
use crate::key::KeySet;
use crate::limits;
use crate::time::Time;

/// Rows that are looked at ahead of the one whose place is sought: three heads, where each
/// entry has one. Chosen by eye, not tuned.
const AHEAD: usize = 8;

/// What a check takes and what it is held against. The default takes nothing on trust:
/// every record must be covered by a head of a known key that is no test key.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct CheckOptions {
    /// Heads that were kept elsewhere ([`Chain::head`](super::Chain::head), or the `head`
    /// member of a line): [`limits::CHAIN_KEPT_HEADS`] at most.
    pub kept_heads: Vec<String>,
    /// Whether heads of test keys count.
    pub test_keys: bool,
    /// How many records at the end may have no head after them.
    pub uncovered: u64,
    /// Whose time stamps are trusted; none: they are counted and not checked.
    #[cfg(feature = "timestamp")]
    pub stamps: Option<super::stamp::Trust>,
}

/// Checks a chain.
///
/// # Errors
/// [`ErrorKind::Io`] if reading fails, [`ErrorKind::Limit`] for too many kept heads.
/// Whatever is wrong with the chain is in the report.
pub fn verify(mut reader: impl BufRead, keys: &KeySet, options: &CheckOptions) -> Result<Report> {
    let mut report = Report {
        may_be_uncovered: options.uncovered,
        ..Report::default()
    };
    let kept = kept_heads(keys, options, &mut report)?;
    let wanted = kept.iter().fold(BTreeMap::new(), |mut map, head| {
        let hashes: &mut Vec<String> = map.entry(head.claim.seq).or_default();
        hashes.push(head.claim.hash.clone());
        map
    });
    let mut stretch = Stretch::new(options, wanted);
    let mut truth = Truth::new(&kept);
    let mut places = Places::default();
    let mut window = VecDeque::new();
    let mut number = 0;
    loop {
        let line = lines::next(&mut reader).map_err(|e| broken(e, "it cannot be read"))?;
        match line {
            Some(Line::Torn) => report.torn_tail = true,
            Some(line) => {
                number += 1;
                let mut row = Row::read(number, &line, keys, options);
                truth.step(&row);
                report.records = number;
                if number > AHEAD as u64 {
                    of_this_chain(&mut row, report.chain.as_deref());
                }
                window.push_back(row);
                if number == AHEAD as u64 {
                    name(&mut window, &mut report);
                }
                if window.len() <= AHEAD {
                    continue;
                }
            }
            None => break,
        }
        if let Some(row) = window.pop_front() {
            places.step(row, &window, &mut stretch, &mut report);
        }
    }
    if number < AHEAD as u64 {
        name(&mut window, &mut report);
    }
    while let Some(row) = window.pop_front() {
        places.step(row, &window, &mut stretch, &mut report);
    }
    places.finish(number, &mut stretch, &mut report);
    stretch.finish(&mut report);
    for head in kept {
        let chain = report.chain.as_ref();
        if chain.is_some_and(|chain| *chain != head.claim.chain) {
            let message = "a head kept elsewhere is of another chain";
            let seq = head.claim.seq;
            report.fault(FaultKind::HeadOfAnotherChain, (seq, seq), None, message);
        }
    }
    let end = places.next();
    for seq in stretch.kept.keys().copied() {
        let message = "a head kept elsewhere was signed over a record that is not there";
        let from = if seq < end { seq } else { end };
        report.fault(FaultKind::CutOff, (from, seq), None, message);
    }
    conclude(&truth, &mut report);
    report.faults.sort_by_key(|fault| (fault.seq, fault.line));
    Ok(report)
}

/// What the plain rules say, and a fault where nothing else was found to explain it.
fn conclude(truth: &Truth, report: &mut Report) {
    report.proven = truth.is_proven();
    if report.proven {
        report.uncovered = truth.since;
    }
    let named = |seq| report.faults.iter().any(|fault| fault.seq == seq);
    if truth.id.is_some() && truth.id != report.chain && !named(0) {
        let message = "the chain's heads were signed for another name than it gives the chain";
        report.fault(FaultKind::Altered, (0, 0), 1, message);
    }
    if let Some((seq, line)) = truth.broken.filter(|_| report.faults.is_empty()) {
        let message = "it does not follow from what is before it";
        report.fault(FaultKind::Altered, (seq, seq), line, message);
    }
}

/// Opens the heads that were kept elsewhere.
fn kept_heads(keys: &KeySet, options: &CheckOptions, report: &mut Report) -> Result<Vec<Head>> {
    if options.kept_heads.len() > limits::CHAIN_KEPT_HEADS {
        let count = options.kept_heads.len();
        return Err(Error::new(
            ErrorKind::Limit,
            format!("audit chain: {count} heads kept elsewhere"),
        ));
    }
    let mut heads = Vec::new();
    for text in &options.kept_heads {
        match Head::open(text.trim(), keys, options.test_keys) {
            Ok(head) => heads.push(head),
            Err((kind, why)) => {
                report.fault(kind, (0, 0), None, format!("kept elsewhere: {why}"));
            }
        }
    }
    Ok(heads)
}

/// Which chain this is: what the first record says, unless the heads that follow agree on
/// another name; then the first record was altered.
fn name(window: &mut VecDeque<Row>, report: &mut Report) {
    let said = window
        .iter()
        .find_map(|row| row.said.as_ref().and_then(|said| said.chain.clone()));
    let mut signed = window
        .iter()
        .filter_map(|row| row.head.as_ref().map(|head| &head.claim.chain));
    let first = signed.next().cloned();
    let agree = signed.all(|chain| Some(chain) == first.as_ref());
    let known = window
        .iter()
        .any(|row| row.head.as_ref().map(|head| &head.claim.chain) == said.as_ref());
    report.chain = match (said, first) {
        (Some(_), Some(first)) if !known && agree => Some(first),
        (Some(said), _) => Some(said),
        (None, first) => first.filter(|_| agree),
    };
    for row in window {
        of_this_chain(row, report.chain.as_deref());
    }
}

/// A head of another chain proves nothing of this one.
fn of_this_chain(row: &mut Row, chain: Option<&str>) {
    if row
        .head
        .as_ref()
        .is_some_and(|head| Some(head.claim.chain.as_str()) != chain)
    {
        let why = "the head is of another chain".to_owned();
        row.refuse_head(FaultKind::HeadOfAnotherChain, why);
    }
}

impl CheckOptions {
    /// When and by whom the head whose line has that digest was stamped, or why it was not;
    /// none if nobody is trusted.
    #[cfg(feature = "timestamp")]
    pub(super) fn check_stamp(
        &self,
        head: &str,
        token: &str,
    ) -> Result<Option<(Time, String)>, String> {
        let Some(trust) = &self.stamps else {
            return Ok(None);
        };
        let stamped = super::stamp::verify_record(token, head, trust)?;
        Ok(Some((stamped.time, stamped.authority)))
    }

    /// Without the feature, nobody is trusted.
    #[cfg(not(feature = "timestamp"))]
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)]
    pub(super) fn check_stamp(&self, _: &str, _: &str) -> Result<Option<(Time, String)>, String> {
        Ok(None)
    }
}
