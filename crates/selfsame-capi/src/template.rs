//! Templates: faces as numbers, stored, compared.

mod key;

use selfsame::matching::Comparison;
use selfsame::template::{STORED_BYTES, Template};

use crate::boundary::{Caller, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code;
use crate::engine::selfsame_engine;
use crate::error::selfsame_error;
use crate::faces::selfsame_faces;
use crate::matching::selfsame_comparison;
use crate::picture::selfsame_picture;

pub use key::*;

/// A face as numbers: personal data, overwritten when freed. Unchangeable, so any thread may use it.
/// Free it with `selfsame_template_free`.
pub struct selfsame_template {
    _ticket: [u8; 0],
}
handle!(selfsame_template, Template, "a template");

/// Bytes of a stored template.
pub const SELFSAME_TEMPLATE_BYTES: usize = 153;
const _: () = assert!(SELFSAME_TEMPLATE_BYTES == STORED_BYTES);

/// The template of one of the faces of a picture: a face of `selfsame_engine_faces` on the same picture.
///
/// Errors: `SELFSAME_ARGUMENT` for faces that were found on another picture; `SELFSAME_INDEX`;
/// `SELFSAME_ABSENT` for faces without landmarks; `SELFSAME_PORTRAIT` if the face has no extent;
/// `SELFSAME_INFERENCE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_template(
    engine: *const selfsame_engine,
    picture: *const selfsame_picture,
    faces: *const selfsame_faces,
    index: usize,
    template: *mut *mut selfsame_template,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_template", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(template, "template")?;
        let engine = caller.handle(engine, "engine")?;
        let picture = caller.handle(picture, "picture")?;
        let faces = caller.handle(faces, "faces")?;
        let face = faces.on(&picture, index)?;
        out.give(engine.engine.template(&picture, &face.mesh)?);
        Ok(())
    })
}

/// A template from its stored form, `SELFSAME_TEMPLATE_BYTES` bytes.
///
/// Errors: `SELFSAME_TEMPLATE` that names the field.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_from_bytes(
    data: *const u8,
    length: usize,
    template: *mut *mut selfsame_template,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_from_bytes", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(template, "template")?;
        out.give(Template::from_bytes(caller.bytes(data, length, "data")?)?);
        Ok(())
    })
}

/// The stored form, `SELFSAME_TEMPLATE_BYTES` bytes. It is not encrypted: see
/// `selfsame_template_key_seal`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_to_bytes(
    template: *const selfsame_template,
    bytes: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_to_bytes", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(bytes, "bytes")?;
        let template = caller.handle(template, "template")?;
        out.give(Bytes::of(template.to_bytes().as_slice()));
        Ok(())
    })
}

/// How much of a face the network saw, 0 to 100 (ISO/IEC 29794-5, unified quality score). Below 50 ask
/// for another picture.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_quality(
    template: *const selfsame_template,
    quality: *mut u8,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_quality", error) };
    caller.answer(|caller| {
        let out = caller.out(quality, "quality")?;
        out.give(caller.handle(template, "template")?.quality());
        Ok(())
    })
}

/// The sum of `count` templates of one person, at least one.
///
/// Errors: `SELFSAME_ARGUMENT` for none, and for templates of different models; `SELFSAME_LENGTH` for more
/// than 4096; `SELFSAME_TEMPLATE` if they cancel each other out.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_fused(
    templates: *const *const selfsame_template,
    count: usize,
    template: *mut *mut selfsame_template,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_fused", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(template, "template")?;
        let each = caller.handles(templates, count, "templates")?;
        let each: Vec<Template> = each.iter().map(|template| (**template).clone()).collect();
        out.give(Template::fused(&each)?);
        Ok(())
    })
}

/// Compares two templates.
///
/// Errors: `SELFSAME_ARGUMENT` if different models made them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_template_compare(
    a: *const selfsame_template,
    b: *const selfsame_template,
    comparison: *mut *mut selfsame_comparison,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_template_compare", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(comparison, "comparison")?;
        let a = caller.handle(a, "a")?;
        let b = caller.handle(b, "b")?;
        out.give(Comparison::of(&a, &b)?);
        Ok(())
    })
}

/// Overwrites and frees a template. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_template_free(template: *mut selfsame_template) -> selfsame_code {
    free(template)
}
