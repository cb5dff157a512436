//! What would make a picture better. Enters: its assessment. Leaves: rows for JSON, lines for
//! people.

use std::path::Path;

use selfsame::Language;
use selfsame::quality::{Assessment, Measured};
use serde::Serialize;

/// A measure, and what helps where it is poor.
#[derive(Serialize)]
pub(super) struct Advised {
    #[serde(flatten)]
    measured: Measured,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<&'static str>,
}

pub(super) fn all(assessment: &Assessment, language: Language) -> Vec<Advised> {
    let measures = assessment.measures().iter();
    measures
        .map(|&measured| Advised {
            measured,
            advice: measured
                .is_poor()
                .then(|| measured.measure.advice(measured.value, language)),
        })
        .collect()
}

/// A line for each piece of advice, once; nothing for a picture that needs none.
pub(super) fn text(path: &Path, assessment: &Assessment, language: Language) -> String {
    let mut said: Vec<&str> = Vec::new();
    for measured in assessment.poor() {
        let advice = measured.measure.advice(measured.value, language);
        if !said.contains(&advice) {
            said.push(advice);
        }
    }
    let lines = said
        .iter()
        .map(|advice| format!("\n{}: {advice}", path.display()));
    lines.collect()
}
