//! Comparisons: what two templates say at each false-match rate.

use std::ptr::null_mut;

use selfsame::FalseMatchRate;
use selfsame::matching::Comparison;
use selfsame::template::Template;
use selfsame_capi::selfsame_code::*;
use selfsame_capi::selfsame_fmr::*;
use selfsame_capi::selfsame_outcome::*;
use selfsame_capi::*;

use crate::helpers::*;

const RATES: [(selfsame_fmr, FalseMatchRate); 5] = [
    (SELFSAME_FMR_1E_2, FalseMatchRate::OneIn100),
    (SELFSAME_FMR_1E_3, FalseMatchRate::OneIn1000),
    (SELFSAME_FMR_1E_4, FalseMatchRate::OneIn10000),
    (SELFSAME_FMR_1E_5, FalseMatchRate::OneIn100000),
    (SELFSAME_FMR_1E_6, FalseMatchRate::OneIn1000000),
];

/// The portrait's template with this quality, its numbers turned round from `from` on.
fn changed(quality: u8, from: usize) -> Vec<u8> {
    let mut bytes = sdk_template().to_bytes().to_vec();
    bytes[24] = quality;
    for byte in &mut bytes[from.max(25)..] {
        *byte = byte.wrapping_neg();
    }
    bytes
}

fn compared(a: &[u8], b: &[u8]) -> *mut selfsame_comparison {
    let ([a, b], mut comparison) = ([a, b].map(template_of), null_mut());
    works!(selfsame_template_compare(a, b, &raw mut comparison));
    for template in [a, b] {
        assert_eq!(selfsame_template_free(template), SELFSAME_OK);
    }
    comparison
}

/// All that C can read of a comparison is what the SDK says; the outcomes, laxest rate first.
fn read_all(a: &[u8], b: &[u8]) -> ([selfsame_outcome; 5], Option<selfsame_fmr>) {
    let comparison = compared(a, b);
    let [sdk_a, sdk_b] = [a, b].map(|bytes| Template::from_bytes(bytes).unwrap());
    let expected = Comparison::of(&sdk_a, &sdk_b).unwrap();

    let (mut similarity, mut poor, [mut first, mut second]) = (0.0, false, [0; 2]);
    works!(selfsame_comparison_similarity(
        comparison,
        &raw mut similarity
    ));
    works!(selfsame_comparison_is_poor(comparison, &raw mut poor));
    works!(selfsame_comparison_quality(
        comparison,
        &raw mut first,
        &raw mut second
    ));
    assert_eq!(similarity, expected.similarity());
    assert_eq!(poor, expected.is_poor());
    assert_eq!([first, second], expected.quality());

    let outcomes = RATES.map(|(number, rate)| {
        let (mut outcome, mut threshold) = (SELFSAME_OUTCOME_NOT_APPLICABLE, 0.0);
        works!(selfsame_comparison_outcome(
            comparison,
            number as i32,
            &raw mut outcome
        ));
        works!(selfsame_comparison_threshold(
            comparison,
            number as i32,
            &raw mut threshold
        ));
        assert_eq!(threshold, expected.threshold(rate));
        outcome
    });

    let mut strictest = SELFSAME_FMR_1E_2;
    let strictest = if expected.strictest().is_some() {
        works!(selfsame_comparison_strictest(
            comparison,
            &raw mut strictest
        ));
        let of = RATES.iter().find(|(number, _)| *number == strictest);
        assert_eq!(of.map(|(_, rate)| *rate), expected.strictest());
        Some(strictest)
    } else {
        refused!(SELFSAME_ABSENT, "", "no named rate" =>
            selfsame_comparison_strictest(comparison, &raw mut strictest));
        None
    };
    assert_eq!(selfsame_comparison_free(comparison), SELFSAME_OK);
    assert_eq!(selfsame_comparison_free(comparison), SELFSAME_HANDLE_FREED);
    (outcomes, strictest)
}

#[test]
fn who_is_who() {
    let all = |outcome| [outcome; 5];
    let alike = changed(90, 153);
    let own = sdk_template().to_bytes();
    let same = (all(SELFSAME_OUTCOME_PASS), Some(SELFSAME_FMR_1E_6));
    assert_eq!(read_all(&own, &own), same);
    assert_eq!(read_all(&alike, &alike), same);
    let opposite = changed(90, 25);
    let fail = (all(SELFSAME_OUTCOME_FAIL), None);
    assert_eq!(read_all(&alike, &opposite), fail);
    let poor = changed(10, 25);
    let retry = (all(SELFSAME_OUTCOME_RETRY), None);
    assert_eq!(read_all(&alike, &poor), retry);
    assert_eq!(read_all(&poor, &poor), same, "alike enough for a poor pair");
}

/// Templates that are more and more unlike: some match at some rates.
#[test]
fn each_rate_asks_for_more() {
    let alike = changed(90, 153);
    let mut seen = Vec::new();
    for from in 25..=153 {
        let (outcomes, strictest) = read_all(&alike, &changed(90, from));
        let passed = outcomes.iter().filter(|o| **o == SELFSAME_OUTCOME_PASS);
        let passed = passed.count();
        // The laxer, the more pass.
        assert!(
            outcomes[..passed]
                .iter()
                .all(|o| *o == SELFSAME_OUTCOME_PASS)
        );
        assert!(
            outcomes[passed..]
                .iter()
                .all(|o| *o == SELFSAME_OUTCOME_FAIL)
        );
        assert_eq!(strictest.is_some(), passed > 0);
        seen.push(passed);
    }
    assert!(seen.contains(&0) && seen.contains(&5));
    assert!(
        seen.iter().any(|passed| (1..5).contains(passed)),
        "{seen:?}"
    );
}

#[test]
fn templates_of_different_models_are_not_compared() {
    let mut foreign = changed(90, 153);
    foreign[8] ^= 1;
    let [a, b] = [&changed(90, 153), &foreign].map(|bytes| template_of(bytes));
    let mut comparison = untouched();
    refused!(SELFSAME_ARGUMENT, "", "different models" =>
        selfsame_template_compare(a, b, &raw mut comparison));
    assert_eq!(comparison, untouched());
    for template in [a, b] {
        assert_eq!(selfsame_template_free(template), SELFSAME_OK);
    }
}

#[test]
fn misuse_of_comparisons() {
    let own = sdk_template().to_bytes();
    let comparison = compared(&own, &own);
    let (mut number, mut poor, mut quality) = (77.0f32, true, [78u8; 2]);
    let (mut outcome, mut rate) = (SELFSAME_OUTCOME_NOT_APPLICABLE, SELFSAME_FMR_1E_3);
    let (n, p, [q, r]) = (
        &raw mut number,
        &raw mut poor,
        [0, 1].map(|i| &raw mut quality[i]),
    );
    let (o, f, good) = (&raw mut outcome, &raw mut rate, 4);

    wrong_handles!("comparison", "a comparison", c => selfsame_comparison_outcome(c, good, o));
    wrong_places!("outcome", o => selfsame_comparison_outcome(comparison, good, o));
    wrong_handles!("comparison", "a comparison", c => selfsame_comparison_strictest(c, f));
    wrong_places!("false_match_rate", f => selfsame_comparison_strictest(comparison, f));
    wrong_handles!("comparison", "a comparison", c => selfsame_comparison_similarity(c, n));
    wrong_places!("similarity", n => selfsame_comparison_similarity(comparison, n));
    wrong_handles!("comparison", "a comparison", c => selfsame_comparison_threshold(c, good, n));
    wrong_places!("threshold", n => selfsame_comparison_threshold(comparison, good, n));
    wrong_handles!("comparison", "a comparison", c => selfsame_comparison_quality(c, q, r));
    no_place!("first", q => selfsame_comparison_quality(comparison, q, r));
    no_place!("second", r => selfsame_comparison_quality(comparison, q, r));
    wrong_handles!("comparison", "a comparison", c => selfsame_comparison_is_poor(c, p));
    no_place!("poor", p => selfsame_comparison_is_poor(comparison, p));

    for number in [0, 1, 7, -4, i32::MAX, i32::MIN] {
        let (code, at, says) = (SELFSAME_ENUM, "false_match_rate", format!("{number} is no"));
        refused!(code, at, &says => selfsame_comparison_outcome(comparison, number, o));
        refused!(code, at, &says => selfsame_comparison_threshold(comparison, number, n));
    }
    assert_eq!((number, poor, quality), (77.0, true, [78; 2]));
    assert_eq!(outcome, SELFSAME_OUTCOME_NOT_APPLICABLE);
    assert_eq!(rate, SELFSAME_FMR_1E_3);
    assert_eq!(selfsame_comparison_free(comparison), SELFSAME_OK);
    assert_eq!(selfsame_comparison_free(null_mut()), SELFSAME_OK);
    let other = engine().cast_mut().cast();
    assert_eq!(selfsame_comparison_free(other), SELFSAME_HANDLE_TYPE);
}
