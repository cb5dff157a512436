//! What a lip reader would rely on.

use super::*;

const LANGUAGES: [Language; 2] = [Language::English, Language::Mandarin];

fn say(language: Language, digit: u8, seed: u64) -> Utterance {
    let mut dice = Dice::new(seed, "saying");
    Utterance::digit(language, digit, &Voice::of(seed), &mut dice)
}

/// Everything that is said in the tests: each digit, both readings of 1, and
/// the sentences, by some people.
fn sayings() -> Vec<(String, Utterance)> {
    let mut all = Vec::new();
    for seed in 0..6 {
        for language in LANGUAGES {
            for digit in 0..10 {
                all.push((
                    format!("{language:?} {digit} by {seed}"),
                    say(language, digit, seed),
                ));
            }
            let mut dice = Dice::new(seed, "saying");
            let voice = Voice {
                says_yao: true,
                ..Voice::of(seed)
            };
            let yao = Utterance::digit(language, 1, &voice, &mut dice);
            all.push((format!("{language:?} yao by {seed}"), yao));
            let sentence = Utterance::warm_up(language, &voice, &mut dice);
            all.push((format!("{language:?} warm-up by {seed}"), sentence));
        }
    }
    all
}

/// A weight's sum over some units, every millisecond of an utterance.
fn curve(utterance: &Utterance, units: &[Unit]) -> Vec<f32> {
    let n = (utterance.duration() * 1000.0) as usize + 1;
    (0..=n)
        .map(|i| {
            let face = utterance.at(i as f32 / 1000.0);
            units.iter().map(|&u| face.get(u)).sum()
        })
        .collect()
}

fn peak(utterance: &Utterance, units: &[Unit]) -> f32 {
    curve(utterance, units).into_iter().fold(0.0, f32::max)
}

/// How far the lips are apart: what the jaw opens and the corrective leaves.
fn gap(face: &Expression) -> f32 {
    face.get(Unit::JawOpen) - face.get(Unit::MouthClose)
        + face.get(Unit::MouthLowerDownLeft)
        + face.get(Unit::MouthLowerDownRight)
}

const ROUND: [Unit; 2] = [Unit::MouthPucker, Unit::MouthFunnel];
const SPREAD: [Unit; 2] = [Unit::MouthStretchLeft, Unit::MouthStretchRight];

#[test]
fn every_saying_is_smooth_in_range_and_rests_at_both_ends() {
    for (name, saying) in sayings() {
        let n = (saying.duration() * 1000.0) as usize + 2;
        let mut last = Expression::REST;
        for i in 0..=n {
            let face = saying.at(i as f32 / 1000.0);
            for unit in Unit::ALL {
                let (a, b) = (last.get(unit), face.get(unit));
                assert!((0.0..=1.0).contains(&b), "{name}: {unit:?} {b}");
                // Full scale within 25 ms would be 0.04.
                assert!(
                    (a - b).abs() < 0.03,
                    "{name} at {i} ms: {unit:?} {a} to {b}"
                );
            }
            last = face;
        }
        assert_eq!(last, Expression::REST, "{name}");
        for outside in [-1.0, 0.0, saying.duration(), 1e9, f32::NAN, f32::INFINITY] {
            assert_eq!(saying.at(outside), Expression::REST, "{name}");
        }
    }
}

#[test]
fn only_the_mouth_and_the_cheeks_move() {
    let still: Vec<Unit> = Unit::ALL
        .into_iter()
        .filter(|unit| {
            !["jaw", "mouth", "cheek", "tongue"]
                .iter()
                .any(|part| unit.name().starts_with(part))
        })
        .collect();
    assert_eq!(still.len(), 52 - 31);
    for (name, saying) in sayings() {
        assert_eq!(peak(&saying, &still), 0.0, "{name}");
    }
}

#[test]
fn digits_last_as_long_as_digits_read_alone() {
    for (name, saying) in sayings() {
        let (start, end) = saying.sound();
        assert!((0.08..=0.3).contains(&start), "{name}: leads by {start}");
        let tail = saying.duration() - end;
        assert!((0.1..=0.5).contains(&tail), "{name}: relaxes for {tail}");
        if !name.contains("warm-up") {
            assert!(
                (0.27..=0.6001).contains(&(end - start)),
                "{name}: {}",
                end - start
            );
        } else {
            assert!(
                (1.399..=2.601).contains(&(end - start)),
                "{name}: {}",
                end - start
            );
        }
    }
}

#[test]
fn movement_is_seen_before_the_sound() {
    for (name, saying) in sayings() {
        let (start, end) = saying.sound();
        let activity = |t: f32| -> f32 { saying.at(t).weights().iter().sum() };
        let most = (0..100)
            .map(|i| activity(start + (end - start) * i as f32 / 100.0))
            .fold(0.0, f32::max);
        assert!(activity(start - 0.02) > 0.05 * most, "{name}");
    }
}

#[test]
fn lips_shut_where_they_must() {
    for seed in 0..50 {
        // ba: shut from the first movement until the sound is under way.
        let ba = say(Language::Mandarin, 8, seed);
        let (start, _) = ba.sound();
        for i in 0..=10 {
            let face = ba.at(start * i as f32 / 10.0);
            assert!(gap(&face) < 0.01, "{seed}: {}", gap(&face));
        }
        assert!(peak(&ba, &[Unit::JawOpen]) > 0.25, "{seed}");
        // four, five: lip at the teeth as the sound starts.
        for digit in [4, 5] {
            let saying = say(Language::English, digit, seed);
            let face = saying.at(saying.sound().0 + 0.02);
            assert!(gap(&face) < 0.12, "{seed} {digit}: {}", gap(&face));
            assert!(face.get(Unit::MouthRollLower) > 0.45, "{seed} {digit}");
        }
        // five, seven: and again for v, after an open vowel.
        for digit in [5, 7] {
            let saying = say(Language::English, digit, seed);
            let (start, end) = saying.sound();
            let late = |t: f32| start + (end - start) * t;
            let v = (30..100).map(|i| saying.at(late(i as f32 / 100.0)));
            let roll = v
                .clone()
                .map(|f| f.get(Unit::MouthRollLower))
                .fold(0.0, f32::max);
            let least = v.map(|f| gap(&f)).fold(9.0, f32::min);
            assert!(
                roll > 0.49 && least < 0.12,
                "{seed} {digit}: {roll} {least}"
            );
        }
        // The same digits open in between.
        assert!(peak(&say(Language::English, 5, seed), &[Unit::JawOpen]) > 0.2);
    }
}

#[test]
fn the_sentences_shut_the_lips_for_m_and_b_in_their_middle() {
    for language in LANGUAGES {
        let saying = Utterance::warm_up(language, &Voice::of(1), &mut Dice::new(1, "saying"));
        let (start, end) = saying.sound();
        let shut = (1..1000).any(|i| {
            let face = saying.at(start + (end - start) * i as f32 / 1000.0);
            face.get(Unit::MouthPressLeft) > 0.2 && gap(&face) < 0.005
        });
        assert!(shut, "{language:?}");
    }
}

#[test]
fn round_digits_are_round_and_spread_ones_spread() {
    for seed in 0..50 {
        let round = |l, d| peak(&say(l, d, seed), &ROUND);
        let spread = |l, d| peak(&say(l, d, seed), &SPREAD);
        let (e, m) = (Language::English, Language::Mandarin);
        for digit in [0, 1, 2, 4] {
            assert!(
                round(e, digit) > 0.25,
                "{seed} {digit}: {}",
                round(e, digit)
            );
        }
        for digit in [6, 8, 9] {
            assert!(
                round(e, digit) < 0.05,
                "{seed} {digit}: {}",
                round(e, digit)
            );
            assert!(
                spread(e, digit) > 0.25,
                "{seed} {digit}: {}",
                spread(e, digit)
            );
        }
        assert!(round(e, 2) > 1.5 * round(e, 3), "{seed}");
        assert!(round(m, 5) > 3.0 * round(m, 4), "{seed}");
        assert!(spread(m, 1) > 3.0 * spread(m, 5), "{seed}");
        assert!(spread(e, 3) > 2.0 * spread(e, 2), "{seed}");
        // Tongue out in three only.
        for digit in 0..10 {
            let tongue = peak(&say(e, digit, seed), &[Unit::TongueOut]);
            assert_eq!(digit == 3, tongue > 0.1, "{seed} {digit}: {tongue}");
        }
        // Open ones open.
        let jaw = |l, d| peak(&say(l, d, seed), &[Unit::JawOpen]);
        assert!(jaw(e, 9) > 1.4 * jaw(e, 2), "{seed}");
        assert!(jaw(m, 8) > 2.0 * jaw(m, 4), "{seed}");
    }
}

#[test]
fn diphthongs_move() {
    for seed in 0..20 {
        // nine: from open to spread; liu: from spread to round.
        let nine = say(Language::English, 9, seed);
        let jaw = curve(&nine, &[Unit::JawOpen]);
        let spread = curve(&nine, &SPREAD);
        assert!(place(&jaw) + 20 < place(&spread), "{seed}");
        let liu = say(Language::Mandarin, 6, seed);
        assert!(
            place(&curve(&liu, &SPREAD)) + 60 < place(&curve(&liu, &ROUND)),
            "{seed}"
        );
    }
}

/// Index of the greatest.
fn place(curve: &[f32]) -> usize {
    (0..curve.len())
        .max_by(|&a, &b| curve[a].total_cmp(&curve[b]))
        .unwrap()
}

#[test]
fn two_sayings_differ_a_little_two_people_more() {
    let mut dice = Dice::new(5, "saying");
    let mut reach = |voice: &Voice| {
        let nine = Utterance::digit(Language::English, 9, voice, &mut dice);
        peak(&nine, &[Unit::JawOpen])
    };
    let own: Vec<f32> = (0..200).map(|_| reach(&Voice::of(5))).collect();
    let people: Vec<f32> = (0..200).map(|seed| reach(&Voice::of(seed))).collect();
    // As a share of the mean.
    let spread = |v: &[f32]| {
        let mean = v.iter().sum::<f32>() / v.len() as f32;
        (v.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / v.len() as f32).sqrt() / mean
    };
    let (own, people) = (spread(&own), spread(&people));
    assert!(own > 0.02 && own < 0.13, "{own}");
    assert!(people > 1.2 * own, "{people} {own}");
}

#[test]
fn the_same_dice_say_the_same_and_nonsense_is_held() {
    let (a, b) = (say(Language::English, 7, 9), say(Language::English, 7, 9));
    assert_eq!(curve(&a, &Unit::ALL), curve(&b, &Unit::ALL));
    assert_eq!(
        curve(&say(Language::English, 200, 9), &Unit::ALL),
        curve(&say(Language::English, 9, 9), &Unit::ALL)
    );
    for bad in [f32::NAN, f32::INFINITY, -5.0, 1e30] {
        let voice = Voice {
            rate: bad,
            amplitude: bad,
            rounding: bad,
            asymmetry: bad,
            reaction: bad,
            reaction_spread: bad,
            preparation: bad,
            relaxation: bad,
            variation: bad,
            says_yao: false,
        };
        let saying = Utterance::digit(Language::English, 3, &voice, &mut Dice::new(1, "bad"));
        assert!(saying.duration() > 0.0 && saying.duration() < 2.0, "{bad}");
        let all = curve(&saying, &Unit::ALL);
        assert!(all.iter().all(|w| w.is_finite()), "{bad}");
    }
}
