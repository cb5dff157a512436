//! The immutable engine: models loaded once, shared by threads.
//!
//! Builder -> [`Engine`] -> one [`Session`] a person.

use std::path::PathBuf;
use std::sync::Arc;

use crate::challenge::{Challenge, Language};
use crate::detect::{Bounds, Detection, DetectorOptions, FaceDetector, YUNET_SCORE, YuNet};
use crate::embedding::{AlignedFace, Embedder};
use crate::error::{Error, ErrorKind, Result};
use crate::frame::Picture;
use crate::infer::{self, EngineChoice, Runtime};
use crate::landmark::{Landmarker, Mesh};
use crate::lipreader::Lipreader;
use crate::matching::Portrait;
use crate::models::{
    FACE_DETECTOR, FACE_DETECTOR_YUNET, FACE_EMBEDDING, FACE_LANDMARKS, Models, TEXTURE,
    TEXTURE_NEAR, TEXTURE_WIDE,
};
use crate::observation::MOST_TURNED;
use crate::policy::Policy;
use crate::pose::Pose;
use crate::quality::{Assessment, ExpressionReader, FaceQuality};
use crate::session::Session;
use crate::template::Template;
use crate::texture::TextureClassifier;
use crate::verdict::{MadeBy, ModelUse};
use crate::words::Vocabulary;

/// Least distance of the outer eye corners on a portrait, pixels. An ID card
/// chip's 102x126 picture has about 45.
const LEAST_PORTRAIT_EYES: f32 = 24.0;
/// A second face on a portrait counts from this share of the first one's width.
const SECOND_FACE: f32 = 0.5;
/// Two meshes whose boxes share more than this (intersection over union) are of one face.
const SAME_FACE: f32 = 0.3;
/// Portraits are searched for faces down to this share of the shorter side.
const PORTRAIT_SHARE: u32 = 10;
/// The finer search sees every pixel of the picture: the cascade's own window.
const FINE_FACE: u32 = 40;

/// Builds an [`Engine`].
#[derive(Default)]
pub struct EngineBuilder {
    models: Option<Models>,
    optional_models: Option<PathBuf>,
    choice: EngineChoice,
    runtime: Option<Arc<dyn Runtime>>,
    threads: Option<usize>,
    policy: Policy,
    digits: Vec<(Language, Vocabulary)>,
    second_detector: bool,
}

impl EngineBuilder {
    /// Where the models are; else [`Models::find`] looks for them.
    #[must_use]
    pub fn models(mut self, models: Models) -> Self {
        self.models = Some(models);
        self
    }

    /// A folder in which optional models may lie, besides the models' own: see
    /// [`Models::with_optional_in`].
    #[must_use]
    pub fn optional_models(mut self, folder: impl Into<PathBuf>) -> Self {
        self.optional_models = Some(folder.into());
        self
    }

    /// Which inference engine runs.
    #[must_use]
    pub fn inference(mut self, choice: EngineChoice) -> Self {
        self.choice = choice;
        self
    }

    /// An inference engine of the caller's (or a fake).
    #[must_use]
    pub fn runtime(mut self, runtime: Arc<dyn Runtime>) -> Self {
        self.runtime = Some(runtime);
        self
    }

    /// Threads of one model run; one if nobody says otherwise.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// Word models of the caller's for the digits of a language, called 0 to 9, instead
    /// of those of this release. They then tell which digit was read as well: the
    /// release's lip reader learned from other people.
    #[must_use]
    pub fn digits(mut self, language: Language, digits: Vocabulary) -> Self {
        self.digits.push((language, digits));
        self
    }

    /// What is demanded.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Whether a face on a portrait may be found by a second detector (YuNet) where the
    /// cascade finds none. It must be among the models. Sessions do without it.
    #[must_use]
    pub fn second_detector(mut self, wanted: bool) -> Self {
        self.second_detector = wanted;
        self
    }

    /// Loads and verifies the models.
    ///
    /// # Errors
    /// [`ErrorKind::Model`] for an absent or altered model,
    /// [`ErrorKind::Inference`] for an absent engine,
    /// [`ErrorKind::Misuse`] for no threads.
    pub fn build(self) -> Result<Engine> {
        let threads = self.threads.unwrap_or(1);
        if !(1..=256).contains(&threads) {
            return Err(Error::new(
                ErrorKind::Misuse,
                format!("{threads} threads: 1 to 256 are possible"),
            ));
        }
        let models = match self.models {
            Some(models) => models,
            None => Models::find()?,
        };
        let models = match self.optional_models {
            Some(folder) => models.with_optional_in(folder)?,
            None => models,
        };
        let runtime = match self.runtime {
            Some(runtime) => runtime,
            None => infer::open(&self.choice, threads)?,
        };
        let optional = [TEXTURE_NEAR, TEXTURE_WIDE].into_iter();
        let used = [FACE_DETECTOR, FACE_LANDMARKS, FACE_EMBEDDING, TEXTURE]
            .into_iter()
            .chain(optional.filter(|name| models.has(name)))
            .chain(self.second_detector.then_some(FACE_DETECTOR_YUNET))
            .map(|name| {
                Ok(ModelUse {
                    name: name.to_owned(),
                    sha256: models.manifest().entry(name)?.sha256.clone(),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Engine {
            parts: Arc::new(Parts {
                detector: FaceDetector::new(&models.read(FACE_DETECTOR)?)?,
                second_detector: self
                    .second_detector
                    .then(|| YuNet::load(&models, &runtime))
                    .transpose()?,
                landmarker: Landmarker::load(&models, &runtime)?,
                embedder: Embedder::load(&models, &runtime)?,
                texture: TextureClassifier::load(&models, &runtime)?,
                expression: ExpressionReader::load(&models, &runtime)?,
                made_by: MadeBy {
                    sdk: env!("CARGO_PKG_VERSION"),
                    engine: runtime.name().to_owned(),
                    models: used,
                    policy: self.policy.name.clone(),
                    level: self.policy.level,
                },
                policy: self.policy,
                digits: self.digits,
            }),
        })
    }
}

struct Parts {
    detector: FaceDetector,
    second_detector: Option<YuNet>,
    landmarker: Landmarker,
    embedder: Embedder,
    texture: TextureClassifier,
    expression: ExpressionReader,
    policy: Policy,
    digits: Vec<(Language, Vocabulary)>,
    made_by: MadeBy,
}

/// Models and policy, ready to use. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Engine {
    parts: Arc<Parts>,
}

/// A face that was found and registered.
#[derive(Debug, Clone)]
pub struct RegisteredFace {
    /// The cascade's box.
    pub bounds: Bounds,
    /// The cascade's score.
    pub score: f32,
    /// Its landmarks.
    pub mesh: Mesh,
}

impl Engine {
    /// Starts building.
    #[must_use]
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Starts one person's session.
    #[must_use]
    pub fn session(&self, challenge: Challenge) -> Session {
        Session::new(self.clone(), challenge)
    }

    /// Faces of a still picture that hold a mesh, largest first.
    ///
    /// # Errors
    /// [`ErrorKind::Misuse`] for options out of range,
    /// [`ErrorKind::Inference`] if the engine fails.
    pub fn faces(
        &self,
        picture: &Picture,
        options: &DetectorOptions,
    ) -> Result<Vec<RegisteredFace>> {
        let found = self.parts.detector.detect(&picture.to_grey(), options)?;
        self.registered(picture, found)
    }

    /// What was found, with the meshes that it holds.
    fn registered(
        &self,
        picture: &Picture,
        mut found: Vec<Detection>,
    ) -> Result<Vec<RegisteredFace>> {
        found.sort_by(|a, b| b.bounds.width.total_cmp(&a.bounds.width));
        let mut faces = Vec::new();
        for face in found {
            let mesh = self.parts.landmarker.fit_detection(picture, &face.bounds)?;
            if mesh.presence() >= 0.5 {
                faces.push(RegisteredFace {
                    bounds: face.bounds,
                    score: face.score,
                    mesh,
                });
            }
        }
        Ok(faces)
    }

    /// The template of a registered face.
    ///
    /// # Errors
    /// [`ErrorKind::Portrait`] if it has no extent;
    /// [`ErrorKind::Inference`] if the engine fails.
    pub fn template(&self, picture: &Picture, mesh: &Mesh) -> Result<Template> {
        self.parts.embedder.embed(&aligned(picture, mesh)?)
    }

    /// The same of the face alone, without its mirror image:
    /// [`Embedder::embed_once`].
    ///
    /// # Errors
    /// As [`template`](Self::template).
    pub fn template_once(&self, picture: &Picture, mesh: &Mesh) -> Result<Template> {
        self.parts.embedder.embed_once(&aligned(picture, mesh)?)
    }

    /// Faces of an ID portrait, largest first: a quick search, and a finer one if
    /// that finds no face that holds a mesh.
    ///
    /// # Errors
    /// [`ErrorKind::Inference`] if the engine fails.
    pub fn portrait_faces(&self, picture: &Picture) -> Result<Vec<RegisteredFace>> {
        let shorter = picture.width().min(picture.height());
        let quick = DetectorOptions {
            min_face: (shorter / PORTRAIT_SHARE).max(20),
            ..DetectorOptions::default()
        };
        let faces = self.faces(picture, &quick)?;
        if !faces.is_empty() {
            return Ok(faces);
        }
        // Many times the work, and only for the few that are left.
        let fine = DetectorOptions {
            min_face: quick.min_face.min(FINE_FACE),
            scale_factor: 0.9,
            stride: 2,
            ..quick
        };
        let faces = self.faces(picture, &fine)?;
        match self.second_detector() {
            Some(second) if faces.is_empty() => {
                let found = second.detect(picture, quick.min_face, YUNET_SCORE)?;
                self.registered(picture, found)
            }
            _ => Ok(faces),
        }
    }

    /// Enrols an ID portrait: one face, large enough.
    ///
    /// # Errors
    /// [`ErrorKind::Portrait`] that says what is wrong with the picture: no face,
    /// several faces, a face too small or turned away.
    pub fn enrol(&self, picture: &Picture) -> Result<Portrait> {
        let refused = |what: String| Error::new(ErrorKind::Portrait, what);
        let faces = self.portrait_faces(picture)?;
        let largest = faces
            .first()
            .ok_or_else(|| refused("no face was found on the portrait".into()))?;
        let others = faces[1..]
            .iter()
            .filter(|f| {
                f.bounds.width >= SECOND_FACE * largest.bounds.width
                    && f.mesh.bounds().overlap(&largest.mesh.bounds()) < SAME_FACE
            })
            .count();
        if others > 0 {
            return Err(refused(format!(
                "{} faces were found on the portrait: it must show one person",
                others + 1
            )));
        }
        let area = |face: &RegisteredFace| face.bounds.width * face.bounds.height;
        let apart = faces[1..].iter().filter(|f| {
            let overlap = f.mesh.bounds().overlap(&largest.mesh.bounds());
            overlap < SAME_FACE
        });
        let second = apart.map(area).fold(0.0, f32::max) / area(largest);
        let mut portrait = self.portrait_of(picture, largest)?;
        portrait.assessment = portrait.assessment.with_others(second);
        Ok(portrait)
    }

    /// The portrait of one of the faces of a picture.
    ///
    /// # Errors
    /// [`ErrorKind::Portrait`] if the eyes are too close to each other, the face
    /// being too small or turned away.
    pub fn portrait_of(&self, picture: &Picture, face: &RegisteredFace) -> Result<Portrait> {
        let refused = |what: String| Error::new(ErrorKind::Portrait, what);
        let pose = Pose::of(&face.mesh).ok_or_else(|| refused("the face has no extent".into()))?;
        let quality = FaceQuality::of(picture, &face.mesh, &pose);
        if quality.eye_distance < LEAST_PORTRAIT_EYES {
            let what = if quality.turned > MOST_TURNED {
                format!("turned away by {:.0} degrees", quality.turned)
            } else {
                "too small".into()
            };
            return Err(refused(format!(
                "the face on the portrait is {what}: {:.0} pixels between the eyes, \
                 {LEAST_PORTRAIT_EYES:.0} are needed",
                quality.eye_distance
            )));
        }
        let template = self.template(picture, &face.mesh)?;
        Ok(Portrait {
            assessment: Assessment::of(picture, &face.mesh, &pose)
                .with_template(&template)
                .with_expression(self.parts.expression.strongest(&face.mesh)?),
            bounds: face.mesh.bounds(),
            quality,
            template,
        })
    }

    /// The second detector, if the engine was built with it.
    #[must_use]
    pub fn second_detector(&self) -> Option<&YuNet> {
        self.parts.second_detector.as_ref()
    }

    /// The face detector.
    #[must_use]
    pub fn detector(&self) -> &FaceDetector {
        &self.parts.detector
    }

    /// The landmark network.
    #[must_use]
    pub fn landmarker(&self) -> &Landmarker {
        &self.parts.landmarker
    }

    /// The embedding network.
    #[must_use]
    pub fn embedder(&self) -> &Embedder {
        &self.parts.embedder
    }

    /// The texture network.
    #[must_use]
    pub fn texture(&self) -> &TextureClassifier {
        &self.parts.texture
    }

    /// What is demanded.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.parts.policy
    }

    /// The word models of a language's digits.
    #[must_use]
    pub fn digits(&self, language: Language) -> &Vocabulary {
        self.own_digits(language)
            .unwrap_or_else(|| Vocabulary::digits(language))
    }

    /// What tells the digits of a language apart, unless the caller's own word models do.
    #[must_use]
    pub fn lipreader(&self, language: Language) -> Option<&Lipreader> {
        match self.own_digits(language) {
            Some(_) => None,
            None => Some(Lipreader::of(language)),
        }
    }

    fn own_digits(&self, language: Language) -> Option<&Vocabulary> {
        let mut latest = self.parts.digits.iter().rev();
        let own = latest.find(|(of, _)| *of == language);
        own.map(|(_, digits)| digits)
    }

    /// What verdicts will say about engine and models.
    #[must_use]
    pub fn made_by(&self) -> &MadeBy {
        &self.parts.made_by
    }
}

fn aligned(picture: &Picture, mesh: &Mesh) -> Result<AlignedFace> {
    AlignedFace::of(picture, mesh)
        .ok_or_else(|| Error::new(ErrorKind::Portrait, "the face has no extent"))
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({})", self.parts.made_by.engine)
    }
}
