//! Turns and mirrors a picture. Enters: a picture and an angle. Leaves: the picture turned
//! about its middle, on a canvas that holds all of it, and the way back.

use crate::buffer::grown;
use crate::grey::Grey;

/// Parts of a pixel: places are kept in 2^16ths.
const ONE: i64 = 1 << 16;

/// How a canvas came from a picture.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    sine: f64,
    cosine: f64,
    mirrored: bool,
    from: [usize; 2],
    pub(crate) to: [usize; 2],
}

impl Turn {
    /// By `degrees` clockwise, after mirroring left and right if asked for.
    pub(crate) fn of(picture: Grey<'_>, degrees: f32, mirrored: bool) -> Self {
        let (sine, cosine) = f64::from(degrees).to_radians().sin_cos();
        let from = [picture.width(), picture.height()];
        let [width, height] = from.map(|side| side as f64);
        let span = |a: f64, b: f64| ((a.abs() + b.abs()).round() as usize).max(1);
        let to = [
            span(width * cosine, height * sine),
            span(width * sine, height * cosine),
        ];
        Self {
            sine,
            cosine,
            mirrored,
            from,
            to,
        }
    }

    /// Where a place of the canvas lies in the picture.
    pub(crate) fn back(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let half = |side: usize| side as f64 / 2.0;
        let (x, y) = (x - half(self.to[0]), y - half(self.to[1]));
        let across = self.cosine * x + self.sine * y + half(self.from[0]);
        let down = self.cosine * y - self.sine * x + half(self.from[1]);
        let across = if self.mirrored {
            self.from[0] as f64 - across
        } else {
            across
        };
        [across, down]
    }

    /// The canvas: levels between four pixels, rounded; around the picture its border goes
    /// on, since an edge to black would look like something.
    pub(crate) fn draw<'a>(&self, picture: Grey<'_>, canvas: &'a mut Vec<u8>) -> Grey<'a> {
        let [width, height] = self.to;
        let canvas = grown(canvas, width * height);
        let fixed = |v: f64| (v * ONE as f64).round() as i64;
        // From one pixel of the canvas to the next.
        let mirror = if self.mirrored { -1.0 } else { 1.0 };
        let step = [fixed(self.cosine * mirror), fixed(-self.sine)];
        let most = self.from.map(|side| (side as i64 - 1) * ONE);
        for (y, row) in canvas.chunks_exact_mut(width).enumerate() {
            let [x0, y0] = self.back([0.5, y as f64 + 0.5]);
            let (mut across, mut down) = (fixed(x0 - 0.5), fixed(y0 - 0.5));
            for level in row {
                *level = between(picture, across.clamp(0, most[0]), down.clamp(0, most[1]));
                across += step[0];
                down += step[1];
            }
        }
        Grey::whole(canvas, width, height)
    }
}

/// The level at a place inside the picture.
fn between(picture: Grey<'_>, across: i64, down: i64) -> u8 {
    let (x, y) = ((across / ONE) as usize, (down / ONE) as usize);
    let (behind, below) = ((across % ONE) as u32 >> 8, (down % ONE) as u32 >> 8);
    let next = |at: usize, side: usize| (at + 1).min(side - 1);
    let row = |y: usize| {
        let row = picture.row(y);
        let (left, right) = (row[x], row[next(x, row.len())]);
        u32::from(left) * (256 - behind) + u32::from(right) * behind
    };
    let sum = row(y) * (256 - below) + row(next(y, picture.height())) * below;
    ((sum + (1 << 15)) >> 16) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back() {
        let data: Vec<u8> = (0..30 * 20).map(|i| (i % 251) as u8).collect();
        let picture = Grey::new(&data, 30, 20, 30).unwrap();
        let mut canvas = Vec::new();
        let straight = Turn::of(picture, 0.0, false);
        assert_eq!(straight.to, [30, 20]);
        let same = straight.draw(picture, &mut canvas);
        assert!((0..20).all(|y| same.row(y) == picture.row(y)));
        let mirrored = Turn::of(picture, 0.0, true).draw(picture, &mut canvas);
        assert!((0..20).all(|y| mirrored.row(y).iter().rev().eq(picture.row(y))));
        // Clockwise by a quarter: the lower left corner becomes the upper left one.
        let turn = Turn::of(picture, 90.0, false);
        assert_eq!(turn.to, [20, 30]);
        let turned = turn.draw(picture, &mut canvas);
        assert_eq!(turned.row(0)[0], picture.row(19)[0]);
        assert_eq!(turned.row(0)[19], picture.row(0)[0]);
        let [x, y] = turn.back([0.5, 0.5]);
        assert!((x - 0.5).abs() < 1e-9 && (y - 19.5).abs() < 1e-9, "{x} {y}");
        for (degrees, mirrored) in [(15.0, false), (-30.0, true)] {
            let turn = Turn::of(picture, degrees, mirrored);
            let middle = turn.back(turn.to.map(|side| side as f64 / 2.0));
            assert!((middle[0] - 15.0).abs() < 1e-9 && (middle[1] - 10.0).abs() < 1e-9);
            turn.draw(picture, &mut canvas);
        }
    }
}
