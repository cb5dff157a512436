//! Whether a search around the face of the frame before finds it again. Enters: the frames of
//! a video. Leaves: how often there was one to look for, and how often it was found.
//!
//! The truth is a search of the whole frame with the same cascade: this asks what searching
//! less loses, not how well the cascade finds faces.

use std::time::{Duration, Instant};

use selfsame::detect::{Bounds, DetectorOptions, FaceDetector};
use selfsame::frame::GreyPicture;
use serde::Serialize;

use crate::stats::Rate;

/// Smallest face of the search of the whole frame, pixels.
const WHOLE: u32 = 60;
/// Shared over joint area from which two boxes are of one face.
const SAME: f32 = 0.5;

/// Of all videos together, or of one.
#[derive(Clone, Copy, Default)]
pub(super) struct Again {
    /// Frames in which the whole search found a face, as it did in the frame before.
    asked: usize,
    found: usize,
    /// Of those, boxes that are the whole search's but for a tenth.
    alike: usize,
    whole: Duration,
    around: Duration,
}

/// As the figures have it.
#[derive(Serialize)]
pub(super) struct Figures {
    /// The same face: at least half of the joint area shared.
    found: Rate,
    /// At least nine tenths of it.
    alike: Rate,
    /// Mean time of a search around over that of a search of the whole frame, down to faces
    /// of 60 pixels, beside each other.
    share_of_time: Option<f64>,
}

impl Again {
    pub(super) fn add(&mut self, other: &Self) {
        self.asked += other.asked;
        self.found += other.found;
        self.alike += other.alike;
        self.whole += other.whole;
        self.around += other.around;
    }

    pub(super) fn figures(&self) -> Figures {
        Figures {
            found: Rate::of(self.found, self.asked),
            alike: Rate::of(self.alike, self.found),
            share_of_time: (self.asked > 0)
                .then(|| self.around.as_secs_f64() / self.whole.as_secs_f64()),
        }
    }
}

impl Figures {
    pub(super) fn text(&self) -> String {
        let time = self.share_of_time.map_or(String::new(), |share| {
            format!("\n  time over that of whole frames  {share:.3}")
        });
        format!(
            "found again around the face of the frame before  {}\n  boxes alike  {}{time}",
            self.found.text(),
            self.alike.text()
        )
    }
}

/// One video's frames, in their order.
#[derive(Default)]
pub(super) struct Follower {
    before: Option<Bounds>,
    pub(super) again: Again,
}

impl Follower {
    pub(super) fn next(
        &mut self,
        detector: &FaceDetector,
        picture: &GreyPicture,
    ) -> selfsame::Result<()> {
        let whole = DetectorOptions {
            min_face: WHOLE,
            ..DetectorOptions::default()
        };
        let began = Instant::now();
        let faces = detector.detect(picture, &whole)?;
        let took = began.elapsed();
        let face = faces.first().map(|face| face.bounds);
        if let (Some(before), Some(face)) = (self.before, face) {
            let began = Instant::now();
            let faces = detector.detect(picture, &DetectorOptions::around(&before))?;
            self.again.around += began.elapsed();
            self.again.whole += took;
            self.again.asked += 1;
            let shared = faces.iter().map(|found| found.bounds.overlap(&face));
            let shared = shared.fold(0.0, f32::max);
            self.again.found += usize::from(shared >= SAME);
            self.again.alike += usize::from(shared >= 0.9);
        }
        self.before = face;
        Ok(())
    }
}
