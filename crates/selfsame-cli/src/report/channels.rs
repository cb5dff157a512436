//! A card a channel: what it asks, what it says, what it looked at.

use std::fmt::Write as _;

use selfsame::liveness::{Channel, Finding, Measure};

use super::html::{Text, icon, number};
use super::{Input, words};

/// The section.
pub(super) fn section(input: &Input<'_>) -> String {
    let mut out = String::from(
        "<section><h2>Liveness channels</h2><p class=\"lead\">Kept apart, so that each can \
         be judged by itself.</p>",
    );
    let channels = &input.evidence.channels;
    if channels.is_empty() {
        out.push_str(
            "<div class=\"card empty\">No channel was evaluated: there was nothing to look at, or \
             the session ended before the first digit.</div></section>\n",
        );
        return out;
    }
    out.push_str("<div class=\"channels\">");
    let skipped = |c: &&Channel| c.finding == Finding::NotEvaluated;
    for channel in channels.iter().filter(|c| !skipped(c)) {
        card(channel, &mut out);
    }
    for channel in channels.iter().filter(skipped) {
        card(channel, &mut out);
    }
    out.push_str("</div></section>\n");
    out
}

fn card(channel: &Channel, out: &mut String) {
    let (title, question) = words::channel(channel.name);
    let (finding, class, sign) = words::finding(channel.finding);
    let _ = write!(
        out,
        "<article class=\"card channel {class}\"><header><h3>{title}</h3>\
         <span class=\"chip {class}\">{}{finding}</span></header><p>{question}</p>",
        icon(sign)
    );
    if !channel.measures.is_empty() || channel.llr.is_some() {
        out.push_str("<dl class=\"measures\">");
        for measure in &channel.measures {
            let _ = write!(
                out,
                "<dt>{}</dt><dd>{}</dd>",
                Text(measure.name),
                value(measure)
            );
        }
        if let Some(llr) = channel.llr {
            let _ = write!(out, "<dt>log likelihood ratio</dt><dd>{}</dd>", number(llr));
        }
        out.push_str("</dl>");
    } else {
        let why = match channel.finding {
            Finding::NotEvaluated => "Not part of this release: it counts for nothing.",
            _ => "Too little to measure.",
        };
        let _ = write!(out, "<p>{why}</p>");
    }
    for &reason in &channel.reasons {
        let _ = write!(
            out,
            "<p class=\"against\">{} {}</p>",
            icon("fail"),
            Text(&words::sentence(&words::reason(reason)))
        );
    }
    out.push_str("</article>");
}

/// A measure's number and unit.
fn value(measure: &Measure) -> String {
    let number = number(measure.value);
    match measure.unit {
        "" => number,
        "x" => format!("{number} ×"),
        "degrees" => format!("{number}°"),
        unit => format!("{number} <small>{}</small>", Text(unit)),
    }
}
