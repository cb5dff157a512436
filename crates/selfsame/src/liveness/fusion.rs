//! Fusion: one likelihood ratio of all channels.
//!
//! Enters: the channels' ratios, each that of a live reading against an attack which
//! fails in just what the channel looks at: another time, other digits, no skin. Leaves:
//! the ratio against a mixture of those attacks, each as probable as the others. An
//! attack may be right in every respect but one, so good ratios of other channels do not
//! make up for a bad one, as they would in a sum.

use super::{Channel, ChannelName};

/// The channels whose ratios are fused: without one of them there is none.
const FUSED: [ChannelName; 3] = [
    ChannelName::Timing,
    ChannelName::Content,
    ChannelName::Texture,
];

/// Natural log of the ratio; none if a channel has none.
pub(super) fn ratio(channels: &[Channel]) -> Option<f32> {
    let each = FUSED.map(|name| channels.iter().find(|c| c.name == name)?.llr);
    let mut sum = 0.0;
    for llr in each {
        sum += f64::from(-llr?).exp();
    }
    Some(-(sum / FUSED.len() as f64).ln() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liveness::Finding;

    fn channels(ratios: [Option<f32>; 3]) -> Vec<Channel> {
        FUSED
            .into_iter()
            .zip(ratios)
            .map(|(name, llr)| Channel {
                finding: Finding::Unclear,
                llr,
                ..Channel::not_evaluated(name)
            })
            .collect()
    }

    #[test]
    fn the_worst_channel_counts() {
        let fused = |a, b, c| ratio(&channels([Some(a), Some(b), Some(c)])).unwrap();
        assert!((fused(2.0, 2.0, 2.0) - 2.0).abs() < 1e-5);
        // One of three kinds of attack is not told apart: never better than 3 to 1.
        assert!((fused(9.0, 9.0, 0.0) - 3f32.ln()).abs() < 1e-3);
        assert!((fused(90.0, -5.0, 90.0) - (3f32.ln() - 5.0)).abs() < 1e-3);
        assert!(fused(3.0, 4.0, 5.0) > fused(2.0, 4.0, 5.0));
    }

    #[test]
    fn without_a_channel_there_is_none() {
        assert!(ratio(&channels([Some(1.0), None, Some(1.0)])).is_none());
        assert!(ratio(&channels([Some(1.0), Some(1.0), Some(1.0)])[1..]).is_none());
    }
}
