//! Signed verdicts, single-use challenges and the audit chain of selfsame. No ML inside: this
//! is what a relying party links.
//!
//! What enters: digits that the SDK drew, and what it states of the session in which they
//! were read. What leaves: a token that another system can check without having been there.
//!
//! ```text
//! drawn digits -> challenge -> (the session, in the SDK) -> redeemed, once -> issuer -> token
//!                                                      evidence, if it is kept ┘        │
//! audit chain: who asked, what for, what came of it            verify <- relying party ─┘
//! ```
//!
//! A relying party needs `default-features = false` and one call, [`Verifier::verify`]; the
//! README of this crate shows it whole.
//!
//! What a token holds, member by member, is in docs/verdict.md; what each defence stops, and
//! what nothing here stops, in SECURITY.md.
//!
//! There is no network in here, and every moment is an argument: the caller's clock decides.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::print_stdout))]

pub mod audit;
pub mod challenge;
pub mod claims;
mod encoding;
mod error;
pub mod evidence;
pub mod identity;
pub mod issuer;
mod jws;
pub mod key;
pub mod limits;
mod random;
pub mod seen;
pub mod statement;
mod time;
pub mod verify;

pub use error::{Error, ErrorKind, Result};
pub use issuer::{Draft, Issuer, Signed};
pub use key::KeySet;
pub use statement::{Outcome, Statement, Why};
pub use time::Time;
pub use verify::{Passed, Rejection, Verified, Verifier};

/// The README's sample must compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
