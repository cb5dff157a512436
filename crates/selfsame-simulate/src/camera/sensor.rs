//! The sensor: what light becomes on its way to a frame.
//!
//! Enters: whatever is drawn on a canvas. Leaves: RGB bytes, with the exposure, white
//! balance, softness, motion blur and noise of a webcam.

use std::ops::Range;

use super::develop::Developer;
use super::{Camera, exposure};
use crate::dice::Dice;
use crate::figure::{Figure, Posed, View};
use crate::raster::{Canvas, Lanes, Light, PIXEL_STEPS};
use crate::scene::Scene;

/// Length of the grain's table; not a multiple of three or of a row.
const GRAIN: usize = 65_537;

/// A camera before a scene.
pub(crate) struct Sensor {
    camera: Camera,
    canvas: Canvas,
    /// The background's levels, once the exposure is known.
    wall: Vec<u8>,
    /// Once the exposure is known.
    developer: Option<Developer>,
    /// Noise, once the exposure is known.
    grain: Vec<i16>,
    frame: u32,
    /// The light of the frame before, where something was drawn.
    before: Option<Before>,
}

/// What of a film's last frame is seen in the next.
struct Before {
    light: Vec<Lanes>,
    spans: Vec<Range<usize>>,
}

impl Sensor {
    pub(crate) fn new(camera: Camera, scene: &Scene) -> Self {
        let (width, height) = (camera.width as usize, camera.height as usize);
        let background = scene.background(width, height);
        let background = background.into_iter().map(Light::behind).collect();
        Self {
            canvas: Canvas::before(width, height, background),
            wall: Vec::new(),
            developer: None,
            grain: Vec::new(),
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
        self.canvas.finish();
        let mut developer = match self.developer.take() {
            Some(developer) => developer,
            None => self.expose(),
        };
        self.frame = self.frame.wrapping_add(1);
        let mut out = self.wall.clone();
        self.develop(&mut developer, &mut out);
        self.roughen(&mut out);
        self.developer = Some(developer);
        out
    }

    /// Sets the exposure by the first frame.
    fn expose(&mut self) -> Developer {
        let Camera {
            exposure,
            balance,
            noise,
            shutter,
            ..
        } = self.camera;
        let factor = self.meter();
        self.grain = grain(noise * exposure::noise(factor));
        let mut developer = Developer::new(factor * exposure, balance, shutter);
        let wall = self.canvas.behind();
        self.wall = vec![0; wall.len() * 3];
        developer.still(wall, self.wall.as_chunks_mut::<3>().0);
        developer
    }

    /// Auto exposure: brings the middle of the frame to a mid grey, within limits.
    fn meter(&self) -> f32 {
        let (width, height) = (self.camera.width as usize, self.camera.height as usize);
        let (mut sum, mut n) = (0.0, 0.0);
        for y in height / 5..height * 4 / 5 {
            for x in width / 4..width * 3 / 4 {
                let [_, green, ..] = self.canvas.light()[y * width + x];
                sum += f64::from(green);
                n += 1.0;
            }
        }
        exposure::factor((sum / n) as f32 / PIXEL_STEPS)
    }

    /// Writes the levels of whatever was drawn over those of the wall.
    fn develop(&mut self, developer: &mut Developer, out: &mut [u8]) {
        let width = self.camera.width as usize;
        let mut before = self.before.take();
        for y in 0..self.canvas.height {
            let span = self.canvas.span(y);
            let both = match &before {
                Some(before) => join(&span, &before.spans[y]),
                None => span.clone(),
            };
            let pixels = y * width + both.start..y * width + both.end;
            let row = &self.canvas.light()[pixels.clone()];
            let out = out[pixels.start * 3..pixels.end * 3].as_chunks_mut::<3>().0;
            match &mut before {
                Some(before) => {
                    developer.blurred(row, &mut before.light[pixels], out);
                    before.spans[y] = span;
                }
                None => developer.still(row, out),
            }
        }
        self.before = before;
    }

    /// The light of a film's first frame.
    fn remember(&self) -> Before {
        Before {
            light: self.canvas.light().to_vec(),
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
                let level = i16::from(*byte);
                // Shot noise shows most in the dark half of the curve. The upper half of
                // a product of 16 bits each is what vectors have.
                let strength = i32::from((500 - level) * 8);
                let noise = ((i32::from(grain) * strength) >> 16) as i16;
                *byte = (level + ((noise + 1) >> 1)).clamp(0, 255) as u8;
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
