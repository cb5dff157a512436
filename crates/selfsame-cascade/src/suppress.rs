//! Windows that overlap become one. Enters: windows of a stage. Leaves: the best of each
//! crowd, with the sum of the crowd's scores.

use crate::simd::kernel;

/// A square that a stage let pass, in pixels of the picture that is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) side: i32,
    pub(crate) score: f64,
}

/// Windows that are compared, best first; what is behind is let go. Every window is held
/// against every other, so a made-up model that lets all pass would take hours. The most that
/// photographs of crowds left was some four thousand.
const MOST_WINDOWS: usize = 20_000;

/// Memory of a suppression.
#[derive(Default)]
pub(crate) struct Suppressor {
    /// Places and sides, apart, so that many are compared at once.
    x: Vec<f32>,
    y: Vec<f32>,
    side: Vec<f32>,
    /// Whether a window belongs to the best one.
    hit: Vec<u8>,
    gone: Vec<u8>,
    order: Vec<u32>,
    sorted: Vec<Window>,
}

impl Suppressor {
    /// Leaves the best windows, best first as they came in; each takes the scores of those
    /// behind it whose shared area is more than `most` of the joint one.
    pub(crate) fn suppress(&mut self, windows: &mut Vec<Window>, most: f32) {
        // Equal scores keep their order, as in the reference; a stable sort would ask for
        // memory.
        self.order.clear();
        self.order.extend(0..windows.len() as u32);
        self.order.sort_unstable_by(|&a, &b| {
            let score = |i: u32| windows[i as usize].score;
            score(b).total_cmp(&score(a)).then(a.cmp(&b))
        });
        self.order.truncate(MOST_WINDOWS);
        self.sorted.clear();
        self.sorted
            .extend(self.order.iter().map(|&i| windows[i as usize]));
        windows.clear();
        let sorted = &self.sorted;
        let fill = |to: &mut Vec<f32>, of: fn(&Window) -> i32| {
            to.clear();
            to.extend(sorted.iter().map(|w| of(w) as f32));
        };
        fill(&mut self.x, |w| w.x);
        fill(&mut self.y, |w| w.y);
        fill(&mut self.side, |w| w.side);
        self.gone.clear();
        self.gone.resize(sorted.len(), 0);
        self.hit.resize(sorted.len(), 0);
        for (i, best) in sorted.iter().enumerate() {
            if self.gone[i] != 0 {
                continue;
            }
            let mut best = *best;
            let square = [self.x[i], self.y[i], self.side[i]];
            let behind = i + 1..sorted.len();
            let others = [&self.x, &self.y, &self.side].map(|all| &all[behind.clone()]);
            let (gone, hit) = (
                &mut self.gone[behind.clone()],
                &mut self.hit[behind.clone()],
            );
            if crowd(square, others, most, gone, hit) {
                for (other, _) in sorted[behind].iter().zip(hit).filter(|(_, hit)| **hit != 0) {
                    best.score += other.score;
                }
            }
            windows.push(best);
        }
    }
}

kernel! {
    /// Which of the others share more than `most` with a square and are not gone yet; those
    /// are gone then. Whether there are any.
    ///
    /// Shared over joint area in single precision, as in the reference; places and sides are
    /// whole numbers below 2^24, so only the areas are rounded, as they are there.
    fn crowd / crowd_plain(
        square: [f32; 3],
        others: [&[f32]; 3],
        most: f32,
        gone: &mut [u8],
        hit: &mut [u8],
    ) -> bool {
        let [x, y, side] = square;
        let others = others[0].iter().zip(others[1]).zip(others[2]);
        let mut any = 0;
        for ((((ox, oy), oside), gone), hit) in others.zip(gone).zip(hit) {
            let across = lesser(x + side, ox + oside) - greater(x, *ox);
            let down = lesser(y + side, oy + oside) - greater(y, *oy);
            let shared = across * down;
            let overlap = shared / (side * side + oside * oside - shared);
            let over = u8::from(overlap > most) & u8::from(across > 0.0) & u8::from(down > 0.0);
            *hit = over & !*gone;
            *gone |= over;
            any |= *hit;
        }
        any != 0
    }
}

/// One instruction, unlike `f32::min`, which minds what is no number.
#[inline(always)]
fn lesser(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

#[inline(always)]
fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(x: i32, side: i32, score: f64) -> Window {
        Window {
            x,
            y: 0,
            side,
            score,
        }
    }

    #[test]
    fn the_best_takes_the_scores_of_its_crowd() {
        let mut windows = vec![
            window(2, 40, 1.0),
            window(0, 40, 3.0),
            window(100, 40, 2.0),
            window(20, 40, 0.5),
        ];
        Suppressor::default().suppress(&mut windows, 0.8);
        assert_eq!(
            windows,
            [
                window(0, 40, 4.0),
                window(100, 40, 2.0),
                window(20, 40, 0.5)
            ]
        );
        Suppressor::default().suppress(&mut windows, 0.3);
        assert_eq!(windows, [window(0, 40, 4.5), window(100, 40, 2.0)]);
    }

    #[test]
    fn wide_and_plain_agree() {
        let number = |i: usize, by: usize| (i * by % 97) as f32;
        let x: Vec<f32> = (0..75).map(|i| number(i, 31) - 40.0).collect();
        let y: Vec<f32> = (0..75).map(|i| number(i, 53)).collect();
        let side: Vec<f32> = (0..75).map(|i| number(i, 71) + 20.0).collect();
        let mut memory = [[[0; 75]; 2]; 2];
        memory[0][0][7] = 1;
        memory[1][0][7] = 1;
        let square = [5.0, 30.0, 60.0];
        let [wide, plain] = &mut memory;
        let [gone, hit] = wide;
        let any = crowd(square, [&x, &y, &side], 0.2, gone, hit);
        let [gone, hit] = plain;
        let any_plain = crowd_plain(square, [&x, &y, &side], 0.2, gone, hit);
        assert!(any && any_plain);
        assert_eq!(wide, plain);
        assert!((3..70).contains(&wide[1].iter().filter(|hit| **hit != 0).count()));
    }
}
