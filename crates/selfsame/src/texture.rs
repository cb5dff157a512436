//! Does a picture look like skin before a camera, or like a print or a screen?
//!
//! Enters: a picture and a face's mesh. Leaves: natural log of the odds that the face is
//! live, by a small network that sees the face and what is around it. Network:
//! fr_liveness (MIT; who trained it, and on what, is not documented), three classes of
//! which the first is live. Where somebody supplies the files of a second opinion, it
//! counts as well (`pair`). One picture proves nothing: `liveness` asks for many of a
//! session.

mod pair;

use std::sync::Arc;

use crate::detect::Bounds;
use crate::error::{Error, ErrorKind, Result};
use crate::frame::Picture;
use crate::infer::{Network, Runtime, Tensor};
use crate::landmark::Mesh;
use crate::models::{Models, TEXTURE};
use crate::warp::{self, Affine};
use pair::Pair;

/// Side of the network's input.
const CROP: u32 = 128;
/// The cut-out is so much larger than the face's box.
const MARGIN: f32 = 2.7;
/// Classes that the network tells apart.
const CLASSES: usize = 3;
/// Log odds beyond this are the network's certainty, not ours.
pub const MOST: f32 = 8.0;

/// What makes one ratio of both opinions: intercept, slope of the first, slope of the
/// second. Not measured yet.
const FUSED: [f32; 3] = [0.0, 0.5, 0.5];

/// The texture network, and the second opinion if it is here.
pub struct TextureClassifier {
    network: Box<dyn Network>,
    pair: Option<Pair>,
}

/// What the networks say of one picture: natural log of the odds that the face is live,
/// -[`MOST`]..=[`MOST`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// By the network that is always here.
    pub first: f32,
    /// By the second opinion, where its files were supplied.
    pub second: Option<f32>,
}

impl Look {
    /// By all that there is.
    #[must_use]
    pub fn log_odds(&self) -> f32 {
        let [intercept, first, second] = FUSED;
        match self.second {
            None => self.first,
            Some(odds) => (intercept + first * self.first + second * odds).clamp(-MOST, MOST),
        }
    }
}

impl TextureClassifier {
    /// Loads the network.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] or [`ErrorKind::Inference`].
    pub fn load(models: &Models, runtime: &Arc<dyn Runtime>) -> Result<Self> {
        Ok(Self {
            network: runtime.load(TEXTURE, models.read(TEXTURE)?)?,
            pair: Pair::load(models, runtime)?,
        })
    }

    /// Whether the files of the second opinion were supplied.
    #[must_use]
    pub fn has_second(&self) -> bool {
        self.pair.is_some()
    }

    /// Natural log of the odds that the face is live, -[`MOST`]..=[`MOST`].
    ///
    /// # Errors
    /// As [`TextureClassifier::look`].
    pub fn log_odds(&self, picture: &Picture, mesh: &Mesh) -> Result<f32> {
        Ok(self.look(picture, mesh)?.log_odds())
    }

    /// What each network says.
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] when a network fails or gives no three finite numbers.
    pub fn look(&self, picture: &Picture, mesh: &Mesh) -> Result<Look> {
        let second = self.pair.as_ref().map(|p| p.log_odds(picture, mesh));
        Ok(Look {
            first: self.first(picture, mesh)?,
            second: second.transpose()?,
        })
    }

    fn first(&self, picture: &Picture, mesh: &Mesh) -> Result<f32> {
        let map = surroundings(&mesh.bounds(), picture, MARGIN, CROP);
        let rgb = warp::cut(picture, &map, CROP, CROP);
        let side = CROP as usize;
        let plane = side * side;
        let mut data = vec![0.0; 3 * plane];
        for (i, pixel) in rgb.chunks_exact(3).enumerate() {
            for (c, value) in pixel.iter().rev().enumerate() {
                data[c * plane + i] = f32::from(*value);
            }
        }
        let outputs = self
            .network
            .run(&[Tensor::new(&[1, 3, side, side], data)])?;
        outputs
            .first()
            .and_then(|output| odds(&output.data))
            .ok_or_else(|| Error::new(ErrorKind::Inference, "texture: not three finite numbers"))
    }
}

/// Of the first class against the others together.
fn odds(logits: &[f32]) -> Option<f32> {
    let [live, first, second] = *logits.as_array::<CLASSES>()?;
    let most = first.max(second);
    let others = most + ((first - most).exp() + (second - most).exp()).ln();
    let odds = live - others;
    odds.is_finite().then(|| odds.clamp(-MOST, MOST))
}

/// The square around a face that a network sees, `margin` times as large, moved and made
/// smaller so that it lies in the picture: the networks have never seen a black rim.
fn surroundings(face: &Bounds, picture: &Picture, margin: f32, crop: u32) -> Affine {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let side = (margin * face.width.max(face.height))
        .min(width)
        .min(height);
    let [x, y] = face.centre();
    let inside = |at: f32, length: f32| at.clamp(side / 2.0, length - side / 2.0);
    Affine::square([inside(x, width), inside(y, height)], side, 0.0, crop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_those_of_the_first_class_and_have_bounds() {
        assert!((odds(&[2.0, 2.0, 2.0]).unwrap() + 2f32.ln()).abs() < 1e-6);
        assert!((odds(&[3.0, 1.0, -90.0]).unwrap() - 2.0).abs() < 1e-6);
        assert_eq!(odds(&[90.0, 0.0, 0.0]), Some(MOST));
        assert_eq!(odds(&[-90.0, 0.0, 0.0]), Some(-MOST));
        for broken in [&[1.0, 2.0][..], &[f32::NAN, 0.0, 0.0], &[0.0; 4]] {
            assert_eq!(odds(broken), None);
        }
    }

    #[test]
    fn without_a_second_opinion_the_first_stands() {
        let look = |first, second| Look { first, second }.log_odds();
        for odds in [-MOST, -1.5, 0.0, 3.25, MOST] {
            assert_eq!(look(odds, None), odds);
            assert!(look(odds, Some(MOST)) > look(odds, Some(-MOST)));
            assert!(look(odds, Some(MOST)) <= MOST);
        }
        assert!(look(2.0, Some(0.0)) > look(-2.0, Some(0.0)));
    }

    #[test]
    fn the_square_lies_in_the_picture_wherever_the_face_is() {
        let picture = Picture::from_rgb(64, 48, vec![0; 64 * 48 * 3]).unwrap();
        for (x, y, width) in [(20.0, 10.0, 10.0), (-5.0, 40.0, 12.0), (30.0, 0.0, 40.0)] {
            let face = Bounds {
                x,
                y,
                width,
                height: width,
            };
            let map = surroundings(&face, &picture, MARGIN, CROP);
            for corner in [[0.0, 0.0], [CROP as f32, CROP as f32]] {
                let [x, y] = map.apply(corner[0], corner[1]);
                assert!(
                    (-0.01..64.01).contains(&x) && (-0.01..48.01).contains(&y),
                    "{x} {y}"
                );
            }
            let side = map.scale() * CROP as f32;
            assert!((side - (2.7 * width).min(48.0)).abs() < 0.01, "{side}");
        }
    }
}
