//! Mouths that act in known spans.

use super::*;
use crate::mouth::MouthMeasures;
use crate::words::by_heart;

/// A mouth that acts in the given spans (seconds): all measures swing.
pub(crate) fn acting(spans: &[(f32, f32)], seconds: f32) -> MouthSignal {
    let frames: Vec<_> = (0..(seconds * 30.0) as usize)
        .map(|i| {
            let t = i as f32 / 30.0;
            let acts = spans.iter().find(|&&(a, b)| t >= a && t < b);
            // A little noise, different at each frame.
            let noise = ((i * 7919) % 101) as f32 / 101.0 - 0.5;
            let swing = acts.map_or(0.0, |(from, _)| ((t - from) * 20.0).sin());
            let values = std::array::from_fn(|k| 1.0 + FLOOR[k] * (3.0 * swing + 0.1 * noise));
            (Duration::from_secs_f32(t), MouthMeasures(values))
        })
        .collect();
    MouthSignal::resample(&frames)
}

pub(crate) fn prompts(shown: &[f32]) -> PromptTimes {
    PromptTimes::new(
        Duration::ZERO,
        Duration::from_secs(3),
        shown.iter().map(|&s| Duration::from_secs_f32(s)).collect(),
    )
    .unwrap()
}

/// Digits that last 0.3, 0.4, ... seconds: all a mouth that acts can differ in.
fn vocabulary() -> Vocabulary {
    let said: Vec<_> = (1..=4u8)
        .map(|digit| {
            let start = 3.0 + f32::from(digit);
            (digit, start..start + 0.2 + 0.1 * f32::from(digit))
        })
        .collect();
    let mut spans = vec![(0.4, 2.8)];
    spans.extend(said.iter().map(|(_, span)| (span.start, span.end)));
    by_heart::digits(&Speech::of(&acting(&spans, 10.0), 0.3..3.3), &said)
}

fn find_digits(digits: &[u8], signal: &MouthSignal, prompts: &PromptTimes) -> Readings {
    let vocabulary = vocabulary();
    find(
        signal,
        Asked {
            prompts,
            digits,
            vocabulary: &vocabulary,
            lipreader: None,
        },
    )
}

#[test]
fn readings_are_found_where_they_are() {
    let truth = [(5.0, 5.5), (6.4, 6.9), (8.6, 9.0), (10.0, 10.6)];
    let shown = [4.5, 5.9, 8.1, 9.4];
    let mut spans = vec![(0.4, 2.8)];
    spans.extend(truth);
    let readings = find_digits(&[3, 3, 2, 4], &acting(&spans, 12.0), &prompts(&shown));
    for (reading, (start, end)) in readings.digits.iter().zip(truth) {
        assert!(reading.found && reading.confidence > 0.7, "{reading:?}");
        assert!(
            (reading.start.as_secs_f32() - start).abs() < 0.15,
            "{reading:?}"
        );
        assert!(
            (reading.end.as_secs_f32() - end).abs() < 0.15,
            "{reading:?}"
        );
    }
    assert!(readings.unprompted < 0.1, "{}", readings.unprompted);
    let content = |readings: &Readings| -> f32 {
        readings
            .digits
            .iter()
            .filter_map(|r| r.against_others)
            .sum()
    };
    let right = content(&readings);
    let wrong = find_digits(&[4, 1, 1, 2], &acting(&spans, 12.0), &prompts(&shown));
    assert!(right > content(&wrong) + 3.0, "{right} {}", content(&wrong));
}

#[test]
fn a_still_mouth_reads_nothing() {
    let readings = find_digits(&[1, 2, 3], &acting(&[], 12.0), &prompts(&[4.5, 5.9, 8.1]));
    assert!(
        readings.digits.iter().all(|r| !r.found),
        "{:?}",
        readings.digits
    );
}

#[test]
fn a_mouth_that_never_rests_stands_out_by_it() {
    let readings = find_digits(
        &[1, 2, 3],
        &acting(&[(0.2, 12.0)], 12.0),
        &prompts(&[4.5, 5.9, 8.1]),
    );
    let found = readings.digits.iter().filter(|r| r.found).count();
    assert!(found == 0 || readings.unprompted > 0.5);
}

#[test]
fn a_session_cut_short_finds_what_was_there() {
    let readings = find_digits(
        &[3, 1, 2],
        &acting(&[(0.4, 2.8), (5.0, 5.5)], 6.0),
        &prompts(&[4.5, 5.9, 8.1]),
    );
    assert!(readings.digits[0].found);
    assert!(!readings.digits[1].found && !readings.digits[2].found);
    assert_eq!(readings.digits.len(), 3);
    assert_eq!(
        find_digits(&[1], &MouthSignal::resample(&[]), &prompts(&[4.0]))
            .digits
            .len(),
        1
    );
}
