//! Why, as a number: the SDK's closed list of reasons.

use selfsame::Reason;

/// Why a session did not pass. 1001 to 1999 ask for another try, 2001 to 2999 speak against the
/// person. Numbers are stable; a newer library may give others: go by the range.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_reason {
    /// No face was found in any frame.
    SELFSAME_REASON_NO_FACE = 1001,
    /// The face left the picture or was covered.
    SELFSAME_REASON_FACE_LOST = 1002,
    /// More than one person was in the picture.
    SELFSAME_REASON_SEVERAL_FACES = 1003,
    /// Part of the face lay outside the picture.
    SELFSAME_REASON_HALF_FACE = 1004,
    /// The face was too small to measure.
    SELFSAME_REASON_FACE_TOO_SMALL = 1005,
    /// The head was turned away too far.
    SELFSAME_REASON_FACE_TURNED = 1006,
    /// Too little light on the face.
    SELFSAME_REASON_TOO_DARK = 1007,
    /// Too much light on the face.
    SELFSAME_REASON_TOO_BRIGHT = 1008,
    /// The face was out of focus or moved too fast.
    SELFSAME_REASON_TOO_BLURRED = 1009,
    /// The pictures came too slowly or with holes.
    SELFSAME_REASON_FRAMES_MISSING = 1010,
    /// The challenge asks for less than the policy's level.
    SELFSAME_REASON_CHALLENGE_TOO_SHORT = 1011,
    /// What was seen of the live face is too poor to be compared.
    SELFSAME_REASON_LIVE_TOO_POOR = 1012,
    /// The face on the portrait is too poor to be compared with a live one.
    SELFSAME_REASON_PORTRAIT_TOO_POOR = 1013,
    /// The session ended before the last digit could be read.
    SELFSAME_REASON_SESSION_INCOMPLETE = 1014,
    /// The session was longer or had more frames than the limits allow.
    SELFSAME_REASON_SESSION_TOO_LONG = 1015,
    /// The size of the pictures changed on the way.
    SELFSAME_REASON_CAMERA_CHANGED = 1016,
    /// The eyes never shut: those of a photograph do not.
    SELFSAME_REASON_NO_BLINK = 1017,
    /// The lips moved and the chin did not go with them: that of a photograph with the mouth
    /// cut out does not.
    SELFSAME_REASON_JAW_STILL = 1018,
    /// The warm-up sentence was not said: the mouth hardly moved.
    SELFSAME_REASON_WARM_UP_SILENT = 1019,
    /// The mouth did not act after some of the prompts.
    SELFSAME_REASON_DIGITS_MISSED = 1020,
    /// What the mouth did is as likely of a live reading as of a replay.
    SELFSAME_REASON_DIGITS_UNCLEAR = 1021,
    /// Sound was supplied, and no voice was heard when the mouth read.
    SELFSAME_REASON_VOICE_MISSING = 1022,
    /// The mouth did not act after most of the prompts.
    SELFSAME_REASON_DIGITS_NOT_READ = 2001,
    /// The mouth acted, but not in time with the prompts.
    SELFSAME_REASON_DIGITS_OUT_OF_TIME = 2002,
    /// The lips formed other digits than those that were shown.
    SELFSAME_REASON_OTHER_DIGITS = 2003,
    /// The mouth moved on when nothing was asked.
    SELFSAME_REASON_MOUTH_MOVES_UNPROMPTED = 2004,
    /// The mouth stood still all the time.
    SELFSAME_REASON_MOUTH_STILL = 2005,
    /// The sound that was supplied does not go with the mouth.
    SELFSAME_REASON_VOICE_OUT_OF_STEP = 2006,
    /// Readings of one digit differ more than readings of different digits.
    SELFSAME_REASON_READINGS_INCONSISTENT = 2007,
    /// The face looks like a print or a screen.
    SELFSAME_REASON_NOT_SKIN = 2008,
    /// The same picture came again and again: a frozen or looped video.
    SELFSAME_REASON_FRAMES_REPEATED = 2009,
    /// The face, or all of the picture, jumped between two frames: a cut.
    SELFSAME_REASON_TRACK_JUMPED = 2010,
    /// The face of one part of the session is not that of another part.
    SELFSAME_REASON_PERSON_CHANGED = 2011,
    /// The live face is not the one on the portrait.
    SELFSAME_REASON_PORTRAIT_MISMATCH = 2012,
    /// One that is newer than this list.
    SELFSAME_REASON_OTHER = 3000,
}
use selfsame_reason::*;

pub(crate) fn reason(reason: Reason) -> selfsame_reason {
    match reason {
        Reason::NoFace => SELFSAME_REASON_NO_FACE,
        Reason::FaceLost => SELFSAME_REASON_FACE_LOST,
        Reason::SeveralFaces => SELFSAME_REASON_SEVERAL_FACES,
        Reason::HalfFace => SELFSAME_REASON_HALF_FACE,
        Reason::FaceTooSmall => SELFSAME_REASON_FACE_TOO_SMALL,
        Reason::FaceTurned => SELFSAME_REASON_FACE_TURNED,
        Reason::TooDark => SELFSAME_REASON_TOO_DARK,
        Reason::TooBright => SELFSAME_REASON_TOO_BRIGHT,
        Reason::TooBlurred => SELFSAME_REASON_TOO_BLURRED,
        Reason::FramesMissing => SELFSAME_REASON_FRAMES_MISSING,
        Reason::ChallengeTooShort => SELFSAME_REASON_CHALLENGE_TOO_SHORT,
        Reason::LiveTooPoor => SELFSAME_REASON_LIVE_TOO_POOR,
        Reason::PortraitTooPoor => SELFSAME_REASON_PORTRAIT_TOO_POOR,
        Reason::SessionIncomplete => SELFSAME_REASON_SESSION_INCOMPLETE,
        Reason::SessionTooLong => SELFSAME_REASON_SESSION_TOO_LONG,
        Reason::CameraChanged => SELFSAME_REASON_CAMERA_CHANGED,
        Reason::NoBlink => SELFSAME_REASON_NO_BLINK,
        Reason::JawStill => SELFSAME_REASON_JAW_STILL,
        Reason::WarmUpSilent => SELFSAME_REASON_WARM_UP_SILENT,
        Reason::DigitsMissed => SELFSAME_REASON_DIGITS_MISSED,
        Reason::DigitsUnclear => SELFSAME_REASON_DIGITS_UNCLEAR,
        Reason::VoiceMissing => SELFSAME_REASON_VOICE_MISSING,
        Reason::DigitsNotRead => SELFSAME_REASON_DIGITS_NOT_READ,
        Reason::DigitsOutOfTime => SELFSAME_REASON_DIGITS_OUT_OF_TIME,
        Reason::OtherDigits => SELFSAME_REASON_OTHER_DIGITS,
        Reason::MouthMovesUnprompted => SELFSAME_REASON_MOUTH_MOVES_UNPROMPTED,
        Reason::MouthStill => SELFSAME_REASON_MOUTH_STILL,
        Reason::VoiceOutOfStep => SELFSAME_REASON_VOICE_OUT_OF_STEP,
        Reason::ReadingsInconsistent => SELFSAME_REASON_READINGS_INCONSISTENT,
        Reason::NotSkin => SELFSAME_REASON_NOT_SKIN,
        Reason::FramesRepeated => SELFSAME_REASON_FRAMES_REPEATED,
        Reason::TrackJumped => SELFSAME_REASON_TRACK_JUMPED,
        Reason::PersonChanged => SELFSAME_REASON_PERSON_CHANGED,
        Reason::PortraitMismatch => SELFSAME_REASON_PORTRAIT_MISMATCH,
        _ => SELFSAME_REASON_OTHER,
    }
}

/// The reason of a number.
pub(crate) fn reason_of(number: i32) -> Option<Reason> {
    let mut all = Reason::ALL.iter().copied();
    all.find(|known| reason(*known) as i32 == number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_number_of_its_own_in_its_range() {
        for (i, known) in Reason::ALL.iter().enumerate() {
            let number = reason(*known) as i32;
            let range = match known.severity() {
                selfsame::Severity::Retry => 1001..2000,
                selfsame::Severity::Fail => 2001..3000,
            };
            assert!(range.contains(&number), "{} is {number}", known.code());
            assert!(
                Reason::ALL[..i]
                    .iter()
                    .all(|other| reason(*other) as i32 != number)
            );
            assert_eq!(reason_of(number), Some(*known));
        }
        assert_eq!(reason_of(SELFSAME_REASON_OTHER as i32), None);
    }
}
