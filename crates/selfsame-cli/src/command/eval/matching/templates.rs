//! Templates of all pictures, made once.

use std::path::Path;

use selfsame::frame::open_still;
use selfsame::matching::Comparison;
use selfsame::quality::Assessment;
use selfsame::template::Template;
use selfsame::{Engine, ErrorKind, RegisteredFace};

use super::spoil::Spoil;
use crate::failure::Result;

/// A picture of the list.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Picture {
    pub(super) path: String,
    /// Whether it is made worse first.
    pub(super) spoilt: bool,
}

/// What became of a picture.
pub(super) enum Enrolled {
    Template(Template, Assessment),
    /// No face, or none that can be used.
    NoFace,
    /// No picture: absent, broken, too large.
    Unreadable,
}

/// All pictures, in the order of the list.
pub(super) struct Templates(Vec<Enrolled>);

impl Templates {
    pub(super) fn new(templates: Vec<Enrolled>) -> Self {
        Self(templates)
    }

    /// Pictures in which no face could be enrolled.
    pub(super) fn failed(&self) -> usize {
        let failed = self.0.iter().filter(|e| matches!(e, Enrolled::NoFace));
        failed.count()
    }

    /// Numbers of those that could not be read.
    pub(super) fn unreadable(&self) -> impl Iterator<Item = usize> {
        let all = self.0.iter().enumerate();
        all.filter(|(_, e)| matches!(e, Enrolled::Unreadable))
            .map(|(i, _)| i)
    }

    pub(super) fn is_enrolled(&self, picture: usize) -> bool {
        matches!(self.0[picture], Enrolled::Template(..))
    }

    /// The assessment of a picture, if it could be enrolled.
    pub(super) fn assessment(&self, picture: usize) -> Option<&Assessment> {
        match &self.0[picture] {
            Enrolled::Template(_, assessment) => Some(assessment),
            _ => None,
        }
    }

    pub(super) fn is_readable(&self, picture: usize) -> bool {
        !matches!(self.0[picture], Enrolled::Unreadable)
    }

    /// Of two pictures' templates, which one engine made.
    pub(super) fn comparison(&self, a: usize, b: usize) -> Option<Comparison> {
        match (&self.0[a], &self.0[b]) {
            (Enrolled::Template(a, _), Enrolled::Template(b, _)) => Comparison::of(a, b).ok(),
            _ => None,
        }
    }

    /// The cosine of the same.
    pub(super) fn similarity(&self, a: usize, b: usize) -> Option<f32> {
        self.comparison(a, b).map(|c| c.similarity())
    }
}

/// How pictures are enrolled.
pub(super) struct How<'a> {
    pub(super) root: &'a Path,
    pub(super) spoil: Option<Spoil>,
    /// Without the mirror image.
    pub(super) once: bool,
}

/// Enrols the large, central face of a picture.
pub(super) fn enrol(engine: &Engine, how: &How<'_>, picture: &Picture) -> Result<Enrolled> {
    let mut still = match open_still(how.root.join(&picture.path)) {
        Ok(still) => still,
        Err(e)
            if matches!(
                e.kind(),
                ErrorKind::Io | ErrorKind::Image | ErrorKind::Limit
            ) =>
        {
            return Ok(Enrolled::Unreadable);
        }
        Err(e) => return Err(e.into()),
    };
    let central = |still: &selfsame::Picture| -> Result<Option<RegisteredFace>> {
        let faces = engine.portrait_faces(still)?;
        let best =
            |a: &RegisteredFace, b: &RegisteredFace| rank(a, still).total_cmp(&rank(b, still));
        Ok(faces.into_iter().max_by(best))
    };
    let mut face = central(&still)?;
    if let (true, Some(spoil), Some(found)) = (picture.spoilt, how.spoil, &face) {
        still = spoil.apply(&still, &found.mesh)?;
        face = central(&still)?;
    }
    let Some(face) = face else {
        return Ok(Enrolled::NoFace);
    };
    // The portrait's checks hold for both; its template is the usual one.
    match engine.portrait_of(&still, &face) {
        Ok(portrait) => {
            let template = if how.once {
                engine.template_once(&still, &face.mesh)?
            } else {
                portrait.template().clone()
            };
            Ok(Enrolled::Template(template, portrait.assessment().clone()))
        }
        // Too small or without extent: a failure to enrol.
        Err(e) if e.kind() == ErrorKind::Portrait => Ok(Enrolled::NoFace),
        Err(e) => Err(e.into()),
    }
}

/// Width less twice the distance from the middle: a face at the rim is a
/// bystander's even if it is somewhat larger.
fn rank(face: &RegisteredFace, picture: &selfsame::Picture) -> f32 {
    let [x, y] = face.bounds.centre();
    let middle = [picture.width() as f32 / 2.0, picture.height() as f32 / 2.0];
    face.bounds.width - 2.0 * (x - middle[0]).hypot(y - middle[1])
}
