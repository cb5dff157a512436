//! What the lightings promise, seen through a small camera.

use selfsame::Picture;

use super::*;
use crate::camera::Camera;
use crate::expression::Expression;
use crate::performance::Head;
use crate::person::Person;
use crate::studio::Studio;

/// Somebody in the middle of a small picture.
fn shot(seed: u64, lighting: Lighting, noise: f32) -> Picture {
    let camera = Camera {
        width: 160,
        height: 120,
        eyes_at: glam::Vec2::new(0.5, 0.42),
        exposure: 1.0,
        noise,
        mjpeg: None,
        ..Camera::of(seed)
    };
    let scene = Scene::lit(seed, lighting);
    let mut studio = Studio::new(Person::of(seed), scene, camera).unwrap();
    studio.take(&Expression::REST, &Head::default()).unwrap()
}

/// Mean luma of a part, whose sides are shares of the picture.
fn luma(picture: &Picture, x: [f32; 2], y: [f32; 2]) -> f32 {
    let at = |share: f32, size: u32| (share * size as f32) as i64;
    let (left, top) = (at(x[0], 160), at(y[0], 120));
    let (right, bottom) = (at(x[1], 160), at(y[1], 120));
    let part = picture
        .crop(left, top, (right - left) as u32, (bottom - top) as u32)
        .unwrap()
        .to_grey();
    part.data().iter().map(|v| f32::from(*v)).sum::<f32>() / part.data().len() as f32
}

/// From the eyes to the mouth, between the temples.
const FACE: [[f32; 2]; 2] = [[0.44, 0.56], [0.44, 0.62]];

#[test]
fn a_back_lit_face_is_darker_than_the_window_and_than_in_even_light() {
    for seed in 0..4 {
        let back = shot(seed, Lighting::Back, 0.0);
        let face = luma(&back, FACE[0], FACE[1]);
        // Windows reach from the top to below the eyes, left and right of the head.
        let behind = luma(&back, [0.25, 0.75], [0.0, 0.12]);
        let even = luma(&shot(seed, Lighting::Even, 0.0), FACE[0], FACE[1]);
        assert!(face < 0.6 * behind, "{seed}: {face} {behind}");
        assert!(face < 0.75 * even, "{seed}: {face} {even}");
        // There is still a face.
        assert!(face > 6.0, "{seed}: {face}");
    }
}

#[test]
fn side_light_leaves_half_of_the_face_dark() {
    let halves = |picture: &Picture| {
        let [left, right] =
            [[0.41, 0.48], [0.52, 0.59]].map(|x| luma(picture, x, [0.46, 0.60]).max(1.0));
        left.max(right) / left.min(right)
    };
    for seed in 0..4 {
        let side = halves(&shot(seed, Lighting::Side, 0.0));
        let even = halves(&shot(seed, Lighting::Even, 0.0));
        assert!(side > 1.8, "{seed}: {side}");
        assert!(even < 1.35, "{seed}: {even}");
    }
}

#[test]
fn a_dim_room_looks_dimmer_and_is_noisier() {
    for seed in 0..4 {
        let [dim, usual] = [Lighting::Dim, Lighting::Usual].map(|light| {
            let clean = shot(seed, light, 0.0);
            let noisy = shot(seed, light, 2.0);
            let pairs = clean.rgb().iter().zip(noisy.rgb());
            let noise: u32 = pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
            let noise = noise as f32 / clean.rgb().len() as f32;
            (luma(&clean, FACE[0], FACE[1]), noise)
        });
        assert!(dim.0 < usual.0, "{seed}: {dim:?} {usual:?}");
        assert!(dim.1 > 1.5 * usual.1, "{seed}: {dim:?} {usual:?}");
    }
}

#[test]
fn only_dim_rooms_are_dim_and_usual_ones_are_as_ever() {
    for seed in 0..500 {
        for lighting in Lighting::ALL {
            let scene = Scene::lit(seed, lighting);
            let dim = lighting == Lighting::Dim;
            assert_eq!(scene.is_dim(), dim, "{seed} {lighting}: {scene:?}");
            assert!(scene.lamps.iter().all(|l| l.towards.is_normalized()));
        }
        assert_eq!(Scene::lit(seed, Lighting::Usual), Scene::of(seed));
    }
}

#[test]
fn lightings_have_names_that_lead_back() {
    for lighting in Lighting::ALL {
        assert_eq!(Lighting::from_name(lighting.name()), Some(lighting));
    }
    assert_eq!(Lighting::from_name("moon"), None);
}
