//! `eval simulated`: simulated people through the whole pipeline.
//!
//! Enters: a range of seeds. Leaves: in how many frames their faces are found, how
//! their honest sessions end, how close the found intervals are to the true ones, and
//! how alike SFace takes a person and others to be; by skin tone too. All of it is
//! simulated: it says whether the simulation is good enough, not how people fare.

mod alike;
mod told;

use std::collections::BTreeMap;

use selfsame::challenge::SHOWN_FOR;
use selfsame::detect::DetectorOptions;
use selfsame::embedding::Template;
use selfsame::{Engine, FalseMatchRate, Outcome, Picture};
use selfsame_simulate::performance::{Prompt, Truth};
use selfsame_simulate::{Person, Subject, portrait};
use serde::Serialize;

use alike::Alike;
use told::Told;

use super::session::{WhoArgs, content_of_others, hold, ratios, timing_of_others};
use super::{CommonArgs, parallel};
use crate::failure::Result;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::{Rate, percentile};

/// Each so many frames the cascade searches as well.
const CASCADE_EVERY: usize = 15;
/// Monk tones up to which a person counts as light, and as medium.
const GROUPS: [(&str, f32); 3] = [("light", 4.0), ("medium", 7.0), ("dark", 10.0)];

/// Options of `eval simulated`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Rendering and judging a session takes about twenty seconds a person and core.

Example:
  selfsame eval simulated --people 100 --json simulated.json")]
pub(crate) struct Args {
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    people: u64,
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.simulated/4`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    people: usize,
    all: Group,
    by_tone: Vec<Group>,
    /// Milliseconds from the true middle of a reading to that of the interval found.
    interval_error_ms_median: Option<f64>,
    interval_error_ms_p95: Option<f64>,
    /// As SFace takes them.
    /// The content channel on what was shown against other digits at the same moments.
    content: Told,
    timing: Told,
    alike: Alike,
    /// The same with what all simulated faces share taken away.
    alike_centred: Alike,
    sessions: Vec<SessionFigures>,
}

#[derive(Serialize)]
struct Group {
    name: &'static str,
    people: usize,
    /// Frames in which the tracker (cascade and mesh) holds a face.
    tracked: Rate,
    /// Frames in which the cascade alone finds one.
    cascade: Rate,
    passed: Rate,
    /// Digits whose reading was found.
    found: Rate,
}

#[derive(Serialize)]
struct SessionFigures {
    person: u64,
    tone: f32,
    outcome: Outcome,
    reasons: Vec<&'static str>,
    frames: usize,
    tracked: usize,
    cascade: [usize; 2],
    digits: [usize; 2],
    similarity: Option<f32>,
    /// Likelihood ratios by channel.
    llr: BTreeMap<&'static str, f32>,
    /// Those of the content channel, had other digits been shown; and of the timing
    /// channel, had they been shown at other times.
    content_of_others: Vec<f32>,
    timing_of_others: Vec<f32>,
    #[serde(skip)]
    errors: Vec<f64>,
    #[serde(skip)]
    templates: Option<[Template; 2]>,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let seeds = args.who.seeds(args.people)?;
    let bar = output.bar(Some(args.people), "people");
    let sessions = parallel::map(&seeds, args.common.jobs(), &bar, |&seed| {
        measure(&engine, &args.who, seed)
    })?;
    let mut errors: Vec<f64> = sessions.iter().flat_map(|s| s.errors.clone()).collect();
    errors.sort_by(f64::total_cmp);
    let templates: Vec<[Template; 2]> = sessions
        .iter()
        .filter_map(|s| s.templates.clone())
        .collect();
    let by_tone = GROUPS.iter().enumerate().map(|(i, &(name, most))| {
        let least = if i == 0 { 0.0 } else { GROUPS[i - 1].1 };
        group(
            name,
            sessions.iter().filter(|s| s.tone > least && s.tone <= most),
        )
    });
    let told = |channel: &str, others: &dyn Fn(&SessionFigures) -> &Vec<f32>| {
        let own = sessions.iter().filter_map(|s| s.llr.get(channel).copied());
        let others = sessions.iter().flat_map(|s| others(s).iter().copied());
        Told::of(own.collect(), others.collect())
    };
    let figures = Figures {
        schema: "selfsame.eval.simulated/4",
        people: sessions.len(),
        all: group("all", sessions.iter()),
        by_tone: by_tone.collect(),
        interval_error_ms_median: percentile(&errors, 0.5),
        interval_error_ms_p95: percentile(&errors, 0.95),
        content: told("content", &|s| &s.content_of_others),
        timing: told("timing", &|s| &s.timing_of_others),
        alike: Alike::of(&templates),
        alike_centred: Alike::centred(&templates),
        sessions,
    };
    args.common.finish(output, &figures, &table(&figures))?;
    Ok(Exit::Pass)
}

fn table(figures: &Figures) -> String {
    let number = |v: Option<f64>| v.map_or("-".into(), |v| format!("{v:.3}"));
    let mut text = String::new();
    for group in std::iter::once(&figures.all).chain(&figures.by_tone) {
        text += &format!(
            "{}, {} people\n  tracked   {}\n  cascade   {}\n  passed    {}\n  readings  {}\n",
            group.name,
            group.people,
            group.tracked.text(),
            group.cascade.text(),
            group.passed.text(),
            group.found.text(),
        );
    }
    text += &format!(
        "interval error  median {} ms, 95th percentile {} ms\n{}\n{}\n\
         faces\n  {}\n\
         faces without what all of them share\n  {}",
        number(figures.interval_error_ms_median),
        number(figures.interval_error_ms_p95),
        figures.content.text("content"),
        figures.timing.text("timing"),
        figures.alike.text(),
        figures.alike_centred.text(),
    );
    for session in figures
        .sessions
        .iter()
        .filter(|s| s.outcome != Outcome::Pass)
    {
        text += &format!(
            "\n  person {}, tone {:.1}: {:?}: {}",
            session.person,
            session.tone,
            session.outcome,
            session.reasons.join(", ")
        );
    }
    text
}

fn group<'a>(
    name: &'static str,
    sessions: impl Iterator<Item = &'a SessionFigures> + Clone,
) -> Group {
    let sum = |of: &dyn Fn(&SessionFigures) -> usize| sessions.clone().map(of).sum::<usize>();
    let people = sum(&|_| 1);
    Group {
        name,
        people,
        tracked: Rate::of(sum(&|s| s.tracked), sum(&|s| s.frames)),
        cascade: Rate::of(sum(&|s| s.cascade[0]), sum(&|s| s.cascade[1])),
        passed: Rate::of(sum(&|s| usize::from(s.outcome == Outcome::Pass)), people),
        found: Rate::of(sum(&|s| s.digits[0]), sum(&|s| s.digits[1])),
    }
}

/// One honest session.
fn measure(engine: &Engine, who: &WhoArgs, seed: u64) -> Result<SessionFigures> {
    let mut subject = Subject::new(&who.setup(seed))?;
    let tone = subject.person().looks.tone;
    let picture = portrait(Person::of(seed))?;
    let challenge = who.challenge(seed)?;
    let digits = challenge.digits().len();
    let mut session = engine.session(challenge.clone());
    let portrait = engine.enrol(&picture).ok();
    if let Some(portrait) = &portrait {
        session = session.with_portrait(portrait.clone());
    }
    let mut cascade = [0, 0];
    let mut still: Option<Picture> = None;
    let held = hold(session, &mut subject, |n, frame| {
        if n % CASCADE_EVERY == 0 {
            let picture = frame.to_picture();
            let options = DetectorOptions {
                min_face: 80,
                ..DetectorOptions::default()
            };
            let found = engine.detector().detect(&picture.to_grey(), &options)?;
            cascade[0] += usize::from(!found.is_empty());
            cascade[1] += 1;
            still.get_or_insert(picture);
        }
        Ok(())
    })?;
    let done = held.completed;
    let live = match &still {
        Some(picture) => engine
            .portrait_faces(picture)?
            .first()
            .map(|face| engine.template(picture, &face.mesh)),
        None => None,
    };
    let found = done
        .verdict
        .digits
        .iter()
        .filter(|d| d.start_ms.is_some())
        .count();
    Ok(SessionFigures {
        person: seed,
        tone,
        outcome: done.verdict.outcome,
        reasons: done.verdict.reasons.iter().map(|r| r.code()).collect(),
        frames: done.verdict.frames.total,
        tracked: done.verdict.frames.with_face,
        cascade,
        digits: [found, digits],
        similarity: done.evidence.comparison.map(|c| c.similarity()),
        llr: ratios(&done),
        content_of_others: content_of_others(&done, seed)?,
        timing_of_others: timing_of_others(&done, &challenge, seed)?,
        errors: errors(&done.verdict.digits, subject.truth()),
        templates: match (live.transpose()?, &portrait) {
            (Some(live), Some(portrait)) => Some([live, portrait.template().clone()]),
            _ => None,
        },
    })
}

/// How far the middles of found intervals are from the true ones, milliseconds.
fn errors(digits: &[selfsame::verdict::DigitVerdict], truth: &Truth) -> Vec<f64> {
    let said = truth
        .readings
        .iter()
        .filter(|r| matches!(r.asked, Prompt::Digit(_)));
    // The person sees a prompt a frame after it was decided to show it.
    let seen_at = |seen: f32, prompted_ms: u64| {
        let late = f64::from(seen) * 1000.0 - prompted_ms as f64;
        (-50.0..SHOWN_FOR.as_millis() as f64).contains(&late)
    };
    said.filter_map(|reading| {
        let mouth = reading.mouth?;
        let digit = digits
            .iter()
            .find(|d| seen_at(reading.seen, d.prompted_ms))?;
        let found = (digit.start_ms? + digit.end_ms?) as f64 / 2.0;
        Some((found - 500.0 * f64::from(mouth.start + mouth.end)).abs())
    })
    .collect()
}
