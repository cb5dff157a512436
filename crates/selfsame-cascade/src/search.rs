//! All stages in their order, on one picture. Enters: a picture at a size at which the
//! smallest face fills the window. Leaves: squares with scores, in its pixels.

use crate::bilinear::{Grid, Resizer};
use crate::buffer::grown;
use crate::frame::Framed;
use crate::grey::Grey;
use crate::lab::{self, Map};
use crate::model::{Model, Stage, WINDOW};
use crate::network::{Activations, LANES};
use crate::patch::{Cutter, Pixels};
use crate::scan::{Scan, Windows};
use crate::suppress::{Suppressor, Window};
use crate::surf::Surf;
use crate::twin::Twin;

/// Shared over joint area above which windows between stages are of one face.
const CROWD: f32 = 0.8;
/// The same for what the last stage leaves.
const FACE: f32 = 0.3;
/// A stage may move and enlarge a window. What a picture of 32768 pixels a side can need
/// stays within; what a made-up model asks for beyond it is let go.
const FARTHEST: f32 = (1 << 20) as f32;

/// How a picture is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Size of a level over that of the one before.
    pub(crate) scale_factor: f32,
    /// Pixels of a level from window to window.
    pub(crate) step: usize,
    /// Largest face, pixels of the picture.
    pub(crate) largest: usize,
}

/// Memory of a search, kept for the next: a stream of pictures of one size asks the system
/// for none after the first few.
#[derive(Default)]
pub(crate) struct Search {
    level: Vec<u8>,
    twin: Twin,
    resizer: Resizer,
    map: Map,
    scan: Scan,
    suppressor: Suppressor,
    judge: Judge,
    /// Of each branch of the hierarchy before: what it let pass.
    passed: Vec<Vec<Window>>,
    next: Vec<Vec<Window>>,
}

impl Search {
    /// What the last stage lets pass, whatever its score.
    pub(crate) fn run(
        &mut self,
        model: &Model,
        picture: Grey<'_>,
        settings: &Settings,
    ) -> &[Window] {
        self.propose(model, picture, settings);
        for (number, branches) in model.later.iter().enumerate() {
            let last = number + 1 == model.later.len();
            self.next.resize_with(branches.len(), Vec::new);
            for (branch, windows) in branches.iter().zip(&mut self.next) {
                windows.clear();
                for &source in &branch.sources {
                    windows.extend_from_slice(&self.passed[source]);
                }
                for (number, stage) in branch.stages.iter().enumerate() {
                    self.judge.run(stage, picture, &self.twin, windows);
                    // Between the hierarchies nothing is suppressed.
                    if number + 1 < branch.stages.len() {
                        self.suppressor.suppress(windows, CROWD);
                    } else if last {
                        self.suppressor.suppress(windows, FACE);
                    }
                }
            }
            std::mem::swap(&mut self.passed, &mut self.next);
        }
        &self.passed[0]
    }

    /// The first hierarchy: boosted classifiers on every window of every level.
    fn propose(&mut self, model: &Model, picture: Grey<'_>, settings: &Settings) {
        self.passed.resize_with(model.first.len(), Vec::new);
        for windows in &mut self.passed {
            windows.clear();
        }
        self.twin.clear();
        let (width, height) = (picture.width(), picture.height());
        // Single precision and cut off, as in the reference: sizes of levels follow from it.
        let least = WINDOW as f32 / width.min(height).min(settings.largest) as f32;
        let mut scale = 1.0f32;
        while scale >= least {
            let size = |side: usize| (side as f32 * scale) as usize;
            let (level_width, level_height) = (size(width), size(height));
            // Rounding can leave the last level a pixel too small.
            if level_width < WINDOW || level_height < WINDOW {
                break;
            }
            let in_picture = |at: usize| (at as f32 / scale + 0.5) as i32;
            let side = in_picture(WINDOW);
            let level = if (level_width, level_height) == (width, height) {
                picture
            } else {
                let size = (level_width, level_height);
                let memory = if self.twin.takes(picture, size, side as usize) {
                    &mut self.twin.pixels
                } else {
                    &mut self.level
                };
                let level = grown(memory, level_width * level_height);
                self.resizer.resize(picture, size, Grid::Corner, level);
                Grey::whole(level, level_width, level_height)
            };
            self.map.compute(level);
            let windows = Windows::of(level_width, level_height, settings.step);
            for (classifier, passed) in model.first.iter().zip(&mut self.passed) {
                self.scan.run(classifier, &self.map, windows);
                for (at, sum) in self.scan.passed() {
                    let (x, y) = (at % self.map.width(), at / self.map.width());
                    if lab::has_contrast(level, x, y) {
                        passed.push(Window {
                            x: in_picture(x),
                            y: in_picture(y),
                            side,
                            score: f64::from(sum),
                        });
                    }
                }
            }
            scale *= settings.scale_factor;
        }
        for windows in &mut self.passed {
            self.suppressor.suppress(windows, CROWD);
        }
    }
}

/// Memory of a stage behind the first hierarchy.
struct Judge {
    /// Windows by place: equal ones, which several classifiers propose, stand together.
    order: Vec<u32>,
    /// What became of each window.
    judged: Vec<Option<Window>>,
    /// Windows that go through the network together.
    batch: Vec<Window>,
    cutter: Cutter,
    /// For windows that reach outside.
    resizer: Resizer,
    row: Vec<u8>,
    pixels: Pixels,
    surf: Surf,
    activations: Activations,
}

impl Default for Judge {
    fn default() -> Self {
        Self {
            order: Vec::new(),
            judged: Vec::new(),
            batch: Vec::new(),
            cutter: Cutter::default(),
            resizer: Resizer::default(),
            row: Vec::new(),
            pixels: [[0; WINDOW]; WINDOW],
            surf: Surf::default(),
            activations: Activations::default(),
        }
    }
}

impl Judge {
    /// Leaves the windows that the stage lets pass, moved and with its score, in their order.
    fn run(&mut self, stage: &Stage, picture: Grey<'_>, twin: &Twin, windows: &mut Vec<Window>) {
        let (width, height) = (picture.width() as i32, picture.height() as i32);
        windows.retain(|w| w.x + w.side > 0 && w.y + w.side > 0 && w.x < width && w.y < height);
        self.order.clear();
        self.order.extend(0..windows.len() as u32);
        let place = |&i: &u32| {
            let w = &windows[i as usize];
            (w.side, w.y, w.x)
        };
        self.order.sort_unstable_by_key(place);
        let order = std::mem::take(&mut self.order);
        self.judged.clear();
        self.judged.resize(windows.len(), None);
        let mut alike = order.chunk_by(|a, b| place(a) == place(b));
        loop {
            let batch: [&[u32]; LANES] = std::array::from_fn(|_| alike.next().unwrap_or_default());
            self.batch.clear();
            let some = batch.iter().filter_map(|alike| alike.first());
            self.batch.extend(some.map(|&i| windows[i as usize]));
            if self.batch.is_empty() {
                break;
            }
            let outputs = self.outputs(stage, picture, twin);
            for (lane, (window, alike)) in self.batch.iter().zip(batch).enumerate() {
                let moved = outcome(window, stage.least, outputs.map(|o| o[lane]));
                for &i in alike {
                    self.judged[i as usize] = moved;
                }
            }
        }
        self.order = order;
        windows.clear();
        windows.extend(self.judged.iter().flatten());
    }

    /// What the stage's network says of the batch.
    fn outputs(&mut self, stage: &Stage, picture: Grey<'_>, twin: &Twin) -> [[f32; LANES]; 4] {
        let plan = &stage.plan;
        let rows = plan.rows();
        let input = &mut self.activations.input;
        input.resize(plan.values(), [0.0; LANES]);
        for (lane, window) in self.batch.iter().enumerate() {
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
fn outcome(window: &Window, least: f32, [score, across, down, size]: [f32; 4]) -> Option<Window> {
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
