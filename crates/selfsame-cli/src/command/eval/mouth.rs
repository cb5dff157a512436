//! `eval mouth`: mouth opening against the sound.
//!
//! For every clip with sound: the outer aperture at 25 samples a second, and the
//! natural log of the sound's RMS in windows of 40 ms around the same times
//! (16 kHz mono, decoded by an installed ffmpeg, the log floored at 60 dB below
//! the loudest window). Pearson's correlation of the two, clip by clip.

use std::path::{Path, PathBuf};

use selfsame::mouth::{MouthMeasures, OUTER_APERTURE};
use selfsame::pose::Pose;
use selfsame::signal::MouthSignal;
use selfsame::track::Tracker;
use selfsame::{Engine, FalseMatchRate};
use selfsame_capture::open_video;
use serde::Serialize;

use super::track::videos;
use super::{CommonArgs, parallel};
use crate::command::sound;
use crate::failure::Result;
use crate::files;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats;

/// Samples of sound a second.
const SOUND_RATE: f32 = sound::RATE as f32;
/// Half a window of the envelope, in samples: 20 ms.
const HALF_WINDOW: isize = 320;
/// Envelope floor, as a share of the loudest window: 60 dB.
const FLOOR: f64 = 1e-3;
/// Lags that are tried, samples of 40 ms to either side.
const LAGS: isize = 5;
/// Fewest samples (one second) for a correlation.
const LEAST: usize = 25;

/// Options of `eval mouth`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Needs an installed ffmpeg for the sound.

Example:
  selfsame eval mouth --videos clips --json mouth.json")]
pub(crate) struct Args {
    /// Folder of videos with sound, with folders below it
    #[arg(long, value_name = "DIR")]
    videos: PathBuf,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.mouth/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    videos: usize,
    /// Clips with sound and a face.
    n: usize,
    /// Mean over the clips, without any lag.
    mean_r: Option<f64>,
    mean_r_standard_error: Option<f64>,
    median_r: Option<f64>,
    /// The lag with the largest mean; positive: the mouth comes first.
    best_lag_ms: Option<i64>,
    best_lag_mean_r: Option<f64>,
    by_video: Vec<Video>,
}

#[derive(Serialize)]
struct Video {
    video: String,
    r: Option<f64>,
    #[serde(skip)]
    lags: Option<Vec<f64>>,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let videos = videos(&args.videos)?;
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let bar = output.bar(Some(videos.len() as u64), "videos");
    let by_video = parallel::map(&videos, args.common.jobs(), &bar, |path| {
        let lags = correlate(&engine, path)?;
        Ok(Video {
            video: files::relative(&args.videos, path),
            r: lags.as_ref().map(|l| l[LAGS as usize]),
            lags,
        })
    })?;
    let lags: Vec<&Vec<f64>> = by_video.iter().filter_map(|v| v.lags.as_ref()).collect();
    let at = |i: usize| -> Vec<f64> { lags.iter().map(|l| l[i]).collect() };
    let mut now = at(LAGS as usize);
    let centre = stats::mean(&now);
    now.sort_by(f64::total_cmp);
    let best = (0..=2 * LAGS as usize)
        .filter_map(|i| Some((i, stats::mean(&at(i))?.0)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let figures = Figures {
        schema: "selfsame.eval.mouth/1",
        videos: by_video.len(),
        n: lags.len(),
        mean_r: centre.map(|c| c.0),
        mean_r_standard_error: centre.map(|c| c.1),
        median_r: stats::percentile(&now, 0.5),
        best_lag_ms: best.map(|b| (b.0 as i64 - LAGS as i64) * 40),
        best_lag_mean_r: best.map(|b| b.1),
        by_video,
    };
    let text = match (figures.mean_r, figures.median_r, figures.best_lag_ms) {
        (Some(mean), Some(median), Some(lag)) => format!(
            "outer aperture against log sound  mean r {mean:.3} (standard error {:.3}), median \
             {median:.3}, n = {} of {} clips; best lag {lag} ms",
            figures.mean_r_standard_error.unwrap_or(0.0),
            figures.n,
            figures.videos
        ),
        _ => "no clip has sound and a face".into(),
    };
    args.common.finish(output, &figures, &text)?;
    Ok(Exit::Pass)
}

/// Correlation at every lag; none without sound, face or variation.
fn correlate(engine: &Engine, path: &Path) -> Result<Option<Vec<f64>>> {
    let sound = sound::of(path)?;
    let mut source = open_video(path)?;
    let mut tracker = Tracker::new();
    let mut measures = Vec::new();
    while let Some(frame) = source.next_frame()? {
        let picture = frame.to_picture();
        let time = frame.time();
        let seen = tracker.follow(&picture, time, engine.detector(), engine.landmarker())?;
        if let Some(pose) = seen.as_ref().and_then(|s| Pose::of(&s.mesh))
            && let Some(sighting) = &seen
        {
            measures.push((time, MouthMeasures::of(&sighting.mesh, &pose)));
        }
    }
    let signal = MouthSignal::resample(&measures);
    let Some(envelope) = envelope(&sound, &signal) else {
        return Ok(None);
    };
    let aperture: Vec<f64> = signal
        .measure(OUTER_APERTURE)
        .into_iter()
        .map(f64::from)
        .collect();
    Ok((-LAGS..=LAGS)
        .map(|lag| lagged(&aperture, &envelope, signal.seen(), lag))
        .collect())
}

/// Correlation of the mouth with the sound `lag` samples later.
fn lagged(mouth: &[f64], sound: &[f64], seen: &[bool], lag: isize) -> Option<f64> {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for i in 0..mouth.len().min(sound.len()) {
        let Some(j) = i.checked_add_signed(lag).filter(|&j| j < sound.len()) else {
            continue;
        };
        if seen[i] {
            a.push(mouth[i]);
            b.push(sound[j]);
        }
    }
    if a.len() < LEAST {
        return None;
    }
    stats::correlation(&a, &b)
}

/// Natural log of the sound's RMS at the signal's times.
fn envelope(sound: &[f32], signal: &MouthSignal) -> Option<Vec<f64>> {
    let rms: Vec<f64> = (0..signal.len())
        .map(|i| {
            let middle = (signal.time(i) * SOUND_RATE) as isize;
            let clip = |at: isize| at.clamp(0, sound.len() as isize) as usize;
            let window = &sound[clip(middle - HALF_WINDOW)..clip(middle + HALF_WINDOW)];
            let power: f64 = window.iter().map(|s| f64::from(*s).powi(2)).sum();
            (power / window.len().max(1) as f64).sqrt()
        })
        .collect();
    let loudest = rms.iter().copied().fold(0.0, f64::max);
    (loudest > 0.0).then(|| rms.iter().map(|r| r.max(FLOOR * loudest).ln()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use selfsame::mouth::MEASURES;
    use std::time::Duration;

    #[test]
    fn the_envelope_follows_the_sound_and_lags_are_signed() {
        let frames: Vec<_> = (0..100)
            .map(|i| {
                (
                    Duration::from_millis(i * 40),
                    MouthMeasures([0.0; MEASURES]),
                )
            })
            .collect();
        let signal = MouthSignal::resample(&frames);
        let sound: Vec<f32> = (0..64_000)
            .map(|i| {
                if (16_000..32_000).contains(&i) {
                    0.5
                } else {
                    0.0
                }
            })
            .collect();
        let envelope = envelope(&sound, &signal).unwrap();
        assert!((envelope[40] - 0.5f64.ln()).abs() < 1e-6);
        assert!(envelope[10] < -7.0);
        // A mouth that opens 80 ms before the sound.
        let mouth: Vec<f64> = (0..100)
            .map(|i| f64::from(u8::from((23..48).contains(&i))))
            .collect();
        let r: Vec<f64> = (-LAGS..=LAGS)
            .map(|lag| lagged(&mouth, &envelope, signal.seen(), lag).unwrap())
            .collect();
        let best = (0..r.len()).max_by(|&a, &b| r[a].total_cmp(&r[b])).unwrap();
        assert_eq!(best as isize - LAGS, 2);
    }
}
