//! Made-up networks, and the built-in ones.

use std::collections::HashMap;
use std::time::Duration;

use safetensors::tensor::{Dtype, TensorView, serialize};

use super::network::{INPUTS, TAPS};
use super::*;
use crate::error::ErrorKind;
use crate::mouth::{MEASURES, MouthMeasures};
use crate::signal::MouthSignal;

/// Shape and numbers of each tensor.
type Tensors = HashMap<String, (Vec<usize>, Vec<f32>)>;

/// One network of one channel: how large measure 0 is on the average tells "1" from "2".
fn tensors() -> Tensors {
    let mut first = vec![0.0; INPUTS * TAPS];
    first[TAPS / 2] = 1.0;
    HashMap::from([
        ("0.c1.weight".into(), (vec![1, INPUTS, TAPS], first)),
        ("0.c1.bias".into(), (vec![1], vec![0.0])),
        ("0.c2.weight".into(), (vec![1, 1, TAPS], vec![0.0; TAPS])),
        ("0.c2.bias".into(), (vec![1], vec![0.0])),
        ("0.c3.weight".into(), (vec![1, 1, TAPS], vec![0.0; TAPS])),
        ("0.c3.bias".into(), (vec![1], vec![0.0])),
        // Words 1 and 2 of the digits, and one that is alone in its group.
        (
            "0.o.weight".into(),
            (vec![3, 2], vec![1.0, 0.0, -1.0, 0.0, 5.0, 0.0]),
        ),
        ("0.o.bias".into(), (vec![3], vec![0.0, 1.0, 0.0])),
    ])
}

fn file(tensors: &Tensors, words: &str) -> Vec<u8> {
    let bytes: Vec<(&String, Vec<u8>)> = tensors
        .iter()
        .map(|(name, (_, values))| (name, values.iter().flat_map(|v| v.to_le_bytes()).collect()))
        .collect();
    let views = bytes.iter().map(|(name, data)| {
        let view = TensorView::new(Dtype::F32, tensors[*name].0.clone(), data).unwrap();
        ((*name).clone(), view)
    });
    let about = [("version", "1"), ("words", words)];
    let about = about.map(|(key, value)| (key.to_owned(), value.to_owned()));
    serialize(views, Some(about.into_iter().collect())).unwrap()
}

const WORDS: &str = "1 digit\n2 digit\nnow place-6";

/// Measure 0 is large in the second second, and lies still otherwise.
fn speech() -> Speech {
    let frames: Vec<_> = (0..75u32)
        .map(|i| {
            let large = if (25..50).contains(&i) { 1.0 } else { 0.0 };
            let mut values = [0.0; MEASURES];
            values[0] = large;
            (
                Duration::from_millis(40 * u64::from(i)),
                MouthMeasures(values),
            )
        })
        .collect();
    Speech::of(&MouthSignal::resample(&frames), 0.0..3.0)
}

#[test]
fn the_word_that_was_said_is_the_likelier_one() {
    let reader = Lipreader::parse(&file(&tensors(), WORDS)).unwrap();
    let (one, two) = (
        reader.position("1", "digit").unwrap(),
        reader.position("2", "digit").unwrap(),
    );
    let speech = speech();
    let read = |window: Range<f32>| {
        let guesses = reader.read(one, &speech, window);
        let sum: f32 = guesses.iter().map(|g| g.log_probability.exp()).sum();
        assert!((sum - 1.0).abs() < 1e-5);
        assert_eq!(
            guesses.iter().map(|g| g.word).collect::<Vec<_>>(),
            [one, two]
        );
        guesses
    };
    let (large, small) = (read(1.2..1.8), read(2.2..2.8));
    assert!(large[0].log_probability > large[1].log_probability);
    assert!(small[0].log_probability < small[1].log_probability);
    assert!(against_others(one, &large).unwrap() > 0.0);
    assert!(against_others(two, &large).unwrap() < 0.0);
    assert!(against_others(two, &large).unwrap() >= -MOST_AGAINST);
    assert_eq!(against_others(2, &large), None);
    // Alone in its group it is certain, whatever is seen.
    let alone = reader.read(2, &speech, 0.0..1.0);
    assert_eq!((alone.len(), alone[0].log_probability), (1, 0.0));
    assert!(reader.read(9, &speech, 0.0..1.0).is_empty());
}

#[test]
fn windows_of_any_length_and_place_are_read() {
    let reader = Lipreader::parse(&file(&tensors(), WORDS)).unwrap();
    let speech = speech();
    for window in [0.0..0.0, -5.0..-4.0, 9.0..12.0, 0.0..3.0, 2.0..1.0] {
        let guesses = reader.read(0, &speech, window.clone());
        assert!(
            guesses.iter().all(|g| g.log_probability.is_finite()),
            "{window:?}"
        );
    }
    let nothing = Speech::of(&MouthSignal::resample(&[]), 0.0..1.0);
    assert!(reader.read(0, &nothing, 0.0..1.0).is_empty());
}

#[test]
fn the_built_in_ones_know_the_digits() {
    for language in [Language::English, Language::Mandarin] {
        let reader = Lipreader::of(language);
        for digit in language.alphabet() {
            let word = reader.position(&digit.to_string(), "digit").unwrap();
            let guesses = reader.read(word, &speech(), 0.5..1.5);
            assert!(guesses.len() >= 10, "{language:?}: {}", guesses.len());
        }
    }
}

#[test]
fn files_that_are_none_are_named() {
    let broken = |what: &str, change: &dyn Fn(&mut Tensors)| {
        let mut tensors = tensors();
        change(&mut tensors);
        let error = Lipreader::parse(&file(&tensors, WORDS)).unwrap_err();
        assert!(error.to_string().contains(what), "{what}: {error}");
    };
    broken("no networks", &|t| t.clear());
    broken("'0.o.bias': absent", &|t| drop(t.remove("0.o.bias")));
    broken("'0.c2.weight': its shape", &|t| {
        t.insert("0.c2.weight".into(), (vec![TAPS], vec![0.0; TAPS]));
    });
    broken("'0.c3.bias': a number out of range", &|t| {
        t.insert("0.c3.bias".into(), (vec![1], vec![f32::NAN]));
    });
    for words in [
        "",
        "1",
        "1 digit\n1 digit\n2 digit",
        "1 di git\n2 digit\n3 digit",
    ] {
        assert_eq!(
            Lipreader::parse(&file(&tensors(), words))
                .unwrap_err()
                .kind(),
            ErrorKind::Model,
            "{words:?}"
        );
    }
    let whole = file(&tensors(), WORDS);
    for length in 0..whole.len() {
        assert!(
            Lipreader::parse(&whole[..length]).is_err(),
            "{length} bytes"
        );
    }
    let large = vec![0; crate::limits::LIPREADER_BYTES + 1];
    assert_eq!(
        Lipreader::parse(&large).unwrap_err().kind(),
        ErrorKind::Limit
    );
}
