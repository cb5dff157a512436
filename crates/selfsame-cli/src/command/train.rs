//! `train`: models that the SDK carries, made from recordings.
//!
//! Enters: recordings with known answers, and simulated people. Leaves: a file of
//! weights. Nothing of a single recording is in it.

mod fit;
pub(crate) mod repeats;
pub(crate) mod samples;
mod source;
pub(crate) mod words;
