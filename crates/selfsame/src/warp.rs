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
const MOST_SAMPLES: f32 = 6.0;
/// Bits after the point of a place in the picture.
const FRACTION: u32 = 24;
/// Farther from the picture than any picture is wide: nothing is there.
const FAR: f32 = (1u32 << FRACTION) as f32;

/// Cuts `width` x `height` pixels out of the picture, bilinear.
///
/// Pixel centres lie at half coordinates in both. A sample is the mean of four
/// pixels, so one for every two pixels in each direction leaves none out; MediaPipe
/// too takes one sample at the sizes that faces have before a webcam.
pub(crate) fn cut(picture: &Picture, map: &Affine, width: u32, height: u32) -> Vec<u8> {
    let mut out = vec![0; (width * height * 3) as usize];
    if out.is_empty() || !map.m.iter().all(|v| v.is_finite()) {
        return out;
    }
    let from = Sampler::of(picture);
    let [a, b, c, d, e, f] = map.m;
    let right = [fixed(a), fixed(d)];
    let places = places(map);
    // Of 2^16; for one sample this is all of it.
    let share = (1 << 16) / places.len() as u64;
    for (y, row) in out.chunks_exact_mut(width as usize * 3).enumerate() {
        let y = y as f32;
        let [mut u, mut v] = [fixed(b * y + c - 0.5), fixed(e * y + f - 0.5)];
        for pixel in row.as_chunks_mut::<3>().0 {
            let sum: u64 = places.iter().map(|p| from.at(u + p[0], v + p[1])).sum();
            *pixel = [0, 16, 32].map(|lane| {
                let sum = sum >> lane & 0xffff;
                ((sum * share + (1 << 15)) >> 16) as u8
            });
            u += right[0];
            v += right[1];
        }
    }
    out
}

fn fixed(v: f32) -> i64 {
    (v.clamp(-FAR, FAR) * FAR) as i64
}

/// Where in a pixel of the cut-out the picture is read, in the picture's pixels:
/// a grid, denser the smaller the cut-out is.
fn places(map: &Affine) -> Vec<[i64; 2]> {
    let samples = (map.scale() / 2.0).ceil().clamp(1.0, MOST_SAMPLES) as u32;
    let along = |n: u32| (n as f32 + 0.5) / samples as f32;
    (0..samples * samples)
        .map(|n| [along(n % samples), along(n / samples)])
        .map(|[x, y]| {
            let [a, b, _, d, e, _] = map.m;
            [fixed(a * x + b * y), fixed(d * x + e * y)]
        })
        .collect()
}

/// Reads a picture between its pixels.
///
/// In whole numbers, and red, green and blue at once in lanes of 16 bits: in
/// floating point, one at a time, this took twice as long.
struct Sampler<'a> {
    rgb: &'a [u8],
    width: i64,
    height: i64,
}

impl<'a> Sampler<'a> {
    fn of(picture: &'a Picture) -> Self {
        Self {
            rgb: picture.rgb(),
            width: i64::from(picture.width()),
            height: i64::from(picture.height()),
        }
    }

    /// The bilinear mean of the four pixels around a place with [`FRACTION`] bits
    /// after the point; black outside. Within two levels of the exact mean.
    #[inline]
    fn at(&self, x: i64, y: i64) -> u64 {
        let (left, top) = (x >> FRACTION, y >> FRACTION);
        let [upper, lower] = self.around(left, top);
        let (fx, fy) = (weight(x), weight(y));
        mix(mix(upper[0], upper[1], fx), mix(lower[0], lower[1], fx), fy)
    }

    /// Two pixels, and the two below them.
    #[inline]
    fn around(&self, left: i64, top: i64) -> [[u64; 2]; 2] {
        if left >= 0 && left < self.width - 1 && top >= 0 && top < self.height - 1 {
            let at = (top * self.width + left) as usize * 3;
            let below = at + self.width as usize * 3;
            // Two pixels are six bytes; eight are there but at the picture's end.
            let two = |at: usize| self.rgb.get(at..).and_then(<[u8]>::first_chunk);
            if let (Some(upper), Some(lower)) = (two(at), two(below)) {
                return [upper, lower].map(|two| {
                    let two = u64::from_le_bytes(*two);
                    [spread(two), spread(two >> 24)]
                });
            }
        }
        self.on_the_rim(left, top)
    }

    /// The same where some or all of them lie outside the picture.
    #[cold]
    fn on_the_rim(&self, left: i64, top: i64) -> [[u64; 2]; 2] {
        let pixel = |x: i64, y: i64| {
            if !(0..self.width).contains(&x) || !(0..self.height).contains(&y) {
                return 0;
            }
            let at = (y * self.width + x) as usize * 3;
            (0..3).fold(0, |all, c| all | u64::from(self.rgb[at + c]) << (16 * c))
        };
        [
            [pixel(left, top), pixel(left + 1, top)],
            [pixel(left, top + 1), pixel(left + 1, top + 1)],
        ]
    }
}

/// The first three bytes, each in its lane.
#[inline]
fn spread(bytes: u64) -> u64 {
    bytes & 0xff | (bytes & 0xff00) << 8 | (bytes & 0xff_0000) << 16
}

/// The first eight bits after the point.
fn weight(place: i64) -> u64 {
    (place >> (FRACTION - 8) & 0xff) as u64
}

/// From `a` to `b` by `weight` of 256, rounded, in three lanes: none of them can
/// run over, 255 * 256 + 128 being less than 2^16.
#[inline]
fn mix(a: u64, b: u64, weight: u64) -> u64 {
    const HALF: u64 = 0x0080_0080_0080;
    const LANES: u64 = 0x00ff_00ff_00ff;
    (a * (256 - weight) + b * weight + HALF) >> 8 & LANES
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

    /// The definition, in floating point: four neighbours, black outside.
    fn exact(picture: &Picture, x: f64, y: f64) -> [f64; 3] {
        let (left, top) = (x.floor(), y.floor());
        let mut sum = [0.0; 3];
        for (dx, dy) in [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)] {
            let (px, py) = (left + dx, top + dy);
            let weight = (1.0 - (x - px).abs()) * (1.0 - (y - py).abs());
            let (width, height) = (picture.width().into(), picture.height().into());
            if (0.0..width).contains(&px) && (0.0..height).contains(&py) {
                let rgb = picture.pixel(px as u32, py as u32);
                for (s, c) in sum.iter_mut().zip(rgb) {
                    *s += weight * f64::from(c);
                }
            }
        }
        sum
    }

    #[test]
    fn whole_numbers_stay_within_two_levels_of_the_exact_mean() {
        let noise = (0..40u32 * 30 * 3).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8);
        let picture = Picture::from_rgb(40, 30, noise.collect()).unwrap();
        // Turned, magnified, and over every edge and the last corner.
        for centre in [
            [20.0, 15.0],
            [1.0, 2.0],
            [38.0, 3.0],
            [2.0, 29.0],
            [39.0, 29.0],
        ] {
            let map = Affine::square(centre, 14.0, 0.4, 24);
            let got = cut(&picture, &map, 24, 24);
            for (i, rgb) in got.chunks_exact(3).enumerate() {
                let [x, y] = map.apply((i % 24) as f32 + 0.5, (i / 24) as f32 + 0.5);
                let want = exact(&picture, f64::from(x) - 0.5, f64::from(y) - 0.5);
                for (a, b) in rgb.iter().zip(want) {
                    assert!((f64::from(*a) - b).abs() <= 2.0, "{centre:?} {i}: {a} {b}");
                }
            }
        }
    }

    #[test]
    fn nothing_but_black_outside_and_for_broken_maps() {
        let map = Affine::square([-500.0, 1e9], 10.0, 0.3, 4);
        assert!(cut(&ramp(), &map, 4, 4).iter().all(|&v| v == 0));
        let map = Affine { m: [f32::NAN; 6] };
        assert_eq!(cut(&ramp(), &map, 4, 4), [0; 48]);
    }
}
