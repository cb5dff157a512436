//! Signing verdicts.
//!
//! Enters: a redeemed challenge, which is used up by it; what the SDK states of the
//! session; the transaction. Leaves: a token (compact JWS, ES256), or where the deployment
//! needs it, one with a second signature (SM2 with SM3) beside it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::challenge::Redeemed;
use crate::claims::{Claims, TYPE};
use crate::error::{Error, ErrorKind, Result};
use crate::evidence::EvidenceRef;
use crate::identity::Identity;
use crate::jws;
use crate::key::{Algorithm, KeySet, Signer};
use crate::limits;
use crate::random;
use crate::statement::{Outcome, Statement, Why, is_name};
use crate::time::Time;

/// How long a token holds when nobody says otherwise: long enough for a redirect and a
/// slow network, too short to be worth stealing (chosen by judgement).
pub const LIFE: Duration = Duration::from_secs(300);
/// The longest life: the verifier refuses more.
pub const LONGEST_LIFE: Duration = Duration::from_secs(900);
/// How long after its challenge was redeemed a session may be decided. Generous: a minute
/// of video on a slow machine takes less.
const DECISION: Duration = Duration::from_secs(900);

/// How far the moments of a session's prompts may be from those of its challenge, each
/// counted from the first: a display's delay and a frame's rounding, and far less than the
/// 0.8 s between two digits.
const MOMENTS: Duration = Duration::from_millis(250);

/// Signs verdicts in one name.
pub struct Issuer {
    name: String,
    signer: Arc<dyn Signer>,
    second: Option<Arc<dyn Signer>>,
    life: Duration,
}

/// What to sign besides the challenge.
pub struct Draft {
    /// What the SDK states of the session.
    pub statement: Statement,
    /// The transaction in the issuer's audit trail: at most 512 bytes.
    pub txn: String,
    /// The name to write into `sub`, where the relying party knows the person by another
    /// than the challenge was issued for. That both are one person is the caller's word:
    /// nothing here binds them.
    pub pseudonym: Option<String>,
    /// Evidence that was kept.
    pub evidence: Option<EvidenceRef>,
    /// Whose portrait it was. Only a verdict that passed and matched may say so.
    pub identity: Option<Identity>,
}

impl Draft {
    /// A statement and its transaction; nothing kept, nobody named.
    #[must_use]
    pub fn new(statement: Statement, txn: impl Into<String>) -> Self {
        Self {
            statement,
            txn: txn.into(),
            pseudonym: None,
            evidence: None,
            identity: None,
        }
    }
}

/// It is about a person: Debug tells the outcome.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Draft({})", self.statement.outcome.code())
    }
}

/// That somebody goes another way than by their face.
#[derive(Clone)]
pub struct OtherWay<'a> {
    /// Why.
    pub why: Why,
    /// The pseudonym of whom.
    pub subject: &'a str,
    /// To whom it is said.
    pub relying_party: &'a str,
    /// What the relying party's request is known by.
    pub nonce: &'a str,
    /// The transaction in the issuer's audit trail.
    pub txn: &'a str,
}

/// A signed verdict.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// The token.
    pub token: String,
    /// Its name.
    pub jti: String,
    /// Until when it holds.
    pub expires: Time,
}

/// Whoever has the token can show it: Debug gives its name.
impl fmt::Debug for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signed({}, until {})", self.jti, self.expires)
    }
}

impl Issuer {
    /// An issuer by its name (a URL by custom) and its ES256 key. With a test key it signs
    /// tests, and nothing else.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for a name that is empty or too long, or a key of another kind.
    pub fn new(name: impl Into<String>, signer: Arc<dyn Signer>) -> Result<Self> {
        let name = name.into();
        if !is_name(&name) {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the issuer's name is empty, too long, or has control characters",
            ));
        }
        if signer.public_key().algorithm() != Algorithm::Es256 {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the issuer's first key must be ES256: every relying party can check that",
            ));
        }
        Ok(Self {
            name,
            signer,
            second: None,
            life: LIFE,
        })
    }

    /// The same issuer with an SM2 signature beside the first. Its tokens are JWS in JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] if the key is of another kind, or one of the two is for tests.
    #[cfg(feature = "sm2")]
    pub fn with_second(mut self, second: Arc<dyn Signer>) -> Result<Self> {
        let keys = [self.signer.public_key(), second.public_key()];
        if keys[1].algorithm() != Algorithm::Sm2Sm3 || keys[0].is_test() != keys[1].is_test() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "the second key must be SM2, and for tests if the first is",
            ));
        }
        self.second = Some(second);
        Ok(self)
    }

    /// The same issuer with tokens of another life, 10 seconds to [`LONGEST_LIFE`].
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] outside.
    pub fn with_life(mut self, life: Duration) -> Result<Self> {
        if !(Duration::from_secs(10)..=LONGEST_LIFE).contains(&life) {
            return Err(Error::new(
                ErrorKind::Misuse,
                format!(
                    "a token's life of {} s: 10 to 900 are possible",
                    life.as_secs()
                ),
            ));
        }
        self.life = life;
        Ok(self)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The keys to publish.
    #[must_use]
    pub fn keys(&self) -> KeySet {
        let mut keys = KeySet::from(self.signer.public_key().clone());
        if let Some(second) = &self.second {
            // Two algorithms have two thumbprints.
            keys = keys
                .clone()
                .with(second.public_key().clone())
                .unwrap_or(keys);
        }
        keys
    }

    /// Signs what a session came to. The challenge is used up: one challenge, one verdict.
    ///
    /// # Errors
    /// [`ErrorKind::Claims`] if the statement contradicts itself or is of another challenge,
    /// or an identity is claimed that was not matched; [`ErrorKind::Misuse`] if it is a test's
    /// and the key is not, or the reverse; [`ErrorKind::Key`] if signing fails; [`ErrorKind::Limit`]
    /// if the token were longer than anybody takes.
    pub fn sign(&self, redeemed: Redeemed, draft: Draft, now: Time) -> Result<Signed> {
        let Draft {
            mut statement,
            txn,
            pseudonym,
            evidence,
            identity,
        } = draft;
        of_this_challenge(&statement, &redeemed, now)?;
        statement.session = Some(redeemed.session().to_owned());
        statement.evidence = evidence;
        let verified_claims = match identity {
            None => None,
            Some(_) if statement.outcome != Outcome::Pass => {
                return Err(Error::new(
                    ErrorKind::Claims,
                    "an identity is claimed, and the session did not pass",
                ));
            }
            Some(identity) => {
                Some(identity.verified(&statement, &self.name, redeemed.session(), now)?)
            }
        };
        let subject = pseudonym.unwrap_or_else(|| redeemed.subject().to_owned());
        self.token(Claims {
            sub: subject,
            aud: redeemed.relying_party().to_owned(),
            nonce: redeemed.nonce().to_owned(),
            txn,
            verified_claims,
            selfsame: statement,
            ..self.empty(now)?
        })
    }

    /// Signs that somebody goes another way: nothing is said about them.
    ///
    /// # Errors
    /// As [`Issuer::sign`].
    pub fn sign_other_way(&self, other: &OtherWay<'_>, now: Time) -> Result<Signed> {
        let mut statement = Statement::not_applicable(other.why);
        statement.test = self.signer.public_key().is_test();
        self.token(Claims {
            sub: other.subject.to_owned(),
            aud: other.relying_party.to_owned(),
            nonce: other.nonce.to_owned(),
            txn: other.txn.to_owned(),
            selfsame: statement,
            ..self.empty(now)?
        })
    }

    fn empty(&self, now: Time) -> Result<Claims> {
        Ok(Claims {
            iss: self.name.clone(),
            sub: String::new(),
            aud: String::new(),
            iat: now,
            nbf: now,
            exp: now.after(self.life),
            jti: random::name()?,
            nonce: String::new(),
            txn: String::new(),
            verified_claims: None,
            selfsame: Statement::not_applicable(Why::Declined),
        })
    }

    fn token(&self, claims: Claims) -> Result<Signed> {
        claims.selfsame.check()?;
        if claims.selfsame.test != self.signer.public_key().is_test() {
            return Err(Error::new(
                ErrorKind::Misuse,
                "verdicts of tests are signed with a test key, and others never",
            ));
        }
        let names = [&claims.sub, &claims.aud, &claims.nonce, &claims.txn];
        if !names.into_iter().all(|n| is_name(n)) {
            return Err(Error::new(
                ErrorKind::Claims,
                "a subject, audience, nonce or transaction is empty, too long, or has control \
                 characters",
            ));
        }
        let payload = serde_json::to_vec(&claims).map_err(|e| {
            Error::new(ErrorKind::Claims, "the claims cannot be written").caused_by(e)
        })?;
        let token = match &self.second {
            #[cfg(feature = "sm2")]
            Some(second) => jws::sign_twice(TYPE, &payload, &*self.signer, &**second)?,
            _ => jws::sign(TYPE, &payload, &*self.signer)?,
        };
        // Nobody would take it.
        if token.len() > limits::TOKEN_BYTES {
            let length = token.len();
            return Err(Error::new(
                ErrorKind::Limit,
                format!("a token of {length} bytes"),
            ));
        }
        Ok(Signed {
            token,
            jti: claims.jti,
            expires: claims.exp,
        })
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Issuer({}, {})",
            self.name,
            self.signer.public_key().kid()
        )
    }
}

/// Whether a statement is of the session that a challenge was redeemed for: a good session
/// of another challenge must not be signed under this one's nonce.
fn of_this_challenge(statement: &Statement, redeemed: &Redeemed, now: Time) -> Result<()> {
    let wrong = |what| {
        Err(Error::new(
            ErrorKind::Claims,
            format!("another challenge's: {what}"),
        ))
    };
    if statement.outcome == Outcome::NotApplicable {
        return Ok(());
    }
    let said: Vec<u8> = statement.digits.iter().map(|d| d.digit).collect();
    let asked = redeemed.prompts().digits();
    // A session that broke off has fewer readings, or none.
    if !asked.starts_with(&said) || statement.outcome == Outcome::Pass && said != asked {
        return wrong("its digits");
    }
    if statement
        .language
        .as_deref()
        .is_some_and(|l| l != redeemed.prompts().language())
    {
        return wrong("its language");
    }
    if statement
        .policy
        .as_ref()
        .is_some_and(|p| p.level != redeemed.level())
    {
        return wrong("its level");
    }
    if statement.outcome == Outcome::Pass && !at_its_moments(statement, redeemed) {
        return wrong("its moments");
    }
    if now.since(redeemed.redeemed_at()) > DECISION {
        return wrong("it was redeemed too long ago");
    }
    Ok(())
}

/// Whether each digit was shown when the challenge said: whoever can choose the moments can
/// make any recording fit.
fn at_its_moments(statement: &Statement, redeemed: &Redeemed) -> bool {
    let since = |times: &[u64], i: usize| times[i].abs_diff(times[0]);
    let asked = redeemed.prompts().prompts_ms();
    let shown: Vec<_> = statement.digits.iter().map(|d| d.prompted_ms).collect();
    let near = |i: usize| {
        let off = since(&shown, i).abs_diff(since(asked, i));
        u128::from(off) <= MOMENTS.as_millis()
    };
    shown.len() == asked.len() && (0..shown.len()).all(near)
}
