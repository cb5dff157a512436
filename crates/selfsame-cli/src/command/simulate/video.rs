//! `simulate video`: a simulated session as plain video.
//!
//! Enters: a plan, and the word that a video without the mark is meant. Leaves: a
//! y4m file. The form has no place for the mark of a test: whoever reads the file
//! takes its frames for a camera's. Sessions are what tests should read. It has no
//! place for times either: as a recorder does, a picture stays until the next comes.

use std::io::BufWriter;
use std::path::PathBuf;

use selfsame::Picture;
use serde::Serialize;

use super::partial::Partial;
use super::plan::{Plan, Summary, Who, Wishes};
use super::play::Play;
use super::y4m::Y4mWriter;
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::JsonArgs;
use crate::output::{Exit, Output};

/// Options of `simulate video`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Plain video cannot carry the mark of a test: a verdict on it does not say `test`. So
--unmarked must be said. For tests take `selfsame simulate session`, which keeps the
mark. The file is not compressed: 640x480 at 30 frames a second is 14 MB a second.
Its frames come at a steady rate: what the camera lost, or was slow with, is the
frame before once more.

Exit codes: 0 done, 3 error.

Examples:
  selfsame simulate video out.y4m --unmarked
  ffmpeg -i out.y4m out.mp4")]
pub(super) struct Args {
    /// The file, a .y4m that is not there yet
    #[arg(value_name = "OUT.y4m")]
    out: PathBuf,
    /// Required: the video carries no mark of a test
    #[arg(long)]
    unmarked: bool,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    wishes: Wishes,
    #[command(flatten)]
    pub(super) json: JsonArgs,
}

/// `selfsame.simulate.video/1`.
#[derive(Serialize)]
struct VideoJson<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    marked: bool,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit> {
    if !args.unmarked {
        return Err(Failure::usage(
            "a plain video cannot carry the mark of a test, so its frames pass for a camera's: \
             say --unmarked if that is meant, or write a marked session with \
             `selfsame simulate session`",
        ));
    }
    if !files::has_extension(&args.out, &["y4m"]) {
        return Err(Failure::usage(format!(
            "{}: the video is a y4m stream: name it .y4m",
            args.out.display()
        )));
    }
    let plan = Plan::new(args.who, &args.wishes)?;
    let mut play = Play::new(&plan)?;
    let (partial, file) = Partial::file(&args.out)?;
    let fail = |e: std::io::Error| partial.failure(&e);
    let camera = &plan.setup.camera;
    let output_file = BufWriter::with_capacity(1 << 20, file);
    let mut writer =
        Y4mWriter::new(output_file, camera.width, camera.height, plan.setup.fps).map_err(fail)?;
    let bar = output.bar(None, "frames");
    let mut frames = 0;
    let mut last: Option<Picture> = None;
    while let Some(frame) = play.next_frame()? {
        // Frames come later than they are due by less than the next one is.
        let slot = (frame.time().as_secs_f64() * f64::from(plan.setup.fps)).round() as u64;
        let picture = frame.to_picture();
        while frames < slot {
            writer
                .push(last.as_ref().unwrap_or(&picture))
                .map_err(fail)?;
            frames += 1;
            bar.inc(1);
        }
        last = Some(picture);
    }
    if let Some(last) = &last {
        writer.push(last).map_err(fail)?;
        frames += 1;
        bar.inc(1);
    }
    writer.finish().map_err(fail)?;
    partial.finish()?;
    bar.finish_and_clear();
    if output.is_json() {
        output.json(&VideoJson {
            summary: plan.summary("selfsame.simulate.video/1", &args.out, frames),
            marked: false,
        })?;
    } else {
        output.write(&format!(
            "{frames} frames of {}, without the mark of a test: {}",
            plan.describe(),
            args.out.display()
        ))?;
    }
    Ok(Exit::Pass)
}
