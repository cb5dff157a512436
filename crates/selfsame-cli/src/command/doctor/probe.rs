//! Looks at the machine: engine, cameras, ffmpeg, processor, one timed frame.

use std::time::{Duration, Instant};

use selfsame::detect::DetectorOptions;
use selfsame::embedding::AlignedFace;
use selfsame::infer::{self, EngineChoice};
use selfsame::landmark::Region;
use selfsame::{FalseMatchRate, Picture};
use selfsame_capture::{ErrorKind, list_cameras};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::options::{EngineName, Globals};

/// Which engine runs, and where ONNX Runtime was looked for.
#[derive(Serialize)]
pub(super) struct Inference {
    pub(super) engine: Option<String>,
    pub(super) is_onnxruntime: bool,
    pub(super) looked: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<String>,
}

pub(super) fn inference(globals: &Globals) -> Inference {
    let opened = globals
        .choice()
        .and_then(|choice| Ok(infer::open(&choice, globals.threads)?));
    let engine = opened.as_ref().ok().map(|r| r.name().to_owned());
    let mut looked = looked(globals);
    if globals.engine == EngineName::Auto
        && engine.as_deref().is_some_and(|e| e.starts_with("rten"))
        && let Err(error) = infer::open(&EngineChoice::OnnxRuntime(None), globals.threads)
    {
        looked.push(error.to_string());
    }
    Inference {
        is_onnxruntime: engine.as_deref().is_some_and(|e| e.starts_with("ONNX")),
        engine,
        looked,
        problem: opened.err().map(|f| f.message),
    }
}

/// Places of ONNX Runtime in the order in which they count.
fn looked(globals: &Globals) -> Vec<String> {
    if globals.engine == EngineName::Rten {
        return vec!["not looked for: --engine rten".into()];
    }
    if let Some(path) = &globals.ort_library {
        return vec![format!("--ort-library {}", path.display())];
    }
    if let Some(path) = std::env::var_os("ORT_DYLIB_PATH") {
        return vec![format!("ORT_DYLIB_PATH {}", path.to_string_lossy())];
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.display().to_string()));
    let mut places = vec!["ORT_DYLIB_PATH is not set".to_owned()];
    places.extend(beside.map(|folder| format!("beside the executable, in {folder}")));
    places.push("on the system's library path".into());
    places
}

/// Cameras of the machine.
#[derive(Serialize)]
pub(super) struct Camera {
    pub(super) built_in: bool,
    pub(super) found: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<String>,
}

pub(super) fn cameras() -> Camera {
    match list_cameras() {
        Ok(cameras) => Camera {
            built_in: true,
            found: cameras
                .iter()
                .map(|c| format!("{}: {}", c.index, c.name))
                .collect(),
            problem: None,
        },
        Err(e) => Camera {
            built_in: e.kind() != ErrorKind::NotBuilt,
            found: Vec::new(),
            problem: Some(e.to_string()),
        },
    }
}

/// The installed ffmpeg.
#[derive(Serialize)]
pub(super) struct Ffmpeg {
    pub(super) version: Option<String>,
}

pub(super) fn ffmpeg() -> Ffmpeg {
    let told = std::process::Command::new("ffmpeg")
        .arg("-version")
        .stdin(std::process::Stdio::null())
        .output();
    let version = told.ok().filter(|o| o.status.success()).and_then(|o| {
        let text = String::from_utf8_lossy(&o.stdout).into_owned();
        let version = text.strip_prefix("ffmpeg version ")?.split(' ').next()?;
        Some(version.to_owned())
    });
    Ffmpeg { version }
}

/// Instruction sets that the engines make use of.
pub(super) fn cpu_features() -> Vec<&'static str> {
    #[allow(unused_mut, reason = "processors without a list of features")]
    let mut found = Vec::new();
    #[cfg(target_arch = "x86_64")]
    for (name, has) in [
        ("sse4.1", std::arch::is_x86_feature_detected!("sse4.1")),
        ("avx", std::arch::is_x86_feature_detected!("avx")),
        ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ("fma", std::arch::is_x86_feature_detected!("fma")),
        ("f16c", std::arch::is_x86_feature_detected!("f16c")),
        ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
        (
            "avx512vnni",
            std::arch::is_x86_feature_detected!("avx512vnni"),
        ),
    ] {
        if has {
            found.push(name);
        }
    }
    #[cfg(target_arch = "aarch64")]
    for (name, has) in [
        ("neon", std::arch::is_aarch64_feature_detected!("neon")),
        ("fp16", std::arch::is_aarch64_feature_detected!("fp16")),
        (
            "dotprod",
            std::arch::is_aarch64_feature_detected!("dotprod"),
        ),
    ] {
        if has {
            found.push(name);
        }
    }
    found
}

/// What one frame costs.
#[derive(Serialize, Default)]
pub(super) struct SelfTest {
    pub(super) passed: bool,
    /// Loading and verifying all models.
    pub(super) start_ms: f64,
    pub(super) cascade_ms: f64,
    pub(super) mesh_ms: f64,
    pub(super) embedding_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<String>,
}

pub(super) fn self_test(globals: &Globals) -> SelfTest {
    match timed(globals) {
        Ok(test) => test,
        Err(failure) => SelfTest {
            problem: Some(failure.message),
            ..SelfTest::default()
        },
    }
}

/// Runs every stage on a made-up picture: no face is needed to time them.
fn timed(globals: &Globals) -> Result<SelfTest> {
    let start = Instant::now();
    let engine = globals.build(FalseMatchRate::OneIn10000)?;
    let start_ms = ms(start.elapsed());
    let picture = test_picture()?;
    let options = DetectorOptions {
        // What the tracker asks for at this size.
        min_face: 80,
        ..DetectorOptions::default()
    };
    let region = Region {
        centre: [320.0, 240.0],
        side: 300.0,
        angle: 0.0,
    };
    let grey = picture.to_grey();
    let cascade_ms = median(|| engine.detector().detect(&grey, &options))?;
    let mesh_ms = median(|| engine.landmarker().fit(&picture, &region))?;
    let mesh = engine.landmarker().fit(&picture, &region)?;
    let face = AlignedFace::of(&picture, &mesh)
        .ok_or_else(|| Failure::new("inference", "the mesh of the test picture has no extent"))?;
    let embedding_ms = median(|| engine.embedder().embed(&face))?;
    Ok(SelfTest {
        passed: true,
        start_ms,
        cascade_ms,
        mesh_ms,
        embedding_ms,
        problem: None,
    })
}

/// Median of five runs: the first one warms up caches.
fn median<T>(run: impl Fn() -> selfsame::Result<T>) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        run()?;
        times.push(ms(start.elapsed()));
    }
    times.sort_by(f64::total_cmp);
    Ok(times[2])
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Grey waves: enough structure that no stage takes a short cut.
fn test_picture() -> Result<Picture> {
    let (width, height) = (640u32, 480u32);
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let wave = (x as f32 * 0.05).sin() * (y as f32 * 0.07).cos();
            rgb.extend([(127.0 + 100.0 * wave) as u8; 3]);
        }
    }
    Ok(Picture::from_rgb(width, height, rgb)?)
}
