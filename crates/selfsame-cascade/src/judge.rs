//! A stage behind the first hierarchy: a perceptron on each window. Enters: windows of a
//! picture. Leaves: those that pass, moved and with the stage's score, in their order.

use crate::bilinear::{Grid, Resizer};
use crate::frame::Framed;
use crate::grey::Grey;
use crate::model::{Stage, WINDOW};
use crate::network::{Activations, LANES};
use crate::patch::{Cutter, Pixels};
use crate::suppress::Window;
use crate::surf::Surf;
use crate::twin::Twin;

/// A stage may move and enlarge a window. What a picture of 32768 pixels a side can need
/// stays within; what a made-up model asks for beyond it is let go.
const FARTHEST: f32 = (1 << 20) as f32;
/// Windows that a thread is worth being started for.
const LEAST_SHARE: usize = 32;

/// Memory of a stage.
#[derive(Default)]
pub(crate) struct Judge {
    /// Windows by place: equal ones, which several classifiers propose, stand together.
    order: Vec<u32>,
    /// One of each.
    unlike: Vec<Window>,
    /// What became of those, and then of all.
    outcomes: Vec<Option<Window>>,
    judged: Vec<Option<Window>>,
    workers: Vec<Worker>,
}

impl Judge {
    pub(crate) fn run(
        &mut self,
        stage: &Stage,
        picture: Grey<'_>,
        twin: &Twin,
        threads: usize,
        windows: &mut Vec<Window>,
    ) {
        let (width, height) = (picture.width() as i32, picture.height() as i32);
        windows.retain(|w| w.x + w.side > 0 && w.y + w.side > 0 && w.x < width && w.y < height);
        let place = |&i: &u32| {
            let w = &windows[i as usize];
            (w.side, w.y, w.x)
        };
        self.order.clear();
        self.order.extend(0..windows.len() as u32);
        self.order.sort_unstable_by_key(place);
        let alike = || self.order.chunk_by(|a, b| place(a) == place(b));
        self.unlike.clear();
        self.unlike
            .extend(alike().map(|alike| windows[alike[0] as usize]));
        self.outcomes.clear();
        self.outcomes.resize(self.unlike.len(), None);
        let threads = threads.min(self.unlike.len() / LEAST_SHARE).max(1);
        if self.workers.len() < threads {
            self.workers.resize_with(threads, Worker::default);
        }
        // Whole batches, so that each window stands in the lane that it would have alone.
        let share = self
            .unlike
            .len()
            .div_ceil(threads)
            .next_multiple_of(LANES)
            .max(LANES);
        let shares = self
            .unlike
            .chunks(share)
            .zip(self.outcomes.chunks_mut(share));
        let mut shares = shares.zip(&mut self.workers);
        if threads == 1 {
            // Even a scope without threads asks for memory.
            for ((windows, outcomes), worker) in shares {
                worker.run(stage, picture, twin, windows, outcomes);
            }
        } else {
            let first = shares.next();
            std::thread::scope(|scope| {
                for ((windows, outcomes), worker) in shares {
                    scope.spawn(|| worker.run(stage, picture, twin, windows, outcomes));
                }
                if let Some(((windows, outcomes), worker)) = first {
                    worker.run(stage, picture, twin, windows, outcomes);
                }
            });
        }
        self.judged.clear();
        self.judged.resize(windows.len(), None);
        for (alike, outcome) in alike().zip(&self.outcomes) {
            for &i in alike {
                self.judged[i as usize] = *outcome;
            }
        }
        windows.clear();
        windows.extend(self.judged.iter().flatten());
    }
}

/// Memory of one thread.
struct Worker {
    cutter: Cutter,
    /// For windows that reach outside.
    resizer: Resizer,
    row: Vec<u8>,
    pixels: Pixels,
    surf: Surf,
    activations: Activations,
}

impl Default for Worker {
    fn default() -> Self {
        Self {
            cutter: Cutter::default(),
            resizer: Resizer::default(),
            row: Vec::new(),
            pixels: [[0; WINDOW]; WINDOW],
            surf: Surf::default(),
            activations: Activations::default(),
        }
    }
}

impl Worker {
    fn run(
        &mut self,
        stage: &Stage,
        picture: Grey<'_>,
        twin: &Twin,
        windows: &[Window],
        outcomes: &mut [Option<Window>],
    ) {
        for (batch, outcomes) in windows.chunks(LANES).zip(outcomes.chunks_mut(LANES)) {
            let outputs = self.outputs(stage, picture, twin, batch);
            for (lane, (window, outcome)) in batch.iter().zip(outcomes).enumerate() {
                *outcome = passed(window, stage.least, outputs.map(|o| o[lane]));
            }
        }
    }

    /// What the stage's network says of a batch.
    fn outputs(
        &mut self,
        stage: &Stage,
        picture: Grey<'_>,
        twin: &Twin,
        batch: &[Window],
    ) -> [[f32; LANES]; 4] {
        let plan = &stage.plan;
        let rows = plan.rows();
        let input = &mut self.activations.input;
        input.resize(plan.values(), [0.0; LANES]);
        for (lane, window) in batch.iter().enumerate() {
            let at = [window.x, window.y];
            let side = window.side as usize;
            let begin = at.map(|at| usize::try_from(at).ok());
            let inside = |at: usize, most: usize| at + side <= most;
            match begin {
                [Some(x), Some(y)] if inside(x, picture.width()) && inside(y, picture.height()) => {
                    let square = twin
                        .window(x, y, side)
                        .unwrap_or_else(|| picture.part(x, y, side, side));
                    self.cutter.cut(square, &mut self.pixels[..rows]);
                }
                _ => {
                    let from = Framed::new(picture, at, side, &mut self.row);
                    let pixels = self.pixels[..rows].as_flattened_mut();
                    self.resizer
                        .resize(from, (WINDOW, WINDOW), Grid::Corner, pixels);
                }
            }
            self.surf.features(plan, &self.pixels[..rows], lane, input);
        }
        stage.network.run(&mut self.activations)
    }
}

/// Where a window goes, if it passes.
fn passed(window: &Window, least: f32, [score, across, down, size]: [f32; 4]) -> Option<Window> {
    if score.is_nan() || score <= least {
        return None;
    }
    // The reference moves a window that begins outside to the edge, and goes on from there.
    let (x, y) = (window.x.max(0) as f32, window.y.max(0) as f32);
    let old = window.side as f32;
    let side = ((size * 2.0 - 1.0) * old + old + 0.5).floor();
    let moved = |share: f32, from: f32| {
        ((share * 2.0 - 1.0) * old + from + (old - side) * 0.5 + 0.5).floor()
    };
    let (x, y) = (moved(across, x), moved(down, y));
    let possible = (2.0..FARTHEST).contains(&side) && x.abs() < FARTHEST && y.abs() < FARTHEST;
    possible.then_some(Window {
        x: x as i32,
        y: y as i32,
        side: side as i32,
        score: f64::from(score),
    })
}
