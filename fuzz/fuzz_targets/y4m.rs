//! Any bytes as a y4m stream: frames that convert, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame_capture::{FrameSource as _, Y4mSource};
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(mut stream) = Y4mSource::new("fuzz", std::io::Cursor::new(bytes.to_vec())) {
        // A header of a few bytes can claim a large frame; a few frames tell.
        for _ in 0..4 {
            match stream.next_frame() {
                Ok(Some(frame)) => drop(frame.to_picture()),
                _ => break,
            }
        }
    }
});
