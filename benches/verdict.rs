//! The protocol around a session: challenges on the embedded store, every commit on the
//! disk before it is acknowledged; signing and checking verdicts; the audit chain.
//!
//! `cargo bench -p selfsame-benches --bench verdict`

#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use selfsame_verdict::audit::{self, Chain, CheckOptions, Entry, Event};
use selfsame_verdict::challenge::{
    Answer, ChallengeService, MemoryStore, Pepper, Prompts, Redeemed, Request, Rules, SqliteStore,
    Store,
};
use selfsame_verdict::key::{Signer, SoftwareKey, SoftwareSm2Key};
use selfsame_verdict::{Draft, Issuer, Statement, Time, Verifier};

const ISSUER: &str = "https://id.example";
const RELYING_PARTY: &str = "https://licences.example";
const START: Time = Time::from_seconds(1_795_725_000);

/// What the SDK states of a session that passed, with as many models and channels as a
/// real one has.
fn statement() -> Statement {
    let hash = "0f".repeat(32);
    let models: Vec<_> = (0..8)
        .map(|i| format!(r#""some-model-{i}":"{hash}""#))
        .collect();
    let digit = |i: u64, digit: u8| {
        let shown = 4500 + 1500 * i;
        format!(
            r#"{{"digit":{digit},"prompted_ms":{shown},"start_ms":{},"end_ms":{}}}"#,
            shown + 400,
            shown + 900
        )
    };
    let digits: Vec<_> = (0..6)
        .map(|i| digit(i, [1, 2, 1, 3, 5, 8][i as usize]))
        .collect();
    let names = [
        "timing",
        "content",
        "consistency",
        "plausibility",
        "integrity",
        "texture",
    ];
    let channels = names
        .map(|name| format!(r#""{name}":"supports""#))
        .join(",");
    let json = format!(
        r#"{{"schema":"selfsame.statement/1","outcome":"pass","liveness":"pass",
        "match":{{"outcome":"pass","false_match_rate":"1e-4"}},
        "policy":{{"level":"standard","name":"standard/1"}},"sdk":"0.1.0","engine":"rten 0.27",
        "models":{{{}}},"channels":{{{channels}}},"language":"en","digits":[{}]}}"#,
        models.join(","),
        digits.join(",")
    );
    Statement::from_json(json.as_bytes()).expect("a statement")
}

fn prompts() -> Prompts {
    let json = r#"{"language":"en","digits":[1,2,1,3,5,8],"warm_up_end_ms":3000,
        "prompts_ms":[4500,6000,7500,9000,10500,12000],"end_ms":14000}"#;
    Prompts::from_json(json.as_bytes()).expect("prompts")
}

/// Somebody new each time: tries are counted.
fn redeem<S: Store>(service: &ChallengeService<S>) -> Redeemed {
    static PEOPLE: AtomicU64 = AtomicU64::new(0);
    let subject = format!("somebody-{}", PEOPLE.fetch_add(1, Relaxed));
    let request = Request {
        subject: &subject,
        relying_party: RELYING_PARTY,
        device: None,
        level: "standard",
        prompts: &prompts(),
    };
    let issued = service
        .issue(&request, START)
        .expect("a store")
        .expect("a challenge");
    let answer = Answer {
        session: &issued.session,
        nonce: &issued.nonce,
        subject: &subject,
        relying_party: RELYING_PARTY,
        device: None,
    };
    let later = START.after(Duration::from_secs(30));
    service
        .redeem(&answer, later)
        .expect("a store")
        .expect("redeemed")
}

fn challenges(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let service = |store| {
        ChallengeService::new(store, Pepper::new([7; 32]), Rules::default()).expect("a service")
    };
    let durable = service(
        Arc::new(SqliteStore::open(folder.path().join("c.db")).expect("a store")) as Arc<dyn Store>,
    );
    let memory = service(Arc::new(MemoryStore::new()));
    let mut group = c.benchmark_group("issue and redeem");
    group.throughput(Throughput::Elements(1));
    group.bench_function("sqlite, durable", |b| b.iter(|| redeem(&durable)));
    group.bench_function("in memory", |b| b.iter(|| redeem(&memory)));
    group.finish();
}

fn tokens(c: &mut Criterion) {
    let memory = || {
        let store = MemoryStore::new();
        ChallengeService::new(store, Pepper::new([7; 32]), Rules::default()).expect("a service")
    };
    let key: Arc<dyn Signer> = Arc::new(SoftwareKey::generate().expect("a key"));
    let second: Arc<dyn Signer> = Arc::new(SoftwareSm2Key::generate().expect("a key"));
    let one = Issuer::new(ISSUER, key.clone()).expect("an issuer");
    let two = Issuer::new(ISSUER, key)
        .and_then(|issuer| issuer.with_second(second))
        .expect("an issuer");
    let later = START.after(Duration::from_secs(31));
    let mut group = c.benchmark_group("verdicts");
    group.throughput(Throughput::Elements(1));
    for (name, issuer) in [("ES256", &one), ("ES256 and SM2", &two)] {
        let service = memory();
        let sign = |redeemed| {
            let draft = Draft::new(statement(), "txn-1");
            issuer.sign(redeemed, draft, later).expect("signed")
        };
        println!(
            "a verdict, {name}: {} bytes",
            sign(redeem(&service)).token.len()
        );
        group.bench_function(format!("sign, {name}"), |b| {
            b.iter_batched(|| redeem(&service), sign, BatchSize::SmallInput);
        });
        // Each token is taken once: a fresh one each time.
        let verifier = Verifier::new(RELYING_PARTY, ISSUER, issuer.keys()).expect("a verifier");
        group.bench_function(format!("verify, {name}"), |b| {
            b.iter_batched(
                || {
                    let redeemed = redeem(&service);
                    let nonce = redeemed.nonce().to_owned();
                    (sign(redeemed).token, nonce)
                },
                |(token, nonce)| {
                    let verified = verifier.verify(&token, &nonce, later);
                    assert!(black_box(verified).is_ok());
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

fn chain(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let key = Arc::new(SoftwareKey::generate().expect("a key"));
    let path = folder.path().join("audit.jsonl");
    let chain = Chain::open_or_create(&path, key.clone(), START).expect("a chain");
    let entry = Entry::new(Event::VerdictSigned, "renewal of a licence", "case 7").expect("entry");
    let mut group = c.benchmark_group("audit chain");
    group.throughput(Throughput::Elements(1));
    group.bench_function("append, durable, with a signed head", |b| {
        b.iter(|| chain.append(&entry, START).expect("appended"));
    });
    group.finish();
    let whole = folder.path().join("whole.jsonl");
    let chain = Chain::open_or_create(&whole, key.clone(), START).expect("a chain");
    for _ in 0..500 {
        chain.append(&entry, START).expect("appended");
    }
    let bytes = std::fs::read(&whole).expect("read");
    let keys = key.public_key().clone().into();
    println!("500 entries with their heads: {} bytes", bytes.len());
    let mut group = c.benchmark_group("audit chain");
    group.throughput(Throughput::Elements(500)).sample_size(10);
    group.bench_function("check 500 entries and heads", |b| {
        b.iter(|| {
            let report = audit::verify(&bytes[..], &keys, &CheckOptions::default());
            assert!(report.expect("read").is_whole());
        });
    });
    group.finish();
}

criterion_group!(benches, challenges, tokens, chain);
criterion_main!(benches);
