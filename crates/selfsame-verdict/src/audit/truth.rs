//! What makes a chain whole: the plain rules, line by line, in the order of the file.
//!
//! Enters: rows, and heads that were kept elsewhere. Leaves: whether everything holds. The
//! rest of a check only explains what does not: however it is deceived, what breaks a rule
//! here is not whole.

use std::collections::BTreeMap;

use super::head::Head;
use super::row::Row;

/// What held so far.
pub(super) struct Truth {
    /// What record 0 calls the chain.
    pub(super) id: Option<String>,
    /// The first line that broke a rule, and the number that was due there.
    pub(super) broken: Option<(u64, u64)>,
    /// Records after the last head.
    pub(super) since: u64,
    next: u64,
    before: String,
    heads: u64,
    kept_of: Vec<String>,
    kept: BTreeMap<u64, Vec<String>>,
}

impl Truth {
    pub(super) fn new(kept: &[Head]) -> Self {
        let mut digests = BTreeMap::<_, Vec<_>>::new();
        for Head { claim, .. } in kept {
            digests
                .entry(claim.seq)
                .or_default()
                .push(claim.hash.clone());
        }
        Self {
            id: None,
            broken: None,
            since: 0,
            next: 0,
            before: String::new(),
            heads: 0,
            kept_of: kept.iter().map(|head| head.claim.chain.clone()).collect(),
            kept: digests,
        }
    }

    /// The next line of the file, before anything is made of it.
    pub(super) fn step(&mut self, row: &Row) {
        if !self.holds(row) {
            self.broken.get_or_insert((self.next, row.line));
        }
        self.since = if row.head.is_some() {
            0
        } else {
            self.since.saturating_add(1)
        };
        self.before = row.hash.clone();
        self.next = self.next.saturating_add(1);
    }

    fn holds(&mut self, row: &Row) -> bool {
        let (Some(said), None) = (&row.said, &row.fault) else {
            return false;
        };
        if self.next == 0 {
            self.id.clone_from(&said.chain);
        }
        let mut holds = said.seq == self.next && said.prev == self.before && self.id.is_some();
        if let Some(head) = &row.head {
            let claim = &head.claim;
            holds &= Some(&claim.chain) == self.id.as_ref()
                && claim.seq.checked_add(1) == Some(said.seq)
                && claim.hash == said.prev
                && claim.time == said.time;
            self.heads = self.heads.saturating_add(1);
        }
        let kept = self.kept.remove(&self.next).unwrap_or_default();
        holds && kept.iter().all(|hash| *hash == row.hash)
    }

    /// Whether every record is in its place, and all of the heads say so: those in the file,
    /// of which there is one at least, and those kept elsewhere.
    pub(super) fn is_proven(&self) -> bool {
        let own = |id: &String| Some(id) == self.id.as_ref();
        self.broken.is_none()
            && self.heads > 0
            && self.kept.is_empty()
            && self.kept_of.iter().all(own)
    }
}
