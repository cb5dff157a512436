//! What the person should be told, for a program that asks (polling) or is called (callback).

use std::ffi::c_void;
use std::time::Duration;

use selfsame::{Guidance, PromptTimes, Session};

use super::{selfsame_session, with};
use crate::boundary::{Caller, Failure, brief};
use crate::challenge::selfsame_prompts;
use crate::code::selfsame_code;
use crate::enums::{self, selfsame_guidance};
use crate::error::selfsame_error;

/// Called when what the person should be told changes: the hint, the digit to read (0 to 9; 0
/// where the hint is not `SELFSAME_GUIDANCE_READ`), the time of the frame in nanoseconds, and the
/// pointer that was handed over with the callback.
///
/// It runs inside `selfsame_session_push*`, on the thread that called it, and on no other. It must
/// return: an exception ends the process, and `longjmp` must not leave it. Calls that change the
/// session answer `SELFSAME_BUSY` meanwhile.
pub type selfsame_guidance_callback =
    Option<unsafe extern "C" fn(guidance: i32, digit: u8, time_ns: u64, user_data: *mut c_void)>;

/// What was told last, and how far the session has come.
#[derive(Default)]
pub(crate) struct Told {
    guidance: Option<Guidance>,
    /// Digits that were shown, and all of them.
    shown: usize,
    of: usize,
    prompts: Option<PromptTimes>,
}

impl Told {
    /// A session that saw nothing yet.
    pub(super) fn begin(&mut self, session: &Session) {
        self.of = session.challenge().digits().len();
        self.prompts = session.prompts();
    }

    /// What a frame led to.
    pub(super) fn frame(&mut self, session: &Session, guidance: Guidance, time: Duration) {
        self.guidance = Some(guidance);
        if self.prompts.is_none() {
            self.prompts = session.prompts();
        }
        let times = self.prompts.as_ref().map_or(&[][..], PromptTimes::shown);
        self.shown = times.iter().filter(|shown| **shown <= time).count();
    }
}

/// Who wants to be called, and what was told them last.
#[derive(Default)]
pub(crate) struct Watch {
    last: Option<Guidance>,
    called: Option<Called>,
}

struct Called {
    callback: unsafe extern "C" fn(i32, u8, u64, *mut c_void),
    user_data: *mut c_void,
}

// SAFETY: the pointer is never followed here. It reaches another thread only if C pushes from
// there, and docs of `selfsame_session_on_guidance` leave that to C.
unsafe impl Send for Called {}

impl Watch {
    /// Takes what is to be told now, and calls C if it is new.
    pub(super) fn tell(&mut self, guidance: Guidance, time: Duration) {
        if self.last == Some(guidance) {
            return;
        }
        self.last = Some(guidance);
        if let Some(called) = &self.called {
            let (hint, digit) = enums::guidance(guidance);
            let time_ns = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
            // SAFETY: C vouches for the callback until it takes it back or frees the session.
            unsafe { (called.callback)(hint as i32, digit, time_ns, called.user_data) };
        }
    }
}

/// Sets the callback, or takes it back with NULL. `user_data` is handed to it and never looked at
/// here; it must live until the callback is taken back or the session is freed, and bear the
/// threads from which frames are pushed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_on_guidance(
    session: *mut selfsame_session,
    callback: selfsame_guidance_callback,
    user_data: *mut c_void,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_on_guidance", error) };
    caller.answer(|caller| {
        with(caller, session, |running, _| {
            running.watch.called = callback.map(|callback| Called {
                callback,
                user_data,
            });
            Ok(())
        })
    })
}

/// What the last frame led to: the hint, and the digit to read (0 where none is).
/// `SELFSAME_GUIDANCE_LOOK_HERE` before the first frame. Any thread may ask at any time, also while
/// a frame is being looked at, and after the session is finished.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_guidance(
    session: *const selfsame_session,
    guidance: *mut selfsame_guidance,
    digit: *mut u8,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_guidance", error) };
    caller.answer(|caller| {
        let guidance = caller.out(guidance, "guidance")?;
        let digit = caller.out(digit, "digit")?;
        let live = caller.handle(session, "session")?;
        let last = brief(&live.told)?.guidance;
        let told = enums::guidance(last.unwrap_or(Guidance::LookHere));
        guidance.give(told.0);
        digit.give(told.1);
        Ok(())
    })
}

/// How far the session has come: how many digits were shown by the time of the last frame, and of
/// how many. Any thread may ask at any time, as for `selfsame_session_guidance`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_progress(
    session: *const selfsame_session,
    shown: *mut usize,
    of: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_progress", error) };
    caller.answer(|caller| {
        let shown = caller.out(shown, "shown")?;
        let of = caller.out(of, "of")?;
        let live = caller.handle(session, "session")?;
        let told = brief(&live.told)?;
        shown.give(told.shown);
        of.give(told.of);
        Ok(())
    })
}

/// When the prompts of this session were and will be shown, on the clock of its frames: to be kept
/// beside a recording, or to show them from. Any thread may ask at any time, as for
/// `selfsame_session_guidance`.
///
/// Errors: `SELFSAME_ABSENT` before the challenge has started.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_prompts(
    session: *const selfsame_session,
    prompts: *mut *mut selfsame_prompts,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_prompts", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(prompts, "prompts")?;
        let live = caller.handle(session, "session")?;
        let prompts = brief(&live.told)?.prompts.clone();
        out.give(prompts.ok_or_else(|| Failure::absent("the challenge has not started"))?);
        Ok(())
    })
}
