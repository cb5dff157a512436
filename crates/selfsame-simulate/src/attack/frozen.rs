//! Injected video that freezes while it should read, as if the network were bad.
//!
//! Enters: what the screen shows. Leaves: the victim, who says the warm-up; at each
//! digit one and the same picture for a while; in between they go on resting.

use selfsame::Picture;

use super::plan::Plan;
use super::room::{Actor, Room};
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;
use crate::performance::{Cue, Head, Span};

/// How long a freeze lasts, seconds: about as long as a digit is read (chosen by eye).
const FREEZE: f32 = 1.5;

pub(super) struct Frozen {
    room: Room,
    actor: Actor,
    victim: u64,
    shown: Cue,
    until: f32,
    last: Option<(Picture, Head)>,
}

impl Frozen {
    pub(super) fn new(plan: &mut Plan) -> Result<Self, Error> {
        let (victim, habits) = (plan.victim(), plan.setup.habits);
        Ok(Self {
            room: plan.room()?,
            actor: plan.actor(victim, &habits),
            victim,
            shown: Cue::Nothing,
            until: f32::NEG_INFINITY,
            last: None,
        })
    }
}

impl Trick for Frozen {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        let asked = now.shown != self.shown && matches!(now.shown, Cue::Digit(_));
        self.shown = now.shown;
        if asked && self.last.is_some() {
            if now.time > self.until {
                truth.frozen.push(Span {
                    start: now.time,
                    end: now.time,
                });
            }
            self.until = now.time + FREEZE;
        }
        // The person behind goes on living, and sees no digits.
        let seen = match now.shown {
            Cue::Digit(_) => Cue::Rest,
            other => other,
        };
        self.actor.performance.see(now.time, seen);
        let posed = self.actor.at(now.time);
        truth.read(self.victim, &self.actor.performance.truth().readings);
        match (&self.last, truth.frozen.last_mut()) {
            (Some(last), Some(span)) if now.time <= self.until => {
                span.end = now.time;
                Ok(last.0.clone())
            }
            _ => {
                let picture = self.room.take_one(&self.actor.figure, &posed)?;
                self.last = Some((picture.clone(), self.actor.head));
                Ok(picture)
            }
        }
    }

    fn head(&self) -> Option<Head> {
        self.last.as_ref().map(|(_, head)| *head)
    }
}
