//! How far a face is from rest. Enters: a mesh. Leaves: the strongest of its expressions.
//!
//! Network: MediaPipe's blendshapes (Google, Apache-2.0): of 146 landmarks, how far each of 52
//! movements of the face has gone.

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::infer::{Network, Runtime, Tensor};
use crate::landmark::Mesh;
use crate::models::{FACE_BLENDSHAPES, Models};

/// Movements that the network tells.
pub(crate) const MOVEMENTS: usize = 52;
/// The landmarks that it asks for, in its order (MediaPipe's face_blendshapes_graph).
#[rustfmt::skip]
const LANDMARKS: [usize; 146] = [
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65,
    66, 67, 70, 78, 80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136,
    144, 145, 146, 148, 149, 150, 152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168,
    172, 173, 176, 178, 181, 185, 191, 195, 197, 234, 246, 249, 251, 263, 267, 269, 270, 276,
    282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300, 308, 310, 311, 312, 314, 317, 318,
    321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377, 378, 379, 380,
    381, 382, 384, 385, 386, 387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466,
    468, 469, 470, 471, 472, 473, 474, 475, 476, 477,
];
/// Movements that make an expression, the right one's number and the left one's: raised brows,
/// an open jaw, a frown, a funnel, the lower lip down, a pucker, a smile, stretched lips, the
/// upper lip up. Lowered brows are left out: of people at rest many seem to have them.
const EXPRESSIONS: [[usize; 2]; 9] = [
    [4, 5],
    [25, 25],
    [30, 31],
    [32, 32],
    [34, 35],
    [38, 38],
    [44, 45],
    [46, 47],
    [48, 49],
];

/// The network of expressions.
pub(crate) struct ExpressionReader {
    network: Box<dyn Network>,
}

impl ExpressionReader {
    pub(crate) fn load(models: &Models, runtime: &Arc<dyn Runtime>) -> Result<Self> {
        let network = runtime.load(FACE_BLENDSHAPES, models.read(FACE_BLENDSHAPES)?)?;
        Ok(Self { network })
    }

    /// The strongest expression, the mean of both sides, 0..=1: 0 is a face at rest.
    pub(crate) fn strongest(&self, mesh: &Mesh) -> Result<f32> {
        let points = LANDMARKS.iter().flat_map(|&i| mesh.at(i)).collect();
        let shape = [1, LANDMARKS.len(), 2];
        let outputs = self.network.run(&[Tensor::new(&shape, points)])?;
        let movements = outputs
            .first()
            .filter(|t| t.data.len() == MOVEMENTS && t.data.iter().all(|v| v.is_finite()))
            .ok_or_else(|| Error::new(ErrorKind::Inference, "expressions: not 52 numbers"))?;
        let both = EXPRESSIONS.map(|pair| {
            let [right, left] = pair.map(|i| movements.data[i]);
            f32::midpoint(right, left)
        });
        Ok(both.into_iter().fold(0.0, f32::max).min(1.0))
    }
}
