//! What a relying party does with a token: one call.
//!
//! Enters: a token, the nonce of the request that it answers, the moment. Leaves: a
//! [`Verified`], or the exact reason why not ([`Rejection`]).
//!
//! **A verified token is not a pass.** It says truly what a session came to, a rejection as
//! well; [`Verified::passed`] gives a [`Passed`], which only a pass can give and which
//! whatever comes after should take.

mod rejection;

pub use rejection::Rejection;

use std::sync::Arc;
use std::time::Duration;

use crate::claims::{Claims, TYPE};
use crate::error::{Error, ErrorKind, Result};
use crate::issuer::LONGEST_LIFE;
use crate::jws::{self, Opened};
use crate::key::{KeySet, TEST_PREFIX};
use crate::seen::{MemorySeen, SeenTokens};
use crate::statement::{LEVELS, Outcome, Statement, is_name};
use crate::time::Time;

/// How far the clocks of issuer and relying party may be apart.
pub const SKEW: Duration = Duration::from_secs(30);

/// What a relying party expects.
pub struct Verifier {
    audience: String,
    issuer: String,
    keys: KeySet,
    skew: Duration,
    tests: bool,
    /// Place of the laxest level that is taken, in [`LEVELS`].
    level: usize,
    /// The laxest false-match rate that is taken.
    rate: Option<f64>,
    second: bool,
    seen: Arc<dyn SeenTokens>,
}

impl Verifier {
    /// A relying party by its name, the issuer that it trusts and that issuer's keys. Tokens
    /// that were seen are remembered in this value's memory: share it among threads; several
    /// processes share a store by [`Verifier::remembering`].
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for a name that is empty or too long.
    pub fn new(
        audience: impl Into<String>,
        issuer: impl Into<String>,
        keys: KeySet,
    ) -> Result<Self> {
        let (audience, issuer) = (audience.into(), issuer.into());
        if !is_name(&audience) || !is_name(&issuer) {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the audience's or the issuer's name is empty or too long",
            ));
        }
        Ok(Self {
            audience,
            issuer,
            keys,
            skew: SKEW,
            tests: false,
            level: 0,
            rate: None,
            second: false,
            seen: Arc::new(MemorySeen::default()),
        })
    }

    /// The same, remembering tokens in a store that several processes share.
    #[must_use]
    pub fn remembering(mut self, seen: Arc<dyn SeenTokens>) -> Self {
        self.seen = seen;
        self
    }

    /// The same, taking a pass at this level of liveness or a stricter one only: of
    /// [`LEVELS`].
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for another name.
    pub fn demanding_level(mut self, level: &str) -> Result<Self> {
        self.level = place(level).ok_or_else(|| {
            let what = format!("the levels are {}", LEVELS.join(", "));
            Error::new(ErrorKind::Misuse, what)
        })?;
        Ok(self)
    }

    /// The same, taking a pass only with a match at this false-match rate (`1e-4`) or a
    /// stricter one. **Without this a pass may be of anybody's live face.**
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] if it is no rate between 0 and 1.
    pub fn demanding_match(mut self, rate: &str) -> Result<Self> {
        let rate = parse_rate(rate)
            .ok_or_else(|| Error::new(ErrorKind::Misuse, "a false-match rate is written 1e-4"))?;
        self.rate = Some(rate);
        Ok(self)
    }

    /// The same, taking only tokens with a second signature (SM2) by a key of the set.
    #[cfg(feature = "sm2")]
    #[must_use]
    pub fn demanding_sm2(mut self) -> Self {
        self.second = true;
        self
    }

    /// The same, with clocks so far apart: two minutes at the most.
    #[must_use]
    pub fn with_skew(mut self, skew: Duration) -> Self {
        self.skew = skew.min(Duration::from_secs(120));
        self
    }

    /// The same, for a test system: takes verdicts of tests, **which anybody can make**, and
    /// no others.
    #[must_use]
    pub fn danger_tests_only(mut self) -> Self {
        self.tests = true;
        self
    }

    /// Checks a token that answers the request with this nonce.
    ///
    /// # Errors
    /// The first [`Rejection`] that holds.
    pub fn verify(&self, token: &str, nonce: &str, now: Time) -> Result<Verified, Rejection> {
        self.check(token, nonce, None, now)
    }

    /// The same, and that `sealed` is the evidence that the token names. A token with the
    /// wrong evidence beside it is not used up.
    ///
    /// # Errors
    /// The first [`Rejection`] that holds.
    pub fn verify_with_evidence(
        &self,
        token: &str,
        nonce: &str,
        sealed: &[u8],
        now: Time,
    ) -> Result<Verified, Rejection> {
        self.check(token, nonce, Some(sealed), now)
    }

    fn check(
        &self,
        token: &str,
        nonce: &str,
        sealed: Option<&[u8]>,
        now: Time,
    ) -> Result<Verified, Rejection> {
        let token = token.trim_end_matches(['\n', '\r']);
        // Before the signature: a test's key is in no production set, and "unknown key"
        // would be the wrong thing to look for.
        let (header, _) = jws::peek(token)?;
        let is_test = header.kid.starts_with(TEST_PREFIX);
        if is_test != self.tests {
            return Err(match is_test {
                true => Rejection::TestVerdict,
                false => Rejection::NoTestVerdict,
            });
        }
        let opened = jws::open(token, TYPE, &self.keys)?;
        let claims = read(&opened.payload)?;
        self.parties(&claims, nonce, is_test)?;
        self.times(&claims, now)?;
        let statement = &claims.selfsame;
        statement
            .check()
            .map_err(|e| Rejection::Claims(e.to_string()))?;
        self.demands(statement, &opened)?;
        if let Some(sealed) = sealed {
            let named = statement.evidence.as_ref().ok_or(Rejection::NoEvidence)?;
            if !named.is_of(sealed) {
                return Err(Rejection::EvidenceAltered);
            }
        }
        // Last: only a token that is right in all else is remembered, so nobody else's can
        // take its name.
        match self
            .seen
            .first_time(&claims.iss, &claims.jti, claims.exp.after(self.skew), now)
        {
            Ok(true) => Ok(Verified {
                kid: opened.kid,
                sm2_kid: opened.sm2_kid,
                claims,
            }),
            Ok(false) => Err(Rejection::Replayed),
            Err(e) => Err(Rejection::MemoryFailed(e.to_string())),
        }
    }

    fn parties(&self, claims: &Claims, nonce: &str, is_test: bool) -> Result<(), Rejection> {
        if claims.selfsame.test != is_test {
            return Err(Rejection::Claims(
                "a test's key signed what is no test, or the reverse".into(),
            ));
        }
        if claims.iss != self.issuer {
            return Err(Rejection::WrongIssuer(claims.iss.clone()));
        }
        if claims.aud != self.audience {
            return Err(Rejection::WrongAudience(claims.aud.clone()));
        }
        let equal = subtle::ConstantTimeEq::ct_eq(claims.nonce.as_bytes(), nonce.as_bytes());
        if !bool::from(equal) || nonce.is_empty() {
            return Err(Rejection::WrongNonce);
        }
        let names = [&claims.sub, &claims.jti, &claims.txn];
        match names.into_iter().all(|n| is_name(n)) {
            true => Ok(()),
            false => Err(Rejection::Claims(
                "sub, jti or txn is empty or too long".into(),
            )),
        }
    }

    fn times(&self, claims: &Claims, now: Time) -> Result<(), Rejection> {
        if claims.exp.before(LONGEST_LIFE) > claims.iat || claims.exp < claims.iat {
            return Err(Rejection::LifeTooLong);
        }
        if claims.iat > now.after(self.skew) || claims.nbf > now.after(self.skew) {
            return Err(Rejection::NotYetValid {
                from: claims.iat.max(claims.nbf),
            });
        }
        // Valid before `exp`, not at it (RFC 7519, 4.1.4).
        if now.before(self.skew) >= claims.exp {
            return Err(Rejection::Expired { at: claims.exp });
        }
        Ok(())
    }

    fn demands(&self, statement: &Statement, opened: &Opened) -> Result<(), Rejection> {
        if self.second && opened.sm2_kid.is_none() {
            return Err(Rejection::SecondSignatureMissing);
        }
        if statement.outcome != Outcome::Pass {
            return Ok(());
        }
        let level = statement.policy.as_ref().map(|p| p.level.as_str());
        // Of levels that this release does not know nobody knows how strict they are.
        if self.level > 0 && level.and_then(place).is_none_or(|l| l < self.level) {
            return Err(Rejection::Level(level.unwrap_or_default().to_owned()));
        }
        let rate = statement.matching.as_ref().map(|m| &m.false_match_rate);
        if let Some(most) = self.rate
            && rate.and_then(|r| parse_rate(r)).is_none_or(|r| r > most)
        {
            return Err(Rejection::MatchRate(rate.cloned()));
        }
        Ok(())
    }
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Verifier({}, {} keys)",
            self.audience,
            self.keys.keys().len()
        )
    }
}

/// A token that is what it claims to be. Only [`Verifier::verify`] makes it.
#[derive(Debug)]
#[must_use = "a verified token may say that the session failed"]
pub struct Verified {
    claims: Claims,
    kid: String,
    sm2_kid: Option<String>,
}

impl Verified {
    /// What the session came to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.claims.selfsame.outcome
    }

    /// All that the token says.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// The key that signed it.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The SM2 key whose signature was checked as well.
    #[must_use]
    pub fn sm2_kid(&self) -> Option<&str> {
        self.sm2_kid.as_deref()
    }

    /// The proof that a live person passed, or the token back.
    ///
    /// # Errors
    /// The token itself if its outcome is another.
    #[expect(clippy::result_large_err, reason = "what comes back is what was given")]
    pub fn passed(self) -> Result<Passed, Self> {
        match self.outcome() {
            Outcome::Pass => Ok(Passed { verified: self }),
            _ => Err(self),
        }
    }
}

/// A verified token whose session passed.
#[derive(Debug)]
pub struct Passed {
    verified: Verified,
}

impl Passed {
    /// All that the token says.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.verified.claims
    }

    /// The verified token.
    pub fn verified(&self) -> &Verified {
        &self.verified
    }

    /// The pseudonym of the person.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.verified.claims.sub
    }

    /// Whether a portrait was compared; otherwise it is only known that somebody is there.
    #[must_use]
    pub fn is_matched(&self) -> bool {
        self.verified.claims.selfsame.matching.is_some()
    }
}

/// What a token says, with nothing checked: to look at, never to act on.
#[derive(Debug)]
pub struct Unverified(Claims);

impl Unverified {
    /// The claims. **Anybody can have written them**, control characters included.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.0
    }
}

/// Reads a token without checking it.
///
/// # Errors
/// The [`Rejection`] if it cannot be read.
pub fn inspect(token: &str) -> Result<Unverified, Rejection> {
    let (_, payload) = jws::peek(token.trim_end_matches(['\n', '\r']))?;
    read(&payload).map(Unverified)
}

fn read(payload: &[u8]) -> Result<Claims, Rejection> {
    // The parser's own words may quote what the token says of a person.
    serde_json::from_slice(payload).map_err(|e| {
        let place = e.column();
        Rejection::Claims(format!(
            "a member is missing, twice there or of another type, before byte {place}"
        ))
    })
}

/// How strict a level is.
fn place(level: &str) -> Option<usize> {
    LEVELS.iter().position(|l| *l == level)
}

fn parse_rate(text: &str) -> Option<f64> {
    let rate: f64 = text.parse().ok()?;
    (rate > 0.0 && rate < 1.0).then_some(rate)
}
