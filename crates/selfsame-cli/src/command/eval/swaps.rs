//! `eval swaps`: whether a change of person in mid-session shows in the templates of its best
//! faces.
//!
//! Enters: videos of one person each, or pictures of several sittings. Leaves: how many sittings
//! of one person would be taken for two people's, and how many changes from any one to any other
//! are seen, at the threshold in use and at the others. A session compares six faces with each
//! other, one of every three seconds; here they are spread over a sitting, and of a change one
//! to five are the first person's. Only the templates are asked: the cut between two people, and
//! the jump of the track, come on top in a session.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use selfsame::frame::open_still;
use selfsame::liveness::SAME_PERSON;
use selfsame::session::FACES_COMPARED;
use selfsame::template::Template;
use selfsame::track::Tracker;
use selfsame::{Engine, FalseMatchRate};
use selfsame_capture::open_video;
use serde::Serialize;

use super::{CommonArgs, parallel, table, track};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::Rate;

/// Of a video one face is taken in so much time.
const EVERY: Duration = Duration::from_secs(1);

/// Options of `eval swaps`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  selfsame eval swaps --videos clips
  selfsame eval swaps --manifest photos/manifest.csv --json swaps.json")]
#[command(group = clap::ArgGroup::new("source").required(true))]
pub(crate) struct Args {
    /// Folder of videos of one person each, with folders below it
    #[arg(long, value_name = "DIR", group = "source")]
    videos: Option<PathBuf>,
    /// CSV file of pictures: image,label,subject,session. Those whose label is live are taken
    #[arg(long, value_name = "FILE", group = "source")]
    manifest: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.swaps/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    people: usize,
    sittings: usize,
    faces: usize,
    /// The least cosine of two faces of one sitting, over all sittings.
    least: Option<f32>,
    /// The rate whose threshold sessions use.
    used: FalseMatchRate,
    by_rate: BTreeMap<&'static str, AtRate>,
}

#[derive(Serialize)]
struct AtRate {
    threshold: f32,
    /// Sittings of one person that would be held to be two people's.
    refused: Rate,
    /// Changes that are seen; of one sitting to one of somebody else, at five places.
    detected: Rate,
    /// Those of which one face alone was the first person's, or the second's.
    detected_of_one: Rate,
    missed: Vec<[String; 2]>,
}

/// Faces of one person on one day.
struct Sitting {
    person: String,
    name: String,
    faces: Vec<Template>,
}

/// A change of person that was simulated.
struct Change<'a> {
    names: [&'a str; 2],
    first: usize,
    /// The least cosine of two of the six faces.
    least: f32,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let sittings = match (&args.videos, &args.manifest) {
        (Some(folder), _) => of_videos(&engine, folder, args, output)?,
        (None, Some(manifest)) => of_pictures(&engine, manifest, args, output)?,
        (None, None) => Vec::new(),
    };
    let least: Vec<f32> = sittings
        .iter()
        .filter_map(|s| least(&s.faces.iter().collect::<Vec<_>>()))
        .collect();
    let changes = changes(&sittings);
    let at = |rate: FalseMatchRate| {
        let threshold = rate.threshold();
        let seen = |changes: &[&Change<'_>]| {
            let seen = changes.iter().filter(|c| c.least < threshold).count();
            Rate::of(seen, changes.len())
        };
        let all: Vec<&Change<'_>> = changes.iter().collect();
        let of_one: Vec<&Change<'_>> = changes
            .iter()
            .filter(|c| c.first == 1 || c.first == FACES_COMPARED - 1)
            .collect();
        let mut missed: Vec<[String; 2]> = changes
            .iter()
            .filter(|c| c.least >= threshold)
            .map(|c| c.names.map(str::to_owned))
            .collect();
        missed.dedup();
        AtRate {
            threshold,
            refused: Rate::of(
                least.iter().filter(|l| **l < threshold).count(),
                least.len(),
            ),
            detected: seen(&all),
            detected_of_one: seen(&of_one),
            missed,
        }
    };
    let mut people: Vec<&str> = sittings.iter().map(|s| s.person.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    let figures = Figures {
        schema: "selfsame.eval.swaps/1",
        people: people.len(),
        sittings: sittings.len(),
        faces: sittings.iter().map(|s| s.faces.len()).sum(),
        least: least.iter().copied().min_by(f32::total_cmp),
        used: SAME_PERSON,
        by_rate: FalseMatchRate::ALL
            .map(|rate| (rate.name(), at(rate)))
            .into(),
    };
    args.common.finish(output, &figures, &text(&figures))?;
    Ok(Exit::Pass)
}

fn text(figures: &Figures) -> String {
    let mut text = format!(
        "{} people, {} sittings, {} faces; least cosine of one sitting {}",
        figures.people,
        figures.sittings,
        figures.faces,
        figures.least.map_or("-".into(), |l| format!("{l:.3}")),
    );
    for (name, at) in &figures.by_rate {
        let used = if *name == figures.used.name() {
            ", in use"
        } else {
            ""
        };
        text += &format!(
            "\nat {name}, threshold {:.3}{used}\n  held to be two people  {}\n  \
             changes seen           {}\n  of a single face       {}",
            at.threshold,
            at.refused.text(),
            at.detected.text(),
            at.detected_of_one.text()
        );
        for [from, to] in &at.missed {
            text += &format!("\n  missed: {from} to {to}");
        }
    }
    text
}

fn of_videos(engine: &Engine, folder: &Path, args: &Args, output: &Output) -> Result<Vec<Sitting>> {
    let videos = track::videos(folder)?;
    let bar = output.bar(Some(videos.len() as u64), "videos");
    parallel::map(&videos, args.common.jobs(), &bar, |path| {
        let name = files::relative(folder, path);
        Ok(Sitting {
            person: name.clone(),
            faces: faces(engine, path)?,
            name,
        })
    })
}

fn faces(engine: &Engine, path: &Path) -> Result<Vec<Template>> {
    let mut source = open_video(path)?;
    let mut tracker = Tracker::new();
    let mut faces = Vec::new();
    let mut next = Duration::ZERO;
    while let Some(frame) = source.next_frame()? {
        let picture = frame.to_picture();
        let sighting = tracker.follow(
            &picture,
            frame.time(),
            engine.detector(),
            engine.landmarker(),
        )?;
        if let Some(sighting) = sighting
            && frame.time() >= next
        {
            next = frame.time() + EVERY;
            faces.push(engine.template(&picture, &sighting.mesh)?);
        }
    }
    Ok(faces)
}

fn of_pictures(
    engine: &Engine,
    manifest: &Path,
    args: &Args,
    output: &Output,
) -> Result<Vec<Sitting>> {
    let root = manifest.parent().unwrap_or(Path::new(""));
    let rows = table::read(manifest, ["image", "label", "subject", "session"])?;
    let live: Vec<[String; 4]> = rows
        .into_iter()
        .filter(|[_, label, ..]| label == "live")
        .collect();
    if live.is_empty() {
        let what = format!("{}: no row whose label is live", manifest.display());
        return Err(Failure::new("format", what));
    }
    let bar = output.bar(Some(live.len() as u64), "pictures");
    let templates = parallel::map(&live, args.common.jobs(), &bar, |[image, ..]| {
        let picture = open_still(root.join(image))?;
        let face = engine.portrait_faces(&picture)?.into_iter().next();
        let template = face.map(|face| engine.template(&picture, &face.mesh));
        Ok(template.transpose()?)
    })?;
    let mut sittings: BTreeMap<[&str; 2], Vec<Template>> = BTreeMap::new();
    for ([_, _, subject, session], template) in live.iter().zip(templates) {
        sittings
            .entry([subject, session])
            .or_default()
            .extend(template);
    }
    let sitting = |([person, session], faces): ([&str; 2], Vec<Template>)| Sitting {
        person: person.to_owned(),
        name: format!("{person}, session {session}"),
        faces,
    };
    Ok(sittings.into_iter().map(sitting).collect())
}

/// Everybody to everybody else, at five places.
fn changes(sittings: &[Sitting]) -> Vec<Change<'_>> {
    let mut changes = Vec::new();
    for a in sittings {
        for b in sittings {
            if a.person == b.person || a.faces.is_empty() || b.faces.is_empty() {
                continue;
            }
            for first in 1..FACES_COMPARED {
                let mut six = spread(&a.faces, first);
                six.extend(spread(&b.faces, FACES_COMPARED - first));
                changes.extend(least(&six).map(|least| Change {
                    names: [&a.name, &b.name],
                    first,
                    least,
                }));
            }
        }
    }
    changes
}

/// At most so many of them, evenly spread.
fn spread(faces: &[Template], count: usize) -> Vec<&Template> {
    let count = count.min(faces.len());
    let place = |i: usize| (2 * i + 1) * faces.len() / (2 * count);
    (0..count).map(|i| &faces[place(i)]).collect()
}

/// The least cosine of two of them, which one engine made; none of fewer.
fn least(faces: &[&Template]) -> Option<f32> {
    let pairs = (0..faces.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let cosines = pairs.filter_map(|(i, j)| faces[i].cosine(faces[j]).ok());
    cosines.min_by(f32::total_cmp)
}
