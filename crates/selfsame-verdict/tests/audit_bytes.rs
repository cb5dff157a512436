//! Every byte of a small chain altered, as it is and with all links made anew: the record
//! must be named.
#![allow(clippy::unwrap_used)]

mod audit_common;

use std::collections::BTreeMap;

use audit_common::{Made, covers, make, relink, says, text};
use selfsame_verdict::audit::{CheckOptions, FaultKind, Report, verify};

/// A chain with a head after every entry, and one with fewer heads. They are short: each
/// of their bytes costs a check of every head.
fn chains() -> [Made; 2] {
    [make(3, 1), make(3, 3)]
}

fn look(made: &Made, lines: &[Vec<u8>]) -> Report {
    verify(&text(lines)[..], &made.keys, &CheckOptions::default()).unwrap()
}

/// Alters each byte of each line; `then` is what the attacker does after it. How often each
/// kind of fault was found.
fn alter_all(
    made: &Made,
    then: impl Fn(&mut [Vec<u8>], usize),
    right: impl Fn(&Report, u64, &str),
) -> BTreeMap<&'static str, u64> {
    let mut kinds = BTreeMap::new();
    for k in 0..made.lines.len() {
        for at in 0..made.lines[k].len() {
            // Each alone is enough to check: three for each would only take longer.
            let xor = [1, b'0' ^ b'7', 0x80][at % 3];
            let mut lines = made.lines.clone();
            lines[k][at] ^= xor;
            then(&mut lines, k);
            let report = look(made, &lines);
            let place = format!("line {k} byte {at} ^ {xor}: {:?}", says(&report));
            assert!(!report.is_whole(), "{place}");
            right(&report, k as u64, &place);
            for fault in &report.faults {
                *kinds.entry(fault.kind.code()).or_default() += 1;
            }
        }
    }
    kinds
}

#[test]
fn every_altered_byte_is_found_and_its_record_named() {
    for made in chains() {
        let kinds = alter_all(
            &made,
            |_, _| {},
            |report, k, place| {
                assert!(!report.faults.is_empty(), "{place}");
                for fault in &report.faults {
                    assert_eq!((fault.seq, fault.to), (k, k), "{place}");
                }
            },
        );
        for kind in [
            "altered",
            "unreadable",
            "head_signature",
            "head_unknown_key",
        ] {
            assert!(kinds.contains_key(kind), "{kinds:?}");
        }
    }
}

#[test]
fn an_altered_record_is_named_though_all_links_were_made_anew() {
    for made in chains() {
        alter_all(&made, relink, |report, k, place| {
            let first = report.faults.first().expect(place);
            // Where a head covers three entries, it says of three that one was altered.
            // So it does of what follows a head that counts no more.
            let width = first.to - first.seq;
            let near = covers(first, k) && width < 2 * made.heads_every + 1;
            let linked = first.message.contains("not the one");
            assert!(near || linked && first.seq == k, "{place}");
            assert!(report.faults.iter().all(|f| f.to >= k), "{place}");
        });
    }
}

#[test]
fn every_end_of_a_line_altered_is_found() {
    for made in chains() {
        for k in 0..made.lines.len() {
            let mut text = made.text();
            let end: usize = made.lines[..=k].iter().map(|l| l.len() + 1).sum();
            text[end - 1] = b'x';
            let report = verify(&text[..], &made.keys, &CheckOptions::default()).unwrap();
            assert!(!report.is_whole());
            if k + 1 == made.lines.len() {
                assert!(report.torn_tail);
                continue;
            }
            // Two records are one line now: the first is unreadable, the second gone.
            let k = k as u64;
            let first = &report.faults[0];
            assert_eq!((first.seq, first.kind), (k, FaultKind::Unreadable));
            assert!(report.faults.iter().all(|f| f.seq >= k && f.to <= k + 1));
        }
    }
}

#[test]
fn a_line_that_was_broken_in_two_is_named() {
    for made in [make(2, 1), make(3, 3)] {
        for k in 0..made.lines.len() {
            for at in 0..made.lines[k].len() {
                let mut lines = made.lines.clone();
                lines[k][at] = b'\n';
                let report = look(&made, &lines);
                let place = format!("line {k} byte {at}: {:?}", says(&report));
                let (k, first) = (k as u64, &report.faults[0]);
                assert_eq!(
                    (first.seq, first.kind),
                    (k, FaultKind::Unreadable),
                    "{place}"
                );
                assert!(report.faults.iter().all(|f| f.to <= k + 1), "{place}");
            }
        }
    }
}
