//! Any bytes as a stored and as a sealed template: what is accepted reads back as itself, a
//! sealed one opens only as it was sealed, everything else is an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame::template::{SEALED_BYTES, STORED_BYTES, Template, TemplateKey};
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    let key = TemplateKey::new([7; 32]);
    // Nothing that was not sealed with the key opens: whoever finds what does has broken it.
    assert!(key.open(bytes, b"owner").is_err());
    let (stored, altered) = bytes.split_at(bytes.len().min(STORED_BYTES));
    let Ok(template) = Template::from_bytes(stored) else {
        return;
    };
    let length: f32 = template.values().iter().map(|v| v * v).sum();
    assert!((length - 1.0).abs() < 1e-3, "{length}");
    let back = Template::from_bytes(&template.to_bytes()).expect("what was accepted is written");
    assert_eq!(*back.to_bytes(), *stored);
    let mut sealed = key.seal(&template, b"owner").expect("random numbers");
    let opened = key.open(&sealed, b"owner").expect("what was sealed");
    assert_eq!(*opened.to_bytes(), *template.to_bytes());
    // The rest says which bytes change, and how.
    let original = sealed.clone();
    for change in altered.chunks_exact(2) {
        sealed[usize::from(change[0]) % SEALED_BYTES] ^= change[1];
    }
    // Changes can take each other back.
    assert_eq!(key.open(&sealed, b"owner").is_ok(), sealed == original);
});
