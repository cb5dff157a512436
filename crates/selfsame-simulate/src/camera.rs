//! How a camera is built and stands; what it makes of light is in `sensor`.
//!
//! Enters: a seed, or numbers. Leaves: a [`Camera`], and its view of space.

mod develop;
mod exposure;
pub(crate) mod jpeg;
mod sensor;

use glam::Vec2;

pub(crate) use sensor::Sensor;

use crate::dice::Dice;
use crate::error::Error;
use crate::figure::View;

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
    /// For how much of the time between frames the shutter is open, 0..=1: what moves
    /// is blurred over that time.
    pub shutter: f32,
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
            shutter: dice.within(0.2, 0.9),
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
            shutter: 0.0,
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
            ("shutter", self.shutter, 0.0, 1.0),
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
        View {
            distance: self.distance,
            focal: width / (2.0 * (self.field.to_radians() / 2.0).tan()),
            centre: self.eyes_at * Vec2::new(width, height),
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
