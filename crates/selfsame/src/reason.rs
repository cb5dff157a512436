//! Why: the closed list of reasons that a verdict may give.
//!
//! Reasons say what a person or an operator can act on; scores stay in the
//! evidence, so that nobody can climb towards a pass by watching them.

use serde::{Deserialize, Serialize};

/// What a reason does to the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The session says nothing about the person: try again.
    Retry,
    /// The session speaks against the person or for an attack.
    Fail,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $code:literal $severity:ident $advice:literal,)*) => {
        /// A reason for an outcome. The names in JSON are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Reason {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Reason {
            /// Every reason there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name, as in JSON.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What it does to the outcome.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What a person can do about it, in a sentence.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self { $(Self::$name => $advice,)* }
            }
        }
    };
}

reasons! {
    /// No face was found in any frame.
    NoFace "no_face" Retry "Look into the camera so that the whole face is in the picture.",
    /// The face left the picture or was covered.
    FaceLost "face_lost" Retry "Keep the face uncovered and in the picture until the end.",
    /// More than one person was in the picture.
    SeveralFaces "several_faces" Retry "Only one person may be in the picture.",
    /// Part of the face lay outside the picture.
    HalfFace "half_face" Retry "Move so that the whole face is in the picture.",
    /// The face was too small to measure.
    FaceTooSmall "face_too_small" Retry "Come closer to the camera.",
    /// The head was turned away too far.
    FaceTurned "face_turned" Retry "Face the camera.",
    /// Too little light on the face.
    TooDark "too_dark" Retry "Find a brighter place or turn towards the light.",
    /// Too much light on the face.
    TooBright "too_bright" Retry "Avoid direct light on the face.",
    /// The face was out of focus or moved too fast.
    TooBlurred "too_blurred" Retry "Clean the lens, hold still and wait for the focus.",
    /// The pictures came too slowly or with holes.
    FramesMissing "frames_missing" Retry "Close other programs that use the camera and try again.",
    /// The challenge asks for less than the policy's level.
    ChallengeTooShort "challenge_too_short" Retry "Draw the challenge for the level that is demanded.",
    /// What was seen of the live face is too poor to be compared.
    LiveTooPoor "live_too_poor" Retry "Come closer, into even light, and clean the lens.",
    /// The face on the portrait is too poor to be compared with a live one.
    PortraitTooPoor "portrait_too_poor" Retry "Use a sharper portrait, or have the document looked at by a person.",
    /// The session ended before the last digit could be read.
    SessionIncomplete "session_incomplete" Retry "Stay until the last digit has been read.",
    /// The session was longer or had more frames than the limits allow.
    SessionTooLong "session_too_long" Retry "Start again and read the digits as they appear.",
    /// The size of the pictures changed on the way.
    CameraChanged "camera_changed" Retry "Do not change the camera during the session.",
    /// The eyes never shut: those of a photograph do not.
    NoBlink "no_blink" Retry "Blink now and then, and take off dark glasses.",
    /// The lips moved and the chin did not go with them: that of a photograph with the mouth
    /// cut out does not.
    JawStill "jaw_still" Retry "Show all of your face, the chin too, and read aloud.",
    /// The warm-up sentence was not said: the mouth hardly moved.
    WarmUpSilent "warm_up_silent" Retry "Read the first sentence aloud, then the digits.",
    /// The mouth did not act after some of the prompts.
    DigitsMissed "digits_missed" Retry "Read every digit aloud, and keep the lips still in between.",
    /// What the mouth did is as likely of a live reading as of a replay.
    DigitsUnclear "digits_unclear" Retry "Read each digit clearly, as soon as it appears.",
    /// Sound was supplied, and no voice was heard when the mouth read.
    VoiceMissing "voice_missing" Retry "Switch the microphone on and read aloud.",
    /// The mouth did not act after most of the prompts.
    DigitsNotRead "digits_not_read" Fail "Read each digit aloud when it appears.",
    /// The mouth acted, but not in time with the prompts.
    DigitsOutOfTime "digits_out_of_time" Fail "Read each digit as soon as it appears.",
    /// The lips formed other digits than those that were shown.
    OtherDigits "other_digits" Fail "Read the digits that are shown.",
    /// The mouth moved on when nothing was asked.
    MouthMovesUnprompted "mouth_moves_unprompted" Fail "Close the mouth between the digits.",
    /// The mouth stood still all the time.
    MouthStill "mouth_still" Fail "Read the sentence and the digits aloud, with nothing before the mouth.",
    /// The sound that was supplied does not go with the mouth.
    VoiceOutOfStep "voice_out_of_step" Fail "Read aloud yourself, where nobody else speaks.",
    /// Readings of one digit differ more than readings of different digits.
    ReadingsInconsistent "readings_inconsistent" Fail "Read each digit in your usual way.",
    /// The face looks like a print or a screen.
    NotSkin "not_skin" Fail "Show your own face in even light, not a picture of it.",
    /// The same picture came again and again: a frozen or looped video.
    FramesRepeated "frames_repeated" Fail "Use a live camera.",
    /// The face, or all of the picture, jumped between two frames: a cut.
    TrackJumped "track_jumped" Fail "Do not move suddenly.",
    /// The face of one part of the session is not that of another part.
    PersonChanged "person_changed" Fail "One person must do the whole session.",
    /// The live face is not the one on the portrait.
    PortraitMismatch "portrait_mismatch" Fail "Use your own document.",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_the_names_in_json_and_unique() {
        for (i, reason) in Reason::ALL.iter().enumerate() {
            let json = serde_json::to_string(reason).unwrap();
            assert_eq!(json, format!("\"{}\"", reason.code()));
            assert!(!Reason::ALL[..i].iter().any(|r| r.code() == reason.code()));
        }
    }
}
