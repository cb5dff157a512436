//! `eval track`: the share of frames in which the tracker holds a face, and on demand what
//! the cascade finds again around the face of the frame before.

mod again;

use std::path::{Path, PathBuf};

use selfsame::track::Tracker;
use selfsame::{Engine, FalseMatchRate};
use selfsame_capture::open_video;
use serde::Serialize;

use self::again::{Again, Follower};
use super::{CommonArgs, parallel};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::Rate;

/// Options of `eval track`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example:
  selfsame eval track --videos clips --json track.json")]
pub(crate) struct Args {
    /// Folder of videos, with folders below it
    #[arg(long, value_name = "DIR")]
    videos: PathBuf,
    /// Also search each frame around the face of the frame before, with the cascade alone
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.track/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    videos: usize,
    frames: u64,
    with_face: Rate,
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<again::Figures>,
    by_video: Vec<Video>,
}

#[derive(Serialize)]
struct Video {
    video: String,
    frames: usize,
    with_face: usize,
    share: Option<f64>,
    /// How often the face was lost and found again.
    tracks: u32,
    #[serde(skip)]
    again: Again,
}

/// The videos below a folder.
pub(super) fn videos(folder: &Path) -> Result<Vec<PathBuf>> {
    let videos = files::below(folder, files::VIDEOS)?;
    if videos.is_empty() {
        return Err(Failure::new(
            "not_found",
            format!("{}: no videos in it", folder.display()),
        ));
    }
    Ok(videos)
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let videos = videos(&args.videos)?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let bar = output.bar(Some(videos.len() as u64), "videos");
    let by_video = parallel::map(&videos, args.common.jobs(), &bar, |path| {
        track(&engine, args, path)
    })?;
    let frames: usize = by_video.iter().map(|v| v.frames).sum();
    let seen = by_video.iter().map(|v| v.with_face).sum();
    let with_face = Rate::of(seen, frames);
    let mut text = format!("frames with a face  {}", with_face.text());
    for video in by_video.iter().filter(|v| v.with_face < v.frames) {
        text += &format!(
            "\n  {}: {} of {}, {} tracks",
            video.video, video.with_face, video.frames, video.tracks
        );
    }
    let again = args.again.then(|| {
        let mut all = Again::default();
        by_video.iter().for_each(|video| all.add(&video.again));
        all.figures()
    });
    if let Some(again) = &again {
        text += &format!("\n{}", again.text());
    }
    let figures = Figures {
        schema: "selfsame.eval.track/1",
        videos: by_video.len(),
        frames: with_face.n,
        with_face,
        again,
        by_video,
    };
    args.common.finish(output, &figures, &text)?;
    Ok(Exit::Pass)
}

fn track(engine: &Engine, args: &Args, path: &Path) -> Result<Video> {
    let mut source = open_video(path)?;
    let mut tracker = Tracker::new();
    let mut follower = Follower::default();
    let (mut frames, mut with_face, mut tracks) = (0, 0, 0);
    while let Some(frame) = source.next_frame()? {
        let picture = frame.to_picture();
        if args.again {
            follower.next(engine.detector(), &picture.to_grey())?;
        }
        let sighting = tracker.follow(
            &picture,
            frame.time(),
            engine.detector(),
            engine.landmarker(),
        )?;
        frames += 1;
        if let Some(sighting) = sighting {
            with_face += 1;
            tracks = tracks.max(sighting.track);
        }
    }
    Ok(Video {
        video: files::relative(&args.videos, path),
        share: (frames > 0).then(|| with_face as f64 / frames as f64),
        frames,
        with_face,
        tracks,
        again: follower.again,
    })
}
