//! Holds the crates of the workspace against the table of allowed arrows
//! (ARCHITECTURE.md): who may import whom. Normal, build and development
//! dependencies count alike, since a test that reaches across an arrow is the
//! first step of the code that follows it.

use std::collections::BTreeMap;

use cargo_metadata::{MetadataCommand, Package};

/// Every crate there may be, and what it may import of ours. Crates of later
/// issues are listed already; one that is not listed is refused.
const ARROWS: &[(&str, &[&str])] = &[
    ("selfsame-cascade", &[]),
    ("selfsame", &["selfsame-cascade"]),
    ("selfsame-capture", &["selfsame"]),
    ("selfsame-simulate", &["selfsame"]),
    ("selfsame-verdict", &[]),
    (
        "selfsame-capi",
        &["selfsame", "selfsame-capture", "selfsame-verdict"],
    ),
    (
        "selfsame-cli",
        &[
            "selfsame-cascade",
            "selfsame",
            "selfsame-capture",
            "selfsame-simulate",
            "selfsame-verdict",
            "selfsame-capi",
        ],
    ),
    ("selfsame-shared-data", &["selfsame-verdict"]),
    ("selfsame-licence", &["selfsame-verdict"]),
    ("selfsame-logistics", &["selfsame-verdict"]),
];

/// These show and measure the others, and nothing imports them.
const MAY_IMPORT_ALL: &[&str] = &["selfsame-examples", "selfsame-benches"];

fn members() -> Vec<Package> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata runs in the workspace");
    assert!(
        !metadata.packages.is_empty(),
        "the workspace has no members"
    );
    metadata.packages
}

/// What is wrong with a crate of this name that imports these crates of ours.
fn violations(name: &str, imports: &[&str]) -> Vec<String> {
    let table: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let allowed: Vec<&str> = match table.get(name) {
        Some(allowed) => allowed.to_vec(),
        None if MAY_IMPORT_ALL.contains(&name) => table.keys().copied().collect(),
        None => return vec![format!("{name} is not in the table of crates")],
    };
    imports
        .iter()
        .filter(|import| !allowed.contains(import))
        .map(|import| format!("{name} -> {import}"))
        .collect()
}

#[test]
fn no_crate_imports_against_the_arrows() {
    let mut wrong = Vec::new();
    for package in members() {
        // A path dependency is ours whatever it is called.
        let imports: Vec<&str> = package
            .dependencies
            .iter()
            .filter(|d| d.path.is_some() || d.name.starts_with("selfsame"))
            .map(|d| d.name.as_str())
            .collect();
        wrong.extend(violations(&package.name, &imports));
    }
    assert!(
        wrong.is_empty(),
        "forbidden arrows: {wrong:#?}\nThe table is in ARCHITECTURE.md and in this test."
    );
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    for package in members() {
        let text = std::fs::read_to_string(&package.manifest_path).unwrap();
        assert!(
            text.contains("[lints]\nworkspace = true"),
            "{} lacks `[lints] workspace = true`",
            package.manifest_path
        );
    }
}

#[test]
fn what_a_relying_party_links_has_no_ml_in_it() {
    let crates = |features: &[&str]| {
        let mut tree = std::process::Command::new(env!("CARGO"));
        tree.args(["tree", "--locked", "--prefix", "none", "--edges", "normal"]);
        tree.args(["--package", "selfsame-verdict", "--format", "{p}"])
            .args(features);
        tree.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let output = tree.output().expect("cargo runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let has = |text: &str, name: &str| text.lines().any(|l| l.split(' ').next() == Some(name));
    let all = crates(&["--all-features"]);
    for banned in [
        "ort",
        "ort-sys",
        "rten",
        "image",
        "rustface",
        "selfsame",
        "safetensors",
    ] {
        assert!(!has(&all, banned), "{banned}");
    }
    assert!(has(&all, "rusqlite") && has(&all, "p256"));
    let least = crates(&["--no-default-features"]);
    assert!(has(&least, "p256"));
    for banned in [
        "rusqlite",
        "libsqlite3-sys",
        "age",
        "sm2",
        "cryptoki",
        "cms",
    ] {
        assert!(!has(&least, banned), "{banned}");
    }
}

#[test]
fn the_check_sees_a_forbidden_arrow_and_an_unknown_crate() {
    assert_eq!(
        violations("selfsame-verdict", &["selfsame"]),
        ["selfsame-verdict -> selfsame"]
    );
    assert_eq!(
        violations("selfsame", &["selfsame-examples", "selfsame-cascade"]),
        ["selfsame -> selfsame-examples"]
    );
    assert_eq!(violations("selfsame-extra", &[]).len(), 1);
    assert!(violations("selfsame-benches", &["selfsame", "selfsame-cascade"]).is_empty());
}

#[test]
fn the_table_has_no_cycle() {
    // Each crate stands behind everything it may import, so the order is the proof.
    let mut left: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    while !left.is_empty() {
        let before = left.len();
        let free: Vec<&str> = left
            .iter()
            .filter(|(_, needs)| needs.iter().all(|n| !left.contains_key(n)))
            .map(|(name, _)| *name)
            .collect();
        left.retain(|name, _| !free.contains(name));
        assert!(left.len() < before, "a cycle among {:?}", left.keys());
    }
}
