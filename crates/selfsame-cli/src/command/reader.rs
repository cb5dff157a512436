//! A simulated person who is shown digits one after another, measured.
//!
//! Enters: a seed and digits. Leaves: the mouth over time, when the warm-up sentence was
//! to be said, and what the person did at each digit, from the simulation's truth.

use std::ops::Range;

use selfsame::signal::MouthSignal;
use selfsame::words::Speech;
use selfsame::{Engine, Language};
use selfsame_simulate::dice::Dice;
use selfsame_simulate::performance::{Prompt, Reading, Span};
use selfsame_simulate::{Cue, Setup, Subject};

use super::mouths::Mouths;
use super::spoken::{Recording, Said};
use crate::failure::Result;

/// Rest between two digits, seconds: at least, and at random so much more.
const BETWEEN: [f32; 2] = [0.3, 0.6];
/// Nobody who has not read a digit so long after it was shown, in seconds, will.
const MOST: f32 = 5.0;
/// How long the warm-up sentence stands, seconds: as in a session.
const WARM_UP: f32 = 3.2;
/// Rest at the start, seconds.
const BEFORE: f32 = 0.6;

/// What a person was shown, and did.
pub(super) struct Read {
    pub(super) signal: MouthSignal,
    /// When the warm-up sentence stood, seconds.
    pub(super) warm_up: Range<f32>,
    /// One a digit, in the order in which they were shown.
    pub(super) readings: Vec<Reading>,
}

/// Shows digits to a person.
pub(super) fn read(engine: &Engine, setup: &Setup, digits: &[u8]) -> Result<Read> {
    let mut subject = Subject::new(setup)?;
    let mut mouths = Mouths::new(engine);
    let mut dice = Dice::new(setup.person, "reader");
    let mut show = |subject: &mut Subject, cue: Cue, most: f32| -> Result<Range<f32>> {
        subject.show(cue);
        let before = subject.truth().readings.len();
        let mut from: Option<f32> = None;
        loop {
            let frame = subject.next_frame()?;
            let time = frame.time().as_secs_f32();
            mouths.add(&frame.to_picture(), frame.time())?;
            let from = *from.get_or_insert(time);
            let over = |mouth: Span| mouth.end < time;
            let reading = subject.truth().readings.get(before);
            let read =
                matches!(cue, Cue::Digit(_)) && reading.is_some_and(|r| r.mouth.is_none_or(over));
            if read || time >= from + most {
                return Ok(from..time);
            }
        }
    };
    show(&mut subject, Cue::Nothing, BEFORE)?;
    let warm_up = show(&mut subject, Cue::WarmUp, WARM_UP)?;
    for &digit in digits {
        show(
            &mut subject,
            Cue::Rest,
            BETWEEN[0] + BETWEEN[1] * dice.unit(),
        )?;
        show(&mut subject, Cue::Digit(digit), MOST)?;
    }
    show(&mut subject, Cue::Rest, BETWEEN[0])?;
    let of_digits = |r: &&Reading| matches!(r.asked, Prompt::Digit(_));
    Ok(Read {
        signal: mouths.signal(),
        warm_up,
        readings: subject
            .truth()
            .readings
            .iter()
            .filter(of_digits)
            .copied()
            .collect(),
    })
}

/// A person who reads so many digits drawn by chance: what was said, when it sounded.
pub(super) fn recording(engine: &Engine, setup: &Setup, digits: usize) -> Result<Recording> {
    let mut dice = Dice::new(setup.person, "digits");
    let shown: Vec<u8> = (0..digits).map(|_| dice.below(10) as u8).collect();
    let read = read(engine, setup, &shown)?;
    let signal = &read.signal;
    let seen = |from: f32, to: f32| {
        !signal.is_empty()
            && signal.seen()[signal.index(from)..=signal.index(to)]
                .iter()
                .all(|s| *s)
    };
    let words = read
        .readings
        .iter()
        .enumerate()
        .filter_map(|(place, reading)| {
            let (Some(Prompt::Digit(digit)), Some(sound)) = (reading.said, reading.sound) else {
                return None;
            };
            seen(sound.start, sound.end).then(|| Said {
                word: digit.to_string(),
                place,
                start: sound.start,
                end: sound.end,
            })
        });
    Ok(Recording {
        speaker: format!("simulated {}", setup.person),
        words: words.collect(),
        asked: digits,
        speech: Speech::of(signal, read.warm_up.start + 0.3..read.warm_up.end + 0.3),
    })
}

/// The days on which so many people read.
pub(super) fn setups(seeds: impl Iterator<Item = u64>, language: Language) -> Vec<Setup> {
    seeds.map(|seed| Setup::new(seed, 1, language)).collect()
}
