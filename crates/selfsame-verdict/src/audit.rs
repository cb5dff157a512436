//! The audit chain: who asked for what purpose, on which case, with which outcome. Never
//! values, images, names or digits.
//!
//! Enters: entries of the service, which are appended to a file. Leaves: that file, and for
//! whoever holds it and the public keys, what was removed, altered or put elsewhere since.
//!
//! One record a line, as compact JSON. Each holds the digest of the line before it, and
//! signed heads say which digest the record before them had: links alone could be made
//! anew by whoever may write the file, heads only with the key. A writer, too, goes on only
//! from a head of a key that it knows, and signs nothing because it lies in the file: what
//! no head covers is cut off, or refused; only where heads are rare
//! ([`Chain::with_heads_every`]) are a few unsigned entries gone on from.
//!
//! Two things no file can show of itself: that its end was cut off, and that all of it was
//! made anew by the key's owner. The first holds for a writer as well: a file that was cut
//! to an earlier head, or taken away, while no writer had it open is gone on from, or begun
//! anew, and is whole again. Heads that were kept elsewhere show both
//! ([`CheckOptions::kept_heads`]), and time stamps of another party the second.
//!
//! | member | what |
//! |---|---|
//! | `seq` | 0, 1, 2.. over all records |
//! | `prev` | SHA-256 of the whole line before, without its end, base64url; empty in record 0 |
//! | `time` | seconds since 1970 UTC |
//! | `chain` | record 0: the chain's random name and the form of its lines |
//! | `entry` | what happened ([`Entry`]) |
//! | `head` | a compact JWS over the chain's name, number and digest of the record before, the time, and how many entries come to the next head (`every`), if not one |
//! | `stamp` | an RFC 3161 time stamp over the line of a head |
//!
//! Exactly one of the last four is there.

mod batch;
mod chain;
mod check;
mod entry;
mod head;
mod lines;
mod place;
mod record;
mod report;
mod row;
#[cfg(feature = "timestamp")]
pub mod stamp;
mod stamps;
mod stretch;
mod tail;
mod truth;

pub use chain::{Chain, HEADS_EVERY_MOST, Receipt};
pub use check::{CheckOptions, verify};
pub use entry::{Entry, Event};
pub use record::SCHEMA;
pub use report::{Fault, FaultKind, LastHead, Note, Report, StampedHead};
