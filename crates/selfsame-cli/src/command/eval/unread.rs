//! `eval unread`: recordings of people who read no digits, and of photos.
//!
//! Enters: videos, or pictures by person and day. Leaves: how often liveness accepts a
//! session that is held with one, and what it holds against it. A recording that is
//! shorter than a session begins anew, and that alone gives it away; so it is also told
//! what all other rules say, and what they would have said had other digits been asked.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use selfsame::frame::open_still;
use selfsame::liveness::{Liveness, assess};
use selfsame::session::Trace;
use selfsame::{
    Challenge, Engine, FalseMatchRate, Frame, Guidance, Language, Level, Outcome, Picture, Reason,
    Session,
};
use selfsame_capture::open_video;
use selfsame_simulate::dice::Dice;
use serde::Serialize;

use super::track::videos;
use super::{CommonArgs, parallel, reasons, table};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::session::LevelArgs;
use crate::stats::Rate;

/// How many other challenges each session is held against.
const OTHERS: usize = 20;
/// Between two recordings' frames, and between pictures, which are still ones.
const STEP: Duration = Duration::from_millis(50);

/// A face that no challenge begins with in so long will not have one.
const LONGEST: Duration = Duration::from_secs(60);

/// Options of `eval unread`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
A session is held with each recording, which begins anew when it is over.

Examples:
  selfsame eval unread --videos talking_heads --json unread.json
  selfsame eval unread --root photos --pictures photos/manifest.csv")]
pub(crate) struct Args {
    /// Folder of videos, with folders below it
    #[arg(long, value_name = "DIR", required_unless_present = "pictures")]
    videos: Option<PathBuf>,
    /// CSV file: image,label,subject,pose,session; pictures that agree in all but the image
    /// are shown twenty a second
    #[arg(
        long,
        value_name = "FILE",
        requires = "root",
        conflicts_with = "videos"
    )]
    pictures: Option<PathBuf>,
    /// Folder that the paths of the table start from
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(flatten)]
    level: LevelArgs,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.unread/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    recordings: usize,
    /// Sessions that liveness accepts.
    accepted: Rate,
    /// Those that every rule accepts but those on cuts and repeats, of those in which a
    /// challenge began.
    accepted_uncut: Rate,
    /// The same frames, had other digits been asked at the same moments.
    accepted_others_uncut: Rate,
    /// What is held against the sessions; one may have several.
    reasons: reasons::Counts,
    sessions: Vec<SessionFigures>,
}

#[derive(Serialize)]
struct SessionFigures {
    recording: String,
    frames: usize,
    tracked: usize,
    liveness: Outcome,
    reasons: Vec<&'static str>,
    /// Whether all but the rules on cuts accept it; none where no challenge began.
    uncut: Option<bool>,
    others_uncut: [usize; 2],
}

/// One recording.
enum Recording {
    Video(PathBuf),
    Pictures(Vec<PathBuf>),
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let recordings = recordings(args)?;
    let level = args.level.level;
    let engine = globals.build_at(level, FalseMatchRate::OneIn10000)?;
    let numbered: Vec<_> = recordings.into_iter().enumerate().collect();
    let bar = output.bar(Some(numbered.len() as u64), "recordings");
    let sessions = parallel::map(
        &numbered,
        args.common.jobs(),
        &bar,
        |(i, (name, recording))| session(&engine, level, *i as u64, name, recording),
    )?;
    let figures = figures(sessions);
    args.common.finish(output, &figures, &figures.text())?;
    Ok(Exit::Pass)
}

/// What there is, by name.
fn recordings(args: &Args) -> Result<Vec<(String, Recording)>> {
    if let Some(folder) = &args.videos {
        let of = |path: PathBuf| (files::relative(folder, &path), Recording::Video(path));
        return Ok(videos(folder)?.into_iter().map(of).collect());
    }
    let (Some(table), Some(root)) = (&args.pictures, &args.root) else {
        return Err(Failure::usage("neither --videos nor --pictures"));
    };
    let columns = ["image", "label", "subject", "pose", "session"];
    let mut grouped: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for [image, label, subject, pose, session] in table::read(table, columns)? {
        let name = format!("{label} {subject} {pose} {session}");
        grouped.entry(name).or_default().push(root.join(image));
    }
    let of = |(name, pictures)| (name, Recording::Pictures(pictures));
    Ok(grouped.into_iter().map(of).collect())
}

/// A session with one recording.
fn session(
    engine: &Engine,
    level: Level,
    number: u64,
    name: &str,
    recording: &Recording,
) -> Result<SessionFigures> {
    let mut dice = Dice::new(number, "unread");
    let mut draw = || Challenge::draw_for_with(level, Language::English, &mut dice);
    let challenge = draw()?;
    let trace = hold(engine.session(challenge.clone()), recording)?;
    let completed = trace.judge(engine);
    let verdict = &completed.verdict;
    let uncut = |of: &Challenge| {
        let prompts = completed.evidence.prompts.as_ref()?;
        let observed = &completed.evidence.observations;
        Some(accepts_uncut(&assess(observed, of, prompts, level)))
    };
    let mut others = [0, 0];
    for _ in 0..OTHERS {
        if let Some(accepted) = uncut(&draw()?) {
            others[0] += usize::from(accepted);
            others[1] += 1;
        }
    }
    Ok(SessionFigures {
        recording: name.into(),
        frames: verdict.frames.total,
        tracked: verdict.frames.with_face,
        liveness: verdict.liveness.outcome,
        reasons: verdict.reasons.iter().map(|r| r.code()).collect(),
        uncut: uncut(&challenge),
        others_uncut: others,
    })
}

/// Whether every rule accepts it but those that a recording trips which begins anew. Where
/// that loses the face, nobody can say what the mouth did, and it is not accepted.
fn accepts_uncut(liveness: &Liveness) -> bool {
    let of_cuts = |reason: &Reason| {
        matches!(
            reason,
            Reason::FramesRepeated | Reason::TrackJumped | Reason::PersonChanged
        )
    };
    liveness.reasons.iter().all(of_cuts)
}

/// A session with a recording before the camera.
fn hold(mut session: Session, recording: &Recording) -> Result<Trace> {
    let mut shown = Shown::of(recording)?;
    loop {
        let frame = shown.next_frame()?;
        let done = session.push(&frame)? == Guidance::Done;
        if done || frame.time() > LONGEST {
            return Ok(session.into_trace()?);
        }
    }
}

/// Pictures and when they were taken, as often as they are there.
type Frames<'a> = Box<dyn Iterator<Item = Result<(Picture, Duration)>> + 'a>;

/// A recording that begins anew when it is over.
struct Shown<'a> {
    recording: &'a Recording,
    frames: Frames<'a>,
    /// When this round began, and when its next frame may come at the earliest.
    began: Duration,
    next: Duration,
}

impl<'a> Shown<'a> {
    fn of(recording: &'a Recording) -> Result<Self> {
        Ok(Self {
            recording,
            frames: frames(recording)?,
            began: Duration::ZERO,
            next: Duration::ZERO,
        })
    }

    fn next_frame(&mut self) -> Result<Frame> {
        let (picture, time) = match self.frames.next() {
            Some(frame) => frame?,
            None => {
                self.began = self.next;
                self.frames = frames(self.recording)?;
                let nothing = || Failure::new("format", "no frame in a recording");
                self.frames.next().ok_or_else(nothing)??
            }
        };
        let at = self.began + time;
        self.next = at + STEP;
        Ok(Frame::from_picture(picture, at).for_test())
    }
}

fn frames(recording: &Recording) -> Result<Frames<'_>> {
    Ok(match recording {
        Recording::Video(path) => {
            let mut source = open_video(path)?;
            Box::new(std::iter::from_fn(move || {
                let frame = source.next_frame().transpose()?;
                Some(match frame {
                    Ok(frame) => Ok((frame.to_picture(), frame.time())),
                    Err(error) => Err(error.into()),
                })
            }))
        }
        Recording::Pictures(paths) => Box::new(
            (0..)
                .zip(paths)
                .map(|(i, path)| Ok((open_still(path)?, STEP * i))),
        ),
    })
}

fn figures(sessions: Vec<SessionFigures>) -> Figures {
    let count = |of: &dyn Fn(&SessionFigures) -> bool| sessions.iter().filter(|s| of(s)).count();
    let began = count(&|s| s.uncut.is_some());
    let sum = |i: usize| sessions.iter().map(|s| s.others_uncut[i]).sum::<usize>();
    Figures {
        schema: "selfsame.eval.unread/1",
        recordings: sessions.len(),
        accepted: Rate::of(count(&|s| s.liveness == Outcome::Pass), sessions.len()),
        accepted_uncut: Rate::of(count(&|s| s.uncut == Some(true)), began),
        accepted_others_uncut: Rate::of(sum(0), sum(1)),
        reasons: reasons::count(sessions.iter().map(|s| &s.reasons)),
        sessions,
    }
}

impl Figures {
    fn text(&self) -> String {
        let mut text = format!(
            "accepted                           {}\n\
             without the rules on cuts          {}\n\
             the same, had others been asked    {}",
            self.accepted.text(),
            self.accepted_uncut.text(),
            self.accepted_others_uncut.text()
        );
        for (reason, count) in reasons::sorted(&self.reasons) {
            text += &format!("\n  {count:>4} {reason}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(liveness: Outcome, uncut: Option<bool>, others: [usize; 2]) -> SessionFigures {
        SessionFigures {
            recording: "a".into(),
            frames: 100,
            tracked: 100,
            liveness,
            reasons: match liveness {
                Outcome::Pass => vec![],
                _ => vec!["frames_repeated", "digits_not_read"],
            },
            uncut,
            others_uncut: others,
        }
    }

    #[test]
    fn what_never_began_is_no_reading_that_others_could_claim() {
        let figures = figures(vec![
            session(Outcome::Fail, Some(true), [3, 20]),
            session(Outcome::Fail, Some(false), [0, 20]),
            session(Outcome::Retry, None, [0, 0]),
            session(Outcome::Pass, Some(true), [1, 20]),
        ]);
        assert_eq!((figures.accepted.count, figures.accepted.n), (1, 4));
        let uncut = &figures.accepted_uncut;
        assert_eq!((uncut.count, uncut.n), (2, 3));
        let others = &figures.accepted_others_uncut;
        assert_eq!((others.count, others.n), (4, 60));
        let text = figures.text();
        assert!(
            text.ends_with("3 digits_not_read\n     3 frames_repeated"),
            "{text}"
        );
    }

    #[test]
    fn a_recording_that_is_over_begins_anew_later() {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = [10u8, 200]
            .map(|grey| {
                let path = folder.path().join(format!("{grey}.png"));
                image::RgbImage::from_pixel(64, 64, image::Rgb([grey; 3]))
                    .save(&path)
                    .unwrap();
                path
            })
            .into();
        let recording = Recording::Pictures(paths);
        let mut shown = Shown::of(&recording).unwrap();
        let seen: Vec<(u128, u8)> = (0..5)
            .map(|_| {
                let frame = shown.next_frame().unwrap();
                (frame.time().as_millis(), frame.to_picture().rgb()[0])
            })
            .collect();
        assert_eq!(seen, [(0, 10), (50, 200), (100, 10), (150, 200), (200, 10)]);
        let nothing = Recording::Pictures(Vec::new());
        assert!(Shown::of(&nothing).unwrap().next_frame().is_err());
    }
}
