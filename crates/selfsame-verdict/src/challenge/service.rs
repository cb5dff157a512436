//! Issues, redeems and settles challenges.
//!
//! Enters: requests and answers, and the server's clock. Leaves: [`Issued`], [`Redeemed`], or
//! the [`Refusal`]. All rules are here; the store only keeps.

use subtle::{Choice, ConstantTimeEq as _};

use super::{
    Answer, Change, Issued, Pepper, Prompts, Record, Redeemed, Refusal, Request, Rules, State,
    Store, Tag, Tally, Tries,
};
use crate::encoding::sha256;
use crate::error::{Error, ErrorKind, Result};
use crate::random;
use crate::time::Time;

/// How often the service reads again when others wrote between its reading and its writing.
/// Each time somebody else got through, so with tries counted this is never reached unless
/// hundreds of requests of one device come at once.
const ROUNDS: usize = 64;
/// Letters of a session's name and of a nonce.
const SESSION_LETTERS: usize = 22;
const NONCE_LETTERS: usize = 43;

/// Challenges that are issued, redeemed once, and counted. Any number of services, in any
/// number of processes, may share a store, if they have the same pepper and rules.
#[derive(Debug)]
pub struct ChallengeService<S> {
    store: S,
    pepper: Pepper,
    rules: Rules,
}

/// A subject's or a device's tries while a request is decided on.
struct Counted {
    change: Change,
    tries: Tries,
}

impl<S: Store> ChallengeService<S> {
    /// A service on a store.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] if a rule is out of its range, or the pepper is all zeros: one
    /// that was never filled.
    pub fn new(store: S, pepper: Pepper, rules: Rules) -> Result<Self> {
        rules.check().map_err(|e| e.at("rules"))?;
        if pepper.is_zero() {
            return Err(Error::new(ErrorKind::Misuse, "the pepper is all zeros"));
        }
        Ok(Self {
            store,
            pepper,
            rules,
        })
    }

    /// Its store.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// Issues a challenge, which is a try from now on, and supersedes the one that the
    /// subject may have open, of whichever relying party.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] or [`ErrorKind::Limit`] for a name that is empty or too long;
    /// [`ErrorKind::Misuse`] for prompts that last longer than a challenge lives;
    /// [`ErrorKind::Store`] if the store fails: then a try may count that nobody had.
    pub fn issue(&self, request: &Request<'_>, now: Time) -> Result<Result<Issued, Refusal>> {
        request.check()?;
        let now = Time::from_seconds(now.seconds());
        let prompts = request.prompts;
        if u128::from(prompts.end_ms()) > self.rules.life.as_millis() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the prompts last longer than a challenge lives",
            ));
        }
        let (session, nonce) = (random::name()?, random::secret()?);
        let record = Record {
            state: State::Open,
            nonce: sha256(nonce.as_bytes()),
            subject: self.pepper.subject(request.subject),
            device: request.device.map(|device| self.pepper.device(device)),
            relying_party: request.relying_party.to_owned(),
            level: request.level.to_owned(),
            issued_at: now,
            expires_at: now.after(self.rules.life),
            prompts: self
                .pepper
                .veil(&session, prompts.to_json()?.as_bytes())
                .to_vec(),
            session,
        };
        for _ in 0..ROUNDS {
            let mut counted = self.counted(&record, now)?;
            let refusals = counted
                .iter()
                .filter_map(|c| c.change.becomes.refuses(&c.tries, now));
            if let Some(refusal) = refusals.reduce(Refusal::longer) {
                // Tries that lay ahead of the clock are counted from this look on, so it
                // must be remembered.
                let changes = changes(counted);
                if changes.is_empty() || self.store.replace(&changes)? {
                    return Ok(Err(refusal));
                }
                continue;
            }
            for c in &mut counted {
                c.change.becomes.add(&record.session, now, &c.tries);
            }
            let tries = self.rules.subject;
            let attempt = counted[0].change.becomes.count(&tries, now);
            if self.store.insert(&record, &changes(counted))? {
                return Ok(Ok(Issued {
                    session: record.session,
                    nonce,
                    prompts: prompts.clone(),
                    issued_at: record.issued_at,
                    expires_at: record.expires_at,
                    attempt,
                    attempts_left: tries.most.saturating_sub(attempt),
                }));
            }
        }
        Err(contended())
    }

    /// Takes the answer to a challenge. A wrong nonce, subject, relying party or device
    /// leaves the challenge open: whoever guesses burns nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] or [`ErrorKind::Limit`] for a name that is empty or too long;
    /// [`ErrorKind::Store`] if the store fails: then the challenge may be used up.
    pub fn redeem(&self, answer: &Answer<'_>, now: Time) -> Result<Result<Redeemed, Refusal>> {
        answer.check()?;
        let now = Time::from_seconds(now.seconds());
        if answer.session.len() != SESSION_LETTERS {
            return Ok(Err(Refusal::Unknown));
        }
        for _ in 0..ROUNDS {
            let Some(record) = self.store.find(answer.session)? else {
                return Ok(Err(Refusal::Unknown));
            };
            if !self.bound(&record, answer) {
                return Ok(Err(Refusal::WrongBinding));
            }
            if let Some(refusal) = self.state(&record, now) {
                return Ok(Err(refusal));
            }
            let prompts = self.unveil(&record)?;
            if let Some(refusal) = self.early(&record, &prompts, now) {
                return Ok(Err(refusal));
            }
            if self.store.take(answer.session)? {
                return Ok(Ok(Redeemed {
                    session: record.session,
                    nonce: answer.nonce.to_owned(),
                    subject: answer.subject.to_owned(),
                    relying_party: record.relying_party,
                    level: record.level,
                    prompts,
                    issued_at: record.issued_at,
                    redeemed_at: now,
                }));
            }
            // Somebody was quicker: the next look says what became of it.
        }
        Err(contended())
    }

    /// Says whether the person passed. If so, this try is given back, to the subject and to
    /// the device, and no other: the service does not know what a pass was worth (which
    /// level, which portrait, which relying party), and an easy one must not pay for tries
    /// at a hard one. `false` if the session is unknown, not redeemed, or settled before.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] if the store fails.
    pub fn settle(&self, session: &str, passed: bool, now: Time) -> Result<bool> {
        let now = Time::from_seconds(now.seconds());
        if session.len() != SESSION_LETTERS {
            return Ok(false);
        }
        for _ in 0..ROUNDS {
            let Some(record) = self.store.find(session)? else {
                return Ok(false);
            };
            if record.state != State::Redeemed {
                return Ok(false);
            }
            let mut changed = Vec::new();
            if passed {
                let mut counted = self.counted(&record, now)?;
                for c in &mut counted {
                    c.change.becomes.forgive(session);
                }
                changed = changes(counted);
            }
            if self.store.settle(session, passed, &changed)? {
                return Ok(true);
            }
        }
        Err(contended())
    }

    /// Wipes prompts of challenges whose life is over, and drops challenges and tries that
    /// lie beyond every window. Returns how many challenges were dropped.
    ///
    /// # Errors
    /// [`ErrorKind::Store`] if the store fails.
    pub fn purge(&self, now: Time) -> Result<usize> {
        let now = Time::from_seconds(now.seconds());
        self.store
            .purge(now.before(self.rules.skew), now.before(self.rules.memory()))
    }

    /// Reads the tries of the subject, first, and of the device, if there is one.
    fn counted(&self, record: &Record, now: Time) -> Result<Vec<Counted>> {
        let subject = Some((record.subject, self.rules.subject));
        let device = record.device.map(|device| (device, self.rules.device));
        let both = [subject, device].into_iter().flatten();
        both.map(|(key, tries)| {
            let was = self.store.tally(&key)?;
            let mut becomes: Tally = was.clone();
            becomes.clamp(now);
            let change = Change { key, was, becomes };
            Ok(Counted { change, tries })
        })
        .collect()
    }

    /// Whether the answer is by whom the challenge was issued for. Everything is compared,
    /// whatever differs, in the same time.
    fn bound(&self, record: &Record, answer: &Answer<'_>) -> bool {
        if answer.nonce.len() != NONCE_LETTERS {
            return false;
        }
        let device = match (record.device, answer.device) {
            (Some(tag), Some(device)) => tag.ct_eq(&self.pepper.device(device)),
            (None, None) => Choice::from(1),
            _ => Choice::from(0),
        };
        let nonce: Tag = sha256(answer.nonce.as_bytes());
        let party = record.relying_party.as_bytes();
        let same = record.nonce.ct_eq(&nonce)
            & record.subject.ct_eq(&self.pepper.subject(answer.subject))
            & party.ct_eq(answer.relying_party.as_bytes())
            & device;
        same.into()
    }

    fn state(&self, record: &Record, now: Time) -> Option<Refusal> {
        match record.state {
            State::Redeemed | State::Passed | State::Failed => Some(Refusal::AlreadyRedeemed),
            State::Superseded => Some(Refusal::Superseded),
            State::Expired => Some(Refusal::Expired),
            State::Open if now.after(self.rules.skew) < record.issued_at => {
                Some(Refusal::ClockSetBack)
            }
            State::Open if now > record.expires_at.after(self.rules.skew) => Some(Refusal::Expired),
            State::Open => None,
        }
    }

    fn early(&self, record: &Record, prompts: &Prompts, now: Time) -> Option<Refusal> {
        // Whole seconds on both sides: the session's end is rounded up.
        let end = std::time::Duration::from_secs(prompts.end_ms().div_ceil(1000));
        let wait = record
            .issued_at
            .after(end)
            .since(now.after(self.rules.early));
        (!wait.is_zero()).then_some(Refusal::TooEarly { wait })
    }

    fn unveil(&self, record: &Record) -> Result<Prompts> {
        let json = self.pepper.veil(&record.session, &record.prompts);
        Prompts::from_json(&json).map_err(|_| {
            Error::new(
                ErrorKind::Store,
                "the store: a challenge's prompts are broken",
            )
        })
    }
}

/// What is to be written.
fn changes(counted: Vec<Counted>) -> Vec<Change> {
    let changes = counted.into_iter().map(|c| c.change);
    changes
        .filter(|change| change.was != change.becomes)
        .collect()
}

fn contended() -> Error {
    Error::new(
        ErrorKind::Store,
        "the store: others were quicker each time; ask again",
    )
}
