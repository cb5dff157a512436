//! Finding faces: the SeetaFace funnel-structured AdaBoost cascade.
//!
//! Enters: a grey picture. Leaves: boxes with scores, best first. Method: Wu,
//! Kan, He, Shan, Chen, "Funnel-structured cascade for multi-view face detection
//! with alignment-awareness", Neurocomputing 2017 (LAB boosted stages, then SURF
//! MLP stages). The engine is the crate `selfsame-cascade`; here are the SDK's own
//! types of picture, box and error around it.

use selfsame_cascade::{Detector, Grey, Options};

use crate::error::{Error, ErrorKind, Result};
use crate::frame::GreyPicture;

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
        }
    }
}

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
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let options = Options {
            min_face: options.min_face as usize,
            scale_factor: options.scale_factor,
            stride: options.stride as usize,
            score: options.score,
            ..Options::default()
        };
        let faces = Grey::new(picture.data(), width, height, width)
            .and_then(|grey| self.cascade.detect(grey, &options))
            .map_err(|e| Error::new(ErrorKind::Misuse, "face detector").caused_by(e))?;
        let detection = |face: &selfsame_cascade::Face| Detection {
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
