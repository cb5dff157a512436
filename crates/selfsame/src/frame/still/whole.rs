//! Whether a picture file is all there. Enters: its bytes. Leaves: yes or no.
//!
//! The JPEG decoder paints what is missing grey and reports success, and the
//! WebP decoder allocates what a chunk claims to hold before it reads it.

/// Whether a JPEG reaches its end marker (ISO/IEC 10918-1, annex B).
pub(super) fn jpeg(bytes: &[u8]) -> bool {
    let mut at = 0;
    // A 0xFF in coded data is followed by zero or a restart marker, so the same
    // search steps over segments and over coded data.
    while let Some(found) = bytes
        .get(at..)
        .and_then(|b| b.iter().position(|&b| b == 0xff))
    {
        at += found + 1;
        match bytes.get(at) {
            Some(0xd9) => return true,
            Some(0xff) => {}
            Some(0x00 | 0x01 | 0xd0..=0xd8) => at += 1,
            Some(_) => match bytes.get(at + 1..at + 3) {
                Some(length) => at += 1 + usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => return false,
            },
            None => return false,
        }
    }
    false
}

/// Whether every chunk of a WebP lies inside the file (RFC 9649, section 2.3).
pub(super) fn webp(bytes: &[u8]) -> bool {
    let size = |at: usize| -> Option<usize> {
        let four = bytes.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]) as usize)
    };
    let Some(end) = size(4).and_then(|size| size.checked_add(8)) else {
        return false;
    };
    if end > bytes.len() {
        return false;
    }
    let mut at = 12;
    while at < end {
        match size(at + 4).and_then(|size| at.checked_add(8)?.checked_add(size)) {
            // Some encoders leave out the byte that makes the last chunk even.
            Some(next) if next <= bytes.len() => at = next + next % 2,
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jpeg_ends_at_its_own_end_marker_only() {
        // The start marker, then a segment that holds the end marker's bytes.
        let inside = [0xff, 0xd8, 0xff, 0xe1, 0, 4, 0xff, 0xd9, 1, 2, 0xff, 0x00];
        assert!(!jpeg(&inside));
        assert!(jpeg(&[&inside[..], &[0xff, 0xff, 0xd9, 0, 0]].concat()));
        assert!(!jpeg(&[]));
        assert!(!jpeg(&[0xff]));
        assert!(!jpeg(&[0xff, 0xd8, 0xff, 0xe1, 0xff]));
    }

    #[test]
    fn a_webp_chunk_that_claims_more_than_the_file_is_seen() {
        let file = |riff: u32, chunk: u32| {
            let mut bytes = b"RIFF....WEBPEXIF....abcd".to_vec();
            bytes[4..8].copy_from_slice(&riff.to_le_bytes());
            bytes[16..20].copy_from_slice(&chunk.to_le_bytes());
            bytes
        };
        assert!(webp(&file(16, 4)));
        assert!(webp(&file(16, 3)));
        assert!(!webp(&file(16, 5)));
        assert!(!webp(&file(16, u32::MAX)));
        assert!(!webp(&file(17, 4)));
        assert!(!webp(&file(u32::MAX, 4)));
        assert!(!webp(b"RIFF"));
    }
}
