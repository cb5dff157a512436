//! What an attacker tries: more tries, other people's tries, digits from the file.
#![allow(clippy::unwrap_used)]

mod challenge_support;

use std::time::Duration;

use challenge_support::{answer, at, each, issue, prompts, redeem, request, service};
use selfsame_verdict::Time;
use selfsame_verdict::challenge::{Answer, Refusal, Request, Rules};

const DAY: u64 = 24 * 60 * 60;

/// How many challenges are issued to a subject when it asks at these moments.
fn issued_at(moments: impl IntoIterator<Item = Time>, most: usize) {
    let moments: Vec<_> = moments.into_iter().collect();
    each(|store| {
        let service = service(store, Rules::default());
        let issued = moments
            .iter()
            .filter(|now| issue(&service, "me", **now).is_ok());
        assert_eq!(issued.count(), most);
    });
}

#[test]
fn asking_often_gives_no_more_tries() {
    // Every second of an hour: at 0, 15 and 45 s.
    issued_at((0..3600).map(at), 3);
}

#[test]
fn a_clock_that_swings_gives_no_more_tries() {
    // To and fro within the window, by ever more; and a step back after each step forth.
    let swing = |i: u64| if i.is_multiple_of(2) { i * 10 } else { i * 30 };
    issued_at((0..2000).map(|i| at(DAY + swing(i))), 3);
    issued_at((0..500).map(|i| at(DAY / 2 + i * 20 - (i % 2) * 400)), 3);
    // A clock that runs backwards: no delay ever passes.
    issued_at((0..2000).map(|i| at(DAY / 2 - i)), 1);
}

#[test]
fn whoever_waits_for_the_longest_delay_is_not_locked_out_by_a_clock_set_back() {
    each(|store| {
        let service = service(store, Rules::default());
        let year = 365 * DAY;
        issue(&service, "me", at(year)).unwrap();
        for now in [at(0), at(1)] {
            let Err(Refusal::TooSoon { wait }) = issue(&service, "me", now) else {
                panic!("the delay is there");
            };
            assert_eq!(now.after(wait), at(15));
        }
        assert_eq!(issue(&service, "me", at(15)).unwrap().attempt, 2);
        // Set back again, and again: each costs one delay at most.
        for back in 1..20 {
            let now = at(0).before(Duration::from_secs(back * DAY / 30));
            let Err(Refusal::TooSoon { wait }) = issue(&service, "me", now) else {
                panic!("the delay is there");
            };
            assert_eq!(wait, Duration::from_secs(30));
        }
    });
}

#[test]
fn other_parties_and_devices_give_no_more_tries() {
    each(|store| {
        let service = service(store, Rules::default());
        let prompts = prompts(5);
        let mut issued = 0;
        for i in 0..300 {
            let (party, device) = (format!("party {i}"), format!("device {i}"));
            let request = Request {
                relying_party: &party,
                device: (i % 2 == 0).then_some(&device),
                ..request("me", &prompts)
            };
            issued += u32::from(service.issue(&request, at(i)).unwrap().is_ok());
        }
        assert_eq!(issued, 3);
    });
}

#[test]
fn one_device_does_not_try_many_people() {
    each(|store| {
        let service = service(store, Rules::default());
        let prompts = prompts(5);
        let ask = |i: u64, now| {
            let subject = format!("victim {i}");
            let request = Request {
                device: Some("robot"),
                ..request(&subject, &prompts)
            };
            service.issue(&request, now).unwrap().map_err(|r| r.code())
        };
        let free = (0..20).filter(|i| ask(*i, at(0)).is_ok()).count();
        assert_eq!(free, 10);
        let issued = (0..1400)
            .filter(|i| ask(100 + i, at(60 * i)).is_ok())
            .count();
        assert_eq!(free + issued, 60);
        assert_eq!(ask(9, at(DAY - 1)).unwrap_err(), "too_many_tries");
        // Its victims may still try elsewhere.
        assert_eq!(issue(&service, "victim 0", at(60)).unwrap().attempt, 2);
    });
}

#[test]
fn wrong_answers_use_up_nothing() {
    each(|store| {
        let service = service(store, Rules::default());
        let issued = issue(&service, "me", at(0)).unwrap();
        let other = issue(&service, "you", at(0)).unwrap();
        for _ in 0..500 {
            let wrong = Answer {
                nonce: &other.nonce,
                ..answer("me", &issued)
            };
            assert!(service.redeem(&wrong, at(1)).unwrap().is_err());
        }
        assert!(redeem(&service, "me", &issued, at(2)).is_ok());
        assert_eq!(issue(&service, "me", at(15)).unwrap().attempt, 2);
    });
}

#[test]
fn a_pass_is_not_saved_up() {
    each(|store| {
        let service = service(store, Rules::default());
        // Redeemed early, settled when the tries are used up: it gives back its own only.
        let first = issue(&service, "me", at(0)).unwrap();
        redeem(&service, "me", &first, at(1)).unwrap();
        issue(&service, "me", at(15)).unwrap();
        issue(&service, "me", at(45)).unwrap();
        assert!(service.settle(&first.session, true, at(50)).unwrap());
        assert_eq!(issue(&service, "me", at(75)).unwrap().attempts_left, 0);
        let refusal = issue(&service, "me", at(1000)).unwrap_err();
        assert_eq!(
            refusal,
            Refusal::TooManyTries {
                until: at(15 + DAY)
            }
        );
    });
}

#[test]
fn easy_passes_buy_no_tries_at_a_hard_one() {
    each(|store| {
        let service = service(store, Rules::default());
        let prompts = prompts(5);
        // By turns: his own face elsewhere at a low level, which passes, and a fake.
        let mut fakes = 0;
        let mut passes = 0;
        for i in 0..700 {
            let easy = i % 2 == 0;
            let request = Request {
                relying_party: if easy { "shop" } else { "bank" },
                level: if easy { "standard" } else { "high" },
                device: (i % 3 == 0).then_some("phone"),
                ..request("me", &prompts)
            };
            let now = at(i * 100);
            let Ok(issued) = service.issue(&request, now).unwrap() else {
                continue;
            };
            let answer = Answer {
                relying_party: request.relying_party,
                device: request.device,
                ..answer("me", &issued)
            };
            service.redeem(&answer, now).unwrap().unwrap();
            assert!(service.settle(&issued.session, easy, now).unwrap());
            if easy { passes += 1 } else { fakes += 1 }
        }
        assert_eq!((fakes, passes), (3, 3));
    });
}

#[test]
fn passes_alone_use_up_nothing_and_failures_end_with_their_window() {
    each(|store| {
        let service = service(store, Rules::default());
        let attempt = |passed, now| {
            let issued = issue(&service, "me", now)?;
            redeem(&service, "me", &issued, now)?;
            service.settle(&issued.session, passed, now).unwrap();
            Ok::<_, Refusal>(issued.attempts_left)
        };
        for i in 0..20 {
            assert_eq!(attempt(true, at(i)), Ok(2));
        }
        assert_eq!(attempt(false, at(100)), Ok(2));
        assert_eq!(attempt(false, at(200)), Ok(1));
        for i in 3..20 {
            assert_eq!(attempt(true, at(i * 100)), Ok(0));
        }
        assert_eq!(attempt(false, at(2000)), Ok(0));
        let until = at(100 + DAY);
        assert_eq!(
            attempt(true, at(3000)),
            Err(Refusal::TooManyTries { until })
        );
        assert_eq!(attempt(true, until), Ok(0));
    });
}

#[cfg(feature = "sqlite")]
mod file {
    use super::*;
    use selfsame_verdict::challenge::{SqliteStore, Store as _};
    use std::path::Path;

    /// Whether the file, its log or its index holds these bytes.
    fn holds(path: &Path, bytes: &[u8]) -> bool {
        let mut found = false;
        for file in std::fs::read_dir(path.parent().unwrap()).unwrap() {
            let content = std::fs::read(file.unwrap().path()).unwrap();
            found |= content.windows(bytes.len()).any(|w| w == bytes);
        }
        found
    }

    #[test]
    fn the_file_tells_no_digit_no_subject_and_no_nonce() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let service = service(SqliteStore::open(&path).unwrap(), Rules::default());
        let prompts = prompts(5);
        let request = Request {
            device: Some("device 4711"),
            ..request("310101199001011234", &prompts)
        };
        let issued = service.issue(&request, at(0)).unwrap().unwrap();
        let veiled = service
            .store()
            .find(&issued.session)
            .unwrap()
            .unwrap()
            .prompts;
        let secrets: [&[u8]; 6] = [
            b"digits",
            b"[7,2,7,3]",
            &[7, 2, 7, 3],
            b"310101199001011234",
            b"device 4711",
            issued.nonce.as_bytes(),
        ];
        let none = |when| {
            for secret in secrets {
                assert!(!holds(&path, secret), "{when}: {secret:?}");
            }
        };
        none("issued");
        // The search does find what is there.
        assert!(holds(&path, issued.session.as_bytes()) && holds(&path, b"bank"));
        assert!(holds(&path, &veiled));
        let answer = Answer {
            device: Some("device 4711"),
            ..answer("310101199001011234", &issued)
        };
        service.redeem(&answer, at(1)).unwrap().unwrap();
        none("redeemed");
        // Even veiled, they are gone when a purge has emptied the log.
        service.purge(at(2)).unwrap();
        none("purged");
        assert!(!holds(&path, &veiled));
        assert!(holds(&path, issued.session.as_bytes()));
    }

    #[test]
    fn superseded_and_expired_digits_are_gone_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let service = service(SqliteStore::open(&path).unwrap(), Rules::default());
        let veiled = |now| {
            let issued = issue(&service, "me", now).unwrap();
            service
                .store()
                .find(&issued.session)
                .unwrap()
                .unwrap()
                .prompts
        };
        let (superseded, expired) = (veiled(at(0)), veiled(at(15)));
        service.purge(at(16)).unwrap();
        assert!(!holds(&path, &superseded) && holds(&path, &expired));
        service.purge(at(15 + 211)).unwrap();
        assert!(!holds(&path, &expired));
    }

    #[test]
    fn a_restart_gives_no_more_tries() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let issued = (0..200).filter(|i| {
            let service = service(SqliteStore::open(&path).unwrap(), Rules::default());
            issue(&service, "me", at(*i)).is_ok()
        });
        assert_eq!(issued.count(), 3);
    }
}
