//! One person's session: frames in, guidance out, a verdict at the end.

mod feed;
mod watch;

use std::sync::Mutex;

use selfsame::template::Template;
use selfsame::{Challenge, Engine, PromptTimes, Session};

use crate::boundary::{Caller, Ends, Exclusive, Failure, Outcome, brief, free_unused, handle};
use crate::challenge::{selfsame_challenge, selfsame_prompts};
use crate::code::selfsame_code::{self, *};
use crate::engine::selfsame_engine;
use crate::error::selfsame_error;
use crate::portrait::selfsame_portrait;
use crate::template::selfsame_template;
use crate::verdict::selfsame_verdict;

pub use feed::*;
pub use watch::*;

/// One person's session. One thread at a time (`SELFSAME_BUSY` else), not always the same. Free it
/// with `selfsame_session_free`, finished or not.
pub struct selfsame_session {
    _ticket: [u8; 0],
}

/// A session, and what was told of it.
pub(crate) struct Live {
    running: Exclusive<Running>,
    /// What may be asked at any time, also while a frame is being looked at.
    told: Mutex<watch::Told>,
}

impl Ends for Live {
    fn end(&self) -> Outcome<()> {
        self.running.end()
    }
}

/// A session, what it was made of, and who wants to be called.
pub(crate) struct Running {
    parts: Parts,
    /// Gone once it is finished.
    session: Option<Session>,
    watch: watch::Watch,
    /// Whether anything was pushed: what is set must be set before.
    begun: bool,
}

/// What a session is made of. Until its first frame it is made anew when one of them changes, so
/// that a change that is refused leaves it as it was.
#[derive(Clone)]
struct Parts {
    engine: Engine,
    challenge: Challenge,
    portrait: Option<Template>,
    prompts: Option<PromptTimes>,
    test: bool,
}

impl Parts {
    fn session(&self) -> selfsame::Result<Session> {
        let mut session = self.engine.session(self.challenge.clone());
        if let Some(portrait) = &self.portrait {
            session = session.with_template(portrait.clone())?;
        }
        if let Some(prompts) = &self.prompts {
            session = session.with_prompts(prompts.clone())?;
        }
        Ok(match self.test {
            true => session.for_test(),
            false => session,
        })
    }
}

handle!(selfsame_session, Live, "a session");

impl Running {
    fn session(&mut self) -> Outcome<&mut Session> {
        self.session.as_mut().ok_or_else(finished)
    }
}

fn finished() -> Failure {
    Failure::new(SELFSAME_FINISHED, "the session is finished").of("session")
}

/// Uses a session that nobody else uses.
fn with<T>(
    caller: &Caller,
    session: *mut selfsame_session,
    work: impl FnOnce(&mut Running, &Mutex<watch::Told>) -> Outcome<T>,
) -> Outcome<T> {
    let live = caller.handle(session, "session")?;
    let done = live.running.with(|running| work(running, &live.told));
    done.map_err(|failure| match failure.code {
        SELFSAME_BUSY | SELFSAME_HANDLE_FREED => failure.of("session"),
        _ => failure,
    })
}

/// Changes a session before anything is pushed; `argument` is what is changed.
fn set(
    caller: &Caller,
    session: *mut selfsame_session,
    argument: &'static str,
    change: impl FnOnce(&mut Parts),
) -> Outcome<()> {
    with(caller, session, |running, told| {
        running.session()?;
        if running.begun {
            let message = "something was pushed already: set this before the first frame";
            return Err(Failure::new(SELFSAME_ARGUMENT, message).of("session"));
        }
        let mut parts = running.parts.clone();
        change(&mut parts);
        let session = parts.session();
        let session = session.map_err(|error| Failure::from(error).of(argument))?;
        brief(told)?.begin(&session);
        running.session = Some(session);
        running.parts = parts;
        Ok(())
    })
}

/// Starts one person's session. Engine and challenge may be freed while it runs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_new(
    engine: *const selfsame_engine,
    challenge: *const selfsame_challenge,
    session: *mut *mut selfsame_session,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_new", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(session, "session")?;
        let engine = caller.handle(engine, "engine")?;
        let challenge = caller.handle(challenge, "challenge")?;
        let parts = Parts {
            engine: engine.engine.clone(),
            challenge: (*challenge).clone(),
            portrait: None,
            prompts: None,
            test: false,
        };
        let session = parts.session()?;
        let mut told = watch::Told::default();
        told.begin(&session);
        out.give(Live {
            running: Exclusive::new(Running {
                session: Some(session),
                parts,
                watch: watch::Watch::default(),
                begun: false,
            }),
            told: Mutex::new(told),
        });
        Ok(())
    })
}

/// The portrait that the live face must match; before the first frame. It may be freed at once.
///
/// Errors: `SELFSAME_ARGUMENT` after a frame; `SELFSAME_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_set_portrait(
    session: *mut selfsame_session,
    portrait: *const selfsame_portrait,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_set_portrait", error) };
    caller.answer(|caller| {
        let portrait = caller.handle(portrait, "portrait")?;
        let template = portrait.portrait().template().clone();
        set(caller, session, "portrait", |parts| {
            parts.portrait = Some(template)
        })
    })
}

/// The same of a portrait of which the template was kept.
///
/// Errors: `SELFSAME_ARGUMENT` for a template of another model, and after a frame;
/// `SELFSAME_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_set_template(
    session: *mut selfsame_session,
    template: *const selfsame_template,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_set_template", error) };
    caller.answer(|caller| {
        let template = (*caller.handle(template, "template")?).clone();
        set(caller, session, "template", |parts| {
            parts.portrait = Some(template)
        })
    })
}

/// Prompts that were shown at known times: a recording, or an interface that shows them itself;
/// before the first frame.
///
/// Errors: `SELFSAME_CHALLENGE` for more times than digits; `SELFSAME_ARGUMENT` after a frame;
/// `SELFSAME_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_set_prompts(
    session: *mut selfsame_session,
    prompts: *const selfsame_prompts,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_set_prompts", error) };
    caller.answer(|caller| {
        let prompts = caller.handle(prompts, "prompts")?;
        let prompts = (*prompts).clone();
        set(caller, session, "prompts", |parts| {
            parts.prompts = Some(prompts)
        })
    })
}

/// Marks the session as a test's, in its verdict too; before the first frame. There is no way
/// back.
///
/// Errors: `SELFSAME_ARGUMENT` after a frame; `SELFSAME_FINISHED`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_set_test(
    session: *mut selfsame_session,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_set_test", error) };
    caller.answer(|caller| set(caller, session, "session", |parts| parts.test = true))
}

/// Ends the session, wherever it stands, and decides. A session that is cut short gives a verdict
/// as well: try again. Afterwards the session answers `SELFSAME_FINISHED`; it must still be freed.
///
/// Errors: `SELFSAME_INFERENCE`: the session is over all the same, without a verdict.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_session_finish(
    session: *mut selfsame_session,
    verdict: *mut *mut selfsame_verdict,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_session_finish", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(verdict, "verdict")?;
        let completed = with(caller, session, |running, _| {
            let session = running.session.take().ok_or_else(finished)?;
            Ok(session.finish()?)
        })?;
        out.give(completed.into());
        Ok(())
    })
}

/// Frees a session, finished or not: nothing of it is kept, and its callback is not called again.
/// NULL is taken and does nothing.
///
/// `SELFSAME_BUSY` while a call uses the session, also from its own callback: it is not freed then.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_session_free(session: *mut selfsame_session) -> selfsame_code {
    free_unused(session)
}
