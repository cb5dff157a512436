//! Speech as a camera sees it: what the mouth does while a digit or the warm-up
//! sentence is said.
//!
//! Enters: a language, a digit, a [`Voice`] and dice, for nobody says a word
//! twice alike. Leaves: an [`Utterance`], a smooth curve of face units over time
//! in which jaw, lips, cheeks and tongue move. Nothing sounds; when it would is
//! told.

mod blend;
mod visemes;
mod voice;
mod words;

#[cfg(test)]
mod tests;

use selfsame::Language;

use crate::dice::Dice;
use crate::expression::{Expression, Unit};
use blend::{Segment, blend};
use visemes::{Shape, Viseme};
use words::Phone;

pub(crate) use blend::smooth;
pub use voice::Voice;
pub(crate) use voice::held;

/// Shortest and longest sound of a digit read alone, seconds (the feasibility
/// study's figure for digits in running speech, and about twice that).
const DIGIT: (f32, f32) = (0.27, 0.6);
/// The same of the warm-up sentence: slow speakers hurry, for it leaves the
/// screen after three seconds (chosen by eye).
const SENTENCE: (f32, f32) = (1.4, 2.6);

/// One saying of something.
#[derive(Debug, Clone)]
pub struct Utterance {
    segments: Vec<Segment>,
    sound: (f32, f32),
    duration: f32,
    asymmetry: f32,
}

impl Utterance {
    /// A digit, read alone. Digits above 9 are read as 9.
    #[must_use]
    pub fn digit(language: Language, digit: u8, voice: &Voice, dice: &mut Dice) -> Self {
        let phones = words::digit(language, digit, voice.says_yao);
        Self::of(phones, DIGIT, voice, dice)
    }

    /// The warm-up sentence, [`Language::warm_up`].
    #[must_use]
    pub fn warm_up(language: Language, voice: &Voice, dice: &mut Dice) -> Self {
        Self::of(words::warm_up(language), SENTENCE, voice, dice)
    }

    fn of(phones: &[Phone], (low, high): (f32, f32), voice: &Voice, dice: &mut Dice) -> Self {
        let variation = held(voice.variation, 0.0, 0.2);
        let mut varied = |value: f32, share: f32| value * dice.normal(1.0, variation * share);
        let rate = held(varied(voice.rate, 1.0), 0.5, 2.0);
        let reach = held(varied(voice.amplitude, 1.0), 0.0, 2.0);
        let rounding = held(varied(voice.rounding, 1.0), 0.0, 2.0);
        // Timing of the silent parts varies more than that of sounds.
        let lead = held(varied(voice.preparation, 2.0), 0.08, 0.3);
        let tail = held(varied(voice.relaxation, 2.0), 0.1, 0.5);
        let lengths: Vec<f32> = phones
            .iter()
            .map(|p| varied(f32::from(p.1) / 1000.0, 1.0) / rate)
            .collect();
        let drawn: f32 = lengths.iter().sum();
        let total = drawn.clamp(low, high);
        let end = lead + total;
        let mut at = lead;
        let mut segments = vec![Segment::rest(-1.0, 0.0)];
        for (i, (phone, length)) in phones.iter().zip(&lengths).enumerate() {
            let next = at + length * total / drawn;
            let shape = varied_shape(phone.0, reach, rounding, &mut varied);
            let mut segment = Segment::sound(at, next, shape, phone.0.hold());
            if i == 0 {
                segment.shut_from(0.0);
            }
            if i + 1 == phones.len() {
                segment.fade();
                if phone.0 == Viseme::Lips {
                    segment.shut_until(end + tail);
                }
            }
            segments.push(segment);
            at = next;
        }
        segments.push(Segment::rest(end + tail, end + tail + 1.0));
        Self {
            segments,
            sound: (lead, end),
            duration: end + tail,
            asymmetry: held(voice.asymmetry, -0.3, 0.3),
        }
    }

    /// Seconds of visible movement.
    #[must_use]
    pub fn duration(&self) -> f32 {
        self.duration
    }

    /// Where the sound starts and ends, seconds from the start of movement.
    #[must_use]
    pub fn sound(&self) -> (f32, f32) {
        self.sound
    }

    /// The face `t` seconds after the start of movement: continuous, weights in
    /// 0..=1, and [`Expression::REST`] at both ends, outside, and for no number.
    #[must_use]
    pub fn at(&self, t: f32) -> Expression {
        if !(t > 0.0 && t < self.duration) {
            return Expression::REST;
        }
        // Dominance fades but never ends: this brings both ends to rest.
        let (start, end) = self.sound;
        let edge =
            smooth(t / (0.7 * start)) * smooth((self.duration - t) / (0.7 * (self.duration - end)));
        self.expression(&blend(&self.segments, t), edge)
    }

    fn expression(&self, shape: &Shape, edge: f32) -> Expression {
        let mut all = Expression::REST;
        let mut set = |unit: Unit, weight: f32| all.set(unit, (weight * edge).clamp(0.0, 1.0));
        let jaw = shape.jaw.clamp(0.0, 1.0);
        set(Unit::JawOpen, jaw);
        // A corrective: as much of it as the jaw is open shuts the lips.
        set(Unit::MouthClose, jaw * shape.shut.seal);
        set(Unit::MouthFunnel, shape.funnel);
        set(Unit::MouthPucker, shape.pucker);
        set(Unit::TongueOut, shape.tongue);
        set(Unit::MouthRollLower, shape.shut.roll);
        let (left, right) = (1.0 + self.asymmetry, 1.0 - self.asymmetry);
        let mut both = |units: [Unit; 2], weight: f32| {
            set(units[0], weight * left);
            set(units[1], weight * right);
        };
        both(
            [Unit::MouthStretchLeft, Unit::MouthStretchRight],
            shape.stretch,
        );
        both([Unit::MouthSmileLeft, Unit::MouthSmileRight], shape.smile);
        // Cheeks follow the corners of the mouth (share chosen by eye).
        both(
            [Unit::CheekSquintLeft, Unit::CheekSquintRight],
            0.3 * shape.smile,
        );
        both(
            [Unit::MouthLowerDownLeft, Unit::MouthLowerDownRight],
            shape.lower_down,
        );
        both(
            [Unit::MouthUpperUpLeft, Unit::MouthUpperUpRight],
            shape.upper_up.max(shape.shut.lift),
        );
        both(
            [Unit::MouthPressLeft, Unit::MouthPressRight],
            shape.shut.press,
        );
        all
    }
}

/// A sound's target as this person reaches for it this time.
fn varied_shape(
    viseme: Viseme,
    reach: f32,
    rounding: f32,
    varied: &mut impl FnMut(f32, f32) -> f32,
) -> Shape {
    let shape = viseme.shape();
    let (open, round) = (varied(reach, 1.0), varied(rounding, 1.0));
    Shape {
        jaw: shape.jaw * open,
        stretch: shape.stretch * open,
        smile: shape.smile * open,
        lower_down: shape.lower_down * open,
        upper_up: shape.upper_up * open,
        funnel: shape.funnel * round,
        pucker: shape.pucker * round,
        ..shape
    }
}
