//! Simulated digits: a person who is shown one after another, measured.
//!
//! Enters: a seed. Leaves: a [`Reading`] for each digit that was read with the face
//! in sight, its word where the truth says that it sounded.

use selfsame::{Engine, Language};
use selfsame_simulate::Setup;

use super::align::{self, Reading};
use crate::command::reader;
use crate::failure::Result;

/// Frames a second: those of the real clips and of the SDK's signal.
const FPS: f32 = 25.0;

/// Shows a person every digit so many times.
pub(super) fn measure(engine: &Engine, seed: u64, readings: u16) -> Result<Vec<Reading>> {
    let setup = Setup {
        fps: FPS,
        ..Setup::new(seed, 1, Language::English)
    };
    let digits: Vec<u8> = (0..readings).flat_map(|_| 0..10).collect();
    let read = reader::read(engine, &setup, &digits)?;
    let Some(rest) = align::rest(&read.signal) else {
        return Ok(Vec::new());
    };
    let words = digits.iter().zip(&read.readings);
    Ok(words
        .filter_map(|(&digit, reading)| {
            let sound = reading.sound?;
            let word = (f64::from(sound.start), f64::from(sound.end));
            Some(Reading {
                digit,
                person: seed.to_string(),
                seconds: word.1 - word.0,
                curve: align::curve(&read.signal, word, rest[1])?,
                rest,
            })
        })
        .collect())
}
