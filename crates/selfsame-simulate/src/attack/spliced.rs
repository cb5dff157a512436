//! Injected clips of the victim, cut to what is asked.
//!
//! Enters: what the screen shows. Leaves: a resting loop; soon after each prompt the
//! clip in which the victim reads it, from shortly before the mouth moves; then the
//! loop again. Each clip is from another day: the head jumps at every cut.

use selfsame::Picture;

use super::clip::Clip;
use super::library::{Library, Watcher};
use super::plan::Plan;
use super::room::{Actor, Room};
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;
use crate::performance::{Cue, Habits, Head};

/// Length of the resting loop, seconds.
const REST: f32 = 4.0;
/// Frames of the longest clip at the highest rate have numbers of their own.
const NUMBERS: u32 = 4096;

pub(super) struct Spliced {
    room: Room,
    actor: Actor,
    library: Library,
    clips: Vec<(Cue, Clip)>,
    watcher: Watcher,
    /// Which clip plays, since which frame and time.
    playing: usize,
    since: (u64, f32),
}

impl Spliced {
    pub(super) fn new(plan: &mut Plan) -> Result<Self, Error> {
        let victim = plan.victim();
        let library = Library::of(plan);
        Ok(Self {
            room: plan.room()?,
            actor: plan.actor(victim, &Habits::CAREFUL),
            clips: vec![(Cue::Nothing, library.rest(REST))],
            library,
            watcher: Watcher::new(plan.dice.clone()),
            playing: 0,
            since: (0, 0.0),
        })
    }

    /// The place of the clip of a cue.
    fn clip(&mut self, cue: Cue) -> usize {
        let known = self.clips.iter().position(|(of, _)| *of == cue);
        known.unwrap_or_else(|| {
            self.clips.push((cue, self.library.find(cue, 0)));
            self.clips.len() - 1
        })
    }

    fn cut(&mut self, to: usize, now: &Moment, truth: &mut AttackTruth) {
        self.playing = to;
        self.since = (now.index, now.time);
        truth.cut(now.time);
    }
}

impl Trick for Spliced {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        let due = self.watcher.due(now);
        let played = (now.index - self.since.0) >= u64::from(self.clips[self.playing].1.frames());
        if let Some(cue) = due {
            let clip = self.clip(cue);
            self.cut(clip, now, truth);
        } else if played {
            self.cut(0, now, truth);
        }
        let frame = (now.index - self.since.0) as u32;
        let clip = &mut self.clips[self.playing].1;
        let acting = clip.at(frame);
        truth.add(self.library.victim, clip.readings(self.since.1));
        let posed = self.actor.pose(&acting, glam::Vec3::ZERO);
        let number = self.playing as u32 * NUMBERS;
        self.room.number(number.wrapping_add(frame));
        self.room.take_one(&self.actor.figure, &posed)
    }

    fn head(&self) -> Option<Head> {
        Some(self.actor.head)
    }
}
