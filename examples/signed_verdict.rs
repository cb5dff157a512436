//! The whole protocol around a session, with a simulated person: a challenge is issued,
//! read, redeemed once, the verdict signed, and checked by a relying party; the audit
//! chain tells what was done.
//!
//! ```sh
//! cargo run --example signed_verdict -- [FOLDER]
//! ```
//!
//! Leaves in the folder (`target/signed_verdict`) what others need to check it:
//! `token.jws`, `keys.json`, `nonce.txt`, `audit.jsonl`. All of it is a test's.
//!
//! Exit code: 0 whenever a verdict was signed and checked, whatever it says; 1 when something
//! was taken that must not be, or failed.

#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use selfsame::challenge::{OsRandom, Random as _};
use selfsame::{Challenge, Completed, Engine, Guidance, Language, Level};
use selfsame_examples::{Failure, explain, models, repository};
use selfsame_simulate::{Person, Setup, Subject, portrait};
use selfsame_verdict::audit::{self, Chain, CheckOptions, Entry, Event};
use selfsame_verdict::challenge::{
    Answer, ChallengeService, MemoryStore, Pepper, Prompts, Request, Rules,
};
use selfsame_verdict::identity::{Form, Identity, RecordCheck, Source};
use selfsame_verdict::key::SoftwareKey;
use selfsame_verdict::{Draft, Issuer, Statement, Time, Verifier};

const ISSUER: &str = "https://id.example";
const RELYING_PARTY: &str = "https://licences.example";
const SUBJECT: &str = "pseudonym-4711";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("signed_verdict: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let folder = std::env::args().nth(1);
    let folder = folder.map_or_else(|| repository("target/signed_verdict"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;

    // The issuer's side, once. A simulated person's verdict takes a test's key.
    let engine = Engine::builder().models(models()?).build()?;
    let key = Arc::new(SoftwareKey::generate_test()?);
    let issuer = Issuer::new(ISSUER, key.clone())?;
    let service = ChallengeService::new(MemoryStore::new(), Pepper::generate()?, Rules::default())?;
    let log = folder.join("audit.jsonl");
    let _ = std::fs::remove_file(&log);
    let chain = Chain::open_or_create(&log, key, Time::now())?;
    let entry = |event| Entry::new(event, "renewal of a licence", "case 7");

    // A challenge, bound to who asks and for whom; it counts as a try from here on.
    let challenge = Challenge::draw_for(Level::Standard, Language::English)?;
    let issued = service
        .issue(
            &Request {
                subject: SUBJECT,
                relying_party: RELYING_PARTY,
                device: Some("counter 3"),
                level: Level::Standard.name(),
                prompts: &Prompts::from_json(&serde_json::to_vec(&challenge)?)?,
            },
            Time::now(),
        )?
        .map_err(|refusal| refusal.to_string())?;
    chain.append(&entry(Event::ChallengeIssued)?, Time::now())?;
    println!(
        "challenge  {} digits, holds until {}",
        challenge.digits().len(),
        issued.expires_at
    );

    // The session.
    let person = u64::from(OsRandom.below(100_000)?);
    let completed = session(&engine, challenge, person)?;
    println!("\n{}", explain(&completed.verdict));

    // Redeemed once. The clock of a simulated camera runs ahead of the wall's.
    let now = Time::now().max(issued.issued_at.after(Duration::from_secs(30)));
    let answer = Answer {
        session: &issued.session,
        nonce: &issued.nonce,
        subject: SUBJECT,
        relying_party: RELYING_PARTY,
        device: Some("counter 3"),
    };
    let redeemed = service
        .redeem(&answer, now)?
        .map_err(|refusal| refusal.to_string())?;
    chain.append(&entry(Event::ChallengeRedeemed)?, now)?;
    match service.redeem(&answer, now)? {
        Err(refusal) => println!("again      {refusal}"),
        Ok(_) => return Err("one challenge was redeemed twice".into()),
    }

    // Signed: what the session states, and whose portrait it was.
    let statement = Statement::from_json(&serde_json::to_vec(&completed.statement()?)?)?;
    let outcome = statement.outcome;
    let passed = outcome == selfsame_verdict::Outcome::Pass;
    let draft = Draft {
        identity: passed.then(identity),
        ..Draft::new(statement, "txn-1")
    };
    let signed = issuer.sign(redeemed, draft, now)?;
    let done = entry(Event::VerdictSigned)?
        .with_txn("txn-1")?
        .with_jti(&signed.jti)?
        .with_outcome(outcome.code())?;
    chain.append(&done, now)?;
    // Last: if all breaks off before, the person has lost a try, and nobody has won one.
    service.settle(&issued.session, passed, now)?;
    println!(
        "signed     {} bytes, holds until {}",
        signed.token.len(),
        signed.expires
    );

    // The relying party's side: one call. It is a test system, or it would refuse.
    let verifier = Verifier::new(RELYING_PARTY, ISSUER, issuer.keys())?;
    match verifier.verify(&signed.token, &issued.nonce, now) {
        Err(rejection) => println!("production refuses: {rejection}"),
        Ok(_) => return Err("a relying party that means it took a test's verdict".into()),
    }
    let verifier = verifier.danger_tests_only();
    let verified = verifier.verify(&signed.token, &issued.nonce, now)?;
    println!("test       takes it: {}", verified.outcome().code());
    match verifier.verify(&signed.token, &issued.nonce, now) {
        Err(rejection) => println!("again      {rejection}"),
        Ok(_) => return Err("one token was taken twice".into()),
    }

    let mut options = CheckOptions::default();
    options.test_keys = true;
    let file = std::io::BufReader::new(std::fs::File::open(&log)?);
    let report = audit::verify(file, &issuer.keys(), &options)?;
    println!(
        "audit      {} entries, whole: {}",
        report.entries,
        report.is_whole()
    );
    if !report.is_whole() {
        return Err("the audit chain is not whole".into());
    }

    std::fs::write(folder.join("token.jws"), &signed.token)?;
    std::fs::write(folder.join("keys.json"), issuer.keys().to_jwks())?;
    std::fs::write(folder.join("nonce.txt"), &issued.nonce)?;
    println!(
        "\nIn {}: token.jws, keys.json, nonce.txt, audit.jsonl",
        folder.display()
    );
    Ok(())
}

/// A simulated person reads what is shown.
fn session(engine: &Engine, challenge: Challenge, person: u64) -> Result<Completed, Failure> {
    let mut subject = Subject::new(&Setup::new(person, 1, Language::English))?;
    let enrolled = engine.enrol(&portrait(Person::of(person))?)?;
    let mut session = engine.session(challenge).with_portrait(enrolled);
    loop {
        let guidance = session.push(&subject.next_frame()?)?;
        subject.show(guidance);
        if guidance == Guidance::Done {
            return Ok(session.finish()?);
        }
    }
}

/// What an authority would say of whoever is on the portrait.
fn identity() -> Identity {
    let claims = serde_json::json!({ "given_name": "Nobody", "birthdate": "1990-01-01" });
    Identity {
        trust_framework: "example_register".into(),
        assurance_level: None,
        source: Source {
            form: Form::Record,
            kind: "population_register".into(),
            authority: "Register of Examples".into(),
            country_code: None,
        },
        check: Some(RecordCheck {
            method: "data".into(),
            id: "check-1".into(),
            time: Time::now(),
        }),
        claims: claims.as_object().cloned().unwrap_or_default(),
    }
}
