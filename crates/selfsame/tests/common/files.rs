//! Picture files built in code, so that no binary is committed and every odd
//! byte has a name.

use image::codecs::{bmp::BmpEncoder, jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder};

fn encoded(write: impl FnOnce(&mut Vec<u8>) -> image::ImageResult<()>) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out).expect("the sample encodes");
    out
}

pub(crate) fn png(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    png_of(8, 2, width, height, rgb)
}

/// A PNG of this bit depth and PNG colour type (0 grey, 2 RGB, 4 grey and alpha,
/// 6 RGB and alpha); samples of 16 bits are big-endian.
pub(crate) fn png_of(depth: u8, colour: u8, width: u32, height: u32, samples: &[u8]) -> Vec<u8> {
    let kind = match (depth, colour) {
        (8, 0) => ExtendedColorType::L8,
        (8, 2) => ExtendedColorType::Rgb8,
        (8, 4) => ExtendedColorType::La8,
        (8, 6) => ExtendedColorType::Rgba8,
        (16, 0) => ExtendedColorType::L16,
        (16, 2) => ExtendedColorType::Rgb16,
        (16, 6) => ExtendedColorType::Rgba16,
        _ => panic!("no such PNG"),
    };
    let native: Vec<u8> = match depth {
        8 => samples.to_vec(),
        // The encoder takes the machine's byte order.
        _ => samples
            .chunks_exact(2)
            .flat_map(|s| u16::from_be_bytes([s[0], s[1]]).to_ne_bytes())
            .collect(),
    };
    encoded(|out| PngEncoder::new(out).write_image(&native, width, height, kind))
}

pub(crate) fn bmp(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    encoded(|out| BmpEncoder::new(out).write_image(rgb, width, height, ExtendedColorType::Rgb8))
}

/// A lossless WebP.
pub(crate) fn webp(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    encoded(|out| {
        WebPEncoder::new_lossless(out).write_image(rgb, width, height, ExtendedColorType::Rgb8)
    })
}

pub(crate) fn jpeg(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    encoded(|out| {
        JpegEncoder::new_with_quality(out, 95).write_image(
            rgb,
            width,
            height,
            ExtendedColorType::Rgb8,
        )
    })
}

pub(crate) fn jpeg_with_exif(width: u32, height: u32, rgb: &[u8], exif: &[u8]) -> Vec<u8> {
    let plain = jpeg(width, height, rgb);
    let body = [b"Exif\0\0", exif].concat();
    let mut out = plain[..2].to_vec();
    out.extend(segment(0xe1, &body));
    out.extend(&plain[2..]);
    out
}

/// A TIFF header with one entry: the orientation.
pub(crate) fn exif(orientation: u16) -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    out.extend(orientation.to_le_bytes());
    out.extend([0; 6]);
    out
}

/// A PNG chunk with its length and checksum.
pub(crate) fn crc_chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in name.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            };
        }
    }
    let mut out = (data.len() as u32).to_be_bytes().to_vec();
    out.extend(name);
    out.extend(data);
    out.extend((!crc).to_be_bytes());
    out
}

/// The end of a PNG's signature and header chunk.
const PNG_HEADER: usize = 8 + 4 + 4 + 13 + 4;

/// The PNG with a chunk more, right behind its header.
pub(crate) fn insert_png_chunk(png: &[u8], chunk: &[u8]) -> Vec<u8> {
    [&png[..PNG_HEADER], chunk, &png[PNG_HEADER..]].concat()
}

/// The PNG with another claim about its size.
pub(crate) fn with_png_size(png: &[u8], width: u32, height: u32) -> Vec<u8> {
    let mut header = png[16..29].to_vec();
    header[..4].copy_from_slice(&width.to_be_bytes());
    header[4..8].copy_from_slice(&height.to_be_bytes());
    [&png[..8], &crc_chunk(b"IHDR", &header), &png[PNG_HEADER..]].concat()
}

/// The data of all chunks of one name, joined.
pub(crate) fn png_chunk(png: &[u8], name: &[u8; 4]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 8;
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes")) as usize;
        if &png[at + 4..at + 8] == name {
            out.extend(&png[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    out
}

/// An APNG that shows its picture `frames` times; with 0, a plain PNG.
pub(crate) fn animated_png(width: u32, height: u32, rgb: &[u8], frames: u32) -> Vec<u8> {
    let plain = png(width, height, rgb);
    if frames == 0 {
        return plain;
    }
    let control = |sequence: u32| {
        let numbers = [sequence, width, height, 0, 0];
        let mut data: Vec<u8> = numbers.iter().flat_map(|n| n.to_be_bytes()).collect();
        data.extend([0, 1, 0, 10, 0, 0]);
        crc_chunk(b"fcTL", &data)
    };
    let pixels = png_chunk(&plain, b"IDAT");
    let mut out = plain[..PNG_HEADER].to_vec();
    out.extend(crc_chunk(b"acTL", &[frames.to_be_bytes(), [0; 4]].concat()));
    out.extend(control(0));
    out.extend(crc_chunk(b"IDAT", &pixels));
    for frame in 1..frames {
        out.extend(control(frame * 2 - 1));
        let numbered = [&(frame * 2).to_be_bytes(), pixels.as_slice()].concat();
        out.extend(crc_chunk(b"fdAT", &numbered));
    }
    out.extend(crc_chunk(b"IEND", &[]));
    out
}

/// A WebP animation that shows its picture twice.
pub(crate) fn animated_webp(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let mut out = name.to_vec();
        out.extend((data.len() as u32).to_le_bytes());
        out.extend(data);
        out.resize(out.len().next_multiple_of(2), 0);
        out
    };
    let three = |n: u32| n.to_le_bytes()[..3].to_vec();
    let size = [three(width - 1), three(height - 1)].concat();
    let still = webp(width, height, rgb);
    let frame = [
        &[0; 6][..],
        &size,
        &[100, 0, 0, 0],
        &still[12..], // the picture's own chunk
    ]
    .concat();
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[&[0x02, 0, 0, 0][..], &size].concat()),
        chunk(b"ANIM", &[0; 6]),
        chunk(b"ANMF", &frame),
        chunk(b"ANMF", &frame),
    ]
    .concat();
    chunk(b"RIFF", &body)
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![0xff, marker];
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend(body);
    out
}

/// A baseline JPEG of `columns` x `rows` blocks of 8 x 8 pixels, all of one
/// colour: one sample for grey, four for Adobe's CMYK, which encoders at hand do
/// not write.
pub(crate) fn flat_jpeg(columns: u16, rows: u16, samples: &[u8]) -> Vec<u8> {
    let components = samples.len() as u8;
    let mut out = vec![0xff, 0xd8];
    if components == 4 {
        out.extend(segment(0xee, b"Adobe\0\x64\0\0\0\0\0")); // transform 0: CMYK
    }
    // Quantised by 8, the first coefficient is the sample less 128.
    out.extend(segment(0xdb, &[&[0][..], &[8; 64]].concat()));
    let mut frame = vec![8];
    frame.extend((rows * 8).to_be_bytes());
    frame.extend((columns * 8).to_be_bytes());
    frame.push(components);
    let mut scan = vec![components];
    for id in 1..=components {
        frame.extend([id, 0x11, 0]);
        scan.extend([id, 0]);
    }
    scan.extend([0, 63, 0]);
    out.extend(segment(0xc0, &frame));
    // First coefficients: sizes 0 to 8, each a code of four bits.
    let mut table = vec![0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    table.extend(0..=8);
    out.extend(segment(0xc4, &table));
    // The other coefficients: end of block, a code of one bit.
    let mut table = vec![0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    table.push(0);
    out.extend(segment(0xc4, &table));
    out.extend(segment(0xda, &scan));
    let mut bits = String::new();
    for block in 0..usize::from(columns) * usize::from(rows) {
        for sample in samples {
            // Each block stores its difference from the one before.
            let value = if block == 0 {
                i32::from(*sample) - 128
            } else {
                0
            };
            let size = 32 - value.unsigned_abs().leading_zeros();
            bits += &format!("{size:04b}");
            if size > 0 {
                let stored = if value < 0 {
                    value + (1 << size) - 1
                } else {
                    value
                };
                bits += &format!("{stored:0width$b}", width = size as usize);
            }
            bits.push('0');
        }
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    for byte in bits.as_bytes().chunks_exact(8) {
        let byte = byte.iter().fold(0, |b, bit| b << 1 | (bit - b'0'));
        out.push(byte);
        if byte == 0xff {
            out.push(0);
        }
    }
    out.extend([0xff, 0xd9]);
    out
}
