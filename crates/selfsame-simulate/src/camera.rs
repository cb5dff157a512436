//! The camera: what light becomes on its way to a frame.
//!
//! Enters: a figure on a canvas. Leaves: RGB bytes, with the exposure, white
//! balance, softness and noise of a webcam.

mod exposure;
pub(crate) mod jpeg;

use glam::{Vec2, Vec3A};

use crate::dice::Dice;
use crate::error::Error;
use crate::figure::{Figure, Posed, View};
use crate::raster::Canvas;
use crate::scene::Scene;

/// Canvas pixels to a frame's pixel in each direction.
pub(crate) const SUPERSAMPLE: usize = 2;
/// Steps of the tone curve's table.
const TONES: usize = 4096;
/// Length of the grain's table; not a multiple of three or of a row.
const GRAIN: usize = 65_537;
/// Linear light at the table's end.
const BRIGHTEST: f32 = 4.0;

/// How a camera is built and stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Field of view across, degrees.
    pub field: f32,
    /// From the camera to the eyes, decimetres.
    pub distance: f32,
    /// Where the eyes are in the frame, share of its width and height.
    pub eyes_at: Vec2,
    /// Brighter or darker than auto exposure wants: a factor.
    pub exposure: f32,
    /// Gain of red and blue.
    pub balance: [f32; 2],
    /// Standard deviation of noise in mid grey and good light, levels of 255. In dim
    /// light there is more.
    pub noise: f32,
    /// Quality of the motion JPEG that the camera sends, 1..=100 on the scale of the
    /// IJG's library; `None` if it sends pictures as they are. Webcams take 60 to 90.
    pub mjpeg: Option<u8>,
}

impl Camera {
    /// A common webcam, 640x480, drawn from a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let dice = &mut Dice::new(seed, "camera");
        let field = dice.within(50.0, 62.0);
        // Wider angles sit closer: so much of the room is in the frame, and no more than
        // the body that there is.
        let across = dice.within(3.3, 4.3);
        Self {
            width: 640,
            height: 480,
            field,
            distance: across / (2.0 * (field.to_radians() / 2.0).tan()),
            eyes_at: Vec2::new(dice.within(0.44, 0.56), dice.within(0.36, 0.46)),
            exposure: dice.normal(1.0, 0.12),
            balance: [dice.normal(1.0, 0.03), dice.normal(1.0, 0.04)],
            noise: dice.within(0.8, 3.0),
            mjpeg: mjpeg(seed),
        }
    }

    /// For an ID portrait: 480x600, sharp and clean.
    #[must_use]
    pub fn studio() -> Self {
        Self {
            width: 480,
            height: 600,
            field: 15.0,
            distance: 12.0,
            eyes_at: Vec2::new(0.5, 0.45),
            exposure: 1.3,
            balance: [1.0, 1.0],
            noise: 0.6,
            mjpeg: None,
        }
    }

    /// Whether such a camera can be.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let refuse = |what: String| Err(Error::Impossible(format!("camera: {what}")));
        let sides = [self.width, self.height];
        if sides.iter().any(|s| !(64..=4096).contains(s)) {
            let [w, h] = sides;
            return refuse(format!("{w}x{h} pixels: 64 to 4096 a side are possible"));
        }
        let numbers = [
            ("field of view, degrees", self.field, 5.0, 150.0),
            ("distance, decimetres", self.distance, 2.5, 50.0),
            ("eyes across", self.eyes_at.x, -1.0, 2.0),
            ("eyes down", self.eyes_at.y, -1.0, 2.0),
            ("exposure", self.exposure, 0.0, 16.0),
            ("gain of red", self.balance[0], 0.0, 16.0),
            ("gain of blue", self.balance[1], 0.0, 16.0),
            ("noise, levels", self.noise, 0.0, 60.0),
        ];
        for (name, value, least, most) in numbers {
            if !(least..=most).contains(&value) {
                return refuse(format!("{name}: {value}: {least} to {most} are possible"));
            }
        }
        match self.mjpeg {
            Some(quality) if !(1..=100).contains(&quality) => refuse(format!(
                "quality of motion JPEG: {quality}: 1 to 100 are possible"
            )),
            _ => Ok(()),
        }
    }

    pub(crate) fn view(&self) -> View {
        let (width, height) = (self.width as f32, self.height as f32);
        let scale = SUPERSAMPLE as f32;
        View {
            distance: self.distance,
            focal: scale * width / (2.0 * (self.field.to_radians() / 2.0).tan()),
            centre: self.eyes_at * Vec2::new(width, height) * scale,
        }
    }
}

/// What a webcam of a seed sends. Common ones compress, at least in the modes in which
/// they reach 30 frames a second; coding takes some milliseconds a frame, so not all of
/// the simulated ones do.
fn mjpeg(seed: u64) -> Option<u8> {
    let dice = &mut Dice::new(seed, "motion JPEG");
    let quality = dice.within(60.0, 91.0) as u8;
    dice.chance(0.6).then_some(quality)
}

/// A camera before a scene.
pub(crate) struct Sensor {
    camera: Camera,
    canvas: Canvas,
    background: Vec<Vec3A>,
    tones: Vec<u8>,
    grain: Vec<i16>,
    exposure: Option<f32>,
    frame: u32,
}

impl Sensor {
    pub(crate) fn new(camera: Camera, scene: &Scene) -> Self {
        let (width, height) = (camera.width as usize, camera.height as usize);
        Self {
            canvas: Canvas::new(width * SUPERSAMPLE, height * SUPERSAMPLE),
            background: scene.background(width, height),
            tones: tones(),
            grain: grain(camera.noise),
            exposure: None,
            frame: 0,
            camera,
        }
    }

    /// Takes a picture: RGB bytes.
    pub(crate) fn take(&mut self, figure: &Figure, posed: &Posed, scene: &Scene) -> Vec<u8> {
        self.take_drawn(|view, canvas| figure.draw(posed, scene, view, canvas))
    }

    /// The next picture is number `frame`: with the number, the grain repeats.
    pub(crate) fn count_from(&mut self, frame: u32) {
        self.frame = frame.wrapping_sub(1);
    }

    /// Takes a picture of whatever is drawn: RGB bytes.
    pub(crate) fn take_drawn(&mut self, draw: impl FnOnce(&View, &mut Canvas)) -> Vec<u8> {
        self.canvas.clear();
        draw(&self.camera.view(), &mut self.canvas);
        let exposure = self.exposure.unwrap_or_else(|| {
            let light: Vec<Vec3A> = (0..self.background.len()).map(|i| self.light(i)).collect();
            let exposure = self.meter(&light);
            self.grain = grain(self.camera.noise * exposure::noise(exposure));
            exposure
        });
        self.exposure = Some(exposure);
        self.frame = self.frame.wrapping_add(1);
        self.develop(exposure * self.camera.exposure)
    }

    /// Linear light on a pixel: of canvas pixels, of the background where nothing was
    /// drawn.
    #[inline]
    fn light(&self, pixel: usize) -> Vec3A {
        let width = self.camera.width as usize;
        let row = self.canvas.width;
        let first = (pixel / width * row + pixel % width) * SUPERSAMPLE;
        let mut sum = Vec3A::ZERO;
        let mut drawn = 0u8;
        for at in [first, first + 1, first + row, first + row + 1] {
            if self.canvas.is_drawn(at) {
                sum += self.canvas.colour[at];
                drawn += 1;
            }
        }
        match drawn {
            0 => self.background[pixel],
            4 => sum * 0.25,
            _ => self.background[pixel] * (1.0 - 0.25 * f32::from(drawn)) + sum * 0.25,
        }
    }

    /// Auto exposure: brings the middle of the frame to a mid grey, within limits.
    fn meter(&self, light: &[Vec3A]) -> f32 {
        let (width, height) = (self.camera.width as usize, self.camera.height as usize);
        let (mut sum, mut n) = (0.0, 0.0);
        for y in height / 5..height * 4 / 5 {
            for x in width / 4..width * 3 / 4 {
                sum += light[y * width + x].y;
                n += 1.0;
            }
        }
        let mean: f32 = sum / n;
        exposure::factor(mean)
    }

    fn develop(&self, exposure: f32) -> Vec<u8> {
        let [red, blue] = self.camera.balance;
        let gain = Vec3A::new(red, 1.0, blue) * exposure * (TONES as f32 / BRIGHTEST);
        let brightest = Vec3A::splat(TONES as f32 - 1.0);
        let mut out = vec![0; self.background.len() * 3];
        // Each frame reads the grain from another place.
        let mut grain = self.frame.wrapping_mul(0x9E37_79B9) as usize;
        for (i, rgb) in out.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let value = (self.light(i) * gain)
                .clamp(Vec3A::ZERO, brightest)
                .to_array();
            for (byte, v) in rgb.iter_mut().zip(value) {
                let level = i32::from(self.tones[v as usize]);
                // Shot noise shows most in the dark half of the curve.
                let noise = i32::from(self.grain[grain % GRAIN]) * (500 - level);
                *byte = (level + ((noise + (1 << 13)) >> 14)).clamp(0, 255) as u8;
                grain = grain.wrapping_add(1);
            }
        }
        out
    }
}

/// Normal noise, in such steps that 400 of them in `develop` are a level's `noise`
/// share: see there.
fn grain(deviation: f32) -> Vec<i16> {
    let mut dice = Dice::new(0, "grain");
    let scale = (1 << 14) as f32 / 400.0;
    (0..GRAIN)
        .map(|_| (dice.normal(0.0, deviation) * scale) as i16)
        .collect()
}

/// From linear light to sRGB, with a shoulder so that highlights keep colour.
fn tones() -> Vec<u8> {
    (0..TONES)
        .map(|i| {
            let v = i as f32 / TONES as f32 * BRIGHTEST;
            let v = v * (1.0 + v / 2.2) / (1.0 + v * 0.85);
            let v = match v {
                v if v <= 0.003_130_8 => v * 12.92,
                v => 1.055 * v.powf(1.0 / 2.4) - 0.055,
            };
            (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_camera_that_is_drawn_can_be() {
        for seed in 0..5000 {
            let camera = Camera::of(seed);
            assert!(camera.check().is_ok(), "{seed}: {camera:?}");
        }
        assert!(Camera::studio().check().is_ok());
    }
}
