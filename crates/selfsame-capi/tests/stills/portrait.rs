//! Enrolled portraits: where the face is, its template, what the picture is worth.

use std::ptr::{null, null_mut};

use selfsame::frame::open_still;
use selfsame::{Language, Picture, Portrait};
use selfsame_capi::selfsame_code::*;
use selfsame_capi::*;

use crate::faces::faces_of;
use crate::helpers::*;

fn enrolled() -> *mut selfsame_portrait {
    let (picture, mut portrait) = (portrait_picture(), null_mut());
    works!(selfsame_engine_enrol(engine(), picture, &raw mut portrait));
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
    portrait
}

/// Everything that C can read of a portrait is what the SDK says of it.
fn assert_same(portrait: *const selfsame_portrait, expected: &Portrait) {
    let [mut x, mut y, mut width, mut height] = [0.0; 4];
    works!(selfsame_portrait_box(
        portrait,
        &raw mut x,
        &raw mut y,
        &raw mut width,
        &raw mut height
    ));
    let bounds = expected.bounds();
    assert_eq!(
        [x, y, width, height],
        [bounds.x, bounds.y, bounds.width, bounds.height]
    );

    let (mut template, mut bytes) = (null_mut(), null_mut());
    works!(selfsame_portrait_template(portrait, &raw mut template));
    works!(selfsame_template_to_bytes(template, &raw mut bytes));
    assert_eq!(taken(bytes), *expected.template().to_bytes());
    assert_eq!(selfsame_template_free(template), SELFSAME_OK);

    let (measures, mut count) = (expected.assessment().measures(), 0);
    works!(selfsame_portrait_measure_count(portrait, &raw mut count));
    assert_eq!(count, measures.len());
    for (index, expected) in measures.iter().enumerate() {
        let (mut name, mut length, mut value, mut score, mut poor) = (null(), 0, 0.0, 0, false);
        works!(selfsame_portrait_measure(
            portrait,
            index,
            &raw mut name,
            &raw mut length,
            &raw mut value,
            &raw mut score,
            &raw mut poor
        ));
        let named = serde_json::to_value(expected.measure).unwrap();
        assert_eq!(read(name, length), named);
        assert_eq!((value, score), (expected.value, expected.score));
        assert_eq!(poor, expected.is_poor());
        for (number, language) in [
            (
                selfsame_language::SELFSAME_LANGUAGE_ENGLISH,
                Language::English,
            ),
            (
                selfsame_language::SELFSAME_LANGUAGE_MANDARIN,
                Language::Mandarin,
            ),
        ] {
            let (mut text, mut length) = (null(), 0);
            works!(selfsame_portrait_advice(
                portrait,
                index,
                number as i32,
                &raw mut text,
                &raw mut length
            ));
            let advice = expected.measure.advice(expected.value, language);
            assert_eq!(read(text, length), advice);
        }
    }

    let mut json = null_mut();
    works!(selfsame_portrait_assessment(portrait, &raw mut json));
    let expected = serde_json::to_vec(expected.assessment()).unwrap();
    assert_eq!(taken(json), expected);
}

#[test]
fn a_portrait_is_what_the_sdk_enrols() {
    let sdk_picture = open_still(portrait_file()).unwrap();
    let portrait = enrolled();
    assert_same(portrait, &sdk().enrol(&sdk_picture).unwrap());
    assert_eq!(selfsame_portrait_free(portrait), SELFSAME_OK);
    assert_eq!(selfsame_portrait_free(portrait), SELFSAME_HANDLE_FREED);
    assert_eq!(selfsame_portrait_free(null_mut()), SELFSAME_OK);
    let other = engine().cast_mut().cast();
    assert_eq!(selfsame_portrait_free(other), SELFSAME_HANDLE_TYPE);
}

#[test]
fn one_of_a_pictures_faces_is_enrolled() {
    let sdk_picture = open_still(portrait_file()).unwrap();
    let sdk_faces = sdk().faces(&sdk_picture, &Default::default()).unwrap();
    let expected = sdk().portrait_of(&sdk_picture, &sdk_faces[0]).unwrap();

    let picture = portrait_picture();
    let (faces, mut portrait, mut template) = (faces_of(picture), null_mut(), null_mut());
    works!(selfsame_engine_portrait_of(
        engine(),
        picture,
        faces,
        0,
        &raw mut portrait
    ));
    assert_same(portrait, &expected);
    works!(selfsame_engine_template(
        engine(),
        picture,
        faces,
        0,
        &raw mut template
    ));
    let mut bytes = null_mut();
    works!(selfsame_template_to_bytes(template, &raw mut bytes));
    assert_eq!(taken(bytes), *expected.template().to_bytes());
    assert_eq!(selfsame_portrait_free(portrait), SELFSAME_OK);
    assert_eq!(selfsame_template_free(template), SELFSAME_OK);
    assert_eq!(selfsame_faces_free(faces), SELFSAME_OK);
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
}

/// The picture twice, side by side.
fn twice(picture: &Picture) -> Picture {
    let row = picture.width() as usize * 3;
    let rows = picture.rgb().chunks_exact(row);
    let rgb = rows.flat_map(|row| [row, row].concat()).collect();
    Picture::from_rgb(2 * picture.width(), picture.height(), rgb).unwrap()
}

/// Every seventh pixel of every seventh row.
fn small(picture: &Picture) -> Picture {
    let (width, height) = (picture.width() / 7, picture.height() / 7);
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (7 * x, 7 * y)));
    let rgb = places.flat_map(|(x, y)| picture.pixel(x, y)).collect();
    Picture::from_rgb(width, height, rgb).unwrap()
}

#[test]
fn pictures_that_cannot_be_enrolled_are_told() {
    let one = open_still(portrait_file()).unwrap();
    let none = Picture::from_rgb(96, 80, vec![128; 96 * 80 * 3]).unwrap();
    let mut portrait = untouched();
    for (picture, says) in [
        (none, "no face was found"),
        (twice(&one), "2 faces were found"),
        (small(&one), "the face on the portrait is too small"),
    ] {
        let picture = picture_of(&picture);
        refused!(SELFSAME_PORTRAIT, "", says =>
            selfsame_engine_enrol(engine(), picture, &raw mut portrait));
        assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
    }
    assert_eq!(portrait, untouched());
}

#[test]
fn misuse_of_what_makes_portraits() {
    let picture = grey_picture();
    let faces = faces_of(picture);
    let (mut portrait, mut template) = (untouched(), untouched());
    let (of, p, t) = (engine(), &raw mut portrait, &raw mut template);

    wrong_handles!("engine", "an engine", e => selfsame_engine_enrol(e, picture, p));
    wrong_handles!("picture", "a picture", w => selfsame_engine_enrol(of, w, p));
    wrong_places!("portrait", p => selfsame_engine_enrol(of, picture, p));

    wrong_handles!("engine", "an engine", e =>
        selfsame_engine_portrait_of(e, picture, faces, 0, p));
    wrong_handles!("picture", "a picture", w => selfsame_engine_portrait_of(of, w, faces, 0, p));
    wrong_handles!("faces", "faces", f => selfsame_engine_portrait_of(of, picture, f, 0, p));
    wrong_places!("portrait", p => selfsame_engine_portrait_of(of, picture, faces, 0, p));

    wrong_handles!("engine", "an engine", e => selfsame_engine_template(e, picture, faces, 0, t));
    wrong_handles!("picture", "a picture", w => selfsame_engine_template(of, w, faces, 0, t));
    wrong_handles!("faces", "faces", f => selfsame_engine_template(of, picture, f, 0, t));
    wrong_places!("template", t => selfsame_engine_template(of, picture, faces, 0, t));
    let says = "number 0 of 0";
    refused!(SELFSAME_INDEX, "index", says =>
        selfsame_engine_portrait_of(of, picture, faces, 0, p));
    assert_eq!((portrait, template), (untouched(), untouched()));
    assert_eq!(selfsame_faces_free(faces), SELFSAME_OK);
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
}

#[test]
fn misuse_of_what_reads_portraits() {
    let portrait = enrolled();
    let (mut number, mut count, mut score, mut poor) = ([77.0f32; 4], 78usize, 79u8, true);
    let (mut text, mut template, mut json) = (
        untouched::<std::ffi::c_char>().cast_const(),
        untouched(),
        untouched(),
    );
    let [x, y, w, h] = [0, 1, 2, 3].map(|i| &raw mut number[i]);
    let (n, s, b, t) = (&raw mut count, &raw mut score, &raw mut poor, &raw mut text);
    let (m, j) = (&raw mut template, &raw mut json);

    wrong_handles!("portrait", "a portrait", p => selfsame_portrait_box(p, x, y, w, h));
    wrong_places!("x", x => selfsame_portrait_box(portrait, x, y, w, h));
    wrong_places!("y", y => selfsame_portrait_box(portrait, x, y, w, h));
    wrong_places!("width", w => selfsame_portrait_box(portrait, x, y, w, h));
    wrong_places!("height", h => selfsame_portrait_box(portrait, x, y, w, h));

    wrong_handles!("portrait", "a portrait", p => selfsame_portrait_template(p, m));
    wrong_places!("template", m => selfsame_portrait_template(portrait, m));

    wrong_handles!("portrait", "a portrait", p => selfsame_portrait_measure_count(p, n));
    wrong_places!("count", n => selfsame_portrait_measure_count(portrait, n));

    wrong_handles!("portrait", "a portrait", p => selfsame_portrait_measure(p, 0, t, n, x, s, b));
    wrong_places!("name", t => selfsame_portrait_measure(portrait, 0, t, n, x, s, b));
    wrong_places!("length", n => selfsame_portrait_measure(portrait, 0, t, n, x, s, b));
    wrong_places!("value", x => selfsame_portrait_measure(portrait, 0, t, n, x, s, b));
    no_place!("score", s => selfsame_portrait_measure(portrait, 0, t, n, x, s, b));
    no_place!("poor", b => selfsame_portrait_measure(portrait, 0, t, n, x, s, b));

    let english = selfsame_language::SELFSAME_LANGUAGE_ENGLISH as i32;
    wrong_handles!("portrait", "a portrait", p => selfsame_portrait_advice(p, 0, english, t, n));
    wrong_places!("text", t => selfsame_portrait_advice(portrait, 0, english, t, n));
    wrong_places!("length", n => selfsame_portrait_advice(portrait, 0, english, t, n));
    for language in [0, 3, -1, i32::MAX, i32::MIN] {
        let says = format!("{language} is no selfsame_language");
        refused!(SELFSAME_ENUM, "language", &says =>
            selfsame_portrait_advice(portrait, 0, language, t, n));
    }

    for index in [26, usize::MAX] {
        let says = format!("number {index} of 26");
        refused!(SELFSAME_INDEX, "index", &says =>
            selfsame_portrait_measure(portrait, index, t, n, x, s, b));
        refused!(SELFSAME_INDEX, "index", &says =>
            selfsame_portrait_advice(portrait, index, english, t, n));
    }

    wrong_handles!("portrait", "a portrait", p => selfsame_portrait_assessment(p, j));
    wrong_places!("json", j => selfsame_portrait_assessment(portrait, j));

    assert_eq!((number, count, score, poor), ([77.0; 4], 78, 79, true));
    assert_eq!(text, untouched::<std::ffi::c_char>().cast_const());
    assert_eq!((template, json), (untouched(), untouched()));
    assert_eq!(selfsame_portrait_free(portrait), SELFSAME_OK);
}
