//! A recorded session: what its own screen showed, played from when somebody presses
//! the button.
//!
//! Enters: digits, a schedule; then what the real screen shows. Leaves: the recorded
//! cues to a performance on the clock of the frames.

use selfsame::challenge::{SHOWN_FOR, Schedule};

use crate::dice::Dice;
use crate::performance::{Cue, Performance};

/// From the first prompt to the button, seconds (chosen by eye).
const REACTION: (f32, f32) = (0.15, 0.6);

pub(super) struct Tape {
    /// Seconds from the tape's start.
    cues: Vec<(f32, Cue)>,
    next: usize,
    reaction: f32,
    started: Option<f32>,
}

impl Tape {
    /// A session with these digits at the times of a schedule.
    pub(super) fn new(digits: &[u8], schedule: &Schedule, dice: &mut Dice) -> Self {
        let mut cues = vec![
            (0.0, Cue::WarmUp),
            (schedule.warm_up_end.as_secs_f32(), Cue::Rest),
        ];
        for (&digit, prompt) in digits.iter().zip(&schedule.prompts) {
            cues.push((prompt.as_secs_f32(), Cue::Digit(digit)));
            cues.push(((*prompt + SHOWN_FOR).as_secs_f32(), Cue::Rest));
        }
        // Where the next digit comes at once, it hides the rest.
        cues.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self {
            cues,
            next: 0,
            reaction: dice.within(REACTION.0, REACTION.1),
            started: None,
        }
    }

    /// Tells the recorded person what their screen showed until now. The tape starts
    /// with the first thing that the real screen asks.
    pub(super) fn play(&mut self, now: f32, shown: Cue, performance: &mut Performance) {
        if self.started.is_none() && !matches!(shown, Cue::Nothing | Cue::Rest) {
            self.started = Some(now + self.reaction);
        }
        let Some(started) = self.started else { return };
        while let Some(&(due, cue)) = self.cues.get(self.next) {
            if started + due > now {
                return;
            }
            performance.see(started + due, cue);
            self.next += 1;
        }
    }
}
