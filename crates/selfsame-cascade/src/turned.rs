//! Faces that are not upright. Enters: a picture, and by how much heads may be tilted.
//! Leaves: faces with their tilt.
//!
//! The cascade knows upright faces, and in a mirror it sees others than without: its training
//! was not symmetrical. So the picture is turned and mirrored, and searched once for each.
//! Every pass costs a search, of a canvas that is up to 1.9 times as large as the picture.

use crate::detector::{Detector, Face};
use crate::error::{Error, Result};
use crate::grey::{Grey, MOST_PIXELS, MOST_SIDE};
use crate::options::{Options, part};
use crate::rotate::Turn;

/// Most angles that may be asked for.
const MOST_TILTS: usize = 36;
/// Shared over joint area above which two passes have found one face; as in the cascade's
/// last stage.
const SAME: f32 = 0.3;

/// Which ways a picture is searched besides upright.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Passes<'a> {
    /// Tilts of heads to look for, degrees clockwise as seen in the picture, -180..=180.
    pub tilts: &'a [f32],
    /// Whether to look in the mirror as well, at every tilt.
    pub mirrored: bool,
}

impl Passes<'static> {
    /// Heads tilted by up to a third of a right angle: -30, -15, 15 and 30 degrees.
    pub const TILTED: Self = Self {
        tilts: &[-30.0, -15.0, 15.0, 30.0],
        mirrored: false,
    };
}

/// A face, and how its head was tilted where it was found best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TiltedFace {
    /// An upright square around the face's middle, as large as the tilted one that was found.
    pub face: Face,
    /// Degrees clockwise.
    pub tilt: f32,
}

impl Detector {
    /// Faces upright and otherwise, best score first. Of passes that find the same face the
    /// best counts; their scores are not added up, so the least score means what it does in
    /// [`detect`](Self::detect).
    ///
    /// # Errors
    /// As `detect`; [`Error::Options`] for a tilt out of its range or more than 36 of them,
    /// [`Error::Picture`] if a turned picture would be larger than a picture may be.
    pub fn detect_tilted(
        &self,
        picture: Grey<'_>,
        options: &Options,
        passes: &Passes<'_>,
    ) -> Result<Vec<TiltedFace>> {
        options.check()?;
        let tilts = passes.tilts;
        if tilts.len() > MOST_TILTS || tilts.iter().any(|t| !(-180.0..=180.0).contains(t)) {
            return Err(Error::Options(format!(
                "tilts {tilts:?} are more than {MOST_TILTS} or not all in -180..=180"
            )));
        }
        let Some((part, from)) = part(picture, options) else {
            return Ok(Vec::new());
        };
        let options = Options {
            region: None,
            ..*options
        };
        let mut canvas = Vec::new();
        let mut found: Vec<TiltedFace> = Vec::new();
        for &tilt in [0.0].iter().chain(tilts) {
            for mirrored in [false, true] {
                if mirrored && !passes.mirrored {
                    continue;
                }
                // The head is turned back; in the mirror it is tilted the other way.
                let back = if mirrored { tilt } else { -tilt };
                let turn = Turn::of(part, back, mirrored);
                let [width, height] = turn.to;
                if width.max(height) > MOST_SIDE || width * height > MOST_PIXELS {
                    return Err(Error::Picture(format!(
                        "turned by {tilt} degrees it would be {width}x{height}"
                    )));
                }
                let turned = turn.draw(part, &mut canvas);
                for face in self.detect(turned, &options)? {
                    let face = upright(&turn, &face, from);
                    found.push(TiltedFace { face, tilt });
                }
            }
        }
        found.sort_by(|a, b| b.face.score.total_cmp(&a.face.score));
        let mut kept: Vec<TiltedFace> = Vec::new();
        for candidate in found {
            if kept
                .iter()
                .all(|k| overlap(&k.face, &candidate.face) <= SAME)
            {
                kept.push(candidate);
            }
        }
        Ok(kept)
    }
}

/// A face of the canvas as one of the picture.
fn upright(turn: &Turn, face: &Face, from: [usize; 2]) -> Face {
    let middle = [
        f64::from(face.x + face.width / 2.0),
        f64::from(face.y + face.height / 2.0),
    ];
    let [x, y] = turn.back(middle).map(|at| at as f32);
    Face {
        x: x - face.width / 2.0 + from[0] as f32,
        y: y - face.height / 2.0 + from[1] as f32,
        ..*face
    }
}

fn overlap(a: &Face, b: &Face) -> f32 {
    let across = (a.x + a.width).min(b.x + b.width) - a.x.max(b.x);
    let down = (a.y + a.height).min(b.y + b.height) - a.y.max(b.y);
    if across <= 0.0 || down <= 0.0 {
        return 0.0;
    }
    let shared = across * down;
    shared / (a.width * a.height + b.width * b.height - shared)
}
