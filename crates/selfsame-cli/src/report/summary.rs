//! The head of the page: the outcome, why in one sentence, the key figures, and
//! the reasons with what to do about them.

use std::fmt::Write as _;

use selfsame::liveness::Finding;
use selfsame::{Outcome, Reason, Verdict};

use super::html::{Text, icon};
use super::{Input, words};

/// Outcome, sentence and key figures.
pub(super) fn section(input: &Input<'_>) -> String {
    let verdict = input.verdict;
    let class = words::outcome_class(verdict.outcome);
    let mut out = format!(
        "<header class=\"top\"><p class=\"brand\"><b>selfsame</b> identity proofing report</p>\
         <p class=\"meta\"><bdi>{}</bdi><span>{}</span></p></header>\n",
        Text(input.source),
        Text(input.generated),
    );
    let _ = write!(
        out,
        "<section class=\"hero {class}\"><div class=\"verdict\"><span class=\"disc\">{}</span>\
         <div><h1>{}</h1><p>{}</p></div></div>\n<dl class=\"figures\">",
        icon(class),
        words::outcome(verdict.outcome),
        Text(&why(verdict)),
    );
    for figure in figures(verdict) {
        let _ = write!(
            out,
            "<div class=\"{}\"><dt>{}</dt><dd>{}</dd><dd class=\"note\">{}</dd></div>",
            figure.class, figure.name, figure.value, figure.note
        );
    }
    out.push_str("</dl></section>\n");
    out
}

/// Why, in one sentence.
fn why(verdict: &Verdict) -> String {
    let asked = verdict.digits.len();
    let matched = verdict.matching.as_ref().map(|m| m.outcome);
    let Some(&gravest) = verdict.reasons.first() else {
        let who = match &verdict.matching {
            Some(m) => format!(
                ", and the face is the one on the portrait (at a false-match rate of {})",
                words::rate(m.false_match_rate)
            ),
            None => "; no portrait was given, so this does not say who it is".into(),
        };
        return format!(
            "The session is live: the mouth acted after {} of {asked} digits, in time and at \
             rest otherwise{who}.",
            found(verdict)
        );
    };
    let what = match gravest {
        Reason::DigitsNotRead | Reason::DigitsMissed if asked > 0 => match found(verdict) {
            0 => format!("the mouth acted after none of the {asked} digits"),
            some => format!("the mouth acted after only {some} of {asked} digits"),
        },
        reason => words::reason(reason),
    };
    let rest = match verdict.reasons.len() - 1 {
        0 => String::new(),
        1 => " One more reason below.".into(),
        more => format!(" {more} more reasons below."),
    };
    match matched {
        Some(Outcome::Pass) => {
            format!("The face is the one on the portrait, but {what}.{rest}")
        }
        _ => format!("{}.{rest}", words::sentence(&what)),
    }
}

fn found(verdict: &Verdict) -> usize {
    verdict
        .digits
        .iter()
        .filter(|d| d.start_ms.is_some())
        .count()
}

struct Figure {
    class: &'static str,
    name: &'static str,
    value: String,
    note: String,
}

fn figures(verdict: &Verdict) -> Vec<Figure> {
    let channels = &verdict.liveness.channels;
    let finding = |f: Finding| channels.iter().filter(|c| c.finding == f).count();
    let asked = verdict.digits.len();
    let frames = &verdict.frames;
    let share = frames.with_face as f32 / frames.total.max(1) as f32;
    vec![
        Figure {
            class: words::outcome_class(verdict.liveness.outcome),
            name: "Liveness",
            value: match verdict.liveness.outcome {
                Outcome::Pass => "live".into(),
                Outcome::Fail => "not shown".into(),
                Outcome::Retry => "undecided".into(),
            },
            note: match channels.len() {
                0 => "no channel could be evaluated".into(),
                _ => format!(
                    "channels: {} support, {} contradict",
                    finding(Finding::Supports),
                    finding(Finding::Contradicts)
                ),
            },
        },
        match &verdict.matching {
            Some(m) => Figure {
                class: words::outcome_class(m.outcome),
                name: "Portrait",
                value: match m.outcome {
                    Outcome::Pass => "same person".into(),
                    Outcome::Fail => "no match".into(),
                    Outcome::Retry => "undecided".into(),
                },
                note: format!(
                    "at FMR {} ({})",
                    m.false_match_rate.name(),
                    words::rate(m.false_match_rate)
                ),
            },
            None => Figure {
                class: "quiet",
                name: "Portrait",
                value: "not compared".into(),
                note: "no portrait or no usable face".into(),
            },
        },
        Figure {
            class: match found(verdict) {
                n if asked > 0 && n == asked => "pass",
                _ if asked == 0 || verdict.liveness.outcome == Outcome::Pass => "quiet",
                _ => "fail",
            },
            name: "Readings found",
            value: match asked {
                0 => "–".into(),
                _ => format!("{} of {asked}", found(verdict)),
            },
            note: match asked {
                0 => "no digit could be judged".into(),
                _ => "mouth acted after the prompt".into(),
            },
        },
        Figure {
            class: "quiet",
            name: "Face tracked",
            value: format!("{} of {}", frames.with_face, frames.total),
            note: format!(
                "frames ({:.0} %), {:.1} s",
                100.0 * share,
                frames.duration_ms as f64 / 1000.0
            ),
        },
    ]
}

/// The reasons, gravest first; nothing on a pass.
pub(super) fn reasons(verdict: &Verdict) -> String {
    if verdict.reasons.is_empty() {
        return String::new();
    }
    let mut out = String::from("<section><h2>Reasons</h2><ul class=\"reasons\">");
    for &reason in &verdict.reasons {
        let class = match reason.severity() {
            selfsame::Severity::Fail => "fail",
            selfsame::Severity::Retry => "retry",
        };
        let _ = write!(
            out,
            "<li class=\"{class}\"><span class=\"disc\">{}</span><div><h3>{}</h3>\
             <p>{}</p></div><div class=\"tags\"><span class=\"chip {class}\">{}</span>\
             <code>{}</code></div></li>",
            icon(class),
            Text(&words::sentence(&words::reason(reason))),
            Text(reason.advice()),
            words::severity(reason.severity()),
            Text(reason.code()),
        );
    }
    out.push_str("</ul></section>\n");
    out
}
