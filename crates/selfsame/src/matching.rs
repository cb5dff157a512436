//! Is the live person the one on the portrait? One to one, at a stated
//! false-match rate.
//!
//! Enters: templates. Leaves: a [`Comparison`], and with a [`LivenessProof`] a
//! [`MatchProof`]. Terms after ISO/IEC 19795-1: the false-match rate (FMR) is the
//! share of comparisons of different people that match.

use serde::{Deserialize, Serialize};

use crate::detect::Bounds;
use crate::error::Result;
use crate::liveness::LivenessProof;
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
    /// another population.
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
pub struct Comparison {
    similarity: f32,
}

impl Comparison {
    /// Compares two templates.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`](crate::ErrorKind::Misuse) if different models made them.
    pub fn of(a: &Template, b: &Template) -> Result<Self> {
        let similarity = a.cosine(b)?;
        Ok(Self { similarity })
    }

    /// The cosine, -1..=1. Evidence: show the rate, not this.
    #[must_use]
    pub fn similarity(&self) -> f32 {
        self.similarity
    }

    /// Whether they match at a rate.
    #[must_use]
    pub fn matches(&self, rate: FalseMatchRate) -> bool {
        self.similarity >= rate.threshold()
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

    #[test]
    fn stricter_rates_need_more() {
        let thresholds = FalseMatchRate::ALL.map(FalseMatchRate::threshold);
        assert!(thresholds.windows(2).all(|w| w[0] < w[1]));
        let comparison = Comparison {
            similarity: thresholds[2],
        };
        assert_eq!(comparison.strictest(), Some(FalseMatchRate::OneIn10000));
        assert!(!comparison.matches(FalseMatchRate::OneIn100000));
        assert_eq!(Comparison { similarity: 0.0 }.strictest(), None);
    }

    #[test]
    fn names_lead_back() {
        for rate in FalseMatchRate::ALL {
            assert_eq!(FalseMatchRate::from_name(rate.name()), Some(rate));
            assert_eq!(rate.name().parse::<f64>().unwrap(), rate.value());
        }
    }
}
