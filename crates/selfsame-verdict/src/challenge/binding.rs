//! Whom a challenge is for: what is asked, issued, answered and redeemed.
//!
//! Names are the caller's, 1 to 512 bytes each. None of them, and no nonce, is in any
//! Debug output.

use std::fmt;

use serde::Serialize;

use super::Prompts;
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time::Time;

/// Somebody is to be asked to read digits.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Who, in the caller's one spelling.
    pub subject: &'a str,
    /// For whom the verdict will be.
    pub relying_party: &'a str,
    /// On which device, where that is known.
    pub device: Option<&'a str>,
    /// The level that the prompts were drawn for, as the SDK names it.
    pub level: &'a str,
    /// What is prompted. A new draw each time, never prompts of before.
    pub prompts: &'a Prompts,
}

/// A challenge, to be sent to the device that shows it. The prompts are a secret until they
/// are shown, the nonce until the answer.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Issued {
    /// Its name, 22 letters: 128 random bits.
    pub session: String,
    /// What the answer must know, 43 letters: 256 random bits.
    pub nonce: String,
    /// What is prompted.
    pub prompts: Prompts,
    /// When it was issued, on the server's clock.
    pub issued_at: Time,
    /// The last second of its life.
    pub expires_at: Time,
    /// Which try of the subject's it is, from 1.
    pub attempt: u32,
    /// How many the subject has after this one.
    pub attempts_left: u32,
}

/// The answer to a challenge. Subject, relying party and device are those that the server
/// knows of the caller, never the answer's own word.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The challenge's name.
    pub session: &'a str,
    /// Its nonce.
    pub nonce: &'a str,
    /// Who answers.
    pub subject: &'a str,
    /// For whom the verdict will be.
    pub relying_party: &'a str,
    /// On which device: absent exactly if it was when the challenge was issued.
    pub device: Option<&'a str>,
}

/// A challenge that was answered, once: only
/// [`ChallengeService::redeem`](super::ChallengeService::redeem) makes one, and it cannot be
/// copied. Whoever issues verdicts takes it by value.
pub struct Redeemed {
    pub(super) session: String,
    pub(super) nonce: String,
    pub(super) subject: String,
    pub(super) relying_party: String,
    pub(super) level: String,
    pub(super) prompts: Prompts,
    pub(super) issued_at: Time,
    pub(super) redeemed_at: Time,
}

impl Redeemed {
    /// The challenge's name.
    #[must_use]
    pub fn session(&self) -> &str {
        &self.session
    }

    /// Its nonce.
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Who answered, as the answer said it and the challenge was bound to it.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// For whom the verdict is.
    #[must_use]
    pub fn relying_party(&self) -> &str {
        &self.relying_party
    }

    /// The level that the prompts were drawn for.
    #[must_use]
    pub fn level(&self) -> &str {
        &self.level
    }

    /// What was prompted: hold the evidence against this, not against what came with it.
    #[must_use]
    pub fn prompts(&self) -> &Prompts {
        &self.prompts
    }

    /// When the challenge was issued.
    #[must_use]
    pub fn issued_at(&self) -> Time {
        self.issued_at
    }

    /// When it was answered.
    #[must_use]
    pub fn redeemed_at(&self) -> Time {
        self.redeemed_at
    }
}

impl Request<'_> {
    pub(super) fn check(&self) -> Result<()> {
        name("subject", self.subject)?;
        name("relying party", self.relying_party)?;
        name("level", self.level)?;
        self.device.map_or(Ok(()), |device| name("device", device))
    }
}

impl Answer<'_> {
    pub(super) fn check(&self) -> Result<()> {
        name("subject", self.subject)?;
        name("relying party", self.relying_party)?;
        self.device.map_or(Ok(()), |device| name("device", device))
    }
}

/// Checks a name's length.
pub(crate) fn name(what: &str, name: &str) -> Result<()> {
    match name.len() {
        0 => Err(Error::new(ErrorKind::Misuse, format!("{what}: empty"))),
        1..=limits::NAME_BYTES => Ok(()),
        length => Err(Error::new(
            ErrorKind::Limit,
            format!("{what}: {length} bytes, at most {}", limits::NAME_BYTES),
        )),
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({:?})", self.prompts)
    }
}

impl fmt::Debug for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issued")
            .field("session", &self.session)
            .field("issued_at", &self.issued_at)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(..)")
    }
}

impl fmt::Debug for Redeemed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redeemed")
            .field("session", &self.session)
            .field("issued_at", &self.issued_at)
            .field("redeemed_at", &self.redeemed_at)
            .finish_non_exhaustive()
    }
}
