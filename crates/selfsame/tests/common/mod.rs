//! What several test files share: the way to data that is not in the repository.
#![allow(
    dead_code,
    reason = "each test file is a crate of its own and uses a part"
)]

pub(crate) mod files;
#[cfg(feature = "rten")]
pub(crate) mod real;

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Test data that is too large, or not ours, to be committed: `path` inside the
/// folder `shared` beside the repository, or inside `SELFSAME_SHARED`.
///
/// Without it the caller returns early, and a line on standard error says so.
/// With `SELFSAME_TEST_ALL=1` nothing may be skipped, and it panics instead.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let folder =
        std::env::var_os("SELFSAME_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let found = folder.join(path);
    if found.exists() {
        return Some(found);
    }
    skip(&format!("shared/{path} is not here"));
    None
}

/// Says that a test is skipped, and why.
///
/// # Panics
/// With `SELFSAME_TEST_ALL=1`.
pub(crate) fn skip(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    assert!(
        std::env::var_os("SELFSAME_TEST_ALL").is_none_or(|all| all != "1"),
        "{test}: {why}, and SELFSAME_TEST_ALL=1 forbids to skip it"
    );
    // Not eprintln: the test harness would swallow it.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}
