//! `train` and the evaluations of what it makes, on the bundled clip, with made-up words.

mod common;

use std::path::Path;

use common::{assert_error, code, json, run, stdout, with_models};

const CLIP: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../examples/data/crying_woman.mp4"
);

/// Two "digits", three times each, and a word that stands in the place of the third.
fn table(folder: &Path) -> std::path::PathBuf {
    let mut rows = String::from("file,speaker,word,start_s,end_s\n");
    for (word, start) in ["one", "two", "one", "two", "one", "two"].iter().zip(0..) {
        let start = 0.3 + 0.5 * f64::from(start);
        rows += &format!("{CLIP},woman,{word},{start:.2},{:.2}\n", start + 0.4);
    }
    let path = folder.join("words.csv");
    std::fs::write(&path, rows).expect("written");
    path
}

#[test]
fn words_are_learned_from_a_clip_and_known_again_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (table, out) = (table(folder.path()), folder.path().join("words.toml"));
    let Some(mut command) = with_models() else {
        return;
    };
    command.args(["train", "words", "--manifest"]).arg(&table);
    let output = run(command.arg(&out));
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert!(
        stdout(&output).starts_with("2 words, 6 examples"),
        "{}",
        stdout(&output)
    );
    let mut command = with_models().expect("models");
    command.args(["eval", "digits", "--manifest"]).arg(&table);
    command.args(["--search", "0.1", "--string", "3", "--json", "--vocabulary"]);
    let output = run(command.arg(&out));
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.digits/1");
    assert_eq!(figures["people"], "recorded");
    assert_eq!(
        (&figures["asked"], &figures["unknown"]),
        (&6.into(), &0.into())
    );
    for scores in [&figures["at_true_interval"], &figures["searched"]] {
        assert_eq!(scores["n"], 6);
        // What was learned by heart is known.
        assert!(scores["auc"].as_f64() > Some(0.6), "{scores}");
        assert_eq!(scores["by_word"]["1"]["n"], 3);
        assert_eq!(scores["strings"]["n"], 2);
    }
    assert_eq!(
        figures["at_true_interval"]["start_error_s"]
            .as_f64()
            .map(|e| e < 0.02),
        Some(true)
    );
}

#[test]
fn what_cannot_be_learned_or_tested_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("t.csv");
    let out = folder.path().join("words.toml");
    let head = "file,speaker,word,start_s,end_s\n";
    std::fs::write(&table, format!("{head}{CLIP},w,one,0.3,0.7\n")).expect("written");
    let train = |extra: &[&str]| {
        let mut command = with_models()?;
        command
            .args(["--json", "train", "words", "--manifest"])
            .arg(&table);
        Some(run(command.args(extra).arg(&out)))
    };
    let Some(output) = train(&[]) else {
        return;
    };
    assert_error(&output, "not_found", "often enough");
    assert!(!out.exists());
    let output = train(&["--split", "dev"]).expect("models");
    assert_error(&output, "format", "no column 'split'");
    let eval = |vocabulary: &Path| {
        let mut command = with_models().expect("models");
        command.args(["--json", "eval", "digits", "--manifest"]);
        command.arg(&table);
        run(command.arg("--vocabulary").arg(vocabulary))
    };
    assert_error(&eval(&out), "not_found", "words.toml");
    std::fs::write(&out, "version = 1\n").expect("written");
    assert_error(&eval(&out), "model", "words.toml");
}

/// Four "digits", three times each, after a rest.
fn strings(folder: &Path) -> std::path::PathBuf {
    let mut rows = String::from("file,speaker,digit,start_s,end_s\n");
    for n in 0..12 {
        let (digit, start) = (1 + n % 4, 0.6 + 0.21 * f64::from(n));
        rows += &format!("{CLIP},woman,{digit},{start:.2},{:.2}\n", start + 0.2);
    }
    let path = folder.join("strings.csv");
    std::fs::write(&path, rows).expect("written");
    path
}

#[test]
fn repeats_are_learned_from_a_clip_and_told_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (table, out) = (strings(folder.path()), folder.path().join("repeats.toml"));
    let Some(mut command) = with_models() else {
        return;
    };
    command.args(["train", "repeats", "--manifest"]).arg(&table);
    let output = run(command.arg(&out));
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let text = stdout(&output);
    assert!(text.starts_with("12 readings of 4 words"), "{text}");
    let eval = |out: &Path, extra: &[&str]| {
        let mut command = with_models().expect("models");
        command.args(["eval", "repeats", "--manifest"]).arg(&table);
        command.args(["--level", "convenience", "--strings", "30"]);
        run(command.args(extra).arg("--json").arg("--metric").arg(out))
    };
    let output = eval(&out, &["--search", "0.05"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.repeats/1");
    assert_eq!(
        (&figures["readings"], &figures["digits"]),
        (&12.into(), &4.into())
    );
    for scores in [&figures["at_true_interval"], &figures["searched"]] {
        // There is no other string with the repeats of 1212: it tells nothing.
        let [strings, claims] = ["strings", "false_claims"].map(|n| scores[n].as_u64());
        assert!(strings >= Some(20) && strings <= Some(30), "{scores}");
        assert!(claims > Some(100) && claims <= Some(150), "{scores}");
        let [low, high] = [0, 1].map(|end| scores["eer_interval"][end].as_f64());
        assert!(low <= high && high <= Some(1.0), "{scores}");
    }
    // Nobody's digits but a woman's who says none: no more than that it is not worse
    // than chance on what it was learned from.
    let eer = figures["at_true_interval"]["eer"].as_f64();
    assert!(eer < Some(0.5), "{figures}");
    assert_eq!(
        json(&eval(&out, &["--search", "0.05"])),
        figures,
        "not the same again"
    );
    std::fs::write(&out, "version = 1\n").expect("written");
    assert_error(&eval(&out, &[]), "model", "repeats.toml");
    assert_error(
        &eval(&out, &["--level", "high", "--metric-of"]),
        "usage",
        "metric-of",
    );
}

#[test]
fn sessions_are_put_together_from_a_clip() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = strings(folder.path());
    let assembled = |level: &str| {
        let mut command = with_models()?;
        command
            .args(["eval", "assembled", "--manifest"])
            .arg(&table);
        command.args(["--sessions", "2", "--level", level, "--json"]);
        Some(run(&mut command))
    };
    let Some(output) = assembled("convenience") else {
        return;
    };
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.assembled/1");
    assert_eq!(figures["sessions"], 2);
    assert_eq!(figures["bpcer"]["n"], 2);
    assert_eq!(figures["readings_found"]["n"], 8);
    for (attack, claims) in [
        ("other_strings", 10),
        ("other_times", 6),
        ("other_strings_and_times", 6),
    ] {
        let attack = &figures[attack];
        assert_eq!(attack["claims"], claims);
        assert_eq!(attack["apcer"]["n"], claims);
        assert!(attack["apcer"]["count"].as_u64() <= attack["by_ratio"]["count"].as_u64());
    }
    assert_eq!(json(&assembled("convenience").expect("models")), figures);
    let output = assembled("high").expect("models");
    assert_eq!(
        code(&output),
        0,
        "four digits, each more than twice, are eight"
    );
}
