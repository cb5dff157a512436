//! Auto exposure: how much light is let in, and what it costs.
//!
//! Enters: the mean light of what is metered. Leaves: a factor for it, and how much
//! stronger the noise is for that factor.

/// Linear light that the metered part shall have: a mid grey.
const WANTED: f32 = 0.24;
/// The least factor: the shortest time that a webcam lets light in without bands of
/// lamps, so what is brighter burns out (chosen by eye).
const LEAST: f32 = 0.5;
/// Up to this factor a longer time does it; from here on the signal is amplified.
const LONGEST: f32 = 2.6;
/// The most that is amplified: 10 dB above the longest time. What is darker stays dark.
const MOST: f32 = LONGEST * 3.2;
/// How much of what is still missing is made up for by amplifying: webcams let dim
/// rooms look dim (an exponent, chosen by eye).
const MADE_UP: f32 = 0.75;

/// The factor for a mean light, [`LEAST`] to [`MOST`].
pub(super) fn factor(mean: f32) -> f32 {
    let wanted = WANTED / mean.max(1e-3);
    match wanted > LONGEST {
        true => (LONGEST * (wanted / LONGEST).powf(MADE_UP)).min(MOST),
        false => wanted.max(LEAST),
    }
}

/// How many times as strong noise is as in good light. Where the signal is amplified
/// the sensor has got the less light: shot noise grows with the root of that, read
/// noise with all of it; between them, as sensors of webcams do (chosen by eye).
pub(super) fn noise(factor: f32) -> f32 {
    (factor / LONGEST).max(1.0).powf(0.8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_light_is_brought_to_grey_without_noise() {
        for mean in [0.1, 0.2, 0.4] {
            assert!((factor(mean) * mean - WANTED).abs() < 1e-6);
            assert_eq!(noise(factor(mean)), 1.0);
        }
    }

    #[test]
    fn dim_light_stays_dimmer_and_is_noisier_up_to_a_limit() {
        let rooms: Vec<f32> = (0..40).map(|i| 0.2 * 0.85f32.powi(i)).collect();
        for pair in rooms.windows(2) {
            let [bright, dim] = [0, 1].map(|i| factor(pair[i]));
            assert!(dim >= bright);
            assert!(dim * pair[1] <= bright * pair[0] + 1e-6);
            assert!(noise(dim) >= noise(bright));
        }
        assert_eq!(factor(0.0), MOST);
        assert!((2.0..3.0).contains(&noise(MOST)));
    }

    #[test]
    fn a_bright_window_burns_out() {
        assert_eq!(factor(3.0), LEAST);
        assert_eq!(factor(f32::INFINITY), LEAST);
        assert!(factor(f32::NAN).is_finite());
    }
}
