//! Somebody before the camera, honest or not. Enters: what the screen shows.
//! Leaves: frames, and the truth about them.

use selfsame::Frame;
use selfsame_simulate::attack::AttackTruth;
use selfsame_simulate::performance::Reading;
use selfsame_simulate::{Attacker, Cue, Shot, Subject, Truth};

use super::plan::Plan;
use crate::failure::Result;

/// Somebody before the camera.
pub(in crate::command) trait Actor {
    /// What the screen shows from the next frame on.
    fn show(&mut self, cue: Cue);
    /// The next frame, marked as a test's; there is no end.
    fn next_frame(&mut self) -> selfsame::Result<Frame>;
    /// What is true of the last frame.
    fn shot(&self) -> Shot;
    /// What was done so far, on the clock of the frames.
    fn done(&self) -> Done<'_>;
}

/// What was done so far.
pub(in crate::command) enum Done<'a> {
    Honest(&'a Truth),
    Attack(&'a AttackTruth),
}

impl Done<'_> {
    pub(in crate::command) fn readings(&self) -> &[Reading] {
        match self {
            Self::Honest(truth) => &truth.readings,
            Self::Attack(truth) => &truth.readings,
        }
    }
}

impl Actor for Subject {
    fn show(&mut self, cue: Cue) {
        Subject::show(self, cue);
    }

    fn next_frame(&mut self) -> selfsame::Result<Frame> {
        Subject::next_frame(self)
    }

    fn shot(&self) -> Shot {
        Subject::shot(self)
    }

    fn done(&self) -> Done<'_> {
        Done::Honest(self.truth())
    }
}

impl Actor for Attacker {
    fn show(&mut self, cue: Cue) {
        Attacker::show(self, cue);
    }

    fn next_frame(&mut self) -> selfsame::Result<Frame> {
        Attacker::next_frame(self)
    }

    fn shot(&self) -> Shot {
        Attacker::shot(self)
    }

    fn done(&self) -> Done<'_> {
        Done::Attack(self.truth())
    }
}

/// Who plays a plan. Attackers are told the digits, not when they are shown: some
/// attacks are none without.
pub(super) fn cast(plan: &Plan) -> Result<Box<dyn Actor>> {
    Ok(match plan.attack {
        None => Box::new(Subject::new(&plan.setup)?),
        Some(attack) => {
            let digits = plan.challenge.digits();
            Box::new(Attacker::knowing(attack, &plan.setup, digits)?)
        }
    })
}
