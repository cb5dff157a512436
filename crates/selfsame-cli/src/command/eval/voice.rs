//! `eval voice`: does a mouth's own sound go with it better than another?
//!
//! Enters: recordings with sound. Leaves: likelihood ratios of the mouth with its own
//! sound, with that of other recordings (of the same speaker, where there are several),
//! and with its own a while too early or too late; equal error rates, and the errors at
//! the channel's threshold. Several recordings may be joined to one of a session's
//! length.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use selfsame::liveness::VOICE_OUT_OF_STEP;
use selfsame::sound::{SideBySide, Sound, SoundLevels};
use selfsame::{Engine, FalseMatchRate};
use selfsame_simulate::dice::Dice;
use serde::Serialize;

use super::track::videos;
use super::{CommonArgs, parallel};
use crate::command::spoken::{Clip, SpokenArgs};
use crate::command::{mouths, sound};
use crate::failure::{Failure, Result};
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::{self, Rate, equal_error};

/// Other recordings' sounds a mouth.
const OTHERS: usize = 10;
/// By how many samples of 40 ms the own sound is moved, either way.
const SHIFTS: [isize; 4] = [8, 12, 18, 25];
/// Sound is handed over in pieces of so many samples, as a microphone does: 20 ms.
const PIECE: usize = 320;

/// Options of `eval voice`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Needs an installed ffmpeg for the sound.

Examples:
  selfsame eval voice --manifest digits.csv --split val --json voice.json
  selfsame eval voice --videos clips --join 5")]
pub(crate) struct Args {
    #[command(flatten)]
    spoken: SpokenArgs,
    /// Folder of videos with sound, each of another speaker, with folders below it
    #[arg(
        long,
        value_name = "DIR",
        conflicts_with = "manifest",
        required_unless_present = "manifest"
    )]
    videos: Option<PathBuf>,
    /// Join so many recordings of a speaker to one
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=20))]
    join: u16,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.voice/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    recordings: usize,
    /// Without sound, without a face, or without anything to tell.
    not_measured: usize,
    speakers: usize,
    join: u16,
    /// Seconds of a measured mouth, mean.
    seconds: Option<f64>,
    threshold: f32,
    own: Claims,
    others: Claims,
    moved: BTreeMap<String, Claims>,
}

/// Likelihood ratios of one kind of sound.
#[derive(Serialize)]
struct Claims {
    n: usize,
    /// Mean correlation.
    correlation: Option<f64>,
    /// 5th, 25th, 50th, 75th and 95th percentile.
    llr: Option<[f64; 5]>,
    /// Held against the session: at or below the threshold.
    out_of_step: Rate,
    /// Against the own sounds.
    eer: Option<f64>,
}

/// A recording, or several that were joined.
struct Mouth {
    speaker: String,
    beside: SideBySide,
}

/// Ratio and correlation.
type Score = (f32, f32);

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let clips = clips(args)?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let bar = output.bar(Some(clips.len() as u64), "recordings");
    let measured = parallel::map(&clips, args.common.jobs(), &bar, |clip| {
        measure(&engine, clip)
    })?;
    let measured: Vec<Mouth> = measured.into_iter().flatten().collect();
    let lost = clips.len() - measured.len();
    let figures = figures(join(measured, args.join), args.join, lost, clips.len());
    args.common.finish(output, &figures, &figures.text())?;
    Ok(Exit::Pass)
}

fn clips(args: &Args) -> Result<Vec<Clip>> {
    let Some(folder) = &args.videos else {
        return args.spoken.clips();
    };
    let named = |path: PathBuf| Clip {
        speaker: path.to_string_lossy().into_owned(),
        path,
        words: Vec::new(),
    };
    Ok(videos(folder)?.into_iter().map(named).collect())
}

/// None without sound or a face.
fn measure(engine: &Engine, clip: &Clip) -> Result<Option<Mouth>> {
    let levels = levels(&clip.path)?;
    if levels.is_empty() {
        return Ok(None);
    }
    let signal = mouths::of_video(engine, &clip.path)?;
    let beside = SideBySide::of(&signal, &levels, [0.0, f32::MAX]);
    Ok((!beside.is_empty()).then(|| Mouth {
        speaker: clip.speaker.clone(),
        beside,
    }))
}

/// The loudness of a recording's sound.
fn levels(path: &Path) -> Result<SoundLevels> {
    let samples = sound::of(path)?;
    let mut levels = SoundLevels::default();
    for (i, piece) in samples.chunks(PIECE).enumerate() {
        let time = Duration::from_millis(20 * i as u64);
        let told = Sound::new(piece, sound::RATE, time).and_then(|sound| levels.push(&sound));
        told.map_err(|e| Failure::from(e.at(path.display())))?;
    }
    Ok(levels)
}

/// Recordings of one speaker, in the order in which they came, none of them twice.
fn join(mouths: Vec<Mouth>, count: u16) -> Vec<Mouth> {
    let mut by_speaker: BTreeMap<String, Vec<SideBySide>> = BTreeMap::new();
    for mouth in mouths {
        by_speaker
            .entry(mouth.speaker)
            .or_default()
            .push(mouth.beside);
    }
    let of = |(speaker, parts): (String, Vec<SideBySide>)| {
        let joined = parts.chunks_exact(usize::from(count)).map(move |parts| {
            let (speaker, beside) = (speaker.clone(), SideBySide::joined(parts));
            Mouth { speaker, beside }
        });
        joined.collect::<Vec<_>>()
    };
    by_speaker.into_iter().flat_map(of).collect()
}

fn score(beside: &SideBySide) -> Option<Score> {
    beside.in_step().map(|step| (step.llr, step.correlation))
}

fn figures(mouths: Vec<Mouth>, join: u16, lost: usize, recordings: usize) -> Figures {
    let own: Vec<Score> = mouths.iter().filter_map(|m| score(&m.beside)).collect();
    let seconds: Vec<f64> = mouths
        .iter()
        .map(|m| m.beside.len() as f64 / f64::from(selfsame::signal::RATE))
        .collect();
    let moved = SHIFTS.map(|shift| {
        let scores = mouths
            .iter()
            .flat_map(|m| [shift, -shift].map(|by| score(&m.beside.with_sound_later(by))));
        let name = format!("{:.2}", shift as f32 / selfsame::signal::RATE);
        (
            name,
            Claims::of(&scores.flatten().collect::<Vec<_>>(), &own),
        )
    });
    let speakers: std::collections::BTreeSet<_> = mouths.iter().map(|m| &m.speaker).collect();
    Figures {
        schema: "selfsame.eval.voice/1",
        recordings,
        not_measured: lost + mouths.len() - own.len(),
        speakers: speakers.len(),
        join,
        seconds: stats::mean(&seconds).map(|m| m.0),
        threshold: VOICE_OUT_OF_STEP,
        others: Claims::of(&others(&mouths), &own),
        moved: moved.into(),
        own: Claims::of(&own, &own),
    }
}

/// Each mouth with the sound of others: of its speaker's, unless there is only one.
fn others(mouths: &[Mouth]) -> Vec<Score> {
    let mut dice = Dice::new(1, "other sounds");
    let mut scores = Vec::new();
    for (i, mouth) in mouths.iter().enumerate() {
        let with = |same: bool| -> Vec<usize> {
            let fits = |&j: &usize| j != i && (mouths[j].speaker == mouth.speaker) == same;
            (0..mouths.len()).filter(fits).collect()
        };
        let mut choice = with(true);
        if choice.is_empty() {
            choice = with(false);
        }
        for _ in 0..OTHERS.min(choice.len()) {
            let j = choice.swap_remove(dice.below(choice.len()));
            scores.extend(score(&mouth.beside.with_sound_of(&mouths[j].beside)));
        }
    }
    scores
}

impl Claims {
    fn of(scores: &[Score], own: &[Score]) -> Self {
        let ratios = |scores: &[Score]| scores.iter().map(|s| s.0).collect::<Vec<f32>>();
        let mut sorted: Vec<f64> = scores.iter().map(|s| f64::from(s.0)).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share| stats::percentile(&sorted, share).unwrap_or(f64::NAN);
        let correlations: Vec<f64> = scores.iter().map(|s| f64::from(s.1)).collect();
        let below = scores.iter().filter(|s| s.0 <= VOICE_OUT_OF_STEP).count();
        Self {
            n: scores.len(),
            correlation: stats::mean(&correlations).map(|m| m.0),
            llr: (!sorted.is_empty()).then(|| [0.05, 0.25, 0.5, 0.75, 0.95].map(at)),
            out_of_step: Rate::of(below, scores.len()),
            eer: equal_error(&ratios(own), &ratios(scores)).filter(|_| scores != own),
        }
    }

    fn line(&self, name: &str) -> String {
        let number = |v: Option<f64>| v.map_or("-".into(), |v| format!("{v:.3}"));
        format!(
            "\n{name:<16} EER {:<7} r {:<7} LLR {:<7} out of step {}",
            number(self.eer),
            number(self.correlation),
            number(self.llr.map(|l| l[2])),
            self.out_of_step.text()
        )
    }
}

impl Figures {
    fn text(&self) -> String {
        let mut text = format!(
            "{} recordings of {} speakers, {} not measured; {} joined, {:.1} s",
            self.recordings,
            self.speakers,
            self.not_measured,
            self.join,
            self.seconds.unwrap_or(0.0)
        );
        text += &self.own.line("own sound");
        text += &self.others.line("another's");
        for (seconds, claims) in &self.moved {
            text += &claims.line(&format!("own, {seconds} s off"));
        }
        text
    }
}
