//! Is the live person the one on the portrait? One to one, at a stated
//! false-match rate.
//!
//! Enters: templates. Leaves: a [`Comparison`], and with a [`LivenessProof`] a
//! [`MatchProof`]. Terms after ISO/IEC 19795-1: the false-match rate (FMR) is the
//! share of comparisons of different people that match.

use serde::{Deserialize, Serialize};

use crate::detect::Bounds;
use crate::error::Result;
use crate::liveness::{LivenessProof, Outcome};
use crate::quality::{Assessment, FaceQuality};
use crate::template::Template;

/// Named false-match rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FalseMatchRate {
    /// One in a hundred.
    #[serde(rename = "1e-2")]
    OneIn100,
    /// One in a thousand.
    #[serde(rename = "1e-3")]
    OneIn1000,
    /// One in ten thousand.
    #[serde(rename = "1e-4")]
    OneIn10000,
    /// One in a hundred thousand.
    #[serde(rename = "1e-5")]
    OneIn100000,
    /// One in a million: by extrapolation, see [`threshold`](Self::threshold).
    #[serde(rename = "1e-6")]
    OneIn1000000,
}

impl FalseMatchRate {
    /// All, laxest first.
    pub const ALL: [Self; 5] = [
        Self::OneIn100,
        Self::OneIn1000,
        Self::OneIn10000,
        Self::OneIn100000,
        Self::OneIn1000000,
    ];

    /// The name, as in JSON: `1e-4`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneIn100 => "1e-2",
            Self::OneIn1000 => "1e-3",
            Self::OneIn10000 => "1e-4",
            Self::OneIn100000 => "1e-5",
            Self::OneIn1000000 => "1e-6",
        }
    }

    /// The rate of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rate| rate.name() == name)
    }

    /// The rate as a number.
    #[must_use]
    pub const fn value(self) -> f64 {
        match self {
            Self::OneIn100 => 1e-2,
            Self::OneIn1000 => 1e-3,
            Self::OneIn10000 => 1e-4,
            Self::OneIn100000 => 1e-5,
            Self::OneIn1000000 => 1e-6,
        }
    }

    /// The least cosine that matches at this rate.
    ///
    /// Measured on 2 022 218 pairs of different people (LFW development pictures, 2012
    /// pictures of 1354 people; `selfsame eval match --all-pairs`, see docs/measurements.md),
    /// rounded up. That for one in a million is extrapolated from the highest 200 of these
    /// scores: so few pairs cannot show it.
    /// LFW is photographs of public figures: it says nothing about fitness for
    /// another population. Of two poor pictures more is asked: [`Comparison::threshold`].
    #[must_use]
    pub const fn threshold(self) -> f32 {
        match self {
            Self::OneIn100 => 0.297,
            Self::OneIn1000 => 0.365,
            Self::OneIn10000 => 0.421,
            Self::OneIn100000 => 0.471,
            Self::OneIn1000000 => 0.518,
        }
    }
}

/// Two templates are a poor pair if one of them has not this quality and the other has not
/// [`GOOD_QUALITY`]. Who is on a picture below it is often not recognised.
pub const LEAST_QUALITY: u8 = 50;
/// The quality of a picture with which even a poor one is no poor pair.
pub const GOOD_QUALITY: u8 = 73;
/// How much more alike than others a poor pair must be.
///
/// Poor pictures are alike in being poor: of strangers' that are blurred, noisy or compressed
/// in the same way, up to 23 times as many would match as the rates say, and with so much more
/// asked of them up to four times. With one good picture the rates hold (docs/measurements.md,
/// Match).
pub const POOR_MARGIN: f32 = 0.15;

/// An enrolled ID portrait: personal data.
#[derive(Clone)]
pub struct Portrait {
    pub(crate) template: Template,
    pub(crate) bounds: Bounds,
    pub(crate) quality: FaceQuality,
    pub(crate) assessment: Assessment,
}

impl Portrait {
    /// Where the face lies in the picture.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Size, light and sharpness of the face.
    #[must_use]
    pub fn quality(&self) -> &FaceQuality {
        &self.quality
    }

    /// The picture by the measures of ISO/IEC 29794-5, and what would make it better.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The template.
    #[must_use]
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// Compares with another portrait.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`](crate::ErrorKind::Misuse) if different models made their
    /// templates.
    pub fn compare(&self, other: &Self) -> Result<Comparison> {
        Comparison::of(&self.template, &other.template)
    }
}

impl std::fmt::Debug for Portrait {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Portrait(..)")
    }
}

/// How alike two templates are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    similarity: f32,
    quality: [u8; 2],
}

impl Comparison {
    /// Compares two templates.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`](crate::ErrorKind::Misuse) if different models made them.
    pub fn of(a: &Template, b: &Template) -> Result<Self> {
        Ok(Self {
            similarity: a.cosine(b)?,
            quality: [a, b].map(Template::quality),
        })
    }

    /// The cosine, -1..=1. Evidence: show the rate, not this.
    #[must_use]
    pub fn similarity(&self) -> f32 {
        self.similarity
    }

    /// The qualities of both templates, 0..=100.
    #[must_use]
    pub fn quality(&self) -> [u8; 2] {
        self.quality
    }

    /// Whether both pictures are so poor that more is asked of them: one has not
    /// [`LEAST_QUALITY`], and the other not [`GOOD_QUALITY`].
    #[must_use]
    pub fn is_poor(&self) -> bool {
        let [a, b] = self.quality;
        a.min(b) < LEAST_QUALITY && a.max(b) < GOOD_QUALITY
    }

    /// The least cosine with which these two match at a rate: the rate's, and [`POOR_MARGIN`]
    /// more for a [poor pair](Self::is_poor).
    #[must_use]
    pub fn threshold(&self, rate: FalseMatchRate) -> f32 {
        let more = if self.is_poor() { POOR_MARGIN } else { 0.0 };
        rate.threshold() + more
    }

    /// Whether they match at a rate.
    #[must_use]
    pub fn matches(&self, rate: FalseMatchRate) -> bool {
        self.similarity >= self.threshold(rate)
    }

    /// What a comparison says of one's being the other: pass if they match at a rate; retry,
    /// with another picture, if not and one of them is so poor that this says little; else
    /// fail.
    #[must_use]
    pub fn outcome(&self, rate: FalseMatchRate) -> Outcome {
        let poor = self.quality.iter().any(|&quality| quality < LEAST_QUALITY);
        match (self.matches(rate), poor) {
            (true, _) => Outcome::Pass,
            (false, true) => Outcome::Retry,
            (false, false) => Outcome::Fail,
        }
    }

    /// The strictest rate at which they match.
    #[must_use]
    pub fn strictest(&self) -> Option<FalseMatchRate> {
        FalseMatchRate::ALL
            .into_iter()
            .rev()
            .find(|rate| self.matches(*rate))
    }

    /// A match of a live person.
    pub(crate) fn prove(self, rate: FalseMatchRate, _live: &LivenessProof) -> Option<MatchProof> {
        self.matches(rate).then_some(MatchProof { rate })
    }
}

/// Proof that a session passed liveness and its face matched the portrait. Only
/// the matching stage makes it, from a [`LivenessProof`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchProof {
    rate: FalseMatchRate,
}

impl MatchProof {
    /// The rate at which they matched.
    #[must_use]
    pub fn rate(&self) -> FalseMatchRate {
        self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedding::RECIPE;
    use crate::models::{FACE_EMBEDDING, Manifest};

    #[test]
    fn stricter_rates_need_more() {
        let thresholds = FalseMatchRate::ALL.map(FalseMatchRate::threshold);
        assert!(thresholds.windows(2).all(|w| w[0] < w[1]));
        let comparison = Comparison {
            similarity: thresholds[2],
            quality: [90, 90],
        };
        assert_eq!(comparison.strictest(), Some(FalseMatchRate::OneIn10000));
        assert!(!comparison.matches(FalseMatchRate::OneIn100000));
        let unlike = Comparison {
            similarity: 0.0,
            ..comparison
        };
        assert_eq!(unlike.strictest(), None);
    }

    #[test]
    fn poor_pictures_prove_nothing() {
        let rate = FalseMatchRate::OneIn1000;
        let outcome = |similarity: f32, quality: [u8; 2]| {
            let comparison = Comparison {
                similarity,
                quality,
            };
            let outcome = comparison.outcome(rate);
            assert_eq!(comparison.matches(rate), outcome == Outcome::Pass);
            outcome
        };
        for (quality, alike, unlike) in [
            ([90, 90], Outcome::Pass, Outcome::Fail),
            ([50, 50], Outcome::Pass, Outcome::Fail),
            ([49, 73], Outcome::Pass, Outcome::Retry),
            ([90, 0], Outcome::Pass, Outcome::Retry),
            ([49, 72], Outcome::Retry, Outcome::Retry),
            ([49, 49], Outcome::Retry, Outcome::Retry),
        ] {
            let enough = rate.threshold() + 0.01;
            assert_eq!(outcome(enough, quality), alike, "{quality:?}");
            let more = outcome(enough + POOR_MARGIN, quality);
            assert_eq!(more, Outcome::Pass, "{quality:?}");
            assert_eq!(outcome(0.1, quality), unlike, "{quality:?}");
        }
    }

    #[test]
    fn the_model_and_the_code_have_the_same_thresholds() {
        let manifest = Manifest::built_in();
        let entry = manifest.entry(FACE_EMBEDDING).unwrap();
        let calibration = entry.calibration.as_ref().unwrap();
        assert_eq!(calibration.recipe, RECIPE);
        assert_eq!(calibration.poor_margin, POOR_MARGIN);
        assert_eq!(calibration.thresholds.len(), FalseMatchRate::ALL.len());
        for (of, rate) in calibration.thresholds.iter().zip(FalseMatchRate::ALL) {
            assert_eq!((of.rate, of.threshold), (rate, rate.threshold()));
            // No more than the name says, and where it is measured not far less.
            let share = of.false_matches as f64 / calibration.comparisons as f64;
            let least = if of.extrapolated { 0.0 } else { 0.9 };
            let of_name = share / rate.value();
            assert!(
                (least..=1.0).contains(&of_name),
                "{}: {of_name}",
                rate.name()
            );
        }
    }

    #[test]
    fn names_lead_back() {
        for rate in FalseMatchRate::ALL {
            assert_eq!(FalseMatchRate::from_name(rate.name()), Some(rate));
            assert_eq!(rate.name().parse::<f64>().unwrap(), rate.value());
        }
    }
}
