//! Any bytes as a cascade model: an error, or a detector that searches a picture within
//! bounds, whatever its classifiers say.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame_cascade::{Detector, Error, Grey, Options};
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    let detector = match Detector::new(bytes) {
        Ok(detector) => detector,
        Err(Error::Model(_)) => return,
        Err(other) => panic!("{other}"),
    };
    // The model's own bytes make the picture.
    let pixels: Vec<u8> = bytes.iter().copied().cycle().take(90 * 70).collect();
    let picture = Grey::new(&pixels, 90, 70, 90).expect("it fits");
    let options = Options {
        score: 1e-6,
        ..Options::default()
    };
    for face in detector.detect(picture, &options).expect("right options") {
        assert!(face.width > 0.0 && face.height > 0.0 && face.score >= 1e-6);
    }
});
