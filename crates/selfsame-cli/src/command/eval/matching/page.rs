//! The page of an evaluation of matching: error rates, how they trade off, and what quality has
//! to do with them. Enters: the figures. Leaves: HTML.

use std::fmt::Write as _;

use super::Figures;
use super::det::Point;
use crate::command::eval::page::{self, Escaped, row, tile};
use crate::stats::Rate;

/// Sizes of the drawings, in their own units.
const SIDE: f64 = 420.0;
const MARGIN: f64 = 56.0;
/// Tens of the rates that the axes show.
const FMR: [i32; 2] = [-6, 0];
const FNMR: [i32; 2] = [-3, 0];
/// Bars of a histogram, and the similarities that they stand for.
const BARS: usize = 52;
const LEAST: f64 = -0.3;
const BAR: f64 = 0.025;

/// The page. `same` and `different`: similarities.
pub(super) fn of(figures: &Figures, same: &[f32], different: &[f32]) -> String {
    let mut out = page::start("Match: error rates");
    head(&mut out, figures);
    histogram(&mut out, same, different);
    trade_off(&mut out, figures);
    thresholds(&mut out, figures);
    quality(&mut out, figures);
    out.push_str(page::END);
    out
}

fn head(out: &mut String, figures: &Figures) {
    let spoilt = figures.spoil.map_or(String::new(), |spoil| {
        let which = if figures.spoil_both {
            "both"
        } else {
            "the first"
        };
        format!(" Of every pair {which} made worse by simulation: {spoil}.")
    });
    let _ = writeln!(
        out,
        "<h1>Match: error rates</h1><p class=\"lead\">{} pairs of pictures of one person and {} of \
         two, by {}.{} Bars are shares, whiskers exact 95 % intervals (Clopper and Pearson). \
         Pictures in which no face could be enrolled count as not matching.</p>",
        figures.same,
        figures.different,
        Escaped(&figures.engine),
        Escaped(&spoilt),
    );
    out.push_str("<div class=\"tiles\">");
    for name in ["1e-3", "1e-4", "1e-5"] {
        if let Some(at) = figures.fnmr.get(name) {
            let what = format!("of one person, not matched at {name}");
            tile(out, "FNMR", &what, &at.fnmr_rate);
        }
    }
    tile(
        out,
        "Poor",
        "pairs of which more is asked",
        &figures.poor_pairs,
    );
    out.push_str("</div>\n");
}

fn histogram(out: &mut String, same: &[f32], different: &[f32]) {
    let shares = |scores: &[f32]| {
        let mut bars = [0.0f64; BARS];
        for &score in scores {
            let bar = (f64::from(score) - LEAST) / BAR;
            bars[(bar.max(0.0) as usize).min(BARS - 1)] += 1.0 / scores.len() as f64;
        }
        bars
    };
    let sides = [("bad", shares(different)), ("warn", shares(same))];
    let highest = sides.iter().flat_map(|(_, bars)| bars).copied();
    let highest = highest.fold(0.0, f64::max);
    if highest == 0.0 {
        return;
    }
    let (wide, high) = (900.0, 240.0);
    let step = wide / BARS as f64;
    let _ = writeln!(
        out,
        "<h2>Similarities</h2><p class=\"lead\">How alike pictures of two people (orange) and of \
         one (blue) are, each as shares of its own; lines are the thresholds of 1e-2 to 1e-6.</p>\
         <svg class=\"det wide\" viewBox=\"0 0 {} {}\" role=\"img\"><title>Histogram</title>",
        wide + 2.0 * MARGIN,
        high + MARGIN + 20.0
    );
    for (class, bars) in &sides {
        for (i, share) in bars.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let tall = high * share / highest;
            let _ = writeln!(
                out,
                "<rect class=\"{class}\" fill-opacity=\".7\" x=\"{:.1}\" y=\"{:.1}\" \
                 width=\"{:.1}\" height=\"{tall:.1}\"/>",
                MARGIN + step * i as f64,
                20.0 + high - tall,
                step - 1.0
            );
        }
    }
    let at = |similarity: f64| MARGIN + step * (similarity - LEAST) / BAR;
    for rate in selfsame::FalseMatchRate::ALL {
        let _ = writeln!(
            out,
            "<path class=\"whisker\" d=\"M{:.1} 20v{high}\"/>",
            at(f64::from(rate.threshold()))
        );
    }
    for tick in -1..5 {
        let similarity = f64::from(tick) / 5.0;
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{similarity:.1}</text>",
            at(similarity),
            high + 38.0
        );
    }
    out.push_str("</svg>\n");
}

/// Where a rate stands on an axis of tens, 0..=1.
fn place(rate: f64, [low, high]: [i32; 2]) -> f64 {
    let tens = rate.max(1e-12).log10().max(f64::from(low));
    (tens - f64::from(low)) / f64::from(high - low)
}

fn trade_off(out: &mut String, figures: &Figures) {
    let all = figures.all_pairs.as_ref().map(|all| all.det());
    let points = all.unwrap_or(&figures.det);
    if points.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<h2>Trade-off</h2><p class=\"lead\">What every threshold would do{}: pairs of one person \
         that it misses over pairs of two that it takes for one. Dots are the named rates at the \
         SDK's thresholds.</p><svg class=\"det\" viewBox=\"0 0 {w} {w}\" role=\"img\">\
         <title>DET curve</title>",
        if all.is_some() {
            ", over all pairs"
        } else {
            ""
        },
        w = SIDE + 2.0 * MARGIN
    );
    let x = |fmr: f64| MARGIN + SIDE * place(fmr, FMR);
    let y = |fnmr: f64| MARGIN + SIDE * (1.0 - place(fnmr, FNMR));
    let power = |tens: i32| match tens {
        0 => "1".to_owned(),
        tens => format!("1e{tens}"),
    };
    for tens in FMR[0]..=FMR[1] {
        let x = x(10f64.powi(tens));
        let _ = writeln!(
            out,
            "<path class=\"grid\" d=\"M{x:.1} {MARGIN}v{SIDE}\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            MARGIN + SIDE + 16.0,
            power(tens)
        );
    }
    for tens in FNMR[0]..=FNMR[1] {
        let y = y(10f64.powi(tens));
        let _ = writeln!(
            out,
            "<path class=\"grid\" d=\"M{MARGIN} {y:.1}h{SIDE}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            MARGIN - 6.0,
            y + 4.0,
            power(tens)
        );
    }
    let mut path = String::new();
    for point in points.iter().filter(|p| p.fmr > 0.0) {
        let command = if path.is_empty() { 'M' } else { 'L' };
        let _ = write!(path, "{command}{:.1} {:.1}", x(point.fmr), y(point.fnmr));
    }
    let _ = writeln!(
        out,
        "<rect class=\"frame\" x=\"{MARGIN}\" y=\"{MARGIN}\" width=\"{SIDE}\" height=\"{SIDE}\"/>\
         <path class=\"curve\" d=\"{path}\"/>"
    );
    for rate in selfsame::FalseMatchRate::ALL {
        if let Some(point) = at(points, rate.threshold()) {
            let _ = writeln!(
                out,
                "<circle class=\"bad\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\"><title>{}</title></circle>",
                x(point.fmr),
                y(point.fnmr),
                rate.name()
            );
        }
    }
    let _ = writeln!(
        out,
        "<text class=\"axis\" x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">FMR</text>\
         <text class=\"axis\" x=\"{MARGIN}\" y=\"{:.0}\">FNMR</text></svg>",
        MARGIN + SIDE / 2.0,
        SIDE + 2.0 * MARGIN - 12.0,
        MARGIN - 14.0
    );
}

/// The point of the curve at or next above a threshold, if something matches there.
fn at(points: &[Point], threshold: f32) -> Option<&Point> {
    let point = points.iter().rfind(|p| p.threshold >= threshold)?;
    (point.fmr > 0.0).then_some(point)
}

fn thresholds(out: &mut String, figures: &Figures) {
    out.push_str(
        "<h2>Named rates</h2><table><tr><th>rate, threshold<th>pairs of one person not matched\
         <th class=\"n\">of all<th>pairs of two that match; both with more asked of poor pairs</tr>\n",
    );
    let counts = |rate: &Rate| format!("{} of {}", rate.count, rate.n);
    for (name, of) in &figures.fnmr {
        let decided = figures.decided.get(name).map_or(String::new(), |of| {
            let [fnmr, fmr] = [&of.fnmr_rate, &of.fmr_rate].map(counts);
            format!("; {fnmr}, {fmr}")
        });
        let remark = format!("{}{decided}", counts(&of.fmr_rate));
        let name = format!("{name}, {:.3}", of.threshold);
        row(out, &name, &of.fnmr_rate, "warn", &remark);
    }
    out.push_str("</table>\n");
}

fn quality(out: &mut String, figures: &Figures) {
    out.push_str(
        "<h2>Quality</h2><p class=\"lead\">Pairs of one person by the unified quality of the \
         poorer picture: the share that does not match at 1e-4 by similarity alone.</p><table>\
         <tr><th>quality<th>not matched at 1e-4<th class=\"n\">of all<th></tr>\n",
    );
    for of in &figures.fnmr_by_quality {
        if let Some(rate) = of.fnmr.get("1e-4").filter(|rate| rate.n > 0) {
            let name = format!("{} to {}", of.quality[0], of.quality[1]);
            row(out, &name, rate, "warn", "");
        }
    }
    out.push_str(
        "</table><p class=\"lead\">Measures of ISO/IEC 29794-5, and how many pictures would be \
         given advice.</p><table><tr><th>measure<th>poor<th class=\"n\">of all\
         <th>median; rank correlation with likeness</tr>\n",
    );
    let number = |v: Option<f64>| v.map_or("–".into(), |v| format!("{v:.2}"));
    for worth in &figures.quality {
        let remark = format!("{}; {}", number(worth.median_value), number(worth.spearman));
        let name = worth.name().replace('_', " ");
        row(out, &name, &worth.poor, "bad", &remark);
    }
    out.push_str("</table>\n");
}
