//! So that another system can trust it: challenges used once, signed verdicts, their check, sealed
//! evidence. What each is for: docs/verdict.md.

mod evidence;
mod issuer;
mod keys;
mod redeemed;
mod service;
mod verified;
mod verifier;

pub use evidence::*;
pub use issuer::*;
pub use keys::*;
pub use redeemed::*;
pub use service::*;
pub use verified::*;
pub use verifier::*;
