//! The drawing: a panel for each digit and measure, real and simulated in one.
//!
//! Enters: the figures. Leaves: SVG that stands alone, without script or any
//! outside resource, on white, since it is looked at on pages of any colour.

use std::fmt::Write as _;

use super::Figures;
use super::align::phases;
use super::compare::Digit;

/// Sizes in the drawing's own units, about pixels.
const PANEL: (f64, f64) = (186.0, 104.0);
const LEFT: f64 = 58.0;
const TOP: f64 = 74.0;
const COLUMN: f64 = 204.0;
const ROW: f64 = 116.0;
/// Digits side by side, and the height of one line of them with its headings.
const ACROSS: usize = 5;
const BLOCK: f64 = 290.0;
const WIDTH: f64 = LEFT + COLUMN * ACROSS as f64;
const HEIGHT: f64 = TOP + 2.0 * BLOCK - 16.0;

const ENGLISH: [&str; 10] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// A blue and an orange that the colour-blind tell apart (Okabe and Ito).
const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:16px;font-weight:600}\
.digit{font-size:13px;font-weight:600}.small{font-size:11px;fill:#666}\
.box{fill:none;stroke:#bbb}.word{fill:#f2f2f2}.grid{stroke:#ddd}\
.real{stroke:#0072b2}.simulated{stroke:#d55e00}.line{fill:none;stroke-width:2}\
.band{stroke:none;fill-opacity:.2}.band.real{fill:#0072b2}.band.simulated{fill:#d55e00}\
.simulated.line{stroke-dasharray:6 2.5}";

/// The drawing.
pub(super) fn svg(figures: &Figures) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\"><title>Mouth curves of English digits, \
         real and simulated</title><style>{STYLE}</style>\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    heading(&mut out, figures);
    let scales = [0, 1].map(|measure| Scale::of(&figures.digits, measure));
    for (i, digit) in figures.digits.iter().enumerate() {
        let x = LEFT + COLUMN * (i % ACROSS) as f64;
        let y = TOP + BLOCK * (i / ACROSS) as f64;
        let _ = writeln!(
            out,
            "<text class=\"digit\" x=\"{x}\" y=\"{}\">{} {}</text>\
             <text class=\"small\" x=\"{}\" y=\"{}\" text-anchor=\"end\">sounds {} s / {} s</text>",
            y + 18.0,
            digit.digit,
            ENGLISH.get(i).unwrap_or(&""),
            x + PANEL.0,
            y + 18.0,
            seconds(digit.real_seconds),
            seconds(digit.simulated_seconds),
        );
        for (row, scale) in scales.iter().enumerate() {
            let y = y + 26.0 + ROW * row as f64;
            panel(&mut out, digit, row, scale, (x, y));
            if i % ACROSS == 0 {
                labels(
                    &mut out,
                    scale,
                    ["lips apart, cm", "width, % of rest"][row],
                    y,
                );
            }
        }
        let foot = y + 26.0 + ROW + PANEL.1 + 14.0;
        for (phase, name) in [(0.0, "start"), (1.0, "end of sound")] {
            let _ = writeln!(
                out,
                "<text class=\"small\" x=\"{:.1}\" y=\"{foot}\" text-anchor=\"middle\">{name}</text>",
                place(x, phase)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

fn heading(out: &mut String, figures: &Figures) {
    let _ = writeln!(
        out,
        "<text class=\"title\" x=\"{LEFT}\" y=\"26\">Mouth curves of English digits: real and \
         simulated, through the same tracker and mouth measures</text>"
    );
    let mut x = LEFT;
    for (class, name, side) in [
        ("real", "real, in sentences", &figures.real),
        ("simulated", "simulated, read alone", &figures.simulated),
    ] {
        let _ = writeln!(
            out,
            "<rect class=\"band {class}\" x=\"{x}\" y=\"41\" width=\"34\" height=\"14\"/>\
             <path class=\"line {class}\" d=\"M{x} 48h34\"/><text x=\"{}\" y=\"52\">{name}: {} \
             readings, {} {}; median and 10 to 90 %</text>",
            x + 42.0,
            side.readings,
            side.people,
            if side.people == 1 { "person" } else { "people" },
        );
        x += 2.5 * COLUMN;
    }
}

fn seconds(value: Option<f64>) -> String {
    value.map_or("-".into(), |v| format!("{v:.2}"))
}

/// One measure's axis, the same in all panels.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    fn of(digits: &[Digit], measure: usize) -> Self {
        let step = [0.5, 10.0][measure];
        let bands = digits
            .iter()
            .flat_map(|d| [&d.measures[measure].real, &d.measures[measure].simulated]);
        let values = || {
            bands
                .clone()
                .flatten()
                .flat_map(|b| b.p10.iter().chain(&b.p90))
        };
        let low = values().copied().fold(f64::INFINITY, f64::min);
        let high = values().copied().fold(f64::NEG_INFINITY, f64::max);
        if low > high {
            return Self {
                low: 0.0,
                high: step,
                step,
            };
        }
        let low = (low / step).floor() * step;
        Self {
            low,
            high: ((high / step).ceil() * step).max(low + step),
            step,
        }
    }

    fn y(&self, top: f64, value: f64) -> f64 {
        top + (self.high - value) / (self.high - self.low) * PANEL.1
    }

    /// Where lines are drawn; many steps are thinned.
    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        let every = count.div_ceil(6).max(1);
        let (low, step) = (self.low, self.step);
        (0..=count)
            .step_by(every)
            .map(move |i| low + i as f64 * step)
    }
}

/// Where a phase lies in a panel.
fn place(left: f64, phase: f64) -> f64 {
    // Half a word stands on either side.
    left + (phase + 0.5) / 2.0 * PANEL.0
}

fn labels(out: &mut String, scale: &Scale, name: &str, top: f64) {
    for tick in scale.ticks() {
        let _ = writeln!(
            out,
            "<text class=\"small\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{tick}</text>",
            LEFT - 6.0,
            scale.y(top, tick) + 4.0
        );
    }
    let middle = top + PANEL.1 / 2.0;
    let _ = writeln!(
        out,
        "<text x=\"16\" y=\"{middle}\" text-anchor=\"middle\" \
         transform=\"rotate(-90 16 {middle})\">{name}</text>"
    );
}

fn panel(out: &mut String, digit: &Digit, row: usize, scale: &Scale, (x, y): (f64, f64)) {
    let (from, to) = (place(x, 0.0), place(x, 1.0));
    let _ = writeln!(
        out,
        "<rect class=\"word\" x=\"{from:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"{}\"/>",
        to - from,
        PANEL.1
    );
    for tick in scale.ticks() {
        let at = scale.y(y, tick);
        let _ = writeln!(out, "<path class=\"grid\" d=\"M{x} {at:.1}h{}\"/>", PANEL.0);
    }
    let measure = &digit.measures[row];
    let sides = [("real", &measure.real), ("simulated", &measure.simulated)];
    for (class, band) in sides {
        if let Some(band) = band {
            let upper = points(&band.p90, scale, (x, y));
            let mut lower = points(&band.p10, scale, (x, y));
            lower.reverse();
            let _ = writeln!(
                out,
                "<path class=\"band {class}\" d=\"M{}L{}Z\"/>",
                upper.join(" "),
                lower.join(" ")
            );
        }
    }
    for (class, band) in sides {
        if let Some(band) = band {
            let line = points(&band.median, scale, (x, y)).join(" ");
            let _ = writeln!(out, "<path class=\"line {class}\" d=\"M{line}\"/>");
        }
    }
    let agreement = measure.r.map_or(String::new(), |r| format!("r {r:.2}"));
    let _ = writeln!(
        out,
        "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\"/>\
         <text class=\"small\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
        PANEL.0,
        PANEL.1,
        x + PANEL.0 - 5.0,
        y + 14.0,
        agreement.replace('-', "\u{2212}")
    );
}

fn points(values: &[f64], scale: &Scale, (x, y): (f64, f64)) -> Vec<String> {
    phases()
        .zip(values)
        .map(|(phase, &value)| format!("{:.1},{:.1}", place(x, phase), scale.y(y, value)))
        .collect()
}
