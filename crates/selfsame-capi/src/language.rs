//! What is said to people, in a language: texts that live as long as the library.

use std::ffi::c_char;
use std::sync::LazyLock;

use selfsame::{Language, Reason};

use crate::boundary::{Caller, Failure, Text};
use crate::code::selfsame_code::{self, *};
use crate::enums;
use crate::error::selfsame_error;

/// What is said in a language.
struct Words {
    warm_up: Text,
    other_way: Text,
    digits: [Text; 10],
}

impl Words {
    fn of(language: Language) -> Self {
        Self {
            warm_up: Text::of(language.warm_up()),
            other_way: Text::of(language.other_way()),
            digits: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|digit| Text::of(language.word(digit))),
        }
    }

    /// What is said in one of them; made once.
    fn get(language: Language) -> &'static Self {
        static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::of(Language::English));
        static MANDARIN: LazyLock<Words> = LazyLock::new(|| Words::of(Language::Mandarin));
        match language {
            Language::Mandarin => &MANDARIN,
            _ => &ENGLISH,
        }
    }
}

/// The sentence to say first, in a `selfsame_language`. It lives as long as the library.
///
/// Errors: `SELFSAME_ENUM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_language_warm_up(
    language: i32,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_language_warm_up", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&Words::get(enums::language(language, "language")?).warm_up);
        Ok(())
    })
}

/// What everybody must be told before they begin, and again when it did not work: a face is never
/// the only way. It lives as long as the library.
///
/// Errors: `SELFSAME_ENUM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_language_other_way(
    language: i32,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_language_other_way", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&Words::get(enums::language(language, "language")?).other_way);
        Ok(())
    })
}

/// How a digit, 0 to 9, is said. It lives as long as the library.
///
/// Errors: `SELFSAME_ENUM`; `SELFSAME_INDEX` for more than 9.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_language_word(
    language: i32,
    digit: u8,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_language_word", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        let words = &Words::get(enums::language(language, "language")?).digits;
        let word = words.get(usize::from(digit));
        out.give(word.ok_or_else(|| Failure::index(usize::from(digit), 10).of("digit"))?);
        Ok(())
    })
}

/// Name and advice of every reason.
static REASONS: LazyLock<Vec<(Reason, Text, Text)>> = LazyLock::new(|| {
    let all = Reason::ALL.iter();
    all.map(|reason| (*reason, Text::of(reason.code()), Text::of(reason.advice())))
        .collect()
});

/// The name of a reason as in JSON (`too_dark`), of the number of a `selfsame_reason`. It lives as
/// long as the library.
///
/// Errors: `SELFSAME_ENUM` for a number that this library does not know.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_reason_name(
    reason: i32,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_reason_name", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&row(reason)?.1);
        Ok(())
    })
}

/// What a person can do about a reason, one sentence in English, of the number of a
/// `selfsame_reason`. It lives as long as the library.
///
/// Errors: `SELFSAME_ENUM` for a number that this library does not know.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_reason_advice(
    reason: i32,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_reason_advice", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        out.give(&row(reason)?.2);
        Ok(())
    })
}

fn row(number: i32) -> Result<&'static (Reason, Text, Text), Failure> {
    let known = enums::reason_of(number);
    let mut rows = REASONS.iter();
    rows.find(|row| Some(row.0) == known).ok_or_else(|| {
        Failure::new(SELFSAME_ENUM, format!("{number} is no selfsame_reason")).of("reason")
    })
}
