//! One person's session: frames in, guidance out, a verdict at the end. This file
//! alone puts the stages in order, up to the last frame; `trace.rs` those after it.
//!
//! It has no clock: time is what the frames say, so a recorded session gives the
//! verdict that it gave live.

mod account;
mod best;
mod ending;
mod guidance;
#[cfg(test)]
mod tests;
mod trace;

use std::time::Duration;

use crate::challenge::{Challenge, PromptTimes};
use crate::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use crate::frame::{Frame, FrameView};
use crate::limits;
use crate::matching::{Comparison, Portrait};
use crate::observation::Observations;
use crate::reason::Reason;
#[cfg(feature = "voice")]
use crate::sound::{Sound, SoundLevels};
use crate::template::Template;
use crate::track::Tracker;
use crate::verdict::Completed;
use best::BestFrames;

pub use best::FACES_COMPARED;
pub use guidance::Guidance;
pub use trace::Trace;

/// The face must be well placed for so long before the challenge starts.
const SETTLE: Duration = Duration::from_millis(500);
/// A session that finds no well-placed face gives up.
const PATIENCE: Duration = Duration::from_secs(45);
/// A session whose face is gone for so long is over.
const ABSENCE: Duration = Duration::from_secs(3);

/// Where the session stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// Waiting for a well-placed face, which has been there since a time.
    Placing { good_since: Option<Duration> },
    /// Showing the challenge since a time.
    Asking { start: Duration },
    /// Over.
    Done,
}

/// One person's session.
#[derive(Debug)]
pub struct Session {
    engine: Engine,
    challenge: Challenge,
    recorded: Option<PromptTimes>,
    /// Of the portrait.
    portrait: Option<Template>,
    test: bool,
    tracker: Tracker,
    observations: Observations,
    best: BestFrames,
    state: State,
    start: Option<Duration>,
    first: Option<Duration>,
    last: Option<Duration>,
    last_face: Option<Duration>,
    size: Option<(u32, u32)>,
    reasons: Vec<Reason>,
    #[cfg(feature = "voice")]
    sound: SoundLevels,
}

impl Session {
    pub(crate) fn new(engine: Engine, challenge: Challenge) -> Self {
        let level = engine.policy().level;
        let enough =
            challenge.digits().len() >= level.digits() && challenge.twice() >= level.twice();
        Self {
            engine,
            challenge,
            recorded: None,
            portrait: None,
            test: false,
            tracker: Tracker::new(),
            observations: Observations::default(),
            best: BestFrames::default(),
            state: State::Placing { good_since: None },
            start: None,
            first: None,
            last: None,
            last_face: None,
            size: None,
            reasons: match enough {
                true => Vec::new(),
                false => vec![Reason::ChallengeTooShort],
            },
            #[cfg(feature = "voice")]
            sound: SoundLevels::default(),
        }
    }

    /// The same session with a portrait to match.
    #[must_use]
    pub fn with_portrait(mut self, portrait: Portrait) -> Self {
        self.portrait = Some(portrait.template);
        self
    }

    /// The same session with a portrait of which the template was kept
    /// ([`TemplateKey::seal`](crate::template::TemplateKey::seal)).
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for a template that another embedding model made, or this one in
    /// another way: it says nothing to this engine.
    pub fn with_template(mut self, template: Template) -> Result<Self> {
        let (made, ours) = (template.model(), self.engine.embedder().tag());
        if made != ours {
            return Err(Error::new(
                ErrorKind::Misuse,
                format!(
                    "the portrait's template is of another model ({made}, this engine's is \
                     {ours}): enrol the portrait anew"
                ),
            ));
        }
        self.portrait = Some(template);
        Ok(self)
    }

    /// The same session with prompts that were shown at known times: a recording,
    /// or an interface that shows them itself.
    ///
    /// # Errors
    /// [`ErrorKind::Challenge`] if there are more times than digits.
    pub fn with_prompts(mut self, prompts: PromptTimes) -> Result<Self> {
        if prompts.shown().len() > self.challenge.digits().len() {
            return Err(Error::new(
                ErrorKind::Challenge,
                format!(
                    "{} prompt times for {} digits",
                    prompts.shown().len(),
                    self.challenge.digits().len()
                ),
            ));
        }
        self.state = State::Asking {
            start: prompts.start(),
        };
        self.start = Some(prompts.start());
        self.recorded = Some(prompts);
        Ok(self)
    }

    /// The same session, marked as a test in its verdict.
    #[must_use]
    pub fn for_test(mut self) -> Self {
        self.test = true;
        self
    }

    /// The challenge.
    #[must_use]
    pub fn challenge(&self) -> &Challenge {
        &self.challenge
    }

    /// When the prompts were or will be shown, once the challenge has started.
    #[must_use]
    pub fn prompts(&self) -> Option<PromptTimes> {
        match (&self.recorded, self.start) {
            (Some(recorded), _) => Some(recorded.clone()),
            (None, Some(start)) => Some(PromptTimes::scheduled(self.challenge.schedule(), start)),
            (None, None) => None,
        }
    }

    /// Takes the next frame and tells what to show.
    ///
    /// After [`Guidance::Done`] further frames change nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Frame`] if its time is not after the last one's: nothing is
    /// lost, the session goes on with the next frame.
    /// [`ErrorKind::Inference`] if an engine fails.
    pub fn push(&mut self, frame: &Frame) -> Result<Guidance> {
        self.push_view(&frame.view())
    }

    /// As [`push`](Self::push), of a frame in a buffer of the caller's, which is not copied.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn push_view(&mut self, frame: &FrameView<'_>) -> Result<Guidance> {
        if self.state == State::Done {
            return Ok(Guidance::Done);
        }
        let time = frame.time();
        if let Some(last) = self.last.filter(|last| time <= *last) {
            return Err(Error::new(
                ErrorKind::Frame,
                format!("a frame at {time:?} after one at {last:?}: time must grow"),
            ));
        }
        let first = *self.first.get_or_insert(time);
        self.last = Some(time);
        // One frame is enough, and nothing sets it back.
        self.test |= frame.is_test();
        let frames = self.observations.frames().len();
        if frames >= limits::SESSION_FRAMES
            || time.saturating_sub(first) > Duration::from_secs(limits::SESSION_SECONDS)
        {
            return Ok(self.end_with(Reason::SessionTooLong));
        }
        let picture = frame.to_picture();
        let size = (picture.width(), picture.height());
        if self.size.is_some_and(|old| old != size) {
            // Places of another size say nothing about this one.
            self.tracker = Tracker::new();
            self.hold_against(Reason::CameraChanged);
        }
        self.size = Some(size);
        let sighting = self.tracker.follow(
            &picture,
            time,
            self.engine.detector(),
            self.engine.landmarker(),
        )?;
        let seen = self.observations.add(&picture, time, sighting.as_ref());
        let placing = guidance::placing(seen.seen.as_ref());
        if let (Some(sighting), Some(seen)) = (&sighting, &seen.seen) {
            self.last_face = Some(time);
            let embedder = self.engine.embedder();
            self.best
                .offer(&picture, &sighting.mesh, &seen.quality, time, embedder)?;
            if self.ends_soon(time) {
                self.best.seal();
            }
            let texture = self.engine.texture();
            self.observations
                .look_at_texture(|| texture.log_odds(&picture, &sighting.mesh))?;
        }
        Ok(self.step(time, first, placing))
    }

    /// Takes the next piece of the microphone's sound: for the channel `voice`, which a
    /// session has if anything is pushed here before it is finished. Sound may come
    /// later than the frames of its time, and after the last of them.
    ///
    /// # Errors
    /// As [`SoundLevels::push`]: nothing is lost, the session goes on.
    #[cfg(feature = "voice")]
    pub fn push_sound(&mut self, sound: &Sound<'_>) -> Result<()> {
        self.sound.push(sound)
    }

    /// Moves the session on and says what to show.
    fn step(&mut self, time: Duration, first: Duration, placing: Option<Guidance>) -> Guidance {
        match self.state {
            State::Done => Guidance::Done,
            State::Placing { good_since } => match placing {
                Some(problem) => {
                    self.state = State::Placing { good_since: None };
                    if time.saturating_sub(first) > PATIENCE {
                        return self.end_with(problem.reason());
                    }
                    problem
                }
                None => {
                    let since = good_since.unwrap_or(time);
                    self.state = State::Placing {
                        good_since: Some(since),
                    };
                    if time.saturating_sub(since) < SETTLE {
                        return Guidance::HoldStill;
                    }
                    self.forget();
                    self.start = Some(time);
                    self.state = State::Asking { start: time };
                    Guidance::SayWarmUp
                }
            },
            State::Asking { start } => {
                if time <= start {
                    self.forget();
                }
                let absent = self.last_face.unwrap_or(start).max(start);
                if time.saturating_sub(absent) > ABSENCE {
                    return self.end_with(Reason::FaceLost);
                }
                let Some(prompts) = self.prompts() else {
                    return Guidance::Done;
                };
                if time >= self.end_of(&prompts) {
                    self.state = State::Done;
                    return Guidance::Done;
                }
                guidance::asking(time, &prompts, self.challenge.digits(), placing)
            }
        }
    }

    /// What came before the challenge is no evidence.
    fn forget(&mut self) {
        self.observations = Observations::default();
        self.best = BestFrames::default();
    }

    fn end_with(&mut self, reason: Reason) -> Guidance {
        self.hold_against(reason);
        self.state = State::Done;
        Guidance::Done
    }

    fn hold_against(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Ends the session, wherever it stands, and decides.
    ///
    /// A session cut short (a camera unplugged, a window closed) gives a verdict
    /// as well: try again.
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] if an engine fails; [`ErrorKind::Misuse`] for a portrait that
    /// an engine with another embedding model enrolled.
    pub fn finish(self) -> Result<Completed> {
        let engine = self.engine.clone();
        Ok(self.into_trace()?.conclude(&engine))
    }

    /// Ends the session and gives what it kept of its frames, for evaluation: it can be
    /// written down and [judged](Trace::judge) again.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub fn into_trace(mut self) -> Result<Trace> {
        let live = self.best.templates(self.engine.embedder())?;
        let comparison = match (&self.portrait, live.fused()?) {
            (Some(portrait), Some(live)) => Some(Comparison::of(portrait, &live)?),
            _ => None,
        };
        Ok(Trace {
            prompts: self.prompts(),
            last: self.last.unwrap_or_default(),
            portrait: self.portrait.is_some(),
            sameness: live.sameness()?,
            best_frames: live.times().to_vec(),
            comparison,
            challenge: self.challenge,
            observations: self.observations,
            held: self.reasons,
            test: self.test,
            #[cfg(feature = "voice")]
            sound: self.sound,
        })
    }
}
