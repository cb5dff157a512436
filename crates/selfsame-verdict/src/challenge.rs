//! Single-use challenges: who asked, what was prompted, and that it is answered once.
//!
//! Enters: prompts that the SDK drew, whom they are for (subject, relying party, device),
//! and in the end the answer. Leaves: [`Issued`] for the person's device, [`Redeemed`] for
//! the issuer of verdicts, or the [`Refusal`].
//!
//! ```text
//! prompts --issue--> Issued ... evidence --redeem--> Redeemed --(liveness, match)--> settle
//! ```
//!
//! Evidence of liveness is worth what the protocol around it is worth: whoever knows the
//! digits beforehand, may answer twice, or may try as often as he likes, passes in the end.
//! Therefore a challenge is bound to one subject, relying party and device, lives three
//! minutes, is redeemed exactly once whatever crashes or runs beside it, and every one that
//! was *issued* is a try that counts.
//!
//! A pass gives back its own try and no other. Tries that failed or were abandoned count
//! until their window is over, whatever was passed in between: who has three of them within
//! 24 hours waits until the first is that old. Somebody who passes may pass again as often
//! as he likes; with two failures behind him he has one try at a time, and loses it for the
//! day by a third. Else an easy pass (one's own face, a lower level, another relying party)
//! would buy new tries at a hard one.
//!
//! What the caller has to do:
//! - **Say who the subject is in one spelling.** `ab 12` and `AB12` are two subjects here,
//!   with three tries each: fold case, width and spaces before.
//! - **Know the subject before asking for a challenge** (a session that is logged in, a card
//!   that was read). Whoever may ask in a person's name uses up that person's tries.
//! - **Name the device where it can be known**, by a name that others cannot take: whoever
//!   can, uses up its tries. Without one only the subject's tries count.
//! - **Call [`ChallengeService::purge`] now and then** (every few minutes).
//! - **Settle.** A challenge that passed and was not settled stays counted as a try. Say
//!   `passed` of what the verdict says, not of a part of it (alive, but another's face).
//! - **Tell people the way without a face** when their tries are used up.

mod binding;
#[cfg(feature = "sqlite")]
pub(crate) mod database;
mod memory;
mod pepper;
mod prompts;
mod refusal;
mod rules;
mod service;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;
mod tally;

pub use binding::{Answer, Issued, Redeemed, Request};
pub use memory::MemoryStore;
pub use pepper::Pepper;
pub use prompts::Prompts;
pub use refusal::Refusal;
pub use rules::{Rules, Tries};
pub use service::ChallengeService;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;
pub use store::{Change, Record, State, Store, Tag};
pub use tally::Tally;
