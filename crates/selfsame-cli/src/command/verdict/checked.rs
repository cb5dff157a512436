//! `verdict verify`: whether a token may be believed, as a relying party asks it.

use std::path::PathBuf;
use std::sync::Arc;

use selfsame_verdict::claims::Claims;
use selfsame_verdict::seen::SqliteSeen;
use selfsame_verdict::{KeySet, Outcome, Rejection, Time, Verifier};
use serde::Serialize;

use super::inspect::told;
use crate::failure::{Failure, Result};
use crate::files;
use crate::output::{Exit, Output};

/// Options of `verdict verify`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// The token: a file, or `-` for standard input
    token: PathBuf,
    /// The issuer's public keys, a JWKS document
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// The issuer that is trusted
    #[arg(long, value_name = "NAME")]
    issuer: String,
    /// Who the token must be for: you
    #[arg(long, value_name = "NAME")]
    audience: String,
    /// The nonce of the request that it answers
    #[arg(long, value_name = "NONCE")]
    nonce: String,
    /// Take a pass at this level of liveness or a stricter one only
    #[arg(long, value_name = "NAME")]
    level: Option<String>,
    /// Take a pass only with a match at this false-match rate or a stricter one; without it
    /// a pass may be of anybody's live face
    #[arg(long, value_name = "RATE")]
    fmr: Option<String>,
    /// Demand an SM2 signature as well
    #[arg(long)]
    sm2: bool,
    /// Kept evidence, to be held against the token's digest
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// Remember tokens in this file, so that one that is shown again is refused
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,
    /// The moment, such as 2026-11-26T20:30:00Z [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<Time>,
    /// You are a test system: take verdicts of tests, and no others
    #[arg(long)]
    tests: bool,
}

fn time(text: &str) -> Result<Time, String> {
    Time::parse(text).ok_or_else(|| "a moment is written 2026-11-26T20:30:00Z".into())
}

/// `selfsame.verdict.verify/1`.
#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rejection: Option<Told>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sm2_kid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<&'a Claims>,
}

#[derive(Serialize)]
struct Told {
    code: &'static str,
    message: String,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit> {
    let most = selfsame_verdict::limits::KEY_SET_BYTES as u64;
    let keys = files::read_bounded(&args.keys, most)?;
    let keys = KeySet::from_jwks(&keys).map_err(|e| Failure::from(e).at(args.keys.display()))?;
    let mut verifier = Verifier::new(&args.audience, &args.issuer, keys)?;
    if let Some(level) = &args.level {
        verifier = verifier.demanding_level(level)?;
    }
    if let Some(rate) = &args.fmr {
        verifier = verifier.demanding_match(rate)?;
    }
    if args.sm2 {
        verifier = verifier.demanding_sm2();
    }
    if args.tests {
        verifier = verifier.danger_tests_only();
    }
    if let Some(path) = &args.seen {
        let seen = SqliteSeen::open(path).map_err(|e| Failure::from(e).at(path.display()))?;
        verifier = verifier.remembering(Arc::new(seen));
    }
    let evidence = match &args.evidence {
        Some(path) => Some(files::read_bounded(path, super::super::evidence::MOST)?),
        None => None,
    };
    let token = super::token(&args.token)?;
    let now = args.at.unwrap_or_else(Time::now);
    let verified = match &evidence {
        Some(sealed) => verifier.verify_with_evidence(&token, &args.nonce, sealed, now),
        None => verifier.verify(&token, &args.nonce, now),
    };
    let verified = match verified {
        Ok(verified) => verified,
        Err(rejection) => return refused(&rejection, output),
    };
    let outcome = verified.outcome();
    if output.is_json() {
        output.json(&Answer {
            schema: "selfsame.verdict.verify/1",
            valid: true,
            rejection: None,
            kid: Some(verified.kid()),
            sm2_kid: verified.sm2_kid(),
            outcome: Some(outcome),
            evidence: evidence.as_ref().map(|_| "unaltered"),
            claims: Some(verified.claims()),
        })?;
    } else {
        let said = match outcome {
            Outcome::Pass if verified.claims().selfsame.matching.is_none() => {
                "VALID, and a PASS of a live face that was compared with no portrait"
            }
            Outcome::Pass => "VALID, and a PASS",
            Outcome::Fail => "VALID: the session was REJECTED",
            Outcome::Retry => "VALID: the session decided nothing; try again",
            Outcome::NotApplicable => "VALID: not by the face; the person goes another way",
        };
        let mut text = format!("{said}\n{}", told(verified.claims()));
        text += &format!("\n  {:<12} {}", "key", verified.kid());
        if let Some(kid) = verified.sm2_kid() {
            text += &format!("\n  {:<12} {kid}", "SM2 key");
        }
        if evidence.is_some() {
            text += "\n  the evidence is the file that the token names";
        }
        output.write(&text)?;
    }
    Ok(match outcome {
        Outcome::Pass => Exit::Pass,
        Outcome::Fail => Exit::Fail,
        Outcome::Retry | Outcome::NotApplicable => Exit::Retry,
    })
}

fn refused(rejection: &Rejection, output: &Output) -> Result<Exit> {
    if output.is_json() {
        output.json(&Answer {
            schema: "selfsame.verdict.verify/1",
            valid: false,
            rejection: Some(Told {
                code: rejection.code(),
                message: rejection.to_string(),
            }),
            kid: None,
            sm2_kid: None,
            outcome: None,
            evidence: None,
            claims: None,
        })?;
    } else {
        output.write(&format!("REFUSED ({}): {rejection}", rejection.code()))?;
    }
    Ok(Exit::Fail)
}
