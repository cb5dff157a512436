//! Side by side with the reference, in one run: compare the rows of a picture with each other.
//!
//! `cargo bench -p selfsame-cascade`. Pictures of the folder `shared` beside the repository
//! are taken in where it is.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use image::GrayImage;
use image::imageops::{self, FilterType};
use rustface::ImageData;
use selfsame_cascade::{Detector, Grey, Options};

/// Pictures of 640x480.
fn scenes() -> Vec<(&'static str, GrayImage)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared =
        std::env::var_os("SELFSAME_SHARED").map_or_else(|| root.join("../shared"), Into::into);
    let all = [
        ("one large face", root.join("examples/data/portrait.jpg")),
        (
            "a webcam",
            shared.join("data/photo_attack/live/0001_00_00_01_0.jpg"),
        ),
        ("a team", shared.join("data/detection/images/Argentina.jpg")),
    ];
    let mut scenes = Vec::new();
    for (name, path) in all {
        let Ok(picture) = image::open(&path) else {
            eprintln!("without \"{name}\": its picture is not here");
            continue;
        };
        let picture = picture.to_luma8();
        let vga = imageops::resize(&picture, 640, 480, FilterType::Triangle);
        scenes.push((name, vga));
    }
    scenes
}

fn detect(c: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let model = std::fs::read(root.join("models/seeta_fd_frontal_v1.0.bin")).expect("the model");
    let detector = Detector::new(&model).expect("a model");
    let reference = rustface::read_model(&model[..]).expect("a model");
    let options = Options::default();
    let mut faces = Vec::new();
    for (name, picture) in scenes() {
        let grey = Grey::new(&picture, 640, 480, 640).expect("a picture");
        let mut group = c.benchmark_group(format!("{name}, 640x480"));
        let mut theirs = rustface::create_detector_with_model(reference.clone());
        theirs.set_score_thresh(f64::from(options.score));
        theirs.set_pyramid_scale_factor(options.scale_factor);
        theirs.set_slide_window_step(4, 4);
        group.bench_function("rustface", |b| {
            b.iter(|| theirs.detect(&ImageData::new(black_box(&picture), 640, 480)));
        });
        for min_face in [20, 40, 80] {
            let options = Options {
                min_face,
                ..options
            };
            group.bench_function(format!("from {min_face} px"), |b| {
                b.iter(|| detector.detect_into(black_box(grey), &options, &mut faces));
            });
        }
        let options = Options {
            threads: 2,
            ..options
        };
        group.bench_function("from 40 px, two threads", |b| {
            b.iter(|| detector.detect_into(black_box(grey), &options, &mut faces));
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(4));
    targets = detect
}
criterion_main!(benches);
