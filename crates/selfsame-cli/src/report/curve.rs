//! The mouth over time: how far it opens, how active it is, what was asked when
//! and what was found.

use std::fmt::Write as _;
use std::ops::Range;

use selfsame::challenge::SHOWN_FOR;
use selfsame::interval::{LOUDEST, Readings};
use selfsame::mouth::OUTER_APERTURE;
use selfsame::signal::RATE;

use super::Input;
use super::html::number;

/// Size of the drawing and of its parts, in its own units.
const WIDTH: f32 = 1080.0;
const HEIGHT: f32 = 344.0;
const LEFT: f32 = 46.0;
const RIGHT: f32 = 1072.0;
const CURVE: Range<f32> = 54.0..222.0;
const ACTIVITY: Range<f32> = 240.0..312.0;
/// The section.
pub(super) fn section(input: &Input<'_>) -> String {
    let mut out = String::from(
        "<section><h2>The mouth over time</h2><p class=\"lead\">Opening of the lips (outer edges), \
         measured in a frame that does not move with the head.</p>",
    );
    if input.evidence.signal.is_empty() {
        out.push_str(
            "<div class=\"card empty\">No mouth could be measured: there was no face to \
             register.</div></section>\n",
        );
        return out;
    }
    let plot = Plot::of(input);
    let _ = write!(
        out,
        "<div class=\"card wide\"><div class=\"scroll\"><svg class=\"curve\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
        plot.summary()
    );
    plot.warm_up(&mut out);
    plot.axes(&mut out);
    plot.holes(&mut out);
    plot.readings(&mut out);
    plot.activity(&mut out);
    plot.prompts(&mut out);
    plot.line(&mut out);
    out.push_str("</svg></div>");
    out.push_str(LEGEND);
    out.push_str("</div></section>\n");
    out
}

const LEGEND: &str = "<ul class=\"legend\"><li><i class=\"k-line\"></i>opening of the lips</li>\
    <li><i class=\"k-warm\"></i>warm-up sentence</li>\
    <li><i class=\"k-shown\"></i>digit on the screen</li>\
    <li><i class=\"k-found\"></i>reading found, with its confidence</li>\
    <li><i class=\"k-missed\"></i>digit without a reading</li>\
    <li><i class=\"k-acts\"></i>mouth acts</li>\
    <li><i class=\"k-unasked\"></i>mouth acts unprompted</li>\
    <li><i class=\"k-rests\"></i>mouth rests</li>\
    <li><i class=\"k-hole\"></i>no face</li></ul>";

/// What is drawn, and where.
struct Plot<'a> {
    input: &'a Input<'a>,
    opening: Vec<f32>,
    from: f32,
    to: f32,
    low: f32,
    high: f32,
}

impl<'a> Plot<'a> {
    fn of(input: &'a Input<'a>) -> Self {
        let signal = &input.evidence.signal;
        let opening = signal.measure(OUTER_APERTURE);
        let frames = input.evidence.observations.frames();
        let mut from = signal.time(0);
        let mut to = signal.time(signal.len() - 1);
        if let (Some(first), Some(last)) = (frames.first(), frames.last()) {
            from = from.min(first.time.as_secs_f32());
            to = to.max(last.time.as_secs_f32());
        }
        if let Some(prompts) = &input.evidence.prompts {
            from = from.min(prompts.start().as_secs_f32());
        }
        let believed = opening
            .iter()
            .zip(signal.seen())
            .filter(|(v, seen)| **seen && v.is_finite());
        let (mut low, mut high) =
            believed.fold((f32::MAX, f32::MIN), |(l, h), (&v, _)| (l.min(v), h.max(v)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        // A resting mouth must not look wild: at least one centimetre is drawn.
        let spare = ((1.0 - (high - low)) / 2.0).max(0.05 * (high - low));
        Self {
            input,
            opening,
            from,
            to: to.max(from + 1.0),
            low: (low - spare).max(0.0),
            // Room for the digits above the curve.
            high: high + spare + 0.16 * (high - low).max(1.0),
        }
    }

    fn x(&self, seconds: f32) -> f32 {
        LEFT + (seconds - self.from).clamp(0.0, self.to - self.from) / (self.to - self.from)
            * (RIGHT - LEFT)
    }

    fn y(&self, value: f32) -> f32 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        CURVE.end - share * (CURVE.end - CURVE.start)
    }

    fn readings_found(&self) -> Option<&'a Readings> {
        self.input.evidence.readings.as_ref()
    }

    fn summary(&self) -> String {
        let digits = &self.input.verdict.digits;
        let found = digits.iter().filter(|d| d.start_ms.is_some()).count();
        format!(
            "Mouth opening from {:.1} to {:.1} seconds, {} to {} centimetres; {found} of {} \
             digits were found",
            self.from,
            self.to,
            number(self.low),
            number(self.high),
            digits.len()
        )
    }

    fn warm_up(&self, out: &mut String) {
        let Some(prompts) = &self.input.evidence.prompts else {
            return;
        };
        let (a, b) = (
            self.x(prompts.start().as_secs_f32()),
            self.x(prompts.warm_up_end().as_secs_f32()),
        );
        if b - a < 1.0 {
            return;
        }
        let _ = write!(
            out,
            "<rect class=\"warm\" x=\"{a:.1}\" y=\"{}\" width=\"{:.1}\" height=\"{}\"/>",
            CURVE.start,
            b - a,
            ACTIVITY.end - CURVE.start
        );
        if b - a > 60.0 {
            let _ = write!(
                out,
                "<text class=\"middle strong\" x=\"{:.1}\" y=\"{}\">warm-up</text>",
                (a + b) / 2.0,
                CURVE.start - 12.0
            );
        }
    }

    fn axes(&self, out: &mut String) {
        let step = nice_step(self.high - self.low, 4.0);
        let mut value = (self.low / step).ceil() * step;
        while value <= self.high {
            let y = self.y(value);
            let _ = write!(
                out,
                "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{RIGHT}\"/>\
                 <text class=\"right\" x=\"{}\" y=\"{:.1}\">{value:.1}</text>",
                LEFT - 8.0,
                y + 4.0
            );
            value += step;
        }
        let step = nice_step(self.to - self.from, 12.0).max(1.0);
        let mut time = (self.from / step).ceil() * step;
        while time <= self.to {
            let x = self.x(time);
            let _ = write!(
                out,
                "<path class=\"tick\" d=\"M{x:.1} {}v5\"/>\
                 <text class=\"middle\" x=\"{x:.1}\" y=\"{}\">{time:.0} s</text>",
                ACTIVITY.end,
                ACTIVITY.end + 20.0
            );
            time += step;
        }
        let middle = (ACTIVITY.start + ACTIVITY.end) / 2.0;
        let _ = write!(
            out,
            "<path class=\"axis\" d=\"M{LEFT} {}H{RIGHT}\"/>\
             <path class=\"grid\" d=\"M{LEFT} {middle}H{RIGHT}\"/>\
             <text x=\"2\" y=\"{}\">cm</text>\
             <text class=\"right\" x=\"{}\" y=\"{}\">acts</text>\
             <text class=\"right\" x=\"{}\" y=\"{}\">rests</text>",
            ACTIVITY.end,
            CURVE.start - 12.0,
            LEFT - 8.0,
            ACTIVITY.start + 16.0,
            LEFT - 8.0,
            ACTIVITY.end - 6.0
        );
    }

    /// Where no face was seen.
    fn holes(&self, out: &mut String) {
        let signal = &self.input.evidence.signal;
        let seen = signal.seen();
        let half = 0.5 / RATE;
        let mut holes = vec![(self.from, signal.time(0))];
        let mut at = 0;
        while at < seen.len() {
            let end = (at..seen.len())
                .find(|&i| seen[i] != seen[at])
                .unwrap_or(seen.len());
            if !seen[at] {
                holes.push((signal.time(at) - half, signal.time(end - 1) + half));
            }
            at = end;
        }
        holes.push((signal.time(seen.len() - 1), self.to));
        for (from, to) in holes.into_iter().filter(|(a, b)| b - a > 0.1) {
            let (a, b) = (self.x(from), self.x(to));
            let _ = write!(
                out,
                "<rect class=\"hole\" x=\"{a:.1}\" y=\"{}\" width=\"{:.1}\" height=\"{}\"/>",
                CURVE.start,
                (b - a).max(1.0),
                ACTIVITY.end - CURVE.start
            );
            if b - a > 52.0 {
                let _ = write!(
                    out,
                    "<text class=\"middle\" x=\"{:.1}\" y=\"{}\">no face</text>",
                    (a + b) / 2.0,
                    CURVE.start + 18.0
                );
            }
        }
    }

    /// Boxes around the readings that were found.
    fn readings(&self, out: &mut String) {
        let Some(readings) = self.readings_found() else {
            return;
        };
        // Between the two panels an arrow leads from a prompt to its reading.
        let lane = (CURVE.end + ACTIVITY.start) / 2.0;
        let digits = &self.input.verdict.digits;
        for (reading, digit) in readings.digits.iter().zip(digits).filter(|(r, _)| r.found) {
            let prompt = self.x(reading.prompted.as_secs_f32());
            let (a, b) = (
                self.x(reading.start.as_secs_f32()),
                self.x(reading.end.as_secs_f32()),
            );
            let _ = write!(
                out,
                "<rect class=\"found\" x=\"{a:.1}\" y=\"{}\" width=\"{:.1}\" height=\"{}\" \
                 rx=\"3\"/><text class=\"middle found-digit\" x=\"{:.1}\" y=\"{}\">{}</text>\
                 <text class=\"middle found-label\" x=\"{:.1}\" y=\"{}\">{}</text>\
                 <path class=\"leads\" d=\"M{prompt:.1} {lane}H{:.1}m-5 -3.5l5 3.5l-5 3.5\"/>",
                CURVE.start,
                (b - a).max(2.0),
                ACTIVITY.end - CURVE.start,
                (a + b) / 2.0,
                CURVE.start + 17.0,
                digit.digit,
                (a + b) / 2.0,
                CURVE.end - 5.0,
                number(reading.confidence),
                a - 1.0
            );
        }
    }

    /// A stroke a sample: up where the mouth acts, down where it rests.
    fn activity(&self, out: &mut String) {
        let Some(readings) = self.readings_found() else {
            return;
        };
        let signal = &self.input.evidence.signal;
        let middle = (ACTIVITY.start + ACTIVITY.end) / 2.0;
        let unit = (ACTIVITY.end - ACTIVITY.start) / 2.0 / LOUDEST;
        let prompts = self.input.evidence.prompts.as_ref();
        let mut paths = [String::new(), String::new(), String::new()];
        for (i, &value) in readings.activity.iter().enumerate().take(signal.len()) {
            if !value.is_finite() || !signal.seen()[i] {
                continue;
            }
            let time = signal.time(i);
            let kind = match value > 0.0 {
                true if prompts.is_some_and(|p| readings.asked_at(time, p)) => 0,
                true => 1,
                false => 2,
            };
            let y = middle - value.clamp(-LOUDEST, LOUDEST) * unit;
            let _ = write!(paths[kind], "M{:.1} {middle}V{y:.1}", self.x(time));
        }
        let width = (RIGHT - LEFT) / ((self.to - self.from) * RATE) * 0.9;
        for (class, path) in ["acts", "unasked", "rests"].iter().zip(paths) {
            if !path.is_empty() {
                let _ = write!(
                    out,
                    "<path class=\"{class}\" stroke-width=\"{:.2}\" d=\"{path}\"/>",
                    width.clamp(0.4, 6.0)
                );
            }
        }
    }

    /// When each digit appeared.
    fn prompts(&self, out: &mut String) {
        for digit in &self.input.verdict.digits {
            let shown = digit.prompted_ms as f32 / 1000.0;
            let (x, left) = (self.x(shown), self.x(shown + SHOWN_FOR.as_secs_f32()));
            let class = match digit.start_ms {
                Some(_) => "prompt hit",
                None => "prompt miss",
            };
            let _ = write!(
                out,
                "<g class=\"{class}\"><path d=\"M{x:.1} 36V{}\"/>\
                 <rect x=\"{x:.1}\" y=\"{}\" width=\"{:.1}\" height=\"4\"/>\
                 <circle cx=\"{x:.1}\" cy=\"22\" r=\"14\"/>\
                 <text x=\"{x:.1}\" y=\"28\">{}</text></g>",
                ACTIVITY.end,
                CURVE.start - 4.0,
                (left - x).max(1.0),
                digit.digit
            );
        }
    }

    /// The opening, broken where no face was seen.
    fn line(&self, out: &mut String) {
        let signal = &self.input.evidence.signal;
        let mut path = String::new();
        let mut pen = 'M';
        for (i, &value) in self.opening.iter().enumerate() {
            if !signal.seen()[i] || !value.is_finite() {
                pen = 'M';
                continue;
            }
            let _ = write!(
                path,
                "{pen}{:.1} {:.1}",
                self.x(signal.time(i)),
                self.y(value)
            );
            pen = 'L';
        }
        let _ = write!(out, "<path class=\"line\" d=\"{path}\"/>");
    }
}

/// A step of 1, 2 or 5 times a power of ten that gives about `count` steps.
pub(super) fn nice_step(range: f32, count: f32) -> f32 {
    let rough = (range / count).max(1e-3);
    let power = 10f32.powf(rough.log10().floor());
    let lead = rough / power;
    power
        * match lead {
            l if l < 1.5 => 1.0,
            l if l < 3.5 => 2.0,
            l if l < 7.5 => 5.0,
            _ => 10.0,
        }
}

#[cfg(test)]
mod tests {
    use super::nice_step;

    #[test]
    fn steps_are_round() {
        for (range, count, step) in [(20.0, 12.0, 2.0), (1.3, 4.0, 0.2), (180.0, 12.0, 20.0)] {
            assert!((nice_step(range, count) - step).abs() < 1e-4);
        }
    }
}
