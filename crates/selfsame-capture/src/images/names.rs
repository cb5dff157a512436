//! Names of picture files: natural order, and the names that carry a time.
//!
//! Enters: a file name. Leaves: an order, or the number and time in it.

use std::cmp::Ordering;
use std::time::Duration;

/// Compares names so that runs of digits count as numbers: `2.jpg` before
/// `10.jpg`. Equal numbers with more leading zeros come later, so that the order
/// is total.
pub(crate) fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a, b);
    while !x.is_empty() && !y.is_empty() {
        let (dx, rest_x) = digits(x);
        let (dy, rest_y) = digits(y);
        let order = if dx.is_empty() || dy.is_empty() {
            let (cx, cy) = (x.chars().next(), y.chars().next());
            x = &x[cx.map_or(0, char::len_utf8)..];
            y = &y[cy.map_or(0, char::len_utf8)..];
            cx.cmp(&cy)
        } else {
            let (nx, ny) = (dx.trim_start_matches('0'), dy.trim_start_matches('0'));
            (x, y) = (rest_x, rest_y);
            nx.len().cmp(&ny.len()).then(nx.cmp(ny))
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    x.len().cmp(&y.len()).then(a.cmp(b))
}

/// The digits at the front, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at(end)
}

/// The name of frame `n` of a recorded session.
pub(crate) fn session_name(n: u64, time: Duration, extension: &str) -> String {
    format!("{n:06}_{}.{extension}", time.as_nanos())
}

/// Number and time of a frame by its name; `None` for any other name.
pub(crate) fn session_time(name: &str) -> Option<(u64, Duration)> {
    let (stem, extension) = name.rsplit_once('.')?;
    if !matches!(extension, "jpg" | "png") {
        return None;
    }
    let (number, time) = stem.split_once('_')?;
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if number.len() < 6 || !all_digits(number) || !all_digits(time) {
        return None;
    }
    Some((
        number.parse().ok()?,
        Duration::from_nanos(time.parse().ok()?),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_comes_before_ten() {
        let mut names = vec!["f10.png", "f2.png", "f02.png", "a", "f1.png", "ü1", "f"];
        names.sort_by(|a, b| natural_order(a, b));
        assert_eq!(
            names,
            ["a", "f", "f1.png", "f02.png", "f2.png", "f10.png", "ü1"]
        );
    }

    #[test]
    fn names_of_sessions_carry_their_time() {
        let name = session_name(12, Duration::from_millis(480), "jpg");
        assert_eq!(name, "000012_480000000.jpg");
        assert_eq!(session_time(&name), Some((12, Duration::from_millis(480))));
        for other in [
            "12_4.jpg",
            "000012_.jpg",
            "000012_4.gif",
            "000012_-4.jpg",
            "000012.jpg",
            "00001a_4.jpg",
            "000012_99999999999999999999999.jpg",
            ".jpg",
            "",
        ] {
            assert_eq!(session_time(other), None, "{other}");
        }
    }
}
