//! `verify`: the main job, from frames to a verdict.

use std::path::PathBuf;

use selfsame::frame::open_still;
use selfsame::{Evidence, Picture, Verdict};

use crate::failure::{Failure, Result};
use crate::options::{Globals, JsonArgs, RateArgs};
use crate::output::{Exit, Output};
use crate::session::{self, ChallengeArgs};
use crate::source::{FpsArgs, KeyArgs, LiveArgs, Opened};
use selfsame_cli::report;

use crate::{clock, files, summary};

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
    let mut session = match &opened.header {
        Some(header) => recorded(engine.session(header.challenge.clone()), header)?,
        None => engine.session(args.challenge.draw()?),
    };
    if let Some(enrolled) = enrolled {
        session = session.with_portrait(enrolled);
    }
    if !opened.is_live && opened.header.is_none() {
        output.note(
            "a challenge was drawn and its prompts are laid along the clip's clock: nobody in \
             the clip could know them",
        );
    }
    session::play(&mut session, &mut opened, globals, output, |_, _| Ok(()))?;
    let completed = session.finish()?;
    if let Some(path) = &args.report {
        write_report(
            path,
            &completed.verdict,
            &completed.evidence,
            &opened,
            portrait.as_ref(),
        )?;
    }
    if output.is_json() {
        output.json(&completed.verdict)?;
    } else {
        let mut text = summary::of(&completed.verdict);
        if let Some(path) = &args.report {
            text += &format!("\n\nReport: {}", path.display());
        }
        output.write(&text)?;
    }
    Ok(completed.verdict.outcome.into())
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

fn write_report(
    path: &std::path::Path,
    verdict: &Verdict,
    evidence: &Evidence,
    opened: &Opened,
    portrait: Option<&Picture>,
) -> Result<()> {
    let page = report::render(&report::Input {
        verdict,
        evidence,
        source: &opened.label,
        portrait,
        generated: &clock::now(),
    });
    files::write_whole(path, page.as_bytes())
}
