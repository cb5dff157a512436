//! The report page for a reviewer.

use selfsame::{Evidence, Picture, Verdict};

/// What a report shows.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    pub(crate) verdict: &'a Verdict,
    #[expect(dead_code, reason = "the page is not drawn yet")]
    pub(crate) evidence: &'a Evidence,
    pub(crate) source: &'a str,
    #[expect(dead_code, reason = "the page is not drawn yet")]
    pub(crate) portrait: Option<&'a Picture>,
    pub(crate) generated: &'a str,
}

/// The page.
pub(crate) fn render(input: &Input<'_>) -> String {
    format!(
        "<!doctype html><title>selfsame</title><p>{:?} {} {}",
        input.verdict.outcome, input.source, input.generated
    )
}
