//! What tests share that need programs of the machine.
// Each test file uses a part of this.
#![allow(dead_code, clippy::print_stdout, clippy::unwrap_used)]

pub(crate) mod protocol;

/// Says that a test is skipped, as `what` is missing; fails where no test may be skipped.
pub(crate) fn skip(what: &str) {
    let all = std::env::var("SELFSAME_TEST_ALL").is_ok_and(|all| all == "1");
    assert!(!all, "{what} is missing, and no test may be skipped");
    println!("skipped: {what} is missing");
}
