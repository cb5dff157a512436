//! An avatar, injected. Enters: what the screen shows. Leaves: the victim's face, which
//! does what the attacker does.
//!
//! There is no delay and no flaw in the face: the best that an attacker can hope for.

use selfsame::Picture;

use super::plan::Plan;
use super::room::{Actor, Room};
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;
use crate::performance::Head;

pub(super) struct Avatar {
    room: Room,
    actor: Actor,
    driver: u64,
}

impl Avatar {
    pub(super) fn new(plan: &mut Plan) -> Result<Self, Error> {
        let driver = plan.attacker;
        let habits = plan.setup.habits;
        Ok(Self {
            room: plan.room()?,
            actor: Actor::of(plan.victim(), plan.performance(driver, &habits)),
            driver,
        })
    }
}

impl Trick for Avatar {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        self.actor.performance.see(now.time, now.shown);
        let posed = self.actor.at(now.time);
        truth.read(self.driver, &self.actor.performance.truth().readings);
        self.room.take_one(&self.actor.figure, &posed)
    }

    fn head(&self) -> Option<Head> {
        Some(self.actor.head)
    }
}
