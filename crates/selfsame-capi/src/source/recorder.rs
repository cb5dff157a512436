//! Writing a recording: enters a challenge, frames, and in the end the times of the prompts.
//! Leaves: a folder, or one sealed file. Nothing is stored unless a recorder is made.

use std::ffi::c_char;
use std::path::Path;

use selfsame::{Challenge, FrameView};
use selfsame_capture::{ErrorKind, NewSession, Seal, SessionWriter};
use zeroize::Zeroize;

use super::selfsame_captured;
use crate::boundary::{Caller, Exclusive, Failure, Outcome, free_unused, handle};
use crate::challenge::{selfsame_challenge, selfsame_prompts};
use crate::code::selfsame_code::{self, *};
use crate::enums;
use crate::error::selfsame_error;
use crate::frame::{given, selfsame_frame};

/// Stores a session as it happens: pictures of a person, to be guarded as such. Folder and files are
/// readable by the program's user only. One thread at a time (`SELFSAME_BUSY` else), not always the
/// same. Free it with `selfsame_recorder_free`.
pub struct selfsame_recorder {
    _ticket: [u8; 0],
}

/// A recording that is being written.
pub(crate) struct Writing {
    /// Gone once it is finished.
    writer: Option<SessionWriter>,
    /// How many the challenge has.
    digits: usize,
}

handle!(selfsame_recorder, Exclusive<Writing>, "a recorder");

impl Writing {
    fn of(writer: SessionWriter, challenge: &Challenge) -> Exclusive<Self> {
        Exclusive::new(Self {
            writer: Some(writer),
            digits: challenge.digits().len(),
        })
    }

    fn writer(&mut self) -> Outcome<&mut SessionWriter> {
        self.writer.as_mut().ok_or_else(finished)
    }

    fn push(&mut self, frame: &FrameView<'_>, argument: &'static str) -> Outcome<()> {
        let stored = self.writer()?.push_view(frame);
        stored.map_err(|error| Failure::from(error).of(argument))
    }
}

fn finished() -> Failure {
    Failure::new(SELFSAME_FINISHED, "the recording is finished").of("recorder")
}

/// Uses a recorder that nobody else uses.
fn with<T>(
    caller: &Caller,
    recorder: *const selfsame_recorder,
    work: impl FnOnce(&mut Writing) -> Outcome<T>,
) -> Outcome<T> {
    let writing = caller.handle(recorder, "recorder")?;
    writing
        .with(work)
        .map_err(|failure| match failure.argument {
            Some(_) => failure,
            None => failure.of("recorder"),
        })
}

/// Where a recording shall be; an empty path would be the folder that the program runs in.
fn place(caller: &Caller, path: *const c_char, length: usize) -> Outcome<&str> {
    match caller.text(path, length, "path")? {
        "" => Err(Failure::new(SELFSAME_ARGUMENT, "an empty path").of("path")),
        path => Ok(path),
    }
}

/// What is known when a recording starts.
fn new(challenge: &Challenge, encoding: i32, test: bool) -> Outcome<NewSession> {
    let encoding = enums::encoding(encoding, "encoding")?;
    Ok(NewSession {
        encoding,
        test,
        ..NewSession::new(challenge.clone())
    })
}

/// A writer into one file. Where nothing lies in the way, what cannot be is the seal.
fn sealed(
    path: &str,
    new: NewSession,
    seal: &Seal,
    argument: &'static str,
) -> Outcome<SessionWriter> {
    let free = !Path::new(path).exists();
    SessionWriter::create_sealed(path, new, seal).map_err(|error| match error.kind() {
        ErrorKind::Misuse if free => Failure::from(error).of(argument),
        _ => Failure::from(error).of("path"),
    })
}

/// Starts a recording of a challenge in a folder, which must be absent or empty. What was stored
/// survives a crash. `encoding` is a `selfsame_encoding`; `test` says that no real person is
/// recorded, and marks all frames. The challenge may be freed at once.
///
/// Errors: `SELFSAME_ENUM`; `SELFSAME_ARGUMENT` if something is there already, and for an empty path;
/// `SELFSAME_IO`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recorder_create(
    path: *const c_char,
    path_length: usize,
    challenge: *const selfsame_challenge,
    encoding: i32,
    test: bool,
    recorder: *mut *mut selfsame_recorder,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recorder_create", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(recorder, "recorder")?;
        let path = place(caller, path, path_length)?;
        let challenge = caller.handle(challenge, "challenge")?;
        let new = new(&challenge, encoding, test)?;
        let writer =
            SessionWriter::create(path, new).map_err(|error| Failure::from(error).of("path"))?;
        out.give(Writing::of(writer, &challenge));
        Ok(())
    })
}

/// The same in one file, sealed with age for whoever holds the identity that belongs to
/// `recipient` (`age1...`). The file must be absent; it appears when the recording is finished,
/// until then it is called `<path>.partial`. Nothing of it lies on the disk in plain.
///
/// Errors: as `selfsame_recorder_create`; `SELFSAME_ARGUMENT` for what is no recipient too;
/// `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recorder_create_for_recipient(
    path: *const c_char,
    path_length: usize,
    challenge: *const selfsame_challenge,
    encoding: i32,
    test: bool,
    recipient: *const c_char,
    recipient_length: usize,
    recorder: *mut *mut selfsame_recorder,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recorder_create_for_recipient", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(recorder, "recorder")?;
        let path = place(caller, path, path_length)?;
        let challenge = caller.handle(challenge, "challenge")?;
        let new = new(&challenge, encoding, test)?;
        let recipient = caller.text(recipient, recipient_length, "recipient")?;
        let seal = Seal::Recipient(recipient.to_owned());
        let writer = sealed(path, new, &seal, "recipient")?;
        out.give(Writing::of(writer, &challenge));
        Ok(())
    })
}

/// The same for whoever knows a passphrase. It is not kept.
///
/// Errors: as `selfsame_recorder_create`; `SELFSAME_ARGUMENT` for an empty passphrase too;
/// `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recorder_create_with_passphrase(
    path: *const c_char,
    path_length: usize,
    challenge: *const selfsame_challenge,
    encoding: i32,
    test: bool,
    passphrase: *const c_char,
    passphrase_length: usize,
    recorder: *mut *mut selfsame_recorder,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recorder_create_with_passphrase", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(recorder, "recorder")?;
        let path = place(caller, path, path_length)?;
        let challenge = caller.handle(challenge, "challenge")?;
        let new = new(&challenge, encoding, test)?;
        let passphrase = caller.text(passphrase, passphrase_length, "passphrase")?;
        let seal = Seal::Passphrase(passphrase.to_owned());
        let writer = sealed(path, new, &seal, "passphrase");
        if let Seal::Passphrase(mut text) = seal {
            text.zeroize();
        }
        out.give(Writing::of(writer?, &challenge));
        Ok(())
    })
}

/// Stores a frame of the caller's, upright. Its buffer may be used again at once.
///
/// Errors: as `selfsame_picture_from_frame`; `SELFSAME_FRAME` if its time is not after the last
/// one's; `SELFSAME_LIMIT` for more frames than a session holds; `SELFSAME_ARGUMENT` for a test's
/// frame in a recording that is none; `SELFSAME_IO`; `SELFSAME_FINISHED`. Frames stored before
/// stay, and the recorder goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recorder_push(
    recorder: *mut selfsame_recorder,
    frame: *const selfsame_frame,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recorder_push", error) };
    caller.answer(|caller| {
        with(caller, recorder, |writing| {
            // Before pixels are decoded for nothing.
            writing.writer()?;
            writing.push(&given(caller, frame)?.view(), "frame")
        })
    })
}

/// Stores a frame that a source gave, upright.
///
/// Errors: as `selfsame_recorder_push`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recorder_push_captured(
    recorder: *mut selfsame_recorder,
    captured: *const selfsame_captured,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recorder_push_captured", error) };
    caller.answer(|caller| {
        let captured = caller.handle(captured, "captured")?;
        with(caller, recorder, |writing| {
            writing.push(&captured.view(), "captured")
        })
    })
}

/// How many frames are stored.
///
/// Errors: `SELFSAME_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recorder_frame_count(
    recorder: *const selfsame_recorder,
    count: *mut u64,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recorder_frame_count", error) };
    caller.answer(|caller| {
        let out = caller.out(count, "count")?;
        out.give(with(caller, recorder, |writing| {
            Ok(writing.writer()?.frames())
        })?);
        Ok(())
    })
}

/// Completes the recording. `prompts` says when the digits were shown, on the clock of the frames
/// (`selfsame_session_prompts`); NULL if nobody showed any. Afterwards the recorder answers
/// `SELFSAME_FINISHED`; it must still be freed.
///
/// Errors: `SELFSAME_CHALLENGE` for more times than digits: the recorder goes on. `SELFSAME_IO`:
/// it is over, and what was stored in a folder stays. `SELFSAME_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_recorder_finish(
    recorder: *mut selfsame_recorder,
    prompts: *const selfsame_prompts,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_recorder_finish", error) };
    caller.answer(|caller| {
        let prompts = caller.handle_or_null(prompts, "prompts")?;
        let prompts = prompts.map(|prompts| (*prompts).clone());
        with(caller, recorder, |writing| {
            writing.writer()?;
            // The writer is used up by what it refuses.
            if let Some(prompts) = &prompts
                && prompts.shown().len() > writing.digits
            {
                let message = "more prompt times than digits";
                return Err(Failure::new(SELFSAME_CHALLENGE, message).of("prompts"));
            }
            let writer = writing.writer.take().ok_or_else(finished)?;
            writer.finish(prompts)?;
            Ok(())
        })
    })
}

/// Frees a recorder. One that is not finished leaves what a crash would leave: a folder with the
/// frames so far, of a sealed file nothing. NULL is taken and does nothing.
///
/// `SELFSAME_BUSY` while a call uses the recorder: it is not freed then.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_recorder_free(recorder: *mut selfsame_recorder) -> selfsame_code {
    free_unused(recorder)
}
