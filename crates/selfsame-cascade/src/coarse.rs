//! From coarse to fine: the largest faces first. Enters: a new picture of a stream, of which
//! nothing is known. Leaves: the faces of the first octave of sizes that has any.
//!
//! A search costs as much as its smallest faces, so looking for faces twice as large first
//! costs a quarter of it, and where there is one the rest is spared.

use crate::detector::{Detector, Face};
use crate::error::Result;
use crate::grey::Grey;
use crate::options::Options;

/// Largest windows of an octave over its smallest: more than two, so that a face between two
/// octaves has windows of either side within one of them.
const OCTAVE: usize = 3;

impl Detector {
    /// The largest faces: those of the first octave of sizes, from the whole picture down to
    /// `min_face`, that has any. Best score first. Scores are those of fewer levels, so lower
    /// than [`detect`](Self::detect)'s; smaller faces beside a large one are not found.
    ///
    /// # Errors
    /// As [`detect`](Self::detect).
    pub fn detect_largest(&self, picture: Grey<'_>, options: &Options) -> Result<Vec<Face>> {
        options.check()?;
        let side = picture.width().min(picture.height()).min(options.max_face);
        let mut octave = options.min_face;
        while octave <= side / 2 {
            octave *= 2;
        }
        let mut faces = Vec::new();
        while faces.is_empty() && octave >= options.min_face {
            let octave_options = Options {
                min_face: octave,
                max_face: octave.saturating_mul(OCTAVE).min(options.max_face),
                ..*options
            };
            self.detect_into(picture, &octave_options, &mut faces)?;
            octave /= 2;
        }
        Ok(faces)
    }
}
