//! Integrity: one unbroken track of one person in an uncut, unfrozen video.

mod cuts;
mod fades;
mod repeats;
mod times;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::matching::FalseMatchRate;
use crate::reason::Reason;
use cuts::Cuts;
use fades::Fades;
use repeats::Repeats;
use times::Times;

/// Longest time without the face.
const LONGEST_ABSENCE: f32 = 0.6;
/// Largest turn of the head between two frames at most 0.1 s apart, degrees.
/// People reach about 5 in the development recordings.
const LARGEST_TURN: f32 = 14.0;
/// Largest step of the face between two such frames, in eye distances.
const LARGEST_STEP: f32 = 0.6;
/// Any two of a session's best faces must match at this rate. They are seconds apart and more
/// alike than that, grimaces included; at a laxer one two pairs of people who look like each
/// other could have changed places, at the stricter ones one grimacing person would have been
/// held to be two (docs/measurements.md, Match).
pub const SAME_PERSON: FalseMatchRate = FalseMatchRate::OneIn1000;

/// How alike the best faces of different parts of a session are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sameness {
    /// The least cosine of two of them; none for fewer than two.
    pub(crate) least: Option<f32>,
    /// The least of two that are both good enough to tell.
    pub(crate) least_of_good: Option<f32>,
}

impl Sameness {
    /// What it holds against the session. A face that is seen poorly is unlike the others for
    /// that alone, which speaks against nobody; nor may the person change while it is.
    fn reason(self) -> Option<Reason> {
        let unlike = |least: Option<f32>| least.is_some_and(|l| l < SAME_PERSON.threshold());
        if unlike(self.least_of_good) {
            return Some(Reason::PersonChanged);
        }
        unlike(self.least).then_some(Reason::LiveTooPoor)
    }
}

pub(super) fn judge(material: &Material<'_>) -> Channel {
    let start = material.prompts.start();
    let frames: Vec<_> = material
        .observations
        .frames()
        .iter()
        .filter(|f| f.time >= start)
        .collect();
    let mut reasons = Vec::new();
    let times = Times::of(start, frames.iter().map(|f| f.time));
    let repeats = Repeats::of(&frames);
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
    if !times.suffice() {
        reasons.push(Reason::FramesMissing);
    }
    if absence > LONGEST_ABSENCE || tracks > 0 {
        reasons.push(Reason::FaceLost);
    }
    if repeats.found() {
        reasons.push(Reason::FramesRepeated);
    }
    // Whoever covers the camera does not cut; and where frames are missing, anything jumps.
    let pairs = frames.windows(2);
    let whole = pairs.filter(|pair| pair.iter().all(|f| f.seen.is_some()));
    let cuts = Cuts::of(&whole.map(|pair| pair[1]).collect::<Vec<_>>());
    let fades = Fades::of(frames.iter().map(|f| (f.time, f.blend)));
    let jumped = turn > LARGEST_TURN || step > LARGEST_STEP || cuts.found() || fades.found();
    if jumped && times.suffice() {
        reasons.push(Reason::TrackJumped);
    }
    reasons.extend(material.sameness.reason());
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
            measure("frames a second", times.rate, ""),
            measure("longest time without a frame", times.hole, "s"),
            measure("time in holes between frames", 100.0 * times.in_holes, "%"),
            measure("longest time without the face", absence, "s"),
            measure("longest repeated picture", repeats.freeze, "s"),
            measure("pictures that came back", repeats.returns as f32, ""),
            measure(
                "movement unlike any before",
                repeats.novelty.unwrap_or(1.0),
                "x",
            ),
            measure("largest turn between frames", turn, "degrees"),
            measure("largest step between frames", step, "eye distances"),
            measure("most sudden change of the picture", cuts.largest, "x"),
            measure("detail that a blend lacks", 100.0 * fades.largest, "%"),
        ],
    }
}

fn seconds(from: Duration, to: Duration) -> f32 {
    to.saturating_sub(from).as_secs_f32()
}
