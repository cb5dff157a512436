//! What the tests share: where data lies, small clips made on the fly.
#![allow(dead_code)]

#[cfg(feature = "mp4")]
pub(crate) mod clip;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use selfsame_capture::{Error, FrameSource};

/// A folder of the shared data, or `None` with a printed note; a failure where
/// `SELFSAME_TEST_ALL=1` asks for every test.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    present(Path::new(root).join(path))
}

/// A file of the repository's examples, likewise.
pub(crate) fn example(path: &str) -> Option<PathBuf> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data");
    present(Path::new(root).join(path))
}

fn present(path: PathBuf) -> Option<PathBuf> {
    if path.exists() {
        return Some(path);
    }
    missing(&format!("{} is not here", path.display()));
    None
}

fn missing(what: &str) {
    let all = std::env::var_os("SELFSAME_TEST_ALL").is_some_and(|v| v == "1");
    assert!(!all, "SELFSAME_TEST_ALL=1 and {what}");
    eprintln!("skipped: {what}");
}

/// Whether `ffmpeg` can be run; says so when not.
pub(crate) fn has_ffmpeg() -> bool {
    let found = Command::new("ffmpeg").arg("-version").output().is_ok();
    if !found {
        missing("ffmpeg is not installed");
    }
    found
}

/// Runs ffmpeg with these words, split at spaces, and a file to write.
pub(crate) fn ffmpeg(words: &str, output: &Path) {
    let result = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-y"])
        .args(words.split_whitespace())
        .arg(output)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&result.stderr);
    assert!(result.status.success(), "ffmpeg {words}: {text}");
}

/// Everything a source gives: times and sizes, and the error that ended it.
pub(crate) struct Drained {
    pub(crate) times: Vec<Duration>,
    pub(crate) sizes: Vec<(u32, u32)>,
    /// Mean luma of each upright frame.
    pub(crate) means: Vec<f64>,
    pub(crate) error: Option<Error>,
}

pub(crate) fn drain(source: &mut dyn FrameSource) -> Drained {
    let mut out = Drained {
        times: Vec::new(),
        sizes: Vec::new(),
        means: Vec::new(),
        error: None,
    };
    loop {
        match source.next_frame() {
            Ok(Some(frame)) => {
                let picture = frame.to_picture();
                out.times.push(frame.time());
                out.sizes.push((picture.width(), picture.height()));
                let grey = picture.to_grey();
                let sum: u64 = grey.data().iter().map(|&v| u64::from(v)).sum();
                out.means.push(sum as f64 / grey.data().len() as f64);
            }
            Ok(None) => break,
            Err(error) => {
                out.error = Some(error);
                // After an error a source stays over.
                assert!(source.next_frame().unwrap().is_none());
                break;
            }
        }
    }
    for pair in out.times.windows(2) {
        assert!(pair[0] < pair[1], "times must increase: {pair:?}");
    }
    out
}

/// Random numbers that are the same in every run (xorshift64).
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}
