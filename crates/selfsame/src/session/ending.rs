//! When a session is over, and which prompts count then.
//!
//! Enters: the prompts, the time of the last frame. Leaves: the end, and the prompts that
//! there was time to answer.

use std::time::Duration;

use super::Session;
use crate::challenge::{LAST_READING, PromptTimes};

/// What must follow a prompt before its reading can be judged.
const READING_TIME: Duration = Duration::from_millis(1200);
/// The last faces are embedded so long before the end, not after it.
const SEAL: Duration = Duration::from_millis(500);

impl Session {
    pub(super) fn ends_soon(&self, time: Duration) -> bool {
        (self.prompts()).is_some_and(|prompts| time + SEAL >= self.end_of(&prompts))
    }

    /// As long after the last prompt in a recording as it was live.
    pub(super) fn end_of(&self, prompts: &PromptTimes) -> Duration {
        match &self.recorded {
            Some(_) => prompts.shown().last().map_or(prompts.warm_up_end(), |&t| t) + LAST_READING,
            None => prompts.start() + self.challenge.schedule().end,
        }
    }
}

/// The prompts that had time to be answered before the last frame.
pub(super) fn until(prompts: &PromptTimes, last: Duration) -> PromptTimes {
    let shown = prompts
        .shown()
        .iter()
        .copied()
        .filter(|&shown| shown + READING_TIME <= last)
        .collect();
    // A part of times in order is in order.
    PromptTimes::new(prompts.start(), prompts.warm_up_end(), shown)
        .unwrap_or_else(|_| prompts.clone())
}
