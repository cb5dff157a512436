//! Runs a session: frames from a source in, guidance out, until it is done.

use clap::Args;
use selfsame::challenge::{MAX_DIGITS, MIN_DIGITS, OsRandom, Random};
use selfsame::{Challenge, Frame, Guidance, Language, Level, Session};
use selfsame_capture::ErrorKind;

use crate::failure::{Failure, Result};
use crate::live::Screen;
use crate::options::Globals;
use crate::output::Output;
use crate::source::Opened;

/// What the person is asked.
#[derive(Args, Debug)]
pub(crate) struct ChallengeArgs {
    /// Language of the digits: en or zh [default: en]
    #[arg(long, value_name = "CODE", value_parser = language)]
    pub(crate) language: Option<Language>,
    /// How many digits [default: as the level asks: 6]
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) digits: Option<usize>,
    #[command(flatten)]
    pub(crate) level: LevelArgs,
}

impl Default for ChallengeArgs {
    fn default() -> Self {
        Self {
            language: None,
            digits: None,
            level: LevelArgs {
                level: Level::Standard,
            },
        }
    }
}

/// `--level`.
#[derive(Args, Debug, Clone, Copy)]
pub(crate) struct LevelArgs {
    /// How sure liveness must be: convenience, standard or high
    #[arg(long, value_name = "NAME", default_value = "standard", value_parser = level)]
    pub(crate) level: Level,
}

fn level(name: &str) -> Result<Level, String> {
    Level::from_name(name).ok_or_else(|| {
        let names = Level::ALL.map(Level::name).join(", ");
        format!("the levels are {names}")
    })
}

/// A language by its code.
pub(crate) fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code).ok_or_else(|| "the languages are en and zh".into())
}

fn count(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|n| (MIN_DIGITS..=MAX_DIGITS).contains(n))
        .ok_or_else(|| format!("{MIN_DIGITS} to {MAX_DIGITS} digits are possible"))
}

impl ChallengeArgs {
    /// Draws a challenge with the operating system's random numbers.
    pub(crate) fn draw(&self) -> Result<Challenge> {
        self.draw_with(&mut OsRandom)
    }

    /// Draws a challenge.
    pub(crate) fn draw_with(&self, random: &mut dyn Random) -> Result<Challenge> {
        let language = self.language.unwrap_or(Language::English);
        let level = self.level.level;
        match self.digits {
            Some(digits) if digits < level.digits() => Err(Failure::usage(format!(
                "--digits {digits}: the level {} asks for {}; --level convenience asks for less",
                level.name(),
                level.digits()
            ))),
            Some(digits) if digits > level.digits() => {
                Ok(Challenge::draw_with(language, digits, random)?)
            }
            _ => Ok(Challenge::draw_for_with(level, language, random)?),
        }
    }

    /// Refuses options that a recorded session has answered already.
    pub(crate) fn must_be_absent(&self) -> Result<()> {
        if self.language.is_some() || self.digits.is_some() {
            return Err(Failure::usage(
                "--language and --digits do not go with --session: its challenge is recorded",
            ));
        }
        Ok(())
    }
}

/// Pushes frames until the session is done or the source ends. `each` sees every
/// frame that was taken, with the session after it.
pub(crate) fn play(
    session: &mut Session,
    opened: &mut Opened,
    globals: &Globals,
    output: &Output,
    mut each: impl FnMut(&Session, &Frame) -> Result<()>,
) -> Result<()> {
    let info = opened.frames.describe();
    let language = session.challenge().language();
    let mut screen = opened
        .is_live
        .then(|| Screen::new(language, output.is_watched(), globals.quiet));
    let bar = screen
        .is_none()
        .then(|| output.bar(info.frames, "watching the clip"));
    let mut taken = 0u64;
    loop {
        let frame = match opened.frames.next_frame() {
            Ok(Some(frame)) => frame,
            Ok(None) => break,
            // A camera that goes away ends the session; it does not break it.
            Err(e) if e.kind() == ErrorKind::CameraUnplugged => {
                output.note(&format!("{e}: the session ends here"));
                break;
            }
            Err(e) => return Err(e.into()),
        };
        taken += 1;
        let guidance = session.push(&frame)?;
        each(session, &frame)?;
        if let Some(screen) = &mut screen {
            screen.show(guidance);
        }
        if let Some(bar) = &bar {
            bar.inc(1);
        }
        if guidance == Guidance::Done {
            break;
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    if taken == 0 {
        return Err(Failure::new(
            "format",
            format!("{}: there is no frame in it", opened.label),
        ));
    }
    Ok(())
}
