//! The binary interface: what the library exports, how structs lie, what numbers mean, held against
//! the committed lists in `abi/`. `SELFSAME_UPDATE=1` writes them anew: what is taken off or changed
//! there breaks programs that are compiled, and asks for another `SELFSAME_ABI_VERSION`.

#![cfg(all(target_os = "linux", target_pointer_width = "64"))]
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "support/prototypes.rs"]
mod prototypes;
mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use support::{Bench, CRATE};

fn header() -> String {
    std::fs::read_to_string(Path::new(CRATE).join("include/selfsame.h")).unwrap()
}

fn hold(name: &str, found: &str) {
    let path = Path::new(CRATE).join("abi").join(name);
    if std::env::var_os("SELFSAME_UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (kept, found) = (lines(&kept), lines(found));
    let gone: Vec<_> = kept.iter().filter(|line| !found.contains(line)).collect();
    let new: Vec<_> = found.iter().filter(|line| !kept.contains(line)).collect();
    assert!(
        kept == found,
        "abi/{name} is not what the library is: gone or changed {gone:#?}, new {new:#?}; if that is \
         meant: SELFSAME_UPDATE=1 cargo test -p selfsame-capi --test abi"
    );
}

/// Ours, and nobody else's: neither SQLite's nor OpenH264's nor Rust's.
#[test]
fn the_library_exports_the_functions_of_the_header_alone() {
    let Some(bench) = Bench::with("nm") else {
        return;
    };
    let library = bench.path().join("libselfsame.so");
    let output = Command::new("nm")
        .args(["-D", "--defined-only"])
        .arg(library)
        .output()
        .unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let names = text
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2));
    let mut exported: Vec<&str> = names.collect();
    exported.sort_unstable();
    let header = header();
    let functions = prototypes::functions(&header);
    let mut declared: Vec<&str> = functions.iter().map(|f| f.name.as_str()).collect();
    declared.sort_unstable();
    assert_eq!(exported, declared);
    hold("symbols.txt", &(exported.join("\n") + "\n"));
}

/// A program made from the header prints what a compiler makes of it.
#[test]
fn structs_and_numbers_are_as_they_were() {
    let Some(bench) = Bench::with("cc") else {
        return;
    };
    let header = header();
    let mut source = "#include <selfsame.h>\n#include <stdio.h>\nint main(void) {\n".to_owned();
    let (mut members, mut structs, mut numbers) = (Vec::new(), 0, 0);
    let mut within = false;
    let code = header
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"));
    for line in code {
        if let Some(name) = line
            .strip_prefix("} ")
            .and_then(|rest| rest.strip_suffix(';'))
        {
            for member in std::mem::take(&mut members) {
                let of = format!("{name}.{member}");
                writeln!(
                    source,
                    "printf(\"{of} at %zu, %zu bytes\\n\", offsetof({name}, {member}), \
                     sizeof ((({name} *)0)->{member}));"
                )
                .unwrap();
            }
            writeln!(source, "printf(\"{name} %zu bytes\\n\", sizeof({name}));").unwrap();
            (within, structs) = (false, structs + 1);
        } else if line == "typedef struct {" {
            within = true;
        } else if within && line.ends_with(';') {
            let name = line
                .trim_end_matches(';')
                .rsplit([' ', '*'])
                .next()
                .unwrap();
            members.push(name.to_owned());
        }
        let number = line.strip_prefix("#define ").unwrap_or(line);
        let name = number.split([' ', '=']).next().unwrap();
        if name.starts_with("SELFSAME_")
            && (line.contains(" = ") || number != line)
            && name != "SELFSAME_H"
        {
            writeln!(source, "printf(\"{name} = %ld\\n\", (long){name});").unwrap();
            numbers += 1;
        }
    }
    source.push_str("return 0;\n}\n");
    assert!(
        structs >= 5 && numbers > 150,
        "{structs} structs, {numbers} numbers"
    );
    let file = bench.path().join("layout.c");
    std::fs::write(&file, source).unwrap();
    let program = bench.compile("cc", &file, &["-std=c11"]);
    let output = bench.run(&program, &[]);
    hold("layout.txt", &String::from_utf8(output.stdout).unwrap());
}

/// Three places say the version of the binary interface.
#[test]
fn one_version_of_the_binary_interface() {
    let read = |name: &str| std::fs::read_to_string(Path::new(CRATE).join(name)).unwrap();
    let abi = selfsame_capi::SELFSAME_ABI_VERSION;
    assert!(read("Cargo.toml").contains(&format!("\nversion = \"{abi}.0.0\"\n")));
    assert!(read("build.rs").contains(&format!("const ABI: u32 = {abi};")));
    let Some(bench) = Bench::with("readelf") else {
        return;
    };
    let output = Command::new("readelf")
        .arg("-d")
        .arg(bench.path().join("libselfsame.so"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains(&format!("soname: [libselfsame.so.{abi}]")),
        "{text}"
    );
}

/// The CMake package says the release.
#[test]
fn one_version_of_the_release() {
    let cmake =
        std::fs::read_to_string(Path::new(CRATE).join("packaging/selfsame-config-version.cmake"));
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        cmake
            .unwrap()
            .contains(&format!("set(PACKAGE_VERSION \"{version}\")"))
    );
}
