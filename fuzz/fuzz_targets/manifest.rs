//! Any text as a model manifest: an error or entries that keep the rules.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame::models::Manifest;
use selfsame_fuzz as _;

fuzz_target!(|text: &str| {
    if let Ok(manifest) = Manifest::parse(text) {
        for entry in &manifest.models {
            assert!(!entry.file.contains(['/', '\\']) && !entry.file.starts_with('.'));
            assert_eq!(entry.sha256.len(), 64);
            assert_eq!(manifest.entry(&entry.name).expect("it is there"), entry);
        }
    }
});
