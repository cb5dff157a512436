//! Surfaces of many small triangles, four pixels at once.
//!
//! Enters: triangles of surfaces without holes. Leaves: of each pixel's centre the depth
//! and the nearest triangle, then its light.
//!
//! Within a surface nothing changes abruptly from triangle to triangle, so one place in a
//! pixel is enough; outlines are smoothed by `contour.rs`.

use std::ops::Range;

use glam::{Vec2, Vec4};

use super::face::Face;
use super::spans::Spans;
use super::triangle::Triangle;
use super::{Corner, Material};

/// Weights are so much too large, so that rounding opens no gap between neighbours: a
/// thousandth of a pixel in a triangle of ten.
const OVERLAP: f32 = 1e-4;
/// The centres of four pixels from the first one's.
const CENTRES: Vec4 = Vec4::new(0.0, 1.0, 2.0, 3.0);

/// What is solid on a canvas.
pub(super) struct Solid {
    size: [usize; 2],
    /// Pixels in a row, with those beyond the edge that make it a multiple of four.
    pub(super) stride: usize,
    /// Infinite where nothing is.
    pub(super) depth: Vec<f32>,
    /// One more than that of the face which is to be shaded; 0 is none. Bits of whole
    /// numbers.
    pub(super) numbers: Vec<f32>,
    pub(super) faces: Vec<Face>,
    pub(super) spans: Spans,
}

impl Solid {
    pub(super) fn new(width: usize, height: usize) -> Self {
        let stride = width.next_multiple_of(4);
        Self {
            size: [width, height],
            stride,
            depth: vec![f32::INFINITY; stride * height],
            numbers: vec![0.0; stride * height],
            faces: Vec::new(),
            spans: Spans::new(height),
        }
    }

    pub(super) fn clear(&mut self) {
        for (y, span) in self.spans.rows() {
            let row = y * self.stride;
            self.depth[row + span.start..row + span.end].fill(f32::INFINITY);
            self.numbers[row + span.start..row + span.end].fill(0.0);
        }
        self.spans.clear();
        self.faces.clear();
    }

    /// Covers what a triangle covers where nothing nearer is.
    #[inline]
    pub(super) fn cover(&mut self, corners: [&Corner; 3], material: &Material) {
        let Some(triangle) = Triangle::of(corners, false) else {
            return;
        };
        let (columns, rows) = triangle.centres(self.size);
        if columns.is_empty() || rows.is_empty() {
            return;
        }
        let number = f32::from_bits(self.faces.len() as u32 + 1);
        if self.scan(&triangle, columns, rows, number) {
            self.faces.push(Face::of(&triangle, corners, material));
        }
    }

    /// Whether anything is seen of it.
    #[inline]
    fn scan(
        &mut self,
        triangle: &Triangle,
        columns: Range<usize>,
        rows: Range<usize>,
        number: f32,
    ) -> bool {
        let (first, last) = (columns.start / 4, columns.end.div_ceil(4));
        let from = Vec2::new((first * 4) as f32 + 0.5, rows.start as f32 + 0.5) - triangle.origin;
        let (b, c, z) = (triangle.b, triangle.c, triangle.z_step);
        let [wb, wc] = [b.dot(from), c.dot(from)];
        let across = [-b.x - c.x, b.x, c.x, z.x];
        let down = [-b.y - c.y, b.y, c.y, z.y].map(Vec4::splat);
        let at = [
            1.0 + OVERLAP - wb - wc,
            wb + OVERLAP,
            wc + OVERLAP,
            triangle.z + z.dot(from),
        ];
        let mut row = [0, 1, 2, 3].map(|i| Vec4::splat(at[i]) + CENTRES * across[i]);
        let across = across.map(|step| Vec4::splat(step * 4.0));
        let number = Vec4::splat(number);
        // Rounding may let in one of the four that is beside the triangle.
        let columns = first * 4..(last * 4).min(self.size[0]);
        let mut drawn = false;
        let all = rows.start * self.stride..rows.end * self.stride;
        let depths = self.depth[all.clone()].chunks_exact_mut(self.stride);
        let numbers = self.numbers[all].chunks_exact_mut(self.stride);
        for ((depths, numbers), y) in depths.zip(numbers).zip(rows) {
            self.spans.add(y, &columns);
            let depths = depths[first * 4..last * 4].as_chunks_mut::<4>().0;
            let numbers = numbers[first * 4..last * 4].as_chunks_mut::<4>().0;
            let [mut a, mut b, mut c, mut z] = row;
            let mut begun = false;
            for (depth, numbers) in depths.iter_mut().zip(numbers) {
                let inside = a.min(b).min(c).cmpge(Vec4::ZERO);
                if inside.any() {
                    let before = Vec4::from_array(*depth);
                    let nearer = inside & z.cmplt(before);
                    if nearer.any() {
                        *depth = Vec4::select(nearer, z, before).to_array();
                        let old = Vec4::from_array(*numbers);
                        *numbers = Vec4::select(nearer, number, old).to_array();
                        drawn = true;
                    }
                    begun = true;
                } else if begun {
                    break;
                }
                a += across[0];
                b += across[1];
                c += across[2];
                z += across[3];
            }
            for (plane, down) in row.iter_mut().zip(down) {
                *plane += down;
            }
        }
        drawn
    }
}
