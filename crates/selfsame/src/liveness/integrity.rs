//! Integrity: one unbroken track of one person in an uncut, unfrozen video.

mod cuts;

use std::time::Duration;

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::matching::FalseMatchRate;
use crate::reason::Reason;
use cuts::Cuts;

/// Longest time without a frame.
const LONGEST_HOLE: f32 = 0.4;
/// Least frames a second on average: below, digits blur into each other.
const LEAST_RATE: f32 = 12.0;
/// Longest time without the face.
const LONGEST_ABSENCE: f32 = 0.6;
/// Longest run of one and the same picture. Cameras never repeat: their noise
/// differs; video encoders may repeat a few frames of a still scene.
const LONGEST_FREEZE: f32 = 0.4;
/// Largest turn of the head between two frames at most 0.1 s apart, degrees.
/// People reach about 5 in the development recordings.
const LARGEST_TURN: f32 = 14.0;
/// Largest step of the face between two such frames, in eye distances.
const LARGEST_STEP: f32 = 0.6;
/// Smallest cosine of two best faces of one session: that of a false-match rate
/// of 1e-2. Several pairs are compared, so a swap rarely escapes, and 0.2 % of
/// pairs of one person's portraits taken years apart fall below it; a session's
/// frames are seconds apart.
const LEAST_SAMENESS: f32 = FalseMatchRate::OneIn100.threshold();

pub(super) fn judge(material: &Material<'_>) -> Channel {
    let start = material.prompts.start();
    let frames: Vec<_> = material
        .observations
        .frames()
        .iter()
        .filter(|f| f.time >= start)
        .collect();
    let mut reasons = Vec::new();
    let mut hole = 0.0f32;
    let mut freeze = 0.0f32;
    let mut frozen_since = None;
    for pair in frames.windows(2) {
        hole = hole.max(seconds(pair[0].time, pair[1].time));
        if pair[0].fingerprint == pair[1].fingerprint {
            let since = *frozen_since.get_or_insert(pair[0].time);
            freeze = freeze.max(seconds(since, pair[1].time));
        } else {
            frozen_since = None;
        }
    }
    let length = match (frames.first(), frames.last()) {
        (Some(a), Some(b)) => seconds(a.time, b.time),
        _ => 0.0,
    };
    let rate = if length > 0.0 {
        (frames.len() - 1) as f32 / length
    } else {
        0.0
    };
    let seen: Vec<_> = frames
        .iter()
        .filter_map(|f| Some((f.time, f.seen.as_ref()?)))
        .collect();
    let mut absence = 0.0f32;
    let mut turn = 0.0f32;
    let mut step = 0.0f32;
    for pair in seen.windows(2) {
        let gap = seconds(pair[0].0, pair[1].0);
        absence = absence.max(gap);
        if gap <= 0.1 {
            let (a, b) = (pair[0].1, pair[1].1);
            turn = turn.max(a.pose.turn_from(&b.pose));
            let moved = (a.centre[0] - b.centre[0]).hypot(a.centre[1] - b.centre[1]);
            step = step.max(moved / a.quality.eye_distance.max(1.0));
        }
    }
    if let (Some(last), Some(frame)) = (seen.last(), frames.last()) {
        absence = absence.max(seconds(last.0, frame.time));
    }
    let tracks = seen
        .windows(2)
        .filter(|pair| pair[0].1.track != pair[1].1.track)
        .count();
    if hole > LONGEST_HOLE || (length > 1.0 && rate < LEAST_RATE) {
        reasons.push(Reason::FramesMissing);
    }
    if absence > LONGEST_ABSENCE || tracks > 0 {
        reasons.push(Reason::FaceLost);
    }
    if freeze > LONGEST_FREEZE {
        reasons.push(Reason::FramesRepeated);
    }
    let cuts = Cuts::of(&frames);
    if turn > LARGEST_TURN || step > LARGEST_STEP || cuts.found() {
        reasons.push(Reason::TrackJumped);
    }
    if material.sameness.is_some_and(|s| s < LEAST_SAMENESS) {
        reasons.push(Reason::PersonChanged);
    }
    let measure = |name, value, unit| Measure { name, value, unit };
    Channel {
        name: ChannelName::Integrity,
        finding: if reasons.is_empty() {
            Finding::Supports
        } else {
            Finding::Contradicts
        },
        llr: None,
        reasons,
        measures: vec![
            measure("frames a second", rate, ""),
            measure("longest time without a frame", hole, "s"),
            measure("longest time without the face", absence, "s"),
            measure("longest repeated picture", freeze, "s"),
            measure("largest turn between frames", turn, "degrees"),
            measure("largest step between frames", step, "eye distances"),
            measure("most sudden change of the picture", cuts.largest, "x"),
        ],
    }
}

fn seconds(from: Duration, to: Duration) -> f32 {
    to.saturating_sub(from).as_secs_f32()
}
