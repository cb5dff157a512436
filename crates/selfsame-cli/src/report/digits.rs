//! A row a digit: when it was shown, when it was read, and what the mouth looked
//! like meanwhile.

use std::fmt::Write as _;
use std::time::Duration;

use selfsame::Language;
use selfsame::interval::{EARLIEST, LATEST};
use selfsame::mouth::{CROP_HEIGHT, CROP_WIDTH, MouthCrop};
use selfsame::verdict::DigitVerdict;

use super::Input;
use super::html::{Text, icon, image, number};

/// Pictures in a strip.
const STRIP: usize = 10;
/// So much is shown before and after a reading.
const AROUND: Duration = Duration::from_millis(120);

/// The section.
pub(super) fn section(input: &Input<'_>) -> String {
    let mut out = String::from(
        "<section><h2>Digit by digit</h2><p class=\"lead\">Registered pictures of the mouth: \
         a point of the face stays at a place, whatever the head does. Times below count from the \
         prompt.</p>",
    );
    let digits = &input.verdict.digits;
    if digits.is_empty() {
        out.push_str(
            "<div class=\"card empty\">No digit could be judged: the session ended before, or no \
             mouth could be measured.</div></section>\n",
        );
        return out;
    }
    out.push_str("<ol class=\"card digits\">");
    warm_up(input, &mut out);
    for digit in digits {
        row(input, digit, &mut out);
    }
    out.push_str("</ol></section>\n");
    out
}

/// The warm-up comes first: it is what all readings are compared with.
fn warm_up(input: &Input<'_>, out: &mut String) {
    let Some(prompts) = &input.evidence.prompts else {
        return;
    };
    let (from, to) = (prompts.start(), prompts.warm_up_end());
    let gain = input
        .evidence
        .readings
        .as_ref()
        .map_or(f32::NAN, |r| r.warm_up_gain);
    let _ = write!(
        out,
        "<li class=\"warm-up\"><div class=\"badge\">{}</div><div class=\"facts\"><h3>Warm-up</h3>\
         <p lang=\"{}\">{}</p><p>lips move {} × as fast as at rest</p></div>{}</li>",
        icon("speech"),
        input.verdict.language.code(),
        Text(input.verdict.language.warm_up()),
        number(gain),
        strip(input, (from, to), None, from)
    );
}

fn row(input: &Input<'_>, digit: &DigitVerdict, out: &mut String) {
    let prompted = Duration::from_millis(digit.prompted_ms);
    let at = |ms: u64| ms as f32 / 1000.0;
    let span = digit
        .start_ms
        .zip(digit.end_ms)
        .map(|(a, b)| (Duration::from_millis(a), Duration::from_millis(b)));
    let word = word(input.verdict.language, digit.digit);
    let (class, shown) = match span {
        Some((start, end)) => ("hit", (start.saturating_sub(AROUND), end + AROUND)),
        None => {
            let after = |seconds| prompted + Duration::from_secs_f32(seconds);
            ("miss", (after(EARLIEST), after(LATEST)))
        }
    };
    let _ = write!(
        out,
        "<li class=\"{class}\"><div class=\"badge\">{}</div><div class=\"facts\">",
        digit.digit
    );
    match span {
        Some((start, end)) => {
            let _ = write!(
                out,
                "<h3>“{}” <span class=\"chip pass\">reading {}</span></h3><p>shown at {:.2} s</p>\
                 <p>mouth acts {:.2} – {:.2} s ({:.2} s)</p><p>begins <b>{:.2} s</b> after the \
                 prompt</p>",
                Text(word),
                number(digit.confidence),
                at(digit.prompted_ms),
                start.as_secs_f32(),
                end.as_secs_f32(),
                end.saturating_sub(start).as_secs_f32(),
                start.as_secs_f32() - at(digit.prompted_ms)
            );
        }
        None => {
            let _ = write!(
                out,
                "<h3>“{}” <span class=\"chip fail\">no reading</span></h3><p>shown at {:.2} s</p>\
                 <p>no clear action of the mouth in the time after it</p>",
                Text(word),
                at(digit.prompted_ms)
            );
        }
    }
    let _ = write!(out, "</div>{}</li>", strip(input, shown, span, prompted));
}

/// A digit's word; empty for one that no language has.
fn word(language: Language, digit: u8) -> &'static str {
    match digit {
        0..=9 => language.word(digit),
        _ => "",
    }
}

/// Mouth pictures evenly over a time, those of the reading marked.
fn strip(
    input: &Input<'_>,
    (from, to): (Duration, Duration),
    reading: Option<(Duration, Duration)>,
    zero: Duration,
) -> String {
    let crops: Vec<(Duration, &MouthCrop)> = input
        .evidence
        .observations
        .seen()
        .filter(|(time, _)| (from..=to).contains(time))
        .map(|(time, seen)| (time, &seen.crop))
        .collect();
    if crops.is_empty() {
        return "<div class=\"strip empty\">no face in this time</div>".into();
    }
    let mut out = String::from("<div class=\"strip\">");
    let count = crops.len().min(STRIP);
    for i in 0..count {
        let (time, crop) = crops[i * (crops.len() - 1) / (count - 1).max(1)];
        let inside = reading.is_some_and(|(a, b)| (a..=b).contains(&time));
        let offset = time.as_secs_f32() - zero.as_secs_f32();
        let _ = write!(
            out,
            "<figure{}>{}<figcaption>{}{:.2}</figcaption></figure>",
            if inside { " class=\"in\"" } else { "" },
            image(crop.rgb(), CROP_WIDTH, CROP_HEIGHT, "mouth"),
            if offset < 0.0 { "\u{2212}" } else { "+" },
            offset.abs()
        );
    }
    out.push_str("</div>");
    out
}
