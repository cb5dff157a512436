//! How faces are searched for. Enters: wishes. Leaves: wishes that can be met.

use crate::error::{Error, Result};
use crate::grey::Grey;
use crate::model::WINDOW;

/// A rectangle of whole pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Left edge.
    pub x: usize,
    /// Upper edge.
    pub y: usize,
    /// Width, at least 1.
    pub width: usize,
    /// Height, at least 1.
    pub height: usize,
}

/// How faces are searched for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Smallest face, pixels; at least 20. Below 40 the picture is enlarged (unless it
    /// would exceed 16 megapixels), above 40 made smaller by averages; time and memory fall
    /// with its square.
    pub min_face: usize,
    /// Largest window, pixels; at least `min_face`, `usize::MAX` for no limit. A face up to
    /// about twice as large is still found from within, with a lower score. Saves little by
    /// itself: levels for large faces are small.
    pub max_face: usize,
    /// Size of a pyramid level over that of the one before, 0.1..=0.99. Nearer to 1 finds
    /// more and costs more.
    pub scale_factor: f32,
    /// Pixels of a level from window to window, 1..=20. 1, 2 and 4 have their own loops.
    pub stride: usize,
    /// Least score, above zero and finite. A face's score adds up over the windows that
    /// found it, so finer steps give higher scores.
    pub score: f32,
    /// The part of the picture to search; what lies outside is not seen. It is cut to the
    /// picture.
    pub region: Option<Region>,
    /// Threads of a search, 1..=64; they are started for it and end with it, which is worth it
    /// from a few milliseconds on. Answers do not depend on them.
    pub threads: usize,
}

impl Default for Options {
    /// Everything from 40 pixels, with the settings that the model's authors recommend
    /// (pyramid 0.8, step 4, score 2).
    fn default() -> Self {
        Self {
            min_face: WINDOW,
            max_face: usize::MAX,
            scale_factor: 0.8,
            stride: 4,
            score: 2.0,
            region: None,
            threads: 1,
        }
    }
}

impl Options {
    /// Smallest face that may be asked for: below it there is nothing to enlarge.
    pub const LEAST_FACE: usize = 20;

    pub(crate) fn check(&self) -> Result<()> {
        let wrong = |what: String| Err(Error::Options(what));
        if self.min_face < Self::LEAST_FACE {
            return wrong(format!(
                "the smallest face of {} pixels is below {}",
                self.min_face,
                Self::LEAST_FACE
            ));
        }
        if self.max_face < self.min_face {
            return wrong(format!(
                "the largest face of {} pixels is below the smallest of {}",
                self.max_face, self.min_face
            ));
        }
        if !(0.1..=0.99).contains(&self.scale_factor) {
            return wrong(format!(
                "the scale factor {} is not in 0.1..=0.99",
                self.scale_factor
            ));
        }
        if !(1..=20).contains(&self.stride) {
            return wrong(format!("the stride {} is not in 1..=20", self.stride));
        }
        if !(1..=64).contains(&self.threads) {
            return wrong(format!("{} threads are not in 1..=64", self.threads));
        }
        if !(self.score > 0.0 && self.score.is_finite()) {
            return wrong(format!("the score {} is not above zero", self.score));
        }
        if self.region.is_some_and(|r| r.width == 0 || r.height == 0) {
            return wrong("the region is empty".to_owned());
        }
        Ok(())
    }
}

/// What is searched of a picture, and where it begins; none if no face fits.
pub(crate) fn part<'a>(picture: Grey<'a>, options: &Options) -> Option<(Grey<'a>, [usize; 2])> {
    let (part, from) = match options.region {
        None => (picture, [0, 0]),
        Some(region) => {
            let cut = |from: usize, side: usize, all: usize| {
                let end = from.saturating_add(side).min(all);
                (from < end).then(|| end - from)
            };
            let width = cut(region.x, region.width, picture.width())?;
            let height = cut(region.y, region.height, picture.height())?;
            let part = picture.part(region.x, region.y, width, height);
            (part, [region.x, region.y])
        }
    };
    let side = part.width().min(part.height());
    (side >= options.min_face).then_some((part, from))
}
