//! Injected clips of the victim, faded into each other.
//!
//! Enters: what the screen shows. Leaves: a rest; soon after each prompt the clip in
//! which the victim reads it, from shortly before the mouth moves; then the rest again.
//! Nothing jumps: for some frames one clip lies over the other. Whoever takes that
//! trouble has two clips of each digit and a rest that is long enough, too, so nothing
//! comes twice, not even the grain.

use glam::Vec3;
use selfsame::Picture;

use super::clip::Clip;
use super::library::{Library, Watcher};
use super::plan::Plan;
use super::room::{Actor, Room};
use super::{AttackTruth, Moment, Trick};
use crate::dice::Dice;
use crate::error::Error;
use crate::performance::{Cue, Habits, Head, Reading, Span};

/// How long a fade takes, seconds (chosen by eye: less is a cut, more shows two faces).
const FADE: (f32, f32) = (0.1, 0.27);
/// Length of the rest, seconds: it does not come round in a session.
const REST: f32 = 600.0;
/// Pictures of the second deck have a grain of their own.
const SECOND: u32 = 1 << 24;

/// A player: a room in which the victim does what was recorded.
struct Deck {
    room: Room,
    actor: Actor,
    clip: Clip,
    /// Since which frame and time.
    since: (u64, f32),
}

impl Deck {
    fn frame(&self, now: &Moment) -> u32 {
        now.index.saturating_sub(self.since.0) as u32
    }

    fn play(&mut self, now: &Moment) -> selfsame::Result<Picture> {
        let acting = self.clip.at(self.frame(now));
        let posed = self.actor.pose(&acting, Vec3::ZERO);
        self.room.take_one(&self.actor.figure, &posed)
    }

    fn readings(&mut self) -> Vec<Reading> {
        self.clip.readings(self.since.1).collect()
    }
}

pub(super) struct Faded {
    library: Library,
    watcher: Watcher,
    dice: Dice,
    decks: [Deck; 2],
    /// Which deck is on, and whether it rests.
    on: usize,
    rests: bool,
    /// Until when the other one shines through, seconds, and how long that takes.
    fades: (f32, f32),
    /// How often each cue has been played.
    played: Vec<Cue>,
}

impl Faded {
    pub(super) fn new(plan: &mut Plan) -> Result<Self, Error> {
        let victim = plan.victim();
        let library = Library::of(plan);
        let mut deck = |grain| {
            let mut room = plan.room()?;
            room.number(grain);
            Ok::<_, Error>(Deck {
                room,
                actor: plan.actor(victim, &Habits::CAREFUL),
                clip: library.rest(REST),
                since: (0, 0.0),
            })
        };
        let decks = [deck(0)?, deck(SECOND)?];
        Ok(Self {
            watcher: Watcher::new(plan.dice.clone()),
            dice: plan.dice.clone(),
            library,
            decks,
            on: 0,
            rests: true,
            fades: (0.0, 1.0),
            played: Vec::new(),
        })
    }

    /// Fades to a clip in which something is read, or to the rest where it has come to.
    fn fade(&mut self, to: Option<Cue>, now: &Moment, truth: &mut AttackTruth) {
        let (clip, since) = match to {
            Some(cue) => {
                let before = self.played.iter().filter(|played| **played == cue).count();
                self.played.push(cue);
                let clip = self.library.find(cue, before as u64);
                (clip, (now.index, now.time))
            }
            None => (self.library.rest(REST), (0, 0.0)),
        };
        self.on = 1 - self.on;
        self.rests = to.is_none();
        let deck = &mut self.decks[self.on];
        (deck.clip, deck.since) = (clip, since);
        deck.room.cut();
        let takes = self.dice.within(FADE.0, FADE.1);
        self.fades = (now.time + takes, takes);
        truth.faded.push(Span {
            start: now.time,
            end: now.time + takes,
        });
    }
}

impl Trick for Faded {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        let deck = &self.decks[self.on];
        let over = !self.rests && deck.frame(now) >= deck.clip.frames();
        match self.watcher.due(now) {
            Some(cue) => self.fade(Some(cue), now, truth),
            None if over => self.fade(None, now, truth),
            None => {}
        }
        let picture = self.decks[self.on].play(now)?;
        truth.add(self.library.victim, self.decks[self.on].readings());
        let (until, takes) = self.fades;
        let left = (until - now.time) / takes;
        if left <= 0.0 {
            return Ok(picture);
        }
        let under = self.decks[1 - self.on].play(now)?;
        mixed(&under, &picture, left)
    }

    fn head(&self) -> Option<Head> {
        Some(self.decks[self.on].actor.head)
    }
}

/// So much of one picture over another, 0..1.
fn mixed(a: &Picture, b: &Picture, share: f32) -> selfsame::Result<Picture> {
    let share = (share.clamp(0.0, 1.0) * 256.0) as u32;
    let bytes = a.rgb().iter().zip(b.rgb());
    let mix = |(a, b): (&u8, &u8)| {
        ((u32::from(*a) * share + u32::from(*b) * (256 - share) + 128) >> 8) as u8
    };
    Picture::from_rgb(a.width(), a.height(), bytes.map(mix).collect())
}
