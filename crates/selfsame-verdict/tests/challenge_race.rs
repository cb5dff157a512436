//! Threads and processes that ask at the same moment: one wins, and nobody gets more tries.
#![cfg(feature = "sqlite")]
#![allow(clippy::unwrap_used)]

mod challenge_support;

use std::io::BufRead as _;
use std::path::Path;
use std::sync::Barrier;

use challenge_support::children::{MARK, Told, folder, soon, spin_until};
use challenge_support::{Shared, at, each, issue, prompts, redeem, request, service};
use selfsame_verdict::challenge::{
    Answer, ChallengeService, Refusal, Request, Rules, SqliteStore, State,
};
use selfsame_verdict::seen::{SeenTokens as _, SqliteSeen};

fn open(folder: &Path) -> ChallengeService<SqliteStore> {
    let store = SqliteStore::open(folder.join("s")).unwrap();
    service(store, Rules::default())
}

fn code<T>(answer: &Result<T, Refusal>) -> &'static str {
    answer.as_ref().map_or_else(Refusal::code, |_| "ok")
}

/// Does what it is told at the moment it is told, and says what came of it. In the program
/// that starts the others it does nothing.
#[test]
fn child() {
    let Some(folder) = folder() else { return };
    let service = open(&folder);
    let seen = SqliteSeen::open(folder.join("s")).unwrap();
    println!("\n{MARK}ready");
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<_> = line.split(' ').collect();
        spin_until(words[1].parse().unwrap());
        let says = match words[0] {
            "issue" => code(&issue(&service, words[2], at(0))),
            "redeem" => {
                let answer = Answer {
                    session: words[3],
                    nonce: words[4],
                    subject: words[2],
                    relying_party: "bank",
                    device: None,
                };
                code(&service.redeem(&answer, at(1)).unwrap())
            }
            "see" if seen.first_time("i", words[2], at(100), at(0)).unwrap() => "ok",
            "see" => "seen",
            _ => "what?",
        };
        println!("\n{MARK}{says}");
    }
}

/// Tells two processes the same and returns what they say, sorted.
fn both(children: &mut [Told; 2], what: &str, rest: &str) -> [String; 2] {
    let line = format!("{what} {} {rest}", soon());
    for child in &mut *children {
        child.tell(&line);
    }
    let mut said = children.each_mut().map(Told::hear);
    said.sort();
    said
}

fn two(folder: &Path) -> [Told; 2] {
    let mut children = [(); 2].map(|()| Told::start("child", folder));
    for child in &mut children {
        assert_eq!(child.hear(), "ready");
    }
    children
}

#[test]
fn of_two_processes_one_redeems() {
    let folder = tempfile::tempdir().unwrap();
    let service = open(folder.path());
    let mut children = two(folder.path());
    for round in 0..50 {
        let subject = format!("s{round}");
        let issued = issue(&service, &subject, at(0)).unwrap();
        let rest = format!("{subject} {} {}", issued.session, issued.nonce);
        let said = both(&mut children, "redeem", &rest);
        assert_eq!(said, ["already_redeemed", "ok"], "round {round}");
        let again = redeem(&service, &subject, &issued, at(1)).unwrap_err();
        assert_eq!(again, Refusal::AlreadyRedeemed);
    }
    children.into_iter().for_each(Told::end);
}

#[test]
fn of_two_processes_one_is_issued_and_one_sees_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut children = two(folder.path());
    for round in 0..50 {
        let said = both(&mut children, "issue", &format!("s{round}"));
        assert_eq!(said, ["ok", "too_soon"], "round {round}");
        let said = both(&mut children, "see", &format!("t{round}"));
        assert_eq!(said, ["ok", "seen"], "round {round}");
    }
    children.into_iter().for_each(Told::end);
}

/// Runs something in eight threads at once.
fn eight<T: Send>(run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(8);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|i| {
                let (start, run) = (&start, &run);
                scope.spawn(move || {
                    start.wait();
                    run(i)
                })
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

#[test]
fn of_eight_threads_one_redeems() {
    each(|store| {
        let service = service(store, Rules::default());
        for round in 0..50 {
            let subject = format!("s{round}");
            let issued = issue(&service, &subject, at(0)).unwrap();
            let said = eight(|_| code(&redeem(&service, &subject, &issued, at(1))));
            let ok = said.iter().filter(|s| **s == "ok").count();
            let used = said.iter().filter(|s| **s == "already_redeemed").count();
            assert_eq!((ok, used), (1, 7), "round {round}");
            // And one settles.
            let settled = eight(|_| service.settle(&issued.session, true, at(2)).unwrap());
            assert_eq!(settled.iter().filter(|s| **s).count(), 1, "round {round}");
        }
    });
}

#[test]
fn eight_threads_get_no_more_tries_than_one() {
    each(|store| {
        let mut rules = Rules::default();
        rules.subject.free = 3;
        let service = service(Shared::clone(&store), rules);
        for round in 0..20 {
            let subject = format!("s{round}");
            let said = eight(|_| issue(&service, &subject, at(0)));
            let issued: Vec<_> = said.iter().flatten().collect();
            assert_eq!(issued.len(), 3, "round {round}: {said:?}");
            let mut attempts: Vec<_> = issued.iter().map(|i| i.attempt).collect();
            attempts.sort_unstable();
            assert_eq!(attempts, [1, 2, 3]);
            let open = |i: &&&_| {
                let issued: &selfsame_verdict::challenge::Issued = i;
                store.find(&issued.session).unwrap().unwrap().state == State::Open
            };
            assert_eq!(issued.iter().filter(open).count(), 1, "round {round}");
        }
    });
}

#[test]
fn eight_threads_that_pass_in_between_fail_no_more_often_than_one() {
    each(|store| {
        let mut rules = Rules::default();
        rules.subject.free = 3;
        let service = service(store, rules);
        for round in 0..5 {
            let subject = format!("s{round}");
            // By turns a pass and a failure, or a challenge that another thread superseded.
            let said = eight(|i| {
                let (mut issued, mut passed) = (0, 0);
                for n in i..i + 20 {
                    let Ok(one) = issue(&service, &subject, at(0)) else {
                        continue;
                    };
                    issued += 1;
                    if redeem(&service, &subject, &one, at(1)).is_ok() {
                        let passes = n % 2 == 0;
                        assert!(service.settle(&one.session, passes, at(1)).unwrap());
                        passed += u32::from(passes);
                    }
                }
                (issued, passed)
            });
            let issued: u32 = said.iter().map(|s| s.0).sum();
            let passed: u32 = said.iter().map(|s| s.1).sum();
            assert_eq!(issued - passed, 3, "round {round}: {said:?}");
        }
    });
}

#[test]
fn eight_threads_on_one_device_get_no_more_tries_than_one() {
    each(|store| {
        let mut rules = Rules::default();
        rules.device.most = 5;
        rules.device.free = 5;
        let service = service(store, rules);
        for round in 0..20 {
            let device = format!("d{round}");
            let prompts = prompts(5);
            let said = eight(|i| {
                let subject = format!("s{round} {i}");
                let request = Request {
                    device: Some(&device),
                    ..request(&subject, &prompts)
                };
                code(&service.issue(&request, at(0)).unwrap())
            });
            assert_eq!(said.iter().filter(|s| **s == "ok").count(), 5);
            assert_eq!(said.iter().filter(|s| **s == "too_many_tries").count(), 3);
        }
    });
}
