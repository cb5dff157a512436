//! `levels`: what can be demanded of liveness, and what was measured of it.

use selfsame::{Counted, Language, Level, StatedRates};
use serde::Serialize;

use crate::failure::Result;
use crate::options::JsonArgs;
use crate::output::{Exit, Output};
use crate::stats::clopper_pearson;

/// Options of `levels`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
The rates are those of simulated people (docs/liveness.md); none is claimed for real ones.

Example:
  selfsame levels --json")]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// `selfsame.levels/1`.
#[derive(Serialize)]
struct Answer {
    schema: &'static str,
    levels: Vec<One>,
    other_way: [(&'static str, &'static str); 2],
}

#[derive(Serialize)]
struct One {
    name: &'static str,
    policy: String,
    digits: usize,
    twice: usize,
    tries: u32,
    stated: StatedRates,
    intervals: Intervals,
}

/// Exact intervals (Clopper and Pearson), 95 %.
#[derive(Serialize)]
struct Intervals {
    rejected: [f64; 2],
    again: [f64; 2],
    other_digits: [f64; 2],
    other_times: [f64; 2],
    replays: [f64; 2],
}

pub(crate) fn run(output: &Output) -> Result<Exit> {
    let one = |level: Level| {
        let stated = level.stated();
        let interval = |c: Counted| clopper_pearson(u64::from(c.errors), u64::from(c.of));
        One {
            name: level.name(),
            policy: selfsame::Policy::of(level).name,
            digits: level.digits(),
            twice: level.twice(),
            tries: level.tries(),
            stated,
            intervals: Intervals {
                rejected: interval(stated.rejected),
                again: interval(stated.again),
                other_digits: interval(stated.other_digits),
                other_times: interval(stated.other_times),
                replays: interval(stated.replays),
            },
        }
    };
    let answer = Answer {
        schema: "selfsame.levels/1",
        levels: Level::ALL.map(one).into(),
        other_way: [Language::English, Language::Mandarin].map(|l| (l.code(), l.other_way())),
    };
    if output.is_json() {
        output.json(&answer)?;
    } else {
        output.write(&told(&answer))?;
    }
    Ok(Exit::Pass)
}

fn told(answer: &Answer) -> String {
    let mut text = String::from(
        "Measured on simulated people who read carefully, in English; 95 % intervals. No rate is\n\
         claimed for real people. With usual habits (late answers, yawns, licked lips) 6 of 60 were\n\
         rejected at the level standard.\n",
    );
    for one in &answer.levels {
        let (stated, between) = (&one.stated, &one.intervals);
        text += &format!(
            "\n{} ({}): {} digits, {} of them twice at least, {} tries\n",
            one.name, one.policy, one.digits, one.twice, one.tries
        );
        for (what, count, interval) in [
            (
                "live people rejected (BPCER)",
                stated.rejected,
                between.rejected,
            ),
            ("live people told to try again", stated.again, between.again),
            ("replays that pass (APCER)", stated.replays, between.replays),
            (
                "  if the digits were in time",
                stated.other_digits,
                between.other_digits,
            ),
            (
                "  if the digits were right",
                stated.other_times,
                between.other_times,
            ),
        ] {
            text += &format!(
                "  {what:<30} {:>4} of {:<5} {:.3} ({:.3} to {:.3})\n",
                count.errors,
                count.of,
                count.rate(),
                interval[0],
                interval[1]
            );
        }
    }
    for (_, words) in answer.other_way {
        text += &format!("\n{words}");
    }
    text
}
