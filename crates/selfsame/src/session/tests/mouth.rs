//! A mouth that says digits, each in its own way, and word models that know it by heart.

use std::time::Duration;

use super::FPS;
use crate::canonical::CANONICAL_FACE;
use crate::challenge::PromptTimes;
use crate::landmark::{Mesh, POINTS};
use crate::mouth::MouthMeasures;
use crate::pose::Pose;
use crate::signal::MouthSignal;
use crate::words::{Speech, Vocabulary, by_heart};

/// The canonical face in the crop, its lower lip let down, turned by degrees. It fills just what the
/// next frame's crop will be cut around, and its outline does not move: the fake sees no
/// picture, so a drift would never come home. So the point of the chin is drawn up where
/// the mouth is shut, and a neighbour of it stays where the face ends. A printed chin
/// does not move.
pub(super) fn fake_mesh(opening: f32, shut: bool, turned: f32, printed: bool) -> Vec<f32> {
    // Upper lids, and the lower ones that they fall to.
    const LIDS: [[usize; 2]; 6] = [
        [160, 144],
        [159, 145],
        [158, 153],
        [387, 373],
        [386, 374],
        [385, 380],
    ];
    const LOWER_LIP: [usize; 14] = [
        14, 17, 87, 317, 84, 314, 178, 402, 181, 405, 88, 318, 91, 321,
    ];
    const CHIN: usize = 152;
    const BESIDE: usize = 148;
    const WIDEST: f32 = 0.9;
    let ys = CANONICAL_FACE.iter().map(|p| p[1]);
    let high = ys.clone().fold(f32::MIN, f32::max);
    let low = ys.fold(f32::MAX, f32::min);
    let unit = 256.0 / 1.5 / (high - low);
    let mut points: Vec<f32> = CANONICAL_FACE
        .iter()
        .enumerate()
        .flat_map(|(i, p)| {
            let fallen = |[upper, lower]: &[usize; 2]| {
                (shut && *upper == i).then(|| p[1] - CANONICAL_FACE[*lower][1])
            };
            let drop = match i {
                CHIN if printed => 0.0,
                CHIN => 0.5 * (opening - WIDEST).min(0.0),
                BESIDE => p[1] - low,
                _ if LOWER_LIP.contains(&i) => opening,
                _ => LIDS.iter().find_map(fallen).unwrap_or(0.0),
            };
            let y = p[1] - drop - (high + low) / 2.0;
            let (sin, cos) = turned.to_radians().sin_cos();
            let (x, z) = (cos * p[0] + sin * p[2], cos * p[2] - sin * p[0]);
            [128.0 + unit * x, 128.0 - unit * y, -unit * z]
        })
        .collect();
    // A turned face stays in the middle.
    let xs = || points.iter().step_by(3);
    let off = 128.0
        - (xs().copied().fold(f32::MAX, f32::min) + xs().copied().fold(f32::MIN, f32::max)) / 2.0;
    points.iter_mut().step_by(3).for_each(|x| *x += off);
    points.resize(POINTS * 3, 128.0);
    points
}

/// Opens and closes between two moments, each digit in its own way.
pub(super) fn speak(digit: u8, time: f32, from: f32, to: f32) -> f32 {
    if time < from || time > to {
        return 0.0;
    }
    let pace = 5.0 + f32::from(digit) * 0.8;
    ((time - from) * pace).sin().abs() * 0.9
}

/// The digits as [`speak`] says them.
pub(super) fn digits() -> Vocabulary {
    let said: Vec<_> = (0..10u8)
        .map(|digit| {
            (
                digit,
                4.0 + 1.5 * f32::from(digit)..4.45 + 1.5 * f32::from(digit),
            )
        })
        .collect();
    let frames: Vec<_> = (0..400u32)
        .map(|i| {
            let time = i as f32 / FPS;
            let opening = said
                .iter()
                .fold(speak(4, time, 0.4, 2.8), |sum, (digit, span)| {
                    sum + speak(*digit, time, span.start, span.end)
                });
            let points = fake_mesh(opening, false, 0.0, false)
                .chunks_exact(3)
                .map(|p| [p[0], p[1], p[2]])
                .collect();
            let mesh = Mesh::new(points, 1.0).unwrap();
            let mouth = MouthMeasures::of(&mesh, &Pose::of(&mesh).unwrap());
            (Duration::from_secs_f32(time), mouth)
        })
        .collect();
    by_heart::digits(
        &Speech::of(&MouthSignal::resample(&frames), 0.3..3.3),
        &said,
    )
}

pub(super) fn reads(time: f32, prompts: &PromptTimes, digits: &[u8]) -> f32 {
    let start = prompts.start().as_secs_f32();
    let warm_up = speak(4, time, start + 0.4, start + 2.8);
    prompts
        .shown()
        .iter()
        .zip(digits)
        .map(|(p, &digit)| (p.as_secs_f32() + 0.5, digit))
        .fold(warm_up, |sum, (at, digit)| {
            sum + speak(digit, time, at, at + 0.45)
        })
}
