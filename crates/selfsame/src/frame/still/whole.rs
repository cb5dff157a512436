//! Whether a picture file is all there. Enters: its bytes. Leaves: what its
//! markers and chunks say, without decoding a pixel.
//!
//! The JPEG decoder paints what is missing grey and reports success, after
//! seconds of work on a file of 800 bytes that claims 80 megapixels; the WebP
//! decoder allocates what a chunk claims to hold before it reads it.

/// What a walk along the markers of a JPEG finds (ISO/IEC 10918-1, annex B).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Jpeg {
    /// Bytes of coded pixels, in all scans.
    coded: u64,
    /// Whether the end marker is there.
    pub(super) ended: bool,
}

impl Jpeg {
    pub(super) fn walk(bytes: &[u8]) -> Self {
        let mut found = Self {
            coded: 0,
            ended: false,
        };
        let mut in_scan = false;
        let mut at = 0;
        // A 0xFF in coded data is followed by zero or a restart marker, so the
        // same search steps over segments and over coded data.
        while let Some(run) = bytes
            .get(at..)
            .and_then(|b| b.iter().position(|&b| b == 0xff))
        {
            at += run + 1;
            if in_scan {
                found.coded += run as u64;
            }
            match bytes.get(at) {
                Some(0xd9) => {
                    found.ended = true;
                    return found;
                }
                Some(0xff) => {}
                Some(0x00) => {
                    found.coded += u64::from(in_scan);
                    at += 1;
                }
                Some(0x01 | 0xd0..=0xd8) => at += 1,
                Some(marker) => match bytes.get(at + 1..at + 3) {
                    Some(length) => {
                        in_scan = *marker == 0xda;
                        at += 1 + usize::from(u16::from_be_bytes([length[0], length[1]]));
                    }
                    None => return found,
                },
                None => return found,
            }
        }
        if in_scan {
            found.coded += bytes.len().saturating_sub(at) as u64;
        }
        found
    }

    /// Whether so many pixels can be coded in that few bytes. Some component
    /// has a block for every 8 x 8 pixels, and Huffman coding spends at least
    /// one bit on the first coefficient of each.
    pub(super) fn can_hold(&self, pixels: u64) -> bool {
        self.coded >= pixels / (64 * 8)
    }
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
        assert!(!Jpeg::walk(&inside).ended);
        assert!(Jpeg::walk(&[&inside[..], &[0xff, 0xff, 0xd9, 0, 0]].concat()).ended);
        for bytes in [&[][..], &[0xff], &[0xff, 0xd8, 0xff, 0xe1, 0xff]] {
            assert!(!Jpeg::walk(bytes).ended);
        }
    }

    #[test]
    fn only_what_stands_in_scans_counts_as_coded() {
        let header = [0xff, 0xd8, 7, 7, 0xff, 0xe1, 0, 5, 7, 7, 7];
        let scan = [0xff, 0xda, 0, 2, 1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4];
        let between = [0xff, 0xc4, 0, 3, 7, 7, 7];
        let bytes = [&header[..], &scan, &between, &scan].concat();
        let cut = Jpeg::walk(&bytes);
        assert_eq!((cut.coded, cut.ended), (10, false));
        let whole = Jpeg::walk(&[&bytes[..], &[0xff, 0xd9, 9, 9]].concat());
        assert_eq!((whole.coded, whole.ended), (10, true));
        assert!(whole.can_hold(10 * 512 + 511) && !whole.can_hold(11 * 512));
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
