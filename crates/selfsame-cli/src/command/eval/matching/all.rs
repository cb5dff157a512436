//! All pictures against each other. Enters: templates and who is on the pictures. Leaves: the
//! error rates at every named rate, and the thresholds that this data asks for.

use std::collections::BTreeMap;

use selfsame::FalseMatchRate;
use serde::Serialize;

use super::curve::{below, least_threshold, more_asked};
use super::det::{self, Point};
use super::tail::Tail;
use super::templates::{Picture, Templates};
use crate::stats::Rate;

/// Figures of `--all-pairs`. Pictures that cannot be enrolled are left out: their share is
/// told apart.
#[derive(Serialize)]
pub(super) struct AllPairs {
    persons: usize,
    comparisons: usize,
    largest: Option<f32>,
    /// Pairs of different persons with the highest scores: mistakes in the names show here.
    highest: Vec<High>,
    fmr: BTreeMap<&'static str, AtRate>,
    det: Vec<Point>,
}

#[derive(Serialize)]
struct High {
    image_a: String,
    image_b: String,
    similarity: f32,
}

/// How many pairs are told.
const HIGHEST: usize = 20;

#[derive(Serialize)]
struct AtRate {
    threshold: f32,
    fmr: Rate,
    /// The same with more asked of poor pairs, as the SDK does.
    fmr_decided: Rate,
    /// All pairs of pictures of one person.
    fnmr: Rate,
    measured_threshold: Option<f32>,
    /// From the fit to the highest scores; with too few of them none.
    extrapolated_threshold: Option<f32>,
}

/// A score and the numbers of its pictures.
type Scored = (f32, usize, usize);

impl AllPairs {
    /// `aliases`: two names of one person each.
    pub(super) fn of(templates: &Templates, pictures: &[Picture], aliases: &[[String; 2]]) -> Self {
        let named = |picture: &Picture| {
            let name = person(&picture.path);
            let alias = aliases.iter().find(|[other, _]| other == name);
            alias.map_or(name.to_owned(), |[_, name]| name.clone())
        };
        let persons: Vec<String> = pictures.iter().map(named).collect();
        let spoilt = pictures.iter().filter(|picture| picture.spoilt).count();
        let mixed = spoilt != 0 && spoilt != pictures.len();
        let (mut same, mut different, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        for a in 0..pictures.len() {
            for b in a + 1..pictures.len() {
                // Where some are made worse, each of them is held against one as it is.
                if mixed && pictures[a].spoilt == pictures[b].spoilt {
                    continue;
                }
                let one_person = persons[a] == persons[b];
                if one_person && pictures[a].path == pictures[b].path {
                    continue;
                }
                let side = if one_person {
                    &mut same
                } else {
                    &mut different
                };
                let Some(comparison) = templates.comparison(a, b) else {
                    continue;
                };
                side.push((comparison.similarity(), a, b));
                if !one_person {
                    asked.push(more_asked(&comparison));
                }
            }
        }
        different.sort_by(|a: &Scored, b| a.0.total_cmp(&b.0));
        let highest = different.iter().rev().take(HIGHEST);
        let highest = highest.map(|&(similarity, a, b)| High {
            image_a: pictures[a].path.clone(),
            image_b: pictures[b].path.clone(),
            similarity,
        });
        let highest = highest.collect();
        let scores = |pairs: &[Scored]| pairs.iter().map(|pair| pair.0).collect::<Vec<_>>();
        let (mut same, different) = (scores(&same), scores(&different));
        same.sort_by(f32::total_cmp);
        asked.sort_by(f32::total_cmp);
        let n = different.len();
        let tail = Tail::of(&different);
        let at = |rate: FalseMatchRate| {
            let threshold = rate.threshold();
            AtRate {
                threshold,
                fmr: Rate::of(n - below(&different, threshold), n),
                fmr_decided: Rate::of(n - below(&asked, threshold), n),
                fnmr: Rate::of(below(&same, threshold), same.len()),
                measured_threshold: least_threshold(&different, rate),
                extrapolated_threshold: tail.as_ref().and_then(|t| t.threshold(rate.value())),
            }
        };
        let enrolled = persons.iter().enumerate();
        let enrolled = enrolled.filter(|(i, _)| templates.is_enrolled(*i));
        let mut names: Vec<&String> = enrolled.map(|(_, name)| name).collect();
        names.sort_unstable();
        names.dedup();
        Self {
            persons: names.len(),
            comparisons: n,
            largest: different.last().copied(),
            highest,
            det: det::of(&same, &different),
            fmr: FalseMatchRate::ALL.map(|r| (r.name(), at(r))).into(),
        }
    }

    /// The trade-off over all pairs.
    pub(super) fn det(&self) -> &Vec<Point> {
        &self.det
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "all pairs         {} comparisons of {} persons",
            self.comparisons, self.persons
        )];
        let number = |threshold: Option<f32>, none: &str| {
            threshold.map_or(none.to_owned(), |t| format!("{t:.4}"))
        };
        for (name, at) in &self.fmr {
            lines.push(format!(
                "  {name}: threshold {:.4} gives FMR {} ({} with more asked of poor pairs) and FNMR {}; this data asks for {}, its tail for {}",
                at.threshold,
                at.fmr.text(),
                at.fmr_decided.text(),
                at.fnmr.text(),
                number(at.measured_threshold, "more comparisons"),
                number(at.extrapolated_threshold, "more"),
            ));
        }
        lines
    }
}

/// The person of a file: its name up to the trailing `_NNNN`.
fn person(image: &str) -> &str {
    let name = image.rsplit('/').next().unwrap_or(image);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match stem.rsplit_once('_') {
        Some((person, number)) if number.bytes().all(|b| b.is_ascii_digit()) => person,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_names_without_the_number() {
        assert_eq!(person("images/A_B_0001.jpg"), "A_B");
        assert_eq!(person("A_B.jpg"), "A_B");
        assert_eq!(person("x.jpg"), "x");
    }
}
