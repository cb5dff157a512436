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
use selfsame::{Engine, Outcome, Picture};
use selfsame_simulate::performance::{Prompt, Reading, Truth};
use selfsame_simulate::{Person, Subject, portrait};
use serde::{Deserialize, Serialize};

use alike::Alike;
use told::Told;

use super::others::{Claim, Others, ratios};
use super::session::{WhoArgs, hold};
use super::traces::{Held, Traces, TracesArgs};
use super::{CommonArgs, parallel};
use crate::failure::Result;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::{Rate, percentile};

/// Each so many frames the cascade searches as well.
const CASCADE_EVERY: usize = 15;
/// The ratio of what was not found at all.
const NOTHING: f32 = -30.0;
/// Monk tones up to which a person counts as light, and as medium.
const GROUPS: [(&str, f32); 3] = [("light", 4.0), ("medium", 7.0), ("dark", 10.0)];

/// Options of `eval simulated`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Rendering and judging a session takes about twenty seconds a person and core; judging
one again that is kept in a folder (--traces) about two.

Examples:
  selfsame eval simulated --people 100 --json simulated.json
  selfsame eval simulated --people 500 --first 401 --traces held    (again, to go on)")]
pub(crate) struct Args {
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    people: u64,
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    traces: TracesArgs,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// `selfsame.eval.simulated/6`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    people: usize,
    all: Group,
    by_tone: Vec<Group>,
    /// Milliseconds from the true middle of a reading to that of the interval found.
    interval_error_ms_median: Option<f64>,
    interval_error_ms_p95: Option<f64>,
    /// The content channel on what was shown against other digits at the same moments.
    content: Told,
    /// The timing channel against other moments, started at the best of nine.
    timing: Told,
    /// The ratio of all channels against each of them, and against both.
    fused: ByClaim<Told>,
    /// How often liveness, rules and all, would have passed with such a claim: what a
    /// replay has to hope for whose picture is as good as a live one's.
    passes: ByClaim<Rate>,
    /// Sessions that would pass with one of twenty other strings or more.
    one_of_twenty: Rate,
    /// As SFace takes them.
    alike: Alike,
    /// The same with what all simulated faces share taken away.
    alike_centred: Alike,
    /// Both, within groups of skin and of sex: what the match would do for each.
    alike_within: Vec<AlikeGroup>,
    sessions: Vec<SessionFigures>,
}

/// By what is not true of the session.
#[derive(Serialize)]
struct ByClaim<T> {
    /// Other digits at the same moments.
    digits: T,
    /// The same digits at other moments.
    times: T,
    /// Other digits at other moments.
    both: T,
}

impl<T> ByClaim<T> {
    fn of(of: impl Fn(&dyn Fn(&Others) -> &Vec<Claim>) -> T) -> Self {
        Self {
            digits: of(&|o| &o.digits),
            times: of(&|o| &o.times),
            both: of(&|o| &o.both),
        }
    }
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
    /// Those that fail; the others are told to try again.
    rejected: Rate,
    /// Digits whose reading was found.
    found: Rate,
}

#[derive(Serialize)]
struct AlikeGroup {
    name: &'static str,
    people: usize,
    alike: Alike,
    alike_centred: Alike,
}

#[derive(Serialize)]
struct SessionFigures {
    person: u64,
    tone: f32,
    /// 0 is female, 1 is male.
    sex: f32,
    outcome: Outcome,
    reasons: Vec<&'static str>,
    frames: usize,
    tracked: usize,
    cascade: [usize; 2],
    digits: [usize; 2],
    similarity: Option<f32>,
    /// Likelihood ratios by channel.
    llr: BTreeMap<&'static str, f32>,
    /// That of all of them.
    fused: Option<f32>,
    /// What it would have come to had something else been asked.
    others: Others,
    #[serde(skip)]
    errors: Vec<f64>,
    #[serde(skip)]
    templates: Option<[Vec<f32>; 2]>,
}

/// What is known of a session besides its trace.
#[derive(Serialize, Deserialize)]
struct Facts {
    tone: f32,
    cascade: [usize; 2],
    /// Of each digit that was read: when the screen showed it, when the mouth began and
    /// ended to move; seconds.
    read: Vec<[f32; 3]>,
    /// A live frame's and the portrait's.
    templates: Option<[Vec<f32>; 2]>,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let engine = args.who.engine(globals)?;
    let traces = args.traces.open(&engine, &args.who)?;
    let seeds = args.who.seeds(args.people)?;
    let bar = output.bar(Some(args.people), "people");
    let sessions = parallel::map(&seeds, args.common.jobs(), &bar, |&seed| {
        measure(&engine, &args.who, &traces, seed)
    })?;
    let mut errors: Vec<f64> = sessions.iter().flat_map(|s| s.errors.clone()).collect();
    errors.sort_by(f64::total_cmp);
    let enrolled: Vec<&SessionFigures> =
        sessions.iter().filter(|s| s.templates.is_some()).collect();
    let templates: Vec<alike::Templates> = enrolled
        .iter()
        .filter_map(|s| s.templates.clone())
        .collect();
    let within = |name, who: &dyn Fn(&SessionFigures) -> bool| {
        let belongs = |i: usize| who(enrolled[i]);
        AlikeGroup {
            name,
            people: enrolled.iter().filter(|s| who(s)).count(),
            alike: Alike::of(&templates, belongs),
            alike_centred: Alike::centred(&templates, belongs),
        }
    };
    let of_tone = |i: usize| {
        let least = if i == 0 { 0.0 } else { GROUPS[i - 1].1 };
        move |s: &SessionFigures| s.tone > least && s.tone <= GROUPS[i].1
    };
    let tones = GROUPS.iter().enumerate();
    let by_tone = tones.clone().map(|(i, &(name, _))| {
        let of_tone = of_tone(i);
        group(name, sessions.iter().filter(|s| of_tone(s)))
    });
    let mut alike_within: Vec<AlikeGroup> = tones
        .map(|(i, &(name, _))| within(name, &of_tone(i)))
        .collect();
    alike_within.push(within("female", &|s| s.sex < 0.5));
    alike_within.push(within("male", &|s| s.sex >= 0.5));
    let told = |own: &dyn Fn(&SessionFigures) -> Option<f32>,
                claims: &dyn Fn(&Others) -> &Vec<Claim>,
                ratio: &dyn Fn(&Claim) -> Option<f32>| {
        let claims = sessions.iter().flat_map(|s| claims(&s.others));
        // Where nothing is found nothing speaks for it.
        let ratios = claims.map(|claim| ratio(claim).unwrap_or(NOTHING));
        Told::of(sessions.iter().filter_map(own).collect(), ratios.collect())
    };
    let channel = |name: &'static str| move |s: &SessionFigures| s.llr.get(name).copied();
    let figures = Figures {
        schema: "selfsame.eval.simulated/6",
        people: sessions.len(),
        all: group("all", sessions.iter()),
        by_tone: by_tone.collect(),
        interval_error_ms_median: percentile(&errors, 0.5),
        interval_error_ms_p95: percentile(&errors, 0.95),
        content: told(&channel("content"), &|o| &o.digits, &|c| c.content),
        timing: told(&channel("timing"), &|o| &o.times, &|c| c.timing),
        fused: ByClaim::of(|claims| told(&|s| s.fused, claims, &|c| c.fused)),
        passes: ByClaim::of(|claims| {
            let all = || sessions.iter().flat_map(|s| claims(&s.others));
            Rate::of(all().filter(|c| c.passes).count(), all().count())
        }),
        one_of_twenty: Rate::of(
            sessions
                .iter()
                .filter(|s| s.others.digits.iter().any(|c| c.passes))
                .count(),
            sessions
                .iter()
                .filter(|s| !s.others.digits.is_empty())
                .count(),
        ),
        alike: Alike::of(&templates, |_| true),
        alike_centred: Alike::centred(&templates, |_| true),
        alike_within,
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
            "{}, {} people\n  tracked   {}\n  cascade   {}\n  passed    {}\n  rejected  {}\n  \
             readings  {}\n",
            group.name,
            group.people,
            group.tracked.text(),
            group.cascade.text(),
            group.passed.text(),
            group.rejected.text(),
            group.found.text(),
        );
    }
    text += &format!(
        "interval error  median {} ms, 95th percentile {} ms\n{}\n{}\n{}\n{}\n{}\n\
         passes, had there been\n  other digits {}\n  other times  {}\n  \
         both         {}\n  one of twenty other strings {}\n\
         faces\n  {}\n\
         faces without what all of them share\n  {}",
        number(figures.interval_error_ms_median),
        number(figures.interval_error_ms_p95),
        figures.content.text("content, other digits"),
        figures.timing.text("timing, other times"),
        figures.fused.digits.text("all channels, other digits"),
        figures.fused.times.text("all channels, other times"),
        figures.fused.both.text("all channels, both"),
        figures.passes.digits.text(),
        figures.passes.times.text(),
        figures.passes.both.text(),
        figures.one_of_twenty.text(),
        figures.alike.text(),
        figures.alike_centred.text(),
    );
    for group in &figures.alike_within {
        text += &format!(
            "\nfaces of {}, {} people\n  {}\n  without what all share\n  {}",
            group.name,
            group.people,
            group.alike.text(),
            group.alike_centred.text()
        );
    }
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
        rejected: Rate::of(sum(&|s| usize::from(s.outcome == Outcome::Fail)), people),
        found: Rate::of(sum(&|s| s.digits[0]), sum(&|s| s.digits[1])),
    }
}

/// One honest session.
fn measure(engine: &Engine, who: &WhoArgs, traces: &Traces, seed: u64) -> Result<SessionFigures> {
    let Held { facts, trace } = traces.or(&format!("honest-{seed}"), || held(engine, who, seed))?;
    let challenge = trace.challenge().clone();
    let done = trace.judge(engine);
    let digits = &done.verdict.digits;
    Ok(SessionFigures {
        person: seed,
        tone: facts.tone,
        sex: Person::of(seed).sex,
        outcome: done.verdict.outcome,
        reasons: done.verdict.reasons.iter().map(|r| r.code()).collect(),
        frames: done.verdict.frames.total,
        tracked: done.verdict.frames.with_face,
        cascade: facts.cascade,
        digits: [
            digits.iter().filter(|d| d.start_ms.is_some()).count(),
            challenge.digits().len(),
        ],
        similarity: done.evidence.comparison.map(|c| c.similarity()),
        llr: ratios(&done),
        fused: done.evidence.fused,
        others: Others::of(&done, &challenge, who.level(), seed)?,
        errors: errors(digits, &facts.read),
        templates: facts.templates,
    })
}

/// Holds it.
fn held(engine: &Engine, who: &WhoArgs, seed: u64) -> Result<Held<Facts>> {
    let mut subject = Subject::new(&who.setup(seed))?;
    let tone = subject.person().looks.tone;
    let picture = portrait(Person::of(seed))?;
    let mut session = engine.session(who.challenge(seed)?);
    let portrait = engine.enrol(&picture).ok();
    if let Some(portrait) = &portrait {
        session = session.with_portrait(portrait.clone());
    }
    let mut cascade = [0, 0];
    let mut still: Option<Picture> = None;
    let trace = hold(session, &mut subject, |n, frame| {
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
    let live = match &still {
        Some(picture) => engine
            .portrait_faces(picture)?
            .first()
            .map(|face| engine.template(picture, &face.mesh)),
        None => None,
    };
    let templates = live.transpose()?.zip(portrait).map(|(live, portrait)| {
        [&live, portrait.template()].map(|template| template.values().to_vec())
    });
    let read = read(subject.truth());
    let facts = Facts {
        tone,
        cascade,
        read,
        templates,
    };
    Ok(Held { facts, trace })
}

/// See [`Facts::read`].
fn read(truth: &Truth) -> Vec<[f32; 3]> {
    let of_digits = |r: &&Reading| matches!(r.asked, Prompt::Digit(_));
    let said = truth.readings.iter().filter(of_digits);
    said.filter_map(|r| r.mouth.map(|mouth| [r.seen, mouth.start, mouth.end]))
        .collect()
}

/// How far the middles of found intervals are from the true ones, milliseconds.
fn errors(digits: &[selfsame::verdict::DigitVerdict], read: &[[f32; 3]]) -> Vec<f64> {
    // The person sees a prompt a frame after it was decided to show it.
    let seen_at = |seen: f32, prompted_ms: u64| {
        let late = f64::from(seen) * 1000.0 - prompted_ms as f64;
        (-50.0..SHOWN_FOR.as_millis() as f64).contains(&late)
    };
    read.iter()
        .filter_map(|&[seen, start, end]| {
            let digit = digits.iter().find(|d| seen_at(seen, d.prompted_ms))?;
            let found = (digit.start_ms? + digit.end_ms?) as f64 / 2.0;
            Some((found - 500.0 * f64::from(start + end)).abs())
        })
        .collect()
}
