//! Does the jaw go with the lips?
//!
//! Enters: the mouth's measures over time. Leaves: how well the height of the chin
//! follows the opening of the lips. Who opens the mouth lowers the jaw, and the chin goes
//! with it. Lips that move behind a hole in a photo, or are pasted into a face, have a
//! chin that is printed: the landmark network moves it a little with the lips, since it
//! knows no face that does otherwise, but its own tremble is as large.

use crate::mouth::{CHIN, MEASURES, OUTER_APERTURE};

/// Shorter than this, seconds, there is too little to tell.
const LEAST_SAMPLES: usize = 3 * crate::signal::RATE as usize;

/// What moves less than this is still: centimetres, far below the tremble of any mesh.
const STILL: f32 = 1e-3;

/// Correlation of the chin's way down with the opening of the lips, -1..=1, and 0 where the
/// chin stands still; none of a signal that is short, or of lips that stand still.
pub(super) fn follows(values: &[[f32; MEASURES]]) -> Option<f32> {
    if values.len() < LEAST_SAMPLES {
        return None;
    }
    let n = values.len() as f32;
    let mean = |k: usize| values.iter().map(|v| v[k]).sum::<f32>() / n;
    let [lips, chin] = [OUTER_APERTURE, CHIN].map(mean);
    let [mut both, mut of_lips, mut of_chin] = [0.0f32; 3];
    for value in values {
        let (open, down) = (value[OUTER_APERTURE] - lips, chin - value[CHIN]);
        both += open * down;
        of_lips += open * open;
        of_chin += down * down;
    }
    let still = STILL * STILL * n;
    (of_lips > still).then(|| match of_chin > still {
        true => both / (of_lips * of_chin).sqrt(),
        false => 0.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mouth that opens and shuts every second, and a chin.
    fn values(chin: impl Fn(f32, f32) -> f32) -> Vec<[f32; MEASURES]> {
        (0..200)
            .map(|i| {
                let time = i as f32 / crate::signal::RATE;
                let open = 0.8 * (time * 6.0).sin().max(0.0);
                let mut value = [0.0; MEASURES];
                value[OUTER_APERTURE] = 1.5 + open;
                value[CHIN] = chin(time, open);
                value
            })
            .collect()
    }

    #[test]
    fn a_chin_goes_down_when_the_mouth_opens() {
        let tremble = |time: f32| 0.05 * (time * 17.0).sin();
        let live = follows(&values(|t, open| -8.0 - 0.5 * open + tremble(t)));
        let paper = follows(&values(|t, open| -8.0 - 0.02 * open + tremble(t)));
        assert!(live.unwrap() > 0.9, "{live:?}");
        assert_eq!(follows(&values(|_, _| -8.0)), Some(0.0));
        assert!(paper.unwrap().abs() < 0.3, "{paper:?}");
    }

    #[test]
    fn of_too_little_nothing_is_said() {
        let shut = values(|_, _| -8.0).into_iter().map(|mut value| {
            value[OUTER_APERTURE] = 1.5;
            value
        });
        assert_eq!(follows(&shut.collect::<Vec<_>>()), None);
        assert_eq!(follows(&values(|_, open| -open)[..74]), None);
        assert_eq!(follows(&[]), None);
    }
}
