//! What ffmpeg's `showinfo` filter prints for each frame.
//!
//! Enters: lines of ffmpeg's error stream. Leaves: the time base, and time and
//! size of each frame. The exact integer stamp is read, not the seconds beside
//! it, which are rounded to six digits.

use std::time::Duration;

/// One line that matters.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// A new clock: seconds per unit as a fraction, and the nominal frame rate.
    Clock { base: (u64, u64), fps: Option<f64> },
    /// A frame is about to be written.
    Frame(Shown),
    /// ffmpeg complains.
    Complaint(String),
}

/// A frame as `showinfo` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    /// In units of the clock; `None` if the container gives no time.
    pub(super) stamp: Option<i64>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Reads one line; `None` if it says nothing of interest.
pub(super) fn parse(line: &str) -> Option<Line> {
    if let Some((_, what)) = line
        .split_once("[error] ")
        .or_else(|| line.split_once("[fatal] "))
    {
        return Some(Line::Complaint(what.trim().chars().take(200).collect()));
    }
    if !line.starts_with("[Parsed_showinfo_") {
        return None;
    }
    let (_, text) = line.split_once("] [info] ")?;
    if let Some(rest) = text.strip_prefix("config in ") {
        let fps = fraction(value(rest, "frame_rate:")?).map(|(n, d)| n as f64 / d as f64);
        return Some(Line::Clock {
            base: fraction(value(rest, "time_base:")?)?,
            fps,
        });
    }
    let (width, height) = value(text, " s:")?.split_once('x')?;
    Some(Line::Frame(Shown {
        stamp: value(text, " pts:")?.parse().ok(),
        width: width.parse().ok()?,
        height: height.parse().ok()?,
    }))
}

/// The time of a stamp; `None` before zero or beyond all reason.
pub(super) fn time(stamp: i64, base: (u64, u64)) -> Option<Duration> {
    let stamp = u128::try_from(stamp).ok()?;
    let nanos = stamp * u128::from(base.0) * 1_000_000_000 / u128::from(base.1);
    Some(Duration::from_nanos(u64::try_from(nanos).ok()?))
}

/// The word after `key`, which may be set off by spaces.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(key)?;
    rest.split_whitespace()
        .next()
        .map(|word| word.trim_end_matches(','))
}

/// `n/d`, both above zero and below 2^32.
fn fraction(text: &str) -> Option<(u64, u64)> {
    let (n, d) = text.split_once('/')?;
    let (n, d): (u32, u32) = (n.parse().ok()?, d.parse().ok()?);
    (n > 0 && d > 0).then_some((u64::from(n), u64::from(d)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_ffmpeg_5_prints_them() {
        let clock = "[Parsed_showinfo_1 @ 0x5581] [info] config in time_base: 1/90000, frame_rate: 30000/1001";
        let fps = Some(30_000.0 / 1001.0);
        let base = (1, 90_000);
        assert_eq!(parse(clock), Some(Line::Clock { base, fps }));
        let frame = "[Parsed_showinfo_1 @ 0x5581] [info] n:   3 pts:   9009 pts_time:0.1001  pos:    48 fmt:rgb24 sar:1/1 s:640x360 i:P iskey:1 type:I checksum:0";
        let shown = Shown {
            stamp: Some(9009),
            width: 640,
            height: 360,
        };
        assert_eq!(parse(frame), Some(Line::Frame(shown)));
        assert_eq!(time(9009, base), Some(Duration::from_micros(100_100)));
        let lost = frame.replace("pts:   9009", "pts: NOPTS");
        assert!(matches!(parse(&lost), Some(Line::Frame(s)) if s.stamp.is_none()));
        let title = "    title           : [Parsed_showinfo_1 @ 0x0] [info] n: 0 pts: 1 s:1x1";
        assert_eq!(parse(title), None);
        assert_eq!(parse("[info] Stream #0:0: Video: vp9"), None);
        assert!(matches!(
            parse("[matroska,webm @ 0x1] [error] File ended prematurely"),
            Some(Line::Complaint(_))
        ));
        assert_eq!(time(-1, base), None);
    }
}
