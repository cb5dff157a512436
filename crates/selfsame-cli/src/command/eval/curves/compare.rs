//! How alike two sets of readings are.
//!
//! Enters: real and simulated [`Reading`]s. Leaves: for each digit both medians
//! with the band of the middle 80 %, their correlation and the ratio of their
//! ranges over the word, and which real digit a curve is nearest to.
//!
//! For the nearest digit, each person's curves are first freed of that person's
//! mean and spread over all they say, as the SDK frees a session's: it asks for the
//! form of the movement and not for the size of a mouth. Distance is the root mean
//! square over both measures and the word.

use std::collections::BTreeMap;

use serde::Serialize;

use super::align::{Curve, POINTS, Reading, WORD};
use crate::stats::{Rate, correlation, percentile};

/// A spread below this counts as this: a mouth that does not move has no form.
const LEAST_SPREAD: f64 = 0.01;

/// One side of the comparison.
#[derive(Debug, Serialize)]
pub(super) struct Side {
    /// Readings that should have been measured, and those that were.
    pub(super) asked: usize,
    pub(super) readings: usize,
    pub(super) people: usize,
    /// Median gap and width at rest, centimetres.
    pub(super) rest: [Option<f64>; 2],
}

impl Side {
    pub(super) fn of(readings: &[Reading], asked: usize) -> Self {
        Self {
            asked,
            readings: readings.len(),
            people: by_person(readings).len(),
            rest: [0, 1].map(|m| median(readings.iter().map(|r| r.rest[m])).map(rounded)),
        }
    }
}

/// One digit, real and simulated.
#[derive(Debug, Serialize)]
pub(super) struct Digit {
    pub(super) digit: u8,
    pub(super) real_n: usize,
    pub(super) simulated_n: usize,
    /// Median length of the sound.
    pub(super) real_seconds: Option<f64>,
    pub(super) simulated_seconds: Option<f64>,
    /// Gap and width.
    pub(super) measures: [Measure; 2],
    /// The real digit whose median is nearest to the simulated median.
    pub(super) nearest: Option<u8>,
}

/// One measure of one digit.
#[derive(Debug, Serialize)]
pub(super) struct Measure {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) real: Option<Band>,
    pub(super) simulated: Option<Band>,
    /// Correlation of the medians over the word.
    pub(super) r: Option<f64>,
    /// Range of the simulated median over that of the real one, over the word.
    pub(super) range_ratio: Option<f64>,
}

impl Measure {
    pub(super) fn real_range(&self) -> Option<f64> {
        self.real.as_ref().map(Band::range)
    }

    pub(super) fn simulated_range(&self) -> Option<f64> {
        self.simulated.as_ref().map(Band::range)
    }
}

/// Percentiles over readings, point by point.
#[derive(Debug, Serialize)]
pub(super) struct Band {
    pub(super) p10: Vec<f64>,
    pub(super) median: Vec<f64>,
    pub(super) p90: Vec<f64>,
}

impl Band {
    fn of(curves: &[&Curve], measure: usize) -> Option<Self> {
        let at = |share: f64| -> Option<Vec<f64>> {
            (0..POINTS)
                .map(|i| {
                    let mut values: Vec<f64> = curves.iter().map(|c| c[i][measure]).collect();
                    values.sort_by(f64::total_cmp);
                    percentile(&values, share).map(rounded)
                })
                .collect()
        };
        Some(Self {
            p10: at(0.1)?,
            median: at(0.5)?,
            p90: at(0.9)?,
        })
    }

    /// How far the median moves during the word.
    fn range(&self) -> f64 {
        let word = &self.median[WORD];
        let high = word.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let low = word.iter().copied().fold(f64::INFINITY, f64::min);
        high - low
    }
}

/// Everything that is compared.
pub(super) struct Compared {
    pub(super) digits: Vec<Digit>,
    pub(super) medians_nearest: Rate,
    pub(super) simulated_nearest: Rate,
    pub(super) real_nearest: Rate,
}

pub(super) fn compare(real: &[Reading], simulated: &[Reading]) -> Compared {
    let (free_real, free_simulated) = (freed(real), freed(simulated));
    let real_medians = medians(&free_real, None);
    let simulated_medians = medians(&free_simulated, None);
    let mut digits = Vec::new();
    for digit in 0..10u8 {
        let [a, b] = [real, simulated].map(|all| of_digit(all, digit));
        let nearest = simulated_medians[usize::from(digit)]
            .as_ref()
            .and_then(|curve| nearest(curve, &real_medians));
        let curves = [&a, &b].map(|side| side.iter().map(|r| &r.curve).collect::<Vec<_>>());
        digits.push(Digit {
            digit,
            real_n: a.len(),
            simulated_n: b.len(),
            real_seconds: median(a.iter().map(|r| r.seconds)).map(rounded),
            simulated_seconds: median(b.iter().map(|r| r.seconds)).map(rounded),
            measures: [
                measure("gap", "cm", 0, &curves),
                measure("width", "% of rest", 1, &curves),
            ],
            nearest,
        });
    }
    // Digits that nobody really says here can be nearest to nothing.
    let known = |digit: u8| real_medians[usize::from(digit)].is_some();
    let told: Vec<&Digit> = digits
        .iter()
        .filter(|d| known(d.digit) && d.nearest.is_some())
        .collect();
    let right = told.iter().filter(|d| d.nearest == Some(d.digit)).count();
    let medians_nearest = Rate::of(right, told.len());
    let asked = || free_simulated.iter().filter(|(digit, _)| known(*digit));
    let right = asked().filter(|(digit, curve)| nearest(curve, &real_medians) == Some(*digit));
    let simulated_nearest = Rate::of(right.count(), asked().count());
    let right = (0..free_real.len()).filter(|&i| {
        let (digit, curve) = &free_real[i];
        nearest(curve, &medians(&free_real, Some(i))) == Some(*digit)
    });
    Compared {
        real_nearest: Rate::of(right.count(), free_real.len()),
        digits,
        medians_nearest,
        simulated_nearest,
    }
}

fn measure(
    name: &'static str,
    unit: &'static str,
    index: usize,
    [real, simulated]: &[Vec<&Curve>; 2],
) -> Measure {
    let [real, simulated] = [real, simulated].map(|curves| Band::of(curves, index));
    let both = real.as_ref().zip(simulated.as_ref());
    Measure {
        name,
        unit,
        r: both
            .and_then(|(a, b)| correlation(&a.median[WORD], &b.median[WORD]))
            .map(rounded),
        range_ratio: both
            .map(|(a, b)| (a.range(), b.range()))
            .filter(|(a, _)| *a > 0.0)
            .map(|(a, b)| rounded(b / a)),
        real,
        simulated,
    }
}

fn of_digit(readings: &[Reading], digit: u8) -> Vec<&Reading> {
    readings.iter().filter(|r| r.digit == digit).collect()
}

fn by_person(readings: &[Reading]) -> BTreeMap<&str, Vec<&Reading>> {
    let mut people: BTreeMap<&str, Vec<&Reading>> = BTreeMap::new();
    for reading in readings {
        people.entry(&reading.person).or_default().push(reading);
    }
    people
}

/// The words' curves, freed of each person's mean and spread.
fn freed(readings: &[Reading]) -> Vec<(u8, Curve)> {
    let moments: BTreeMap<&str, [[f64; 2]; 2]> = by_person(readings)
        .into_iter()
        .map(|(person, readings)| {
            let moments = [0, 1].map(|m| {
                let points = readings.iter().flat_map(|r| &r.curve[WORD]).map(|p| p[m]);
                let n = points.clone().count().max(1) as f64;
                let mean = points.clone().sum::<f64>() / n;
                let square = points.map(|v| (v - mean).powi(2)).sum::<f64>() / n;
                [mean, square.sqrt().max(LEAST_SPREAD)]
            });
            (person, moments)
        })
        .collect();
    readings
        .iter()
        .map(|reading| {
            let moments = &moments[reading.person.as_str()];
            let free = |p: &[f64; 2]| [0, 1].map(|m| (p[m] - moments[m][0]) / moments[m][1]);
            let curve = reading.curve[WORD].iter().map(free).collect();
            (reading.digit, curve)
        })
        .collect()
}

/// The median curve of each digit, one reading left out if asked for.
fn medians(readings: &[(u8, Curve)], without: Option<usize>) -> [Option<Curve>; 10] {
    std::array::from_fn(|digit| {
        let own: Vec<&Curve> = readings
            .iter()
            .enumerate()
            .filter(|(i, (d, _))| usize::from(*d) == digit && Some(*i) != without)
            .map(|(_, (_, curve))| curve)
            .collect();
        (0..WORD.len())
            .map(|i| {
                let middle = |m: usize| median(own.iter().map(|c| c[i][m]));
                Some([middle(0)?, middle(1)?])
            })
            .collect()
    })
}

/// The digit whose curve is nearest.
fn nearest(curve: &Curve, medians: &[Option<Curve>; 10]) -> Option<u8> {
    let away = |other: &Curve| -> f64 {
        let pairs = curve.iter().flatten().zip(other.iter().flatten());
        pairs.map(|(a, b)| (a - b).powi(2)).sum()
    };
    (0..10u8)
        .filter_map(|d| Some((d, away(medians[usize::from(d)].as_ref()?))))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(digit, _)| digit)
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    percentile(&values, 0.5)
}

/// Three places: a hundredth of a millimetre is below any jitter.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::super::align::phases;
    use super::*;

    /// A digit whose gap and width are waves of its own number.
    fn reading(digit: u8, person: &str, reach: f64, offset: f64) -> Reading {
        let wave = |phase: f64| (f64::from(digit + 1) * phase * 2.0).sin();
        Reading {
            digit,
            person: person.into(),
            seconds: 0.3 + 0.01 * reach,
            curve: phases()
                .map(|p| {
                    [
                        offset + reach * wave(p),
                        100.0 + 5.0 * reach * wave(0.7 * p),
                    ]
                })
                .collect(),
            rest: [0.02, 5.0],
        }
    }

    fn people(names: &[&str], reach: f64, offset: f64) -> Vec<Reading> {
        let own = |i: usize| 0.9 + 0.1 * i as f64;
        let readings = names.iter().enumerate().flat_map(|(i, name)| {
            (0..10).map(move |digit| reading(digit, name, own(i) * reach, offset))
        });
        readings.collect()
    }

    #[test]
    fn the_same_movement_at_another_size_is_told_apart_by_its_size_alone() {
        let real = people(&["a", "b", "c"], 1.0, 0.5);
        let simulated = people(&["1", "2", "3"], 0.5, 0.7);
        let compared = compare(&real, &simulated);
        assert_eq!(compared.medians_nearest.rate, Some(1.0));
        assert_eq!(compared.simulated_nearest.count, 30);
        assert_eq!(compared.real_nearest.count, 30);
        for digit in &compared.digits {
            assert_eq!((digit.real_n, digit.simulated_n), (3, 3));
            assert_eq!(digit.real_seconds, Some(0.31));
            for measure in &digit.measures {
                assert!(measure.r > Some(0.999), "{measure:?}");
                let ratio = measure.range_ratio.unwrap();
                assert!((ratio - 0.5).abs() < 0.01, "{ratio}");
            }
            let band = digit.measures[0].real.as_ref().unwrap();
            assert_eq!(band.median.len(), POINTS);
            for i in 0..POINTS {
                assert!(band.p10[i] <= band.median[i] && band.median[i] <= band.p90[i]);
            }
        }
    }

    #[test]
    fn digits_said_as_others_are_found_out() {
        let real = people(&["a", "b"], 1.0, 0.0);
        let mut simulated = people(&["1", "2"], 1.0, 0.0);
        for reading in &mut simulated {
            // Threes are said as fives.
            if reading.digit == 3 {
                reading.curve = super::tests::reading(5, "1", 1.0, 0.0).curve;
            }
        }
        let compared = compare(&real, &simulated);
        assert_eq!(compared.digits[3].nearest, Some(5));
        assert_eq!(compared.medians_nearest.count, 9);
        assert_eq!(compared.simulated_nearest.count, 18);
    }

    #[test]
    fn what_is_missing_is_not_counted() {
        let real: Vec<_> = people(&["a", "b"], 1.0, 0.0)
            .into_iter()
            .filter(|r| r.digit < 4)
            .collect();
        let compared = compare(&real, &people(&["1"], 1.0, 0.0));
        assert_eq!(compared.medians_nearest.n, 4);
        assert_eq!(compared.simulated_nearest.n, 4);
        assert!(compared.digits[7].measures[0].real.is_none());
        assert_eq!(compared.digits[7].measures[0].r, None);
        let nothing = compare(&[], &[]);
        assert_eq!(nothing.medians_nearest.n, 0);
        let side = Side::of(&[], 3);
        assert_eq!((side.asked, side.readings, side.rest[0]), (3, 0, None));
    }
}
