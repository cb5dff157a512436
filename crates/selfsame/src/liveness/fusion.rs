//! Fusion: one likelihood ratio of all channels, and what it must reach.
//!
//! Enters: the channels' ratios, each that of a live reading against an attack which
//! fails in just what the channel looks at: another time, other digits, no skin. Leaves:
//! the ratio against a mixture of those attacks, and of other digits at other times, each
//! as probable as the others. An attack may be right in every respect but one, so good
//! ratios of other channels do not make up for a bad one, as they would in a sum.
//!
//! Content and consistency look at one attack, other digits, and know different things of
//! it: how people say digits, and how this mouth says the same digit again. Theirs are
//! added: in sessions put together from one man's real digits that halves the equal error
//! rate against other strings (docs/liveness.md).

use super::{Channel, ChannelName, Finding};
use crate::policy::Level;
use crate::reason::Reason;

/// The channels whose ratios are fused, and what is wrong when one of them is what keeps
/// the ratio low. Without one of them there is no ratio.
const FUSED: [(ChannelName, Reason); 3] = [
    (ChannelName::Timing, Reason::DigitsOutOfTime),
    (ChannelName::Content, Reason::OtherDigits),
    (ChannelName::Texture, Reason::NotSkin),
];

fn llr(channels: &[Channel], name: ChannelName) -> Option<f32> {
    channels.iter().find(|c| c.name == name)?.llr
}

fn ratios(channels: &[Channel]) -> Option<[f32; 3]> {
    let texture = llr(channels, ChannelName::Texture)?;
    let [timing, digits] = of_the_mouth(channels)?;
    Some([timing, digits, texture])
}

/// Of timing, and of content and consistency together, which may say nothing: without
/// repeats that were found it cannot.
fn of_the_mouth(channels: &[Channel]) -> Option<[f32; 2]> {
    let timing = llr(channels, ChannelName::Timing)?;
    let content = llr(channels, ChannelName::Content)?;
    let repeats = llr(channels, ChannelName::Consistency).unwrap_or(0.0);
    Some([timing, content + repeats])
}

/// Natural log of the ratio; none if a channel has none.
pub(super) fn ratio(channels: &[Channel]) -> Option<f32> {
    ratios(channels).map(against_all)
}

/// The same where no picture was seen: as if texture left no doubt.
pub(super) fn ratio_of_the_mouth(channels: &[Channel]) -> Option<f32> {
    let [timing, digits] = of_the_mouth(channels)?;
    Some(against_all([timing, digits, f32::INFINITY]))
}

fn against_all(ratios: [f32; 3]) -> f32 {
    let [timing, content, texture] = ratios.map(f64::from);
    let attacks = [timing, content, texture, timing + content];
    let sum: f64 = attacks.iter().map(|llr| (-llr).exp()).sum();
    -(sum / attacks.len() as f64).ln() as f32
}

/// Holds a ratio that is too low for a level against the channel that is lowest.
pub(super) fn judge(channels: &mut [Channel], level: Level) {
    let (Some(ratio), Some(each)) = (ratio(channels), ratios(channels)) else {
        return;
    };
    if ratio >= level.least_ratio() {
        return;
    }
    let worst = (0..each.len()).min_by(|&a, &b| each[a].total_cmp(&each[b]));
    let (mut name, mut reason) = FUSED[worst.unwrap_or(0)];
    let of = |name| llr(channels, name).unwrap_or(0.0);
    // Of the two that are added, the one that says more against it.
    if name == ChannelName::Content && of(ChannelName::Consistency) < of(name) {
        (name, reason) = (ChannelName::Consistency, Reason::ReadingsInconsistent);
    }
    if let Some(channel) = channels.iter_mut().find(|c| c.name == name) {
        channel.finding = Finding::Contradicts;
        channel.reasons.push(reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channels(ratios: [Option<f32>; 3]) -> Vec<Channel> {
        FUSED
            .into_iter()
            .zip(ratios)
            .map(|((name, _), llr)| Channel {
                finding: Finding::Unclear,
                llr,
                ..Channel::not_evaluated(name)
            })
            .collect()
    }

    #[test]
    fn the_worst_channel_counts() {
        let fused = |a, b, c| ratio(&channels([Some(a), Some(b), Some(c)])).unwrap();
        // One of four kinds of attack is not told apart: never better than 4 to 1.
        assert!((fused(9.0, 9.0, 0.0) - 4f32.ln()).abs() < 1e-3);
        assert!((fused(90.0, -5.0, 90.0) - (4f32.ln() - 5.0)).abs() < 1e-3);
        // Wrong in two respects is worse than in either.
        assert!(fused(-3.0, -3.0, 9.0) < -4.0);
        assert!(fused(3.0, 4.0, 5.0) > fused(2.0, 4.0, 5.0));
    }

    #[test]
    fn without_a_channel_there_is_none() {
        assert!(ratio(&channels([Some(1.0), None, Some(1.0)])).is_none());
        assert!(ratio(&channels([Some(1.0), Some(1.0), Some(1.0)])[1..]).is_none());
    }

    #[test]
    fn a_low_ratio_is_held_against_the_lowest_channel() {
        for (ratios, reason) in [
            ([-4.0, 3.0, 5.0], Reason::DigitsOutOfTime),
            ([4.0, -5.0, -4.0], Reason::OtherDigits),
            ([4.0, 5.0, -4.0], Reason::NotSkin),
        ] {
            let mut judged = channels(ratios.map(Some));
            judge(&mut judged, Level::Standard);
            let reasons: Vec<Reason> = judged.iter().flat_map(|c| c.reasons.clone()).collect();
            assert_eq!(reasons, [reason]);
        }
        // Repeats that are not where they should be outweigh digits that look right.
        let mut judged = channels([Some(4.0), Some(1.0), Some(5.0)]);
        judged.push(Channel {
            llr: Some(-6.0),
            ..Channel::not_evaluated(ChannelName::Consistency)
        });
        judge(&mut judged, Level::Standard);
        assert_eq!(judged[3].reasons, [Reason::ReadingsInconsistent]);
        assert!(judged[1].reasons.is_empty());
        judged[3].llr = Some(6.0);
        assert!(ratio(&judged).unwrap() > 1.0);
        let mut good = channels([Some(4.0), Some(5.0), Some(6.0)]);
        judge(&mut good, Level::High);
        assert!(good.iter().all(|c| c.reasons.is_empty()));
    }

    #[test]
    fn higher_levels_ask_for_more() {
        for pair in Level::ALL.windows(2) {
            assert!(pair[0].least_ratio() < pair[1].least_ratio());
        }
    }
}
