//! Any pieces of sound with any claim about their rate and time: what is refused leaves
//! the levels as they were, what is taken gives powers that are numbers.
//!
//! A piece is a head of 8 bytes and the samples it asks for, two or four bytes each, while
//! there are any.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use selfsame::Sound;
use selfsame::sound::SoundLevels;
use selfsame_fuzz as _;

const RATES: [u32; 8] = [8_000, 11_025, 16_000, 44_100, 48_000, 0, 7_999, u32::MAX];

fuzz_target!(|bytes: &[u8]| {
    let mut levels = SoundLevels::default();
    let mut rest = bytes;
    let mut time = Duration::ZERO;
    while let Some((head, more)) = rest.split_first_chunk::<8>() {
        let count = usize::from(head[1]) + usize::from(head[2] & 15) * 256;
        let rate = RATES[usize::from(head[3] & 7)];
        let moved = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        // Near the last piece, anywhere within an hour, or at the end of time.
        time = match head[0] & 7 {
            0 => Duration::MAX,
            1 => Duration::from_micros(u64::from(moved)),
            2 => time.saturating_sub(Duration::from_micros(u64::from(moved & 0xfffff))),
            _ => time.saturating_add(Duration::from_micros(u64::from(moved & 0xfffff))),
        };
        let width = if head[0] & 8 == 0 { 2 } else { 4 };
        let (data, more) = more.split_at((count * width).min(more.len()));
        rest = more;
        let short: Vec<i16> = data
            .chunks_exact(2)
            .map(|b| i16::from_le_bytes([b[0], b[1]]))
            .collect();
        let long: Vec<f32> = data
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect();
        let sound = match width {
            2 => Sound::from_i16(&short, rate, time),
            _ => Sound::new(&long, rate, time),
        };
        let Ok(sound) = sound else { continue };
        let before = levels.clone();
        if levels.push(&sound).is_err() {
            assert!(levels == before);
            continue;
        }
        let at = time.as_secs_f32();
        for span in [
            [at, at + 0.04],
            [at - 0.02, at + 0.02],
            [0.0, f32::MAX],
            [at, at - 1.0],
        ] {
            if let Some(power) = levels.power(span[0], span[1]) {
                assert!(power.is_finite() && power >= 0.0);
            }
        }
    }
});
