//! Least-squares similarity transforms between point sets, in two and three
//! dimensions.
//!
//! 3D rotation after Horn, "Closed-form solution of absolute orientation using
//! unit quaternions", JOSA A 4(4), 1987; scale after Umeyama, PAMI 13(4), 1991.

use serde::{Deserialize, Serialize};

/// A 3D similarity: `p -> scale * rotation * p + shift`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Similarity3 {
    pub(crate) scale: f32,
    /// Row-major rotation matrix.
    pub(crate) rotation: [[f32; 3]; 3],
    pub(crate) shift: [f32; 3],
}

impl Similarity3 {
    /// The similarity that brings `from` closest to `to`; `None` for fewer than
    /// three points or points that all fall together.
    pub(crate) fn fit(from: &[[f32; 3]], to: &[[f32; 3]]) -> Option<Self> {
        if from.len() != to.len() || from.len() < 3 {
            return None;
        }
        let (a, b) = (mean(from), mean(to));
        let mut cross = [[0.0f64; 3]; 3];
        let mut spread = 0.0f64;
        for (p, q) in from.iter().zip(to) {
            let p: [f64; 3] = std::array::from_fn(|i| f64::from(p[i]) - a[i]);
            let q: [f64; 3] = std::array::from_fn(|i| f64::from(q[i]) - b[i]);
            for i in 0..3 {
                spread += p[i] * p[i];
                for j in 0..3 {
                    cross[i][j] += p[i] * q[j];
                }
            }
        }
        if spread <= f64::EPSILON || !spread.is_finite() {
            return None;
        }
        let rotation = rotation_of(&cross);
        let mut along = 0.0;
        for (row, r) in (0..3).flat_map(|i| (0..3).map(move |j| (i, j))) {
            along += rotation[row][r] * cross[r][row];
        }
        let scale = along / spread;
        if !(scale.is_finite() && scale > 0.0) {
            return None;
        }
        let shift = std::array::from_fn(|i| {
            (b[i] - scale * (0..3).map(|j| rotation[i][j] * a[j]).sum::<f64>()) as f32
        });
        Some(Self {
            scale: scale as f32,
            rotation: rotation.map(|row| row.map(|v| v as f32)),
            shift,
        })
    }

    pub(crate) fn apply(&self, p: [f32; 3]) -> [f32; 3] {
        std::array::from_fn(|i| {
            self.scale * (0..3).map(|j| self.rotation[i][j] * p[j]).sum::<f32>() + self.shift[i]
        })
    }

    /// Undoes [`apply`](Self::apply).
    pub(crate) fn unapply(&self, p: [f32; 3]) -> [f32; 3] {
        let q: [f32; 3] = std::array::from_fn(|i| (p[i] - self.shift[i]) / self.scale);
        std::array::from_fn(|i| (0..3).map(|j| self.rotation[j][i] * q[j]).sum())
    }
}

fn mean(points: &[[f32; 3]]) -> [f64; 3] {
    let n = points.len() as f64;
    std::array::from_fn(|i| points.iter().map(|p| f64::from(p[i])).sum::<f64>() / n)
}

/// The rotation that maximises the trace with the cross-covariance: the
/// eigenvector of Horn's 4x4 matrix with the largest eigenvalue.
fn rotation_of(s: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    let n = [
        [
            s[0][0] + s[1][1] + s[2][2],
            s[1][2] - s[2][1],
            s[2][0] - s[0][2],
            s[0][1] - s[1][0],
        ],
        [
            s[1][2] - s[2][1],
            s[0][0] - s[1][1] - s[2][2],
            s[0][1] + s[1][0],
            s[2][0] + s[0][2],
        ],
        [
            s[2][0] - s[0][2],
            s[0][1] + s[1][0],
            -s[0][0] + s[1][1] - s[2][2],
            s[1][2] + s[2][1],
        ],
        [
            s[0][1] - s[1][0],
            s[2][0] + s[0][2],
            s[1][2] + s[2][1],
            -s[0][0] - s[1][1] + s[2][2],
        ],
    ];
    let [w, x, y, z] = largest_eigenvector(n);
    [
        [
            w * w + x * x - y * y - z * z,
            2.0 * (x * y - w * z),
            2.0 * (x * z + w * y),
        ],
        [
            2.0 * (x * y + w * z),
            w * w - x * x + y * y - z * z,
            2.0 * (y * z - w * x),
        ],
        [
            2.0 * (x * z - w * y),
            2.0 * (y * z + w * x),
            w * w - x * x - y * y + z * z,
        ],
    ]
}

/// Cyclic Jacobi rotations on a symmetric 4x4 matrix.
fn largest_eigenvector(mut a: [[f64; 4]; 4]) -> [f64; 4] {
    let mut vectors = [[0.0; 4]; 4];
    for (i, row) in vectors.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    for _ in 0..32 {
        let off: f64 = (0..4)
            .flat_map(|i| (i + 1..4).map(move |j| (i, j)))
            .map(|(i, j)| a[i][j] * a[i][j])
            .sum();
        if off < 1e-24 {
            break;
        }
        for p in 0..3 {
            for q in p + 1..4 {
                if a[p][q].abs() < 1e-300 {
                    continue;
                }
                let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for row in a.iter_mut().chain(&mut vectors) {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                let (upper, lower) = (a[p], a[q]);
                a[p] = std::array::from_fn(|k| c * upper[k] - s * lower[k]);
                a[q] = std::array::from_fn(|k| s * upper[k] + c * lower[k]);
            }
        }
    }
    let best = (0..4)
        .max_by(|&i, &j| a[i][i].total_cmp(&a[j][j]))
        .unwrap_or(0);
    std::array::from_fn(|i| vectors[i][best])
}

/// The 2D similarity (no mirroring) that brings `from` closest to `to`, as the
/// six numbers of an affine map; `None` when all points fall together.
pub(crate) fn similarity2(from: &[[f32; 2]], to: &[[f32; 2]]) -> Option<[f32; 6]> {
    let n = from.len().min(to.len()) as f64;
    let centre = |points: &[[f32; 2]], i: usize| -> f64 {
        points.iter().map(|p| f64::from(p[i])).sum::<f64>() / n
    };
    let (ax, ay) = (centre(from, 0), centre(from, 1));
    let (bx, by) = (centre(to, 0), centre(to, 1));
    let (mut dot, mut wedge, mut spread) = (0.0, 0.0, 0.0);
    for (p, q) in from.iter().zip(to) {
        let (px, py) = (f64::from(p[0]) - ax, f64::from(p[1]) - ay);
        let (qx, qy) = (f64::from(q[0]) - bx, f64::from(q[1]) - by);
        dot += px * qx + py * qy;
        wedge += px * qy - py * qx;
        spread += px * px + py * py;
    }
    if !(spread > f64::EPSILON && dot.is_finite() && wedge.is_finite()) {
        return None;
    }
    let (c, s) = (dot / spread, wedge / spread);
    let shift = [bx - c * ax + s * ay, by - s * ax - c * ay];
    Some([c, -s, shift[0], s, c, shift[1]].map(|v| v as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cloud() -> Vec<[f32; 3]> {
        (0..20)
            .map(|i| {
                let t = i as f32;
                [
                    (t * 0.7).sin() * 4.0,
                    (t * 1.3).cos() * 5.0,
                    (t * 0.4).sin() * 2.0,
                ]
            })
            .collect()
    }

    #[test]
    fn a_similarity_is_recovered() {
        for angle in [0.0f32, 0.3, 1.2, 2.9, std::f32::consts::PI] {
            let (s, c) = angle.sin_cos();
            let truth = Similarity3 {
                scale: 17.5,
                rotation: [[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]],
                shift: [320.0, -40.0, 7.0],
            };
            let from = cloud();
            let to: Vec<_> = from.iter().map(|&p| truth.apply(p)).collect();
            let found = Similarity3::fit(&from, &to).unwrap();
            for &p in &from {
                let (a, b) = (truth.apply(p), found.apply(p));
                let back = found.unapply(b);
                for i in 0..3 {
                    assert!((a[i] - b[i]).abs() < 2e-3, "{angle}: {a:?} {b:?}");
                    assert!((back[i] - p[i]).abs() < 1e-4);
                }
            }
        }
    }

    #[test]
    fn a_mirror_image_is_not_taken_for_a_rotation() {
        let from = cloud();
        let to: Vec<_> = from.iter().map(|p| [-p[0], p[1], p[2]]).collect();
        let found = Similarity3::fit(&from, &to).unwrap();
        let r = found.rotation;
        let det = r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1])
            - r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0])
            + r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0]);
        assert!((det - 1.0).abs() < 1e-4, "{det}");
    }

    #[test]
    fn degenerate_points_have_no_similarity() {
        assert!(Similarity3::fit(&[[1.0; 3]; 5], &[[2.0; 3]; 5]).is_none());
        assert!(Similarity3::fit(&[[f32::NAN; 3]; 5], &cloud()[..5]).is_none());
        assert!(similarity2(&[[1.0; 2]; 3], &[[2.0; 2]; 3]).is_none());
    }

    #[test]
    fn a_plane_similarity_is_recovered() {
        let from = [[0.0, 0.0], [10.0, 0.0], [3.0, 7.0]];
        let to = from.map(|[x, y]| [2.0 * x - 1.5 * y + 4.0, 1.5 * x + 2.0 * y - 9.0]);
        let m = similarity2(&from, &to).unwrap();
        for (a, b) in m.iter().zip([2.0, -1.5, 4.0, 1.5, 2.0, -9.0]) {
            assert!((a - b).abs() < 1e-4, "{m:?}");
        }
    }
}
