//! A relying party: which tokens it takes.

use std::ffi::c_char;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use selfsame_verdict::seen::{MemorySeen, SeenTokens};
use selfsame_verdict::{KeySet, Time, Verifier};

use super::keys::selfsame_key_set;
use super::verified::{Checked, selfsame_verified};
use crate::boundary::{Caller, Failure, Outcome, brief, free, handle};
use crate::code::selfsame_code::{self, *};
use crate::enums;
use crate::error::selfsame_error;

/// What a verifier will be. One thread at a time. Free it with `selfsame_verifier_builder_free`.
///
/// What is not set is: any level and any match are taken (demand both!), clocks may be 30 seconds apart,
/// tokens that were seen are remembered in memory, tests are refused.
pub struct selfsame_verifier_builder {
    _ticket: [u8; 0],
}

/// What C has set so far.
pub(crate) struct Wishes {
    audience: String,
    issuer: String,
    keys: KeySet,
    level: Option<&'static str>,
    rate: Option<&'static str>,
    sm2: bool,
    skew: Option<Duration>,
    tests: bool,
    seen: Option<Arc<dyn SeenTokens>>,
}

handle!(
    selfsame_verifier_builder,
    Mutex<Wishes>,
    "a verifier builder"
);

impl Wishes {
    fn build(&self) -> Outcome<Verifier> {
        let (audience, issuer) = (self.audience.as_str(), self.issuer.as_str());
        let mut verifier = Verifier::new(audience, issuer, self.keys.clone())?;
        if let Some(level) = self.level {
            verifier = verifier.demanding_level(level)?;
        }
        if let Some(rate) = self.rate {
            verifier = verifier.demanding_match(rate)?;
        }
        #[cfg(feature = "sm2")]
        if self.sm2 {
            verifier = verifier.demanding_sm2();
        }
        if let Some(skew) = self.skew {
            verifier = verifier.with_skew(skew);
        }
        if self.tests {
            verifier = verifier.danger_tests_only();
        }
        let seen = self.seen.clone();
        Ok(verifier.remembering(seen.unwrap_or_else(|| Arc::new(MemorySeen::default()))))
    }
}

fn set(
    caller: &Caller,
    builder: *mut selfsame_verifier_builder,
    change: impl FnOnce(&mut Wishes),
) -> Outcome<()> {
    let builder = caller.handle(builder, "builder")?;
    let mut wishes = brief(&builder).map_err(|failure| failure.of("builder"))?;
    change(&mut wishes);
    Ok(())
}

/// A relying party that checks tokens, and remembers which it has seen. Any number of threads may use
/// one. Free it with `selfsame_verifier_free`.
pub struct selfsame_verifier {
    _ticket: [u8; 0],
}
handle!(selfsame_verifier, Verifier, "a verifier");

/// A relying party by its name, the issuer that it trusts, and that issuer's keys, which are copied.
///
/// Errors: `SELFSAME_ARGUMENT` for a name that is empty, longer than 512 bytes or has control characters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_builder_new(
    audience: *const c_char,
    audience_length: usize,
    issuer: *const c_char,
    issuer_length: usize,
    keys: *const selfsame_key_set,
    builder: *mut *mut selfsame_verifier_builder,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_builder_new", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(builder, "builder")?;
        let audience = caller.text(audience, audience_length, "audience")?;
        let issuer = caller.text(issuer, issuer_length, "issuer")?;
        let keys = caller.handle(keys, "keys")?;
        let keys = brief(&keys).map_err(|failure| failure.of("keys"))?.clone();
        // The names are checked here, where they are given.
        Verifier::new(audience, issuer, KeySet::new())?;
        out.give(Mutex::new(Wishes {
            audience: audience.to_owned(),
            issuer: issuer.to_owned(),
            keys,
            level: None,
            rate: None,
            sm2: false,
            skew: None,
            tests: false,
            seen: None,
        }));
        Ok(())
    })
}

/// Takes a pass at this `selfsame_level` or a stricter one only.
///
/// Errors: `SELFSAME_ENUM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_builder_demand_level(
    builder: *mut selfsame_verifier_builder,
    level: i32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_builder_demand_level", error) };
    caller.answer(|caller| {
        let level = enums::level(level, "level")?.name();
        set(caller, builder, |wishes| wishes.level = Some(level))?;
        Ok(())
    })
}

/// Takes a pass only with a match at this `selfsame_fmr` or a stricter one. Without this a pass may be of
/// anybody's live face.
///
/// Errors: `SELFSAME_ENUM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_builder_demand_match(
    builder: *mut selfsame_verifier_builder,
    false_match_rate: i32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_builder_demand_match", error) };
    caller.answer(|caller| {
        let rate = enums::rate(false_match_rate, "false_match_rate")?.name();
        set(caller, builder, |wishes| wishes.rate = Some(rate))?;
        Ok(())
    })
}

/// Takes only tokens with a second signature (SM2) by a key of the set.
///
/// Errors: `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_builder_demand_sm2(
    builder: *mut selfsame_verifier_builder,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_builder_demand_sm2", error) };
    caller.answer(|caller| {
        if cfg!(not(feature = "sm2")) {
            return Err(super::keys::not_built("sm2"));
        }
        set(caller, builder, |wishes| wishes.sm2 = true)?;
        Ok(())
    })
}

/// How far clocks may be apart, at most 120 seconds; 30 is recommended.
///
/// Errors: `SELFSAME_ARGUMENT` for more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_builder_set_skew(
    builder: *mut selfsame_verifier_builder,
    skew_s: u32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_builder_set_skew", error) };
    caller.answer(|caller| {
        if skew_s > 120 {
            let message = format!("{skew_s} seconds between clocks: 120 at most");
            return Err(Failure::new(SELFSAME_ARGUMENT, message).of("skew_s"));
        }
        let skew = Duration::from_secs(u64::from(skew_s));
        set(caller, builder, |wishes| wishes.skew = Some(skew))?;
        Ok(())
    })
}

/// Remembers tokens in a SQLite file that several processes share.
///
/// Errors: `SELFSAME_STORE`, `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_builder_remember_in_sqlite(
    builder: *mut selfsame_verifier_builder,
    path: *const c_char,
    path_length: usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_builder_remember_in_sqlite", error) };
    caller.answer(|caller| {
        let path = caller.text(path, path_length, "path")?;
        // No file is made for a builder that is none.
        caller.handle(builder, "builder")?;
        let seen = in_sqlite(path)?;
        set(caller, builder, |wishes| wishes.seen = Some(seen))?;
        Ok(())
    })
}

#[cfg(feature = "sqlite")]
fn in_sqlite(path: &str) -> Outcome<Arc<dyn SeenTokens>> {
    Ok(Arc::new(selfsame_verdict::seen::SqliteSeen::open(path)?))
}

#[cfg(not(feature = "sqlite"))]
fn in_sqlite(_: &str) -> Outcome<Arc<dyn SeenTokens>> {
    Err(super::keys::not_built("sqlite"))
}

/// For a test system: takes verdicts of tests, which anybody can make, and no others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_builder_danger_tests_only(
    builder: *mut selfsame_verifier_builder,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_builder_danger_tests_only", error) };
    caller.answer(|caller| {
        set(caller, builder, |wishes| wishes.tests = true)?;
        Ok(())
    })
}

/// Builds the verifier. The builder stays as it is; verifiers of one builder remember apart, unless it
/// has a file.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_build(
    builder: *const selfsame_verifier_builder,
    verifier: *mut *mut selfsame_verifier,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_build", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(verifier, "verifier")?;
        let builder = caller.handle(builder, "builder")?;
        let verifier = brief(&builder)
            .map_err(|failure| failure.of("builder"))?
            .build()?;
        out.give(verifier);
        Ok(())
    })
}

/// Frees a builder. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_verifier_builder_free(
    verifier_builder: *mut selfsame_verifier_builder,
) -> selfsame_code {
    free(verifier_builder)
}

/// Checks a token that answers the request with this nonce, at `now_s`, seconds since 1970 UTC. A token
/// that was checked well is used up: it is not taken again. What was checked well may still say that
/// the session failed: ask `selfsame_verified_outcome`.
///
/// Errors: `SELFSAME_TOKEN_*`, the first that holds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_verify(
    verifier: *const selfsame_verifier,
    token: *const c_char,
    token_length: usize,
    nonce: *const c_char,
    nonce_length: usize,
    now_s: u64,
    verified: *mut *mut selfsame_verified,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_verify", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(verified, "verified")?;
        let verifier = caller.handle(verifier, "verifier")?;
        let token = caller.text(token, token_length, "token")?;
        let nonce = caller.text(nonce, nonce_length, "nonce")?;
        let verified = verifier.verify(token, nonce, Time::from_seconds(now_s))?;
        out.give(Checked::of(verified));
        Ok(())
    })
}

/// The same, and that `evidence` is the sealed file that the token names. A token with the wrong evidence
/// beside it is not used up.
///
/// Errors: `SELFSAME_TOKEN_*`, the first that holds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verifier_verify_with_evidence(
    verifier: *const selfsame_verifier,
    token: *const c_char,
    token_length: usize,
    nonce: *const c_char,
    nonce_length: usize,
    evidence: *const u8,
    evidence_length: usize,
    now_s: u64,
    verified: *mut *mut selfsame_verified,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verifier_verify_with_evidence", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(verified, "verified")?;
        let verifier = caller.handle(verifier, "verifier")?;
        let token = caller.text(token, token_length, "token")?;
        let nonce = caller.text(nonce, nonce_length, "nonce")?;
        let evidence = caller.bytes(evidence, evidence_length, "evidence")?;
        let now = Time::from_seconds(now_s);
        let verified = verifier.verify_with_evidence(token, nonce, evidence, now)?;
        out.give(Checked::of(verified));
        Ok(())
    })
}

/// Frees a verifier, and what it remembers in memory. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_verifier_free(verifier: *mut selfsame_verifier) -> selfsame_code {
    free(verifier)
}
