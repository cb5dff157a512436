//! How much a picture differs from the one before it.
//!
//! Enters: pictures, one after the other. Leaves: the mean difference of their coarse
//! brightness, the common change of light taken away. A head that moves changes the
//! picture for several frames; a cut changes it between two (see
//! `liveness::integrity`).

use crate::frame::Picture;

/// Cells across and down. Coarse enough that the noise of a camera averages out.
const COLUMNS: usize = 64;
const ROWS: usize = 48;

/// A picture made coarse: green means, which are most of what brightness is.
#[derive(Clone)]
pub(crate) struct Glance(Vec<f32>);

impl Glance {
    pub(crate) fn of(picture: &Picture) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let mut sums = vec![0u32; COLUMNS * ROWS];
        let mut counts = vec![0u32; COLUMNS * ROWS];
        // Every second pixel of every second line: enough to average.
        for (y, line) in picture.rgb().chunks_exact(3 * width).enumerate().step_by(2) {
            let row = y * ROWS / height * COLUMNS;
            for (x, pixel) in line.as_chunks::<3>().0.iter().enumerate().step_by(2) {
                let cell = row + x * COLUMNS / width;
                sums[cell] += u32::from(pixel[1]);
                counts[cell] += 1;
            }
        }
        let mean = |(sum, count): (&u32, &u32)| *sum as f32 / (*count).max(1) as f32;
        Self(sums.iter().zip(&counts).map(mean).collect())
    }

    /// Mean absolute difference, levels of 0..=255, after the light of the earlier
    /// picture is scaled to that of this one.
    pub(crate) fn change_from(&self, before: &Self) -> f32 {
        let both: f32 = self.0.iter().zip(&before.0).map(|(a, b)| a * b).sum();
        let own: f32 = before.0.iter().map(|b| b * b).sum();
        let gain = match own > 0.0 {
            true => both / own,
            false => 1.0,
        };
        let pairs = self.0.iter().zip(&before.0);
        let sum: f32 = pairs.map(|(a, b)| (a - gain * b).abs()).sum();
        sum / self.0.len() as f32
    }
}

impl std::fmt::Debug for Glance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Glance({COLUMNS}x{ROWS})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grey ramp with a bright square at a column.
    fn picture(at: u32, gain: f32) -> Picture {
        let rgb = (0..160u32 * 120)
            .flat_map(|i| {
                let (x, y) = (i % 160, i / 160);
                let square = x.abs_diff(at) < 12 && y.abs_diff(60) < 12;
                let value = if square { 180.0 } else { 20.0 + x as f32 / 4.0 };
                [(gain * value) as u8; 3]
            })
            .collect();
        Picture::from_rgb(160, 120, rgb).unwrap()
    }

    #[test]
    fn what_moves_counts_and_what_grows_brighter_does_not() {
        let first = Glance::of(&picture(40, 1.0));
        let same = Glance::of(&picture(40, 1.0)).change_from(&first);
        let brighter = Glance::of(&picture(40, 1.3)).change_from(&first);
        let near = Glance::of(&picture(42, 1.0)).change_from(&first);
        let far = Glance::of(&picture(90, 1.0)).change_from(&first);
        assert!(same == 0.0 && brighter < 0.5, "{same} {brighter}");
        assert!(near > 2.0 * brighter && far > 3.0 * near, "{near} {far}");
    }

    #[test]
    fn small_and_black_pictures_have_a_change() {
        let black = Glance::of(&Picture::from_rgb(3, 2, vec![0; 18]).unwrap());
        let white = Glance::of(&Picture::from_rgb(3, 2, vec![255; 18]).unwrap());
        assert!(black.change_from(&black) == 0.0);
        assert!(white.change_from(&black) > 0.0);
        assert!(black.change_from(&white) == 0.0);
    }
}
