//! Keys that sign, and sets of keys that check.

use std::ffi::c_char;
use std::sync::{Arc, Mutex};

use selfsame_verdict::KeySet;
use selfsame_verdict::key::{Algorithm, Signer, SoftwareKey};
use zeroize::Zeroizing;

use crate::boundary::{Caller, Failure, Outcome, Text, brief, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code::{self, *};
use crate::error::selfsame_error;

/// A key that signs: in memory, where it is overwritten when freed, or in a token that it never
/// leaves. Unchangeable, so any thread may use it. Free it with `selfsame_key_free`; issuers that have
/// it live on.
pub struct selfsame_key {
    _ticket: [u8; 0],
}

/// A key, and what it is called.
pub(crate) struct Key {
    signer: Kind,
    kid: Text,
}

enum Kind {
    Es256(Arc<SoftwareKey>),
    #[cfg(feature = "sm2")]
    Sm2(Arc<selfsame_verdict::key::SoftwareSm2Key>),
    #[cfg(feature = "pkcs11")]
    Token(Arc<selfsame_verdict::key::TokenKey>),
}

handle!(selfsame_key, Key, "a key");

impl Key {
    fn of(signer: Kind) -> Self {
        let mut key = Self {
            signer,
            kid: Text::of(""),
        };
        key.kid = Text::of(key.signer().public_key().kid());
        key
    }

    pub(crate) fn signer(&self) -> Arc<dyn Signer> {
        match &self.signer {
            Kind::Es256(key) => Arc::clone(key) as Arc<dyn Signer>,
            #[cfg(feature = "sm2")]
            Kind::Sm2(key) => Arc::clone(key) as Arc<dyn Signer>,
            #[cfg(feature = "pkcs11")]
            Kind::Token(key) => Arc::clone(key) as Arc<dyn Signer>,
        }
    }
}

/// What a key signs with.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum selfsame_algorithm {
    /// ECDSA on P-256 with SHA-256: the one that every relying party checks.
    SELFSAME_ALGORITHM_ES256 = 1,
    /// SM2 with SM3 (GB/T 32918): a second signature, never the only one.
    SELFSAME_ALGORITHM_SM2 = 2,
}

fn algorithm(number: i32) -> Outcome<Algorithm> {
    const ES256: i32 = selfsame_algorithm::SELFSAME_ALGORITHM_ES256 as i32;
    const SM2: i32 = selfsame_algorithm::SELFSAME_ALGORITHM_SM2 as i32;
    match number {
        ES256 => Ok(Algorithm::Es256),
        SM2 if cfg!(feature = "sm2") => Ok(Algorithm::Sm2Sm3),
        SM2 => Err(not_built("sm2")),
        _ => Err(Failure::enumerator(
            number,
            "algorithm",
            "selfsame_algorithm",
        )),
    }
}

pub(super) fn not_built(feature: &str) -> Failure {
    let message = format!("this library was built without the feature '{feature}'");
    Failure::new(SELFSAME_NOT_BUILT, message)
}

/// A new key of a `selfsame_algorithm`. A test key says so in its name and signs nothing but tests.
///
/// Errors: `SELFSAME_ENUM`; `SELFSAME_NOT_BUILT`; `SELFSAME_IO` if the system has no random numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_generate(
    algorithm: i32,
    test: bool,
    key: *mut *mut selfsame_key,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_generate", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(key, "key")?;
        out.give(Key::of(match self::algorithm(algorithm)? {
            #[cfg(feature = "sm2")]
            Algorithm::Sm2Sm3 => {
                use selfsame_verdict::key::SoftwareSm2Key as Sm2;
                Kind::Sm2(Arc::new(if test {
                    Sm2::generate_test()?
                } else {
                    Sm2::generate()?
                }))
            }
            _ => Kind::Es256(Arc::new(match test {
                true => SoftwareKey::generate_test()?,
                false => SoftwareKey::generate()?,
            })),
        }));
        Ok(())
    })
}

/// A key of a `selfsame_algorithm` from PKCS#8 in PEM, as `selfsame_key_to_pem` or openssl writes it;
/// `test` says whether it is a key for tests.
///
/// Errors: `SELFSAME_KEY`, `SELFSAME_LIMIT`, `SELFSAME_ENUM`, `SELFSAME_NOT_BUILT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_from_pem(
    algorithm: i32,
    pem: *const c_char,
    pem_length: usize,
    test: bool,
    key: *mut *mut selfsame_key,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_from_pem", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(key, "key")?;
        let pem = caller.text(pem, pem_length, "pem")?;
        out.give(Key::of(match self::algorithm(algorithm)? {
            #[cfg(feature = "sm2")]
            Algorithm::Sm2Sm3 => {
                use selfsame_verdict::key::SoftwareSm2Key as Sm2;
                Kind::Sm2(Arc::new(Sm2::from_pem(pem, test)?))
            }
            _ => Kind::Es256(Arc::new(SoftwareKey::from_pem(pem, test)?)),
        }));
        Ok(())
    })
}

/// The key as PKCS#8 in PEM, for the caller's key store.
///
/// Errors: `SELFSAME_ABSENT` for a key in a token, which it never leaves.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_to_pem(
    key: *const selfsame_key,
    pem: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_to_pem", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(pem, "pem")?;
        let key = caller.handle(key, "key")?;
        let pem = match &key.signer {
            Kind::Es256(key) => key.to_pem()?,
            #[cfg(feature = "sm2")]
            Kind::Sm2(key) => key.to_pem()?,
            #[cfg(feature = "pkcs11")]
            Kind::Token(_) => return Err(Failure::absent("the key never leaves its token")),
        };
        out.give(Bytes::of(pem.as_bytes()));
        Ok(())
    })
}

/// Opens a P-256 key in a PKCS#11 token: the module's file, the token's and the key's labels, the PIN
/// (which is copied, and overwritten later). The module stays loaded as long as the process lives.
///
/// Errors: `SELFSAME_KEY`, `SELFSAME_NOT_BUILT`. A PIN that is refused is not tried again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_open_token(
    module: *const c_char,
    module_length: usize,
    token: *const c_char,
    token_length: usize,
    label: *const c_char,
    label_length: usize,
    pin: *const c_char,
    pin_length: usize,
    test: bool,
    key: *mut *mut selfsame_key,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_open_token", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(key, "key")?;
        let module = caller.text(module, module_length, "module")?;
        let token = caller.text(token, token_length, "token")?;
        let label = caller.text(label, label_length, "label")?;
        let pin = Zeroizing::new(caller.text(pin, pin_length, "pin")?.to_owned());
        out.give(open_token(module, token, label, &pin, test)?);
        Ok(())
    })
}

#[cfg(feature = "pkcs11")]
fn open_token(
    module: &str,
    token: &str,
    label: &str,
    pin: &Zeroizing<String>,
    test: bool,
) -> Outcome<Key> {
    use selfsame_verdict::key::{KeySelector, TokenKey, TokenSelector};
    let token = TokenSelector::Label(token.to_owned());
    let key = KeySelector::label(label);
    let key = TokenKey::open(std::path::Path::new(module), &token, &key, pin, test)?;
    Ok(Key::of(Kind::Token(Arc::new(key))))
}

#[cfg(not(feature = "pkcs11"))]
fn open_token(_: &str, _: &str, _: &str, _: &Zeroizing<String>, _: bool) -> Outcome<Key> {
    Err(not_built("pkcs11"))
}

/// What the key is called: its thumbprint, after `test-` if it is a test key. It lives as long as the
/// key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_kid(
    key: *const selfsame_key,
    kid: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_kid", error) };
    caller.answer(|caller| {
        let out = caller.out_text(kid, length, "kid")?;
        out.give(&caller.handle(key, "key")?.kid);
        Ok(())
    })
}

/// Frees a key. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_key_free(key: *mut selfsame_key) -> selfsame_code {
    free(key)
}

/// Public keys that are trusted. One thread at a time while keys are added. Free it with
/// `selfsame_key_set_free`; verifiers that were built with it live on.
pub struct selfsame_key_set {
    _ticket: [u8; 0],
}
handle!(selfsame_key_set, Mutex<KeySet>, "a key set");

/// No keys: nothing verifies.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_set_new(
    keys: *mut *mut selfsame_key_set,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_set_new", error) };
    caller.answer(|caller| {
        caller
            .out_handle(keys, "keys")?
            .give(Mutex::new(KeySet::new()));
        Ok(())
    })
}

/// Reads a JWKS document. Keys for other purposes are passed over.
///
/// Errors: `SELFSAME_KEY`, `SELFSAME_LIMIT` beyond 64 KiB or 64 keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_set_from_jwks(
    jwks: *const u8,
    jwks_length: usize,
    keys: *mut *mut selfsame_key_set,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_set_from_jwks", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(keys, "keys")?;
        let jwks = caller.bytes(jwks, jwks_length, "jwks")?;
        out.give(Mutex::new(KeySet::from_jwks(jwks)?));
        Ok(())
    })
}

/// Adds the public part of a key.
///
/// Errors: `SELFSAME_KEY` if a key of that name is there; `SELFSAME_LIMIT` beyond 64 keys.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_set_add(
    keys: *mut selfsame_key_set,
    key: *const selfsame_key,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_set_add", error) };
    caller.answer(|caller| {
        let keys = caller.handle(keys, "keys")?;
        let public = caller.handle(key, "key")?.signer().public_key().clone();
        let mut keys = brief(&keys).map_err(|failure| failure.of("keys"))?;
        *keys = keys.clone().with(public)?;
        Ok(())
    })
}

/// The set as a JWKS document, to be published.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_key_set_to_jwks(
    keys: *const selfsame_key_set,
    jwks: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_key_set_to_jwks", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(jwks, "jwks")?;
        let keys = caller.handle(keys, "keys")?;
        let jwks = brief(&keys)
            .map_err(|failure| failure.of("keys"))?
            .to_jwks();
        out.give(Bytes::of(jwks));
        Ok(())
    })
}

/// Frees a key set. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_key_set_free(key_set: *mut selfsame_key_set) -> selfsame_code {
    free(key_set)
}
