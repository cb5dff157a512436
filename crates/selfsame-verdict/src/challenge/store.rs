//! What a store of challenges has to do, and nothing about why.
//!
//! Enters: records and tallies that the service has decided on. Leaves: whether they are
//! stored. The service reads, decides, and writes *only if what it read still holds*; where
//! it no longer does, it reads again. So a store needs no rules and no lock between calls,
//! and any database with transactions will do.
//!
//! The contract, for other databases:
//! - Every method that writes is **one transaction**: all of it or nothing, and isolated from
//!   every other (`SERIALIZABLE`, or the rows locked in it).
//! - `Ok(true)` means it is **durable**: it survives the death of the process and a power
//!   loss. `Ok(false)` means nothing was written, because something no longer held.
//!   After `Err` either may be the case.
//! - Reads see what was committed before they began, from whichever process.
//!
//! The store sees no secret: tags are keyed hashes, the nonce is hashed, prompts are veiled.

use std::fmt;
use std::sync::Arc;

use super::Tally;
use crate::error::Result;
use crate::time::Time;

/// A keyed hash that stands for a subject or a device, or the hash of a nonce.
pub type Tag = [u8; 32];

/// Where a challenge stands. It leaves `Open` once, and `Redeemed` once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It may be redeemed.
    Open,
    /// It was redeemed; the outcome is not known yet.
    Redeemed,
    /// A newer one was issued for its subject.
    Superseded,
    /// A purge found its life over.
    Expired,
    /// It was redeemed, and the person passed.
    Passed,
    /// It was redeemed, and the person did not pass.
    Failed,
}

/// A challenge as it is stored. All but `state` and `prompts` never changes.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Its name, unique.
    pub session: String,
    /// Where it stands.
    pub state: State,
    /// SHA-256 of the nonce.
    pub nonce: Tag,
    /// Whom it is for.
    pub subject: Tag,
    /// On which device, if that is known.
    pub device: Option<Tag>,
    /// For which relying party.
    pub relying_party: String,
    /// The level that the prompts were drawn for.
    pub level: String,
    /// When it was issued.
    pub issued_at: Time,
    /// The last second of its life.
    pub expires_at: Time,
    /// What is prompted, veiled; empty in every state but `Open`.
    pub prompts: Vec<u8>,
}

/// A tally that was read, and what it is to become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The subject or the device.
    pub key: Tag,
    /// As it was read.
    pub was: Tally,
    /// As it is to be stored; if empty, nothing needs to be.
    pub becomes: Tally,
}

/// A store of challenges and tallies.
pub trait Store: Send + Sync {
    /// The tally of a subject or a device; an empty one where nothing is stored.
    ///
    /// # Errors
    /// [`ErrorKind::Store`](crate::ErrorKind::Store), here and everywhere, if the store fails.
    fn tally(&self, key: &Tag) -> Result<Tally>;

    /// If every tally still is as it was read: stores what they become. Otherwise `false`.
    ///
    /// # Errors
    /// As [`Store::tally`].
    fn replace(&self, changes: &[Change]) -> Result<bool>;

    /// If every tally still is as it was read: stores what they become, makes the subject's
    /// open challenge superseded and wipes its prompts, and stores the new challenge.
    /// Otherwise `false`.
    ///
    /// # Errors
    /// As [`Store::tally`], and if the session's name is there already;
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if the store is full.
    fn insert(&self, challenge: &Record, changes: &[Change]) -> Result<bool>;

    /// The challenge of a name.
    ///
    /// # Errors
    /// As [`Store::tally`].
    fn find(&self, session: &str) -> Result<Option<Record>>;

    /// If the challenge is open: makes it redeemed and wipes its prompts. Otherwise `false`.
    /// Of any number of calls for one session, from whichever threads and processes, one is
    /// ever `true`.
    ///
    /// # Errors
    /// As [`Store::tally`].
    fn take(&self, session: &str) -> Result<bool>;

    /// If the challenge is redeemed, and every tally still is as it was read: makes it passed
    /// or failed, and stores what the tallies become. Otherwise `false`.
    ///
    /// # Errors
    /// As [`Store::tally`].
    fn settle(&self, session: &str, passed: bool, changes: &[Change]) -> Result<bool>;

    /// Makes open challenges that expire before `expired` expired and wipes their prompts;
    /// drops challenges that expire before `forgotten`, and tallies whose latest try is
    /// before `forgotten`. Returns how many challenges were dropped. It may do so in several
    /// transactions. What was wiped or dropped until now should be gone from the medium as
    /// far as that lies in the store's hands.
    ///
    /// # Errors
    /// As [`Store::tally`].
    fn purge(&self, expired: Time, forgotten: Time) -> Result<usize>;
}

impl<S: Store + ?Sized> Store for Arc<S> {
    fn tally(&self, key: &Tag) -> Result<Tally> {
        (**self).tally(key)
    }

    fn replace(&self, changes: &[Change]) -> Result<bool> {
        (**self).replace(changes)
    }

    fn insert(&self, challenge: &Record, changes: &[Change]) -> Result<bool> {
        (**self).insert(challenge, changes)
    }

    fn find(&self, session: &str) -> Result<Option<Record>> {
        (**self).find(session)
    }

    fn take(&self, session: &str) -> Result<bool> {
        (**self).take(session)
    }

    fn settle(&self, session: &str, passed: bool, changes: &[Change]) -> Result<bool> {
        (**self).settle(session, passed, changes)
    }

    fn purge(&self, expired: Time, forgotten: Time) -> Result<usize> {
        (**self).purge(expired, forgotten)
    }
}

/// No tag, no prompts: what it is, not whose.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("session", &self.session)
            .field("state", &self.state)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
