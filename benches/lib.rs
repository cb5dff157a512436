//! What the benches share: a 640x480 scene with one face of webcam size, cut from
//! the example portrait, and an engine.

use std::path::Path;
use std::time::Duration;

use selfsame::frame::open_still;
use selfsame::infer::EngineChoice;
use selfsame::models::Models;
use selfsame::{Engine, Error, Frame, Picture};

/// The repository's root.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// An engine on one thread; `None`, with a line that says why, if it is absent.
#[must_use]
pub fn engine(choice: EngineChoice) -> Option<Engine> {
    let built = Models::in_folder(root().join("models")).and_then(|models| {
        let builder = Engine::builder().models(models).inference(choice);
        builder.second_detector(true).build()
    });
    match built {
        Ok(engine) => Some(engine),
        Err(error) => {
            eprintln!("left out: {error}");
            None
        }
    }
}

/// The portrait in the middle of a grey 640x480 picture, moved by some pixels.
///
/// # Errors
/// If the example portrait is not there.
pub fn scene(shift: u32) -> Result<Picture, Error> {
    let portrait = open_still(root().join("examples/data/portrait.jpg"))?;
    let (width, height) = (640u32, 480u32);
    let mut rgb = vec![110u8; (width * height * 3) as usize];
    let (left, top) = (120 + shift, 60 + shift / 2);
    for y in 0..portrait.height().min(height - top) {
        for x in 0..portrait.width().min(width - left) {
            let at = (((y + top) * width + x + left) * 3) as usize;
            rgb[at..at + 3].copy_from_slice(&portrait.pixel(x, y));
        }
    }
    Picture::from_rgb(width, height, rgb)
}

/// The same scene with the face turned upside down, which is none to the cascade: as much
/// texture, and nobody.
///
/// # Panics
/// If the example portrait is not there.
#[must_use]
pub fn nobody() -> Picture {
    let scene = scene(0).expect("the example portrait");
    let (width, height) = (scene.width(), scene.height());
    let pixels: Vec<u8> = (0..height)
        .rev()
        .flat_map(|y| (0..width).rev().map(move |x| (x, y)))
        .flat_map(|(x, y)| scene.pixel(x, y))
        .collect();
    Picture::from_rgb(width, height, pixels).expect("the same size")
}

/// A second of video in which the face drifts: 30 frames.
///
/// # Errors
/// If the example portrait is not there.
pub fn drifting() -> Result<Vec<Frame>, Error> {
    (0..30)
        .map(|i| {
            let time = Duration::from_millis(33 * u64::from(i));
            Ok(Frame::from_picture(scene(i)?, time))
        })
        .collect()
}
