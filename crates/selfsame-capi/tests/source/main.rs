//! Sources of frames, cameras and recordings, called as C calls them.

#![allow(
    clippy::unwrap_used,
    clippy::undocumented_unsafe_blocks,
    reason = "a test; all pointers are its own, or wrong on purpose"
)]

#[macro_use]
mod calls;
mod camera;
mod captured;
mod files;
mod recorder;
mod recording;
mod session;
