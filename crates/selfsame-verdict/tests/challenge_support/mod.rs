//! What the tests of challenges share: a clock that stands, prompts, and every store.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "each test file is a crate of its own and uses a part"
)]

#[cfg(feature = "sqlite")]
pub(crate) mod children;

use std::sync::Arc;

use selfsame_verdict::Time;
use selfsame_verdict::challenge::{
    Answer, ChallengeService, Issued, MemoryStore, Pepper, Prompts, Redeemed, Refusal, Request,
    Rules, Store,
};

pub(crate) type Shared = Arc<dyn Store>;

/// The moment at which the tests' clock begins.
pub(crate) const START: u64 = 1_800_000_000;

pub(crate) fn at(seconds: u64) -> Time {
    Time::from_seconds(START + seconds)
}

/// Four digits in a session that ends then.
pub(crate) fn prompts(end_ms: u64) -> Prompts {
    let json = format!(
        r#"{{"language":"en","digits":[7,2,7,3],"warm_up_end_ms":1,"prompts_ms":[2,3,4,5],"end_ms":{end_ms}}}"#
    );
    Prompts::from_json(json.as_bytes()).unwrap()
}

pub(crate) fn service<S: Store>(store: S, rules: Rules) -> ChallengeService<S> {
    ChallengeService::new(store, Pepper::new([7; 32]), rules).unwrap()
}

/// Runs a test on every store.
pub(crate) fn each(test: impl Fn(Shared)) {
    println!("in memory");
    test(Arc::new(MemoryStore::new()));
    #[cfg(feature = "sqlite")]
    {
        println!("in SQLite");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("challenges.sqlite");
        test(Arc::new(
            selfsame_verdict::challenge::SqliteStore::open(path).unwrap(),
        ));
    }
}

/// A request of a subject to `bank`, on no device.
pub(crate) fn request<'a>(subject: &'a str, prompts: &'a Prompts) -> Request<'a> {
    Request {
        subject,
        relying_party: "bank",
        device: None,
        level: "standard",
        prompts,
    }
}

/// The right answer to it.
pub(crate) fn answer<'a>(subject: &'a str, issued: &'a Issued) -> Answer<'a> {
    Answer {
        session: &issued.session,
        nonce: &issued.nonce,
        subject,
        relying_party: "bank",
        device: None,
    }
}

/// Issues to a subject, prompts that end after five milliseconds.
pub(crate) fn issue<S: Store>(
    service: &ChallengeService<S>,
    subject: &str,
    now: Time,
) -> Result<Issued, Refusal> {
    service.issue(&request(subject, &prompts(5)), now).unwrap()
}

/// Redeems it.
pub(crate) fn redeem<S: Store>(
    service: &ChallengeService<S>,
    subject: &str,
    issued: &Issued,
    now: Time,
) -> Result<Redeemed, Refusal> {
    service.redeem(&answer(subject, issued), now).unwrap()
}
