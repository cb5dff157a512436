//! Challenges on every store: each answer to `issue`, `redeem`, `settle` and `purge`.
#![allow(clippy::unwrap_used)]

mod challenge_support;

use std::time::Duration;

use challenge_support::{answer, at, each, issue, prompts, redeem, request, service};
use selfsame_verdict::challenge::{
    Answer, ChallengeService, MemoryStore, Pepper, Refusal, Request, Rules, State, Store as _,
};
use selfsame_verdict::{ErrorKind, Time, limits};

#[test]
fn a_challenge_is_answered_once() {
    each(|store| {
        let service = service(store, Rules::default());
        let prompts = prompts(16_000);
        let issued = service.issue(&request("me", &prompts), at(0)).unwrap();
        let issued = issued.unwrap();
        assert_eq!((issued.session.len(), issued.nonce.len()), (22, 43));
        assert_eq!(issued.prompts, prompts);
        assert_eq!(issued.expires_at, at(180));
        assert_eq!((issued.attempt, issued.attempts_left), (1, 2));
        let json = serde_json::to_value(&issued).unwrap();
        assert_eq!(json["prompts"]["digits"], serde_json::json!([7, 2, 7, 3]));
        assert_eq!(json["nonce"], issued.nonce);

        let redeemed = redeem(&service, "me", &issued, at(20)).unwrap();
        assert_eq!(redeemed.session(), issued.session);
        assert_eq!(redeemed.nonce(), issued.nonce);
        assert_eq!(redeemed.subject(), "me");
        assert_eq!(redeemed.relying_party(), "bank");
        assert_eq!(redeemed.level(), "standard");
        assert_eq!(*redeemed.prompts(), prompts);
        assert_eq!(redeemed.issued_at(), at(0));
        assert_eq!(redeemed.redeemed_at(), at(20));

        let again = |now| redeem(&service, "me", &issued, now).unwrap_err();
        assert_eq!(again(at(20)), Refusal::AlreadyRedeemed);
        assert!(service.settle(&issued.session, true, at(25)).unwrap());
        assert_eq!(again(at(25)), Refusal::AlreadyRedeemed);
        // A newer challenge, the end of its life, a purge: none makes it open again.
        issue(&service, "me", at(60)).unwrap();
        assert_eq!(again(at(60)), Refusal::AlreadyRedeemed);
        service.purge(at(1000)).unwrap();
        assert_eq!(again(at(1000)), Refusal::AlreadyRedeemed);
        assert_eq!(again(at(0)), Refusal::AlreadyRedeemed);
    });
}

#[test]
fn another_binding_is_refused_and_burns_nothing() {
    each(|store| {
        let service = service(store, Rules::default());
        let prompts = prompts(5);
        let on_device = Request {
            device: Some("phone"),
            ..request("me", &prompts)
        };
        let issued = service.issue(&on_device, at(0)).unwrap().unwrap();
        let other = issue(&service, "you", at(0)).unwrap();
        let right = Answer {
            device: Some("phone"),
            ..answer("me", &issued)
        };
        let long = "n".repeat(1 << 20);
        // Another first letter, whichever it is.
        let letter = if issued.nonce.starts_with('A') {
            'B'
        } else {
            'A'
        };
        let altered = format!("{letter}{}", &issued.nonce[1..]);
        let wrong = [
            Answer {
                nonce: &other.nonce,
                ..right
            },
            Answer {
                nonce: &altered,
                ..right
            },
            Answer { nonce: "", ..right },
            Answer {
                nonce: &long,
                ..right
            },
            Answer {
                subject: "you",
                ..right
            },
            Answer {
                subject: "ME",
                ..right
            },
            Answer {
                relying_party: "shop",
                ..right
            },
            Answer {
                relying_party: "bank2",
                ..right
            },
            Answer {
                device: Some("me"),
                ..right
            },
            Answer {
                device: None,
                ..right
            },
        ];
        for (i, answer) in wrong.iter().enumerate() {
            // Also when it could not be redeemed: the state is told to nobody else.
            for now in [at(1), at(500), at(0).before(Duration::from_secs(500))] {
                let refusal = service.redeem(answer, now).unwrap().unwrap_err();
                assert_eq!(refusal, Refusal::WrongBinding, "{i}");
            }
        }
        let no_device = Answer {
            device: Some("phone"),
            ..answer("you", &other)
        };
        let refusal = service.redeem(&no_device, at(1)).unwrap().unwrap_err();
        assert_eq!(refusal, Refusal::WrongBinding);
        assert!(service.redeem(&right, at(1)).unwrap().is_ok());
        for (i, answer) in wrong.iter().enumerate() {
            let refusal = service.redeem(answer, at(1)).unwrap().unwrap_err();
            assert_eq!(refusal, Refusal::WrongBinding, "{i}");
        }
    });
}

#[test]
fn names_that_nobody_issued_are_unknown() {
    each(|store| {
        let service = service(store, Rules::default());
        let issued = issue(&service, "me", at(0)).unwrap();
        let long = "s".repeat(1 << 20);
        let sqlish = "' OR state = 0 OR '1'='";
        for session in ["", &long, sqlish, &sqlish[..22], &"A".repeat(22), "\0"] {
            let right = answer("me", &issued);
            let refusal = service.redeem(&Answer { session, ..right }, at(1));
            assert_eq!(refusal.unwrap().unwrap_err(), Refusal::Unknown);
            assert!(!service.settle(session, true, at(1)).unwrap());
        }
    });
}

#[test]
fn time_has_its_bounds() {
    each(|store| {
        let service = service(store, Rules::default());
        let before = |seconds| at(0).before(Duration::from_secs(seconds));
        let issue = |subject| {
            let prompts = prompts(45_001);
            service
                .issue(&request(subject, &prompts), at(0))
                .unwrap()
                .unwrap()
        };
        let early = |wait| Refusal::TooEarly {
            wait: Duration::from_secs(wait),
        };
        let issued = issue("early");
        let says = |now| redeem(&service, "early", &issued, now).err();
        assert_eq!(says(before(31)), Some(Refusal::ClockSetBack));
        assert_eq!(says(Time::from_seconds(0)), Some(Refusal::ClockSetBack));
        assert_eq!(says(before(30)), Some(early(74)));
        assert_eq!(says(at(0)), Some(early(44)));
        assert_eq!(says(at(43)), Some(early(1)));
        assert_eq!(says(at(211)), Some(Refusal::Expired));
        assert_eq!(says(at(u64::MAX - at(0).seconds())), Some(Refusal::Expired));
        assert_eq!(says(at(44)), None);
        let late = issue("late");
        assert!(redeem(&service, "late", &late, at(210)).is_ok());
    });
}

#[test]
fn nobody_chooses_among_several() {
    each(|store| {
        let service = service(store.clone(), Rules::default());
        let prompts = prompts(5);
        let first = issue(&service, "me", at(0)).unwrap();
        let elsewhere = Request {
            relying_party: "shop",
            device: Some("phone"),
            ..request("me", &prompts)
        };
        let second = service.issue(&elsewhere, at(15)).unwrap().unwrap();
        assert_eq!(second.attempt, 2);
        let says = redeem(&service, "me", &first, at(16)).unwrap_err();
        assert_eq!(says, Refusal::Superseded);
        let record = store.find(&first.session).unwrap().unwrap();
        assert_eq!(record.state, State::Superseded);
        assert!(record.prompts.is_empty());
        // A refused request supersedes nothing.
        let refused = service.issue(&elsewhere, at(16)).unwrap().unwrap_err();
        assert_eq!(refused.code(), "too_soon");
        let right = Answer {
            relying_party: "shop",
            device: Some("phone"),
            ..answer("me", &second)
        };
        assert!(service.redeem(&right, at(16)).unwrap().is_ok());
    });
}

#[test]
fn only_what_was_redeemed_is_settled_and_once() {
    each(|store| {
        let service = service(store.clone(), Rules::default());
        let settle = |session: &str, passed| service.settle(session, passed, at(50)).unwrap();
        let issued = issue(&service, "me", at(0)).unwrap();
        assert!(!settle(&issued.session, true));
        redeem(&service, "me", &issued, at(1)).unwrap();
        assert!(settle(&issued.session, false));
        assert!(!settle(&issued.session, true));
        assert_eq!(
            issue(&service, "me", at(14)).unwrap_err().code(),
            "too_soon"
        );
        // Failed, and so it counts.
        let second = issue(&service, "me", at(15)).unwrap();
        assert_eq!((second.attempt, second.attempts_left), (2, 1));
        redeem(&service, "me", &second, at(16)).unwrap();
        let third = issue(&service, "me", at(45)).unwrap();
        assert_eq!(third.attempts_left, 0);
        // The second passes, after the third was issued: those before and after still count.
        assert!(settle(&second.session, true));
        assert!(!settle(&second.session, true));
        assert_eq!(
            issue(&service, "me", at(74)).unwrap_err().code(),
            "too_soon"
        );
        assert_eq!(issue(&service, "me", at(75)).unwrap().attempt, 3);
        let states = [&issued, &second, &third]
            .map(|issued| store.find(&issued.session).unwrap().unwrap().state);
        assert_eq!(states, [State::Failed, State::Passed, State::Superseded]);
    });
}

#[test]
fn a_purge_drops_what_is_beyond_every_window() {
    each(|store| {
        let service = service(store.clone(), Rules::default());
        const DAY: u64 = 24 * 60 * 60;
        let issued = issue(&service, "me", at(0)).unwrap();
        assert_eq!(service.purge(at(210)).unwrap(), 0);
        let state = || store.find(&issued.session).unwrap().map(|r| r.state);
        assert_eq!(state(), Some(State::Open));
        assert_eq!(service.purge(at(211)).unwrap(), 0);
        assert_eq!(state(), Some(State::Expired));
        assert!(
            store
                .find(&issued.session)
                .unwrap()
                .unwrap()
                .prompts
                .is_empty()
        );
        // Expired for good, even if the clock is set back.
        let says = |now| redeem(&service, "me", &issued, now).unwrap_err();
        assert_eq!(says(at(10)), Refusal::Expired);
        assert_eq!(service.purge(at(DAY + 210)).unwrap(), 0);
        assert_eq!(service.purge(at(DAY + 211)).unwrap(), 1);
        assert_eq!(says(at(10)), Refusal::Unknown);
        assert_eq!(service.purge(Time::from_seconds(0)).unwrap(), 0);
        // Many at once, more than a batch.
        for i in 0..1500 {
            issue(&service, &format!("s{i}"), at(0)).unwrap();
        }
        assert_eq!(service.purge(at(2 * DAY)).unwrap(), 1500);
    });
}

#[test]
fn misuse_is_an_error_that_names_no_one() {
    let service = service(MemoryStore::new(), Rules::default());
    let prompts = prompts(5);
    let long = "secret".repeat(limits::NAME_BYTES);
    let right = request("me", &prompts);
    for (name, kind) in [("", ErrorKind::Misuse), (&long[..], ErrorKind::Limit)] {
        let wrong = [
            Request {
                subject: name,
                ..right
            },
            Request {
                relying_party: name,
                ..right
            },
            Request {
                device: Some(name),
                ..right
            },
            Request {
                level: name,
                ..right
            },
        ];
        for request in wrong {
            let error = service.issue(&request, at(0)).unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(!error.to_string().contains("secret"));
        }
        let issued = issue(&service, "me", at(0));
        if let Ok(issued) = issued {
            let right = answer("me", &issued);
            for wrong in [
                Answer {
                    subject: name,
                    ..right
                },
                Answer {
                    relying_party: name,
                    ..right
                },
                Answer {
                    device: Some(name),
                    ..right
                },
            ] {
                let error = service.redeem(&wrong, at(0)).unwrap_err();
                assert_eq!(error.kind(), kind);
            }
        }
    }
    let pepper = Pepper::new([0; 32]);
    let error = ChallengeService::new(MemoryStore::new(), pepper, Rules::default());
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Misuse);
    let mut rules = Rules {
        life: Duration::from_secs(10),
        ..Rules::default()
    };
    let short = challenge_support::service(MemoryStore::new(), rules);
    let long = challenge_support::prompts(10_001);
    let error = short.issue(&request("me", &long), at(0)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    rules.life = Duration::from_secs(1);
    let error = ChallengeService::new(MemoryStore::new(), Pepper::new([1; 32]), rules);
    assert!(error.unwrap_err().to_string().starts_with("rules: life"));
}

#[test]
fn debug_output_tells_no_secret() {
    let service = service(MemoryStore::new(), Rules::default());
    let prompts = prompts(5);
    let request = Request {
        device: Some("phone-77"),
        ..request("ID 4711", &prompts)
    };
    let issued = service.issue(&request, at(0)).unwrap().unwrap();
    let answer = Answer {
        device: Some("phone-77"),
        ..answer("ID 4711", &issued)
    };
    let record = service.store().find(&issued.session).unwrap();
    let mut all = format!("{request:?} {issued:?} {answer:?} {record:?} {service:?}");
    let redeemed = service.redeem(&answer, at(1)).unwrap().unwrap();
    all += &format!("{redeemed:?}");
    for secret in ["4711", "phone", &issued.nonce, "7, 2", "[7"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
}
