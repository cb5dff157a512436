//! The second detector: YuNet, a small network, for when somebody must be found whom the
//! cascade does not see: tilted by more than a few degrees, in profile, half in the dark.
//!
//! Enters: a picture. Leaves: boxes with scores, best first. Source: Wu, Peng, Yu, "YuNet:
//! a tiny millisecond-level face detector", Machine Intelligence Research 20, 2023. The
//! network sees 640x640 pixels: a larger picture is made smaller, a smaller one stands in
//! their upper left corner, so its time does not depend on the picture.

use std::sync::Arc;

use image::{RgbImage, imageops};

use super::{Bounds, Detection};
use crate::error::{Error, ErrorKind, Result};
use crate::frame::Picture;
use crate::infer::{Network, Runtime, Tensor};
use crate::models::{FACE_DETECTOR_YUNET, Models};

/// Side of the network's input.
const SIDE: usize = 640;
/// Pixels between places at which it looks for a face, in its three outputs.
const STRIDES: [usize; 3] = [8, 16, 32];
/// Shared over joint area above which two boxes are of one face (OpenCV's default).
const SAME: f32 = 0.3;
/// Score from which a face is one (OpenCV's example says 0.9; at 0.6 it finds 292
/// of 309 boxes with five false positives on the 165 pictures of docs/measurements.md).
pub const YUNET_SCORE: f32 = 0.6;
/// Boxes that are compared, best first; a picture of a crowd has some hundreds.
const MOST_BOXES: usize = 5000;

/// YuNet, loaded. Shared by threads.
pub struct YuNet {
    network: Box<dyn Network>,
}

impl YuNet {
    /// Loads the network.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] or [`ErrorKind::Inference`].
    pub fn load(models: &Models, runtime: &Arc<dyn Runtime>) -> Result<Self> {
        let bytes = models.read(FACE_DETECTOR_YUNET)?;
        Ok(Self {
            network: runtime.load(FACE_DETECTOR_YUNET, bytes)?,
        })
    }

    /// Faces at least `min_face` pixels wide with at least this score (0..=1), best first.
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] when the network fails or answers in another form.
    pub fn detect(&self, picture: &Picture, min_face: u32, score: f32) -> Result<Vec<Detection>> {
        let (input, scale) = input(picture);
        let outputs = self.network.run(&[input])?;
        let mut faces = Vec::new();
        for stride in STRIDES {
            decode(&outputs, stride, score, &mut faces)?;
        }
        faces.retain_mut(|face| {
            let b = &mut face.bounds;
            for value in [&mut b.x, &mut b.y, &mut b.width, &mut b.height] {
                *value *= scale;
            }
            b.width >= min_face as f32
        });
        faces.sort_by(|a, b| b.score.total_cmp(&a.score));
        faces.truncate(MOST_BOXES);
        let mut kept: Vec<Detection> = Vec::new();
        for face in faces {
            if kept.iter().all(|k| k.bounds.overlap(&face.bounds) <= SAME) {
                kept.push(face);
            }
        }
        Ok(kept)
    }
}

/// The picture as the network sees it, and how much larger it is.
fn input(picture: &Picture) -> (Tensor, f32) {
    let (width, height) = (picture.width(), picture.height());
    let scale = (width.max(height) as f32 / SIDE as f32).max(1.0);
    let to = |side: u32| ((side as f32 / scale).round() as u32).clamp(1, SIDE as u32);
    let small = (scale > 1.0)
        .then(|| RgbImage::from_raw(width, height, picture.rgb().to_vec()))
        .flatten()
        // Averages, so that texture does not alias.
        .map(|image| imageops::thumbnail(&image, to(width), to(height)));
    let (rgb, width) = match &small {
        Some(small) => (small.as_raw().as_slice(), small.width() as usize),
        None => (picture.rgb(), width as usize),
    };
    let plane = SIDE * SIDE;
    let mut data = vec![0.0; 3 * plane];
    for (y, row) in rgb.chunks_exact(3 * width).enumerate() {
        for (x, pixel) in row.chunks_exact(3).enumerate() {
            // Blue first.
            for (channel, level) in pixel.iter().rev().enumerate() {
                data[channel * plane + y * SIDE + x] = f32::from(*level);
            }
        }
    }
    (Tensor::new(&[1, 3, SIDE, SIDE], data), scale)
}

/// Boxes of one stride, in pixels of the input. Of the outputs with as many places as the
/// stride has, two say how sure a face is (whose product counts), one has boxes, and one the
/// five points that nobody needs here.
fn decode(outputs: &[Tensor], stride: usize, least: f32, faces: &mut Vec<Detection>) -> Result<()> {
    let across = SIDE / stride;
    let places = across * across;
    let with = |values: usize| {
        outputs
            .iter()
            .filter(move |t| t.shape == [1, places, values])
            .map(|t| t.data.as_slice())
    };
    let mut sure = with(1);
    let (Some(class), Some(object), Some(boxes)) = (sure.next(), sure.next(), with(4).next())
    else {
        return Err(Error::new(
            ErrorKind::Inference,
            format!("model '{FACE_DETECTOR_YUNET}': no outputs of {places} places"),
        ));
    };
    for (place, (class, object)) in class.iter().zip(object).enumerate() {
        let score = (class.clamp(0.0, 1.0) * object.clamp(0.0, 1.0)).sqrt();
        if score.is_nan() || score < least {
            continue;
        }
        let [dx, dy, width, height] = [0, 1, 2, 3].map(|i| boxes[4 * place + i]);
        let step = stride as f32;
        let (width, height) = (width.exp() * step, height.exp() * step);
        let bounds = Bounds {
            x: ((place % across) as f32 + dx) * step - width / 2.0,
            y: ((place / across) as f32 + dy) * step - height / 2.0,
            width,
            height,
        };
        let right = [bounds.x, bounds.y, width, height]
            .iter()
            .all(|v| v.is_finite());
        if right && width > 0.0 && height > 0.0 {
            faces.push(Detection { bounds, score });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(stride: usize) -> Vec<Tensor> {
        let places = (SIDE / stride).pow(2);
        [1, 1, 4, 10]
            .map(|values| Tensor::new(&[1, places, values], vec![0.0; places * values]))
            .into()
    }

    #[test]
    fn a_box_stands_around_its_place() {
        let mut outputs = outputs(16);
        // The third place of the second row, a face of 64 by 32 pixels.
        let place = 42;
        (outputs[0].data[place], outputs[1].data[place]) = (0.9, 0.4);
        outputs[2].data[4 * place..][..4].copy_from_slice(&[0.5, 1.0, 4f32.ln(), 2f32.ln()]);
        // One that is no number is none.
        outputs[0].data[7] = 1.0;
        outputs[1].data[7] = f32::NAN;
        let mut faces = Vec::new();
        decode(&outputs, 16, 0.5, &mut faces).unwrap();
        assert_eq!(faces.len(), 1);
        assert!((faces[0].score - 0.6).abs() < 1e-6);
        let b = faces[0].bounds;
        let wanted = [2.5 * 16.0 - 32.0, 2.0 * 16.0 - 16.0, 64.0, 32.0];
        for (value, wanted) in [b.x, b.y, b.width, b.height].iter().zip(wanted) {
            assert!((value - wanted).abs() < 1e-4, "{b:?}");
        }
        let error = decode(&outputs, 8, 0.5, &mut faces).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Inference);
    }

    #[test]
    fn large_pictures_are_made_smaller_and_small_ones_stand_in_the_corner() {
        let picture = |width: u32, height: u32| {
            let rgb = [10, 20, 30].repeat((width * height) as usize);
            Picture::from_rgb(width, height, rgb).unwrap()
        };
        let (tensor, scale) = input(&picture(1280, 320));
        assert_eq!(scale, 2.0);
        assert_eq!(tensor.data[..SIDE], [30.0; SIDE]);
        assert_eq!(tensor.data[160 * SIDE], 0.0);
        let (tensor, scale) = input(&picture(3, 2));
        assert_eq!(scale, 1.0);
        assert_eq!(
            tensor.data[2 * SIDE * SIDE..][..5],
            [10.0, 10.0, 10.0, 0.0, 0.0]
        );
    }
}
