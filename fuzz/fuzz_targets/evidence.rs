//! Any bytes as sealed evidence: nothing opens that was not sealed to the key, and nothing
//! that was altered.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use selfsame_fuzz as _;
use selfsame_verdict::Time;
use selfsame_verdict::evidence::{EvidenceRef, Info, Sealed, generate_identity, open, seal};

struct Kept {
    secret: String,
    sealed: Sealed,
}

fn kept() -> &'static Kept {
    static KEPT: OnceLock<Kept> = OnceLock::new();
    KEPT.get_or_init(|| {
        let (secret, public) = generate_identity();
        let info = Info {
            session: "s".into(),
            media_type: "text/html".into(),
            created: Time::from_seconds(1),
            retain_until: Time::from_seconds(2),
        };
        let sealed = seal(&[7; 300], &info, &public).expect("sealed");
        Kept {
            secret: secret.to_string(),
            sealed,
        }
    })
}

fuzz_target!(|bytes: &[u8]| {
    let Kept { secret, sealed } = kept();
    let _ = Info::of(bytes);
    let _ = EvidenceRef::of(bytes);
    // Whoever finds what opens has found the key.
    assert!(open(bytes, secret).is_err());
    // As changes of a file that opens: which byte, and how.
    let mut altered = sealed.bytes.clone();
    for change in bytes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % altered.len();
        altered[at] ^= change[2];
    }
    assert_eq!(open(&altered, secret).is_ok(), altered == sealed.bytes);
    assert_eq!(sealed.reference.is_of(&altered), altered == sealed.bytes);
});
