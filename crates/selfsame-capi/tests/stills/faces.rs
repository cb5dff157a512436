//! Faces of a picture: boxes, landmarks, and how the search is told.

use std::ptr::{null, null_mut};

use selfsame::detect::{Bounds, DetectorOptions};
use selfsame::frame::open_still;
use selfsame_capi::selfsame_code::{self, *};
use selfsame_capi::*;

use crate::helpers::*;

/// As recommended.
fn recommended() -> selfsame_detect_options {
    selfsame_detect_options {
        size: size_of::<selfsame_detect_options>() as u32,
        version: SELFSAME_DETECT_OPTIONS_VERSION,
        min_face: 20,
        max_face: u32::MAX,
        scale_factor: 0.8,
        stride: 4,
        score: 2.0,
        in_region: 0,
        x: 0.0,
        y: 0.0,
        width: 0.0,
        height: 0.0,
    }
}

fn detect(
    picture: *const selfsame_picture,
    options: *const selfsame_detect_options,
) -> *mut selfsame_faces {
    let mut faces = null_mut();
    works!(selfsame_engine_detect(
        engine(),
        picture,
        options,
        &raw mut faces
    ));
    faces
}

pub(crate) fn faces_of(picture: *const selfsame_picture) -> *mut selfsame_faces {
    let mut faces = null_mut();
    works!(selfsame_engine_faces(
        engine(),
        picture,
        null(),
        &raw mut faces
    ));
    faces
}

fn count(faces: *const selfsame_faces) -> usize {
    let mut count = usize::MAX;
    works!(selfsame_faces_count(faces, &raw mut count));
    count
}

/// Box and score of each; frees them.
fn boxes(faces: *mut selfsame_faces) -> Vec<(Bounds, f32)> {
    let each = (0..count(faces)).map(|index| {
        let [mut x, mut y, mut width, mut height, mut score] = [0.0; 5];
        works!(selfsame_faces_box(
            faces,
            index,
            &raw mut x,
            &raw mut y,
            &raw mut width,
            &raw mut height
        ));
        works!(selfsame_faces_score(faces, index, &raw mut score));
        let bounds = Bounds {
            x,
            y,
            width,
            height,
        };
        (bounds, score)
    });
    let each = each.collect();
    assert_eq!(selfsame_faces_free(faces), SELFSAME_OK);
    each
}

#[test]
fn what_is_detected_is_what_the_sdk_detects() {
    let sdk_picture = open_still(portrait_file()).unwrap();
    let picture = portrait_picture();
    let expected = |options: &DetectorOptions| -> Vec<(Bounds, f32)> {
        let found = sdk().detector().detect(&sdk_picture.to_grey(), options);
        let found = found.unwrap();
        found.iter().map(|face| (face.bounds, face.score)).collect()
    };
    let plain = expected(&DetectorOptions::default());
    assert_eq!(plain.len(), 1);
    assert_eq!(boxes(detect(picture, null())), plain);
    let told = recommended();
    assert_eq!(boxes(detect(picture, &raw const told)), plain);

    // Each number counts: more is found, or less.
    let face = plain[0].0;
    let finer = selfsame_detect_options {
        min_face: 40,
        max_face: 300,
        scale_factor: 0.9,
        stride: 2,
        score: 0.5,
        ..recommended()
    };
    let options = DetectorOptions {
        min_face: 40,
        max_face: Some(300),
        scale_factor: 0.9,
        stride: 2,
        score: 0.5,
        region: None,
    };
    assert_ne!(expected(&options), plain);
    assert_eq!(boxes(detect(picture, &raw const finer)), expected(&options));

    let half = Bounds {
        width: face.width / 2.0,
        ..face
    };
    for region in [face, half] {
        let options = DetectorOptions {
            region: Some(region),
            ..DetectorOptions::default()
        };
        let within = selfsame_detect_options {
            in_region: 1,
            x: region.x,
            y: region.y,
            width: region.width,
            height: region.height,
            ..recommended()
        };
        let found = boxes(detect(picture, &raw const within));
        assert_eq!(found, expected(&options));
    }
    let elsewhere = selfsame_detect_options {
        in_region: 1,
        x: 1e6,
        y: -1e6,
        width: 60.0,
        height: 60.0,
        ..recommended()
    };
    assert_eq!(boxes(detect(picture, &raw const elsewhere)), []);
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
}

#[test]
fn landmarks_are_those_of_the_sdk() {
    let sdk_picture = open_still(portrait_file()).unwrap();
    let expected = sdk().faces(&sdk_picture, &DetectorOptions::default());
    let expected = expected.unwrap();
    let picture = portrait_picture();
    let faces = faces_of(picture);
    // The faces do not need the picture.
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
    assert_eq!(count(faces), expected.len());
    for (index, face) in expected.iter().enumerate() {
        let (mut points, mut numbers, mut presence) = (null(), 0, 0.0);
        works!(selfsame_faces_landmarks(
            faces,
            index,
            &raw mut points,
            &raw mut numbers
        ));
        works!(selfsame_faces_presence(faces, index, &raw mut presence));
        assert_eq!(numbers, 3 * selfsame::landmark::POINTS);
        assert_eq!(items(points, numbers), face.mesh.points().as_flattened());
        assert_eq!(presence, face.mesh.presence());
    }
    let each = expected.iter().map(|face| (face.bounds, face.score));
    assert_eq!(boxes(faces), each.collect::<Vec<_>>());
}

#[test]
fn a_picture_without_a_face_has_none() {
    let picture = grey_picture();
    let (boxes, faces) = (detect(picture, null()), faces_of(picture));
    let mut score = 77.0f32;
    for faces in [boxes, faces] {
        assert_eq!(count(faces), 0);
        refused!(SELFSAME_INDEX, "index", "number 0 of 0" =>
            selfsame_faces_score(faces, 0, &raw mut score));
        assert_eq!(selfsame_faces_free(faces), SELFSAME_OK);
        assert_eq!(selfsame_faces_free(faces), SELFSAME_HANDLE_FREED);
    }
    assert_eq!(score, 77.0);
    assert_eq!(selfsame_faces_free(null_mut()), SELFSAME_OK);
    assert_eq!(selfsame_faces_free(picture.cast()), SELFSAME_HANDLE_TYPE);
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
}

/// Options that are wrong, each in one way.
fn wrong_options() -> Vec<(
    selfsame_detect_options,
    selfsame_code,
    &'static str,
    &'static str,
)> {
    let mut all = Vec::new();
    let mut add = |code, argument, says, change: &dyn Fn(&mut selfsame_detect_options)| {
        let mut options = recommended();
        change(&mut options);
        all.push((options, code, argument, says));
    };
    let argument = SELFSAME_ARGUMENT;
    add(argument, "", "smallest face of 0", &|o| o.min_face = 0);
    add(argument, "", "smallest face of 19", &|o| o.min_face = 19);
    add(argument, "", "largest face of 0", &|o| o.max_face = 0);
    add(argument, "", "largest face of 30", &|o| {
        (o.min_face, o.max_face) = (31, 30);
    });
    for factor in [0.0, 0.05, 1.0, -0.8, f32::NAN, f32::INFINITY] {
        add(argument, "", "scale factor", &|o| o.scale_factor = factor);
    }
    for stride in [0, 21, u32::MAX] {
        add(argument, "", "stride", &|o| o.stride = stride);
    }
    for score in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        add(argument, "", "score", &|o| o.score = score);
    }
    for flag in [-1, 2, i32::MIN] {
        add(SELFSAME_ENUM, "options.in_region", "0 or 1", &|o| {
            o.in_region = flag;
        });
    }
    for (at, place) in ["options.x", "options.y", "options.width", "options.height"]
        .into_iter()
        .enumerate()
    {
        let values = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -1.0];
        for value in &values[..if at < 2 { 3 } else { 5 }] {
            add(argument, place, "no finite number", &|o| {
                let mut region = [1.0, 1.0, 50.0, 50.0];
                region[at] = *value;
                (o.in_region, [o.x, o.y, o.width, o.height]) = (1, region);
            });
        }
    }
    let size = recommended().size;
    for other in [0, 4, size - 4, size + 4, u32::MAX] {
        add(
            SELFSAME_STRUCT_SIZE,
            "options",
            "selfsame_detect_options",
            &|o| {
                o.size = other;
            },
        );
    }
    for other in [0, 2, u32::MAX] {
        add(SELFSAME_STRUCT_VERSION, "options", "known is 1", &|o| {
            // Told before the size, which may be another version's.
            (o.version, o.size) = (other, 8);
        });
    }
    all
}

#[test]
fn wrong_options_are_told() {
    let picture = grey_picture();
    let mut faces = untouched();
    let out = &raw mut faces;
    for (options, code, argument, says) in wrong_options() {
        let options = &raw const options;
        refused!(code, argument, says => selfsame_engine_detect(engine(), picture, options, out));
        refused!(code, argument, says => selfsame_engine_faces(engine(), picture, options, out));
    }
    let odd = std::ptr::without_provenance::<selfsame_detect_options>(0x1001);
    let code = SELFSAME_ALIGNMENT;
    refused!(code, "options", "4 bytes" => selfsame_engine_detect(engine(), picture, odd, out));
    refused!(code, "options", "4 bytes" => selfsame_engine_faces(engine(), picture, odd, out));
    assert_eq!(faces, untouched());
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
}

#[test]
fn misuse_of_what_finds_faces() {
    let picture = grey_picture();
    let mut faces = untouched();
    let (of, out) = (engine(), &raw mut faces);
    wrong_handles!("engine", "an engine", e => selfsame_engine_detect(e, picture, null(), out));
    wrong_handles!("picture", "a picture", p => selfsame_engine_detect(of, p, null(), out));
    wrong_places!("faces", out => selfsame_engine_detect(of, picture, null(), out));
    wrong_handles!("engine", "an engine", e => selfsame_engine_faces(e, picture, null(), out));
    wrong_handles!("picture", "a picture", p => selfsame_engine_faces(of, p, null(), out));
    wrong_places!("faces", out => selfsame_engine_faces(of, picture, null(), out));
    assert_eq!(faces, untouched());
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
}

#[test]
fn misuse_of_what_reads_faces() {
    let picture = portrait_picture();
    let (found, registered) = (detect(picture, null()), faces_of(picture));
    let (mut number, mut count) = ([77.0f32; 4], 78usize);
    let mut points = untouched::<f32>().cast_const();
    let [x, y, w, h] = [0, 1, 2, 3].map(|i| &raw mut number[i]);
    let (n, p) = (&raw mut count, &raw mut points);

    wrong_handles!("faces", "faces", f => selfsame_faces_count(f, n));
    wrong_handles!("faces", "faces", f => selfsame_faces_box(f, 0, x, y, w, h));
    wrong_handles!("faces", "faces", f => selfsame_faces_score(f, 0, x));
    wrong_handles!("faces", "faces", f => selfsame_faces_landmarks(f, 0, p, n));
    wrong_handles!("faces", "faces", f => selfsame_faces_presence(f, 0, x));
    for faces in [found, registered] {
        wrong_places!("count", n => selfsame_faces_count(faces, n));
        wrong_places!("x", x => selfsame_faces_box(faces, 0, x, y, w, h));
        wrong_places!("y", y => selfsame_faces_box(faces, 0, x, y, w, h));
        wrong_places!("width", w => selfsame_faces_box(faces, 0, x, y, w, h));
        wrong_places!("height", h => selfsame_faces_box(faces, 0, x, y, w, h));
        wrong_places!("score", x => selfsame_faces_score(faces, 0, x));
        wrong_places!("points", p => selfsame_faces_landmarks(faces, 0, p, n));
        wrong_places!("count", n => selfsame_faces_landmarks(faces, 0, p, n));
        wrong_places!("presence", x => selfsame_faces_presence(faces, 0, x));
        for index in [1, usize::MAX] {
            let (code, says) = (SELFSAME_INDEX, &format!("number {index} of 1"));
            refused!(code, "index", says => selfsame_faces_box(faces, index, x, y, w, h));
            refused!(code, "index", says => selfsame_faces_score(faces, index, x));
        }
    }
    let (code, says) = (SELFSAME_INDEX, "number 1 of 1");
    refused!(code, "index", says => selfsame_faces_landmarks(registered, 1, p, n));
    refused!(code, "index", says => selfsame_faces_presence(registered, 1, x));
    let (code, says) = (SELFSAME_ABSENT, "use selfsame_engine_faces");
    refused!(code, "", says => selfsame_faces_landmarks(found, 0, p, n));
    refused!(code, "", says => selfsame_faces_presence(found, 0, x));

    assert_eq!((number, count), ([77.0; 4], 78));
    assert_eq!(points, untouched::<f32>().cast_const());
    for faces in [found, registered] {
        assert_eq!(selfsame_faces_free(faces), SELFSAME_OK);
    }
    assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
}

/// What asks for a face of a picture: portrait and template.
#[test]
fn faces_without_landmarks_or_of_another_picture_are_told() {
    let (picture, again) = (portrait_picture(), portrait_picture());
    let (found, registered) = (detect(picture, null()), faces_of(picture));
    let (mut portrait, mut template) = (untouched(), untouched());
    let (of, p, t) = (engine(), &raw mut portrait, &raw mut template);
    let (code, says) = (SELFSAME_ABSENT, "no landmarks");
    refused!(code, "", says => selfsame_engine_portrait_of(of, picture, found, 0, p));
    refused!(code, "", says => selfsame_engine_template(of, picture, found, 0, t));
    let (code, says) = (SELFSAME_INDEX, "number 1 of 1");
    refused!(code, "index", says => selfsame_engine_portrait_of(of, picture, registered, 1, p));
    refused!(code, "index", says => selfsame_engine_template(of, picture, registered, 1, t));
    // The same pixels are another picture, and so they are once the first is gone.
    for gone in [false, true] {
        if gone {
            assert_eq!(selfsame_picture_free(picture), SELFSAME_OK);
        }
        let (code, says) = (SELFSAME_ARGUMENT, "another picture");
        refused!(code, "faces", says => selfsame_engine_portrait_of(of, again, registered, 0, p));
        refused!(code, "faces", says => selfsame_engine_template(of, again, registered, 0, t));
    }
    assert_eq!((portrait, template), (untouched(), untouched()));
    for faces in [found, registered] {
        assert_eq!(selfsame_faces_free(faces), SELFSAME_OK);
    }
    assert_eq!(selfsame_picture_free(again), SELFSAME_OK);
}
