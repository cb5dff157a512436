//! Another session of the victim, played on a screen before the camera.
//!
//! Enters: when something is first asked, for then the video is started. Leaves:
//! pictures of the screen.

use glam::{Vec2, Vec3};
use selfsame::Picture;

use super::hand::Hand;
use super::plan::Plan;
use super::room::{Actor, Room};
use super::screen::Screen;
use super::sheet::{Bend, Sheet};
use super::tape::Tape;
use super::texture::Texture;
use super::{AttackTruth, Moment, Trick};
use crate::error::Error;

/// Frames a second of the recording: the screen holds each until the next.
const RECORDED_FPS: f32 = 25.0;
/// From the camera to the screen, decimetres.
const DISTANCE: f32 = 3.0;

/// How much of the screen is in the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Showing {
    /// Nothing else is; a good screen on a stand.
    Filling,
    /// All of it, held in the hands.
    Whole,
}

pub(super) struct Replay {
    room: Room,
    recorded: Room,
    actor: Actor,
    tape: Tape,
    victim: u64,
    screen: Screen,
    sheet: Sheet,
    hand: Hand,
    /// The recorded frame that is on the screen, by number.
    on: Option<(u64, Texture)>,
}

impl Replay {
    pub(super) fn new(plan: &mut Plan, showing: Showing) -> Result<Self, Error> {
        let victim = plan.victim();
        let room = plan.room()?;
        let recorded = plan.other_room()?;
        let habits = plan.setup.habits;
        let actor = plan.actor(victim, &habits);
        let tape = plan.tape()?;
        let dice = &mut plan.dice;
        // How much of the frame's width the picture takes.
        let share = match showing {
            Showing::Filling => dice.within(1.15, 1.3),
            Showing::Whole => dice.within(0.72, 0.88),
        };
        let seen = 2.0;
        let middle = Vec2::new(room.camera.width as f32, room.camera.height as f32) / 2.0;
        let focal = room.view().focal;
        let picture = middle * 2.0 * share * DISTANCE / focal;
        let columns = middle.x * seen * share;
        let (bezel, visible) = match showing {
            Showing::Filling => (0.0, 0.0),
            Showing::Whole => (dice.within(0.015, 0.04), 1.0),
        };
        let off = (middle - room.camera.eyes_at * middle * 2.0) * DISTANCE / focal;
        Ok(Self {
            screen: Screen {
                bezel,
                // Grids that differ by a few in a hundred beat every 10 to 30 pixels.
                columns: columns * (1.0 + dice.within(0.015, 0.05)),
                grid: 0.02 + 0.05 * visible,
                flicker: 0.02 + 0.05 * visible,
                glare: visible * dice.within(0.2, 0.5),
                glare_at: Vec2::new(dice.within(0.1, 0.9), dice.within(0.05, 0.35)),
                glare_half: Vec2::new(dice.within(0.06, 0.15), dice.within(0.08, 0.2)),
            },
            sheet: Sheet {
                size: picture + 2.0 * bezel * picture.x,
                centre: Vec3::new(off.x, -off.y, room.camera.distance - DISTANCE),
                turn: Vec3::new(dice.normal(0.0, 0.03), dice.normal(0.0, 0.04), 0.0),
                bend: Bend::NONE,
            },
            hand: Hand::new(dice, 0.15 + 0.6 * visible),
            room,
            recorded,
            actor,
            tape,
            victim,
            on: None,
        })
    }

    /// What the screen shows at a time.
    fn play(&mut self, time: f32) -> selfsame::Result<()> {
        let number = (time * RECORDED_FPS) as u64;
        if self.on.as_ref().is_none_or(|(on, _)| *on != number) {
            let posed = self.actor.at(number as f32 / RECORDED_FPS);
            let picture = self.recorded.take_one(&self.actor.figure, &posed)?;
            self.on = Some((number, Texture::of(&picture)));
        }
        Ok(())
    }
}

impl Trick for Replay {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture> {
        self.tape
            .play(now.time, now.shown, &mut self.actor.performance);
        self.play(now.time)?;
        truth.read(self.victim, &self.actor.performance.truth().readings);
        let (way, turn) = self.hand.at(now.time);
        let sheet = Sheet {
            centre: self.sheet.centre + way,
            turn: self.sheet.turn + turn,
            ..self.sheet
        };
        let (screen, on) = (self.screen, &self.on);
        self.room.take(|scene, view, canvas| {
            if let Some((_, plays)) = on {
                screen.draw(plays, &sheet, now.time, (scene, view, canvas));
            }
        })
    }
}
