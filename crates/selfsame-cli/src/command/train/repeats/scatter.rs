//! How readings of one word vary, and how words do.
//!
//! Enters: measured recordings, source by source. Leaves: a [`Spread`]: two covariances,
//! each person's words compared with that person's only, sources counted alike.

use std::collections::BTreeMap;

use selfsame::repeats::{SHAPE, Shape, shape};
use selfsame_simulate::dice::Dice;

use crate::command::spoken::{Recording, Said};

/// Each reading counts so many times, its ends moved a little: a session does not know
/// where they are. Standard deviation, seconds: the interval finder errs by 40 and 70 ms in
/// the median at the ends of one speaker's digits; learning with as much costs more at true
/// intervals than it brings at others.
const MOVED: usize = 8;
const MOVED_BY: f32 = 0.04;

/// A square matrix, row by row.
pub(super) type Matrix = Vec<[f64; SHAPE]>;

/// What was learned of readings.
pub(super) struct Spread {
    pub(super) mean: [f64; SHAPE],
    /// Covariance of the readings of one word.
    pub(super) within: Matrix,
    /// Covariance of words of one person.
    pub(super) between: Matrix,
    pub(super) readings: usize,
    pub(super) words: usize,
}

/// The readings of one word by one person: of each its shapes.
type Word = Vec<Vec<Shape>>;

/// Of the words that somebody read twice or more; `keep` says which of the
/// recordings of a source are looked at. None if there is no such word, or no two of one
/// person.
pub(super) fn of(sources: &[&[Recording]], keep: impl Fn(usize) -> bool) -> Option<Spread> {
    let mut all = Spread {
        mean: [0.0; SHAPE],
        within: vec![[0.0; SHAPE]; SHAPE],
        between: vec![[0.0; SHAPE]; SHAPE],
        readings: 0,
        words: 0,
    };
    let spreads: Vec<Spread> = sources.iter().filter_map(|s| of_source(s, &keep)).collect();
    let share = 1.0 / spreads.len() as f64;
    for one in &spreads {
        all.readings += one.readings;
        all.words += one.words;
        for row in 0..SHAPE {
            all.mean[row] += share * one.mean[row];
            for column in 0..SHAPE {
                all.within[row][column] += share * one.within[row][column];
                all.between[row][column] += share * one.between[row][column];
            }
        }
    }
    (!spreads.is_empty()).then_some(all)
}

fn of_source(recordings: &[Recording], keep: &impl Fn(usize) -> bool) -> Option<Spread> {
    let people = words(recordings, keep);
    let (mut within, mut between) = (vec![[0.0; SHAPE]; SHAPE], vec![[0.0; SHAPE]; SHAPE]);
    let (mut free, mut compared) = (0.0, 0.0);
    // What a mean of few readings owes to their own variation.
    let mut owed = 0.0;
    let (mut sum, mut readings, mut count) = ([0.0; SHAPE], 0, 0);
    for words in people.values() {
        let mut means = Vec::new();
        for word in words {
            let mean = mean(word.iter().flatten().map(widened));
            for shapes in word {
                for shape in shapes {
                    add(
                        &mut within,
                        &less(&widened(shape), &mean),
                        1.0 / MOVED as f64,
                    );
                }
            }
            free += word.len() as f64 - 1.0;
            readings += word.len();
            means.push((mean, word.len() as f64));
        }
        count += means.len();
        let own = mean(means.iter().map(|(mean, _)| *mean));
        for (mean, n) in &means {
            add(&mut between, &less(mean, &own), 1.0);
            owed += (1.0 - 1.0 / means.len() as f64) / n;
            for (sum, value) in sum.iter_mut().zip(mean) {
                *sum += value;
            }
        }
        compared += means.len() as f64 - 1.0;
    }
    if free < 1.0 || compared < 1.0 {
        return None;
    }
    scale(&mut within, 1.0 / free);
    for (row, within) in between.iter_mut().zip(&within) {
        for (value, within) in row.iter_mut().zip(within) {
            *value = (*value - owed * within) / compared;
        }
    }
    Some(Spread {
        mean: sum.map(|v| v / count as f64),
        within,
        between,
        readings,
        words: count,
    })
}

/// The words that each person read twice or more.
fn words<'a>(
    recordings: &'a [Recording],
    keep: &impl Fn(usize) -> bool,
) -> BTreeMap<&'a str, Vec<Word>> {
    let mut people: BTreeMap<&str, BTreeMap<&str, Word>> = BTreeMap::new();
    let kept = recordings.iter().enumerate().filter(|(n, _)| keep(*n));
    for (number, recording) in kept {
        let words = people.entry(&recording.speaker).or_default();
        for said in &recording.words {
            let shapes = moved(recording, said, number);
            words.entry(&said.word).or_default().push(shapes);
        }
    }
    let often = |words: BTreeMap<&str, Word>| -> Vec<Word> {
        words.into_values().filter(|word| word.len() > 1).collect()
    };
    let people = people
        .into_iter()
        .map(|(person, words)| (person, often(words)));
    people.filter(|(_, words)| !words.is_empty()).collect()
}

/// A reading as it is, and with its ends moved.
fn moved(recording: &Recording, said: &Said, number: usize) -> Vec<Shape> {
    let mut dice = Dice::new(number as u64, "ends");
    let each = (0..MOVED).filter_map(|n| match n {
        0 => shape(recording.samples(said)),
        _ => shape(recording.samples(&moved_by(said, MOVED_BY, &mut dice))),
    });
    each.collect()
}

/// With its ends moved by chance: standard deviation, seconds.
pub(super) fn moved_by(said: &Said, deviation: f32, dice: &mut Dice) -> Said {
    let [start, end] = [said.start, said.end].map(|at| at + dice.normal(0.0, deviation));
    Said {
        start,
        end: end.max(start),
        ..said.clone()
    }
}

fn widened(shape: &Shape) -> [f64; SHAPE] {
    shape.map(f64::from)
}

fn mean(shapes: impl Iterator<Item = [f64; SHAPE]>) -> [f64; SHAPE] {
    let (mut sum, mut n) = ([0.0; SHAPE], 0.0);
    for shape in shapes {
        n += 1.0;
        for (sum, value) in sum.iter_mut().zip(shape) {
            *sum += value;
        }
    }
    sum.map(|v| v / f64::max(n, 1.0))
}

fn less(a: &[f64; SHAPE], b: &[f64; SHAPE]) -> [f64; SHAPE] {
    std::array::from_fn(|k| a[k] - b[k])
}

fn add(matrix: &mut Matrix, off: &[f64; SHAPE], weight: f64) {
    for (row, a) in matrix.iter_mut().zip(off) {
        for (value, b) in row.iter_mut().zip(off) {
            *value += weight * a * b;
        }
    }
}

fn scale(matrix: &mut Matrix, by: f64) {
    matrix.iter_mut().flatten().for_each(|value| *value *= by);
}
