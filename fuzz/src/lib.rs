//! What all targets share: an allocator that stops the run when a few bytes make
//! the SDK ask for too many.
//!
//! libFuzzer can watch allocations only through a sanitizer, which needs a
//! nightly compiler, and its own limit sees memory that was touched: a claimed
//! 4 GB that are never written would pass. A target joins with
//! `use selfsame_fuzz as _;`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use base64ct::{Base64UrlUnpadded, Encoding as _};

/// Most bytes alive at once: the largest still decodes to 320 MB, and its three
/// bytes a pixel are held beside it, twice while it is turned.
const MOST_BYTES: usize = 1 << 30;

static ALIVE: AtomicUsize = AtomicUsize::new(0);

struct Bounded;

#[global_allocator]
static BOUNDED: Bounded = Bounded;

fn grow(bytes: usize) {
    let alive = ALIVE.fetch_add(bytes, Relaxed).saturating_add(bytes);
    if alive > MOST_BYTES {
        // Off, since to report allocates as well.
        ALIVE.store(0, Relaxed);
        eprintln!("selfsame-fuzz: {alive} bytes alive after a request for {bytes}");
        std::process::abort();
    }
}

fn shrink(bytes: usize) {
    ALIVE.fetch_sub(bytes, Relaxed);
}

// SAFETY: every call goes to the system's allocator as it came; what is added
// counts bytes only.
unsafe impl GlobalAlloc for Bounded {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        // SAFETY: the caller keeps `alloc_zeroed`'s contract.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        grow(size);
        shrink(layout.size());
        // SAFETY: the caller keeps `realloc`'s contract.
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        shrink(layout.size());
        // SAFETY: the caller keeps `dealloc`'s contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Base64url without padding, as tokens have it.
#[must_use]
pub fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}
