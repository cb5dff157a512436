//! The `openssl` program as the other side: it has its own code for every signature and
//! file here. Its forms (DER) are made and read by hand, not by the crates under test.

use std::path::PathBuf;
use std::process::Command;

use selfsame_verdict::key::{Algorithm, PublicKey};
use tempfile::TempDir;

/// The program, and a folder for its files.
pub(crate) struct Openssl {
    folder: TempDir,
}

impl Openssl {
    /// None, said aloud, where it is missing.
    pub(crate) fn find() -> Option<Self> {
        if Command::new("openssl").arg("version").output().is_err() {
            crate::common::skip("openssl");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        Some(Self { folder })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// Runs it in its folder; what it wrote, or none if it failed.
    pub(crate) fn run(&self, arguments: &str) -> Option<Vec<u8>> {
        let output = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        if !output.status.success() {
            println!("{}", String::from_utf8_lossy(&output.stderr));
        }
        output.status.success().then_some(output.stdout)
    }

    /// As [`Openssl::run`], for what must succeed: text.
    pub(crate) fn must(&self, arguments: &str) -> String {
        let output = self.run(arguments);
        String::from_utf8(output.unwrap_or_else(|| panic!("openssl {arguments}"))).unwrap()
    }

    /// Whether it finds a signature right.
    pub(crate) fn verifies(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> bool {
        self.write("public.der", &spki(key));
        self.write("message", message);
        self.write("signature", &to_der(signature));
        let digest = digest(key.algorithm());
        let said = self.run(&format!(
            "dgst {digest} -keyform DER -verify public.der -signature signature message"
        ));
        assert!(said.as_deref().is_none_or(|said| said == b"Verified OK\n"));
        said.is_some()
    }

    /// Its signature with the key in the file `key`.
    pub(crate) fn sign(&self, algorithm: Algorithm, key: &str, message: &[u8]) -> [u8; 64] {
        self.write("message", message);
        let digest = digest(algorithm);
        let der = self.run(&format!("dgst {digest} -sign {key} message"));
        from_der(&der.unwrap())
    }
}

fn digest(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Es256 => "-sha256",
        _ => "-sm3 -sigopt distid:1234567812345678",
    }
}

/// A public key as X.509 has it (RFC 5480).
pub(crate) fn spki(key: &PublicKey) -> Vec<u8> {
    let ec_public_key = [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    let curve = match key.algorithm() {
        Algorithm::Es256 => &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7][..],
        _ => &[6, 8, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x82, 0x2d],
    };
    let algorithm = tagged(0x30, &[&ec_public_key, curve].concat());
    let bits = tagged(3, &[&[0], &key.to_sec1()[..]].concat());
    tagged(0x30, &[algorithm, bits].concat())
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    assert!(length < 128);
    [&[tag, length], content].concat()
}

/// SEQUENCE of two INTEGERs.
fn to_der(signature: &[u8; 64]) -> Vec<u8> {
    let integer = |bytes: &[u8]| {
        let first = bytes.iter().position(|&b| b != 0).unwrap();
        let mut digits = bytes[first..].to_vec();
        if digits[0] >= 0x80 {
            digits.insert(0, 0);
        }
        tagged(2, &digits)
    };
    let (r, s) = signature.split_at(32);
    tagged(0x30, &[integer(r), integer(s)].concat())
}

fn from_der(der: &[u8]) -> [u8; 64] {
    let mut signature = [0; 64];
    assert_eq!((der[0], usize::from(der[1])), (0x30, der.len() - 2));
    let mut rest = &der[2..];
    for half in signature.chunks_mut(32) {
        assert_eq!(rest[0], 2);
        let (digits, more) = rest[2..].split_at(usize::from(rest[1]));
        let digits = digits.strip_prefix(&[0]).unwrap_or(digits);
        half[32 - digits.len()..].copy_from_slice(digits);
        rest = more;
    }
    signature
}
