//! The detector. Enters: a grey picture of anybody's, and options. Leaves: faces, best first.

use std::sync::{Mutex, PoisonError};

use crate::bilinear::{Grid, Resizer};
use crate::error::Result;
use crate::grey::Grey;
use crate::model::{Model, WINDOW};
use crate::options::{Options, part};
use crate::reduce::Reducer;
use crate::search::{Search, Settings};

/// A picture is enlarged for small faces only up to so many pixels.
const MOST_ENLARGED: f64 = 16e6;
/// Idle memory that is kept; more threads at once than this bring their own.
const MOST_IDLE: usize = 64;

/// A face: about from the brows to the chin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// Left edge, pixels; may lie outside the picture.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width, positive.
    pub width: f32,
    /// Height: the width, but for the rounding of a picture that was resized.
    pub height: f32,
    /// Probabilities (0..=1 each) of all windows that found it, added up.
    pub score: f32,
}

/// The cascade. Shared by threads; what a search needs of memory is kept for the next.
pub struct Detector {
    model: Model,
    idle: Mutex<Vec<Memory>>,
}

/// Memory of one detection.
#[derive(Default)]
struct Memory {
    base: Vec<u8>,
    resizer: Resizer,
    reducer: Reducer,
    search: Search,
}

impl Detector {
    /// From the bytes of a model file; the format stands with [`crate::model`].
    ///
    /// # Errors
    /// [`Error::Model`](crate::Error::Model) with what is wrong and at which byte.
    pub fn new(model: &[u8]) -> Result<Self> {
        Ok(Self {
            model: Model::read(model)?,
            idle: Mutex::default(),
        })
    }

    /// Faces, best score first. A picture smaller than the smallest face has none.
    ///
    /// # Errors
    /// [`Error::Options`](crate::Error::Options) for options out of their range.
    pub fn detect(&self, picture: Grey<'_>, options: &Options) -> Result<Vec<Face>> {
        let mut faces = Vec::new();
        self.detect_into(picture, options, &mut faces)?;
        Ok(faces)
    }

    /// The same into memory that is there already.
    ///
    /// # Errors
    /// As [`detect`](Self::detect); `faces` is then empty.
    pub fn detect_into(
        &self,
        picture: Grey<'_>,
        options: &Options,
        faces: &mut Vec<Face>,
    ) -> Result<()> {
        faces.clear();
        options.check()?;
        let Some((part, from)) = part(picture, options) else {
            return Ok(());
        };
        let mut memory = self.take();
        memory.detect(&self.model, part, options, faces);
        self.give(memory);
        for face in &mut *faces {
            face.x += from[0] as f32;
            face.y += from[1] as f32;
        }
        Ok(())
    }

    fn take(&self) -> Memory {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().unwrap_or_default()
    }

    fn give(&self, memory: Memory) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MOST_IDLE {
            idle.push(memory);
        }
    }
}

impl std::fmt::Debug for Detector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Detector").finish_non_exhaustive()
    }
}

impl Memory {
    fn detect(
        &mut self,
        model: &Model,
        picture: Grey<'_>,
        options: &Options,
        faces: &mut Vec<Face>,
    ) {
        let (width, height) = base_size(picture, options.min_face);
        let scale = width as f64 / picture.width() as f64;
        let settings = Settings {
            scale_factor: options.scale_factor,
            step: options.stride,
            threads: options.threads,
            // Rounded up, so that a face of just that size still has its level.
            largest: (options.max_face as f64 * scale).ceil() as usize,
        };
        let base = if (width, height) == (picture.width(), picture.height()) {
            picture
        } else {
            self.base.resize(width * height, 0);
            let size = (width, height);
            if scale < 1.0 {
                self.reducer.reduce(picture, width, height, &mut self.base);
            } else {
                self.resizer
                    .resize(picture, size, Grid::Centre, &mut self.base);
            }
            Grey::whole(&self.base, width, height)
        };
        let back = [
            picture.width() as f32 / width as f32,
            picture.height() as f32 / height as f32,
        ];
        let found = self.search.run(model, base, &settings).iter();
        faces.extend(
            found
                .filter(|window| window.score >= f64::from(options.score))
                .map(|window| Face {
                    x: window.x as f32 * back[0],
                    y: window.y as f32 * back[1],
                    width: window.side as f32 * back[0],
                    height: window.side as f32 * back[1],
                    score: window.score as f32,
                }),
        );
        faces.sort_by(|a, b| b.score.total_cmp(&a.score));
    }
}

/// The size at which the smallest face fills the window.
fn base_size(picture: Grey<'_>, min_face: usize) -> (usize, usize) {
    let (width, height) = (picture.width(), picture.height());
    let most = (MOST_ENLARGED / (width * height) as f64).sqrt().max(1.0);
    let scale = (WINDOW as f64 / min_face as f64).min(most);
    let at = |side: usize| ((side as f64 * scale).round() as usize).max(WINDOW);
    (at(width), at(height))
}
