//! Injected clips of the victim, cut to what is asked.
//!
//! Enters: what the screen shows. Leaves: a resting loop; soon after each prompt the
//! clip in which the victim reads it, from shortly before the mouth moves; then the
//! loop again. Each clip is from another day: the head jumps at every cut.

use selfsame::{Language, Picture};

use super::clip::Clip;
use super::plan::Plan;
use super::room::{Actor, Room};
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;
use crate::performance::{Cue, Habits, Head, Performance};

/// From the prompt to the cut, seconds: a program that sees the digit, or a quick
/// hand. The mouth then moves as late as a person's (chosen by eye).
const DELAY: (f32, f32) = (0.15, 0.4);
/// How long a clip goes on before and after the mouth moves, seconds.
const BEFORE: f32 = 0.12;
const AFTER: f32 = 0.2;
/// Length of the resting loop, seconds.
const REST: f32 = 4.0;
/// When in a recording the prompt was shown, seconds.
const ASKED: f32 = 2.0;
/// Frames of the longest clip at the highest rate have numbers of their own.
const NUMBERS: u32 = 4096;

pub(super) struct Spliced {
    room: Room,
    actor: Actor,
    library: Library,
    clips: Vec<(Cue, Clip)>,
    shown: Cue,
    /// What is to be cut to, and when.
    due: Option<(f32, Cue)>,
    delay: crate::dice::Dice,
    /// Which clip plays, since which frame and time.
    playing: usize,
    since: (u64, f32),
}

/// What clips are found in.
struct Library {
    language: Language,
    victim: u64,
    take: u64,
    fps: f32,
}

impl Library {
    /// The clip in which a cue is read; of others, a rest.
    fn find(&self, cue: Cue) -> Clip {
        let number = match cue {
            Cue::Digit(digit) => 2 + u64::from(digit),
            Cue::WarmUp => 1,
            _ => 0,
        };
        let take = self.take.wrapping_add(number);
        let mut recorded = Performance::new(self.language, self.victim, take, &Habits::CAREFUL);
        recorded.see(ASKED, cue);
        let mouth = recorded.truth().readings.last().and_then(|r| r.mouth);
        let (from, seconds) = mouth.map_or((ASKED, REST), |mouth| {
            let from = (mouth.start - BEFORE).max(ASKED);
            (from, mouth.end + AFTER - from)
        });
        Clip::new(recorded, from, seconds, self.fps)
    }
}

impl Spliced {
    pub(super) fn new(plan: &mut Plan) -> Result<Self, Error> {
        let victim = plan.victim();
        let library = Library {
            language: plan.setup.language,
            victim,
            take: plan.dice.seed(),
            fps: plan.setup.fps,
        };
        Ok(Self {
            room: plan.room()?,
            actor: plan.actor(victim, &Habits::CAREFUL),
            clips: vec![(Cue::Nothing, library.find(Cue::Nothing))],
            library,
            shown: Cue::Nothing,
            due: None,
            delay: plan.dice.clone(),
            playing: 0,
            since: (0, 0.0),
        })
    }

    /// The place of the clip of a cue.
    fn clip(&mut self, cue: Cue) -> usize {
        let known = self.clips.iter().position(|(of, _)| *of == cue);
        known.unwrap_or_else(|| {
            self.clips.push((cue, self.library.find(cue)));
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
        if now.shown != self.shown {
            self.shown = now.shown;
            if matches!(now.shown, Cue::Digit(0..=9) | Cue::WarmUp) {
                let delay = self.delay.within(DELAY.0, DELAY.1);
                self.due = Some((now.time + delay, now.shown));
            }
        }
        let due = self.due.filter(|(at, _)| *at <= now.time);
        let played = (now.index - self.since.0) >= u64::from(self.clips[self.playing].1.frames());
        if let Some((_, cue)) = due {
            self.due = None;
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
