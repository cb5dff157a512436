//! One way to say a word: states from left to right.
//!
//! Enters: samples, and where the word may begin and end. Leaves: the best way through
//! the states. A state may be skipped, and the first or last ones left out, at a cost:
//! people swallow the ends of words, and lips show no more than half of a short one.

use std::ops::Range;

use super::{Gaussian, Sample};

/// What it costs to leave out a state, in log likelihood.
const SKIP: f32 = 4.0;

/// A stretch of a word.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// What the mouth looks like in it.
    pub looks: Gaussian,
    /// How probable it is that the next sample is in it as well: inside 0..1.
    pub stay: f32,
}

/// How mouths move that say a word in one way.
#[derive(Debug, Clone, PartialEq)]
pub struct WordModel {
    states: Vec<State>,
}

/// A word in samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Natural log of its likelihood over that of the background.
    pub ratio: f32,
    /// Its first sample.
    pub start: usize,
    /// The sample after its last.
    pub end: usize,
}

/// Samples that a word is led through.
pub(super) struct Pass<'a> {
    pub(super) samples: &'a [Sample],
    /// What the background makes of each.
    pub(super) background: &'a [f32],
    /// Where the word may begin.
    pub(super) starts: Range<usize>,
    /// It ends before this sample at the latest: at most the number of samples.
    pub(super) end: usize,
}

/// The best way so far into a state.
#[derive(Clone, Copy)]
struct Token {
    score: f32,
    start: usize,
}

const NOWHERE: Token = Token {
    score: f32::NEG_INFINITY,
    start: 0,
};

impl WordModel {
    /// From its states.
    #[must_use]
    pub fn new(states: Vec<State>) -> Self {
        Self { states }
    }

    /// From the word's start to its end.
    #[must_use]
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// What it costs to begin with a state.
    fn enter(state: usize) -> f32 {
        -SKIP * state as f32
    }

    /// What it costs to end with a state.
    fn leave(&self, state: usize) -> f32 {
        -SKIP * (self.states.len() - 1 - state) as f32
    }

    /// The best way into a state from those of the sample before: score, and how many
    /// states back it was.
    fn way_to(&self, state: usize, score: impl Fn(usize) -> f32) -> (f32, usize) {
        let mut best = (score(state) + self.states[state].stay.ln(), 0);
        for back in 1..=state.min(2) {
            let from = state - back;
            let moved = (1.0 - self.states[from].stay).ln() - SKIP * (back - 1) as f32;
            if score(from) + moved > best.0 {
                best = (score(from) + moved, back);
            }
        }
        best
    }

    /// Goes through the samples of a pass. `enter` is what it is worth to begin at a
    /// sample; `leave` is told, for each end there is, the best score of a word that ends
    /// before it, and where that begins.
    pub(super) fn forward(
        &self,
        pass: &Pass<'_>,
        enter: impl Fn(usize) -> f32,
        mut leave: impl FnMut(usize, f32, usize),
    ) {
        let mut tokens = vec![NOWHERE; self.states.len()];
        for at in pass.starts.start..pass.end {
            let entry = match pass.starts.contains(&at) {
                true => enter(at),
                false => f32::NEG_INFINITY,
            };
            // From the last state on, so that those before still are of the sample before.
            for state in (0..self.states.len()).rev() {
                let (score, back) = self.way_to(state, |s| tokens[s].score);
                let mut token = Token {
                    score,
                    start: tokens[state - back].start,
                };
                if entry + Self::enter(state) > token.score {
                    token = Token {
                        score: entry + Self::enter(state),
                        start: at,
                    };
                }
                token.score += self.states[state].looks.density(&pass.samples[at]);
                token.score -= pass.background[at];
                tokens[state] = token;
            }
            let ends = tokens.iter().enumerate();
            let ends = ends.map(|(state, token)| (token.score + self.leave(state), token.start));
            if let Some((score, start)) = ends.max_by(|a, b| a.0.total_cmp(&b.0)) {
                leave(at + 1, score, start);
            }
        }
    }

    /// The same from the end: `leave` is what it is worth to end before a sample; `enter`
    /// is told, for each start there is, the best score of a word that begins with it.
    pub(super) fn backward(
        &self,
        pass: &Pass<'_>,
        leave: impl Fn(usize) -> f32,
        mut enter: impl FnMut(usize, f32),
    ) {
        let count = self.states.len();
        let mut scores = vec![f32::NEG_INFINITY; count];
        for at in (pass.starts.start..pass.end).rev() {
            let exit = leave(at + 1);
            // From the first state on, so that those behind still are of the sample after.
            for state in 0..count {
                let State { looks, stay } = &self.states[state];
                let mut best = (scores[state] + stay.ln()).max(exit + self.leave(state));
                for further in 1..=2 {
                    if let Some(score) = scores.get(state + further) {
                        let moved = (1.0 - stay).ln() - SKIP * (further - 1) as f32;
                        best = best.max(score + moved);
                    }
                }
                scores[state] = best + looks.density(&pass.samples[at]) - pass.background[at];
            }
            if pass.starts.contains(&at) {
                let entries = scores.iter().enumerate();
                let best = entries.map(|(state, score)| score + Self::enter(state));
                enter(at, best.fold(f32::NEG_INFINITY, f32::max));
            }
        }
    }

    /// In which state each of the samples of one saying of the word is best: empty for
    /// no samples.
    #[must_use]
    pub fn path(&self, samples: &[Sample]) -> Vec<usize> {
        let count = self.states.len();
        let mut scores: Vec<f32> = Vec::new();
        let mut backs: Vec<Vec<usize>> = Vec::new();
        for sample in samples {
            let (next, back): (Vec<f32>, Vec<usize>) = (0..count)
                .map(|state| {
                    let (score, back) = match scores.is_empty() {
                        true => (Self::enter(state), 0),
                        false => self.way_to(state, |s| scores[s]),
                    };
                    (score + self.states[state].looks.density(sample), back)
                })
                .unzip();
            scores = next;
            backs.push(back);
        }
        let ended = |state: &usize| scores[*state] + self.leave(*state);
        let last = (0..scores.len()).max_by(|a, b| ended(a).total_cmp(&ended(b)));
        let Some(mut state) = last else {
            return Vec::new();
        };
        let mut path = vec![0; samples.len()];
        for at in (0..samples.len()).rev() {
            path[at] = state;
            state -= backs[at][state];
        }
        path
    }
}
