//! `verify` and `record` on clips good and bad, with the repository's models.

mod common;

use common::{assert_error, code, json, run, shared, stdout, with_models};

#[test]
fn a_clip_without_a_face_asks_to_try_again() {
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let clip = folder.path().join("grey.y4m");
    common::grey_y4m(&clip, 30);
    let report = folder.path().join("report.html");
    let output = run(command
        .args(["verify", "--json", "--quiet", "--video"])
        .arg(&clip)
        .arg("--report")
        .arg(&report));
    assert_eq!(code(&output), 2, "{}", stdout(&output));
    let verdict = json(&output);
    assert_eq!(verdict["schema"], "selfsame.verdict/1");
    assert_eq!(verdict["outcome"], "retry");
    assert_eq!(verdict["match"], serde_json::Value::Null);
    let reasons = verdict["reasons"].to_string();
    assert!(reasons.contains("no_face"), "{reasons}");
    let page = std::fs::read_to_string(report).expect("a report");
    assert!(page.starts_with("<!doctype html>") || page.starts_with("<!DOCTYPE html>"));
    assert!(!folder.path().join("report.html.partial").exists());
}

#[test]
fn y4m_comes_on_standard_input() {
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let clip = folder.path().join("grey.y4m");
    common::grey_y4m(&clip, 10);
    let input = std::fs::File::open(clip).expect("the clip");
    let output = run(command
        .args(["verify", "--json", "--quiet", "--y4m", "-"])
        .stdin(input));
    assert_eq!(code(&output), 2, "{}", stdout(&output));
}

#[test]
fn raw_frames_come_on_standard_input() {
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("grey.raw");
    std::fs::write(&path, vec![90; 64 * 48 * 5]).expect("written");
    let input = std::fs::File::open(path).expect("the frames");
    let output = run(command
        .args(["verify", "--json", "--quiet", "--raw", "grey:64x48@25"])
        .stdin(input));
    assert_eq!(code(&output), 2, "{}", stdout(&output));
}

#[test]
fn bad_clips_and_folders_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("empty.mp4"), "").expect("written");
    common::grey_y4m(&at("none.y4m"), 0);
    std::fs::create_dir(at("pictures")).expect("made");
    for (option, name, kind, says) in [
        ("--video", "absent.mp4", "not_found", "absent.mp4"),
        ("--video", "empty.mp4", "format", "empty"),
        ("--video", "none.y4m", "format", "none.y4m"),
        ("--session", "absent", "not_found", "absent"),
        ("--session", "empty.mp4", "format", "empty.mp4"),
    ] {
        let Some(mut command) = with_models() else {
            return;
        };
        let output = run(command
            .args(["verify", "--json", "--quiet", option])
            .arg(at(name)));
        assert_error(&output, kind, says);
    }
    let Some(mut command) = with_models() else {
        return;
    };
    let output = run(command
        .args(["verify", "--json", "--fps", "25", "--images"])
        .arg(at("pictures")));
    assert_error(&output, "format", "pictures");
    let Some(mut command) = with_models() else {
        return;
    };
    let output = run(command
        .args(["verify", "--json", "--images"])
        .arg(at("pictures")));
    assert_error(&output, "usage", "--fps");
}

#[test]
fn a_portrait_without_a_face_is_refused_before_the_session() {
    let folder = tempfile::tempdir().expect("a folder");
    let portrait = folder.path().join("noise.png");
    common::noise(&portrait, 200);
    let clip = folder.path().join("grey.y4m");
    common::grey_y4m(&clip, 5);
    let Some(mut command) = with_models() else {
        return;
    };
    let output = run(command
        .args(["verify", "--json", "--video"])
        .arg(&clip)
        .arg("--portrait")
        .arg(&portrait));
    assert_error(&output, "portrait", "noise.png: no face");
    std::fs::write(&portrait, "").expect("written");
    let Some(mut command) = with_models() else {
        return;
    };
    let output = run(command
        .args(["verify", "--json", "--video"])
        .arg(&clip)
        .arg("--portrait")
        .arg(&portrait));
    assert_error(&output, "image", "noise.png: the file is empty");
}

#[cfg(not(feature = "camera"))]
#[test]
fn without_the_feature_a_camera_says_how_to_get_it() {
    let Some(mut command) = with_models() else {
        return;
    };
    let output = run(command.args(["verify", "--json", "--camera"]));
    assert_error(&output, "not_built", "--features camera");
}

#[test]
fn a_person_who_reads_no_digits_is_recorded_and_rejected_alike() {
    let Some(clip) = shared("talking_heads/speech/la_1.mp4") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let secret = folder.path().join("secret");
    std::fs::write(&secret, "correct horse\n").expect("written");
    let plain = folder.path().join("plain");
    let sealed = folder.path().join("sealed.age");
    let record = |arguments: &[&std::ffi::OsStr]| {
        let mut command = with_models()?;
        Some(run(command
            .args([
                "record",
                "--json",
                "--quiet",
                "--test",
                "--level",
                "convenience",
                "--video",
            ])
            .arg(&clip)
            .args(arguments)))
    };
    let Some(output) = record(&["--plain".as_ref(), "--out".as_ref(), plain.as_ref()]) else {
        return;
    };
    let recorded = json(&output);
    assert_eq!(recorded["schema"], "selfsame.record/1");
    assert!(
        recorded["frames"].as_u64().expect("frames") > 50,
        "{recorded}"
    );
    assert_eq!(recorded["encrypted"], false);
    let again = record(&["--plain".as_ref(), "--out".as_ref(), plain.as_ref()]);
    assert_error(&again.expect("models"), "misuse", "overwrite");
    record(&[
        "--passphrase-file".as_ref(),
        secret.as_ref(),
        "--out".as_ref(),
        sealed.as_ref(),
    ]);
    let mut locked = with_models().expect("models");
    let output = run(locked.args(["verify", "--json", "--session"]).arg(&sealed));
    assert_error(&output, "sealed", "--passphrase-file");
    for (path, key) in [(&plain, None), (&sealed, Some(&secret))] {
        let mut command = with_models().expect("models");
        command
            .args(["verify", "--json", "--quiet", "--session"])
            .arg(path);
        if let Some(key) = key {
            command.arg("--passphrase-file").arg(key);
        }
        let output = run(&mut command);
        let verdict = json(&output);
        assert_ne!(verdict["outcome"], "pass", "{verdict}");
        assert_eq!(verdict["test"], true);
        assert!([1, 2].contains(&code(&output)));
    }
}
