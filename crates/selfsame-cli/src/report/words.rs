//! What the report calls things.
//!
//! Enters: outcomes, reasons, channels, rates. Leaves: plain English.

use selfsame::liveness::{ChannelName, Finding};
use selfsame::{FalseMatchRate, Outcome, Reason, Severity};

/// The outcome in one or two words.
pub(super) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "Passed",
        Outcome::Fail => "Rejected",
        Outcome::Retry => "Try again",
    }
}

/// The outcome as a class of the style sheet and the name of a sign.
pub(super) const fn outcome_class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Retry => "retry",
    }
}

/// What a reason does to the outcome.
pub(super) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Fail => "speaks against",
        Severity::Retry => "not enough",
    }
}

/// What happened, as the end of a sentence.
pub(super) fn reason(reason: Reason) -> String {
    let words = match reason {
        Reason::NoFace => "no face was found",
        Reason::FaceLost => "the face left the picture or was covered",
        Reason::SeveralFaces => "more than one person was in the picture",
        Reason::HalfFace => "part of the face lay outside the picture",
        Reason::FaceTooSmall => "the face was too small to measure",
        Reason::FaceTurned => "the head was turned too far away",
        Reason::TooDark => "there was too little light on the face",
        Reason::TooBright => "there was too much light on the face",
        Reason::TooBlurred => "the face was out of focus or moved too fast",
        Reason::FramesMissing => "the pictures came too slowly or with holes",
        Reason::ChallengeTooShort => "fewer digits were asked than the level demands",
        Reason::SessionIncomplete => "the session ended before the last digit could be read",
        Reason::SessionTooLong => "the session was longer than the limits allow",
        Reason::CameraChanged => "the size of the pictures changed on the way",
        Reason::NoBlink => "the eyes never blinked",
        Reason::JawStill => "the lips moved and the chin did not go with them",
        Reason::LiveTooPoor => "the live face was seen too poorly to be compared",
        Reason::PortraitTooPoor => "the portrait is too poor to be compared with",
        Reason::WarmUpSilent => "the warm-up sentence was not said",
        Reason::DigitsMissed => "the mouth did not act after some of the digits",
        Reason::DigitsUnclear => "the mouth was not clear enough to tell a reading from a replay",
        Reason::VoiceMissing => "no voice was heard when the mouth read",
        Reason::DigitsNotRead => "the mouth did not act after most of the digits",
        Reason::DigitsOutOfTime => "the mouth acted out of time with the prompts",
        Reason::OtherDigits => "the lips formed other digits than those that were shown",
        Reason::MouthMovesUnprompted => "the mouth moved when nothing was asked",
        Reason::MouthStill => "the mouth stood still all the time",
        Reason::VoiceOutOfStep => "the sound did not go with the mouth",
        Reason::ReadingsInconsistent => "readings of one digit differ more than those of two",
        Reason::NotSkin => "the face looked like a print or a screen",
        Reason::FramesRepeated => "the same picture came again and again",
        Reason::TrackJumped => "the picture jumped between two frames, as at a cut",
        Reason::PersonChanged => "the face of one part of the session is not that of another",
        Reason::PortraitMismatch => "the live face is not the one on the portrait",
        // A reason that is newer than this report.
        other => return other.code().replace('_', " "),
    };
    words.into()
}

/// A channel's title and the question it answers.
pub(super) const fn channel(name: ChannelName) -> (&'static str, &'static str) {
    match name {
        ChannelName::Timing => (
            "Timing",
            "Did the mouth act when prompted, and rest when not?",
        ),
        ChannelName::Content => ("Content", "Did the lips form the prompted digits?"),
        ChannelName::Consistency => (
            "Consistency",
            "Do readings of one digit look alike, and of two digits unlike?",
        ),
        ChannelName::Plausibility => (
            "Plausibility",
            "Do the lips move as those of no photograph can?",
        ),
        ChannelName::Integrity => (
            "Integrity",
            "One unbroken, uncut, unfrozen track of one person?",
        ),
        ChannelName::Texture => ("Texture", "Does the skin look like skin?"),
        ChannelName::Voice => ("Voice", "Does the mouth go with the sound?"),
        _ => ("Another channel", "Newer than this report."),
    }
}

/// A finding, its class and its sign.
pub(super) const fn finding(finding: Finding) -> (&'static str, &'static str, &'static str) {
    match finding {
        Finding::Supports => ("supports", "pass", "pass"),
        Finding::Unclear => ("unclear", "quiet", "none"),
        Finding::Contradicts => ("contradicts", "fail", "fail"),
        Finding::NotEvaluated => ("not evaluated", "off", "none"),
    }
}

/// A rate in words: one in so many.
pub(super) fn rate(rate: FalseMatchRate) -> String {
    let text = format!("{:.0}", 1.0 / rate.value());
    let mut grouped = String::new();
    for (i, c) in text.chars().enumerate() {
        if i > 0 && (text.len() - i) % 3 == 0 {
            grouped.push('\u{202F}');
        }
        grouped.push(c);
    }
    format!("1 in {grouped}")
}

/// A sentence's first letter made large.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
