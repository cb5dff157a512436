//! Random sequences of calls and jumps of the clock, against a model without a store: the
//! same answers in memory and in SQLite, and nothing is ever redeemed twice.
#![allow(clippy::unwrap_used)]

mod challenge_support;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use challenge_support::{each, prompts, service};
use proptest::prelude::*;
use selfsame_verdict::Time;
use selfsame_verdict::challenge::{Answer, Issued, Refusal, Request, Rules, Tries};

const SUBJECTS: [&str; 2] = ["me", "you"];
const DEVICES: [Option<&str>; 3] = [None, Some("phone"), Some("counter")];
const PARTIES: [&str; 2] = ["bank", "shop"];
/// Milliseconds at which sessions end: at once, and late enough to be too early.
const ENDS: [u64; 2] = [5, 9_001];

const LIFE: u64 = 20;
const SKEW: u64 = 3;
const EARLY: u64 = 2;
/// most, window, free, first delay, longest delay
const SUBJECT: [u64; 5] = [3, 100, 1, 5, 8];
const DEVICE: [u64; 5] = [4, 150, 2, 3, 10];

fn rules() -> Rules {
    let secs = Duration::from_secs;
    let tries = |[most, window, free, first, longest]: [u64; 5]| Tries {
        most: most as u32,
        window: secs(window),
        free: free as u32,
        first_delay: secs(first),
        longest_delay: secs(longest),
    };
    Rules {
        life: secs(LIFE),
        skew: secs(SKEW),
        early: secs(EARLY),
        subject: tries(SUBJECT),
        device: tries(DEVICE),
    }
}

#[derive(Debug, Clone)]
enum Call {
    /// Indices of subject, device, party and end.
    Issue(usize, usize, usize, usize),
    /// Which challenge, counted from the last, and what is wrong with the answer: from 4, nothing.
    Redeem(usize, u8),
    Settle(usize, bool),
    Purge,
    Jump(i64),
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let call = prop_oneof![
        6 => (0..2_usize, 0..3_usize, 0..2_usize, 0..2_usize)
            .prop_map(|(s, d, p, e)| Call::Issue(s, d, p, e)),
        5 => (0..3_usize, 0..12_u8).prop_map(|(which, wrong)| Call::Redeem(which, wrong)),
        3 => (0..3_usize, any::<bool>()).prop_map(|(which, passed)| Call::Settle(which, passed)),
        1 => Just(Call::Purge),
        7 => (0..12_i64).prop_map(Call::Jump),
        1 => (-12..0_i64).prop_map(Call::Jump),
        1 => (-400..400_i64).prop_map(Call::Jump),
    ];
    prop::collection::vec(call, 1..70)
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    Open,
    Redeemed,
    Settled,
    Superseded,
    Expired,
    Gone,
}

struct One {
    subject: usize,
    device: usize,
    issued: u64,
    end: u64,
    at: At,
}

/// Tries by subject (0) or device (1): which challenge, when.
type Tried = HashMap<(usize, usize), Vec<(usize, u64)>>;

#[derive(Default)]
struct Model {
    ones: Vec<One>,
    tried: Tried,
}

impl Model {
    /// The tries that are looked at, with their rules. No device: no tries.
    fn keys(subject: usize, device: usize) -> Vec<((usize, usize), [u64; 5])> {
        let mut keys = vec![((0, subject), SUBJECT)];
        if device > 0 {
            keys.push(((1, device), DEVICE));
        }
        keys
    }

    fn issue(&mut self, subject: usize, device: usize, end: u64, now: u64) -> Result<u32, Refusal> {
        let mut until = None;
        let mut wait = 0;
        for (key, [most, window, free, first, longest]) in Self::keys(subject, device) {
            let tried = self.tried.entry(key).or_default();
            for one in tried.iter_mut() {
                one.1 = one.1.min(now);
            }
            let counting: Vec<u64> = tried
                .iter()
                .map(|t| t.1)
                .filter(|t| t + window > now)
                .collect();
            if counting.len() as u64 >= most {
                until = until.max(Some(counting[counting.len() - most as usize] + window));
            } else if counting.len() as u64 >= free && !counting.is_empty() {
                let doubled = first << (counting.len() as u64 - free);
                let ready = counting[counting.len() - 1] + doubled.min(longest);
                wait = wait.max(ready.saturating_sub(now));
            }
        }
        if let Some(until) = until {
            let until = Time::from_seconds(until);
            return Err(Refusal::TooManyTries { until });
        }
        if wait > 0 {
            let wait = Duration::from_secs(wait);
            return Err(Refusal::TooSoon { wait });
        }
        for one in &mut self.ones {
            if one.subject == subject && one.at == At::Open {
                one.at = At::Superseded;
            }
        }
        let number = self.ones.len();
        for (key, [most, ..]) in Self::keys(subject, device) {
            let tried = self.tried.entry(key).or_default();
            tried.push((number, now));
            if tried.len() as u64 > most {
                tried.remove(0);
            }
        }
        self.ones.push(One {
            subject,
            device,
            issued: now,
            end,
            at: At::Open,
        });
        let mine = &self.tried[&(0, subject)];
        Ok(mine.iter().filter(|t| t.1 + SUBJECT[1] > now).count() as u32)
    }

    fn redeem(&mut self, number: usize, right: bool, now: u64) -> Result<(), Refusal> {
        let one = &mut self.ones[number];
        if one.at == At::Gone {
            return Err(Refusal::Unknown);
        }
        if !right {
            return Err(Refusal::WrongBinding);
        }
        match one.at {
            At::Redeemed | At::Settled => return Err(Refusal::AlreadyRedeemed),
            At::Superseded => return Err(Refusal::Superseded),
            At::Expired => return Err(Refusal::Expired),
            At::Open | At::Gone => {}
        }
        if now + SKEW < one.issued {
            return Err(Refusal::ClockSetBack);
        }
        if now > one.issued + LIFE + SKEW {
            return Err(Refusal::Expired);
        }
        let over = one.issued + one.end.div_ceil(1000);
        if now + EARLY < over {
            return Err(Refusal::TooEarly {
                wait: Duration::from_secs(over - now - EARLY),
            });
        }
        one.at = At::Redeemed;
        Ok(())
    }

    fn settle(&mut self, number: usize, passed: bool, now: u64) -> bool {
        let one = &mut self.ones[number];
        if one.at != At::Redeemed {
            return false;
        }
        one.at = At::Settled;
        if passed {
            for (key, _) in Self::keys(one.subject, one.device) {
                let tried = self.tried.entry(key).or_default();
                for one in tried.iter_mut() {
                    one.1 = one.1.min(now);
                }
                tried.retain(|t| t.0 != number);
            }
        }
        true
    }

    fn purge(&mut self, now: u64) -> usize {
        let forgotten = now - DEVICE[1] - SKEW;
        let mut dropped = 0;
        for one in &mut self.ones {
            if one.at == At::Open && one.issued + LIFE < now - SKEW {
                one.at = At::Expired;
            }
            if one.at != At::Gone && one.issued + LIFE < forgotten {
                one.at = At::Gone;
                dropped += 1;
            }
        }
        self.tried
            .retain(|_, tried| tried.last().is_some_and(|t| t.1 >= forgotten));
        dropped
    }
}

/// An answer to a challenge, wrong in one way or none.
fn answer<'a>(
    issued: &'a Issued,
    (subject, device, party): (usize, usize, usize),
    wrong: u8,
    nonce: &'a str,
) -> Answer<'a> {
    let flip = |which: u8| usize::from(wrong == which);
    Answer {
        session: &issued.session,
        nonce: if wrong == 0 { nonce } else { &issued.nonce },
        subject: SUBJECTS[(subject + flip(1)) % 2],
        relying_party: PARTIES[(party + flip(2)) % 2],
        device: DEVICES[(device + flip(3)) % 3],
    }
}

fn run(calls: &[Call]) {
    each(|store| {
        let service = service(store, rules());
        let mut model = Model::default();
        let mut now = challenge_support::START;
        let mut issued: Vec<(Issued, (usize, usize, usize))> = Vec::new();
        let mut redeemed = HashSet::new();
        for (i, call) in calls.iter().enumerate() {
            let time = Time::from_seconds(now);
            let pick = |back: usize| issued.len().checked_sub(back + 1);
            match *call {
                Call::Issue(subject, device, party, end) => {
                    let prompts = prompts(ENDS[end]);
                    let request = Request {
                        subject: SUBJECTS[subject],
                        relying_party: PARTIES[party],
                        device: DEVICES[device],
                        level: "standard",
                        prompts: &prompts,
                    };
                    let real = service.issue(&request, time).unwrap();
                    let attempt = real.as_ref().map(|r| r.attempt).map_err(|r| *r);
                    let expected = model.issue(subject, device, ENDS[end], now);
                    assert_eq!(attempt, expected, "call {i}");
                    if let Err(Refusal::TooSoon { wait }) = &real {
                        assert!(*wait <= Duration::from_secs(10), "call {i}: {wait:?}");
                    }
                    if let Ok(real) = real {
                        issued.push((real, (subject, device, party)));
                    }
                }
                Call::Redeem(back, wrong) => {
                    let Some(number) = pick(back) else { continue };
                    let (one, bound) = &issued[number];
                    let nonce = "n".repeat(43);
                    let real = service.redeem(&answer(one, *bound, wrong, &nonce), time);
                    let real = real.unwrap();
                    let expected = model.redeem(number, wrong > 3, now);
                    assert_eq!(
                        real.as_ref().map(|_| ()).map_err(|r| *r),
                        expected,
                        "call {i}"
                    );
                    if let Ok(real) = real {
                        assert!(
                            redeemed.insert(real.session().to_owned()),
                            "call {i}: twice"
                        );
                    }
                }
                Call::Settle(back, passed) => {
                    let Some(number) = pick(back) else { continue };
                    let real = service
                        .settle(&issued[number].0.session, passed, time)
                        .unwrap();
                    assert_eq!(real, model.settle(number, passed, now), "call {i}");
                }
                Call::Purge => {
                    assert_eq!(service.purge(time).unwrap(), model.purge(now), "call {i}");
                }
                Call::Jump(seconds) => now = now.checked_add_signed(seconds).unwrap(),
            }
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_service_does_as_the_model(calls in calls()) {
        run(&calls);
    }
}

#[test]
fn the_calls_reach_every_answer() {
    use proptest::strategy::ValueTree as _;
    // Or the model would agree with the service about little.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut codes = HashSet::new();
    for _ in 0..256 {
        let calls = calls().new_tree(&mut runner).unwrap().current();
        let mut model = Model::default();
        let mut now = challenge_support::START;
        for call in calls {
            let pick = |model: &Model, back: usize| model.ones.len().checked_sub(back + 1);
            match call {
                Call::Issue(subject, device, _, end) => {
                    let said = model.issue(subject, device, ENDS[end], now);
                    codes.insert(said.map_or_else(|r| r.code(), |_| "issued"));
                }
                Call::Redeem(back, wrong) => {
                    if let Some(number) = pick(&model, back) {
                        let said = model.redeem(number, wrong > 3, now);
                        codes.insert(said.map_or_else(|r| r.code(), |()| "redeemed"));
                    }
                }
                Call::Settle(back, passed) => {
                    if let Some(number) = pick(&model, back) {
                        let said = model.settle(number, passed, now);
                        codes.insert(if said { "settled" } else { "not settled" });
                    }
                }
                Call::Purge => {
                    model.purge(now);
                }
                Call::Jump(seconds) => now = now.checked_add_signed(seconds).unwrap(),
            }
        }
    }
    // Nine refusals and four other answers.
    assert_eq!(codes.len(), 13, "{codes:?}");
}
