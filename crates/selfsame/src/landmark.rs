//! Registering the face: FaceMesh V2, 478 landmarks.
//!
//! Enters: a picture and a region of interest (a turned square). Leaves: a
//! [`Mesh`] in picture pixels with the probability that a face is there. Model
//! and input form: Google MediaPipe FaceMesh V2 (Apache-2.0), RGB crop of
//! 256x256 in 0..=1, channels last.

use std::sync::Arc;

use crate::detect::Bounds;
use crate::error::{Error, ErrorKind, Result};
use crate::frame::Picture;
use crate::infer::{Network, Runtime, Tensor};
use crate::models::{FACE_LANDMARKS, Models};
use crate::warp::{self, Affine};

/// Points of the mesh; the last ten are the irises.
pub const POINTS: usize = 478;
/// Side of the network's input.
pub(crate) const CROP: u32 = 256;
/// The crop is this much larger than the face's box (MediaPipe's value).
const MARGIN: f32 = 1.5;
/// Outer corners of the eyes: the subject's right, then left.
pub(crate) const EYE_CORNERS: [usize; 2] = [33, 263];

/// A turned square of the picture in which a face is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// Middle, picture pixels.
    pub centre: [f32; 2],
    /// Side, picture pixels.
    pub side: f32,
    /// How far the face is turned clockwise on the screen, radians.
    pub angle: f32,
}

impl Region {
    /// Around a box of the detector, unturned.
    #[must_use]
    pub fn around(bounds: &Bounds) -> Self {
        // The cascade's box ends at the chin and starts at the brows; the mesh
        // wants the forehead as well, so the square moves up a little.
        let [x, y] = bounds.centre();
        Self {
            centre: [x, y - 0.02 * bounds.height],
            side: bounds.width.max(bounds.height) * MARGIN,
            angle: 0.0,
        }
    }

    fn affine(&self) -> Affine {
        Affine::square(self.centre, self.side, self.angle, CROP)
    }
}

/// 478 landmarks of one face.
#[derive(Clone, PartialEq)]
pub struct Mesh {
    points: Vec<[f32; 3]>,
    presence: f32,
}

impl Mesh {
    /// From points in picture pixels.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] if there are not [`POINTS`] finite ones.
    pub fn new(points: Vec<[f32; 3]>, presence: f32) -> Result<Self> {
        if points.len() != POINTS || !points.iter().flatten().all(|v| v.is_finite()) {
            return Err(Error::new(
                ErrorKind::Misuse,
                format!("a mesh has {POINTS} finite points, not {}", points.len()),
            ));
        }
        Ok(Self { points, presence })
    }

    /// x and y in picture pixels (y down); z in the same unit, smaller is nearer
    /// to the camera. Order: MediaPipe's topology.
    #[must_use]
    pub fn points(&self) -> &[[f32; 3]] {
        &self.points
    }

    /// The network's probability that a face is there, 0..=1.
    #[must_use]
    pub fn presence(&self) -> f32 {
        self.presence
    }

    pub(crate) fn at(&self, index: usize) -> [f32; 2] {
        [self.points[index][0], self.points[index][1]]
    }

    /// Mean of some points.
    pub(crate) fn middle(&self, indices: &[usize]) -> [f32; 2] {
        let n = indices.len() as f32;
        let sum = indices.iter().fold([0.0, 0.0], |s, &i| {
            let p = self.at(i);
            [s[0] + p[0], s[1] + p[1]]
        });
        [sum[0] / n, sum[1] / n]
    }

    /// The upright box around all points.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let mut low = [f32::INFINITY; 2];
        let mut high = [f32::NEG_INFINITY; 2];
        for p in &self.points {
            for i in 0..2 {
                low[i] = low[i].min(p[i]);
                high[i] = high[i].max(p[i]);
            }
        }
        Bounds {
            x: low[0],
            y: low[1],
            width: (high[0] - low[0]).max(1.0),
            height: (high[1] - low[1]).max(1.0),
        }
    }

    /// Distance of the outer eye corners, pixels.
    #[must_use]
    pub fn eye_distance(&self) -> f32 {
        let [a, b] = EYE_CORNERS.map(|i| self.at(i));
        (a[0] - b[0]).hypot(a[1] - b[1])
    }

    /// Where to look for this face in the next frame.
    #[must_use]
    pub fn region(&self) -> Region {
        let [a, b] = EYE_CORNERS.map(|i| self.at(i));
        let angle = (b[1] - a[1]).atan2(b[0] - a[0]);
        // The box in the face's own axes, so that a tilted head is not cut.
        let (sin, cos) = angle.sin_cos();
        let mut low = [f32::INFINITY; 2];
        let mut high = [f32::NEG_INFINITY; 2];
        for p in &self.points {
            let turned = [cos * p[0] + sin * p[1], cos * p[1] - sin * p[0]];
            for i in 0..2 {
                low[i] = low[i].min(turned[i]);
                high[i] = high[i].max(turned[i]);
            }
        }
        let [x, y] = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
        Region {
            centre: [cos * x - sin * y, sin * x + cos * y],
            side: (high[0] - low[0]).max(high[1] - low[1]) * MARGIN,
            angle,
        }
    }
}

/// Tells nothing that could draw the face.
impl std::fmt::Debug for Mesh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mesh(presence {:.2})", self.presence)
    }
}

/// The landmark network.
pub struct Landmarker {
    network: Box<dyn Network>,
}

impl Landmarker {
    /// Loads the network.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] or [`ErrorKind::Inference`].
    pub fn load(models: &Models, runtime: &Arc<dyn Runtime>) -> Result<Self> {
        let network = runtime.load(FACE_LANDMARKS, models.read(FACE_LANDMARKS)?)?;
        Ok(Self { network })
    }

    /// Fits the mesh inside a region. A mesh comes back whatever is there: look
    /// at its presence.
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] when the network fails or gives something else
    /// than a mesh.
    pub fn fit(&self, picture: &Picture, region: &Region) -> Result<Mesh> {
        let map = region.affine();
        let rgb = warp::cut(picture, &map, CROP, CROP);
        let data = rgb.iter().map(|&v| f32::from(v) / 255.0).collect();
        let side = CROP as usize;
        let outputs = self
            .network
            .run(&[Tensor::new(&[1, side, side, 3], data)])?;
        let strange = || Error::new(ErrorKind::Inference, "landmarks: not a mesh of 478 points");
        let points = outputs
            .iter()
            .find(|t| t.data.len() == POINTS * 3)
            .ok_or_else(strange)?;
        let presence = outputs
            .iter()
            .find(|t| t.data.len() == 1)
            .ok_or_else(strange)?
            .data[0];
        if !points.data.iter().all(|v| v.is_finite()) {
            return Err(strange());
        }
        let scale = map.scale();
        let points = points
            .data
            .chunks_exact(3)
            .map(|p| {
                let [x, y] = map.apply(p[0], p[1]);
                [x, y, p[2] * scale]
            })
            .collect();
        Ok(Mesh {
            points,
            presence: 1.0 / (1.0 + (-presence).exp()),
        })
    }

    /// Fits the mesh to a detection: once in its box, then in the region that
    /// the first fit found, which brings tilted and off-centre faces home. In
    /// profile the second fit may lose the face; then the first counts.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_detection(&self, picture: &Picture, bounds: &Bounds) -> Result<Mesh> {
        let first = self.fit(picture, &Region::around(bounds))?;
        let second = self.fit(picture, &first.region())?;
        Ok(
            if second.presence() < 0.5 && first.presence() > second.presence() {
                first
            } else {
                second
            },
        )
    }
}
