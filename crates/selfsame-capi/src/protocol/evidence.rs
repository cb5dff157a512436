//! Evidence that is kept: sealed to a key on another machine, with the day it must be gone.

use std::ffi::c_char;

use crate::boundary::{Caller, Outcome};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code;
use crate::error::selfsame_error;

/// A new identity (`AGE-SECRET-KEY-1...`), which opens, and its recipient (`age1...`), which seals.
///
/// Errors: `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_evidence_keys(
    identity: *mut *mut selfsame_bytes,
    recipient: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_evidence_keys", error) };
    caller.answer(|caller| {
        let identity = caller.out_handle(identity, "identity")?;
        let recipient = caller.out_handle(recipient, "recipient")?;
        let (secret, public) = keys()?;
        identity.give(secret);
        recipient.give(public);
        Ok(())
    })
}

/// Seals evidence to a recipient. `session` names the session that it is of; the media type says what is
/// sealed; when it is sealed, and when it must be gone, in seconds since 1970 UTC, can be read by
/// anybody. The sealed bytes go to `selfsame_draft.evidence`.
///
/// Errors: `SELFSAME_ARGUMENT` for a recipient that is none; `SELFSAME_EVIDENCE`, `SELFSAME_LIMIT` beyond
/// 256 MiB; `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_evidence_seal(
    data: *const u8,
    length: usize,
    session: *const c_char,
    session_length: usize,
    media_type: *const c_char,
    media_type_length: usize,
    now_s: u64,
    retain_until_s: u64,
    recipient: *const c_char,
    recipient_length: usize,
    sealed: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_evidence_seal", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(sealed, "sealed")?;
        let data = caller.bytes(data, length, "data")?;
        let session = caller.text(session, session_length, "session")?;
        let media_type = caller.text(media_type, media_type_length, "media_type")?;
        let recipient = caller.text(recipient, recipient_length, "recipient")?;
        out.give(seal(
            data,
            [session, media_type],
            [now_s, retain_until_s],
            recipient,
        )?);
        Ok(())
    })
}

/// Opens sealed evidence with an identity.
///
/// Errors: `SELFSAME_EVIDENCE` if it is none, was altered or is sealed to another key; `SELFSAME_KEY`,
/// `SELFSAME_LIMIT`, `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_evidence_open(
    sealed: *const u8,
    sealed_length: usize,
    identity: *const c_char,
    identity_length: usize,
    data: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_evidence_open", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(data, "data")?;
        let sealed = caller.bytes(sealed, sealed_length, "sealed")?;
        let identity = caller.text(identity, identity_length, "identity")?;
        out.give(open(sealed, identity)?);
        Ok(())
    })
}

#[cfg(feature = "evidence")]
fn keys() -> Outcome<(Bytes, Bytes)> {
    let (identity, recipient) = selfsame_verdict::evidence::generate_identity();
    Ok((Bytes::of(identity.as_bytes()), Bytes::of(recipient)))
}

#[cfg(feature = "evidence")]
fn seal(data: &[u8], names: [&str; 2], times: [u64; 2], recipient: &str) -> Outcome<Bytes> {
    use selfsame_verdict::Time;
    use selfsame_verdict::evidence::{Info, seal};
    let info = Info {
        session: names[0].to_owned(),
        media_type: names[1].to_owned(),
        created: Time::from_seconds(times[0]),
        retain_until: Time::from_seconds(times[1]),
    };
    Ok(Bytes::of(seal(data, &info, recipient)?.bytes))
}

#[cfg(feature = "evidence")]
fn open(sealed: &[u8], identity: &str) -> Outcome<Bytes> {
    let opened = selfsame_verdict::evidence::open(sealed, identity)?;
    Ok(Bytes::of(opened.payload.as_slice()))
}

#[cfg(not(feature = "evidence"))]
fn keys() -> Outcome<(Bytes, Bytes)> {
    Err(super::keys::not_built("evidence"))
}

#[cfg(not(feature = "evidence"))]
fn seal(_: &[u8], _: [&str; 2], _: [u64; 2], _: &str) -> Outcome<Bytes> {
    Err(super::keys::not_built("evidence"))
}

#[cfg(not(feature = "evidence"))]
fn open(_: &[u8], _: &str) -> Outcome<Bytes> {
    Err(super::keys::not_built("evidence"))
}
