//! Where triangles meet, and where what is seen of them ends.
//!
//! Enters: triangles. Leaves: their edges; then, by which triangles show their front,
//! those of the outline.

use std::collections::HashMap;

/// A side of a triangle, or of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    /// Vertices, in the order in which the first triangle has them.
    ends: [u16; 2],
    /// Numbers of the triangles; the second is the first again where there is one only.
    triangles: [u16; 2],
    alone: bool,
}

impl Edge {
    /// Its ends if on one side of it there is a front and on the other none, in the order
    /// in which that front has them.
    #[inline]
    pub(super) fn outline(&self, fronts: &[bool]) -> Option<[u16; 2]> {
        let [first, second] = self.triangles.map(|i| fronts[usize::from(i)]);
        let [from, to] = self.ends;
        match (first, second && !self.alone) {
            (true, false) => Some([from, to]),
            (false, true) => Some([to, from]),
            _ => None,
        }
    }
}

/// The edges of triangles, in the order in which they are first met.
pub(super) fn edges(triangles: &[[u16; 3]]) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let mut by_ends: HashMap<[u16; 2], usize> = HashMap::new();
    for (i, &[a, b, c]) in (0..).zip(triangles) {
        for ends @ [from, to] in [[a, b], [b, c], [c, a]] {
            match by_ends.remove(&[to, from]) {
                Some(at) => {
                    edges[at].triangles[1] = i;
                    edges[at].alone = false;
                }
                None => {
                    by_ends.insert(ends, edges.len());
                    edges.push(Edge {
                        ends,
                        triangles: [i, i],
                        alone: true,
                    });
                }
            }
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_runs_between_a_front_and_what_is_none() {
        // A square of two triangles.
        let edges = edges(&[[0, 1, 2], [0, 2, 3]]);
        assert_eq!(edges.len(), 5);
        let outline = |fronts: [bool; 2]| -> Vec<[u16; 2]> {
            edges.iter().filter_map(|e| e.outline(&fronts)).collect()
        };
        assert_eq!(outline([true, true]), [[0, 1], [1, 2], [2, 3], [3, 0]]);
        assert_eq!(outline([true, false]), [[0, 1], [1, 2], [2, 0]]);
        assert_eq!(outline([false, true]), [[0, 2], [2, 3], [3, 0]]);
        assert!(outline([false, false]).is_empty());
    }
}
