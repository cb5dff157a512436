//! The example portrait by the measures of ISO/IEC 29794-5, as it is and made worse. Its
//! woman smiles with her eyes shut, and her chin ends at the edge.
#![cfg(feature = "rten")]
#![allow(clippy::unwrap_used)]

mod common;

use selfsame::frame::open_still;
use selfsame::infer::EngineChoice;
use selfsame::models::Models;
use selfsame::pose::Pose;
use selfsame::quality::{Assessment, Measure};
use selfsame::{Engine, Language, Picture, Portrait};

fn engine() -> Engine {
    Engine::builder()
        .models(Models::in_folder(common::root().join("models")).unwrap())
        .inference(EngineChoice::Rten)
        .build()
        .unwrap()
}

fn portrait() -> Picture {
    open_still(common::root().join("examples/data/portrait.jpg")).unwrap()
}

/// Every pixel by its place.
fn changed(picture: &Picture, change: impl Fn(u32, u32, [u8; 3]) -> [f32; 3]) -> Picture {
    let (width, height) = (picture.width(), picture.height());
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let pixel = change(x, y, picture.pixel(x, y));
            rgb.extend(pixel.map(|level| level.clamp(0.0, 255.0) as u8));
        }
    }
    Picture::from_rgb(width, height, rgb).unwrap()
}

fn lit(picture: &Picture, factor: f32, more: f32) -> Picture {
    changed(picture, |_, _, p| p.map(|v| f32::from(v) * factor + more))
}

fn score(assessment: &Assessment, measure: Measure) -> u8 {
    assessment.get(measure).unwrap().score
}

#[test]
fn what_is_made_worse_is_told() {
    let engine = engine();
    let picture = portrait();
    let mesh = &engine.portrait_faces(&picture).unwrap()[0].mesh;
    let pose = Pose::of(mesh).unwrap();
    let [x, _] = mesh.bounds().centre();
    // The same mesh: the detector would not find some of these.
    let of = |picture: &Picture| Assessment::of(picture, mesh, &pose);
    let good = &of(&picture);
    assert_eq!(good.measures().len(), 18);
    let poor: Vec<Measure> = good.poor().map(|measured| measured.measure).collect();
    assert_eq!(
        poor,
        [
            Measure::MarginAbove,
            Measure::MarginBelow,
            Measure::EyesOpen
        ]
    );
    let worse = [
        (Measure::LuminanceMean, lit(&picture, 0.35, 0.0)),
        (Measure::UnderExposurePrevention, lit(&picture, 0.12, 0.0)),
        (Measure::OverExposurePrevention, lit(&picture, 1.2, 90.0)),
        (Measure::DynamicRange, lit(&picture, 0.15, 150.0)),
        (
            Measure::IlluminationUniformity,
            changed(&picture, |at, _, p| {
                let shade = if at as f32 > x { 0.3 } else { 1.0 };
                p.map(|v| f32::from(v) * shade)
            }),
        ),
        (
            Measure::NaturalColour,
            changed(&picture, |_, _, [r, g, b]| {
                [f32::from(r) * 0.5, f32::from(g), f32::from(b) * 1.5]
            }),
        ),
    ];
    for (measure, picture) in worse {
        let bad = of(&picture);
        let (before, after) = (score(good, measure), score(&bad, measure));
        assert!(before >= measure.least(), "{measure:?}: {before}");
        assert!(
            after < before.saturating_sub(10),
            "{measure:?}: {before} to {after}"
        );
        let told = bad.get(measure).unwrap();
        for language in [Language::English, Language::Mandarin] {
            assert!(!measure.advice(told.value, language).is_empty());
        }
    }
}

#[test]
fn a_face_at_the_edge_and_a_small_one_are_told() {
    let engine = engine();
    let picture = portrait();
    let enrolled = engine.enrol(&picture).unwrap();
    let bounds = enrolled.bounds();
    let good = enrolled.assessment();
    let left = (bounds.x + bounds.width * 0.1) as i64;
    let (width, height) = (picture.width(), picture.height());
    let cut = picture.crop(left, 0, width, height).unwrap();
    let cut = engine.enrol(&cut).unwrap();
    let crop = Measure::LeftwardCrop;
    assert!(score(good, crop) >= crop.least());
    assert!(
        score(cut.assessment(), crop) < crop.least(),
        "{:?}",
        cut.assessment()
    );
    let small: Vec<u8> = (0..height / 4 * (width / 4))
        .flat_map(|i| picture.pixel(i % (width / 4) * 4, i / (width / 4) * 4))
        .collect();
    let small = Picture::from_rgb(width / 4, height / 4, small).unwrap();
    let small = engine.enrol(&small).unwrap();
    let apart = |p: &Portrait| p.assessment().get(Measure::InterEyeDistance).unwrap().value;
    let ratio = apart(&enrolled) / apart(&small);
    assert!((3.6..4.4).contains(&ratio), "{ratio}");
}
