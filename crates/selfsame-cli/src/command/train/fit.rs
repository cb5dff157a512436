//! Fits word models to examples.
//!
//! Enters: measured recordings, source by source. Leaves: a [`Vocabulary`].
//!
//! Each word's states are cut evenly at first, then the best way through them and the
//! Gaussians are found in turns (segmental k-means: Rabiner, Wilpon and Juang, AT&T
//! Technical Journal 65, 1986). Variances are pulled towards those of all speech, for
//! few examples of few people know too little of how much people vary.

use std::collections::BTreeMap;

use selfsame::mouth::MEASURES;
use selfsame::words::{Background, Gaussian, Sample, State, Vocabulary, Word, WordModel};

use crate::command::spoken::Recording;

/// Fewest examples of a word.
const LEAST: usize = 3;
/// Rounds of fitting.
const ROUNDS: usize = 8;
/// States for each sample of a word's median length.
const STATES_PER_SAMPLE: f32 = 0.5;
/// Fewest and most states.
const STATES: [usize; 2] = [3, 10];
/// The variance of all speech counts like so many samples...
const PRIOR: f32 = 50.0;
/// ...and within a state it is so much of that of all words.
const WITHIN: f32 = 0.6;
/// Probabilities to stay in a state keep to this range.
const STAY: [f32; 2] = [0.05, 0.95];
/// Gaussians of the background.
const PARTS: usize = 8;
/// Most samples the background is fitted to.
const BACKGROUND_SAMPLES: usize = 50_000;

/// A vocabulary, and how many examples each of its words had.
pub(super) struct Trained {
    pub(super) vocabulary: Vocabulary,
    pub(super) examples: Vec<usize>,
}

type Examples<'a> = BTreeMap<(String, &'a str), Vec<&'a [Sample]>>;

/// From sources: of a word with examples in several there is a way for the first that
/// has enough of them, and one for all. None if no word has enough.
pub(super) fn vocabulary(sources: &[&[Recording]]) -> Option<Trained> {
    let by_source: Vec<Examples<'_>> = sources.iter().map(|source| examples(source)).collect();
    let mut all: Examples<'_> = BTreeMap::new();
    for (key, examples) in by_source.iter().flatten() {
        all.entry(key.clone()).or_default().extend(examples);
    }
    all.retain(|_, examples| examples.len() >= LEAST);
    if all.is_empty() {
        return None;
    }
    let every: Vec<&Sample> = all.values().flatten().copied().flatten().collect();
    let [_, spread] = moments(&every);
    let prior = spread.map(|v| v * WITHIN);
    let mut words = Vec::new();
    let mut counts = Vec::new();
    for ((group, name), examples) in &all {
        let mut ways = Vec::new();
        let key = (group.clone(), *name);
        let own = by_source.iter().filter_map(|source| source.get(&key));
        if let Some(own) = own.clone().find(|own| own.len() >= LEAST)
            && own.len() < examples.len()
        {
            ways.push(fit(own, &prior));
        }
        ways.push(fit(examples, &prior));
        words.push(Word {
            name: (*name).to_owned(),
            group: group.clone(),
            ways,
        });
        counts.push(examples.len());
    }
    Some(Trained {
        vocabulary: Vocabulary::new(background(sources, &spread), words),
        examples: counts,
    })
}

/// The words of a source by group and name.
fn examples(recordings: &[Recording]) -> Examples<'_> {
    let mut all: Examples<'_> = BTreeMap::new();
    for recording in recordings {
        for said in &recording.words {
            let key = (said.group(), said.word.as_str());
            all.entry(key).or_default().push(recording.samples(said));
        }
    }
    all
}

/// Mean and variance of each measure.
fn moments(samples: &[&Sample]) -> [Sample; 2] {
    let n = samples.len().max(1) as f32;
    let mean_of = |value: &dyn Fn(&Sample, usize) -> f32| -> Sample {
        std::array::from_fn(|k| samples.iter().map(|s| value(s, k)).sum::<f32>() / n)
    };
    let mean = mean_of(&|s, k| s[k]);
    [mean, mean_of(&|s, k| (s[k] - mean[k]).powi(2))]
}

fn fit(examples: &[&[Sample]], prior: &Sample) -> WordModel {
    let mut lengths: Vec<usize> = examples.iter().map(|e| e.len()).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2] as f32;
    let [least, most] = STATES;
    let count = ((median * STATES_PER_SAMPLE).round() as usize).clamp(least, most);
    let evenly = |example: &&[Sample]| -> Vec<usize> {
        let share = |at: usize| (at * count / example.len()).min(count - 1);
        (0..example.len()).map(share).collect()
    };
    let mut paths: Vec<Vec<usize>> = examples.iter().map(evenly).collect();
    let mut model = WordModel::new(Vec::new());
    for _ in 0..ROUNDS {
        let mut states: Vec<State> = Vec::with_capacity(count);
        for state in 0..count {
            let pairs = examples.iter().zip(&paths);
            let samples: Vec<&Sample> = pairs
                .flat_map(|(example, path)| example.iter().zip(path))
                .filter(|(_, at)| **at == state)
                .map(|(sample, _)| sample)
                .collect();
            let n = samples.len() as f32;
            let [mean, variance] = moments(&samples);
            let looks = match (samples.is_empty(), states.last()) {
                // Nobody is ever in it: as the one before, widely.
                (true, Some(before)) => Gaussian::new(*before.looks.mean(), *prior),
                _ => {
                    let pulled = |k| (n * variance[k] + PRIOR * prior[k]) / (n + PRIOR);
                    Gaussian::new(mean, std::array::from_fn(pulled))
                }
            };
            let stays = (n - examples.len() as f32) / n.max(1.0);
            let stay = stays.clamp(STAY[0], STAY[1]);
            states.push(State { looks, stay });
        }
        model = WordModel::new(states);
        paths = examples.iter().map(|example| model.path(example)).collect();
    }
    model
}

/// All that the faces do: speech, rest, what lies between. K-means from samples at even
/// distances.
fn background(sources: &[&[Recording]], spread: &Sample) -> Background {
    let recordings = sources.iter().copied().flatten();
    let every: Vec<&Sample> = recordings.flat_map(|r| r.speech.samples()).collect();
    let step = every.len().div_ceil(BACKGROUND_SAMPLES).max(1);
    let samples: Vec<&Sample> = every.into_iter().step_by(step).collect();
    let mut centres: Vec<Sample> = (0..PARTS)
        .map(|i| *samples[(2 * i + 1) * samples.len() / (2 * PARTS)])
        .collect();
    let away = |a: &Sample, b: &Sample| -> f32 {
        (0..MEASURES)
            .map(|k| (a[k] - b[k]).powi(2) / spread[k].max(1e-3))
            .sum()
    };
    let mut parts = Vec::new();
    for _ in 0..2 * ROUNDS {
        let mut near: Vec<Vec<&Sample>> = vec![Vec::new(); PARTS];
        for sample in &samples {
            let nearest = (0..PARTS)
                .min_by(|&a, &b| away(sample, &centres[a]).total_cmp(&away(sample, &centres[b])));
            near[nearest.unwrap_or(0)].push(sample);
        }
        parts.clear();
        for (centre, near) in centres.iter_mut().zip(&near) {
            let [mean, variance] = moments(near);
            if !near.is_empty() {
                *centre = mean;
            }
            let wide = |k: usize| variance[k].max(0.2 * WITHIN * spread[k]);
            let share = (near.len() as f32 / samples.len() as f32).max(1e-3);
            parts.push((share, Gaussian::new(*centre, std::array::from_fn(wide))));
        }
    }
    Background::new(parts)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use selfsame::mouth::MouthMeasures;
    use selfsame::signal::MouthSignal;
    use selfsame::words::{Speech, against_others};

    use super::*;
    use crate::command::spoken::Said;

    /// A mouth that says "1", opening first, then "2", widening first, between rests.
    fn recording(person: u32) -> Recording {
        let frames: Vec<_> = (0..125u32)
            .map(|i| {
                let phase =
                    |from: u32| (i.wrapping_sub(from) as f32 / 10.0 * std::f32::consts::PI).sin();
                let mut values = [0.0; MEASURES];
                let noise = ((i * 7919 + person * 31) % 101) as f32 / 101.0 - 0.5;
                match i {
                    30..40 => [values[0], values[1]] = [phase(30), 1.2 * phase(30)],
                    40..50 => [values[2], values[3]] = [phase(40), phase(40)],
                    80..90 => [values[2], values[3]] = [phase(80), phase(80)],
                    90..100 => [values[0], values[1]] = [phase(90), 1.2 * phase(90)],
                    _ => (),
                }
                let values = values.map(|v| v + 0.05 * noise);
                (
                    Duration::from_millis(40 * u64::from(i)),
                    MouthMeasures(values),
                )
            })
            .collect();
        let said = |word: &str, place: usize, start: f32| Said {
            word: word.into(),
            place,
            start,
            end: start + 0.8,
        };
        Recording {
            speaker: person.to_string(),
            speech: Speech::of(&MouthSignal::resample(&frames), 0.0..5.0),
            words: vec![said("1", 0, 1.2), said("2", 1, 3.2)],
            asked: 2,
        }
    }

    #[test]
    fn fitted_words_are_found_in_somebody_elses_mouth() {
        let people: Vec<Recording> = (0..41).map(recording).collect();
        let trained = vocabulary(&[&people[..40], &[]]).unwrap();
        assert_eq!(trained.examples, [40, 40]);
        let vocabulary = trained.vocabulary;
        let stranger = &people[40].speech;
        let listening = vocabulary.listen(stranger.samples());
        for (name, start) in [("1", 1.2), ("2", 3.2)] {
            let word = vocabulary.position(name).unwrap();
            assert_eq!(vocabulary.words()[word].ways.len(), 1);
            let (starts, ends) = (
                stranger.around(start, 0.25),
                stranger.around(start + 0.8, 0.25),
            );
            let choices = listening.find_group(word, starts, ends);
            let ratio = against_others(word, &choices).unwrap();
            assert!(ratio > 0.6, "{name}: {ratio}");
            let found = choices.iter().find(|c| c.word == word).unwrap().found;
            assert!(
                (stranger.time(found.start) - start).abs() < 0.2,
                "{found:?}"
            );
        }
    }

    #[test]
    fn words_of_two_sources_have_two_ways_and_rare_ones_none() {
        let mut people: Vec<Recording> = (0..6).map(recording).collect();
        people[0].words[0].word = "now".into();
        let trained = vocabulary(&[&people[..4], &people[4..]]).unwrap();
        let names: Vec<_> = trained
            .vocabulary
            .words()
            .iter()
            .map(|w| w.name.as_str())
            .collect();
        assert_eq!(names, ["1", "2"]);
        assert_eq!(trained.examples, [5, 6]);
        assert!(trained.vocabulary.words().iter().all(|w| w.ways.len() == 2));
        assert!(vocabulary(&[&[], &people[..2]]).is_none());
    }
}
