//! ONNX Runtime is used only where it cannot report to anybody.

mod common;

use common::{code, repository, run, selfsame};

/// Telemetry is refused before the library is looked into: any file will do.
#[test]
fn a_library_that_may_report_is_not_loaded() {
    let folder = tempfile::tempdir().expect("a folder");
    let library = folder.path().join("libonnxruntime.so");
    std::fs::write(&library, "no library").expect("written");
    let doctor = |silence: Option<&str>| {
        let mut command = selfsame();
        command.env_remove("ORT_DISABLE_TELEMETRY");
        if let Some(value) = silence {
            command.env("ORT_DISABLE_TELEMETRY", value);
        }
        command.args(["doctor", "--json", "--engine", "ort", "--ort-library"]);
        let output = run(command.arg(&library));
        assert_eq!(code(&output), 3);
        common::json(&output)["inference"]["problem"].to_string()
    };
    for loud in [None, Some("0"), Some("")] {
        let problem = doctor(loud);
        assert!(problem.contains("ORT_DISABLE_TELEMETRY=1"), "{problem}");
        assert!(problem.contains("libonnxruntime.so"), "{problem}");
    }
    let problem = doctor(Some("1"));
    assert!(problem.contains("no usable ONNX Runtime"), "{problem}");
}

/// What its releases queue for their maker lies in the cache folder.
#[test]
fn a_run_leaves_nothing_behind() {
    let Some(library) = std::env::var_os("ORT_DYLIB_PATH") else {
        let all = std::env::var_os("SELFSAME_TEST_ALL").is_some_and(|v| v == "1");
        assert!(!all, "ORT_DYLIB_PATH is not set");
        eprintln!("skipped: ORT_DYLIB_PATH is not set");
        return;
    };
    let home = tempfile::tempdir().expect("a folder");
    let mut command = selfsame();
    command
        .env("ORT_DISABLE_TELEMETRY", "1")
        .env("HOME", home.path())
        .env("XDG_CACHE_HOME", home.path().join("cache"))
        .args(["doctor", "--json", "--engine", "ort", "--models"])
        .arg(repository().join("models"))
        .arg("--ort-library")
        .arg(library);
    let output = run(&mut command);
    let answer = common::json(&output);
    assert_eq!(answer["inference"]["is_onnxruntime"], true, "{answer}");
    assert_eq!(answer["self_test"]["passed"], true, "{answer}");
    let left: Vec<_> = std::fs::read_dir(home.path()).expect("the home").collect();
    assert!(left.is_empty(), "{left:?}");
}
