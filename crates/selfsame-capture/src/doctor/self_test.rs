//! Enters: models and engine. Leaves: whether every stage runs, and how long it takes.

use std::time::{Duration, Instant};

use selfsame::detect::DetectorOptions;
use selfsame::embedding::AlignedFace;
use selfsame::landmark::Region;
use selfsame::{Engine, Error, ErrorKind, Picture, Result};
use serde::Serialize;

use super::Options;

/// Runs of each stage.
const RUNS: usize = 5;

/// What one frame costs. Times are in milliseconds, zero if the test failed.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[non_exhaustive]
pub struct SelfTest {
    /// Whether all models loaded and every stage ran.
    pub passed: bool,
    /// Loading and verifying all models.
    pub start_ms: f64,
    /// One search of a 640x480 picture for faces; this and the following are medians of
    /// five runs.
    pub cascade_ms: f64,
    /// Registering one face.
    pub mesh_ms: f64,
    /// Embedding one face.
    pub embedding_ms: f64,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

pub(super) fn run(options: &Options) -> SelfTest {
    let tested = built(options)
        .and_then(|(engine, start_ms)| timed(&engine, start_ms).map_err(|error| error.to_string()));
    tested.unwrap_or_else(|problem| SelfTest {
        problem: Some(problem),
        ..SelfTest::default()
    })
}

/// The engine as a program would build it, and the milliseconds that took.
fn built(options: &Options) -> Result<(Engine, f64), String> {
    let start = Instant::now();
    let models = options.models.clone()?;
    let engine = Engine::builder()
        .models(models)
        .inference(options.engine.clone()?)
        .threads(options.threads)
        .build()
        .map_err(|error| error.to_string())?;
    Ok((engine, ms(start.elapsed())))
}

/// Runs every stage on a made-up picture: no face is needed to time them.
fn timed(engine: &Engine, start_ms: f64) -> Result<SelfTest> {
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
    let face = AlignedFace::of(&picture, &mesh).ok_or_else(|| {
        Error::new(
            ErrorKind::Inference,
            "the mesh of the test picture has no extent",
        )
    })?;
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

/// Median of some runs: the first one warms up caches.
fn median<T>(run: impl Fn() -> Result<T>) -> Result<f64> {
    let mut times = [0.0; RUNS];
    for time in &mut times {
        let start = Instant::now();
        run()?;
        *time = ms(start.elapsed());
    }
    times.sort_by(f64::total_cmp);
    Ok(times[RUNS / 2])
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
    Picture::from_rgb(width, height, rgb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_fails_says_why_and_has_no_times() {
        let test = run(&Options::new(Err("no models")));
        assert!(!test.passed);
        assert_eq!(test.problem.as_deref(), Some("no models"));
        assert_eq!(test.start_ms, 0.0);
    }

    #[test]
    fn the_first_failure_ends_a_measurement() {
        assert!(median(|| Ok(())).unwrap() >= 0.0);
        let broken = || Err::<(), _>(Error::new(ErrorKind::Inference, "broken"));
        assert_eq!(median(broken).unwrap_err().kind(), ErrorKind::Inference);
    }

    #[test]
    fn the_test_picture_is_one() {
        let picture = test_picture().unwrap();
        assert_eq!((picture.width(), picture.height()), (640, 480));
    }
}
