//! What an attack is made from. Enters: the attack, the setup, the digits if known.
//! Leaves: people, rooms and performances for the tricks, all fixed by the seed.

use selfsame::challenge::{DEFAULT_DIGITS, Random};
use selfsame::{Challenge, Language};

use super::Attack;
use super::room::{Actor, Room};
use super::tape::Tape;
use crate::camera::Camera;
use crate::dice::Dice;
use crate::error::Error;
use crate::performance::{Habits, Performance};
use crate::scene::Scene;
use crate::subject::Setup;

/// Attackers have short seeds, to be typed by people.
const ATTACKERS: usize = 1_000_000;

pub(super) struct Plan {
    pub(super) setup: Setup,
    pub(super) attacker: u64,
    pub(super) dice: Dice,
    digits: Vec<u8>,
    right_digits: bool,
}

impl Plan {
    pub(super) fn new(attack: Attack, setup: &Setup, digits: &[u8]) -> Result<Self, Error> {
        setup.camera.check()?;
        if attack.needs_digits() && digits.is_empty() {
            return Err(Error::Impossible(format!(
                "{attack} plays the digits that will be asked: they must be told"
            )));
        }
        if let Some(digit) = digits.iter().find(|d| **d > 9) {
            return Err(Error::Impossible(format!("{digit} is not a digit")));
        }
        let day = Dice::new(setup.person, "attacked").seed() ^ setup.take;
        // One attacker for all attacks on a person.
        let mut dice = Dice::new(setup.person, "attacker");
        let attacker = loop {
            let seed = dice.below(ATTACKERS) as u64;
            if seed != setup.person {
                break seed;
            }
        };
        Ok(Self {
            setup: setup.clone(),
            attacker,
            dice: Dice::new(day, attack.name()),
            digits: digits.to_vec(),
            right_digits: attack.needs_digits(),
        })
    }

    pub(super) fn victim(&self) -> u64 {
        self.setup.person
    }

    /// The camera and the room of the setup.
    pub(super) fn room(&self) -> Result<Room, Error> {
        Room::new(self.setup.camera, self.setup.scene.clone())
    }

    /// Another camera of the same resolution in another room, on another day.
    pub(super) fn other_room(&mut self) -> Result<Room, Error> {
        let day = self.dice.seed();
        let camera = Camera {
            width: self.setup.camera.width,
            height: self.setup.camera.height,
            ..Camera::of(day)
        };
        Room::new(camera, Scene::of(day))
    }

    /// Somebody who performs as they do on a day of their own.
    pub(super) fn actor(&mut self, person: u64, habits: &Habits) -> Actor {
        let performance = self.performance(person, habits);
        Actor::of(person, performance)
    }

    pub(super) fn performance(&mut self, person: u64, habits: &Habits) -> Performance {
        Performance::new(self.setup.language, person, self.dice.seed(), habits)
    }

    /// A recorded session of the victim: the right digits if the attack wants them,
    /// else any others.
    pub(super) fn tape(&mut self) -> Result<Tape, Error> {
        let count = match self.digits.len() {
            0 => DEFAULT_DIGITS,
            known => known,
        };
        let session = self.draw(self.setup.language, count)?;
        let digits = match self.right_digits {
            true => &self.digits,
            false => session.digits(),
        };
        Ok(Tape::new(digits, session.schedule(), &mut self.dice))
    }

    fn draw(&mut self, language: Language, count: usize) -> Result<Challenge, Error> {
        loop {
            let session = Challenge::draw_with(language, count, &mut Drawn(&mut self.dice))?;
            if self.right_digits || session.digits() != self.digits {
                return Ok(session);
            }
        }
    }
}

/// Challenges of recorded sessions, fixed by a seed. No session asks them.
struct Drawn<'a>(&'a mut Dice);

impl Random for Drawn<'_> {
    fn bits(&mut self) -> selfsame::Result<u32> {
        Ok((self.0.seed() >> 32) as u32)
    }
}
