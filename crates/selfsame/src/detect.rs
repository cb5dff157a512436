//! Finding faces: the SeetaFace funnel-structured AdaBoost cascade.
//!
//! Enters: a grey picture. Leaves: boxes with scores, best first. Method: Wu,
//! Kan, He, Shan, Chen, "Funnel-structured cascade for multi-view face detection
//! with alignment-awareness", Neurocomputing 2017 (LAB boosted stages, then SURF
//! MLP stages). The engine is the crate `selfsame-cascade`; here are the SDK's own
//! types of picture, box and error around it.

mod yunet;

pub use selfsame_cascade::Passes;
use selfsame_cascade::{Detector, Face, Grey, Options, Region};

use crate::error::{Error, ErrorKind, Result};
use crate::frame::GreyPicture;

pub use yunet::{YUNET_SCORE, YuNet};

/// A rectangle in picture pixels. It may reach outside the picture.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Bounds {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width, positive.
    pub width: f32,
    /// Height, positive.
    pub height: f32,
}

impl Bounds {
    /// The middle.
    #[must_use]
    pub fn centre(&self) -> [f32; 2] {
        [self.x + self.width / 2.0, self.y + self.height / 2.0]
    }

    /// Shared area over joint area, 0..=1.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> f32 {
        let width = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let height = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        if width <= 0.0 || height <= 0.0 {
            return 0.0;
        }
        let shared = width * height;
        shared / (self.width * self.height + other.width * other.height - shared)
    }

    /// The share of the rectangle that lies inside a picture, 0..=1.
    #[must_use]
    pub fn inside(&self, width: u32, height: u32) -> f32 {
        let w = (self.x + self.width).min(width as f32) - self.x.max(0.0);
        let h = (self.y + self.height).min(height as f32) - self.y.max(0.0);
        if w <= 0.0 || h <= 0.0 {
            return 0.0;
        }
        (w * h) / (self.width * self.height)
    }
}

/// A face that the cascade found.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Detection {
    /// Where: about from the brows to the chin, square.
    pub bounds: Bounds,
    /// The cascade's confidence; above 2 with the default threshold.
    pub score: f32,
}

/// How the cascade searches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DetectorOptions {
    /// Smallest face, pixels; at least 20. Below 40 the picture is enlarged
    /// (unless it would exceed 16 megapixels), above 40 it is made smaller; time
    /// and memory fall with the square.
    pub min_face: u32,
    /// Size ratio of neighbouring pyramid levels, 0.1..0.99.
    pub scale_factor: f32,
    /// Step of the sliding window, pixels of the pyramid level, 1..=20.
    pub stride: u32,
    /// Least score, above zero.
    pub score: f32,
    /// Largest face, pixels; none for any. One up to twice as large may be found all the same.
    pub max_face: Option<u32>,
    /// The part of the picture to search, if not all of it.
    pub region: Option<Bounds>,
}

impl Default for DetectorOptions {
    /// Everything down to 20 px, with the settings that the model's authors
    /// recommend (pyramid 0.8, step 4, score 2).
    fn default() -> Self {
        Self {
            min_face: 20,
            scale_factor: 0.8,
            stride: 4,
            score: 2.0,
            max_face: None,
            region: None,
        }
    }
}

impl DetectorOptions {
    /// Only where a face was a moment ago, and as large as it was: what finds a followed face
    /// again in a fraction of a millisecond.
    #[must_use]
    pub fn around(face: &Bounds) -> Self {
        let side = face.width.max(face.height).max(1.0);
        let [x, y] = face.centre();
        Self {
            min_face: ((side * AGAIN_SIZES[0]) as u32).max(20),
            max_face: Some(((side * AGAIN_SIZES[1]) as u32).max(20)),
            region: Some(Bounds {
                x: x - side * AGAIN_REGION / 2.0,
                y: y - side * AGAIN_REGION / 2.0,
                width: side * AGAIN_REGION,
                height: side * AGAIN_REGION,
            }),
            ..Self::default()
        }
    }
}

/// Smallest and largest windows that find a face again, over its size. Of the faces of talking
/// heads 0.6, 0.67 and 0.75 find 99.8, 99.3 and 98.5 in 100 again, each in a fifth to a quarter
/// less time than the one before; more than 1.4 finds no more (`selfsame eval track --again`).
const AGAIN_SIZES: [f32; 2] = [0.67, 1.4];
/// Side of the region over that of the face: it moves by less than half of itself.
const AGAIN_REGION: f32 = 2.0;

/// The cascade. Shared by threads.
pub struct FaceDetector {
    cascade: Detector,
}

impl FaceDetector {
    /// From the bytes of the SeetaFace model file.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] with what is wrong and at which byte.
    pub fn new(model: &[u8]) -> Result<Self> {
        let cascade = Detector::new(model)
            .map_err(|e| Error::new(ErrorKind::Model, "SeetaFace cascade: broken").caused_by(e))?;
        Ok(Self { cascade })
    }

    /// Finds faces, best score first. A picture smaller than the smallest face
    /// has none.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for options out of their range.
    pub fn detect(
        &self,
        picture: &GreyPicture,
        options: &DetectorOptions,
    ) -> Result<Vec<Detection>> {
        self.search(picture, options, Detector::detect)
    }

    /// The largest faces: looks for large ones first and stops at the first octave of sizes
    /// that has any. Where there is one, this costs a fraction of [`detect`](Self::detect);
    /// smaller faces beside it are not found.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for options out of their range.
    pub fn detect_largest(
        &self,
        picture: &GreyPicture,
        options: &DetectorOptions,
    ) -> Result<Vec<Detection>> {
        self.search(picture, options, Detector::detect_largest)
    }

    /// Faces of tilted heads and of the mirrored picture as well, each pass another search.
    /// Of passes that find the same face the best counts; its box is upright.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for options or tilts out of their range, and if the turned
    /// picture would be too large.
    pub fn detect_tilted(
        &self,
        picture: &GreyPicture,
        options: &DetectorOptions,
        passes: &Passes<'_>,
    ) -> Result<Vec<Detection>> {
        self.search(picture, options, |cascade, grey, options| {
            let faces = cascade.detect_tilted(grey, options, passes)?;
            Ok(faces.iter().map(|found| found.face).collect())
        })
    }

    fn search(
        &self,
        picture: &GreyPicture,
        options: &DetectorOptions,
        search: impl Fn(&Detector, Grey<'_>, &Options) -> selfsame_cascade::Result<Vec<Face>>,
    ) -> Result<Vec<Detection>> {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let options = Options {
            min_face: options.min_face as usize,
            max_face: options.max_face.map_or(usize::MAX, |most| most as usize),
            scale_factor: options.scale_factor,
            stride: options.stride as usize,
            score: options.score,
            region: options.region.as_ref().map(region_of),
            ..Options::default()
        };
        let faces = Grey::new(picture.data(), width, height, width)
            .and_then(|grey| search(&self.cascade, grey, &options))
            .map_err(|e| Error::new(ErrorKind::Misuse, "face detector").caused_by(e))?;
        let detection = |face: &Face| Detection {
            bounds: Bounds {
                x: face.x,
                y: face.y,
                width: face.width,
                height: face.height,
            },
            score: face.score,
        };
        Ok(faces.iter().map(detection).collect())
    }
}

/// The whole pixels of a rectangle that a picture may have, at least one each way. One that
/// lies before the picture is put behind any, where the cascade finds nothing as well.
fn region_of(bounds: &Bounds) -> Region {
    // What is no number becomes zero, and what is too large the largest.
    let span = |from: f32, side: f32| {
        let (begin, end) = (from.floor() as usize, (from + side).ceil() as usize);
        if end > begin {
            (begin, end - begin)
        } else {
            (usize::MAX, 1)
        }
    };
    let ((x, width), (y, height)) = (span(bounds.x, bounds.width), span(bounds.y, bounds.height));
    Region {
        x,
        y,
        width,
        height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::open_still;
    use crate::models::{FACE_DETECTOR, Models};

    #[test]
    fn a_face_is_found_again_where_it_was() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let models = Models::in_folder(format!("{root}/models")).unwrap();
        let detector = FaceDetector::new(&models.read(FACE_DETECTOR).unwrap()).unwrap();
        let picture = open_still(format!("{root}/examples/data/portrait.jpg")).unwrap();
        let grey = picture.to_grey();
        let options = DetectorOptions::default();
        let faces = detector.detect(&grey, &options).unwrap();
        assert_eq!(faces.len(), 1);
        let face = faces[0].bounds;
        let again = DetectorOptions::around(&face);
        let found = detector.detect(&grey, &again).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].bounds.overlap(&face) > 0.7);
        // It moved by a third.
        let moved = Bounds {
            x: face.x + face.width / 3.0,
            ..face
        };
        let found = detector
            .detect(&grey, &DetectorOptions::around(&moved))
            .unwrap();
        assert!(found.iter().any(|f| f.bounds.overlap(&face) > 0.7));
        // Elsewhere there is nothing, and outside of the picture nothing to search.
        let small = |x: f32| Bounds {
            x,
            y: 0.0,
            width: 60.0,
            height: 60.0,
        };
        for x in [0.0, 5000.0, -500.0, f32::NAN, f32::INFINITY] {
            let options = DetectorOptions::around(&small(x));
            assert_eq!(detector.detect(&grey, &options).unwrap(), [], "{x}");
        }
        let largest = detector.detect_largest(&grey, &options).unwrap();
        assert!(largest[0].bounds.overlap(&face) > 0.7);
        // Wrong options are told wherever the region lies.
        for region in [None, Some(small(5000.0)), Some(small(-500.0))] {
            let wrong = DetectorOptions {
                min_face: 5,
                region,
                ..options
            };
            let error = detector.detect(&grey, &wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Misuse);
        }
    }
}
