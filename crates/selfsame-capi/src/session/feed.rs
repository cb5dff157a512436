//! What goes into a session: frames and sound.

use std::sync::Mutex;
use std::time::Duration;

use selfsame::FrameView;

use super::watch::Told;
use super::{Running, selfsame_session, with};
use crate::boundary::{Caller, Outcome, brief};
use crate::code::selfsame_code;
use crate::enums::{self, selfsame_guidance};
use crate::error::selfsame_error;
use crate::frame::{given, selfsame_frame};
use crate::source::selfsame_captured;

/// Takes the next frame and tells what to show. After `SELFSAME_GUIDANCE_DONE` further frames
/// change nothing. `digit` is the one to read, 0 to 9, and 0 where the hint is not
/// `SELFSAME_GUIDANCE_READ`.
///
/// Errors: as `selfsame_picture_from_frame`; `SELFSAME_FRAME` if its time is not after the last
/// one's; `SELFSAME_FINISHED`; `SELFSAME_INFERENCE`. After an error the session goes on with the
/// next frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_push(
    session: *mut selfsame_session,
    frame: *const selfsame_frame,
    guidance: *mut selfsame_guidance,
    digit: *mut u8,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_push", error) };
    caller.answer(|caller| {
        let guidance = caller.out(guidance, "guidance")?;
        let digit = caller.out(digit, "digit")?;
        let told = with(caller, session, |running, told| {
            // Before pixels are decoded for nothing.
            running.session()?;
            let given = given(caller, frame)?;
            push(running, told, &given.view())
        })?;
        guidance.give(told.0);
        digit.give(told.1);
        Ok(())
    })
}

/// The same of a frame that a source gave. It may be freed afterwards, or pushed elsewhere too.
///
/// Errors: `SELFSAME_FRAME` if its time is not after the last one's; `SELFSAME_FINISHED`;
/// `SELFSAME_INFERENCE`. After an error the session goes on with the next frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_push_captured(
    session: *mut selfsame_session,
    captured: *const selfsame_captured,
    guidance: *mut selfsame_guidance,
    digit: *mut u8,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_push_captured", error) };
    caller.answer(|caller| {
        let guidance = caller.out(guidance, "guidance")?;
        let digit = caller.out(digit, "digit")?;
        let captured = caller.handle(captured, "captured")?;
        let told = with(caller, session, |running, told| {
            push(running, told, &captured.view())
        })?;
        guidance.give(told.0);
        digit.give(told.1);
        Ok(())
    })
}

/// Pushes a frame and tells C.
fn push(
    running: &mut Running,
    told: &Mutex<Told>,
    view: &FrameView<'_>,
) -> Outcome<(selfsame_guidance, u8)> {
    running.begun = true;
    let session = running.session()?;
    let guidance = session.push_view(view)?;
    // Before C is called, which may ask.
    brief(told)?.frame(session, guidance, view.time());
    running.watch.tell(guidance, view.time());
    Ok(enums::guidance(guidance))
}

/// Takes the next piece of the microphone's sound, `count` samples of -1 to 1 (one channel),
/// `rate` of them a second (8000 to 48000), the first of them at `time_ns` on the clock of the
/// frames. A session to which any is pushed has the channel `voice`. Sound may come later than the
/// frames of its time.
///
/// Errors: `SELFSAME_SOUND`; `SELFSAME_LIMIT` for more than 10 s at once; `SELFSAME_FINISHED`;
/// `SELFSAME_NOT_BUILT`. After an error the session goes on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_push_sound(
    session: *mut selfsame_session,
    samples: *const f32,
    count: usize,
    rate: u32,
    time_ns: u64,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_push_sound", error) };
    caller.answer(|caller| {
        let samples = caller.array(samples, count, "samples")?;
        let time = Duration::from_nanos(time_ns);
        with(caller, session, |running, _| {
            running.begun = true;
            push_sound(running.session()?, samples, rate, time)
        })
    })
}

#[cfg(feature = "voice")]
fn push_sound(
    session: &mut selfsame::Session,
    samples: &[f32],
    rate: u32,
    time: Duration,
) -> Outcome<()> {
    let sound = selfsame::Sound::new(samples, rate, time)?;
    Ok(session.push_sound(&sound)?)
}

#[cfg(not(feature = "voice"))]
fn push_sound(_: &mut selfsame::Session, _: &[f32], _: u32, _: Duration) -> Outcome<()> {
    Err(crate::boundary::Failure::new(
        selfsame_code::SELFSAME_NOT_BUILT,
        "this library was built without the feature 'voice'",
    ))
}
