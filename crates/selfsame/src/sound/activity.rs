//! When was a voice heard?
//!
//! Enters: the power of the sound at uniform times. Leaves: for each, whether it stood out
//! of the noise around it. The noise is what the quietest moments of the last and next
//! seconds had, so a fan that starts is no voice for long.

use crate::signal::RATE;

/// The noise is looked for so many seconds before and after: longer than the longest gap
/// between two digits is wide, so that there is a rest in it.
const AROUND: f32 = 2.0;
/// The quietest tenth of that is noise.
const QUIETEST: f32 = 0.1;
/// And what is loud: of all the sound.
const LOUD: f32 = 0.95;
/// A voice is louder than the noise by so many nepers of power: 6 dB.
const LEAST_OVER_NOISE: f32 = 1.4;
/// And by so large a part of the way from the noise to what is loud (chosen by eye).
const PART: f32 = 0.4;
/// Powers below this, relative to full scale, are silence: 16-bit sound ends at -98 dB.
const SILENCE: f64 = 1e-10;

/// Natural log of a power.
pub(super) fn level(power: f64) -> f32 {
    power.max(SILENCE).ln() as f32
}

/// The level of the noise around each sample; where there is no sound around, silence.
pub(super) fn noise(power: &[Option<f64>]) -> Vec<f32> {
    let around = (AROUND * RATE) as usize;
    (0..power.len())
        .map(|i| {
            let part = &power[i.saturating_sub(around)..(i + around + 1).min(power.len())];
            quantile(part, QUIETEST).unwrap_or(level(0.0))
        })
        .collect()
}

/// Whether a voice was heard at each sample; none where there was no sound.
#[must_use]
pub fn voiced(power: &[Option<f64>]) -> Vec<Option<bool>> {
    let loud = quantile(power, LOUD).unwrap_or(level(0.0));
    power
        .iter()
        .zip(noise(power))
        .map(|(power, noise)| {
            let over = LEAST_OVER_NOISE.max(PART * (loud - noise));
            power.map(|p| level(p) > noise + over)
        })
        .collect()
}

/// Of the levels that are known.
fn quantile(power: &[Option<f64>], share: f32) -> Option<f32> {
    let mut levels: Vec<f32> = power.iter().flatten().map(|p| level(*p)).collect();
    levels.sort_by(f32::total_cmp);
    let last = levels.len().checked_sub(1)?;
    levels.get((last as f32 * share) as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half a second of voice in each two seconds, in noise of a level.
    fn session(noise: f64, voice: f64) -> Vec<Option<f64>> {
        let wobble = |i: usize| 1.0 + 0.4 * ((i * 7919) % 101) as f64 / 101.0;
        (0..400)
            .map(|i| Some(wobble(i) * (noise + if i % 50 < 13 { voice } else { 0.0 })))
            .collect()
    }

    #[test]
    fn a_voice_stands_out_of_any_noise() {
        for (noise, voice) in [(0.0, 1e-4), (1e-7, 1e-3), (1e-4, 2e-3)] {
            let found = voiced(&session(noise, voice));
            for (i, found) in found.iter().enumerate() {
                assert_eq!(*found, Some(i % 50 < 13), "{i} in {noise}");
            }
        }
    }

    #[test]
    fn noise_alone_is_no_voice_and_holes_are_neither() {
        for noise in [0.0, 1e-6, 1e-2] {
            assert!(
                voiced(&session(noise, 0.0))
                    .iter()
                    .all(|v| *v == Some(false))
            );
        }
        let mut power = session(1e-6, 1e-3);
        power[100..150].fill(None);
        assert!(voiced(&power)[100..150].iter().all(Option::is_none));
        assert!(voiced(&[None; 20]).iter().all(Option::is_none));
        assert!(voiced(&[]).is_empty());
    }

    #[test]
    fn a_fan_that_starts_is_no_voice_for_long() {
        let mut power = session(1e-7, 1e-3);
        for p in power[200..].iter_mut().flatten() {
            *p += 1e-5;
        }
        let found = voiced(&power);
        let wrong = (0..400).filter(|&i| found[i] != Some(i % 50 < 13)).count();
        assert!(wrong <= 50, "{wrong}");
    }
}
