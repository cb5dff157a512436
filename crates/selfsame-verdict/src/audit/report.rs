//! What a check of a chain found.

use crate::limits::CHAIN_FAULTS;
#[cfg(doc)]
use crate::limits::CHAIN_STAMP_RECORDS;
use crate::time::Time;

/// What is wrong with a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultKind {
    /// A line is no record.
    Unreadable,
    /// A record is not as it was written.
    Altered,
    /// Records are not there.
    Removed,
    /// A record stands elsewhere than it was written.
    Reordered,
    /// A record's number comes again.
    Repeated,
    /// A signed head is of another chain.
    HeadOfAnotherChain,
    /// A head's signature is wrong, or it is no head at all.
    HeadSignature,
    /// A head is signed with a key that is not known.
    HeadUnknownKey,
    /// A signed head speaks of another record than the one before it.
    HeadMismatch,
    /// A head is signed with a test key, and the check was not told to take them.
    HeadTestKey,
    /// A head that was kept elsewhere speaks of a record beyond the end, or one that was
    /// another: the end was cut off, or the chain made anew.
    CutOff,
    /// A time stamp is wrong.
    StampInvalid,
    /// The first record, which names the chain, is not there.
    NoChainRecord,
    /// An entry holds a text that no entry may hold.
    EntryInvalid,
}

impl FaultKind {
    /// A stable lower-case name, as printed in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Altered => "altered",
            Self::Removed => "removed",
            Self::Reordered => "reordered",
            Self::Repeated => "repeated",
            Self::HeadOfAnotherChain => "head_of_another_chain",
            Self::HeadSignature => "head_signature",
            Self::HeadUnknownKey => "head_unknown_key",
            Self::HeadMismatch => "head_mismatch",
            Self::HeadTestKey => "head_test_key",
            Self::CutOff => "cut_off",
            Self::StampInvalid => "stamp_invalid",
            Self::NoChainRecord => "no_chain_record",
            Self::EntryInvalid => "entry_invalid",
        }
    }
}

/// One fault, and which records it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// The record's number; the first one's of several.
    pub seq: u64,
    /// The last one's number: `seq` for a single record.
    pub to: u64,
    /// The line where it shows, from 1; none for heads that were kept elsewhere and for
    /// what is missing at the end.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: FaultKind,
    /// What is wrong, in words. It quotes nothing of the record.
    pub message: String,
}

/// Something to know that is no fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The record's time is before the one's before it: somebody set a clock.
    ClockWentBack {
        /// The record's number.
        seq: u64,
    },
    /// Nothing is wrong with these records, and no signature says so either: what vouched
    /// for them was altered or removed.
    Unproven {
        /// The first record's number.
        seq: u64,
        /// The last record's number.
        to: u64,
    },
    /// The time stamp is of more than a day after its head was signed, by the head's clock:
    /// what is stamped late was unstamped for as long.
    StampedLate {
        /// The number of the time stamp's record.
        seq: u64,
    },
}

/// A time stamp that was checked and is right.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StampedHead {
    /// The number of the time stamp's record.
    pub seq: u64,
    /// The number of the head's record: it and all before it were there at that time.
    pub of: u64,
    /// When, whole seconds, by the authority's clock.
    pub time: Time,
    /// The subject of the authority's certificate.
    pub authority: String,
}

/// The last head that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LastHead {
    /// The number of its own record.
    pub seq: u64,
    /// When it was signed.
    pub time: Time,
    /// The key that signed it.
    pub kid: String,
}

/// What a check of a chain found.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Report {
    /// Lines, readable or not, without a torn one at the end.
    pub records: u64,
    /// Entries.
    pub entries: u64,
    /// Heads whose signature is right and that are of this chain.
    pub heads: u64,
    /// Time stamps.
    pub stamps: u64,
    /// Time stamps among them that were not checked: for want of trusted authorities, or
    /// because their head lies more than [`CHAIN_STAMP_RECORDS`] records back.
    pub stamps_unchecked: u64,
    /// Those that are right, by their numbers; the first [`CHAIN_FAULTS`] at most.
    pub stamped: Vec<StampedHead>,
    /// How many there are beyond those.
    pub more_stamped: u64,
    /// The chain's name.
    pub chain: Option<String>,
    /// The last head that counts.
    pub last: Option<LastHead>,
    /// Records of any kind after the last head that counts: no signature covers them.
    pub uncovered: u64,
    /// Whether the file ends in the middle of a line: a crash does that to a line that was
    /// never acknowledged, and the next append takes it away.
    pub torn_tail: bool,
    /// What is wrong, by the records' numbers; [`CHAIN_FAULTS`] at most.
    pub faults: Vec<Fault>,
    /// How many faults there are beyond those.
    pub more_faults: u64,
    /// What else is to be known; [`CHAIN_FAULTS`] at most.
    pub notes: Vec<Note>,
    /// How many notes there are beyond those.
    pub more_notes: u64,
    /// The first record's time.
    pub first_time: Option<Time>,
    /// The last record's time.
    pub last_time: Option<Time>,
    pub(super) may_be_uncovered: u64,
    /// Whether the plain rules hold, whatever faults were found or not: see `Truth`.
    pub(super) proven: bool,
}

impl Report {
    /// Whether every record is proven to be as it was written: a signed head, no fault, no
    /// torn line, and no more records after the last head than the check was told to take.
    /// That nothing was cut off at the end is proven up to the heads that were kept
    /// elsewhere only.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.proven
            && self.faults.is_empty()
            && !self.torn_tail
            && self.uncovered <= self.may_be_uncovered
    }

    pub(super) fn fault(
        &mut self,
        kind: FaultKind,
        (seq, to): (u64, u64),
        line: impl Into<Option<u64>>,
        message: impl Into<String>,
    ) {
        if self.faults.len() == CHAIN_FAULTS {
            self.more_faults = self.more_faults.saturating_add(1);
            return;
        }
        self.faults.push(Fault {
            seq,
            to,
            line: line.into(),
            kind,
            message: message.into(),
        });
    }

    /// A record that says what it said, under another number or after another digest.
    /// Whoever alters a record and makes all later links anew does that to each of them:
    /// one fault for them all.
    pub(super) fn relinked(&mut self, seq: u64, line: u64) {
        const SAYS: &str = "its number or its link is not the one that was signed; \
                            what else it says is as it was";
        const SAY: &str = "their numbers or links are not the ones that were signed; \
                           what else they say is as it was";
        if let Some(last) = self.faults.last_mut()
            && (last.message == SAYS || last.message == SAY)
            && last.to.checked_add(1) == Some(seq)
        {
            last.to = seq;
            last.message = SAY.to_owned();
            return;
        }
        self.fault(FaultKind::Altered, (seq, seq), line, SAYS);
    }

    pub(super) fn stamp(&mut self, stamped: StampedHead) {
        if self.stamped.len() == CHAIN_FAULTS {
            self.more_stamped = self.more_stamped.saturating_add(1);
        } else {
            self.stamped.push(stamped);
        }
    }

    pub(super) fn note(&mut self, note: Note) {
        if self.notes.len() == CHAIN_FAULTS {
            self.more_notes = self.more_notes.saturating_add(1);
        } else {
            self.notes.push(note);
        }
    }
}
