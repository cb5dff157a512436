//! `eval` on small made-up data: the forms of its answers, and bad tables.

mod common;

use common::{assert_error, code, json, run, shared, stdout, with_models};

#[test]
fn detect_figures_go_to_a_file_or_to_standard_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    common::noise(&at("listed.png"), 64);
    common::noise(&at("beside.png"), 64);
    std::fs::write(
        at("boxes.csv"),
        "image,xmin,ymin,xmax,ymax\nlisted.png,1,1,30,30\n",
    )
    .expect("written");
    let eval = |out: &[&str]| {
        let mut command = with_models()?;
        command
            .args(["eval", "detect", "--root"])
            .arg(folder.path());
        command.arg("--boxes").arg(at("boxes.csv"));
        Some(run(command.arg("--json").args(out)))
    };
    let Some(output) = eval(&[]) else {
        return;
    };
    assert_eq!(code(&output), 0);
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.detect/2");
    assert_eq!(figures["recall"], 0.0);
    assert_eq!(figures["recall_n"], 1);
    assert_eq!(figures["recall_interval"][1], 0.975);
    assert_eq!(figures["false_positives"], 0);
    assert_eq!(figures["unlisted_images"], 1);
    assert_eq!(figures["nonface_false_positives"], serde_json::Value::Null);
    let file = at("out.json");
    let output = eval(&[file.to_str().expect("UTF-8")]).expect("models");
    assert!(stdout(&output).starts_with("recall"));
    let text = std::fs::read_to_string(file).expect("the figures");
    let mut written: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    // Time is another each time.
    written["curves"][0]["ms_per_vga"] = figures["curves"][0]["ms_per_vga"].clone();
    assert_eq!(written, figures);
}

#[test]
fn other_detectors_stand_beside_the_cascade() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    common::noise(&at("listed.png"), 64);
    std::fs::write(
        at("boxes.csv"),
        "image,xmin,ymin,xmax,ymax\nlisted.png,1,1,30,30\n",
    )
    .expect("written");
    let eval = |more: &[&str]| {
        let mut command = with_models()?;
        command
            .args([
                "eval",
                "detect",
                "--json",
                "--tilts",
                "-15,15",
                "--mirrored",
            ])
            .args(["--min-face", "40", "--root"])
            .arg(folder.path());
        command.arg("--boxes").arg(at("boxes.csv"));
        command.arg("--found").arg(at("ours.jsonl"));
        command.arg("--plot").arg(at("plot.svg"));
        Some(run(command.args(more)))
    };
    std::fs::write(
        at("other.jsonl"),
        "{\"detector\":\"<another>\",\"ms_per_vga\":4.5}\n\
         {\"image\":\"listed.png\",\"faces\":[{\"box\":[0,0,31,31],\"score\":0.5},\
         {\"box\":[30,30,9,9],\"score\":0.9}]}\n",
    )
    .expect("written");
    let other = at("other.jsonl");
    let other = other.to_str().expect("UTF-8");
    let Some(output) = eval(&["--other", other]) else {
        return;
    };
    assert_eq!(code(&output), 0);
    let figures = json(&output);
    let curves = figures["curves"].as_array().expect("curves");
    assert_eq!(curves.len(), 2);
    assert_eq!(curves[1]["detector"], "<another>");
    assert_eq!(curves[1]["at"][0]["recall"]["rate"], 0.0);
    assert_eq!(curves[1]["at"][1]["recall"]["rate"], 1.0);
    assert_eq!(curves[1]["at"][1]["score"], 0.5);
    let drawing = std::fs::read_to_string(at("plot.svg")).expect("a drawing");
    assert!(drawing.contains("&lt;another&gt;") && !drawing.contains("<another>"));
    // What was written is taken.
    let ours = at("ours.jsonl");
    let output = eval(&["--other", ours.to_str().expect("UTF-8")]).expect("models");
    let figures = json(&output);
    assert_eq!(
        figures["curves"][0]["points"],
        figures["curves"][1]["points"]
    );
    std::fs::write(at("other.jsonl"), "{\"detector\":\"mute\"}\n").expect("written");
    let output = eval(&["--other", other]).expect("models");
    assert_error(&output, "not_found", "mute: says nothing about listed.png");
}

#[test]
fn broken_tables_and_empty_folders_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("table.csv");
    for (text, says) in [
        ("image,xmin,ymin,xmax\na,1,1,2\n", "no column 'ymax'"),
        ("image,xmin,ymin,xmax,ymax\n", "no rows"),
        ("image,xmin,ymin,xmax,ymax\na,1,1,x,2\n", "line 2"),
        (
            "image,xmin,ymin,xmax,ymax\na,5,5,5,9\n",
            "line 2: an empty box",
        ),
        ("", "table.csv"),
    ] {
        std::fs::write(&table, text).expect("written");
        let Some(mut command) = with_models() else {
            return;
        };
        command.args(["eval", "detect", "--json", "--root"]);
        let output = run(command.arg(folder.path()).arg("--boxes").arg(&table));
        assert_error(&output, "format", says);
    }
    std::fs::write(&table, "same,image_a,image_b\n2,a,b\n").expect("written");
    let mut command = with_models().expect("models");
    command.args(["eval", "match", "--json", "--root"]);
    let output = run(command.arg(folder.path()).arg("--pairs").arg(&table));
    assert_error(&output, "format", "'same' is 0 or 1");
    for command in [
        ["landmarks", "--root"],
        ["track", "--videos"],
        ["mouth", "--videos"],
        ["unread", "--videos"],
    ] {
        let mut eval = with_models().expect("models");
        let output = run(eval
            .args(["eval", "--json"])
            .args(command)
            .arg(folder.path()));
        // --json belongs behind the name of the evaluation.
        assert_eq!(code(&output), 3);
        let mut eval = with_models().expect("models");
        let output = run(eval
            .args(["eval", command[0], "--json"])
            .arg(command[1])
            .arg(folder.path()));
        assert_error(&output, "not_found", "no ");
    }
}

/// A folder with a clip of somebody who talks.
fn talking() -> Option<tempfile::TempDir> {
    let clip = shared("talking_heads/speech/la_1.mp4")?;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::copy(clip, folder.path().join("clip.mp4")).expect("copied");
    Some(folder)
}

#[test]
fn a_followed_face_is_found_again_around_itself() {
    let (Some(folder), Some(mut command)) = (talking(), with_models()) else {
        return;
    };
    command.args("eval track --again --json --videos".split(' '));
    let output = run(command.arg(folder.path()));
    assert_eq!(code(&output), 0);
    let figures = json(&output);
    let frames = figures["frames"].as_u64().expect("frames");
    assert_eq!(figures["with_face"]["count"], frames);
    let again = &figures["again"];
    // Every frame but the first has one before it.
    assert_eq!(again["found"]["n"], frames - 1, "{again}");
    assert!(again["found"]["rate"].as_f64() > Some(0.99), "{again}");
    assert_eq!(again["alike"]["n"], again["found"]["count"]);
    assert!(again["share_of_time"].as_f64() > Some(0.0), "{again}");
}

#[test]
fn talking_is_no_reading_of_digits() {
    let (Some(folder), Some(mut command)) = (talking(), with_models()) else {
        return;
    };
    command.args("eval unread --level convenience --json --videos".split(' '));
    let output = run(command.arg(folder.path()));
    assert_eq!(code(&output), 0);
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.unread/1");
    assert_eq!(figures["accepted"]["n"], 1);
    assert_eq!(figures["accepted"]["count"], 0);
    assert_eq!(figures["accepted_uncut"]["count"], 0, "{figures}");
    assert_eq!(figures["accepted_others_uncut"]["n"], 20);
    let session = &figures["sessions"][0];
    assert_eq!(session["recording"], "clip.mp4");
    // A clip of seven seconds began anew, or no session would have ended.
    assert!(session["frames"].as_u64() > Some(250), "{session}");
    assert_eq!(session["frames"], session["tracked"]);
}

#[test]
fn a_simulated_person_is_found_and_measured() {
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = "eval simulated --people 1 --first 7 --language zh --jobs 1 --json --traces";
    let output = run(command.args(arguments.split(' ')).arg(folder.path()));
    assert_eq!(code(&output), 0);
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.simulated/6");
    // What was held once is only judged again, and to the same end.
    let mut command = with_models().expect("models");
    let again = run(command.args(arguments.split(' ')).arg(folder.path()));
    assert_eq!(json(&again), figures);
    let traces = std::fs::read_dir(folder.path())
        .expect("the folder")
        .count();
    assert_eq!(traces, 2, "the head and one session");
    // English ones are others.
    let mut command = with_models().expect("models");
    let others = "eval simulated --people 1 --first 7 --json --traces";
    let refused = run(command.args(others.split(' ')).arg(folder.path()));
    assert_error(&refused, "format", "another release");
    assert_eq!(figures["people"], 1);
    let session = &figures["sessions"][0];
    let (frames, tracked) = (&session["frames"], &session["tracked"]);
    assert!(frames.as_u64() > Some(300), "{frames}");
    // Every frame: the seed fixes the simulation.
    assert_eq!(frames, tracked);
    assert!(session["similarity"].as_f64() > Some(0.55), "{session}");
    assert!(session["digits"][0].as_u64() >= Some(4), "{session}");
    assert_eq!(figures["passes"]["digits"]["n"], 20);
    assert_eq!(
        figures["passes"]["both"]["count"], 0,
        "{}",
        figures["passes"]
    );
    assert!(figures["interval_error_ms_median"].as_f64() < Some(200.0));
    let alike = &figures["alike"];
    assert!(alike["same_median"].as_f64() > Some(0.55), "{alike}");
    // One person is all there is in common, and no stranger.
    assert!(alike["shared"].as_f64() > Some(0.999), "{alike}");
    assert_eq!(alike["different_below"]["n"], 0);
}

#[test]
fn curves_of_real_and_simulated_digits_are_drawn_in_one() {
    let Some(data) = shared("digits_one_speaker") else {
        return;
    };
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (labels, plot) = (
        folder.path().join("digits.csv"),
        folder.path().join("c.svg"),
    );
    // The first clip of a two and of a five.
    let table = std::fs::read_to_string(data.join("digits.csv")).expect("the labels");
    let mut few = String::from("file,speaker,digit,start_s,end_s,split\n");
    for digit in [",2,", ",5,"] {
        let row = table.lines().find(|l| l.contains(digit)).expect("a row");
        few += &format!("{}\n", data.join(row).display());
    }
    std::fs::write(&labels, few).expect("written");
    let arguments = "eval curves --people 1 --first 3 --jobs 2 --json --labels";
    command.args(arguments.split(' ')).arg(&labels);
    let output = run(command.arg("--plot").arg(&plot));
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.curves/1");
    assert_eq!(figures["real"]["readings"], 2);
    assert_eq!(figures["simulated"]["readings"], 10);
    assert_eq!(figures["medians_nearest"]["n"], 2);
    let points = figures["phase"].as_array().expect("phases").len();
    for digit in figures["digits"].as_array().expect("digits") {
        let gap = &digit["measures"][0];
        let curve = gap["simulated"]["median"].as_array().expect("a curve");
        assert_eq!(curve.len(), points);
        let real = digit["digit"] == 2 || digit["digit"] == 5;
        assert_eq!(gap["r"].is_number(), real, "{digit}");
    }
    let drawn = std::fs::read_to_string(plot).expect("the drawing");
    assert!(drawn.starts_with("<svg") && drawn.trim_end().ends_with("</svg>"));
    // Bands and lines: two measures of ten simulated digits and of two real ones.
    assert_eq!(drawn.matches("class=\"line simulated\"").count(), 20 + 1);
    assert_eq!(drawn.matches("class=\"line real\"").count(), 4 + 1);
    let mut command = with_models().expect("models");
    let arguments = "eval curves --split none --json --labels";
    let output = run(command.args(arguments.split(' ')).arg(&labels));
    assert_error(&output, "not_found", "split 'none'");
}

#[test]
fn a_simulated_attack_is_counted_and_its_rejection_explained() {
    let Some(mut command) = with_models() else {
        return;
    };
    // Paper does not read: there is a verdict on each, and none passes.
    let arguments = "eval attacks --people 1 --first 3 --attack photo,photo-still --jobs 1 --json";
    let output = run(command.args(arguments.split(' ')));
    assert_eq!(code(&output), 0);
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.attacks/1");
    assert_eq!(figures["people"], 1);
    // One attack, though it was named twice.
    assert_eq!(figures["by_attack"].as_array().map(Vec::len), Some(1));
    let attack = &figures["by_attack"][0];
    assert_eq!(attack["attack"], "photo-still");
    for rate in ["apcer", "iapar"] {
        assert_eq!(attack[rate]["count"], 0, "{attack}");
        assert_eq!(attack[rate]["n"], 1);
        assert_eq!(attack[rate]["interval"][1], 0.975);
    }
    let ends = ["complete", "broken_off", "not_started"];
    let ends = ends.map(|end| attack[end].as_u64().expect("a count"));
    assert_eq!(ends.iter().sum::<u64>(), 1);
    assert!(attack["reasons"].as_object().is_some_and(|r| !r.is_empty()));
    let session = &figures["sessions"][0];
    assert_ne!(session["attacker"], session["person"]);
    assert_ne!(session["liveness"], "pass");
    assert_eq!(session["enrolled"], true);
    let mut command = with_models().expect("models");
    let output = run(command.args("eval attacks --attack magic --json".split(' ')));
    assert_error(&output, "usage", "photo for photo-still");
}
