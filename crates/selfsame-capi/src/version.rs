//! Which library this is, what it has built in, and whether all handles were freed.

use std::ffi::{CStr, c_char};

use crate::boundary::{Caller, count};
use crate::code::selfsame_code;
use crate::error::selfsame_error;

/// Version of this header's binary interface. It changes when a program that was compiled with
/// an older header would not run; functions, codes and enumerators may be added without it.
pub const SELFSAME_ABI_VERSION: u32 = 1;

/// The `SELFSAME_ABI_VERSION` of the library that is loaded: compare it with the header's when
/// the program starts. Never fails, may be called at any time, from any thread.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_abi_version() -> u32 {
    SELFSAME_ABI_VERSION
}

/// The release, as `0.1.0`, ended by a zero. Never fails, may be called at any time, from any
/// thread.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => panic!("a version without a zero inside"),
        };
    VERSION.as_ptr()
}

/// Features by name, and whether they are built in.
const FEATURES: &[(&str, bool)] = &[
    ("camera", cfg!(feature = "camera")),
    ("evidence", cfg!(feature = "evidence")),
    ("mp4", cfg!(feature = "mp4")),
    ("ort", cfg!(feature = "ort")),
    ("pkcs11", cfg!(feature = "pkcs11")),
    ("rten", cfg!(feature = "rten")),
    ("sealed", cfg!(feature = "sealed")),
    ("sm2", cfg!(feature = "sm2")),
    ("sqlite", cfg!(feature = "sqlite")),
    ("voice", cfg!(feature = "voice")),
];

/// Whether the library was built with a feature: `camera`, `evidence`, `mp4`, `ort`, `pkcs11`,
/// `rten`, `sealed`, `sm2`, `sqlite` or `voice`. A feature that it does not know is not built in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_has(
    feature: *const c_char,
    feature_length: usize,
    present: *mut bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_has", error) };
    caller.answer(|caller| {
        let present = caller.out(present, "present")?;
        let feature = caller.text(feature, feature_length, "feature")?;
        present.give(FEATURES.contains(&(feature, true)));
        Ok(())
    })
}

/// How many handles of this library are alive in the process, errors among them: for tests that
/// nothing is leaked. Never fails, may be called at any time, from any thread.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_handles() -> usize {
    count()
}
