//! Sealing and opening with age: the only file that knows about encryption.
//!
//! Enters: plain bytes and who may open them, or a sealed file and a key. Leaves:
//! a sealed stream, or the plain stream in memory. X25519 recipients or a
//! passphrase (scrypt); the payload is authenticated, so a file that was cut or
//! changed does not open.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::Path;

use age::secrecy::{ExposeSecret, SecretString};

use super::archive::read_archive;
use super::{Key, RecordedSession, Seal};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// A new identity and the recipient that belongs to it, as age writes them:
/// (`AGE-SECRET-KEY-1...`, `age1...`). Whoever holds the first opens what was
/// sealed to the second.
#[must_use]
pub fn generate_identity() -> (String, String) {
    let identity = age::x25519::Identity::generate();
    let secret = identity.to_string().expose_secret().to_owned();
    (secret, identity.to_public().to_string())
}

/// A stream that seals what is written to it.
pub(super) struct Sealer(age::stream::StreamWriter<BufWriter<File>>);

impl Sealer {
    pub(super) fn new(file: File, seal: &Seal) -> Result<Self> {
        let encryptor = match seal {
            Seal::Recipient(text) => {
                let recipient: age::x25519::Recipient = text.parse().map_err(|_| {
                    Error::new(ErrorKind::Misuse, "the recipient is no age public key")
                })?;
                age::Encryptor::with_recipients(std::iter::once(&recipient as _)).map_err(|e| {
                    Error::new(ErrorKind::Sealed, "the session cannot be sealed").caused_by(e)
                })?
            }
            Seal::Passphrase(text) if text.is_empty() => {
                return Err(Error::new(ErrorKind::Misuse, "the passphrase is empty"));
            }
            Seal::Passphrase(text) => {
                age::Encryptor::with_user_passphrase(SecretString::from(text.clone()))
            }
        };
        encryptor
            .wrap_output(BufWriter::new(file))
            .map(Self)
            .map_err(|e| Error::io("the sealed session", e))
    }

    /// Writes the last block; without it the file does not open.
    pub(super) fn finish(self) -> std::io::Result<()> {
        let file = self.0.finish()?.into_inner().map_err(|e| e.into_error())?;
        file.sync_all()
    }
}

impl Write for Sealer {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

pub(super) fn open(path: &Path, place: &str, key: &Key) -> Result<RecordedSession> {
    let file = File::open(path).map_err(|e| Error::io(place, e))?;
    let identity: Box<dyn age::Identity> = match key {
        Key::Identity(text) => {
            let identity: age::x25519::Identity = text
                .trim()
                .parse()
                .map_err(|_| Error::new(ErrorKind::Misuse, "the key is no age identity"))?;
            Box::new(identity)
        }
        Key::Passphrase(text) => {
            let mut identity = age::scrypt::Identity::new(SecretString::from(text.clone()));
            identity.set_max_work_factor(limits::SEALED_WORK_FACTOR);
            Box::new(identity)
        }
    };
    let refused = |e: age::DecryptError| {
        use age::DecryptError as D;
        let (kind, what) = match &e {
            D::NoMatchingKeys | D::DecryptionFailed | D::KeyDecryptionFailed => {
                (ErrorKind::Sealed, "the key does not open it")
            }
            D::ExcessiveWork { .. } => (ErrorKind::Limit, "its passphrase takes too much work"),
            _ => (ErrorKind::Format, "the seal is broken or cut off"),
        };
        Error::new(kind, format!("{place}: {what}")).caused_by(e)
    };
    let plain = age::Decryptor::new_buffered(BufReader::new(file))
        .and_then(|d| d.decrypt(std::iter::once(&*identity)))
        .map_err(refused)?;
    read_archive(plain).map_err(|e| e.at(place))
}
