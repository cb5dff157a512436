//! A stream of pictures asks the system for no memory once it has seen a few.
#![allow(clippy::unwrap_used)]

mod common;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use common::{DETECTOR, grey, portrait};
use image::imageops::{self, FilterType};
use selfsame_cascade::Options;

thread_local! {
    /// Requests of this thread: others run tests beside it.
    static REQUESTS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

// SAFETY: every call goes to the system's allocator as it came; what is added counts calls.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        REQUESTS.set(REQUESTS.get() + 1);
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps `dealloc`'s contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[test]
fn a_stream_asks_for_no_memory() {
    // Large enough that hundreds of windows go through the stages.
    let picture = imageops::resize(&portrait(), 800, 720, FilterType::Triangle);
    let mut faces = Vec::new();
    for min_face in [40, 97, 30] {
        let options = Options {
            min_face,
            ..Options::default()
        };
        let mut search = || {
            let before = REQUESTS.get();
            DETECTOR
                .detect_into(grey(&picture), &options, &mut faces)
                .unwrap();
            REQUESTS.get() - before
        };
        assert!(search() > 0, "the first search has no memory yet");
        search();
        assert_eq!(search(), 0, "smallest face {min_face}");
        assert_eq!(faces.len(), 1);
    }
}
