//! Gives the shared library its soname, so that programs ask the loader for the binary interface
//! that they were compiled against. `cargo c` gives the same one.

/// The major version of the library: `SELFSAME_ABI_VERSION` (tests/abi.rs holds them together).
const ABI: u32 = 1;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libselfsame.so.{ABI}");
    }
}
