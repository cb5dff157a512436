//! `template`: faces kept as numbers. Enters: a picture or a sealed template, a key, whose it is.
//! Leaves: a sealed template, what it says of itself, its plain form, or whether a picture shows
//! the same person.
//!
//! To delete a template, delete its file; to delete all of a key's, wherever copies lie, delete
//! the key.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use selfsame::matching::Comparison;
use selfsame::template::{SEALED_BYTES, Template, TemplateKey};
use selfsame::{FalseMatchRate, Outcome};
use serde::Serialize;
use zeroize::Zeroizing;

use super::matching::enrol;
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::{Globals, JsonArgs, RateArgs};
use crate::output::{Exit, Output};

/// Options of `template`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
A template is personal data: it says whose face it is to whoever has a picture. Sealed, it opens
only with its key and only as its owner's.

Examples:
  selfsame template key templates.key
  selfsame template seal id.jpg case7.sealed --key templates.key --owner 'case 7'
  selfsame template match case7.sealed selfie.jpg --key templates.key --owner 'case 7'
  selfsame template open case7.sealed --key templates.key --owner 'case 7' --export case7.bin")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) action: Action,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// What to do.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Action {
    /// Write a new random key to a file, readable by its owner alone
    Key {
        /// The file; never one that is there
        file: PathBuf,
    },
    /// Enrol a picture and write its template, sealed
    Seal {
        /// A picture of one person
        picture: PathBuf,
        /// Where to
        sealed: PathBuf,
        #[command(flatten)]
        whose: Whose,
    },
    /// Tell what a sealed template says of itself; with --export, write it unsealed
    Open {
        /// The sealed template
        sealed: PathBuf,
        #[command(flatten)]
        whose: Whose,
        /// Write the stored form (153 bytes), which is not encrypted
        #[arg(long, value_name = "FILE")]
        export: Option<PathBuf>,
    },
    /// Compare a sealed template with a picture
    Match {
        /// The sealed template
        sealed: PathBuf,
        /// A picture of one person
        picture: PathBuf,
        #[command(flatten)]
        whose: Whose,
        #[command(flatten)]
        rate: RateArgs,
    },
}

/// A key, and whose template it is.
#[derive(clap::Args, Debug)]
pub(crate) struct Whose {
    /// File with the key: 64 hexadecimal digits
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Whose template it is, in the caller's words; it opens with the same ones only
    #[arg(long, value_name = "TEXT")]
    owner: String,
}

/// `selfsame.template/1`.
#[derive(Serialize, Default)]
struct Answer {
    schema: &'static str,
    action: &'static str,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    false_match_rate: Option<FalseMatchRate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strictest_matching_rate: Option<FalseMatchRate>,
}

impl Answer {
    fn of(action: &'static str, file: &Path) -> Self {
        Self {
            schema: "selfsame.template/1",
            action,
            file: file.display().to_string(),
            ..Self::default()
        }
    }

    fn with(self, template: &Template) -> Self {
        Self {
            model: Some(template.model().to_string()),
            quality: Some(template.quality()),
            ..self
        }
    }
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let (answer, text) = match &args.action {
        Action::Key { file } => (Answer::of("key", file), new_key(file)?),
        Action::Seal {
            picture,
            sealed,
            whose,
        } => seal(globals, picture, sealed, whose)?,
        Action::Open {
            sealed,
            whose,
            export,
        } => open(sealed, whose, export.as_deref())?,
        Action::Match {
            sealed,
            picture,
            whose,
            rate,
        } => compare(globals, sealed, picture, whose, rate.fmr)?,
    };
    if output.is_json() {
        output.json(&answer)?;
    } else {
        output.write(&text)?;
    }
    Ok(answer.outcome.map_or(Exit::Pass, Exit::from))
}

fn new_key(path: &Path) -> Result<String> {
    let key = TemplateKey::generate()?;
    let digits = key.bytes().iter().map(|b| format!("{b:02x}"));
    let digits: Zeroizing<String> = Zeroizing::new(digits.collect());
    let failed = |e: std::io::Error| Failure::io(path.display(), &e);
    let mut file = files::create_secret(path)?;
    writeln!(file, "# key of selfsame for templates\n{}", *digits).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(format!("a new key: {}", path.display()))
}

fn key(path: &Path) -> Result<TemplateKey> {
    Ok(TemplateKey::new(*files::hex_key(
        path,
        "a key for templates",
    )?))
}

/// A sealed template, opened.
fn opened(path: &Path, whose: &Whose) -> Result<Template> {
    let key = key(&whose.key)?;
    let failed = |e: std::io::Error| Failure::io(path.display(), &e);
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    // One more than it may have says that it is longer.
    let most = SEALED_BYTES as u64 + 1;
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    let template = key.open(&bytes, whose.owner.as_bytes());
    template.map_err(|e| Failure::from(e).at(path.display()))
}

fn seal(
    globals: &Globals,
    picture: &Path,
    sealed: &Path,
    whose: &Whose,
) -> Result<(Answer, String)> {
    // The key first: a wrong one must not be told after the work.
    let key = key(&whose.key)?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let portrait = enrol(&engine, picture)?;
    let bytes = key.seal(portrait.template(), whose.owner.as_bytes())?;
    files::write_whole(sealed, &bytes)?;
    let text = format!(
        "{}: {} bytes, quality {} of 100",
        sealed.display(),
        bytes.len(),
        portrait.template().quality()
    );
    let answer = Answer {
        bytes: Some(bytes.len()),
        ..Answer::of("seal", sealed).with(portrait.template())
    };
    Ok((answer, text))
}

fn open(sealed: &Path, whose: &Whose, export: Option<&Path>) -> Result<(Answer, String)> {
    let template = opened(sealed, whose)?;
    let mut text = format!(
        "{}: a template of model {}, quality {} of 100",
        sealed.display(),
        template.model(),
        template.quality()
    );
    let mut answer = Answer::of("open", sealed).with(&template);
    if let Some(path) = export {
        let bytes = template.to_bytes();
        files::write_whole(path, &bytes)?;
        answer.bytes = Some(bytes.len());
        text += &format!("\n{}: {} bytes, not encrypted", path.display(), bytes.len());
    }
    Ok((answer, text))
}

fn compare(
    globals: &Globals,
    sealed: &Path,
    picture: &Path,
    whose: &Whose,
    rate: FalseMatchRate,
) -> Result<(Answer, String)> {
    let template = opened(sealed, whose)?;
    let engine = globals.build(rate)?;
    let portrait = enrol(&engine, picture)?;
    let comparison = Comparison::of(&template, portrait.template())
        .map_err(|e| Failure::from(e).at(sealed.display()))?;
    let answer = Answer {
        outcome: Some(comparison.outcome(rate)),
        false_match_rate: Some(rate),
        strictest_matching_rate: comparison.strictest(),
        ..Answer::of("match", sealed).with(&template)
    };
    Ok((answer, super::matching::said(&comparison, rate)))
}
