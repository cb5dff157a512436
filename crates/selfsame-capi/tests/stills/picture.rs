//! Pictures: from a file, its bytes and pixels.

use std::ptr::{null, null_mut};

use selfsame::frame::open_still;
use selfsame_capi::selfsame_code::*;
use selfsame_capi::*;

use crate::helpers::*;

/// Width, height and bytes.
fn all_of(picture: *const selfsame_picture) -> (u32, u32, Vec<u8>) {
    let (mut width, mut height, mut data, mut length) = (0, 0, null(), 0);
    works!(selfsame_picture_width(picture, &raw mut width));
    works!(selfsame_picture_height(picture, &raw mut height));
    works!(selfsame_picture_rgb(
        picture,
        &raw mut data,
        &raw mut length
    ));
    (width, height, items(data, length))
}

#[test]
fn one_picture_from_file_bytes_and_pixels() {
    let expected = open_still(portrait_file()).unwrap();
    let expected = (expected.width(), expected.height(), expected.into_rgb());
    let opened = portrait_picture();
    assert_eq!(all_of(opened), expected);

    let (file, mut decoded) = (std::fs::read(portrait_file()).unwrap(), null_mut());
    works!(selfsame_picture_decode(
        file.as_ptr(),
        file.len(),
        &raw mut decoded
    ));
    assert_eq!(all_of(decoded), expected);

    let (mut pixels, mut made) = (expected.2.clone(), null_mut());
    works!(selfsame_picture_from_rgb(
        expected.0,
        expected.1,
        pixels.as_ptr(),
        pixels.len(),
        &raw mut made
    ));
    pixels.fill(0);
    assert_eq!(all_of(made), expected, "the pixels were copied");
    for picture in [opened, decoded, made] {
        assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
        assert_eq!(selfsame_picture_free(picture), SELFSAME_HANDLE_FREED);
    }
    assert_eq!(selfsame_picture_free(null_mut()), SELFSAME_OK);
    assert_eq!(
        selfsame_picture_free(wrong()[2].0.cast()),
        SELFSAME_HANDLE_TYPE
    );
    assert_eq!(selfsame_picture_free(wrong()[3].0.cast()), SELFSAME_HANDLE);
}

#[test]
fn files_that_are_no_picture_are_told() {
    let mut picture = untouched();
    let out = &raw mut picture;
    for (path, says) in [
        ("no/such/portrait.jpg", "no/such/portrait.jpg"),
        (env!("CARGO_MANIFEST_DIR"), "not a regular file"),
        ("", "cannot be read"),
        ("portrait\0.jpg", "cannot be read"),
    ] {
        let (text, length) = (path.as_ptr().cast(), path.len());
        refused!(SELFSAME_IO, "", says => selfsame_picture_open(text, length, out));
    }
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let (text, length) = (manifest.as_ptr().cast(), manifest.len());
    let says = "not a JPEG, PNG, WebP, BMP or PNM picture";
    refused!(SELFSAME_IMAGE, "", says => selfsame_picture_open(text, length, out));

    let file = std::fs::read(portrait_file()).unwrap();
    let cut = &file[..file.len() / 2];
    // A PNM of 20000 x 20000 pixels that has none.
    let large = b"P6 20000 20000 255\n";
    for (bytes, code, says) in [
        (&b""[..], SELFSAME_IMAGE, "empty"),
        (b"hello", SELFSAME_IMAGE, "not a JPEG"),
        (cut, SELFSAME_IMAGE, "Jpeg picture"),
        (large, SELFSAME_LIMIT, "20000x20000"),
    ] {
        let (data, length) = (bytes.as_ptr(), bytes.len());
        refused!(code, "", says => selfsame_picture_decode(data, length, out));
    }
    refused!(SELFSAME_IMAGE, "", "empty" => selfsame_picture_decode(null(), 0, out));
    assert_eq!(picture, untouched());
}

#[test]
fn pixels_that_do_not_fit_their_size_are_told() {
    let mut picture = untouched();
    let out = &raw mut picture;
    let bytes = vec![7u8; 16_385 * 3];
    let data = bytes.as_ptr();
    for (width, height, length) in [
        (4, 4, 47),
        (4, 4, 49),
        (4, 4, 16),
        (4, 4, 0),
        (8_000, 8_000, 48),
    ] {
        let says = format!("{width}x{height} picture: {length} bytes");
        refused!(SELFSAME_IMAGE, "data", &says =>
            selfsame_picture_from_rgb(width, height, data, length, out));
    }
    for (width, height) in [(0, 4), (4, 0), (0, 0), (u32::MAX, 0)] {
        refused!(SELFSAME_IMAGE, "", "a side is zero" =>
            selfsame_picture_from_rgb(width, height, data, 0, out));
    }
    for (width, height) in [
        (16_385, 1),
        (1, 16_385),
        (9_000, 9_000),
        // The bytes of these are more than 64 bits count.
        (u32::MAX, u32::MAX),
        (1 << 31, 1 << 31),
    ] {
        refused!(SELFSAME_LIMIT, "", &format!("{width}x{height} picture") =>
            selfsame_picture_from_rgb(width, height, data, bytes.len(), out));
    }
    assert_eq!(picture, untouched());
}

#[test]
fn misuse_of_what_makes_pictures() {
    let path = portrait_file();
    let (text, length) = (path.as_ptr().cast(), path.len());
    let mut picture = untouched();
    let out = &raw mut picture;

    wrong_places!("picture", out => selfsame_picture_open(text, length, out));
    refused!(SELFSAME_NULL, "path", "NULL" => selfsame_picture_open(null(), length, out));
    refused!(SELFSAME_LENGTH, "path", "more than memory holds" =>
        selfsame_picture_open(text, usize::MAX, out));
    let latin = b"ni\xf1o.jpg";
    refused!(SELFSAME_UTF8, "path", "from byte 2 on" =>
        selfsame_picture_open(latin.as_ptr().cast(), latin.len(), out));

    let data = latin.as_ptr();
    wrong_places!("picture", out => selfsame_picture_decode(data, 8, out));
    refused!(SELFSAME_NULL, "data", "NULL" => selfsame_picture_decode(null(), 8, out));
    refused!(SELFSAME_LENGTH, "data", "more than memory holds" =>
        selfsame_picture_decode(data, usize::MAX, out));

    wrong_places!("picture", out => selfsame_picture_from_rgb(1, 1, data, 3, out));
    refused!(SELFSAME_NULL, "data", "NULL" => selfsame_picture_from_rgb(1, 1, null(), 3, out));
    refused!(SELFSAME_LENGTH, "data", "more than memory holds" =>
        selfsame_picture_from_rgb(1, 1, data, usize::MAX, out));
    assert_eq!(picture, untouched());
}

#[test]
fn misuse_of_what_reads_pictures() {
    let picture = grey_picture();
    let (mut number, mut data, mut length) = (77u32, untouched::<u8>().cast_const(), 78usize);
    let (n, d, l) = (&raw mut number, &raw mut data, &raw mut length);

    wrong_handles!("picture", "a picture", p => selfsame_picture_width(p, n));
    wrong_places!("width", n => selfsame_picture_width(picture, n));
    wrong_handles!("picture", "a picture", p => selfsame_picture_height(p, n));
    wrong_places!("height", n => selfsame_picture_height(picture, n));
    wrong_handles!("picture", "a picture", p => selfsame_picture_rgb(p, d, l));
    wrong_places!("data", d => selfsame_picture_rgb(picture, d, l));
    wrong_places!("length", l => selfsame_picture_rgb(picture, d, l));
    assert_eq!((number, length), (77, 78));
    assert_eq!(data, untouched::<u8>().cast_const());
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
}
