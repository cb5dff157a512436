//! Timing: did the mouth act when prompted, and rest when not?
//!
//! The prompts come at random gaps of 0.8 to 2.8 s, so a recording made for
//! other prompts ends its readings at other moments. The ends are used, not the
//! starts: visible preparation leads the sound by an unsteady 0.3 s, ends are
//! twice as steady (feasibility study). A person's reaction time is unknown, so
//! the likelihood is averaged over it.

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::reason::Reason;

/// Spread of a person's reading ends around their own mean, seconds: finding
/// error (0.11) and reaction (0.1) together.
const SPREAD: f32 = 0.16;
/// Mean end after the prompt, seconds, and its spread over people: reaction of
/// about half a second and a word of half a second.
const MEAN_END: f32 = 1.05;
const MEAN_END_SPREAD: f32 = 0.3;
/// Share of readings that end anywhere, though the person is live.
const STRAY: f32 = 0.1;
/// Width of the window in which an unrelated mouth's best interval can end.
const WINDOW: f32 = 2.2;
/// The mouth may act in so large a share of the rest.
const MOST_UNPROMPTED: f32 = 0.35;
/// Makes the ratio one that means what it says: slope, and intercept a digit. By logistic
/// regression on 100 simulated people (seeds 201 to 300) against their sessions at other
/// times, six digits each; for other numbers the intercept is scaled, not measured.
const CALIBRATION: [f32; 2] = [1.49, -1.14];
/// What a mouth that moves unprompted takes from the ratio, for the whole of the rest; and
/// the share of it that people move in anyway. By logistic regression beside the ends: 9 on
/// simulated people (seeds 401 to 440), 16 on one man's digits.
const UNPROMPTED: f32 = 11.0;
const TYPICALLY_UNPROMPTED: f32 = 0.06;
/// Warm-up lip speed over resting lip speed of somebody who speaks.
const LEAST_WARM_UP_GAIN: f32 = 1.8;
/// One digit may be missed by the finder in an honest session, or one in so many.
const DIGITS_PER_MISS: usize = 5;

pub(super) fn judge(material: &Material<'_>) -> Channel {
    let readings = material.readings;
    let asked = material.digits.len();
    let found: Vec<f32> = readings
        .digits
        .iter()
        .filter(|r| r.found)
        .map(|r| r.end.as_secs_f32() - r.prompted.as_secs_f32())
        .collect();
    let [slope, each] = CALIBRATION;
    let llr = slope * likelihood_ratio(&found) + each * asked as f32
        - UNPROMPTED * (readings.unprompted.min(MOST_UNPROMPTED) - TYPICALLY_UNPROMPTED);
    let missed = asked - found.len().min(asked);
    let mut reasons = Vec::new();
    if missed > forgiven(asked) {
        reasons.push(Reason::DigitsNotRead);
    }
    if readings.unprompted > MOST_UNPROMPTED {
        reasons.push(Reason::MouthMovesUnprompted);
    }
    if readings.warm_up_gain < LEAST_WARM_UP_GAIN {
        reasons.push(Reason::WarmUpSilent);
    }
    let mean = found.iter().sum::<f32>() / found.len().max(1) as f32;
    let measure = |name, value, unit| Measure { name, value, unit };
    Channel {
        name: ChannelName::Timing,
        finding: if reasons.is_empty() {
            Finding::Supports
        } else {
            Finding::Contradicts
        },
        llr: (!found.is_empty()).then_some(llr),
        reasons,
        measures: vec![
            measure("readings found", found.len() as f32, ""),
            measure("digits asked", asked as f32, ""),
            measure("mean end after the prompt", mean, "s"),
            measure(
                "mouth active though not prompted",
                readings.unprompted * 100.0,
                "%",
            ),
            measure("warm-up speech over rest", readings.warm_up_gain, "x"),
        ],
    }
}

/// How many digits may be missed of so many.
fn forgiven(asked: usize) -> usize {
    (asked / DIGITS_PER_MISS).max(1)
}

/// Log of the likelihood of these ends under one reaction time, averaged over
/// reaction times, over that of ends anywhere in the window.
fn likelihood_ratio(ends: &[f32]) -> f32 {
    if ends.is_empty() {
        return 0.0;
    }
    let normal = |x: f32, mean: f32, spread: f32| {
        (-0.5 * ((x - mean) / spread).powi(2)).exp()
            / (spread * (2.0 * std::f32::consts::PI).sqrt())
    };
    const STEP: f32 = 0.02;
    let mut sum = 0.0f64;
    for i in 0..125 {
        let mean = 0.2 + i as f32 * STEP;
        let prior = normal(mean, MEAN_END, MEAN_END_SPREAD) * STEP;
        let product: f64 = ends
            .iter()
            .map(|&e| f64::from((1.0 - STRAY) * normal(e, mean, SPREAD) * WINDOW + STRAY))
            .product();
        sum += f64::from(prior) * product;
    }
    sum.max(1e-12).ln() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_digit_may_be_missed_at_every_level() {
        assert_eq!([4, 6, 8, 10].map(forgiven), [1, 1, 1, 2]);
    }

    #[test]
    fn steady_ends_speak_for_scattered_against() {
        let steady = likelihood_ratio(&[1.0, 1.1, 0.95, 1.05, 1.2, 1.0]);
        let slow = likelihood_ratio(&[1.5, 1.55, 1.6, 1.45, 1.5, 1.4]);
        let scattered = likelihood_ratio(&[0.5, 2.0, 1.3, 2.4, 0.7, 1.8]);
        assert!(steady > 5.0, "{steady}");
        assert!(slow > 3.0, "{slow}");
        assert!(scattered < 0.0, "{scattered}");
        assert!(likelihood_ratio(&[]) == 0.0);
    }
}
