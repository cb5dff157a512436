//! Templates on a disk: sealed to a key and an owner.

use selfsame::template::{SEALED_BYTES, TemplateKey};

use super::selfsame_template;
use crate::boundary::{Caller, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code;
use crate::error::selfsame_error;

/// A key for templates, overwritten when freed. Unchangeable, so any thread may use it. Free it with
/// `selfsame_template_key_free`.
pub struct selfsame_template_key {
    _ticket: [u8; 0],
}
handle!(selfsame_template_key, TemplateKey, "a template key");

/// Bytes of a sealed template.
pub const SELFSAME_SEALED_TEMPLATE_BYTES: usize = 198;
const _: () = assert!(SELFSAME_SEALED_TEMPLATE_BYTES == SEALED_BYTES);

/// The caller's key: 32 random bytes, never a password.
///
/// Errors: `SELFSAME_LENGTH` for another length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_key_new(
    data: *const u8,
    length: usize,
    key: *mut *mut selfsame_template_key,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_key_new", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(key, "key")?;
        out.give(TemplateKey::new(
            *caller.bytes_of::<32>(data, length, "data")?,
        ));
        Ok(())
    })
}

/// A new random key.
///
/// Errors: `SELFSAME_IO` if the system has no random numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_key_generate(
    key: *mut *mut selfsame_template_key,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_key_generate", error) };
    caller.answer(|caller| {
        caller
            .out_handle(key, "key")?
            .give(TemplateKey::generate()?);
        Ok(())
    })
}

/// The key's 32 bytes, for the caller's key store.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_key_bytes(
    key: *const selfsame_template_key,
    bytes: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_key_bytes", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(bytes, "bytes")?;
        out.give(Bytes::of(caller.handle(key, "key")?.bytes().as_slice()));
        Ok(())
    })
}

/// Encrypts a template for its owner: `SELFSAME_SEALED_TEMPLATE_BYTES` bytes. `owner` is what the caller
/// knows the person by; it may be empty, and is needed to open the template again.
///
/// Errors: `SELFSAME_IO` if the system has no random numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_key_seal(
    key: *const selfsame_template_key,
    template: *const selfsame_template,
    owner: *const u8,
    owner_length: usize,
    sealed: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_key_seal", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(sealed, "sealed")?;
        let key = caller.handle(key, "key")?;
        let template = caller.handle(template, "template")?;
        let owner = caller.bytes(owner, owner_length, "owner")?;
        out.give(Bytes::of(key.seal(&template, owner)?));
        Ok(())
    })
}

/// Decrypts a template.
///
/// Errors: `SELFSAME_TEMPLATE` for bytes that are none, and, without a hint at which, for another key,
/// another owner, or bytes that were altered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_key_open(
    key: *const selfsame_template_key,
    sealed: *const u8,
    sealed_length: usize,
    owner: *const u8,
    owner_length: usize,
    template: *mut *mut selfsame_template,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_key_open", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(template, "template")?;
        let key = caller.handle(key, "key")?;
        let sealed = caller.bytes(sealed, sealed_length, "sealed")?;
        let owner = caller.bytes(owner, owner_length, "owner")?;
        out.give(key.open(sealed, owner)?);
        Ok(())
    })
}

/// Overwrites and frees a key. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_template_key_free(
    template_key: *mut selfsame_template_key,
) -> selfsame_code {
    free(template_key)
}
