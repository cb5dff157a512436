//! Portraits that can and cannot be enrolled, with the real networks on rten.
#![cfg(feature = "rten")]
#![allow(clippy::unwrap_used)]

mod common;

use common::real::{engine, portrait};
use selfsame::detect::DetectorOptions;
use selfsame::infer::EngineChoice;
use selfsame::models::Models;
use selfsame::quality::Measure;
use selfsame::{Engine, ErrorKind, FalseMatchRate, Picture, Portrait};

/// Pictures side by side, each scaled by dropping pixels.
fn beside(pictures: &[(&Picture, u32)]) -> Picture {
    let height = pictures.iter().map(|(p, n)| p.height() / n).max().unwrap();
    let width: u32 = pictures.iter().map(|(p, n)| p.width() / n).sum();
    let mut rgb = vec![120u8; (width * height * 3) as usize];
    let mut left = 0;
    for (picture, step) in pictures {
        for y in 0..picture.height() / step {
            for x in 0..picture.width() / step {
                let at = ((y * width + left + x) * 3) as usize;
                rgb[at..at + 3].copy_from_slice(&picture.pixel(x * step, y * step));
            }
        }
        left += picture.width() / step;
    }
    Picture::from_rgb(width, height, rgb).unwrap()
}

fn refusal(engine: &Engine, picture: &Picture) -> String {
    let error = engine.enrol(picture).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Portrait);
    error.to_string()
}

#[test]
fn a_portrait_matches_itself_smaller_at_the_strictest_rate() {
    let engine = engine();
    let picture = portrait();
    let whole = engine.enrol(&picture).unwrap();
    let half = engine.enrol(&beside(&[(&picture, 2)])).unwrap();
    assert_eq!(
        whole.compare(&half).expect("one model").strictest(),
        Some(FalseMatchRate::OneIn1000000)
    );
}

#[test]
fn pictures_without_one_usable_face_are_refused_by_name() {
    let engine = engine();
    let picture = portrait();
    let grey = Picture::from_rgb(300, 300, vec![128; 300 * 300 * 3]).unwrap();
    assert!(refusal(&engine, &grey).contains("no face"));
    let tiny = Picture::from_rgb(8, 8, vec![128; 8 * 8 * 3]).unwrap();
    assert!(refusal(&engine, &tiny).contains("no face"));
    let two = refusal(&engine, &beside(&[(&picture, 1), (&picture, 1)]));
    assert!(two.contains("2 faces"), "{two}");
    let small = refusal(&engine, &beside(&[(&picture, 8)]));
    assert!(
        small.contains("too small") || small.contains("no face"),
        "{small}"
    );
}

#[test]
fn a_face_on_a_shirt_is_told_and_a_larger_one_refused() {
    let engine = engine();
    let picture = portrait();
    let (width, height) = (picture.width(), picture.height());
    let with_shirt = |step: f32| {
        let small = (height as f32 / step) as u32;
        let left = width as f32 / 2.0 - width as f32 / step / 2.0;
        let place = |x: u32, y: u32| match y.checked_sub(height) {
            None => picture.pixel(x, y),
            Some(y) => {
                let (x, y) = ((x as f32 - left) * step, y as f32 * step);
                let inside = x >= 0.0 && (x as u32) < width && (y as u32) < height;
                match inside {
                    true => picture.pixel(x as u32, y as u32),
                    false => [60, 70, 90],
                }
            }
        };
        let rows = (0..height + small + 20).flat_map(|y| (0..width).map(move |x| (x, y)));
        let rgb = rows.flat_map(|(x, y)| place(x, y)).collect();
        Picture::from_rgb(width, height + small + 20, rgb).unwrap()
    };
    let single = |portrait: &Portrait| {
        let single = portrait.assessment().get(Measure::SingleFacePresent);
        *single.unwrap()
    };
    let whole = engine.enrol(&picture).unwrap();
    assert_eq!(
        (single(&whole).value, single(&whole).is_poor()),
        (0.0, false)
    );
    let shirt = engine.enrol(&with_shirt(2.6)).unwrap();
    let area = single(&shirt).value;
    assert!((0.08..0.25).contains(&area), "{area}");
    assert!(single(&shirt).is_poor());
    // Still the wearer's.
    let comparison = whole.compare(&shirt).unwrap();
    assert_eq!(comparison.strictest(), Some(FalseMatchRate::OneIn1000000));
    let large = refusal(&engine, &with_shirt(1.4));
    assert!(large.contains("2 faces"), "{large}");
}

#[test]
fn a_head_of_hair_is_no_face() {
    let engine = engine();
    let picture = portrait();
    let face = engine.enrol(&picture).unwrap().bounds();
    let [x, y] = face.centre();
    // Her own strands, side by side, where the face is: as from behind.
    let hair = |at: u32, row: u32| {
        let (dx, dy) = (at as f32 - x, row as f32 - y);
        let inside = (dx / (0.62 * face.width)).hypot(dy / (0.75 * face.height)) < 1.0;
        match inside {
            true => {
                let across = (at % 48).min(47 - at % 48);
                picture.pixel(60 + across, 200 + row * 150 / picture.height())
            }
            false => picture.pixel(at, row),
        }
    };
    let rows = (0..picture.height()).flat_map(|y| (0..picture.width()).map(move |x| (x, y)));
    let rgb = rows.flat_map(|(x, y)| hair(x, y)).collect();
    let behind = Picture::from_rgb(picture.width(), picture.height(), rgb).unwrap();
    assert!(refusal(&engine, &behind).contains("no face"));
}

#[test]
fn half_a_face_is_refused_or_still_the_same_person() {
    let engine = engine();
    let picture = portrait();
    let half = picture
        .crop(
            i64::from(picture.width() / 2),
            0,
            picture.width(),
            picture.height(),
        )
        .unwrap();
    match engine.enrol(&half) {
        Err(error) => assert_eq!(error.kind(), ErrorKind::Portrait),
        Ok(half) => assert!(
            engine
                .enrol(&picture)
                .unwrap()
                .compare(&half)
                .expect("one model")
                .strictest()
                .is_some()
        ),
    }
}

#[test]
fn the_smallest_face_is_held_to() {
    let engine = engine();
    let picture = portrait();
    let options = |min_face| DetectorOptions {
        min_face,
        ..DetectorOptions::default()
    };
    let find = |picture: &Picture, min_face| {
        let grey = picture.to_grey();
        engine.detector().detect(&grey, &options(min_face)).unwrap()
    };
    let width = find(&picture, 40)[0].bounds.width;
    // Larger faces only: the same face at the same place, or none.
    let coarse = find(&picture, 120);
    let overlap = coarse[0].bounds.overlap(&find(&picture, 40)[0].bounds);
    assert!(overlap > 0.7, "{overlap}");
    assert!(find(&picture, width as u32 * 3 / 2).is_empty());
    // Below the cascade's window of 40 pixels: only in an enlarged picture.
    let step = (width / 28.0).ceil() as u32;
    let small = beside(&[(&picture, step)]);
    let least = width / step as f32;
    let found = find(&small, 20);
    assert_eq!(found.len(), 1, "a face of {least} pixels");
    assert!((found[0].bounds.width / least - 1.0).abs() < 0.3);
    assert!(find(&small, 40).is_empty());
}

#[test]
fn a_lying_head_is_found_by_the_second_detector() {
    let picture = portrait();
    let (width, height) = (picture.width(), picture.height());
    let mut rgb = Vec::new();
    for y in 0..width {
        for x in 0..height {
            rgb.extend(picture.pixel(y, height - 1 - x));
        }
    }
    let lying = Picture::from_rgb(height, width, rgb).unwrap();
    let alone = engine();
    assert!(alone.second_detector().is_none());
    assert!(refusal(&alone, &lying).contains("no face"));
    let both = Engine::builder()
        .models(Models::in_folder(common::root().join("models")).unwrap())
        .inference(EngineChoice::Rten)
        .second_detector(true)
        .build()
        .unwrap();
    let found = both.second_detector().unwrap();
    assert_eq!(found.detect(&lying, 40, 0.6).unwrap().len(), 1);
    let faces = both.portrait_faces(&lying).unwrap();
    assert_eq!(faces.len(), 1);
    assert!(faces[0].score <= 1.0);
    // It is asked only where the cascade finds nobody.
    assert!(both.portrait_faces(&picture).unwrap()[0].score > 1.0);
}
