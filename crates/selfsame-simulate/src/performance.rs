//! What a person does before the camera: reads what the screen shows, and in
//! between rests, blinks, breathes and looks about.
//!
//! Enters: the seed of a person and the number of a take (another day), their
//! [`Habits`], and what the screen shows, when it shows it. Leaves: the face and
//! the head at any time ([`Acting`]), and the [`Truth`] about it.
//!
//! A person knows nothing that has not been shown. Everything is drawn by
//! events (a digit is seen, a blink is due), never by frames: the same seed and
//! the same screen give the same movement at any frame rate.

mod antics;
mod blinks;
mod gaze;
mod habits;
mod head;
mod mouth;
mod posture;
mod sway;
mod truth;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use selfsame::Language;

use crate::dice::Dice;
use crate::expression::Expression;
use crate::speech::Voice;
use blinks::Blinks;
use gaze::Gaze;
use mouth::Mouth;
use posture::Posture;

pub use gaze::FULL_LOOK;
pub use habits::Habits;
pub use head::Head;
pub use truth::{Antic, Gesture, Prompt, Reading, Span, Truth};

/// A performance ends here, seconds: later times are this time. Far above the
/// longest session; it bounds what a wrong clock can cost.
pub const LONGEST: f32 = 3600.0;

/// What the screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cue {
    /// Nothing that asks for speech.
    #[default]
    Nothing,
    /// The warm-up sentence.
    WarmUp,
    /// A digit, 0..=9; above 9 it is taken for [`Cue::Nothing`].
    Digit(u8),
    /// The wish to close the mouth and to wait.
    Rest,
}

/// The person at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Acting {
    /// The face.
    pub expression: Expression,
    /// How the head is turned and moved.
    pub head: Head,
    /// How far breathing has lifted the shoulders, centimetres, about
    /// -0.4..=0.4. The head's own share is in `head`.
    pub shoulders: f32,
}

/// One person before the camera, once.
#[derive(Debug, Clone)]
pub struct Performance {
    mouth: Mouth,
    blinks: Blinks,
    gaze: Gaze,
    posture: Posture,
    truth: Truth,
    shown: Cue,
    now: f32,
    /// What is still to be seen, if the screen is not looked at.
    script: Option<VecDeque<(f32, Cue)>>,
}

impl Performance {
    /// A person who watches the screen: tell it with [`Self::see`].
    #[must_use]
    pub fn new(language: Language, person: u64, take: u64, habits: &Habits) -> Self {
        let seed = day(person, take);
        let mut voice = Voice::of(person);
        // Nobody speaks every day alike (shares chosen by eye).
        let mut dice = Dice::new(seed, "day");
        voice.amplitude *= dice.normal(1.0, 0.04);
        voice.rate *= dice.normal(1.0, 0.03);
        voice.reaction *= dice.normal(1.0, 0.05);
        Self {
            mouth: Mouth::new(language, voice, habits, seed),
            blinks: Blinks::new(person, seed, habits),
            gaze: Gaze::new(seed, habits),
            posture: Posture::new(seed, habits),
            truth: Truth::default(),
            shown: Cue::Nothing,
            now: 0.0,
            script: None,
        }
    }

    /// A person who performs to a screen that is known beforehand, such as that
    /// of another session: cues with the seconds at which each appears, in any
    /// order. [`Self::see`] then does nothing.
    #[must_use]
    pub fn scripted(
        language: Language,
        person: u64,
        take: u64,
        habits: &Habits,
        mut script: Vec<(f32, Cue)>,
    ) -> Self {
        script.retain(|(time, _)| time.is_finite());
        script.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self {
            script: Some(script.into()),
            ..Self::new(language, person, take, habits)
        }
    }

    /// The screen shows this from `time` on, seconds. The same cue again is the
    /// same thing still shown. Times that go back, or are none, are now.
    pub fn see(&mut self, time: f32, cue: Cue) {
        if self.script.is_none() {
            self.notice(time, cue);
        }
    }

    /// The person at `time`, seconds. Times that go back, or are none, are now.
    pub fn at(&mut self, time: f32) -> Acting {
        let time = self.clock(time);
        while let Some(&(due, cue)) = self.script.as_ref().and_then(VecDeque::front) {
            if due > time {
                break;
            }
            self.script.as_mut().and_then(VecDeque::pop_front);
            self.notice(due, cue);
        }
        self.advance(time);
        let (acted, moved) = self.mouth.at(time);
        let head = self.posture.head(time).with(&moved);
        let expression = self
            .posture
            .face(time)
            .with(&acted)
            .with(&self.blinks.at(time, &self.truth.blinks))
            .with(&self.gaze.at(time, &head));
        Acting {
            expression,
            head,
            shoulders: self.posture.shoulders(time),
        }
    }

    /// What has been seen, read and done so far, and what is already decided:
    /// the reading of a digit is there as soon as it has been seen.
    #[must_use]
    pub fn truth(&self) -> &Truth {
        &self.truth
    }

    /// How this person speaks in this take.
    #[must_use]
    pub fn voice(&self) -> &Voice {
        self.mouth.voice()
    }

    fn notice(&mut self, time: f32, cue: Cue) {
        let time = self.clock(time);
        self.advance(time);
        let cue = match cue {
            Cue::Digit(10..) => Cue::Nothing,
            known => known,
        };
        if cue == self.shown {
            return;
        }
        self.shown = cue;
        let prompt = match cue {
            Cue::WarmUp => Prompt::WarmUp,
            Cue::Digit(digit) => Prompt::Digit(digit),
            Cue::Nothing | Cue::Rest => return,
        };
        self.gaze.attend(time);
        self.truth.readings.push(self.mouth.read(prompt, time));
    }

    /// All that is due by a time, in the order of time.
    fn advance(&mut self, time: f32) {
        self.now = time;
        self.mouth.advance(time, &mut self.truth.antics);
        self.blinks.advance(time, &mut self.truth.blinks);
        self.gaze.advance(time);
    }

    /// A time that does not go back.
    fn clock(&self, time: f32) -> f32 {
        // `max` and `min` prefer the number over NaN.
        time.max(self.now).min(LONGEST)
    }
}

/// The seed of one take of a person.
fn day(person: u64, take: u64) -> u64 {
    // Two draws, so that no sum of the two numbers counts alone.
    Dice::new(Dice::new(person, "takes").seed() ^ take, "take").seed()
}
