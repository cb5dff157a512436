//! A simulated subject: a person and a camera for everybody who has neither.
//!
//! Enters: a seed, what the screen shows, and when. Leaves: frames, marked as
//! simulated, and the truth about them: what was read, when, in which pose.
//!
//! The modules stand in the order in which data flows.
#![forbid(unsafe_code)]

pub mod dice;
pub mod expression;
pub mod performance;
pub mod speech;

mod lanes;
mod noise;
mod raster;
mod texture;

pub mod clock;

pub mod camera;
mod figure;
mod glasses;
mod hair;
mod head;
pub mod person;
mod scalp;
pub mod scene;
pub mod shot;
mod skin;
pub mod studio;
pub mod subject;

pub mod attack;

mod error;

pub use attack::{Attack, Attacker};
pub use camera::Camera;
pub use clock::Timing;
pub use error::Error;
pub use performance::{Cue, Habits, Performance, Truth};
pub use person::Person;
pub use scene::{Lighting, Scene};
pub use shot::{Pose, Shot};
pub use studio::{Studio, portrait};
pub use subject::{Setup, Subject};
