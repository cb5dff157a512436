//! What the command `selfsame` and the example programs share: the report that a
//! reviewer looks at. Enters: a finished session. Leaves: one HTML page.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod report;
