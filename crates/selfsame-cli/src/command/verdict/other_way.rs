//! `verdict other-way`: that somebody goes another way than by their face. Nothing is said
//! about them.

use std::path::PathBuf;

use selfsame_verdict::issuer::OtherWay;
use selfsame_verdict::{Issuer, Time, Why};

use crate::failure::Result;
use crate::output::{Exit, Output};
use crate::{files, keys};

/// Options of `verdict other-way`.
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// Why: cannot_read, no_camera, declined or tries_used
    #[arg(value_parser = why)]
    why: Why,
    /// The issuer's key, a PEM file
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The issuer's name
    #[arg(long, value_name = "NAME")]
    issuer: String,
    /// Who the token is for
    #[arg(long, value_name = "NAME")]
    audience: String,
    /// The pseudonym of the person
    #[arg(long, value_name = "NAME")]
    subject: String,
    /// The nonce of the request that it answers
    #[arg(long, value_name = "NONCE")]
    nonce: String,
    /// The transaction in your audit trail
    #[arg(long, value_name = "TEXT")]
    txn: String,
    /// Where to [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn why(code: &str) -> Result<Why, String> {
    Why::from_code(code).ok_or_else(|| {
        let codes = Why::ALL.map(Why::code).join(", ");
        format!("the reasons are {codes}")
    })
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit> {
    let issuer = Issuer::new(&args.issuer, keys::open(&args.key)?)?;
    let other = OtherWay {
        why: args.why,
        subject: &args.subject,
        relying_party: &args.audience,
        nonce: &args.nonce,
        txn: &args.txn,
    };
    let signed = issuer.sign_other_way(&other, Time::now())?;
    match &args.out {
        Some(path) => files::write_whole(path, signed.token.as_bytes())?,
        None => output.write(&signed.token)?,
    }
    Ok(Exit::Pass)
}
