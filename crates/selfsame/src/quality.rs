//! Is this picture good enough to measure and to match?
//!
//! Enters: a picture, a mesh, a pose. Leaves: a [`FaceQuality`] in plain units, quick enough
//! for every frame, or an [`Assessment`] by the measures of ISO/IEC 29794-5, with words that
//! help.

mod assessment;
mod backdrop;
mod cover;
mod detail;
mod expression;
mod measure;
mod region;

use serde::{Deserialize, Serialize};

use crate::frame::Picture;
use crate::landmark::Mesh;
use crate::pose::Pose;
use crate::warp::{self, Affine};

pub use assessment::{Assessment, Measured};
pub(crate) use expression::ExpressionReader;
#[cfg(test)]
pub(crate) use expression::MOVEMENTS;
pub use measure::Measure;

/// Side of the square on which light and sharpness are measured: sharpness then
/// does not depend on how many pixels the face has.
const SIDE: u32 = 96;

/// What a frame is worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FaceQuality {
    /// Distance of the outer eye corners, pixels.
    pub eye_distance: f32,
    /// Mean luma of the face, 0..=255.
    pub brightness: f32,
    /// Standard deviation of the face's luma.
    pub contrast: f32,
    /// Mean absolute Laplacian of the face at 96x96, over its contrast.
    pub sharpness: f32,
    /// Share of the face's box inside the picture, 0..=1.
    pub inside: f32,
    /// How far the head is turned away from the camera, degrees.
    pub turned: f32,
}

impl FaceQuality {
    /// Measures a face.
    #[must_use]
    pub fn of(picture: &Picture, mesh: &Mesh, pose: &Pose) -> Self {
        let region = mesh.region();
        // The face without the margin around it.
        let map = Affine::square(region.centre, region.side / 1.7, region.angle, SIDE);
        let luma: Vec<f32> = warp::cut(picture, &map, SIDE, SIDE)
            .chunks_exact(3)
            .map(|p| 0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2]))
            .collect();
        let n = luma.len() as f32;
        let brightness = luma.iter().sum::<f32>() / n;
        let contrast = (luma.iter().map(|v| (v - brightness).powi(2)).sum::<f32>() / n).sqrt();
        let side = SIDE as usize;
        let mut laplace = 0.0;
        for y in 1..side - 1 {
            for x in 1..side - 1 {
                let at = y * side + x;
                laplace += (4.0 * luma[at]
                    - luma[at - 1]
                    - luma[at + 1]
                    - luma[at - side]
                    - luma[at + side])
                    .abs();
            }
        }
        Self {
            eye_distance: mesh.eye_distance(),
            brightness,
            contrast,
            sharpness: laplace / ((side - 2) * (side - 2)) as f32 / contrast.max(1.0),
            inside: mesh.bounds().inside(picture.width(), picture.height()),
            turned: pose.yaw.abs().max(pose.pitch.abs()),
        }
    }

    /// One number to choose the best frames by, higher is better: frontal,
    /// large, sharp and well lit faces first. Chosen by eye, not tuned: between sessions it goes
    /// with the quality of templates (rank correlation 0.62), within one neither tells which
    /// frame is more like the person (250 webcam pictures of nine people).
    #[must_use]
    pub fn rank(&self) -> f32 {
        let size = (self.eye_distance / 90.0).min(1.0);
        let frontal = (1.0 - self.turned / 45.0).max(0.0);
        let light = 1.0 - ((self.brightness - 130.0).abs() / 130.0).min(1.0).powi(2);
        size * frontal * light * (0.5 + self.sharpness.min(0.5)) * self.inside
    }
}
