//! `simulate session`: one simulated session to disk.
//!
//! Enters: a plan. Leaves: the folder of a recorded session, marked as a test, with
//! the person's portrait and the ground truth beside the frames.

use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};
use selfsame::Picture;
use selfsame_capture::session::{Encoding, SourceNote};
use selfsame_capture::{NewSession, SessionWriter};
use selfsame_simulate::{Person, portrait};
use serde::Serialize;

use super::partial::Partial;
use super::plan::{Plan, Summary, Who, Wishes};
use super::play::Play;
use super::truth::TruthJson;
use crate::failure::{Failure, Result};
use crate::options::JsonArgs;
use crate::output::{Exit, Output};

/// The person's portrait, beside the frames.
pub(super) const PORTRAIT: &str = "portrait.jpg";
/// What really happened, beside the frames.
pub(super) const TRUTH: &str = "truth.json";
/// Quality of the portrait. Chosen by eye: that of a good scan.
const PORTRAIT_QUALITY: u8 = 92;

/// Options of `simulate session`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
The folder is a recorded session that is marked as a test, so every verdict on it
says `test`. Beside the frames lie portrait.jpg, the person's ID portrait, and
truth.json, what really happened. The same options give the same files.

Exit codes: 0 done, 3 error.

Examples:
  selfsame simulate session out
  selfsame verify --session out --portrait out/portrait.jpg
  selfsame simulate session out --person 7 --take 2 --language zh
  selfsame simulate session out --attack photo-still")]
pub(super) struct Args {
    /// The folder: absent or empty
    #[arg(value_name = "OUT")]
    out: PathBuf,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    wishes: Wishes,
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    pub(super) json: JsonArgs,
}

/// How frames are stored.
#[derive(clap::Args, Debug, Clone, Copy)]
pub(super) struct Storage {
    /// Store frames without loss (PNG), about eight times as large
    #[arg(long)]
    pub(super) lossless: bool,
}

/// `selfsame.simulate.session/1`.
#[derive(Serialize)]
struct SessionJson<'a> {
    #[serde(flatten)]
    summary: Summary<'a>,
    test: bool,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit> {
    let plan = Plan::new(args.who, &args.wishes)?;
    let bar = output.bar(None, "frames");
    let frames = store(&plan, args.storage, &args.out, || bar.inc(1))?;
    bar.finish_and_clear();
    if output.is_json() {
        output.json(&SessionJson {
            summary: plan.summary("selfsame.simulate.session/1", &args.out, frames),
            test: true,
        })?;
    } else {
        output.write(&format!(
            "{frames} frames of {}: {}",
            plan.describe(),
            args.out.display()
        ))?;
    }
    Ok(Exit::Pass)
}

/// Plays a plan into the folder `out`; `each` is called after every frame. Leaves the
/// number of frames.
pub(super) fn store(plan: &Plan, storage: Storage, out: &Path, each: impl FnMut()) -> Result<u64> {
    // What is impossible is told before anything is on the disk.
    let play = Play::new(plan)?;
    let partial = Partial::folder(out)?;
    let frames = fill(partial.path(), plan, storage, play, each).map_err(|e| partial.removed(e))?;
    partial.finish()?;
    Ok(frames)
}

fn fill(
    folder: &Path,
    plan: &Plan,
    storage: Storage,
    mut play: Play,
    mut each: impl FnMut(),
) -> Result<u64> {
    let mut new = NewSession::new(plan.challenge.clone());
    new.test = true;
    if storage.lossless {
        new.encoding = Encoding::Png;
    }
    // No date: the same options shall give the same files.
    new.source = Some(SourceNote {
        kind: "simulated".into(),
        name: None,
    });
    let mut writer = SessionWriter::create(folder, new)?;
    let mut shots = Vec::new();
    while let Some(frame) = play.next_frame()? {
        writer.push(&frame)?;
        shots.push(play.shot());
        each();
    }
    let frames = writer.frames();
    let prompts = play.screen().prompts();
    let person = Person::of(plan.setup.person);
    let truth = TruthJson::new(plan, storage, &person, &play.done(), &shots);
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).map_err(|e| Failure::io(name, &e))
    };
    let mut text = serde_json::to_vec_pretty(&truth)
        .map_err(|e| Failure::new("io", format!("{TRUTH}: {e}")))?;
    text.push(b'\n');
    write(TRUTH, &text)?;
    write(PORTRAIT, &jpeg(&portrait(person)?)?)?;
    // The header last: with it the session is whole.
    writer.finish(Some(prompts.clone()))?;
    Ok(frames)
}

fn jpeg(picture: &Picture) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, PORTRAIT_QUALITY)
        .write_image(
            picture.rgb(),
            picture.width(),
            picture.height(),
            ExtendedColorType::Rgb8,
        )
        .map_err(|e| Failure::new("image", format!("{PORTRAIT}: {e}")))?;
    Ok(bytes)
}
