//! Chains that nobody edited, and that prove nothing, or less than they seem to: no head,
//! nothing but a head, heads of another name, time stamps over nothing.
#![allow(clippy::unwrap_used)]

mod audit_common;

use std::sync::Arc;

use audit_common::{Forger, entry, says, shared, text};
use selfsame_verdict::audit::{Chain, FaultKind};
use selfsame_verdict::{ErrorKind, Time};

const NAME: &str = "AAAAAAAAAAAAAAAAAAAAAA";
const OTHER: &str = "AAAAAAAAAAAAAAAAAAAAAQ";

#[test]
fn the_forger_knows_how_a_chain_is_written() {
    let mut forger = Forger::new(NAME, NAME);
    forger.push_head();
    forger.push_entry();
    forger.push_head();
    forger.push_stamp(3);
    forger.push_head();
    let report = forger.check();
    assert!(report.is_whole(), "{:?}", says(&report));
    assert_eq!((report.heads, report.uncovered), (3, 0));
}

#[test]
fn what_no_head_covers_is_not_whole_whatever_it_is() {
    let mut forger = Forger::new(NAME, NAME);
    let alone = forger.check();
    assert!(alone.faults.is_empty() && alone.uncovered == 1 && !alone.is_whole());
    // The stamp says that it is of record 0, which is no head.
    forger.push_stamp(0);
    let stamped = forger.check();
    assert_eq!((stamped.heads, stamped.uncovered), (0, 2));
    assert!(!stamped.is_whole());
    // A stamp after the last head, written by whoever may write the file.
    let mut forger = Forger::new(NAME, NAME);
    forger.push_head();
    assert!(forger.check().is_whole());
    forger.push_stamp(1);
    let report = forger.check();
    assert!(report.faults.is_empty(), "{:?}", says(&report));
    assert_eq!((report.entries, report.uncovered), (0, 1));
    assert!(!report.is_whole());
    // However many may be uncovered, one head must be there.
    let mut options = selfsame_verdict::audit::CheckOptions::default();
    options.uncovered = 9;
    let keys = shared();
    let keys = selfsame_verdict::key::KeySet::from(
        selfsame_verdict::key::Signer::public_key(&keys).clone(),
    );
    let check = |lines: &[Vec<u8>]| {
        selfsame_verdict::audit::verify(&text(lines)[..], &keys, &options).unwrap()
    };
    assert!(check(&forger.lines).is_whole());
    assert!(!check(&forger.lines[..1]).is_whole());
}

#[test]
fn a_name_that_the_heads_do_not_say_is_a_fault() {
    let mut forger = Forger::new(NAME, OTHER);
    forger.push_head();
    forger.push_entry();
    forger.push_head();
    let report = forger.check();
    assert!(!report.is_whole());
    let of = |f: &selfsame_verdict::audit::Fault| (f.kind, f.seq, f.to);
    let found: Vec<_> = report.faults.iter().map(of).collect();
    assert_eq!(found, [(FaultKind::Altered, 0, 0)], "{:?}", says(&report));
}

/// Many enough for a stamp over the first head to be too far from it.
fn long() -> Forger {
    let mut forger = Forger::new(NAME, NAME);
    forger.push_head();
    while forger.lines.len() <= 1 << 14 {
        forger.push_entry();
        if forger.lines.len().is_multiple_of(512) {
            forger.push_head();
        }
    }
    forger
}

#[test]
fn stamps_are_looked_for_within_a_stated_distance() {
    let mut forger = long();
    let at = forger.lines.len();
    assert_eq!(at, (1 << 14) + 1);
    // As far as may be: it is of a head, and it is not.
    forger.push_stamp(1);
    forger.push_head();
    let report = forger.check();
    assert!(report.is_whole(), "{:?}", says(&report));
    assert_eq!((report.stamps, report.stamps_unchecked), (1, 1));
    forger.push_stamp(4);
    forger.push_head();
    let report = forger.check();
    assert_eq!(report.faults[0].kind, FaultKind::StampInvalid);
    // Farther: whether it is of one is not known.
    for of in [1, 2] {
        forger.lines.truncate(at + 2);
        forger.push_stamp(of);
        forger.push_head();
        let report = forger.check();
        assert!(report.is_whole(), "{:?}", says(&report));
        assert_eq!((report.stamps, report.stamps_unchecked), (2, 2));
    }
}

#[test]
fn a_writer_stamps_no_more_than_a_check_finds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let mut forger = long();
    forger.push_head();
    let last = forger.lines.len() as u64 - 1;
    std::fs::write(&path, text(&forger.lines)).unwrap();
    let now = Time::from_seconds(9);
    let chain = Chain::open_or_create(&path, Arc::new(shared()), now).unwrap();
    for wrong in [0, 1, 2, last - 2, last + 1, u64::MAX] {
        let before = std::fs::read(&path).unwrap();
        let error = chain.stamp(wrong, &[7], now).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse, "{wrong}: {error}");
        assert!(std::fs::read(&path).unwrap() == before);
    }
    chain.stamp(last, &[7], now).unwrap();
    chain.append(&entry(0), now).unwrap();
    forger.lines = std::fs::read(&path)
        .unwrap()
        .strip_suffix(b"\n")
        .unwrap()
        .split(|b| *b == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let report = forger.check();
    assert!(report.is_whole(), "{:?}", says(&report));
}

#[test]
fn times_beyond_all_are_written_as_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let beyond: Time = serde_json::from_str("18446744073709551615").unwrap();
    let chain = Chain::open_or_create(&path, Arc::new(shared()), beyond).unwrap();
    chain.append(&entry(0), beyond).unwrap();
    drop(chain);
    Chain::open_or_create(&path, Arc::new(shared()), beyond).unwrap();
    let mut forger = Forger::new(NAME, NAME);
    forger.lines = std::fs::read(&path)
        .unwrap()
        .strip_suffix(b"\n")
        .unwrap()
        .split(|b| *b == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    assert!(forger.check().is_whole());
}
