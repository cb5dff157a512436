//! The weights: which files there are, where they come from, and the rule that a
//! file is used only when its bytes are the ones the manifest vouches for.
//!
//! Enters: a folder, or the bytes themselves, and a manifest. Leaves: verified
//! bytes by model name. A swapped model is a bypass of everything that follows,
//! so the manifest compiled into this crate is what counts, never one that lies
//! beside the files.

mod manifest;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

pub use manifest::{Calibration, Manifest, ModelEntry, ModelSource, NamedThreshold};

/// SeetaFace frontal AdaBoost cascade.
pub const FACE_DETECTOR: &str = "face-detector";
/// FaceMesh V2: 478 landmarks.
pub const FACE_LANDMARKS: &str = "face-landmarks";
/// 52 blendshapes from landmarks.
pub const FACE_BLENDSHAPES: &str = "face-blendshapes";
/// SFace embedding.
pub const FACE_EMBEDDING: &str = "face-embedding";
/// YuNet detector, for hard poses.
pub const FACE_DETECTOR_YUNET: &str = "face-detector-yunet";
/// Passive texture classifier.
pub const TEXTURE: &str = "texture";
/// Second opinion on texture, optional: MiniFASNetV2, the face and what is near it.
pub const TEXTURE_NEAR: &str = "texture-near";
/// Second opinion on texture, optional: MiniFASNetV1SE, more of what is around.
pub const TEXTURE_WIDE: &str = "texture-wide";

/// The manifest of the models that this release was measured with.
const BUILT_IN: &str = include_str!("../../../models/manifest.toml");

/// Where model bytes come from.
#[derive(Clone)]
enum Origin {
    Folder(PathBuf),
    Bytes(Arc<HashMap<String, Vec<u8>>>),
}

/// Verified access to model files.
#[derive(Clone)]
pub struct Models {
    manifest: Arc<Manifest>,
    origin: Origin,
    /// A second folder, where optional files may lie.
    optional: Option<PathBuf>,
}

impl Models {
    /// The models of this release, in `folder`. Files are read and verified when
    /// an engine is built.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if there is no such folder.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Result<Self> {
        Self::with_manifest(Manifest::built_in(), folder)
    }

    /// Other models: the caller vouches for `manifest`.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if there is no such folder.
    pub fn with_manifest(manifest: Manifest, folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        if !folder.is_dir() {
            return Err(Error::new(
                ErrorKind::Model,
                format!("{}: no such folder of models", folder.display()),
            ));
        }
        Ok(Self {
            manifest: Arc::new(manifest),
            origin: Origin::Folder(folder),
            optional: None,
        })
    }

    /// The models of this release as bytes by model name, for programs that
    /// carry them inside themselves. They are verified like files.
    #[must_use]
    pub fn from_bytes(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self {
            manifest: Arc::new(Manifest::built_in()),
            origin: Origin::Bytes(Arc::new(files.into_iter().collect())),
            optional: None,
        }
    }

    /// Looks for the folder: `SELFSAME_MODELS`, then `models` beside the
    /// executable, then `models` in the current folder and those above it. The
    /// hashes are compiled in, so a wrong folder is refused, not trusted.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] that lists where it looked.
    pub fn find() -> Result<Self> {
        let entry = &Manifest::built_in().models[0].file.clone();
        let mut looked = Vec::new();
        if let Some(folder) = std::env::var_os("SELFSAME_MODELS") {
            // An explicit wish is not silently replaced by another folder.
            return Self::in_folder(PathBuf::from(folder)).map_err(|e| e.at("SELFSAME_MODELS"));
        }
        if let Some(beside) = std::env::current_exe()
            .ok()
            .and_then(|exe| Some(exe.parent()?.join("models")))
        {
            looked.push(beside);
        }
        if let Ok(here) = std::env::current_dir() {
            looked.extend(here.ancestors().map(|a| a.join("models")));
        }
        match looked.iter().find(|folder| folder.join(entry).is_file()) {
            Some(folder) => Self::in_folder(folder),
            None => Err(Error::new(
                ErrorKind::Model,
                format!(
                    "no models found: name their folder, set SELFSAME_MODELS, or run where a \
                     folder 'models' lies (looked in {})",
                    looked
                        .iter()
                        .map(|p| p.display().to_string())
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            )),
        }
    }

    /// What the files must be.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The folder, if the files lie in one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Folder(folder) => Some(folder),
            Origin::Bytes(_) => None,
        }
    }

    /// The same with a second folder, in which optional models may lie that nobody put
    /// beside the others.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] if there is no such folder.
    pub fn with_optional_in(mut self, folder: impl Into<PathBuf>) -> Result<Self> {
        let folder = folder.into();
        if !folder.is_dir() {
            return Err(Error::new(
                ErrorKind::Model,
                format!("{}: no such folder of optional models", folder.display()),
            ));
        }
        self.optional = Some(folder);
        Ok(self)
    }

    /// Whether somebody supplied the model called `name`, altered or not.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.manifest
            .entry(name)
            .is_ok_and(|entry| match &self.origin {
                Origin::Bytes(files) if files.contains_key(name) => true,
                _ => self.place(entry).is_some(),
            })
    }

    /// The verified bytes of an optional model; none if nobody supplied it.
    ///
    /// # Errors
    /// As [`Models::read`] for one that is here: an altered file is no absent one.
    pub fn read_optional(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self.has(name) {
            true => self.read(name).map(Some),
            false => Ok(None),
        }
    }

    /// Where a model's file lies; an optional one in either folder.
    fn place(&self, entry: &ModelEntry) -> Option<PathBuf> {
        let optional = self.optional.as_deref().filter(|_| entry.optional);
        let folders = [self.folder(), optional].into_iter().flatten();
        folders
            .map(|folder| folder.join(&entry.file))
            .find(|path| path.is_file())
    }

    /// The verified bytes of the model called `name`.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] that names the model: unknown, absent, of another
    /// size, or with another hash.
    pub fn read(&self, name: &str) -> Result<Vec<u8>> {
        let entry = self.manifest.entry(name)?;
        let refused = |what: String| {
            Error::new(
                ErrorKind::Model,
                format!("model '{name}' ({}): {what}", entry.file),
            )
        };
        let given = match &self.origin {
            Origin::Bytes(files) => files.get(name),
            Origin::Folder(_) => None,
        };
        let bytes = match (given, self.place(entry), self.folder()) {
            (Some(bytes), _, _) => bytes.clone(),
            (None, None, None) => return Err(refused("was not given".into())),
            (None, found, folder) => {
                let path = match (found, folder) {
                    (Some(path), _) => path,
                    (None, folder) => folder.unwrap_or(Path::new("")).join(&entry.file),
                };
                let meta = std::fs::metadata(&path).map_err(|e| {
                    let folder = path.parent().unwrap_or(Path::new(""));
                    refused(format!("cannot be read in {}", folder.display())).caused_by(e)
                })?;
                check_size(meta.len(), entry).map_err(&refused)?;
                std::fs::read(&path).map_err(|e| refused("cannot be read".into()).caused_by(e))?
            }
        };
        check_size(bytes.len() as u64, entry).map_err(refused)?;
        let hash = hex(&Sha256::digest(&bytes));
        if hash != entry.sha256 {
            return Err(refused(format!(
                "its SHA-256 is {hash}, not {} as the manifest says: refused",
                entry.sha256
            )));
        }
        Ok(bytes)
    }
}

impl std::fmt::Debug for Models {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.origin {
            Origin::Folder(folder) => write!(f, "Models(in {})", folder.display()),
            Origin::Bytes(files) => write!(f, "Models({} from bytes)", files.len()),
        }
    }
}

fn check_size(bytes: u64, entry: &ModelEntry) -> Result<(), String> {
    if bytes > limits::MODEL_BYTES {
        return Err(format!("{bytes} bytes are more than a model may have"));
    }
    if bytes != entry.bytes {
        return Err(format!(
            "{bytes} bytes, not {} as the manifest says: refused",
            entry.bytes
        ));
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, b| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{b:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        version = 1
        [[model]]
        name = "tiny"
        file = "tiny.onnx"
        sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        bytes = 3
        licence = "MIT"
        licence_file = "licences/tiny.txt"
        origin = "a test"
        source = { registry = "PyPI", package = "p", version = "1", path = "x", sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" }
        input = "-"
        output = "-"
        accuracy = "-"
        speed = "-"
    "#;

    fn holding(bytes: &[u8]) -> Models {
        Models {
            manifest: Arc::new(Manifest::parse(TEXT).unwrap()),
            origin: Origin::Bytes(Arc::new(HashMap::from([("tiny".into(), bytes.to_vec())]))),
            optional: None,
        }
    }

    #[test]
    fn only_the_vouched_bytes_are_read() {
        assert_eq!(holding(b"abc").read("tiny").unwrap(), b"abc");
        for (bytes, says) in [
            (&b"abd"[..], "SHA-256"),
            (b"abcd", "4 bytes"),
            (b"", "0 bytes"),
        ] {
            let error = holding(bytes).read("tiny").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Model);
            let text = error.to_string();
            assert!(text.contains("'tiny'") && text.contains(says), "{text}");
        }
        let error = holding(b"abc").read("other").unwrap_err();
        assert!(error.to_string().contains("other"), "{error}");
    }

    #[test]
    fn the_built_in_manifest_names_every_model_the_code_asks_for() {
        let manifest = Manifest::built_in();
        for name in [
            FACE_DETECTOR,
            FACE_LANDMARKS,
            FACE_BLENDSHAPES,
            FACE_EMBEDDING,
            FACE_DETECTOR_YUNET,
            TEXTURE,
        ] {
            assert!(!manifest.entry(name).unwrap().optional, "{name}");
        }
        for name in [TEXTURE_NEAR, TEXTURE_WIDE] {
            assert!(manifest.entry(name).unwrap().optional, "{name}");
        }
    }

    #[test]
    fn an_optional_model_is_absent_good_or_refused() {
        // No other test uses this folder.
        let name = format!("selfsame-optional-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let optional = TEXT.replacen("bytes = 3", "bytes = 3\n        optional = true", 1);
        let models = |text: &str| {
            Models {
                manifest: Arc::new(Manifest::parse(text).unwrap()),
                origin: Origin::Bytes(Arc::default()),
                optional: None,
            }
            .with_optional_in(&folder)
            .unwrap()
        };
        assert_eq!(models(&optional).read_optional("tiny").unwrap(), None);
        assert!(models(&optional).read("tiny").is_err());
        std::fs::write(folder.join("tiny.onnx"), "abc").unwrap();
        let read = models(&optional).read_optional("tiny").unwrap();
        assert_eq!(read.as_deref(), Some(&b"abc"[..]));
        // What every engine needs is not taken from there.
        assert!(!models(TEXT).has("tiny"));
        std::fs::write(folder.join("tiny.onnx"), "abd").unwrap();
        let error = models(&optional).read_optional("tiny").unwrap_err();
        assert!(error.to_string().contains("SHA-256"), "{error}");
        std::fs::remove_dir_all(&folder).unwrap();
        let error = holding(b"abc").with_optional_in(&folder).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
    }
}
