//! Holds answers and times against `rustface` with the same settings, on pictures of yours:
//! `compare MODEL PICTURES...`
//!
//! Times are the best of a few, taken in turn, since other work on the machine only adds.
#![allow(clippy::print_stdout, reason = "it is what the program is for")]

use std::time::Instant;

use rustface::ImageData;
use selfsame_cascade::{Detector, Face, Grey, Options};

/// Rounds of both.
const ROUNDS: usize = 4;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let model = std::fs::read(arguments.next().ok_or("compare MODEL PICTURES...")?)?;
    let detector = Detector::new(&model)?;
    let reference = rustface::read_model(&model[..])?;
    let options = Options::default();
    let (mut equal, mut all, mut pictures) = (0, 0, 0);
    let mut times = [0.0; 2];
    for path in arguments {
        let picture = image::open(&path)?.to_luma8();
        let (width, height) = picture.dimensions();
        // The reference panics where the last level comes out a pixel too small.
        if width.min(height) < 50 {
            println!("{path}: too small for the reference");
            continue;
        }
        let grey = Grey::new(&picture, width as usize, height as usize, width as usize)?;
        let mut theirs = rustface::create_detector_with_model(reference.clone());
        theirs.set_score_thresh(f64::from(options.score));
        theirs.set_pyramid_scale_factor(options.scale_factor);
        theirs.set_slide_window_step(options.stride as u32, options.stride as u32);
        let mut best = [f64::MAX; 2];
        let mut found = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let start = Instant::now();
            found.0 = theirs.detect(&ImageData::new(&picture, width, height));
            best[0] = best[0].min(start.elapsed().as_secs_f64());
            let start = Instant::now();
            detector.detect_into(grey, &options, &mut found.1)?;
            best[1] = best[1].min(start.elapsed().as_secs_f64());
        }
        let is_in = |face: &Face| {
            found.0.iter().any(|other| {
                let b = other.bbox();
                (b.x() as f32, b.y() as f32, b.width() as f32) == (face.x, face.y, face.width)
                    && (other.score() as f32 - face.score).abs() < 1e-3
            })
        };
        let both = found.1.iter().filter(|face| is_in(face)).count();
        equal += both;
        all += found.0.len() + found.1.len() - both;
        pictures += 1;
        for (sum, best) in times.iter_mut().zip(best) {
            *sum += best;
        }
        println!(
            "{path}: {width}x{height}, {both} faces equal of {} and {}; {:.1} ms and {:.2} ms, \
             {:.1} times",
            found.0.len(),
            found.1.len(),
            best[0] * 1e3,
            best[1] * 1e3,
            best[0] / best[1]
        );
    }
    println!(
        "{pictures} pictures: {equal} of {all} detections equal; {:.2} s and {:.2} s, {:.1} times",
        times[0],
        times[1],
        times[0] / times[1]
    );
    Ok(())
}
