//! What the person should be told right now.

use std::time::Duration;

use serde::Serialize;

use crate::challenge::{PromptTimes, SHOWN_FOR};
use crate::observation::{
    LEAST_BRIGHTNESS, LEAST_EYE_DISTANCE, LEAST_INSIDE, LEAST_SHARPNESS, MOST_BRIGHTNESS,
    MOST_TURNED, Seen,
};
use crate::reason::Reason;

/// What the person should be told right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Guidance {
    /// No face: look into the camera.
    LookHere,
    /// More than one face.
    OnePersonOnly,
    /// The face is too small.
    ComeCloser,
    /// The face does not fit into the picture.
    MoveIntoPicture,
    /// The head is turned away.
    FaceTheCamera,
    /// Too dark.
    MoreLight,
    /// Too bright.
    LessLight,
    /// Out of focus.
    Blurred,
    /// All is well: the challenge starts in a moment.
    HoldStill,
    /// Say the warm-up sentence.
    SayWarmUp,
    /// Close the mouth and wait for the next digit.
    Rest,
    /// Read this digit aloud.
    Read(u8),
    /// The session is over.
    Done,
}

impl Guidance {
    /// The reason that a session gives which never got past this.
    pub(super) const fn reason(self) -> Reason {
        match self {
            Self::OnePersonOnly => Reason::SeveralFaces,
            Self::ComeCloser => Reason::FaceTooSmall,
            Self::MoveIntoPicture => Reason::HalfFace,
            Self::FaceTheCamera => Reason::FaceTurned,
            Self::MoreLight => Reason::TooDark,
            Self::LessLight => Reason::TooBright,
            Self::Blurred => Reason::TooBlurred,
            _ => Reason::NoFace,
        }
    }
}

/// What is wrong with the face's place or light; `None` if nothing is.
pub(super) fn placing(seen: Option<&Seen>) -> Option<Guidance> {
    let Some(seen) = seen else {
        return Some(Guidance::LookHere);
    };
    let quality = &seen.quality;
    let problems = [
        (seen.faces > 1, Guidance::OnePersonOnly),
        (quality.inside < LEAST_INSIDE, Guidance::MoveIntoPicture),
        (
            quality.eye_distance < LEAST_EYE_DISTANCE,
            Guidance::ComeCloser,
        ),
        (quality.turned > MOST_TURNED, Guidance::FaceTheCamera),
        (quality.brightness < LEAST_BRIGHTNESS, Guidance::MoreLight),
        (quality.brightness > MOST_BRIGHTNESS, Guidance::LessLight),
        (quality.sharpness < LEAST_SHARPNESS, Guidance::Blurred),
    ];
    problems.into_iter().find(|p| p.0).map(|p| p.1)
}

/// What to show while the challenge runs. A digit that is due comes before any
/// complaint about the picture: a prompt that is not shown cannot be read.
pub(super) fn asking(
    time: Duration,
    prompts: &PromptTimes,
    digits: &[u8],
    placing: Option<Guidance>,
) -> Guidance {
    if time < prompts.start() {
        return placing.unwrap_or(Guidance::HoldStill);
    }
    if time < prompts.warm_up_end() {
        return Guidance::SayWarmUp;
    }
    let due = prompts
        .shown()
        .iter()
        .zip(digits)
        .rev()
        .find(|(shown, _)| **shown <= time);
    match due {
        Some((shown, digit)) if time < *shown + SHOWN_FOR => Guidance::Read(*digit),
        _ => placing.unwrap_or(Guidance::Rest),
    }
}
