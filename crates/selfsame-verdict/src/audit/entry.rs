//! What is recorded: an event, for what purpose, on which case, and with which outcome.
//!
//! Enters: texts of the caller. Leaves: an entry whose every text is short and printable;
//! the same checks hold when a chain is read.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// What happened. The list is closed: who reads a chain in ten years shall know them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// A challenge was made for a holder.
    ChallengeIssued,
    /// A challenge was used, as it may be once.
    ChallengeRedeemed,
    /// A challenge was shown and not taken: used before, too old, unknown.
    ChallengeRefused,
    /// A verdict was signed.
    VerdictSigned,
    /// A relying party checked a verdict.
    VerdictChecked,
    /// Evidence was sealed to a key.
    EvidenceSealed,
    /// Sealed evidence was opened.
    EvidenceOpened,
    /// Sealed evidence was deleted.
    EvidenceDeleted,
    /// A person was offered another way to prove who they are.
    OtherWayOffered,
    /// Data about a person was used for something else than a check of them.
    DataUsed,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 10] = [
        Self::ChallengeIssued,
        Self::ChallengeRedeemed,
        Self::ChallengeRefused,
        Self::VerdictSigned,
        Self::VerdictChecked,
        Self::EvidenceSealed,
        Self::EvidenceOpened,
        Self::EvidenceDeleted,
        Self::OtherWayOffered,
        Self::DataUsed,
    ];

    /// Its stable name, as written in the chain.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ChallengeIssued => "challenge_issued",
            Self::ChallengeRedeemed => "challenge_redeemed",
            Self::ChallengeRefused => "challenge_refused",
            Self::VerdictSigned => "verdict_signed",
            Self::VerdictChecked => "verdict_checked",
            Self::EvidenceSealed => "evidence_sealed",
            Self::EvidenceOpened => "evidence_opened",
            Self::EvidenceDeleted => "evidence_deleted",
            Self::OtherWayOffered => "other_way_offered",
            Self::DataUsed => "data_used",
        }
    }
}

/// One entry of the chain. It has room for no value, image, name or digit; keep them out of
/// the free texts as well.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    event: Event,
    purpose: String,
    case: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    relying_party: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    txn: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
}

impl Entry {
    /// An event, the caller's words for what it was done for (1 to
    /// [`limits::CHAIN_PURPOSE_CHARS`] characters), and the caller's number of the case (1 to
    /// [`limits::CHAIN_CASE_CHARS`]).
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] if a text is too long, [`ErrorKind::Audit`] if it is empty or
    /// holds control characters.
    pub fn new(event: Event, purpose: &str, case: &str) -> Result<Self> {
        Self {
            event,
            purpose: purpose.to_owned(),
            case: case.to_owned(),
            relying_party: None,
            txn: None,
            jti: None,
            outcome: None,
            method: None,
        }
        .checked()
    }

    /// The same entry with who asked.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] beyond [`limits::NAME_BYTES`], [`ErrorKind::Audit`] if it is empty
    /// or holds control characters.
    pub fn with_relying_party(mut self, name: &str) -> Result<Self> {
        self.relying_party = Some(name.to_owned());
        self.checked()
    }

    /// The same entry with the transaction's number.
    ///
    /// # Errors
    /// As [`Entry::with_relying_party`].
    pub fn with_txn(mut self, txn: &str) -> Result<Self> {
        self.txn = Some(txn.to_owned());
        self.checked()
    }

    /// The same entry with the name of the verdict (`jti`).
    ///
    /// # Errors
    /// As [`Entry::with_relying_party`].
    pub fn with_jti(mut self, jti: &str) -> Result<Self> {
        self.jti = Some(jti.to_owned());
        self.checked()
    }

    /// The same entry with how it ended, as a code: 1 to 64 of `a-z`, `0-9` and `_`.
    ///
    /// # Errors
    /// [`ErrorKind::Audit`] for any other text.
    pub fn with_outcome(mut self, code: &str) -> Result<Self> {
        self.outcome = Some(code.to_owned());
        self.checked()
    }

    /// The same entry with how it was done, as a code like the outcome's.
    ///
    /// # Errors
    /// [`ErrorKind::Audit`] for any other text.
    pub fn with_method(mut self, code: &str) -> Result<Self> {
        self.method = Some(code.to_owned());
        self.checked()
    }

    /// What happened.
    #[must_use]
    pub const fn event(&self) -> Event {
        self.event
    }

    /// What for.
    #[must_use]
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// The case's number.
    #[must_use]
    pub fn case(&self) -> &str {
        &self.case
    }

    /// Who asked.
    #[must_use]
    pub fn relying_party(&self) -> Option<&str> {
        self.relying_party.as_deref()
    }

    /// The transaction's number.
    #[must_use]
    pub fn txn(&self) -> Option<&str> {
        self.txn.as_deref()
    }

    /// The verdict's name.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.jti.as_deref()
    }

    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> Option<&str> {
        self.outcome.as_deref()
    }

    /// How it was done.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        self.method.as_deref()
    }

    fn checked(self) -> Result<Self> {
        self.check()?;
        Ok(self)
    }

    /// Whether every text is as it may be; what was read from a file is checked too.
    pub(super) fn check(&self) -> Result<()> {
        let chars = |text: &str| text.chars().count();
        printable("purpose", &self.purpose)?;
        printable("case", &self.case)?;
        most("purpose", chars(&self.purpose), limits::CHAIN_PURPOSE_CHARS)?;
        most("case", chars(&self.case), limits::CHAIN_CASE_CHARS)?;
        for (name, text) in [
            ("relying_party", &self.relying_party),
            ("txn", &self.txn),
            ("jti", &self.jti),
        ] {
            if let Some(text) = text {
                printable(name, text)?;
                most(name, text.len(), limits::NAME_BYTES)?;
            }
        }
        for (name, code) in [("outcome", &self.outcome), ("method", &self.method)] {
            if code.as_deref().is_some_and(|code| !is_code(code)) {
                return Err(Error::new(
                    ErrorKind::Audit,
                    format!("{name}: a code is 1 to 64 of a-z, 0-9 and _"),
                ));
            }
        }
        Ok(())
    }
}

fn printable(name: &str, text: &str) -> Result<()> {
    let wrong = if text.is_empty() {
        "it is empty"
    } else if text.chars().any(char::is_control) {
        "it holds control characters"
    } else {
        return Ok(());
    };
    Err(Error::new(ErrorKind::Audit, format!("{name}: {wrong}")))
}

fn most(name: &str, length: usize, most: usize) -> Result<()> {
    if length > most {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("{name}: {length} long, {most} at most"),
        ));
    }
    Ok(())
}

fn is_code(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl fmt::Debug for Entry {
    /// The event only: a case's number can lead to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({})", self.event.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_written_as_their_codes() {
        for event in Event::ALL {
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(text, format!("\"{}\"", event.code()));
        }
    }

    #[test]
    fn texts_out_of_range_are_refused() {
        let new = |purpose: &str, case: &str| Entry::new(Event::DataUsed, purpose, case);
        let kind = |result: Result<Entry>| result.unwrap_err().kind();
        assert!(new(&"ä".repeat(200), &"7".repeat(100)).is_ok());
        assert_eq!(kind(new(&"a".repeat(201), "7")), ErrorKind::Limit);
        assert_eq!(kind(new("a", &"7".repeat(101))), ErrorKind::Limit);
        for wrong in ["", "a\nb", "\u{7f}", "a\u{85}"] {
            assert_eq!(kind(new(wrong, "7")), ErrorKind::Audit, "{wrong:?}");
            assert_eq!(kind(new("a", wrong)), ErrorKind::Audit, "{wrong:?}");
            let entry = new("a", "7").unwrap();
            assert_eq!(kind(entry.with_txn(wrong)), ErrorKind::Audit, "{wrong:?}");
        }
        let long = "x".repeat(limits::NAME_BYTES + 1);
        assert_eq!(
            kind(new("a", "7").unwrap().with_relying_party(&long)),
            ErrorKind::Limit
        );
        for wrong in ["", "Verified", "a-b", "é", &"a".repeat(65)] {
            let entry = new("a", "7").unwrap();
            assert_eq!(kind(entry.clone().with_outcome(wrong)), ErrorKind::Audit);
            assert_eq!(kind(entry.with_method(wrong)), ErrorKind::Audit);
        }
    }

    #[test]
    fn debug_output_names_no_case() {
        let entry = Entry::new(Event::VerdictSigned, "onboarding", "case-4711").unwrap();
        assert_eq!(format!("{entry:?}"), "Entry(verdict_signed)");
    }
}
