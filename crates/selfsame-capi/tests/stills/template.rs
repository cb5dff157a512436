//! Templates: stored, fused, sealed to a key and an owner.

use std::ptr::{null, null_mut};

use selfsame::template::{SEALED_BYTES, STORED_BYTES, Template, TemplateKey};
use selfsame_capi::selfsame_code::*;
use selfsame_capi::*;

use crate::helpers::*;

const KEY: [u8; 32] = [7; 32];
const OWNER: &[u8] = b"case 7";

fn own() -> *mut selfsame_template {
    template_of(&sdk_template().to_bytes())
}

fn stored(template: *const selfsame_template) -> Vec<u8> {
    let mut bytes = null_mut();
    works!(selfsame_template_to_bytes(template, &raw mut bytes));
    taken(bytes)
}

fn key() -> *mut selfsame_template_key {
    let mut key = null_mut();
    works!(selfsame_template_key_new(
        KEY.as_ptr(),
        KEY.len(),
        &raw mut key
    ));
    key
}

fn sealed(key: *const selfsame_template_key, owner: &[u8]) -> Vec<u8> {
    let (template, mut bytes) = (own(), null_mut());
    works!(selfsame_template_key_seal(
        key,
        template,
        owner.as_ptr(),
        owner.len(),
        &raw mut bytes
    ));
    assert_eq!(selfsame_template_free(template), SELFSAME_OK);
    taken(bytes)
}

#[test]
fn the_stored_form_leads_back() {
    assert_eq!(SELFSAME_TEMPLATE_BYTES, STORED_BYTES);
    let (template, mut quality) = (own(), 0);
    works!(selfsame_template_quality(template, &raw mut quality));
    assert_eq!(quality, sdk_template().quality());
    assert!((1..=100).contains(&quality));
    let bytes = stored(template);
    assert_eq!(bytes.len(), SELFSAME_TEMPLATE_BYTES);
    assert_eq!(bytes, *sdk_template().to_bytes());
    assert_eq!(selfsame_template_free(template), SELFSAME_OK);
    assert_eq!(selfsame_template_free(template), SELFSAME_HANDLE_FREED);
    assert_eq!(selfsame_template_free(null_mut()), SELFSAME_OK);
    let other = engine().cast_mut().cast();
    assert_eq!(selfsame_template_free(other), SELFSAME_HANDLE_TYPE);
}

#[test]
fn bytes_that_are_no_template_are_told() {
    let good = sdk_template().to_bytes().to_vec();
    let altered = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        bytes
    };
    let mut template = untouched();
    let out = &raw mut template;
    for (bytes, says) in [
        (good[..STORED_BYTES - 1].to_vec(), "152 bytes where 153"),
        ([&good[..], &[0]].concat(), "154 bytes where 153"),
        (altered(0, b'X'), "does not begin"),
        (altered(4, 9), "form 9"),
        (altered(24, 101), "byte 24"),
    ] {
        let (data, length) = (bytes.as_ptr(), bytes.len());
        refused!(SELFSAME_TEMPLATE, "", says => selfsame_template_from_bytes(data, length, out));
    }
    refused!(SELFSAME_TEMPLATE, "", "0 bytes where 153" =>
        selfsame_template_from_bytes(null(), 0, out));
    assert_eq!(template, untouched());
}

/// Another template of the same model: half of the numbers turned round.
fn half_turned() -> Vec<u8> {
    let mut bytes = sdk_template().to_bytes().to_vec();
    for byte in &mut bytes[90..] {
        *byte = byte.wrapping_neg();
    }
    bytes
}

#[test]
fn fused_as_the_sdk_fuses() {
    let (a, b) = (own(), template_of(&half_turned()));
    let [sdk_a, sdk_b] = [stored(a), stored(b)].map(|bytes| Template::from_bytes(&bytes).unwrap());
    let mut fused = null_mut();
    let both: [*const selfsame_template; 3] = [a, b, a];
    works!(selfsame_template_fused(both.as_ptr(), 3, &raw mut fused));
    let expected = Template::fused(&[sdk_a.clone(), sdk_b, sdk_a]).unwrap();
    assert_eq!(stored(fused), *expected.to_bytes());
    assert_ne!(stored(fused), stored(a));
    for template in [a, b, fused] {
        assert_eq!(selfsame_template_free(template), SELFSAME_OK);
    }
}

#[test]
fn templates_that_cannot_be_fused_are_told() {
    let own_bytes = sdk_template().to_bytes().to_vec();
    let turned: Vec<u8> = own_bytes[25..].iter().map(|b| b.wrapping_neg()).collect();
    let opposite = template_of(&[&own_bytes[..25], &turned].concat());
    let mut foreign = own_bytes.clone();
    foreign[8] ^= 1;
    let (a, foreign) = (own(), template_of(&foreign));
    let mut fused = untouched();
    let out = &raw mut fused;
    for (second, code, says) in [
        (opposite, SELFSAME_TEMPLATE, "cancel each other out"),
        (foreign, SELFSAME_ARGUMENT, "different models"),
    ] {
        let both: [*const selfsame_template; 2] = [a, second];
        refused!(code, "", says => selfsame_template_fused(both.as_ptr(), 2, out));
    }
    let one: [*const selfsame_template; 1] = [a];
    refused!(SELFSAME_ARGUMENT, "", "no templates" =>
        selfsame_template_fused(one.as_ptr(), 0, out));
    refused!(SELFSAME_ARGUMENT, "", "no templates" => selfsame_template_fused(null(), 0, out));
    for (code, list, count) in [
        (SELFSAME_NULL, null(), 1),
        (SELFSAME_LENGTH, one.as_ptr(), 4097),
        (SELFSAME_LENGTH, one.as_ptr(), usize::MAX),
        (SELFSAME_ALIGNMENT, std::ptr::without_provenance(0x1001), 1),
    ] {
        refused!(code, "templates", "" => selfsame_template_fused(list, count, out));
    }
    for (wrong, code) in wrong() {
        let list: [*const selfsame_template; 3] = [a, a, wrong.cast()];
        let says = "number 2, counted from 0: ";
        refused!(code, "templates", says => selfsame_template_fused(list.as_ptr(), 3, out));
    }
    wrong_places!("template", out => selfsame_template_fused(one.as_ptr(), 1, out));
    assert_eq!(fused, untouched());
    for template in [a, opposite, foreign] {
        assert_eq!(selfsame_template_free(template), SELFSAME_OK);
    }
}

#[test]
fn misuse_of_templates() {
    let own = own();
    let (mut template, mut bytes, mut quality, mut comparison) =
        (untouched(), untouched(), 77u8, untouched());
    let (t, b, q) = (&raw mut template, &raw mut bytes, &raw mut quality);
    let (c, data) = (&raw mut comparison, KEY.as_ptr());

    wrong_places!("template", t => selfsame_template_from_bytes(data, 32, t));
    refused!(SELFSAME_NULL, "data", "NULL" => selfsame_template_from_bytes(null(), 153, t));
    refused!(SELFSAME_LENGTH, "data", "more than memory holds" =>
        selfsame_template_from_bytes(data, usize::MAX, t));
    wrong_handles!("template", "a template", w => selfsame_template_to_bytes(w, b));
    wrong_places!("bytes", b => selfsame_template_to_bytes(own, b));
    wrong_handles!("template", "a template", w => selfsame_template_quality(w, q));
    no_place!("quality", q => selfsame_template_quality(own, q));
    wrong_handles!("a", "a template", w => selfsame_template_compare(w, own, c));
    wrong_handles!("b", "a template", w => selfsame_template_compare(own, w, c));
    wrong_places!("comparison", c => selfsame_template_compare(own, own, c));

    assert_eq!((template, bytes), (untouched(), untouched()));
    assert_eq!((quality, comparison), (77, untouched()));
    assert_eq!(selfsame_template_free(own), SELFSAME_OK);
}

#[test]
fn what_is_sealed_opens_with_its_key_for_its_owner() {
    assert_eq!(SELFSAME_SEALED_TEMPLATE_BYTES, SEALED_BYTES);
    let (key, mut template) = (key(), null_mut());
    for owner in [OWNER, b""] {
        let bytes = sealed(key, owner);
        assert_eq!(bytes.len(), SELFSAME_SEALED_TEMPLATE_BYTES);
        let in_rust = TemplateKey::new(KEY).open(&bytes, owner).unwrap();
        works!(selfsame_template_key_open(
            key,
            bytes.as_ptr(),
            bytes.len(),
            owner.as_ptr(),
            owner.len(),
            &raw mut template
        ));
        assert_eq!(stored(template), *in_rust.to_bytes());
        assert_eq!(stored(template), *sdk_template().to_bytes());
        assert_eq!(selfsame_template_free(template), SELFSAME_OK);
    }
    let mut bytes = null_mut();
    works!(selfsame_template_key_bytes(key, &raw mut bytes));
    assert_eq!(taken(bytes), KEY);

    let mut drawn = [null_mut(), null_mut()];
    let drawn = [0, 1].map(|i| {
        works!(selfsame_template_key_generate(&raw mut drawn[i]));
        works!(selfsame_template_key_bytes(drawn[i], &raw mut bytes));
        assert_eq!(selfsame_template_key_free(drawn[i]), SELFSAME_OK);
        taken(bytes)
    });
    assert_eq!(drawn[0].len(), 32);
    assert_ne!(drawn[0], drawn[1]);

    assert_eq!(selfsame_template_key_free(key), SELFSAME_OK);
    assert_eq!(selfsame_template_key_free(key), SELFSAME_HANDLE_FREED);
    assert_eq!(selfsame_template_key_free(null_mut()), SELFSAME_OK);
    let other = engine().cast_mut().cast();
    assert_eq!(selfsame_template_key_free(other), SELFSAME_HANDLE_TYPE);
}

#[test]
fn nothing_else_opens() {
    let (key, mut other) = (key(), null_mut());
    works!(selfsame_template_key_generate(&raw mut other));
    let good = sealed(key, OWNER);
    let mut altered = good.clone();
    altered[100] ^= 1;
    let mut template = untouched();
    for (with, bytes, owner, says) in [
        (other, &good[..], OWNER, "another key or owner"),
        (key, &good, b"case 8", "another key or owner"),
        (key, &good, b"", "another key or owner"),
        (key, &altered, OWNER, "another key or owner"),
        (key, &good[..197], OWNER, "197 bytes where 198"),
        (key, b"", OWNER, "0 bytes where 198"),
    ] {
        let (data, length, of, of_length) =
            (bytes.as_ptr(), bytes.len(), owner.as_ptr(), owner.len());
        let t = &raw mut template;
        refused!(SELFSAME_TEMPLATE, "", says =>
            selfsame_template_key_open(with, data, length, of, of_length, t));
    }
    assert_eq!(template, untouched());
    for key in [key, other] {
        assert_eq!(selfsame_template_key_free(key), SELFSAME_OK);
    }
}

#[test]
fn misuse_of_keys() {
    let (key, own) = (key(), own());
    let (mut made, mut bytes, mut template) = (untouched(), untouched(), untouched());
    let (k, b, t) = (&raw mut made, &raw mut bytes, &raw mut template);
    let (data, owner) = (KEY.as_ptr(), OWNER.as_ptr());

    wrong_places!("key", k => selfsame_template_key_new(data, 32, k));
    refused!(SELFSAME_NULL, "data", "NULL" => selfsame_template_key_new(null(), 32, k));
    let longer = [1u8; 33];
    for length in [0, 16, 31, 33] {
        let says = format!("{length} bytes where 32 are needed");
        refused!(SELFSAME_LENGTH, "data", &says =>
            selfsame_template_key_new(longer.as_ptr(), length, k));
    }
    wrong_places!("key", k => selfsame_template_key_generate(k));
    wrong_handles!("key", "a template key", w => selfsame_template_key_bytes(w, b));
    wrong_places!("bytes", b => selfsame_template_key_bytes(key, b));

    wrong_handles!("key", "a template key", w => selfsame_template_key_seal(w, own, owner, 6, b));
    wrong_handles!("template", "a template", w => selfsame_template_key_seal(key, w, owner, 6, b));
    wrong_places!("sealed", b => selfsame_template_key_seal(key, own, owner, 6, b));
    let (code, says) = (SELFSAME_NULL, "NULL");
    refused!(code, "owner", says => selfsame_template_key_seal(key, own, null(), 6, b));
    let (code, says) = (SELFSAME_LENGTH, "more than memory holds");
    let most = usize::MAX;
    refused!(code, "owner", says => selfsame_template_key_seal(key, own, owner, most, b));

    wrong_handles!("key", "a template key", w =>
        selfsame_template_key_open(w, data, 32, owner, 6, t));
    wrong_places!("template", t => selfsame_template_key_open(key, data, 32, owner, 6, t));
    let (code, says) = (SELFSAME_NULL, "NULL");
    refused!(code, "sealed", says => selfsame_template_key_open(key, null(), 198, owner, 6, t));
    refused!(code, "owner", says => selfsame_template_key_open(key, data, 32, null(), 6, t));
    let (code, says) = (SELFSAME_LENGTH, "more than memory holds");
    refused!(code, "sealed", says => selfsame_template_key_open(key, data, most, owner, 6, t));
    refused!(code, "owner", says => selfsame_template_key_open(key, data, 32, owner, most, t));

    assert_eq!(
        (made, bytes, template),
        (untouched(), untouched(), untouched())
    );
    assert_eq!(selfsame_template_key_free(key), SELFSAME_OK);
    assert_eq!(selfsame_template_free(own), SELFSAME_OK);
}
