//! What the session keeps of each frame: numbers, a small registered mouth
//! picture, a small face picture. The frame itself is let go.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::blend::Blends;
use crate::change::Glance;
use crate::error::Result;
use crate::eyes;
use crate::frame::Picture;
use crate::landmark::Mesh;
use crate::mouth::{MouthCrop, MouthMeasures};
use crate::pose::Pose;
use crate::quality::FaceQuality;
use crate::reason::Reason;
use crate::recall::Recall;
use crate::signal::MouthSignal;
use crate::track::Sighting;
use crate::warp::{self, Affine};

/// Side of the small face picture.
pub const THUMB: u32 = 128;
/// Small face pictures are kept at most this often.
const THUMB_EVERY: Duration = Duration::from_millis(66);
/// The texture of the face is looked at this often: neighbouring frames tell the same,
/// and the network costs as much as a mesh.
const TEXTURE_EVERY: Duration = Duration::from_millis(800);
/// No number of a frame is larger: pixels, degrees, levels, centimetres, shares.
const MOST: f32 = 1e6;

/// One frame.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Observation {
    /// When it was taken.
    pub time: Duration,
    /// A hash of its pixels; equal hashes mean equal pictures.
    pub fingerprint: u64,
    /// How much it differs from the picture before it: mean difference of coarse
    /// brightness in levels of 0..=255, the common change of light taken away. Zero for
    /// the first one.
    pub change: f32,
    /// How much detail a blend among the last few pictures lacks, 0..=1: a cross-fade
    /// lacks about half. Zero where there is no blend, and no face.
    pub blend: f32,
    /// How much the movement of the last half second differs from the most similar
    /// earlier one, a share of the movement: a loop comes to less than 0.1. None where
    /// nothing moves, and without a face.
    pub novelty: Option<f32>,
    /// The face, if one was found.
    pub seen: Option<Seen>,
}

/// The face in one frame.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seen {
    /// Which track it belongs to.
    pub track: u32,
    /// Faces of comparable size in the picture.
    pub faces: usize,
    /// Middle of the face, picture pixels.
    pub centre: [f32; 2],
    /// Head pose.
    pub pose: Pose,
    /// Size, light, sharpness.
    pub quality: FaceQuality,
    /// Mouth measures.
    pub mouth: MouthMeasures,
    /// How far the eyes are open, a share of their width: [`crate::eyes`].
    pub eyes: f32,
    /// Registered mouth picture.
    #[serde(skip)]
    pub crop: MouthCrop,
    /// Small face picture ([`THUMB`] a side, RGB), on some frames.
    #[serde(skip)]
    pub thumb: Option<Vec<u8>>,
    /// Natural log of the odds that the picture shows a live face, on some frames:
    /// [`crate::texture`].
    pub texture: Option<f32>,
}

impl Observation {
    /// Whether every number is one that a frame may give, whoever wrote it down.
    pub(crate) fn is_sane(&self) -> bool {
        let sane = |v: f32| v.abs() <= MOST;
        let of = |seen: &Seen| {
            let FaceQuality {
                eye_distance,
                brightness,
                contrast,
                sharpness,
                inside,
                turned,
            } = seen.quality;
            let quality = [
                eye_distance,
                brightness,
                contrast,
                sharpness,
                inside,
                turned,
            ];
            let others = [seen.eyes, seen.texture.unwrap_or(0.0)];
            seen.pose.numbers().all(sane)
                && (seen.mouth.0.into_iter().chain(quality).chain(others)).all(sane)
                && seen.centre.into_iter().all(sane)
        };
        [self.change, self.blend, self.novelty.unwrap_or(0.0)]
            .into_iter()
            .all(sane)
            && self.seen.as_ref().is_none_or(of)
    }
}

/// All frames of a session.
#[derive(Clone, Debug, Default)]
pub struct Observations {
    frames: Vec<Observation>,
    last_thumb: Option<Duration>,
    last_texture: Option<Duration>,
    last_glance: Option<Glance>,
    blends: Blends,
    recall: Recall,
}

impl Observations {
    /// The frames in order.
    #[must_use]
    pub fn frames(&self) -> &[Observation] {
        &self.frames
    }

    /// From frames that were observed elsewhere, in order.
    #[must_use]
    pub fn from_frames(frames: Vec<Observation>) -> Self {
        Self {
            frames,
            ..Self::default()
        }
    }

    /// The frames alone.
    pub(crate) fn into_frames(self) -> Vec<Observation> {
        self.frames
    }

    /// Time and face of each frame that has one.
    pub fn seen(&self) -> impl Iterator<Item = (Duration, &Seen)> {
        self.frames
            .iter()
            .filter_map(|f| Some((f.time, f.seen.as_ref()?)))
    }

    /// The mouth over time.
    #[must_use]
    pub fn signal(&self) -> MouthSignal {
        let frames: Vec<_> = self.seen().map(|(t, s)| (t, s.mouth)).collect();
        MouthSignal::resample(&frames)
    }

    /// Keeps what matters of a frame.
    pub(crate) fn add(
        &mut self,
        picture: &Picture,
        time: Duration,
        sighting: Option<&Sighting>,
    ) -> &Observation {
        let seen = sighting.and_then(|sighting| {
            let mesh = &sighting.mesh;
            let pose = Pose::of(mesh)?;
            let wanted = self
                .last_thumb
                .is_none_or(|last| time.saturating_sub(last) >= THUMB_EVERY);
            Some(Seen {
                track: sighting.track,
                faces: sighting.faces,
                centre: mesh.bounds().centre(),
                quality: FaceQuality::of(picture, mesh, &pose),
                mouth: MouthMeasures::of(mesh, &pose),
                eyes: eyes::opening(mesh),
                crop: MouthCrop::of(picture, &pose),
                thumb: wanted.then(|| thumb(picture, mesh)),
                texture: None,
                pose,
            })
        });
        if seen.as_ref().is_some_and(|s| s.thumb.is_some()) {
            self.last_thumb = Some(time);
        }
        let glance = Glance::of(picture);
        let change = (self.last_glance.as_ref()).map_or(0.0, |last| glance.change_from(last));
        self.last_glance = Some(glance);
        let fingerprint = fingerprint(picture);
        // The same picture again is no next one.
        let next = (self.frames.last()).is_none_or(|last| last.fingerprint != fingerprint);
        let face = sighting.filter(|_| next).map(|s| s.mesh.bounds());
        self.frames.push(Observation {
            time,
            fingerprint,
            change,
            blend: face.map_or(0.0, |face| self.blends.look(picture, &face, time)),
            novelty: face.and_then(|face| self.recall.look(picture, &face, time)),
            seen,
        });
        &self.frames[self.frames.len() - 1]
    }

    /// Looks at the texture of the frame that was added last, if it has a face and it is
    /// time to.
    pub(crate) fn look_at_texture(&mut self, look: impl FnOnce() -> Result<f32>) -> Result<()> {
        let Some(Observation {
            time,
            seen: Some(seen),
            ..
        }) = self.frames.last_mut()
        else {
            return Ok(());
        };
        let due = |last: Duration| time.saturating_sub(last) >= TEXTURE_EVERY;
        if self.last_texture.is_none_or(due) {
            seen.texture = Some(look()?);
            self.last_texture = Some(*time);
        }
        Ok(())
    }

    /// Reasons that the frames from `start` on give by themselves, when most of
    /// them are affected.
    #[must_use]
    pub fn quality_reasons(&self, start: Duration) -> Vec<Reason> {
        let seen: Vec<_> = self.seen().filter(|(t, _)| *t >= start).collect();
        if seen.is_empty() {
            return vec![Reason::NoFace];
        }
        let share = |test: &dyn Fn(&Seen) -> bool| {
            seen.iter().filter(|(_, s)| test(s)).count() as f32 / seen.len() as f32
        };
        let mut reasons = Vec::new();
        for (reason, limit, test) in [
            (
                Reason::SeveralFaces,
                0.2,
                &(|s: &Seen| s.faces > 1) as &dyn Fn(&Seen) -> bool,
            ),
            (Reason::HalfFace, 0.3, &|s| s.quality.inside < LEAST_INSIDE),
            (Reason::FaceTooSmall, 0.5, &|s| {
                s.quality.eye_distance < LEAST_EYE_DISTANCE
            }),
            (Reason::FaceTurned, 0.4, &|s| s.quality.turned > MOST_TURNED),
            (Reason::TooDark, 0.5, &|s| {
                s.quality.brightness < LEAST_BRIGHTNESS
            }),
            (Reason::TooBright, 0.5, &|s| {
                s.quality.brightness > MOST_BRIGHTNESS
            }),
            (Reason::TooBlurred, 0.5, &|s| {
                s.quality.sharpness < LEAST_SHARPNESS
            }),
        ] {
            if share(test) > limit {
                reasons.push(reason);
            }
        }
        reasons
    }
}

/// The share of the mesh's box that must be in the picture.
pub const LEAST_INSIDE: f32 = 0.85;
/// Least distance of the outer eye corners, pixels: below, lips have too few
/// pixels (chosen by eye; the small GRID recordings have 60).
pub const LEAST_EYE_DISTANCE: f32 = 36.0;
/// Most turn of the head, degrees.
pub const MOST_TURNED: f32 = 35.0;
/// Range of the face's mean luma (chosen by eye, not tuned).
pub const LEAST_BRIGHTNESS: f32 = 40.0;
/// See [`LEAST_BRIGHTNESS`].
pub const MOST_BRIGHTNESS: f32 = 225.0;
/// Least sharpness (chosen by eye; development recordings have 0.13 to 0.4).
pub const LEAST_SHARPNESS: f32 = 0.05;

fn thumb(picture: &Picture, mesh: &Mesh) -> Vec<u8> {
    let region = mesh.region();
    // Upright even when the head is tilted: a reviewer wants to see the tilt.
    let map = Affine::square(region.centre, region.side, 0.0, THUMB);
    warp::cut(picture, &map, THUMB, THUMB)
}

/// A quick hash of all pixels (multiply and rotate, eight bytes a step).
fn fingerprint(picture: &Picture) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325u64 ^ u64::from(picture.width());
    let mut chunks = picture.rgb().chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29);
    }
    for &byte in chunks.remainder() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    hash
}
