//! A live session before the camera, in a terminal: the picture to centre the
//! face in, the digits to read, and the verdict.
//!
//! ```sh
//! cargo run --release --features camera --example verify_camera -- --portrait me.jpg
//! cargo run --release --example verify_camera -- --video clip.mp4   # without a camera
//! ```
//!
//! `--video` plays a file in real time as if it were a camera: to see the
//! interface without one, and without the feature `camera` (which needs libclang
//! to build on Linux). Nothing is written unless `--report FILE` asks for it.
//!
//! Exit code: 0 whenever a verdict was reached, whatever it is; 1 when something
//! failed. `q`, Escape and Ctrl-C end the session early: try again.

#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use selfsame::frame::open_still;
use selfsame::{Challenge, Engine, Guidance, Language, Picture, Session};
use selfsame_capture::camera::{CameraChoice, CameraOptions, list_cameras, open_camera};
use selfsame_capture::{FrameSource, SourceKind, open_video};
use selfsame_cli::report;
use selfsame_examples::terminal::{Screen, View};
use selfsame_examples::{Failure, explain, models, name};

const USAGE: &str = "\
usage: verify_camera [--portrait FILE] [--camera NUMBER|NAME | --video FILE]
                     [--language en|zh] [--report FILE] [--list]";
/// A frame that is so late is skipped, as a camera would have dropped it.
const LATE: Duration = Duration::from_millis(60);

#[derive(Default)]
struct Options {
    portrait: Option<PathBuf>,
    camera: Option<String>,
    video: Option<PathBuf>,
    report: Option<PathBuf>,
    language: Option<Language>,
    list: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("verify_camera: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let Some(options) = options()? else {
        println!("{USAGE}");
        return Ok(());
    };
    if options.list {
        for camera in list_cameras()? {
            println!(
                "{:3}  {}  {}",
                camera.index, camera.name, camera.description
            );
        }
        return Ok(());
    }
    // The portrait and the models are checked before the camera lights up.
    let engine = Engine::builder().models(models()?).build()?;
    let language = options.language.unwrap_or(Language::English);
    let mut session = engine.session(Challenge::draw(language)?);
    let portrait = match &options.portrait {
        Some(path) => {
            let picture = open_still(path)?;
            session = session.with_portrait(engine.enrol(&picture).map_err(|e| e.at(name(path)))?);
            Some(picture)
        }
        None => None,
    };
    let mut source: Box<dyn FrameSource> = match &options.video {
        Some(path) => open_video(path)?,
        None => Box::new(open_camera(&CameraOptions {
            choice: options
                .camera
                .as_deref()
                .map_or(CameraChoice::First, CameraChoice::from_text),
            ..CameraOptions::default()
        })?),
    };
    let shown = source.describe().name;
    let mut screen = Screen::open()?;
    let ended = live(source.as_mut(), &mut session, &mut screen);
    // The terminal is given back before anything is printed.
    drop(screen);
    // A camera that was unplugged or a clip that broke off ends the session; the
    // verdict says that it was not complete.
    if let Err(error) = ended {
        eprintln!("verify_camera: {error}");
    }
    let done = session.finish()?;
    println!("{}", explain(&done.verdict));
    if portrait.is_none() {
        println!("No --portrait was given: this says whether somebody is there, not who.");
    }
    if let Some(path) = &options.report {
        report::write(
            path,
            &report::Input {
                verdict: &done.verdict,
                evidence: &done.evidence,
                source: &shown,
                portrait: portrait.as_ref(),
                generated: &report::timestamp(SystemTime::now()),
            },
        )?;
        println!("Report: {}", path.display());
    }
    Ok(())
}

/// Frames in, pictures and guidance out, until it is over.
fn live(
    source: &mut dyn FrameSource,
    session: &mut Session,
    screen: &mut Screen,
) -> Result<(), Failure> {
    let info = source.describe();
    let began = Instant::now();
    let mut shown: Option<Picture> = None;
    while let Some(frame) = source.next_frame()? {
        if info.kind != SourceKind::Camera {
            let due = frame.time();
            if began.elapsed() > due + LATE && shown.is_some() {
                continue;
            }
            std::thread::sleep(due.saturating_sub(began.elapsed()));
        }
        let guidance = session.push(&frame)?;
        let picture = shown.insert(frame.to_picture());
        let (progress, digits) = standing(session, frame.time());
        screen.draw(&View {
            picture,
            guidance,
            language: session.challenge().language(),
            progress,
            digits,
            footer: &info.name,
        })?;
        if guidance == Guidance::Done || screen.wants_to_leave()? {
            break;
        }
    }
    Ok(())
}

/// How much of the session is over, and how many digits were shown of how many.
fn standing(session: &Session, now: Duration) -> (Option<f32>, (usize, usize)) {
    let all = session.challenge().digits().len();
    let Some(prompts) = session.prompts() else {
        return (None, (0, all));
    };
    let end = session.challenge().schedule().end.as_secs_f32();
    let over = now.saturating_sub(prompts.start()).as_secs_f32() / end;
    let shown = prompts.shown().iter().filter(|&&p| p <= now).count();
    (Some(over), (shown, all))
}

fn options() -> Result<Option<Options>, Failure> {
    let mut options = Options::default();
    let mut args = std::env::args_os().skip(1);
    while let Some(arg) = args.next() {
        let arg = arg.to_string_lossy().into_owned();
        let mut value = || args.next().ok_or(format!("{arg} needs a value\n{USAGE}"));
        match arg.as_str() {
            "--help" | "-h" => return Ok(None),
            "--list" => options.list = true,
            "--portrait" => options.portrait = Some(value()?.into()),
            "--video" => options.video = Some(value()?.into()),
            "--report" => options.report = Some(value()?.into()),
            "--camera" => options.camera = Some(value()?.to_string_lossy().into_owned()),
            "--language" => {
                let code = value()?.to_string_lossy().into_owned();
                options.language = Some(
                    Language::from_code(&code)
                        .ok_or(format!("language '{code}' is unknown: en or zh\n{USAGE}"))?,
                );
            }
            other => return Err(format!("{other} is unknown\n{USAGE}").into()),
        }
    }
    Ok(Some(options))
}
