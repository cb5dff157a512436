//! Words that a test makes up: two that differ in which measure moves first.

use std::time::Duration;

use super::*;
use crate::error::ErrorKind;
use crate::interval::FLOOR;
use crate::mouth::{MEASURES, MouthMeasures};
use crate::signal::MouthSignal;

fn gaussian(first: f32, second: f32) -> Gaussian {
    let mut mean = [0.0; MEASURES];
    [mean[0], mean[1]] = [first, second];
    Gaussian::new(mean, [0.3; MEASURES])
}

fn word(name: &str, looks: [(f32, f32); 2]) -> Word {
    let state = |(a, b)| State {
        looks: gaussian(a, b),
        stay: 0.8,
    };
    Word {
        name: name.into(),
        group: "digit".into(),
        ways: vec![WordModel::new(looks.map(state).to_vec())],
    }
}

fn vocabulary() -> Vocabulary {
    let background = Background::new(vec![
        (0.5, gaussian(0.0, 0.0)),
        (0.25, gaussian(2.0, 0.0)),
        (0.25, gaussian(0.0, 2.0)),
    ]);
    let words = vec![
        word("1", [(2.0, 0.0), (0.0, 2.0)]),
        word("2", [(0.0, 2.0), (2.0, 0.0)]),
    ];
    Vocabulary::new(background, words)
}

/// Rest, then "1" from sample 20 to 40, then rest.
fn samples() -> Vec<Sample> {
    let noise = |i: usize| ((i * 7919) % 101) as f32 / 101.0 - 0.5;
    (0..60)
        .map(|i| {
            let mut sample = [0.0; MEASURES];
            match i {
                20..30 => sample[0] = 2.0,
                30..40 => sample[1] = 2.0,
                _ => (),
            }
            std::array::from_fn(|k| sample[k] + 0.4 * noise(i * 17 + k))
        })
        .collect()
}

#[test]
fn the_word_that_was_said_is_found_where_it_was_said() {
    let (vocabulary, samples) = (vocabulary(), samples());
    let listening = vocabulary.listen(&samples);
    let choices = listening.find_group(0, 5..35, 25..55);
    assert_eq!(choices.len(), 2);
    let found = choices[0].found;
    assert!((18..=22).contains(&found.start), "{found:?}");
    assert!((38..=42).contains(&found.end), "{found:?}");
    assert!(found.ratio > 5.0 && found.ratio > choices[1].found.ratio + 5.0);
    let speaks_for = against_others(0, &choices).unwrap();
    let speaks_against = against_others(1, &choices).unwrap();
    // As much as certainty among two is worth, calibrated.
    let [slope, intercept] = CALIBRATION;
    let certain = slope * 2f32.ln() + intercept;
    assert!((speaks_for - certain).abs() < 0.05, "{speaks_for}");
    assert!((-MOST_AGAINST..0.0).contains(&speaks_against));
    assert!(against_others(2, &choices).is_none());
}

#[test]
fn a_search_keeps_to_its_ranges_and_says_where_there_is_no_room() {
    let (vocabulary, samples) = (vocabulary(), samples());
    let listening = vocabulary.listen(&samples);
    let found = listening.find(0, 3..6, 10..14).unwrap();
    assert!((3..6).contains(&found.start) && (10..14).contains(&found.end));
    let exact = listening.find(0, 20..21, 40..41).unwrap();
    assert_eq!((exact.start, exact.end), (20, 40));
    for (starts, ends) in [
        (30..31, 10..20),
        (90..95, 95..99),
        (5..5, 10..20),
        (5..9, 3..3),
    ] {
        assert!(listening.find(0, starts, ends).is_none());
    }
    assert!(listening.find(7, 20..21, 40..41).is_none());
    // An end past the last sample is none.
    assert!(listening.find(0, 20..21, 61..99).is_none());
}

#[test]
fn a_saying_falls_into_the_words_states() {
    let vocabulary = vocabulary();
    let path = vocabulary.words()[0].ways[0].path(&samples()[20..40]);
    let switch = path.iter().position(|&state| state == 1).unwrap();
    assert!((9..=11).contains(&switch), "{path:?}");
    assert!(path.is_sorted());
    assert!(vocabulary.words()[0].ways[0].path(&[]).is_empty());
}

#[test]
fn speech_is_normalised_by_itself_at_fifty_samples_a_second() {
    // One person opens twice as far as the other, before another camera.
    let speech = |scale: f32, offset: f32| {
        let frames: Vec<_> = (0..100u32)
            .map(|i| {
                let t = i as f32 / 25.0;
                let swing = if i > 25 { (t * 9.0).sin() } else { 0.0 };
                let values = std::array::from_fn(|k| offset + FLOOR[k] * 3.0 * scale * swing);
                (
                    Duration::from_millis(40 * u64::from(i)),
                    MouthMeasures(values),
                )
            })
            .collect();
        Speech::of(&MouthSignal::resample(&frames), 0.0..4.0)
    };
    let (one, other) = (speech(1.0, 0.0), speech(2.0, 3.0));
    assert_eq!(one.samples().len(), 199);
    assert_eq!(one.index(one.time(77)), 77);
    assert_eq!(one.index(1e9), 199);
    for (a, b) in one.samples().iter().zip(other.samples()) {
        assert!((a[0] - b[0]).abs() < 0.01, "{} {}", a[0], b[0]);
    }
    let spoken = &one.samples()[60..];
    let mean = spoken.iter().map(|s| s[0]).sum::<f32>() / spoken.len() as f32;
    let square = spoken.iter().map(|s| s[0] * s[0]).sum::<f32>() / spoken.len() as f32;
    assert!(
        mean.abs() < 0.2 && (square - 1.0).abs() < 0.3,
        "{mean} {square}"
    );
    assert!(
        Speech::of(&MouthSignal::resample(&[]), 3.0..1.0)
            .samples()
            .is_empty()
    );
}

#[test]
fn a_vocabulary_comes_back_from_its_file() {
    let vocabulary = vocabulary();
    let text = vocabulary.to_text();
    let again = Vocabulary::parse(&text).unwrap();
    assert_eq!(again.to_text(), text);
    assert_eq!(again.position("2"), Some(1));
    let samples = samples();
    let [a, b] = [&vocabulary, &again].map(|v| v.listen(&samples).find(0, 5..35, 25..55).unwrap());
    assert!((a.ratio - b.ratio).abs() < 0.01 && a.start == b.start);
}

#[test]
fn this_releases_digits_are_ten_of_one_group_in_each_language() {
    for language in [Language::English, Language::Mandarin] {
        let vocabulary = Vocabulary::digits(language);
        let names: Vec<&str> = vocabulary.words().iter().map(|w| w.name.as_str()).collect();
        assert_eq!(names, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
        assert_eq!(vocabulary.group_of(3).count(), 10);
    }
}

#[test]
fn broken_vocabularies_are_refused_by_place() {
    let good = vocabulary().to_text();
    let cases = [
        ("version = 1", "version = 2", "version 2"),
        ("share = 0.5000", "share = nan", "background part 0"),
        ("name = \"2\"", "name = \"1\"", "'1' comes twice"),
        ("name = \"2\"", "name = \"\"", "name"),
        ("stay = 0.8000", "stay = 1.0", "word '1', state 0"),
        ("mean = [2.0000", "mean = [inf", "background part 1"),
        (
            "variance = [0.3000",
            "variance = [-1.0",
            "background part 0",
        ),
        ("variance = [0.3000, ", "variance = [", "background part 0"),
        ("group", "colour", "not as it should be"),
        ("[[word.way]]", "", "not as it should be"),
        ("[[word]]", "[[wort]]", "not as it should be"),
    ];
    for (from, to, says) in cases {
        let error = Vocabulary::parse(&good.replacen(from, to, 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        assert!(error.to_string().contains(says), "{error}");
    }
    assert_eq!(Vocabulary::parse("").unwrap_err().kind(), ErrorKind::Model);
    let long = "#".repeat(crate::limits::VOCABULARY_BYTES + 1);
    assert_eq!(
        Vocabulary::parse(&long).unwrap_err().kind(),
        ErrorKind::Limit
    );
    let state = good.split("[[word.way.state]]").nth(1).unwrap();
    let many = format!("[[word.way.state]]{state}").repeat(65);
    let error = Vocabulary::parse(&format!("{good}{many}")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(error.to_string().contains("word '2'"), "{error}");
}

#[test]
fn who_says_a_word_in_any_of_its_ways_says_it() {
    let (one, samples) = (vocabulary(), samples());
    let mut words = one.words().to_vec();
    let other = words[1].ways[0].clone();
    words[0].ways.push(other);
    words[1].ways[0] = WordModel::new(vec![State {
        looks: gaussian(4.0, 4.0),
        stay: 0.5,
    }]);
    let two = Vocabulary::new(one.background.clone(), words);
    let find = |v: &Vocabulary| v.listen(&samples).find(0, 20..21, 40..41).unwrap();
    let (alone, both) = (find(&one), find(&two));
    // Half as probable, for the other way might have been taken.
    assert!((alone.ratio - both.ratio - 2f32.ln()).abs() < 0.01);
    assert_eq!((both.start, both.end), (20, 40));
}

/// "1", "2", "1" between rests.
fn string() -> Vec<Sample> {
    let one = samples();
    let (rest, said) = (&one[..20], &one[20..40]);
    let mut other = said.to_vec();
    for sample in &mut other {
        sample.swap(0, 1);
    }
    [rest, said, rest, &other, rest, said, rest].concat()
}

#[test]
fn a_string_is_aligned_as_a_whole() {
    let (vocabulary, samples) = (vocabulary(), string());
    let rest = gaussian(0.0, 0.0);
    let listening = vocabulary.listen(&samples);
    let slot = |word: usize, starts: Range<usize>| Slot {
        word,
        starts,
        longest: 30,
    };
    // Prompts so early that each word could as well be the one before or after.
    let slots = [slot(0, 5..70), slot(1, 20..100), slot(0, 40..130)];
    let placed = listening.align(&rest, &slots);
    for (placed, truth) in placed.iter().zip([20..40, 60..80, 100..120]) {
        let Placed { found, choices } = placed.as_ref().unwrap();
        assert!(
            found.start.abs_diff(truth.start) <= 2,
            "{found:?} {truth:?}"
        );
        assert!(found.end.abs_diff(truth.end) <= 2, "{found:?} {truth:?}");
        assert!(found.ratio > 10.0, "{found:?}");
        assert_eq!(choices.len(), 2);
    }
    let total = |slots: &[Slot]| -> f32 {
        let placed = listening.align(&rest, slots);
        let ratio = |p: &Option<Placed>, s: &Slot| {
            against_others(s.word, &p.as_ref().unwrap().choices).unwrap()
        };
        placed.iter().zip(slots).map(|(p, s)| ratio(p, s)).sum()
    };
    let wrong = [slot(1, 5..40), slot(0, 50..70), slot(1, 90..110)];
    assert!(
        total(&slots) > 1.0 && total(&wrong) < -3.0,
        "{} {}",
        total(&slots),
        total(&wrong)
    );
}

#[test]
fn both_ways_through_a_string_are_worth_the_same() {
    let (vocabulary, samples) = (vocabulary(), string());
    let rest = gaussian(0.0, 0.0);
    let listening = vocabulary.listen(&samples);
    let slots: Vec<Slot> = [(0, 5..40), (1, 50..70), (0, 90..110)]
        .map(|(word, starts)| Slot {
            word,
            starts,
            longest: 30,
        })
        .to_vec();
    // The best string less what it is worth without one word is that word's ratio; the
    // best string is the same whichever word is looked at.
    let whole = |slots: &[Slot]| -> f32 {
        let placed = listening.align(&rest, &slots[..1]);
        let first = placed[0].as_ref().unwrap().found.ratio;
        slots[1..].iter().fold(first, |sum, slot| {
            let alone = listening.align(&rest, std::slice::from_ref(slot));
            sum + alone[0].as_ref().unwrap().found.ratio
        })
    };
    let placed = listening.align(&rest, &slots);
    let sum: f32 = placed.iter().map(|p| p.as_ref().unwrap().found.ratio).sum();
    assert!((sum - whole(&slots)).abs() < 0.1, "{sum} {}", whole(&slots));
}

#[test]
fn slots_without_room_are_empty_and_cost_the_others_nothing() {
    let (vocabulary, samples) = (vocabulary(), string());
    let rest = gaussian(0.0, 0.0);
    let listening = vocabulary.listen(&samples);
    let slot = |word, starts| Slot {
        word,
        starts,
        longest: 30,
    };
    let slots = [slot(0, 5..40), slot(1, 200..240), slot(0, 60..60)];
    let placed = listening.align(&rest, &slots);
    assert!(placed[0].as_ref().unwrap().found.start.abs_diff(20) <= 2);
    assert_eq!(placed[1..], [None, None]);
    assert!(listening.align(&rest, &[]).is_empty());
    let nothing = vocabulary.listen(&[]);
    assert_eq!(nothing.align(&rest, &slots), vec![None, None, None]);
}
