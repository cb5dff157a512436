//! The drawing: recall against false positives, a line for each detector.
//!
//! Enters: the curves. Leaves: SVG that stands alone, without script or any
//! outside resource, on white, since it is looked at on pages of any colour.

use std::fmt::Write as _;

use super::curve::Curve;

/// Sizes in the drawing's own units, about pixels.
const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 560.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 836.0;
const TOP: f64 = 66.0;
const BOTTOM: f64 = 500.0;
/// Most false positives that are drawn. The axis is the root of them, so that the few that
/// matter take the room.
const MOST: f64 = 100.0;
const TICKS: [f64; 8] = [0.0, 1.0, 5.0, 10.0, 20.0, 40.0, 70.0, 100.0];
/// Recall at the bottom.
const LEAST_RECALL: f64 = 0.5;

/// Colours that the colour-blind tell apart (Okabe and Ito), and a dash for each round.
const COLOURS: [&str; 7] = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
];

const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:16px;font-weight:600}\
.small{font-size:11px;fill:#666}.grid{stroke:#ddd}.line{fill:none;stroke-width:2.2;\
stroke-linejoin:round}";

/// The drawing.
pub(super) fn svg(curves: &[Curve], boxes: usize, pictures: usize) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\"><title>Recall against false positives \
         of face detectors</title><style>{STYLE}</style>\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text class=\"title\" x=\"{LEFT}\" y=\"28\">Faces found against false positives</text>\
         <text class=\"small\" x=\"{LEFT}\" y=\"48\">{boxes} boxes; false positives are counted on \
         all {pictures} pictures, with faces and without</text>\n"
    );
    axes(&mut out);
    for (i, curve) in curves.iter().enumerate() {
        line(&mut out, curve, i);
    }
    legend(&mut out, curves);
    out.push_str("</svg>\n");
    out
}

fn across(wrong: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * (wrong.min(MOST) / MOST).sqrt()
}

fn up(recall: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * ((recall - LEAST_RECALL) / (1.0 - LEAST_RECALL)).max(0.0)
}

fn axes(out: &mut String) {
    for tick in TICKS {
        let x = across(tick);
        let _ = writeln!(
            out,
            "<line class=\"grid\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{BOTTOM}\"/>\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{tick}</text>",
            BOTTOM + 18.0
        );
    }
    for tenth in 5..=10 {
        let recall = f64::from(tenth) / 10.0;
        let y = up(recall);
        let _ = writeln!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{RIGHT}\" y2=\"{y:.1}\"/>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{recall:.1}</text>",
            LEFT - 8.0,
            y + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">false positives (root scale)</text>\
         <text transform=\"translate(18 {}) rotate(-90)\" text-anchor=\"middle\">recall</text>",
        f64::midpoint(LEFT, RIGHT),
        BOTTOM + 40.0,
        f64::midpoint(TOP, BOTTOM)
    );
}

/// Colour and dash of a line.
fn stroke(i: usize) -> String {
    let dash = match i / COLOURS.len() {
        0 => "",
        1 => " stroke-dasharray=\"7 4\"",
        _ => " stroke-dasharray=\"2 3\"",
    };
    format!("stroke=\"{}\"{dash}", COLOURS[i % COLOURS.len()])
}

/// Steps: recall stays until another false positive is paid.
fn line(out: &mut String, curve: &Curve, i: usize) {
    let mut path = String::new();
    let mut last = None;
    for point in &curve.points {
        let wrong = point.false_positives as f64;
        if wrong > MOST {
            break;
        }
        let (x, y) = (across(wrong), up(point.recall));
        match last {
            None => {
                let _ = write!(path, "M{x:.1} {y:.1}");
            }
            Some(()) => {
                let _ = write!(path, "H{x:.1}V{y:.1}");
            }
        }
        last = Some(());
    }
    if last.is_some() {
        let _ = writeln!(out, "<path class=\"line\" {} d=\"{path}\"/>", stroke(i));
    }
}

fn legend(out: &mut String, curves: &[Curve]) {
    let height = 18.0 * curves.len() as f64 + 12.0;
    let top = BOTTOM - height - 10.0;
    let left = RIGHT - 420.0;
    let _ = writeln!(
        out,
        "<rect x=\"{left}\" y=\"{top}\" width=\"412\" height=\"{height}\" fill=\"#fff\" \
         fill-opacity=\".9\" stroke=\"#ccc\"/>"
    );
    for (i, curve) in curves.iter().enumerate() {
        let y = top + 18.0 * i as f64 + 18.0;
        let _ = writeln!(
            out,
            "<line x1=\"{}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke-width=\"2.2\" {}/>\
             <text x=\"{}\" y=\"{}\">{}</text>",
            left + 8.0,
            left + 40.0,
            stroke(i),
            left + 48.0,
            y + 4.0,
            escaped(&curve.detector)
        );
    }
}

/// A name comes from a file of anybody's.
fn escaped(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    short
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
