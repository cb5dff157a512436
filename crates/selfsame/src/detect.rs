//! Finding faces: the SeetaFace funnel-structured AdaBoost cascade.
//!
//! Enters: a grey picture. Leaves: boxes with scores, best first. Method: Wu,
//! Kan, He, Shan, Chen, "Funnel-structured cascade for multi-view face detection
//! with alignment-awareness", Neurocomputing 2017 (LAB boosted stages, then SURF
//! MLP stages). The engine is the crate `rustface`. It takes a smallest face
//! but ignores it (0.1.7) and always searches from 40 pixels up, so the picture
//! is resized first: a face of the smallest size then fills its window.

use image::{GrayImage, imageops};
use rustface::ImageData;

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

/// Side of the cascade's window, pixels: the smallest face that it sees.
const WINDOW: f32 = 40.0;
/// A picture is enlarged for small faces only up to so many pixels: the engine
/// needs some twenty bytes a pixel, and faces of 20 px are no need of pictures
/// from a modern camera.
const MOST_ENLARGED: f32 = 16e6;

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
    model: rustface::Model,
}

impl FaceDetector {
    /// From the bytes of the SeetaFace model file.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] when they are cut short. The parser panics on some
    /// altered files, which is why bytes come through
    /// [`Models`](crate::models::Models), verified.
    pub fn new(model: &[u8]) -> Result<Self> {
        let model = rustface::read_model(model)
            .map_err(|e| Error::new(ErrorKind::Model, "SeetaFace cascade: broken").caused_by(e))?;
        Ok(Self { model })
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
        check(options)?;
        if picture.width() < options.min_face || picture.height() < options.min_face {
            return Ok(Vec::new());
        }
        // The detector keeps working memory, so each call has its own; copying
        // the model costs less than a thousandth of a search.
        let mut detector = rustface::create_detector_with_model(self.model.clone());
        detector.set_score_thresh(f64::from(options.score));
        detector.set_pyramid_scale_factor(options.scale_factor);
        detector.set_slide_window_step(options.stride, options.stride);
        let resized = resized(picture, options.min_face);
        let (data, width, height) = match &resized {
            Some(resized) => (
                resized.as_raw().as_slice(),
                resized.width(),
                resized.height(),
            ),
            None => (picture.data(), picture.width(), picture.height()),
        };
        let back = [
            picture.width() as f32 / width as f32,
            picture.height() as f32 / height as f32,
        ];
        let mut faces: Vec<Detection> = detector
            .detect(&ImageData::new(data, width, height))
            .iter()
            .map(|face| {
                let b = face.bbox();
                Detection {
                    bounds: Bounds {
                        x: b.x() as f32 * back[0],
                        y: b.y() as f32 * back[1],
                        width: b.width() as f32 * back[0],
                        height: b.height() as f32 * back[1],
                    },
                    score: face.score() as f32,
                }
            })
            .collect();
        faces.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(faces)
    }
}

/// The picture at the size at which the smallest face fills the window; none if
/// it has that size.
fn resized(picture: &GreyPicture, min_face: u32) -> Option<GrayImage> {
    let (width, height) = (picture.width(), picture.height());
    let most = (MOST_ENLARGED / (width as f32 * height as f32))
        .sqrt()
        .max(1.0);
    let scale = (WINDOW / min_face as f32).min(most);
    let at = |side: u32| ((side as f32 * scale).round() as u32).max(1);
    let (to_width, to_height) = (at(width), at(height));
    if (to_width, to_height) == (width, height) {
        return None;
    }
    let image = GrayImage::from_raw(width, height, picture.data().to_vec())?;
    Some(if scale < 1.0 {
        // Averages, so that texture does not alias into false faces.
        imageops::thumbnail(&image, to_width, to_height)
    } else {
        imageops::resize(&image, to_width, to_height, imageops::FilterType::Triangle)
    })
}

fn check(options: &DetectorOptions) -> Result<()> {
    let wrong = |what: &str| Err(Error::new(ErrorKind::Misuse, format!("detector: {what}")));
    if options.min_face < 20 {
        return wrong("the smallest face is below 20 pixels");
    }
    if !(0.1..=0.99).contains(&options.scale_factor) {
        return wrong("the scale factor is not in 0.1..=0.99");
    }
    if !(1..=20).contains(&options.stride) {
        return wrong("the stride is not in 1..=20");
    }
    if !(options.score > 0.0 && options.score.is_finite()) {
        return wrong("the score is not above zero");
    }
    Ok(())
}
