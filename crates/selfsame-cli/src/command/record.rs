//! `record`: a session to disk, so that it can be judged again.

use std::path::PathBuf;
use std::time::SystemTime;

use selfsame::FalseMatchRate;
use selfsame_capture::session::{Encoding, SourceNote};
use selfsame_capture::{NewSession, Seal, SessionWriter};
use selfsame_cli::report;
use serde::Serialize;

use crate::failure::Result;
use crate::files;
use crate::options::{Globals, JsonArgs};
use crate::output::{Exit, Output};
use crate::session::{self, ChallengeArgs};
use crate::source::{FpsArgs, LiveArgs};

/// Options of `record`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
A recording is personal data. Say whether it is to be encrypted (--recipient or
--passphrase-file: one sealed file that age also opens) or not (--plain: a folder).
Frames are kept from the moment at which the challenge starts.

Exit codes: 0 recorded, 2 the session broke off before its end, 3 error.

Examples:
  selfsame record --camera --out session.age --recipient age1...
  selfsame record --camera 1 --out session --plain --language zh
  selfsame verify --session session --portrait id.jpg")]
#[command(group(clap::ArgGroup::new("protection").required(true).multiple(false)
    .args(["plain", "recipient", "passphrase_file"])))]
pub(crate) struct Args {
    #[command(flatten)]
    live: LiveArgs,
    #[command(flatten)]
    fps: FpsArgs,
    /// Where to: a folder with --plain, else a file; nothing is overwritten
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Store frames and challenge in plain
    #[arg(long)]
    plain: bool,
    /// Encrypt for the holder of this age key
    #[arg(long, value_name = "AGE1...")]
    recipient: Option<String>,
    /// Encrypt with the passphrase on the first line of a file
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Store frames without loss (PNG), about eight times as large
    #[arg(long)]
    lossless: bool,
    /// Mark the recording as a test: its verdicts say so
    #[arg(long)]
    test: bool,
    #[command(flatten)]
    challenge: ChallengeArgs,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// `selfsame.record/1`.
#[derive(Serialize)]
struct RecordJson {
    schema: &'static str,
    path: String,
    encrypted: bool,
    complete: bool,
    frames: u64,
    digits: usize,
    test: bool,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let engine = globals.build_at(args.challenge.level.level, FalseMatchRate::OneIn10000)?;
    let challenge = args.challenge.draw()?;
    let asked = challenge.digits().len();
    let mut opened = args.live.open(&args.fps)?;
    let info = opened.frames.describe();
    let mut new = NewSession::new(challenge.clone());
    new.created = Some(report::timestamp(SystemTime::now()));
    new.test = args.test;
    if args.lossless {
        new.encoding = Encoding::Png;
    }
    new.source = Some(SourceNote {
        kind: info.kind.name().into(),
        // The name of a file may be a person's; that of a camera is not.
        name: args.live.is_camera().then_some(info.name),
    });
    let mut writer = match seal(args)? {
        Some(seal) => SessionWriter::create_sealed(&args.out, new, &seal)?,
        None => SessionWriter::create(&args.out, new)?,
    };
    let mut session = engine.session(challenge);
    if !opened.is_live {
        output.note("a challenge was drawn and its prompts are laid along the clip's clock");
    }
    let mut last = None;
    session::play(
        &mut session,
        &mut opened,
        globals,
        output,
        |session, frame| {
            // What comes before the challenge is no evidence.
            if session.prompts().is_some() {
                writer.push(frame)?;
                last = Some(frame.time());
            }
            Ok(())
        },
    )?;
    let prompts = session.prompts();
    // Prompts after the last frame were never shown.
    let shown = prompts
        .map(|p| {
            let until = last.unwrap_or(p.start());
            let shown = p.shown().iter().copied().filter(|t| *t <= until).collect();
            selfsame::PromptTimes::new(p.start(), p.warm_up_end(), shown)
        })
        .transpose()?;
    let complete = shown.as_ref().is_some_and(|p| p.shown().len() == asked);
    let frames = writer.frames();
    writer.finish(shown)?;
    if output.is_json() {
        output.json(&RecordJson {
            schema: "selfsame.record/1",
            path: args.out.to_string_lossy().into_owned(),
            encrypted: !args.plain,
            complete,
            frames,
            digits: asked,
            test: args.test,
        })?;
    } else {
        let how = if args.plain { "in plain" } else { "encrypted" };
        let mut text = format!("{frames} frames recorded {how}: {}", args.out.display());
        if !complete {
            text += "\nThe session broke off before its last digit: please record again.";
        }
        output.write(&text)?;
    }
    Ok(if complete { Exit::Pass } else { Exit::Retry })
}

fn seal(args: &Args) -> Result<Option<Seal>> {
    Ok(match (&args.recipient, &args.passphrase_file) {
        (Some(recipient), _) => Some(Seal::Recipient(recipient.clone())),
        (None, Some(file)) => Some(Seal::Passphrase(files::secret(file)?)),
        (None, None) => None,
    })
}
