//! `detect`, `match`, `models`, `doctor` with the repository's models, on
//! pictures good and bad.

mod common;

use std::path::Path;

use common::{assert_error, code, json, run, shared, stderr, stdout, with_models};
use serde_json::Value;

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn detect_answers_a_line_a_picture_and_goes_on_after_a_broken_one() {
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    common::noise(&at("noise.png"), 64);
    std::fs::write(at("empty.jpg"), "").expect("written");
    std::fs::write(at("text.jpg"), "no picture").expect("written");
    let good = std::fs::read(at("noise.png")).expect("read");
    std::fs::write(at("cut.png"), &good[..good.len() / 2]).expect("written");
    let names = [
        "absent.jpg",
        "empty.jpg",
        "text.jpg",
        "cut.png",
        "noise.png",
    ];
    let output = run(command.args(["detect", "--json"]).args(names.map(at)));
    assert_eq!(code(&output), 3);
    let answers = lines(&stdout(&output));
    assert_eq!(answers.len(), names.len());
    for (answer, (name, kind)) in answers.iter().zip(names.iter().zip([
        Some("io"),
        Some("image"),
        Some("image"),
        Some("image"),
        None,
    ])) {
        assert!(answer["image"].as_str().expect("a path").ends_with(name));
        match kind {
            Some(kind) => {
                assert_eq!(answer["error"]["kind"], kind, "{answer}");
                assert!(answer.get("faces").is_none());
            }
            None => {
                assert_eq!(answer["faces"], serde_json::json!([]), "{answer}");
                assert!(answer.get("error").is_none());
            }
        }
    }
}

#[test]
fn detect_options_out_of_range_are_the_callers_mistake() {
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("noise.png");
    common::noise(&path, 64);
    let output = run(command
        .args(["detect", "--json", "--min-face", "10"])
        .arg(path));
    assert_error(&output, "misuse", "10 pixels is below 20");
}

#[test]
fn detect_finds_the_faces_of_a_real_picture() {
    let Some(picture) = shared("portrait_lfw/images/Aaron_Peirsol_0001.jpg") else {
        return;
    };
    let Some(mut command) = with_models() else {
        return;
    };
    let output = run(command
        .args(["detect", "--json", "--min-face", "40"])
        .arg(picture));
    assert_eq!(code(&output), 0);
    let answer = json(&output);
    let faces = answer["faces"].as_array().expect("faces");
    assert_eq!(faces.len(), 1, "{answer}");
    let bounds = faces[0]["box"].as_array().expect("a box");
    assert_eq!(bounds.len(), 4);
    assert!(faces[0]["score"].as_f64().expect("a score") > 2.0);
}

#[test]
fn yunet_finds_what_the_cascade_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let portrait = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/data/portrait.jpg"
    );
    // A head that lies on its side.
    let path = folder.path().join("lying.png");
    let picture = image::open(portrait).expect("the portrait");
    picture.rotate90().save(&path).expect("written");
    let detect = |more: &[&str]| {
        let mut command = with_models()?;
        Some(run(command
            .args(["detect", "--json"])
            .args(more)
            .arg(&path)))
    };
    let Some(output) = detect(&[]) else {
        return;
    };
    assert_eq!(json(&output)["faces"], serde_json::json!([]));
    let answer = json(&detect(&["--yunet", "--min-face", "40"]).expect("models"));
    let faces = answer["faces"].as_array().expect("faces");
    assert_eq!(faces.len(), 1, "{answer}");
    let score = faces[0]["score"].as_f64().expect("a score");
    assert!((0.6..=1.0).contains(&score), "{score}");
    let bounds = faces[0]["box"].as_array().expect("a box");
    let middle = |i: usize| {
        bounds[i].as_f64().expect("a number") + bounds[i + 2].as_f64().expect("a number") / 2.0
    };
    // Upright it is at 211, 219 of 400x360.
    assert!(
        (middle(0) - 141.0).abs() < 30.0 && (middle(1) - 211.0).abs() < 30.0,
        "{answer}"
    );
    let tilted = json(&detect(&["--tilts", "90", "--min-face", "40"]).expect("models"));
    assert_eq!(tilted["faces"].as_array().expect("faces").len(), 1);
    let output = detect(&["--yunet", "--stride", "4"]).expect("models");
    assert_error(&output, "usage", "--stride");
}

/// Two pictures of one man and one of another.
fn twice_and_another() -> [Option<std::path::PathBuf>; 3] {
    [
        "Aaron_Peirsol_0001.jpg",
        "Aaron_Peirsol_0002.jpg",
        "Aaron_Sorkin_0001.jpg",
    ]
    .map(|name| shared(&format!("portrait_lfw/images/{name}")))
}

#[test]
fn match_tells_same_from_different_and_keeps_its_scores() {
    let [Some(a), Some(b), Some(c)] = twice_and_another() else {
        return;
    };
    for (other, outcome, exit) in [(&b, "pass", 0), (&c, "fail", 1)] {
        let Some(mut command) = with_models() else {
            return;
        };
        let output = run(command.args(["match", "--json"]).arg(&a).arg(other));
        assert_eq!(code(&output), exit, "{}", stdout(&output));
        let answer = json(&output);
        assert_eq!(answer["schema"], "selfsame.match/3");
        assert_eq!(answer["outcome"], outcome);
        assert_eq!(answer["false_match_rate"], "1e-4");
        assert!(answer.get("similarity").is_none(), "{answer}");
        let Some(mut command) = with_models() else {
            return;
        };
        let output = run(command
            .args(["match", "--json", "--scores"])
            .arg(&a)
            .arg(other));
        assert!(json(&output)["similarity"].is_number());
    }
}

#[test]
fn captures_of_one_claim_are_decided_on_together() {
    let [Some(a), Some(b), Some(c)] = twice_and_another() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let captures = folder.path().join("captures");
    std::fs::create_dir(&captures).expect("a folder");
    let ask = |options: &[&str]| {
        let mut command = with_models()?;
        command.args(["match", "--json"]).args(options);
        Some(run(command.arg(&a).arg(&captures)))
    };
    let Some(empty) = ask(&[]) else {
        return;
    };
    assert_error(&empty, "portrait", "no pictures in it");
    common::noise(&captures.join("wall.png"), 160);
    assert_error(&ask(&[]).expect("models"), "portrait", "none of its 1");
    std::fs::copy(&a, captures.join("1.jpg")).expect("copied");
    std::fs::copy(&b, captures.join("2.jpg")).expect("copied");
    let output = ask(&[]).expect("models");
    assert_eq!(code(&output), 0);
    let answer = json(&output);
    assert_eq!(answer["schema"], "selfsame.match.captures/1");
    assert_eq!(
        (&answer["used"], &answer["refused"]),
        (&2.into(), &1.into())
    );
    assert_eq!(answer["captures"][2]["error"]["kind"], "portrait");
    assert!(
        answer["captures"][0].get("similarity").is_none(),
        "{answer}"
    );
    // Somebody else among them, who is told, ends the claim, although they match together.
    std::fs::copy(&c, captures.join("3.jpg")).expect("copied");
    let output = ask(&["--scores", "--fmr", "1e-2"]).expect("models");
    assert_eq!(code(&output), 1);
    let answer = json(&output);
    assert_eq!(answer["one_person"], false);
    let strangers: Vec<bool> = (0..3)
        .map(|i| answer["captures"][i]["stranger"] == true)
        .collect();
    assert_eq!(strangers, [false, false, true]);
    for i in 0..500 {
        std::fs::write(captures.join(format!("{i}.bmp")), "").expect("written");
    }
    let many = ask(&[]).expect("models");
    assert_error(&many, "limit", "504 pictures; a claim has at most 500");
    assert!(!answer["strictest_matching_rate"].is_null());
    assert!(answer["captures"][2]["similarity"].is_number());
}

#[test]
fn match_says_what_would_help() {
    let portrait = common::repository().join("examples/data/portrait.jpg");
    let ask = |options: &[&str]| {
        let mut command = with_models()?;
        command.arg("match").args(options);
        Some(run(command.arg(&portrait).arg(&portrait)))
    };
    let Some(english) = ask(&[]) else {
        return;
    };
    assert_eq!(code(&english), 0);
    // Her eyes are shut, for both pictures, and so is said in words.
    assert_eq!(stdout(&english).matches("Open both eyes.").count(), 2);
    let mandarin = stdout(&ask(&["--language", "zh"]).expect("models"));
    assert_eq!(mandarin.matches("请睁开双眼。").count(), 2, "{mandarin}");
    let answer = json(&ask(&["--json"]).expect("models"));
    let measures = answer["quality"][1].as_array().expect("measures");
    let eyes = measures.iter().find(|m| m["measure"] == "eyes_open");
    let eyes = eyes.expect("eyes are measured");
    assert_eq!(eyes["advice"], "Open both eyes.");
    assert!(eyes["score"].as_u64() < Some(50) && eyes["value"].is_number());
    let distance = measures
        .iter()
        .find(|m| m["measure"] == "inter_eye_distance");
    assert!(distance.expect("measured").get("advice").is_none());
}

#[test]
fn match_names_the_picture_without_a_face() {
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("noise.png");
    common::noise(&path, 160);
    let output = run(command.args(["match", "--json"]).arg(&path).arg(&path));
    assert_error(&output, "portrait", "noise.png: no face");
    let Some(mut command) = with_models() else {
        return;
    };
    let output = run(command.arg("match").arg(&path).arg("absent.jpg"));
    assert_eq!(code(&output), 3);
    assert_eq!(stdout(&output), "");
    let told = stderr(&output);
    assert!(
        told.starts_with("selfsame: ") && told.lines().count() == 1,
        "{told}"
    );
}

#[test]
fn an_altered_model_is_refused_by_name() {
    let Some(_) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let models = common::repository().join("models");
    for file in std::fs::read_dir(&models).expect("models").flatten() {
        if file.path().is_file() {
            std::fs::copy(file.path(), folder.path().join(file.file_name())).expect("copied");
        }
    }
    let face = folder.path().join("face_landmarks_detector.onnx");
    alter(&face);
    let with = |arguments: &[&str]| {
        run(common::selfsame()
            .args(arguments)
            .args(["--engine", "rten", "--json", "--models"])
            .arg(folder.path()))
    };
    let a = folder.path().join("a.png");
    common::noise(&a, 64);
    let a = a.to_str().expect("UTF-8");
    let output = with(&["match", a, a]);
    assert_error(
        &output,
        "model",
        "'face-landmarks' (face_landmarks_detector.onnx)",
    );
    let output = with(&["models", "--check"]);
    assert_eq!(code(&output), 3);
    let answer = json(&output);
    let state = |name: &str| {
        let models = answer["models"].as_array().expect("models");
        let model = models.iter().find(|m| m["name"] == name).expect("a model");
        model["state"].clone()
    };
    assert_eq!(state("face-landmarks"), "altered");
    assert_eq!(state("face-detector"), "good");
    // The cascade alone is unaltered, so what needs it alone still runs.
    assert_eq!(code(&with(&["detect", a])), 0);
}

/// Turns one bit in the middle.
fn alter(path: &Path) {
    let mut bytes = std::fs::read(path).expect("a model");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).expect("written");
}

#[test]
fn models_and_doctor_are_content_with_the_repository() {
    let (Some(mut models), Some(mut doctor)) = (with_models(), with_models()) else {
        return;
    };
    let output = run(models.args(["models", "--check", "--json"]));
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert_eq!(json(&output)["usable"], true);
    let output = run(doctor.args(["doctor", "--json"]));
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let answer = json(&output);
    assert_eq!(answer["usable"], true);
    assert!(answer["self_test"]["mesh_ms"].as_f64().expect("a time") > 0.0);
    assert!(
        answer["inference"]["engine"]
            .as_str()
            .expect("a name")
            .contains("rten")
    );
    let mut table = with_models().expect("models");
    let output = run(table.arg("doctor"));
    assert!(stdout(&output).starts_with("selfsame can run here."));
}
