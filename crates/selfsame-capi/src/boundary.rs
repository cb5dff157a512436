//! Between C and Rust. Enters: pointers that may be anything. Leaves: what they stand for, or a
//! code. All unsafe code of this crate that does more than
//! make a [`Caller`] is in `caller.rs`.

mod caller;
mod failure;
mod handle;
mod text;

pub(crate) use caller::{Caller, Versioned, free, free_unused};
pub(crate) use failure::{Failure, Outcome};
pub(crate) use handle::{Ends, Exclusive, Handle, brief, count, handle};
pub(crate) use text::Text;
