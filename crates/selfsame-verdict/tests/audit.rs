//! Every single edit of a small chain: each must be found, and named for what it is.
#![allow(clippy::unwrap_used)]

mod audit_common;

use audit_common::{Made, chains, check, covers, link, make, relink, says, with_prev, with_seq};
use selfsame_verdict::audit::{CheckOptions, Fault, FaultKind, verify};

#[test]
fn an_untouched_chain_is_whole() {
    for (made, records) in chains().iter().zip([26, 19]) {
        for report in check(made, &made.lines) {
            assert!(report.is_whole(), "{:?}", says(&report));
            assert_eq!((report.entries, report.records), (12, records));
            assert_eq!(report.heads, records - 13);
            assert_eq!(report.chain.as_ref(), Some(&made.id));
            assert_eq!(report.last.as_ref().unwrap().seq, records - 1);
            assert_eq!((report.uncovered, report.torn_tail), (0, false));
            assert!(report.notes.is_empty());
        }
    }
}

#[test]
fn every_removal_is_found_and_named() {
    for made in chains() {
        let last = made.lines.len() - 1;
        for k in 0..=last {
            let mut lines = made.lines.clone();
            lines.remove(k);
            let [plain, kept] = check(&made, &lines);
            assert!(!plain.is_whole(), "{k}");
            if k == last {
                // The last entry has no signature any more, that is all that shows. The
                // head that was kept is over the entry, and that is there.
                assert!(plain.faults.is_empty() && plain.uncovered > 0);
                continue;
            }
            assert!(!kept.is_whole(), "{k}");
            let kind = if k == 0 {
                FaultKind::NoChainRecord
            } else {
                FaultKind::Removed
            };
            let fault = &plain.faults[0];
            let seq = k as u64;
            assert_eq!((fault.seq, fault.to, fault.kind), (seq, seq, kind));
            assert_eq!(plain.faults.len(), 1, "{k}: {:?}", says(&plain));
        }
        // The end cut off, anywhere.
        for k in 0..last {
            let [_, kept] = check(&made, &made.lines[..k]);
            let fault = kept.faults.last().unwrap();
            assert_eq!(fault.kind, FaultKind::CutOff);
            assert_eq!((fault.seq, fault.to), (k as u64, made.kept_seq));
        }
    }
}

#[test]
fn every_swap_is_found_and_named() {
    for made in chains() {
        for i in 0..made.lines.len() {
            for j in i + 1..made.lines.len() {
                let mut lines = made.lines.clone();
                lines.swap(i, j);
                for report in check(&made, &lines) {
                    let place = format!("{i} {j}: {:?}", says(&report));
                    let names = |k: usize| report.faults.iter().any(|f| covers(f, k as u64));
                    assert!(!report.is_whole(), "{place}");
                    // Of neighbours either may be said to be the one that was moved.
                    let near = j - i <= 2;
                    assert!(
                        names(i) && names(j) || near && (names(i) || names(j)),
                        "{place}"
                    );
                    for fault in &report.faults {
                        assert_eq!(fault.kind, FaultKind::Reordered, "{place}");
                        let one = [i as u64, j as u64].contains(&fault.seq);
                        let between = near && (i as u64..=j as u64).contains(&fault.seq);
                        assert!(fault.seq == fault.to && (one || between), "{place}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_repetition_is_found_and_named() {
    for made in chains() {
        for k in 0..made.lines.len() {
            for at in 0..=made.lines.len() {
                let mut lines = made.lines.clone();
                lines.insert(at, made.lines[k].clone());
                for report in check(&made, &lines) {
                    let of = |f: &Fault| (f.kind, f.seq, f.to);
                    let found: Vec<_> = report.faults.iter().map(of).collect();
                    let seq = k as u64;
                    let right = [(FaultKind::Repeated, seq, seq)];
                    assert_eq!(found, right, "{k} at {at}: {:?}", says(&report));
                }
            }
        }
    }
}

#[test]
fn a_removed_record_is_named_though_links_were_made_anew() {
    for made in chains() {
        for k in 1..made.lines.len() - 1 {
            let mut lines = made.lines.clone();
            lines.remove(k);
            relink(&mut lines, k - 1);
            for report in check(&made, &lines) {
                let place = format!("{k}: {:?}", says(&report));
                assert!(!report.is_whole(), "{place}");
                assert!(covers(&report.faults[0], k as u64), "{place}");
                assert!(report.faults.iter().all(|f| f.seq >= k as u64), "{place}");
            }
        }
    }
}

#[test]
fn removed_records_are_named_though_the_rest_was_numbered_anew() {
    for made in chains() {
        let (every, count) = (made.heads_every, made.lines.len());
        for width in 1..=4 {
            for k in 1..count - width {
                let mut lines = made.lines.clone();
                lines.drain(k..k + width);
                for (seq, line) in lines.iter_mut().enumerate().skip(k) {
                    *line = with_seq(line, seq as u64);
                }
                relink(&mut lines, k - 1);
                let [plain, kept] = check(&made, &lines);
                for report in [&plain, &kept] {
                    let place = format!("{k} {width}: {:?}", says(report));
                    assert!(!report.is_whole(), "{place}");
                    let Some(first) = report.faults.first() else {
                        // Nothing but what has no signature any more.
                        assert!(k + width + 1 >= count - every as usize, "{place}");
                        continue;
                    };
                    // The records from one head to the next are named together.
                    let (from, to) = (k as u64, (k + width) as u64);
                    assert!(first.seq + every + 1 >= from && first.seq <= to, "{place}");
                    assert!(first.to + 1 >= from, "{place}");
                }
                assert!(!kept.faults.is_empty());
            }
        }
    }
}

#[test]
fn a_removed_pair_that_was_numbered_over_is_named_exactly() {
    let made = make(12, 1);
    // An entry and its head, and everything after it numbered and linked anew.
    for k in (2..22).step_by(2) {
        let mut lines = made.lines.clone();
        lines.drain(k..k + 2);
        for (seq, line) in lines.iter_mut().enumerate().skip(k) {
            *line = with_seq(line, seq as u64);
        }
        relink(&mut lines, k - 1);
        let report = &check(&made, &lines)[0];
        let first = &report.faults[0];
        let place = format!("{k}: {:?}", says(report));
        assert_eq!(first.kind, FaultKind::Removed, "{place}");
        // From the last head to the next one three records should be, and one is there.
        assert_eq!((first.seq, first.to), (k as u64, k as u64 + 2), "{place}");
        assert!(first.message.starts_with("2 of these"), "{place}");
        // What follows says what it said.
        for fault in &report.faults[1..] {
            assert!(fault.message.contains("not the one"), "{place}");
        }
    }
}

#[test]
fn copied_heads_are_found() {
    let (made, other) = (make(12, 1), make(12, 1));
    assert_eq!(made.keys, other.keys);
    let heads: Vec<_> = (1..made.lines.len()).step_by(2).collect();
    for &to in &heads {
        // The head of the same place of another chain, as it is, and linked in.
        for relinked in [false, true] {
            let mut lines = made.lines.clone();
            lines[to] = other.lines[to].clone();
            if relinked {
                lines[to] = with_prev(&lines[to], &link(&lines[to - 1]));
                relink(&mut lines, to);
            }
            let report = &check(&made, &lines)[0];
            let first = &report.faults[0];
            let place = format!("{to}: {:?}", says(report));
            assert_eq!(first.kind, FaultKind::HeadOfAnotherChain, "{place}");
            assert_eq!((first.seq, first.to), (to as u64, to as u64), "{place}");
        }
        for &from in heads.iter().filter(|from| **from != to) {
            copied_head(&made, from, to);
        }
    }
}

fn copied_head(made: &Made, from: usize, to: usize) {
    let mut lines = made.lines.clone();
    lines[to] = made.lines[from].clone();
    let report = &check(made, &lines)[0];
    let of = |f: &Fault| (f.kind, f.seq);
    let found: Vec<_> = report.faults.iter().map(of).collect();
    let place = format!("{from} to {to}: {:?}", says(report));
    assert!(!report.is_whole(), "{place}");
    let repeated = (FaultKind::Repeated, from as u64);
    assert!(found.contains(&repeated), "{place}");
    let gone = found.contains(&(FaultKind::Removed, to as u64));
    assert!(gone || to + 1 == made.lines.len(), "{place}");
    assert!(found.len() <= 2, "{place}");
    // Fitted in: number and link are the place's, the signature is elsewhere's.
    lines[to] = with_seq(&lines[to], to as u64);
    lines[to] = with_prev(&lines[to], &link(&lines[to - 1]));
    relink(&mut lines, to);
    let report = &check(made, &lines)[0];
    let place = format!("{from} fitted to {to}: {:?}", says(report));
    assert!(!report.is_whole(), "{place}");
    let first = &report.faults[0];
    let mismatch = (FaultKind::HeadMismatch, to as u64);
    assert_eq!((first.kind, first.seq), mismatch, "{place}");
}

#[test]
fn a_chain_made_anew_without_the_key_proves_nothing() {
    let made = make(12, 1);
    let stranger = selfsame_verdict::key::SoftwareKey::generate().unwrap();
    let stranger = audit_common::make_with(stranger, 12, 1);
    let report = &check(&made, &stranger.lines)[0];
    assert!(!report.is_whole());
    assert_eq!((report.heads, report.uncovered), (0, 26));
    let kind = FaultKind::HeadUnknownKey;
    assert!(report.faults.iter().all(|f| f.kind == kind));
    // All heads taken out, the rest numbered anew: links hold, and nothing is proven.
    let mut lines = made.lines.clone();
    lines.retain(|line| !line.windows(8).any(|w| w == b"\"head\":\""));
    for (seq, line) in lines.iter_mut().enumerate() {
        *line = with_seq(line, seq as u64);
    }
    relink(&mut lines, 0);
    let [plain, kept] = check(&made, &lines);
    assert!(plain.faults.is_empty() && plain.uncovered == 13);
    assert!(!plain.is_whole());
    assert_eq!(kept.faults[0].kind, FaultKind::CutOff);
}

#[test]
fn test_keys_and_too_many_heads_are_refused() {
    let key = selfsame_verdict::key::SoftwareKey::generate_test().unwrap();
    let made = audit_common::make_with(key, 3, 1);
    let report = &check(&made, &made.lines)[0];
    let kind = FaultKind::HeadTestKey;
    assert!(report.faults.len() == 4 && report.faults.iter().all(|f| f.kind == kind));
    let mut options = CheckOptions::default();
    options.test_keys = true;
    let text = made.text();
    assert!(verify(&text[..], &made.keys, &options).unwrap().is_whole());
    options.kept_heads = vec![made.kept.clone(); 1001];
    assert!(verify(&text[..], &made.keys, &options).is_err());
}
