//! What the mouth does when: one thing after another, each decided when it is
//! prompted.
//!
//! Enters: prompts as they are seen, and time. Leaves: what becomes of each
//! prompt, the gestures in between, and face and head at any time.

use std::collections::VecDeque;
use std::f32::consts::PI;

use selfsame::Language;

use super::antics::Play;
use super::habits::Habits;
use super::head::Head;
use super::sway::wait;
use super::truth::{Antic, Gesture, Prompt, Reading, Span};
use crate::dice::Dice;
use crate::expression::{Expression, Unit};
use crate::speech::{Utterance, Voice, held};

/// Least time from seeing a prompt to any movement, seconds: light to muscle
/// takes that long.
const LEAST: f32 = 0.12;
/// Least reaction, seconds.
const FASTEST: f32 = 0.25;
/// Between a movement's end and the next one's start, seconds (chosen by eye).
const BETWEEN: f32 = 0.02;
/// A prompt that cannot be read within this many seconds is forgotten.
const PATIENCE: f32 = 3.0;

/// One movement of the mouth.
#[derive(Debug, Clone)]
struct Bout {
    span: Span,
    act: Act,
}

#[derive(Debug, Clone)]
enum Act {
    /// With a nod in degrees and a raise of the brows.
    Speech(Utterance, f32, f32),
    Gesture(Play),
}

/// The mouth of one take.
#[derive(Debug, Clone)]
pub(super) struct Mouth {
    language: Language,
    voice: Voice,
    habits: Habits,
    /// Seeds of readings: one each, so that none depends on the last.
    readings: Dice,
    gestures: Dice,
    /// When each gesture comes next, and how long one waits for it.
    next: [(Gesture, f32, f32); Gesture::ALL.len()],
    /// Present and future movements in their order.
    bouts: VecDeque<Bout>,
    /// When the mouth has done all that.
    free: f32,
}

impl Mouth {
    pub(super) fn new(language: Language, voice: Voice, habits: &Habits, seed: u64) -> Self {
        let mut gestures = Dice::new(seed, "gestures");
        let next = Gesture::ALL.map(|gesture| {
            let rate = match gesture {
                Gesture::Laugh => habits.laughs,
                Gesture::Yawn => habits.yawns,
                Gesture::Lick => habits.licks,
                Gesture::Press => habits.presses,
                Gesture::Chew => habits.chews,
            };
            let rate = held(rate, 0.0, 30.0);
            if rate > 0.0 {
                let mean = 60.0 / rate;
                (gesture, wait(&mut gestures, mean), mean)
            } else {
                (gesture, f32::INFINITY, f32::INFINITY)
            }
        });
        Self {
            language,
            voice,
            habits: *habits,
            readings: Dice::new(seed, "readings"),
            gestures,
            next,
            bouts: VecDeque::new(),
            free: 0.0,
        }
    }

    pub(super) fn voice(&self) -> &Voice {
        &self.voice
    }

    /// Decides what becomes of a prompt seen at a time.
    pub(super) fn read(&mut self, asked: Prompt, seen: f32) -> Reading {
        let mut dice = Dice::new(self.readings.seed(), "reading");
        let wrong = dice.chance(self.habits.wrong_digit);
        let other = 1 + dice.below(9) as u8;
        let silent = dice.chance(self.habits.silence);
        let slow = dice.chance(self.habits.slow);
        let late = dice.within(1.0, 1.4);
        let soon = dice.normal(self.voice.reaction, self.voice.reaction_spread);
        let nod = dice.normal(-0.8, 0.8) * held(self.habits.motion, 0.0, 2.0);
        let brows = dice.within(-0.08, 0.2).max(0.0);
        let mut reaction = if slow { late } else { soon.max(FASTEST) };
        let (said, utterance) = match asked {
            Prompt::WarmUp => {
                // A sentence takes longer to grasp than a digit.
                reaction += dice.within(0.05, 0.25);
                let spoken = Utterance::warm_up(self.language, &self.voice, &mut dice);
                (asked, spoken)
            }
            Prompt::Digit(shown) => {
                let digit = if wrong { (shown + other) % 10 } else { shown };
                let spoken = Utterance::digit(self.language, digit, &self.voice, &mut dice);
                (Prompt::Digit(digit), spoken)
            }
        };
        let sound = utterance.sound();
        let start = (seen + reaction - sound.0).max(seen + LEAST).max(self.free);
        if silent || start > seen + PATIENCE {
            return Reading {
                asked,
                said: None,
                seen,
                mouth: None,
                sound: None,
            };
        }
        let span = Span {
            start,
            end: start + utterance.duration(),
        };
        self.append(span, Act::Speech(utterance, nod, brows));
        Reading {
            asked,
            said: Some(said),
            seen,
            mouth: Some(span),
            sound: Some(Span {
                start: start + sound.0,
                end: start + sound.1,
            }),
        }
    }

    /// Starts all gestures that are due, as soon as the mouth is free for them,
    /// and forgets what is over.
    pub(super) fn advance(&mut self, now: f32, antics: &mut Vec<Antic>) {
        while let Some(i) = (0..self.next.len())
            .min_by(|&a, &b| self.next[a].1.total_cmp(&self.next[b].1))
            .filter(|&i| self.next[i].1 <= now)
        {
            let (gesture, due, mean) = self.next[i];
            let play = Play::draw(gesture, &mut self.gestures);
            let start = due.max(self.free);
            let span = Span {
                start,
                end: start + play.duration(),
            };
            self.next[i].1 = span.end + wait(&mut self.gestures, mean);
            self.append(span, Act::Gesture(play));
            antics.push(Antic { gesture, span });
        }
        while self.bouts.front().is_some_and(|b| b.span.end < now) {
            self.bouts.pop_front();
        }
    }

    fn append(&mut self, span: Span, act: Act) {
        self.free = span.end + BETWEEN;
        self.bouts.push_back(Bout { span, act });
    }

    /// What it adds to face and head at a time that has been advanced to.
    pub(super) fn at(&self, time: f32) -> (Expression, Head) {
        let Some(bout) = self.bouts.iter().find(|b| b.span.contains(time)) else {
            return (Expression::REST, Head::default());
        };
        let t = time - bout.span.start;
        match &bout.act {
            Act::Speech(utterance, nod, brows) => {
                let length = utterance.duration();
                // One nod a word, about one a second in a sentence.
                let nods = length.round().max(1.0);
                let beat = (PI * nods * t / length).sin().powi(2);
                let brow = brows * beat;
                let face = Expression::of(&[
                    (Unit::BrowInnerUp, 0.5 * brow),
                    (Unit::BrowOuterUpLeft, brow),
                    (Unit::BrowOuterUpRight, brow),
                ]);
                (utterance.at(t).with(&face), Head::nod(nod * beat))
            }
            Act::Gesture(play) => play.at(t),
        }
    }
}
