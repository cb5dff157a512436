//! Any edits, many at once: a chain that was edited is never taken for whole, and an entry
//! that was altered is never passed over in silence.
#![allow(clippy::unwrap_used)]

mod audit_common;

use audit_common::{Made, make, relink, says, text, with_seq};
use proptest::prelude::*;
use selfsame_verdict::audit::{CheckOptions, Note, Report, verify};

#[derive(Debug, Clone)]
enum Edit {
    Remove(usize),
    Swap(usize, usize),
    Repeat(usize, usize),
    Alter(usize, usize, u8),
    Say(usize, u64),
    Number(usize),
    Link(usize),
    Cut(usize),
    Insert(usize, Vec<u8>),
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = 0..40_usize;
    prop_oneof![
        n.clone().prop_map(Edit::Remove),
        (n.clone(), n.clone()).prop_map(|(a, b)| Edit::Swap(a, b)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Edit::Repeat(a, b)),
        (n.clone(), 0..400_usize, 1..=255_u8).prop_map(|(a, b, c)| Edit::Alter(a, b, c)),
        (n.clone(), any::<u64>()).prop_map(|(a, b)| Edit::Say(a, b >> (b % 64))),
        n.clone().prop_map(Edit::Number),
        n.clone().prop_map(Edit::Link),
        n.clone().prop_map(Edit::Cut),
        (n, proptest::collection::vec(any::<u8>(), 0..60)).prop_map(|(a, b)| Edit::Insert(a, b)),
    ]
}

fn apply(lines: &mut Vec<Vec<u8>>, edit: &Edit) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    match edit {
        Edit::Remove(a) => drop(lines.remove(a % count)),
        Edit::Swap(a, b) => lines.swap(a % count, b % count),
        Edit::Repeat(a, b) => {
            let line = lines[a % count].clone();
            lines.insert(b % (count + 1), line);
        }
        Edit::Alter(a, at, xor) => {
            let line = &mut lines[a % count];
            let length = line.len();
            if length > 0 {
                line[at % length] ^= xor;
            }
        }
        Edit::Say(a, seq) => lines[a % count] = with_seq(&lines[a % count], *seq),
        Edit::Number(a) => {
            for (seq, line) in lines.iter_mut().enumerate().skip(a % count) {
                *line = with_seq(line, seq as u64);
            }
        }
        Edit::Link(a) => relink(lines, a % count),
        Edit::Cut(a) => lines.truncate(a % count),
        Edit::Insert(a, line) => lines.insert(a % (count + 1), line.clone()),
    }
}

fn check(made: &Made, bytes: &[u8], kept: bool) -> Report {
    let mut options = CheckOptions::default();
    if kept {
        options.kept_heads = vec![made.kept.clone()];
    }
    verify(bytes, &made.keys, &options).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn edits_are_found(
        every in 1..4_u64,
        edits in proptest::collection::vec(edit(), 1..5),
    ) {
        let made = make(6, every);
        let mut lines = made.lines.clone();
        for edit in &edits {
            apply(&mut lines, edit);
        }
        let bytes = text(&lines);
        let report = check(&made, &bytes, true);
        // A kept head is over the record before it: cut off behind that, nothing shows
        // but what has no signature.
        let behind = made.kept_seq as usize + 1;
        let start = text(&made.lines[..behind]);
        if !bytes.starts_with(&start) {
            prop_assert!(!report.is_whole(), "{:?}", says(&report));
        }
        if bytes == made.text() {
            prop_assert!(report.faults.is_empty(), "{:?}", says(&report));
        }
        // An entry's record that is not there any more as it was: some fault or note
        // covers it, or no signature does.
        for (seq, line) in made.lines.iter().enumerate() {
            if lines.contains(line) {
                continue;
            }
            let seq = seq as u64;
            let fault = report.faults.iter().any(|f| f.seq <= seq && seq <= f.to);
            let note = report.notes.iter().any(|note| matches!(
                note,
                Note::Unproven { seq: from, to } if (*from..=*to).contains(&seq)
            ));
            let covered = report.last.as_ref().is_some_and(|last| seq < last.seq);
            prop_assert!(fault || note || !covered, "{seq}: {:?} {:?}", says(&report), report.notes);
        }
    }

    #[test]
    fn any_bytes_are_checked(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let made = make(1, 1);
        prop_assert!(!check(&made, &bytes, false).is_whole());
        // In place of the end, and of the start, of a real one.
        let text = made.text();
        let at = bytes.len() % text.len();
        let torn = [&text[..at], &bytes[..]].concat();
        prop_assert!(torn == text || !check(&made, &torn, true).is_whole());
        let headless = [&bytes[..], &text[at..]].concat();
        prop_assert!(headless == text || !check(&made, &headless, true).is_whole());
    }
}
