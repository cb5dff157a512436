//! What a crash leaves at the end of the file, and what several writers leave in it.
#![allow(clippy::unwrap_used)]

mod audit_common;

use std::path::Path;
use std::sync::Arc;

use audit_common::{entry, link, make, says, shared, text, with_prev, with_seq};
use selfsame_verdict::audit::{Chain, CheckOptions, Note, Report, verify};
use selfsame_verdict::key::{KeySet, Signer as _, SoftwareKey};
use selfsame_verdict::{ErrorKind, Result, Time};

fn open(path: &Path) -> Result<Chain> {
    Chain::open_or_create(path, Arc::new(shared()), Time::from_seconds(1))
}

fn check(path: &Path) -> Report {
    let keys = KeySet::from(shared().public_key().clone());
    let text = std::fs::read(path).unwrap();
    verify(&text[..], &keys, &CheckOptions::default()).unwrap()
}

#[test]
fn a_file_cut_at_any_byte_goes_on_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    for heads_every in [1, 3] {
        let made = make(6, heads_every);
        let text = made.text();
        // The last append is an entry and a head: it was acknowledged with both, or not.
        let count = made.lines.len() as u64;
        let whole: usize = made.lines[..made.lines.len() - 2]
            .iter()
            .map(|l| l.len() + 1)
            .sum();
        for cut in whole..=text.len() {
            std::fs::write(&path, &text[..cut]).unwrap();
            let before = check(&path);
            assert_eq!(before.torn_tail, text[cut - 1] != b'\n', "{cut}");
            let chain = open(&path).unwrap();
            assert_eq!(chain.id(), made.id);
            let receipt = chain
                .append(&entry(9), Time::from_seconds(2_000_000_000))
                .unwrap();
            let report = check(&path);
            assert!(report.is_whole(), "{cut}: {:?}", says(&report));
            let (kept, seq) = if cut == text.len() {
                (cut, count)
            } else {
                (whole, count - 2)
            };
            // A head first, where the last one was of a writer of fewer.
            assert_eq!(receipt.seq, seq + u64::from(heads_every != 1), "{cut}");
            let now = std::fs::read(&path).unwrap();
            assert!(now[..kept] == text[..kept], "{cut}");
        }
    }
}

#[test]
fn a_file_cut_in_its_first_append_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let made = make(1, 1);
    let keys = KeySet::new();
    for cut in 0..made.lines[0].len() + 1 + made.lines[1].len() {
        let text = &made.text()[..cut];
        std::fs::write(&path, text).unwrap();
        let error = Chain::open(&path, Arc::new(shared()), &keys).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Audit, "{cut}");
        assert!(std::fs::read(&path).unwrap() == text, "{cut}");
        assert_ne!(open(&path).unwrap().id(), made.id);
        let report = check(&path);
        assert!(report.is_whole() && report.records == 2, "{cut}");
    }
    std::fs::remove_file(&path).unwrap();
    let error = Chain::open(&path, Arc::new(shared()), &keys).err().unwrap();
    assert!(error.kind() == ErrorKind::Io && !path.exists());
}

#[test]
fn nothing_is_written_to_what_is_no_chain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let good = make(2, 1).text();
    let mut altered = good.clone();
    let last = altered.len() - 2;
    altered[last] = b'!';
    let long = [good.as_slice(), vec![b'a'; 140_000].as_slice()].concat();
    let long_line = [long.as_slice(), b"\n"].concat();
    for text in [
        &b"notes"[..],
        b"notes\n",
        b"\n",
        &altered,
        &long,
        &long_line,
    ] {
        std::fs::write(&path, text).unwrap();
        assert_eq!(open(&path).err().unwrap().kind(), ErrorKind::Audit);
        assert!(std::fs::read(&path).unwrap() == text);
    }
    // While it is open, too.
    std::fs::write(&path, &good).unwrap();
    let chain = open(&path).unwrap();
    std::fs::write(&path, [good.as_slice(), b"notes\n"].concat()).unwrap();
    let error = chain.append(&entry(0), Time::from_seconds(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Audit);
    std::fs::write(&path, b"").unwrap();
    assert!(chain.append(&entry(0), Time::from_seconds(1)).is_err());
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
}

#[test]
fn what_was_cut_off_or_altered_while_it_was_open_is_not_gone_on_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let good = make(4, 1);
    let lines = &good.lines;
    let long = [&lines[..4], &lines[2..], &lines[2..]].concat();
    let mut altered = [&lines[..], &lines[..1]].concat();
    altered[lines.len() - 1][20] ^= 1;
    let other = make(9, 1);
    // Shorter by an append; made longer again; the last line another one; an old head put
    // behind it; another chain of the same key in its place.
    for (case, lines) in [
        &lines[..lines.len() - 2],
        &long,
        &altered,
        &[&lines[..], &lines[3..4]].concat(),
        &other.lines,
    ]
    .iter()
    .enumerate()
    {
        std::fs::write(&path, good.text()).unwrap();
        let chain = open(&path).unwrap();
        std::fs::write(&path, text(lines)).unwrap();
        let now = Time::from_seconds(1);
        for _ in 0..2 {
            let error = chain.append(&entry(0), now).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Audit, "{case}");
            assert!(chain.head(now).is_err(), "{case}");
            assert!(std::fs::read(&path).unwrap() == text(lines), "{case}");
        }
        // What was there comes back: it goes on.
        std::fs::write(&path, good.text()).unwrap();
        chain.append(&entry(0), now).unwrap();
        assert!(check(&path).is_whole());
    }
}

#[test]
fn what_nobody_signed_is_not_signed_because_it_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let made = make(4, 1);
    let put = |lines: &[Vec<u8>]| std::fs::write(&path, text(lines)).unwrap();
    let refused = |lines: &[Vec<u8>]| {
        put(lines);
        assert_eq!(open(&path).err().unwrap().kind(), ErrorKind::Audit);
        assert!(std::fs::read(&path).unwrap() == text(lines));
    };
    // Entry 2 rewritten, the rest dropped: it cannot have been acknowledged.
    let mut forged = made.lines[2].clone();
    let at = forged.windows(6).position(|w| w == b"case-0").unwrap();
    forged[at + 5] = b'7';
    put(&[&made.lines[..2], &[forged.clone()]].concat());
    let chain = open(&path).unwrap();
    chain.append(&entry(1), Time::from_seconds(9)).unwrap();
    assert!(check(&path).is_whole());
    let now = std::fs::read_to_string(&path).unwrap();
    assert!(!now.contains("case-7") && now.contains("case-1"), "{now}");
    // Two of them, or one that is not linked.
    let mut second = with_seq(&forged, 3);
    second = with_prev(&second, &link(&forged));
    refused(&[&made.lines[..2], &[forged.clone(), second]].concat());
    refused(&[&made.lines[..4], &[forged]].concat());
    // A head over another record, with its own link right.
    let mut head = with_seq(&made.lines[3], 5);
    head = with_prev(&head, &link(&made.lines[4]));
    refused(&[&made.lines[..5], &[head]].concat());
    // Record 0 of another name.
    let mut renamed = made.lines.clone();
    renamed[0] = make(1, 1).lines[0].clone();
    refused(&renamed);
}

#[test]
fn where_heads_are_rare_as_many_entries_are_gone_on_from_as_the_last_one_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let made = make(5, 3);
    // Record 0, two heads, three entries, a head, two entries.
    assert_eq!(made.lines.len(), 9);
    let mut lines = made.lines;
    let more = |lines: &mut Vec<Vec<u8>>| {
        let seq = lines.len() as u64;
        let line = with_seq(&lines[seq as usize - 1], seq);
        lines.push(with_prev(&line, &link(&lines[seq as usize - 1])));
    };
    // One that is not linked is none that was written here.
    let mut loose = lines.clone();
    loose[8] = with_prev(&loose[8], &link(b"another"));
    std::fs::write(&path, text(&loose)).unwrap();
    assert_eq!(open(&path).err().unwrap().kind(), ErrorKind::Audit);
    std::fs::write(&path, text(&lines)).unwrap();
    let chain = open(&path).unwrap().with_heads_every(3).unwrap();
    let receipt = chain.append(&entry(0), Time::from_seconds(1)).unwrap();
    assert_eq!(receipt.seq, 9);
    let report = check(&path);
    // It was the third: its head came with it.
    assert!(report.is_whole() && report.last.unwrap().seq == 10);
    // A third one that lies there is none that was acknowledged.
    more(&mut lines);
    std::fs::write(&path, text(&lines)).unwrap();
    let chain = open(&path).unwrap().with_heads_every(3).unwrap();
    let other = chain.append(&entry(0), Time::from_seconds(1)).unwrap();
    assert_eq!(other, receipt);
    more(&mut lines);
    std::fs::write(&path, text(&lines)).unwrap();
    assert_eq!(open(&path).err().unwrap().kind(), ErrorKind::Audit);
}

#[test]
fn a_chain_goes_on_with_its_own_key_or_one_that_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let old = make(2, 1);
    std::fs::write(&path, old.text()).unwrap();
    let next = Arc::new(SoftwareKey::generate().unwrap());
    let now = Time::from_seconds(9);
    let own = KeySet::from(next.public_key().clone());
    for chain in [
        Chain::open_or_create(&path, next.clone(), now),
        Chain::open(&path, next.clone(), &own),
    ] {
        assert_eq!(chain.err().unwrap().kind(), ErrorKind::Audit);
        assert!(std::fs::read(&path).unwrap() == old.text());
    }
    let chain = Chain::open(&path, next.clone(), &old.keys).unwrap();
    chain.append(&entry(0), now).unwrap();
    drop(chain);
    Chain::open_or_create(&path, next.clone(), now).unwrap();
    let both = old.keys.with(next.public_key().clone()).unwrap();
    let text = std::fs::read(&path).unwrap();
    let report = verify(&text[..], &both, &CheckOptions::default()).unwrap();
    assert!(report.is_whole(), "{:?}", says(&report));
}

#[test]
fn writers_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let threads: Vec<_> = (0..3)
        .map(|t| {
            let path = path.clone();
            std::thread::spawn(move || {
                let chain = open(&path).unwrap().with_heads_every(t % 3 + 1).unwrap();
                for i in 0..20 {
                    chain.append(&entry(i), Time::from_seconds(5)).unwrap();
                }
                chain.head(Time::from_seconds(5)).unwrap()
            })
        })
        .collect();
    let heads: Vec<_> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    let report = check(&path);
    assert!(
        report.is_whole() && report.entries == 60,
        "{:?}",
        says(&report)
    );
    // Each head that was handed out is of this chain.
    let mut options = CheckOptions::default();
    options.kept_heads = heads;
    let keys = KeySet::from(shared().public_key().clone());
    let text = std::fs::read(&path).unwrap();
    assert!(verify(&text[..], &keys, &options).unwrap().is_whole());
}

#[test]
fn heads_come_as_often_as_asked_and_clocks_may_go_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    for wrong in [0, 513] {
        assert!(open(&path).unwrap().with_heads_every(wrong).is_err());
    }
    let chain = open(&path).unwrap().with_heads_every(3).unwrap();
    // Record 0, a head, and a head that says how many may follow it.
    for time in [10, 20, 15, 30, 30] {
        chain.append(&entry(0), Time::from_seconds(time)).unwrap();
    }
    let report = check(&path);
    assert!(report.faults.is_empty() && report.uncovered == 2 && !report.is_whole());
    assert_eq!(report.notes, [Note::ClockWentBack { seq: 5 }]);
    let head = chain.head(Time::from_seconds(40)).unwrap();
    let report = check(&path);
    assert!(report.is_whole());
    let receipt = Chain::head_receipt(&head).unwrap();
    assert_eq!(receipt.seq, report.last.unwrap().seq);
    let text = std::fs::read_to_string(&path).unwrap();
    let last = text.lines().next_back().unwrap();
    assert_eq!(receipt.hash, link(last.as_bytes()));
    assert!(Chain::head_receipt("a.b.c").is_err());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
