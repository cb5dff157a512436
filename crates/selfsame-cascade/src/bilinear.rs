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
use crate::simd::kernel;

/// Pixels whose neighbours are taken at once.
pub(crate) const BLOCK: usize = 8;
/// A place that shuffles to zero.
const NOWHERE: u8 = 0x80;

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
    /// Of every eight target pixels: how to take their neighbours out of a row. Only whole
    /// blocks, and only up to the first whose neighbours stand too far apart.
    runs: Vec<Run>,
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

/// Eight pairs of neighbours out of two runs of sixteen bytes.
struct Run {
    from: [usize; 2],
    /// First the places of the eight pixels before, then of those behind; what comes from
    /// the other run is `NOWHERE`.
    places: [[u8; 16]; 2],
}

impl Run {
    /// Of a row of `row` bytes; none if four pairs do not stand within sixteen bytes.
    fn of(at: &[u32; BLOCK], row: usize) -> Option<Self> {
        let last = row.checked_sub(16)?;
        let from = [at[0], at[4]].map(|at| (at as usize).min(last));
        let mut places = [[NOWHERE; 16]; 2];
        for (i, &at) in at.iter().enumerate() {
            let place = at as usize - from[i / 4];
            if place + 1 >= 16 {
                return None;
            }
            let places = &mut places[i / 4];
            (places[i], places[i + BLOCK]) = (place as u8, place as u8 + 1);
        }
        Some(Self { from, places })
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
        let blocks = self.at.as_chunks().0.iter();
        self.runs.extend(blocks.map_while(|at| Run::of(at, from)));
    }

    /// A source row at the target's width; for any machine.
    pub(crate) fn line_plain(&self, row: &[u8], out: &mut [f64]) {
        self.line_from(0, row, out);
    }

    /// The same from some target pixel on.
    fn line_from(&self, done: usize, row: &[u8], out: &mut [f64]) {
        let places = self.at[done..].iter();
        let shares = self.before[done..].iter().zip(&self.behind[done..]);
        for ((out, &at), (before, behind)) in out[done..].iter_mut().zip(places).zip(shares) {
            let pair = &row[at as usize..][..2];
            *out = before * f64::from(pair[0]) + behind * f64::from(pair[1]);
        }
    }

    /// The same with AVX2: eight pairs of neighbours at once.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    #[inline]
    pub(crate) fn line_wide(&self, row: &[u8], out: &mut [f64]) {
        use std::arch::x86_64::{
            __m128i, _mm_cvtepu8_epi32, _mm_loadu_si128, _mm_or_si128, _mm_shuffle_epi8,
            _mm_srli_si128, _mm256_add_pd, _mm256_cvtepi32_pd, _mm256_loadu_pd, _mm256_mul_pd,
            _mm256_storeu_pd,
        };
        // What the loads below rely on.
        assert!(self.made.is_some_and(|(from, _, _)| row.len() >= from));
        let (blocks, _) = out.as_chunks_mut::<BLOCK>();
        let shares = self.before.as_chunks::<BLOCK>().0.iter();
        let shares = shares.zip(self.behind.as_chunks::<BLOCK>().0);
        let places = self.at.as_chunks::<BLOCK>().0;
        let mut runs = self.runs.iter();
        for ((out, at), (before, behind)) in blocks.iter_mut().zip(places).zip(shares) {
            // SAFETY: a run's sixteen bytes end within the row that the axis was made for
            // (`Run::of` begins none behind its last sixteen), a pair begins before that
            // row's last byte (`set`), and this row is as long. All others are read from and
            // written to arrays: sixteen bytes, or four of eight numbers. The instructions
            // ask for no alignment.
            unsafe {
                let load = |bytes: *const u8| _mm_loadu_si128(bytes.cast());
                let left = if let Some(run) = runs.next() {
                    let first = load(row.as_ptr().add(run.from[0]));
                    let second = load(row.as_ptr().add(run.from[1]));
                    let first = _mm_shuffle_epi8(first, load(run.places[0].as_ptr()));
                    let second = _mm_shuffle_epi8(second, load(run.places[1].as_ptr()));
                    _mm_or_si128(first, second)
                } else {
                    let mut pairs = [0; 2 * BLOCK];
                    for i in 0..BLOCK {
                        pairs[i] = *row.get_unchecked(at[i] as usize);
                        pairs[i + BLOCK] = *row.get_unchecked(at[i] as usize + 1);
                    }
                    load(pairs.as_ptr())
                };
                let right = _mm_srli_si128::<8>(left);
                let four = |left: __m128i, right: __m128i, from: usize, out: *mut f64| {
                    let level = |bytes| _mm256_cvtepi32_pd(_mm_cvtepu8_epi32(bytes));
                    let share = |shares: &[f64; BLOCK]| _mm256_loadu_pd(shares[from..].as_ptr());
                    let left = _mm256_mul_pd(share(before), level(left));
                    let right = _mm256_mul_pd(share(behind), level(right));
                    _mm256_storeu_pd(out, _mm256_add_pd(left, right));
                };
                four(left, right, 0, out.as_mut_ptr());
                let (left, right) = (_mm_srli_si128::<4>(left), _mm_srli_si128::<4>(right));
                four(left, right, 4, out.as_mut_ptr().add(4));
            }
        }
        self.line_from(out.len() - out.len() % BLOCK, row, out);
    }
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
            down(upper, lower, [before, behind, rounding], out);
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

kernel! {
    fn down / down_plain(upper: &[f64], lower: &[f64], shares: [f64; 3], out: &mut [u8]) {
        let [before, behind, rounding] = shares;
        for ((out, upper), lower) in out.iter_mut().zip(upper).zip(lower) {
            *out = cut_off(before * upper + behind * lower + rounding);
        }
    }
}

/// The whole levels of a value, 0..=255 at the ends.
#[inline(always)]
pub(crate) fn cut_off(value: f64) -> u8 {
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
        for (from, to) in [(331, 203), (331, 120), (331, 80), (331, 30), (20, 99)] {
            axis.set(from, to, Grid::Corner);
            let mut lines = [vec![0.0; to], vec![0.0; to]];
            line(&axis, &data[..from], &mut lines[0]);
            axis.line_plain(&data[..from], &mut lines[1]);
            assert_eq!(lines[0], lines[1], "{from} to {to}");
            let mut out = [vec![0; to], vec![0; to]];
            down(&lines[0], &lines[0], [-0.4, 1.4, 0.5], &mut out[0]);
            down_plain(&lines[0], &lines[0], [-0.4, 1.4, 0.5], &mut out[1]);
            assert_eq!(out[0], out[1]);
        }
        assert_eq!(cut_off(f64::NAN), 0);
        assert_eq!(cut_off(-3.0), 0);
        assert_eq!(cut_off(1e300), 255);
        assert_eq!(cut_off(254.999), 254);
    }
}
