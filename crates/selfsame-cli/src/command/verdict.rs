//! `verdict`: signed verdicts, for those who sign them and those who check them.
//!
//! Enters: tokens, keys. Leaves: what a token says, and whether it may be believed.

mod checked;
mod inspect;
mod other_way;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use selfsame_verdict::KeySet;
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::options::JsonArgs;
use crate::output::{Exit, Output};
use crate::{files, keys};

/// Options of `verdict`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
`selfsame verify --sign` signs what a session came to; docs/verdict.md tells what a token holds
and how others check it.

Exit codes of verify: 0 a pass, 1 a verdict that is no pass, or a token that was refused,
2 try again, or another way than by the face, 3 error.

Examples:
  selfsame verdict key issuer.pem
  selfsame verdict jwks issuer.pem --out keys.json
  selfsame verdict inspect token.jws
  selfsame verdict verify token.jws --keys keys.json --issuer https://id.example \\
    --audience https://licences.example --nonce N")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) action: Action,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// What to do.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Action {
    /// Write a new signing key (ES256, PKCS#8) to a file that its owner alone can read
    Key {
        /// The file; never one that is there
        file: PathBuf,
        /// A key for tests: no relying party takes what it signs for real
        #[arg(long)]
        test: bool,
        /// An SM2 key, to sign beside the first where a deployment needs it
        #[arg(long)]
        sm2: bool,
    },
    /// Publish the public halves of keys as a JWKS document
    Jwks {
        /// Key files, or PKCS#11 URIs: the one that signs, the next one, the last one
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Where to [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Tell what a token says, with nothing checked
    Inspect {
        /// The token: a file, or `-` for standard input
        token: PathBuf,
    },
    /// Check a token, and tell the exact reason if it must not be believed
    Verify(Box<checked::Args>),
    /// Sign that somebody goes another way than by their face
    OtherWay(other_way::Args),
}

/// `selfsame.verdict.key/1`.
#[derive(Serialize)]
struct KeyAnswer {
    schema: &'static str,
    file: String,
    kid: String,
    test: bool,
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit> {
    match &args.action {
        Action::Key { file, test, sm2 } => {
            let key = keys::create(file, *test, *sm2)?;
            let answer = KeyAnswer {
                schema: "selfsame.verdict.key/1",
                file: file.display().to_string(),
                kid: key.public_key().kid().to_owned(),
                test: *test,
            };
            if output.is_json() {
                output.json(&answer)?;
            } else {
                let kind = if *test { "test key" } else { "key" };
                output.write(&format!(
                    "a new {kind}: {}\nits name: {}",
                    answer.file, answer.kid
                ))?;
            }
            Ok(Exit::Pass)
        }
        Action::Jwks { files, out } => {
            let mut set = KeySet::new();
            for path in files {
                let key = keys::open(path)?;
                set = set
                    .with(key.public_key().clone())
                    .map_err(|e| Failure::from(e).at(path.display()))?;
            }
            match out {
                Some(path) => files::write_whole(path, set.to_jwks().as_bytes())?,
                None => output.write(&set.to_jwks())?,
            }
            Ok(Exit::Pass)
        }
        Action::Inspect { token } => inspect::run(token, output),
        Action::Verify(args) => checked::run(args, output),
        Action::OtherWay(args) => other_way::run(args, output),
    }
}

/// A token from a file or from standard input.
fn token(path: &Path) -> Result<String> {
    const MOST: u64 = selfsame_verdict::limits::TOKEN_BYTES as u64 + 2;
    let failed = |e: std::io::Error| Failure::io(path.display(), &e);
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin()
            .take(MOST)
            .read_to_string(&mut text)
            .map_err(failed)?;
    } else {
        let file = std::fs::File::open(path).map_err(failed)?;
        file.take(MOST).read_to_string(&mut text).map_err(failed)?;
    }
    Ok(text.trim().to_owned())
}
