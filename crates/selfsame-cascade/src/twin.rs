//! A level that serves twice. Enters: levels, then windows of the picture. Leaves: the
//! window's pixels, where they are those of a level.
//!
//! A window that the first hierarchy lets pass is cut out of the picture and resized to 40x40
//! for the perceptrons, although it was looked at in a level of that size. The two differ,
//! since levels are cut off to whole pixels; but where a level's size comes out even (of
//! 640x480 the second, 512x384), its pixels stand where those of the windows do, with the
//! same shares to the last bit. That spares a third of the resizing.

use crate::grey::Grey;
use crate::model::WINDOW;

/// The level, if there is one.
#[derive(Default)]
pub(crate) struct Twin {
    pub(crate) pixels: Vec<u8>,
    width: usize,
    height: usize,
    /// Side of its windows in the picture; 0 where there is no such level.
    side: usize,
}

impl Twin {
    /// Forgets the level of the picture before.
    pub(crate) fn clear(&mut self) {
        self.side = 0;
    }

    /// Whether this is the first level of a picture whose size comes out even; its pixels
    /// must then be put into `pixels`.
    ///
    /// A share is a multiple of an eighth then (sides are multiples of five), which double
    /// precision holds exactly, wherever in the level the window lies.
    pub(crate) fn takes(&mut self, picture: Grey<'_>, level: (usize, usize), side: usize) -> bool {
        let even = self.side == 0
            && side > WINDOW
            && side.is_multiple_of(5)
            && picture.width() * WINDOW == level.0 * side
            && picture.height() * WINDOW == level.1 * side;
        if even {
            (self.width, self.height) = level;
            self.side = side;
        }
        even
    }

    /// The 40x40 pixels of a window of the picture, if the level has them.
    pub(crate) fn window(&self, x: usize, y: usize, side: usize) -> Option<Grey<'_>> {
        if side != self.side {
            return None;
        }
        let in_level = |at: usize| {
            (at * WINDOW)
                .is_multiple_of(side)
                .then(|| at * WINDOW / side)
        };
        let (x, y) = (in_level(x)?, in_level(y)?);
        let inside = x + WINDOW <= self.width && y + WINDOW <= self.height;
        inside.then(|| {
            let pixels = &self.pixels[..self.width * self.height];
            Grey::whole(pixels, self.width, self.height).part(x, y, WINDOW, WINDOW)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bilinear::tests::mixed;
    use crate::bilinear::{Grid, Resizer};
    use crate::patch::Cutter;

    #[test]
    fn a_level_has_the_pixels_of_its_windows() {
        let data = mixed(640 * 480);
        let picture = Grey::new(&data, 640, 480, 640).unwrap();
        for (level, side) in [((512, 384), 50), ((320, 240), 80), ((128, 96), 200)] {
            let mut twin = Twin::default();
            assert!(twin.takes(picture, level, side));
            assert!(!twin.takes(picture, level, side));
            twin.pixels.resize(level.0 * level.1, 0);
            Resizer::default().resize(picture, level, Grid::Corner, &mut twin.pixels);
            let most = (640 - side, 480 - side);
            for (x, y) in [(0, 0), (5, 15), most, (most.0, 0), (most.0 / 10 * 5, 35)] {
                let Some(window) = twin.window(x, y, side) else {
                    assert!((x * 40) % side > 0 || (y * 40) % side > 0, "{x} {y} {side}");
                    continue;
                };
                let mut pixels = [[0; WINDOW]; WINDOW];
                Cutter::default().cut(picture.part(x, y, side, side), &mut pixels);
                for (row, pixels) in pixels.iter().enumerate() {
                    assert_eq!(window.row(row), pixels, "{x} {y} {side}");
                }
            }
            assert!(twin.window(0, 0, side).is_some());
            assert!(twin.window(3, 0, side).is_none());
            assert!(twin.window(0, 0, side + 5).is_none());
        }
        // 409.6 is cut off to 409.
        assert!(!Twin::default().takes(picture, (409, 307), 63));
        assert!(!Twin::default().takes(picture, (640, 480), 40));
    }
}
