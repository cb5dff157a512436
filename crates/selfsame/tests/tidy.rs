//! Rules for the tree that no lint knows: what a source file opens with, how
//! long it may be, how large a file may be, and that nobody's machine is in it.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file longer than this does two jobs. Chosen by eye: what fits in a head.
const MOST_LINES: usize = 450;
/// A clone should stay quick; the largest model is just under it.
const MOST_BYTES: u64 = 20 << 20;

/// Every file that is committed or about to be; `None` outside a clone, where
/// nobody can say what belongs to the tree.
fn tree() -> Option<Vec<PathBuf>> {
    let root = common::root();
    if !root.join(".git").exists() {
        common::skip("not a git clone");
        return None;
    }
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(&root)
        .output()
        .expect("git runs");
    assert!(
        listed.status.success(),
        "git ls-files: {}",
        String::from_utf8_lossy(&listed.stderr)
    );
    let names = String::from_utf8(listed.stdout).expect("file names are UTF-8");
    let files: Vec<_> = names
        .split_terminator('\0')
        .map(|name| root.join(name))
        // Deleted and not yet committed.
        .filter(|path| path.exists())
        .collect();
    assert!(files.len() > 10, "git lists {} files only", files.len());
    Some(files)
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "rs")
}

/// Panics with every complaint, not only the first.
fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn source_files_say_what_they_are_and_stay_short() {
    let Some(files) = tree() else { return };
    let mut wrong = Vec::new();
    for path in files.iter().filter(|p| is_rust(p)) {
        let text = std::fs::read_to_string(path).unwrap();
        if !text.starts_with("//!") {
            wrong.push(format!("{}: does not open with //!", path.display()));
        }
        let lines = text.lines().count();
        if lines > MOST_LINES {
            wrong.push(format!(
                "{}: {lines} lines, at most {MOST_LINES}",
                path.display()
            ));
        }
    }
    report(&wrong);
}

#[test]
fn no_file_is_too_large() {
    let Some(files) = tree() else { return };
    let wrong: Vec<_> = files
        .iter()
        .map(|path| (path, path.metadata().unwrap().len()))
        .filter(|(_, bytes)| *bytes > MOST_BYTES)
        .map(|(path, bytes)| format!("{}: {bytes} bytes, at most {MOST_BYTES}", path.display()))
        .collect();
    report(&wrong);
}

#[test]
fn no_line_names_a_machine() {
    // In two halves, or this file would find itself.
    let places = [
        ["/wo", "rk/"].concat(),
        ["/ro", "ot/"].concat(),
        ["/ho", "me/"].concat(),
        ["/Us", "ers/"].concat(),
        [r"\Us", r"ers\"].concat(),
    ];
    let Some(files) = tree() else { return };
    let mut wrong = Vec::new();
    for path in &files {
        let Ok(text) = std::fs::read_to_string(path) else {
            continue; // a picture, a model
        };
        for (number, line) in text.lines().enumerate() {
            if let Some(place) = places.iter().find(|p| names_path(line, p)) {
                wrong.push(format!("{}:{}: {place}", path.display(), number + 1));
            }
        }
    }
    report(&wrong);
}

/// Whether the line holds `place` as the start of a path, not inside one.
fn names_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        place.starts_with('\\')
            || !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-}$".contains(c))
    })
}

#[test]
fn paths_are_told_from_parts_of_paths() {
    let place = ["/wo", "rk/"].concat();
    assert!(names_path(&format!("cd {place}main"), &place));
    assert!(names_path(&format!("\"{place}\""), &place));
    assert!(!names_path(&format!("docs{place}main"), &place));
    assert!(!names_path("work/main", &place));
}
