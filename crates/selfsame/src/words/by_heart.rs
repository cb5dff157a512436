//! For tests: words that are one recording, sample by sample.

use std::ops::Range;

use super::samples::REST_VARIES;
use super::{Background, Gaussian, Sample, Speech, State, Vocabulary, Word, WordModel};

/// Every digit as it is said in `speech` between two moments, in seconds.
pub(crate) fn digits(speech: &Speech, said: &[(u8, Range<f32>)]) -> Vocabulary {
    let all: &[Sample] = speech.samples();
    let n = all.len() as f32;
    let mean_of = |value: &dyn Fn(&Sample, usize) -> f32| -> Sample {
        std::array::from_fn(|k| all.iter().map(|s| value(s, k)).sum::<f32>() / n)
    };
    let mean = mean_of(&|s, k| s[k]);
    // What does not move tells nothing: it varies as rest is taken to.
    let variance = mean_of(&|s, k| (s[k] - mean[k]).powi(2)).map(|v| v.max(REST_VARIES));
    let words = said.iter().map(|(digit, span)| {
        let samples = &speech.samples()[speech.index(span.start)..speech.index(span.end)];
        let states = samples.iter().map(|sample| State {
            looks: Gaussian::new(*sample, variance.map(|v| (0.3 * v).max(REST_VARIES))),
            stay: 0.3,
        });
        Word {
            name: digit.to_string(),
            group: "digit".into(),
            ways: vec![WordModel::new(states.collect())],
        }
    });
    let background = Background::new(vec![(1.0, Gaussian::new(mean, variance))]);
    Vocabulary::new(background, words.collect())
}
