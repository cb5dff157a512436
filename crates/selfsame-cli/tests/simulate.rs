//! `simulate`: what it writes is read back by the ordinary readers and keeps its
//! mark; what it cannot write leaves nothing behind. No models are needed.

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;

use common::{assert_error, code, json, run, selfsame, stderr, stdout};
use selfsame_capture::{FrameSource as _, open_session};
use serde_json::Value;

/// `simulate` with small frames, so that a session takes a second.
fn simulate(what: &str, out: &Path, more: &[&str]) -> Output {
    run(selfsame()
        .args(["simulate", what])
        .arg(out)
        .args(["--json", "--size", "160x120", "--fps", "10"])
        .args(more))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn read_json(path: &Path) -> Value {
    let text = std::fs::read(path).expect("a JSON file");
    serde_json::from_slice(&text).expect("JSON")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

/// Every file below a folder by its path.
fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for name in names(root) {
        let path = root.join(&name);
        if path.is_dir() {
            let below = tree(&path).into_iter();
            files.extend(below.map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
        } else {
            files.insert(name, std::fs::read(path).expect("a file"));
        }
    }
    files
}

#[test]
fn help_is_there_for_everything_that_is_made() {
    for (what, says) in [
        ("session", "truth.json"),
        ("corpus", "index.csv"),
        ("sheet", "--tile"),
        ("video", "--unmarked"),
    ] {
        let output = run(selfsame().args(["simulate", what, "--help"]));
        assert_eq!(code(&output), 0, "{what}");
        let text = stdout(&output);
        assert!(text.contains(says) && text.contains("Example"), "{text}");
    }
}

#[test]
fn a_session_is_read_back_with_its_mark() {
    let root = folder();
    let out = root.path().join("session");
    let output = simulate(
        "session",
        &out,
        &["--person", "7", "--level", "convenience"],
    );
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let answer = json(&output);
    assert_eq!(answer["schema"], "selfsame.simulate.session/1");
    assert_eq!(answer["test"], true);
    assert_eq!(
        names(&out),
        ["frames", "portrait.jpg", "session.json", "truth.json"]
    );
    let portrait = image::open(out.join("portrait.jpg")).expect("a portrait");
    assert!(portrait.height() > portrait.width());

    let mut session = open_session(&out, None).expect("a session");
    assert!(session.header.test);
    assert_eq!(session.header.source.expect("a source").kind, "simulated");
    let prompts = session.header.prompts.expect("prompts");
    assert_eq!(prompts.shown().len(), 4);
    let (mut frames, mut last) = (0u64, None);
    while let Some(frame) = session.source.next_frame().expect("a frame") {
        assert!(frame.is_test());
        assert_eq!((frame.width(), frame.height()), (160, 120));
        frames += 1;
        last = Some(frame.time());
    }
    assert_eq!(answer["frames"], frames);
    let end = prompts.start() + session.header.challenge.schedule().end;
    assert!(last.expect("frames") >= end);

    let truth = read_json(&out.join("truth.json"));
    assert_eq!(truth["schema"], "selfsame.truth/1");
    assert_eq!(truth["person"], 7);
    assert_eq!(truth["attack"], Value::Null);
    assert_eq!(truth["frames"], frames);
    assert_eq!(
        truth["digits"],
        serde_json::json!(session.header.challenge.digits())
    );
    let readings = truth["readings"].as_array().expect("readings");
    let shown = std::iter::once(prompts.start()).chain(prompts.shown().iter().copied());
    let asked = std::iter::once("warm_up".to_owned())
        .chain(session.header.challenge.digits().iter().map(u8::to_string));
    assert_eq!(readings.len(), 5);
    for ((reading, shown), asked) in readings.iter().zip(shown).zip(asked) {
        assert_eq!(reading["asked"], asked, "{reading}");
        // The screen answers to one frame and is seen in the next.
        let late = reading["seen_ms"].as_f64().expect("ms") - 1e3 * shown.as_secs_f64();
        assert!((0.0..=200.0).contains(&late), "{late}: {reading}");
        if let Some(start) = reading["mouth"]["start_ms"].as_f64() {
            let reaction = start - reading["seen_ms"].as_f64().expect("ms");
            assert!((0.0..=1500.0).contains(&reaction), "{reading}");
        }
    }
}

#[test]
fn the_truth_of_each_frame_lies_beside_it() {
    let root = folder();
    let out = root.path().join("session");
    let options = ["--level", "convenience", "--pace", "busy", "--light", "dim"];
    let output = simulate(
        "session",
        &out,
        &[&options[..], &["--mjpeg", "66"]].concat(),
    );
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let truth = read_json(&out.join("truth.json"));
    assert_eq!(truth["light"], "dim");
    assert_eq!(truth["pace"], "busy");
    assert_eq!(truth["mjpeg"], 66);
    let shots = truth["shots"].as_array().expect("shots");
    assert_eq!(truth["frames"], shots.len());
    let mut session = open_session(&out, None).expect("a session");
    let mut lost = 0;
    let mut last = 0.0;
    for shot in shots {
        let frame = session.source.next_frame().expect("readable");
        let arrived = 1e3 * frame.expect("a frame").time().as_secs_f64();
        let taken = shot["taken_ms"].as_f64().expect("ms");
        assert!((-1.0..=60.0).contains(&(arrived - taken)), "{arrived}");
        lost += usize::from(taken - last > 150.0);
        last = taken;
        for angle in ["yaw", "pitch", "roll"] {
            let degrees = shot["head"][angle].as_f64().expect("degrees");
            assert!(degrees.abs() < 20.0, "{shot}");
        }
        assert_eq!(shot["head"]["shift_cm"].as_array().map(Vec::len), Some(3));
    }
    assert!(lost > 0, "no frame got lost");
}

#[test]
fn a_corpus_is_the_same_on_one_thread_and_on_two() {
    let root = folder();
    let [one, two] = ["one", "two"].map(|name| root.path().join(name));
    let options = ["--people", "2", "--first", "5", "--level", "convenience"];
    for (out, jobs) in [(&one, "1"), (&two, "2")] {
        let output = simulate("corpus", out, &[&options[..], &["--jobs", jobs]].concat());
        assert_eq!(code(&output), 0, "{}", stdout(&output));
        let answer = json(&output);
        assert_eq!(answer["schema"], "selfsame.simulate.corpus/1");
        assert_eq!(answer["sessions"], 2);
        assert_eq!(answer["made"], 2);
    }
    assert_eq!(names(&one), ["index.csv", "p000005_t01", "p000006_t01"]);
    let (files, others) = (tree(&one), tree(&two));
    assert!(files.len() > 200);
    assert!(files == others, "other bytes");
    let index = std::fs::read_to_string(one.join("index.csv")).expect("an index");
    let mut lines = index.lines();
    assert_eq!(
        lines.next(),
        Some("session,person,take,language,attack,digits")
    );
    let row = lines.next().expect("a row");
    assert!(row.starts_with("p000005_t01,5,1,en,,"), "{row}");

    // A run that broke off in its second session.
    std::fs::remove_file(two.join("index.csv")).expect("removed");
    let second = two.join("p000006_t01");
    std::fs::rename(&second, two.join("p000006_t01.partial")).expect("renamed");
    let output = simulate("corpus", &two, &options);
    let answer = json(&output);
    assert_eq!((&answer["made"], &answer["kept"]), (&1.into(), &1.into()));
    assert!(files == tree(&two), "other bytes after going on");

    // Sessions made with other options are not passed off as these.
    let output = simulate("corpus", &two, &["--people", "2", "--first", "5"]);
    assert_error(&output, "usage", "p000005_t01");
    std::fs::write(two.join("holiday.jpg"), "").expect("written");
    let output = simulate("corpus", &two, &options);
    assert_error(&output, "usage", "holiday.jpg");
    assert!(two.join("holiday.jpg").exists());
}

#[test]
fn an_attack_is_named_where_it_is_stored() {
    let root = folder();
    let out = root.path().join("session");
    // A family's name is short for its plainest attack, and is not stored.
    let options = ["--attack", "photo", "--level", "convenience"];
    let output = simulate("session", &out, &options);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert_eq!(json(&output)["attack"], "photo-still");
    let truth = read_json(&out.join("truth.json"));
    assert_eq!(truth["attack"], "photo-still");
    assert_ne!(truth["trick"]["attacker"], truth["person"]);
    let mut session = open_session(&out, None).expect("a session");
    let frame = session.source.next_frame().expect("readable");
    assert!(frame.expect("a frame").is_test());
}

#[test]
fn a_plain_video_must_be_called_unmarked() {
    let root = folder();
    let out = root.path().join("clip.y4m");
    let output = simulate("video", &out, &["--level", "convenience"]);
    assert_error(&output, "usage", "--unmarked");
    assert!(names(root.path()).is_empty());
    let output = simulate("video", &out, &["--level", "convenience", "--unmarked"]);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let answer = json(&output);
    assert_eq!(answer["schema"], "selfsame.simulate.video/1");
    assert_eq!(answer["marked"], false);
    assert_eq!(names(root.path()), ["clip.y4m"]);
    let bytes = std::fs::read(&out).expect("a video");
    let mut source = selfsame_capture::Y4mSource::new("clip", &bytes[..]).expect("y4m");
    let mut frames = 0u64;
    while let Some(frame) = source.next_frame().expect("a frame") {
        assert_eq!((frame.width(), frame.height()), (160, 120));
        frames += 1;
    }
    assert_eq!(answer["frames"], frames);
    assert_error(
        &simulate("video", &out, &["--unmarked"]),
        "usage",
        "already",
    );
}

#[test]
fn a_sheet_is_a_png_of_the_stated_size() {
    let root = folder();
    let out = root.path().join("people.png");
    let sheet = |out: &Path| {
        run(selfsame()
            .args(["simulate", "sheet", "--json", "--people", "2"])
            .args(["--tile", "96x80"])
            .arg(out))
    };
    let output = sheet(&out);
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let answer = json(&output);
    assert_eq!(answer["schema"], "selfsame.simulate.sheet/1");
    assert_eq!(answer["rows"].as_array().map(Vec::len), Some(2));
    let bytes = std::fs::read(&out).expect("a sheet");
    let picture = image::load_from_memory_with_format(&bytes, image::ImageFormat::Png);
    let picture = picture.expect("a PNG");
    assert_eq!(answer["width"], picture.width());
    assert_eq!(answer["height"], picture.height());
    assert_eq!((picture.width(), picture.height()), (472, 172));
    assert_eq!(names(root.path()), ["people.png"]);
    assert_error(&sheet(&out), "usage", "already");
    assert_error(&sheet(&root.path().join("people.jpg")), "usage", ".png");
}

#[test]
fn impossible_wishes_are_named_and_leave_nothing() {
    let root = folder();
    let out = root.path().join("out");
    for (what, options, says) in [
        ("session", &["--size", "8x8"][..], "8x8"),
        ("session", &["--size", "640"], "WIDTHxHEIGHT"),
        ("session", &["--size", "99999x480"], "99999x480"),
        ("session", &["--fps", "0"], "frames a second"),
        ("session", &["--fps", "NaN"], "frames a second"),
        ("session", &["--digits", "3"], "4 to 8"),
        ("session", &["--person=-1"], "--person"),
        ("session", &["--person", "18446744073709551616"], "--person"),
        ("session", &["--language", "tlh"], "en and zh"),
        ("session", &["--attack", "magic"], "photo-still"),
        ("session", &["--light", "moon"], "back"),
        ("video", &["--unmarked", "--mjpeg", "0"], "1 to 100"),
        ("corpus", &["--people", "1", "--pace", "slow"], "busy"),
        ("sheet", &["--light", "neon"], "side"),
        ("corpus", &["--people", "0"], "people"),
        ("corpus", &["--people", "2", "--jobs", "0"], "jobs"),
        ("corpus", &["--people", "2", "--attack", "magic"], "avatar"),
        ("corpus", &["--people", "2", "--size", "8x8"], "8x8"),
        ("corpus", &[], "--people"),
        (
            "corpus",
            &["--people", "2", "--first", "18446744073709551615"],
            "last seed",
        ),
    ] {
        // Given twice, an option of `simulate()` above would be the error.
        let output = run(selfsame()
            .args(["simulate", what, "--json"])
            .arg(&out)
            .args(options));
        assert_eq!(code(&output), 3, "{what} {options:?}");
        let message = json(&output)["error"]["message"].to_string();
        assert!(message.contains(says), "{what} {options:?}: {message}");
        assert!(names(root.path()).is_empty(), "{what} {options:?}");
    }
}

#[test]
fn what_is_there_is_not_overwritten() {
    let root = folder();
    let out = root.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    std::fs::write(out.join("letter.txt"), "dear").expect("written");
    assert_error(&simulate("session", &out, &[]), "usage", "already");
    let output = simulate("corpus", &out, &["--people", "1"]);
    assert_error(&output, "usage", "letter.txt");
    let file = out.join("letter.txt");
    assert_error(&simulate("session", &file, &[]), "usage", "already");
    assert_eq!(names(&out), ["letter.txt"]);
    assert_eq!(names(root.path()), ["out"]);
}

#[test]
fn an_unwritable_place_is_named() {
    let root = folder();
    std::fs::write(root.path().join("file"), "").expect("written");
    for parent in ["file", "absent"] {
        let out = root.path().join(parent).join("out");
        for (what, name, more) in [
            ("session", "out", &[][..]),
            ("corpus", "out", &["--people", "1"]),
            ("video", "out.y4m", &["--unmarked"]),
        ] {
            let output = simulate(what, &out.with_file_name(name), more);
            assert_eq!(code(&output), 3, "{what} in {parent}");
            let message = json(&output)["error"]["message"].to_string();
            assert!(message.contains(name), "{what} in {parent}: {message}");
        }
    }
    assert_eq!(names(root.path()), ["file"]);
}

/// A limit on the size of files stands for a disk that fills up on the way.
#[cfg(target_os = "linux")]
#[test]
fn a_write_that_fails_on_the_way_leaves_nothing() {
    let root = folder();
    for (what, out, more) in [
        ("session", "session", ""),
        ("corpus", "corpus", "--people 2 --jobs 2"),
        ("video", "clip.y4m", "--unmarked"),
    ] {
        let path = root.path().join(out);
        // Two kilobytes: the header can be written, a frame cannot.
        let script = format!(
            "trap '' XFSZ; ulimit -f 4; exec \"$0\" simulate {what} --json --size 160x120 \
             --fps 10 {more} \"$1\""
        );
        let output = run(std::process::Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_selfsame")])
            .arg(&path));
        assert_error(&output, "io", out);
        assert_error(&output, "io", "removed");
        assert!(
            names(root.path()).is_empty(),
            "{what}: {:?}",
            names(root.path())
        );
    }
}
