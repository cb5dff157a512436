//! `verify`: the main job, from frames to a verdict.

use std::path::PathBuf;
use std::time::SystemTime;

use selfsame::Verdict;
use selfsame::frame::open_still;
use selfsame_cli::report;
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::options::{Globals, JsonArgs, RateArgs};
use crate::output::{Exit, Output};
use crate::session::{self, ChallengeArgs};
use crate::signing::{Begun, Shown, SignArgs, SignedJson};
use crate::source::{FpsArgs, KeyArgs, LiveArgs};

use crate::{files, summary};

/// Options of `verify`.
#[derive(clap::Args, Debug)]
#[command(
    mut_group("live", |g| g.required(false)),
    group(clap::ArgGroup::new("source").required(true).multiple(true)
        .args(["camera", "video", "images", "y4m", "raw", "session"])),
    after_help = "\
A camera shows the digits in the terminal as they are due. A recorded session is
judged by the challenge and the prompt times that it holds. Every other source
knows nothing of a challenge: one is drawn and its prompts are laid along the
frames' clock, so a clip in which nobody reads them fails, and says why.

Exit codes: 0 pass, 1 fail, 2 try again, 3 error.

Examples:
  selfsame verify --portrait id.jpg --camera
  selfsame verify --portrait id.jpg --video clip.mp4 --report report.html
  selfsame verify --session recorded --json
  ffmpeg -i clip.webm -f yuv4mpegpipe - | selfsame verify --y4m -"
)]
pub(crate) struct Args {
    /// The authoritative portrait; without it only liveness is decided
    #[arg(long, value_name = "FILE")]
    portrait: Option<PathBuf>,
    #[command(flatten)]
    live: LiveArgs,
    #[command(flatten)]
    fps: FpsArgs,
    /// A recorded session: its folder, or its sealed file
    #[arg(long, value_name = "PATH", conflicts_with = "live")]
    session: Option<PathBuf>,
    #[command(flatten)]
    key: KeyArgs,
    #[command(flatten)]
    challenge: ChallengeArgs,
    #[command(flatten)]
    rate: RateArgs,
    /// Also write a page for a reviewer; it shows the person's face
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    #[command(flatten)]
    sign: SignArgs,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    if args.session.is_some() {
        args.challenge.must_be_absent()?;
    }
    // The portrait first: a broken one must not be told after a session.
    let portrait = args.portrait.as_ref().map(open_still).transpose()?;
    let engine = globals.build_at(args.challenge.level.level, args.rate.fmr)?;
    let enrolled = match (&portrait, &args.portrait) {
        (Some(picture), Some(path)) => {
            let enrolled = engine.enrol(picture);
            Some(enrolled.map_err(|e| Failure::from(e).at(path.display()))?)
        }
        _ => None,
    };
    let mut opened = match &args.session {
        Some(path) => args.key.open(path)?,
        None => args.live.open(&args.fps)?,
    };
    let challenge = match &opened.header {
        Some(header) => header.challenge.clone(),
        None => args.challenge.draw()?,
    };
    let level = args.challenge.level.level;
    let recorded_for_test = opened.header.as_ref().is_some_and(|header| header.test);
    let source = Shown {
        is_live: opened.is_live,
        may_be_a_test: opened.header.is_none() || recorded_for_test,
    };
    let signing = match args.sign.begin(&challenge, level, source, output)? {
        Some(Begun::Refused(exit)) => return Ok(exit),
        Some(Begun::Ready(signing)) => Some(signing),
        None => None,
    };
    let mut session = match &opened.header {
        Some(header) => recorded(engine.session(challenge), header)?,
        None => engine.session(challenge),
    };
    if let Some(enrolled) = enrolled {
        session = session.with_portrait(enrolled);
    }
    if signing.as_ref().is_some_and(|signing| signing.is_test()) {
        session = session.for_test();
    }
    if !opened.is_live && opened.header.is_none() {
        output.note(
            "a challenge was drawn and its prompts are laid along the clip's clock: nobody in \
             the clip could know them",
        );
    }
    session::play(&mut session, &mut opened, globals, output, |_, _| Ok(()))?;
    let completed = session.finish()?;
    let page = || {
        report::render(&report::Input {
            verdict: &completed.verdict,
            evidence: &completed.evidence,
            source: &opened.label,
            portrait: portrait.as_ref(),
            generated: &report::timestamp(SystemTime::now()),
        })
    };
    if let Some(path) = &args.report {
        files::write_whole(path, page().as_bytes())?;
    }
    let signed = match signing {
        Some(signing) => Some(signing.sign(&completed, page, output)?),
        None => None,
    };
    if output.is_json() {
        output.json(&Answer {
            verdict: &completed.verdict,
            signed,
        })?;
    } else {
        let mut text = summary::of(&completed.verdict);
        if let Some(path) = &args.report {
            text += &format!("\n\nReport: {}", path.display());
        }
        if let Some(signed) = signed {
            text += &format!(
                "\n\nSigned: {} ({} bytes), holds until {}\nnonce   {}",
                signed.file, signed.bytes, signed.expires, signed.nonce
            );
        }
        output.write(&text)?;
    }
    Ok(completed.verdict.outcome.into())
}

/// A verdict, and where it was signed.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    verdict: &'a Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed: Option<SignedJson>,
}

/// A session with the prompts and the mark of its recording.
fn recorded(
    session: selfsame::Session,
    header: &selfsame_capture::session::Header,
) -> Result<selfsame::Session> {
    let prompts = header.prompts.clone().ok_or_else(|| {
        Failure::new(
            "format",
            "the recorded session holds no prompt times: the recording broke off",
        )
    })?;
    let session = session.with_prompts(prompts)?;
    Ok(if header.test {
        session.for_test()
    } else {
        session
    })
}
