//! The first hierarchy: boosted classifiers on every window of every level. Enters: a
//! picture. Leaves: windows that may be faces, by classifier.
//!
//! Levels are tasks that threads may take one by one. What they find is put together in the
//! levels' order, so that it is the same however many threads there were.

use std::sync::{Mutex, PoisonError};

use crate::bilinear::{Grid, Resizer};
use crate::buffer::grown;
use crate::grey::Grey;
use crate::lab::{self, Map};
use crate::model::{Boosted, WINDOW};
use crate::scan::{Scan, Windows};
use crate::search::Settings;
use crate::suppress::Window;
use crate::twin::Twin;

/// A level, or a band of the picture itself.
#[derive(Default)]
struct Task {
    scale: f32,
    size: (usize, usize),
    /// First row of the band, and its rows of pixels.
    band: (usize, usize),
    /// The twin's memory, if this is its level.
    twin: Option<Vec<u8>>,
    /// By classifier.
    found: Vec<Vec<Window>>,
}

/// Memory of all tasks, and of those who do them.
#[derive(Default)]
pub(crate) struct Proposer {
    tasks: Vec<Task>,
    workers: Vec<Worker>,
}

impl Proposer {
    /// Leaves what each classifier lets pass, in the order of levels, rows and columns.
    pub(crate) fn run(
        &mut self,
        classifiers: &[Boosted],
        picture: Grey<'_>,
        settings: &Settings,
        twin: &mut Twin,
        passed: &mut Vec<Vec<Window>>,
    ) {
        let count = self.plan(picture, settings, twin);
        let tasks = &mut self.tasks[..count];
        let threads = settings.threads.min(count).max(1);
        if self.workers.len() < threads {
            self.workers.resize_with(threads, Worker::default);
        }
        let queue = Mutex::new(tasks.iter_mut());
        let take = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = |worker: &mut Worker| {
            while let Some(task) = take() {
                worker.run(classifiers, picture, settings.step, task);
            }
        };
        match &mut self.workers[..threads] {
            [alone] => work(alone),
            [first, others @ ..] => std::thread::scope(|scope| {
                for worker in others {
                    scope.spawn(|| work(worker));
                }
                work(first);
            }),
            [] => {}
        }
        let passed = grown(passed, classifiers.len());
        for (number, passed) in passed.iter_mut().enumerate() {
            passed.clear();
            for task in &*tasks {
                passed.extend_from_slice(&task.found[number]);
            }
        }
        for task in tasks {
            if let Some(pixels) = task.twin.take() {
                twin.pixels = pixels;
            }
        }
    }

    /// The tasks of a picture; how many they are.
    fn plan(&mut self, picture: Grey<'_>, settings: &Settings, twin: &mut Twin) -> usize {
        twin.clear();
        let mut count = 0;
        let mut add = |scale: f32, size: (usize, usize), band: (usize, usize)| -> usize {
            if self.tasks.len() == count {
                self.tasks.push(Task::default());
            }
            let task = &mut self.tasks[count];
            (task.scale, task.size, task.band) = (scale, size, band);
            count += 1;
            count - 1
        };
        let (width, height) = (picture.width(), picture.height());
        // Single precision and cut off, as in the reference: sizes of levels follow from it.
        let least = WINDOW as f32 / width.min(height).min(settings.largest) as f32;
        let mut scale = 1.0f32;
        let mut twins = None;
        while scale >= least {
            let cut = |side: usize| (side as f32 * scale) as usize;
            let size = (cut(width), cut(height));
            // Rounding can leave the last level a pixel too small.
            if size.0 < WINDOW || size.1 < WINDOW {
                break;
            }
            if size == (width, height) {
                // Nearly half of the work, and nothing to resize: a band for each thread.
                let rows = Windows::of(width, height, settings.step).rows;
                let each = rows.div_ceil(settings.threads);
                for first in (0..rows).step_by(each) {
                    let count = each.min(rows - first);
                    let pixels = (count - 1) * settings.step + WINDOW;
                    add(scale, size, (first * settings.step, pixels));
                }
            } else {
                let task = add(scale, size, (0, size.1));
                if twin.takes(picture, size, in_picture(WINDOW, scale) as usize) {
                    twins = Some(task);
                }
            }
            scale *= settings.scale_factor;
        }
        if let Some(task) = twins {
            self.tasks[task].twin = Some(std::mem::take(&mut twin.pixels));
        }
        count
    }
}

/// A length of a level in pixels of the picture, rounded as the reference does.
fn in_picture(length: usize, scale: f32) -> i32 {
    (length as f32 / scale + 0.5) as i32
}

/// Memory of one thread.
#[derive(Default)]
struct Worker {
    level: Vec<u8>,
    resizer: Resizer,
    map: Map,
    scan: Scan,
}

impl Worker {
    fn run(&mut self, classifiers: &[Boosted], picture: Grey<'_>, step: usize, task: &mut Task) {
        let (width, height) = task.size;
        let level = if task.size == (picture.width(), picture.height()) {
            picture.part(0, task.band.0, width, task.band.1)
        } else {
            let memory = task.twin.as_mut().unwrap_or(&mut self.level);
            let level = grown(memory, width * height);
            self.resizer.resize(picture, task.size, Grid::Corner, level);
            Grey::whole(level, width, height)
        };
        self.map.compute(level);
        let windows = Windows::of(level.width(), level.height(), step);
        let side = in_picture(WINDOW, task.scale);
        let found = grown(&mut task.found, classifiers.len());
        for (classifier, found) in classifiers.iter().zip(found) {
            found.clear();
            self.scan.run(classifier, &self.map, windows);
            for (at, sum) in self.scan.passed() {
                let (x, y) = (at % self.map.width(), at / self.map.width());
                if lab::has_contrast(level, x, y) {
                    found.push(Window {
                        x: in_picture(x, task.scale),
                        y: in_picture(y + task.band.0, task.scale),
                        side,
                        score: f64::from(sum),
                    });
                }
            }
        }
    }
}
