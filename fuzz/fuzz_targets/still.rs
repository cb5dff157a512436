//! Any bytes as a still picture: a picture within the limits or an error that
//! is no fault of the program (`Image` or `Limit`).
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame::frame::decode_still;
use selfsame::{ErrorKind, limits};
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    match decode_still(bytes) {
        Ok(picture) => {
            let (width, height) = (u64::from(picture.width()), u64::from(picture.height()));
            assert!(width * height <= limits::IMAGE_PIXELS);
            assert_eq!(picture.rgb().len() as u64, width * height * 3);
        }
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Image | ErrorKind::Limit));
            assert!(!error.to_string().is_empty());
        }
    }
});
