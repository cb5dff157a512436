//! selfsame proves from an ordinary webcam that a person is who they say they are.
//!
//! What enters: frames of a video in which a person reads digits that are shown
//! at random moments, and the authoritative portrait. What leaves: a [`Verdict`].
//!
//! The modules are the pipeline, in this order: [`frame`] -> [`detect`] ->
//! [`track`] -> [`landmark`] -> [`pose`] -> [`mouth`] -> [`signal`] ->
//! [`interval`] -> [`liveness`] -> [`embedding`] -> [`template`] -> [`matching`] ->
//! [`verdict`].
//! [`session`] alone puts them in order.
//!
//! ```no_run
//! use selfsame::{Challenge, Engine, Guidance, Language, frame::open_still};
//! # fn frames() -> Vec<selfsame::Frame> { Vec::new() }
//!
//! # fn main() -> selfsame::Result<()> {
//! let engine = Engine::builder().build()?;
//! let portrait = engine.enrol(&open_still("portrait.jpg")?)?;
//! let mut session = engine
//!     .session(Challenge::draw(Language::English)?)
//!     .with_portrait(portrait);
//! for frame in frames() {
//!     match session.push(&frame)? {
//!         Guidance::Read(digit) => println!("{digit}"),
//!         Guidance::Done => break,
//!         other => println!("{other:?}"),
//!     }
//! }
//! let verdict = session.finish()?.verdict;
//! println!("{:?} {:?}", verdict.outcome, verdict.reasons);
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

mod blend;
mod canonical;
pub mod challenge;
mod change;
pub mod detect;
pub mod embedding;
mod engine;
pub mod error;
pub mod eyes;
pub mod frame;
mod geometry;
pub mod infer;
pub mod interval;
pub mod landmark;
pub mod limits;
pub mod lipreader;
pub mod liveness;
pub mod matching;
pub mod models;
pub mod mouth;
pub mod observation;
mod policy;
pub mod pose;
pub mod quality;
mod reason;
mod recall;
pub mod repeats;
pub mod session;
pub mod signal;
#[cfg(feature = "voice")]
pub mod sound;
pub mod template;
pub mod texture;
pub mod track;
pub mod verdict;
mod warp;
pub mod words;

pub use challenge::{Challenge, Language, PromptTimes};
pub use engine::{Engine, EngineBuilder, RegisteredFace};
pub use error::{Error, ErrorKind, Result};
pub use frame::{Frame, FrameView, Picture, PixelFormat, Rotation};
pub use liveness::{LivenessProof, Outcome};
pub use matching::{FalseMatchRate, MatchProof, Portrait};
pub use policy::{Counted, Level, Policy, StatedRates};
pub use reason::{Reason, Severity};
pub use session::{Guidance, Session};
#[cfg(feature = "voice")]
pub use sound::Sound;
pub use verdict::{Completed, Evidence, Statement, Verdict};
