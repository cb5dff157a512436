//! The command line itself: help, exit codes, the JSON of errors. No models are
//! needed.

mod common;

use common::{assert_error, code, json, run, selfsame, stderr, stdout};

#[test]
fn help_is_there_for_every_command() {
    for (command, says) in [
        (&["--help"][..], "Exit codes"),
        (&["detect", "--help"], "--min-face"),
        (&["match", "--help"], "--fmr"),
        (&["verify", "--help"], "--portrait"),
        (&["record", "--help"], "--recipient"),
        (&["models", "--help"], "--check"),
        (&["doctor", "--help"], "ffmpeg"),
        (&["verdict", "--help"], "other-way"),
        (&["evidence", "--help"], "sweep"),
        (&["audit", "--help"], "stamp-request"),
        (&["levels", "--help"], "simulated people"),
        (&["eval", "--help"], "landmarks"),
        (&["eval", "detect", "--help"], "2.6 times"),
        (&["eval", "match", "--help"], "--all-pairs"),
        (&["eval", "landmarks", "--help"], ".pts"),
        (&["eval", "track", "--help"], "--videos"),
        (&["eval", "mouth", "--help"], "sound"),
        (&["eval", "curves", "--help"], "--plot"),
        (&["eval", "simulated", "--help"], "--habits"),
        (&["eval", "attacks", "--help"], "--attack"),
    ] {
        let output = run(selfsame().args(command));
        assert_eq!(code(&output), 0, "{command:?}");
        let text = stdout(&output);
        assert!(text.contains(says), "{command:?}: {text}");
        assert!(
            text.contains("Example") || command[0] == "eval",
            "{command:?}"
        );
        assert_eq!(stderr(&output), "");
    }
    let version = run(selfsame().arg("--version"));
    assert_eq!(
        stdout(&version).trim(),
        concat!("selfsame ", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_broken_command_line_is_an_error_and_not_try_again() {
    for command in [
        &[][..],
        &["no-such-command"],
        &["detect"],
        &["match", "a.jpg"],
        &["match", "a.jpg", "b.jpg", "--fmr", "1e-9"],
        &["verify", "--portrait", "a.jpg"],
        &["verify", "--video", "a.mp4", "--camera"],
        &["verify", "--video", "a.mp4", "--session", "b"],
        &["verify", "--video", "a.mp4", "--digits", "3"],
        &["verify", "--video", "a.mp4", "--language", "tlh"],
        &["record", "--video", "a.mp4", "--out", "b"],
        &[
            "record",
            "--video",
            "a.mp4",
            "--out",
            "b",
            "--plain",
            "--recipient",
            "age1x",
        ],
        &["record", "--out", "b", "--plain"],
        &["--threads", "many", "doctor"],
        &["eval", "detect"],
    ] {
        let output = run(selfsame().args(command));
        assert_eq!(code(&output), 3, "{command:?}");
        assert_eq!(stdout(&output), "", "{command:?}");
        assert!(!stderr(&output).is_empty(), "{command:?}");
    }
}

#[test]
fn with_json_a_broken_command_line_is_json() {
    for command in [
        &["match", "a.jpg", "--json"][..],
        &["--json", "no-such-command"],
    ] {
        let output = run(selfsame().args(command));
        assert_error(&output, "usage", "");
        assert_eq!(stderr(&output), "");
    }
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let output = run(selfsame().args(["doctor", "--engine", "tract"]));
    assert_eq!(code(&output), 3);
    let output = run(selfsame().args([
        "match",
        "a.png",
        "b.png",
        "--json",
        "--engine",
        "rten",
        "--ort-library",
        "x.so",
        "--models",
        ".",
    ]));
    assert_error(&output, "usage", "--ort-library");
    let output = run(selfsame().args(["verify", "--session", "x", "--language", "zh", "--json"]));
    assert_error(&output, "usage", "--session");
}

#[test]
fn a_folder_of_models_that_is_none_is_named() {
    for command in [
        &["models"][..],
        &["detect", "a.jpg"],
        &["match", "a.jpg", "b.jpg"],
    ] {
        let output = run(selfsame()
            .args(command)
            .args(["--json", "--models", "no-such-folder"]));
        assert_error(&output, "model", "no-such-folder");
    }
}

#[test]
fn without_models_they_are_told_absent() {
    let empty = tempfile::tempdir().expect("a folder");
    let mut models = selfsame();
    models
        .args(["models", "--json", "--models"])
        .arg(empty.path());
    let output = run(&mut models);
    assert_eq!(code(&output), 0);
    let answer = common::json(&output);
    assert_eq!(answer["schema"], "selfsame.models/1");
    assert_eq!(answer["usable"], false);
    for model in answer["models"].as_array().expect("models") {
        assert_eq!(model["state"], "absent", "{model}");
    }
    assert_eq!(code(&run(models.arg("--check"))), 3);
}

#[test]
fn doctor_without_models_says_what_to_do() {
    let empty = tempfile::tempdir().expect("a folder");
    let output = run(selfsame()
        .args(["doctor", "--json", "--engine", "rten", "--models"])
        .arg(empty.path()));
    assert_eq!(code(&output), 3);
    let answer = common::json(&output);
    assert_eq!(answer["schema"], "selfsame.doctor/1");
    assert_eq!(answer["usable"], false);
    assert_eq!(answer["self_test"]["passed"], false);
    let advice = answer["advice"].to_string();
    assert!(advice.contains("rebuild.sh"), "{advice}");
}

#[test]
fn an_absent_onnx_runtime_that_was_asked_for_is_an_error() {
    let output = run(selfsame().args([
        "doctor",
        "--json",
        "--engine",
        "ort",
        "--ort-library",
        "no-such-library.so",
    ]));
    assert_eq!(code(&output), 3);
    let answer = common::json(&output);
    let problem = answer["inference"]["problem"].to_string();
    assert!(problem.contains("no-such-library.so"), "{problem}");
}

#[test]
fn levels_tell_on_whom_they_were_measured() {
    let told = json(&run(selfsame().args(["levels", "--json"])));
    let levels = told["levels"].as_array().expect("levels");
    assert_eq!(levels.len(), 3);
    for level in levels {
        assert_eq!(level["stated"]["measured_on"], "simulated people");
        let [low, high] = [0, 1].map(|i| level["intervals"]["replays"][i].as_f64());
        assert!(low < high, "{level}");
    }
    let text = stdout(&run(selfsame().arg("levels")));
    assert!(text.contains("No rate is"), "{text}");
}
