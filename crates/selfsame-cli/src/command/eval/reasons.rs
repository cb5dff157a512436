//! What is held against sessions, counted.
//!
//! Enters: the codes of reasons, session by session. Leaves: how often each comes, and the
//! same in the order in which people want to read it.

use std::collections::BTreeMap;

/// How often each comes, by code.
pub(super) type Counts = BTreeMap<&'static str, usize>;

/// Counts the reasons of sessions; one may have several.
pub(super) fn count<'a>(sessions: impl IntoIterator<Item = &'a Vec<&'static str>>) -> Counts {
    let mut counts = Counts::new();
    for reason in sessions.into_iter().flatten() {
        *counts.entry(reason).or_insert(0) += 1;
    }
    counts
}

/// Most frequent first; equal ones by name.
pub(super) fn sorted(counts: &Counts) -> Vec<(&'static str, usize)> {
    let mut sorted: Vec<_> = counts.iter().map(|(code, n)| (*code, *n)).collect();
    sorted.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_comes_first() {
        let sessions = [vec!["b", "c"], vec![], vec!["c", "a"]];
        let counts = count(&sessions);
        assert_eq!(sorted(&counts), [("c", 2), ("a", 1), ("b", 1)]);
    }
}
