//! A store in the process's memory: for tests, and for a single server that may forget.
//!
//! When the process ends, all tries are forgotten and all open challenges are lost. A server
//! that can be made to restart gives tries for free: use a store that lasts.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use super::{Change, Record, State, Store, Tag, Tally};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time::Time;

/// A store in memory; a million challenges at most.
#[derive(Default)]
pub struct MemoryStore(Mutex<Content>);

#[derive(Default)]
struct Content {
    challenges: HashMap<String, Record>,
    /// The open challenge of each subject: never more than one.
    open: HashMap<Tag, String>,
    tallies: HashMap<Tag, Tally>,
}

impl MemoryStore {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> Result<MutexGuard<'_, Content>> {
        // A panic in the middle may have left half a change: nothing here does panic.
        self.0
            .lock()
            .map_err(|_| Error::new(ErrorKind::Store, "the store in memory: a thread died in it"))
    }
}

impl Content {
    fn as_read(&self, changes: &[Change]) -> bool {
        let none = Tally::default();
        changes
            .iter()
            .all(|change| *self.tallies.get(&change.key).unwrap_or(&none) == change.was)
    }

    fn write(&mut self, changes: &[Change]) {
        for change in changes {
            if change.becomes.is_empty() {
                self.tallies.remove(&change.key);
            } else {
                self.tallies.insert(change.key, change.becomes.clone());
            }
        }
    }

    /// Moves a challenge from one state to another and wipes its prompts.
    fn step(&mut self, session: &str, from: State, to: State) -> bool {
        let Some(record) = self.challenges.get_mut(session).filter(|r| r.state == from) else {
            return false;
        };
        if from == State::Open {
            self.open.remove(&record.subject);
        }
        record.state = to;
        record.prompts = Vec::new();
        true
    }
}

impl Store for MemoryStore {
    fn tally(&self, key: &Tag) -> Result<Tally> {
        Ok(self.lock()?.tallies.get(key).cloned().unwrap_or_default())
    }

    fn replace(&self, changes: &[Change]) -> Result<bool> {
        let mut content = self.lock()?;
        if !content.as_read(changes) {
            return Ok(false);
        }
        content.write(changes);
        Ok(true)
    }

    fn insert(&self, challenge: &Record, changes: &[Change]) -> Result<bool> {
        let mut content = self.lock()?;
        if !content.as_read(changes) {
            return Ok(false);
        }
        if content.challenges.len() >= limits::CHALLENGES_IN_MEMORY {
            return Err(Error::new(
                ErrorKind::Limit,
                "the store in memory is full: purge it",
            ));
        }
        if content.challenges.contains_key(&challenge.session) {
            return Err(Error::new(
                ErrorKind::Store,
                "the store in memory: the session is there already",
            ));
        }
        content.write(changes);
        if let Some(session) = content.open.get(&challenge.subject).cloned() {
            content.step(&session, State::Open, State::Superseded);
        }
        let session = challenge.session.clone();
        content.open.insert(challenge.subject, session.clone());
        content.challenges.insert(session, challenge.clone());
        Ok(true)
    }

    fn find(&self, session: &str) -> Result<Option<Record>> {
        Ok(self.lock()?.challenges.get(session).cloned())
    }

    fn take(&self, session: &str) -> Result<bool> {
        Ok(self.lock()?.step(session, State::Open, State::Redeemed))
    }

    fn settle(&self, session: &str, passed: bool, changes: &[Change]) -> Result<bool> {
        let mut content = self.lock()?;
        let to = if passed { State::Passed } else { State::Failed };
        if !content.as_read(changes) || !content.step(session, State::Redeemed, to) {
            return Ok(false);
        }
        content.write(changes);
        Ok(true)
    }

    fn purge(&self, expired: Time, forgotten: Time) -> Result<usize> {
        let mut content = self.lock()?;
        let Content {
            challenges,
            open,
            tallies,
        } = &mut *content;
        for record in challenges.values_mut() {
            if record.state == State::Open && record.expires_at < expired {
                record.state = State::Expired;
                record.prompts = Vec::new();
                open.remove(&record.subject);
            }
        }
        let before = challenges.len();
        challenges.retain(|_, record| {
            let stays = record.expires_at >= forgotten;
            if !stays && record.state == State::Open {
                open.remove(&record.subject);
            }
            stays
        });
        tallies.retain(|_, tally| tally.latest().is_some_and(|latest| latest >= forgotten));
        Ok(before - challenges.len())
    }
}

/// Nothing of what is in it.
impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore")
    }
}
