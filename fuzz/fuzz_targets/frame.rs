//! A raw buffer with any claim about its size, layout and stride: a frame that
//! holds the claim converts, turns, crops and shrinks; any other is refused.
//!
//! The first 16 bytes are the claim, the rest is the buffer. Half of the claims
//! are drawn to fit the buffer, or nearly all of them would be refused at once.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use selfsame::frame::YuvRange;
use selfsame::{Frame, PixelFormat, Rotation};
use selfsame_fuzz as _;

const FORMATS: [PixelFormat; 6] = [
    PixelFormat::Grey,
    PixelFormat::Rgb,
    PixelFormat::Bgr,
    PixelFormat::Rgba,
    PixelFormat::Nv12,
    PixelFormat::Yuyv,
];

fuzz_target!(|bytes: &[u8]| {
    let Some((claim, data)) = bytes.split_first_chunk::<16>() else {
        return;
    };
    let word =
        |at: usize| u32::from_le_bytes([claim[at], claim[at + 1], claim[at + 2], claim[at + 3]]);
    let format = FORMATS[usize::from(claim[0]) % FORMATS.len()];
    let turn = i32::from(claim[1]) * 90;
    let range = if claim[2] & 1 == 0 {
        YuvRange::Limited
    } else {
        YuvRange::Full
    };
    let (width, height, stride, data) = if claim[2] & 2 == 0 {
        (word(4), word(8), word(12) as usize, data.to_vec())
    } else {
        let width = 20 + word(4) % 60;
        let height = 20 + word(8) % 60;
        let stride = format.row_bytes(width) + usize::from(claim[12] % 5);
        let mut data = data.to_vec();
        // From two rows too short to two rows too long.
        let rows = height as usize + height.div_ceil(2) as usize;
        data.resize(stride * (rows + 2) - usize::from(claim[13]), 7);
        if format != PixelFormat::Nv12 {
            data.truncate(stride * (height as usize + 2) - usize::from(claim[13]));
        }
        (width, height, stride, data)
    };
    let time = Duration::from_micros(u64::from(word(12)));
    let Ok(frame) = Frame::with_stride(format, width, height, stride, time, data) else {
        return;
    };
    let rotation = Rotation::from_degrees(turn).unwrap_or_default();
    let picture = frame.with_range(range).rotated(rotation).to_picture();
    let turned = matches!(rotation, Rotation::Cw90 | Rotation::Cw270);
    let size = if turned {
        (height, width)
    } else {
        (width, height)
    };
    assert_eq!((picture.width(), picture.height()), size);
    // Corners near the picture and at the ends of the number line.
    let corner = |byte: u8| match byte {
        0 => i64::MIN,
        255 => i64::MAX,
        near => i64::from(near) - 128,
    };
    if let Some(part) = picture.crop(corner(claim[14]), corner(claim[15]), word(4), word(8)) {
        assert!(part.width() <= picture.width() && part.height() <= picture.height());
    }
    let _ = picture.to_grey().shrunk(1 + u32::from(claim[3]));
});
