//! `eval match` and `eval swaps`: whose face it is.

mod common;

use std::path::Path;

use common::{assert_error, code, json, run, shared, with_models};
use serde_json::Value;

/// Two pictures of one man and one of another, in the folder of LFW.
const TWICE_AND_ANOTHER: [&str; 3] = [
    "images/Aaron_Peirsol_0001.jpg",
    "images/Aaron_Peirsol_0002.jpg",
    "images/Aaron_Sorkin_0001.jpg",
];

#[test]
fn photos_of_chips_and_single_embeddings_are_other_figures() {
    let Some(root) = shared("portrait_lfw") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("pairs.csv");
    let [a, b, c] = TWICE_AND_ANOTHER;
    let pairs = format!("same,image_a,image_b\n1,{a},{b}\n0,{a},{c}\n");
    std::fs::write(&table, pairs).expect("written");
    let figures = |options: &[&str]| {
        let mut command = with_models()?;
        command.args(["eval", "match", "--json", "--root"]);
        command.arg(&root).arg("--pairs").arg(&table).args(options);
        Some(json(&run(&mut command)))
    };
    let all = [&[][..], &["--spoil", "chip"], &["--once"]].map(figures);
    let [Some(usual), Some(chip), Some(once)] = all else {
        return;
    };
    assert_eq!(
        (&chip["spoil"], &once["once"]),
        (&"chip".into(), &true.into())
    );
    for other in [&chip, &once] {
        assert_eq!(other["accuracy"], 1.0);
        assert_eq!(other["failures_to_enrol"]["count"], 0);
        assert_ne!(other["median_same"], usual["median_same"]);
    }
    // Small and pale costs likeness.
    let median = |figures: &serde_json::Value| figures["median_same"].as_f64();
    assert!(median(&chip) < median(&usual));
}

#[test]
fn match_figures_tell_a_known_pair() {
    let Some(root) = shared("portrait_lfw") else {
        return;
    };
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("pairs.csv");
    let scores = folder.path().join("scores.csv");
    let [a, b, c] = TWICE_AND_ANOTHER;
    let pairs = format!("same,image_a,image_b\n1,{a},{b}\n0,{a},{c}\n1,{a},images/absent.jpg\n");
    std::fs::write(&table, pairs).expect("written");
    command.args(["eval", "match", "--all-pairs", "--json", "--root"]);
    command.arg(root).arg("--pairs").arg(&table);
    let output = run(command.arg("--scores").arg(&scores));
    let figures = json(&output);
    assert_eq!(figures["schema"], "selfsame.eval.match/3");
    // A pair that cannot be read is told, and the rest goes on.
    assert_eq!(figures["pairs"], 3);
    assert_eq!(figures["same"], 1);
    assert_eq!(figures["unreadable"][0], "images/absent.jpg");
    assert_eq!(figures["pairs_left_out"], 1);
    assert!(figures["ten_fold"].is_null());
    assert_eq!(figures["accuracy"], 1.0);
    assert_eq!(figures["eer"], 0.0);
    assert_eq!(figures["fnmr"]["1e-4"]["fnmr"], 0.0);
    assert_eq!(figures["failures_to_enrol"]["n"], 3);
    assert_eq!(figures["all_pairs"]["persons"], 2);
    assert_eq!(figures["all_pairs"]["comparisons"], 2);
    let text = std::fs::read_to_string(scores).expect("the scores");
    assert!(
        text.starts_with("image_a,image_b,same,similarity\n"),
        "{text}"
    );
    // An absent picture has no similarity.
    assert!(text.ends_with("images/absent.jpg,1,\n"), "{text}");
    assert_eq!(text.lines().count(), 4);
}

/// Figures of a person and another, with options.
fn figures(root: &Path, table: &Path, options: &[&str]) -> Option<Value> {
    let mut command = with_models()?;
    command.args(["eval", "match", "--json", "--root"]);
    command.arg(root).arg("--pairs").arg(table).args(options);
    Some(json(&run(&mut command)))
}

fn median(figures: &Value, measure: &str) -> Option<f64> {
    let all = figures["quality"].as_array()?;
    let found = all.iter().find(|m| m["measure"] == measure)?;
    found["median_score"].as_f64()
}

#[test]
fn spoilt_pictures_are_poorer_and_covers_are_seen() {
    let Some(root) = shared("portrait_lfw") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("pairs.csv");
    let [a, b, c] = TWICE_AND_ANOTHER;
    std::fs::write(
        &table,
        format!("same,image_a,image_b\n1,{a},{b}\n0,{a},{c}\n"),
    )
    .expect("written");
    let spoilt = |how: &str| figures(&root, &table, &["--spoil", how, "--spoil-both"]);
    let Some(clean) = figures(&root, &table, &[]) else {
        return;
    };
    for (how, measure) in [
        ("noise=60", "unified_quality_score"),
        ("blur=6", "sharpness"),
        ("jpeg=8", "compression_artifacts"),
        ("sunglasses", "eyes_visible"),
        ("glare", "eyes_visible"),
        ("hand", "mouth_occlusion_prevention"),
        ("shadow=10", "illumination_uniformity"),
        ("dark=15", "luminance_mean"),
    ] {
        let spoilt = spoilt(how).expect("figures");
        assert_eq!(spoilt["spoil"], how);
        let (before, after) = (median(&clean, measure), median(&spoilt, measure));
        assert!(before > Some(50.0), "{measure}: {before:?}");
        assert!(after < Some(50.0), "{how}: {after:?}");
    }
    // Of poor pairs more is asked.
    let noisy = spoilt("noise=60").expect("figures");
    assert_eq!(noisy["poor_pairs"]["count"], noisy["poor_pairs"]["n"]);
    assert_eq!(clean["poor_pairs"]["count"], 0);
    let missed = |figures: &Value| figures["decided"]["1e-6"]["fnmr"].as_f64();
    assert_eq!((missed(&clean), missed(&noisy)), (Some(0.0), Some(1.0)));
    let mut command = with_models().expect("models");
    command.args([
        "eval", "match", "--json", "--root", ".", "--pairs", "x", "--spoil", "fog",
    ]);
    assert_error(&run(&mut command), "usage", "one of chip, blur=N");
}

#[test]
fn a_long_list_goes_on_where_it_stopped_and_has_a_page() {
    let Some(root) = shared("portrait_lfw") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let [a, b, c] = TWICE_AND_ANOTHER;
    let write = |rows: &str| {
        let text = format!("same,image_a,image_b\n{rows}");
        std::fs::write(at("pairs.csv"), text).expect("written");
    };
    let text = |name: &str| std::fs::read_to_string(at(name)).expect("a file");
    let path = |name: &str| at(name).to_str().expect("UTF-8").to_owned();
    let (keep, report) = (path("kept"), path("page.html"));
    let run_it = |more: &[&str]| {
        let options = [&["--keep", &keep, "--report", &report], more].concat();
        figures(&root, &at("pairs.csv"), &options)
    };
    write(&format!("1,{a},{b}\n"));
    let Some(first) = run_it(&[]) else {
        return;
    };
    assert_eq!(first["stored"], true);
    assert!(text("page.html").contains("FNMR"));
    let head = text("kept").lines().next().expect("a head").to_owned();
    // Cut off in the middle of its last line.
    let kept = text("kept");
    std::fs::write(at("kept"), &kept[..kept.len() - 40]).expect("written");
    write(&format!("1,{a},{b}\n0,{a},{c}\n0,{b},images/absent.jpg\n"));
    let second = run_it(&[]).expect("figures");
    assert_eq!(second["median_same"], first["median_same"]);
    // One pair of either kind: a curve of one point, told apart without an error.
    assert_eq!(
        (&second["same"], &second["different"]),
        (&1.into(), &1.into())
    );
    assert_eq!(second["det"][0]["fnmr"], 0.0);
    assert!(text("page.html").contains("class=\"curve\" d=\"M"));
    let lines = text("kept").lines().filter(|l| l.contains(".jpg")).count();
    // The first, what was cut off of the second, it again, and the third.
    assert_eq!(lines, 4, "{}", text("kept"));
    // All is there now: nothing is made again.
    let before = text("kept");
    let third = run_it(&[]).expect("figures");
    assert_eq!(third, second);
    assert_eq!(text("kept").trim_end(), before.trim_end());
    assert!(text("kept").starts_with(&head));
    // Other wishes, another file.
    let mut command = with_models().expect("models");
    command.args([
        "eval", "match", "--once", "--json", "--keep", &keep, "--root",
    ]);
    command.arg(&root).arg("--pairs").arg(at("pairs.csv"));
    assert_error(&run(&mut command), "format", "templates");
}

#[test]
fn changes_of_person_are_seen() {
    let Some(root) = shared("portrait_lfw") else {
        return;
    };
    let Some(mut command) = with_models() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let [a, b, c] = TWICE_AND_ANOTHER;
    for (from, to) in [(a, "a.jpg"), (b, "b.jpg"), (c, "c.jpg")] {
        std::fs::copy(root.join(from), at(to)).expect("copied");
    }
    let manifest = at("manifest.csv");
    let rows = "a.jpg,live,1,1\nb.jpg,live,1,1\nc.jpg,live,2,1\nc.jpg,print,1,2\n";
    std::fs::write(&manifest, format!("image,label,subject,session\n{rows}")).expect("written");
    command.args(["eval", "swaps", "--json", "--manifest"]);
    let figures = json(&run(command.arg(&manifest)));
    assert_eq!(figures["schema"], "selfsame.eval.swaps/1");
    assert_eq!(
        (&figures["people"], &figures["faces"]),
        (&2.into(), &3.into())
    );
    assert_eq!(figures["used"], "1e-3");
    let at_rate = &figures["by_rate"]["1e-3"];
    assert_eq!(at_rate["refused"]["count"], 0);
    assert_eq!(at_rate["refused"]["n"], 1);
    // Both ways, at five places each.
    assert_eq!(at_rate["detected"]["count"], 10);
    assert_eq!(at_rate["detected"]["n"], 10);
    std::fs::write(&manifest, "image,label,subject,session\na.jpg,print,1,1\n").expect("written");
    let mut command = with_models().expect("models");
    command
        .args(["eval", "swaps", "--json", "--manifest"])
        .arg(&manifest);
    assert_error(&run(&mut command), "format", "no row whose label is live");
    let mut command = with_models().expect("models");
    let output = run(command.args(["eval", "swaps"]));
    assert_ne!(code(&output), 0);
}

#[test]
fn a_sealed_template_opens_for_its_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let portrait = common::repository().join("examples/data/portrait.jpg");
    let template = |arguments: &[&str]| {
        let mut command = with_models()?;
        Some(run(command.args(["template", "--json"]).args(arguments)))
    };
    let (key, other, sealed) = (at("key"), at("other"), at("sealed"));
    let Some(made) = template(&["key", &key]) else {
        return;
    };
    assert_eq!(json(&made)["action"], "key");
    // It is not written over.
    let again = template(&["key", &key]).expect("models");
    assert_error(&again, "io", "key");
    template(&["key", &other]).expect("models");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&key).expect("a key").permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
    let whose =
        |key: &str, owner: &str| ["--key", key, "--owner", owner].map(str::to_owned).to_vec();
    let with = |arguments: &[&str], whose: Vec<String>| {
        let whose: Vec<&str> = whose.iter().map(String::as_str).collect();
        template(&[arguments, &whose].concat()).expect("models")
    };
    let picture = portrait.to_str().expect("UTF-8");
    let answer = json(&with(&["seal", picture, &sealed], whose(&key, "case 7")));
    assert_eq!(answer["bytes"], 198);
    let quality = answer["quality"].as_u64();
    let export = at("plain");
    let open = ["open", sealed.as_str(), "--export", export.as_str()];
    let answer = json(&with(&open, whose(&key, "case 7")));
    assert_eq!(
        (answer["quality"].as_u64(), &answer["bytes"]),
        (quality, &153.into())
    );
    assert_eq!(std::fs::metadata(&export).expect("a file").len(), 153);
    let answer = with(&["match", &sealed, picture], whose(&key, "case 7"));
    assert_eq!(code(&answer), 0);
    assert_eq!(json(&answer)["strictest_matching_rate"], "1e-6");
    // Neither with another key, nor as somebody else's, nor altered or cut.
    let refused = |whose: Vec<String>| {
        assert_error(
            &with(&["open", &sealed], whose),
            "template",
            "another key or owner, or altered bytes",
        );
    };
    refused(whose(&other, "case 7"));
    refused(whose(&key, "case 8"));
    let good = std::fs::read(&sealed).expect("a file");
    let mut altered = good.clone();
    altered[100] ^= 1;
    std::fs::write(&sealed, &altered).expect("written");
    refused(whose(&key, "case 7"));
    std::fs::write(&sealed, &good[..100]).expect("written");
    let cut = with(&["open", &sealed], whose(&key, "case 7"));
    assert_error(&cut, "template", "100 bytes");
    std::fs::write(&other, "abc").expect("written");
    let bad = with(&["open", &sealed], whose(&other, "case 7"));
    assert_error(&bad, "usage", "64 hexadecimal digits");
}
