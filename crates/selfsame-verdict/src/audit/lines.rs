//! Lines from any reader, none longer than it may be.

use std::io::{self, BufRead, Read as _};

use crate::limits::CHAIN_LINE_BYTES;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, without its end.
    Whole(Vec<u8>),
    /// A line beyond the limit; it was passed over.
    TooLong,
    /// Bytes at the end without the end of a line.
    Torn,
}

/// The next line; none at the end.
pub(super) fn next(reader: &mut impl BufRead) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let most = CHAIN_LINE_BYTES as u64 + 1;
    reader.by_ref().take(most).read_until(b'\n', &mut line)?;
    if line.pop_if(|last| *last == b'\n').is_some() {
        return Ok(Some(Line::Whole(line)));
    }
    if line.is_empty() {
        return Ok(None);
    }
    if line.len() <= CHAIN_LINE_BYTES {
        return Ok(Some(Line::Torn));
    }
    Ok(Some(if pass_over(reader)? {
        Line::TooLong
    } else {
        Line::Torn
    }))
}

/// Passes over the rest of a line; whether it has an end.
fn pass_over(reader: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let bytes = match reader.fill_buf() {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if bytes.is_empty() {
            return Ok(false);
        }
        if let Some(end) = bytes.iter().position(|b| *b == b'\n') {
            reader.consume(end + 1);
            return Ok(true);
        }
        let length = bytes.len();
        reader.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_passed_over() {
        let longest = vec![b'a'; CHAIN_LINE_BYTES];
        let mut text = longest.clone();
        text.extend(b"\n\n");
        text.extend(vec![b'b'; 3 * CHAIN_LINE_BYTES]);
        text.extend(b"\nc\ntorn");
        let mut reader = io::BufReader::with_capacity(100, &text[..]);
        let mut read = || next(&mut reader).unwrap();
        assert_eq!(read(), Some(Line::Whole(longest)));
        assert_eq!(read(), Some(Line::Whole(Vec::new())));
        assert_eq!(read(), Some(Line::TooLong));
        assert_eq!(read(), Some(Line::Whole(b"c".to_vec())));
        assert_eq!(read(), Some(Line::Torn));
        assert_eq!(read(), None);
        let long = vec![b'a'; CHAIN_LINE_BYTES + 1];
        assert_eq!(next(&mut &long[..]).unwrap(), Some(Line::Torn));
    }
}
