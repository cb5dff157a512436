//! Any bytes as a recorded session: first as its header, then as the archive that
//! lies inside a sealed one, whose frames are read to the end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame_capture::session::{parse_header, read_archive};
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    let _ = parse_header(bytes);
    if let Ok(mut session) = read_archive(bytes) {
        let mut last = None;
        while let Ok(Some(frame)) = session.source.next_frame() {
            assert!(last.is_none_or(|last| last < frame.time()));
            last = Some(frame.time());
        }
    }
});
