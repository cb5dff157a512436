//! A key file's text before it is decoded: its length, and forms that are none of ours.
//!
//! The tools write a key in many forms. Whoever gave another one is told which it is and
//! what turns it into the right one, and never sees the file's text in an error.

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

const SEC1: &str =
    "the PEM is in the form of SEC 1: `openssl pkcs8 -topk8 -nocrypt -in FILE` writes PKCS#8";
/// What other PEM files begin with, and what to do about them.
const OTHERS: [(&str, &str); 6] = [
    (
        "ENCRYPTED PRIVATE KEY",
        "the PEM is encrypted, and is read only decrypted: `openssl pkey -in FILE`",
    ),
    ("EC PRIVATE KEY", SEC1),
    ("SM2 PRIVATE KEY", SEC1),
    (
        "PUBLIC KEY",
        "the PEM holds a public key, which signs nothing",
    ),
    (
        "CERTIFICATE",
        "the PEM holds a certificate, which signs nothing",
    ),
    (
        "RSA PRIVATE KEY",
        "the PEM holds an RSA key, where one of an elliptic curve is needed",
    ),
];

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// The PEM of PKCS#8 that a text is, without the whitespace around it. Other text around it
/// is refused, though RFC 7468 lets it stand: a caller may write there what a key is for, and
/// a mark that is not read would be a mark that is not heeded.
pub(super) fn alone(text: &str) -> Result<&str> {
    if text.len() > limits::PEM_BYTES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("a PEM file of {} bytes", text.len()),
        ));
    }
    let begins = |label: &str| text.contains(&format!("-----BEGIN {label}-----"));
    if let Some((_, sentence)) = OTHERS.iter().find(|(label, _)| begins(label)) {
        return Err(Error::new(ErrorKind::Key, *sentence));
    }
    let text = text.trim_ascii();
    // What has no such lines, or one of them alone, is not decoded.
    let before = text.split_once(BEGIN).map(|(before, _)| before);
    let after = text.split_once(END).map(|(_, after)| after);
    if before.is_some_and(|b| !b.is_empty()) || after.is_some_and(|a| !a.is_empty()) {
        return Err(Error::new(
            ErrorKind::Key,
            "text stands before the PEM's BEGIN line or after its END line: take it away",
        ));
    }
    Ok(text)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What every reader of keys does with text around a good PEM, or within.
    pub(in crate::key) fn refuses_text_around(pem: &str, read: impl Fn(&str) -> Result<()>) {
        let pem = pem.trim();
        for fine in ["{}", "{}\n", "\n\n{}\n\n", " \t{}\r\n", "\r\n{} "] {
            let text = fine.replace("{}", pem);
            assert!(read(&text).is_ok(), "{fine:?}");
            assert!(read(&text.replace('\n', "\r\n")).is_ok(), "{fine:?}");
        }
        let mark = "# test key of selfsame: SECRET";
        for wrong in [
            format!("{mark}\n{pem}\n"),
            format!("\n{mark}\n{pem}\n"),
            format!("\u{feff}{mark}\n{pem}\n"),
            format!("\u{feff}{pem}\n"),
            format!("\u{feff}\n{pem}\n"),
            format!("\u{a0}\n{pem}\n"),
            format!("\u{2028}{pem}\n"),
            format!("\0\n{pem}\n"),
            format!("x{pem}\n"),
            format!("-----BEGIN\n{pem}\n"),
            format!("{END}\n{pem}\n"),
            format!("{pem}\n{mark}\n"),
            format!("{pem}x"),
            format!("{pem}\n\u{feff}"),
            format!("{pem}\n\0"),
            format!("{pem}\n{pem}\n"),
            format!("{pem}\n{END}\n"),
            format!("{pem}\n-----BEGIN CERTIFICATE REQUEST-----\n"),
        ] {
            let error = read(&wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Key, "{wrong:?}");
            assert!(error.to_string().starts_with("text stands"), "{error}");
            assert!(!error.to_string().contains("SECRET"), "{error}");
        }
        // Within it nothing else is read either.
        let second = format!("{BEGIN}\n{pem}");
        let inside = pem.replacen('\n', &format!("\n{mark}\n"), 1);
        let header = pem.replacen('\n', "\nComment: test\n\n", 1);
        let (cut, headless) = (pem.replace(END, ""), pem.replace(BEGIN, ""));
        for wrong in [second, inside, header, cut, headless, String::new()] {
            let error = read(&wrong).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Key);
            assert!(!error.to_string().contains("SECRET"), "{error}");
        }
    }
}
