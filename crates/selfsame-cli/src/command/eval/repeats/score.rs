//! Strings that are claimed truly and falsely.
//!
//! Enters: the mouths, where each of their readings lies if one digit or another was asked
//! for. Leaves: ratios of strings that were asked for and of other strings, their equal
//! error rate and its interval.

use std::collections::{BTreeMap, BTreeSet};

use selfsame::interval::acted;
use selfsame::repeats::{Metric, Point, pattern, shape};
use selfsame::words::Vocabulary;
use selfsame::{Challenge, Language, Level};
use selfsame_simulate::dice::Dice;
use serde::Serialize;

use super::parallel;
use crate::command::readings::{Mouth, Place, Put};
use crate::command::spoken::Recording;
use crate::failure::Result;
use crate::output::Output;
use crate::stats::{equal_error, percentile};

/// Other strings that are read instead of each.
const OTHERS: usize = 5;
/// Times that the readings are drawn anew, and strings of each of them.
const RESAMPLINGS: u64 = 200;
const RESAMPLED_STRINGS: usize = 200;

/// Where a reading lies if a digit was asked for; none where nothing was found.
pub(super) type Points = BTreeMap<(Place, u8), Option<Point>>;

/// Of every digit that was read, if it or any other was asked for, its ends known to
/// `within` seconds.
pub(super) fn points(
    metric: &Metric,
    vocabulary: &Vocabulary,
    recordings: &[Recording],
    within: f32,
) -> Points {
    let mut points = Points::new();
    for (number, recording) in recordings.iter().enumerate() {
        let speech = &recording.speech;
        let listening = vocabulary.listen(speech.samples());
        for (word, said) in recording.words.iter().enumerate() {
            let place = Place {
                recording: number,
                word,
            };
            let starts = speech.around(said.start, within);
            let ends = speech.around(said.end, within);
            let searched = vocabulary.position(&said.word).filter(|_| within > 0.0);
            let choices = searched.map(|own| listening.find_group(own, starts, ends));
            for digit in 0..10u8 {
                let samples = match &choices {
                    None => Some(recording.samples(said)),
                    Some(choices) => {
                        let asked = vocabulary.position(&digit.to_string());
                        let asked = choices.iter().find(|c| Some(c.word) == asked);
                        asked.map(|asked| {
                            let found = acted(asked.found, choices);
                            &speech.samples()[found.start..found.end]
                        })
                    }
                };
                let point = samples.and_then(shape).map(|shape| metric.point(&shape));
                points.insert((place, digit), point);
            }
        }
    }
    points
}

/// What is tried.
pub(super) struct Trial<'a> {
    pub(super) points: Points,
    pub(super) metric: &'a Metric,
    pub(super) mouths: &'a [Mouth],
    pub(super) level: Level,
    pub(super) seed: u64,
}

/// What `--json` says of strings at one kind of interval.
#[derive(Serialize)]
pub(super) struct Scores {
    pub(super) strings: usize,
    false_claims: usize,
    eer: Option<f64>,
    /// 95 %, by drawing the readings anew.
    eer_interval: Option<[f64; 2]>,
    /// Of strings that were asked for, and of others: 1st, 5th, 50th, 95th and 99th
    /// percentile of the natural log of the likelihood ratio.
    llr: [Vec<Option<f64>>; 2],
}

impl Trial<'_> {
    pub(super) fn scores(&self, strings: usize, jobs: usize, output: &Output) -> Result<Scores> {
        let (truly, falsely) = self.ratios(self.mouths, strings, 0)?;
        let numbers: Vec<u64> = (1..=RESAMPLINGS).collect();
        let bar = output.bar(Some(RESAMPLINGS), "resamplings");
        let errors = parallel::map(&numbers, jobs, &bar, |&number| {
            let mut dice = Dice::new(self.seed + number, "resampling");
            let drawn = self.mouths.iter().map(|mouth| resampled(mouth, &mut dice));
            let drawn: Vec<Mouth> = drawn.collect();
            let (truly, falsely) = self.ratios(&drawn, RESAMPLED_STRINGS, number)?;
            Ok(equal_error(&truly, &falsely))
        })?;
        let mut errors: Vec<f64> = errors.into_iter().flatten().collect();
        errors.sort_by(f64::total_cmp);
        let ends = [0.025, 0.975].map(|share| percentile(&errors, share));
        let percentiles = |ratios: &[f32]| {
            let mut sorted: Vec<f64> = ratios.iter().copied().map(f64::from).collect();
            sorted.sort_by(f64::total_cmp);
            let each = [0.01, 0.05, 0.5, 0.95, 0.99].map(|share| percentile(&sorted, share));
            each.to_vec()
        };
        Ok(Scores {
            strings: truly.len(),
            false_claims: falsely.len(),
            eer: equal_error(&truly, &falsely),
            eer_interval: match ends {
                [Some(low), Some(high)] => Some([low, high]),
                _ => None,
            },
            llr: [percentiles(&truly), percentiles(&falsely)],
        })
    }

    /// Ratios of strings that were asked for, and of those when another was.
    fn ratios(&self, mouths: &[Mouth], strings: usize, n: u64) -> Result<(Vec<f32>, Vec<f32>)> {
        let mut dice = Dice::new(self.seed + n, "strings");
        let (mut truly, mut falsely) = (Vec::new(), Vec::new());
        for mouth in mouths
            .iter()
            .cycle()
            .take(strings.min(strings * mouths.len()))
        {
            let Some(put) = mouth.string(self.level, &mut dice)? else {
                continue;
            };
            truly.extend(self.ratio(&put, &put.digits));
            let own = pattern(&put.digits);
            let mut others = 0;
            while others < OTHERS {
                let asked = Challenge::draw_for_with(self.level, Language::English, &mut dice)?;
                if pattern(asked.digits()) != own {
                    falsely.extend(self.ratio(&put, asked.digits()));
                    others += 1;
                }
            }
        }
        Ok((truly, falsely))
    }

    fn ratio(&self, put: &Put, asked: &[u8]) -> Option<f32> {
        let points = put.places.iter().zip(asked);
        let points: Vec<Option<Point>> = points
            .map(|(place, digit)| self.points.get(&(*place, *digit)).cloned().flatten())
            .collect();
        self.metric.ratio(&points, &pattern(asked))
    }
}

/// As many readings of each digit, drawn with replacement; what comes twice counts once,
/// for nobody's reading is compared with itself.
fn resampled(mouth: &Mouth, dice: &mut Dice) -> Mouth {
    let mut kept = BTreeSet::new();
    for places in &mouth.digits {
        for _ in places {
            kept.insert(places[dice.below(places.len())]);
        }
    }
    mouth.only(|place| kept.contains(&place))
}

impl Scores {
    pub(super) fn text(&self) -> String {
        let number = |v: &Option<f64>| v.map_or("-".into(), |v| format!("{v:.1}"));
        let [truly, falsely] = self
            .llr
            .each_ref()
            .map(|p| p.iter().map(number).collect::<Vec<_>>().join(" "));
        let interval = self.eer_interval.map_or(String::new(), |[low, high]| {
            format!(" (95 % {low:.4}..{high:.4})")
        });
        format!(
            "EER                   {}{interval}\n\
             percentiles 1 5 50 95 99 of the ratio\n  as asked  {truly} ({} strings)\n  \
             others    {falsely} ({} other strings)",
            self.eer.map_or("-".into(), |v| format!("{v:.4}")),
            self.strings,
            self.false_claims,
        )
    }
}
