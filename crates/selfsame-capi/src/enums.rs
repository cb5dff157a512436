//! Numbers for what has few values: stable, none is 0, and a number from C is checked before it
//! stands for anything.

mod capture;
mod reason;

use selfsame::frame::YuvRange;
use selfsame::liveness::{ChannelName, Finding};
use selfsame::{FalseMatchRate, Guidance, Language, Level, PixelFormat, Rotation};

use crate::boundary::{Failure, Outcome};

pub(crate) use capture::{encoding, source_kind};
pub use capture::{selfsame_encoding, selfsame_source_kind};
pub use reason::selfsame_reason;
pub(crate) use reason::{reason, reason_of};

/// Declares an enumeration that C hands in: what its numbers stand for in the SDK.
macro_rules! from_c {
    ($enumeration:ident, $called:literal, $of:ident: $type:ty { $($number:ident => $value:expr,)* }) => {
        pub(crate) fn $of(number: i32, argument: &'static str) -> Outcome<$type> {
            $(if number == $enumeration::$number as i32 { return Ok($value); })*
            Err(Failure::enumerator(number, argument, $called))
        }
    };
}

/// How the pixels of a frame lie. All are 8 bits a sample.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_pixels {
    /// One luma byte a pixel.
    SELFSAME_PIXELS_GREY = 1,
    /// Red, green, blue.
    SELFSAME_PIXELS_RGB = 2,
    /// Blue, green, red.
    SELFSAME_PIXELS_BGR = 3,
    /// Red, green, blue, and a byte that is ignored.
    SELFSAME_PIXELS_RGBA = 4,
    /// A luma plane of `height` rows, then `ceil(height / 2)` rows of interleaved U, V, all with
    /// the same stride.
    SELFSAME_PIXELS_NV12 = 5,
    /// Y0 U Y1 V; the width must be even.
    SELFSAME_PIXELS_YUYV = 6,
    /// One JPEG (MJPEG) picture. `width`, `height` and `stride` must be 0: it knows its own.
    SELFSAME_PIXELS_JPEG = 7,
}

/// The format of a number; none for a JPEG.
pub(crate) fn pixels(number: i32) -> Outcome<Option<PixelFormat>> {
    from_c!(selfsame_pixels, "selfsame_pixels", raw: Option<PixelFormat> {
        SELFSAME_PIXELS_GREY => Some(PixelFormat::Grey),
        SELFSAME_PIXELS_RGB => Some(PixelFormat::Rgb),
        SELFSAME_PIXELS_BGR => Some(PixelFormat::Bgr),
        SELFSAME_PIXELS_RGBA => Some(PixelFormat::Rgba),
        SELFSAME_PIXELS_NV12 => Some(PixelFormat::Nv12),
        SELFSAME_PIXELS_YUYV => Some(PixelFormat::Yuyv),
        SELFSAME_PIXELS_JPEG => None,
    });
    raw(number, "frame.format")
}

pub(crate) fn pixels_of(format: PixelFormat) -> Outcome<selfsame_pixels> {
    use selfsame_pixels::*;
    Ok(match format {
        PixelFormat::Grey => SELFSAME_PIXELS_GREY,
        PixelFormat::Rgb => SELFSAME_PIXELS_RGB,
        PixelFormat::Bgr => SELFSAME_PIXELS_BGR,
        PixelFormat::Rgba => SELFSAME_PIXELS_RGBA,
        PixelFormat::Nv12 => SELFSAME_PIXELS_NV12,
        PixelFormat::Yuyv => SELFSAME_PIXELS_YUYV,
        other => {
            return Err(Failure::absent(&format!(
                "{other:?} has no number in C yet"
            )));
        }
    })
}

/// Which range the luma and chroma of a YUV frame have (matrix BT.601).
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_range {
    /// Luma 16 to 235: what webcams and most video use. Say this for formats that are not YUV.
    SELFSAME_RANGE_LIMITED = 1,
    /// Luma 0 to 255: JPEG's.
    SELFSAME_RANGE_FULL = 2,
}
from_c!(selfsame_range, "selfsame_range", range: YuvRange {
    SELFSAME_RANGE_LIMITED => YuvRange::Limited,
    SELFSAME_RANGE_FULL => YuvRange::Full,
});

pub(crate) fn range_of(range: YuvRange) -> selfsame_range {
    match range {
        YuvRange::Limited => selfsame_range::SELFSAME_RANGE_LIMITED,
        YuvRange::Full => selfsame_range::SELFSAME_RANGE_FULL,
    }
}

/// Degrees clockwise to the SDK's turn.
pub(crate) fn rotation(degrees: i32, argument: &'static str) -> Outcome<Rotation> {
    match degrees {
        0 | 90 | 180 | 270 => Ok(Rotation::from_degrees(degrees).unwrap_or_default()),
        _ => Err(Failure::enumerator(
            degrees,
            argument,
            "turn of 0, 90, 180 or 270 degrees",
        )),
    }
}

pub(crate) fn degrees(rotation: Rotation) -> i32 {
    match rotation {
        Rotation::None => 0,
        Rotation::Cw90 => 90,
        Rotation::Cw180 => 180,
        Rotation::Cw270 => 270,
    }
}

/// The language of the digits.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_language {
    /// English, zero to nine.
    SELFSAME_LANGUAGE_ENGLISH = 1,
    /// Mandarin, ling to jiu.
    SELFSAME_LANGUAGE_MANDARIN = 2,
}
from_c!(selfsame_language, "selfsame_language", language: Language {
    SELFSAME_LANGUAGE_ENGLISH => Language::English,
    SELFSAME_LANGUAGE_MANDARIN => Language::Mandarin,
});

pub(crate) fn language_of(language: Language) -> Outcome<selfsame_language> {
    match language {
        Language::English => Ok(selfsame_language::SELFSAME_LANGUAGE_ENGLISH),
        Language::Mandarin => Ok(selfsame_language::SELFSAME_LANGUAGE_MANDARIN),
        other => Err(Failure::absent(&format!(
            "{} has no number in C yet",
            other.code()
        ))),
    }
}

/// How sure liveness must be, and what it asks for to become so.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_level {
    /// Four digits, about 12 seconds: for what does little harm.
    SELFSAME_LEVEL_CONVENIENCE = 1,
    /// Six digits, about 16 seconds.
    SELFSAME_LEVEL_STANDARD = 2,
    /// Eight digits, four of them twice, about 19 seconds.
    SELFSAME_LEVEL_HIGH = 3,
}
from_c!(selfsame_level, "selfsame_level", level: Level {
    SELFSAME_LEVEL_CONVENIENCE => Level::Convenience,
    SELFSAME_LEVEL_STANDARD => Level::Standard,
    SELFSAME_LEVEL_HIGH => Level::High,
});

/// False-match rates by name (ISO/IEC 19795-1): the share of comparisons of different people that
/// match. The number is the exponent.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_fmr {
    /// One in a hundred.
    SELFSAME_FMR_1E_2 = 2,
    /// One in a thousand.
    SELFSAME_FMR_1E_3 = 3,
    /// One in ten thousand: what public services commonly ask for.
    SELFSAME_FMR_1E_4 = 4,
    /// One in a hundred thousand.
    SELFSAME_FMR_1E_5 = 5,
    /// One in a million, by extrapolation.
    SELFSAME_FMR_1E_6 = 6,
}
from_c!(selfsame_fmr, "selfsame_fmr", rate: FalseMatchRate {
    SELFSAME_FMR_1E_2 => FalseMatchRate::OneIn100,
    SELFSAME_FMR_1E_3 => FalseMatchRate::OneIn1000,
    SELFSAME_FMR_1E_4 => FalseMatchRate::OneIn10000,
    SELFSAME_FMR_1E_5 => FalseMatchRate::OneIn100000,
    SELFSAME_FMR_1E_6 => FalseMatchRate::OneIn1000000,
});

pub(crate) fn rate_of(rate: FalseMatchRate) -> Outcome<selfsame_fmr> {
    use selfsame_fmr::*;
    Ok(match rate {
        FalseMatchRate::OneIn100 => SELFSAME_FMR_1E_2,
        FalseMatchRate::OneIn1000 => SELFSAME_FMR_1E_3,
        FalseMatchRate::OneIn10000 => SELFSAME_FMR_1E_4,
        FalseMatchRate::OneIn100000 => SELFSAME_FMR_1E_5,
        FalseMatchRate::OneIn1000000 => SELFSAME_FMR_1E_6,
        other => {
            return Err(Failure::absent(&format!(
                "{} has no number in C yet",
                other.name()
            )));
        }
    })
}

/// What a session, its liveness, or a comparison came to. None of them is an error.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_outcome {
    /// Nothing speaks against it, and the evidence suffices.
    SELFSAME_OUTCOME_PASS = 1,
    /// The evidence speaks against it.
    SELFSAME_OUTCOME_FAIL = 2,
    /// The evidence does not suffice: the person may try again.
    SELFSAME_OUTCOME_RETRY = 3,
    /// Nothing was decided: the person goes another way. Of signed verdicts only.
    SELFSAME_OUTCOME_NOT_APPLICABLE = 4,
}

pub(crate) fn outcome(outcome: selfsame::Outcome) -> selfsame_outcome {
    match outcome {
        selfsame::Outcome::Pass => selfsame_outcome::SELFSAME_OUTCOME_PASS,
        selfsame::Outcome::Fail => selfsame_outcome::SELFSAME_OUTCOME_FAIL,
        selfsame::Outcome::Retry => selfsame_outcome::SELFSAME_OUTCOME_RETRY,
    }
}

/// What the person should be told right now.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_guidance {
    /// No face: look into the camera.
    SELFSAME_GUIDANCE_LOOK_HERE = 1,
    /// More than one face.
    SELFSAME_GUIDANCE_ONE_PERSON_ONLY = 2,
    /// The face is too small.
    SELFSAME_GUIDANCE_COME_CLOSER = 3,
    /// The face does not fit into the picture.
    SELFSAME_GUIDANCE_MOVE_INTO_PICTURE = 4,
    /// The head is turned away.
    SELFSAME_GUIDANCE_FACE_THE_CAMERA = 5,
    /// Too dark.
    SELFSAME_GUIDANCE_MORE_LIGHT = 6,
    /// Too bright.
    SELFSAME_GUIDANCE_LESS_LIGHT = 7,
    /// Out of focus.
    SELFSAME_GUIDANCE_BLURRED = 8,
    /// All is well: the challenge starts in a moment.
    SELFSAME_GUIDANCE_HOLD_STILL = 9,
    /// Say the warm-up sentence (`selfsame_language_warm_up`).
    SELFSAME_GUIDANCE_SAY_WARM_UP = 10,
    /// Close the mouth and wait for the next digit.
    SELFSAME_GUIDANCE_REST = 11,
    /// Read the digit aloud.
    SELFSAME_GUIDANCE_READ = 12,
    /// The session is over: call `selfsame_session_finish`.
    SELFSAME_GUIDANCE_DONE = 13,
    /// A hint that is newer than this list: show what was shown before.
    SELFSAME_GUIDANCE_OTHER = 100,
}

/// A hint, and the digit to read; 0 if none is.
pub(crate) fn guidance(guidance: Guidance) -> (selfsame_guidance, u8) {
    use selfsame_guidance::*;
    let hint = match guidance {
        Guidance::Read(digit) => return (SELFSAME_GUIDANCE_READ, digit),
        Guidance::LookHere => SELFSAME_GUIDANCE_LOOK_HERE,
        Guidance::OnePersonOnly => SELFSAME_GUIDANCE_ONE_PERSON_ONLY,
        Guidance::ComeCloser => SELFSAME_GUIDANCE_COME_CLOSER,
        Guidance::MoveIntoPicture => SELFSAME_GUIDANCE_MOVE_INTO_PICTURE,
        Guidance::FaceTheCamera => SELFSAME_GUIDANCE_FACE_THE_CAMERA,
        Guidance::MoreLight => SELFSAME_GUIDANCE_MORE_LIGHT,
        Guidance::LessLight => SELFSAME_GUIDANCE_LESS_LIGHT,
        Guidance::Blurred => SELFSAME_GUIDANCE_BLURRED,
        Guidance::HoldStill => SELFSAME_GUIDANCE_HOLD_STILL,
        Guidance::SayWarmUp => SELFSAME_GUIDANCE_SAY_WARM_UP,
        Guidance::Rest => SELFSAME_GUIDANCE_REST,
        Guidance::Done => SELFSAME_GUIDANCE_DONE,
        _ => SELFSAME_GUIDANCE_OTHER,
    };
    (hint, 0)
}

/// One of the channels of liveness.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_channel {
    /// Did the mouth act when prompted, and rest when not?
    SELFSAME_CHANNEL_TIMING = 1,
    /// Did it say the prompted digits?
    SELFSAME_CHANNEL_CONTENT = 2,
    /// Do readings of one digit look alike, of different digits unlike?
    SELFSAME_CHANNEL_CONSISTENCY = 3,
    /// Does the mouth move as no photograph can?
    SELFSAME_CHANNEL_PLAUSIBILITY = 4,
    /// One unbroken, uncut track of one person?
    SELFSAME_CHANNEL_INTEGRITY = 5,
    /// Does the skin look like skin?
    SELFSAME_CHANNEL_TEXTURE = 6,
    /// Does the mouth go with the sound? Only if sound was pushed.
    SELFSAME_CHANNEL_VOICE = 7,
    /// One that is newer than this list.
    SELFSAME_CHANNEL_OTHER = 100,
}

pub(crate) fn channel(name: ChannelName) -> selfsame_channel {
    use selfsame_channel::*;
    #[allow(unreachable_patterns, reason = "the SDK may get more")]
    match name {
        ChannelName::Timing => SELFSAME_CHANNEL_TIMING,
        ChannelName::Content => SELFSAME_CHANNEL_CONTENT,
        ChannelName::Consistency => SELFSAME_CHANNEL_CONSISTENCY,
        ChannelName::Plausibility => SELFSAME_CHANNEL_PLAUSIBILITY,
        ChannelName::Integrity => SELFSAME_CHANNEL_INTEGRITY,
        ChannelName::Texture => SELFSAME_CHANNEL_TEXTURE,
        ChannelName::Voice => SELFSAME_CHANNEL_VOICE,
        _ => SELFSAME_CHANNEL_OTHER,
    }
}

/// What a channel says.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_finding {
    /// It speaks for a live reading.
    SELFSAME_FINDING_SUPPORTS = 1,
    /// It says too little either way.
    SELFSAME_FINDING_UNCLEAR = 2,
    /// It speaks against it.
    SELFSAME_FINDING_CONTRADICTS = 3,
    /// It was not looked at.
    SELFSAME_FINDING_NOT_EVALUATED = 4,
}

pub(crate) fn finding(finding: Finding) -> selfsame_finding {
    match finding {
        Finding::Supports => selfsame_finding::SELFSAME_FINDING_SUPPORTS,
        Finding::Unclear => selfsame_finding::SELFSAME_FINDING_UNCLEAR,
        Finding::Contradicts => selfsame_finding::SELFSAME_FINDING_CONTRADICTS,
        Finding::NotEvaluated => selfsame_finding::SELFSAME_FINDING_NOT_EVALUATED,
    }
}

/// Which inference engine runs.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_inference {
    /// ONNX Runtime if it is found and the process was started with `ORT_DISABLE_TELEMETRY=1`
    /// (it reports to its maker otherwise), else the built-in engine.
    SELFSAME_INFERENCE_AUTO = 1,
    /// ONNX Runtime, or an error.
    SELFSAME_INFERENCE_ONNX_RUNTIME = 2,
    /// rten, which is built in.
    SELFSAME_INFERENCE_RTEN = 3,
}
