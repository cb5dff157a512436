//! What the tests of the command share: running it, and finding data.

// Each test file uses a part of this.
#![allow(dead_code)]

pub(crate) mod desk;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The command, away from the models and engines of the machine's owner.
pub(crate) fn selfsame() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_selfsame"));
    command
        .env_remove("SELFSAME_MODELS")
        .env_remove("ORT_DYLIB_PATH")
        .stdin(std::process::Stdio::null());
    command
}

/// The same with the repository's models and the built-in engine, if the models
/// are there.
pub(crate) fn with_models() -> Option<Command> {
    let folder = repository().join("models");
    if !present(&folder.join("seeta_fd_frontal_v1.0.bin")) {
        return None;
    }
    let mut command = selfsame();
    command.args(["--engine", "rten", "--models"]).arg(folder);
    Some(command)
}

pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A path of the shared development data, if it is there.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let path = Path::new(data).join(path);
    present(&path).then_some(path)
}

/// Whether a test can run. `SELFSAME_TEST_ALL=1` makes absence a failure.
fn present(path: &Path) -> bool {
    if path.exists() {
        return true;
    }
    let all = std::env::var_os("SELFSAME_TEST_ALL").is_some_and(|v| v == "1");
    assert!(!all, "{} is absent", path.display());
    eprintln!("skipped: {} is absent", path.display());
    false
}

pub(crate) fn run(command: &mut Command) -> Output {
    command.output().expect("the command starts")
}

pub(crate) fn code(output: &Output) -> i32 {
    output.status.code().expect("the command exits")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Standard output as exactly one line of JSON.
pub(crate) fn json(output: &Output) -> Value {
    let text = stdout(output);
    assert_eq!(text.lines().count(), 1, "not one line: {text}");
    serde_json::from_str(&text).expect("JSON")
}

/// Asserts an error of a kind whose message contains a text.
pub(crate) fn assert_error(output: &Output, kind: &str, says: &str) {
    assert_eq!(code(output), 3, "{}", stdout(output));
    let error = json(output);
    assert_eq!(error["schema"], "selfsame.error/1", "{error}");
    assert_eq!(error["error"]["kind"], kind, "{error}");
    let message = error["error"]["message"].as_str().expect("a message");
    assert!(message.contains(says), "{message}");
}

/// A picture of noise: there is no face in it.
pub(crate) fn noise(path: &Path, side: u32) {
    let mut state = 1u32;
    let picture = image::RgbImage::from_fn(side, side, |_, _| {
        image::Rgb([(); 3].map(|()| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        }))
    });
    picture.save(path).expect("a picture is written");
}

/// A y4m clip of grey frames without a face.
pub(crate) fn grey_y4m(path: &Path, frames: usize) {
    let (width, height) = (160, 120);
    let mut bytes = format!("YUV4MPEG2 W{width} H{height} F25:1 Ip A1:1 C420jpeg\n").into_bytes();
    for i in 0..frames {
        bytes.extend(b"FRAME\n");
        bytes.extend(std::iter::repeat_n(100 + (i % 50) as u8, width * height));
        bytes.extend(std::iter::repeat_n(128, width * height / 2));
    }
    std::fs::write(path, bytes).expect("a clip is written");
}
