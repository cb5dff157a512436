//! From light to levels: motion blur, exposure, white balance and the tone curve.
//!
//! Enters: the light of pixels, and for films that of the frame before. Leaves: bytes.
//! Everything is whole numbers side by side, as compilers turn into vectors.

use crate::raster::{Lanes, PIXEL_STEPS};

/// Steps of the tone curve up to [`BRIGHTEST`].
const TONES: f32 = 16_384.0;
/// Linear light at the last of these steps.
const BRIGHTEST: f32 = 4.0;

/// The curve of a camera whose exposure is known.
pub(super) struct Developer {
    /// Levels by steps; from [`BRIGHTEST`] on they are the last.
    curve: Vec<u8>,
    /// From light to steps, times 65536, after light was doubled so many times.
    gain: Lanes,
    doubled: u32,
    /// How much of the frame before is seen in a frame, in 65536ths.
    old: u16,
    /// Of a row.
    steps: Vec<Lanes>,
}

impl Developer {
    /// `balance` are the gains of red and blue.
    pub(super) fn new(exposure: f32, [red, blue]: [f32; 2], shutter: f32) -> Self {
        let steps = exposure * TONES / BRIGHTEST / PIXEL_STEPS * 65_536.0;
        let gain = [red, 1.0, blue, 0.0].map(|balance| (balance * steps) as u64);
        let most = gain.iter().fold(0, |most, &gain| most.max(gain));
        let doubled = (64 - (most >> 16).leading_zeros()).min(16);
        Self {
            curve: curve(),
            gain: gain.map(|gain| (gain >> doubled) as u16),
            doubled,
            // Light falls evenly while the shutter is open, and over that time everything
            // goes on from where it was: small steps are blurred as by their mean.
            old: ((shutter / 2.0 * 256.0) as u16) << 8,
            steps: Vec::new(),
        }
    }

    /// Levels of pixels that do not move.
    pub(super) fn still(&mut self, now: &[Lanes], out: &mut [[u8; 3]]) {
        self.steps.clear();
        self.steps.extend_from_slice(now);
        self.print(out);
    }

    /// Levels of pixels that showed `before` in the last frame; that becomes `now`.
    pub(super) fn blurred(&mut self, now: &[Lanes], before: &mut [Lanes], out: &mut [[u8; 3]]) {
        let share = |light: u16| ((u32::from(light) * u32::from(self.old)) >> 16) as u16;
        self.steps.clear();
        self.steps.resize(now.len(), [0; 4]);
        let steps = self.steps.as_flattened_mut();
        for ((step, &now), before) in steps
            .iter_mut()
            .zip(now.as_flattened())
            .zip(before.as_flattened_mut())
        {
            *step = now - share(now) + share(*before);
            *before = now;
        }
        self.print(out);
    }

    /// Turns `steps`, which are light, to levels.
    fn print(&mut self, out: &mut [[u8; 3]]) {
        for _ in 0..self.doubled {
            for light in self.steps.as_flattened_mut() {
                *light = light.saturating_add(*light);
            }
        }
        let [red, green, blue, none] = self.gain;
        let gain = [red, green, blue, none, red, green, blue, none];
        let (pairs, last) = self.steps.as_chunks_mut::<2>();
        for pair in pairs {
            for (light, gain) in pair.as_flattened_mut().iter_mut().zip(gain) {
                *light = ((u32::from(*light) * u32::from(gain)) >> 16) as u16;
            }
        }
        for (light, gain) in last.as_flattened_mut().iter_mut().zip(gain) {
            *light = ((u32::from(*light) * u32::from(gain)) >> 16) as u16;
        }
        let Some(curve) = self.curve.first_chunk::<65_536>() else {
            return;
        };
        for ([red, green, blue, _], rgb) in self.steps.iter().zip(out) {
            *rgb = [red, green, blue].map(|step| curve[usize::from(*step)]);
        }
    }
}

/// From linear light to sRGB, with a shoulder so that highlights keep colour.
fn curve() -> Vec<u8> {
    (0..=u16::MAX)
        .map(|step| {
            let v = f32::from(step).min(TONES - 1.0) / TONES * BRIGHTEST;
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

    fn levels(exposure: f32, light: f32) -> [u8; 3] {
        let mut out = [[0; 3]];
        let mut developer = Developer::new(exposure, [1.0, 0.5], 1.0);
        developer.still(&[[(light * PIXEL_STEPS) as u16; 4]], &mut out);
        out[0]
    }

    #[test]
    fn as_much_light_is_as_bright_however_it_is_let_in() {
        for light in [0.01, 0.1, 0.5] {
            let once = levels(1.0, light);
            assert!(once[2] < once[1] && once[0] == once[1]);
            for times in [2.0, 4.0, 7.9] {
                let more = levels(times, light / times);
                for (a, b) in once.iter().zip(more) {
                    assert!(a.abs_diff(b) <= 1, "{light} {times}: {once:?} {more:?}");
                }
            }
        }
        assert_eq!(levels(300.0, 0.5), [255; 3]);
        assert_eq!(levels(300.0, 0.0), [0; 3]);
    }

    #[test]
    fn what_moved_is_seen_in_both_places() {
        let mut developer = Developer::new(1.0, [1.0; 2], 1.0);
        let [dark, light] = [[0; 4], [8_192; 4]];
        let (mut before, mut out) = ([light, dark, light], [[0; 3]; 3]);
        developer.blurred(&[dark, light, light], &mut before, &mut out);
        assert_eq!(before, [dark, light, light]);
        assert_eq!(out[0], out[1]);
        assert!(out[1] < out[2] && out[0][0] > 0);
    }
}
