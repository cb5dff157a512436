//! Processes that are killed at random moments (`SIGKILL`, nothing runs after it): what they
//! said was done is done, once, and the file is whole.
//!
//! What this cannot show is a power loss: what a killed process has written, the operating
//! system still has. For that the store waits for the disk at every commit
//! (`synchronous=FULL`, which `sqlite.rs` checks is on), and SQLite's own tests stand for it.
#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used)]

mod challenge_support;

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::Duration;

use challenge_support::children::{MARK, folder, own, start};
use challenge_support::{at, issue, service};
use selfsame_verdict::challenge::{
    Answer, ChallengeService, Refusal, Rules, SqliteStore, State, Store as _,
};
use selfsame_verdict::seen::{SeenTokens as _, SqliteSeen};

fn open(folder: &Path) -> ChallengeService<SqliteStore> {
    let store = SqliteStore::open(folder.join("s")).unwrap();
    service(store, Rules::default())
}

fn answer<'a>(session: &'a str, nonce: &'a str, subject: &'a str) -> Answer<'a> {
    Answer {
        session,
        nonce,
        subject,
        relying_party: "bank",
        device: None,
    }
}

/// Issues, and redeems what it or another child has issued lately, until it is killed. Says
/// what it did after each call has returned. In the program that starts the others it does
/// nothing.
#[test]
fn child() {
    let Some(folder) = folder() else { return };
    let service = open(&folder);
    let seen = SqliteSeen::open(folder.join("s")).unwrap();
    let mut lately = OpenOptions::new();
    let mut lately = lately
        .create(true)
        .read(true)
        .append(true)
        .open(folder.join("lately"))
        .unwrap();
    for n in 0..100_000 {
        let subject = format!("{} {n}", std::process::id());
        // A number of a process may come again: then it waits, and that is no fault.
        let Ok(issued) = issue(&service, &subject, at(0)) else {
            continue;
        };
        let line = format!("{}\t{}\t{subject}\n", issued.session, issued.nonce);
        print!("\n{MARK}issued\t{line}");
        lately.write_all(line.as_bytes()).unwrap();
        for line in tail(&mut lately) {
            let [session, nonce, subject] = line.split('\t').collect::<Vec<_>>()[..] else {
                continue;
            };
            let answer = answer(session, nonce, subject);
            if service.redeem(&answer, at(1)).unwrap().is_ok() {
                println!("\n{MARK}redeemed\t{session}");
            }
            if seen.first_time("i", session, at(100), at(1)).unwrap() {
                println!("\n{MARK}seen\t{session}");
            }
        }
    }
}

/// The last whole lines of a file, two or three.
fn tail(file: &mut File) -> Vec<String> {
    let start = file.seek(SeekFrom::End(0)).unwrap().saturating_sub(300);
    file.seek(SeekFrom::Start(start)).unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    // The first is cut.
    let lines = text.lines().skip(usize::from(start > 0));
    lines.map(str::to_owned).collect()
}

/// A little generator: the moments need not be good random numbers, only various.
struct Moments(u64);

impl Moments {
    fn next(&mut self, most: u64) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Duration::from_micros(self.0 % (most * 1000))
    }
}

#[derive(Default)]
struct Said {
    /// Nonce and subject of each session.
    issued: HashMap<String, (String, String)>,
    redeemed: HashSet<String>,
    seen: HashSet<String>,
}

impl Said {
    /// Takes in what a child wrote until it was killed. A last line that is cut was not said.
    fn hear(&mut self, output: &str) {
        for line in output.split_inclusive('\n').filter(|l| l.ends_with('\n')) {
            let Some(line) = own(line.trim_end()) else {
                continue;
            };
            match line.split('\t').collect::<Vec<_>>()[..] {
                ["issued", session, nonce, subject] => {
                    let bound = (nonce.into(), subject.into());
                    assert!(self.issued.insert(session.into(), bound).is_none());
                }
                ["redeemed", session] => {
                    assert!(
                        self.redeemed.insert(session.into()),
                        "{session}: redeemed twice"
                    );
                }
                ["seen", session] => {
                    assert!(
                        self.seen.insert(session.into()),
                        "{session}: seen first twice"
                    );
                }
                _ => panic!("{line}"),
            }
        }
    }
}

/// Starts so many children in a folder, and kills them after some time.
fn kill(folder: &Path, children: usize, after: Duration, said: &mut Said) {
    let children: Vec<_> = (0..children).map(|_| start("child", folder)).collect();
    std::thread::sleep(after);
    for mut child in children {
        child.kill().unwrap();
        assert!(
            !child.wait().unwrap().success(),
            "it ended before it was killed"
        );
        let mut output = String::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut output)
            .unwrap();
        said.hear(&output);
    }
}

#[test]
fn what_was_said_is_done_once_whenever_processes_are_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut said = Said::default();
    let mut moments = Moments(0x5e1f_5a3e);
    for round in 0..200 {
        let children = 1 + usize::from(round % 3 == 0);
        let after = Duration::from_millis(4) + moments.next(90);
        kill(folder.path(), children, after, &mut said);
    }
    println!(
        "issued {}, redeemed {}, seen {}",
        said.issued.len(),
        said.redeemed.len(),
        said.seen.len()
    );
    assert!(said.issued.len() > 200 && said.redeemed.len() > 200 && said.seen.len() > 200);

    let file = rusqlite::Connection::open(folder.path().join("s")).unwrap();
    let whole: String = file
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(whole, "ok");
    let service = open(folder.path());
    let seen = SqliteSeen::open(folder.path().join("s")).unwrap();
    for (session, (nonce, subject)) in &said.issued {
        let state = service.store().find(session).unwrap().unwrap().state;
        assert!(matches!(state, State::Open | State::Redeemed), "{state:?}");
        // The try counts, whatever became of it.
        let refusal = issue(&service, subject, at(1)).unwrap_err();
        assert_eq!(refusal.code(), "too_soon");
        let again = service
            .redeem(&answer(session, nonce, subject), at(1))
            .unwrap();
        if said.redeemed.contains(session) {
            assert_eq!(state, State::Redeemed);
            assert_eq!(again.unwrap_err(), Refusal::AlreadyRedeemed);
        } else {
            // Redeemed and killed before it could say so, or still open: once at most.
            assert_eq!(again.is_ok(), state == State::Open);
        }
    }
    for session in &said.seen {
        assert!(!seen.first_time("i", session, at(100), at(1)).unwrap());
    }
}

#[test]
fn a_file_that_was_being_made_is_made_by_the_next() {
    let mut moments = Moments(0xfeed);
    for _ in 0..40 {
        let folder = tempfile::tempdir().unwrap();
        kill(folder.path(), 2, moments.next(25), &mut Said::default());
        let service = open(folder.path());
        assert_eq!(issue(&service, "me", at(0)).unwrap().attempt, 1);
    }
}
