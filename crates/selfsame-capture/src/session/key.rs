//! Keys for sealed sessions.
//!
//! Enters: texts of the caller. Leaves: values that say who can open a session
//! and never show up in Debug output.

use std::fmt;

/// Who will be able to open a session that is about to be sealed.
#[derive(Clone)]
#[non_exhaustive]
pub enum Seal {
    /// The holder of the identity that belongs to this age recipient (`age1...`).
    Recipient(String),
    /// Whoever knows this passphrase. Opening takes about a second on purpose.
    Passphrase(String),
}

/// What opens a sealed session.
#[derive(Clone)]
#[non_exhaustive]
pub enum Key {
    /// An age identity (`AGE-SECRET-KEY-1...`).
    Identity(String),
    /// The passphrase it was sealed with.
    Passphrase(String),
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Recipient(_) => "Seal::Recipient",
            Self::Passphrase(_) => "Seal::Passphrase",
        })
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Identity(_) => "Key::Identity",
            Self::Passphrase(_) => "Key::Passphrase",
        })
    }
}
