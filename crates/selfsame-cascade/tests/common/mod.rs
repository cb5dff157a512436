//! What test files share: the model, pictures, and the reference with the same settings.
#![allow(dead_code, reason = "each test file uses a part")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use image::GrayImage;
use rustface::ImageData;
use selfsame_cascade::{Detector, Face, Grey, Options};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) static MODEL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    std::fs::read(root().join("models/seeta_fd_frontal_v1.0.bin")).expect("the model is there")
});

pub(crate) static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(&MODEL).expect("the model is right"));

static REFERENCE: LazyLock<rustface::Model> =
    LazyLock::new(|| rustface::read_model(&MODEL[..]).expect("the model is right"));

/// The one picture of a face that the repository has.
pub(crate) fn portrait() -> GrayImage {
    let path = root().join("examples/data/portrait.jpg");
    image::open(path).expect("the portrait").to_luma8()
}

/// A folder of pictures beside the repository; without it the caller returns early and a
/// line says so. With `SELFSAME_TEST_ALL=1` nothing may be skipped.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let folder =
        std::env::var_os("SELFSAME_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let found = folder.join(path);
    if found.exists() {
        return Some(found);
    }
    skip(&format!("shared/{path} is not here"));
    None
}

/// Says that a test is skipped, and why; with `SELFSAME_TEST_ALL=1` panics instead.
pub(crate) fn skip(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    assert!(
        std::env::var_os("SELFSAME_TEST_ALL").is_none_or(|all| all != "1"),
        "{test}: {why}, and SELFSAME_TEST_ALL=1 forbids to skip it"
    );
    // Not eprintln: the test harness would swallow it.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}

/// Videos below a folder, sorted.
pub(crate) fn videos(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(videos(&path));
        } else if path.extension().is_some_and(|e| e == "mp4" || e == "mpg") {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// Pictures of a folder, sorted.
pub(crate) fn pictures(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut all: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("jpg") || e.eq_ignore_ascii_case("png"))
        })
        .collect();
    all.sort();
    all
}

pub(crate) fn grey(picture: &GrayImage) -> Grey<'_> {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    Grey::new(picture.as_raw(), width, height, width).expect("a picture")
}

pub(crate) fn detect(picture: &GrayImage, options: &Options) -> Vec<Face> {
    DETECTOR.detect(grey(picture), options).expect("options")
}

/// Whether a level of the pyramid comes out smaller than the window by rounding; the
/// reference subtracts the window from it and panics (or goes round, without checks).
pub(crate) fn reference_fails(picture: &GrayImage, scale_factor: f32) -> bool {
    let shorter = picture.width().min(picture.height()) as f32;
    if shorter < 40.0 {
        return true;
    }
    let mut scale = 1.0f32;
    while scale >= 40.0 / shorter {
        if ((shorter * scale) as u32) < 40 {
            return true;
        }
        scale *= scale_factor;
    }
    false
}

/// What `rustface` finds with the same settings, best first.
pub(crate) fn reference(picture: &GrayImage, options: &Options) -> Vec<Face> {
    let mut detector = rustface::create_detector_with_model(REFERENCE.clone());
    detector.set_score_thresh(f64::from(options.score));
    detector.set_pyramid_scale_factor(options.scale_factor);
    detector.set_slide_window_step(options.stride as u32, options.stride as u32);
    let data = ImageData::new(picture, picture.width(), picture.height());
    let mut faces: Vec<Face> = detector
        .detect(&data)
        .iter()
        .map(|face| {
            let b = face.bbox();
            Face {
                x: b.x() as f32,
                y: b.y() as f32,
                width: b.width() as f32,
                height: b.height() as f32,
                score: face.score() as f32,
            }
        })
        .collect();
    faces.sort_by(|a, b| b.score.total_cmp(&a.score));
    faces
}

/// Whether two detections count as the same: edges within a pixel, scores within 1e-3.
pub(crate) fn same(a: &Face, b: &Face) -> bool {
    let edges = |f: &Face| [f.x, f.y, f.x + f.width, f.y + f.height];
    let near = edges(a)
        .iter()
        .zip(edges(b))
        .all(|(a, b)| (a - b).abs() <= 1.0);
    near && (a.score - b.score).abs() <= 1e-3
}

/// Detections that both have, and all that either has.
pub(crate) fn agreement(ours: &[Face], theirs: &[Face]) -> (usize, usize) {
    let mut free: Vec<&Face> = theirs.iter().collect();
    let mut both = 0;
    for face in ours {
        if let Some(i) = free.iter().position(|other| same(face, other)) {
            free.swap_remove(i);
            both += 1;
        }
    }
    (both, ours.len() + theirs.len() - both)
}
