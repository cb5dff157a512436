//! What a session came to, for C: outcomes, reasons, digits, channels; and JSON for the rest.

use selfsame::Completed;

use crate::boundary::{Caller, Failure, Outcome, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code;
use crate::enums::{self, selfsame_channel, selfsame_finding, selfsame_outcome, selfsame_reason};
use crate::error::selfsame_error;
use crate::matching::selfsame_comparison;

/// What a session came to. It may be shown and stored: it has no scores. (Scores stay in its
/// evidence, of which C gets the comparison of faces.) Unchangeable, so any thread may read it.
/// Free it with `selfsame_verdict_free`.
pub struct selfsame_verdict {
    _ticket: [u8; 0],
}

/// All that the session left.
pub(crate) struct Kept(Completed);

handle!(selfsame_verdict, Kept, "a verdict");

impl From<Completed> for Kept {
    fn from(completed: Completed) -> Self {
        Self(completed)
    }
}

/// Pass only if liveness and, where a portrait was given, the match pass.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_outcome(
    verdict: *const selfsame_verdict,
    outcome: *mut selfsame_outcome,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_outcome", error) };
    caller.answer(|caller| {
        let out = caller.out(outcome, "outcome")?;
        let verdict = caller.handle(verdict, "verdict")?;
        out.give(enums::outcome(verdict.0.verdict.outcome));
        Ok(())
    })
}

/// Liveness alone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_liveness(
    verdict: *const selfsame_verdict,
    outcome: *mut selfsame_outcome,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_liveness", error) };
    caller.answer(|caller| {
        let out = caller.out(outcome, "outcome")?;
        let verdict = caller.handle(verdict, "verdict")?;
        out.give(enums::outcome(verdict.0.verdict.liveness.outcome));
        Ok(())
    })
}

/// The comparison with the portrait alone.
///
/// Errors: `SELFSAME_ABSENT` if no portrait was given or no face could be compared.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_match(
    verdict: *const selfsame_verdict,
    outcome: *mut selfsame_outcome,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_match", error) };
    caller.answer(|caller| {
        let out = caller.out(outcome, "outcome")?;
        let verdict = caller.handle(verdict, "verdict")?;
        let matching = verdict.0.verdict.matching.as_ref();
        out.give(enums::outcome(matching.ok_or_else(no_match)?.outcome));
        Ok(())
    })
}

fn no_match() -> Failure {
    Failure::absent("no portrait was given, or no face could be compared")
}

/// The comparison itself: evidence, with a score. Not for the person before the camera.
///
/// Errors: `SELFSAME_ABSENT` as `selfsame_verdict_match`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_comparison(
    verdict: *const selfsame_verdict,
    comparison: *mut *mut selfsame_comparison,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_comparison", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(comparison, "comparison")?;
        let verdict = caller.handle(verdict, "verdict")?;
        out.give(verdict.0.evidence.comparison.ok_or_else(no_match)?);
        Ok(())
    })
}

/// Whether the subject was simulated or recorded for a test: such a verdict says nothing about
/// anybody.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_is_test(
    verdict: *const selfsame_verdict,
    test: *mut bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_is_test", error) };
    caller.answer(|caller| {
        let out = caller.out(test, "test")?;
        out.give(caller.handle(verdict, "verdict")?.0.verdict.test);
        Ok(())
    })
}

/// How many reasons there are; none on a pass.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_reason_count(
    verdict: *const selfsame_verdict,
    count: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_reason_count", error) };
    caller.answer(|caller| {
        let out = caller.out(count, "count")?;
        out.give(caller.handle(verdict, "verdict")?.0.verdict.reasons.len());
        Ok(())
    })
}

/// The item of a list, or what is wrong with the index.
fn item<T>(list: &[T], index: usize) -> Outcome<&T> {
    list.get(index)
        .ok_or_else(|| Failure::index(index, list.len()))
}

/// A reason, the gravest first. `selfsame_reason_advice` tells what a person can do about it.
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_reason(
    verdict: *const selfsame_verdict,
    index: usize,
    reason: *mut selfsame_reason,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_reason", error) };
    caller.answer(|caller| {
        let out = caller.out(reason, "reason")?;
        let verdict = caller.handle(verdict, "verdict")?;
        out.give(enums::reason(*item(&verdict.0.verdict.reasons, index)?));
        Ok(())
    })
}

/// How many digits were shown.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_digit_count(
    verdict: *const selfsame_verdict,
    count: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_digit_count", error) };
    caller.answer(|caller| {
        let out = caller.out(count, "count")?;
        out.give(caller.handle(verdict, "verdict")?.0.verdict.digits.len());
        Ok(())
    })
}

/// A digit, and when it was read, in milliseconds of the frames' clock: when it was shown, whether
/// a reading was found, and from when to when that was (both 0 if none was found).
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_digit(
    verdict: *const selfsame_verdict,
    index: usize,
    digit: *mut u8,
    prompted_ms: *mut u64,
    found: *mut bool,
    start_ms: *mut u64,
    end_ms: *mut u64,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_digit", error) };
    caller.answer(|caller| {
        let digit = caller.out(digit, "digit")?;
        let prompted = caller.out(prompted_ms, "prompted_ms")?;
        let found = caller.out(found, "found")?;
        let start = caller.out(start_ms, "start_ms")?;
        let end = caller.out(end_ms, "end_ms")?;
        let verdict = caller.handle(verdict, "verdict")?;
        let read = item(&verdict.0.verdict.digits, index)?;
        digit.give(read.digit);
        prompted.give(read.prompted_ms);
        found.give(read.start_ms.is_some());
        start.give(read.start_ms.unwrap_or(0));
        end.give(read.end_ms.unwrap_or(0));
        Ok(())
    })
}

/// How many channels of liveness there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_channel_count(
    verdict: *const selfsame_verdict,
    count: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_channel_count", error) };
    caller.answer(|caller| {
        let out = caller.out(count, "count")?;
        let verdict = caller.handle(verdict, "verdict")?;
        out.give(verdict.0.verdict.liveness.channels.len());
        Ok(())
    })
}

/// A channel, and what it says.
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_channel(
    verdict: *const selfsame_verdict,
    index: usize,
    channel: *mut selfsame_channel,
    finding: *mut selfsame_finding,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_channel", error) };
    caller.answer(|caller| {
        let channel = caller.out(channel, "channel")?;
        let finding = caller.out(finding, "finding")?;
        let verdict = caller.handle(verdict, "verdict")?;
        let told = item(&verdict.0.verdict.liveness.channels, index)?;
        channel.give(enums::channel(told.name));
        finding.give(enums::finding(told.finding));
        Ok(())
    })
}

/// The whole verdict as JSON (`selfsame.verdict/1`, docs/json.md).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_to_json(
    verdict: *const selfsame_verdict,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_to_json", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        let verdict = caller.handle(verdict, "verdict")?;
        out.give(Bytes::json(&verdict.0.verdict)?);
        Ok(())
    })
}

/// What may be signed of the session, as JSON (`selfsame.statement/1`): what
/// `selfsame_issuer_sign` takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_verdict_statement(
    verdict: *const selfsame_verdict,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_verdict_statement", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        let verdict = caller.handle(verdict, "verdict")?;
        out.give(Bytes::json(&verdict.0.statement()?)?);
        Ok(())
    })
}

/// Frees a verdict, and the evidence of its session with it. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_verdict_free(verdict: *mut selfsame_verdict) -> selfsame_code {
    free(verdict)
}
