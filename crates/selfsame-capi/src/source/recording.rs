//! Recorded sessions, read back: what was asked, when it was shown, and the frames.

use std::ffi::c_char;
use std::sync::Mutex;

use selfsame_capture::session::Header;
use selfsame_capture::{ErrorKind, FrameSource, Key, open_session};
use zeroize::Zeroize;

use super::{Reading, selfsame_source};
use crate::boundary::{Caller, Failure, Outcome, brief, free, handle};
use crate::challenge::{selfsame_challenge, selfsame_prompts};
use crate::code::selfsame_code::{self, *};
use crate::error::selfsame_error;

/// A recorded session: what was asked, when it was shown, and its frames. What was asked any
/// thread may read at any time; the frames are taken once. Free it with `selfsame_recording_free`.
pub struct selfsame_recording {
    _ticket: [u8; 0],
}

/// A recording that was opened.
pub(crate) struct Recorded {
    header: Header,
    /// Gone once it was taken.
    source: Mutex<Option<Box<dyn FrameSource>>>,
}

handle!(selfsame_recording, Recorded, "a recording");

/// Opens a recording. The copy of the key that this made is overwritten.
fn open(path: &str, key: Option<Key>) -> Outcome<Recorded> {
    let opened = open_session(path, key.as_ref());
    let given = match &key {
        Some(Key::Identity(_)) => "identity",
        Some(Key::Passphrase(_)) => "passphrase",
        _ => "path",
    };
    if let Some(Key::Identity(mut text) | Key::Passphrase(mut text)) = key {
        text.zeroize();
    }
    let opened = opened.map_err(|error| match error.kind() {
        // Nothing else that is handed over can be impossible.
        ErrorKind::Misuse => Failure::from(error).of(given),
        _ => Failure::from(error).of("path"),
    })?;
    Ok(Recorded {
        header: opened.header,
        source: Mutex::new(Some(opened.source)),
    })
}

/// Opens a recording in a folder. One that a crash left unfinished opens with the frames that were
/// stored, and without prompt times.
///
/// Errors: `SELFSAME_NOT_FOUND`; `SELFSAME_IO`; `SELFSAME_FORMAT` for one that is broken or
/// contradicts itself; `SELFSAME_LIMIT`; `SELFSAME_SEALED` for one that needs a key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recording_open(
    path: *const c_char,
    path_length: usize,
    recording: *mut *mut selfsame_recording,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recording_open", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(recording, "recording")?;
        out.give(open(caller.text(path, path_length, "path")?, None)?);
        Ok(())
    })
}

/// Opens a recording that was sealed for a recipient, with the age identity that belongs to it
/// (`AGE-SECRET-KEY-1...`). It is opened whole and in memory; nothing of it touches the disk. The
/// identity is not kept. A recording in a folder opens as well.
///
/// Errors: as `selfsame_recording_open`; `SELFSAME_SEALED` for another's identity,
/// `SELFSAME_ARGUMENT` for what is none; `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recording_open_with_identity(
    path: *const c_char,
    path_length: usize,
    identity: *const c_char,
    identity_length: usize,
    recording: *mut *mut selfsame_recording,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recording_open_with_identity", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(recording, "recording")?;
        let path = caller.text(path, path_length, "path")?;
        let identity = caller.text(identity, identity_length, "identity")?;
        out.give(open(path, Some(Key::Identity(identity.to_owned())))?);
        Ok(())
    })
}

/// The same of one that was sealed with a passphrase; it takes about a second on purpose.
///
/// Errors: as `selfsame_recording_open`; `SELFSAME_SEALED` for another passphrase;
/// `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recording_open_with_passphrase(
    path: *const c_char,
    path_length: usize,
    passphrase: *const c_char,
    passphrase_length: usize,
    recording: *mut *mut selfsame_recording,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recording_open_with_passphrase", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(recording, "recording")?;
        let path = caller.text(path, path_length, "path")?;
        let passphrase = caller.text(passphrase, passphrase_length, "passphrase")?;
        out.give(open(path, Some(Key::Passphrase(passphrase.to_owned())))?);
        Ok(())
    })
}

/// What the person was asked to read. The caller owns it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recording_challenge(
    recording: *const selfsame_recording,
    challenge: *mut *mut selfsame_challenge,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recording_challenge", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(challenge, "challenge")?;
        let recording = caller.handle(recording, "recording")?;
        out.give(recording.header.challenge.clone());
        Ok(())
    })
}

/// When it was shown, on the clock of the frames: for `selfsame_session_set_prompts`. The caller
/// owns it.
///
/// Errors: `SELFSAME_ABSENT` if the recording broke off, or nobody showed anything.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recording_prompts(
    recording: *const selfsame_recording,
    prompts: *mut *mut selfsame_prompts,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recording_prompts", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(prompts, "prompts")?;
        let recording = caller.handle(recording, "recording")?;
        let absent = || Failure::absent("the recording has no prompt times");
        out.give(recording.header.prompts.clone().ok_or_else(absent)?);
        Ok(())
    })
}

/// Whether it is a test recording: no real person's. Its frames carry the mark too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recording_is_test(
    recording: *const selfsame_recording,
    test: *mut bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recording_is_test", error) };
    caller.answer(|caller| {
        let out = caller.out(test, "test")?;
        out.give(caller.handle(recording, "recording")?.header.test);
        Ok(())
    })
}

/// Takes the frames out, once: the source is the caller's, and lives on when the recording is
/// freed. What was asked can still be read of the recording.
///
/// Errors: `SELFSAME_FINISHED` if they were taken before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recording_source(
    recording: *mut selfsame_recording,
    source: *mut *mut selfsame_source,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recording_source", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(source, "source")?;
        let recording = caller.handle(recording, "recording")?;
        let taken = brief(&recording.source)
            .map_err(|failure| failure.of("recording"))?
            .take();
        let message = "its frames were taken already";
        let gone = || Failure::new(SELFSAME_FINISHED, message).of("recording");
        out.give(Reading::of(taken.ok_or_else(gone)?));
        Ok(())
    })
}

/// Frees a recording, not the source that was taken out of it. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_recording_free(recording: *mut selfsame_recording) -> selfsame_code {
    free(recording)
}
