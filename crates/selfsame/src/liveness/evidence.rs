//! Evidence: could the mouth be judged at all?
//!
//! Enters: what the channels hold against the session, and reasons that were there
//! before. Leaves: the same without what poor evidence explains. In the dark, at five
//! frames a second or behind a turned head nobody can tell which digit was read: the
//! answer is to try again, with the reason, and not that other digits were read. A
//! session that was cut short is such evidence too: what it came to does not depend on
//! whether its digits were read rightly, so stopping early tells an attacker nothing.
//!
//! A video that was tampered with stays one, however dark it is.

use std::time::Duration;

use super::{Channel, ChannelName, Finding, Material};
use crate::observation::{MOST_TURNED, Seen};
use crate::reason::Reason;

/// A digit is read so long after its prompt: the earliest and the latest that an honest
/// reading is on its way (reaction of half a second, a word of half a second).
const READING: [Duration; 2] = [Duration::from_millis(300), Duration::from_millis(1300)];
/// The head is turned away at a digit if it is so in this share of the frames...
const MOST_OF_IT: f32 = 0.5;
/// ...and one such digit may be missed, as any other.
const FORGIVEN: usize = 1;

/// After these nobody can say what the mouth did.
const POOR: [Reason; 10] = [
    Reason::NoFace,
    Reason::FaceLost,
    Reason::HalfFace,
    Reason::FaceTooSmall,
    Reason::FaceTurned,
    Reason::TooDark,
    Reason::TooBright,
    Reason::TooBlurred,
    Reason::FramesMissing,
    Reason::SessionIncomplete,
];

/// Whether the head was turned away while digits were to be read.
pub(super) fn turned_away(material: &Material<'_>) -> bool {
    let away = |seen: &&(Duration, &Seen)| seen.1.quality.turned > MOST_TURNED;
    let seen: Vec<_> = material.observations.seen().collect();
    let missed = material.prompts.shown().iter().filter(|prompt| {
        let window = **prompt + READING[0]..**prompt + READING[1];
        let near = || seen.iter().filter(|(time, _)| window.contains(time));
        near().filter(away).count() as f32 > MOST_OF_IT * near().count() as f32
    });
    missed.count() > FORGIVEN
}

/// Takes back what poor evidence explains, where there is any among `before` and what the
/// channels say.
pub(super) fn hold_back(channels: &mut [Channel], before: &[Reason]) {
    let said = channels.iter().flat_map(|c| &c.reasons).chain(before);
    if !said.into_iter().any(|reason| POOR.contains(reason)) {
        return;
    }
    for channel in channels.iter_mut() {
        if channel.name != ChannelName::Integrity {
            // Which channels had anything to look at would tell something, too.
            channel.finding = Finding::Unclear;
            channel.reasons.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liveness::Outcome;

    fn channel(name: ChannelName, reasons: &[Reason]) -> Channel {
        Channel {
            finding: Finding::Contradicts,
            reasons: reasons.to_vec(),
            ..Channel::not_evaluated(name)
        }
    }

    fn outcome(channels: &[Channel], before: &[Reason]) -> Outcome {
        let said = channels.iter().flat_map(|c| &c.reasons).chain(before);
        Outcome::of(&said.copied().collect::<Vec<_>>())
    }

    #[test]
    fn what_cannot_be_seen_is_not_held_against_anybody() {
        for poor in POOR {
            let mut channels = [
                channel(ChannelName::Timing, &[Reason::DigitsNotRead]),
                channel(ChannelName::Content, &[Reason::OtherDigits]),
                channel(ChannelName::Plausibility, &[Reason::MouthStill]),
                channel(ChannelName::Texture, &[Reason::NotSkin]),
                Channel::not_evaluated(ChannelName::Consistency),
            ];
            hold_back(&mut channels, &[poor]);
            assert_eq!(outcome(&channels, &[poor]), Outcome::Retry);
            assert!(channels.iter().all(|c| c.finding == Finding::Unclear));
        }
    }

    #[test]
    fn a_channel_may_be_what_says_so() {
        let mut channels = [
            channel(ChannelName::Timing, &[Reason::DigitsOutOfTime]),
            channel(ChannelName::Integrity, &[Reason::FramesMissing]),
        ];
        hold_back(&mut channels, &[]);
        assert_eq!(outcome(&channels, &[]), Outcome::Retry);
        assert_eq!(channels[1].reasons, [Reason::FramesMissing]);
    }

    #[test]
    fn good_evidence_and_tampering_count() {
        let mut good = [channel(ChannelName::Content, &[Reason::OtherDigits])];
        hold_back(&mut good, &[Reason::SeveralFaces]);
        assert_eq!(outcome(&good, &[]), Outcome::Fail);
        let mut cut = [channel(ChannelName::Integrity, &[Reason::TrackJumped])];
        hold_back(&mut cut, &[Reason::TooDark]);
        assert_eq!(outcome(&cut, &[Reason::TooDark]), Outcome::Fail);
    }
}
