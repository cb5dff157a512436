//! What really happened in an attack. Enters nothing, leaves a type: plain fields,
//! for others to write to files.
//!
//! Times are seconds on the clock of the frames.

use super::Attack;
use crate::performance::{Prompt, Reading, Span};

/// All that happened, each list in the order of time.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct AttackTruth {
    /// The attack.
    pub attack: Attack,
    /// Seed of the person whose portrait is to be matched.
    pub victim: u64,
    /// Seed of the attacker, who need not be in the picture.
    pub attacker: u64,
    /// Whose mouth is seen moving now, or drives the one that is; `None` if none does.
    pub reader: Option<u64>,
    /// What a mouth in the picture says. `seen` is when the screen showed it; of a
    /// recording, when the recording's own screen did.
    pub readings: Vec<Reading>,
    /// Who says it, one for each of `readings`: before a swap it is the victim.
    pub readers: Vec<u64>,
    /// When the picture jumped: the first frames after cuts and loop ends.
    pub cuts: Vec<f32>,
    /// When one piece of video lay over another.
    pub faded: Vec<Span>,
    /// When the attacker came in the victim's place.
    pub swapped: Option<f32>,
    /// When all was black.
    pub black: Vec<Span>,
    /// When the picture stood still; up to now if it still does.
    pub frozen: Vec<Span>,
    /// Frames after which all repeats.
    pub period: Option<u32>,
}

impl AttackTruth {
    pub(super) fn new(attack: Attack, victim: u64, attacker: u64) -> Self {
        Self {
            attack,
            victim,
            attacker,
            reader: None,
            readings: Vec::new(),
            readers: Vec::new(),
            cuts: Vec::new(),
            faded: Vec::new(),
            swapped: None,
            black: Vec::new(),
            frozen: Vec::new(),
            period: None,
        }
    }

    /// The digits that a mouth in the picture has said or is about to say.
    #[must_use]
    pub fn digits(&self) -> Vec<u8> {
        let said = self.readings.iter().filter_map(|r| r.said);
        said.filter_map(|prompt| match prompt {
            Prompt::Digit(digit) => Some(digit),
            Prompt::WarmUp => None,
        })
        .collect()
    }

    /// Takes over what a performance on the clock of the frames has read.
    pub(super) fn read(&mut self, by: u64, readings: &[Reading]) {
        let known = self.readings.len().min(readings.len());
        self.add(by, readings[known..].iter().copied());
    }

    /// Adds readings of somebody, who is the one to be seen from now on.
    pub(super) fn add(&mut self, by: u64, readings: impl IntoIterator<Item = Reading>) {
        self.reader = Some(by);
        self.readings.extend(readings);
        self.readers.resize(self.readings.len(), by);
    }

    /// The picture jumps: what follows is another piece of video.
    pub(super) fn cut(&mut self, time: f32) {
        self.cuts.push(time);
        self.break_off(time);
    }

    /// What is being said goes on unseen: of a reading, only what was seen is true.
    pub(super) fn break_off(&mut self, time: f32) {
        let seen = |span: Option<Span>| {
            let span = span.filter(|span| span.start < time)?;
            Some(Span {
                end: span.end.min(time),
                ..span
            })
        };
        for reading in &mut self.readings {
            reading.mouth = seen(reading.mouth);
            reading.sound = seen(reading.sound);
            reading.said = reading.said.filter(|_| reading.mouth.is_some());
        }
    }
}
