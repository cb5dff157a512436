//! Which container a file is, by its first bytes.
//!
//! Enters: the first [`BYTES`] of a file. Leaves: a [`Container`]; names of files
//! are not looked at, since they lie.

/// How many bytes are looked at: two packets of MPEG-TS.
pub(super) const BYTES: usize = 400;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Mp4,
    WebM,
    Matroska,
    Avi,
    Ogg,
    Flv,
    MpegTs,
    MpegPs,
    Asf,
    Y4m,
    Unknown,
}

impl Container {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "MP4",
            Self::WebM => "WebM",
            Self::Matroska => "Matroska",
            Self::Avi => "AVI",
            Self::Ogg => "Ogg",
            Self::Flv => "FLV",
            Self::MpegTs => "MPEG transport stream",
            Self::MpegPs => "MPEG program stream",
            Self::Asf => "ASF (WMV)",
            Self::Y4m => "y4m",
            Self::Unknown => "an unknown format",
        }
    }
}

pub(super) fn container(start: &[u8]) -> Container {
    let has = |at: usize, bytes: &[u8]| start.get(at..at + bytes.len()) == Some(bytes);
    let boxes: [&[u8]; 7] = [
        b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot",
    ];
    if boxes.iter().any(|kind| has(4, kind)) {
        Container::Mp4
    } else if has(0, &[0x1a, 0x45, 0xdf, 0xa3]) {
        match start.windows(4).any(|w| w == b"webm") {
            true => Container::WebM,
            false => Container::Matroska,
        }
    } else if has(0, b"RIFF") && has(8, b"AVI ") {
        Container::Avi
    } else if has(0, b"OggS") {
        Container::Ogg
    } else if has(0, b"FLV\x01") {
        Container::Flv
    } else if has(0, b"G") && has(188, b"G") {
        Container::MpegTs
    } else if has(0, &[0, 0, 1, 0xba]) {
        Container::MpegPs
    } else if has(0, &[0x30, 0x26, 0xb2, 0x75]) {
        Container::Asf
    } else if has(0, b"YUV4MPEG2") {
        Container::Y4m
    } else {
        Container::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_strange_starts_are_unknown() {
        assert_eq!(container(b""), Container::Unknown);
        assert_eq!(container(b"RIFF"), Container::Unknown);
        assert_eq!(container(b"#EXTM3U\n"), Container::Unknown);
        assert_eq!(container(b"\0\0\0\x18ftypisom"), Container::Mp4);
    }
}
