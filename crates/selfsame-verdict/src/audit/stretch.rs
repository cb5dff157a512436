//! Which record was altered: the records between two heads, looked at together.
//!
//! Enters: rows in the order of their numbers. Leaves: faults, and what the heads prove.
//!
//! A head that counts proves the digest of the record before it. A record of that digest
//! is as it was written, its link too: so that proves the next one before, and so on back
//! to the last head. Where a digest differs, the record was altered; or only its link was,
//! because somebody altered an earlier record and made the links anew. The second is told
//! by putting the true link back, which the head before proves: if the digest is the signed
//! one then, nothing else was altered. What no head proves is held against links only.

use std::collections::BTreeMap;

use super::check::CheckOptions;
use super::report::{FaultKind, LastHead, Note, Report};
use super::row::Row;
use super::stamps::Stamps;
use crate::limits::CHAIN_STRETCH;

/// The rows since the last head that counts.
pub(super) struct Stretch<'a> {
    stamps: Stamps<'a>,
    start: Option<Anchor>,
    rows: Vec<(u64, Row)>,
    /// Records since the last head that counts.
    since: u64,
    /// Digests that heads kept elsewhere demand, by number, until their record comes.
    pub(super) kept: BTreeMap<u64, Vec<String>>,
}

/// The record before the rows.
#[derive(Clone)]
struct Anchor {
    seq: u64,
    /// Its line's digest.
    hash: String,
    /// The digest it had when it was written, as far as that is known.
    origin: String,
    /// Whether it is a head that counts: it proves itself.
    head: bool,
}

impl<'a> Stretch<'a> {
    pub(super) fn new(options: &'a CheckOptions, kept: BTreeMap<u64, Vec<String>>) -> Self {
        Self {
            stamps: Stamps::new(options),
            start: None,
            rows: Vec::new(),
            since: 0,
            kept,
        }
    }

    /// The number of the first record that no head proves yet.
    pub(super) fn unproven_from(&self) -> u64 {
        self.start
            .as_ref()
            .map_or(0, |start| start.seq.saturating_add(1))
    }

    /// Takes the next row.
    pub(super) fn push(&mut self, seq: u64, mut row: Row, report: &mut Report) {
        self.look(seq, &mut row, report);
        if row.head.is_some() {
            self.push_head(seq, row, report);
            return;
        }
        self.rows.push((seq, row));
        if self.rows.len() >= CHAIN_STRETCH {
            self.judge(None, None, report);
        }
    }

    /// A row that came after its place: its links were looked at there.
    pub(super) fn late(&mut self, seq: u64, mut row: Row, report: &mut Report) {
        self.look(seq, &mut row, report);
        if let Some(head) = &row.head {
            report.heads += 1;
            let origin = row.digest_as(seq, "").unwrap_or_default();
            self.stamps.remember(seq, origin, head.claim.time);
        }
        self.proven(seq, &row, None, report);
    }

    /// The rows since the last head stand for nothing any more: a fault names them.
    pub(super) fn forget(&mut self, report: &mut Report) {
        for (seq, row) in std::mem::take(&mut self.rows) {
            self.proven(seq, &row, None, report);
        }
        self.start = None;
    }

    /// The file ends.
    pub(super) fn finish(&mut self, report: &mut Report) {
        self.judge(None, None, report);
        report.uncovered = self.since;
    }

    /// What a row says of itself.
    fn look(&mut self, seq: u64, row: &mut Row, report: &mut Report) {
        if let Some((kind, message)) = row.fault.take() {
            report.fault(kind, (seq, seq), row.line, message);
            // What a line alone shows to be wrong was not necessarily altered: a test
            // key's head is just that. But no second fault says so of the others.
            row.named |= !matches!(kind, FaultKind::HeadTestKey | FaultKind::HeadUnknownKey);
        }
        if row.said.as_ref().is_some_and(|said| said.entry) {
            report.entries += 1;
        }
        self.since = self.since.saturating_add(1);
        self.stamps.look(seq, row, report);
    }

    fn push_head(&mut self, seq: u64, row: Row, report: &mut Report) {
        let (Some(head), Some(said)) = (&row.head, &row.said) else {
            return;
        };
        let claim = &head.claim;
        let before = match self.rows.last() {
            Some((seq, row)) => Some((*seq, row.hash.as_str())),
            None => self.start.as_ref().map(|s| (s.seq, s.hash.as_str())),
        };
        let before = before.filter(|(before, _)| before.checked_add(1) == Some(seq));
        let relinked = said.prev != claim.hash && before.is_some_and(|b| b.1 == said.prev);
        let vouch = before.map(|_| claim.hash.clone());
        let origin = row.digest_as(seq, "").unwrap_or_default();
        report.heads += 1;
        report.last = Some(LastHead {
            seq,
            time: claim.time,
            kid: head.kid.clone(),
        });
        // The rest is the JWS, and that is right.
        let only_linked = said.time == claim.time;
        let gap = self.rows.last().filter(|_| vouch.is_none()).map(|r| r.0);
        self.judge(vouch.as_deref().map(|v| (v, relinked)), gap, report);
        if row.hash != origin && !row.named {
            if only_linked {
                report.relinked(seq, row.line);
            } else {
                let message = "it is not as it was signed";
                report.fault(FaultKind::Altered, (seq, seq), row.line, message);
            }
        }
        let time = claim.time;
        self.proven(seq, &row, Some(&origin), report);
        self.stamps.remember(seq, origin.clone(), time);
        self.since = 0;
        self.start = Some(Anchor {
            seq,
            hash: row.hash,
            origin,
            head: true,
        });
    }

    /// What is known of a record at last, against heads kept elsewhere.
    fn proven(&mut self, seq: u64, row: &Row, origin: Option<&String>, report: &mut Report) {
        for hash in self.kept.remove(&seq).unwrap_or_default() {
            if hash != row.hash && Some(&hash) != origin {
                let message = "a head kept elsewhere was signed over another record here";
                report.fault(FaultKind::CutOff, (seq, seq), row.line, message);
            }
        }
    }

    /// Judges the rows. `vouch` is the digest that a head proves of the last one, and
    /// whether that head's link was made anew; `gap` the number of the last one, if records
    /// are missing between it and the head.
    fn judge(&mut self, vouch: Option<(&str, bool)>, gap: Option<u64>, report: &mut Report) {
        let rows = std::mem::take(&mut self.rows);
        let origins = self.origins(&rows);
        let mut walk = Walk {
            rows: &rows,
            start: self.start.as_ref(),
            origins: &origins,
            unproven: gap,
        };
        walk.back(vouch, report);
        for ((seq, row), origin) in rows.iter().zip(&origins) {
            self.proven(*seq, row, Some(origin), report);
        }
        if let Some((seq, row)) = rows.into_iter().next_back() {
            self.start = Some(Anchor {
                seq,
                origin: row.hash.clone(),
                hash: row.hash,
                head: false,
            });
        }
    }

    /// The digest that each row would have with its true number and link.
    fn origins(&self, rows: &[(u64, Row)]) -> Vec<String> {
        let mut before = self.start.as_ref().map(|s| (s.seq, s.origin.clone()));
        let mut origins = Vec::with_capacity(rows.len());
        for (seq, row) in rows {
            let link = before
                .filter(|before| before.0.checked_add(1) == Some(*seq))
                .map(|before| before.1);
            let origin = row.said.as_ref().and_then(|said| {
                let link = link.as_ref().unwrap_or(&said.prev);
                let same = said.seq == *seq && said.prev == *link;
                if same {
                    None
                } else {
                    row.digest_as(*seq, link)
                }
            });
            let origin = origin.unwrap_or_else(|| row.hash.clone());
            before = Some((*seq, origin.clone()));
            origins.push(origin);
        }
        origins
    }
}

/// Back from the end of a stretch to its start.
struct Walk<'a> {
    rows: &'a [(u64, Row)],
    start: Option<&'a Anchor>,
    origins: &'a [String],
    /// The last record that nothing vouches for.
    unproven: Option<u64>,
}

/// What the record after one says its digest was.
struct Said {
    hash: String,
    /// Whether a signature says so.
    signed: bool,
}

impl Walk<'_> {
    /// The digest of the record before row `i`, if it is there.
    fn below(&self, i: usize) -> Option<&str> {
        let (seq, hash) = match i.checked_sub(1) {
            Some(i) => (self.rows[i].0, &self.rows[i].1.hash),
            None => self.start.map(|start| (start.seq, &start.hash))?,
        };
        (seq.checked_add(1) == Some(self.rows[i].0)).then_some(hash)
    }

    fn link(&self, i: usize) -> Option<&str> {
        let said = self.rows[i].1.said.as_ref()?;
        Some(&said.prev)
    }

    /// The first row of those up to `i` that are linked without a break.
    fn run(&self, i: usize) -> usize {
        let linked = |i: usize| self.below(i).is_some() && self.below(i) == self.link(i);
        let mut first = i;
        while first > 0 && linked(first) {
            first -= 1;
        }
        first
    }

    fn back(&mut self, vouch: Option<(&str, bool)>, report: &mut Report) {
        let relinked = vouch.is_some_and(|v| v.1);
        let mut says = vouch.map(|(hash, _)| Said {
            hash: hash.to_owned(),
            signed: true,
        });
        // Nothing stands behind the last row: if it is not linked, either may be wrong.
        let mut loose = vouch.is_none();
        let mut i = self.rows.len();
        while i > 0 {
            i -= 1;
            let (seq, row) = &self.rows[i];
            let Some(said) = says else {
                // After a gap, or a record that vouches for nothing.
                if i + 1 < self.rows.len() {
                    self.unproven.get_or_insert(*seq);
                }
                loose = true;
                says = self.before(i, false);
                continue;
            };
            if said.hash == row.hash {
                says = self.before(i, said.signed);
                loose = false;
                continue;
            }
            if said.signed && said.hash == self.origins[i] {
                i = self.as_signed(i, report);
                says = None;
                continue;
            }
            let first = self.run(i);
            if said.signed && relinked && first < i && i + 1 == self.rows.len() {
                let rows = &self.rows[first..=i];
                let range = (rows[0].0, *seq);
                if rows.iter().any(|(_, row)| row.named) {
                    // That one was altered, as far as anybody can say.
                    self.unproven.get_or_insert(*seq);
                } else {
                    let message = "one of these at least was altered, and the links made anew";
                    report.fault(FaultKind::Altered, range, row.line, message);
                }
                i = first;
                says = None;
                continue;
            }
            says = self.altered(i, &said, loose, report);
            loose = false;
        }
        self.at_start(says, report);
        if let (Some(to), Some((seq, _))) = (self.unproven, self.rows.first()) {
            report.note(Note::Unproven { seq: *seq, to });
        }
    }

    /// What row `i` says of the one before it.
    fn before(&self, i: usize, signed: bool) -> Option<Said> {
        self.below(i)?;
        let hash = self.link(i)?.to_owned();
        Some(Said { hash, signed })
    }

    /// With its true link, row `i` is as it was signed: so are those before it, back to
    /// where they stop to follow each other. That row is returned.
    fn as_signed(&self, i: usize, report: &mut Report) -> usize {
        let mut first = i;
        while first > 0 && self.below(first).is_some() {
            first -= 1;
        }
        for j in first..=i {
            let (seq, row) = &self.rows[j];
            if row.hash != self.origins[j] && !row.named {
                report.relinked(*seq, row.line);
            }
        }
        first
    }

    /// Row `i` is not what the one after it says. What does it say of the one before?
    fn altered(&mut self, i: usize, said: &Said, loose: bool, report: &mut Report) -> Option<Said> {
        let (seq, row) = &self.rows[i];
        if let Some(below) = self.below(i)
            && self.link(i) != Some(below)
            && row.digest_as(*seq, below).as_deref() == Some(&said.hash)
        {
            if !row.named {
                report.relinked(*seq, row.line);
            }
            let hash = below.to_owned();
            let signed = said.signed;
            return Some(Said { hash, signed });
        }
        // If the one after it was altered itself, as its own line shows, that is all there is.
        let after = self.rows.get(i + 1).is_some_and(|(_, row)| row.named);
        if !(row.named || loose && after) {
            if loose {
                let message = "the two are not linked: one of them at least was altered";
                let range = (*seq, seq.saturating_add(1));
                report.fault(FaultKind::Altered, range, row.line, message);
            } else {
                let message = if said.signed {
                    "it is not as it was signed"
                } else {
                    "the record after it was written after another one"
                };
                report.fault(FaultKind::Altered, (*seq, *seq), row.line, message);
            }
        }
        // An altered record vouches for nothing.
        if let Some(below) = i.checked_sub(1) {
            self.unproven.get_or_insert(self.rows[below].0);
        }
        let below = self.below(i)?;
        (self.link(i) == Some(below)).then(|| Said {
            hash: below.to_owned(),
            signed: false,
        })
    }

    /// What the first row says of the head before it, which is proven already.
    fn at_start(&self, says: Option<Said>, report: &mut Report) {
        let (Some(start), Some(says)) = (self.start, says) else {
            return;
        };
        if says.hash == start.hash || says.hash == start.origin {
            return;
        }
        let range = (start.seq, start.seq);
        let kind = if start.head {
            FaultKind::HeadMismatch
        } else {
            FaultKind::Altered
        };
        let Some((seq, row)) = self.rows.first() else {
            let message = "the head after it was signed over another record here";
            report.fault(kind, range, None, message);
            return;
        };
        if says.signed {
            let message = "the record after it was signed after another one";
            report.fault(kind, range, None, message);
        } else if !row.named {
            let message = "it was written after another record";
            report.fault(FaultKind::Altered, (*seq, *seq), row.line, message);
        }
    }
}
