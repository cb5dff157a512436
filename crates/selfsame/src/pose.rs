//! How the head is turned, and coordinates that do not turn with it.
//!
//! Enters: a mesh. Leaves: a [`Pose`]: angles, and the similarity between the
//! canonical face (centimetres, x to the picture's right, y up, z to the camera)
//! and the picture. Fitted on points that neither speech nor brows move.

use serde::{Deserialize, Serialize};

use crate::canonical::{CANONICAL_FACE, RIGID};
use crate::geometry::Similarity3;
use crate::landmark::Mesh;

/// The head's pose in one frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    /// Turn to the picture's right, degrees.
    pub yaw: f32,
    /// Turn upwards, degrees.
    pub pitch: f32,
    /// Tilt counter-clockwise on the screen, degrees.
    pub roll: f32,
    /// Picture pixels of one centimetre at the face.
    pub scale: f32,
    /// Root mean square distance of the rigid points from the fit, centimetres:
    /// how far this is from a face that merely moved.
    pub residual: f32,
    similarity: Similarity3,
}

impl Pose {
    /// Every number of it.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = f32> {
        let Similarity3 {
            scale,
            rotation,
            shift,
        } = self.similarity;
        [
            self.yaw,
            self.pitch,
            self.roll,
            self.scale,
            self.residual,
            scale,
        ]
        .into_iter()
        .chain(rotation.into_iter().flatten())
        .chain(shift)
    }

    /// Fits the canonical face; `None` if the mesh has collapsed.
    #[must_use]
    pub fn of(mesh: &Mesh) -> Option<Self> {
        let from: Vec<[f32; 3]> = RIGID.iter().map(|&i| CANONICAL_FACE[i]).collect();
        let to: Vec<[f32; 3]> = RIGID.iter().map(|&i| upright(mesh.points()[i])).collect();
        let similarity = Similarity3::fit(&from, &to)?;
        let sum: f32 = from
            .iter()
            .zip(&to)
            .map(|(&a, &b)| {
                let q = similarity.unapply(b);
                (0..3).map(|i| (q[i] - a[i]).powi(2)).sum::<f32>()
            })
            .sum();
        let r = &similarity.rotation;
        Some(Self {
            yaw: r[0][2].atan2(r[2][2]).to_degrees(),
            pitch: r[1][2].clamp(-1.0, 1.0).asin().to_degrees(),
            roll: r[1][0].atan2(r[0][0]).to_degrees(),
            scale: similarity.scale,
            residual: (sum / RIGID.len() as f32).sqrt(),
            similarity,
        })
    }

    /// A mesh point in the canonical frame, centimetres.
    #[must_use]
    pub fn normalise(&self, point: [f32; 3]) -> [f32; 3] {
        self.similarity.unapply(upright(point))
    }

    /// A canonical point in picture pixels.
    #[must_use]
    pub fn project(&self, point: [f32; 3]) -> [f32; 2] {
        let p = self.similarity.apply(point);
        [p[0], -p[1]]
    }

    /// The largest of the angles' sizes between two poses, degrees.
    #[must_use]
    pub fn turn_from(&self, other: &Self) -> f32 {
        (self.yaw - other.yaw)
            .abs()
            .max((self.pitch - other.pitch).abs())
            .max((self.roll - other.roll).abs())
    }
}

/// Picture axes (y down, z away) to the canonical ones (y up, z to the camera).
fn upright(p: [f32; 3]) -> [f32; 3] {
    [p[0], -p[1], -p[2]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::landmark::POINTS;

    /// The canonical face seen turned by `yaw` and moved.
    fn turned(yaw: f32) -> Mesh {
        let (s, c) = yaw.to_radians().sin_cos();
        let mut points: Vec<[f32; 3]> = CANONICAL_FACE
            .iter()
            .map(|p| {
                let (x, z) = (c * p[0] + s * p[2], c * p[2] - s * p[0]);
                [300.0 + 12.0 * x, 200.0 - 12.0 * p[1], -12.0 * z]
            })
            .collect();
        points.resize(POINTS, [300.0, 200.0, 0.0]);
        Mesh::new(points, 1.0).unwrap()
    }

    #[test]
    fn a_turned_canonical_face_is_read_back() {
        for yaw in [-40.0, 0.0, 15.0] {
            let mesh = turned(yaw);
            let pose = Pose::of(&mesh).unwrap();
            assert!((pose.yaw - yaw).abs() < 0.05, "{pose:?}");
            assert!(pose.pitch.abs() < 0.05 && pose.roll.abs() < 0.05);
            assert!((pose.scale - 12.0).abs() < 0.01 && pose.residual < 0.01);
            let tip = pose.normalise(mesh.points()[1]);
            for i in 0..3 {
                assert!((tip[i] - CANONICAL_FACE[1][i]).abs() < 0.01);
            }
            let back = pose.project(CANONICAL_FACE[61]);
            assert!((back[0] - mesh.at(61)[0]).abs() < 0.05);
        }
    }

    #[test]
    fn a_collapsed_mesh_has_no_pose() {
        let mesh = Mesh::new(vec![[5.0, 5.0, 5.0]; POINTS], 1.0).unwrap();
        assert!(Pose::of(&mesh).is_none());
    }
}
