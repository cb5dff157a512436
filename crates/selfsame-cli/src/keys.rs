//! Keys that sign: in files, or in PKCS#11 tokens.
//!
//! Enters: a PEM file (PKCS#8), or the URI of a token's key. Leaves: a signer. A test's key
//! says so in its file's first line, since PKCS#8 has no place for it.

mod token;

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use selfsame_verdict::key::{Signer, SoftwareKey, SoftwareSm2Key};
use zeroize::Zeroizing;

use crate::failure::{Failure, Result};
use crate::files;

/// The first line of a test key's file.
const TEST_LINE: &str = "# test key of selfsame: its verdicts prove nothing";
/// Longest key file that is read, bytes.
const MOST: u64 = 64 << 10;

/// Writes a new key where no file is, readable by its owner alone: ES256, or SM2 to sign
/// beside it.
pub(crate) fn create(path: &Path, test: bool, sm2: bool) -> Result<Arc<dyn Signer>> {
    let (key, pem): (Arc<dyn Signer>, _) = match sm2 {
        false => {
            let key = match test {
                true => SoftwareKey::generate_test()?,
                false => SoftwareKey::generate()?,
            };
            let pem = key.to_pem()?;
            (Arc::new(key), pem)
        }
        true => {
            let key = match test {
                true => SoftwareSm2Key::generate_test()?,
                false => SoftwareSm2Key::generate()?,
            };
            let pem = key.to_pem()?;
            (Arc::new(key), pem)
        }
    };
    let head = match test {
        true => format!("{TEST_LINE}\n"),
        false => String::new(),
    };
    let failed = |e: std::io::Error| Failure::io(path.display(), &e);
    let mut file = files::create_secret(path)?;
    file.write_all(head.as_bytes()).map_err(failed)?;
    file.write_all(pem.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    Ok(key)
}

/// Reads a key from a file, or opens one in a token (`pkcs11:...`). In a file, before the key
/// stand blank lines and the mark, or nothing: whatever else
/// stands there may be a mark that somebody edited, and a test's key must not become a real
/// one by that.
pub(crate) fn open(path: &Path) -> Result<Arc<dyn Signer>> {
    if let Some(uri) = path.to_str().filter(|p| p.starts_with(token::SCHEME)) {
        return token::open(uri);
    }
    let bytes = Zeroizing::new(files::read_bounded(path, MOST)?);
    let wrong = |what: &str| Failure::new("key", format!("{}: {what}", path.display()));
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong("no PEM"))?;
    let begin = text.find("-----BEGIN").ok_or_else(|| wrong("no PEM"))?;
    let mut test = false;
    for line in text[..begin].lines().map(str::trim) {
        match line {
            TEST_LINE => test = true,
            "" => {}
            _ => return Err(wrong("a line before the key that says nothing known")),
        }
    }
    let pem = &text[begin..];
    // A file says which curve it is of; the first error tells what a key is.
    match SoftwareKey::from_pem(pem, test) {
        Ok(key) => Ok(Arc::new(key)),
        Err(error) => match SoftwareSm2Key::from_pem(pem, test) {
            Ok(key) => Ok(Arc::new(key)),
            Err(_) => Err(Failure::from(error).at(path.display())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_key_stays_one_whatever_is_done_to_its_mark() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.pem");
        create(&path, true, false).unwrap();
        assert!(open(&path).unwrap().public_key().is_test());
        let text = std::fs::read_to_string(&path).unwrap();
        let edit = |text: &str| {
            std::fs::write(&path, text).unwrap();
            open(&path).map(|key| key.public_key().is_test())
        };
        assert_eq!(edit(&format!("\n{text}")), Ok(true));
        assert_eq!(edit(&text.replace('\n', "\r\n")), Ok(true));
        assert_eq!(
            edit(&text.replacen("test", "Test", 1)).unwrap_err().kind,
            "key"
        );
        assert_eq!(edit(&format!("\u{feff}{text}")).unwrap_err().kind, "key");
        assert_eq!(edit("what is this").unwrap_err().kind, "key");
    }
}
