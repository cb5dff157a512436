//! What each quality measure is worth. Enters: pictures' assessments and the scores of pairs.
//! Leaves: how pictures do by each, and whether pairs of one person are less alike where it
//! is low.

use selfsame::quality::Measure;
use serde::Serialize;

use super::templates::Templates;
use crate::stats::{Rate, percentile};

/// One measure.
#[derive(Serialize)]
pub(super) struct Worth {
    measure: Measure,
    pub(super) median_value: Option<f64>,
    median_score: Option<f64>,
    /// Pictures whose score asks for advice.
    pub(super) poor: Rate,
    /// Spearman's rank correlation of the lower of both scores with the similarity, over
    /// pairs of one person; none where all scores are alike.
    pub(super) spearman: Option<f64>,
}

impl Worth {
    /// The measure's name, as in JSON.
    pub(super) fn name(&self) -> String {
        let name = serde_json::to_value(self.measure).unwrap_or_default();
        name.as_str().unwrap_or_default().to_owned()
    }
}

/// Of `count` pictures, and of the pairs of one person among them.
pub(super) fn of(templates: &Templates, count: usize, same: &[[usize; 2]]) -> Vec<Worth> {
    let assessed = || (0..count).filter_map(|i| templates.assessment(i));
    let Some(first) = assessed().next() else {
        return Vec::new();
    };
    let measures = first.measures().iter().map(|measured| measured.measure);
    measures
        .map(|measure| {
            let measured: Vec<_> = assessed().filter_map(|a| a.get(measure)).collect();
            let sorted = |mut values: Vec<f64>| {
                values.sort_by(f64::total_cmp);
                values
            };
            let median = |values: Vec<f64>| percentile(&sorted(values), 0.5);
            let score = |picture: usize| Some(templates.assessment(picture)?.get(measure)?.score);
            let pairs = same.iter().filter_map(|&[a, b]| {
                let lower = score(a)?.min(score(b)?);
                Some((f64::from(lower), f64::from(templates.similarity(a, b)?)))
            });
            let (scores, similarities): (Vec<f64>, Vec<f64>) = pairs.unzip();
            Worth {
                measure,
                median_value: median(measured.iter().map(|m| f64::from(m.value)).collect()),
                median_score: median(measured.iter().map(|m| f64::from(m.score)).collect()),
                poor: Rate::of(
                    measured.iter().filter(|m| m.is_poor()).count(),
                    measured.len(),
                ),
                spearman: correlation(&ranks(&scores), &ranks(&similarities)),
            }
        })
        .collect()
}

pub(super) fn lines(worth: &[Worth]) -> Vec<String> {
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
    let line = |w: &Worth| {
        format!(
            "  {:<26} median {:>8}, score {:>7}, poor {:>4} of {}, correlation {}",
            w.name(),
            number(w.median_value),
            number(w.median_score),
            w.poor.count,
            w.poor.n,
            number(w.spearman)
        )
    };
    worth.iter().map(line).collect()
}

/// Ranks from 1, equal values sharing the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in order.chunk_by(|&a, &b| values[a].total_cmp(&values[b]).is_eq()) {
        let rank = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
        equal.iter().for_each(|&i| ranks[i] = rank);
        before += equal.len();
    }
    ranks
}

/// Pearson's; none if one side does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = a.len() as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n;
    let (ma, mb) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        a.iter().zip(b).map(|(a, b)| f(a - ma, b - mb)).sum()
    };
    let (ab, aa, bb) = (sum(&|a, b| a * b), sum(&|a, _| a * a), sum(&|_, b| b * b));
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_shared_by_equals() {
        assert_eq!(ranks(&[5.0, 1.0, 5.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        let rising = ranks(&[1.0, 10.0, 100.0]);
        assert!((correlation(&rising, &[2.0, 4.0, 6.0]).unwrap() - 1.0).abs() < 1e-9);
        assert!((correlation(&rising, &[6.0, 4.0, 2.0]).unwrap() + 1.0).abs() < 1e-9);
        assert!(correlation(&rising, &[1.0; 3]).is_none());
        assert!(correlation(&[], &[]).is_none());
    }
}
