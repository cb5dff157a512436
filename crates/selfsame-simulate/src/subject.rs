//! A live camera with a simulated person before it, who sees the screen.
//!
//! Enters: who, on which day, before which camera; then what the screen shows.
//! Leaves: frames, each marked as a test's, and the truth about them.
//!
//! Like a person, the subject knows nothing that has not been shown: [`Subject::show`]
//! tells what is on the screen from the next frame on.

use std::time::Duration;

use selfsame::{Frame, Guidance, Language};

use crate::Error;
use crate::camera::Camera;
use crate::performance::{Cue, Habits, Performance, Truth};
use crate::person::Person;
use crate::scene::Scene;
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
    /// Frames a second, 1..=240.
    pub fps: f32,
}

impl Setup {
    /// A careful person on a day, with the webcam and room of that day.
    #[must_use]
    pub fn new(person: u64, take: u64, language: Language) -> Self {
        let day = person
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .wrapping_add(take);
        Self {
            person,
            take,
            language,
            habits: Habits::CAREFUL,
            camera: Camera::of(day),
            scene: Scene::of(day),
            fps: 30.0,
        }
    }
}

/// A simulated person before a simulated camera.
#[derive(Debug)]
pub struct Subject {
    studio: Studio,
    performance: Performance,
    fps: f32,
    next: u64,
    shown: Cue,
}

impl Subject {
    /// Puts the person before the camera.
    ///
    /// # Errors
    /// What of the setup is impossible.
    pub fn new(setup: &Setup) -> Result<Self, Error> {
        if !(1.0..=240.0).contains(&setup.fps) {
            return Err(Error::Impossible(format!(
                "{} frames a second: 1 to 240 are possible",
                setup.fps
            )));
        }
        let person = Person::of(setup.person);
        Ok(Self {
            studio: Studio::new(person, setup.scene.clone(), setup.camera)?,
            performance: Performance::new(setup.language, setup.person, setup.take, &setup.habits),
            fps: setup.fps,
            next: 0,
            shown: Cue::Nothing,
        })
    }

    /// What the screen shows from the next frame on.
    pub fn show(&mut self, cue: impl Into<Cue>) {
        self.shown = cue.into();
    }

    /// The next frame. Times start at 0; there is no end.
    ///
    /// # Errors
    /// As [`Studio::take`].
    pub fn next_frame(&mut self) -> selfsame::Result<Frame> {
        let seconds = self.next as f64 / f64::from(self.fps);
        self.next += 1;
        self.performance.see(seconds as f32, self.shown);
        let acting = self.performance.at(seconds as f32);
        let picture = self.studio.film(&acting.expression, &acting.head)?;
        let time = Duration::from_secs_f64(seconds);
        Ok(Frame::from_picture(picture, time).for_test())
    }

    /// What was done so far, on the clock of the frames.
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
