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
