//! The header: it is what the source says, every item of it is explained, it compiles alone.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::Command;

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

fn header() -> PathBuf {
    Path::new(CRATE).join("include/selfsame.h")
}

/// `SELFSAME_UPDATE=1` writes it anew.
#[test]
fn the_header_is_what_the_source_says() {
    let config = cbindgen::Config::from_file(Path::new(CRATE).join("cbindgen.toml")).unwrap();
    let bindings = cbindgen::Builder::new()
        .with_crate(CRATE)
        .with_config(config)
        .generate()
        .unwrap();
    let mut made = Vec::new();
    bindings.write(&mut made);
    let made = String::from_utf8(made).unwrap();
    if std::env::var_os("SELFSAME_UPDATE").is_some() {
        std::fs::write(header(), &made).unwrap();
    }
    let kept = std::fs::read_to_string(header()).unwrap_or_default();
    assert!(
        made == kept,
        "include/selfsame.h is not what cbindgen makes of the source: run \
         SELFSAME_UPDATE=1 cargo test -p selfsame-capi --test header"
    );
}

/// Whether a line begins an item: not a line that goes on, closes, or is for the preprocessor.
fn begins_item(line: &str, before: &str) -> bool {
    let goes_on = before.ends_with(',') && before.contains('(') || before.ends_with('(');
    let plain = !line.is_empty() && !line.starts_with(['#', '}', '{', '/', ':', ')']);
    let machinery = line.starts_with("extern \"C\"")
        || line.starts_with("typedef int32_t ")
        || line.starts_with("typedef enum ");
    plain && !goes_on && !machinery
        || line.starts_with("#define SELFSAME_") && !line.ends_with("_H")
}

/// Every function, type, enumerator, member and constant has a comment right before it.
#[test]
fn every_item_is_explained() {
    let text = std::fs::read_to_string(header()).unwrap();
    let mut unexplained = Vec::new();
    let (mut before, mut within, mut items) = ("", false, 0);
    for line in text.lines().map(str::trim) {
        // Parameters of a function that is already explained.
        if !within && begins_item(line, before) {
            items += 1;
            if !before.starts_with("//") {
                unexplained.push(line);
            }
        }
        if line.contains('(') && !line.starts_with("//") && !line.starts_with('#') {
            within = true;
        }
        if line.ends_with(");") {
            within = false;
        }
        before = line;
    }
    assert!(items > 300, "only {items} items were found");
    assert!(unexplained.is_empty(), "{unexplained:#?}");
}

/// A compiler that is not there is passed over, unless everything must be tested.
fn compiler(name: &str) -> Option<Command> {
    let there = Command::new(name).arg("--version").output();
    if there.is_ok_and(|output| output.status.success()) {
        return Some(Command::new(name));
    }
    assert!(
        std::env::var_os("SELFSAME_TEST_ALL").is_none(),
        "no {name}, and no test may be skipped"
    );
    println!("skipped: there is no {name}");
    None
}

#[test]
fn both_headers_compile_alone() {
    let include = Path::new(CRATE).join("include");
    let folder = tempfile::tempdir().unwrap();
    for (name, language, standard, file) in [
        ("gcc", "c", "-std=c11", "selfsame.h"),
        ("clang", "c", "-std=c11", "selfsame.h"),
        ("g++", "c++", "-std=c++17", "selfsame.h"),
        ("clang++", "c++", "-std=c++17", "selfsame.h"),
        ("g++", "c++", "-std=c++17", "selfsame.hpp"),
        ("clang++", "c++", "-std=c++17", "selfsame.hpp"),
    ] {
        let Some(mut compile) = compiler(name) else {
            continue;
        };
        let source = folder.path().join("alone.x");
        std::fs::write(&source, format!("#include <{file}>\n#include <{file}>\n")).unwrap();
        let output = compile
            .args(["-x", language, standard, "-fsyntax-only"])
            .args([
                "-Wall",
                "-Wextra",
                "-Wpedantic",
                "-Wundef",
                "-Wshadow",
                "-Werror",
            ])
            .arg("-I")
            .arg(&include)
            .arg(&source)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name} {standard} {file}: {said}");
    }
}
