//! Fusion: one likelihood ratio of the channels of the mouth, and what it must reach.
//!
//! Enters: the channels' ratios, each that of a live reading against an attack which
//! fails in just what the channel looks at: another time, other digits. Leaves: the ratio
//! against a mixture of what a replay can be wrong in. An attack may be right in every
//! respect but one, so good ratios of other channels do not make up for a bad one, as they
//! would in a sum.
//!
//! Content and consistency look at one attack, other digits, and know different things of
//! it: how people say digits, and how this mouth says the same digit again. Theirs are
//! added.
//!
//! Texture is no part of it but a rule by itself: its network's odds are not calibrated on
//! anything that is known (docs/liveness.md), and whoever looks a little less like skin in
//! poor light should not have to read better for it.

use super::{Channel, ChannelName, Finding};
use crate::policy::Level;
use crate::reason::Reason;

/// How much of the ratio of consistency is new beside content's. By logistic regression
/// 0.6 on one man's digits and 0.8 on simulated people; alone, either is calibrated.
const NEW_IN_REPEATS: f32 = 0.6;
/// What a replay is wrong in: the digits, though each is cued to its prompt; the times
/// only, which somebody must have guessed the string for; both, which is any recording of
/// another session. Judgement, not measurement: what an attacker would try comes first,
/// the rest in equal parts.
const CUED: f64 = 0.4;
const GUESSED: f64 = 0.3;
const BLIND: f64 = 0.3;

fn llr(channels: &[Channel], name: ChannelName) -> Option<f32> {
    channels.iter().find(|c| c.name == name)?.llr
}

/// Of timing, and of content and consistency together, which may say nothing: without
/// repeats that were found it cannot.
fn ratios(channels: &[Channel]) -> Option<[f32; 2]> {
    let timing = llr(channels, ChannelName::Timing)?;
    let content = llr(channels, ChannelName::Content)?;
    let repeats = llr(channels, ChannelName::Consistency).unwrap_or(0.0);
    Some([timing, content + NEW_IN_REPEATS * repeats])
}

/// Natural log of the ratio; none if timing or content has none.
pub(super) fn ratio(channels: &[Channel]) -> Option<f32> {
    let [timing, digits] = ratios(channels)?.map(f64::from);
    let sum = CUED * (-digits).exp() + GUESSED * (-timing).exp() + BLIND * (-timing - digits).exp();
    Some(-sum.ln() as f32)
}

/// Holds a ratio that is too low for a level against what is likeliest to be wrong. One
/// that still speaks for the session, and too softly, is a reason to try again.
pub(super) fn judge(channels: &mut [Channel], level: Level) {
    let (Some(ratio), Some([timing, digits])) = (ratio(channels), ratios(channels)) else {
        return;
    };
    if ratio >= level.least_ratio() {
        return;
    }
    let of = |name| llr(channels, name).unwrap_or(0.0);
    let (name, reason) = if timing < digits {
        (ChannelName::Timing, Reason::DigitsOutOfTime)
    } else if of(ChannelName::Consistency) < of(ChannelName::Content) {
        // Of the two that are added, the one that says more against it.
        (ChannelName::Consistency, Reason::ReadingsInconsistent)
    } else {
        (ChannelName::Content, Reason::OtherDigits)
    };
    let reason = match ratio < 0.0 {
        true => reason,
        false => Reason::DigitsUnclear,
    };
    if let Some(channel) = channels.iter_mut().find(|c| c.name == name) {
        channel.reasons.push(reason);
        channel.finding = Finding::of(&channel.reasons);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channels(timing: Option<f32>, content: Option<f32>, repeats: Option<f32>) -> Vec<Channel> {
        [
            (ChannelName::Timing, timing),
            (ChannelName::Content, content),
            (ChannelName::Consistency, repeats),
        ]
        .map(|(name, llr)| Channel {
            finding: Finding::Unclear,
            llr,
            ..Channel::not_evaluated(name)
        })
        .into()
    }

    fn fused(timing: f32, content: f32) -> f32 {
        ratio(&channels(Some(timing), Some(content), None)).unwrap()
    }

    #[test]
    fn the_worst_channel_counts() {
        // Nothing in time makes up for digits of which nothing is known, and the other
        // way round.
        assert!((fused(90.0, 0.0) + 0.4f32.ln()).abs() < 1e-3);
        assert!((fused(0.0, 90.0) + 0.3f32.ln()).abs() < 1e-3);
        assert!((fused(90.0, -5.0) + 5.0).abs() < 1.0);
        // Wrong in two respects is worse than in either.
        assert!(fused(-3.0, -3.0) < -4.0);
        assert!(fused(4.0, 4.0) > fused(4.0, 3.0) && fused(4.0, 4.0) > fused(3.0, 4.0));
    }

    #[test]
    fn without_timing_or_content_there_is_none() {
        assert!(ratio(&channels(Some(1.0), None, Some(1.0))).is_none());
        assert!(ratio(&channels(None, Some(1.0), Some(1.0))).is_none());
        let mut silent = channels(None, None, None);
        judge(&mut silent, Level::High);
        assert!(silent.iter().all(|c| c.reasons.is_empty()));
    }

    #[test]
    fn a_low_ratio_is_held_against_what_is_lowest() {
        for (ratios, reason) in [
            ([-5.0, 3.0, 0.0], Reason::DigitsOutOfTime),
            ([4.0, -5.0, 0.0], Reason::OtherDigits),
            // Repeats that are not where they should be outweigh digits that look right.
            ([4.0, 1.0, -9.0], Reason::ReadingsInconsistent),
        ] {
            let [timing, content, repeats] = ratios.map(Some);
            let mut judged = channels(timing, content, repeats);
            judge(&mut judged, Level::Standard);
            let reasons: Vec<Reason> = judged.iter().flat_map(|c| c.reasons.clone()).collect();
            assert_eq!(reasons, [reason]);
        }
        // As good for a level as it is bad for the next.
        let between = || channels(Some(0.5), Some(5.0), None);
        for (level, reasons) in [
            (Level::Convenience, vec![]),
            (Level::High, vec![Reason::DigitsUnclear]),
        ] {
            let mut judged = between();
            judge(&mut judged, level);
            assert_eq!(judged[0].reasons, reasons);
        }
        let mut good = channels(Some(4.0), Some(5.0), Some(3.0));
        judge(&mut good, Level::High);
        assert!(good.iter().all(|c| c.reasons.is_empty()));
    }

    #[test]
    fn repeats_count_beside_content() {
        let with = |repeats| ratio(&channels(Some(9.0), Some(1.0), repeats)).unwrap();
        assert!(with(Some(3.0)) > with(None) + 1.5);
        assert!(with(Some(-3.0)) < with(None) - 1.5);
    }

    #[test]
    fn higher_levels_ask_for_more() {
        for pair in Level::ALL.windows(2) {
            assert!(pair[0].least_ratio() < pair[1].least_ratio());
        }
    }
}
