//! A second opinion on skin: the two MiniFASNet networks, where somebody supplies them.
//!
//! Enters: a picture and a face's mesh. Leaves: natural log of the odds that the face is
//! live, by the mean of both networks' probabilities, as their makers use them
//! (Silent-Face-Anti-Spoofing, Minivision, 2020): one sees the face and what is close to
//! it, the other more of what is around. The files are not ours to ship.

use std::sync::Arc;

use super::{MOST, surroundings};
use crate::detect::Bounds;
use crate::error::{Error, ErrorKind, Result};
use crate::frame::Picture;
use crate::infer::{Network, Runtime, Tensor};
use crate::landmark::Mesh;
use crate::models::{Models, TEXTURE_NEAR, TEXTURE_WIDE};
use crate::warp;

/// Side of the networks' input.
const CROP: u32 = 80;
/// The cut-outs are so much larger than the face's box: near and wide.
const MARGINS: [f32; 2] = [2.7, 4.0];
/// Classes that the networks tell apart; the second is live.
const CLASSES: usize = 3;

/// Both networks.
pub(super) struct Pair {
    networks: [Box<dyn Network>; 2],
}

impl Pair {
    /// None if neither is here.
    pub(super) fn load(models: &Models, runtime: &Arc<dyn Runtime>) -> Result<Option<Self>> {
        let names = [TEXTURE_NEAR, TEXTURE_WIDE];
        match (
            models.read_optional(names[0])?,
            models.read_optional(names[1])?,
        ) {
            (Some(near), Some(wide)) => Ok(Some(Self {
                networks: [runtime.load(names[0], near)?, runtime.load(names[1], wide)?],
            })),
            (None, None) => Ok(None),
            (near, _) => {
                let (here, absent) = match near {
                    Some(_) => (names[0], names[1]),
                    None => (names[1], names[0]),
                };
                Err(Error::new(
                    ErrorKind::Model,
                    format!("model '{here}' is here without '{absent}': supply both or neither"),
                ))
            }
        }
    }

    /// Natural log of the odds that the face is live, -[`MOST`]..=[`MOST`].
    pub(super) fn log_odds(&self, picture: &Picture, mesh: &Mesh) -> Result<f32> {
        let mut sum = 0.0;
        for (network, margin) in self.networks.iter().zip(MARGINS) {
            let input = cut(picture, &mesh.bounds(), margin);
            let outputs = network.run(&[input])?;
            sum += outputs
                .first()
                .and_then(|output| live(&output.data))
                .ok_or_else(|| {
                    Error::new(ErrorKind::Inference, "texture: not three finite numbers")
                })?;
        }
        let share = sum / MARGINS.len() as f32;
        Ok((share / (1.0 - share)).ln().clamp(-MOST, MOST))
    }
}

/// The square around a face, blue first, 0 to 255.
fn cut(picture: &Picture, face: &Bounds, margin: f32) -> Tensor {
    let rgb = warp::cut(
        picture,
        &surroundings(face, picture, margin, CROP),
        CROP,
        CROP,
    );
    let side = CROP as usize;
    let plane = side * side;
    let mut data = vec![0.0; 3 * plane];
    for (i, pixel) in rgb.chunks_exact(3).enumerate() {
        for (c, value) in pixel.iter().rev().enumerate() {
            data[c * plane + i] = f32::from(*value);
        }
    }
    Tensor::new(&[1, 3, side, side], data)
}

/// The probability of the second class.
fn live(logits: &[f32]) -> Option<f32> {
    let logits = logits.as_array::<CLASSES>()?;
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let shares = logits.map(|l| (l - most).exp());
    let share = shares[1] / shares.iter().sum::<f32>();
    share.is_finite().then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_class_is_live() {
        assert!((live(&[1.0, 1.0, 1.0]).unwrap() - 1.0 / 3.0).abs() < 1e-6);
        assert!(live(&[0.0, 90.0, 0.0]).unwrap() > 0.999);
        assert!(live(&[90.0, 0.0, 0.0]).unwrap() < 1e-6);
        for broken in [&[1.0, 2.0][..], &[f32::NAN, 0.0, 0.0], &[0.0; 4]] {
            assert_eq!(live(broken), None);
        }
    }
}
