//! `eval attack` on pictures, `eval sessions` on recorded sessions with a truth.

mod common;

use common::{assert_error, code, json, run, shared, stdout, with_models};

#[test]
fn pictures_of_people_and_of_prints_are_told_apart() {
    let (Some(data), Some(mut command)) = (shared("photo_attack"), with_models()) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("few.csv");
    let all = std::fs::read_to_string(data.join("manifest.csv")).expect("the table");
    let mut few: Vec<&str> = all.lines().take(1).collect();
    for label in [",live,", ",attack,"] {
        few.extend(
            all.lines()
                .filter(|line| line.contains(label))
                .step_by(90)
                .take(3),
        );
    }
    std::fs::write(&table, few.join("\n")).expect("written");
    command
        .args(["eval", "attack", "--json", "--root"])
        .arg(&data);
    let output = run(command.arg("--manifest").arg(&table));
    assert_eq!(code(&output), 0);
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.attack/1");
    assert_eq!(figures["images"], 6);
    assert_eq!(figures["bpcer"]["n"], 3);
    assert_eq!(figures["eer"], 0.0);
    let poses = figures["apcer_by_pose"].as_object().expect("poses");
    let n: u64 = poses.values().filter_map(|pose| pose["n"].as_u64()).sum();
    assert_eq!(n, 3);
    std::fs::write(&table, "image,label,pose\na.jpg,perhaps,00\n").expect("written");
    let mut command = with_models().expect("models");
    command
        .args(["eval", "attack", "--json", "--root"])
        .arg(&data);
    let output = run(command.arg("--manifest").arg(&table));
    assert_error(&output, "format", "line 2: 'perhaps'");
}

#[test]
fn a_second_opinion_on_skin_is_used_where_it_is_supplied_and_unaltered() {
    let (Some(data), Some(supplied)) = (shared("photo_attack"), shared("../models_for_tests_only"))
    else {
        return;
    };
    let with = |folder: &std::path::Path, args: &[&str]| {
        let mut command = with_models().expect("models");
        command.args(args).arg("--optional-models").arg(folder);
        run(&mut command)
    };
    let answer = json(&with(&supplied, &["models", "--json"]));
    let state = |answer: &serde_json::Value, name: &str| {
        let models = answer["models"].as_array().expect("models").iter();
        let mut found = models.filter(|m| m["name"] == name);
        found.next().expect("a model")["state"].clone()
    };
    assert_eq!(state(&answer, "texture-near"), "good");
    assert_eq!(answer["usable"], true);
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("few.csv");
    let all = std::fs::read_to_string(data.join("manifest.csv")).expect("the table");
    let few: Vec<&str> = all.lines().take(3).collect();
    std::fs::write(&table, few.join("\n")).expect("written");
    let (data, table) = (data.to_string_lossy(), table.to_string_lossy());
    let eval = [
        "eval",
        "attack",
        "--root",
        &data,
        "--manifest",
        &table,
        "--json",
    ];
    // Last on the line, or it would be taken for the place of the figures.
    let eval = [&eval[..], &["--quiet"]].concat();
    let figures = json(&with(&supplied, &eval));
    assert_eq!(
        figures["networks"]["second"]["bpcer"]["n"],
        figures["bpcer"]["n"]
    );
    assert!(figures["pictures"][0]["second"].is_number(), "{figures}");
    // Without it: as ever. Altered, or one without the other: no silent fall-back.
    let figures = json(&with(folder.path(), &eval));
    assert!(figures["networks"]["second"].is_null());
    assert_eq!(figures["pictures"][0]["second"], serde_json::Value::Null);
    let near = std::fs::read(supplied.join("minifasnet_v2.onnx")).expect("a model");
    std::fs::write(folder.path().join("minifasnet_v2.onnx"), &near).expect("written");
    assert_error(&with(folder.path(), &eval), "model", "both or neither");
    let mut altered = near;
    altered[900_000] ^= 1;
    std::fs::write(folder.path().join("minifasnet_v2.onnx"), &altered).expect("written");
    assert_error(&with(folder.path(), &eval), "model", "SHA-256");
    let answer = json(&with(folder.path(), &["models", "--json"]));
    assert_eq!(state(&answer, "texture-near"), "altered");
    assert_eq!(state(&answer, "texture-wide"), "absent");
    assert_eq!(answer["usable"], false);
}

#[test]
fn recorded_sessions_are_judged_by_what_is_known_of_them() {
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let corpus = "simulate corpus --people 1 --first 7 --attack none,photo-still";
    assert_eq!(
        code(&run(command.args(corpus.split(' ')).arg(at("corpus")))),
        0
    );
    let eval = |root: &str| {
        let mut command = with_models().expect("models");
        command
            .args(["eval", "sessions", "--json"])
            .arg(at("out.json"));
        command
            .arg("--root")
            .arg(at(root))
            .arg("--report")
            .arg(at("page.html"));
        run(command.arg("--resume").arg(at("done.jsonl")))
    };
    let output = eval("corpus");
    assert_eq!(code(&output), 0);
    assert!(
        stdout(&output).contains("photo-still"),
        "{}",
        stdout(&output)
    );
    let text = std::fs::read_to_string(at("out.json")).expect("the figures");
    let figures: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(figures["schema"], "selfsame.eval.sessions/1");
    assert_eq!(figures["bona_fide"]["bpcer"]["n"], 1);
    assert_eq!(figures["bona_fide"]["accepted"]["n"], 1);
    let attack = &figures["attacks"]["photo-still"];
    assert_eq!(
        (&attack["apcer"]["count"], &attack["apcer"]["n"]),
        (&0.into(), &1.into())
    );
    assert!(figures["intervals"]["n"].as_u64() > Some(3), "{figures}");
    assert_eq!(figures["ablation"].as_array().map(Vec::len), Some(6));
    let page = std::fs::read_to_string(at("page.html")).expect("the page");
    assert!(page.contains("photo-still") && page.contains("<svg"));
    // Frames are not looked at again: they could not be.
    for session in figures["sessions"].as_array().expect("sessions") {
        let name = session["session"].as_str().expect("a name");
        let frames = at("corpus").join(name).join("frames");
        if frames.is_dir() {
            std::fs::remove_dir_all(frames).expect("removed");
        }
    }
    assert_eq!(code(&eval("corpus")), 0);
    let again = std::fs::read_to_string(at("out.json")).expect("the figures");
    assert!(again == text, "figures of kept sessions differ");
    // Of a session without a truth nothing is known.
    std::fs::create_dir(at("other")).expect("a folder");
    std::fs::write(at("other").join("session.json"), "{}").expect("written");
    for (root, kind, says) in [
        ("other", "not_found", "no truth.json"),
        ("nowhere", "not_found", "nowhere"),
    ] {
        let mut command = with_models().expect("models");
        command.args(["eval", "sessions", "--json", "--root"]);
        assert_error(&run(command.arg(at(root))), kind, says);
    }
}
