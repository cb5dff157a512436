//! Challenges that are used once: issued, redeemed, counted.

use std::ffi::c_char;
use std::time::Duration;

use selfsame_verdict::Time;
use selfsame_verdict::challenge::{
    Answer, ChallengeService, Issued, MemoryStore, Pepper, Prompts, Redeemed, Refusal, Request,
    Rules, Tries,
};

use super::redeemed::{Told, selfsame_issued, selfsame_redeemed, used};
use crate::boundary::{Caller, Failure, Outcome, Versioned, free, handle};
use crate::code::selfsame_code;
use crate::enums;
use crate::error::selfsame_error;

/// The version of `selfsame_rules` in this header.
pub const SELFSAME_RULES_VERSION: u32 = 1;

/// How long a challenge lives, and how many tries there are. Set every member; where NULL is handed
/// over instead, it is as recommended below. All durations are seconds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct selfsame_rules {
    /// `sizeof(selfsame_rules)`.
    pub size: u32,
    /// `SELFSAME_RULES_VERSION`.
    pub version: u32,
    /// How long a challenge lives, 10 to 900; 180 is recommended.
    pub life_s: u32,
    /// How far the clocks of servers may differ, at most 120; 30 is recommended.
    pub skew_s: u32,
    /// How much before the session's end an answer may come, at most `skew_s`; 2 is recommended.
    pub early_s: u32,
    /// Most tries of a subject within the window, 1 to 1000; 3 is recommended.
    pub subject_most: u32,
    /// How long a try of a subject counts, 60 to 2678400; 86400 is recommended.
    pub subject_window_s: u32,
    /// Tries of a subject that need no delay before them; 1 is recommended.
    pub subject_free: u32,
    /// The first delay of a subject, doubled each time; 15 is recommended.
    pub subject_first_delay_s: u32,
    /// The longest delay of a subject; 900 is recommended.
    pub subject_longest_delay_s: u32,
    /// The same of a device: 60 is recommended.
    pub device_most: u32,
    /// 86400 is recommended.
    pub device_window_s: u32,
    /// 10 is recommended.
    pub device_free: u32,
    /// 5 is recommended.
    pub device_first_delay_s: u32,
    /// 900 is recommended.
    pub device_longest_delay_s: u32,
}

// SAFETY: repr(C), `size` and `version` in front, numbers.
unsafe impl Versioned for selfsame_rules {
    const NAME: &'static str = "selfsame_rules";
    const VERSION: u32 = SELFSAME_RULES_VERSION;
}

fn rules(caller: &Caller, rules: *const selfsame_rules) -> Outcome<Rules> {
    if rules.is_null() {
        return Ok(Rules::default());
    }
    let given = caller.versioned(rules, "rules")?;
    let seconds = |seconds: u32| Duration::from_secs(u64::from(seconds));
    Ok(Rules {
        life: seconds(given.life_s),
        skew: seconds(given.skew_s),
        early: seconds(given.early_s),
        subject: Tries {
            most: given.subject_most,
            window: seconds(given.subject_window_s),
            free: given.subject_free,
            first_delay: seconds(given.subject_first_delay_s),
            longest_delay: seconds(given.subject_longest_delay_s),
        },
        device: Tries {
            most: given.device_most,
            window: seconds(given.device_window_s),
            free: given.device_free,
            first_delay: seconds(given.device_first_delay_s),
            longest_delay: seconds(given.device_longest_delay_s),
        },
    })
}

/// Issues and redeems challenges. Any number of threads may use one. Free it with
/// `selfsame_service_free`.
pub struct selfsame_service {
    _ticket: [u8; 0],
}

/// A service on one of the stores.
pub(crate) enum Service {
    Memory(ChallengeService<MemoryStore>),
    #[cfg(feature = "sqlite")]
    Sqlite(ChallengeService<selfsame_verdict::challenge::SqliteStore>),
}

handle!(selfsame_service, Service, "a challenge service");

/// Calls a method of whichever service it is.
macro_rules! on {
    ($service:expr, $method:ident($($argument:expr),*)) => {
        match $service {
            Service::Memory(service) => service.$method($($argument),*),
            #[cfg(feature = "sqlite")]
            Service::Sqlite(service) => service.$method($($argument),*),
        }
    };
}

impl Service {
    fn issue(
        &self,
        request: &Request<'_>,
        now: Time,
    ) -> selfsame_verdict::Result<Result<Issued, Refusal>> {
        on!(self, issue(request, now))
    }

    fn redeem(
        &self,
        answer: &Answer<'_>,
        now: Time,
    ) -> selfsame_verdict::Result<Result<Redeemed, Refusal>> {
        on!(self, redeem(answer, now))
    }
}

/// A service whose challenges are forgotten with the process. `pepper` is 32 random bytes, the same for
/// all servers that share a store; `rules` may be NULL.
///
/// Errors: `SELFSAME_LENGTH`; `SELFSAME_ARGUMENT` for a pepper of zeros, or rules out of range; those of
/// structs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_service_in_memory(
    pepper: *const u8,
    pepper_length: usize,
    rules: *const selfsame_rules,
    service: *mut *mut selfsame_service,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_service_in_memory", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(service, "service")?;
        let pepper = Pepper::new(*caller.bytes_of::<32>(pepper, pepper_length, "pepper")?);
        let rules = self::rules(caller, rules)?;
        let service = ChallengeService::new(MemoryStore::new(), pepper, rules)?;
        out.give(Service::Memory(service));
        Ok(())
    })
}

/// A service whose challenges lie in a SQLite file, which is made if it is not there and which several
/// processes may share. What it answers is on the disk.
///
/// Errors: as `selfsame_service_in_memory`; `SELFSAME_STORE`; `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_service_in_sqlite(
    path: *const c_char,
    path_length: usize,
    pepper: *const u8,
    pepper_length: usize,
    rules: *const selfsame_rules,
    service: *mut *mut selfsame_service,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_service_in_sqlite", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(service, "service")?;
        let path = caller.text(path, path_length, "path")?;
        let pepper = Pepper::new(*caller.bytes_of::<32>(pepper, pepper_length, "pepper")?);
        let rules = self::rules(caller, rules)?;
        out.give(in_sqlite(path, pepper, rules)?);
        Ok(())
    })
}

#[cfg(feature = "sqlite")]
fn in_sqlite(path: &str, pepper: Pepper, rules: Rules) -> Outcome<Service> {
    let store = selfsame_verdict::challenge::SqliteStore::open(path)?;
    Ok(Service::Sqlite(ChallengeService::new(
        store, pepper, rules,
    )?))
}

#[cfg(not(feature = "sqlite"))]
fn in_sqlite(_: &str, _: Pepper, _: Rules) -> Outcome<Service> {
    Err(super::keys::not_built("sqlite"))
}

/// Issues a challenge, which is a try from now on. Who, for whom, and on which device (NULL and 0 if it
/// is not known), 1 to 512 bytes each, in the caller's one spelling; the `selfsame_level` that `prompts`
/// were drawn for; `prompts` as `selfsame_challenge_to_json` gives them, a new draw each time; `now_s`
/// in seconds since 1970 UTC.
///
/// Errors: `SELFSAME_REFUSED_TOO_SOON`, `SELFSAME_REFUSED_TOO_MANY_TRIES` (`selfsame_error_wait` tells
/// until when); `SELFSAME_CLAIMS` for what are no
/// prompts; `SELFSAME_ARGUMENT`, `SELFSAME_LIMIT`, `SELFSAME_ENUM`; `SELFSAME_STORE`: then a try may count that
/// nobody had.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_service_issue(
    service: *const selfsame_service,
    subject: *const c_char,
    subject_length: usize,
    relying_party: *const c_char,
    relying_party_length: usize,
    device: *const c_char,
    device_length: usize,
    level: i32,
    prompts: *const c_char,
    prompts_length: usize,
    now_s: u64,
    issued: *mut *mut selfsame_issued,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_service_issue", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(issued, "issued")?;
        let service = caller.handle(service, "service")?;
        let prompts = caller.text(prompts, prompts_length, "prompts")?;
        let prompts = Prompts::from_json(prompts.as_bytes())?;
        let request = Request {
            subject: caller.text(subject, subject_length, "subject")?,
            relying_party: caller.text(relying_party, relying_party_length, "relying_party")?,
            device: caller.text_or_null(device, device_length, "device")?,
            level: enums::level(level, "level")?.name(),
            prompts: &prompts,
        };
        let now = Time::from_seconds(now_s);
        let issued = service.issue(&request, now)?;
        let issued = issued.map_err(|refusal| Failure::refused(refusal, now))?;
        out.give(Told::of(issued)?);
        Ok(())
    })
}

/// Takes the answer to a challenge, once: its name and nonce as the device has them; subject, relying
/// party and device as the server knows them of the caller, never the answer's own word.
///
/// Errors: `SELFSAME_REFUSED_*`; `SELFSAME_ARGUMENT`, `SELFSAME_LIMIT`; `SELFSAME_STORE`: then the challenge may
/// be used up.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_service_redeem(
    service: *const selfsame_service,
    session: *const c_char,
    session_length: usize,
    nonce: *const c_char,
    nonce_length: usize,
    subject: *const c_char,
    subject_length: usize,
    relying_party: *const c_char,
    relying_party_length: usize,
    device: *const c_char,
    device_length: usize,
    now_s: u64,
    redeemed: *mut *mut selfsame_redeemed,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_service_redeem", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(redeemed, "redeemed")?;
        let service = caller.handle(service, "service")?;
        let answer = Answer {
            session: caller.text(session, session_length, "session")?,
            nonce: caller.text(nonce, nonce_length, "nonce")?,
            subject: caller.text(subject, subject_length, "subject")?,
            relying_party: caller.text(relying_party, relying_party_length, "relying_party")?,
            device: caller.text_or_null(device, device_length, "device")?,
        };
        let now = Time::from_seconds(now_s);
        let redeemed = service.redeem(&answer, now)?;
        let redeemed = redeemed.map_err(|refusal| Failure::refused(refusal, now))?;
        out.give(used(redeemed)?);
        Ok(())
    })
}

/// Says whether the person passed: if so, this try is given back. `settled` is false if the session is
/// unknown, not redeemed, or settled before.
///
/// Errors: `SELFSAME_STORE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_service_settle(
    service: *const selfsame_service,
    session: *const c_char,
    session_length: usize,
    passed: bool,
    now_s: u64,
    settled: *mut bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_service_settle", error) };
    caller.answer(|caller| {
        let out = caller.out(settled, "settled")?;
        let service = caller.handle(service, "service")?;
        let session = caller.text(session, session_length, "session")?;
        out.give(on!(
            &*service,
            settle(session, passed, Time::from_seconds(now_s))
        )?);
        Ok(())
    })
}

/// Wipes prompts of challenges whose life is over, and drops challenges and tries that lie beyond every
/// window: how many challenges were dropped.
///
/// Errors: `SELFSAME_STORE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_service_purge(
    service: *const selfsame_service,
    now_s: u64,
    dropped: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_service_purge", error) };
    caller.answer(|caller| {
        let out = caller.out(dropped, "dropped")?;
        let service = caller.handle(service, "service")?;
        out.give(on!(&*service, purge(Time::from_seconds(now_s)))?);
        Ok(())
    })
}

/// Frees a service. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_service_free(service: *mut selfsame_service) -> selfsame_code {
    free(service)
}
