//! Bytes and texts that a function makes for the caller: JSON, tokens, templates, keys.

use zeroize::Zeroizing;

use crate::boundary::{Caller, Failure, Outcome, Text, free, handle};
use crate::code::selfsame_code::{self, *};
use crate::error::selfsame_error;

/// Bytes or a text that the caller owns; unchangeable, so any thread may read them. They are
/// overwritten when freed. Free them with `selfsame_bytes_free`.
pub struct selfsame_bytes {
    _ticket: [u8; 0],
}

/// A verdict has about 4 KiB, a challenge half of one.
const JSON_BYTES: usize = 16 << 10;

pub(crate) struct Bytes(pub(crate) Text);

handle!(selfsame_bytes, Bytes, "bytes");

impl Bytes {
    pub(crate) fn of(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Text::of(Zeroizing::new(bytes.into())))
    }

    /// Something as JSON.
    pub(crate) fn json(value: &impl serde::Serialize) -> Outcome<Self> {
        // Large enough that it hardly ever moves: what it leaves is not overwritten.
        let mut json = Zeroizing::new(Vec::with_capacity(JSON_BYTES));
        serde_json::to_writer(&mut *json, value)
            .map_err(|error| Failure::new(SELFSAME_INTERNAL, error.to_string()))?;
        Ok(Self(Text::of(json)))
    }
}

/// The bytes: `length` of them, and a zero behind them. They live until they are freed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_bytes_data(
    bytes: *const selfsame_bytes,
    data: *mut *const u8,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_bytes_data", error) };
    caller.answer(|caller| {
        let data = caller.out_text(data, length, "data")?;
        data.give(&caller.handle(bytes, "bytes")?.0);
        Ok(())
    })
}

/// Overwrites and frees bytes. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_bytes_free(bytes: *mut selfsame_bytes) -> selfsame_code {
    free(bytes)
}
