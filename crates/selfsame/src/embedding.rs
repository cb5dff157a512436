//! From a registered face to a template: five-point alignment, then SFace.
//!
//! Enters: a picture and a mesh. Leaves: a [`Template`] of 128 numbers of unit
//! length. Alignment: least-squares similarity to the ArcFace 112x112 reference
//! points (Deng et al., CVPR 2019). Network: SFace (Zhong et al., TIP 2021),
//! weights of opencv_zoo.

use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::frame::Picture;
use crate::geometry::similarity2;
use crate::infer::{Network, Runtime, Tensor};
use crate::landmark::Mesh;
use crate::models::{FACE_EMBEDDING, Models};
use crate::warp::{self, Affine};

/// Side of the aligned face, pixels.
pub const ALIGNED: u32 = 112;
/// Numbers of a template.
pub const DIMENSIONS: usize = 128;

/// Where the eyes (subject's right, left), nose tip and mouth corners (right,
/// left) lie in the aligned face: ArcFace's reference.
const REFERENCE: [[f32; 2]; 5] = [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
];

/// The mesh points whose mean is an eye's middle: corners and lids.
const RIGHT_EYE: [usize; 4] = [33, 133, 159, 145];
const LEFT_EYE: [usize; 4] = [263, 362, 386, 374];
const NOSE_TIP: usize = 1;
const MOUTH_CORNERS: [usize; 2] = [61, 291];

/// The five alignment points of a mesh, in the order of ArcFace.
#[must_use]
pub fn five_points(mesh: &Mesh) -> [[f32; 2]; 5] {
    [
        mesh.middle(&RIGHT_EYE),
        mesh.middle(&LEFT_EYE),
        mesh.at(NOSE_TIP),
        mesh.at(MOUTH_CORNERS[0]),
        mesh.at(MOUTH_CORNERS[1]),
    ]
}

/// A face turned, scaled and shifted to the reference: 112x112 RGB.
#[derive(Clone, PartialEq, Eq)]
pub struct AlignedFace(Vec<u8>);

impl AlignedFace {
    /// Aligns a face; `None` if its five points fall together.
    #[must_use]
    pub fn of(picture: &Picture, mesh: &Mesh) -> Option<Self> {
        let m = similarity2(&REFERENCE, &five_points(mesh))?;
        Some(Self(warp::cut(picture, &Affine { m }, ALIGNED, ALIGNED)))
    }

    /// RGB bytes, row by row.
    #[must_use]
    pub fn rgb(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for AlignedFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AlignedFace({ALIGNED}x{ALIGNED})")
    }
}

/// A face as numbers: personal data. It has no `Debug` output, no serial form,
/// and it is overwritten when dropped.
#[derive(Clone)]
pub struct Template {
    values: Vec<f32>,
}

impl Template {
    /// From the network's output; `None` if it has no length.
    fn normalised(mut values: Vec<f32>) -> Option<Self> {
        let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
        if !(length.is_finite() && length > 1e-6) {
            return None;
        }
        values.iter_mut().for_each(|v| *v /= length);
        Some(Self { values })
    }

    /// The numbers, of unit length together.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The unit-length sum of several templates of one person; `None` for none.
    #[must_use]
    pub fn fused(templates: &[Self]) -> Option<Self> {
        let first = templates.first()?;
        let mut sum = vec![0.0; first.values.len()];
        for template in templates {
            for (s, v) in sum.iter_mut().zip(&template.values) {
                *s += v;
            }
        }
        Self::normalised(sum)
    }

    /// Cosine of the angle between two templates, -1..=1.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        self.values
            .iter()
            .zip(&other.values)
            .map(|(a, b)| a * b)
            .sum()
    }
}

impl Drop for Template {
    fn drop(&mut self) {
        self.values.fill(0.0);
        // Without this the compiler may see that nobody reads the zeros.
        std::hint::black_box(&self.values);
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Template(..)")
    }
}

/// The embedding network.
pub struct Embedder {
    network: Box<dyn Network>,
}

impl Embedder {
    /// Loads the network.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] or [`ErrorKind::Inference`].
    pub fn load(models: &Models, runtime: &Arc<dyn Runtime>) -> Result<Self> {
        let network = runtime.load(FACE_EMBEDDING, models.read(FACE_EMBEDDING)?)?;
        Ok(Self { network })
    }

    /// The template of an aligned face.
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] when the network fails or gives no direction.
    pub fn embed(&self, face: &AlignedFace) -> Result<Template> {
        let side = ALIGNED as usize;
        let plane = side * side;
        let mut data = vec![0.0; 3 * plane];
        for (i, p) in face.rgb().chunks_exact(3).enumerate() {
            for c in 0..3 {
                data[c * plane + i] = f32::from(p[c]);
            }
        }
        let outputs = self
            .network
            .run(&[Tensor::new(&[1, 3, side, side], data)])?;
        outputs
            .into_iter()
            .next()
            .filter(|t| t.data.len() == DIMENSIONS)
            .and_then(|t| Template::normalised(t.data))
            .ok_or_else(|| Error::new(ErrorKind::Inference, "embedding: not 128 numbers"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(first: f32, second: f32) -> Template {
        Template::normalised(vec![first, second]).unwrap()
    }

    #[test]
    fn cosine_and_fusion() {
        let (a, b) = (template(3.0, 0.0), template(0.0, 9.0));
        assert!((a.cosine(&a) - 1.0).abs() < 1e-6 && a.cosine(&b).abs() < 1e-6);
        let fused = Template::fused(&[a.clone(), b]).unwrap();
        assert!((fused.cosine(&a) - 0.5f32.sqrt()).abs() < 1e-6);
        assert!(Template::fused(&[]).is_none());
        assert!(Template::normalised(vec![0.0; 4]).is_none());
        assert!(Template::normalised(vec![f32::NAN; 4]).is_none());
    }

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(format!("{:?}", template(0.6, 0.8)), "Template(..)");
    }
}
