//! Under which conditions it was filmed: face in the picture, pose, size, light,
//! sharpness, over time.

use std::fmt::Write as _;
use std::time::Duration;

use selfsame::observation::{
    LEAST_BRIGHTNESS, LEAST_EYE_DISTANCE, LEAST_SHARPNESS, MOST_BRIGHTNESS, MOST_TURNED, Seen,
};

use super::Input;
use super::html::{Text, number};

/// Most points of a line: more than pixels are never seen.
const POINTS: usize = 480;
/// A line is broken where the face is gone for longer.
const BREAK: Duration = Duration::from_millis(250);

/// Size of a small drawing, in its own units.
const WIDTH: f32 = 330.0;
const HEIGHT: f32 = 84.0;

/// A small drawing.
struct Chart {
    title: &'static str,
    unit: &'static str,
    value: fn(&Seen) -> f32,
    /// Drawn at least from here to here.
    range: (f32, f32),
    /// Beyond these the session complains (`selfsame::observation`).
    limits: (f32, f32),
}

const CHARTS: [Chart; 6] = [
    Chart {
        title: "Head turn (yaw)",
        unit: "°",
        value: |s| s.pose.yaw,
        range: (-40.0, 40.0),
        limits: (-MOST_TURNED, MOST_TURNED),
    },
    Chart {
        title: "Head nod (pitch)",
        unit: "°",
        value: |s| s.pose.pitch,
        range: (-40.0, 40.0),
        limits: (-MOST_TURNED, MOST_TURNED),
    },
    Chart {
        title: "Head tilt (roll)",
        unit: "°",
        value: |s| s.pose.roll,
        range: (-40.0, 40.0),
        limits: (f32::NEG_INFINITY, f32::INFINITY),
    },
    Chart {
        title: "Distance of the eyes",
        unit: " px",
        value: |s| s.quality.eye_distance,
        range: (0.0, 80.0),
        limits: (LEAST_EYE_DISTANCE, f32::INFINITY),
    },
    Chart {
        title: "Light on the face",
        unit: "",
        value: |s| s.quality.brightness,
        range: (0.0, 255.0),
        limits: (LEAST_BRIGHTNESS, MOST_BRIGHTNESS),
    },
    Chart {
        title: "Sharpness",
        unit: "",
        value: |s| s.quality.sharpness,
        range: (0.0, 0.4),
        limits: (LEAST_SHARPNESS, f32::INFINITY),
    },
];

/// The section.
pub(super) fn section(input: &Input<'_>) -> String {
    let observations = &input.evidence.observations;
    let frames = &input.verdict.frames;
    let seconds = frames.duration_ms as f32 / 1000.0;
    let rate = match frames.total {
        2.. if seconds > 0.0 => {
            format!(", {} a second", number((frames.total - 1) as f32 / seconds))
        }
        _ => String::new(),
    };
    let mut out = format!(
        "<section><h2>Conditions</h2><p class=\"lead\">{} frames in {} s{rate}; a face in {} of \
         them. All over the same time as the curve above. Shaded red: outside what the session \
         accepts.</p>",
        frames.total,
        number(seconds),
        frames.with_face
    );
    let seen: Vec<(Duration, &Seen)> = observations.seen().collect();
    let (Some(first), Some(last)) = (observations.frames().first(), observations.frames().last())
    else {
        out.push_str("<div class=\"card empty\">No frame was taken.</div></section>\n");
        return out;
    };
    let span = (first.time.as_secs_f32(), last.time.as_secs_f32());
    presence(input, span, &mut out);
    if !seen.is_empty() {
        out.push_str("<div class=\"charts\">");
        for chart in &CHARTS {
            draw(chart, &seen, span, &mut out);
        }
        out.push_str("</div>");
    }
    out.push_str("</section>\n");
    out
}

/// One bar: when a face was there, on which track, and how many.
fn presence(input: &Input<'_>, (from, to): (f32, f32), out: &mut String) {
    const LONG: f32 = 1040.0;
    let x = |t: Duration| (t.as_secs_f32() - from) / (to - from).max(1e-3) * LONG;
    // State of a frame: none, one face, several.
    let state = |seen: Option<&Seen>| match seen {
        None => (0, "none"),
        Some(s) if s.faces > 1 => (s.track, "several"),
        Some(s) => (s.track, "one"),
    };
    let frames = input.evidence.observations.frames();
    let tracks = frames
        .iter()
        .filter_map(|f| Some(f.seen.as_ref()?.track))
        .max()
        .unwrap_or(0);
    let _ = write!(
        out,
        "<div class=\"card presence\"><h3>Face in the picture <small>{}</small></h3>\
         <svg viewBox=\"0 0 {LONG} 18\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"When a face was seen\">",
        match tracks {
            0 => "never".to_owned(),
            1 => "one unbroken track".to_owned(),
            n => format!("{n} tracks: it was lost and found again"),
        }
    );
    let mut at = 0;
    // Enough for any real session; a hostile one is cut, not drawn for ever.
    for _ in 0..POINTS {
        let Some(start) = frames.get(at) else {
            break;
        };
        let kind = state(start.seen.as_ref());
        let end = (at..frames.len())
            .find(|&i| state(frames[i].seen.as_ref()) != kind)
            .unwrap_or(frames.len());
        let until = frames.get(end).map_or(to, |f| f.time.as_secs_f32());
        let left = x(start.time);
        let right = (until - from) / (to - from).max(1e-3) * LONG;
        let _ = write!(
            out,
            "<rect class=\"{}\" x=\"{left:.1}\" y=\"0\" width=\"{:.1}\" height=\"18\"/>",
            kind.1,
            (right - left - if end < frames.len() { 1.0 } else { 0.0 }).max(1.0)
        );
        at = end;
    }
    out.push_str("</svg></div>");
}

fn draw(chart: &Chart, seen: &[(Duration, &Seen)], (from, to): (f32, f32), out: &mut String) {
    let values: Vec<(Duration, f32)> = seen
        .iter()
        .map(|(t, s)| (*t, (chart.value)(s)))
        .filter(|(_, v)| v.is_finite())
        .collect();
    let mut sorted: Vec<f32> = values.iter().map(|v| v.1).collect();
    sorted.sort_by(f32::total_cmp);
    let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
        return;
    };
    let median = sorted[sorted.len() / 2];
    let (low, high) = (chart.range.0.min(least), chart.range.1.max(most));
    let x = |t: f32| (t - from) / (to - from).max(1e-3) * WIDTH;
    let y = |v: f32| HEIGHT - 2.0 - (v.clamp(low, high) - low) / (high - low) * (HEIGHT - 4.0);
    let _ = write!(
        out,
        "<figure class=\"card chart\"><figcaption><h3>{}</h3><span>{}{u}<small> median</small> \
         · {}{u} … {}{u}</span></figcaption><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{0} over time\">",
        Text(chart.title),
        number(median),
        number(least),
        number(most),
        u = chart.unit
    );
    // What lies outside the limits is shaded.
    for (a, b) in [(high, chart.limits.1), (chart.limits.0, low)] {
        if b.is_finite() && a.is_finite() && y(b) > y(a) {
            let _ = write!(
                out,
                "<rect class=\"outside\" x=\"0\" y=\"{:.1}\" width=\"{WIDTH}\" height=\"{:.1}\"/>",
                y(a),
                y(b) - y(a)
            );
        }
    }
    if low < 0.0 && high > 0.0 {
        let _ = write!(out, "<path class=\"grid\" d=\"M0 {:.1}H{WIDTH}\"/>", y(0.0));
    }
    let mut path = String::new();
    let mut last: Option<Duration> = None;
    for (time, value) in values.iter().step_by(values.len().div_ceil(POINTS)) {
        let pen = match last {
            Some(last) if time.saturating_sub(last) <= BREAK.max(step(&values)) => 'L',
            _ => 'M',
        };
        let _ = write!(path, "{pen}{:.1} {:.1}", x(time.as_secs_f32()), y(*value));
        last = Some(*time);
    }
    let _ = write!(out, "<path class=\"line\" d=\"{path}\"/></svg></figure>");
}

/// Twice the mean time between two points that are drawn.
fn step(values: &[(Duration, f32)]) -> Duration {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return Duration::ZERO;
    };
    let drawn = values.len().min(POINTS) as u32;
    last.0.saturating_sub(first.0) * 2 / drawn.max(1)
}
