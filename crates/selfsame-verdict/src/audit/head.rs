//! A head: a signature over which digest the record before it has.
//!
//! Enters: a place in a chain and a signer; or a text and keys. Leaves: a compact JWS; or
//! what it claims, or why it claims nothing.
//!
//! Everything a head's line holds is in what was signed: its number is one more than the
//! claim's, its link is the claim's digest, its time the claim's. So the line of a head can
//! be had from its JWS alone, and a head that was moved or altered says where it stood.

use serde::{Deserialize, Serialize};

use super::chain::HEADS_EVERY_MOST;
use super::record::{Record, is_digest, is_name};
use super::report::FaultKind;
use crate::error::{Error, ErrorKind, Result};
use crate::jws::{self, Flaw};
use crate::key::{KeySet, Signer};
use crate::time::Time;

const TYP: &str = "selfsame-chain-head+jws";

/// What a head claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    /// The chain's name.
    pub(super) chain: String,
    /// The number of the record before the head.
    pub(super) seq: u64,
    /// The digest of that record's line.
    pub(super) hash: String,
    /// When the head was signed.
    pub(super) time: Time,
    /// The next head comes with this entry after it at the latest; 1 is not written.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub(super) every: u64,
}

const fn one() -> u64 {
    1
}

// serde asks by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
const fn is_one(every: &u64) -> bool {
    *every == 1
}

/// A claim whose signature is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) claim: Claim,
    pub(super) kid: String,
}

impl Claim {
    pub(super) fn sign(&self, signer: &dyn Signer) -> Result<String> {
        let payload = serde_json::to_vec(self)
            .map_err(|e| Error::new(ErrorKind::Audit, "a head cannot be written").caused_by(e))?;
        jws::sign(TYP, &payload, signer)
    }
}

impl Head {
    /// Checks a head; the fault says why it counts for nothing.
    pub(super) fn open(
        text: &str,
        keys: &KeySet,
        test_keys: bool,
    ) -> Result<Self, (FaultKind, String)> {
        let signature = |what: &str| (FaultKind::HeadSignature, format!("the head: {what}"));
        let opened = jws::open(text, TYP, keys).map_err(|flaw| match flaw {
            Flaw::UnknownKey(_) => (
                FaultKind::HeadUnknownKey,
                "the head is of a key that is not in the set".to_owned(),
            ),
            Flaw::Signature(_) => signature("its signature is wrong"),
            _ => signature("it is no JWS of this chain's kind"),
        })?;
        if text.starts_with('{') {
            return Err(signature("it is not compact"));
        }
        let claim: Claim = serde_json::from_slice(&opened.payload)
            .ok()
            .filter(|c: &Claim| is_name(&c.chain) && is_digest(&c.hash) && c.seq < u64::MAX)
            .filter(|c| (1..=HEADS_EVERY_MOST).contains(&c.every))
            .ok_or_else(|| signature("what was signed is no claim"))?;
        if !test_keys && keys.find(&opened.kid).is_some_and(|key| key.is_test()) {
            let says = "the head is of a test key, which proves nothing".to_owned();
            return Err((FaultKind::HeadTestKey, says));
        }
        Ok(Self {
            claim,
            kid: opened.kid,
        })
    }

    /// The number of the head's own record.
    pub(super) const fn place(&self) -> u64 {
        self.claim.seq.saturating_add(1)
    }

    /// The head's own record, as it was written: `text` is its JWS.
    pub(super) fn record(&self, text: String) -> Record {
        let mut record = Record::after(self.place(), self.claim.hash.clone(), self.claim.time);
        record.head = Some(text);
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::digest;
    use crate::key::SoftwareKey;

    #[test]
    fn only_heads_of_known_keys_claim_anything() {
        let key = SoftwareKey::generate().unwrap();
        let test = SoftwareKey::generate_test().unwrap();
        let other = SoftwareKey::generate().unwrap();
        let keys = KeySet::from(key.public_key().clone())
            .with(test.public_key().clone())
            .unwrap();
        let claim = Claim {
            chain: crate::random::name().unwrap(),
            seq: 3,
            hash: digest(b"line"),
            time: Time::from_seconds(9),
            every: 1,
        };
        let head = Head::open(&claim.sign(&key).unwrap(), &keys, false).unwrap();
        assert_eq!((head.claim.clone(), head.place()), (claim.clone(), 4));
        let kind = |text: &str| Head::open(text, &keys, false).unwrap_err().0;
        assert_eq!(
            kind(&claim.sign(&other).unwrap()),
            FaultKind::HeadUnknownKey
        );
        let of_test = claim.sign(&test).unwrap();
        assert_eq!(kind(&of_test), FaultKind::HeadTestKey);
        assert!(Head::open(&of_test, &keys, true).is_ok());
        let elsewhere = jws::sign("other+jws", b"{}", &key).unwrap();
        assert_eq!(kind(&elsewhere), FaultKind::HeadSignature);
        let payload = serde_json::to_string(&claim).unwrap();
        assert!(!payload.contains("every"), "{payload}");
        for (seq, every) in [(u64::MAX, 1), (3, 0), (3, HEADS_EVERY_MOST + 1)] {
            let beyond = Claim {
                seq,
                every,
                ..claim.clone()
            };
            assert_eq!(kind(&beyond.sign(&key).unwrap()), FaultKind::HeadSignature);
        }
    }
}
