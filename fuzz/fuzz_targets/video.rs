//! Any bytes as an MP4 file: frames in increasing time, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame_capture::video::open_video_bytes;
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(mut video) = open_video_bytes("fuzz", bytes.to_vec()) {
        let mut last = None;
        while let Ok(Some(frame)) = video.next_frame() {
            assert!(last.is_none_or(|last| last < frame.time()));
            last = Some(frame.time());
        }
    }
});
