//! Any bytes as an audit chain, as a time stamp, and as an edit of a real chain: nothing
//! fails but reading, and no edit leaves a chain whole.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use selfsame_fuzz as _;
use selfsame_verdict::Time;
use selfsame_verdict::audit::stamp::{self, Request, Trust};
use selfsame_verdict::audit::{Chain, CheckOptions, Entry, Event, verify};
use selfsame_verdict::key::{KeySet, Signer as _, SoftwareKey};

/// A chain of four entries, its key, and its last head, which is over its last record but
/// one.
static MADE: LazyLock<(Vec<u8>, KeySet, String)> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("selfsame-fuzz-{}", std::process::id()));
    let key = Arc::new(SoftwareKey::generate().expect("random numbers"));
    let keys = KeySet::from(key.public_key().clone());
    let now = Time::from_seconds(1_795_725_000);
    let chain = Chain::open_or_create(&folder, key, now).expect("a new file");
    for i in 0..4 {
        let entry = Entry::new(Event::ALL[i], "fuzzing", "case-7").expect("a short entry");
        chain.append(&entry, now).expect("it is written");
    }
    let head = chain.head(now).expect("it is written");
    let text = std::fs::read(&folder).expect("it is read");
    std::fs::remove_file(&folder).expect("it is removed");
    (text, keys, head)
});

/// A certificate for time stamps whose key nobody has any more.
static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----
MIIBXTCCAQOgAwIBAgIUVPwh1D0gPq0XlQdaRxDj28H/usgwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFdHdpY2UwIBcNMjYxMTI2MjE1MzAyWhgPMjA4MTA4MjkyMTUz
MDJaMBAxDjAMBgNVBAMMBXR3aWNlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
DpT2IK95MWO/TMIvKG/RZo9CkIq4IdFom8t58Vm5Gua1eTrFZMlF8N93UU1tcsZ7
yEvCBksF9ixUT7M7QyM4n6M5MDcwFgYDVR0lAQH/BAwwCgYIKwYBBQUHAwgwHQYD
VR0OBBYEFL12IW+1i+qoKEtVHzPgSk36J+mlMAoGCCqGSM49BAMCA0gAMEUCIQDw
wcqfMBwRQR2w7W/wKywSVf8WXzNCeDXx8VRDly1lgAIgWByBuZCmbRYMJ0Bh1Z9t
pYeedThGi8bOUMUjp8h4/lg=
-----END CERTIFICATE-----
";
    Trust::new().with(PEM).expect("a certificate")
});

fuzz_target!(|bytes: &[u8]| {
    let (text, keys, head) = &*MADE;
    let mut options = CheckOptions::default();
    options.kept_heads = vec![head.clone()];
    options.stamps = Some(TRUST.clone());
    assert!(!verify(bytes, keys, &options).expect("reading").is_whole());
    assert!(stamp::verify(bytes, &[0; 32], &TRUST).is_err());
    let request = Request::new([0; 32], [1; 16]).expect("a nonce");
    assert!(request.accept(bytes, &TRUST).is_err());
    // The first bytes say where the rest goes, and in place of how much.
    let Some(([a, b, c], rest)) = bytes.split_first_chunk() else {
        return;
    };
    let from = usize::from(u16::from_le_bytes([*a, *b])) % (text.len() + 1);
    let to = (from + usize::from(*c)).min(text.len());
    let edited = [&text[..from], rest, &text[to..]].concat();
    // What follows the kept head's record is covered by no head that was kept.
    let last = text[..text.len() - 1].iter().rposition(|b| *b == b'\n');
    let behind = last.map_or(0, |at| at + 1);
    if !edited.starts_with(&text[..behind]) {
        let report = verify(&edited[..], keys, &options).expect("reading");
        assert!(!report.is_whole(), "{:?}", report.faults);
    }
});
