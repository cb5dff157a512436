//! Clips of the victim that somebody has collected, and who starts them.
//!
//! Enters: what is to be read; what the screen shows. Leaves: the clip in which the
//! victim reads it, from shortly before the mouth moves; when it is to be played.

use selfsame::Language;

use super::Moment;
use super::clip::Clip;
use super::plan::Plan;
use crate::dice::Dice;
use crate::performance::{Cue, Habits, Performance};

/// From the prompt to the clip, seconds: a program that sees the digit, or a quick
/// hand. The mouth then moves as late as a person's (chosen by eye).
const DELAY: (f32, f32) = (0.15, 0.4);
/// How long a clip goes on before and after the mouth moves, seconds.
const BEFORE: f32 = 0.12;
const AFTER: f32 = 0.2;
/// When in a recording the prompt was shown, seconds.
const ASKED: f32 = 2.0;
/// Recordings of one time: a rest, a sentence, ten digits, and some to spare.
const RECORDINGS: u64 = 16;

/// What clips are found in.
pub(super) struct Library {
    language: Language,
    pub(super) victim: u64,
    take: u64,
    fps: f32,
}

impl Library {
    pub(super) fn of(plan: &mut Plan) -> Self {
        Self {
            language: plan.setup.language,
            victim: plan.victim(),
            take: plan.dice.seed(),
            fps: plan.setup.fps,
        }
    }

    /// The victim, who reads nothing for so many seconds.
    pub(super) fn rest(&self, seconds: f32) -> Clip {
        Clip::new(self.recorded(0), ASKED, seconds, self.fps)
    }

    /// The clip in which a digit or the sentence is read, for the first time or another;
    /// each is from another day.
    pub(super) fn find(&self, cue: Cue, time: u64) -> Clip {
        let number = match cue {
            Cue::Digit(digit) => 2 + u64::from(digit),
            _ => 1,
        };
        let mut recorded = self.recorded(number + RECORDINGS * time);
        recorded.see(ASKED, cue);
        let mouth = recorded.truth().readings.last().and_then(|r| r.mouth);
        let (from, seconds) = mouth.map_or((ASKED, BEFORE + AFTER), |mouth| {
            let from = (mouth.start - BEFORE).max(ASKED);
            (from, mouth.end + AFTER - from)
        });
        Clip::new(recorded, from, seconds, self.fps)
    }

    fn recorded(&self, number: u64) -> Performance {
        let take = self.take.wrapping_add(number);
        Performance::new(self.language, self.victim, take, &Habits::CAREFUL)
    }
}

/// Who watches the screen, and starts a clip soon after each prompt.
pub(super) struct Watcher {
    delay: Dice,
    shown: Cue,
    /// What is to be played, and when.
    due: Option<(f32, Cue)>,
}

impl Watcher {
    pub(super) fn new(delay: Dice) -> Self {
        Self {
            delay,
            shown: Cue::Nothing,
            due: None,
        }
    }

    /// What is to be played from this moment on, if it changes.
    pub(super) fn due(&mut self, now: &Moment) -> Option<Cue> {
        if now.shown != self.shown {
            self.shown = now.shown;
            if matches!(now.shown, Cue::Digit(0..=9) | Cue::WarmUp) {
                let delay = self.delay.within(DELAY.0, DELAY.1);
                self.due = Some((now.time + delay, now.shown));
            }
        }
        let (_, cue) = self.due.filter(|(at, _)| *at <= now.time)?;
        self.due = None;
        Some(cue)
    }
}
