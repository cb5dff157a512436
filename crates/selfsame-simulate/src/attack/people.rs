//! Two people before one camera, side by side or one after the other.
//!
//! Enters: what the screen shows. Leaves: pictures in which the attacker reads and the
//! victim is silent; or the victim until the digits come, and then the attacker.

use glam::Vec3;
use selfsame::Picture;

use super::plan::Plan;
use super::room::{Actor, Room};
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;
use crate::performance::{Cue, Head, Span};

/// Where the two sit, decimetres from the usual place: the attacker nearer, so that
/// theirs is the largest face; both faces fit into a common webcam's frame (chosen by
/// eye).
const READER: Vec3 = Vec3::new(-0.85, 0.0, 0.1);
const SILENT: Vec3 = Vec3::new(1.15, 0.1, -1.0);
/// From the end of the warm-up to the swap, seconds: well before the first digit.
const SWAP: (f32, f32) = (0.1, 0.5);
/// How long it is black, seconds (chosen by eye).
const BLACK: (f32, f32) = (0.1, 0.4);

/// Side by side.
pub(super) struct Two {
    room: Room,
    reader: Actor,
    silent: Actor,
    attacker: u64,
}

impl Two {
    pub(super) fn new(plan: &mut Plan) -> Result<Self, Error> {
        let (victim, attacker) = (plan.victim(), plan.attacker);
        let habits = plan.setup.habits;
        Ok(Self {
            room: plan.room()?,
            reader: plan.actor(attacker, &habits),
            silent: plan.actor(victim, &habits),
            attacker,
        })
    }
}

impl Trick for Two {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        self.reader.performance.see(now.time, now.shown);
        let reader = self.reader.moved(now.time, READER);
        let silent = self.silent.moved(now.time, SILENT);
        truth.read(self.attacker, &self.reader.performance.truth().readings);
        self.room.take(|scene, view, canvas| {
            self.reader.figure.draw(&reader, scene, view, canvas);
            self.silent.figure.draw(&silent, scene, view, canvas);
        })
    }

    /// The nearer one's, who reads.
    fn head(&self) -> Option<Head> {
        Some(self.reader.head)
    }
}

/// What is between the two who sit one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    Cut,
    Black,
}

/// One after the other.
pub(super) struct Swap {
    room: Room,
    first: Actor,
    second: Actor,
    seeds: [u64; 2],
    delay: f32,
    black: f32,
    warmed_up: bool,
    due: Option<f32>,
    head: Option<Head>,
}

impl Swap {
    pub(super) fn new(plan: &mut Plan, gap: Gap) -> Result<Self, Error> {
        let seeds = [plan.victim(), plan.attacker];
        let habits = plan.setup.habits;
        Ok(Self {
            room: plan.room()?,
            first: plan.actor(seeds[0], &habits),
            second: plan.actor(seeds[1], &habits),
            seeds,
            delay: plan.dice.within(SWAP.0, SWAP.1),
            black: match gap {
                Gap::Cut => 0.0,
                Gap::Black => plan.dice.within(BLACK.0, BLACK.1),
            },
            warmed_up: false,
            due: None,
            head: None,
        })
    }

    /// When the victim leaves: soon after the warm-up, and before any digit is read.
    fn due(&mut self, now: &Moment) -> bool {
        match now.shown {
            Cue::WarmUp => self.warmed_up = true,
            Cue::Digit(_) => {
                self.due.get_or_insert(now.time);
            }
            _ if self.warmed_up => {
                self.due.get_or_insert(now.time + self.delay);
            }
            _ => {}
        }
        self.due.is_some_and(|due| due <= now.time)
    }
}

impl Trick for Swap {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        let gone = self.due(now);
        self.head = None;
        if gone && self.black > 0.0 {
            let start = truth.black.first().map_or(now.time, |span| span.start);
            if now.time < start + self.black {
                truth.break_off(start);
                truth.black = vec![Span {
                    start,
                    end: now.time,
                }];
                // Between two cameras there is no picture, and no noise either.
                let camera = &self.room.camera;
                let bytes = (camera.width * camera.height * 3) as usize;
                return Picture::from_rgb(camera.width, camera.height, vec![0; bytes]);
            }
        }
        let (actor, seed) = match gone {
            true => (&mut self.second, self.seeds[1]),
            false => (&mut self.first, self.seeds[0]),
        };
        if gone && truth.swapped.is_none() {
            self.room.cut();
            truth.swapped = Some(now.time);
            truth.cut(now.time);
        }
        let before = actor.performance.truth().readings.len();
        actor.performance.see(now.time, now.shown);
        let posed = actor.at(now.time);
        self.head = Some(actor.head);
        let readings = &actor.performance.truth().readings;
        truth.add(seed, readings[before..].iter().copied());
        self.room.take_one(&actor.figure, &posed)
    }

    fn head(&self) -> Option<Head> {
        self.head
    }
}
