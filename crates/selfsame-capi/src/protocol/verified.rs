//! What a token says that was checked.

use std::ffi::c_char;

use selfsame_verdict::claims::Claims;
use selfsame_verdict::{Outcome as Came, Passed, Verified};

use crate::boundary::{Caller, Failure, Text, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code;
use crate::enums::selfsame_outcome;
use crate::error::selfsame_error;

/// A token that is what it claims to be; it may say that the session failed. Unchangeable. Free it with
/// `selfsame_verified_free`.
pub struct selfsame_verified {
    _ticket: [u8; 0],
}

/// A checked token, and the texts that C borrows of it.
pub(crate) struct Checked {
    what: What,
    kid: Text,
    /// Of a token with two signatures only.
    sm2_kid: Option<Text>,
    /// Of a pass only.
    subject: Option<Text>,
}

enum What {
    Passed(Box<Passed>),
    Other(Box<Verified>),
}

handle!(selfsame_verified, Checked, "a verified token");

impl Checked {
    pub(super) fn of(verified: Verified) -> Self {
        let kid = Text::of(verified.kid());
        let sm2_kid = verified.sm2_kid().map(Text::of);
        match verified.passed() {
            Ok(passed) => Self {
                kid,
                sm2_kid,
                subject: Some(Text::of(passed.subject())),
                what: What::Passed(Box::new(passed)),
            },
            Err(other) => Self {
                kid,
                sm2_kid,
                subject: None,
                what: What::Other(Box::new(other)),
            },
        }
    }

    fn claims(&self) -> &Claims {
        match &self.what {
            What::Passed(passed) => passed.claims(),
            What::Other(verified) => verified.claims(),
        }
    }
}

/// What the session came to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verified_outcome(
    verified: *const selfsame_verified,
    outcome: *mut selfsame_outcome,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verified_outcome", error) };
    caller.answer(|caller| {
        let out = caller.out(outcome, "outcome")?;
        let verified = caller.handle(verified, "verified")?;
        out.give(match verified.claims().selfsame.outcome {
            Came::Pass => selfsame_outcome::SELFSAME_OUTCOME_PASS,
            Came::Fail => selfsame_outcome::SELFSAME_OUTCOME_FAIL,
            Came::Retry => selfsame_outcome::SELFSAME_OUTCOME_RETRY,
            Came::NotApplicable => selfsame_outcome::SELFSAME_OUTCOME_NOT_APPLICABLE,
        });
        Ok(())
    })
}

/// Who passed: a program that needs a name of somebody who was there asks for it here, and gets none of
/// any other outcome. It lives as long as the verified token.
///
/// Errors: `SELFSAME_ABSENT` if the outcome is no pass.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verified_subject(
    verified: *const selfsame_verified,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verified_subject", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        let verified = caller.handle(verified, "verified")?;
        let nobody = || Failure::absent("the session did not pass: nobody was verified");
        out.give(verified.subject.as_ref().ok_or_else(nobody)?);
        Ok(())
    })
}

/// Whether the person who passed is the one on a portrait; false of any other outcome, and of a pass
/// without one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verified_is_matched(
    verified: *const selfsame_verified,
    matched: *mut bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verified_is_matched", error) };
    caller.answer(|caller| {
        let out = caller.out(matched, "matched")?;
        let verified = caller.handle(verified, "verified")?;
        out.give(matches!(&verified.what, What::Passed(passed) if passed.is_matched()));
        Ok(())
    })
}

/// The key that signed it. It lives as long as the verified token.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verified_kid(
    verified: *const selfsame_verified,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verified_kid", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&caller.handle(verified, "verified")?.kid);
        Ok(())
    })
}

/// The SM2 key whose signature was checked as well. It lives as long as the verified token.
///
/// Errors: `SELFSAME_ABSENT` if there was no second signature.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verified_sm2_kid(
    verified: *const selfsame_verified,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verified_sm2_kid", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        let verified = caller.handle(verified, "verified")?;
        let none = || Failure::absent("the token has no second signature that was checked");
        out.give(verified.sm2_kid.as_ref().ok_or_else(none)?);
        Ok(())
    })
}

/// All that the token says, as JSON (docs/verdict.md).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verified_claims(
    verified: *const selfsame_verified,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verified_claims", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        out.give(Bytes::json(caller.handle(verified, "verified")?.claims())?);
        Ok(())
    })
}

/// Frees a verified token. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_verified_free(verified: *mut selfsame_verified) -> selfsame_code {
    free(verified)
}

/// What a token says, as JSON, unverified: for a log or a screen, never for a decision.
///
/// Errors: `SELFSAME_TOKEN_TOO_LONG`, `SELFSAME_TOKEN_MALFORMED`, `SELFSAME_TOKEN_CLAIMS`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_token_inspect(
    token: *const c_char,
    token_length: usize,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_token_inspect", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        let token = caller.text(token, token_length, "token")?;
        let unverified = selfsame_verdict::verify::inspect(token)?;
        out.give(Bytes::json(unverified.claims())?);
        Ok(())
    })
}
