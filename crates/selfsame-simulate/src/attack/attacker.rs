//! An attack at work, used like a subject.
//!
//! Enters: which attack, on whom, before which camera; then what the screen shows.
//! Leaves: frames, each marked as a test's, and the truth about them.

use selfsame::{Frame, Picture};

use super::people::{self, Gap};
use super::plan::Plan;
use super::print::{self, Handling};
use super::replay::{self, Showing};
use super::{Attack, AttackTruth, Moment, Trick};
use super::{avatar, faded, frozen, hole, looped, mouth, spliced};
use crate::camera::{Camera, jpeg};
use crate::clock::Clock;
use crate::error::Error;
use crate::performance::Cue;
use crate::shot::{Pose, Shot};
use crate::subject::Setup;

/// A camera that is attacked. It is used like [`crate::Subject`], and like them it
/// knows nothing that has not been shown, but for digits that it was told.
pub struct Attacker {
    trick: Box<dyn Trick>,
    truth: AttackTruth,
    camera: Camera,
    clock: Clock,
    shown: Cue,
    shot: Shot,
}

impl Attacker {
    /// An attack on the person of `setup`, whose portrait will be presented. The
    /// attacker is somebody else, drawn from the same seed.
    ///
    /// # Errors
    /// What of the setup is impossible; an attack that
    /// [needs the digits](Attack::needs_digits).
    pub fn new(attack: Attack, setup: &Setup) -> Result<Self, Error> {
        Self::knowing(attack, setup, &[])
    }

    /// The same by somebody who knows the digits, but not when they will be shown.
    /// [`Attack::ReplayOtherTimes`] reads them, [`Attack::ReplayOtherDigits`] and the
    /// like then read others for sure; the rest cannot use them.
    ///
    /// # Errors
    /// As [`Self::new`]; digits that no challenge asks.
    pub fn knowing(attack: Attack, setup: &Setup, digits: &[u8]) -> Result<Self, Error> {
        let clock = setup.clock()?;
        // What is recorded for the attack comes at the rate of the camera that it will
        // pass for.
        let setup = &Setup {
            fps: clock.rate(),
            ..setup.clone()
        };
        let mut plan = Plan::new(attack, setup, digits)?;
        let truth = AttackTruth::new(attack, setup.person, plan.attacker);
        Ok(Self {
            trick: start(attack, &mut plan)?,
            truth,
            camera: setup.camera,
            clock,
            shown: Cue::Nothing,
            shot: Shot::default(),
        })
    }

    /// What the screen shows from the next frame on.
    pub fn show(&mut self, cue: impl Into<Cue>) {
        self.shown = cue.into();
    }

    /// The next frame that arrives. Times start at 0; there is no end.
    ///
    /// # Errors
    /// [`selfsame::ErrorKind::Limit`] if the camera's pictures are larger than the SDK
    /// takes.
    pub fn next_frame(&mut self) -> selfsame::Result<Frame> {
        let tick = self.clock.tick();
        let now = Moment {
            index: tick.index,
            time: tick.taken as f32,
            shown: self.shown,
        };
        let picture = self.trick.frame(&now, &mut self.truth)?;
        self.shot = Shot {
            taken: tick.taken,
            pose: self.trick.head().map(Pose::from),
        };
        let picture = self.send(picture)?;
        Ok(Frame::from_picture(picture, tick.arrives).for_test())
    }

    /// What came from a lens was compressed by the camera already. What is injected was
    /// as well, when it was recorded; now the camera that it passes for does so again.
    fn send(&self, picture: Picture) -> selfsame::Result<Picture> {
        match self.truth.attack.is_injected() {
            true => jpeg::compress(&self.camera, picture),
            false => Ok(picture),
        }
    }

    /// What is true of the last frame: when it was taken, and how the head is held that
    /// is to be seen, live or in a recording that is injected. There is none in frames
    /// of paper, of screens, and of nothing. Before the first frame it says 0 and
    /// nothing.
    #[must_use]
    pub fn shot(&self) -> Shot {
        self.shot
    }

    /// What was done so far. Its times are those at which frames are taken; stamps are
    /// later by the camera's jitter.
    #[must_use]
    pub fn truth(&self) -> &AttackTruth {
        &self.truth
    }
}

impl std::fmt::Debug for Attacker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let AttackTruth { attack, victim, .. } = self.truth;
        write!(
            f,
            "Attacker({attack}, victim {victim}, frame {})",
            self.clock.index()
        )
    }
}

fn start(attack: Attack, plan: &mut Plan) -> Result<Box<dyn Trick>, Error> {
    Ok(match attack {
        Attack::PhotoStill => Box::new(print::Print::new(plan, Handling::Held)?),
        Attack::PhotoTurned => Box::new(print::Print::new(plan, Handling::Turned)?),
        Attack::PhotoBent => Box::new(print::Print::new(plan, Handling::Bent)?),
        Attack::PhotoBentInRhythm => Box::new(print::Print::new(plan, Handling::InRhythm)?),
        Attack::PhotoMouthHole => Box::new(hole::Mask::new(plan, hole::Cut::Mouth)?),
        Attack::PhotoEyesHole => Box::new(hole::Mask::new(plan, hole::Cut::Eyes)?),
        Attack::PhotoFaceHoles => Box::new(hole::Mask::new(plan, hole::Cut::Face)?),
        Attack::ReplayOtherDigits | Attack::ReplayOtherTimes => {
            Box::new(replay::Replay::new(plan, Showing::Filling)?)
        }
        Attack::ReplayVisibleScreen => Box::new(replay::Replay::new(plan, Showing::Whole)?),
        Attack::Spliced => Box::new(spliced::Spliced::new(plan)?),
        Attack::Faded => Box::new(faded::Faded::new(plan)?),
        Attack::Looped => Box::new(looped::Looped::new(plan)?),
        Attack::Frozen => Box::new(frozen::Frozen::new(plan)?),
        Attack::TwoPeople => Box::new(people::Two::new(plan)?),
        Attack::SwapCut => Box::new(people::Swap::new(plan, Gap::Cut)?),
        Attack::SwapBlack => Box::new(people::Swap::new(plan, Gap::Black)?),
        Attack::MouthPastedLive => Box::new(mouth::Pasted::live(plan)?),
        Attack::MouthPastedReplay => Box::new(mouth::Pasted::replayed(plan)?),
        Attack::Avatar => Box::new(avatar::Avatar::new(plan)?),
    })
}
