//! What fixes a session before anybody plays it.
//!
//! Enters: a person's seed, a take, and wishes. Leaves: a [`Plan`]: the same numbers
//! give the same plan, and with the same program a plan gives the same frames.

use std::path::Path;

use selfsame::{Challenge, Language};
use selfsame_simulate::dice::Dice;
use selfsame_simulate::{Attack, Lighting, Setup, Timing};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::session::ChallengeArgs;

/// A digit is shown for 0.8 s; with fewer frames a second it could come and go
/// between two.
const LEAST_FPS: f32 = 2.0;
const MOST_FPS: f32 = 240.0;

/// What is wished of every session.
#[derive(clap::Args, Debug)]
pub(super) struct Wishes {
    #[command(flatten)]
    challenge: ChallengeArgs,
    /// Frames a second, 2 to 240
    #[arg(long, value_name = "N", default_value = "30", value_parser = fps)]
    fps: f32,
    /// Size of the frames, 64 to 4096 pixels a side
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "640x480", value_parser = size)]
    size: (u32, u32),
    #[command(flatten)]
    camera: CameraWishes,
}

/// What is wished of light and camera.
#[derive(clap::Args, Debug, Clone, Copy, Default)]
pub(crate) struct CameraWishes {
    /// Light in the room: usual, even, side, dim or back
    #[arg(long, value_name = "NAME", default_value = "usual", value_parser = light)]
    light: Lighting,
    /// Quality of the camera's motion JPEG, 1 to 100, or raw [default: as the day's
    /// camera sends]
    #[arg(long, value_name = "QUALITY", value_parser = mjpeg)]
    mjpeg: Option<Mjpeg>,
    /// How steadily frames come: usual, steady or busy, with lost frames
    #[arg(long, value_name = "NAME", default_value = "usual", value_parser = Pace::from_name)]
    pace: Pace,
}

impl CameraWishes {
    /// Changes what is wished of a day's setup.
    pub(crate) fn apply(self, setup: Setup) -> Setup {
        let mut setup = setup.lit(self.light);
        if let Some(Mjpeg(quality)) = self.mjpeg {
            setup.camera.mjpeg = quality;
        }
        match self.pace {
            Pace::Usual => {}
            Pace::Steady => setup.timing = Timing::STEADY,
            Pace::Busy => setup.timing = Timing::BUSY,
        }
        setup
    }
}

/// The quality of a camera's motion JPEG; none if its frames are raw.
#[derive(Debug, Clone, Copy)]
struct Mjpeg(Option<u8>);

/// How steadily frames come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Pace {
    /// As the day's webcam gives them.
    #[default]
    Usual,
    Steady,
    Busy,
}

impl Pace {
    const ALL: [Self; 3] = [Self::Usual, Self::Steady, Self::Busy];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Steady => "steady",
            Self::Busy => "busy",
        }
    }

    fn from_name(name: &str) -> Result<Self, String> {
        let mut all = Self::ALL.into_iter();
        all.find(|pace| pace.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("frames can come {names}")
        })
    }
}

impl Wishes {
    /// Frames of this size, and nothing else wished.
    pub(super) fn sized(size: (u32, u32), camera: CameraWishes) -> Self {
        Self {
            challenge: ChallengeArgs::default(),
            fps: 30.0,
            size,
            camera,
        }
    }
}

/// One person on one day.
#[derive(clap::Args, Debug, Clone, Copy)]
pub(super) struct Who {
    /// Seed of the person: the same seed is the same person
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub(super) person: u64,
    /// Number of the day: another light, camera, mood and other digits
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) take: u64,
    /// The person is impersonated: the name of an attack, such as photo-bent, or of a
    /// family, such as photo, for its plainest
    #[arg(long, value_name = "NAME", value_parser = attack)]
    pub(super) attack: Option<Attack>,
}

/// A session before it is played.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) setup: Setup,
    pub(super) challenge: Challenge,
    pub(super) attack: Option<Attack>,
    pub(super) light: Lighting,
    pub(super) pace: Pace,
}

/// What every simulated session is told by.
#[derive(Serialize)]
pub(super) struct Summary<'a> {
    schema: &'static str,
    path: String,
    person: u64,
    take: u64,
    language: &'static str,
    attack: Option<&'static str>,
    digits: &'a [u8],
    frames: u64,
}

impl Plan {
    pub(super) fn new(who: Who, wishes: &Wishes) -> Result<Self> {
        let language = wishes.challenge.language.unwrap_or(Language::English);
        // Two draws, so that no sum of the two numbers counts alone.
        let day = Dice::new(who.person, "challenges").seed() ^ who.take;
        let mut dice = Dice::new(day, "challenge");
        let setup = Setup::new(who.person, who.take, language);
        let mut setup = wishes.camera.apply(setup);
        setup.fps = wishes.fps;
        (setup.camera.width, setup.camera.height) = wishes.size;
        Ok(Self {
            setup,
            challenge: wishes.challenge.draw_with(&mut dice)?,
            attack: who.attack,
            light: wishes.camera.light,
            pace: wishes.camera.pace,
        })
    }

    /// A folder's name, unlike those of all other plans of a corpus.
    pub(super) fn name(&self) -> String {
        let (person, take) = (self.setup.person, self.setup.take);
        match self.attack {
            None => format!("p{person:06}_t{take:02}"),
            Some(attack) => format!("p{person:06}_t{take:02}_{attack}"),
        }
    }

    /// The name of the attack; `None` for an honest person.
    pub(super) fn attack(&self) -> Option<&'static str> {
        self.attack.map(Attack::name)
    }

    /// What was made of it, for programs.
    pub(super) fn summary(&self, schema: &'static str, out: &Path, frames: u64) -> Summary<'_> {
        Summary {
            schema,
            path: out.to_string_lossy().into_owned(),
            person: self.setup.person,
            take: self.setup.take,
            language: self.setup.language.code(),
            attack: self.attack(),
            digits: self.challenge.digits(),
            frames,
        }
    }

    /// Who does what, for people.
    pub(super) fn describe(&self) -> String {
        let (person, digits) = (self.setup.person, self.digits());
        match self.attack {
            None => format!("person {person} reading {digits}"),
            Some(attack) => format!("{attack} on person {person}, asked {digits}"),
        }
    }

    /// The digits as people write them.
    pub(super) fn digits(&self) -> String {
        let digits = self.challenge.digits().iter();
        digits.map(u8::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// Frames a second.
pub(crate) fn fps(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|fps| (LEAST_FPS..=MOST_FPS).contains(fps))
        .ok_or_else(|| format!("{LEAST_FPS} to {MOST_FPS} frames a second are possible"))
}

/// A size; which sizes are possible is the camera's business.
pub(super) fn size(text: &str) -> Result<(u32, u32), String> {
    text.split_once('x')
        .and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)))
        .ok_or_else(|| "write WIDTHxHEIGHT, such as 640x480".into())
}

/// A light by its name.
pub(super) fn light(name: &str) -> Result<Lighting, String> {
    Lighting::from_name(name).ok_or_else(|| {
        let names = Lighting::ALL.map(Lighting::name).join(", ");
        format!("rooms are lit {names}")
    })
}

fn mjpeg(text: &str) -> Result<Mjpeg, String> {
    if text == "raw" {
        return Ok(Mjpeg(None));
    }
    let quality = text.parse().ok().filter(|q| (1..=100).contains(q));
    let quality = quality.ok_or("a quality is 1 to 100, or raw")?;
    Ok(Mjpeg(Some(quality)))
}

/// An attack by its name, or by that of its family.
pub(in crate::command) fn attack(name: &str) -> Result<Attack, String> {
    name.parse()
        .map_err(|e: selfsame_simulate::Error| e.to_string())
}

/// Seeds from the first on.
pub(in crate::command) fn seeds(first: u64, people: u64) -> Result<std::ops::Range<u64>> {
    let end = first.checked_add(people).ok_or_else(|| {
        Failure::usage(format!(
            "--first {first}: {people} people from there on are beyond the last seed, {}",
            u64::MAX
        ))
    })?;
    Ok(first..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_rates_and_sizes_are_refused() {
        for text in ["0", "1.9", "241", "-30", "NaN", "inf", "", "fast"] {
            assert!(fps(text).is_err(), "{text}");
        }
        assert_eq!(fps("29.97"), Ok(29.97));
        for text in ["640", "640x", "x480", "-640x480", "640x480x3", "1e3x5"] {
            assert!(size(text).is_err(), "{text}");
        }
        for text in ["0", "101", "-1", "", "best"] {
            assert!(mjpeg(text).is_err(), "{text}");
        }
        assert!(light("moon").is_err_and(|e| e.contains("back")));
        assert!(Pace::from_name("slow").is_err_and(|e| e.contains("busy")));
        assert!(seeds(u64::MAX - 1, 2).is_err());
        assert_eq!(seeds(7, 2).unwrap(), 7..9);
    }

    #[test]
    fn a_challenge_is_fixed_by_its_person_and_take() {
        let draw = |person, take| {
            let who = Who {
                person,
                take,
                attack: None,
            };
            let wishes = Wishes::sized((64, 64), CameraWishes::default());
            Plan::new(who, &wishes).unwrap().challenge
        };
        assert!(draw(1, 2) == draw(1, 2));
        assert!(draw(1, 2) != draw(1, 3));
        assert!(draw(1, 2) != draw(2, 1));
        // For ever: corpora are named by their seeds.
        assert_eq!(draw(1, 1).digits(), [4, 2, 1, 5, 1, 5]);
    }
}
