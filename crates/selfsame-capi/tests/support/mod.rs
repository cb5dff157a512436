//! Compiles and runs C programs against the shared library that cargo has just built.
//!
//! Enters: C or C++ sources. Leaves: what a program that was linked with the library did. On a
//! machine without a C compiler tests say `skipped`, or fail with `SELFSAME_TEST_ALL=1`.

#![allow(dead_code, clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// A folder with the library under the names by which programs ask for it.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
}

/// The models, and a portrait: what every C test is given.
pub(crate) fn arguments() -> [PathBuf; 2] {
    let root = Path::new(CRATE).join("../..");
    [root.join("models"), root.join("examples/data/portrait.jpg")]
}

impl Bench {
    /// None on a machine without the compiler.
    pub(crate) fn with(compiler: &str) -> Option<Self> {
        let there = Command::new(compiler).arg("--version").output();
        if !there.is_ok_and(|output| output.status.success()) {
            assert!(
                std::env::var_os("SELFSAME_TEST_ALL").is_none(),
                "no {compiler}, and no test may be skipped"
            );
            println!("skipped: there is no {compiler}");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let exe = std::env::current_exe().unwrap();
        let built = exe.parent().unwrap().join("libselfsame_capi.so");
        assert!(built.is_file(), "{} was not built", built.display());
        for name in ["libselfsame.so", "libselfsame.so.1"] {
            std::os::unix::fs::symlink(&built, folder.path().join(name)).unwrap();
        }
        Some(Self { folder })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Compiles a source with all warnings as errors. Leaves the program.
    pub(crate) fn compile(&self, compiler: &str, source: &Path, more: &[&str]) -> PathBuf {
        let program = self.path().join(source.file_stem().unwrap());
        let output = Command::new(compiler)
            .args(["-O1", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror"])
            .args(more)
            .arg("-I")
            .arg(Path::new(CRATE).join("include"))
            .arg("-I")
            .arg(Path::new(CRATE).join("tests/c"))
            .arg(source)
            .arg("-o")
            .arg(&program)
            .arg("-L")
            .arg(self.path())
            .args(["-lselfsame", "-lpthread"])
            .arg(format!("-Wl,-rpath,{}", self.path().display()))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", source.display());
        program
    }

    /// Runs a program that must end with 0. Leaves what it wrote.
    pub(crate) fn run(&self, program: &Path, arguments: &[&str]) -> Output {
        // There, so that a path that a program makes up leads nowhere else.
        let output = Command::new(program)
            .current_dir(self.path())
            .args(self::arguments())
            .args(arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{} ended with {}: {said}",
            program.display(),
            output.status
        );
        output
    }
}
