//! The example portrait by the measures of ISO/IEC 29794-5, as it is and made worse. Its
//! woman smiles with her eyes shut, and her chin ends at the edge.
#![cfg(feature = "rten")]
#![allow(clippy::unwrap_used)]

mod common;

use common::real::{engine, portrait};
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use selfsame::frame::decode_still;
use selfsame::landmark::{Mesh, POINTS};
use selfsame::pose::Pose;
use selfsame::quality::{Assessment, Measure};
use selfsame::{Language, Picture, Portrait};

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

/// A disc as wide as two points of the mesh are apart, and a little more.
fn covered(picture: &Picture, mesh: &Mesh, ends: [usize; 2], colour: [f32; 3]) -> Picture {
    let [a, b] = ends.map(|i| mesh.points()[i]);
    let middle = [f32::midpoint(a[0], b[0]), f32::midpoint(a[1], b[1])];
    let radius = 0.7 * (a[0] - b[0]).hypot(a[1] - b[1]);
    changed(picture, |x, y, p| {
        let away = (x as f32 - middle[0]).hypot(y as f32 - middle[1]);
        if away < radius {
            colour
        } else {
            p.map(f32::from)
        }
    })
}

fn image(picture: &Picture) -> RgbImage {
    RgbImage::from_raw(picture.width(), picture.height(), picture.rgb().to_vec()).unwrap()
}

fn blurred(picture: &Picture, sigma: f32) -> Picture {
    let blurred = image::imageops::blur(&image(picture), sigma);
    Picture::from_rgb(picture.width(), picture.height(), blurred.into_raw()).unwrap()
}

fn compressed(picture: &Picture, quality: u8) -> Picture {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    image(picture).write_with_encoder(encoder).unwrap();
    decode_still(&bytes).unwrap()
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
    assert_eq!(good.measures().len(), 23);
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
        (Measure::Sharpness, blurred(&picture, 6.0)),
        (Measure::CompressionArtifacts, compressed(&picture, 8)),
        (
            Measure::EyesVisible,
            covered(&picture, mesh, [33, 133], [10.0; 3]),
        ),
        (
            Measure::EyesVisible,
            covered(&picture, mesh, [263, 362], [255.0; 3]),
        ),
        (
            Measure::MouthOcclusionPrevention,
            covered(&picture, mesh, [61, 291], [180.0, 140.0, 120.0]),
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
        assert!(measure.advice(told.value, Language::English).is_ascii());
        assert!(!measure.advice(told.value, Language::Mandarin).is_ascii());
    }
}

#[test]
fn lids_lips_and_tilt_are_told() {
    let picture = portrait();
    let mesh = &engine().portrait_faces(&picture).unwrap()[0].mesh;
    let high = mesh.bounds().height;
    let score = |points: Vec<[f32; 3]>, measure| {
        let mesh = Mesh::new(points, 1.0).unwrap();
        score(
            &Assessment::of(&picture, &mesh, &Pose::of(&mesh).unwrap()),
            measure,
        )
    };
    let moved = |which: &[usize], by: f32| {
        let mut points = mesh.points().to_vec();
        which.iter().for_each(|&i| points[i][1] += by * high);
        points
    };
    let as_it_is = || mesh.points().to_vec();
    // Both upper lids up: the eyes open. One alone: one eye stays shut.
    assert!(score(moved(&[159, 386], -0.05), Measure::EyesOpen) > 95);
    let one = score(moved(&[159], -0.05), Measure::EyesOpen);
    assert_eq!(one, score(as_it_is(), Measure::EyesOpen));
    assert!(score(moved(&[14], 0.3), Measure::MouthClosed) < 10);
    // Turned on the screen by 40 degrees: cos^2 is 0.59.
    let (sin, cos) = 40f32.to_radians().sin_cos();
    let tilted = as_it_is()
        .into_iter()
        .map(|[x, y, z]| [cos * x - sin * y, sin * x + cos * y, z]);
    let tilted = score(tilted.collect(), Measure::HeadPoseRoll);
    assert!((50..68).contains(&tilted), "{tilted}");
}

#[test]
fn what_is_behind_and_what_only_networks_tell() {
    let engine = engine();
    let picture = portrait();
    let enrolled = engine.enrol(&picture).unwrap();
    let good = enrolled.assessment();
    assert_eq!(good.measures().len(), 26);
    let names: Vec<Measure> = good.measures().iter().map(|m| m.measure).collect();
    assert!(names.is_sorted() && names[0] == Measure::UnifiedQualityScore);
    assert_eq!(score(good, Measure::SingleFacePresent), 100);
    // She smiles.
    assert!(score(good, Measure::ExpressionNeutrality) < 20);
    let unified = score(good, Measure::UnifiedQualityScore);
    assert_eq!(unified, enrolled.template().quality());
    let dull = engine.enrol(&blurred(&picture, 14.0)).unwrap();
    assert!(
        dull.template().quality() + 8 < unified,
        "{} {unified}",
        dull.template().quality()
    );
    assert!(score(good, Measure::BackgroundUniformity) >= 80);
    // A chequered wall.
    let bounds = enrolled.bounds();
    let [x, _] = bounds.centre();
    let wall = changed(&picture, |at, y, p| {
        let beside = (at as f32 - x).abs() > 0.75 * bounds.width;
        match beside && (at / 12 + y / 12) % 2 == 0 {
            true => [240.0; 3],
            false => p.map(f32::from),
        }
    });
    let wall = engine.enrol(&wall).unwrap();
    let uneven = score(wall.assessment(), Measure::BackgroundUniformity);
    assert!(uneven < 50, "{uneven}");
}

#[test]
fn wild_meshes_and_tiny_pictures_break_nothing() {
    let face = &engine().portrait_faces(&portrait()).unwrap()[0].mesh;
    let usual = Pose::of(face).unwrap();
    let fill = |of: &dyn Fn(usize) -> [f32; 3]| (0..POINTS).map(of).collect::<Vec<_>>();
    let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
    let meshes = [
        fill(&|_| [0.0; 3]),
        fill(&|_| [f32::MAX; 3]),
        fill(&|i| [sign(i) * f32::MAX, -sign(i) * f32::MAX, 0.0]),
        fill(&|i| [sign(i) * 1e30, 3.0, 1e30]),
        fill(&|i| [-1e9 - i as f32, 1e9, 0.0]),
        fill(&|i| [i as f32 / 1e6, f32::MIN_POSITIVE * sign(i), 0.0]),
        fill(&|i| [i as f32, (i * i) as f32, sign(i)]),
    ];
    for (number, points) in meshes.into_iter().enumerate() {
        let mesh = Mesh::new(points, 1.0).unwrap();
        for side in [1, 7, 40] {
            let picture = Picture::from_rgb(side, side, vec![200; (side * side * 3) as usize]);
            let pose = Pose::of(&mesh).unwrap_or(usual);
            let assessment = Assessment::of(&picture.unwrap(), &mesh, &pose);
            let scores = assessment.measures().iter().map(|m| m.score);
            assert!(scores.clone().all(|s| s <= 100), "{number} {side}");
            assert!(scores.count() >= 20, "{number} {side}");
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
