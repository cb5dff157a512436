//! Any bytes as one MJPEG frame of a camera: an upright frame within the limits
//! for video, or an error.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use selfsame::{ErrorKind, Frame, limits};
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    match Frame::from_mjpeg(bytes, Duration::ZERO) {
        Ok(frame) => {
            let side = limits::FRAME_MIN_SIDE..=limits::FRAME_SIDE;
            assert!(side.contains(&frame.width()) && side.contains(&frame.height()));
            let picture = frame.to_picture();
            assert_eq!(
                (picture.width(), picture.height()),
                (frame.width(), frame.height())
            );
        }
        Err(error) => assert!(matches!(
            error.kind(),
            ErrorKind::Image | ErrorKind::Frame | ErrorKind::Limit
        )),
    }
});
