//! Sealing evidence to a public key, and opening it with the key that belongs to it.

use std::fmt;
use std::io::{Read as _, Write as _};

use age::secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use super::{EvidenceRef, Info, bounded};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// Sealed evidence: a file's bytes, and how the token names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The file.
    pub bytes: Vec<u8>,
    /// For the token.
    pub reference: EvidenceRef,
}

/// Evidence that was opened.
pub struct Opened {
    /// What the file says of itself, now authentic.
    pub info: Info,
    /// What was sealed; wiped when dropped.
    pub payload: Zeroizing<Vec<u8>>,
}

/// Evidence is pictures of a person: Debug tells how much there is.
impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({} bytes)", self.payload.len())
    }
}

/// A new identity and the recipient that belongs to it, as age writes them:
/// (`AGE-SECRET-KEY-1...`, `age1...`). Evidence is sealed to the second and opened with
/// the first, which belongs on another machine.
#[must_use]
pub fn generate_identity() -> (Zeroizing<String>, String) {
    let identity = age::x25519::Identity::generate();
    let secret = Zeroizing::new(identity.to_string().expose_secret().to_owned());
    (secret, identity.to_public().to_string())
}

/// Seals `payload` to an age public key (`age1...`).
///
/// # Errors
/// [`ErrorKind::Misuse`] if `recipient` is none, [`ErrorKind::Limit`] beyond
/// [`limits::EVIDENCE_BYTES`], [`ErrorKind::Evidence`] for an `info` that contradicts itself.
pub fn seal(payload: &[u8], info: &Info, recipient: &str) -> Result<Sealed> {
    seal_within(limits::EVIDENCE_BYTES, payload, info, recipient)
}

fn seal_within(most: usize, payload: &[u8], info: &Info, recipient: &str) -> Result<Sealed> {
    bounded("evidence", payload, most)?;
    info.check()?;
    let recipient: age::x25519::Recipient = recipient
        .parse()
        .map_err(|_| Error::new(ErrorKind::Misuse, "the recipient is no age public key"))?;
    let failed = |e| Error::new(ErrorKind::Evidence, "the evidence cannot be sealed").caused_by(e);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as _))
        .map_err(|e| failed(std::io::Error::other(e)))?;
    let line = info.line()?;
    let mut bytes = line.clone().into_bytes();
    let mut stream = encryptor.wrap_output(&mut bytes).map_err(failed)?;
    stream.write_all(line.as_bytes()).map_err(failed)?;
    stream.write_all(payload).map_err(failed)?;
    stream.finish().map_err(failed)?;
    Ok(Sealed {
        reference: EvidenceRef::of(&bytes)?,
        bytes,
    })
}

/// Opens sealed evidence with an age identity (`AGE-SECRET-KEY-1...`).
///
/// # Errors
/// [`ErrorKind::Evidence`] if it is none, was altered or is sealed to another key;
/// [`ErrorKind::Limit`] if the file is longer than [`limits::EVIDENCE_FILE_BYTES`] or what is
/// in it than [`limits::EVIDENCE_BYTES`]; [`ErrorKind::Key`] if the identity is none.
pub fn open(sealed: &[u8], identity: &str) -> Result<Opened> {
    open_within(limits::EVIDENCE_BYTES, sealed, identity)
}

fn open_within(most: usize, sealed: &[u8], identity: &str) -> Result<Opened> {
    bounded("sealed evidence", sealed, limits::evidence_file(most))?;
    let identity: age::x25519::Identity = identity
        .parse()
        .map_err(|_| Error::new(ErrorKind::Key, "the identity is no age secret key"))?;
    let (info, rest) = Info::split(sealed)?;
    let refused = || {
        Error::new(
            ErrorKind::Evidence,
            "sealed evidence: another key, or altered bytes",
        )
    };
    let decryptor = age::Decryptor::new(rest).map_err(|_| refused())?;
    let stream = decryptor
        .decrypt(std::iter::once(&identity as _))
        .map_err(|_| refused())?;
    let mut inside = Zeroizing::new(Vec::with_capacity(rest.len()));
    let line = info.line()?;
    // One byte more than may be: what is too long is refused, never cut, and the end of what
    // is not is read, where age says that nothing is missing.
    stream
        .take((line.len() as u64).saturating_add(most as u64 + 1))
        .read_to_end(&mut inside)
        .map_err(|_| refused())?;
    let payload = inside.strip_prefix(line.as_bytes()).ok_or_else(refused)?;
    bounded("evidence", payload, most)?;
    Ok(Opened {
        info,
        payload: Zeroizing::new(payload.to_vec()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Time;

    fn info() -> Info {
        Info {
            session: "s1".into(),
            media_type: "text/html".into(),
            created: Time::from_seconds(1000),
            retain_until: Time::from_seconds(2000),
        }
    }

    #[test]
    fn what_was_sealed_opens_with_its_key_alone() {
        let (secret, public) = generate_identity();
        let sealed = seal(b"frames", &info(), &public).unwrap();
        let opened = open(&sealed.bytes, &secret).unwrap();
        assert_eq!(&opened.payload[..], b"frames");
        assert_eq!(opened.info, info());
        assert_eq!(Info::of(&sealed.bytes).unwrap(), info());
        assert!(sealed.reference.is_of(&sealed.bytes));
        assert_eq!(format!("{opened:?}"), "Opened(6 bytes)");
        let (other, _) = generate_identity();
        let error = open(&sealed.bytes, &other).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Evidence);
        assert_eq!(
            open(&sealed.bytes, "AGE").unwrap_err().kind(),
            ErrorKind::Key
        );
        assert!(seal(b"", &info(), "age1").is_err());
    }

    #[test]
    fn no_altered_byte_opens() {
        let (secret, public) = generate_identity();
        let sealed = seal(&[7; 100], &info(), &public).unwrap();
        for at in 0..sealed.bytes.len() {
            for bit in [1, 0x20, 0x80] {
                let mut altered = sealed.bytes.clone();
                altered[at] ^= bit;
                assert!(open(&altered, &secret).is_err(), "byte {at}, bit {bit}");
                assert!(!sealed.reference.is_of(&altered));
            }
        }
        for length in 0..sealed.bytes.len() {
            assert!(open(&sealed.bytes[..length], &secret).is_err(), "{length}");
        }
        let mut longer = sealed.bytes.clone();
        longer.push(0);
        assert!(open(&longer, &secret).is_err());
    }

    #[test]
    fn whatever_can_be_sealed_opens_and_nothing_longer() {
        let (secret, public) = generate_identity();
        // The longest first line; more than one of age's chunks, and the ends of some.
        let long = Info {
            session: "s".repeat(limits::NAME_BYTES),
            media_type: "\"".repeat(limits::NAME_BYTES),
            ..info()
        };
        const CHUNK: usize = 64 << 10;
        for most in [0, 1, 1000, CHUNK, 3 * CHUNK - 1, 5 * CHUNK] {
            for info in [info(), long.clone()] {
                let longest = vec![7; most];
                let sealed = seal_within(most, &longest, &info, &public).unwrap();
                assert!(sealed.bytes.len() <= limits::evidence_file(most));
                let opened = open_within(most, &sealed.bytes, &secret).unwrap();
                assert_eq!(opened.payload[..], longest);
                let says = |e: Error| {
                    assert_eq!(e.kind(), ErrorKind::Limit);
                    e.to_string()
                };
                // One more, of a file that is not longer than a file may be.
                let longer = vec![7; most + 1];
                let error = seal_within(most, &longer, &info, &public).unwrap_err();
                assert!(says(error).ends_with(&format!("at most {most}")));
                let sealed = seal_within(most + 1, &longer, &info, &public).unwrap();
                assert!(sealed.bytes.len() <= limits::evidence_file(most));
                let error = open_within(most, &sealed.bytes, &secret).unwrap_err();
                assert!(says(error).starts_with("evidence of"));
                let beyond = vec![7; limits::evidence_file(most) + 1];
                let error = open_within(most, &beyond, &secret).unwrap_err();
                assert!(says(error).starts_with("sealed evidence of"));
            }
        }
    }

    #[test]
    fn a_later_date_written_outside_is_seen() {
        let (secret, public) = generate_identity();
        let sealed = seal(b"frames", &info(), &public).unwrap();
        let later = Info {
            retain_until: Time::from_seconds(9999),
            ..info()
        };
        let from = info().line().unwrap();
        let mut altered = later.line().unwrap().into_bytes();
        altered.extend(&sealed.bytes[from.len()..]);
        // The line itself is well formed; what is inside says otherwise.
        assert_eq!(Info::of(&altered).unwrap(), later);
        assert!(open(&altered, &secret).is_err());
        let early = Info {
            retain_until: Time::from_seconds(1),
            ..info()
        };
        assert!(seal(b"", &early, &public).is_err());
    }
}
