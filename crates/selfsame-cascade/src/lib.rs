//! Finds faces in grey pictures with a boosted cascade: the SeetaFace funnel model, on one
//! core, without an inference engine.
//!
//! What enters: a view of a grey picture, 8 bits a pixel, with any stride. What leaves:
//! squares with scores, best first.
//!
//! ```no_run
//! use selfsame_cascade::{Detector, Grey, Options};
//!
//! # fn camera() -> Vec<u8> { Vec::new() }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let detector = Detector::new(&std::fs::read("seeta_fd_frontal_v1.0.bin")?)?;
//! let pixels = camera();
//! let picture = Grey::new(&pixels, 640, 480, 640)?;
//! for face in detector.detect(picture, &Options::default())? {
//!     println!("{:.0} px at {:.0}, {:.0}: {:.1}", face.width, face.x, face.y, face.score);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Method
//! Wu, Kan, He, Shan, Chen, "Funnel-structured cascade for multi-view face detection with
//! alignment-awareness", Neurocomputing 221, 2017. The files stand in the order in which a
//! picture goes through them:
//!
//! 1. `detector` cuts out the region and resizes it, so that the smallest face fills a window
//!    of 40x40 pixels (`reduce`, `bilinear`).
//! 2. `propose` makes the levels of a pyramid, `lab` their codes, and `scan` holds every window
//!    against three boosted classifiers of 150 look-ups each, ten at a time: three in four
//!    windows are gone after thirty.
//! 3. `judge` sends what is left at 40x40 pixels (`twin`, `patch`, `frame`) through three
//!    perceptrons (`network`) on sums of slopes (`surf`), which also say where the face lies and
//!    how large it is. Windows of one face become one after each stage (`suppress`). `search`
//!    puts all this in order.
//!
//! `coarse` looks for large faces first, `turned` for tilted ones (`rotate`).
//!
//! # The same answers as the reference
//! With `min_face` 40 the answers are those of the crate `rustface` 0.1.7 (a port of the
//! authors' engine) with the same settings, which tests and a fuzz target check. README.md
//! says by what measure, and where they differ.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]
#![deny(unsafe_op_in_unsafe_fn)]

mod bilinear;
mod buffer;
mod coarse;
mod detector;
mod error;
mod frame;
mod grey;
mod judge;
mod lab;
pub mod model;
mod network;
mod options;
mod patch;
mod propose;
mod reduce;
mod rotate;
mod scan;
mod search;
mod simd;
mod suppress;
pub mod surf;
mod turned;
mod twin;

pub use detector::{Detector, Face};
pub use error::{Error, Result};
pub use grey::{Grey, MOST_PIXELS, MOST_SIDE};
pub use model::WINDOW;
pub use options::{Options, Region};
pub use turned::{Passes, TiltedFace};
