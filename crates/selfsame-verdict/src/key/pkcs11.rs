//! An ES256 key that never leaves its PKCS#11 token: a smart card, an HSM, SoftHSM.
//!
//! Enters: the module (a library that speaks to tokens), which token, which key, and the
//! PIN. Leaves: a [`Signer`]. The token signs a SHA-256 hash (`CKM_ECDSA`, which tokens
//! have where `CKM_ECDSA_SHA256` is missing).
//!
//! What is trusted: the module. It is code that runs inside this process, so whoever may
//! write its file may do all that this process may; it is looked for at the given path
//! alone, never in the loader's search path. What is not: the objects of the token. Public
//! ones can often be written without the PIN, and a public key put in the place of the
//! real one would be published as the issuer's. A key is therefore taken only after it has
//! signed a random text that its public key confirms, and every signature is checked
//! before it is given out.
//!
//! A login is the process's, not the session's: while one key of a token is open, the token
//! does not look at the PIN with which another is opened.

mod module;
mod object;

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;
use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

use self::module::Place;
use super::{Algorithm, PublicKey, Signer};
use crate::encoding::sha256;
use crate::error::{Error, ErrorKind, Result};
use crate::{limits, random};

/// Which token of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenSelector {
    /// The one with this label.
    Label(String),
    /// The one with this serial number.
    Serial(String),
}

/// Which key of a token: by its label (`CKA_LABEL`), its id (`CKA_ID`), or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySelector {
    label: Option<String>,
    id: Option<Vec<u8>>,
}

impl KeySelector {
    /// The key of a label.
    #[must_use]
    pub fn label(label: impl Into<String>) -> Self {
        Self {
            label: Some(label.into()),
            id: None,
        }
    }

    /// The key of an id.
    #[must_use]
    pub fn id(id: impl Into<Vec<u8>>) -> Self {
        Self {
            label: None,
            id: Some(id.into()),
        }
    }

    /// The same key, provided that it has this id as well.
    #[must_use]
    pub fn and_id(mut self, id: impl Into<Vec<u8>>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// A P-256 key in a token. One session signs for all threads, one after the other.
///
/// Each signature is checked before it is given out, as a broken or swapped token would
/// otherwise publish tokens that nobody can verify: about 0.4 ms beside what the token
/// takes.
pub struct TokenKey {
    place: Place,
    public: PublicKey,
    state: Mutex<State>,
}

struct State {
    live: Option<Live>,
    /// None once the token has refused it: tokens lock themselves after a few wrong ones.
    pin: Option<AuthPin>,
}

/// A key in a session that is logged in.
struct Live {
    session: Session,
    private: ObjectHandle,
}

impl TokenKey {
    /// Opens the key `key` of the token `token`, and lets it sign once to see that its
    /// public key is its own. `test` says whether it is a key for tests: the token cannot.
    ///
    /// The module stays loaded as long as the process lives. A PIN that the token refuses
    /// is not tried again.
    ///
    /// # Errors
    /// [`ErrorKind::Key`] if the module, the token or the key is missing, there are two
    /// that fit, the PIN is refused, the key is not P-256 or its public key is not there
    /// or not its own; [`ErrorKind::Misuse`] for a name that is empty;
    /// [`ErrorKind::Limit`] for one that is too long. The PIN is in no error.
    pub fn open(
        module: &Path,
        token: &TokenSelector,
        key: &KeySelector,
        pin: &Zeroizing<String>,
        test: bool,
    ) -> Result<Self> {
        let place = Place::new(module, token, key)?;
        Self::at(place, secret(pin)?, test)
    }

    /// Makes a new key with a label that no key of the token has yet, and opens it: P-256,
    /// kept in the token, sensitive, not extractable, for signing alone.
    ///
    /// # Errors
    /// As [`TokenKey::open`]; [`ErrorKind::Key`] also if a key of that label is there, or
    /// if the token makes no such keys.
    pub fn generate(
        module: &Path,
        token: &TokenSelector,
        label: &str,
        pin: &Zeroizing<String>,
        test: bool,
    ) -> Result<Self> {
        let id = random::bytes::<16>()?;
        let key = KeySelector::label(label).and_id(id);
        let place = Place::new(module, token, &key)?;
        let mut pin = Some(secret(pin)?);
        let session = place.session(true)?;
        place.login(&session, &mut pin)?;
        let pair = object::generate(&session, &place, label, &id)?;
        let opened = match pin {
            Some(pin) => Self::at(place, pin, test),
            None => Err(place.wrong("no PIN")),
        };
        if opened.is_err() {
            // A key that cannot be used would only stand in the next one's way.
            let _ = session.destroy_object(pair.0);
            let _ = session.destroy_object(pair.1);
        }
        opened
    }

    fn at(place: Place, pin: AuthPin, test: bool) -> Result<Self> {
        let mut pin = Some(pin);
        let (live, public) = connect(&place, &mut pin, test)?;
        let state = Mutex::new(State {
            live: Some(live),
            pin,
        });
        Ok(Self {
            place,
            public,
            state,
        })
    }
}

impl Signer for TokenKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<[u8; 64]> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let first = state.live.as_ref().map(|live| live.sign(message));
        let raw = match first {
            Some(Ok(raw)) => raw,
            Some(Err(e)) if !module::is_session_lost(&e) => {
                return Err(self.place.fault("signing", e));
            }
            _ => {
                // The token was away, or somebody closed the session: once more.
                state.live = None;
                let (live, public) = connect(&self.place, &mut state.pin, self.public.is_test())?;
                if public != self.public {
                    return Err(self.place.wrong("another key is there now"));
                }
                let again = live.sign(message);
                state.live = Some(live);
                again.map_err(|e| self.place.fault("signing", e))?
            }
        };
        drop(state);
        checked(&self.place, &self.public, message, &raw)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({})", self.public.kid())
    }
}

impl Live {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, cryptoki::error::Error> {
        let mechanism = cryptoki::mechanism::Mechanism::Ecdsa;
        self.session
            .sign(&mechanism, self.private, &sha256(message))
    }
}

/// Opens a session, logs in, finds the key, and sees whether its public key is its own.
fn connect(place: &Place, pin: &mut Option<AuthPin>, test: bool) -> Result<(Live, PublicKey)> {
    let session = place.session(false)?;
    place.login(&session, pin)?;
    let (private, point) = object::find(&session, place)?;
    let public = PublicKey::from_sec1(Algorithm::Es256, &point, test).map_err(|e| e.at(place))?;
    let live = Live { session, private };
    // With spaces in it, this is no text that a signed token can be made of.
    let text = format!("selfsame asks for a signature: {}", random::secret()?);
    let raw = live
        .sign(text.as_bytes())
        .map_err(|e| place.fault("signing", e))?;
    checked(place, &public, text.as_bytes(), &raw)?;
    Ok((live, public))
}

/// A token's signature in the form that [`PublicKey::verify`] takes, once it is right.
fn checked(place: &Place, public: &PublicKey, message: &[u8], raw: &[u8]) -> Result<[u8; 64]> {
    let parsed = p256::ecdsa::Signature::from_slice(raw)
        .map_err(|_| place.wrong("what the token gave is no ES256 signature"))?;
    let signature = parsed.normalize_s().to_bytes().into();
    if public.verify(message, &signature) {
        Ok(signature)
    } else {
        Err(place.wrong("the token's signature is not its public key's"))
    }
}

fn secret(pin: &Zeroizing<String>) -> Result<AuthPin> {
    if pin.len() > limits::PIN_BYTES {
        return Err(Error::new(
            ErrorKind::Limit,
            format!("a PIN of more than {} bytes", limits::PIN_BYTES),
        ));
    }
    Ok(AuthPin::new(pin.as_str().into()))
}
