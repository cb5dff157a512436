//! Chains for the tests, and the tools of whoever forges them.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::field_reassign_with_default
)]

#[cfg(feature = "timestamp")]
pub(crate) mod authority;

use std::sync::Arc;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use selfsame_verdict::Time;
use selfsame_verdict::audit::{Chain, CheckOptions, Entry, Event, Fault, Report, verify};
use selfsame_verdict::key::{KeySet, Signer as _, SoftwareKey};
use sha2::{Digest as _, Sha256};

/// A chain in memory.
pub(crate) struct Made {
    pub(crate) lines: Vec<Vec<u8>>,
    pub(crate) keys: KeySet,
    pub(crate) id: String,
    pub(crate) heads_every: u64,
    /// The last head, and the number of the record it is over.
    pub(crate) kept: String,
    pub(crate) kept_seq: u64,
}

impl Made {
    pub(crate) fn text(&self) -> Vec<u8> {
        text(&self.lines)
    }
}

pub(crate) fn text(lines: &[Vec<u8>]) -> Vec<u8> {
    lines
        .iter()
        .flat_map(|line| [line.as_slice(), b"\n"].concat())
        .collect()
}

/// Chains with a head after every entry, and after every third.
pub(crate) fn chains() -> [Made; 2] {
    [make(12, 1), make(12, 3)]
}

/// The report on lines, without and with the last head kept elsewhere.
pub(crate) fn check(made: &Made, lines: &[Vec<u8>]) -> [Report; 2] {
    let text = text(lines);
    let mut options = CheckOptions::default();
    let plain = verify(&text[..], &made.keys, &options).unwrap();
    options.kept_heads = vec![made.kept.clone()];
    let kept = verify(&text[..], &made.keys, &options).unwrap();
    [plain, kept]
}

pub(crate) fn covers(fault: &Fault, seq: u64) -> bool {
    (fault.seq..=fault.to).contains(&seq)
}

/// The faults, shortly.
pub(crate) fn says(report: &Report) -> Vec<String> {
    let of = |f: &Fault| format!("{} {}..={} {}", f.kind.code(), f.seq, f.to, f.message);
    report.faults.iter().map(of).collect()
}

/// One key for chains that share it, and for a child process. It is of no use elsewhere.
pub(crate) fn shared() -> SoftwareKey {
    const PEM: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9yDRoaEAgiX9Ex+D
0eGnQEuoSQ9yVSBakQh8utkIwyShRANCAAQTsNbPsYwbnaxCrPJpqnDzvZuieln8
z+lbIVcTXA+/dS+1ZotZRH+eZEAkBwXvjDktPILhq4SV38E5KH04zCXu
-----END PRIVATE KEY-----
";
    SoftwareKey::from_pem(PEM, false).unwrap()
}

pub(crate) fn entry(i: usize) -> Entry {
    let event = Event::ALL[i % Event::ALL.len()];
    let entry = Entry::new(event, "opening an account", &format!("case-{i}")).unwrap();
    match i % 3 {
        0 => entry,
        1 => entry.with_outcome("verified").unwrap(),
        _ => entry.with_relying_party("https://bank.example").unwrap(),
    }
}

/// A chain of so many entries, with the key that these chains share.
pub(crate) fn make(entries: usize, heads_every: u64) -> Made {
    make_with(shared(), entries, heads_every)
}

/// A chain of so many entries.
pub(crate) fn make_with(key: SoftwareKey, entries: usize, heads_every: u64) -> Made {
    let key = Arc::new(key);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.jsonl");
    let time = |i: usize| Time::from_seconds(1_795_725_000 + i as u64);
    let chain = Chain::open_or_create(&path, key.clone(), time(0))
        .unwrap()
        .with_heads_every(heads_every)
        .unwrap();
    for i in 0..entries {
        chain.append(&entry(i), time(i)).unwrap();
    }
    let text = std::fs::read(&path).unwrap();
    let lines: Vec<_> = text
        .strip_suffix(b"\n")
        .unwrap()
        .split(|b| *b == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let is_head = |line: &Vec<u8>| find(line, b"\"head\":\"").is_some();
    let at = lines.iter().rposition(is_head).unwrap();
    let last = std::str::from_utf8(&lines[at]).unwrap();
    let kept = last.split("\"head\":\"").nth(1).unwrap();
    Made {
        kept: kept.trim_end_matches("\"}").to_owned(),
        kept_seq: at as u64 - 1,
        keys: KeySet::from(key.public_key().clone()),
        id: chain.id().to_owned(),
        heads_every,
        lines,
    }
}

/// Whoever has the key and writes what they like.
pub(crate) struct Forger {
    key: SoftwareKey,
    id: String,
    pub(crate) lines: Vec<Vec<u8>>,
}

impl Forger {
    /// A chain that is called something, and whose heads say something.
    pub(crate) fn new(called: &str, heads_say: &str) -> Self {
        let (key, id) = (shared(), heads_say.to_owned());
        let lines = Vec::new();
        let mut this = Self { key, id, lines };
        this.push(&format!(
            r#""chain":{{"id":"{called}","schema":"selfsame.audit/1"}}"#
        ));
        this
    }

    pub(crate) fn push(&mut self, what: &str) {
        let prev = self.lines.last().map(|line| link(line)).unwrap_or_default();
        let seq = self.lines.len();
        let line = format!(r#"{{"seq":{seq},"prev":"{prev}","time":9,{what}}}"#);
        self.lines.push(line.into_bytes());
    }

    pub(crate) fn push_entry(&mut self) {
        let entry = serde_json::to_string(&entry(0)).unwrap();
        self.push(&format!(r#""entry":{entry}"#));
    }

    pub(crate) fn push_stamp(&mut self, of: usize) {
        self.push(&format!(r#""stamp":{{"of":{of},"token":"AAAA"}}"#));
    }

    pub(crate) fn push_head(&mut self) {
        let (id, seq) = (&self.id, self.lines.len() - 1);
        let hash = link(&self.lines[seq]);
        let claim = format!(r#"{{"chain":"{id}","seq":{seq},"hash":"{hash}","time":9}}"#);
        let kid = self.key.public_key().kid();
        let header = format!(r#"{{"alg":"ES256","typ":"selfsame-chain-head+jws","kid":"{kid}"}}"#);
        let encode = |bytes: &[u8]| Base64UrlUnpadded::encode_string(bytes);
        let signed = format!("{}.{}", encode(header.as_bytes()), encode(claim.as_bytes()));
        let signature = encode(&self.key.sign(signed.as_bytes()).unwrap());
        self.push(&format!(r#""head":"{signed}.{signature}""#));
    }

    pub(crate) fn check(&self) -> Report {
        let keys = KeySet::from(self.key.public_key().clone());
        verify(&text(&self.lines)[..], &keys, &CheckOptions::default()).unwrap()
    }
}

pub(crate) fn link(line: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(line))
}

const SEQ: &[u8] = b"{\"seq\":";
const PREV: &[u8] = b"\"prev\":\"";

fn find(line: &[u8], what: &[u8]) -> Option<usize> {
    line.windows(what.len()).position(|w| w == what)
}

/// The line with another number; as it is if it has none.
pub(crate) fn with_seq(line: &[u8], seq: u64) -> Vec<u8> {
    let Some(end) = line.iter().position(|b| *b == b',') else {
        return line.to_vec();
    };
    [SEQ, seq.to_string().as_bytes(), &line[end..]].concat()
}

/// The line with another link; as it is if it has none.
pub(crate) fn with_prev(line: &[u8], prev: &str) -> Vec<u8> {
    let Some(at) = find(line, PREV).map(|at| at + PREV.len()) else {
        return line.to_vec();
    };
    let Some(end) = line[at..].iter().position(|b| *b == b'"') else {
        return line.to_vec();
    };
    [&line[..at], prev.as_bytes(), &line[at + end..]].concat()
}

/// Makes all links after line `k` anew.
pub(crate) fn relink(lines: &mut [Vec<u8>], k: usize) {
    for i in k + 1..lines.len() {
        lines[i] = with_prev(&lines[i], &link(&lines[i - 1]));
    }
}
