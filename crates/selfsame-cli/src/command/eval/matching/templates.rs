//! Templates of all pictures, made once.

use std::path::Path;

use selfsame::embedding::Template;
use selfsame::frame::open_still;
use selfsame::matching::Comparison;
use selfsame::{Engine, ErrorKind, Picture, RegisteredFace};

use crate::failure::Result;

/// One template a picture; none where no face could be enrolled.
pub(super) struct Templates(Vec<Option<Template>>);

impl Templates {
    pub(super) fn new(templates: Vec<Option<Template>>) -> Self {
        Self(templates)
    }

    /// Pictures without a template.
    pub(super) fn failed(&self) -> usize {
        self.0.iter().filter(|t| t.is_none()).count()
    }

    /// The cosine of two pictures' templates.
    pub(super) fn similarity(&self, a: usize, b: usize) -> Option<f32> {
        let (a, b) = (self.0[a].as_ref()?, self.0[b].as_ref()?);
        Some(Comparison::of(a, b).similarity())
    }
}

/// Enrols the large, central face of a picture.
pub(super) fn enrol(engine: &Engine, path: &Path) -> Result<Option<Template>> {
    let picture = open_still(path)?;
    let faces = engine.portrait_faces(&picture)?;
    let Some(face) = faces
        .iter()
        .max_by(|a, b| rank(a, &picture).total_cmp(&rank(b, &picture)))
    else {
        return Ok(None);
    };
    match engine.portrait_of(&picture, face) {
        Ok(portrait) => Ok(Some(portrait.template().clone())),
        // Too small or without extent: a failure to enrol.
        Err(e) if e.kind() == ErrorKind::Portrait => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Width less twice the distance from the middle: a face at the rim is a
/// bystander's even if it is somewhat larger.
fn rank(face: &RegisteredFace, picture: &Picture) -> f32 {
    let [x, y] = face.bounds.centre();
    let middle = [picture.width() as f32 / 2.0, picture.height() as f32 / 2.0];
    face.bounds.width - 2.0 * (x - middle[0]).hypot(y - middle[1])
}
