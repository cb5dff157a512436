//! A writer that is killed at any moment loses nothing that it acknowledged.
//!
//! The tests start themselves as children. A kill practically never tears what one
//! `write_all` writes, so what torn lines do is shown by the cuts of `audit_tail.rs`, not
//! here. Nor can killing a process show a loss of power: what a killed process has given to
//! the system is written all the same. That is what `sync_data` before each acknowledgement
//! is for, and no test here tells whether the disk keeps its word.
#![allow(clippy::unwrap_used)]

mod audit_common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use audit_common::{entry, link, says, shared};
use selfsame_verdict::Time;
use selfsame_verdict::audit::{Chain, CheckOptions, verify};
use selfsame_verdict::key::{KeySet, Signer as _};

const PATH: &str = "SELFSAME_TEST_CHAIN";
/// Kills. Two at a time now and then: about 150 rounds.
const KILLS: usize = 200;

fn open(path: &Path) -> Chain {
    Chain::open_or_create(path, Arc::new(shared()), Time::from_seconds(1)).unwrap()
}

/// The child: appends until it is killed or the disk is full, says what was acknowledged.
#[test]
fn child() {
    let Some(path) = std::env::var_os(PATH).map(PathBuf::from) else {
        return;
    };
    let chain = open(&path);
    let mut out = std::io::stdout();
    for i in 0.. {
        let Ok(receipt) = chain.append(&entry(i), Time::from_seconds(i as u64)) else {
            writeln!(out, "failed").unwrap();
            return;
        };
        // One write: two children share no line.
        out.write_all(format!("\nack {} {}\n", receipt.seq, receipt.hash).as_bytes())
            .unwrap();
        out.flush().unwrap();
    }
}

fn command(path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--nocapture"]);
    command.env(PATH, path).stdout(Stdio::piped());
    command
}

/// Kills a child some time after its first acknowledgement; all that it acknowledged.
fn kill(mut child: Child, delay: Duration) -> Vec<(u64, String)> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acks = Vec::new();
    let mut killed = false;
    while let Some(Ok(line)) = lines.next() {
        let Some(rest) = line.strip_prefix("ack ") else {
            continue;
        };
        // A line that the kill cut short acknowledges nothing.
        if let Some((seq, hash)) = rest.split_once(' ').filter(|(_, hash)| hash.len() == 43) {
            acks.push((seq.parse().unwrap(), hash.to_owned()));
        }
        if !killed {
            std::thread::sleep(delay);
            child.kill().unwrap();
            killed = true;
        }
    }
    child.wait().unwrap();
    assert!(killed, "the child wrote nothing");
    acks
}

/// The lines of a chain that must be whole.
fn whole(path: &Path) -> Vec<Vec<u8>> {
    let keys = KeySet::from(shared().public_key().clone());
    let text = std::fs::read(path).unwrap();
    let report = verify(&text[..], &keys, &CheckOptions::default()).unwrap();
    assert!(report.is_whole(), "{:?}", says(&report));
    let lines = text.split(|b| *b == b'\n').map(<[u8]>::to_vec);
    lines.collect()
}

#[test]
fn nothing_acknowledged_is_lost_when_writers_are_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let mut acks = Vec::new();
    let mut kills = 0;
    let mut random = 7_u64;
    while kills < KILLS {
        // Knuth's generator: moments need not be secret, and a seed can be run again.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let delay = Duration::from_micros(1000 + (random >> 33) % 29_000);
        let two = (random >> 20).is_multiple_of(3);
        let children: Vec<_> = (0..if two { 2 } else { 1 })
            .map(|_| command(&path).spawn().unwrap())
            .collect();
        kills += children.len();
        let killers: Vec<_> = children
            .into_iter()
            .map(|child| std::thread::spawn(move || kill(child, delay)))
            .collect();
        for killer in killers {
            acks.extend(killer.join().unwrap());
        }
        // Opening cuts off what the kill left of an append, if it left any.
        drop(open(&path));
    }
    // What a kill left of an append goes with this one.
    open(&path)
        .append(&entry(0), Time::from_seconds(1))
        .unwrap();
    let lines = whole(&path);
    println!("{} records, {} acknowledged", lines.len() - 1, acks.len());
    assert!(acks.len() >= KILLS);
    let mut seqs: Vec<_> = acks.iter().map(|ack| ack.0).collect();
    seqs.sort_unstable();
    seqs.dedup();
    assert_eq!(seqs.len(), acks.len(), "a number was acknowledged twice");
    for (seq, hash) in acks {
        let line = lines.get(usize::try_from(seq).unwrap()).unwrap();
        assert_eq!(link(line), hash, "record {seq}");
    }
}

/// A limit on the file's length stands for a full disk: the write that meets it is cut
/// short and fails.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_a_whole_chain() {
    for blocks in [8, 9, 11] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chain.jsonl");
        drop(open(&path));
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let child = command(&path);
        let output = Command::new("sh")
            .args(["-c", &script])
            .arg(child.get_program())
            .args(child.get_args())
            .env(PATH, &path)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.contains("\nfailed"), "{said}");
        let acks = said.lines().filter(|line| line.starts_with("ack ")).count();
        let lines = whole(&path);
        assert_eq!(lines.len() - 1, 2 + 2 * acks);
        open(&path)
            .append(&entry(0), Time::from_seconds(1))
            .unwrap();
        assert_eq!(whole(&path).len(), lines.len() + 2);
    }
}
