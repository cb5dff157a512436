//! The sensor: what light becomes on its way to a frame.
//!
//! Enters: whatever is drawn on a canvas. Leaves: RGB bytes, with the exposure, white
//! balance, softness, motion blur and noise of a webcam.

use std::ops::Range;

use super::{Camera, exposure};
use crate::dice::Dice;
use crate::figure::{Figure, Posed, View};
use crate::raster::{Canvas, Light, PIXEL_STEPS, Paint};
use crate::scene::Scene;

/// Steps of the tone curve's table.
const TONES: usize = 16_384;
/// Length of the grain's table; not a multiple of three or of a row.
const GRAIN: usize = 65_537;
/// Linear light at the table's end.
const BRIGHTEST: f32 = 4.0;

/// A camera before a scene.
pub(crate) struct Sensor {
    camera: Camera,
    canvas: Canvas,
    /// What is behind everything, as one place of a pixel shows it.
    background: Vec<Light>,
    /// The background's levels, once the exposure is known.
    wall: Vec<u8>,
    tones: Vec<u8>,
    /// Noise, once the exposure is known.
    grain: Vec<i16>,
    exposure: Option<f32>,
    frame: u32,
    /// The light of the frame before, where something was drawn.
    before: Option<Before>,
}

/// What of a film's last frame is seen in the next.
struct Before {
    light: Vec<Light>,
    spans: Vec<Range<usize>>,
}

impl Sensor {
    pub(crate) fn new(camera: Camera, scene: &Scene) -> Self {
        let (width, height) = (camera.width as usize, camera.height as usize);
        Self {
            canvas: Canvas::new(width, height),
            background: scene
                .background(width, height)
                .into_iter()
                .map(Light::of)
                .collect(),
            wall: Vec::new(),
            tones: tones(),
            grain: Vec::new(),
            exposure: None,
            frame: 0,
            before: None,
            camera,
        }
    }

    /// Takes a picture: RGB bytes.
    pub(crate) fn take(&mut self, figure: &Figure, posed: &Posed, scene: &Scene) -> Vec<u8> {
        self.before = None;
        self.canvas.clear();
        figure.draw(posed, scene, &self.camera.view(), &mut self.canvas);
        self.shoot()
    }

    /// The next picture is number `frame`: with the number, the grain repeats. It has
    /// nothing of the picture before.
    pub(crate) fn count_from(&mut self, frame: u32) {
        self.frame = frame.wrapping_sub(1);
        self.before = None;
    }

    /// The next frame of a film has nothing of the one before.
    pub(crate) fn cut(&mut self) {
        self.before = None;
    }

    /// Takes the next frame of a film, blurred by what moved since the one before.
    pub(crate) fn film_drawn(&mut self, draw: impl FnOnce(&View, &mut Canvas)) -> Vec<u8> {
        self.canvas.clear();
        draw(&self.camera.view(), &mut self.canvas);
        let first = self.before.is_none();
        let out = self.shoot();
        if first && self.camera.shutter > 0.0 {
            self.before = Some(self.remember());
        }
        out
    }

    /// What is on the canvas, as a picture.
    fn shoot(&mut self) -> Vec<u8> {
        let exposure = match self.exposure {
            Some(exposure) => exposure,
            None => self.expose(),
        };
        self.frame = self.frame.wrapping_add(1);
        let mut out = self.wall.clone();
        self.develop(exposure, &mut out);
        self.roughen(&mut out);
        out
    }

    /// Sets the exposure by the first frame.
    fn expose(&mut self) -> f32 {
        let factor = self.meter();
        self.grain = grain(self.camera.noise * exposure::noise(factor));
        let exposure = factor * self.camera.exposure;
        self.exposure = Some(exposure);
        let gain = self.gain(exposure);
        let mut wall = Vec::with_capacity(self.background.len() * 3);
        for light in &self.background {
            wall.extend(self.levels(light.pixel(), gain));
        }
        self.wall = wall;
        exposure
    }

    /// Light on a pixel: of what was drawn, else of the background.
    #[inline]
    fn light(&self, pixel: usize) -> Light {
        self.canvas.light(pixel, || self.background[pixel])
    }

    /// Auto exposure: brings the middle of the frame to a mid grey, within limits.
    fn meter(&self) -> f32 {
        let (width, height) = (self.camera.width as usize, self.camera.height as usize);
        let (mut sum, mut n) = (0.0, 0.0);
        for y in height / 5..height * 4 / 5 {
            for x in width / 4..width * 3 / 4 {
                let [_, green, _] = self.light(y * width + x).lanes();
                sum += f64::from(green);
                n += 1.0;
            }
        }
        exposure::factor((sum / n) as f32 / PIXEL_STEPS)
    }

    /// From light to steps of the tone table, by colour, times 65536.
    fn gain(&self, exposure: f32) -> [u64; 3] {
        let [red, blue] = self.camera.balance;
        let steps = exposure * TONES as f32 / BRIGHTEST / PIXEL_STEPS * 65_536.0;
        [red, 1.0, blue].map(|balance| (balance * steps) as u64)
    }

    #[inline]
    fn levels(&self, light: Light, gain: [u64; 3]) -> [u8; 3] {
        let lanes = light.lanes();
        std::array::from_fn(|i| {
            let step = (u64::from(lanes[i]) * gain[i]) >> 16;
            self.tones[(step as usize).min(TONES - 1)]
        })
    }

    /// Writes the levels of whatever was drawn over those of the wall.
    fn develop(&mut self, exposure: f32, out: &mut [u8]) {
        let width = self.camera.width as usize;
        let gain = self.gain(exposure);
        // Light falls evenly while the shutter is open, and over that time everything
        // goes on from where it was: small steps are blurred as by their mean.
        let old = (self.camera.shutter / 2.0 * 256.0) as u32;
        let mut before = self.before.take();
        for row in 0..self.canvas.height {
            let span = self.canvas.span(row);
            let both = match &before {
                Some(before) => join(&span, &before.spans[row]),
                None => span.clone(),
            };
            let pixels = row * width + both.start..row * width + both.end;
            let bytes = out[pixels.start * 3..pixels.end * 3].as_chunks_mut::<3>().0;
            match &mut before {
                Some(before) => {
                    for (pixel, rgb) in pixels.zip(bytes) {
                        let now = self.light(pixel);
                        let then = std::mem::replace(&mut before.light[pixel], now);
                        *rgb = self.levels(now.towards(then, old), gain);
                    }
                    before.spans[row] = span;
                }
                None => {
                    for (pixel, rgb) in pixels.zip(bytes) {
                        *rgb = self.levels(self.light(pixel), gain);
                    }
                }
            }
        }
        self.before = before;
    }

    /// The light of a film's first frame.
    fn remember(&self) -> Before {
        Before {
            light: (0..self.background.len()).map(|i| self.light(i)).collect(),
            spans: (0..self.canvas.height)
                .map(|y| self.canvas.span(y))
                .collect(),
        }
    }

    /// Adds noise. Each frame reads the grain from another place.
    fn roughen(&self, out: &mut [u8]) {
        let mut from = self.frame.wrapping_mul(0x9E37_79B9) as usize % GRAIN;
        let mut rest = out;
        while !rest.is_empty() {
            let grain = &self.grain[from..];
            let (now, later) = rest.split_at_mut(rest.len().min(grain.len()));
            for (byte, &grain) in now.iter_mut().zip(grain) {
                let level = i32::from(*byte);
                // Shot noise shows most in the dark half of the curve.
                let noise = i32::from(grain) * (500 - level);
                *byte = (level + ((noise + (1 << 13)) >> 14)).clamp(0, 255) as u8;
            }
            rest = later;
            from = 0;
        }
    }
}

fn join(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.clone(),
        (_, true) => a.clone(),
        _ => a.start.min(b.start)..a.end.max(b.end),
    }
}

/// Normal noise, in such steps that 400 of them in `roughen` are a level's `noise`
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
    use crate::expression::Expression;
    use crate::performance::Head;
    use crate::person::Person;

    /// A head at rest, then one 1 cm beside it; noise-free.
    fn two(shutter: f32, film: bool) -> Vec<u8> {
        let camera = Camera {
            width: 160,
            height: 120,
            noise: 0.0,
            shutter,
            ..Camera::of(4)
        };
        let scene = Scene::of(4);
        let (figure, mut sensor) = (Figure::new(Person::of(4)), Sensor::new(camera, &scene));
        let mut shoot = |x: f32| {
            let mut head = Head::default();
            head.shift.x = x;
            let posed = figure.pose(&Expression::REST, &head);
            match film {
                true => sensor.film_drawn(|view, canvas| figure.draw(&posed, &scene, view, canvas)),
                false => sensor.take(&figure, &posed, &scene),
            }
        };
        shoot(0.0);
        shoot(1.0)
    }

    #[test]
    fn films_are_blurred_by_what_moves_and_stills_are_not() {
        let still = two(1.0, false);
        assert_eq!(still, two(0.0, true));
        let changed = |film: &[u8]| {
            let off = |(a, b): (&u8, &u8)| u64::from(a.abs_diff(*b));
            film.iter().zip(&still).map(off).sum::<u64>()
        };
        let (short, long) = (changed(&two(0.3, true)), changed(&two(1.0, true)));
        assert!(short > 1000, "{short}");
        assert!(long > 2 * short, "{short} {long}");
    }
}
