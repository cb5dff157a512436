//! Challenges: which digits, in which language, when each appears; and when they were shown.

use std::ffi::c_char;
use std::time::Duration;

use selfsame::challenge::OsRandom;
use selfsame::{Challenge, PromptTimes};

use crate::boundary::{Caller, Failure, Outcome, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code::{self, *};
use crate::enums::{self, selfsame_language};
use crate::error::selfsame_error;

/// Digits to read aloud, and when each appears. A secret until they are shown. Unchangeable, so
/// any thread may read it. Free it with `selfsame_challenge_free`.
pub struct selfsame_challenge {
    _ticket: [u8; 0],
}
handle!(selfsame_challenge, Challenge, "a challenge");

/// When prompts were really shown, on the clock of the frames. Unchangeable. Free it with
/// `selfsame_prompts_free`.
pub struct selfsame_prompts {
    _ticket: [u8; 0],
}
handle!(selfsame_prompts, PromptTimes, "prompt times");

/// Most bytes of a challenge or prompt times in JSON.
const JSON_BYTES: usize = 1 << 16;

/// Draws what a level asks for with the operating system's random numbers: the same level as the
/// engine's, or the verdict will ask for another try.
///
/// `language` is a `selfsame_language`, `level` a `selfsame_level`.
///
/// Errors: `SELFSAME_ENUM`; `SELFSAME_IO` if the system has no random numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_challenge_draw(
    level: i32,
    language: i32,
    challenge: *mut *mut selfsame_challenge,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_challenge_draw", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(challenge, "challenge")?;
        let level = enums::level(level, "level")?;
        let language = enums::language(language, "language")?;
        out.give(Challenge::draw_for(level, language)?);
        Ok(())
    })
}

/// Draws `digits` digits, 4 to 8, of which at least one comes twice.
///
/// Errors: `SELFSAME_ENUM`; `SELFSAME_ARGUMENT` for another number of digits; `SELFSAME_IO`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_challenge_draw_digits(
    digits: usize,
    language: i32,
    challenge: *mut *mut selfsame_challenge,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_challenge_draw_digits", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(challenge, "challenge")?;
        let language = enums::language(language, "language")?;
        out.give(Challenge::draw_with(language, digits, &mut OsRandom)?);
        Ok(())
    })
}

/// A challenge that was drawn elsewhere, from its JSON (docs/json.md), held against all rules.
///
/// Errors: `SELFSAME_CHALLENGE` that names the rule; `SELFSAME_LIMIT` beyond 64 KiB.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_challenge_from_json(
    json: *const c_char,
    json_length: usize,
    challenge: *mut *mut selfsame_challenge,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_challenge_from_json", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(challenge, "challenge")?;
        out.give(read(caller, json, json_length)?);
        Ok(())
    })
}

fn read<T: serde::de::DeserializeOwned>(
    caller: &Caller,
    json: *const c_char,
    length: usize,
) -> Outcome<T> {
    let json = caller.text(json, length, "json")?;
    if length > JSON_BYTES {
        let message = format!("{length} bytes of JSON: at most {JSON_BYTES} are read");
        return Err(Failure::new(SELFSAME_LIMIT, message).of("json"));
    }
    serde_json::from_str(json).map_err(|error| {
        let told = error.to_string();
        // The SDK's own words name a rule; the parser's may quote what it read.
        let message = match ["challenge: ", "prompt times: "]
            .iter()
            .any(|own| told.starts_with(own))
        {
            true => told,
            false => format!(
                "not such JSON at line {}, column {}",
                error.line(),
                error.column()
            ),
        };
        Failure::new(SELFSAME_CHALLENGE, message).of("json")
    })
}

/// The challenge as JSON, for whoever shows it: it holds the digits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_challenge_to_json(
    challenge: *const selfsame_challenge,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_challenge_to_json", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        let challenge = caller.handle(challenge, "challenge")?;
        out.give(Bytes::json(&*challenge)?);
        Ok(())
    })
}

/// The digits in the order in which they are shown, one byte each, 0 to 9 (not ASCII). They live
/// as long as the challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_challenge_digits(
    challenge: *const selfsame_challenge,
    digits: *mut *const u8,
    count: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_challenge_digits", error) };
    caller.answer(|caller| {
        let out = caller.out_list(digits, count, "digits")?;
        out.give_items(caller.handle(challenge, "challenge")?.digits());
        Ok(())
    })
}

/// The language of the challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_challenge_language(
    challenge: *const selfsame_challenge,
    language: *mut selfsame_language,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_challenge_language", error) };
    caller.answer(|caller| {
        let out = caller.out(language, "language")?;
        let challenge = caller.handle(challenge, "challenge")?;
        out.give(enums::language_of(challenge.language())?);
        Ok(())
    })
}

/// Frees a challenge; sessions that were made with it live on. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_challenge_free(challenge: *mut selfsame_challenge) -> selfsame_code {
    free(challenge)
}

/// When the prompts were shown, in nanoseconds on the clock of the frames: the warm-up from
/// `start_ns` to `warm_up_end_ns`, and each of `count` digits (at most 8; fewer than asked if the
/// session was cut short).
///
/// Errors: `SELFSAME_CHALLENGE` if they are not in that order, or too many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_prompts_new(
    start_ns: u64,
    warm_up_end_ns: u64,
    shown_ns: *const u64,
    count: usize,
    prompts: *mut *mut selfsame_prompts,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_prompts_new", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(prompts, "prompts")?;
        let shown = caller.array(shown_ns, count, "shown_ns")?;
        let time = Duration::from_nanos;
        let shown = shown.iter().copied().take(JSON_BYTES).map(time).collect();
        out.give(PromptTimes::new(
            time(start_ns),
            time(warm_up_end_ns),
            shown,
        )?);
        Ok(())
    })
}

/// Prompt times from their JSON (`prompts` of docs/json.md, recorded sessions).
///
/// Errors: `SELFSAME_CHALLENGE`; `SELFSAME_LIMIT` beyond 64 KiB.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_prompts_from_json(
    json: *const c_char,
    json_length: usize,
    prompts: *mut *mut selfsame_prompts,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_prompts_from_json", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(prompts, "prompts")?;
        out.give(read(caller, json, json_length)?);
        Ok(())
    })
}

/// Prompt times as JSON, to be kept beside a recording.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_prompts_to_json(
    prompts: *const selfsame_prompts,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_prompts_to_json", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        out.give(Bytes::json(&*caller.handle(prompts, "prompts")?)?);
        Ok(())
    })
}

/// Frees prompt times. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_prompts_free(prompts: *mut selfsame_prompts) -> selfsame_code {
    free(prompts)
}
