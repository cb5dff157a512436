//! Both engines give the same answers on every network that the project carries.
//!
//! Tolerance: 5e-4 of the output's own range (at least 1), over the two inputs
//! below. Measured differences are tenfold smaller.
#![cfg(all(feature = "ort", feature = "rten"))]
#![allow(clippy::unwrap_used)]

mod common;

use selfsame::frame::open_still;
use selfsame::infer::{self, EngineChoice, Tensor};
use selfsame::models::{
    FACE_BLENDSHAPES, FACE_DETECTOR_YUNET, FACE_EMBEDDING, FACE_LANDMARKS, Models, TEXTURE,
    TEXTURE_NEAR, TEXTURE_WIDE,
};

/// Each network's input: shape, and the value that a byte of 255 becomes.
const NETWORKS: [(&str, &[usize], f32); 5] = [
    (FACE_LANDMARKS, &[1, 256, 256, 3], 1.0),
    (FACE_BLENDSHAPES, &[1, 146, 2], 640.0),
    (FACE_EMBEDDING, &[1, 3, 112, 112], 255.0),
    (FACE_DETECTOR_YUNET, &[1, 3, 640, 640], 255.0),
    (TEXTURE, &[1, 3, 128, 128], 255.0),
];
/// The same of those that are not in the repository.
const OPTIONAL: [(&str, &[usize], f32); 2] = [
    (TEXTURE_NEAR, &[1, 3, 80, 80], 255.0),
    (TEXTURE_WIDE, &[1, 3, 80, 80], 255.0),
];

/// The example portrait's bytes laid into the shape, and a noise that is always
/// the same.
fn inputs(shape: &[usize], full: f32) -> [Tensor; 2] {
    let portrait = open_still(common::root().join("examples/data/portrait.jpg")).unwrap();
    let count = shape.iter().product();
    let mut state = 1u32;
    let noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let tensor = |bytes: Vec<u8>| {
        Tensor::new(
            shape,
            bytes.iter().map(|&b| f32::from(b) / 255.0 * full).collect(),
        )
    };
    let pixels = portrait.rgb().iter().copied().cycle().take(count).collect();
    [
        tensor(pixels),
        tensor(std::iter::repeat_with(noise).take(count).collect()),
    ]
}

#[test]
fn both_engines_give_the_same_answers() {
    let models = Models::in_folder(common::root().join("models")).unwrap();
    agree(&models, &NETWORKS);
}

#[test]
fn both_engines_agree_on_the_optional_networks() {
    let Some(folder) = common::shared("models_for_tests_only") else {
        return;
    };
    let models = Models::in_folder(common::root().join("models")).unwrap();
    agree(&models.with_optional_in(folder).unwrap(), &OPTIONAL);
}

fn agree(models: &Models, networks: &[(&str, &[usize], f32)]) {
    let ort = match infer::open(&EngineChoice::OnnxRuntime(None), 1) {
        Ok(ort) => ort,
        Err(error) => return common::skip(&format!("{error}")),
    };
    let rten = infer::open(&EngineChoice::Rten, 1).unwrap();
    for &(name, shape, full) in networks {
        let bytes = models.read(name).unwrap();
        let (a, b) = (
            ort.load(name, bytes.clone()).unwrap(),
            rten.load(name, bytes).unwrap(),
        );
        for input in inputs(shape, full) {
            let input = [input];
            let (x, y) = (a.run(&input).unwrap(), b.run(&input).unwrap());
            assert_eq!(x.len(), y.len(), "{name}: outputs");
            for (i, (x, y)) in x.iter().zip(&y).enumerate() {
                assert_eq!(x.shape, y.shape, "{name}: output {i}");
                let range = x.data.iter().fold(1.0f32, |m, v| m.max(v.abs()));
                let difference = x
                    .data
                    .iter()
                    .zip(&y.data)
                    .fold(0.0f32, |m, (a, b)| m.max((a - b).abs()));
                assert!(
                    difference <= 5e-4 * range,
                    "{name}: output {i} differs by {difference} in a range of {range}"
                );
            }
        }
    }
}

#[test]
fn a_library_that_is_none_is_an_error_that_names_it() {
    let error = infer::open(
        &EngineChoice::OnnxRuntime(Some("/nonexistent/libonnxruntime.so".into())),
        1,
    )
    .err()
    .unwrap();
    let text = error.to_string();
    assert!(text.contains("/nonexistent/libonnxruntime.so"), "{text}");
}

#[test]
fn a_network_refuses_inputs_that_do_not_fit() {
    let models = Models::in_folder(common::root().join("models")).unwrap();
    let rten = infer::open(&EngineChoice::Rten, 1).unwrap();
    let network = rten.load(TEXTURE, models.read(TEXTURE).unwrap()).unwrap();
    assert!(network.run(&[]).is_err());
    assert!(network.run(&[Tensor::new(&[2], vec![0.0; 2])]).is_err());
    assert!(rten.load("garbage", b"not a network".to_vec()).is_err());
}
