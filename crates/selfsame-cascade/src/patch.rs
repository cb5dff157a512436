//! A window at 40x40 pixels. Enters: a square of a picture that lies inside. Leaves: its
//! pixels as the perceptrons see them.
//!
//! The arithmetic is that of [`bilinear`](crate::bilinear), to the bit, for one target size:
//! with it known, a whole window is one call.

#[cfg(target_arch = "x86_64")]
use crate::bilinear::blend_wide;
use crate::bilinear::{Axis, Grid, blend_plain};
use crate::grey::Grey;
use crate::model::WINDOW;

/// A window as the perceptrons see it.
pub(crate) type Pixels = [[u8; WINDOW]; WINDOW];

/// Where a square's pixels are read, across and down alike; kept for the next of its size.
#[derive(Default)]
pub(crate) struct Cutter {
    axis: Axis,
}

impl Cutter {
    /// The first rows, as many as `out` has, of a square at 40x40; its side is at least 2.
    pub(crate) fn cut(&mut self, square: Grey<'_>, out: &mut [[u8; WINDOW]]) {
        if square.width() == WINDOW {
            for (y, out) in out.iter_mut().enumerate() {
                out.copy_from_slice(square.row(y));
            }
            return;
        }
        self.axis.set(square.width(), WINDOW, Grid::Corner);
        #[cfg(target_arch = "x86_64")]
        if crate::simd::wide() {
            // SAFETY: the machine was asked for AVX2 just now, which is all it demands.
            unsafe { wide(&self.axis, square, out) };
            return;
        }
        rows(&self.axis, square, out, Axis::line_plain, blend_plain);
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn wide(axis: &Axis, square: Grey<'_>, out: &mut [[u8; WINDOW]]) {
    rows(
        axis,
        square,
        out,
        |axis, row, line| axis.line_wide(row, line),
        |upper, lower, shares, out| blend_wide(upper, lower, shares, out),
    );
}

/// All rows, with what brings a source row to the target's width, and what puts two of those
/// together.
#[inline(always)]
fn rows(
    axis: &Axis,
    square: Grey<'_>,
    out: &mut [[u8; WINDOW]],
    bring: impl Fn(&Axis, &[u8], &mut [f64]),
    blend: impl Fn(&[f64], &[f64], [f64; 3], &mut [u8]),
) {
    // Two source rows; one stands in the line of its parity.
    let mut lines = [[0.0; WINDOW]; 2];
    let mut held = [usize::MAX; 2];
    let downwards = axis.at.iter().zip(&axis.before).zip(&axis.behind);
    for (out, ((&at, &before), &behind)) in out.iter_mut().zip(downwards) {
        let at = at as usize;
        for row in [at, at + 1] {
            if held[row % 2] != row {
                held[row % 2] = row;
                bring(axis, square.row(row), &mut lines[row % 2]);
            }
        }
        let (upper, lower) = (&lines[at % 2], &lines[(at + 1) % 2]);
        blend(upper, lower, [before, behind, 0.0], out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bilinear::{Resizer, tests::mixed};

    #[test]
    fn a_patch_is_a_resized_window() {
        let (width, height) = (300, 290);
        let data = mixed(width * height);
        let picture = Grey::new(&data, width, height, width).unwrap();
        let mut cutter = Cutter::default();
        for side in [
            2, 3, 15, 16, 17, 39, 40, 41, 50, 63, 78, 98, 122, 153, 187, 191, 289,
        ] {
            let square = picture.part(290 - side, 1, side, side);
            let mut wanted = [[0; WINDOW]; WINDOW];
            let size = (WINDOW, WINDOW);
            Resizer::default().resize(square, size, Grid::Corner, wanted.as_flattened_mut());
            for count in [WINDOW, 33] {
                let mut pixels = [[7; WINDOW]; WINDOW];
                cutter.cut(square, &mut pixels[..count]);
                assert_eq!(pixels[..count], wanted[..count], "side {side}");
                if side != WINDOW {
                    let pixels_of = &mut pixels[..count];
                    rows(
                        &cutter.axis,
                        square,
                        pixels_of,
                        Axis::line_plain,
                        blend_plain,
                    );
                    assert_eq!(pixels[..count], wanted[..count], "plain, side {side}");
                }
            }
        }
    }
}
