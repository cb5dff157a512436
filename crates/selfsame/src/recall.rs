//! Has this movement been seen before?
//!
//! Enters: pictures with a face, one after the other. Leaves: how much the last half
//! second differs from the most similar earlier one, forwards or backwards, over how much
//! it moves. Nobody moves twice alike: in recordings of talking people the least is 0.42.
//! A loop comes to a tenth of that, compressed anew or not, and one that runs to and fro
//! as well. Of a picture a few hundred bytes are kept.

use std::time::Duration;

use crate::detect::Bounds;
use crate::frame::Picture;

/// Cells across and down the place where the face was first seen.
const COLUMNS: usize = 16;
const ROWS: usize = 12;
const CELLS: usize = COLUMNS * ROWS;
/// Pixels looked at across and down a cell: enough that noise averages out.
const SAMPLES: usize = 6;
/// Cells are kept in steps of this part of a level.
const STEPS: f32 = 8.0;
/// Pictures are looked at this often at most.
const EVERY: Duration = Duration::from_millis(28);
/// Only what was seen so long ago is compared: what was seen just now is alike anyway.
const LONG_AGO: Duration = Duration::from_millis(1000);
/// A movement is the difference to the picture of so long ago.
const MOVEMENT: Duration = Duration::from_millis(300);
/// Differences are averaged over about so many pictures...
const MEMORY: f32 = 12.0;
/// ...and say something after so many.
const ENOUGH: u32 = 18;
/// What moves less than this, in levels, is not told from the camera's noise.
const LEAST_MOVEMENT: f32 = 0.8;

/// The face's place in one picture.
#[derive(Clone)]
struct Look {
    time: Duration,
    cells: [i16; CELLS],
}

/// Pictures like those of an earlier run, up to one of them.
#[derive(Clone, Copy)]
struct Run {
    /// Mean difference, levels.
    unlike: f32,
    length: u32,
}

/// All that was seen.
#[derive(Clone, Default)]
pub(crate) struct Recall {
    place: Option<Bounds>,
    looks: Vec<Look>,
    /// For each earlier look, the run that the last one continued; and the same for what
    /// runs backwards.
    onwards: Vec<Run>,
    backwards: Vec<Run>,
    movement: f32,
}

impl Recall {
    /// Looks at the next picture; `None` if it says nothing, yet.
    pub(crate) fn look(&mut self, picture: &Picture, face: &Bounds, time: Duration) -> Option<f32> {
        if (self.looks.last()).is_some_and(|last| time.saturating_sub(last.time) < EVERY) {
            return None;
        }
        let place = *self.place.get_or_insert(*face);
        let cells = cells(picture, &place);
        let before = |by: Duration| {
            let limit = time.checked_sub(by)?;
            Some(self.looks.partition_point(|look| look.time <= limit))
        };
        if let Some(at) = before(MOVEMENT).and_then(|count| count.checked_sub(1)) {
            let moved = difference(&cells, &self.looks[at].cells);
            self.movement += (moved - self.movement) / MEMORY;
        }
        let old = &self.looks[..before(LONG_AGO).unwrap_or(0)];
        let unlike: Vec<f32> = old.iter().map(|l| difference(&cells, &l.cells)).collect();
        // A frame may be missing from either: runs may stand still, or skip one.
        self.onwards = continued(&self.onwards, &unlike, |s| {
            [s.checked_sub(1), Some(s), s.checked_sub(2)]
        });
        self.backwards = continued(&self.backwards, &unlike, |s| {
            [Some(s + 1), Some(s), Some(s + 2)]
        });
        self.looks.push(Look { time, cells });
        if self.movement < LEAST_MOVEMENT {
            return None;
        }
        let runs = self.onwards.iter().chain(&self.backwards);
        let least = runs
            .filter(|run| run.length >= ENOUGH)
            .map(|run| run.unlike);
        least.reduce(f32::min).map(|least| least / self.movement)
    }
}

/// Runs that end now, each the best of those that it may go on from.
fn continued(runs: &[Run], unlike: &[f32], from: impl Fn(usize) -> [Option<usize>; 3]) -> Vec<Run> {
    let best = |(s, &unlike): (usize, &f32)| {
        let before = from(s).into_iter().flatten().filter_map(|at| runs.get(at));
        let before = before.min_by(|a, b| a.unlike.total_cmp(&b.unlike));
        match before {
            Some(run) => Run {
                unlike: run.unlike + (unlike - run.unlike) / MEMORY,
                length: run.length + 1,
            },
            None => Run { unlike, length: 1 },
        }
    };
    unlike.iter().enumerate().map(best).collect()
}

/// Mean difference, levels.
fn difference(a: &[i16; CELLS], b: &[i16; CELLS]) -> f32 {
    let sum: i32 = a
        .iter()
        .zip(b)
        .map(|(a, b)| i32::from(a.abs_diff(*b)))
        .sum();
    sum as f32 / (CELLS as f32 * STEPS)
}

/// Mean green of each cell, less that of all: light that changes is no movement.
fn cells(picture: &Picture, place: &Bounds) -> [i16; CELLS] {
    let at = |from: f32, length: f32, step: usize, steps: usize, side: u32| {
        let along = from + length * (step as f32 + 0.5) / steps as f32;
        (along.max(0.0) as usize).min(side as usize - 1)
    };
    let columns: [usize; COLUMNS * SAMPLES] =
        std::array::from_fn(|i| at(place.x, place.width, i, COLUMNS * SAMPLES, picture.width()));
    let mut sums = [0u32; CELLS];
    for line in 0..ROWS * SAMPLES {
        let y = at(
            place.y,
            place.height,
            line,
            ROWS * SAMPLES,
            picture.height(),
        );
        let row = &picture.rgb()[y * picture.width() as usize * 3..];
        for (i, &x) in columns.iter().enumerate() {
            sums[line / SAMPLES * COLUMNS + i / SAMPLES] += u32::from(row[3 * x + 1]);
        }
    }
    let mean = sums.iter().sum::<u32>() as f32 / CELLS as f32;
    let part = STEPS / (SAMPLES * SAMPLES) as f32;
    sums.map(|sum| ((sum as f32 - mean) * part).round() as i16)
}

impl std::fmt::Debug for Recall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recall({})", self.looks.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Bounds = Bounds {
        x: 20.0,
        y: 10.0,
        width: 96.0,
        height: 96.0,
    };

    /// A pattern moved to a place, with noise that never repeats.
    fn picture(at: [f32; 2], noise: u32) -> Picture {
        let mut state = noise.wrapping_mul(2_654_435_761) | 1;
        let rgb = (0..160u32 * 120)
            .flat_map(|i| {
                let (x, y) = ((i % 160) as f32 - at[0], (i / 160) as f32 - at[1]);
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let wave = 60.0 * (x / 7.0).sin() * (y / 9.0).cos();
                [(120.0 + wave + (state >> 30) as f32) as u8; 3]
            })
            .collect();
        Picture::from_rgb(160, 120, rgb).unwrap()
    }

    /// The least that eight seconds of a movement come to.
    fn least(place: impl Fn(usize) -> [f32; 2]) -> f32 {
        let mut recall = Recall::default();
        let all = (0..240).filter_map(|i| {
            let time = Duration::from_micros(33_333 * i as u64);
            recall.look(&picture(place(i), i as u32 + 1), &FACE, time)
        });
        all.fold(f32::INFINITY, f32::min)
    }

    /// A way that never comes back: slow sways out of step. (On a line it would: whoever
    /// goes to and fro on one is everywhere twice.)
    fn sway(i: usize) -> [f32; 2] {
        let t = i as f32 / 30.0;
        [
            4.0 * (1.1 * t).sin() + 3.0 * (1.73 * t).sin() + 1.5 * t,
            4.0 * (1.4 * t + 1.0).sin() + 3.0 * (2.3 * t).sin() - t,
        ]
    }

    #[test]
    fn a_loop_is_known_again_whatever_its_noise() {
        for far in [45, 70] {
            assert!(least(|i| sway(i % far)) < 0.2, "{far}");
        }
        // With a frame left out in each round.
        assert!(least(|i| sway(i % 60 + usize::from(i % 60 > 30))) < 0.2);
    }

    #[test]
    fn a_loop_to_and_fro_is_known_again() {
        let turn = |i: usize| {
            if (i / 60).is_multiple_of(2) {
                i % 60
            } else {
                59 - i % 60
            }
        };
        assert!(least(|i| sway(turn(i))) < 0.2);
    }

    #[test]
    fn what_goes_on_is_not() {
        let least = least(sway);
        assert!(least > 0.4, "{least}");
    }

    #[test]
    fn what_stands_still_says_nothing() {
        assert_eq!(least(|_| [3.0, 0.0]), f32::INFINITY);
    }
}
