//! Which record stands where: what is missing, comes again, or comes at another place.
//!
//! Enters: rows in the order of the file, each with a few that follow. Leaves: rows in the
//! order of their numbers, to the [`Stretch`], and faults of order.
//!
//! A number alone proves nothing: whoever removes a record can number the rest anew. A
//! head proves its number, so from the first head on that is off, its distance
//! (`shift`) is added to what the lines say.

use std::collections::{BTreeMap, VecDeque};

use super::report::{FaultKind, Note, Report};
use super::row::{Row, shifted};
use super::stretch::Stretch;
use crate::limits::CHAIN_GAPS;

/// The order of a chain, so far.
#[derive(Default)]
pub(super) struct Places {
    /// The number that is due.
    next: u64,
    /// The digest of the record before it, if that is at hand.
    before: Option<String>,
    /// How far numbers are off since records were removed and the rest numbered anew.
    shift: i128,
    /// Numbers that have not come yet.
    gaps: Vec<Gap>,
    /// Records that came before their turn.
    early: BTreeMap<u64, Row>,
}

struct Gap {
    from: u64,
    to: u64,
    /// The digest of the record before the gap.
    before: Option<String>,
    /// The digest that the record behind the gap has for the gap's last.
    after: Option<String>,
    /// Where it shows.
    line: u64,
}

impl Places {
    /// The number that is due: all before it came, or are missing.
    pub(super) const fn next(&self) -> u64 {
        self.next
    }

    /// Finds a row's place.
    pub(super) fn step(
        &mut self,
        mut row: Row,
        ahead: &VecDeque<Row>,
        out: &mut Stretch<'_>,
        report: &mut Report,
    ) {
        let due = self.next;
        let Some(said) = &row.said else {
            // Somebody's line between two records, or what is left of the one that is due?
            let follows = ahead.iter().find_map(|row| row.seq(self.shift));
            if follows.is_some_and(|seq| seq <= due) {
                let why = row.fault.take().map_or_else(String::new, |f| f.1);
                let message = format!("a line between two records: {why}");
                report.fault(FaultKind::Unreadable, (due, due), row.line, message);
            } else {
                self.put(due, row, out, report);
            }
            return;
        };
        let (own, linked) = (said.seq, self.before.as_ref() == Some(&said.prev));
        // A time stamp is a long line, and not kept until its turn comes.
        let short = said.stamp.is_none();
        if shifted(own, self.shift) != due && own == due {
            self.shift = 0;
        }
        if self.renumbered(&mut row, own, ahead, out, report) {
            self.put(self.next, row, out, report);
            return;
        }
        let seq = row.seq(self.shift).unwrap_or(due);
        let follows = ahead.front().and_then(|row| row.seq(self.shift));
        // It is linked to the record before, and the next one's number follows: whatever it
        // says, its place is here.
        let here = row.head.is_none()
            && linked
            && follows.is_none_or(|follows| due.checked_add(1) == Some(follows));
        if seq == due || here {
            self.put(due, row, out, report);
        } else if seq > due {
            let early = follows.is_some_and(|follows| (due..seq).contains(&follows));
            if early && short && self.early.len() < CHAIN_GAPS {
                if let Some(other) = self.early.insert(seq, row) {
                    repeated(seq, other.line, report);
                }
                return;
            }
            let prev = row.said.as_ref().map(|said| said.prev.clone());
            self.pass(seq, prev, row.line, out, report);
            self.put(seq, row, out, report);
        } else if let Some(gap) = self
            .gaps
            .iter()
            .position(|g| (g.from..=g.to).contains(&seq))
        {
            self.fill(gap, seq, row, out, report);
        } else {
            repeated(seq, row.line, report);
        }
    }

    /// A head that is signed for another place than the one it stands at, while its own
    /// number fits: it was put there, or others before it were taken away and the rest
    /// numbered anew, and then its true place is the one that is due. The next head tells.
    fn renumbered(
        &mut self,
        row: &mut Row,
        own: u64,
        ahead: &VecDeque<Row>,
        out: &mut Stretch<'_>,
        report: &mut Report,
    ) -> bool {
        let due = self.next;
        let (Some(head), Some(shift)) = (&row.head, row.shift()) else {
            return false;
        };
        let place = head.place();
        let later = ahead.iter().find_map(Row::shift);
        if place == due || shifted(own, self.shift) != due {
            if later == Some(shift) || later == Some(0) && place == due {
                self.shift = later.unwrap_or(0);
            }
            return false;
        }
        if !later.map_or(place > due, |later| later == shift) {
            let why = format!("the head was signed over record {}", head.claim.seq);
            row.refuse_head(FaultKind::HeadMismatch, why);
            return false;
        }
        let from = out.unproven_from();
        if place > due {
            let message = format!(
                "{} of these records are gone, and what follows was numbered anew",
                place - due
            );
            let to = place - 1;
            report.fault(FaultKind::Removed, (from.min(to), to), row.line, message);
        } else {
            let message = format!(
                "{} records too many are among these, and what follows was numbered anew",
                due - place
            );
            let to = due.saturating_sub(1);
            report.fault(FaultKind::Altered, (from.min(to), to), row.line, message);
        }
        out.forget(report);
        self.next = place;
        self.before = None;
        self.shift = shift;
        true
    }

    /// Puts a row at the place that is due.
    fn put(&mut self, seq: u64, mut row: Row, out: &mut Stretch<'_>, report: &mut Report) {
        if let Some(early) = self.early.remove(&seq) {
            repeated(seq, early.line, report);
        }
        if let Some(said) = &row.said
            && shifted(said.seq, self.shift) != seq
        {
            let message = "the number it says is not its own";
            report.fault(FaultKind::Altered, (seq, seq), row.line, message);
            row.named = true;
        }
        self.before = Some(row.hash.clone());
        self.next = seq.saturating_add(1);
        if let Some(time) = row.said.as_ref().map(|said| said.time) {
            if report.last_time.is_some_and(|last| time < last) {
                report.note(Note::ClockWentBack { seq });
            }
            report.first_time.get_or_insert(time);
            report.last_time = Some(time);
        }
        out.push(seq, row, report);
    }

    /// Goes on to `seq`: what came early takes its place, the rest is missing for now.
    fn pass(
        &mut self,
        seq: u64,
        prev: Option<String>,
        line: u64,
        out: &mut Stretch<'_>,
        report: &mut Report,
    ) {
        while self.next < seq {
            let early = self.early.range(self.next..seq).next().map(|(seq, _)| *seq);
            let to = early.unwrap_or(seq);
            let row = early.and_then(|seq| self.early.remove(&seq));
            if to > self.next {
                let after = match &row {
                    Some(row) => row.said.as_ref().map(|said| said.prev.clone()),
                    None => prev.clone(),
                };
                self.gap(to - 1, after, line, report);
                self.next = to;
                self.before = None;
            }
            if let Some(row) = row {
                let message = "it stands before its place";
                report.fault(FaultKind::Reordered, (to, to), row.line, message);
                self.put(to, row, out, report);
            }
        }
    }

    fn gap(&mut self, to: u64, after: Option<String>, line: u64, report: &mut Report) {
        let gap = Gap {
            from: self.next,
            to,
            before: self.before.clone(),
            after,
            line,
        };
        if self.gaps.len() < CHAIN_GAPS {
            self.gaps.push(gap);
        } else {
            missing(&gap, report);
        }
    }

    /// A record that comes after its place.
    fn fill(&mut self, at: usize, seq: u64, row: Row, out: &mut Stretch<'_>, report: &mut Report) {
        let gap = self.gaps.swap_remove(at);
        let message = "it stands after its place";
        report.fault(FaultKind::Reordered, (seq, seq), row.line, message);
        let prev = row.said.as_ref().map(|said| said.prev.clone());
        let after_fits = seq != gap.to || gap.after.as_ref().is_none_or(|a| *a == row.hash);
        let before_fits = seq != gap.from || gap.before.is_none() || gap.before == prev;
        if row.head.is_none() && !after_fits {
            let message = "the record after it was written after another one";
            report.fault(FaultKind::Altered, (seq, seq), row.line, message);
        } else if !before_fits {
            let range = (seq.saturating_sub(1), seq);
            let message = "the two are not linked: one of them at least was altered";
            report.fault(FaultKind::Altered, range, row.line, message);
        }
        if seq > gap.from {
            self.gaps.push(Gap {
                from: gap.from,
                to: seq - 1,
                before: gap.before,
                after: prev,
                line: gap.line,
            });
        }
        if seq < gap.to {
            let gap = Gap {
                from: seq + 1,
                to: gap.to,
                before: Some(row.hash.clone()),
                after: gap.after,
                line: gap.line,
            };
            if self.gaps.len() < CHAIN_GAPS {
                self.gaps.push(gap);
            } else {
                missing(&gap, report);
            }
        }
        out.late(seq, row, report);
    }

    /// The file ends: whatever has not come is gone.
    pub(super) fn finish(&mut self, line: u64, out: &mut Stretch<'_>, report: &mut Report) {
        if let Some(last) = self.early.keys().next_back().copied() {
            self.pass(last.saturating_add(1), None, line, out, report);
        }
        for gap in std::mem::take(&mut self.gaps) {
            missing(&gap, report);
        }
        if self.next == 0 {
            let message = "there is no record at all";
            report.fault(FaultKind::NoChainRecord, (0, 0), None, message);
        }
    }
}

fn repeated(seq: u64, line: u64, report: &mut Report) {
    let message = "its number comes a second time";
    report.fault(FaultKind::Repeated, (seq, seq), line, message);
}

fn missing(gap: &Gap, report: &mut Report) {
    let mut from = gap.from;
    if from == 0 {
        let message = "the first record is gone";
        report.fault(FaultKind::NoChainRecord, (0, 0), gap.line, message);
        from = 1;
    }
    if from <= gap.to {
        report.fault(FaultKind::Removed, (from, gap.to), gap.line, "gone");
    }
}
