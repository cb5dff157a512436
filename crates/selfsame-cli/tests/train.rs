//! `train words` and `eval digits` on the bundled clip, with made-up words.

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
