//! Timing: did the mouth act when prompted, and rest when not?
//!
//! The prompts come at random gaps of 0.8 to 2.8 s, so a recording made for
//! other prompts ends its readings at other moments. The ends are used, not the
//! starts: visible preparation leads the sound by an unsteady 0.3 s, ends are
//! twice as steady (feasibility study). A person's reaction time is unknown, so
//! the likelihood is averaged over it.

use super::{Channel, ChannelName, Finding, Material, Measure};
use crate::reason::Reason;

/// Spread of a person's reading ends around their own mean, seconds: finding error and
/// reaction together. Simulated people have 0.09 by their quartiles; this and the shares
/// below were chosen among ten settings by the equal error rate of the people that
/// [`CALIBRATION`] is from.
const SPREAD: f32 = 0.12;
/// Mean end after the prompt, seconds, and its spread over people: reaction of
/// about half a second and a word of half a second.
const MEAN_END: f32 = 1.05;
const MEAN_END_SPREAD: f32 = 0.3;
/// Share of readings that come late, for one's thoughts were elsewhere: by so many seconds,
/// with such a spread.
const LATE_SHARE: f32 = 0.08;
const LATE: f32 = 0.55;
const LATE_SPREAD: f32 = 0.2;
/// Share of readings that end anywhere, though the person is live.
const STRAY: f32 = 0.08;
/// Width of the window in which an unrelated mouth's best interval can end.
const WINDOW: f32 = 2.2;
/// The mouth may act in so large a share of the rest.
const MOST_UNPROMPTED: f32 = 0.35;
/// Makes the ratio one that means what it says: slope, and intercept a digit. By logistic
/// regression on 60 simulated people with usual habits (seeds 201 to 260), who answer late
/// or press their lips now and then, against their sessions at other times, started at the
/// best of nine moments; six digits each, for other numbers the intercept is scaled, not
/// measured.
const CALIBRATION: [f32; 2] = [0.94, -0.46];
/// What a mouth that moves unprompted takes from the ratio, for the whole of the rest, and
/// the share of it that people move in anyway. From the same regression; careful people
/// alone give seven times as much, but lips are licked and pressed.
const UNPROMPTED: f32 = 2.25;
const TYPICALLY_UNPROMPTED: f32 = 0.06;
/// Warm-up lip speed over resting lip speed of somebody who speaks.
const LEAST_WARM_UP_GAIN: f32 = 1.8;
/// One digit may be missed by the finder in an honest session, or one in so many. Who
/// misses more is asked to try again, and who misses more than half did not read them.
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
    let llr = calibrated(&found, asked, readings.unprompted);
    let missed = asked - found.len().min(asked);
    let mut reasons = Vec::new();
    reasons.extend(of_missing(missed, asked));
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
        finding: Finding::of(&reasons),
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

/// What missing digits come to.
fn of_missing(missed: usize, asked: usize) -> Option<Reason> {
    match missed {
        most if 2 * most > asked => Some(Reason::DigitsNotRead),
        some if some > forgiven(asked) => Some(Reason::DigitsMissed),
        _ => None,
    }
}

/// The channel's ratio: of ends after their prompts, how many were asked, and the share of
/// the rest that the mouth moved in.
fn calibrated(ends: &[f32], asked: usize, unprompted: f32) -> f32 {
    let [slope, each] = CALIBRATION;
    slope * likelihood_ratio(ends) + each * asked as f32
        - UNPROMPTED * (unprompted.min(MOST_UNPROMPTED) - TYPICALLY_UNPROMPTED)
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
            .map(|&end| {
                let soon = (1.0 - LATE_SHARE - STRAY) * normal(end, mean, SPREAD);
                let late = LATE_SHARE * normal(end, mean + LATE, LATE_SPREAD);
                f64::from((soon + late) * WINDOW + STRAY)
            })
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
        for asked in [4, 6, 8] {
            assert_eq!(of_missing(1, asked), None);
            assert_eq!(of_missing(2, asked), Some(Reason::DigitsMissed));
            let most = asked / 2 + 1;
            assert_eq!(of_missing(most, asked), Some(Reason::DigitsNotRead));
        }
        // Of one digit, one is all.
        assert_eq!(of_missing(1, 1), Some(Reason::DigitsNotRead));
    }

    #[test]
    fn what_is_missed_and_what_is_unasked_takes_from_the_ratio() {
        let ends = [1.0, 1.1, 0.95, 1.05, 1.2, 1.0];
        let whole = calibrated(&ends, 6, 0.0);
        assert!(whole > 2.5, "{whole}");
        assert!(calibrated(&ends[..5], 6, 0.0) < whole - 0.8);
        assert!(calibrated(&ends, 6, 0.3) < whole - 0.6);
        // A rule ends sessions in which the mouth never rests; the ratio need not.
        assert_eq!(calibrated(&ends, 6, 0.5), calibrated(&ends, 6, 1.0));
    }

    #[test]
    fn steady_ends_speak_for_scattered_against() {
        let steady = likelihood_ratio(&[1.0, 1.1, 0.95, 1.05, 1.2, 1.0]);
        let slow = likelihood_ratio(&[1.5, 1.55, 1.6, 1.45, 1.5, 1.4]);
        let scattered = likelihood_ratio(&[0.5, 2.0, 1.3, 2.4, 0.7, 1.8]);
        // Once late is no crime; once early is as bad as any other moment.
        let late = likelihood_ratio(&[1.0, 1.1, 0.95, 1.7, 1.2, 1.0]);
        let early = likelihood_ratio(&[1.0, 1.1, 0.95, 0.4, 1.2, 1.0]);
        assert!(
            early + 0.3 < late && late + 1.0 < steady,
            "{early} {late} {steady}"
        );
        assert!(steady > 5.0, "{steady}");
        assert!(slow > 3.0, "{slow}");
        assert!(scattered < 0.0, "{scattered}");
        assert!(likelihood_ratio(&[]) == 0.0);
    }
}
