//! Each stage, and a whole frame, on a 640x480 picture with one face, one thread,
//! with each engine that is there.
//!
//! `ORT_DISABLE_TELEMETRY=1 ORT_DYLIB_PATH=.../libonnxruntime.so cargo bench -p selfsame-benches`

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use selfsame::detect::{DetectorOptions, YUNET_SCORE};
use selfsame::embedding::AlignedFace;
use selfsame::infer::EngineChoice;
use selfsame::liveness::assess;
use selfsame::models::Models;
use selfsame::mouth::{MouthCrop, MouthMeasures};
use selfsame::pose::Pose;
use selfsame::quality::{Assessment, FaceQuality};
use selfsame::track::Tracker;
use selfsame::{Challenge, Engine, Guidance, Language, Level};
use selfsame_benches::{drifting, engine, nobody, root, scene};
use selfsame_capture::open_video;
use selfsame_simulate::{Camera, Setup, Subject};

fn without_network(c: &mut Criterion) {
    let Some(engine) = engine(EngineChoice::Rten) else {
        return;
    };
    let picture = scene(0).expect("the example portrait");
    let grey = picture.to_grey();
    let mut group = c.benchmark_group("cascade");
    for min_face in [20, 40, 80, 120] {
        let options = DetectorOptions {
            min_face,
            ..DetectorOptions::default()
        };
        group.bench_function(format!("min face {min_face}"), |b| {
            b.iter(|| engine.detector().detect(black_box(&grey), &options));
        });
    }
    let options = DetectorOptions {
        min_face: 80,
        ..DetectorOptions::default()
    };
    // A new frame of a stream, and one in which the face is known from the last.
    group.bench_function("largest first, from 80", |b| {
        b.iter(|| engine.detector().detect_largest(black_box(&grey), &options));
    });
    let face = engine.detector().detect(&grey, &options).expect("options")[0].bounds;
    group.bench_function("again around the face", |b| {
        let options = DetectorOptions::around(&face);
        b.iter(|| engine.detector().detect(black_box(&grey), &options));
    });
    // Of nobody: no octave is spared.
    let nobody = nobody().to_grey();
    group.bench_function("largest first, from 80, nobody there", |b| {
        b.iter(|| {
            engine
                .detector()
                .detect_largest(black_box(&nobody), &options)
        });
    });
    group.finish();
    let faces = engine.portrait_faces(&picture).expect("a face");
    let mesh = &faces[0].mesh;
    let pose = Pose::of(mesh).expect("a pose");
    let mut group = c.benchmark_group("measures");
    group.bench_function("grey", |b| b.iter(|| black_box(&picture).to_grey()));
    group.bench_function("pose", |b| b.iter(|| Pose::of(black_box(mesh))));
    group.bench_function("mouth", |b| {
        b.iter(|| MouthMeasures::of(black_box(mesh), &pose));
    });
    group.bench_function("mouth crop", |b| {
        b.iter(|| MouthCrop::of(black_box(&picture), &pose));
    });
    group.bench_function("quality", |b| {
        b.iter(|| FaceQuality::of(black_box(&picture), mesh, &pose));
    });
    group.bench_function("assessment", |b| {
        b.iter(|| Assessment::of(black_box(&picture), mesh, &pose));
    });
    group.bench_function("align", |b| {
        b.iter(|| AlignedFace::of(black_box(&picture), mesh));
    });
    group.finish();
}

fn with_network(c: &mut Criterion, name: &str, engine: &Engine) {
    let picture = scene(0).expect("the example portrait");
    let faces = engine.portrait_faces(&picture).expect("a face");
    let mesh = &faces[0].mesh;
    let region = mesh.region();
    let aligned = AlignedFace::of(&picture, mesh).expect("an extent");
    let frames = drifting().expect("the example portrait");
    let mut group = c.benchmark_group(name);
    // At its own smallest face, about 10 pixels; its time is the same for any.
    let yunet = engine.second_detector().expect("it is asked for");
    group.bench_function("YuNet", |b| {
        b.iter(|| yunet.detect(black_box(&picture), 20, YUNET_SCORE));
    });
    group.bench_function("landmarks", |b| {
        b.iter(|| engine.landmarker().fit(black_box(&picture), &region));
    });
    // One run of the network; a template takes two, of the face and its mirror image.
    group.bench_function("embedding", |b| {
        b.iter(|| engine.embedder().embed_once(black_box(&aligned)));
    });
    let eight = vec![aligned; 8];
    for threads in [1, 2] {
        group.bench_function(format!("templates of 8 faces, {threads} threads"), |b| {
            b.iter(|| engine.embedder().embed_all(black_box(&eight), threads));
        });
    }
    group.bench_function("texture", |b| {
        b.iter(|| engine.texture().log_odds(black_box(&picture), mesh));
    });
    // Search, track, register, measure, guide: what a camera loop waits for. The
    // figure is for 30 frames: divide.
    group.bench_function("session, 30 frames", |b| {
        b.iter(|| {
            let challenge = Challenge::draw(Language::English).expect("random numbers");
            let mut session = engine.session(challenge);
            for frame in &frames {
                session.push(black_box(frame)).expect("a frame");
            }
        });
    });
    // The same frames without anything but the face found in them: the difference is what
    // all channels together cost, a frame being a thirtieth.
    group.bench_function("tracker, 30 frames", |b| {
        b.iter(|| {
            let mut tracker = Tracker::new();
            for frame in &frames {
                let picture = black_box(frame).to_picture();
                tracker
                    .follow(
                        &picture,
                        frame.time(),
                        engine.detector(),
                        engine.landmarker(),
                    )
                    .expect("a frame");
            }
        });
    });
    group.finish();
}

/// All channels, over the frames of a whole session of a simulated person: what is left
/// to do after its last frame, but for the embedding of one face.
fn decision(c: &mut Criterion) {
    let choice = EngineChoice::OnnxRuntime(None);
    let Some(engine) = engine(choice).or_else(|| engine(EngineChoice::Rten)) else {
        return;
    };
    let setup = Setup::new(1, 1, Language::English);
    let mut subject = Subject::new(&setup).expect("a subject");
    let challenge = Challenge::draw(Language::English).expect("random numbers");
    let mut session = engine.session(challenge.clone());
    loop {
        let frame = subject.next_frame().expect("a frame");
        let guidance = session.push(&frame).expect("a frame");
        if guidance == Guidance::Done {
            break;
        }
        subject.show(guidance);
    }
    let evidence = session.finish().expect("an end").evidence;
    let prompts = evidence.prompts.as_ref().expect("a challenge that began");
    let frames = evidence.observations.frames().len();
    c.bench_function(&format!("decision, {frames} frames"), |b| {
        b.iter(|| {
            assess(
                black_box(&evidence.observations),
                &challenge,
                prompts,
                Level::Standard,
            )
        });
    });
}

fn onnx_runtime(c: &mut Criterion) {
    if let Some(engine) = engine(EngineChoice::OnnxRuntime(None)) {
        with_network(c, "ONNX Runtime", &engine);
    }
}

fn rten(c: &mut Criterion) {
    if let Some(engine) = engine(EngineChoice::Rten) {
        with_network(c, "rten", &engine);
    }
}

/// Models read, verified and loaded; the process and the library are there.
fn cold_start(c: &mut Criterion) {
    let mut group = c.benchmark_group("cold start");
    for (name, choice) in [
        ("ONNX Runtime", EngineChoice::OnnxRuntime(None)),
        ("rten", EngineChoice::Rten),
    ] {
        if engine(choice.clone()).is_none() {
            continue;
        }
        group.bench_function(name, |b| {
            b.iter(|| {
                let models = Models::in_folder(root().join("models")).expect("models");
                Engine::builder()
                    .models(models)
                    .inference(choice.clone())
                    .build()
                    .expect("an engine")
            });
        });
    }
    group.finish();
}

/// The clip of this repository, 640x360, without a system package.
fn decoding(c: &mut Criterion) {
    let clip = root().join("examples/data/crying_woman.mp4");
    c.bench_function("decode, 472 frames", |b| {
        b.iter(|| {
            let mut source = open_video(&clip).expect("the example clip");
            while let Some(frame) = source.next_frame().expect("a frame") {
                black_box(frame);
            }
        });
    });
}

/// A frame of a simulated person, one thread; three people, since hair costs.
fn rendering(c: &mut Criterion) {
    let mut group = c.benchmark_group("render");
    for (name, width, height) in [("640x480", 640, 480), ("1280x720", 1280, 720)] {
        for person in [1, 10, 30] {
            let setup = Setup::new(person, 1, Language::English);
            let camera = Camera {
                width,
                height,
                // The picture alone: coding is a codec's time.
                mjpeg: None,
                ..setup.camera
            };
            let mut subject = Subject::new(&Setup { camera, ..setup }).expect("a subject");
            group.bench_function(format!("{name}, person {person}"), |b| {
                b.iter(|| subject.next_frame().expect("a frame"));
            });
        }
    }
    group.finish();
}

fn settings() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4))
}

criterion_group! {
    name = benches;
    config = settings();
    targets = decoding, rendering, without_network, onnx_runtime, rten, decision, cold_start
}
criterion_main!(benches);
