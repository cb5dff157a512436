//! A screen that plays its schedule by itself, and somebody before it.
//!
//! Enters: a plan. Leaves: the frames of the session, from a second before the
//! warm-up to the end that the challenge names, and the times of the prompts.

use std::time::Duration;

use selfsame::challenge::{PromptTimes, SHOWN_FOR};
use selfsame::{Challenge, Frame};
use selfsame_simulate::{Cue, Shot};

use super::actor::{Actor, Done, cast};
use super::plan::Plan;
use crate::failure::Result;

/// Somebody sits down before the challenge starts (chosen by eye; a live session
/// waits for half a second of a well-placed face).
const SETTLE: Duration = Duration::from_secs(1);

/// When things are shown.
pub(super) struct Screen {
    challenge: Challenge,
    prompts: PromptTimes,
}

impl Screen {
    pub(super) fn new(challenge: &Challenge) -> Self {
        Self {
            prompts: PromptTimes::scheduled(challenge.schedule(), SETTLE),
            challenge: challenge.clone(),
        }
    }

    /// What it shows at a time: what a live session asks for.
    pub(super) fn at(&self, time: Duration) -> Cue {
        let prompts = &self.prompts;
        if time < prompts.start() {
            return Cue::Nothing;
        }
        if time < prompts.warm_up_end() {
            return Cue::WarmUp;
        }
        let shown = prompts.shown().iter().zip(self.challenge.digits());
        match shown.rev().find(|(shown, _)| **shown <= time) {
            Some((shown, digit)) if time < *shown + SHOWN_FOR => Cue::Digit(*digit),
            _ => Cue::Rest,
        }
    }

    pub(super) fn prompts(&self) -> &PromptTimes {
        &self.prompts
    }

    /// When the session is over.
    pub(super) fn end(&self) -> Duration {
        self.prompts.start() + self.challenge.schedule().end
    }
}

/// A session as it happens.
pub(super) struct Play {
    screen: Screen,
    actor: Box<dyn Actor>,
    over: bool,
}

impl Play {
    /// Puts everybody in place. Takes about a tenth of a second.
    pub(super) fn new(plan: &Plan) -> Result<Self> {
        Ok(Self {
            screen: Screen::new(&plan.challenge),
            actor: cast(plan)?,
            over: false,
        })
    }

    /// The next frame, until the session is over.
    pub(super) fn next_frame(&mut self) -> Result<Option<Frame>> {
        if self.over {
            return Ok(None);
        }
        let frame = self.actor.next_frame()?;
        // As with a live session, the screen answers to a frame and is seen in the
        // next one.
        self.actor.show(self.screen.at(frame.time()));
        self.over = frame.time() >= self.screen.end();
        Ok(Some(frame))
    }

    /// What is true of the last frame.
    pub(super) fn shot(&self) -> Shot {
        self.actor.shot()
    }

    pub(super) fn screen(&self) -> &Screen {
        &self.screen
    }

    /// What was done so far.
    pub(super) fn done(&self) -> Done<'_> {
        self.actor.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use selfsame::Language;

    #[test]
    fn the_screen_shows_the_schedule() {
        let challenge = Challenge::draw(Language::English).unwrap();
        let screen = Screen::new(&challenge);
        let ms = Duration::from_millis;
        assert_eq!(screen.at(ms(0)), Cue::Nothing);
        assert_eq!(screen.at(SETTLE), Cue::WarmUp);
        assert_eq!(screen.at(screen.prompts().warm_up_end()), Cue::Rest);
        for (shown, digit) in screen.prompts().shown().iter().zip(challenge.digits()) {
            assert_ne!(screen.at(*shown - ms(1)), Cue::Digit(*digit));
            assert_eq!(screen.at(*shown), Cue::Digit(*digit));
            assert_eq!(screen.at(*shown + SHOWN_FOR - ms(1)), Cue::Digit(*digit));
        }
        assert_eq!(screen.at(screen.end()), Cue::Rest);
    }
}
