//! A session from pieces.
//!
//! Enters: a speaker's pieces, a level, random numbers. Leaves: a challenge, the mouth
//! over time of somebody who reads it, when prompts were shown and when digits sounded.

use std::time::Duration;

use selfsame::mouth::{MEASURES, MouthMeasures};
use selfsame::signal::{MouthSignal, RATE};
use selfsame::{Challenge, Language, Level, PromptTimes};
use selfsame_simulate::dice::Dice;

use super::parts::{BLEND, Parts, Piece};
use crate::failure::Result;

/// Rest before the warm-up sentence is shown, seconds.
const BEFORE: f32 = 0.6;
/// When the sentence sounds after it is shown, seconds: as of a digit.
const REACTION: [f32; 2] = [0.45, 0.7];
/// Spread of a person's reactions, seconds. Both as of simulated people (`Voice` of
/// selfsame-simulate: chosen by eye, for naming a digit whose moment is unknown takes about
/// half a second).
const REACTION_SPREAD: [f32; 2] = [0.05, 0.1];
/// Nobody reads sooner, seconds.
const FASTEST: f32 = 0.3;
/// Challenges that are drawn before it is clear that the pieces do not suffice.
const TRIES: usize = 1_000;

/// A session that somebody could have held.
pub(super) struct Assembled {
    pub(super) challenge: Challenge,
    pub(super) prompts: PromptTimes,
    pub(super) signal: MouthSignal,
    /// When each digit sounds, seconds.
    pub(super) sounds: Vec<[f32; 2]>,
}

/// None if no challenge that was drawn can be read with the pieces.
pub(super) fn session(parts: &Parts, level: Level, dice: &mut Dice) -> Result<Option<Assembled>> {
    for _ in 0..TRIES {
        let challenge = Challenge::draw_for_with(level, Language::English, dice)?;
        if let Some(pieces) = pieces(parts, challenge.digits(), dice) {
            return Ok(Some(assemble(parts, challenge, &pieces, dice)));
        }
    }
    Ok(None)
}

/// A reading of each digit, none twice.
fn pieces<'a>(parts: &'a Parts, digits: &[u8], dice: &mut Dice) -> Option<Vec<&'a Piece>> {
    let mut taken: Vec<(u8, usize)> = Vec::new();
    for &digit in digits {
        let all = &parts.digits[usize::from(digit)];
        let left: Vec<usize> = (0..all.len())
            .filter(|&n| !taken.contains(&(digit, n)))
            .collect();
        if left.is_empty() {
            return None;
        }
        taken.push((digit, left[dice.below(left.len())]));
    }
    let piece = |&(digit, n): &(u8, usize)| &parts.digits[usize::from(digit)][n];
    Some(taken.iter().map(piece).collect())
}

fn assemble(parts: &Parts, challenge: Challenge, pieces: &[&Piece], dice: &mut Dice) -> Assembled {
    let start = Duration::from_secs_f32(BEFORE);
    let prompts = PromptTimes::scheduled(challenge.schedule(), start);
    let seconds = BEFORE + challenge.schedule().end.as_secs_f32();
    let reaction = dice.within(REACTION[0], REACTION[1]);
    let spread = dice.within(REACTION_SPREAD[0], REACTION_SPREAD[1]);
    let mut react = || dice.normal(reaction, spread).max(FASTEST);
    let mut placed: Vec<(f32, &Piece)> = Vec::new();
    let warm_up = react();
    for (shown, piece) in prompts.shown().iter().zip(pieces) {
        placed.push((shown.as_secs_f32() + react(), piece));
    }
    let sounds = placed
        .iter()
        .map(|(at, piece)| [*at, at + piece.sounds])
        .collect();
    let sentence = &parts.sentences[dice.below(parts.sentences.len())];
    placed.insert(0, (BEFORE + warm_up, sentence));
    let count = (seconds * RATE) as usize + 1;
    let mut samples = rests(parts, &placed, count, dice);
    for (at, piece) in &placed {
        lay(&mut samples, piece, at - piece.before);
    }
    let time = |i: usize| Duration::from_secs_f32(i as f32 / RATE);
    let frames: Vec<_> = samples
        .into_iter()
        .enumerate()
        .map(|(i, m)| (time(i), m))
        .collect();
    Assembled {
        challenge,
        prompts,
        signal: MouthSignal::resample(&frames),
        sounds,
    }
}

/// Rest all the time. From the middle of each piece on, where nothing is seen of it, it is
/// another one; each goes back and forth where it is too short.
fn rests(
    parts: &Parts,
    placed: &[(f32, &Piece)],
    count: usize,
    dice: &mut Dice,
) -> Vec<MouthMeasures> {
    let middle = |(at, piece): &(f32, &Piece)| ((at + piece.sounds / 2.0) * RATE) as usize;
    let mut changes: Vec<usize> = placed.iter().map(middle).collect();
    changes.push(count);
    let mut samples = Vec::with_capacity(count);
    for end in changes {
        let rest = &parts.rests[dice.below(parts.rests.len())];
        let turn = 2 * (rest.len() - 1).max(1);
        let mut at = dice.below(turn);
        while samples.len() < end.min(count) {
            samples.push(rest[at.min(turn - at).min(rest.len() - 1)]);
            at = (at + 1) % turn;
        }
    }
    samples
}

/// Lays a piece over what is there, whose first sample comes at a moment in seconds.
fn lay(samples: &mut [MouthMeasures], piece: &Piece, from: f32) {
    let first = (from * RATE).round().max(0.0) as usize;
    let n = piece.samples.len();
    let steps = BLEND * RATE;
    for (i, sample) in piece.samples.iter().enumerate() {
        let Some(under) = samples.get_mut(first + i) else {
            return;
        };
        let edge = (i.min(n - 1 - i) + 1) as f32;
        let share = (edge / (steps + 1.0)).min(1.0);
        let blended = |k: usize| under.0[k] + share * (sample.0[k] - under.0[k]);
        *under = MouthMeasures(std::array::from_fn::<f32, MEASURES, _>(blended));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Digits that hold their number all the time; rest is 0, with a little noise.
    fn parts() -> Parts {
        let piece = |value: f32, n: usize, before: f32| Piece {
            samples: vec![MouthMeasures([value; MEASURES]); n],
            before,
            sounds: n as f32 / RATE - 2.0 * before,
        };
        Parts {
            digits: std::array::from_fn(|d| vec![piece(10.0 + d as f32, 13, 0.1); 2]),
            sentences: vec![piece(5.0, 50, 0.3)],
            rests: (0..3)
                .map(|k| vec![MouthMeasures([0.01 * k as f32; MEASURES]); 7])
                .collect(),
        }
    }

    #[test]
    fn digits_sound_after_their_prompts_between_rests() {
        let parts = parts();
        for seed in 0..20 {
            let mut dice = Dice::new(seed, "test");
            let session = session(&parts, Level::Standard, &mut dice)
                .unwrap()
                .unwrap();
            assert!(session.signal.seen().iter().all(|seen| *seen));
            let shown = session.prompts.shown().iter().map(Duration::as_secs_f32);
            let digits = session.challenge.digits().iter();
            for ((sound, shown), digit) in session.sounds.iter().zip(shown).zip(digits) {
                let reaction = sound[0] - shown;
                assert!((FASTEST..1.1).contains(&reaction), "{reaction}");
                let at = |seconds: f32| session.signal.values()[session.signal.index(seconds)][3];
                let middle = f32::midpoint(sound[0], sound[1]);
                assert!((at(middle) - (10.0 + f32::from(*digit))).abs() < 0.1);
                assert!(at(sound[0] - 0.2) < 0.1, "{}", at(sound[0] - 0.2));
                assert!(at(sound[1] + 0.2) < 0.1);
            }
        }
    }

    #[test]
    fn no_reading_is_used_twice() {
        let mut parts = parts();
        for (digit, readings) in parts.digits.iter_mut().enumerate() {
            readings[1].before = 0.08;
            readings.truncate(if digit < 5 { 2 } else { 1 });
        }
        let mut dice = Dice::new(3, "test");
        let twice = pieces(&parts, &[1, 2, 1], &mut dice).unwrap();
        assert_ne!(twice[0], twice[2]);
        assert!(pieces(&parts, &[7, 2, 7], &mut dice).is_none());
    }
}
