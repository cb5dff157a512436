//! `simulate corpus`: many simulated sessions, on any number of threads.
//!
//! Enters: the first seed, how many people and takes. Leaves: a folder of sessions
//! and `index.csv`, written last. Each session depends on its own numbers only, so
//! neither the threads nor an interruption change a byte.

use std::path::{Path, PathBuf};

use selfsame_simulate::Attack;
use serde::Serialize;

use super::plan::{Plan, Who, Wishes, attack, seeds};
use super::session::{Storage, TRUTH, store};
use super::truth::MadeFrom;
use crate::command::parallel::{self, JobsArgs};
use crate::failure::{Failure, Result};
use crate::files;
use crate::options::JsonArgs;
use crate::output::{Exit, Output};

/// The list of the sessions.
const INDEX: &str = "index.csv";

/// Options of `simulate corpus`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Every session is a folder as `selfsame simulate session` makes it, and index.csv,
which is written last, lists them: session, person, take, language, attack, digits.
The same options give the same files whatever the number of threads. A run that was
interrupted goes on where it stopped: the sessions that are there are kept.

Exit codes: 0 done, 3 error.

Examples:
  selfsame simulate corpus out --people 100
  selfsame simulate corpus out --people 10000 --takes 2 --first 1000 --jobs 16
  selfsame simulate corpus attacks --people 20 --attack none,all")]
pub(super) struct Args {
    /// The folder: absent, empty, or that of an interrupted run
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// How many people
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    people: u64,
    /// Sessions of each person, each on another day
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1000))]
    takes: u64,
    /// Seed of the first person
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    first: u64,
    /// Instead of honest sessions: names of attacks or families, `all` of them, `none`
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', default_value = "none", value_parser = acts)]
    attack: Vec<Acts>,
    #[command(flatten)]
    jobs: JobsArgs,
    #[command(flatten)]
    wishes: Wishes,
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    pub(super) json: JsonArgs,
}

/// Who plays the sessions of a person: an honest person is no attack.
#[derive(Debug, Clone)]
struct Acts(Vec<Option<Attack>>);

fn acts(name: &str) -> Result<Acts, String> {
    Ok(Acts(match name {
        "none" => vec![None],
        "all" => Attack::ALL.map(Some).to_vec(),
        name => vec![Some(attack(name)?)],
    }))
}

/// `selfsame.simulate.corpus/1`.
#[derive(Serialize)]
struct CorpusJson {
    schema: &'static str,
    path: String,
    index: &'static str,
    people: u64,
    takes: u64,
    sessions: usize,
    made: usize,
    kept: usize,
    frames: u64,
    test: bool,
}

pub(super) fn run(args: &Args, output: &Output) -> Result<Exit> {
    let plans = plans(args)?;
    let is_new = prepare(&args.out, &plans)?;
    let made = make(args, &plans, output).inspect_err(|_| {
        if is_new {
            // Goes only if nothing was finished in it.
            let _ = std::fs::remove_dir(&args.out);
        }
    })?;
    let kept = plans.len() - made.sessions;
    if output.is_json() {
        output.json(&CorpusJson {
            schema: "selfsame.simulate.corpus/1",
            path: args.out.to_string_lossy().into_owned(),
            index: INDEX,
            people: args.people,
            takes: args.takes,
            sessions: plans.len(),
            made: made.sessions,
            kept,
            frames: made.frames,
            test: true,
        })?;
    } else {
        output.write(&format!(
            "{} sessions ({kept} were there): {}",
            plans.len(),
            args.out.join(INDEX).display()
        ))?;
    }
    Ok(Exit::Pass)
}

/// Every session, in the order of people, takes and attacks.
fn plans(args: &Args) -> Result<Vec<Plan>> {
    let mut attacks: Vec<Option<Attack>> = Vec::new();
    for attack in args.attack.iter().flat_map(|acts| &acts.0) {
        // `none,all,none` names each once.
        if !attacks.contains(attack) {
            attacks.push(*attack);
        }
    }
    let mut plans = Vec::new();
    for person in seeds(args.first, args.people)? {
        for take in 1..=args.takes {
            for &attack in &attacks {
                let who = Who {
                    person,
                    take,
                    attack,
                };
                plans.push(Plan::new(who, &args.wishes)?);
            }
        }
    }
    Ok(plans)
}

/// Makes the folder, or looks at what is in it. Leaves whether it is new.
fn prepare(out: &Path, plans: &[Plan]) -> Result<bool> {
    let fail = |e: std::io::Error| Failure::io(out.display(), &e);
    let entries = match std::fs::read_dir(out) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir(out).map_err(fail)?;
            return Ok(true);
        }
        other => other.map_err(fail)?,
    };
    let names: std::collections::HashSet<String> = plans.iter().map(Plan::name).collect();
    for entry in entries {
        let name = entry.map_err(fail)?.file_name();
        let name = name.to_string_lossy();
        let whole = name.trim_end_matches(".partial");
        if whole != INDEX && !names.contains(whole) {
            return Err(Failure::usage(format!(
                "{}: '{name}' is there already and is no part of this corpus",
                out.display()
            )));
        }
    }
    Ok(false)
}

/// What a run has added.
struct Made {
    sessions: usize,
    frames: u64,
}

fn make(args: &Args, plans: &[Plan], output: &Output) -> Result<Made> {
    let missing = missing(args, plans)?;
    let bar = output.bar(Some(missing.len() as u64), "sessions");
    let frames = parallel::map(&missing, args.jobs.count(), &bar, |plan| {
        store(plan, args.storage, &args.out.join(plan.name()), || ())
    })?;
    files::write_whole(&args.out.join(INDEX), &index(plans)?)?;
    Ok(Made {
        sessions: missing.len(),
        frames: frames.iter().sum(),
    })
}

/// The plans that are not on the disk yet. A session takes its name when it is
/// finished, so one that is there is whole; it must have been made from this plan.
fn missing<'a>(args: &Args, plans: &'a [Plan]) -> Result<Vec<&'a Plan>> {
    let mut missing = Vec::new();
    for plan in plans {
        let folder = args.out.join(plan.name());
        if !folder.exists() {
            missing.push(plan);
            continue;
        }
        let path = folder.join(TRUTH);
        let text = std::fs::read(&path).map_err(|e| Failure::io(path.display(), &e))?;
        let made_from: Option<MadeFrom> = serde_json::from_slice(&text).ok();
        if made_from != Some(MadeFrom::new(plan, args.storage)) {
            return Err(Failure::usage(format!(
                "{}: made with other options than these",
                folder.display()
            )));
        }
    }
    Ok(missing)
}

fn index(plans: &[Plan]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let fail = |e: csv::Error| Failure::new("io", format!("{INDEX}: {e}"));
    table
        .write_record(["session", "person", "take", "language", "attack", "digits"])
        .map_err(fail)?;
    for plan in plans {
        let row = [
            plan.name(),
            plan.setup.person.to_string(),
            plan.setup.take.to_string(),
            plan.setup.language.code().to_owned(),
            plan.attack().unwrap_or_default().to_owned(),
            plan.digits(),
        ];
        table.write_record(row).map_err(fail)?;
    }
    table
        .into_inner()
        .map_err(|e| Failure::new("io", format!("{INDEX}: {e}")))
}
