//! What computed the verdict, and what a pass does and does not mean.

use std::fmt::Write as _;

use selfsame::Outcome;
use selfsame::liveness::Finding;

use super::html::Text;
use super::{Input, words};

/// The last section.
pub(super) fn section(input: &Input<'_>) -> String {
    let verdict = input.verdict;
    let made = &verdict.made_by;
    let mut out = String::from("<section><h2>How this was computed</h2><dl class=\"card made\">");
    let language = verdict.language.code();
    for (name, value) in [
        ("SDK", format!("selfsame {}", made.sdk)),
        ("Inference engine", made.engine.clone()),
        ("Policy", made.policy.clone()),
        ("Verdict schema", verdict.schema.to_owned()),
        ("Language of the challenge", language.to_owned()),
        ("Source", input.source.to_owned()),
    ] {
        let _ = write!(out, "<dt>{name}</dt><dd><bdi>{}</bdi></dd>", Text(&value));
    }
    for model in &made.models {
        let _ = write!(
            out,
            "<dt>Model {}</dt><dd><code>{}</code></dd>",
            Text(&model.name),
            Text(&model.sha256)
        );
    }
    out.push_str("</dl></section>\n");
    out.push_str(&meaning(input));
    out
}

fn meaning(input: &Input<'_>) -> String {
    let verdict = input.verdict;
    let mut means = vec![
        "One face was followed through an unbroken video.".to_owned(),
        "Its mouth acted after digits that were drawn at random and shown at moments nobody could \
         foresee, and rested in between."
            .to_owned(),
    ];
    means.push(match &verdict.matching {
        Some(m) => format!(
            "The live face and the portrait match at a false-match rate of {}.",
            words::rate(m.false_match_rate)
        ),
        None => "Who the person is stays open: nothing was compared with a portrait.".into(),
    });
    let skipped: Vec<&str> = verdict
        .liveness
        .channels
        .iter()
        .filter(|c| c.finding == Finding::NotEvaluated)
        .map(|c| words::channel(c.name).0)
        .collect();
    let mut not = vec![
        "That the portrait or the document is genuine: the portrait's source must vouch for it."
            .to_owned(),
        "An error rate: none has been established for this liveness decision.".to_owned(),
        "That the camera was a real one: a device that feeds in synthetic video is not detected \
         here."
            .to_owned(),
    ];
    if !skipped.is_empty() {
        not.push(format!(
            "Anything about the channels that were not evaluated: {}.",
            skipped.join(", ").to_lowercase()
        ));
    }
    let heading = match verdict.outcome {
        Outcome::Pass => "What this pass means",
        _ => "What a pass would mean",
    };
    let list = |items: &[String]| {
        items.iter().fold(String::new(), |mut text, item| {
            let _ = write!(text, "<li>{}</li>", Text(item));
            text
        })
    };
    format!(
        "<section class=\"meaning\"><div><h2>{heading}</h2><ul>{}</ul></div>\
         <div><h2>What it does not</h2><ul>{}</ul></div></section>\n\
         <footer>This page is evidence for a reviewer, not proof: it is not signed. It holds \
         pictures of a person and scores; keep it only as long as you must, and sealed.</footer>\n",
        list(&means),
        list(&not)
    )
}
