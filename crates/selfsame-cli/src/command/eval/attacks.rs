//! `eval attacks`: people who cheat, through the whole pipeline.
//!
//! Enters: attacks, and the seeds of the people who are impersonated. Leaves: how
//! often each attack passes liveness (APCER) and how often everything, the match with
//! the victim's portrait included (IAPAR), as ISO/IEC 30107-3 names them; why the rest
//! was rejected. All of it is simulated: it says what to look at, not how safe it is.

use std::collections::BTreeMap;

use selfsame::{Engine, Outcome};
use selfsame_simulate::{Attack, Attacker, Person, portrait};
use serde::{Deserialize, Serialize};

use super::others::ratios;
use super::session::{WhoArgs, hold};
use super::traces::{Held, Traces, TracesArgs};
use super::{CommonArgs, parallel, reasons};
use crate::command::simulate::plan;
use crate::failure::Result;
use crate::options::Globals;
use crate::output::{Exit, Output};
use crate::stats::Rate;

/// Options of `eval attacks`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Every person is attacked once with every attack, by somebody who knows the digits but
not when they will be shown, before the portrait of that person. A session that never
starts, or breaks off, counts as a rejection; it is said why it did. A session takes
about half a minute a core, one that never starts three times as much.

Examples:
  selfsame eval attacks --people 20 --json attacks.json
  selfsame eval attacks --people 300 --traces held    (again, to go on)
  selfsame eval attacks --attack photo,spliced --people 3
  selfsame simulate sheet attacks.png --people 1 --attacks    (what they look like)")]
pub(crate) struct Args {
    /// How many people are impersonated
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    people: u64,
    /// Names of attacks or of their families, or `all` of them
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', default_value = "all", value_parser = named)]
    attack: Vec<Named>,
    #[command(flatten)]
    who: WhoArgs,
    #[command(flatten)]
    traces: TracesArgs,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// What a name stands for.
#[derive(Debug, Clone)]
struct Named(Vec<Attack>);

fn named(name: &str) -> Result<Named, String> {
    Ok(Named(match name {
        "all" => Attack::ALL.to_vec(),
        name => vec![plan::attack(name)?],
    }))
}

/// `selfsame.eval.attacks/1`.
#[derive(Serialize)]
struct Figures {
    schema: &'static str,
    people: usize,
    engine: String,
    by_attack: Vec<AttackFigures>,
    sessions: Vec<SessionFigures>,
}

#[derive(Serialize)]
struct AttackFigures {
    attack: &'static str,
    /// Sessions that pass liveness, whoever is on the portrait.
    apcer: Rate,
    /// Sessions that pass liveness and the match; of those with a portrait.
    iapar: Rate,
    complete: usize,
    broken_off: usize,
    not_started: usize,
    /// Of all sessions that did not pass; one may have several.
    reasons: reasons::Counts,
}

/// How far a session came.
#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum End {
    /// Every digit was shown.
    Complete,
    /// The challenge began and did not come to its last digit.
    BrokenOff,
    /// No face was placed so well that the challenge began.
    NotStarted,
}

#[derive(Serialize)]
struct SessionFigures {
    attack: &'static str,
    person: u64,
    attacker: u64,
    end: End,
    outcome: Outcome,
    liveness: Outcome,
    #[serde(rename = "match")]
    matching: Option<Outcome>,
    reasons: Vec<&'static str>,
    /// Whether there was a portrait to match.
    enrolled: bool,
    similarity: Option<f32>,
    frames: usize,
    tracked: usize,
    digits: [usize; 2],
    /// Likelihood ratios by channel.
    llr: BTreeMap<&'static str, f32>,
    /// That of all of them.
    fused: Option<f32>,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let engine = args.who.engine(globals)?;
    let traces = args.traces.open(&engine, &args.who)?;
    let seeds = args.who.seeds(args.people)?;
    let attacks = chosen(&args.attack);
    // People in the outer loop: figures of a run that is watched grow evenly.
    let pairs: Vec<(u64, Attack)> = seeds
        .iter()
        .flat_map(|&seed| attacks.iter().map(move |&attack| (seed, attack)))
        .collect();
    let bar = output.bar(Some(pairs.len() as u64), "sessions");
    let sessions = parallel::map(&pairs, args.common.jobs(), &bar, |&(seed, attack)| {
        measure(&engine, &args.who, &traces, seed, attack)
    })?;
    let figures = Figures {
        schema: "selfsame.eval.attacks/1",
        people: seeds.len(),
        engine: engine.made_by().engine.clone(),
        by_attack: attacks.iter().map(|&a| summary(a, &sessions)).collect(),
        sessions,
    };
    args.common.finish(output, &figures, &table(&figures))?;
    Ok(Exit::Pass)
}

/// Each attack once, in the order of the command line.
fn chosen(named: &[Named]) -> Vec<Attack> {
    let mut attacks = Vec::new();
    for attack in named.iter().flat_map(|named| &named.0) {
        if !attacks.contains(attack) {
            attacks.push(*attack);
        }
    }
    attacks
}

/// What is known of a session besides its trace.
#[derive(Serialize, Deserialize)]
struct Facts {
    attacker: u64,
    enrolled: bool,
}

/// One attack on one person.
fn measure(
    engine: &Engine,
    who: &WhoArgs,
    traces: &Traces,
    seed: u64,
    attack: Attack,
) -> Result<SessionFigures> {
    let name = format!("{}-{seed}", attack.name());
    let Held { facts, trace } = traces.or(&name, || held(engine, who, seed, attack))?;
    let asked = trace.challenge().digits().len();
    let started = trace.prompts().is_some();
    let completed = trace.judge(engine);
    let verdict = &completed.verdict;
    let found = verdict.digits.iter().filter(|d| d.start_ms.is_some());
    Ok(SessionFigures {
        attack: attack.name(),
        person: seed,
        attacker: facts.attacker,
        end: match started {
            false => End::NotStarted,
            true if verdict.digits.len() < asked => End::BrokenOff,
            true => End::Complete,
        },
        outcome: verdict.outcome,
        liveness: verdict.liveness.outcome,
        matching: verdict.matching.as_ref().map(|m| m.outcome),
        reasons: verdict.reasons.iter().map(|r| r.code()).collect(),
        enrolled: facts.enrolled,
        similarity: completed.evidence.comparison.map(|c| c.similarity()),
        frames: verdict.frames.total,
        tracked: verdict.frames.with_face,
        digits: [found.count(), asked],
        llr: ratios(&completed),
        fused: completed.evidence.fused,
    })
}

/// Holds its session.
fn held(engine: &Engine, who: &WhoArgs, seed: u64, attack: Attack) -> Result<Held<Facts>> {
    let challenge = who.challenge(seed)?;
    let mut attacker = Attacker::knowing(attack, &who.setup(seed), challenge.digits())?;
    let portrait = engine.enrol(&portrait(Person::of(seed))?).ok();
    let enrolled = portrait.is_some();
    let session = engine.session(challenge);
    let session = match portrait {
        Some(portrait) => session.with_portrait(portrait),
        None => session,
    };
    let trace = hold(session, &mut attacker, |_, _| Ok(()))?;
    let facts = Facts {
        attacker: attacker.truth().attacker,
        enrolled,
    };
    Ok(Held { facts, trace })
}

fn summary(attack: Attack, sessions: &[SessionFigures]) -> AttackFigures {
    let of = || sessions.iter().filter(|s| s.attack == attack.name());
    let ended = |end: End| of().filter(|s| s.end == end).count();
    let live = of().filter(|s| s.liveness == Outcome::Pass).count();
    // Without a portrait a verdict passes by liveness alone: that is no acceptance.
    let enrolled = || of().filter(|s| s.enrolled);
    let accepted = enrolled().filter(|s| s.outcome == Outcome::Pass).count();
    AttackFigures {
        attack: attack.name(),
        apcer: Rate::of(live, of().count()),
        iapar: Rate::of(accepted, enrolled().count()),
        complete: ended(End::Complete),
        broken_off: ended(End::BrokenOff),
        not_started: ended(End::NotStarted),
        reasons: reasons::count(of().map(|s| &s.reasons)),
    }
}

fn table(figures: &Figures) -> String {
    let mut text = format!(
        "{:<24}{:<32}{:<32}ended",
        "attack", "passes liveness (APCER)", "passes everything (IAPAR)"
    );
    for of in &figures.by_attack {
        let mut ends = Vec::new();
        for (count, end) in [
            (of.complete, "complete"),
            (of.broken_off, "broken off"),
            (of.not_started, "never started"),
        ] {
            if count > 0 {
                ends.push(format!("{count} {end}"));
            }
        }
        text += &format!(
            "\n{:<24}{:<32}{:<32}{}",
            of.attack,
            share(&of.apcer),
            share(&of.iapar),
            ends.join(", ")
        );
        let reasons = reasons::sorted(&of.reasons).into_iter();
        let reasons: Vec<_> = reasons.map(|(code, n)| format!("{n} {code}")).collect();
        if !reasons.is_empty() {
            text += &format!("\n    {}", reasons.join(", "));
        }
    }
    text
}

/// A rate as it fits into a column.
fn share(rate: &Rate) -> String {
    let [low, high] = rate.interval;
    match rate.rate {
        Some(_) => format!("{} of {}, {low:.3} to {high:.3}", rate.count, rate.n),
        None => "not measured".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(attack: Attack, end: End, outcomes: [Outcome; 2]) -> SessionFigures {
        SessionFigures {
            attack: attack.name(),
            person: 1,
            attacker: 2,
            end,
            outcome: outcomes[1],
            liveness: outcomes[0],
            matching: None,
            reasons: match outcomes[1] {
                Outcome::Pass => vec![],
                _ => vec!["mouth_still", "portrait_mismatch"],
            },
            enrolled: true,
            similarity: None,
            frames: 10,
            tracked: 10,
            digits: [0, 6],
            llr: BTreeMap::new(),
            fused: None,
        }
    }

    #[test]
    fn liveness_and_the_whole_verdict_are_counted_apart() {
        use Outcome::{Fail, Pass, Retry};
        let two = Attack::TwoPeople;
        let mut sessions = vec![
            session(two, End::Complete, [Pass, Fail]),
            session(two, End::Complete, [Pass, Pass]),
            session(two, End::NotStarted, [Retry, Retry]),
            session(two, End::BrokenOff, [Fail, Fail]),
            session(Attack::Avatar, End::Complete, [Pass, Pass]),
        ];
        let of = summary(two, &sessions);
        assert_eq!((of.apcer.count, of.apcer.n), (2, 4));
        assert_eq!((of.iapar.count, of.iapar.n), (1, 4));
        assert_eq!((of.complete, of.broken_off, of.not_started), (2, 1, 1));
        assert_eq!(of.reasons["mouth_still"], 3);
        // Nobody is accepted who was not compared.
        sessions[1].enrolled = false;
        let of = summary(two, &sessions);
        assert_eq!((of.iapar.count, of.iapar.n), (0, 3));
        assert_eq!(of.apcer.count, 2);
    }

    #[test]
    fn the_table_says_what_passed_and_why_the_rest_did_not() {
        use Outcome::{Fail, Pass};
        let sessions = vec![
            session(Attack::PhotoStill, End::NotStarted, [Fail, Fail]),
            session(Attack::Avatar, End::Complete, [Pass, Pass]),
        ];
        let by_attack = [Attack::PhotoStill, Attack::Avatar, Attack::Spliced];
        let text = table(&Figures {
            schema: "",
            people: 1,
            engine: String::new(),
            by_attack: by_attack.map(|a| summary(a, &sessions)).into(),
            sessions,
        });
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert!(lines[1].starts_with("photo-still") && lines[1].contains("0 of 1, 0.000 to 0.975"));
        assert!(lines[1].ends_with("1 never started"), "{text}");
        assert_eq!(lines[2], "    1 mouth_still, 1 portrait_mismatch");
        assert!(lines[3].contains("1 of 1, 0.025 to 1.000"), "{text}");
        assert!(lines[4].contains("not measured"), "{text}");
    }

    #[test]
    fn names_choose_each_attack_once() {
        let all = [named("photo").unwrap(), named("all").unwrap()];
        let attacks = chosen(&all);
        assert_eq!(attacks.len(), Attack::ALL.len());
        assert_eq!(attacks[0], Attack::PhotoStill);
        assert!(named("none").is_err());
    }
}
