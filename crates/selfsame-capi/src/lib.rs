//! The C interface. Enters: C. Leaves: what the SDK, the sources of frames and signed verdicts
//! do, behind opaque handles and plain numbers.
//!
//! The conventions are one page, docs/c.md; the header `include/selfsame.h` is made from this
//! crate's documentation and held against it by a test. Everything that touches memory of the
//! caller's is in `boundary`.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]
#![allow(
    non_camel_case_types,
    clippy::missing_safety_doc,
    reason = "the names are C's, and docs/c.md says once what all pointers must be"
)]

mod boundary;
mod bytes;
mod challenge;
mod code;
mod doctor;
mod engine;
mod enums;
mod error;
mod faces;
mod frame;
mod language;
mod matching;
mod models;
mod picture;
mod portrait;
mod protocol;
mod session;
mod source;
mod template;
mod verdict;
mod version;

pub use bytes::*;
pub use challenge::*;
pub use code::*;
pub use doctor::*;
pub use engine::*;
pub use enums::*;
pub use error::*;
pub use faces::*;
pub use frame::*;
pub use language::*;
pub use matching::*;
pub use models::*;
pub use picture::*;
pub use portrait::*;
pub use protocol::*;
pub use session::*;
pub use source::*;
pub use template::*;
pub use verdict::*;
pub use version::*;
