//! How the word that was said does among those that could have been.
//!
//! Enters: measured recordings, a vocabulary, how well the ends of words are known.
//! Leaves: areas under the curve, ranks, and where the words were found.

use std::collections::BTreeMap;

use selfsame::words::{Choice, Vocabulary};
use selfsame_simulate::dice::Dice;
use serde::Serialize;

use super::strings::Strings;
use crate::command::spoken::Recording;
use crate::stats::{self, Rate};

/// Resamplings of the interval of the area under the curve.
const RESAMPLINGS: usize = 2000;

/// One word that was said, and how all of its group explain it.
pub(super) struct Heard {
    /// Which recording.
    pub(super) recording: usize,
    pub(super) name: String,
    /// Its position in the vocabulary.
    pub(super) word: usize,
    pub(super) choices: Vec<Choice>,
    /// How far the start and the end that were found for it lie from the true ones,
    /// seconds; positive: later.
    pub(super) off: [f64; 2],
}

impl Heard {
    fn ratio(&self) -> f32 {
        let own = self.choices.iter().find(|c| c.word == self.word);
        own.map_or(f32::NEG_INFINITY, |c| c.found.ratio)
    }

    fn others(&self) -> impl Iterator<Item = f32> + '_ {
        let others = self.choices.iter().filter(|c| c.word != self.word);
        others.map(|c| c.found.ratio)
    }

    /// The share of the others that it outdoes.
    fn area(&self) -> f64 {
        let own = self.ratio();
        let points: f64 = self
            .others()
            .map(|other| match own.total_cmp(&other) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            })
            .sum();
        points / self.others().count() as f64
    }

    /// 1 if no other explains it better.
    fn rank(&self) -> usize {
        1 + self.others().filter(|other| *other >= self.ratio()).count()
    }
}

/// Looks for every known word, its ends known to `within` seconds.
pub(super) fn hear(recordings: &[Recording], vocabulary: &Vocabulary, within: f32) -> Vec<Heard> {
    let mut heard = Vec::new();
    for (recording, Recording { speech, words, .. }) in recordings.iter().enumerate() {
        let listening = vocabulary.listen(speech.samples());
        for said in words {
            let Some(word) = vocabulary.position(&said.word) else {
                continue;
            };
            let starts = speech.around(said.start, within);
            let ends = speech.around(said.end, within);
            let choices = listening.find_group(word, starts, ends);
            let Some(own) = choices.iter().find(|c| c.word == word) else {
                continue;
            };
            if choices.len() < 2 {
                continue;
            }
            let off = |index: usize, truth: f32| f64::from(speech.time(index) - truth);
            heard.push(Heard {
                recording,
                name: said.word.clone(),
                word,
                off: [
                    off(own.found.start, said.start),
                    off(own.found.end, said.end),
                ],
                choices,
            });
        }
    }
    heard
}

/// What `--json` says of words at one kind of interval.
#[derive(Serialize)]
pub(super) struct Scores {
    /// Words.
    pub(super) n: usize,
    /// Mean over the words of the share of others of the group that the word outdoes.
    auc: Option<f64>,
    /// 95 %, by resampling speakers, or recordings where there is one speaker only.
    auc_interval: Option<[f64; 2]>,
    top1: Rate,
    mean_rank: Option<f64>,
    /// Median of how far the found ends lie from the true ones, seconds.
    start_error_s: Option<f64>,
    end_error_s: Option<f64>,
    strings: Strings,
    by_word: BTreeMap<String, Group>,
    by_speaker: BTreeMap<String, Group>,
}

#[derive(Serialize)]
struct Group {
    n: usize,
    auc: Option<f64>,
    top1: Rate,
    mean_rank: Option<f64>,
}

impl Group {
    fn of(heard: &[&Heard]) -> Self {
        let areas: Vec<f64> = heard.iter().map(|h| h.area()).collect();
        let ranks: Vec<f64> = heard.iter().map(|h| h.rank() as f64).collect();
        Self {
            n: heard.len(),
            auc: stats::mean(&areas).map(|m| m.0),
            top1: Rate::of(ranks.iter().filter(|r| **r == 1.0).count(), ranks.len()),
            mean_rank: stats::mean(&ranks).map(|m| m.0),
        }
    }
}

impl Scores {
    pub(super) fn of(heard: &[Heard], recordings: &[Recording], strings: Strings) -> Self {
        let all = Group::of(&heard.iter().collect::<Vec<_>>());
        let speaker = |h: &Heard| recordings[h.recording].speaker.clone();
        let mut by_word: BTreeMap<_, Vec<&Heard>> = BTreeMap::new();
        let mut by_speaker: BTreeMap<_, Vec<&Heard>> = BTreeMap::new();
        let mut by_recording: BTreeMap<_, Vec<&Heard>> = BTreeMap::new();
        for one in heard {
            by_word.entry(one.name.clone()).or_default().push(one);
            by_speaker.entry(speaker(one)).or_default().push(one);
            by_recording.entry(one.recording).or_default().push(one);
        }
        let areas = |groups: Vec<&Vec<&Heard>>| -> Vec<Vec<f64>> {
            let area = |group: &&Vec<&Heard>| group.iter().map(|h| h.area()).collect();
            groups.iter().map(area).collect()
        };
        let clusters = match by_speaker.len() {
            1 => areas(by_recording.values().collect()),
            _ => areas(by_speaker.values().collect()),
        };
        let off = |end: usize| {
            let mut errors: Vec<f64> = heard.iter().map(|h| h.off[end].abs()).collect();
            errors.sort_by(f64::total_cmp);
            stats::percentile(&errors, 0.5)
        };
        let groups = |of: BTreeMap<String, Vec<&Heard>>| {
            let group = |(name, heard): (String, Vec<&Heard>)| (name, Group::of(&heard));
            of.into_iter().map(group).collect()
        };
        Self {
            n: all.n,
            auc: all.auc,
            auc_interval: interval(&clusters),
            top1: all.top1,
            mean_rank: all.mean_rank,
            start_error_s: off(0),
            end_error_s: off(1),
            strings,
            by_word: groups(by_word),
            by_speaker: groups(by_speaker),
        }
    }

    pub(super) fn text(&self) -> String {
        let number = |v: Option<f64>| v.map_or("-".into(), |v| format!("{v:.3}"));
        let interval = self.auc_interval.map_or(String::new(), |[low, high]| {
            format!(" (95 % {low:.3}..{high:.3})")
        });
        let mut text = format!(
            "area under the curve  {}{interval}, mean rank {}\nfirst of its group    {}\n",
            number(self.auc),
            number(self.mean_rank),
            self.top1.text()
        );
        text += &format!(
            "median error of ends  {} s, {} s\n{}\nby word  ",
            number(self.start_error_s),
            number(self.end_error_s),
            self.strings.text()
        );
        let words = self.by_word.iter();
        let each = words.map(|(word, group)| format!("{word} {} ({})", number(group.auc), group.n));
        text + &each.collect::<Vec<_>>().join(", ")
    }
}

/// Percentiles of the mean when whole clusters are drawn with replacement: words of one
/// mouth do not vary as words of several do (Efron and Tibshirani, An Introduction to
/// the Bootstrap, 1993).
fn interval(clusters: &[Vec<f64>]) -> Option<[f64; 2]> {
    if clusters.len() < 2 {
        return None;
    }
    let mut dice = Dice::new(1, "bootstrap");
    let mut means: Vec<f64> = (0..RESAMPLINGS)
        .map(|_| {
            let (mut sum, mut n) = (0.0, 0);
            for _ in clusters {
                let drawn = &clusters[dice.below(clusters.len())];
                sum += drawn.iter().sum::<f64>();
                n += drawn.len();
            }
            sum / n as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    Some([
        stats::percentile(&means, 0.025)?,
        stats::percentile(&means, 0.975)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use selfsame::words::Found;

    fn heard(ratios: &[f32], word: usize) -> Heard {
        let choice = |(word, &ratio): (usize, &f32)| Choice {
            word,
            found: Found {
                ratio,
                start: 0,
                end: 1,
            },
        };
        Heard {
            recording: 0,
            name: word.to_string(),
            word,
            choices: ratios.iter().enumerate().map(choice).collect(),
            off: [0.1, -0.2],
        }
    }

    #[test]
    fn areas_and_ranks_count_what_is_outdone() {
        let best = heard(&[3.0, 1.0, 2.0], 0);
        assert_eq!((best.area(), best.rank()), (1.0, 1));
        let worst = heard(&[3.0, 1.0, 2.0], 1);
        assert_eq!((worst.area(), worst.rank()), (0.0, 3));
        let tied = heard(&[3.0, 3.0, 2.0], 1);
        assert_eq!((tied.area(), tied.rank()), (0.75, 2));
        let all = [best, worst, tied];
        let group = Group::of(&all.iter().collect::<Vec<_>>());
        assert!((group.auc.unwrap() - 1.75 / 3.0).abs() < 1e-9);
        assert_eq!(group.top1.count, 1);
        assert_eq!(group.mean_rank, Some(2.0));
    }

    #[test]
    fn intervals_hold_clusters_together() {
        assert!(interval(&[vec![1.0, 0.0]]).is_none());
        let apart = interval(&[vec![1.0; 50], vec![0.0; 50]]).unwrap();
        assert_eq!(apart, [0.0, 1.0]);
        let mixed: Vec<Vec<f64>> = (0..100).map(|i| vec![f64::from(i % 2)]).collect();
        let [low, high] = interval(&mixed).unwrap();
        assert!(
            low > 0.35 && high < 0.65 && low < 0.45 && high > 0.55,
            "{low} {high}"
        );
    }
}
