//! Resizing as the reference does it, to the bit. Enters: a part of a picture. Leaves: it at
//! another size.
//!
//! Bilinear from the upper left corner: target pixel `i` of `to` is read at `i * from / to`
//! of the source, in double precision, and cut off to a whole level. Where all four pixels
//! are alike, rounding decides whether their level or the one below it comes out, and the
//! codes of [`lab`](crate::lab) see that difference; so the arithmetic is the reference's,
//! operation by operation, and only done for many pixels at once and for each source row
//! once. At the end of a row that is enlarged the reference extrapolates, and so does this.

use crate::buffer::grown;
use crate::grey::Grey;

/// Pixels that are taken at once.
const BLOCK: usize = 8;

/// A picture, one row at a time.
pub(crate) trait Rows {
    /// Width and height.
    fn size(&self) -> (usize, usize);
    /// A row, as long as the picture is wide.
    fn row(&mut self, y: usize) -> &[u8];
}

impl Rows for Grey<'_> {
    fn size(&self) -> (usize, usize) {
        (self.width(), self.height())
    }

    fn row(&mut self, y: usize) -> &[u8] {
        Grey::row(self, y)
    }
}

/// Where target pixels are read along one side.
#[derive(Default)]
pub(crate) struct Axis {
    /// The pixel before.
    pub(crate) at: Vec<u32>,
    /// The share of the pixel before.
    pub(crate) before: Vec<f64>,
    /// The share of the one behind it.
    pub(crate) behind: Vec<f64>,
    /// All target pixels by eight; none where there are fewer.
    runs: Vec<Run>,
    /// Whether runs are taken out of rows. Where pixels stand too far apart for that, their
    /// pairs are put together first.
    near: bool,
    made: Option<(usize, usize, Grid)>,
}

/// What stays in place when a picture is resized.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Grid {
    /// The middle of the upper left pixel: target pixel `i` is read at `i * from / to`, and
    /// beyond the last pixel goes on as before it. Levels are cut off. As the reference.
    Corner,
    /// The middle of the picture: target pixel `i` is read at `(i + 0.5) * from / to - 0.5`,
    /// beyond the outermost pixels as they are. Levels are rounded. All pixels are equally
    /// smooth, which matters where they become more.
    Centre,
}

/// Eight target pixels: how their neighbours are taken out of a row, and their shares.
struct Run {
    /// The first of them.
    to: usize,
    /// Where the sixteen bytes begin out of which four pairs are taken, twice.
    from: [usize; 2],
    /// Of the pixels before, of those behind, and of the other four: the byte of each, as a
    /// shuffle to four 32-bit numbers takes it.
    places: [[u8; 16]; 4],
    before: [f64; BLOCK],
    behind: [f64; BLOCK],
}

impl Run {
    /// Out of rows of `row` bytes; none if pairs stand too far apart.
    fn near(axis: &Axis, to: usize, row: usize) -> Option<Self> {
        let at = axis.at[to..].as_chunks::<BLOCK>().0[0].map(|at| at as usize);
        let last = row.checked_sub(16)?;
        let from = [at[0].min(last), at[4].min(last)];
        let fits = at[3] + 1 < from[0] + 16 && at[7] + 1 < from[1] + 16;
        fits.then(|| Self::of(axis, to, from, |i| at[i] - from[i / 4]))
    }

    /// Out of eight pairs that stand beside each other.
    fn far(axis: &Axis, to: usize) -> Self {
        Self::of(axis, to, [0; 2], |i| 2 * i)
    }

    fn of(axis: &Axis, to: usize, from: [usize; 2], place: impl Fn(usize) -> usize) -> Self {
        // Places with the highest bit shuffle to zero.
        let mut places = [[0x80; 16]; 4];
        for i in 0..BLOCK {
            let (half, at) = (i / 4 * 2, i % 4 * 4);
            places[half][at] = place(i) as u8;
            places[half + 1][at] = place(i) as u8 + 1;
        }
        Self {
            to,
            from,
            places,
            before: axis.before[to..].as_chunks().0[0],
            behind: axis.behind[to..].as_chunks().0[0],
        }
    }

    /// # Safety
    /// `bytes` must hold sixteen from each of `from` on, `out` eight numbers from `to` on.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    #[inline]
    unsafe fn take(&self, bytes: *const u8, out: *mut f64) {
        use std::arch::x86_64::{
            _mm_loadu_si128, _mm_shuffle_epi8, _mm256_add_pd, _mm256_cvtepi32_pd, _mm256_loadu_pd,
            _mm256_mul_pd, _mm256_storeu_pd,
        };
        for half in 0..2 {
            // SAFETY: the caller vouches for `bytes` and `out`; shares are four of eight. The
            // instructions ask for no alignment.
            unsafe {
                let bytes = _mm_loadu_si128(bytes.add(self.from[half]).cast());
                let part = |places: &[u8; 16], shares: &[f64; BLOCK]| {
                    let places = _mm_loadu_si128(places.as_ptr().cast());
                    let levels = _mm256_cvtepi32_pd(_mm_shuffle_epi8(bytes, places));
                    _mm256_mul_pd(_mm256_loadu_pd(shares[4 * half..].as_ptr()), levels)
                };
                let before = part(&self.places[2 * half], &self.before);
                let behind = part(&self.places[2 * half + 1], &self.behind);
                let out = out.add(self.to + 4 * half);
                _mm256_storeu_pd(out, _mm256_add_pd(before, behind));
            }
        }
    }
}

impl Axis {
    /// For `to` pixels out of `from`; both at least 2.
    pub(crate) fn set(&mut self, from: usize, to: usize, grid: Grid) {
        debug_assert!(from >= 2 && to >= 2);
        if self.made == Some((from, to, grid)) {
            return;
        }
        self.made = Some((from, to, grid));
        let step = from as f64 / to as f64;
        let place = |i: usize| match grid {
            Grid::Corner => step * i as f64,
            Grid::Centre => ((i as f64 + 0.5) * step - 0.5).clamp(0.0, from as f64 - 1.0),
        };
        let most = from as u32 - 2;
        self.at.clear();
        self.at.extend((0..to).map(|i| (place(i) as u32).min(most)));
        let places = self.at.iter().enumerate();
        self.behind.clear();
        self.behind
            .extend(places.map(|(i, &at)| place(i) - f64::from(at)));
        self.before.clear();
        self.before
            .extend(self.behind.iter().map(|share| 1.0 - share));
        self.runs.clear();
        let Some(last) = to.checked_sub(BLOCK) else {
            return;
        };
        // The last eight end with the row; of a row of 41 seven come twice.
        let firsts = || (0..last).step_by(BLOCK).chain([last]);
        let mut runs = std::mem::take(&mut self.runs);
        runs.extend(firsts().map_while(|first| Run::near(self, first, from)));
        self.near = runs.len() == firsts().count();
        if !self.near {
            runs.clear();
            runs.extend(firsts().map(|first| Run::far(self, first)));
        }
        self.runs = runs;
    }

    /// A source row at the target's width; for any machine.
    pub(crate) fn line_plain(&self, row: &[u8], out: &mut [f64]) {
        let shares = self.before.iter().zip(&self.behind);
        for ((out, &at), (before, behind)) in out.iter_mut().zip(&self.at).zip(shares) {
            let pair = &row[at as usize..][..2];
            *out = before * f64::from(pair[0]) + behind * f64::from(pair[1]);
        }
    }

    /// The same with AVX2: eight pairs of neighbours at once.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    #[inline]
    pub(crate) fn line_wide(&self, row: &[u8], out: &mut [f64]) {
        if self.runs.is_empty() {
            return self.line_plain(row, out);
        }
        // What the runs rely on.
        assert!(self.made.is_some_and(|(from, _, _)| row.len() >= from));
        assert!(out.len() == self.at.len());
        for run in &self.runs {
            let mut pairs = [0; 2 * BLOCK];
            let bytes = if self.near {
                row.as_ptr()
            } else {
                let at = self.at[run.to..].as_chunks::<BLOCK>().0[0];
                for (pair, at) in pairs.as_chunks_mut().0.iter_mut().zip(at) {
                    *pair = row[at as usize..].as_chunks::<2>().0[0];
                }
                pairs.as_ptr()
            };
            // SAFETY: a near run's bytes end within a row that the axis was made for
            // (`Run::near`), and this row is as long; a far run's are the sixteen of the pairs.
            // A run's pixels are among the target's (`set`), and `out` is as long.
            unsafe { run.take(bytes, out.as_mut_ptr()) };
        }
    }
}

/// Two lines put together, and cut off to whole levels: `shares` of the upper and of the lower
/// one, and what is added for rounding. For any machine.
#[inline(always)]
pub(crate) fn blend_plain(upper: &[f64], lower: &[f64], shares: [f64; 3], out: &mut [u8]) {
    let [before, behind, rounding] = shares;
    for ((out, upper), lower) in out.iter_mut().zip(upper).zip(lower) {
        *out = cut_off(before * upper + behind * lower + rounding);
    }
}

/// The same with AVX2: eight pixels at once.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
pub(crate) fn blend_wide(upper: &[f64], lower: &[f64], shares: [f64; 3], out: &mut [u8]) {
    use std::arch::x86_64::{
        _mm_packs_epi32, _mm_packus_epi16, _mm_storel_epi64, _mm256_add_pd, _mm256_cvttpd_epi32,
        _mm256_loadu_pd, _mm256_mul_pd, _mm256_set1_pd,
    };
    let [before, behind, rounding] = shares.map(|share| _mm256_set1_pd(share));
    let (blocks, rest) = out.as_chunks_mut::<BLOCK>();
    let (uppers, upper) = upper.as_chunks::<BLOCK>();
    let (lowers, lower) = lower.as_chunks::<BLOCK>();
    for ((out, upper), lower) in blocks.iter_mut().zip(uppers).zip(lowers) {
        let four = |from: usize| {
            // SAFETY: four numbers out of eight, from the first or the fifth on; the
            // instructions ask for no alignment.
            let (upper, lower) = unsafe {
                (
                    _mm256_loadu_pd(upper[from..].as_ptr()),
                    _mm256_loadu_pd(lower[from..].as_ptr()),
                )
            };
            let (upper, lower) = (_mm256_mul_pd(before, upper), _mm256_mul_pd(behind, lower));
            _mm256_cvttpd_epi32(_mm256_add_pd(_mm256_add_pd(upper, lower), rounding))
        };
        // Both packings keep to the range of what they pack into, as `cut_off` does.
        let levels = _mm_packs_epi32(four(0), four(4));
        // SAFETY: eight bytes; the instruction asks for no alignment.
        unsafe { _mm_storel_epi64(out.as_mut_ptr().cast(), _mm_packus_epi16(levels, levels)) };
    }
    blend_plain(upper, lower, shares, rest);
}

/// Memory of a resizing, kept for the next.
#[derive(Default)]
pub(crate) struct Resizer {
    across: Axis,
    down: Axis,
    /// Two source rows at the target's width; a row stands in the one of its parity.
    lines: [Vec<f64>; 2],
}

impl Resizer {
    /// `out` becomes the first rows, as many as it holds, of the picture at `width` x
    /// `height`. The picture has at least 2 pixels on each side.
    pub(crate) fn resize(
        &mut self,
        mut from: impl Rows,
        (width, height): (usize, usize),
        grid: Grid,
        out: &mut [u8],
    ) {
        let (from_width, from_height) = from.size();
        if (from_width, from_height) == (width, height) {
            for (y, out) in out.chunks_exact_mut(width).enumerate() {
                out.copy_from_slice(from.row(y));
            }
            return;
        }
        self.across.set(from_width, width, grid);
        self.down.set(from_height, height, grid);
        let rounding = match grid {
            Grid::Corner => 0.0,
            Grid::Centre => 0.5,
        };
        let [even, odd] = &mut self.lines;
        let lines = [grown(even, width), grown(odd, width)];
        let mut held = [usize::MAX; 2];
        for (y, out) in out.chunks_exact_mut(width).enumerate() {
            let at = self.down.at[y] as usize;
            for row in [at, at + 1] {
                if held[row % 2] != row {
                    held[row % 2] = row;
                    line(&self.across, from.row(row), lines[row % 2]);
                }
            }
            let (before, behind) = (self.down.before[y], self.down.behind[y]);
            let (upper, lower) = (&*lines[at % 2], &*lines[(at + 1) % 2]);
            blend(upper, lower, [before, behind, rounding], out);
        }
    }
}

fn line(axis: &Axis, row: &[u8], out: &mut [f64]) {
    #[cfg(target_arch = "x86_64")]
    if crate::simd::wide() {
        // SAFETY: the machine was asked for AVX2 just now, which is all it demands.
        unsafe { axis.line_wide(row, out) };
        return;
    }
    axis.line_plain(row, out);
}

fn blend(upper: &[f64], lower: &[f64], shares: [f64; 3], out: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    if crate::simd::wide() {
        // SAFETY: the machine was asked for AVX2 just now, which is all it demands.
        unsafe { blend_wide(upper, lower, shares, out) };
        return;
    }
    blend_plain(upper, lower, shares, out);
}

/// The whole levels of a value, 0..=255 at the ends.
#[inline(always)]
fn cut_off(value: f64) -> u8 {
    let value = if value > 0.0 { value } else { 0.0 };
    let value = if value < 255.0 { value } else { 255.0 };
    // SAFETY: the lines above leave 0..=255, also of what is no number.
    unsafe { value.to_int_unchecked::<i32>() as u8 }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Stretches of one level, slopes and noise.
    pub(crate) fn mixed(pixels: usize) -> Vec<u8> {
        let level = |i: usize| match (i / 7) % 3 {
            0 => 213,
            1 => (i % 256) as u8,
            _ => (i * 7919 % 251) as u8,
        };
        (0..pixels).map(level).collect()
    }

    /// The formula, pixel by pixel.
    fn slow(from: Grey<'_>, width: usize, height: usize) -> Vec<u8> {
        let place = |i: usize, from: usize, to: usize| {
            let s = from as f64 / to as f64 * i as f64;
            let at = (s as usize).min(from - 2);
            (at, s - at as f64)
        };
        let mut out = Vec::new();
        for y in 0..height {
            let (ny, wy) = place(y, from.height(), height);
            for x in 0..width {
                let (nx, wx) = place(x, from.width(), width);
                let at = |dx: usize, dy: usize| f64::from(from.row(ny + dy)[nx + dx]);
                let upper = (1.0 - wx) * at(0, 0) + wx * at(1, 0);
                let lower = (1.0 - wx) * at(0, 1) + wx * at(1, 1);
                out.push(((1.0 - wy) * upper + wy * lower) as u8);
            }
        }
        out
    }

    #[test]
    fn rows_at_once_are_the_formula() {
        let mut resizer = Resizer::default();
        let (width, height) = (161, 147);
        let data = mixed(width * height);
        let from = Grey::new(&data, width, height, width).unwrap();
        for to in [
            (148, 137),
            (161, 146),
            (2, 2),
            (40, 40),
            (199, 170),
            (230, 147),
            (13, 61),
        ] {
            let mut out = vec![0; to.0 * to.1];
            resizer.resize(from, to, Grid::Corner, &mut out);
            assert_eq!(out, slow(from, to.0, to.1), "{to:?}");
        }
        let mut part = vec![0; 48 * 9];
        resizer.resize(from, (48, 37), Grid::Corner, &mut part);
        assert_eq!(part, slow(from, 48, 37)[..48 * 9]);
    }

    #[test]
    fn around_the_centre_nothing_moves() {
        let data: Vec<u8> = (0..8)
            .flat_map(|_| [0, 0, 0, 0, 200, 200, 200, 200])
            .collect();
        let from = Grey::new(&data, 8, 8, 8).unwrap();
        let mut out = vec![0; 16 * 16];
        Resizer::default().resize(from, (16, 16), Grid::Centre, &mut out);
        let row = [
            0, 0, 0, 0, 0, 0, 0, 50, 150, 200, 200, 200, 200, 200, 200, 200,
        ];
        assert!(out.chunks(16).all(|out| out == row), "{out:?}");
    }

    #[test]
    fn wide_and_plain_agree() {
        let data = mixed(331);
        let mut axis = Axis::default();
        for (from, to) in [
            (331, 203),
            (331, 120),
            (331, 80),
            (331, 30),
            (20, 99),
            (331, 3),
        ] {
            axis.set(from, to, Grid::Corner);
            let mut lines = [vec![0.0; to], vec![0.0; to]];
            line(&axis, &data[..from], &mut lines[0]);
            axis.line_plain(&data[..from], &mut lines[1]);
            assert_eq!(lines[0], lines[1], "{from} to {to}");
            let mut out = [vec![0; to], vec![0; to]];
            let other: Vec<f64> = lines[0].iter().rev().copied().collect();
            // Within the range, and beyond it on both sides.
            for shares in [[0.3, 0.7, 0.0], [-0.4, 1.4, 0.5], [1e6, -1e6, 0.0]] {
                blend(&lines[0], &other, shares, &mut out[0]);
                blend_plain(&lines[0], &other, shares, &mut out[1]);
                assert_eq!(out[0], out[1], "{from} to {to}, {shares:?}");
            }
        }
        assert_eq!(cut_off(f64::NAN), 0);
        assert_eq!(cut_off(-3.0), 0);
        assert_eq!(cut_off(1e300), 255);
        assert_eq!(cut_off(254.999), 254);
    }
}
