//! An injected loop. Enters: nothing that it would heed. Leaves: a few seconds of the
//! victim, who reads two digits, over and over, the same to the last bit.

use selfsame::Picture;

use super::clip::Clip;
use super::plan::Plan;
use super::room::{Actor, Room};
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;
use crate::performance::{Cue, Habits, Head, Performance};

/// Length of the loop, seconds: two digits with rests (chosen by eye).
const PERIOD: f32 = 3.2;
/// When the digits are read in it, seconds: the second is over before the jump.
const DIGITS: [f32; 2] = [0.0, 1.4];
/// When the loop begins in the recording, seconds.
const FROM: f32 = 2.0;

pub(super) struct Looped {
    room: Room,
    actor: Actor,
    clip: Clip,
    victim: u64,
    /// How often it has begun anew, and when it last began, seconds.
    round: u64,
    began: f32,
    fps: f32,
}

impl Looped {
    pub(super) fn new(plan: &mut Plan) -> Result<Self, Error> {
        let victim = plan.victim();
        let alphabet = plan.setup.language.alphabet();
        let script = DIGITS.iter().flat_map(|at| {
            let digit = alphabet[plan.dice.below(alphabet.len())];
            // Between two equal digits the screen is empty.
            [(FROM + at, Cue::Digit(digit)), (FROM + at + 0.8, Cue::Rest)]
        });
        let script = script.collect();
        let (language, take) = (plan.setup.language, plan.dice.seed());
        let recorded = Performance::scripted(language, victim, take, &Habits::CAREFUL, script);
        Ok(Self {
            room: plan.room()?,
            clip: Clip::new(recorded.clone(), FROM, PERIOD, plan.setup.fps),
            actor: Actor::of(victim, recorded),
            victim,
            round: 0,
            began: 0.0,
            fps: plan.setup.fps,
        })
    }
}

impl Trick for Looped {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        let period = self.clip.frames();
        let (round, frame) = (now.index / u64::from(period), now.index % u64::from(period));
        let frame = frame as u32;
        truth.period = Some(period);
        if round > self.round {
            self.round = round;
            truth.cut(now.time);
            // The first frame of the loop may have got lost.
            self.began = now.time - frame as f32 / self.fps;
        }
        let acting = self.clip.at(frame);
        truth.add(self.victim, self.clip.readings(self.began));
        let posed = self.actor.pose(&acting, glam::Vec3::ZERO);
        self.room.number(frame);
        self.room.take_one(&self.actor.figure, &posed)
    }

    fn head(&self) -> Option<Head> {
        Some(self.actor.head)
    }
}
