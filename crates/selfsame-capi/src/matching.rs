//! How alike two templates are, and what that says at a stated false-match rate.

use selfsame::matching::Comparison;

use crate::boundary::{Caller, Failure, free, handle};
use crate::code::selfsame_code;
use crate::enums::{self, selfsame_fmr, selfsame_outcome};
use crate::error::selfsame_error;

/// A comparison of two faces: evidence. Unchangeable, so any thread may read it. Free it with
/// `selfsame_comparison_free`.
pub struct selfsame_comparison {
    _ticket: [u8; 0],
}
handle!(selfsame_comparison, Comparison, "a comparison");

/// What it says at a false-match rate, a `selfsame_fmr`: pass if they match; retry, with another
/// picture, if not and one of them is so poor that this says little; else fail.
///
/// Errors: `SELFSAME_ENUM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_comparison_outcome(
    comparison: *const selfsame_comparison,
    false_match_rate: i32,
    outcome: *mut selfsame_outcome,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_comparison_outcome", error) };
    caller.answer(|caller| {
        let out = caller.out(outcome, "outcome")?;
        let comparison = caller.handle(comparison, "comparison")?;
        let rate = enums::rate(false_match_rate, "false_match_rate")?;
        out.give(enums::outcome(comparison.outcome(rate)));
        Ok(())
    })
}

/// The strictest rate at which they match.
///
/// Errors: `SELFSAME_ABSENT` if they match at none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_comparison_strictest(
    comparison: *const selfsame_comparison,
    false_match_rate: *mut selfsame_fmr,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_comparison_strictest", error) };
    caller.answer(|caller| {
        let out = caller.out(false_match_rate, "false_match_rate")?;
        let strictest = caller.handle(comparison, "comparison")?.strictest();
        let strictest = strictest.ok_or_else(|| Failure::absent("they match at no named rate"))?;
        out.give(enums::rate_of(strictest)?);
        Ok(())
    })
}

/// The cosine, -1 to 1. Evidence: show the rate, not this.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_comparison_similarity(
    comparison: *const selfsame_comparison,
    similarity: *mut f32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_comparison_similarity", error) };
    caller.answer(|caller| {
        let out = caller.out(similarity, "similarity")?;
        out.give(caller.handle(comparison, "comparison")?.similarity());
        Ok(())
    })
}

/// The least cosine with which these two match at a rate, a `selfsame_fmr`: more is asked of two poor
/// pictures.
///
/// Errors: `SELFSAME_ENUM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_comparison_threshold(
    comparison: *const selfsame_comparison,
    false_match_rate: i32,
    threshold: *mut f32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_comparison_threshold", error) };
    caller.answer(|caller| {
        let out = caller.out(threshold, "threshold")?;
        let comparison = caller.handle(comparison, "comparison")?;
        let rate = enums::rate(false_match_rate, "false_match_rate")?;
        out.give(comparison.threshold(rate));
        Ok(())
    })
}

/// The qualities of both templates, 0 to 100.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_comparison_quality(
    comparison: *const selfsame_comparison,
    first: *mut u8,
    second: *mut u8,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_comparison_quality", error) };
    caller.answer(|caller| {
        let first = caller.out(first, "first")?;
        let second = caller.out(second, "second")?;
        let quality = caller.handle(comparison, "comparison")?.quality();
        first.give(quality[0]);
        second.give(quality[1]);
        Ok(())
    })
}

/// Whether both pictures are so poor that more is asked of them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_comparison_is_poor(
    comparison: *const selfsame_comparison,
    poor: *mut bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_comparison_is_poor", error) };
    caller.answer(|caller| {
        let out = caller.out(poor, "poor")?;
        out.give(caller.handle(comparison, "comparison")?.is_poor());
        Ok(())
    })
}

/// Frees a comparison. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_comparison_free(comparison: *mut selfsame_comparison) -> selfsame_code {
    free(comparison)
}
