//! A face as numbers, and what may be done with it.
//!
//! Enters: the output of an embedding network. Leaves: a [`Template`]: 128 numbers of unit
//! length that say which network and recipe made them. Templates of different ones cannot be
//! compared: their numbers mean different things. How much of a face the network saw is told by
//! [`Template::quality`]. [`Template::to_bytes`] is the stored form (153 bytes), [`TemplateKey::seal`] the form in which it may lie on a disk.
//!
//! ```no_run
//! use selfsame::{Challenge, Engine, Language, frame::open_still, template::TemplateKey};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = Engine::builder().build()?;
//! let portrait = engine.enrol(&open_still("portrait.jpg")?)?;
//! let key = TemplateKey::generate()?; // into your key store
//! std::fs::write("portrait.sealed", key.seal(portrait.template(), b"case 7")?)?;
//!
//! // Another day, without the picture.
//! let kept = key.open(&std::fs::read("portrait.sealed")?, b"case 7")?;
//! let session = engine
//!     .session(Challenge::draw(Language::English)?)
//!     .with_template(kept)?;
//! # Ok(())
//! # }
//! ```

mod sealed;
mod stored;

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};

pub use sealed::{SEALED_BYTES, TemplateKey};
pub use stored::STORED_BYTES;

/// Numbers of a template.
pub const DIMENSIONS: usize = 128;

/// Which network made a template, from faces aligned and combined in which way.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ModelTag([u8; 16]);

impl ModelTag {
    /// Of a model's SHA-256 and the recipe's name.
    pub(crate) fn of(sha256: &str, recipe: &str) -> Self {
        let hash = Sha256::new()
            .chain_update(sha256.as_bytes())
            .chain_update([0])
            .chain_update(recipe.as_bytes())
            .finalize();
        let mut tag = [0; 16];
        tag.copy_from_slice(&hash[..16]);
        Self(tag)
    }
}

impl fmt::Display for ModelTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ModelTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ModelTag({self})")
    }
}

/// A face as numbers: personal data. It has no `Debug` output, its only serial forms are
/// asked for by name, and it is overwritten when dropped.
#[derive(Clone)]
pub struct Template {
    model: ModelTag,
    values: Zeroizing<Vec<f32>>,
    quality: u8,
}

impl Template {
    /// From a network's output and the quality (at most 100) that its length stands for;
    /// `None` if it has none.
    pub(crate) fn of_output(
        model: ModelTag,
        values: Vec<f32>,
        quality: impl Fn(f32) -> u8,
    ) -> Option<Self> {
        let mut values = Zeroizing::new(values);
        let length = values.iter().map(|v| v * v).sum::<f32>().sqrt();
        if !(length.is_finite() && length > 1e-6) {
            return None;
        }
        values.iter_mut().for_each(|v| *v /= length);
        Some(Self {
            model,
            values,
            quality: quality(length),
        })
    }

    /// What made it.
    #[must_use]
    pub fn model(&self) -> ModelTag {
        self.model
    }

    /// The unified quality score of ISO/IEC 29794-5, 0..=100: how much of a face the network
    /// saw in its pictures. Below [`LEAST_QUALITY`](crate::matching::LEAST_QUALITY) one
    /// person's templates are less alike, and two strangers' more alike than the named rates
    /// allow ([`Embedder::embed`](crate::embedding::Embedder::embed) says how it is
    /// measured).
    #[must_use]
    pub fn quality(&self) -> u8 {
        self.quality
    }

    /// The numbers, of unit length together.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The unit-length sum of several templates of one person; its quality is their mean.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for no template, and for templates of different models;
    /// [`ErrorKind::Template`] if they cancel each other out.
    pub fn fused(templates: &[Self]) -> Result<Self> {
        let [first, others @ ..] = templates else {
            return Err(Error::new(ErrorKind::Misuse, "no templates to fuse"));
        };
        let mut sum = Zeroizing::new(first.values.to_vec());
        for template in others {
            first.of_one_model(template)?;
            for (s, v) in sum.iter_mut().zip(&*template.values) {
                *s += v;
            }
        }
        let all: usize = templates.iter().map(|t| usize::from(t.quality)).sum();
        let mean = (all + templates.len() / 2) / templates.len();
        Self::of_output(first.model, std::mem::take(&mut *sum), |_| {
            mean.min(100) as u8
        })
        .ok_or_else(|| Error::new(ErrorKind::Template, "these templates cancel each other out"))
    }

    /// Cosine of the angle between two templates, -1..=1.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] if different models made them.
    pub fn cosine(&self, other: &Self) -> Result<f32> {
        self.of_one_model(other)?;
        let products = self.values.iter().zip(&*other.values).map(|(a, b)| a * b);
        Ok(products.sum())
    }

    fn of_one_model(&self, other: &Self) -> Result<()> {
        if self.model == other.model && self.values.len() == other.values.len() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Misuse,
            format!(
                "templates of different models cannot be compared ({} and {}): make one anew \
                 from its picture",
                self.model, other.model
            ),
        ))
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Template(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn template(model: &str, values: &[f32]) -> Template {
        let tag = ModelTag::of(model, "test");
        Template::of_output(tag, values.to_vec(), |length| length.min(100.0) as u8).unwrap()
    }

    #[test]
    fn cosine_and_fusion() {
        let (a, b) = (template("m", &[3.0, 0.0]), template("m", &[0.0, 9.0]));
        assert!((a.cosine(&a).unwrap() - 1.0).abs() < 1e-6);
        assert!(a.cosine(&b).unwrap().abs() < 1e-6);
        let fused = Template::fused(&[a.clone(), b]).unwrap();
        assert!((fused.cosine(&a).unwrap() - 0.5f32.sqrt()).abs() < 1e-6);
        assert_eq!([&a, &fused].map(Template::quality), [3, 6]);
        let opposite = template("m", &[-1.0, 0.0]);
        let error = Template::fused(&[a, opposite]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Template);
        let error = Template::fused(&[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        let tag = ModelTag::of("m", "test");
        assert!(Template::of_output(tag, vec![0.0; 4], |_| 1).is_none());
        assert!(Template::of_output(tag, vec![f32::NAN; 4], |_| 1).is_none());
    }

    #[test]
    fn models_do_not_mix() {
        let (a, b) = (template("m", &[1.0, 0.0]), template("n", &[1.0, 0.0]));
        assert_ne!(ModelTag::of("m", "a"), ModelTag::of("m", "b"));
        for error in [
            a.cosine(&b).unwrap_err(),
            Template::fused(&[a, b]).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Misuse);
            assert!(error.to_string().contains("different models"), "{error}");
        }
    }

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(format!("{:?}", template("m", &[0.6, 0.8])), "Template(..)");
    }
}
