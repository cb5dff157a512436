//! Following one face through the video.
//!
//! Enters: pictures in order. Leaves: for each a [`Sighting`], or that there is
//! none. The cascade finds the face; from then on each frame's mesh says where to
//! look in the next (as in MediaPipe), and the cascade runs again only when the
//! mesh loses the face, or on a slow schedule: to see whether the mesh still
//! holds a face and how many faces there are.

use std::time::Duration;

use crate::detect::{Bounds, Detection, DetectorOptions, FaceDetector};
use crate::error::Result;
use crate::frame::Picture;
use crate::landmark::{Landmarker, Mesh};

/// Below this presence the mesh holds no face (MediaPipe's default).
const LEAST_PRESENCE: f32 = 0.5;
/// How often the cascade checks a followed face.
const CHECK_EVERY: Duration = Duration::from_millis(1000);
/// How often the cascade searches while there is no face. A search of the whole
/// frame costs more than a mesh, so not in each frame.
const SEARCH_EVERY: Duration = Duration::from_millis(100);
/// A face that the cascade has not seen for so long is given up, whatever the
/// mesh thinks: it dreams on in hair and hands.
const UNSEEN_AFTER: Duration = Duration::from_millis(4000);
/// Another face counts from this share of the followed face's width: people in
/// the background are smaller.
const RIVAL_WIDTH: f32 = 0.6;
/// Where faces from some width on are wanted, windows begin at this share of it: a face is
/// found by windows from half of its size on, and more of them make its score surer.
const SEARCHED_FROM: f32 = 0.8;
/// Faces are searched down to this share of the picture's shorter side: a face
/// for this task fills more.
const LEAST_SHARE: f32 = 1.0 / 6.0;
/// But never below this many pixels.
const LEAST_PIXELS: u32 = 40;

/// One face in one frame.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// The registered face.
    pub mesh: Mesh,
    /// Starts at 1 and grows each time the face was lost and found again.
    pub track: u32,
    /// Faces of comparable size at the last check, this one included.
    pub faces: usize,
}

/// Follows one face.
#[derive(Debug, Default)]
pub struct Tracker {
    mesh: Option<Mesh>,
    track: u32,
    faces: usize,
    checked: Option<Duration>,
    seen: Option<Duration>,
}

impl Tracker {
    /// A tracker that follows nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Finds or follows the face in the next picture.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Inference`] when the landmark network fails.
    pub fn follow(
        &mut self,
        picture: &Picture,
        time: Duration,
        detector: &FaceDetector,
        landmarker: &Landmarker,
    ) -> Result<Option<Sighting>> {
        if let Some(last) = self.mesh.take() {
            let mesh = landmarker.fit(picture, &last.region())?;
            if holds_face(&mesh, picture) {
                self.mesh = Some(mesh);
                if self.due(time, CHECK_EVERY) {
                    self.check(picture, time, detector)?;
                }
            }
        }
        if self.mesh.is_none() && self.due(time, SEARCH_EVERY) {
            self.search(picture, time, detector, landmarker)?;
        }
        Ok(self.mesh.as_ref().map(|mesh| Sighting {
            mesh: mesh.clone(),
            track: self.track,
            faces: self.faces,
        }))
    }

    fn due(&self, time: Duration, every: Duration) -> bool {
        self.checked
            .is_none_or(|last| time.saturating_sub(last) >= every)
    }

    /// Asks the cascade whether the mesh still holds a face.
    fn check(&mut self, picture: &Picture, time: Duration, detector: &FaceDetector) -> Result<()> {
        let Some(mesh) = &self.mesh else {
            return Ok(());
        };
        self.checked = Some(time);
        let bounds = mesh.bounds();
        // Smaller ones would not count.
        let faces = detect(picture, detector, bounds.width * RIVAL_WIDTH)?;
        if faces.iter().any(|f| same_face(&f.bounds, &bounds)) {
            self.seen = Some(time);
        } else if self
            .seen
            .is_none_or(|seen| time.saturating_sub(seen) > UNSEEN_AFTER)
        {
            self.mesh = None;
            return Ok(());
        }
        self.faces = 1 + faces
            .iter()
            .filter(|f| {
                !same_face(&f.bounds, &bounds) && f.bounds.width >= RIVAL_WIDTH * bounds.width
            })
            .count();
        Ok(())
    }

    /// Asks the cascade where a face is and registers the largest.
    fn search(
        &mut self,
        picture: &Picture,
        time: Duration,
        detector: &FaceDetector,
        landmarker: &Landmarker,
    ) -> Result<()> {
        self.checked = Some(time);
        let grey = picture.to_grey();
        let found = detector.detect_largest(&grey, &options(picture, 0.0))?;
        let Some(width) = found.iter().map(|f| f.bounds.width).max_by(f32::total_cmp) else {
            return Ok(());
        };
        // Once more for those beside it, now that their size is known.
        let mut faces = detector.detect(&grey, &options(picture, width * RIVAL_WIDTH))?;
        if faces.is_empty() {
            faces = found;
        }
        let Some(largest) = faces
            .iter()
            .max_by(|a, b| a.bounds.width.total_cmp(&b.bounds.width))
        else {
            return Ok(());
        };
        let mesh = landmarker.fit_detection(picture, &largest.bounds)?;
        if !holds_face(&mesh, picture) {
            return Ok(());
        }
        self.faces = faces
            .iter()
            .filter(|f| f.bounds.width >= RIVAL_WIDTH * largest.bounds.width)
            .count();
        self.track += 1;
        self.seen = Some(time);
        self.mesh = Some(mesh);
        Ok(())
    }
}

/// Faces from some width on.
fn detect(picture: &Picture, detector: &FaceDetector, width: f32) -> Result<Vec<Detection>> {
    detector.detect(&picture.to_grey(), &options(picture, width))
}

/// The cascade from some width on, but not below the smallest face that makes sense for a
/// picture.
fn options(picture: &Picture, width: f32) -> DetectorOptions {
    let shorter = picture.width().min(picture.height());
    let least = (shorter as f32 * LEAST_SHARE).max(LEAST_PIXELS as f32);
    DetectorOptions {
        min_face: least.max(width * SEARCHED_FROM) as u32,
        ..DetectorOptions::default()
    }
}

/// Whether the mesh holds a face and has not run off the picture.
fn holds_face(mesh: &Mesh, picture: &Picture) -> bool {
    mesh.presence() >= LEAST_PRESENCE
        && mesh.eye_distance() >= 8.0
        && mesh.bounds().inside(picture.width(), picture.height()) > 0.3
}

/// Whether the cascade's box and the mesh's box are of one face. The mesh's box
/// is a little taller, so the boxes overlap by about 0.6 on a frontal face.
fn same_face(a: &Bounds, b: &Bounds) -> bool {
    a.overlap(b) > 0.2
}
