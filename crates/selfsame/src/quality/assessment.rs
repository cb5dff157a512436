//! A face picture by the measures of ISO/IEC 29794-5. Enters: a picture, a mesh, a pose.
//! Leaves: of each [`Measure`] its value and a score of 0 to 100.
//!
//! Definitions and the maps from values to scores are those of the standard, as its open
//! reference has them (OFIQ of the German BSI, MIT licence; read, not copied). Landmarks and
//! pose are ours, so values are near those of the reference, not equal. What asks for networks
//! of its own there (occlusion, compression, sharpness, expression, background, the unified
//! score) is measured in ways of our own, with maps of our own, under the same names;
//! occlusion of the rest of the face and coverings of the head are not measured.

use serde::{Deserialize, Serialize};

use super::measure::Measure;
use super::region::{Histogram, Region};
use super::{backdrop, cover, detail};
use crate::frame::Picture;
use crate::landmark::Mesh;
use crate::pose::Pose;
use crate::template::Template;

/// Corners of the subject's right and left eye.
const RIGHT_EYE: [usize; 2] = [33, 133];
const LEFT_EYE: [usize; 2] = [263, 362];
/// Points of the upper lid and those below them.
const RIGHT_LIDS: [[usize; 2]; 3] = [[160, 144], [159, 145], [158, 153]];
const LEFT_LIDS: [[usize; 2]; 3] = [[385, 380], [386, 374], [387, 373]];
/// Points of the inner upper lip and those below them.
const INNER_LIPS: [[usize; 2]; 3] = [[82, 87], [13, 14], [312, 317]];
const CHIN: usize = 152;
/// Levels that are nearly white, and nearly black.
const WHITE: std::ops::RangeInclusive<usize> = 247..=255;
const BLACK: std::ops::RangeInclusive<usize> = 0..=25;

/// One measure of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Which.
    pub measure: Measure,
    /// In the measure's unit.
    pub value: f32,
    /// 0, of no use, to 100.
    pub score: u8,
}

impl Measured {
    fn of(measure: Measure, value: f32, score: f32) -> Self {
        // What cannot be measured is worth nothing.
        let score = if value.is_finite() { score } else { 0.0 };
        Self {
            measure,
            value,
            score: score.round().clamp(0.0, 100.0) as u8,
        }
    }

    /// Whether something should be done about it.
    #[must_use]
    pub fn is_poor(&self) -> bool {
        self.score < self.measure.least()
    }
}

/// All measures of a face picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Assessment(Vec<Measured>);

impl Assessment {
    /// Measures a face by what its picture shows.
    #[must_use]
    pub fn of(picture: &Picture, mesh: &Mesh, pose: &Pose) -> Self {
        let region = Region::of(picture, mesh);
        let mut all = Vec::new();
        let mut add = |measure, value: f32, score: f32| {
            all.push(Measured::of(measure, value, score));
        };
        geometry(picture, mesh, pose, &mut add);
        light(&region, &mut add);
        let blur = detail::blur(picture, mesh);
        add(
            Measure::Sharpness,
            blur,
            100.0 * (1.0 - sigmoid(blur, 0.65, 0.04)),
        );
        if let Some(blocks) = detail::blocks(picture, mesh) {
            let clean = 1.0 - sigmoid(blocks, 0.7, 0.15);
            add(Measure::CompressionArtifacts, blocks, 100.0 * clean);
        }
        let hidden = cover::hidden_eyes(&region);
        add(Measure::EyesVisible, hidden, 100.0 * (1.0 - hidden));
        let spread = cover::mouth_spread(&region);
        add(
            Measure::MouthOcclusionPrevention,
            spread,
            100.0 * sigmoid(spread, 0.15, 0.03),
        );
        if let Some(uneven) = backdrop::unevenness(picture, mesh) {
            let even = 1.0 - sigmoid(uneven, 10.0, 100.0);
            add(Measure::BackgroundUniformity, uneven, 190.0 * even);
        }
        all.sort_by_key(|measured| measured.measure);
        Self(all)
    }

    /// The same with what the face's template says of its picture.
    #[must_use]
    pub fn with_template(self, template: &Template) -> Self {
        let quality = f32::from(template.quality());
        self.with(Measure::UnifiedQualityScore, quality, quality)
    }

    /// The same with how strong the strongest expression is, 0..=1.
    pub(crate) fn with_expression(self, strength: f32) -> Self {
        let rest = 1.0 - sigmoid(strength, 0.5, 0.12);
        self.with(Measure::ExpressionNeutrality, strength, 100.0 * rest)
    }

    /// The same with the second largest face's area over the largest one's.
    pub(crate) fn with_others(self, share: f32) -> Self {
        self.with(Measure::SingleFacePresent, share, 100.0 * (1.0 - share))
    }

    fn with(mut self, measure: Measure, value: f32, score: f32) -> Self {
        let at = self.0.partition_point(|other| other.measure < measure);
        self.0.insert(at, Measured::of(measure, value, score));
        self
    }

    /// The measures.
    #[must_use]
    pub fn measures(&self) -> &[Measured] {
        &self.0
    }

    /// One of them; none if it was not measured.
    #[must_use]
    pub fn get(&self, measure: Measure) -> Option<&Measured> {
        self.0.iter().find(|measured| measured.measure == measure)
    }

    /// Those about which something should be done.
    pub fn poor(&self) -> impl Iterator<Item = &Measured> {
        self.0.iter().filter(|measured| measured.is_poor())
    }
}

fn geometry(picture: &Picture, mesh: &Mesh, pose: &Pose, add: &mut impl FnMut(Measure, f32, f32)) {
    let (right, left) = (mesh.middle(&RIGHT_EYE), mesh.middle(&LEFT_EYE));
    let between = distance(right, left);
    let eyes = [0, 1].map(|i| f32::midpoint(right[i], left[i]));
    let height = distance(eyes, mesh.at(CHIN));
    let apart = between / pose.yaw.to_radians().cos().abs();
    add(
        Measure::InterEyeDistance,
        apart,
        100.0 * sigmoid(apart, 70.0, 20.0),
    );
    for (measure, turn) in [
        (Measure::HeadPoseYaw, pose.yaw),
        (Measure::HeadPosePitch, pose.pitch),
        (Measure::HeadPoseRoll, pose.roll),
    ] {
        add(
            measure,
            turn,
            100.0 * turn.to_radians().cos().max(0.0).powi(2),
        );
    }
    let (wide, high) = (picture.width() as f32, picture.height() as f32);
    let size = height / high;
    let off = (size - 0.45).abs();
    add(
        Measure::HeadSize,
        size,
        200.0 * (1.0 - sigmoid(off, 0.0, 0.05)),
    );
    for (measure, share, enough) in [
        (Measure::LeftwardCrop, right[0] / between, 0.9),
        (Measure::RightwardCrop, (wide - left[0]) / between, 0.9),
        (Measure::MarginAbove, eyes[1] / height, 1.4),
        (Measure::MarginBelow, (high - eyes[1]) / height, 1.8),
    ] {
        add(measure, share, 100.0 * sigmoid(share, enough, 0.1));
    }
    let widest = |pairs: &[[usize; 2]]| {
        let gaps = pairs.iter().map(|&[a, b]| distance(mesh.at(a), mesh.at(b)));
        gaps.fold(0.0, f32::max) / height
    };
    let open = widest(&RIGHT_LIDS).min(widest(&LEFT_LIDS));
    add(Measure::EyesOpen, open, 100.0 * sigmoid(open, 0.02, 0.01));
    let lips = widest(&INNER_LIPS);
    add(
        Measure::MouthClosed,
        lips,
        100.0 * (1.0 - sigmoid(lips, 0.2, 0.06)),
    );
}

fn light(region: &Region, add: &mut impl FnMut(Measure, f32, f32)) {
    let histogram = region.histogram();
    let level = |i: usize| i as f32 / 255.0;
    let shares = || histogram.iter().enumerate();
    let mean: f32 = shares().map(|(i, share)| share * level(i)).sum();
    let bright_enough = sigmoid(mean, 0.2, 0.05) * (1.0 - sigmoid(mean, 0.8, 0.05));
    add(Measure::LuminanceMean, mean, 100.0 * bright_enough);
    let variance: f32 = shares()
        .map(|(i, share)| share * (level(i) - mean).powi(2))
        .sum();
    let bent = 60.0 * variance / (60.0 * variance + 1.0);
    let wave = (bent * std::f32::consts::PI).sin();
    add(Measure::LuminanceVariance, variance, 100.0 * wave);
    let used = histogram.iter().filter(|share| **share > 0.0);
    let entropy: f32 = used.map(|share| -share * share.log2()).sum();
    add(Measure::DynamicRange, entropy, 12.5 * entropy);
    let [right, left] = region.cheeks();
    let shared: f32 = right.iter().zip(&left).map(|(a, b)| a.min(*b)).sum();
    add(
        Measure::IlluminationUniformity,
        shared,
        100.0 * shared.powf(0.3),
    );
    let of = |levels: std::ops::RangeInclusive<usize>, histogram: &Histogram| -> f32 {
        histogram[levels].iter().sum()
    };
    let white = of(WHITE, &histogram);
    add(Measure::OverExposurePrevention, white, 1.0 / (white + 0.01));
    let black = of(BLACK, &histogram);
    let clear = 0.832 - sigmoid(black, 0.92, 0.05);
    add(Measure::UnderExposurePrevention, black, 120.0 * clear);
    let [a, b] = region.colour();
    let beyond = |v: f32, from: f32, to: f32| (from - v).max(v - to).max(0.0);
    let unnatural = if a >= 0.0 && b >= 0.0 {
        beyond(a, 5.0, 25.0).hypot(beyond(b, 5.0, 35.0))
    } else {
        100.0
    };
    let natural = 200.0 * (1.0 - sigmoid(unnatural, 0.0, 10.0));
    add(Measure::NaturalColour, unnatural, natural);
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

fn sigmoid(x: f32, middle: f32, width: f32) -> f32 {
    1.0 / (1.0 + ((middle - x) / width).exp())
}
