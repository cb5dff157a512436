//! Cutting a turned and scaled rectangle out of a picture.
//!
//! Enters: a picture and the affine map from the cut-out's pixels to the
//! picture's. Leaves: RGB bytes. Outside the picture is black. Where the cut-out
//! is smaller than what it shows, several samples are averaged, so that a large
//! portrait does not alias.

use crate::frame::Picture;

/// `x' = a x + b y + c`, `y' = d x + e y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Affine {
    pub(crate) m: [f32; 6],
}

impl Affine {
    /// The map from a `size` x `size` cut-out to a square of `side` picture
    /// pixels around `centre`, turned by `angle` radians clockwise on the screen.
    pub(crate) fn square(centre: [f32; 2], side: f32, angle: f32, size: u32) -> Self {
        let scale = side / size as f32;
        let (sin, cos) = angle.sin_cos();
        let half = size as f32 / 2.0;
        let (a, b) = (scale * cos, -scale * sin);
        Self {
            m: [
                a,
                b,
                centre[0] - half * (a + b),
                -b,
                a,
                centre[1] - half * (a - b),
            ],
        }
    }

    pub(crate) fn apply(&self, x: f32, y: f32) -> [f32; 2] {
        let m = &self.m;
        [m[0] * x + m[1] * y + m[2], m[3] * x + m[4] * y + m[5]]
    }

    /// How many picture pixels one cut-out pixel spans.
    pub(crate) fn scale(&self) -> f32 {
        (self.m[0] * self.m[4] - self.m[1] * self.m[3]).abs().sqrt()
    }
}

/// More samples than this bring nothing that an eye or a network sees.
const MOST_SAMPLES: u32 = 6;

/// Cuts `width` x `height` pixels out of the picture, bilinear.
///
/// Pixel centres lie at half coordinates in both.
pub(crate) fn cut(picture: &Picture, map: &Affine, width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity((width * height * 3) as usize);
    if !map.m.iter().all(|v| v.is_finite()) {
        out.resize((width * height * 3) as usize, 0);
        return out;
    }
    let from = Sampler::of(picture);
    let samples = (map.scale().round() as u32).clamp(1, MOST_SAMPLES);
    if samples == 1 {
        for y in 0..height {
            for x in 0..width {
                let [u, v] = map.apply(x as f32 + 0.5, y as f32 + 0.5);
                out.extend(from.at(u - 0.5, v - 0.5).map(|c| (c + 0.5) as u8));
            }
        }
        return out;
    }
    let step = 1.0 / samples as f32;
    let weight = step * step;
    for y in 0..height {
        for x in 0..width {
            let mut sum = [0.0f32; 3];
            for sy in 0..samples {
                for sx in 0..samples {
                    let [u, v] = map.apply(
                        x as f32 + (sx as f32 + 0.5) * step,
                        y as f32 + (sy as f32 + 0.5) * step,
                    );
                    let rgb = from.at(u - 0.5, v - 0.5);
                    for (s, c) in sum.iter_mut().zip(rgb) {
                        *s += c;
                    }
                }
            }
            out.extend(sum.map(|s| (s * weight + 0.5) as u8));
        }
    }
    out
}

/// Reads a picture between its pixels.
struct Sampler<'a> {
    rgb: &'a [u8],
    width: i32,
    height: i32,
    /// Below these a place has all four neighbours in the picture.
    inner: [f32; 2],
}

impl<'a> Sampler<'a> {
    fn of(picture: &'a Picture) -> Self {
        let (width, height) = (picture.width() as i32, picture.height() as i32);
        Self {
            rgb: picture.rgb(),
            width,
            height,
            inner: [(width - 1) as f32, (height - 1) as f32],
        }
    }

    /// The bilinear mean of the four pixels around a place; black outside.
    #[inline]
    fn at(&self, x: f32, y: f32) -> [f32; 3] {
        // Written so that a place with no number is on the rim.
        if x >= 0.0 && y >= 0.0 && x < self.inner[0] && y < self.inner[1] {
            // Nothing is negative here, so cutting off the fraction rounds down:
            // without SSE 4.1, `floor` is a call that costs more than all the rest.
            let (left, top) = (x as i32, y as i32);
            let (fx, fy) = (x - left as f32, y - top as f32);
            let at = (top as usize * self.width as usize + left as usize) * 3;
            let below = at + self.width as usize * 3;
            let (upper, lower) = (&self.rgb[at..at + 6], &self.rgb[below..below + 6]);
            let mix = |c: usize| {
                let (a, b) = (f32::from(upper[c]), f32::from(upper[c + 3]));
                let (d, e) = (f32::from(lower[c]), f32::from(lower[c + 3]));
                let (up, low) = (a + (b - a) * fx, d + (e - d) * fx);
                up + (low - up) * fy
            };
            return [mix(0), mix(1), mix(2)];
        }
        self.on_the_rim(x, y)
    }

    /// The same where some or all neighbours lie outside the picture.
    #[cold]
    fn on_the_rim(&self, x: f32, y: f32) -> [f32; 3] {
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let (x0, y0) = (left as i32, top as i32);
        let mut out = [0.0; 3];
        for (dx, dy, weight) in [
            (0, 0, (1.0 - fx) * (1.0 - fy)),
            (1, 0, fx * (1.0 - fy)),
            (0, 1, (1.0 - fx) * fy),
            (1, 1, fx * fy),
        ] {
            let (px, py) = (x0.saturating_add(dx), y0.saturating_add(dy));
            if px >= 0 && py >= 0 && px < self.width && py < self.height {
                let at = (py as usize * self.width as usize + px as usize) * 3;
                for c in 0..3 {
                    out[c] += f32::from(self.rgb[at + c]) * weight;
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> Picture {
        let rgb = (0..40u32 * 30)
            .flat_map(|i| [(i % 40 * 6) as u8, (i / 40 * 8) as u8, 9])
            .collect();
        Picture::from_rgb(40, 30, rgb).unwrap()
    }

    #[test]
    fn an_unturned_square_of_its_own_size_is_a_crop() {
        let picture = ramp();
        let map = Affine::square([15.0, 12.0], 10.0, 0.0, 10);
        let crop = picture.crop(10, 7, 10, 10).unwrap();
        assert_eq!(cut(&picture, &map, 10, 10), crop.rgb());
    }

    #[test]
    fn a_quarter_turn_turns() {
        // Turned by 90 degrees, the cut-out's x axis runs down the picture.
        let map = Affine::square([15.0, 12.0], 10.0, std::f32::consts::FRAC_PI_2, 10);
        let [x, y] = map.apply(10.0, 5.0);
        assert!(
            (x - 15.0).abs() < 1e-4 && (y - 17.0).abs() < 1e-4,
            "{x} {y}"
        );
    }

    #[test]
    fn shrinking_averages() {
        let picture = ramp();
        let map = Affine::square([20.0, 15.0], 24.0, 0.0, 6);
        let small = cut(&picture, &map, 6, 6);
        // The mean of columns 8..12 of the ramp is 9.5 * 6 = 57.
        assert!(small[0].abs_diff(57) <= 1, "{}", small[0]);
    }

    #[test]
    fn nothing_but_black_outside_and_for_broken_maps() {
        let map = Affine::square([-500.0, 1e9], 10.0, 0.3, 4);
        assert!(cut(&ramp(), &map, 4, 4).iter().all(|&v| v == 0));
        let map = Affine { m: [f32::NAN; 6] };
        assert_eq!(cut(&ramp(), &map, 4, 4), [0; 48]);
    }
}
