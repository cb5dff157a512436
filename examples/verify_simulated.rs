//! A simulated person before a simulated camera through the whole pipeline, live:
//! the person sees each digit when it is shown, and not before.
//!
//! ```sh
//! cargo run --example verify_simulated
//! cargo run --example verify_simulated -- [--person SEED] [--take N]
//!     [--language en|zh] [--attack NAME] [--portrait SEED] [--tries N] [--report FILE]
//! ```
//!
//! Without arguments somebody is drawn at random. The portrait is the person's own,
//! taken on another day; `--portrait` takes somebody else's. With `--attack` somebody
//! else pretends to be that person: `--attack list` names the ways, and `--attack photo`
//! is enough for the plainest with a photo.
//!
//! As at a counter, who does not pass may try again, with new digits: twice, unless
//! `--tries` says otherwise. The report is of the last try.
//!
//! Exit code: 0 whenever a verdict was reached, whatever it is; 1 when something
//! failed.

#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use selfsame::challenge::{OsRandom, Random as _};
use selfsame::{
    Challenge, Completed, Engine, Frame, Guidance, Language, Outcome, Picture, Portrait, Session,
};
use selfsame_cli::report;
use selfsame_examples::{Failure, Transcript, explain, models, repository};
use selfsame_simulate::performance::{Prompt, Reading};
use selfsame_simulate::{Attack, Attacker, Person, Setup, Subject, portrait};

const USAGE: &str = "usage: verify_simulated [--person SEED] [--take N] [--language en|zh]
                        [--attack NAME|list] [--portrait SEED] [--tries N]
                        [--report FILE]";
/// A session that does not end by itself is broken.
const LONGEST: Duration = Duration::from_secs(90);

struct Options {
    person: u64,
    take: u64,
    language: Language,
    attack: Option<Attack>,
    portrait: Option<u64>,
    tries: u64,
    report: PathBuf,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("verify_simulated: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let Some(options) = options()? else {
        return Ok(());
    };
    let engine = Engine::builder().models(models()?).build()?;
    let on_portrait = options.portrait.unwrap_or(options.person);
    let picture = portrait(Person::of(on_portrait))?;
    let enrolled = engine.enrol(&picture)?;
    println!("person    {} (simulated)", options.person);
    println!("portrait  of person {on_portrait}");
    if let Some(attack) = options.attack {
        println!("attack    {attack}: {}", attack.describe());
    }
    println!("engine    {}\n", engine.made_by().engine);
    for number in 1..=options.tries {
        let outcome = attempt(&options, number, &engine, &picture, enrolled.clone())?;
        if outcome == Outcome::Pass {
            break;
        }
        let left = options.tries - number;
        if left > 0 {
            println!("\nNot passed. Tries left: {left}; the digits will be new.\n");
        }
    }
    println!("\nReport: {}", options.report.display());
    Ok(())
}

/// One session, from the challenge to the report. Each try is on a day of its own.
fn attempt(
    options: &Options,
    number: u64,
    engine: &Engine,
    picture: &Picture,
    enrolled: Portrait,
) -> Result<Outcome, Failure> {
    let take = options.take.wrapping_add(number - 1);
    let setup = Setup::new(options.person, take, options.language);
    let challenge = Challenge::draw(options.language)?;
    let mut before = match options.attack {
        None => Before::Person(Box::new(Subject::new(&setup)?)),
        // Whoever cheats may have learnt the digits, but not when they will be shown.
        Some(attack) => Before::Attacker(Box::new(Attacker::knowing(
            attack,
            &setup,
            challenge.digits(),
        )?)),
    };
    let mut session = engine.session(challenge).with_portrait(enrolled);
    let (frames, rendering, deciding) = play(&mut before, &mut session)?;
    let Completed {
        verdict, evidence, ..
    } = session.finish()?;
    println!(
        "\n{frames} frames: {:.1} ms each to render, {:.1} ms each to judge\n",
        1000.0 * rendering.as_secs_f32() / frames as f32,
        1000.0 * deciding.as_secs_f32() / frames as f32,
    );
    println!("{}", explain(&verdict));
    for reading in before.readings() {
        println!("  truth      {}", describe_truth(reading));
    }
    if let Some(folder) = options.report.parent() {
        std::fs::create_dir_all(folder)?;
    }
    report::write(
        &options.report,
        &report::Input {
            verdict: &verdict,
            evidence: &evidence,
            source: "simulated subject",
            portrait: Some(picture),
            generated: &report::timestamp(SystemTime::now()),
        },
    )?;
    Ok(verdict.outcome)
}

/// Who is before the camera.
enum Before {
    Person(Box<Subject>),
    Attacker(Box<Attacker>),
}

impl Before {
    fn next_frame(&mut self) -> selfsame::Result<Frame> {
        match self {
            Self::Person(subject) => subject.next_frame(),
            Self::Attacker(attacker) => attacker.next_frame(),
        }
    }

    fn show(&mut self, guidance: Guidance) {
        match self {
            Self::Person(subject) => subject.show(guidance),
            Self::Attacker(attacker) => attacker.show(guidance),
        }
    }

    fn readings(&self) -> &[Reading] {
        match self {
            Self::Person(subject) => &subject.truth().readings,
            Self::Attacker(attacker) => &attacker.truth().readings,
        }
    }
}

/// Shows the person what the session says, frame by frame. Leaves how many frames
/// there were, and how long it took to render and to judge them.
fn play(before: &mut Before, session: &mut Session) -> Result<(u64, Duration, Duration), Failure> {
    let mut transcript = Transcript::new(session.challenge().language(), None);
    let (mut rendering, mut deciding) = (Duration::ZERO, Duration::ZERO);
    loop {
        let began = Instant::now();
        let frame = before.next_frame()?;
        rendering += began.elapsed();
        let began = Instant::now();
        let guidance = session.push(&frame)?;
        deciding += began.elapsed();
        before.show(guidance);
        transcript.tell(frame.time(), guidance)?;
        if guidance == Guidance::Done || frame.time() > LONGEST {
            return Ok((transcript.end()?, rendering, deciding));
        }
    }
}

fn describe_truth(reading: &Reading) -> String {
    let name = |prompt: &Prompt| match prompt {
        Prompt::WarmUp => "the warm-up".to_owned(),
        Prompt::Digit(digit) => digit.to_string(),
    };
    match (&reading.said, &reading.mouth) {
        (Some(said), Some(mouth)) => format!(
            "saw {} at {:.2} s, said {} with the mouth moving from {:.2} to {:.2} s",
            name(&reading.asked),
            reading.seen,
            name(said),
            mouth.start,
            mouth.end
        ),
        _ => format!(
            "saw {} at {:.2} s and did not read it",
            name(&reading.asked),
            reading.seen
        ),
    }
}

fn list_attacks() {
    for attack in Attack::ALL {
        println!("{:<24}{}", attack.name(), attack.describe());
    }
    println!("\nFor short, the plainest of a family:");
    for (family, attack) in Attack::FAMILIES {
        println!("{family:<24}{attack}");
    }
}

fn options() -> Result<Option<Options>, Failure> {
    let mut options = Options {
        person: u64::from(OsRandom.below(100_000)?),
        take: 1,
        language: Language::English,
        attack: None,
        portrait: None,
        tries: 3,
        report: repository("target/verify_simulated.html"),
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--help" || arg == "-h" {
            println!("{USAGE}");
            return Ok(None);
        }
        let value = args.next().ok_or(format!("{arg} needs a value\n{USAGE}"))?;
        let number = || -> Result<u64, Failure> {
            value
                .parse()
                .map_err(|_| format!("{arg} needs a number\n{USAGE}").into())
        };
        match arg.as_str() {
            "--person" => options.person = number()?,
            "--take" => options.take = number()?,
            "--attack" if value == "list" => {
                list_attacks();
                return Ok(None);
            }
            "--attack" => {
                let unknown = format!("attack '{value}' is unknown: --attack list");
                options.attack = Some(Attack::from_name(&value).ok_or(unknown)?);
            }
            "--portrait" => options.portrait = Some(number()?),
            "--tries" => match number()? {
                0 => return Err(format!("{arg} needs 1 or more\n{USAGE}").into()),
                tries => options.tries = tries,
            },
            "--language" => {
                options.language = Language::from_code(&value)
                    .ok_or(format!("language '{value}' is unknown: en or zh\n{USAGE}"))?;
            }
            "--report" => options.report = value.into(),
            other => return Err(format!("{other} is unknown\n{USAGE}").into()),
        }
    }
    Ok(Some(options))
}
