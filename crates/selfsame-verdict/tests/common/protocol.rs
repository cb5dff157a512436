//! An issuer's desk with a fake clock, and tokens that somebody else might make.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use selfsame_verdict::challenge::{
    Answer, ChallengeService, MemoryStore, Pepper, Prompts, Redeemed, Request, Rules,
};
use selfsame_verdict::identity::{Form, Identity, RecordCheck, Source};
use selfsame_verdict::key::{Signer as _, SoftwareKey};
use selfsame_verdict::statement::{DigitUse, MatchUse, PolicyUse};
use selfsame_verdict::{Draft, Issuer, Outcome, Statement, Time, Why};
use serde_json::Value;

pub(crate) const ISSUER: &str = "https://id.example";
pub(crate) const RELYING_PARTY: &str = "https://licences.example";
pub(crate) const SUBJECT: &str = "pseudonym-4711";
pub(crate) const DIGITS: [u8; 6] = [1, 2, 1, 3, 5, 8];
/// 2026-11-26T20:30:00Z.
pub(crate) const START: u64 = 1_795_725_000;

/// So many seconds after the start.
pub(crate) fn at(seconds: i64) -> Time {
    Time::from_seconds(START.checked_add_signed(seconds).unwrap())
}

pub(crate) fn prompts() -> Prompts {
    let json = r#"{"language":"en","digits":[1,2,1,3,5,8],"warm_up_end_ms":3000,
        "prompts_ms":[4500,5500,7000,9000,10500,12000],"end_ms":14000}"#;
    Prompts::from_json(json.as_bytes()).unwrap()
}

/// An issuer with its challenge service.
pub(crate) struct Desk {
    pub(crate) key: Arc<SoftwareKey>,
    pub(crate) issuer: Issuer,
    service: ChallengeService<MemoryStore>,
    test: bool,
    /// When its challenges are issued.
    start: Time,
    people: std::sync::atomic::AtomicUsize,
}

impl Desk {
    /// Whose clock stands at the start.
    pub(crate) fn new(test: bool) -> Self {
        Self::starting(test, at(0))
    }

    /// Whose challenges were issued half a minute ago, by the system's clock.
    pub(crate) fn now(test: bool) -> Self {
        Self::starting(test, Time::now().before(Duration::from_secs(30)))
    }

    fn starting(test: bool, start: Time) -> Self {
        let key = match test {
            true => SoftwareKey::generate_test(),
            false => SoftwareKey::generate(),
        };
        let key = Arc::new(key.unwrap());
        let store = MemoryStore::new();
        Self {
            issuer: Issuer::new(ISSUER, key.clone()).unwrap(),
            service: ChallengeService::new(store, Pepper::new([7; 32]), Rules::default()).unwrap(),
            key,
            test,
            start,
            people: std::sync::atomic::AtomicUsize::new(0),
        }
    }

    /// The same desk with an SM2 signature beside the first.
    #[cfg(feature = "sm2")]
    pub(crate) fn with_second(self, second: Arc<dyn selfsame_verdict::key::Signer>) -> Self {
        Self {
            issuer: self.issuer.with_second(second).unwrap(),
            ..self
        }
    }

    /// A challenge that was issued at the start and redeemed 30 seconds later, each time to
    /// somebody else: tries are counted.
    pub(crate) fn redeemed(&self) -> (Redeemed, String) {
        let person = self
            .people
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let subject = format!("somebody-{person}");
        let request = Request {
            subject: &subject,
            relying_party: RELYING_PARTY,
            device: None,
            level: "standard",
            prompts: &prompts(),
        };
        let issued = self.service.issue(&request, self.start).unwrap().unwrap();
        let answer = Answer {
            session: &issued.session,
            nonce: &issued.nonce,
            subject: &subject,
            relying_party: RELYING_PARTY,
            device: None,
        };
        let redeemed = self.service.redeem(&answer, self.later()).unwrap().unwrap();
        (redeemed, issued.nonce)
    }

    /// When they are redeemed.
    fn later(&self) -> Time {
        self.start.after(Duration::from_secs(30))
    }

    /// A token and its nonce.
    pub(crate) fn sign(
        &self,
        statement: Statement,
        identity: Option<Identity>,
    ) -> (String, String) {
        let (redeemed, nonce) = self.redeemed();
        let draft = Draft {
            identity,
            pseudonym: Some(SUBJECT.into()),
            ..Draft::new(statement, "txn-1")
        };
        (
            self.issuer
                .sign(redeemed, draft, self.later())
                .unwrap()
                .token,
            nonce,
        )
    }

    /// A pass and its nonce.
    pub(crate) fn pass(&self, identity: Option<Identity>) -> (String, String) {
        self.sign(passed(&DIGITS, true, self.test), identity)
    }
}

/// A statement of a session that passed.
pub(crate) fn passed(digits: &[u8], matched: bool, test: bool) -> Statement {
    // As the prompts say, from wherever the session began.
    let digit = |(digit, shown): (&u8, &u64)| DigitUse {
        digit: *digit,
        prompted_ms: shown + 2345,
        start_ms: Some(shown + 2745),
        end_ms: Some(shown + 3245),
    };
    let prompts = prompts();
    Statement {
        outcome: Outcome::Pass,
        reasons: Vec::new(),
        liveness: Some(Outcome::Pass),
        matching: matched.then(|| MatchUse {
            outcome: Outcome::Pass,
            false_match_rate: "1e-4".into(),
        }),
        policy: Some(PolicyUse {
            level: "standard".into(),
            name: "standard/1".into(),
        }),
        engine: Some("rten 0.27".into()),
        models: BTreeMap::from([("embedding".into(), "0f".repeat(32))]),
        channels: BTreeMap::from([("timing".into(), "supports".into())]),
        language: Some("en".into()),
        digits: digits.iter().zip(prompts.prompts_ms()).map(digit).collect(),
        test,
        ..Statement::not_applicable(Why::Declined)
    }
}

pub(crate) fn identity() -> Identity {
    let claims = serde_json::json!({ "given_name": "Ann", "birthdate": "1990-01-31" });
    Identity {
        trust_framework: "example_register".into(),
        assurance_level: Some("substantial".into()),
        source: Source {
            form: Form::Record,
            kind: "population_register".into(),
            authority: "Register of Examples".into(),
            country_code: Some("XXA".into()),
        },
        check: Some(RecordCheck {
            method: "data".into(),
            id: "check-1".into(),
            time: at(-3600),
        }),
        claims: claims.as_object().unwrap().clone(),
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The payload of a compact token.
pub(crate) fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&Base64UrlUnpadded::decode_vec(part).unwrap()).unwrap()
}

/// A token with any claims, signed as the issuer signs.
pub(crate) fn forge(key: &SoftwareKey, typ: &str, claims: &Value) -> String {
    let kid = key.public_key().kid();
    let header = serde_json::json!({ "alg": "ES256", "typ": typ, "kid": kid });
    let input = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(claims.to_string().as_bytes())
    );
    let signature = key.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", encode(&signature))
}
