//! A live camera with a simulated person before it, who sees the screen.
//!
//! Enters: who, on which day, before which camera; then what the screen shows.
//! Leaves: frames, each marked as a test's, and the truth about them.
//!
//! Like a person, the subject knows nothing that has not been shown: [`Subject::show`]
//! tells what is on the screen from the next frame on.

use selfsame::{Frame, Guidance, Language};

use crate::Error;
use crate::camera::Camera;
use crate::clock::{Clock, Timing};
use crate::dice::Dice;
use crate::performance::{Cue, Habits, Performance, Truth};
use crate::person::Person;
use crate::scene::{Lighting, Scene};
use crate::shot::{Pose, Shot};
use crate::studio::Studio;

/// Who sits before which camera.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Seed of the person.
    pub person: u64,
    /// Number of the day: another light, camera and mood of the same person.
    pub take: u64,
    /// The language that digits are read in.
    pub language: Language,
    /// How careful the person is.
    pub habits: Habits,
    /// The camera.
    pub camera: Camera,
    /// The room.
    pub scene: Scene,
    /// Frames a second that the camera is asked for, 1..=240.
    pub fps: f32,
    /// How steadily it gives them.
    pub timing: Timing,
}

impl Setup {
    /// A careful person on a day, with the webcam and room of that day.
    #[must_use]
    pub fn new(person: u64, take: u64, language: Language) -> Self {
        let day = day(person, take);
        Self {
            person,
            take,
            language,
            habits: Habits::CAREFUL,
            camera: Camera::of(day),
            scene: Scene::of(day),
            fps: 30.0,
            timing: Timing::of(day),
        }
    }

    /// The same in another light: the room of that day, lit otherwise.
    #[must_use]
    pub fn lit(mut self, lighting: Lighting) -> Self {
        self.scene = Scene::lit(day(self.person, self.take), lighting);
        self
    }

    /// The clock of the camera.
    pub(crate) fn clock(&self) -> Result<Clock, Error> {
        // Two draws, so that no sum of the two numbers counts alone.
        let seed = Dice::new(self.person, "clocks").seed() ^ self.take;
        Clock::new(seed, self.fps, self.timing, self.scene.is_dim())
    }
}

/// The seed of a day's camera and room.
fn day(person: u64, take: u64) -> u64 {
    person
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(take)
}

/// A simulated person before a simulated camera.
#[derive(Debug)]
pub struct Subject {
    studio: Studio,
    performance: Performance,
    clock: Clock,
    shown: Cue,
    shot: Shot,
}

impl Subject {
    /// Puts the person before the camera.
    ///
    /// # Errors
    /// What of the setup is impossible.
    pub fn new(setup: &Setup) -> Result<Self, Error> {
        let clock = setup.clock()?;
        let person = Person::of(setup.person);
        Ok(Self {
            studio: Studio::new(person, setup.scene.clone(), setup.camera)?,
            performance: Performance::new(setup.language, setup.person, setup.take, &setup.habits),
            clock,
            shown: Cue::Nothing,
            shot: Shot::default(),
        })
    }

    /// What the screen shows from the next frame on.
    pub fn show(&mut self, cue: impl Into<Cue>) {
        self.shown = cue.into();
    }

    /// The next frame that arrives. Times start at 0; there is no end. A frame's time
    /// is that of its arrival, and what it shows is some milliseconds older: see
    /// [`Self::shot`].
    ///
    /// # Errors
    /// As [`Studio::take`].
    pub fn next_frame(&mut self) -> selfsame::Result<Frame> {
        let tick = self.clock.tick();
        self.performance.see(tick.seen as f32, self.shown);
        let acting = self.performance.at(tick.taken as f32);
        let picture = self.studio.film(&acting.expression, &acting.head)?;
        self.shot = Shot {
            taken: tick.taken,
            pose: Some(Pose::from(acting.head)),
        };
        Ok(Frame::from_picture(picture, tick.arrives).for_test())
    }

    /// What is true of the last frame: when it was taken, and how the head is held.
    /// Before the first frame it says 0 and nothing.
    #[must_use]
    pub fn shot(&self) -> Shot {
        self.shot
    }

    /// What was done so far. Its times are those at which frames are taken; stamps are
    /// later by the camera's jitter (see [`Timing`]), milliseconds in a common webcam.
    #[must_use]
    pub fn truth(&self) -> &Truth {
        self.performance.truth()
    }

    /// The person.
    #[must_use]
    pub fn person(&self) -> &Person {
        self.studio.person()
    }
}

/// What a person sees of the guidance.
impl From<Guidance> for Cue {
    fn from(guidance: Guidance) -> Self {
        match guidance {
            Guidance::SayWarmUp => Self::WarmUp,
            Guidance::Read(digit) => Self::Digit(digit),
            Guidance::Rest => Self::Rest,
            _ => Self::Nothing,
        }
    }
}
