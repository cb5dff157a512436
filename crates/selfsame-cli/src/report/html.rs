//! Small pieces of HTML: escaped text, pictures as data, numbers.
//!
//! Enters: strings of any origin, pixels, numbers. Leaves: text that is safe
//! between tags and inside quoted attributes.

use std::fmt::{self, Display};
use std::time::Duration;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageBuffer, Rgb, imageops};
use selfsame::Picture;

/// JPEG quality of the pictures in the page: no visible loss at their size.
const QUALITY: u8 = 82;
/// Longest text of outside origin that is shown, in characters.
const LONGEST: usize = 240;

/// Signs that the page uses again and again.
pub(super) const SYMBOLS: &str = r#"<svg class="symbols" aria-hidden="true"><defs>
<symbol id="i-pass" viewBox="0 0 24 24"><path d="M5 12.5l4.5 4.5L19 7.5"/></symbol>
<symbol id="i-fail" viewBox="0 0 24 24"><path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/></symbol>
<symbol id="i-retry" viewBox="0 0 24 24"><path d="M18.5 10A7 7 0 1 0 19 13.5M19 5v5h-5"/></symbol>
<symbol id="i-speech" viewBox="0 0 24 24"><path d="M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v8a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 4v-4h-1A1.5 1.5 0 0 1 4 14.5z"/></symbol>
<symbol id="i-none" viewBox="0 0 24 24"><path d="M6 12h12"/></symbol>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0v6" class="hatch"/></pattern>
</defs></svg>
"#;

/// One of [`SYMBOLS`]: pass, fail, retry, speech or none.
pub(super) fn icon(name: &str) -> String {
    format!("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{name}\"/></svg>")
}

/// Text of any origin. Tags and quotes are escaped; control characters and those
/// that change the direction of writing are shown as a box, since a file's name
/// could otherwise pretend to be another; very long text is cut in the middle.
pub(super) struct Text<'a>(pub(super) &'a str);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.chars().count();
        let half = LONGEST / 2;
        for (i, c) in self.0.chars().enumerate() {
            if count > LONGEST && i >= half && i < count - half {
                if i == half {
                    f.write_str(" … ")?;
                }
                continue;
            }
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{061C}'
                | '\u{FEFF}' => f.write_str("\u{FFFD}")?,
                c if c.is_control() => f.write_str("\u{FFFD}")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// A number with as many places as are worth reading; a dash if it is none.
pub(super) fn number(value: f32) -> String {
    match value.abs() {
        _ if !value.is_finite() => "–".into(),
        a if a >= 99.95 || value.fract() == 0.0 => format!("{value:.0}"),
        a if a >= 9.995 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
    .replace('-', "\u{2212}")
}

/// A time in seconds with two places.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

/// An `<img>` of RGB bytes; nothing if they do not fit the size.
pub(super) fn image(rgb: &[u8], width: u32, height: u32, alt: &str) -> String {
    let mut jpeg = Vec::new();
    let encoded = rgb.len() == width as usize * height as usize * 3
        && JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
            .encode(rgb, width, height, ExtendedColorType::Rgb8)
            .is_ok();
    if !encoded {
        return String::new();
    }
    format!(
        "<img width=\"{width}\" height=\"{height}\" alt=\"{}\" src=\"data:image/jpeg;base64,{}\">",
        Text(alt),
        base64(&jpeg)
    )
}

/// An `<img>` of a picture, made smaller so that no side exceeds `side`.
pub(super) fn picture(picture: &Picture, side: u32, alt: &str) -> String {
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height);
    if longest <= side {
        return image(picture.rgb(), width, height, alt);
    }
    let Some(pixels) = ImageBuffer::<Rgb<u8>, &[u8]>::from_raw(width, height, picture.rgb()) else {
        return String::new();
    };
    let fit = |v: u32| ((u64::from(v) * u64::from(side) / u64::from(longest)) as u32).max(1);
    let small = imageops::thumbnail(&pixels, fit(width), fit(height));
    image(small.as_raw(), small.width(), small.height(), alt)
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for i in 0..4 {
            if i <= chunk.len() {
                text.push(char::from(SIGNS[(word >> (18 - 6 * i) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        let shown = Text("<b>&\"'\u{202E}gpj.exe\n").to_string();
        assert_eq!(shown, "&lt;b&gt;&amp;&quot;&#39;\u{FFFD}gpj.exe\u{FFFD}");
        let long = Text(&"x".repeat(100_000)).to_string();
        assert!(long.len() < 260, "{}", long.len());
    }

    #[test]
    fn numbers_have_few_places() {
        for (value, text) in [
            (3.0, "3"),
            (0.123, "0.12"),
            (23.976, "24.0"),
            (-5.5, "\u{2212}5.50"),
            (f32::NAN, "–"),
        ] {
            assert_eq!(number(value), text);
        }
    }
}
