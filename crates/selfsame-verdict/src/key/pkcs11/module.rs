//! A module, one of its tokens, and a session there. Every error says which.
//!
//! A module is loaded and initialised once a process, whatever the number of its keys, and
//! never finalised: `C_Finalize` would take it from everybody else in the process.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Function, Pkcs11};
use cryptoki::error::{Error as Cryptoki, RvError};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;

use super::{KeySelector, TokenSelector};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

static MODULES: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

/// Where a key is: what errors begin with.
pub(super) struct Place {
    module: PathBuf,
    token: TokenSelector,
    pub(super) key: KeySelector,
}

impl Place {
    pub(super) fn new(module: &Path, token: &TokenSelector, key: &KeySelector) -> Result<Self> {
        let place = Self {
            module: module.to_owned(),
            token: token.clone(),
            key: key.clone(),
        };
        let (TokenSelector::Label(token) | TokenSelector::Serial(token)) = token;
        let label = key.label.as_ref().map(String::as_bytes);
        for name in [Some(token.as_bytes()), label, key.id.as_deref()] {
            match name.map_or(1, <[u8]>::len) {
                0 => return Err(Error::new(ErrorKind::Misuse, "an empty name").at(place)),
                n if n > limits::NAME_BYTES => {
                    // Not with its place: that is what is too long.
                    let what = format!("a name in a token of {n} bytes");
                    return Err(Error::new(ErrorKind::Limit, what));
                }
                _ => {}
            }
        }
        Ok(place)
    }

    /// A session with the token, not logged in.
    pub(super) fn session(&self, writes: bool) -> Result<Session> {
        let module = self.load()?;
        let slot = self.slot(&module)?;
        let session = if writes {
            module.open_rw_session(slot)
        } else {
            module.open_ro_session(slot)
        };
        session.map_err(|e| self.fault("opening a session", e))
    }

    fn load(&self) -> Result<Pkcs11> {
        // Whole and without links: a bare name would be looked for in the loader's path.
        let path = std::fs::canonicalize(&self.module)
            .map_err(|e| self.wrong("the module is not there").caused_by(e))?;
        let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
        let module = match modules.get(&path) {
            Some(module) => module.clone(),
            None => Pkcs11::new(&path).map_err(|e| self.fault("loading the module", e))?,
        };
        let locking = CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK);
        match module.initialize(locking) {
            // Asked each time: others in the process may have finalised it.
            Ok(()) | Err(Cryptoki::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(e) => return Err(self.fault("starting the module", e)),
        }
        modules.insert(path, module.clone());
        Ok(module)
    }

    fn slot(&self, module: &Pkcs11) -> Result<Slot> {
        let slots = module
            .get_slots_with_token()
            .map_err(|e| self.fault("listing tokens", e))?;
        let mut found = None;
        for slot in slots.into_iter().take(limits::TOKEN_SLOTS) {
            // A broken token beside ours is none of our business.
            let Ok(info) = module.get_token_info(slot) else {
                continue;
            };
            let fits = match &self.token {
                TokenSelector::Label(label) => info.label() == label,
                TokenSelector::Serial(serial) => info.serial_number() == serial,
            };
            if info.token_initialized() && fits && found.replace(slot).is_some() {
                return Err(self.wrong("two tokens fit"));
            }
        }
        found.ok_or_else(|| self.wrong("no such token"))
    }

    /// Logs the user in. A PIN that is refused is forgotten, so that no later attempt
    /// locks the token.
    pub(super) fn login(&self, session: &Session, pin: &mut Option<AuthPin>) -> Result<()> {
        let Some(known) = pin.as_ref() else {
            return Err(self.wrong("the PIN was refused before, and is not tried again"));
        };
        let error = match session.login(UserType::User, Some(known)) {
            Ok(()) | Err(Cryptoki::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => return Ok(()),
            Err(e) => e,
        };
        // Some modules have codes of their own for a wrong PIN.
        if !is_session_lost(&error) {
            *pin = None;
        }
        Err(self.fault("logging in", error))
    }

    pub(super) fn wrong(&self, what: &str) -> Error {
        Error::new(ErrorKind::Key, what).at(self)
    }

    pub(super) fn fault(&self, doing: &str, error: Cryptoki) -> Error {
        match error {
            Cryptoki::Pkcs11(code, function) => {
                self.wrong(&format!("{doing}: {}: {}", call(function), name(code)))
            }
            other => self.wrong(doing).caused_by(other.to_string()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let module = self.module.file_name().unwrap_or_default();
        write!(f, "PKCS#11 module {}", module.display())?;
        match &self.token {
            TokenSelector::Label(label) => write!(f, ", token {label:?}")?,
            TokenSelector::Serial(serial) => write!(f, ", token no. {serial:?}")?,
        }
        if let Some(label) = &self.key.label {
            write!(f, ", key {label:?}")?;
        }
        if let Some(id) = &self.key.id {
            f.write_str(", key id ")?;
            id.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        }
        Ok(())
    }
}

/// Whether a new session may help: the token was away, or the session was closed.
pub(super) fn is_session_lost(error: &Cryptoki) -> bool {
    matches!(
        error,
        Cryptoki::Pkcs11(
            RvError::CryptokiNotInitialized
                | RvError::DeviceError
                | RvError::DeviceRemoved
                | RvError::GeneralError
                | RvError::KeyHandleInvalid
                | RvError::ObjectHandleInvalid
                | RvError::OperationActive
                | RvError::SessionClosed
                | RvError::SessionHandleInvalid
                | RvError::SlotIdInvalid
                | RvError::TokenNotPresent
                | RvError::TokenNotRecognized
                | RvError::UserNotLoggedIn,
            _
        )
    )
}

/// A function's name as the standard has it: `C_Login`.
fn call(function: Function) -> String {
    format!("C_{function:?}")
}

/// A code's name as the standard has it: `CKR_PIN_INCORRECT`.
fn name(code: RvError) -> String {
    let (RvError::VendorDefined(number) | RvError::UnknownErrorCode(number)) = code else {
        let mut name = "CKR".to_owned();
        for letter in format!("{code:?}").chars() {
            if letter.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(letter.to_ascii_uppercase());
        }
        return name;
    };
    format!("CKR 0x{number:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_place_and_the_code() {
        let token = TokenSelector::Label("issuer\n".into());
        let key = KeySelector::label("verdicts").and_id([1, 0xab]);
        let place = Place::new(Path::new("/lib/some.so"), &token, &key).unwrap();
        let code = |code| place.fault("logging in", Cryptoki::Pkcs11(code, Function::Login));
        assert_eq!(
            code(RvError::PinIncorrect).to_string(),
            "PKCS#11 module some.so, token \"issuer\\n\", key \"verdicts\", key id 01ab: \
             logging in: C_Login: CKR_PIN_INCORRECT"
        );
        let says = code(RvError::VendorDefined(0x8000_0001)).to_string();
        assert!(says.ends_with("CKR 0x80000001"), "{says}");
    }

    #[test]
    fn names_have_a_length() {
        let token = |name: &str| TokenSelector::Serial(name.into());
        let kind = |token: &TokenSelector, key: &KeySelector| {
            let place = Place::new(Path::new("m"), token, key);
            place.err().map(|error| error.kind())
        };
        let key = KeySelector::label("k");
        let long = "x".repeat(limits::NAME_BYTES + 1);
        assert_eq!(kind(&token("t"), &key), None);
        assert_eq!(kind(&token(""), &key), Some(ErrorKind::Misuse));
        assert_eq!(kind(&token(&long), &key), Some(ErrorKind::Limit));
        let empty = KeySelector::id([]);
        assert_eq!(kind(&token("t"), &empty), Some(ErrorKind::Misuse));
        let label = KeySelector::label(long);
        assert_eq!(kind(&token("t"), &label), Some(ErrorKind::Limit));
    }
}
