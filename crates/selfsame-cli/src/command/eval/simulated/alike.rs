//! How alike simulated people are to themselves and to each other.
//!
//! Enters: of each person a live template and that of the portrait. Leaves: medians and
//! the share of strangers below the threshold, as SFace takes them and once more with
//! what all simulated faces share taken away.

use selfsame::FalseMatchRate;
use selfsame::embedding::Template;
use serde::Serialize;

use crate::stats::{Rate, percentile};

/// A live face against the person's own portrait and against everybody else's.
#[derive(Serialize)]
pub(super) struct Alike {
    pub(super) same_median: Option<f64>,
    pub(super) same_p05: Option<f64>,
    pub(super) different_median: Option<f64>,
    pub(super) different_p99: Option<f64>,
    /// Below the threshold of FMR 1e-3.
    pub(super) different_below: Rate,
    /// How much of a template is the mean of all: its squared length.
    pub(super) shared: Option<f64>,
}

impl Alike {
    /// As SFace takes them.
    pub(super) fn of(people: &[[Template; 2]]) -> Self {
        Self::between(&sides(people))
    }

    /// With the mean of all live templates taken from each of them, and that of all
    /// portraits from those: what is left tells people apart, not drawn from
    /// photographed. The means are these people's own.
    pub(super) fn centred(people: &[[Template; 2]]) -> Self {
        Self::between(&sides(people).map(without_mean))
    }

    fn between([live, portraits]: &[Vec<Vec<f32>>; 2]) -> Self {
        let (mut same, mut different) = (Vec::new(), Vec::new());
        for (i, live) in live.iter().enumerate() {
            for (j, portrait) in portraits.iter().enumerate() {
                let all = if i == j { &mut same } else { &mut different };
                all.push(f64::from(dot(live, portrait)));
            }
        }
        for values in [&mut same, &mut different] {
            values.sort_by(f64::total_cmp);
        }
        let threshold = f64::from(FalseMatchRate::OneIn1000.threshold());
        let below = different.partition_point(|&v| v < threshold);
        let mean = mean(portraits);
        Self {
            same_median: percentile(&same, 0.5),
            same_p05: percentile(&same, 0.05),
            different_median: percentile(&different, 0.5),
            different_p99: percentile(&different, 0.99),
            different_below: Rate::of(below, different.len()),
            shared: (!portraits.is_empty()).then(|| f64::from(dot(&mean, &mean))),
        }
    }

    /// For tables.
    pub(super) fn text(&self) -> String {
        let number = |v: Option<f64>| v.map_or("-".into(), |v| format!("{v:.3}"));
        format!(
            "same person     median similarity {}, 5th percentile {}\n  \
             other people    median {}, 99th percentile {}\n  \
             below the threshold of 1e-3  {}\n  \
             squared length of the mean   {}",
            number(self.same_median),
            number(self.same_p05),
            number(self.different_median),
            number(self.different_p99),
            self.different_below.text(),
            number(self.shared),
        )
    }
}

/// The live templates, and the portraits'.
fn sides(people: &[[Template; 2]]) -> [Vec<Vec<f32>>; 2] {
    [0, 1].map(|side| people.iter().map(|of| of[side].values().to_vec()).collect())
}

fn without_mean(mut templates: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let mean = mean(&templates);
    for values in &mut templates {
        for (value, mean) in values.iter_mut().zip(&mean) {
            *value -= mean;
        }
        let length = dot(values, values).sqrt().max(1e-6);
        values.iter_mut().for_each(|v| *v /= length);
    }
    templates
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn mean(templates: &[Vec<f32>]) -> Vec<f32> {
    let mut sum = vec![0.0; templates.first().map_or(0, Vec::len)];
    for values in templates {
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += value / templates.len() as f32;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_share_counts_once_and_not_when_it_is_taken_away() {
        // Four people at right angles to each other, and as much again of one direction.
        let unit = |i: usize| {
            let mut values = vec![0.0f32; 5];
            values[4] = 0.5f32.sqrt();
            values[i] = 0.5f32.sqrt();
            values
        };
        let people: Vec<Vec<f32>> = (0..4).map(unit).collect();
        let raw = Alike::between(&[people.clone(), people.clone()]);
        assert!((raw.same_median.unwrap() - 1.0).abs() < 1e-6);
        assert!((raw.different_median.unwrap() - 0.5).abs() < 1e-6);
        assert_eq!(raw.different_below.count, 0);
        assert_eq!(raw.different_below.n, 12);
        // Half of the one direction, and of each of the others a quarter of a half, four times.
        assert!((raw.shared.unwrap() - 0.625).abs() < 1e-6);
        let rest = without_mean(people);
        let centred = Alike::between(&[rest.clone(), rest]);
        assert!((centred.same_median.unwrap() - 1.0).abs() < 1e-6);
        assert!((centred.different_p99.unwrap() + 1.0 / 3.0).abs() < 1e-6);
        assert_eq!(centred.different_below.count, 12);
        assert!(centred.shared.unwrap() < 1e-12);
        assert!(Alike::between(&[Vec::new(), Vec::new()]).shared.is_none());
    }
}
