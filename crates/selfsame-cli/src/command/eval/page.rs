//! What the pages of evaluations share. Leaves: HTML that stands alone, without script or any
//! outside resource, for light and dark screens.

use std::fmt::Write as _;

use crate::stats::Rate;

const STYLE: &str = include_str!("page.css");
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// What every page ends with.
pub(super) const END: &str = "</main></body></html>\n";

/// What every page begins with.
pub(super) fn start(title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title}</title><style>{STYLE}</style></head><body><main>\n"
    )
}

/// A number, large.
pub(super) fn tile(out: &mut String, name: &str, what: &str, rate: &Rate) {
    let _ = writeln!(
        out,
        "<div class=\"tile\"><b>{name}</b><strong>{}</strong><span>{what}</span>\
         <small>{} of {}, 95 % {} to {}</small></div>",
        rate.rate.map_or("–".into(), percent),
        rate.count,
        rate.n,
        percent(rate.interval[0]),
        percent(rate.interval[1]),
    );
}

/// A name, a bar with whiskers, a count, a remark.
pub(super) fn row(out: &mut String, name: &str, rate: &Rate, class: &str, remark: &str) {
    let [low, high] = rate.interval.map(|v| 100.0 * v);
    let _ = writeln!(
        out,
        "<tr><td>{}<td class=\"bar\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" \
         role=\"img\"><title>{}</title><rect class=\"rail\" width=\"100\" height=\"10\"/>\
         <rect class=\"{class}\" width=\"{:.2}\" height=\"10\"/>\
         <path class=\"whisker\" d=\"M{low:.2} 5H{high:.2}\"/></svg>\
         <td class=\"n\">{} of {}<td class=\"why\">{}</tr>",
        Escaped(name),
        rate.text(),
        100.0 * rate.rate.unwrap_or(0.0),
        rate.count,
        rate.n,
        Escaped(remark),
    );
}

pub(super) fn percent(share: f64) -> String {
    match 100.0 * share {
        p if p == 0.0 || p >= 10.0 => format!("{p:.0} %"),
        p if p >= 1.0 => format!("{p:.1} %").replace(".0 ", " "),
        p => format!("{p:.2} %").replace("0 ", " "),
    }
}

/// Text of any origin between tags.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for c in self.0.chars().take(300) {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                c if c.is_control() => f.write_str("\u{FFFD}")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_short_and_texts_stay_texts() {
        assert_eq!(
            [0.0, 0.002, 0.015, 0.5, 1.0].map(percent),
            ["0 %", "0.2 %", "1.5 %", "50 %", "100 %"]
        );
        assert_eq!(
            Escaped("<a b=\"&\">").to_string(),
            "&lt;a b=&quot;&amp;&quot;&gt;"
        );
    }
}
