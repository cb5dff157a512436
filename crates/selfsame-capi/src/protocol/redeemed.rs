//! A challenge that was issued, and one that was redeemed.

use std::ffi::c_char;
use std::sync::Mutex;

use selfsame_verdict::challenge::{Issued, Redeemed};

use crate::boundary::{Caller, Failure, Outcome, Text, brief, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code::{self, *};
use crate::error::selfsame_error;

/// A challenge, to be sent to the device that shows it. Unchangeable. Free it with
/// `selfsame_issued_free`.
pub struct selfsame_issued {
    _ticket: [u8; 0],
}

/// A challenge, and the texts that C borrows of it.
pub(crate) struct Told {
    issued: Issued,
    session: Text,
    nonce: Text,
    prompts: Text,
}

handle!(selfsame_issued, Told, "an issued challenge");

impl Told {
    pub(super) fn of(issued: Issued) -> Outcome<Self> {
        Ok(Self {
            session: Text::of(issued.session.as_str()),
            nonce: Text::of(issued.nonce.as_str()),
            prompts: Text::of(issued.prompts.to_json()?),
            issued,
        })
    }
}

/// The challenge's name, 22 letters. It lives as long as the challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issued_session(
    issued: *const selfsame_issued,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issued_session", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(issued, "issued")?.session);
        Ok(())
    })
}

/// What the answer must know, 43 letters: a secret until then. It lives as long as the challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issued_nonce(
    issued: *const selfsame_issued,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issued_nonce", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(issued, "issued")?.nonce);
        Ok(())
    })
}

/// What is prompted, as JSON: a secret until it is shown. `selfsame_challenge_from_json` reads it. It
/// lives as long as the challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issued_prompts(
    issued: *const selfsame_issued,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issued_prompts", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(issued, "issued")?.prompts);
        Ok(())
    })
}

/// When it was issued and the last second of its life, seconds since 1970 UTC; which try of the
/// subject's it is, from 1; how many there are after this one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issued_numbers(
    issued: *const selfsame_issued,
    issued_at_s: *mut u64,
    expires_at_s: *mut u64,
    attempt: *mut u32,
    attempts_left: *mut u32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issued_numbers", error) };
    caller.answer(|caller| {
        let issued_at = caller.out(issued_at_s, "issued_at_s")?;
        let expires_at = caller.out(expires_at_s, "expires_at_s")?;
        let attempt = caller.out(attempt, "attempt")?;
        let left = caller.out(attempts_left, "attempts_left")?;
        let told = caller.handle(issued, "issued")?;
        issued_at.give(told.issued.issued_at.seconds());
        expires_at.give(told.issued.expires_at.seconds());
        attempt.give(told.issued.attempt);
        left.give(told.issued.attempts_left);
        Ok(())
    })
}

/// All of it as JSON, for the device: name, nonce, prompts, times, tries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_issued_to_json(
    issued: *const selfsame_issued,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_issued_to_json", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        out.give(Bytes::json(&caller.handle(issued, "issued")?.issued)?);
        Ok(())
    })
}

/// Frees an issued challenge; it stays issued. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_issued_free(issued: *mut selfsame_issued) -> selfsame_code {
    free(issued)
}

/// A challenge that was answered, once: what `selfsame_issuer_sign` uses up. One thread at a time. Free
/// it with `selfsame_redeemed_free`, used up or not.
pub struct selfsame_redeemed {
    _ticket: [u8; 0],
}

/// What was redeemed until it is used up, and what was prompted.
pub(crate) struct Used {
    pub(super) redeemed: Mutex<Option<Redeemed>>,
    prompts: Text,
    session: Text,
    subject: Text,
    relying_party: Text,
    level: Text,
}

handle!(selfsame_redeemed, Used, "a redeemed challenge");

pub(super) fn used(redeemed: Redeemed) -> Outcome<Used> {
    Ok(Used {
        prompts: Text::of(redeemed.prompts().to_json()?),
        session: Text::of(redeemed.session()),
        subject: Text::of(redeemed.subject()),
        relying_party: Text::of(redeemed.relying_party()),
        level: Text::of(redeemed.level()),
        redeemed: Mutex::new(Some(redeemed)),
    })
}

impl Used {
    /// The challenge, which is used up by this.
    pub(super) fn take(&self) -> Outcome<Redeemed> {
        let mut redeemed = brief(&self.redeemed).map_err(|failure| failure.of("redeemed"))?;
        redeemed.take().ok_or_else(|| {
            let message =
                "the challenge was used up by an earlier call: one challenge, one verdict";
            Failure::new(SELFSAME_FINISHED, message).of("redeemed")
        })
    }
}

/// What was prompted, as JSON: hold the session against this, not against what came with it. It lives
/// as long as the redeemed challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_redeemed_prompts(
    redeemed: *const selfsame_redeemed,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_redeemed_prompts", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(redeemed, "redeemed")?.prompts);
        Ok(())
    })
}

/// The challenge's name. It lives as long as the redeemed challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_redeemed_session(
    redeemed: *const selfsame_redeemed,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_redeemed_session", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(redeemed, "redeemed")?.session);
        Ok(())
    })
}

/// Who answered. It lives as long as the redeemed challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_redeemed_subject(
    redeemed: *const selfsame_redeemed,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_redeemed_subject", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(redeemed, "redeemed")?.subject);
        Ok(())
    })
}

/// For whom the verdict is. It lives as long as the redeemed challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_redeemed_relying_party(
    redeemed: *const selfsame_redeemed,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_redeemed_relying_party", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(redeemed, "redeemed")?.relying_party);
        Ok(())
    })
}

/// The level that the prompts were drawn for, by its name: `standard`. It lives as long as the redeemed
/// challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_redeemed_level(
    redeemed: *const selfsame_redeemed,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_redeemed_level", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(redeemed, "redeemed")?.level);
        Ok(())
    })
}

/// Frees a redeemed challenge; it stays redeemed. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_redeemed_free(redeemed: *mut selfsame_redeemed) -> selfsame_code {
    free(redeemed)
}
