//! What an H.264 stream says of itself before a picture is decoded.
//!
//! Enters: a sequence parameter set (ITU-T H.264, 7.3.2.1 and E.1), untrusted.
//! Leaves: size, sample range and whether the built-in decoder takes it, so that
//! a hostile size is refused before the decoder reserves memory for it.

use selfsame::frame::YuvRange;

/// What was read from a sequence parameter set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sps {
    /// Coded width, before cropping.
    pub(super) width: u32,
    /// Coded height, before cropping.
    pub(super) height: u32,
    /// Range of the samples.
    pub(super) range: YuvRange,
    /// Whether it is progressive 8-bit 4:2:0 of a profile that openh264 decodes
    /// (Baseline, Main, High).
    pub(super) plain: bool,
}

/// Reads the NAL unit of a sequence parameter set, its header byte included;
/// `None` when it is cut short or impossible.
pub(super) fn parse(nal: &[u8]) -> Option<Sps> {
    let payload = without_emulation(nal.get(1..)?);
    let mut bits = Bits::new(&payload);
    let profile = bits.read(8)?;
    bits.read(16)?;
    bits.ue()?;
    let (mut chroma, mut depth, mut planes) = (1, 0, false);
    if matches!(
        profile,
        100 | 110 | 122 | 244 | 44 | 83 | 86 | 118 | 128 | 138 | 139 | 134 | 135
    ) {
        chroma = bits.ue()?;
        if chroma == 3 {
            planes = bits.flag()?;
        }
        depth = bits.ue()?.max(bits.ue()?);
        bits.read(1)?;
        if bits.flag()? {
            for list in 0..if chroma == 3 { 12 } else { 8 } {
                if bits.flag()? {
                    skip_scaling_list(&mut bits, if list < 6 { 16 } else { 64 })?;
                }
            }
        }
    }
    bits.ue()?;
    match bits.ue()? {
        0 => {
            bits.ue()?;
        }
        1 => {
            bits.read(1)?;
            bits.se()?;
            bits.se()?;
            for _ in 0..bits.ue().filter(|&n| n <= 255)? {
                bits.se()?;
            }
        }
        _ => {}
    }
    bits.ue()?;
    bits.read(1)?;
    // 2^20 macroblocks a side is beyond any level and cannot overflow below.
    let side = |n: u32| (n < 1 << 20).then_some((n + 1) * 16);
    let width = side(bits.ue()?)?;
    let rows = side(bits.ue()?)?;
    let progressive = bits.flag()?;
    if !progressive {
        bits.read(1)?;
    }
    bits.read(1)?;
    if bits.flag()? {
        for _ in 0..4 {
            bits.ue()?;
        }
    }
    let full = bits.flag().unwrap_or(false) && full_range(&mut bits).unwrap_or(false);
    Some(Sps {
        width,
        height: if progressive { rows } else { rows * 2 },
        range: if full {
            YuvRange::Full
        } else {
            YuvRange::Limited
        },
        plain: progressive
            && chroma == 1
            && depth == 0
            && !planes
            && matches!(profile, 66 | 77 | 100),
    })
}

/// The full-range flag of the usability information.
fn full_range(bits: &mut Bits<'_>) -> Option<bool> {
    if bits.flag()? && bits.read(8)? == 255 {
        bits.read(32)?;
    }
    if bits.flag()? {
        bits.read(1)?;
    }
    if !bits.flag()? {
        return Some(false);
    }
    bits.read(3)?;
    bits.flag()
}

fn skip_scaling_list(bits: &mut Bits<'_>, size: usize) -> Option<()> {
    let (mut last, mut next) = (8i32, 8i32);
    for _ in 0..size {
        if next != 0 {
            next = (last.wrapping_add(bits.se()?)).rem_euclid(256);
        }
        if next != 0 {
            last = next;
        }
    }
    Some(())
}

/// Takes out the 3 of every 0 0 3 that keeps start codes out of a NAL unit.
fn without_emulation(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut zeros = 0;
    for &byte in bytes {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        out.push(byte);
    }
    out
}

/// Bits from the front, most significant first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn flag(&mut self) -> Option<bool> {
        let byte = *self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    fn read(&mut self, count: u32) -> Option<u32> {
        let mut value = 0u32;
        for _ in 0..count {
            value = value << 1 | u32::from(self.flag()?);
        }
        Some(value)
    }

    /// Unsigned Exp-Golomb.
    fn ue(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.read(zeros)?)
    }

    /// Signed Exp-Golomb.
    fn se(&mut self) -> Option<i32> {
        let n = self.ue()?;
        let half = n.div_ceil(2) as i32;
        Some(if n % 2 == 1 { half } else { -half })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_golomb_by_the_standards_table() {
        // 1, 010, 011, 00100 -> 0, 1, 2, 3
        let mut bits = Bits::new(&[0b1010_0110, 0b0100_0000]);
        let got: Vec<_> = (0..4).map(|_| bits.ue().unwrap()).collect();
        assert_eq!(got, [0, 1, 2, 3]);
        assert_eq!(Bits::new(&[0; 9]).ue(), None);
    }

    #[test]
    fn a_real_parameter_set_of_x264() {
        // 640x360 (coded 640x368), High, limited range.
        let nal = [
            0x67, 0x64, 0x00, 0x1e, 0xac, 0xd9, 0x40, 0xa0, 0x2f, 0xf9, 0x70, 0x11, 0x00, 0x00,
            0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0f, 0x16, 0x2d, 0x96,
        ];
        let sps = parse(&nal).unwrap();
        assert_eq!((sps.width, sps.height), (640, 368));
        assert!(sps.plain);
        assert_eq!(sps.range, YuvRange::Limited);
        for end in 0..12 {
            let _ = parse(&nal[..end]);
        }
        // High 10 is left to ffmpeg.
        let mut ten = nal;
        ten[1] = 110;
        assert!(!parse(&ten).unwrap().plain);
    }
}
