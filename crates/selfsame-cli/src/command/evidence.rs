//! `evidence`: evidence that was kept, opened with its key, or deleted when it is due.

use std::io::Write as _;
use std::path::PathBuf;

use selfsame_verdict::Time;
use selfsame_verdict::evidence::{self, EvidenceRef, Info};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::files;
use crate::options::JsonArgs;
use crate::output::{Exit, Output};

/// Options of `evidence`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
`selfsame verify --keep` seals evidence; by default none is kept.

Examples:
  selfsame evidence key reviewer.age
  selfsame evidence info case7.evidence
  selfsame evidence open case7.evidence --key reviewer.age --out case7.html
  selfsame evidence sweep kept/")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) action: Action,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// What to do.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Action {
    /// Write a new age identity to a file, and tell the public key to seal to
    Key {
        /// The file; never one that is there
        file: PathBuf,
    },
    /// Tell what sealed evidence says of itself, without a key
    Info {
        /// The sealed file
        file: PathBuf,
    },
    /// Open sealed evidence
    Open {
        /// The sealed file
        file: PathBuf,
        /// File with the age identity
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// Where to; it is personal data from then on
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Delete what is due of the files *.evidence in a folder
    Sweep {
        /// The folder
        folder: PathBuf,
    },
}

/// `selfsame.evidence/1`.
#[derive(Serialize, Default)]
struct Answer {
    schema: &'static str,
    action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<Info>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<String>,
}

pub(crate) const MOST: u64 = selfsame_verdict::limits::EVIDENCE_FILE_BYTES as u64;

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit> {
    let (mut answer, text) = match &args.action {
        Action::Key { file } => {
            let (secret, recipient) = evidence::generate_identity();
            let failed = |e: std::io::Error| Failure::io(file.display(), &e);
            let mut out = files::create_secret(file)?;
            writeln!(
                out,
                "# opens evidence that is sealed to {recipient}\n{}",
                *secret
            )
            .and_then(|()| out.sync_all())
            .map_err(failed)?;
            let text = format!("a new identity: {}\nseal to: {recipient}", file.display());
            let answer = Answer {
                action: "key",
                recipient: Some(recipient),
                ..Answer::default()
            };
            (answer, text)
        }
        Action::Info { file } => {
            let sealed = files::read_bounded(file, MOST)?;
            let at = |e| Failure::from(e).at(file.display());
            let info = Info::of(&sealed).map_err(at)?;
            let text = format!(
                "of the session {}: {}, sealed {}, to be gone by {}\nSHA-256 {}",
                info.session,
                info.media_type,
                info.created,
                info.retain_until,
                EvidenceRef::of(&sealed).map_err(at)?.sha256
            );
            let answer = Answer {
                action: "info",
                sha256: Some(EvidenceRef::of(&sealed).map_err(at)?.sha256),
                bytes: Some(sealed.len()),
                info: Some(info),
                ..Answer::default()
            };
            (answer, text)
        }
        Action::Open { file, key, out } => {
            let sealed = files::read_bounded(file, MOST)?;
            let key = zeroize::Zeroizing::new(files::secret(key)?);
            let opened =
                evidence::open(&sealed, &key).map_err(|e| Failure::from(e).at(file.display()))?;
            files::write_secret(out, &opened.payload)?;
            let bytes = opened.payload.len();
            let mut text = format!("{}: {bytes} bytes, not encrypted", out.display());
            if opened.info.retain_until < Time::now() {
                text += &format!("\nit was to be gone by {}", opened.info.retain_until);
            }
            let answer = Answer {
                action: "open",
                bytes: Some(bytes),
                info: Some(opened.info),
                ..Answer::default()
            };
            (answer, text)
        }
        Action::Sweep { folder } => {
            let swept = evidence::sweep(folder, Time::now())?;
            let mut text = format!("{} deleted, {} kept", swept.deleted.len(), swept.kept);
            let path = |p: &PathBuf| p.display().to_string();
            let unreadable: Vec<_> = swept
                .unreadable
                .iter()
                .map(|(p, why)| format!("{}: {why}", p.display()))
                .collect();
            for line in &unreadable {
                text += &format!("\nnot deleted: {line}");
            }
            let answer = Answer {
                action: "sweep",
                deleted: Some(swept.deleted.iter().map(path).collect()),
                kept: Some(swept.kept),
                unreadable,
                ..Answer::default()
            };
            (answer, text)
        }
    };
    answer.schema = "selfsame.evidence/1";
    if output.is_json() {
        output.json(&answer)?;
    } else {
        output.write(&text)?;
    }
    // What a sweeper could not delete, a person must look at.
    Ok(match answer.unreadable.is_empty() {
        true => Exit::Pass,
        false => Exit::Fail,
    })
}
