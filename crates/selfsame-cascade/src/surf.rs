//! SURF-like features of a window. Enters: its 40x40 pixels. Leaves: for each feature of a
//! stage 32 numbers, of length 1 together: eight sums of slopes in each of four cells.
//!
//! Source: Li, Wang, Zhang, "Face detection using SURF cascade", ICCV workshops 2011: sums of
//! the slope across and of its size, apart for pixels that get brighter and darker downwards,
//! and the same of the slope down. The reference keeps integral images of all eight for every
//! pixel; here columns are summed downwards in 16 bits (40 rows of slopes of at most 510 fit)
//! and only rows and columns at which a cell of the stage begins or ends are kept.

use crate::model::WINDOW;
use crate::network::LANES;
use crate::simd::kernel;

/// Sums of a cell.
const CHANNELS: usize = 8;
/// Numbers of a feature: the sums of 2x2 cells.
pub(crate) const VALUES: usize = 4 * CHANNELS;
/// Pixels between neighbouring features of the pool, and the least side of one.
const SPACING: usize = 16;
/// Columns that are summed at once: what fits into a register.
const BLOCK: usize = 16;
/// Columns that are summed.
const COLUMNS: usize = WINDOW.next_multiple_of(BLOCK);
/// A line of pixels: one more at each side, from which slopes at the edge come.
const LINE: usize = COLUMNS + 2;

/// A feature's place in the window: 2x2 cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Patch {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

/// All features there are, in the order of their numbers in a model file.
pub(crate) fn pool() -> Vec<Patch> {
    let mut all = Vec::new();
    for (across, down) in [(1, 1), (1, 2), (2, 1), (2, 3), (3, 2)] {
        for height in (SPACING..=WINDOW).step_by(2) {
            if !height.is_multiple_of(down) {
                continue;
            }
            let width = height / down * across;
            if !width.is_multiple_of(2) || !(SPACING..=WINDOW).contains(&width) {
                continue;
            }
            for y in (0..=WINDOW - height).step_by(SPACING) {
                for x in (0..=WINDOW - width).step_by(SPACING) {
                    all.push(Patch {
                        x,
                        y,
                        width,
                        height,
                    });
                }
            }
        }
    }
    all
}

/// What a stage looks at: the edges of all its cells, and which feature has which.
#[derive(Clone)]
pub(crate) struct Plan {
    /// Columns before which a cell begins or ends, ascending.
    xs: Vec<usize>,
    ys: Vec<usize>,
    /// Of each feature: numbers of its three edges across and down.
    features: Vec<[[usize; 3]; 2]>,
    segments: Vec<Segment>,
}

/// Columns of one block that lie between two edges.
#[derive(Clone)]
struct Segment {
    /// The edge that they end at, or that columns of the next block will.
    edge: usize,
    block: usize,
    /// One where a column belongs to it.
    mask: [i16; BLOCK],
}

impl Plan {
    pub(crate) fn of(patches: &[Patch]) -> Self {
        let edges = |from: usize, side: usize| [from, from + side / 2, from + side];
        let across = |p: &Patch| edges(p.x, p.width);
        let down = |p: &Patch| edges(p.y, p.height);
        let sorted = |mut all: Vec<usize>| {
            all.sort_unstable();
            all.dedup();
            all
        };
        let xs = sorted(patches.iter().flat_map(across).collect());
        let ys = sorted(patches.iter().flat_map(down).collect());
        let number = |all: &[usize], edge| all.partition_point(|&other| other < edge);
        let features = patches
            .iter()
            .map(|p| {
                [
                    across(p).map(|edge| number(&xs, edge)),
                    down(p).map(|edge| number(&ys, edge)),
                ]
            })
            .collect();
        let segments = segments(&xs);
        Self {
            xs,
            ys,
            features,
            segments,
        }
    }

    /// Rows of the window that the stage needs to see: one behind the last cell, for the
    /// slope there.
    pub(crate) fn rows(&self) -> usize {
        (self.ys[self.ys.len() - 1] + 1).min(WINDOW)
    }

    /// Numbers of all features together.
    pub(crate) fn values(&self) -> usize {
        self.features.len() * VALUES
    }
}

fn segments(xs: &[usize]) -> Vec<Segment> {
    let mut all = Vec::new();
    let mut from = 0;
    for (edge, &to) in xs.iter().enumerate() {
        // An edge at the window's has one that takes nothing.
        for block in from / BLOCK..to.div_ceil(BLOCK).max(from / BLOCK + 1) {
            let inside = |i: usize| (from..to).contains(&(block * BLOCK + i));
            let mask = std::array::from_fn(|i| i16::from(inside(i)));
            all.push(Segment { edge, block, mask });
        }
        from = to;
    }
    all
}

/// Memory for the features of one window.
pub(crate) struct Surf {
    lines: Vec<[i16; LINE]>,
    /// Sums down to an edge, by edge and channel.
    columns: Vec<[[i16; COLUMNS]; CHANNELS]>,
    /// Sums down to an edge and across to one.
    corners: Vec<[i32; CHANNELS]>,
}

impl Default for Surf {
    fn default() -> Self {
        Self {
            lines: vec![[0; LINE]; WINDOW + 2],
            columns: Vec::new(),
            corners: Vec::new(),
        }
    }
}

impl Surf {
    /// Features of a window, of which `pixels` holds the rows of the plan, into one lane.
    pub(crate) fn features(
        &mut self,
        plan: &Plan,
        pixels: &[[u8; WINDOW]],
        lane: usize,
        out: &mut [[f32; LANES]],
    ) {
        open(pixels, &mut self.lines);
        self.columns.resize(plan.ys.len(), [[0; COLUMNS]; CHANNELS]);
        let blocks = plan.xs[plan.xs.len() - 1].div_ceil(BLOCK);
        sum_down(&self.lines, &plan.ys, blocks, &mut self.columns);
        let across = plan.xs.len();
        self.corners.resize(across * plan.ys.len(), [0; CHANNELS]);
        sum_across(&self.columns, plan, &mut self.corners);
        for (feature, out) in plan.features.iter().zip(out.chunks_exact_mut(VALUES)) {
            let mut values = [0.0; VALUES];
            feature_of(&self.corners, across, feature, &mut values);
            for (out, value) in out.iter_mut().zip(values) {
                out[lane] = value;
            }
        }
    }
}

kernel! {
    /// Pixels as 16-bit lines. What lies outside the window goes on as the last two pixels
    /// do, so that a slope there is twice their difference, as in the reference.
    fn open / open_plain(pixels: &[[u8; WINDOW]], lines: &mut [[i16; LINE]]) {
        for (line, row) in lines[1..].iter_mut().zip(pixels) {
            for (line, &level) in line[1..=WINDOW].iter_mut().zip(row) {
                *line = i16::from(level);
            }
            line[0] = 2 * line[1] - line[2];
            line[WINDOW + 1] = 2 * line[WINDOW] - line[WINDOW - 1];
        }
        for (outside, near, far) in [(0, 1, 2), (WINDOW + 1, WINDOW, WINDOW - 1)] {
            let (near, far) = (lines[near], lines[far]);
            for (x, outside) in lines[outside].iter_mut().enumerate() {
                *outside = 2 * near[x] - far[x];
            }
        }
    }
}

kernel! {
    /// Sums of the eight channels from the top down to each edge, in blocks of columns.
    fn sum_down / sum_down_plain(
        lines: &[[i16; LINE]],
        edges: &[usize],
        blocks: usize,
        out: &mut [[[i16; COLUMNS]; CHANNELS]],
    ) {
        for block in 0..blocks {
            let x = block * BLOCK;
            let mut sums = [[0i16; BLOCK]; CHANNELS];
            let mut from = 0;
            for (&edge, out) in edges.iter().zip(&mut *out) {
                for y in from..edge {
                    let [a, b, c, d, e, f, g, h] = &mut sums;
                    let (before, behind) = (part(&lines[y + 1], x), part(&lines[y + 1], x + 2));
                    let (above, below) = (part(&lines[y], x + 1), part(&lines[y + 2], x + 1));
                    for i in 0..BLOCK {
                        let across = behind[i] - before[i];
                        let down = below[i] - above[i];
                        // All ones where it gets darker.
                        let (left, up) = (across >> 15, down >> 15);
                        let (size, height) = (across.wrapping_abs(), down.wrapping_abs());
                        a[i] += across & !up;
                        b[i] += size & !up;
                        c[i] += across & up;
                        d[i] += size & up;
                        e[i] += down & !left;
                        f[i] += height & !left;
                        g[i] += down & left;
                        h[i] += height & left;
                    }
                }
                from = edge;
                for (out, sums) in out.iter_mut().zip(&sums) {
                    out[x..x + BLOCK].copy_from_slice(sums);
                }
            }
        }
    }
}

/// A block of a line.
#[inline(always)]
fn part(line: &[i16; LINE], x: usize) -> &[i16; BLOCK] {
    let (block, _) = line[x..].as_chunks();
    &block[0]
}

/// Sums of all rows from the left to each edge.
fn sum_across(rows: &[[[i16; COLUMNS]; CHANNELS]], plan: &Plan, corners: &mut [[i32; CHANNELS]]) {
    #[cfg(target_arch = "x86_64")]
    if crate::simd::wide() {
        // SAFETY: the machine was asked for AVX2 just now, which is all it demands.
        unsafe { sum_across_wide(rows, plan, corners) };
        return;
    }
    sum_across_with(rows, plan, corners, masked);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sum_across_wide(
    rows: &[[[i16; COLUMNS]; CHANNELS]],
    plan: &Plan,
    corners: &mut [[i32; CHANNELS]],
) {
    sum_across_with(rows, plan, corners, |row, block, mask| {
        masked_wide(row, block, mask)
    });
}

#[inline(always)]
fn sum_across_with(
    rows: &[[[i16; COLUMNS]; CHANNELS]],
    plan: &Plan,
    corners: &mut [[i32; CHANNELS]],
    masked: impl Fn(&[[i16; COLUMNS]; CHANNELS], usize, &[i16; BLOCK]) -> [i32; CHANNELS],
) {
    for (row, corners) in rows.iter().zip(corners.chunks_exact_mut(plan.xs.len())) {
        let mut sums = [0; CHANNELS];
        for Segment { edge, block, mask } in &plan.segments {
            let more = masked(row, *block, mask);
            for (sum, more) in sums.iter_mut().zip(more) {
                *sum += more;
            }
            // Segments ascend; the last of an edge leaves what is right.
            corners[*edge] = sums;
        }
    }
}

/// Of each channel the sum of the columns of a block that the mask takes.
#[inline(always)]
fn masked(row: &[[i16; COLUMNS]; CHANNELS], block: usize, mask: &[i16; BLOCK]) -> [i32; CHANNELS] {
    let mut sums = [0; CHANNELS];
    for (sum, column) in sums.iter_mut().zip(row) {
        for (value, mask) in column.as_chunks::<BLOCK>().0[block].iter().zip(mask) {
            *sum += i32::from(*value) * i32::from(*mask);
        }
    }
    sums
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
fn masked_wide(
    row: &[[i16; COLUMNS]; CHANNELS],
    block: usize,
    mask: &[i16; BLOCK],
) -> [i32; CHANNELS] {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi32, _mm256_hadd_epi32, _mm256_loadu_si256, _mm256_madd_epi16,
        _mm256_permute2x128_si256, _mm256_storeu_si256,
    };
    // SAFETY: 32 bytes of an array of sixteen numbers of two; no alignment is asked for.
    let load = |block: &[i16; BLOCK]| unsafe { _mm256_loadu_si256(block.as_ptr().cast()) };
    let mask = load(mask);
    let pair = |channel: usize| -> __m256i {
        let column = |channel: usize| load(&row[channel].as_chunks().0[block]);
        let first = _mm256_madd_epi16(column(channel), mask);
        let second = _mm256_madd_epi16(column(channel + 1), mask);
        _mm256_hadd_epi32(first, second)
    };
    let first = _mm256_hadd_epi32(pair(0), pair(2));
    let second = _mm256_hadd_epi32(pair(4), pair(6));
    // Each half has the sums of half the columns.
    let sums = _mm256_add_epi32(
        _mm256_permute2x128_si256::<0x20>(first, second),
        _mm256_permute2x128_si256::<0x31>(first, second),
    );
    let mut out = [0; CHANNELS];
    // SAFETY: 32 bytes into an array of eight numbers of four; no alignment is asked for.
    unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), sums) };
    out
}

kernel! {
    /// The 32 numbers of a feature.
    fn feature_of / feature_of_plain(
        corners: &[[i32; CHANNELS]],
        across: usize,
        edges: &[[usize; 3]; 2],
        out: &mut [f32; VALUES],
    ) {
        let [xs, ys] = edges;
        let mut values = [0i32; VALUES];
        for (cell, values) in values.chunks_exact_mut(CHANNELS).enumerate() {
            let (x, y) = (cell % 2, cell / 2);
            let (above, below) = (&corners[ys[y] * across..], &corners[ys[y + 1] * across..]);
            let (a, b) = (&above[xs[x]], &above[xs[x + 1]]);
            let (c, d) = (&below[xs[x]], &below[xs[x + 1]]);
            for channel in 0..CHANNELS {
                values[channel] = d[channel] + a[channel] - b[channel] - c[channel];
            }
        }
        // The reference squares in 32 bits. Sums of slopes of photographs do not reach what
        // would overflow there; where noise does, its wrapped square counts here as well.
        // Whole numbers of this size add up exactly in any order.
        let mut squares = 0i64;
        for value in values {
            squares += i64::from(value.wrapping_mul(value));
        }
        // What has no slope is zero.
        let length = if squares == 0 {
            f32::INFINITY
        } else {
            (squares as f64).sqrt() as f32
        };
        for (out, value) in out.iter_mut().zip(values) {
            *out = value as f32 / length;
        }
    }
}

#[cfg(test)]
mod tests;
