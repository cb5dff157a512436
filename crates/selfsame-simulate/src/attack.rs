//! Attacks: what a camera sees when somebody cheats, or what is sent in its place.
//!
//! Enters: an [`Attack`], who is impersonated before which camera, and what the
//! screen shows. Leaves: frames, marked as a test's, and the truth about them.
//!
//! Each attack is a `Trick` in a file of its own: it sees the moment and gives a
//! picture. What an attack plays, it renders when it is due: nothing is kept but the
//! last picture.

mod attacker;
mod avatar;
mod clip;
mod faded;
mod frozen;
mod hand;
mod hole;
mod library;
mod looped;
mod mouth;
mod people;
mod plan;
mod print;
mod replay;
mod rhythm;
mod room;
mod screen;
mod shadow;
mod sheet;
mod spliced;
mod tape;
mod texture;
mod truth;

#[cfg(test)]
mod tests;

use selfsame::Picture;

use crate::error::Error;
use crate::performance::{Cue, Head};

pub use attacker::Attacker;
pub use truth::AttackTruth;

/// How somebody cheats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Attack {
    /// A printed photo, held in the hands.
    PhotoStill,
    /// A printed photo that is swung about its upright axis.
    PhotoTurned,
    /// A printed photo that is bent to a cylinder, more and less.
    PhotoBent,
    /// A printed photo that is bent about the level axis whenever something is to be read.
    PhotoBentInRhythm,
    /// A printed photo with the mouth cut out; the attacker reads behind it.
    PhotoMouthHole,
    /// A printed photo with the eyes cut out; the attacker blinks behind it.
    PhotoEyesHole,
    /// A printed photo with mouth and eyes cut out; the attacker reads and blinks behind it.
    PhotoFaceHoles,
    /// A screen that fills the frame, with another session of the victim.
    ReplayOtherDigits,
    /// The same screen, with the right digits at other times.
    ReplayOtherTimes,
    /// A screen whose bezel, pixels, glare and refresh are to be seen.
    ReplayVisibleScreen,
    /// Injected clips of the victim, cut to the digit that is asked.
    Spliced,
    /// Injected clips of the victim, faded into each other at the digit that is asked.
    Faded,
    /// An injected short loop of the victim talking.
    Looped,
    /// Injected video of the victim that freezes while it should read.
    Frozen,
    /// The attacker reads in front, the victim is silent beside.
    TwoPeople,
    /// The victim sits first; a cut; the attacker reads the digits.
    SwapCut,
    /// The same with black frames between.
    SwapBlack,
    /// The attacker's reading mouth, pasted live into the victim's face.
    MouthPastedLive,
    /// The mouth of another session of the victim, pasted into their face.
    MouthPastedReplay,
    /// The victim's face as an avatar that the attacker drives live.
    Avatar,
}

impl Attack {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::PhotoStill,
        Self::PhotoTurned,
        Self::PhotoBent,
        Self::PhotoBentInRhythm,
        Self::PhotoMouthHole,
        Self::PhotoEyesHole,
        Self::PhotoFaceHoles,
        Self::ReplayOtherDigits,
        Self::ReplayOtherTimes,
        Self::ReplayVisibleScreen,
        Self::Spliced,
        Self::Faded,
        Self::Looped,
        Self::Frozen,
        Self::TwoPeople,
        Self::SwapCut,
        Self::SwapBlack,
        Self::MouthPastedLive,
        Self::MouthPastedReplay,
        Self::Avatar,
    ];

    /// Its name on the command line and in files; it will not change.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PhotoStill => "photo-still",
            Self::PhotoTurned => "photo-turned",
            Self::PhotoBent => "photo-bent",
            Self::PhotoBentInRhythm => "photo-bent-in-rhythm",
            Self::PhotoMouthHole => "photo-mouth-hole",
            Self::PhotoEyesHole => "photo-eyes-hole",
            Self::PhotoFaceHoles => "photo-face-holes",
            Self::ReplayOtherDigits => "replay-other-digits",
            Self::ReplayOtherTimes => "replay-other-times",
            Self::ReplayVisibleScreen => "replay-visible-screen",
            Self::Spliced => "spliced",
            Self::Faded => "faded",
            Self::Looped => "looped",
            Self::Frozen => "frozen",
            Self::TwoPeople => "two-people",
            Self::SwapCut => "swap-cut",
            Self::SwapBlack => "swap-black",
            Self::MouthPastedLive => "mouth-pasted-live",
            Self::MouthPastedReplay => "mouth-pasted-replay",
            Self::Avatar => "avatar",
        }
    }

    /// Families of attacks, each with its plainest member, which the family's name
    /// stands for.
    pub const FAMILIES: [(&'static str, Self); 4] = [
        ("photo", Self::PhotoStill),
        ("replay", Self::ReplayOtherDigits),
        ("swap", Self::SwapCut),
        ("mouth", Self::MouthPastedLive),
    ];

    /// The attack of a name, or the plainest one of a [family](Self::FAMILIES).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let own = Self::ALL.into_iter().find(|attack| attack.name() == name);
        own.or_else(|| {
            let family = Self::FAMILIES
                .into_iter()
                .find(|(family, _)| *family == name);
            family.map(|(_, plainest)| plainest)
        })
    }

    /// What happens, in a line.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::PhotoStill => "a printed photo of the victim, held in the hands",
            Self::PhotoTurned => "a printed photo of the victim, swung from side to side",
            Self::PhotoBent => "a printed photo of the victim, bent like a face",
            Self::PhotoBentInRhythm => {
                "a printed photo of the victim, bent whenever a digit is to be read"
            }
            Self::PhotoMouthHole => "a printed photo, its mouth cut out; the attacker reads behind",
            Self::PhotoEyesHole => "a printed photo, its eyes cut out; the attacker blinks behind",
            Self::PhotoFaceHoles => {
                "a printed photo, mouth and eyes cut out; the attacker reads and blinks behind"
            }
            Self::ReplayOtherDigits => {
                "a screen that fills the frame plays the victim reading other digits"
            }
            Self::ReplayOtherTimes => {
                "a screen that fills the frame plays the right digits at other times"
            }
            Self::ReplayVisibleScreen => {
                "a screen with bezel, moire and glare plays the victim reading other digits"
            }
            Self::Spliced => "injected: clips of the victim, cut to each digit that is asked",
            Self::Faded => "injected: clips of the victim, faded into each other at each digit",
            Self::Looped => "injected: a short loop of the victim talking",
            Self::Frozen => "injected: the victim's video freezes whenever a digit is asked",
            Self::TwoPeople => "the attacker reads in front, the victim is silent beside",
            Self::SwapCut => "the victim sits first, after a cut the attacker reads",
            Self::SwapBlack => "the victim sits first, after black frames the attacker reads",
            Self::MouthPastedLive => {
                "injected: the attacker's reading mouth, pasted live into the victim's face"
            }
            Self::MouthPastedReplay => {
                "injected: the mouth of another session, pasted into the victim's face"
            }
            Self::Avatar => {
                "injected: an avatar of the victim that the attacker drives live, in sync with \
                 the prompts; it may well pass: only the camera's own security stops it"
            }
        }
    }

    /// Whether no lens sees it: what it shows is sent in the place of a camera's video.
    #[must_use]
    pub const fn is_injected(self) -> bool {
        matches!(
            self,
            Self::Spliced
                | Self::Faded
                | Self::Looped
                | Self::Frozen
                | Self::MouthPastedLive
                | Self::MouthPastedReplay
                | Self::Avatar
        )
    }

    /// Whether the digits must be known beforehand: see [`Attacker::knowing`].
    #[must_use]
    pub const fn needs_digits(self) -> bool {
        matches!(self, Self::ReplayOtherTimes)
    }
}

impl std::str::FromStr for Attack {
    type Err = Error;

    /// As [`Attack::from_name`]; the error lists what there is.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            let short = Self::FAMILIES.map(|(family, of)| format!("{family} for {of}"));
            Error::Impossible(format!(
                "the attacks are {names}; for short {}",
                short.join(", ")
            ))
        })
    }
}

impl std::fmt::Display for Attack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// What the screen shows at the time of a frame.
#[derive(Debug, Clone, Copy)]
struct Moment {
    /// Number of the frame, from 0, among all that the camera takes: those that get lost
    /// on the way count too, so numbers are left out.
    index: u64,
    /// When it is taken, seconds.
    time: f32,
    shown: Cue,
}

/// An attack at work: moments in, pictures out.
trait Trick: Send {
    fn frame(&mut self, now: &Moment, truth: &mut AttackTruth) -> selfsame::Result<Picture>;

    /// How the head is held in the last picture, if there is one that is no picture of a
    /// picture.
    fn head(&self) -> Option<Head> {
        None
    }
}
