//! What the pipeline made of one recorded session.
//!
//! Enters: the folder of a session with its truth. Leaves: [`Judged`], which can be
//! written to a file and read again, so that a long evaluation goes on where it stopped.

use std::collections::BTreeMap;
use std::path::Path;

use selfsame::liveness::{ChannelName, Finding};
use selfsame::{Completed, Engine, Outcome, Reason, frame::open_still};
use selfsame_capture::open_session;
use serde::{Deserialize, Serialize};

use super::truth::Truth;
use crate::command::eval::others::ratios;
use crate::failure::{Failure, Result};

/// The portrait beside a session, if there is one.
const PORTRAIT: &str = "portrait.jpg";

/// One session.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Judged {
    /// Its folder, below the root.
    pub(super) session: String,
    /// None for an honest one.
    pub(super) attack: Option<String>,
    pub(super) person: Option<String>,
    pub(super) groups: Vec<String>,
    /// Of everything; of liveness alone; of the match, if something was compared.
    pub(super) outcome: Outcome,
    pub(super) liveness: Outcome,
    #[serde(rename = "match")]
    pub(super) matching: Option<Outcome>,
    pub(super) reasons: Vec<Reason>,
    pub(super) channels: Vec<Said>,
    /// Natural log of the likelihood ratio of all channels together.
    pub(super) fused: Option<f32>,
    pub(super) llr: BTreeMap<String, f32>,
    /// Readings found, of how many.
    pub(super) digits: [usize; 2],
    /// How far the start and the end of each reading that was found lie behind the
    /// sound's, milliseconds.
    pub(super) off_ms: Vec<[f64; 2]>,
    pub(super) frames: usize,
}

/// What a channel said.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Said {
    pub(super) name: ChannelName,
    pub(super) finding: Finding,
    pub(super) reasons: Vec<Reason>,
}

impl Judged {
    pub(super) fn of(engine: &Engine, name: &str, folder: &Path) -> Result<Self> {
        let truth = Truth::read(folder)?;
        let mut opened = open_session(folder, None)?;
        let header = &opened.header;
        let prompts = header.prompts.clone().ok_or_else(|| {
            let what = format!("{}: it holds no prompt times", folder.display());
            Failure::new("format", what)
        })?;
        let asked = header.challenge.digits().len();
        let mut session = engine
            .session(header.challenge.clone())
            .with_prompts(prompts)?;
        if header.test {
            session = session.for_test();
        }
        let portrait = folder.join(PORTRAIT);
        if portrait.is_file()
            && let Ok(portrait) = engine.enrol(&open_still(portrait)?)
        {
            session = session.with_portrait(portrait);
        }
        while let Some(frame) = opened.source.next_frame()? {
            session.push(&frame)?;
        }
        Ok(Self::from(name, &truth, asked, &session.finish()?))
    }

    fn from(name: &str, truth: &Truth, asked: usize, completed: &Completed) -> Self {
        let verdict = &completed.verdict;
        let found = verdict.digits.iter().filter_map(|digit| {
            let (start, end) = (digit.start_ms? as f64, digit.end_ms? as f64);
            Some((digit, start, end))
        });
        let off = found.clone().filter_map(|(digit, start, end)| {
            let heard = truth.heard(digit.digit, digit.prompted_ms)?;
            // Tenths: what has more digits is not read again as it was written.
            let off = [start - heard.start_ms, end - heard.end_ms];
            Some(off.map(|ms| (10.0 * ms).round() / 10.0))
        });
        let channels = verdict.liveness.channels.iter();
        let ratios = ratios(completed).into_iter();
        Self {
            session: name.to_owned(),
            attack: truth.attack.clone(),
            person: truth.person(),
            groups: truth.traits.map(|t| t.groups()).unwrap_or_default(),
            outcome: verdict.outcome,
            liveness: verdict.liveness.outcome,
            matching: verdict.matching.as_ref().map(|m| m.outcome),
            reasons: verdict.reasons.clone(),
            channels: channels
                .map(|c| Said {
                    name: c.name,
                    finding: c.finding,
                    reasons: c.reasons.clone(),
                })
                .collect(),
            fused: completed.evidence.fused,
            llr: ratios.map(|(name, llr)| (name.to_owned(), llr)).collect(),
            digits: [found.count(), asked],
            off_ms: off.collect(),
            frames: verdict.frames.total,
        }
    }

    /// What liveness would have come to had a channel said nothing, or all others.
    pub(super) fn without(&self, silent: impl Fn(ChannelName) -> bool) -> Outcome {
        let said: Vec<Reason> = self
            .channels
            .iter()
            .flat_map(|c| c.reasons.iter().copied())
            .collect();
        let kept = self.channels.iter().filter(|c| !silent(c.name));
        let mut reasons: Vec<Reason> = kept.flat_map(|c| c.reasons.iter().copied()).collect();
        // Those that no channel gave: of the frames, and of how the session ended.
        let general = self.reasons.iter().filter(|reason| !said.contains(reason));
        reasons.extend(general.filter(|reason| **reason != Reason::PortraitMismatch));
        Outcome::of(&reasons)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::command::eval::sessions) fn judged(
        attack: Option<&str>,
        reasons: &[(ChannelName, Reason)],
        fused: f32,
    ) -> Judged {
        let outcome = Outcome::of(&reasons.iter().map(|r| r.1).collect::<Vec<_>>());
        let channel = |name: ChannelName| Said {
            name,
            finding: Finding::Unclear,
            reasons: reasons
                .iter()
                .filter(|r| r.0 == name)
                .map(|r| r.1)
                .collect(),
        };
        Judged {
            session: "a/b".into(),
            attack: attack.map(str::to_owned),
            person: None,
            groups: vec!["skin dark".into()],
            outcome,
            liveness: outcome,
            matching: None,
            reasons: reasons.iter().map(|r| r.1).collect(),
            channels: vec![channel(ChannelName::Timing), channel(ChannelName::Content)],
            fused: Some(fused),
            llr: BTreeMap::from([("timing".into(), fused)]),
            digits: [6, 6],
            off_ms: vec![[-30.0, 50.0]],
            frames: 100,
        }
    }

    #[test]
    fn a_channel_can_be_taken_away() {
        use ChannelName::{Content, Timing};
        let mut both = judged(
            Some("replay"),
            &[
                (Timing, Reason::DigitsOutOfTime),
                (Content, Reason::OtherDigits),
            ],
            0.0,
        );
        assert_eq!(both.without(|c| c == Timing), Outcome::Fail);
        assert_eq!(both.without(|_| true), Outcome::Pass);
        both.reasons.push(Reason::TooDark);
        assert_eq!(both.without(|_| true), Outcome::Retry);
        both.reasons.push(Reason::PortraitMismatch);
        assert_eq!(both.without(|_| true), Outcome::Retry);
    }

    #[test]
    fn it_comes_back_from_a_line_of_text() {
        let one = judged(None, &[(ChannelName::Timing, Reason::DigitsNotRead)], 1.5);
        let text = serde_json::to_string(&one).unwrap();
        let again: Judged = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), text);
    }
}
