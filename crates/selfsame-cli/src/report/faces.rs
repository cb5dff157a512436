//! The portrait beside the best live frames, and how alike they are.

use std::fmt::Write as _;
use std::time::Duration;

use selfsame::matching::Comparison;
use selfsame::observation::THUMB;
use selfsame::{FalseMatchRate, Outcome};

use super::html::{icon, image, number, picture, seconds};
use super::{Input, words};

/// Longest side of the portrait in the page, pixels.
const PORTRAIT_SIDE: u32 = 360;
/// A small picture may be so far from the frame it stands for.
const NEAR: Duration = Duration::from_millis(120);

/// Portrait, live frames, scale.
pub(super) fn section(input: &Input<'_>) -> String {
    let mut out = String::from(
        "<section><h2>Portrait and live face</h2><p class=\"lead\">The live template is made \
         from the best frames, one from each part of the session.</p><div class=\"card faces\">",
    );
    match input.portrait {
        Some(portrait) => {
            let _ = write!(
                out,
                "<figure class=\"portrait\">{}<figcaption>Portrait, {} × {} pixels\
                 </figcaption></figure>",
                picture(portrait, PORTRAIT_SIDE, "The portrait"),
                portrait.width(),
                portrait.height()
            );
        }
        None => {
            out.push_str("<div class=\"portrait absent\">No portrait was given</div>");
        }
    }
    out.push_str("<div class=\"live\"><div class=\"thumbs\">");
    let frames = live(input);
    for (time, rgb) in &frames {
        let _ = write!(
            out,
            "<figure>{}<figcaption>{} s</figcaption></figure>",
            image(rgb, THUMB, THUMB, "The live face"),
            seconds(*time)
        );
    }
    if frames.is_empty() {
        out.push_str("<div class=\"absent\">No live frame could be used</div>");
    }
    out.push_str("</div>");
    out.push_str(&comparison(input));
    out.push_str("</div></div></section>\n");
    out
}

/// The small pictures nearest to the best frames, in order of time.
fn live<'a>(input: &Input<'a>) -> Vec<(Duration, &'a [u8])> {
    let mut times = input.evidence.best_frames.clone();
    times.sort_unstable();
    times
        .iter()
        .filter_map(|&wanted| {
            input
                .evidence
                .observations
                .seen()
                .filter_map(|(time, seen)| Some((time, seen.thumb.as_deref()?)))
                .min_by_key(|(time, _)| time.abs_diff(wanted))
                .filter(|(time, _)| time.abs_diff(wanted) <= NEAR)
        })
        .collect()
}

/// The sentence and the scale.
fn comparison(input: &Input<'_>) -> String {
    let (Some(verdict), Some(comparison)) = (&input.verdict.matching, &input.evidence.comparison)
    else {
        return "<p class=\"statement quiet\">Not compared: it takes a portrait and a usable live \
                face.</p>"
            .into();
    };
    let rate = verdict.false_match_rate;
    let class = words::outcome_class(verdict.outcome);
    let same = match verdict.outcome {
        Outcome::Pass => "Same person",
        Outcome::Fail => "Not shown to be the same person",
        Outcome::Retry => "Too poorly seen to tell",
    };
    let strictest = match comparison.strictest() {
        Some(strictest) if strictest > rate => {
            format!("; it would also match at {}", strictest.name())
        }
        Some(strictest) if strictest < rate => {
            format!("; it would match only at {}", strictest.name())
        }
        _ => String::new(),
    };
    let [portrait, live] = comparison.quality();
    let more = match comparison.is_poor() {
        true => ": for so little, more likeness is asked",
        false => "",
    };
    format!(
        "<p class=\"statement {class}\"><span class=\"disc\">{}</span><span><b>{same}</b> at FMR \
         {} ({} comparisons of different people match){strictest}. Quality of the portrait \
         {portrait}, of the live face {live}, of 100{more}.</span></p>{}",
        icon(class),
        rate.name(),
        words::rate(rate),
        scale(comparison, rate)
    )
}

/// The cosine on a line, with the least cosine of each named rate.
fn scale(comparison: &Comparison, asked: FalseMatchRate) -> String {
    let similarity = comparison.similarity();
    let needed = comparison.threshold(asked);
    const WIDTH: f32 = 640.0;
    let x = |v: f32| 8.0 + v.clamp(0.0, 1.0) * (WIDTH - 16.0);
    let mut out = format!(
        "<svg class=\"scale\" viewBox=\"0 0 {WIDTH} 66\" role=\"img\" aria-label=\"Similarity \
         {}, needed {}\"><rect class=\"rail\" x=\"8\" y=\"30\" width=\"{}\" height=\"8\" \
         rx=\"4\"/><rect class=\"ok\" x=\"{:.1}\" y=\"30\" width=\"{:.1}\" height=\"8\" rx=\"4\"/>",
        number(similarity),
        number(needed),
        WIDTH - 16.0,
        x(needed),
        x(1.0) - x(needed),
    );
    for rate in FalseMatchRate::ALL {
        let at = x(comparison.threshold(rate));
        let class = if rate == asked { "tick asked" } else { "tick" };
        let _ = write!(
            out,
            "<g class=\"{class}\"><path d=\"M{at:.1} 26V42\"/><text x=\"{at:.1}\" y=\"57\">{}\
             </text></g>",
            rate.name()
        );
    }
    let at = x(similarity);
    let anchor = match at {
        a if a < 70.0 => "start",
        a if a > WIDTH - 70.0 => "end",
        _ => "middle",
    };
    let _ = write!(
        out,
        "<text class=\"end\" x=\"{:.1}\" y=\"57\">identical</text>\
         <circle class=\"here\" cx=\"{at:.1}\" cy=\"34\" r=\"7\"/>\
         <text class=\"value\" x=\"{at:.1}\" y=\"18\" text-anchor=\"{anchor}\">cosine {}</text></svg>",
        x(1.0),
        number(similarity)
    );
    out
}
