//! How well a channel tells what was asked from what was not.
//!
//! Enters: its likelihood ratios for the sessions, and for the same mouths had something
//! else been asked. Leaves: percentiles of both and their equal error rate.

use serde::Serialize;

use crate::stats::{equal_error, percentile};

#[derive(Serialize)]
pub(super) struct Told {
    sessions: usize,
    other_challenges: usize,
    eer: Option<f64>,
    /// Of the sessions, and of the other challenges: 1st, 5th, 50th, 95th and 99th
    /// percentile of the likelihood ratio.
    llr: [Vec<Option<f64>>; 2],
}

impl Told {
    pub(super) fn of(own: Vec<f32>, others: Vec<f32>) -> Self {
        let percentiles = |ratios: &[f32]| {
            let mut sorted: Vec<f64> = ratios.iter().copied().map(f64::from).collect();
            sorted.sort_by(f64::total_cmp);
            [0.01, 0.05, 0.5, 0.95, 0.99]
                .map(|share| percentile(&sorted, share))
                .to_vec()
        };
        Self {
            sessions: own.len(),
            other_challenges: others.len(),
            eer: equal_error(&own, &others),
            llr: [percentiles(&own), percentiles(&others)],
        }
    }

    pub(super) fn text(&self, channel: &str) -> String {
        let number = |v: &Option<f64>| v.map_or("-".into(), |v| format!("{v:.1}"));
        let [own, others] = self
            .llr
            .each_ref()
            .map(|p| p.iter().map(number).collect::<Vec<_>>().join(" "));
        format!(
            "{channel}, percentiles 1 5 50 95 99 of its ratio\n  as shown {own} ({} sessions)\n  \
             others   {others} ({} other challenges)\n  EER      {}",
            self.sessions,
            self.other_challenges,
            self.eer.map_or("-".into(), |v| format!("{v:.4}")),
        )
    }
}
