//! `detect`: faces in pictures, with the AdaBoost cascade alone.

use std::fmt::Write as _;
use std::path::PathBuf;

use selfsame::Picture;
use selfsame::detect::{Detection, DetectorOptions, FaceDetector, Passes, YUNET_SCORE, YuNet};
use selfsame::frame::open_still;
use selfsame::models::FACE_DETECTOR;
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::options::{Globals, JsonArgs};
use crate::output::{Exit, Output};

/// Options of `detect`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
A broken picture is told, the others are still searched, and the exit code is 3.
Scores grow with certainty; 2 is the least that the model's authors recommend.

Examples:
  selfsame detect photo.jpg
  selfsame detect --json --min-face 40 *.jpg > faces.jsonl")]
pub(crate) struct Args {
    /// Pictures: JPEG, PNG, WebP, BMP or PNM
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    search: SearchArgs,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// How the cascade searches.
#[derive(clap::Args, Debug)]
pub(crate) struct SearchArgs {
    /// Smallest face in pixels, at least 20
    #[arg(long, value_name = "N", default_value_t = 20)]
    min_face: u32,
    /// Least score of a face [default: 4, or 0.6 with --yunet]
    #[arg(long, value_name = "S")]
    score: Option<f32>,
    /// Step of the sliding window in pixels, 1 to 20
    #[arg(long, value_name = "N", default_value_t = 2)]
    stride: u32,
    /// Size ratio of neighbouring pyramid levels, 0.1 to 0.99
    #[arg(long, value_name = "F", default_value_t = 0.9)]
    scale_factor: f32,
    /// Look for heads tilted by these degrees as well, a search each: -30,-15,15,30
    #[arg(
        long,
        value_name = "DEGREES",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    tilts: Vec<f32>,
    /// Look in the mirror as well, another search for each
    #[arg(long)]
    mirrored: bool,
    /// Search with YuNet, a network, instead of the cascade: slower, and it finds faces that
    /// are tilted or turned; of the options here it knows --min-face and --score
    #[arg(long, conflicts_with_all = ["stride", "scale_factor", "tilts", "mirrored"])]
    yunet: bool,
}

/// What searches.
pub(crate) enum Finder {
    Cascade(FaceDetector),
    YuNet(YuNet),
}

impl SearchArgs {
    pub(crate) fn options(&self) -> DetectorOptions {
        DetectorOptions {
            min_face: self.min_face,
            score: self
                .score
                .unwrap_or(if self.yunet { YUNET_SCORE } else { 4.0 }),
            stride: self.stride,
            scale_factor: self.scale_factor,
            ..DetectorOptions::default()
        }
    }

    /// Opens what is asked for.
    pub(crate) fn open(&self, globals: &Globals) -> Result<Finder> {
        let models = globals.open_models()?;
        if self.yunet {
            let runtime = globals.open_runtime()?;
            return Ok(Finder::YuNet(YuNet::load(&models, &runtime)?));
        }
        // Only the cascade: it needs no inference engine.
        let cascade = FaceDetector::new(&models.read(FACE_DETECTOR)?)?;
        Ok(Finder::Cascade(cascade))
    }

    /// Faces of a picture, best score first.
    pub(crate) fn find(
        &self,
        finder: &Finder,
        picture: &Picture,
        options: &DetectorOptions,
    ) -> Result<Vec<Detection>> {
        Ok(match finder {
            Finder::YuNet(yunet) => yunet.detect(picture, options.min_face, options.score)?,
            Finder::Cascade(cascade) if self.tilts.is_empty() && !self.mirrored => {
                cascade.detect(&picture.to_grey(), options)?
            }
            Finder::Cascade(cascade) => {
                let passes = Passes {
                    tilts: &self.tilts,
                    mirrored: self.mirrored,
                };
                cascade.detect_tilted(&picture.to_grey(), options, &passes)?
            }
        })
    }

    /// How it searches, in a few words.
    pub(crate) fn name(&self) -> String {
        let Self {
            min_face,
            stride,
            scale_factor,
            ..
        } = self;
        if self.yunet {
            return format!("YuNet 2023mar in selfsame, from {min_face} px");
        }
        let mut name = format!("selfsame, from {min_face} px, step {stride}, ratio {scale_factor}");
        if !self.tilts.is_empty() {
            let _ = write!(name, ", {} tilts", self.tilts.len());
        }
        if self.mirrored {
            name += ", mirrored";
        }
        name
    }
}

/// One line of `detect --json`.
#[derive(Serialize)]
struct Line<'a> {
    image: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    faces: Option<Vec<FaceJson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
}

#[derive(Serialize)]
struct FaceJson {
    #[serde(rename = "box")]
    bounds: [f32; 4],
    score: f32,
}

pub(crate) fn run(args: &Args, globals: &Globals, output: &Output) -> Result<Exit> {
    let finder = args.search.open(globals)?;
    let options = args.search.options();
    let mut exit = Exit::Pass;
    let bar = output.bar(Some(args.files.len() as u64), "searching");
    for path in &args.files {
        let found = open_still(path)
            .map_err(Failure::from)
            .and_then(|picture| args.search.find(&finder, &picture, &options));
        let image = path.to_string_lossy();
        match &found {
            // Options out of range are wrong for every picture.
            Err(failure) if failure.kind == "misuse" => return Err(failure.clone()),
            Err(failure) => {
                exit = Exit::Error;
                if !output.is_json() {
                    bar.suspend(|| output.failure(failure));
                }
            }
            Ok(_) => {}
        }
        bar.suspend(|| match found {
            _ if output.is_json() => {
                let (faces, error) = match found {
                    Ok(faces) => (Some(faces.iter().map(FaceJson::of).collect()), None),
                    Err(failure) => (None, Some(failure)),
                };
                output.json(&Line {
                    image: &image,
                    faces,
                    error,
                })
            }
            Ok(faces) => output.write(&table(&image, &faces)),
            Err(_) => Ok(()),
        })?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(exit)
}

impl FaceJson {
    fn of(face: &Detection) -> Self {
        let b = face.bounds;
        Self {
            bounds: [b.x, b.y, b.width, b.height],
            score: face.score,
        }
    }
}

fn table(image: &str, faces: &[Detection]) -> String {
    let mut text = match faces.len() {
        0 => format!("{image}: no face"),
        1 => format!("{image}: 1 face"),
        n => format!("{image}: {n} faces"),
    };
    for face in faces {
        let b = face.bounds;
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n  x {:>5.0}  y {:>5.0}  width {:>5.0}  height {:>5.0}  score {:>6.2}",
            b.x, b.y, b.width, b.height, face.score
        );
    }
    text
}
