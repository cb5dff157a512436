//! How alike simulated people are to themselves and to each other.
//!
//! Enters: of each person a live template and that of the portrait. Leaves: medians and
//! the share of strangers below the threshold, as SFace takes them and once more with
//! what all simulated faces share taken away.

use selfsame::FalseMatchRate;
use serde::Serialize;

use crate::stats::{self, Rate, percentile};

/// A live face against the person's own portrait and against everybody else's.
#[derive(Serialize)]
pub(super) struct Alike {
    pub(super) same_median: Option<f64>,
    pub(super) same_p05: Option<f64>,
    pub(super) different_median: Option<f64>,
    pub(super) different_p99: Option<f64>,
    /// Persons who are not taken for themselves at the threshold of FMR 1e-3.
    pub(super) same_below: Rate,
    /// Pairs of others below it.
    pub(super) different_below: Rate,
    /// How much of a template is the mean of all: its squared length.
    pub(super) shared: Option<f64>,
}

/// A person's live template and the portrait's.
pub(super) type Templates = [Vec<f32>; 2];

/// Of some people the live templates, and the portraits' in the same order.
type Sides = [Vec<Vec<f32>>; 2];

impl Alike {
    /// As SFace takes them; of those only who belong to a group.
    pub(super) fn of(people: &[Templates], who: impl Fn(usize) -> bool) -> Self {
        Self::within(&[sides(people, who)])
    }

    /// With the mean of live templates taken from each of them, and that of portraits
    /// from those: what is left tells people apart, not drawn from photographed. Every
    /// second person is compared with their like, less the means of the others: no
    /// mean holds anybody whom it is taken from. Of those only who belong to a group; the
    /// means are of everybody.
    pub(super) fn centred(people: &[Templates], who: impl Fn(usize) -> bool) -> Self {
        let halves = centred(&sides(people, |_| true));
        let mut groups = Vec::new();
        for (odd, half) in halves.into_iter().enumerate() {
            let here = |(i, of): (usize, Vec<f32>)| who(2 * i + odd).then_some(of);
            groups.push(half.map(|side| side.into_iter().enumerate().filter_map(here).collect()));
        }
        Self::within(&groups)
    }

    /// Everybody against everybody of the same group.
    fn within(groups: &[Sides]) -> Self {
        let (mut same, mut different, mut shared) = (Vec::new(), Vec::new(), Vec::new());
        for [lives, portraits] in groups {
            for (i, live) in lives.iter().enumerate() {
                for (j, portrait) in portraits.iter().enumerate() {
                    let all = if i == j { &mut same } else { &mut different };
                    all.push(f64::from(dot(live, portrait)));
                }
            }
            if !portraits.is_empty() {
                let mean = mean(portraits);
                shared.push(f64::from(dot(&mean, &mean)));
            }
        }
        for values in [&mut same, &mut different] {
            values.sort_by(f64::total_cmp);
        }
        let threshold = f64::from(FalseMatchRate::OneIn1000.threshold());
        let below = |ascending: &[f64]| {
            let count = ascending.partition_point(|&v| v < threshold);
            Rate::of(count, ascending.len())
        };
        Self {
            same_median: percentile(&same, 0.5),
            same_p05: percentile(&same, 0.05),
            different_median: percentile(&different, 0.5),
            different_p99: percentile(&different, 0.99),
            same_below: below(&same),
            different_below: below(&different),
            shared: stats::mean(&shared).map(|(mean, _)| mean),
        }
    }

    /// For tables.
    pub(super) fn text(&self) -> String {
        let number = |v: Option<f64>| v.map_or("-".into(), |v| format!("{v:.3}"));
        format!(
            "same person     median similarity {}, 5th percentile {}, \
             below the threshold of 1e-3 {}\n  \
             other people    median {}, 99th percentile {}\n  \
             below the threshold of 1e-3  {}\n  \
             squared length of the mean   {}",
            number(self.same_median),
            number(self.same_p05),
            self.same_below.text(),
            number(self.different_median),
            number(self.different_p99),
            self.different_below.text(),
            number(self.shared),
        )
    }
}

fn sides(people: &[Templates], who: impl Fn(usize) -> bool) -> Sides {
    let belong = people.iter().enumerate().filter(|(i, _)| who(*i));
    [0, 1].map(|side| belong.clone().map(|(_, of)| of[side].clone()).collect())
}

/// Both halves of the people, each less the other's means; none if a half is empty.
fn centred(sides: &Sides) -> Vec<Sides> {
    if sides[0].len() < 2 {
        return Vec::new();
    }
    let half = |of: &[Vec<f32>], odd: usize| -> Vec<Vec<f32>> {
        of.iter().skip(odd).step_by(2).cloned().collect()
    };
    let halves = [0, 1].map(|odd| sides.each_ref().map(|side| half(side, odd)));
    let less = |i: usize| {
        [0, 1].map(|side| less_mean(halves[i][side].clone(), &mean(&halves[1 - i][side])))
    };
    vec![less(0), less(1)]
}

fn less_mean(mut templates: Vec<Vec<f32>>, mean: &[f32]) -> Vec<Vec<f32>> {
    for values in &mut templates {
        for (value, mean) in values.iter_mut().zip(mean) {
            *value -= mean;
        }
        let length = dot(values, values).sqrt().max(1e-6);
        values.iter_mut().for_each(|v| *v /= length);
    }
    templates
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn mean(templates: &[Vec<f32>]) -> Vec<f32> {
    let mut sum = vec![0.0; templates.first().map_or(0, Vec::len)];
    for values in templates {
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += value / templates.len() as f32;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// People at right angles to each other, with as much of one direction in common.
    fn people(count: usize) -> Sides {
        let one = |i: usize| {
            let mut values = vec![0.0f32; count + 1];
            values[count] = 0.5f32.sqrt();
            values[i] = 0.5f32.sqrt();
            values
        };
        let all: Vec<Vec<f32>> = (0..count).map(one).collect();
        [all.clone(), all]
    }

    fn near(value: Option<f64>, wanted: f64) -> bool {
        value.is_some_and(|value| (value - wanted).abs() < 1e-6)
    }

    #[test]
    fn what_all_share_makes_strangers_alike() {
        let raw = Alike::within(&[people(4)]);
        assert!(near(raw.same_median, 1.0) && near(raw.different_median, 0.5));
        assert_eq!((raw.different_below.count, raw.different_below.n), (0, 12));
        // Half of the one direction; of the others a quarter of a half, four times.
        assert!(near(raw.shared, 0.625));
    }

    #[test]
    fn taken_away_it_does_not_and_nobody_is_in_the_mean() {
        let alike = Alike::within(&centred(&people(4)));
        assert!(near(alike.same_median, 1.0));
        // Squared: a half of oneself, and an eighth of each of the two in the other's
        // mean. Two strangers have that quarter in common, of three quarters.
        assert!(near(alike.different_p99, 1.0 / 3.0));
        let below = alike.different_below;
        assert_eq!((below.count, below.n), (4, 4));
        assert_eq!((alike.same_below.count, alike.same_below.n), (0, 4));
        // With the mean of their own half they would point apart.
        assert!(alike.different_median > Some(0.0));
        // Of a group only its own are compared, freed of the mean of all.
        let all: Vec<Templates> = people(4)[0]
            .iter()
            .map(|v| [v.clone(), v.clone()])
            .collect();
        let some = Alike::centred(&all, |i| i != 3);
        assert_eq!((some.same_below.n, some.different_below.n), (3, 2));
        assert!(near(some.different_p99, 1.0 / 3.0));
        assert_eq!(Alike::of(&all, |i| i != 3).different_below.n, 6);
        for few in [people(0), people(1)] {
            let alike = Alike::within(&centred(&few));
            assert!(alike.shared.is_none() && alike.different_below.n == 0);
        }
    }
}
