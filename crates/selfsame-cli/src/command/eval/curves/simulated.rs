//! Simulated digits: a person who is shown one after another, measured.
//!
//! Enters: a seed. Leaves: a [`Reading`] for each digit that was read with the face
//! in sight, its word where the truth says that it sounded.

use selfsame::{Engine, Language};
use selfsame_simulate::performance::Span;
use selfsame_simulate::{Cue, Setup, Subject};

use super::align::{self, Reading};
use super::mouths::Mouths;
use crate::failure::Result;

/// Frames a second: those of the real clips and of the SDK's signal.
const FPS: f32 = 25.0;
/// Frames at the start in which nothing is shown, longer than what counts as rest.
const BEFORE: usize = 15;
/// Frames of rest between two digits.
const BETWEEN: usize = 8;
/// Most frames for one digit: somebody who has not read it in five seconds will not.
const MOST: usize = 125;

/// Shows a person every digit so many times.
pub(super) fn measure(engine: &Engine, seed: u64, readings: u16) -> Result<Vec<Reading>> {
    let setup = Setup {
        fps: FPS,
        ..Setup::new(seed, 1, Language::English)
    };
    let mut subject = Subject::new(&setup)?;
    let mut mouths = Mouths::new(engine);
    let mut frames = |subject: &mut Subject, cue: Cue, most: usize| -> Result<()> {
        subject.show(cue);
        for _ in 0..most {
            let frame = subject.next_frame()?;
            mouths.add(&frame.to_picture(), frame.time())?;
            let over = |mouth: Span| mouth.end < frame.time().as_secs_f32();
            let reading = subject.truth().readings.last();
            if matches!(cue, Cue::Digit(_)) && reading.is_some_and(|r| r.mouth.is_none_or(over)) {
                break;
            }
        }
        Ok(())
    };
    frames(&mut subject, Cue::Nothing, BEFORE)?;
    let mut digits = Vec::new();
    for _ in 0..readings {
        for digit in 0..10 {
            digits.push(digit);
            frames(&mut subject, Cue::Digit(digit), MOST)?;
            frames(&mut subject, Cue::Rest, BETWEEN)?;
        }
    }
    let signal = mouths.signal();
    let Some(rest) = align::rest(&signal) else {
        return Ok(Vec::new());
    };
    let words = digits.iter().zip(&subject.truth().readings);
    Ok(words
        .filter_map(|(&digit, reading)| {
            let sound = reading.sound?;
            let word = (f64::from(sound.start), f64::from(sound.end));
            Some(Reading {
                digit,
                person: seed.to_string(),
                seconds: word.1 - word.0,
                curve: align::curve(&signal, word, rest[1])?,
                rest,
            })
        })
        .collect())
}
