//! All stages in their order, on one picture. Enters: a picture at a size at which the
//! smallest face fills the window. Leaves: squares with scores, in its pixels.

use crate::buffer::grown;
use crate::grey::Grey;
use crate::judge::Judge;
use crate::model::Model;
use crate::propose::Proposer;
use crate::suppress::{Suppressor, Window};
use crate::twin::Twin;

/// Shared over joint area above which windows between stages are of one face.
const CROWD: f32 = 0.8;
/// The same for what the last stage leaves.
const FACE: f32 = 0.3;

/// How a picture is searched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settings {
    /// Size of a level over that of the one before.
    pub(crate) scale_factor: f32,
    /// Pixels of a level from window to window.
    pub(crate) step: usize,
    /// Largest face, pixels of the picture.
    pub(crate) largest: usize,
    /// At least 1.
    pub(crate) threads: usize,
}

/// Memory of a search, kept for the next: a stream of pictures of one size asks the system
/// for none after the first few.
#[derive(Default)]
pub(crate) struct Search {
    proposer: Proposer,
    twin: Twin,
    judge: Judge,
    suppressor: Suppressor,
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
        let (twin, passed) = (&mut self.twin, &mut self.passed);
        self.proposer
            .run(&model.first, picture, settings, twin, passed);
        for windows in &mut passed[..model.first.len()] {
            self.suppressor.suppress(windows, CROWD);
        }
        for (number, branches) in model.later.iter().enumerate() {
            let last = number + 1 == model.later.len();
            let next = grown(&mut self.next, branches.len());
            for (branch, windows) in branches.iter().zip(next) {
                windows.clear();
                for &source in &branch.sources {
                    windows.extend_from_slice(&self.passed[source]);
                }
                for (number, stage) in branch.stages.iter().enumerate() {
                    let (twin, threads) = (&self.twin, settings.threads);
                    self.judge.run(stage, picture, twin, threads, windows);
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
}
