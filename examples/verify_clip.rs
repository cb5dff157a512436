//! A recorded clip and a portrait through the whole pipeline, with a report.
//!
//! ```sh
//! cargo run --release --example verify_clip
//! cargo run --release --example verify_clip -- [VIDEO] [PORTRAIT] [--report FILE]
//! ```
//!
//! Without arguments it takes the clip of this repository. The digits are drawn
//! anew in each run and "shown" on the clip's own clock; since nobody on a
//! recording can read them, the honest result is a rejection with its reasons,
//! although the face is the one on the portrait.
//!
//! Exit code: 0 whenever a verdict was reached, whatever it is; 1 when something
//! could not be read. (The command `selfsame verify` tells verdicts by its code.)

#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Instant, SystemTime};

use selfsame::frame::open_still;
use selfsame::{Challenge, Completed, Engine, Guidance, Language, Level, Outcome, Policy, Session};
use selfsame_capture::{FrameSource, open_video};
use selfsame_cli::report;
use selfsame_examples::{Failure, Transcript, explain, models, name, repository};

/// The clip is 20 seconds long: more digits would hardly fit.
const LEVEL: Level = Level::Convenience;

const USAGE: &str = "usage: verify_clip [VIDEO] [PORTRAIT] [--report FILE]";

struct Options {
    video: PathBuf,
    portrait: PathBuf,
    report: PathBuf,
    /// Whether it is the clip of the repository, about which we know more.
    own_clip: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("verify_clip: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let Some(options) = options()? else {
        println!("{USAGE}");
        return Ok(());
    };
    let engine = Engine::builder()
        .models(models()?)
        .policy(Policy::of(LEVEL))
        .build()?;
    let portrait = open_still(&options.portrait)?;
    let enrolled = engine
        .enrol(&portrait)
        .map_err(|e| e.at(name(&options.portrait)))?;
    let mut clip = open_video(&options.video)?;
    println!("clip      {}", name(&options.video));
    println!("portrait  {}", name(&options.portrait));
    println!("engine    {}\n", engine.made_by().engine);

    let challenge = Challenge::draw_for(LEVEL, Language::English)?;
    let mut session = engine.session(challenge).with_portrait(enrolled);
    let began = Instant::now();
    let frames = play(clip.as_mut(), &mut session)?;
    let Completed {
        verdict, evidence, ..
    } = session.finish()?;
    let spent = began.elapsed();
    println!(
        "\n{frames} frames in {:.1} s: {:.1} ms each, decoding included\n",
        spent.as_secs_f32(),
        spent.as_secs_f32() * 1000.0 / frames.max(1) as f32
    );
    println!("{}", explain(&verdict));
    if options.own_clip {
        println!("{}\n", comment(verdict.outcome));
    }
    if let Some(folder) = options.report.parent() {
        std::fs::create_dir_all(folder)?;
    }
    report::write(
        &options.report,
        &report::Input {
            verdict: &verdict,
            evidence: &evidence,
            source: &name(&options.video),
            portrait: Some(&portrait),
            generated: &report::timestamp(SystemTime::now()),
        },
    )?;
    println!("Report: {}", options.report.display());
    Ok(())
}

/// Pushes the clip's frames and tells what the person would have been told. Leaves how
/// many there were.
fn play(clip: &mut dyn FrameSource, session: &mut Session) -> Result<u64, Failure> {
    let language = session.challenge().language();
    let mut transcript = Transcript::new(language, clip.describe().frames);
    while let Some(frame) = clip.next_frame()? {
        let guidance = session.push(&frame)?;
        transcript.tell(frame.time(), guidance)?;
        if guidance == Guidance::Done {
            break;
        }
    }
    Ok(transcript.end()?)
}

/// What the result on the repository's own clip means.
const fn comment(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => {
            "This is the right answer. The woman on the clip is the one on the portrait, but the\n\
             digits were drawn a moment ago: nobody on a recording can have read them. A recording\n\
             of the right person must not pass."
        }
        Outcome::Retry => {
            "Nobody on a recording can have read digits that were drawn a moment ago; this time\n\
             the evidence did not even suffice to say so."
        }
        Outcome::Pass => {
            "This is the wrong answer. Nobody on a recording can have read digits that were drawn\n\
             a moment ago; her face moved at the right moments by chance."
        }
    }
}

fn options() -> Result<Option<Options>, Failure> {
    let mut report = repository("target/verify_clip.html");
    let mut files = Vec::new();
    let mut args = std::env::args_os().skip(1);
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--help" | "-h") => return Ok(None),
            Some("--report") => {
                report = args.next().ok_or("--report needs a file")?.into();
            }
            Some(other) if other.starts_with("--") => {
                return Err(format!("{other} is unknown\n{USAGE}").into());
            }
            _ => files.push(PathBuf::from(arg)),
        }
    }
    if files.len() > 2 {
        return Err(format!("too many files\n{USAGE}").into());
    }
    let own_clip = files.is_empty();
    let mut files = files.into_iter();
    Ok(Some(Options {
        video: files
            .next()
            .unwrap_or_else(|| repository("examples/data/crying_woman.mp4")),
        portrait: files
            .next()
            .unwrap_or_else(|| repository("examples/data/portrait.jpg")),
        report,
        own_clip,
    }))
}
